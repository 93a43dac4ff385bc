"""Rows whose labels are everyday words without a colon, "Shipped | Nov 4, 2026": rows are known by their company."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from whyclosed_parser.model import When
from whyclosed_parser.model.order import DAYS
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.apart import undated
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import dated_end
from whyclosed_parser.read.own_rows import are_cells, box_of_row, is_row_of_number, is_term
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.text import fold, has_digit
from whyclosed_parser.words import Words

_DAYS = frozenset({"delivered_on", *DAYS})
_FEWEST = 2
"""Kinds of days: one word beside a day may be a state and the day of something else."""


@dataclass(frozen=True, slots=True)
class BareDay:
    """A row with a day: what its label means, its lines, the day as it is printed and as it is read."""

    code: str
    label: str
    lines: tuple[Line, ...]
    text: str
    day: When


def bare_days(reader: FieldReader) -> tuple[BareDay, ...]:
    """The rows of this kind, where there are several and no two of one kind."""
    rows: dict[tuple[str, When], BareDay] = {}
    for one in _found(reader):
        if not reader.is_to_come(one.day):
            same = rows.get((one.code, one.day))  # a bar at the edge of the window may say it once more
            rows[one.code, one.day] = one if same is None else replace(same, lines=(*same.lines, *one.lines))
    codes = {code for code, _ in rows}
    proven = any(is_row_of_number(line, reader.words) for row in rows.values() for line in row.lines)
    return tuple(rows.values()) if len(codes) == len(rows) >= (1 if proven else _FEWEST) else ()


def bare_day(reader: FieldReader, code: str, path: str) -> When | None:
    """The day of this kind in such a row."""
    for row in reader.once(bare_days):
        if row.code == code:
            reader.ledger.note(path, "text:days", 0, f"{row.label} {row.text}")
            reader.ledger.unverified(path)
            return row.day
    return None


def _found(reader: FieldReader) -> Iterator[BareDay]:
    words = reader.words
    lines = reader.scope.lines()
    for number, (line, below) in enumerate(zip_longest(lines, lines[1:])):
        held: tuple[Line, ...] = (line,)
        label, text = line.text, ""
        if _code(label, words) is None:
            if not has_digit(line.text):
                continue
            label = fold(line.runs[0]) if len(line.runs) > 1 else undated(line.text, words)[0]
            text = line.text.removeprefix(label).strip()
            if is_row_of_number(line, words) and (end := dated_end(fold("".join(line.runs[-2:])), words)):
                label, text = end.label, end.value
        elif below is not None and _is_own_row(lines, number, words):
            text, held = below.text, (line, below)
        code = _code(label, words)
        day = reader.when(text) if code and is_one_day(text, words.months) else None
        if code is not None and day is not None:
            yield BareDay(code, label, held, text, day)


def _code(label: str, words: Words) -> str | None:
    code = words.code("labels", label)
    return code if code in _DAYS else None


def _is_own_row(lines: list[Line], number: int, words: Words) -> bool:
    """Whether a line and the one below have a box of their own, or are a term and what it stands for."""
    line, below = lines[number : number + 2]
    if is_term(line):
        return True
    box = box_of_row(line, below)
    others = (*lines[max(number - 1, 0) : number], *lines[number + 2 : number + 3])
    if box is None:
        return False
    return are_cells(line, below, box, words) or not any(box in upward(other.element) for other in others)
