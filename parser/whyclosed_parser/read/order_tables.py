"""Tables with an order in each row, as mails tell of several orders: a box for each, its heads beside its cells."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from lxml.etree import _Element as Element

from whyclosed_parser.document import Document
from whyclosed_parser.page.lines import all_words
from whyclosed_parser.page.tree import children, nearest
from whyclosed_parser.read.boxes import COPIED_ITEM
from whyclosed_parser.read.columns import spans
from whyclosed_parser.read.copied_items import PARTS
from whyclosed_parser.values.items import item_part, may_be_title
from whyclosed_parser.values.numbers import read_id
from whyclosed_parser.values.text import fold, has_digit

_FEWEST_ROWS = 3
"""A head and two orders: of one order the head of a column is found where it stands."""


def with_orders_apart(document: Document) -> Document:
    """The document with a box for each row of such a table, and one for the item in it; the same where it has none."""
    if not any(_rows(table) for table in document.root.iter("table")):
        return document
    root = deepcopy(document.root)
    for table in [one for one in root.iter("table") if _rows(one)]:
        _part(table, _rows(table))
    return replace(document, root=root)


def _rows(table: Element) -> list[list[Element]]:
    """The cells of a table of orders, those of its head first; none where a row does not fit, or no column has a number
    of an order in each row, never the same again."""
    rows = [list(children(row)) for row in table.iter("tr") if nearest(row, "table") is table]
    if len(rows) < _FEWEST_ROWS or len(rows[0]) < 2:
        return []
    if any(len(row) != len(rows[0]) or any(map(spans, row)) for row in rows):
        return []
    head, *texts = ([fold(all_words(cell)) for cell in row] for row in rows)
    numbered = (len({read_id(text) for text in column} - {None}) == len(column) for column in zip(*texts, strict=True))
    return rows if not has_digit("".join(head)) and any(numbered) else []


def _part(table: Element, rows: list[list[Element]]) -> None:
    heads, *orders = rows
    for caption in table.findall("caption"):
        caption.tag = "div"
        table.addprevious(caption)
    names = [fold(all_words(cell)) for cell in heads]
    parts = [item_part(name) for name in names]
    for cells in orders:
        titles = [fold(all_words(cell)) for cell, part in zip(cells, parts, strict=True) if part == "title"]
        is_told = any(map(may_be_title, titles))
        box, item = table.makeelement("div"), table.makeelement("div", {"class": COPIED_ITEM})
        table.addprevious(box)
        for name, part, cell in zip(names, parts, cells, strict=True):
            label, value = cell.makeelement("span"), cell
            label.text, value.tag = f"{name}:" if name else None, "span"
            row = cell.makeelement("div")
            row.extend([label, value])
            if part is not None and is_told:
                value.set("class", PARTS[part])
            (item if value.get("class") in PARTS.values() else box).append(row)
        if len(item):
            box.append(item)
    rest = table.makeelement("span")
    rest.text = table.tail  # which goes with the table
    table.addprevious(rest)
    if (around := table.getparent()) is not None:
        around.remove(table)
