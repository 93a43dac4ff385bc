"""Tracking numbers: whose they look like, and whether the postal check digit holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from whyclosed_parser.words.packs import load

Check = Literal["holds", "fails", "not_checkable"]
_S10 = re.compile(r"[A-Z]{2}\d{9}[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, slots=True)
class TrackingNumber:
    """`kind`: a family of `words/any/numbers.toml`, `order_number` (no tracking number at all), or `unknown`.

    `check` is `fails` only where a check digit exists and is wrong: evidence for a wrong number, no proof.
    """

    kind: str
    check: Check


def tracking_number_kind(number: str) -> TrackingNumber:
    """The kind of a number as printed; spaces and letter case do not matter."""
    compact = "".join(number.split()).upper()
    check = s10_check(compact)
    kind = next((kind for kind, pattern in _kinds() if pattern.fullmatch(compact)), "unknown")
    return TrackingNumber(kind=kind, check=check)


def s10_check(number: str) -> Check:
    """Whether the check digit of a postal number (two letters, nine digits, country) holds.

    `not_checkable`: another shape, or an ending that is no country of the postal union, whose owner need not
    compute the digit.
    """
    if not _S10.fullmatch(number) or number[-2:] not in _countries():
        return "not_checkable"
    digit = 11 - sum(w * int(d) for w, d in zip(_WEIGHTS, number[2:10], strict=True)) % 11
    return "holds" if int(number[10]) == {10: 0, 11: 5}.get(digit, digit) else "fails"


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"], re.ASCII)) for row in load("any", "numbers")["number"])


@cache
def _countries() -> frozenset[str]:
    return frozenset(load("any", "numbers")["countries"].split())
