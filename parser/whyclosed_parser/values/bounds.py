"""What the words around a printed day make of it: one end of several days, none that is certain, or the day itself."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.values import datepatterns as shapes
from whyclosed_parser.values.text import any_of, normal_form

Bound = Literal["first", "last", "about", "day"]
"""The day is the first or the last of those that are meant, near those, or the one."""

_WORDS = read_toml("whyclosed_parser.values", "dates")
JOINING: tuple[str, ...] = (*_WORDS["bounds"]["day"]["before"], *_WORDS["bounds"]["day"]["glued_before"])
"""Words that join a day to those in front of it, and change nothing."""

SINCE: tuple[str, ...] = tuple(_WORDS["since"]["before"])
"""Words in front of the day from which on something is so: it has come."""

_FAR = 80  # characters in front of a day that may belong to it
_CLAUSE = patterns.compiled(r"[,;:|·•()（）。，、：]")
_LETTER = r"[^\W\d_]"
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")
_SIGNS: dict[str, Bound] = {
    **dict.fromkeys("≥>", "first"),
    **dict.fromkeys("≤<", "last"),
    **dict.fromkeys("~≈∼～±", "about"),
}


def bound_of(text: str, start: int, end: int, label: str) -> Bound | None:
    """What the words around the day at `text[start:end]`, and the label in front of the text, make of it; None where
    they are not known."""
    text = text.translate(_APOSTROPHES)
    ahead, behind = text[max(0, start - _FAR) : start], text[end:]
    before = _CLAUSE.split(ahead)[-1].lstrip()
    sign = _SIGNS.get(ahead.rstrip("= ")[-1:])
    if sign == "about" or _before("about").search(before) or _behind("about").match(behind):
        return "about"
    if sign is not None:
        return sign
    led = f"{label.rstrip(' :：')} {before}" if label and before == text[:start].lstrip() else before
    said = _before("first", "last").search(led)  # the one that begins first: "not before"
    if said is not None:
        return "first" if _before("first").match(led, said.start()) else "last"
    if _cut_off().match(behind) or _behind("first").match(behind):
        return "first"
    if _behind("last").match(behind):
        return "last"
    goes_on = behind[:1] == " " and behind[1:2].islower()
    return None if goes_on or not _nothing().fullmatch(before) else "day"


def names_end(low: str) -> bool:
    """Whether words that make a day the last one may stand in a text in its normal form: a cheap test."""
    return _ends().search(low) is not None


@cache
def _ends() -> re.Pattern[str]:
    last = _WORDS["bounds"]["last"]
    words, glued = (
        any_of(normal_form(one) for at in ("before", "behind") for one in last[f"{kind}{at}"])
        for kind in ("", "glued_")
    )
    return patterns.compiled(rf"(?<!\S)(?:{words})(?![^\W_])|{glued}")


def _said(*kinds: Bound) -> str:
    """A pattern of the words in front of a day that say this of it."""
    bounds = [_WORDS["bounds"][kind] for kind in kinds]
    words, glued = (any_of(word for one in bounds for word in one[key]) for key in ("before", "glued_before"))
    return rf"(?:(?<!\S)(?i:{words})(?![^\W_])|{glued})"


def _between() -> str:
    """A pattern of an hour, or a word without a meaning."""
    article = rf"(?<!\S)(?:{any_of(_WORDS['articles'])})(?!{_LETTER})"
    return rf"\s?(?:{_said('day')}|{article}|(?<!\S)\d\S*+|(?i:[ap]\.?m\.?))"


@cache
def _nothing() -> re.Pattern[str]:
    return patterns.compiled(rf"(?:{_between()})*\s*[-–]?\s?")


@cache
def _before(*kinds: Bound) -> re.Pattern[str]:
    """The same with the day behind it, and nothing else between; those that say "about" may say it of one end, too."""
    end = rf"(?:\s?{_said('first', 'last')})?" if kinds == ("about",) else ""
    return patterns.compiled(rf"{_said(*kinds)}{end}(?:{_between()})*\s?[-–]?\Z")


@cache
def _behind(kind: Bound) -> re.Pattern[str]:
    """A pattern of the words behind a day that say this of it."""
    words, glued = (any_of(_WORDS["bounds"][kind][key]) for key in ("behind", "glued_behind"))
    suffix = rf"(?:(?:['’]|{any_of(_WORDS['day_with_case'])}){_LETTER}{{1,4}}\s)?"  # Turkish "24 Kasım'a kadar"
    return patterns.compiled(rf"\s?[,(（]?\s?(?:{suffix}(?i:{words})(?!{_LETTER})|(?:{glued}))")


@cache
def _cut_off() -> re.Pattern[str]:
    """A pattern of a range whose last day is cut off."""
    joint = rf"{shapes.DASH.pattern}|\s(?:{any_of(_WORDS['and'])})"
    return patterns.compiled(rf"(?:{joint})[….?\s]{{0,3}}\Z|\s?(?:…|\.\.|\+(?!/))")
