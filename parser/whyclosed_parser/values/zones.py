"""Halves of the day, and zones of times, as they are printed."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from whyclosed_parser.datafiles import read_toml

_DATA = read_toml("whyclosed_parser.values", "dates")


def is_afternoon(half: str) -> bool:
    """Whether a word for one half of the day means the second."""
    return _is_of(half, "pm")


def is_open_at_twelve(half: str) -> bool:
    """Whether a word for one half of the day leaves open which twelve o'clock is meant: "12:05 at night" is no noon."""
    return _is_of(half, "open_at_twelve")


def _is_of(half: str, kind: str) -> bool:
    return half.lower() in {word.lower() for word in _DATA[kind]}


def zone_of(text: str) -> tzinfo | None:
    """The zone of "EST", "PT", "GMT+8" or "+02:00"; None for letters that mean several, and for no real offset."""
    if text in _DATA["regions"]:
        return ZoneInfo(_DATA["regions"][text])
    text = text.replace(" ", "")
    name, sign, digits = re.split(r"([+-]|\Z)", text, maxsplit=1)
    if not sign:
        digits, sign = _DATA["zones"].get(name, ""), "+"
        if not digits:
            return None
        sign, digits = digits[0], digits[1:]
    digits = digits.replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)
