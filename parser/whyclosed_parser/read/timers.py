"""Deadlines and countdowns: sentences of the language pack, found anywhere in an order's text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from whyclosed_parser.model import Timer, TimerKind
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.values import read_day
from whyclosed_parser.values.dates import find_dates, looks_dated
from whyclosed_parser.values.durations import is_whole, read_duration
from whyclosed_parser.words import Template, Words
from whyclosed_parser.words.templates import Said

_DATE_LENGTH = 24  # characters in which a date that follows the words has begun and ended


@dataclass(frozen=True, slots=True)
class FoundTimer:
    """A timer, and what is not certain about it."""

    timer: Timer
    unverified: bool
    problem: str | None = None


def find_timers(scope: Scope, words: Words, captured_at: datetime | None) -> list[FoundTimer]:
    """Every timer of an order's text, each kind and statement once."""
    found: dict[tuple[str, str], FoundTimer] = {}
    low = scope.low
    templates = [template for template in words.templates if template.literal in low]
    for text in _candidates(scope.lines()) if templates else ():
        for sentence in sentences(text):
            for template in templates:
                for said in template.find(sentence):
                    timer = _timer(template, said, sentence, words, captured_at)
                    if timer is not None:
                        found.setdefault((timer.timer.kind, sentence), timer)
    return list(found.values())


def _candidates(lines: list[Line]) -> Iterator[str]:
    """Lines with a number in them; a line that ends in a colon goes on in the next one."""
    for number, line in enumerate(lines):
        text = line.text
        if text.endswith((":", "：")) and number + 1 < len(lines):
            text = f"{text} {lines[number + 1].text}"
        if any(char.isdigit() for char in text):
            yield text


def _timer(
    template: Template, said: Said, sentence: str, words: Words, captured_at: datetime | None
) -> FoundTimer | None:
    kind = template.code
    if "days" in said:
        timer = Timer(kind, sentence, days=int(said["days"]), after=said["after"].strip(), basis="duration")
        return FoundTimer(timer, template.unverified)
    if "countdown" in said:
        whole = is_whole(said.sentence, *said.spans["countdown"])
        left = read_duration(said["countdown"], words.units) if whole else None
        return _countdown(kind, sentence, left, template, captured_at)
    return _printed(kind, sentence, said["date"], template, words, captured_at)


def _countdown(
    kind: TimerKind, sentence: str, left: timedelta | None, template: Template, captured_at: datetime | None
) -> FoundTimer:
    if left is None:
        return FoundTimer(Timer(kind, sentence), template.unverified, "unreadable_countdown")
    timer = Timer(
        kind,
        sentence,
        ends_at=captured_at + left if captured_at else None,
        remaining_seconds=int(left.total_seconds()),
        basis="countdown",
    )
    return FoundTimer(timer, template.unverified, None if captured_at else "no_capture_time")


def _printed(
    kind: TimerKind, sentence: str, text: str, template: Template, words: Words, captured_at: datetime | None
) -> FoundTimer | None:
    located = find_dates(text, words.months)
    if not located and looks_dated(text[:_DATE_LENGTH], words.months):
        return FoundTimer(Timer(kind, sentence), template.unverified, "unreadable_date")
    if not located or located[0].start > 3:  # the date itself must follow the words, "on" at most between them
        return None
    days = {one.text: read_day(one.text, words, captured_at, past=False) for one in located}
    day = days.popitem()[1]
    if days or day is None or day.value is None:  # two days in one statement: one of them holds no more, perhaps
        problem = "missing_year" if day is not None and day.missing_year and not days else "unreadable_date"
        return FoundTimer(Timer(kind, sentence), template.unverified, problem)
    if isinstance(day.value, datetime):
        return FoundTimer(Timer(kind, sentence, ends_at=day.value), template.unverified)
    return FoundTimer(Timer(kind, sentence, ends_on=day.value), template.unverified)
