"""Deadlines and countdowns: sentences of the language pack, found anywhere in an order's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from whyclosed_parser.model import Timer, TimerKind
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.values import read_day
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.words import Template, Words


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
                for match in template.find(sentence):
                    timer = _timer(template, match, sentence, words, captured_at)
                    if timer is not None:
                        found.setdefault((timer.timer.kind, sentence), timer)
    return list(found.values())


def has_sentence(scope: Scope, words: Words) -> bool:
    """Whether an order's text may say when something ends."""
    low = scope.low
    return any(template.literal in low for template in words.templates)


def _candidates(lines: list[Line]) -> Iterator[str]:
    """Lines with a number in them; a line that ends in a colon goes on in the next one."""
    for number, line in enumerate(lines):
        text = line.text
        if text.endswith((":", "：")) and number + 1 < len(lines):
            text = f"{text} {lines[number + 1].text}"
        if any(char.isdigit() for char in text):
            yield text


def _timer(
    template: Template, match: re.Match[str], sentence: str, words: Words, captured_at: datetime | None
) -> FoundTimer | None:
    slots = match.groupdict()
    kind = _kind(template.code)
    if "days" in slots:
        timer = Timer(kind, sentence, days=int(slots["days"]), after=slots["after"].strip(), basis="duration")
        return FoundTimer(timer, template.unverified)
    if "countdown" in slots:
        left = read_duration(slots["countdown"], words.units)
        return _countdown(kind, sentence, left, template, captured_at) if left is not None else None
    return _printed(kind, sentence, slots["date"], template, words, captured_at)


def _countdown(
    kind: TimerKind, sentence: str, left: timedelta, template: Template, captured_at: datetime | None
) -> FoundTimer:
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
    if not located or located[0].start > 3:  # the date itself must follow the words, "on" at most between them
        return None
    day = read_day(located[0].text, words, captured_at, past=False)
    if day is None or day.value is None:
        return FoundTimer(Timer(kind, sentence), template.unverified, "missing_year")
    if isinstance(day.value, datetime):
        return FoundTimer(Timer(kind, sentence, ends_at=day.value), template.unverified)
    return FoundTimer(Timer(kind, sentence, ends_on=day.value), template.unverified)


def _kind(code: str) -> TimerKind:
    return code  # type: ignore[return-value]  # tests/test_words.py holds the packs to the list of kinds
