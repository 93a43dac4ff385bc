"""Columns of a table: the head that is a label, and the cells below it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words
from whyclosed_parser.page.tree import children, nearest, upward
from whyclosed_parser.values.text import fold, has_digit
from whyclosed_parser.words import Words

OF_WAYS = ("refund_to", "payments")
"""Labels with whose value a row of the sum may begin as well ("AliExpress Bonus")."""
TABLES = ("table", "hgroup")
"""A table, and what stands for one in a link (`loading/mend`)."""
_MOST_HEADS, _LOWEST_ROW_OF_HEADS = 64, 4
"""Heads beside each other, and rows down to theirs. Each is held against its whole table."""


def columns(table: Element, lines: list[Line], words: Words) -> Iterator[tuple[Line, list[Line]]]:
    """The heads of the columns of a table with what stands below them."""
    for line in lines:
        cells = cells_below(line, words) if table in upward(line.element) else None
        if cells is not None:
            yield line, _in_cells(cells, lines)


def _in_cells(cells: set[Element], lines: list[Line]) -> list[Line]:
    return [one for one in lines if not cells.isdisjoint(upward(one.element))]


def cells_below(line: Line, words: Words) -> set[Element] | None:
    """The cells below the head of a column; None where the line is none, or rows and columns do not fit. A row of
    labels without a number in it is one of heads, too, but not above other labels: there each row stands for itself.
    Of two cells one is the value, but above nothing but numbers, or where the cell below proves that it is."""
    head = nearest(line.element, "th", "td")
    row = head.getparent() if head is not None else None
    if head is None or row is None:
        return None
    heads = list(islice(children(row), _MOST_HEADS + 1))
    table = nearest(row, *TABLES)
    if not 2 <= len(heads) <= _MOST_HEADS or table is None:
        return None
    if row not in islice(table.iter("tr"), _LOWEST_ROW_OF_HEADS):
        return None
    rows = [list(children(other)) for other in table.iter("tr") if other is not row]
    if not rows or any(len(cells) != len(heads) or any(map(spans, cells)) for cells in [heads, *rows]):
        return None
    below = {cells[heads.index(head)] for cells in rows}
    if all(cell.tag == "th" for cell in heads):
        return below
    is_head = _are_heads(heads, [cell for cells in rows for cell in cells], words)
    return below if is_head and not any(_is_label(fold(all_words(cell)), words) for cell in below) else None


def _are_heads(heads: list[Element], others: list[Element], words: Words) -> bool:
    """Whether the cells of a row are the heads of columns: of two cells of which one is a label the other is its value,
    as a rule."""
    texts = [fold(all_words(cell)) for cell in heads]
    named = sum(map(words.is_label, texts))
    if not named or has_digit("".join(texts)):
        return False
    below = [fold(all_words(cell)) for cell in others]
    return len(texts) > 2 or named == 2 or all(map(has_digit, below)) or _names_a_way(texts, below, words)


def _is_label(text: str, words: Words) -> bool:
    """Whether a text is a label, and no way of money, which is called like its row in a sum."""
    return words.is_label(text) and words.code("labels", text) != "credit"


def _names_a_way(heads: list[str], below: list[str], words: Words) -> bool:
    """Whether a way of money stands below its label, and none beside it."""
    labels = {words.code("labels", text) for text in heads}
    named = [any(words.is_any(text, "ways", "methods") for text in texts) for texts in (heads, below)]
    return not labels.isdisjoint(OF_WAYS) and named == [False, True]


def spans(cell: Element) -> bool:
    return cell.get("colspan") is not None or cell.get("rowspan") is not None
