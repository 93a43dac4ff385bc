"""The end of a time as one sentence tells it: a day, a time left, or a number of days from something on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from whyclosed_parser.classify import Guard, denied, guards
from whyclosed_parser.classify.tables import matched_form
from whyclosed_parser.model import Timer, TimerBasis, TimerKind, TimerStart
from whyclosed_parser.read.deadlines import deadline
from whyclosed_parser.read.values import read_day
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import Located, find_dates, looks_dated
from whyclosed_parser.values.durations import (
    is_later,
    is_period,
    is_whole,
    is_within,
    read_duration,
    without_within,
)
from whyclosed_parser.values.text import QUESTIONS, UNSPACED_LETTER
from whyclosed_parser.words import Words
from whyclosed_parser.words.templates import Said

_RIGHTS = ("return_window", "dispute_window")
_OF_A_REQUEST = ("appeal", "buyer_response")
"""Kinds of timers of the buyer that begin with what was decided or offered."""
_LONGEST_GAP = 3  # characters between a date and the words of the template: "on" at most
_DATE_LENGTH = 24  # characters in which a date that follows the words has begun and ended


@dataclass(frozen=True, slots=True)
class FoundTimer:
    """A timer, and what is not certain about it."""

    timer: Timer
    unverified: bool
    problem: str | None = None

    @property
    def unread(self) -> bool:
        """Whether the words are a timer's and its time could not be read: perhaps they are another one's."""
        return self.problem is not None and self.problem.startswith("unreadable")


def ticking(kind: TimerKind, text: str, left: timedelta, at: datetime | None, basis: TimerBasis = "countdown") -> Timer:
    """The timer of a time left. `at`: when the page was saved; where that is not known, its end is None."""
    ends_at = at + left if at is not None else None
    return Timer(kind, text, ends_at, remaining_seconds=int(left.total_seconds()), basis=basis)


def unclear_end(timer: Timer) -> str | None:
    """The problem with a timer of which only the time left is known, and not when it ends."""
    return "no_capture_time" if timer.remaining_seconds is not None and timer.ends_at is None else None


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a time at its place in a sentence."""

    code: TimerKind
    unverified: bool
    said: Said
    sentence: str
    words: Words
    captured_at: datetime | None
    by_sense: bool = False
    """Whether no template says it."""

    supposed: bool = False
    """Whether its clause is a condition: a denial inside denies nothing."""

    loose: bool = False
    """Whether no word beside its day says that it is the last one."""

    @property
    def guards(self) -> Sequence[Guard]:
        """Those of the page's languages."""
        return guards(self.words.languages)

    def crosses(self, joint: int) -> bool:
        """Whether it needs both halves of a text that were joined there."""
        if not self.by_sense:
            return self.said.span[0] < joint < self.said.span[1]
        if any(start < joint < end for start, end in self.said.spans.values()):
            return True  # a time left goes on in the second half
        return all(deadline(half, self.words) is None for half in (self.sentence[:joint], self.sentence[joint:]))

    @property
    def is_timed(self) -> bool:
        """Whether it has a time where its words want one."""
        return "date" not in self.said or bool(find_dates(self.said["date"], self.words.months))

    @property
    def date_leads(self) -> bool:
        """Whether the words of the template stand behind the date, so that any may stand before it."""
        return self.said.spans.get("date", (-1, -1))[0] == self.said.span[0]

    def timer(self) -> FoundTimer | None:
        """The timer; None where the sentence denies it, asks, or speaks of every order."""
        said = self.said
        leads = "after" in said and "days" in said and said.spans["after"] < said.spans["days"]
        start, rest = (_start_before if leads else _start)(said["after"], self.words)
        located = find_dates(said["date"], self.words.months)
        begun = ""
        if located and self.date_leads:
            begun = said["date"][: located[0].start]
        elif located:
            rest = said["date"][located[0].end :]
        before, after = _folded(said.before + begun), _folded(rest + said.behind)
        if self._is_unreal(before, after):
            return None
        if "days" in said:
            return self._duration(int(said["days"]), start)
        if "date" in said:
            timer = self._printed(said["date"], located)
            return None if timer is not None and self._has_happened(timer.timer, before) else timer
        return self._left(after)

    def _is_unreal(self, before: str, after: str) -> bool:
        """Whether the words around, and those inserted, say that nothing ends for this order."""
        dated = "date" in self.said  # a day holds for one order
        if not self.supposed and denied(before, after, self.guards):
            return True
        if self.sentence.endswith(QUESTIONS):
            return True
        whole = matched_form(self.sentence)
        if any((one.asks if dated else one.general)(whole) or one.others.search(whole) for one in self.guards):
            return True
        slots = [slot for slot in self.said.spans if slot.startswith("words")]
        inserted = " ".join(_folded(self.said[slot]) for slot in slots)
        if any(one.clauses.search(inserted) for one in self.guards):  # the words behind them are of another clause
            return True
        if not (dated and self.code == "refund_if_undelivered"):
            may = self.code in _RIGHTS  # what the buyer may do until then is no guess
            foreseen = (one.futures.search(one.modals.sub(" ", inserted) if may else inserted) for one in self.guards)
            if any(foreseen) or any(one.conditions.search(inserted) for one in self.guards):
                return True
            if any(denied(_folded(self.said.sentence[: self.said.spans[slot][1]]), "", self.guards) for slot in slots):
                return True
        # What every buyer may do, within days of something, is the window for returns.
        return self.code == "return_by" and any(
            one.modals.search(before) or one.since.search(after) for one in self.guards
        )

    def _left(self, after: str) -> FoundTimer | None:
        """The timer of a time left, or of so many days that the words behind them count from something."""
        said = self.said
        whole = is_whole(said.sentence, *said.spans["countdown"], self.words.units)
        left = read_duration(said["countdown"], self.words.units) if whole else None
        if left is None:
            return self._found(Timer(self.code, self.sentence, basis="countdown"), "unreadable_countdown")
        if any(one.since.search(after) for one in self.guards):
            start, _ = _start(said.behind.split(maxsplit=1)[-1], self.words)
            return self._duration(left.days, start) if left == timedelta(left.days) else None
        before = said.sentence[: said.spans["countdown"][0]].rstrip()
        promised = self.code == "return_window" and is_within(before) and not is_later(before)
        if left == timedelta(left.days) and (promised or (self.code in _OF_A_REQUEST and self._stays())):
            return self._duration(left.days, None)  # of what was done before, of which the sentence does not speak
        return self._found(ticking(self.code, self.sentence, left, self.captured_at))

    def _stays(self) -> bool:
        """Whether a sentence with a time left stays as it is, day after day: one of an appeal, and one in other words
        than the site's own, with a period in it ("Accept or reject within 3 days"), that is no state of a dispute."""
        begins, ends = self.said.spans["countdown"]
        before = self.said.sentence[:begins]
        if not self.by_sense or not is_period(before, self.said.sentence[ends:]):
            return self.code == "appeal"
        return self.words.entry("dispute", without_within(before)) is None

    def _has_happened(self, timer: Timer, before: str) -> bool:
        """Whether the day is one on which something was: "Receipt was confirmed automatically on Nov 2"."""
        day = timer.ends_on or (timer.ends_at and timer.ends_at.date())
        if day is None or not (self.loose or self.code == "confirm"):
            return False
        reported = any(one.past.search(before) for one in self.guards)
        if self.captured_at is None:
            return self.loose and reported and not any(one.futures.search(before) for one in self.guards)
        return day < self.captured_at.date() and (self.loose or reported)

    def _found(self, timer: Timer, problem: str | None = None) -> FoundTimer:
        return FoundTimer(timer, self.unverified, problem or unclear_end(timer))

    def _duration(self, days: int, start: TimerStart | None) -> FoundTimer:
        timer = Timer(self.code, self.sentence, days=days, after=start, basis="duration")
        return self._found(timer, None if start else "unknown_start")

    def _printed(self, text: str, located: Sequence[Located]) -> FoundTimer | None:
        timer = Timer(self.code, self.sentence)
        if not located and looks_dated(text[:_DATE_LENGTH], self.words.months):
            return self._found(timer, "unreadable_date")
        if not located:
            return None
        gap = len(text.rstrip()) - located[-1].end if self.date_leads else located[0].start
        if gap > _LONGEST_GAP:
            return None
        days = {one.text: read_day(one.text, self.words, self.captured_at, past=False) for one in located}
        day = days.popitem()[1]
        if days or day is None or day.value is None:  # two days in one statement: one of them holds no more, perhaps
            lacks = day is not None and day.missing_year and not days
            return self._found(timer, "missing_year" if lacks else "unreadable_date")
        if isinstance(day.value, datetime):
            return self._found(replace(timer, ends_at=day.value))
        return self._found(replace(timer, ends_on=day.value))


def _folded(text: str) -> str:
    """A part of a sentence as the guard reads it, with the punctuation at its ends: it parts clauses."""
    return matched_form(f"x{text}x")[1:-1]


def _start_before(text: str, words: Words) -> tuple[TimerStart | None, str]:
    """The same where the phrase ends in front of the number ("receipt after 7 days", in Turkish or Chinese)."""
    for at, char in enumerate(text):
        if at == 0 or text[at - 1].isspace() or UNSPACED_LETTER.match(char):
            entry = words.entry("after", text[at:].rstrip(",.;:"))
            if entry is not None:
                return entry.code, ""
    return None, ""


def _start(text: str, words: Words) -> tuple[TimerStart | None, str]:
    """From when a number of days counts, by the longest known phrase; and the words behind it."""
    tokens = text.split()
    for length in range(len(tokens), 0, -1):
        entry = words.entry("after", " ".join(tokens[:length]).rstrip(",.;:"))
        if entry is not None:
            return entry.code, " ".join(tokens[length:])
    return None, text
