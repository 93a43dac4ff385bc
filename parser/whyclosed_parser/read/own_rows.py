"""Whether a line and the one below it are a row of their own: a label and its value."""

from __future__ import annotations

from functools import cache
from itertools import islice, takewhile

from lxml.etree import _Element as Element

from whyclosed_parser.classify import may_be_refund_news
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words
from whyclosed_parser.page.tree import box_around, children, nearest, upward
from whyclosed_parser.read.named_orders import named_orders
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import fold, has_digit, normal_form
from whyclosed_parser.words import Words
from whyclosed_parser.words.packs import shared

_INLINE = ("span", "b", "strong", "i", "em", "label", "small", "output")
_OF_TABLES = ("tr", "th", "td")
_OF_AN_ORDER = frozenset(
    {"placed_on", "paid_on", "shipped_on", "total", "tracking_number", "carrier", "estimated_delivery"}
)
"""Labels that no list about a request has."""
_HEADING = 2  # lines above a list
_FEWEST_CELLS, _MOST_CELLS = 4, 100  # of a grid: two rows, and fifty on either side
_FEWEST_ROWS, _MOST_ROWS = 2, 24


def is_term(line: Line) -> bool:
    """Whether a line is a term, which says what the line below it is."""
    return nearest(line.element, "dt") is not None


def box_of_row(label: Line, value: Line) -> Element | None:
    """The box that holds a label and the line below it; where a break alone parts the two, it may be the element of
    either."""
    for one, other in ((label, value), (value, label)):
        if other.element in upward(one.element):
            return other.element
    return box_around(label.element, value.element)


def are_cells(label: Line, value: Line, box: Element, words: Words) -> bool:
    """Whether a label and its value are two cells of a grid without rows: its members are labels and values in turn,
    the first one a label and the last one a value."""
    cells = [cell for cell in _near(label, box) if fold(all_words(cell))]
    own, others = (
        next((at for at, cell in enumerate(cells) if cell in upward(line.element)), None) for line in (label, value)
    )
    if own is None or others != own + 1:
        return False
    kinds = {_kind(cells[own]), _kind(cells[others])}
    before = sum(1 for _ in takewhile(lambda cell: _kind(cell) in kinds, reversed(cells[:own])))
    grid = list(takewhile(lambda cell: _kind(cell) in kinds, cells[own - before :]))
    if len(grid) < _FEWEST_CELLS or len(grid) % 2 or before % 2:
        return False
    if len(kinds) > 1:
        return all(_kind(cell) == _kind(cells[own + at % 2]) for at, cell in enumerate(grid))
    texts = [fold(all_words(cell)) for cell in grid]
    named = sum(words.entry("labels", text) is not None for text in texts[::2])
    are_sums = all(_is_amount_of(amount, name) for name, amount in zip(texts[::2], texts[1::2], strict=True))
    return (named > 1 or (named == 1 and are_sums)) and not any(map(words.is_label, texts[1::2]))


def _near(line: Line, box: Element) -> list[Element]:
    """The members of a box that stand around that of a line: a grid is not long, and a page may be."""
    own = next((one for one in upward(line.element) if one.getparent() is box), None)
    if own is None:
        return []
    above, below = (islice(own.itersiblings("*", preceding=up), _MOST_CELLS) for up in (True, False))
    return [*reversed([*above]), own, *below]


def value_above(lines: list[Line], number: int, words: Words) -> str:
    """The value in front of a label in a box of its own, beside others that are written so: "Nov 3, 2026 | Order date"
    in large letters and small ones. Empty where there is none."""
    line, above = lines[number], lines[max(number - 1, 0)]
    is_one = len(_pieces([line])) > 1
    box = _row_box(line, line, words) if is_one else None if above is line else box_of_row(above, line)
    beside = None if box is None else box.getparent()
    if box is None or beside is None:
        return ""
    rows: dict[Element, list[Line]] = {child: [] for child in islice(children(beside), _MOST_ROWS)}
    outside = (lines[at] for at in (number - 2, number + 1) if 0 <= at < len(lines))
    if box not in rows or any(box in upward(one.element) for one in outside):
        return ""
    first = next((at + 1 for at in range(number - 1, -1, -1) if beside not in upward(lines[at].element)), 0)
    for one in takewhile(lambda one: beside in upward(one.element), islice(lines, first, None)):
        if (row := next((child for child in upward(one.element) if child in rows), None)) is not None:
            rows[row].append(one)
    written = [_pieces(held) for row, held in rows.items() if held and _kind(row) == _kind(box)]
    own = _pieces(rows.get(box, []))
    if len(written) < _FEWEST_ROWS or len(own) != 2 or own[1] != _pieces([line])[-1]:
        return ""
    if any(words.is_label(pieces[0]) for pieces in written):
        return ""
    pairs = [pieces for pieces in written if len(pieces) == len(own)]
    below = sum(words.is_label(label) or _is_amount_of(value, label) for value, label in pairs)
    return own[0] if below >= _FEWEST_ROWS else ""


