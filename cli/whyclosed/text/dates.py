"""Days and times for people: in the reader's words, with the weekday, and how far away they are."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta

from whyclosed.labels import Labels, labels
from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_rules.telling import locale


@dataclass(frozen=True, slots=True)
class Calendar:
    """How to write days and times, seen from `now` (with its zone)."""

    now: datetime
    say: Labels = field(default_factory=labels)

    @property
    def today(self) -> date:
        """The buyer's day."""
        return self.now.date()

    def day(self, value: date) -> str:
        """`Sat, Dec 5, 2026`, in the order of the reader's language."""
        return locale.day(value, self.say.language, "weekday")

    def plain(self, value: date) -> str:
        """`Dec 5, 2026`: as the sentences of the rules write a day."""
        return locale.day(value, self.say.language)

    def brief(self, value: date) -> str:
        """`Sat, Dec 5`; with the year where it is not this one."""
        return locale.day(value, self.say.language, "brief" if value.year == self.today.year else "plain")

    def when(self, value: When) -> str:
        """A day, or a time of the buyer's own clock."""
        if not isinstance(value, datetime):
            return self.day(value)
        there = self.here(value)
        return f"{self.day(there.date())}, {there:%H:%M}"

    def here(self, value: datetime) -> datetime:
        """A time in the buyer's zone; a time without offset is the buyer's already (rule D28)."""
        return value.astimezone(self.now.tzinfo) if value.tzinfo else value.replace(tzinfo=self.now.tzinfo)

    def date_of(self, value: When) -> date:
        """The day, in the buyer's zone."""
        return self.here(value).date() if isinstance(value, datetime) else value

    def distance(self, value: When) -> str:
        """`today`, `in 13 days`, `3 days ago`; a time within two days is told in hours."""
        if isinstance(value, datetime):
            left = self.here(value) - self.now
            if abs(left) < timedelta(hours=48):
                return self._hours(left)
        days = (self.date_of(value) - self.today).days
        if days in (-1, 0, 1):
            return self.say(("dates.yesterday", "dates.today", "dates.tomorrow")[days + 1])
        return self.say("dates.in_days", count=days) if days > 0 else self.say("dates.days_ago", count=-days)

    def _hours(self, left: timedelta) -> str:
        if abs(left) < timedelta(minutes=1):
            return self.say("dates.now")
        hours, minutes = divmod(int(abs(left).total_seconds()) // 60, 60)
        count, unit = (hours, "hours") if hours else (minutes, "minutes")
        return self.say(f"dates.in_{unit}" if left >= timedelta(0) else f"dates.{unit}_ago", count=count)

    def sort_key(self, value: When) -> datetime:
        """A day counts as its start."""
        if isinstance(value, datetime):
            return self.here(value)
        return datetime(value.year, value.month, value.day, tzinfo=self.now.tzinfo)
