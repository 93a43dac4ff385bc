"""Printed durations and countdowns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from functools import cache

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import (
    COLONS,
    UNSPACED,
    any_of,
    ascii_digits,
    composed,
    fold,
    form_with_places,
    normal_form,
)

_DATA = read_toml("whyclosed_parser.values", "durations")
_JOINING = frozenset(map(normal_form, _DATA["joining"]))
_WITHIN_BEFORE = LazyPattern(rf"(?i:(?<!\S)(?:{any_of(_DATA['within'])})\s*\Z)")

_PERIOD_BEFORE = LazyPattern(rf"(?i:(?<!\S)(?:{any_of(_DATA['period'])})\s*\Z)")
_PERIOD_BEHIND = LazyPattern(rf"(?i:\s*(?:{any_of(_DATA['period_behind'])}))")
_WITHIN = (*COLONS, *map(normal_form, _DATA["within"]))
_LONGEST_WITHIN = max(map(len, _WITHIN)) + 2  # with the gap behind it

_LONGEST = 80  # characters
_CLOCK = patterns.compiled(
    r"(?:(?P<days>\d{1,3}):(?=\d\d?:\d\d:))?(?P<hours>\d{1,3}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)\Z"
)
_GAP_IN_CLOCK = patterns.compiled(r"(?<=\d)\s*:\s*(?=\d)")
_PLURAL_IN_DOUBT = patterns.compiled(r"(?<=[^\W\d_])\([^\W\d_]{1,3}\)")
# A number and its word. A mark may close the word; the next number follows.
_PART = patterns.compiled(r"(?P<number>\d{1,4})\s?(?P<word>[^\d\s.,:;·|/+\-–~と]+)と?\s?[.,:·]{0,2}\s*")
_JOINING_WORD = patterns.compiled(r"(?P<word>[^\W\d_]+)[\s-]*(?=\d)")
_COUNTED = patterns.compiled(r"(?P<word>[^\W\d_]+(?:[ '’][^\W\d_]+)?)(?!\S)[\s,]*")
_LATER_BEFORE = LazyPattern(rf"(?i:(?<!\S)(?:{any_of(_DATA['later'])})\s*\Z)")
_DAY = 86400

_GOES_ON = patterns.compiled(r"\s*+(?:[,:·~–-]\s*+)?(?:[^\W\d_]{1,12}\.?\s*+)?\d")
_WORDS_BEFORE = patterns.compiled(r"(?:(?P<next>[^\W\d_]{1,12})\s+)?(?P<nearest>[^\W\d_]{1,12})[\s,]*\Z")
_WORDS_BEHIND = patterns.compiled(r"[\s,]*(?P<nearest>[^\W\d_]{1,12})(?:\s+(?P<next>[^\W\d_]{1,12}))?(?![^\W\d_])")
_SHORTEST_UNIT = 3
"""Letters of one that is spelt out; what is shorter may be another word ("с")."""
_BEGAN_BEFORE = patterns.compiled(r"\d\s*(?:[^\W\d_]{1,12}\.?)?\s*[,:·~–-]?\s*\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """Words for units of time in their normal form, without closing dot: how many seconds each is. `counted`: words
    that say the number, too (Arabic has one for two days).

    Compared by identity: keep one per language.
    """

    names: Mapping[str, int]
    counted: Mapping[str, int] = field(default_factory=dict)


def is_whole(text: str, start: int, end: int, units: Units) -> bool:
    """Whether a duration at `text[start:end]` is all of it: neither another number with a word stands before or behind
    it nor a unit that has lost its number ("in days 08 hours")."""
    before = text[max(0, start - 40) : start]
    if _GOES_ON.match(text, end) or _BEGAN_BEFORE.search(before):
        return False
    beside = (_WORDS_BEFORE.search(before), _WORDS_BEHIND.match(text, end))
    return not any(_is_unit(one["nearest"], one["next"], units) for one in beside if one is not None)


def _is_unit(nearest: str, following: str | None, units: Units) -> bool:
    """Whether the word beside a duration is a unit; of two that are joined with it, the further one."""
    word = normal_form(nearest)
    word = normal_form(following or "") if word in _JOINING else word
    return len(word) >= _SHORTEST_UNIT and word in units.names


@cache
def duration_pattern(units: tuple[str, ...], counted: tuple[str, ...]) -> str:
    """A pattern of a duration in the normal form: "5 days 03:12:45", "23h59min", "23:59:12"."""
    unit, said = (any_of(map(normal_form, words)) for words in (units, counted))
    clock = r"\d{1,3}(?:\s*[:：]\s*\d{2}){1,3}(?![:：]?\d)"
    ends = rf"(?:(?<=[{UNSPACED}])|(?![^\W\d_]))"
    number = rf"\d{{1,4}}\s*(?:{unit})(?:\(\w{{1,3}}\))?{ends}\.?"
    part = rf"(?:{clock}|{number}|(?:{said})(?!\w))"
    return rf"{part}(?:[\s,:·]*(?:[^\W\d_]{{1,4}}\s+|[وו]-?)?{part}){{0,5}}"


def find_durations(text: str, units: Units) -> list[tuple[int, int]]:
    """Where in a folded text the durations stand, read or not: a clock alone may be the time of a day."""
    form, places = form_with_places(text)
    return [(places[one.start()], places[one.end()]) for one in _durations(units).finditer(form)]


def has_duration(low: str, units: Units) -> bool:
    """Whether a duration stands in a text in its normal form."""
    return _durations(units).search(low) is not None


def has_time_within(low: str, units: Units) -> bool:
    """Whether a duration stands behind a colon or a word that says that it is left in a text in its normal form."""
    begun = (
        low[max(0, one.start() - _LONGEST_WITHIN) : one.start()].rstrip() for one in _durations(units).finditer(low)
    )
    return any(before.endswith(_WITHIN) for before in begun)


@cache
def _durations(units: Units) -> re.Pattern[str]:
    return patterns.compiled(
        rf"(?<![^\W{UNSPACED}])(?<!\d[.,:]){duration_pattern(tuple(units.names), tuple(units.counted))}"
    )


def is_within(before: str) -> bool:
    """Whether the words before a duration end in one that says that it is left ("within")."""
    return _WITHIN_BEFORE.search(before) is not None


def is_period(before: str, behind: str) -> bool:
    """Whether the words around whole days say that they are a period, which stands there as long as the page does, and
    no clock: "within 3 days"."""
    return _PERIOD_BEFORE.search(before) is not None or _PERIOD_BEHIND.match(behind) is not None


def is_later(before: str) -> bool:
    """Whether the words before a duration end in one that may say that something begins then ("in 5 days")."""
    return _LATER_BEFORE.search(before) is not None


def without_within(text: str) -> str:
    """The words before a duration without the one that only says that it is left ("within"); the text, where none."""
    return _WITHIN_BEFORE.sub("", text).rstrip()


def read_duration(text: str, units: Units) -> timedelta | None:
    """The duration that the whole text is ("9 days 4 hours", "2days3hours", "5 days 03:12:45", "09:12:03:55").

    Units go from large to small, each once. A clock has three parts, since two could be hours or minutes, or four with
    the days. None for ranges ("8-14 days"), business days, fractions, and a part as large as the unit before it
    ("1 hour 70 minutes").
    """
    if len(text) > _LONGEST:
        return None
    rest = ascii_digits(composed(fold(text))).replace("：", ":").replace("（", "(").replace("）", ")").rstrip(". ")
    rest = _PLURAL_IN_DOUBT.sub("", _GAP_IN_CLOCK.sub(":", rest))
    seconds, unit = 0, 0
    while rest:
        clock = _CLOCK.match(rest)
        if clock:
            return _with_clock(seconds, unit, clock)
        joint = _JOINING_WORD.match(rest) if unit else None
        if joint and normal_form(joint["word"]) in _JOINING:
            rest = rest[joint.end() :]
        if units.counted and (said := _counted(rest, units)) is not None:
            rest = said
        part = _PART.match(rest + " ")
        size = units.names.get(normal_form(part["word"]), 0) if part else 0
        if not part or not size or (unit and (size >= unit or int(part["number"]) * size >= unit)):
            return None
        seconds, unit, rest = seconds + int(part["number"]) * size, size, rest[part.end() :]
    return timedelta(seconds=seconds) if unit else None


def _counted(rest: str, units: Units) -> str | None:
    """A duration that begins with a word for a number of units, with the number in digits."""
    found = _COUNTED.match(rest)
    for word in (found["word"], found["word"].partition(" ")[0]) if found else ():
        form = normal_form(word)
        without_and = form[1:] if form.startswith(("ו", "و")) else form
        seconds = units.counted.get(form) or units.counted.get(without_and)
        if seconds is not None:
            size = max(size for size in units.names.values() if seconds % size == 0 and size <= seconds)
            name = next(name for name, own in units.names.items() if own == size)
            return f"{seconds // size} {name} {rest[len(word) :].lstrip(' ,')}".strip()
    return None


def _with_clock(seconds: int, unit: int, clock: re.Match[str]) -> timedelta | None:
    """A clock is all there is, or follows the days, in words or as its first part; then it has less than 24 hours."""
    hours, days = int(clock["hours"]), int(clock["days"] or 0)
    if (unit or clock["days"]) and (hours > 23 or (unit and (unit < _DAY or clock["days"]))):
        return None
    return timedelta(days=days, hours=hours, minutes=int(clock["minutes"]), seconds=seconds + int(clock["seconds"]))
