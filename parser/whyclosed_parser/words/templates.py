"""Sentences with a slot: "refund if no delivery before {date}"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from whyclosed_parser.values.text import words_key

_SLOT = re.compile(r"\{(\w+)\}")
_STOP = "·•|;；"
"""Characters that part two statements of one line."""

_SLOTS = {
    "date": rf"(?P<date>[^{_STOP}]{{3,60}}{{lazy}})",
    "days": r"(?P<days>\d{1,3})",
    "after": rf"(?P<after>[^{_STOP}.。!?(]{{3,60}})",
    "countdown": r"(?P<countdown>{countdown})",
}


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence of the site with slots: {date}, {countdown} (time left), {days} and {after} (a number of days after
    something). `unverified`: nobody has seen this wording on a page. `units`: the language's words of time."""

    code: str
    text: str
    unverified: bool
    units: tuple[str, ...]
    literal: str = field(init=False)
    """The longest piece without a slot, in the normal form of words: a cheap test before `find`."""

    def __post_init__(self) -> None:
        unknown = set(_SLOT.findall(self.text)) - set(_SLOTS)
        if unknown or not _SLOT.search(self.text):
            raise ValueError(f"{self.text!r}: a template needs slots out of {sorted(_SLOTS)}")
        longest = max(_SLOT.split(self.text)[::2], key=len)
        object.__setattr__(self, "literal", words_key(longest).replace(" :", ":"))

    def find(self, sentence: str) -> Iterator[re.Match[str]]:
        """The places where the sentence says this; the groups are named like the slots."""
        return _compiled(self.text, self.units).finditer(sentence)


@cache
def _compiled(text: str, units: tuple[str, ...]) -> re.Pattern[str]:
    pieces = _SLOT.split(text)
    written = [r"(?<!\w)"]
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            written.append(re.escape(piece).replace(r"\ ", r"\s+").replace("'", "['’]"))
        else:
            lazy = "?" if any(pieces[index + 1 :]) else ""
            slot = _SLOTS[piece].replace("{lazy}", lazy)
            written.append(slot.replace("{countdown}", _countdown(units)) if piece == "countdown" else slot)
    return re.compile("".join(written), re.IGNORECASE)


@cache
def _countdown(units: tuple[str, ...]) -> str:
    """ "5 days 03:12:45", "23 h 59 min", "23:59:12": a number with a unit, or a clock, each as often as it comes."""
    unit = "|".join(re.escape(word) for word in sorted(units, key=len, reverse=True))
    part = rf"(?:\d{{1,3}}(?:\s*:\s*\d{{2}}){{1,3}}|\d{{1,4}}\s*(?:{unit})\b\.?)"
    return rf"{part}(?:[\s,:]*(?:\w{{1,4}}\s+)?{part})*"
