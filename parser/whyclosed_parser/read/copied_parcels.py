"""The parcels of an order in copied words: each begins with a heading that counts them ("Package 2") or its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from whyclosed_parser import patterns
from whyclosed_parser.classify.numbers import certain_numbers
from whyclosed_parser.read.boxes import DAYS_OF_A_PARCEL, ROWS_OF_A_PARCEL
from whyclosed_parser.values.dates import HOUR
from whyclosed_parser.values.text import ascii_digits

Told = Sequence[tuple[str, str | None]]
"""Lines with what the label means with which each begins."""

_HEADING = patterns.compiled(r"(?P<name>[^\d\W][^\d:：]{0,28}?)\s?[#№]?(?P<number>\d{1,2})(?:\s?/\s?\d{1,2})?\s?[:：]?")
_ROWS = ROWS_OF_A_PARCEL | {*DAYS_OF_A_PARCEL, "shipped_on"}
_FEWEST = 2


def parcels_told(lines: Told) -> list[tuple[int, int]]:
    """Where the parcels begin and end in the lines of an order: under headings of the same words with 1, 2, …, or at
    their tracking numbers, if each has its own and a time below. None where that does not hold."""
    headings = list(_headings([text for text, _ in lines]))
    if len(headings) >= _FEWEST:
        parcels = list(pairwise([*headings, _end(lines, headings[-1])]))
        return [(start + 1, end) for start, end in parcels] if _are_parcels(lines, parcels) else []
    starts = [at for at, line in enumerate(lines) if _is_number(line)]
    if len(starts) < _FEWEST or any(map(_is_timed, lines[: starts[0]])):
        return []
    parcels = list(pairwise([*starts, _end(lines, starts[-1])]))
    return parcels if _are_parcels(lines, parcels) and all(any(map(_is_timed, lines[a:b])) for a, b in parcels) else []


def _headings(texts: Sequence[str]) -> Iterator[int]:
    """The lines that count something from one on, in the same words."""
    found = [(at, one) for at, text in enumerate(texts) if (one := _HEADING.fullmatch(ascii_digits(text))) is not None]
    firsts = [(at, one["name"]) for at, one in found if int(one["number"]) == 1]
    if len(firsts) != 1:
        return
    named = [(at, int(one["number"])) for at, one in found if one["name"] == firsts[0][1]]
    if all(number == before + 1 for (_, before), (_, number) in pairwise(named)):
        yield from (at for at, _ in named)


def _end(lines: Told, start: int) -> int:
    """Where the last parcel ends: before the first row that is none of a parcel."""
    others = (at for at in range(start + 1, len(lines)) if lines[at][1] not in (None, *_ROWS))
    return next(others, len(lines))


def _are_parcels(lines: Told, parts: Sequence[tuple[int, int]]) -> bool:
    """Whether one tracking number stands in each of these parts, and in no other."""
    numbers = [{number for text, _ in lines[start:end] for number in certain_numbers(text)} for start, end in parts]
    return all(len(own) == 1 for own in numbers) and len(set().union(*numbers)) == len(numbers)


def _is_number(line: tuple[str, str | None]) -> bool:
    text, label = line
    return label == "tracking_number" or certain_numbers(text) == [text]


def _is_timed(line: tuple[str, str | None]) -> bool:
    return HOUR.search(line[0]) is not None
