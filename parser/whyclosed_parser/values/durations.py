"""Printed durations and countdowns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from whyclosed_parser.values.text import ascii_digits, fold

_LONGEST = 80  # characters
_CLOCK = re.compile(r"(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)\Z")
# A number and its word. A comma, a middle dot or a full stop may close the word; the next number follows.
_PART = re.compile(r"(?P<number>\d{1,4})\s?(?P<word>[^\d\s.,:;·|/+\-–~]+)[.,·]{0,2}\s*")
_JOINING_WORD = re.compile(r"(?P<word>[^\W\d_]+)\s*(?=\d)")
_DAY = 86400


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Words for units of time, lower case, without closing dot: how many seconds each is.

    A word that only joins two parts ("and") is 0. Compared by identity: keep one per language.
    """

    names: Mapping[str, int]


def read_duration(text: str, units: Units) -> timedelta | None:
    """The duration that the whole text is ("9 days 4 hours", "5 days 03:12:45", "06:08:43").

    Units go from large to small, each once. A clock has three parts, since two could be hours or minutes. None
    for ranges ("8-14 days"), business days, fractions, and a part as large as the unit before it
    ("1 hour 70 minutes").
    """
    if len(text) > _LONGEST:
        return None
    rest = ascii_digits(fold(text)).replace("：", ":").rstrip(". ")
    seconds, unit = 0, 0
    while rest:
        clock = _CLOCK.match(rest)
        if clock:
            return _with_clock(seconds, unit, clock)
        joint = _JOINING_WORD.match(rest) if unit else None
        if joint and units.names.get(joint["word"].lower()) == 0:
            rest = rest[joint.end() :]
        part = _PART.match(rest + " ")
        size = units.names.get(part["word"].lower(), 0) if part else 0
        if not part or not size or (unit and (size >= unit or int(part["number"]) * size >= unit)):
            return None
        seconds, unit, rest = seconds + int(part["number"]) * size, size, rest[part.end() :]
    return timedelta(seconds=seconds) if unit else None


def _with_clock(seconds: int, unit: int, clock: re.Match[str]) -> timedelta | None:
    """A clock is all there is, or follows the days; behind days it has less than 24 hours."""
    hours = int(clock["hours"])
    if unit and (unit < _DAY or hours > 23):
        return None
    return timedelta(hours=hours, minutes=int(clock["minutes"]), seconds=seconds + int(clock["seconds"]))
