"""The parcels of an order that its page counts ("Package 2 of 3"), or that copied words name by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify.numbers import certain_numbers
from whyclosed_parser.page.find import largest_boxes
from whyclosed_parser.page.index import Scope
from whyclosed_parser.page.lines import places_in
from whyclosed_parser.read.boxes import DAYS_OF_A_PARCEL, ROWS_OF_A_PARCEL
from whyclosed_parser.values.dates import HOUR
from whyclosed_parser.values.text import ascii_digits
from whyclosed_parser.words import Words

Told = Sequence[tuple[str, str | None]]
"""Lines with what the label means with which each begins."""

_HEADING = patterns.compiled(
    r"(?P<name>[^\d\W][^\d:：]{0,28}?)\s?[#№]?(?P<number>\d{1,2})"
    r"(?:\s?/\s?\d{1,2}|\s[^\W\d_]{1,6}\s\d{1,2})?\s?(?:[:：]|[·|–—-]\s?[^\d\n]{1,40})?"
)
"""A word and a number, perhaps of how many, perhaps with the state of what it counts: "Parcel 1 of 2 · Delivered"."""
_ROWS = ROWS_OF_A_PARCEL | {*DAYS_OF_A_PARCEL, "shipped_on"}
_FEWEST = 2


def parcels_told(lines: Told) -> list[tuple[int, int]]:
    """Where the parcels begin and end in the lines of an order: under headings of the same words with 1, 2, …, or at
    their tracking numbers, if each has its own and a time below. None where that does not hold."""
    headings = _counted([text for text, _ in lines])
    if headings:
        parcels = list(pairwise([*headings, _end(lines, headings[-1])]))
        return [(start + 1, end) for start, end in parcels] if _hold_one_each(lines, parcels) else []
    starts = [at for at, line in enumerate(lines) if _is_number(line)]
    if len(starts) < _FEWEST or any(map(_is_timed, lines[: starts[0]])):
        return []
    parcels = list(pairwise([*starts, _end(lines, starts[-1])]))
    are_whole = all(any(certain_numbers(text) for text, _ in lines[a:b]) for a, b in parcels)
    are_whole = are_whole and all(any(map(_is_timed, lines[a:b])) for a, b in parcels)
    return parcels if are_whole and _hold_one_each(lines, parcels) else []


def counted_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes around headings that count the parcels of an order, if something of one stands in each."""
    lines = scope.lines()
    headings = [lines[at].element for at in _counted([line.text for line in lines])]
    boxes = list(largest_boxes((heading, heading) for heading in headings).values())
    parts = [places_in(box, lines) for box in boxes]
    if not parts:
        return []
    rows = [words.row(line.text, line.runs) for line in lines]
    told = [(line.text, row and row.entry.code) for line, row in zip(lines, rows, strict=True)]
    return boxes if _hold_one_each(told, [(part[0], part[-1] + 1) for part in parts]) else []


def _counted(texts: Sequence[str]) -> list[int]:
    """The lines that count something from one on, in the same words, if there are several."""
    found = [(at, one) for at, text in enumerate(texts) if (one := _HEADING.fullmatch(ascii_digits(text))) is not None]
    firsts = [one["name"] for _, one in found if int(one["number"]) == 1]
    if len(firsts) != 1:
        return []
    named = [(at, int(one["number"])) for at, one in found if one["name"] == firsts[0]]
    is_count = [number for _, number in named] == list(range(1, len(named) + 1))
    return [at for at, _ in named] if is_count and len(named) >= _FEWEST else []


def _hold_one_each(lines: Told, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether something of a parcel stands in each of these parts, and in none the number of two or of another one."""
    numbers = [{number for text, _ in lines[start:end] for number in certain_numbers(text)} for start, end in parts]
    apart = all(len(own) < 2 for own in numbers) and len(set().union(*numbers)) == sum(map(len, numbers))
    return apart and all(
        bool(own) or any(label in _ROWS for _, label in lines[start:end])
        for own, (start, end) in zip(numbers, parts, strict=True)
    )


def _end(lines: Told, start: int) -> int:
    """Where the last parcel ends: before the first row that is none of a parcel."""
    others = (at for at in range(start + 1, len(lines)) if lines[at][1] not in (None, *_ROWS))
    return next(others, len(lines))


def _is_number(line: tuple[str, str | None]) -> bool:
    text, label = line
    return label == "tracking_number" or certain_numbers(text) == [text]


def _is_timed(line: tuple[str, str | None]) -> bool:
    return HOUR.search(line[0]) is not None
