"""The sum of an order and its rows."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter

from lxml.etree import _Element as Element

from whyclosed_parser.model import AmountRow, Amounts, Item, Money
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.addresses import product_in
from whyclosed_parser.read.alike import are_apart
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.pieces import QUANTITY, bare_amount, ends_with_pieces
from whyclosed_parser.read.sums import amount_lines, amount_row
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.values.text import fold, has_digit, has_number, words_key
from whyclosed_parser.words import Kind, Words
from whyclosed_parser.words.feeds import is_promise

_OTHER_WORDS: tuple[Kind, ...] = ("status", "refund", "dispute", "channel", "steps")
"""What stands in front of an amount and is no row of the sum, beside labels of another meaning."""
TAKEN_OFF = ("discount", "credit")
"""Labels of rows that lower the sum."""


def read_amounts(reader: FieldReader) -> Amounts:
    """The total and the rows of the sum; a total that is contradicted is None, with a problem."""
    total: Money | None = None
    totals: dict[str, Decimal] = {}
    contradicted = False
    rows: list[AmountRow] = []
    said: dict[AmountRow, Element] = {}
    for node, _, _ in reader.each("amounts.rows"):
        inner = reader.scope.inner(node)
        path = f"amounts.rows.{len(rows)}"
        if _holds_several(reader, inner):
            reader.ledger.problem("broken_order", "amounts.total")
            return Amounts()
        label = reader.words_of("amounts.rows.label", path, inner)
        if label is None:
            continue
        code = reader.words.code("labels", label)
        if code == "total" if code is not None else _has_place_of_total(reader, inner):
            reader.ledger.forget(path)
            total = reader.amount("amounts.rows.money", "amounts.total", inner)
            if total is not None and totals.setdefault(words_key(label), total.amount) != total.amount:
                contradicted = True
            continue
        row = _amount_row(reader, label, reader.amount("amounts.rows.money", path, inner))
        if row.money is None and any(_is_a_rate(line.text) for line in inner.lines()):
            reader.ledger.forget(path)
            continue
        if are_apart(said.setdefault(row, node[1]), node[1]):  # a bar at the edge of the window says it once more
            reader.ledger.forget(path)
            continue
        rows.append(row)
    unread = reader.asks("amounts.rows.each") and not any(row.money for row in rows)
    unread = unread and bool(reader.family.anchors("amounts.rows.each"))  # as in the known design of that address
    lines = amount_lines(reader.scope.lines(), reader.words) if unread else []
    lines = [line for line in lines if line.money is not None or not _is_a_rate(line.text)]
    if any(MARK in line.text for line in lines):
        reader.ledger.problem("broken_words", "amounts.rows")
        lines = [line for line in lines if MARK not in line.text]
    if rows and not any(line.money for line in lines):
        lines = []
    for at in range(len(rows) if lines else 0):  # labels whose amounts stand elsewhere
        reader.ledger.forget(f"amounts.rows.{at}")
    rows = [] if lines else rows
    for line in lines:
        reader.ledger.note(f"amounts.rows.{len(rows)}", "text:amounts", 0, line.text)
        rows.append(_amount_row(reader, line.label, line.money))
    if contradicted:
        reader.ledger.forget("amounts.total")
        reader.ledger.problem("broken_words", "amounts.total")
        return Amounts(None, tuple(rows))
    total = total or reader.amount("amounts.total", "amounts.total", once=attrgetter("amount"))
    if total is not None and total.amount < 0:  # what is taken off in total
        reader.ledger.forget("amounts.total")
        reader.ledger.problem("not_understood", "amounts.total")
        total = None
    return Amounts(total or _lone_amount(reader), tuple(rows))


def tell_missed_rows(reader: FieldReader) -> None:
    """Leave a problem where the page of an order prints a sum, behind a label or alone below the items, that no field
    holds."""
    if reader.kind != "order_detail" or not reader.page.layout.anchors("amounts.rows.each"):
        return
    lines, words, amounts = reader.own_lines, reader.words, reader.parts.get("amounts", Amounts())
    known = {words_key(row.label) for row in amounts.rows}
    quoted = reader.ledger.quoted
    below = list(_below_items(lines, reader.parts.get("items", ())))
    alone = [line for line in below if has_digit(line.text) and bare_amount(line.text) is not None]
    labels = (line.text for line, following in pairwise(below) if following in alone and line not in alone)
    if (
        any(line.text not in quoted for line in alone)
        or any(_is_further_label(label, known, words) for label in labels)
        or any(_is_further_row(line, known, words) for line in lines)
    ):
        reader.ledger.problem("not_understood", "amounts.rows")


def _below_items(lines: Sequence[Line], items: Sequence[Item]) -> Sequence[Line]:
    """The lines below the number of pieces of the last item, or its title where that is not printed."""
    titles = {item.title for item in items}
    last = max((at for at, line in enumerate(lines) if line.printed in titles), default=len(lines))
    pieces = [at for at in range(last, len(lines)) if ends_with_pieces(lines[at].text)]
    return lines[(pieces[-1] if pieces else last) + 1 :]


def _is_further_label(label: str, known: Set[str], words: Words, *, apart: bool = False) -> bool:
    """Whether a text may be the label of a row, and is none of these, no words of another meaning and no promise, which
    has no amount in an element of its own (`apart`)."""
    named = any(map(str.isalpha, label)) and not has_number(label) and words_key(label) not in known
    other = words.code("labels", label) not in (None, *TAKEN_OFF) or words.is_any(label, *_OTHER_WORDS)
    return named and not (other or (is_promise(label) and not apart))


def _is_further_row(line: Line, known: Set[str], words: Words) -> bool:
    """Whether a line is a row with an amount, with such a label."""
    row = amount_row(line) if has_digit(line.text) else None
    if row is None or row.money is None:
        return False
    return _is_further_label(row.label, known, words, apart=fold(line.runs[0]) == row.label)


def _holds_several(reader: FieldReader, row: Scope) -> bool:
    """Whether a row of the sum holds others: where their ends are missing, no label has an amount of its own."""
    for _, anchor in reader.anchors("amounts.rows.label", row):
        if found := list(hits(anchor, row, reader.words, reader.page.url)):
            return len(found) > 1
    return False


def _lone_amount(reader: FieldReader) -> Money | None:
    """The only amount in a card of a list of orders that shows no items: what the order costs."""
    card = reader.is_unknown("order_list") and reader.is_card
    if not card or reader.scope.linked(product_in):
        return None
    if any(QUANTITY.search(line.text) for line in reader.scope.lines()):
        return None
    lines = [line for line in reader.scope.lines() if find_amounts(line.text)]
    money = read_money(lines[0].text) if len(lines) == 1 and reader.asks("amounts.total") else None
    if money is not None and not any(map(str.isalpha, lines[0].text.replace(money.raw, ""))):
        reader.ledger.note("amounts.total", "text:amounts", 0, lines[0].text)
        return money
    return None


def _is_a_rate(text: str) -> bool:
    """Whether a text is a rate of exchange, which is no row of a sum: "1 USD = 4.00 PLN"."""
    sides = text.split("=")
    return len(sides) == 2 and all(has_digit(side) or MARK in side for side in sides)


def _amount_row(reader: FieldReader, label: str, money: Money | None) -> AmountRow:
    """A row of the sum. A discount is negative, also where its sign is not printed."""
    code = reader.words.code("labels", label)
    if money is not None and money.amount > 0 and code in TAKEN_OFF:
        money = replace(money, amount=-money.amount)
    return AmountRow(label.rstrip(":： "), money, credit=code == "credit")


def _has_place_of_total(reader: FieldReader, row: Scope) -> bool:
    """Whether the total stands in this row, where the layout knows a place for it besides its label: the last."""
    anchors = [anchor for anchor in reader.page.layout.anchors("amounts.total") if anchor.kind == "element"]
    last = max((position for anchor in anchors for position, _ in nodes(anchor, reader.scope)), default=-1)
    return row.start <= last < row.end
