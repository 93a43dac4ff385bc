"""Deadlines and countdowns: sentences of the language pack, found anywhere in an order's text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from whyclosed_parser.classify import Guard, guard
from whyclosed_parser.classify.matcher import fold
from whyclosed_parser.model import Timer, TimerKind, TimerStart
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.values import read_day
from whyclosed_parser.values.dates import Located, find_dates
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.words import Template, Words


@dataclass(frozen=True, slots=True)
class FoundTimer:
    """A timer, and what is not certain about it."""

    timer: Timer
    unverified: bool
    problem: str | None = None


def find_timers(
    low: str, lines: Callable[[], list[Line]], words: Words, captured_at: datetime | None
) -> list[FoundTimer]:
    """Every timer of an order's text, each kind and statement once. `low`: the whole text in small letters, in which a
    template leaves a trace before any line is read."""
    found: dict[tuple[str, str], FoundTimer] = {}
    templates = [template for template in words.templates if template.literal in low]
    guards = [guard(language) for language in words.languages] if templates else []
    for text in _candidates(lines()) if templates else ():
        for sentence in sentences(text):
            for template in templates:
                for match in template.find(sentence):
                    timer = _Statement(template, match, sentence, words, captured_at).timer(guards)
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


@dataclass(frozen=True, slots=True)
class _Statement:
    """A template of the pack at its place in a sentence."""

    template: Template
    match: re.Match[str]
    sentence: str
    words: Words
    captured_at: datetime | None

    def timer(self, guards: list[Guard]) -> FoundTimer | None:
        """The timer; None where the sentence denies it, asks, or speaks of every order."""
        slots = self.match.groupdict()
        start, rest = _start(slots.get("after"), self.words)
        dates = find_dates(slots.get("date") or "", self.words.months)
        if dates:
            rest = slots["date"][dates[0].end :]
        before = _folded(self.sentence[: self.match.start()])
        after = _folded(rest + self.sentence[self.match.end() :])
        if any(one.denied(before, after) or one.general(fold(self.sentence)) for one in guards):
            return None
        if "days" in slots:
            return self._duration(int(slots["days"]), start)
        if "countdown" in slots:
            left = read_duration(slots["countdown"], self.words.units)
            if left is None:
                return None
            if any(one.since.search(after) for one in guards):
                start, _ = _start(self.sentence[self.match.end() :].split(maxsplit=1)[-1], self.words)
                return self._duration(left.days, start) if left == timedelta(left.days) else None
            return self._countdown(left)
        return self._printed(dates[0]) if dates and dates[0].start <= _LONGEST_GAP else None

    def _found(self, timer: Timer, problem: str | None = None) -> FoundTimer:
        return FoundTimer(timer, self.template.unverified, problem)

    def _duration(self, days: int, start: TimerStart | None) -> FoundTimer:
        timer = Timer(_kind(self.template.code), self.sentence, days=days, after=start, basis="duration")
        return self._found(timer, None if start else "unknown_start")

    def _countdown(self, left: timedelta) -> FoundTimer:
        timer = Timer(
            _kind(self.template.code),
            self.sentence,
            ends_at=self.captured_at + left if self.captured_at else None,
            remaining_seconds=int(left.total_seconds()),
            basis="countdown",
        )
        return self._found(timer, None if self.captured_at else "no_capture_time")

    def _printed(self, located: Located) -> FoundTimer:
        timer = Timer(_kind(self.template.code), self.sentence)
        day = read_day(located.text, self.words, self.captured_at, past=False)
        if day is None or day.value is None:
            return self._found(timer, "missing_year")
        if isinstance(day.value, datetime):
            return self._found(replace(timer, ends_at=day.value))
        return self._found(replace(timer, ends_on=day.value))


_LONGEST_GAP = 3
"""Characters before a date: it must follow the words of the template, with "on" at most between them."""


def _folded(text: str) -> str:
    """A part of a sentence as the guard reads it, with the punctuation at its ends: it parts clauses."""
    return fold(f"x{text}x")[1:-1]


def _start(text: str | None, words: Words) -> tuple[TimerStart | None, str]:
    """From when a number of days counts, by the longest known phrase; and the words behind it."""
    tokens = (text or "").split()
    for length in range(len(tokens), 0, -1):
        entry = words.entry("after", " ".join(tokens[:length]).rstrip(",.;:"))
        if entry is not None:
            return _timer_start(entry.code), " ".join(tokens[length:])
    return None, text or ""


def _kind(code: str) -> TimerKind:
    return code  # type: ignore[return-value]  # tests/test_words.py holds the packs to the list of kinds


def _timer_start(code: str) -> TimerStart:
    return code  # type: ignore[return-value]  # see _kind
