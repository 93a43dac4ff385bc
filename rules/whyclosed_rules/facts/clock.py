"""The clock: the present time and the buyer's zone in one, and what follows from both."""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from whyclosed_parser.model import CLOCK_ERROR, When
from whyclosed_parser.records import dataclass

PACIFIC = ZoneInfo("America/Los_Angeles")
"""The shop's own zone: a printed last day is over when it is over here (L04)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """`now` is aware; `tz` is the buyer's zone. `today` is the buyer's day, `today_at_the_shop` that in US Pacific."""

    now: datetime
    tz: tzinfo
    today: date = field(init=False, compare=False)
    today_at_the_shop: date = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", self.now.astimezone(self.tz).date())
        object.__setattr__(self, "today_at_the_shop", self.now.astimezone(PACIFIC).date())

    def day(self, value: When) -> date:
        """A day as printed; of a time, the day in the buyer's zone."""
        return value.astimezone(self.tz).date() if isinstance(value, datetime) else value

    def aware(self, value: When) -> When:
        """A time without a zone is the buyer's own (D28)."""
        return self.aware_time(value) if isinstance(value, datetime) else value

    def aware_time(self, moment: datetime) -> datetime:
        """An instant: without a zone it is in the buyer's own (D28)."""
        return moment if moment.tzinfo else moment.replace(tzinfo=self.tz)

    def local(self, moment: datetime) -> datetime:
        """An instant, written in the buyer's zone."""
        return moment.astimezone(self.tz)

    def later(self, since: datetime, length: timedelta) -> datetime:
        """The instant a real duration later, across summer time (D09), written in the buyer's zone."""
        return self.local(since.astimezone(UTC) + length)

    def until(self, end: datetime) -> timedelta:
        """Real time from now to an instant, across zones and summer time; negative once it is over (D09)."""
        return end.astimezone(UTC) - self.now.astimezone(UTC)

    def is_ahead(self, moment: datetime) -> bool:
        """Whether what has been lies further ahead of now than clocks differ: one of both is wrong."""
        return self.until(moment) > CLOCK_ERROR

    def passed(self, moment: When) -> bool:
        """Whether a time, or the whole of a day in the buyer's zone, lies behind."""
        return self.now > moment if isinstance(moment, datetime) else self.today > moment
