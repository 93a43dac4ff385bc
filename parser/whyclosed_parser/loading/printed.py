"""What a browser prints around a page: the title, the time, the address and the number of each sheet.

They come along where a page was printed to a file and copied out of that, and stand in the middle of the page where a
sheet ends.
"""

from __future__ import annotations

import re

from whyclosed_parser import patterns
from whyclosed_parser.values.text import has_digit

_ADDRESS = patterns.compiled(r"https?://[^\s…]{4,2000}(?P<cut>…|\.\.\.)?", re.IGNORECASE)
_SHEET = patterns.compiled(
    r"(?:\A|(?<=\s))(?:[^\W\d_]{2,10}\s)?(?P<number>\d{1,2})\s?(?:/|[^\W\d_]{1,4}\s)\s?(?P<of>\d{1,2})(?=\s|\Z)"
)
"""The number of a sheet: "1/2", "Page 1 of 2"."""
_TIME = patterns.compiled(
    r"(?<!\d)(?:\d{1,4}([./-])\s?\d{1,2}\1\s?\d{1,4}|\d{1,2}\.?\s[^\W\d_]{3,10}\.?\s\d{4}|[^\W\d_]{3,10}\.?\s\d{1,2},\s\d{4})"
    r"[\s,]{1,4}(?:[^\W\d_]{1,3}\s)?\d{1,2}:\d\d(?::\d\d)?(?!\d)(?:\s?[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
_LONGEST_TITLE = 60
_FIRST = 3  # lines in which the head of the first sheet stands


def off_the_sheet(lines: list[str]) -> tuple[list[str], str | None]:
    """The lines without those, and the page's address, if it is printed whole."""
    edges = {number for number, line in enumerate(lines) if _parts(line) > 1}
    if not any(_sheet(lines[number]) for number in edges):
        return lines, None
    tops = {*range(_FIRST), *(number + step for number in edges for step in (-1, 1))}
    edges |= {
        number
        for number in tops
        if 0 <= number < len(lines) and _ADDRESS.search(lines[number]) and _parts(lines[number])
    }
    times = {
        found[0] for number in {*edges, *range(_FIRST)} for found in _TIME.finditer("".join(lines[number : number + 1]))
    }
    kept = [line for number, line in enumerate(lines) if number not in edges and not _is_head(line, times)]
    addresses = [found for number in edges for found in _ADDRESS.finditer(lines[number])]
    whole = {found[0] for found in addresses if not found["cut"]}
    return kept, whole.pop() if len(whole) == 1 and all(not found["cut"] for found in addresses) else None


def _parts(line: str) -> int:
    """How many of address, time and number of the sheet stand in a line with nothing else but a title."""
    found = [one for one in (_ADDRESS.search(line), _TIME.search(line), _sheet(line)) if one is not None]
    for part in found:
        line = line.replace(part[0], " ")
    return len(found) if len(line.strip()) <= _LONGEST_TITLE else 0


def _sheet(line: str) -> re.Match[str] | None:
    found = _SHEET.search(_ADDRESS.sub(" ", line))
    return found if found and 0 < int(found["number"]) <= int(found["of"]) else None


def _is_head(line: str, times: set[str]) -> bool:
    """Whether a line is the time of printing, alone or with the title."""
    found = _TIME.search(line)
    rest = line.replace(found[0], " ") if found else line
    return found is not None and found[0] in times and not has_digit(rest) and len(rest) <= _LONGEST_TITLE