def _is_amount_of(value: str, label: str) -> bool:
    """Whether two pieces are an amount and words that may be the name of a row of the sum."""
    return not has_digit(label) and read_money(value) is not None and read_money(label) is None


def _pieces(lines: list[Line]) -> list[str]:
    """The lines, or the elements of a single one."""
    return [fold(run) for run in lines[0].runs if run.strip()] if len(lines) == 1 else [line.text for line in lines]


def rows_of_numbers(lines: list[Line], words: Words) -> list[Line]:
    """The lines that are rows of the number of the order or its parcel."""
    return [line for line in lines if is_row_of_number(line, words) or _is_row_of_parcel(line, words)]


def is_beside_number(label: Line, value: Line, numbers: list[Line], words: Words) -> bool:
    """Whether a label and its value, which may stand in one line, are a row of the list in which the number of the
    order or its parcel is a row as well: there an everyday word is a label without a colon."""
    row = _row_box(label, value, words)
    if row is None or (beside := row.getparent()) is None:
        return False
    return any(
        any(box.getparent() is beside and _kind(box) == _kind(row) for box in upward(line.element))
        for line in numbers
        if line is not label
    )


def is_of_a_request(label: Line, value: Line, lines: list[Line], words: Words) -> bool:
    """Whether the list of rows in which a label stands, or what is written above it, is about a refund or a dispute."""
    row = _row_box(label, value, words)
    beside = None if row is None else row.getparent()
    inside = [at for at, line in enumerate(lines) if beside is not None and beside in upward(line.element)]
    if any(_code(lines[at], words) in _OF_AN_ORDER for at in inside):
        return False
    around = lines[max(min(inside, default=0) - _HEADING, 0) : max(inside, default=-1) + 1]
    return any(_is_of_a_request(line, words) for line in around if line is not value)


def _code(line: Line, words: Words) -> str:
    return words.code("labels", line.text) or words.code("labels", fold(line.runs[0]) if line.runs else "") or ""


def _is_of_a_request(line: Line, words: Words) -> bool:
    if _code(line, words).startswith(("refund_", "dispute_")):
        return True
    low = normal_form(line.text)
    return may_be_refund_news(low, words.tongues) or any(map(low.__contains__, _requests()))


@cache
def _requests() -> tuple[str, ...]:
    return tuple(map(normal_form, shared("orders")["requests"]))


def is_row_of_number(line: Line, words: Words) -> bool:
    """Whether a line begins with what the number of an order is called."""
    row = words.row(line.text, line.runs)
    return row.entry.code == "order_id" if row is not None else any(not one.before for one in named_orders(line.text))


def _is_row_of_parcel(line: Line, words: Words) -> bool:
    row = words.row(line.text, line.runs)
    return row is not None and row.entry.code == "tracking_number"


def _row_box(label: Line, value: Line, words: Words) -> Element | None:
    """The box of a row; of one without a box of its own that of its label."""
    if label is value:
        row = label.element
        while row.tag in _INLINE and (around := row.getparent()) is not None:
            row = around
        return row
    box = box_of_row(label, value)
    if box is not None and (is_term(label) or are_cells(label, value, box, words)):
        return next((one for one in upward(label.element) if one.getparent() is box), None)
    return box


def _kind(cell: Element) -> tuple[str, str]:
    return str(cell.tag), "" if cell.tag in _OF_TABLES else cell.get("class") or ""
