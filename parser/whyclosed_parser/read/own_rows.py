"""Whether a line and the one below it are a row of their own: a label and its value."""

from __future__ import annotations

from itertools import takewhile

from lxml.etree import _Element as Element

from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words
from whyclosed_parser.page.tree import box_around, children, upward
from whyclosed_parser.read.named_orders import named_orders
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words

_INLINE = ("span", "b", "strong", "i", "em", "label", "small", "output")
_FEWEST_CELLS = 4  # of a grid: two rows


def is_term(line: Line) -> bool:
    """Whether a line is a term, which says what the line below it is."""
    return any(box.tag == "dt" for box in upward(line.element))


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
    cells = [cell for cell in children(box) if fold(all_words(cell))]
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
    named = [words.entry("labels", fold(all_words(cell))) is not None for cell in grid]
    return sum(named) > 1 and not any(named[1::2])


def is_beside_number(label: Line, value: Line, lines: list[Line], words: Words) -> bool:
    """Whether a label and its value, which may stand in one line, are a row of the list in which the order's number
    is a row as well: there an everyday word is a label without a colon."""
    row = _row_box(label, value, words)
    if row is None or (beside := row.getparent()) is None:
        return False
    return any(
        any(box.getparent() is beside and _kind(box) == _kind(row) for box in upward(line.element))
        for line in lines
        if line is not label and is_row_of_number(line, words)
    )


def is_row_of_number(line: Line, words: Words) -> bool:
    """Whether a line begins with what the number of an order is called."""
    row = words.row(line.text, line.runs)
    return row.entry.code == "order_id" if row is not None else any(not one.before for one in named_orders(line.text))


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
    return str(cell.tag), cell.get("class") or ""
