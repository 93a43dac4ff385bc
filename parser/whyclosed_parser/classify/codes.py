"""The platform's own codes for the end of an order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from whyclosed_parser import patterns
from whyclosed_parser.values.text import any_of
from whyclosed_parser.words.packs import load


def find_close_code(text: str) -> str | None:
    """The first close code that stands in a text as a word of its own; None where there is none."""
    found = _pattern().search(text)
    return found[0] if found else None


@cache
def close_codes() -> Mapping[str, str]:
    """Every close code, and the closer that it names: buyer, seller, platform, expired (a clock ran out), delivered
    (the carrier says so), or nobody (it does not say)."""
    closers: Mapping[str, list[str]] = load("any", "close_codes")["closer"]
    return {code: closer for closer, codes in closers.items() for code in codes}


@cache
def _pattern() -> re.Pattern[str]:
    return patterns.compiled(rf"(?<!\w)(?:{any_of(close_codes())})(?!\w)")
