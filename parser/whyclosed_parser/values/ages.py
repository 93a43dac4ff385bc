"""Printed ages: how long ago something happened. They are no dates, as nobody knows by which clock they count."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.values.durations import Units, read_duration
from whyclosed_parser.values.text import any_of, normal_form

_LONGEST = 40  # characters


def is_age(text: str, units: Units) -> bool:
    """Whether a text is how long ago something happened, and nothing else."""
    found = _found(text)
    return found is not None and (_counted(found) is None or age_of(text, units) is not None)


def age_of(text: str, units: Units) -> timedelta | None:
    """How long ago something happened, where the text counts it."""
    found = _found(text)
    said = _counted(found) if found is not None else None
    return None if said is None else read_duration(said, units)


def _found(text: str) -> re.Match[str] | None:
    return _pattern().fullmatch(normal_form(text)) if len(text) <= _LONGEST else None


def _counted(found: re.Match[str]) -> str | None:
    return found["behind"] or found["before"]


@cache
def _pattern() -> re.Pattern[str]:
    before, behind, days, at, now = (
        any_of([normal_form(word) for word in read_toml("whyclosed_parser.values", "ages")[kind]])
        for kind in ("before", "behind", "days", "at", "now")
    )
    return patterns.compiled(
        rf"(?:{before})\s(?P<behind>.+)|(?P<before>.+?)\s?(?:{behind})"
        rf"|(?:{days})(?:,?\s?(?:(?:{at})\s?)?\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\.?)?)?|{now}"
    )
