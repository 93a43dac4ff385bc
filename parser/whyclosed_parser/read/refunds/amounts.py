"""The amounts of a refund."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from whyclosed_parser.model import Money
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.alike import are_apart
from whyclosed_parser.read.apart import apart, undated
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.states import StateLine
from whyclosed_parser.read.values import without_label
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.values.text import has_digit
from whyclosed_parser.words import Words

_LONGEST_LABEL = 60  # characters


def amount_of(reader: FieldReader, path: str, scope: Scope | None) -> Money | None:
    """The amount beside a label or in its own element. Of several different ones, or one in each of several rows, it is
    that which the others add up to; else none is taken."""
    for anchor in reader.page.layout.anchors("refund.amount"):
        found = [
            (money.amount, hit.node)
            for hit in hits(anchor, scope or reader.scope, reader.words, reader.page.url)
            if (money := read_money(without_label(hit.text, reader.words), per_piece=False)) is not None
        ]
        amounts = [amount for amount, _ in found]
        several = len(set(amounts)) > 1
        total = next((amount for amount in amounts if several and amount * 2 == sum(amounts)), None)
        if total is not None:
            return reader.amount("refund.amount", path, scope, only=total)
        if several or (anchor.kind == "element" and _are_rows([node for _, node in found])):
            reader.ledger.problem("no_sum", path)
            return None
    amount = reader.amount("refund.amount", path, scope)
    if amount is None and _has_bare_label(scope or reader.scope, reader.words):
        reader.ledger.problem("unreadable_money", path)
    return amount


def _are_rows(places: Sequence[Node | None]) -> bool:
    """Whether two of these elements stand in rows of one list: one refund for each product. The same amount in another
    part of the page is a repetition."""
    boxes = [place[1] for place in places if place is not None]
    pairs = ((one, other) for one, other in combinations(boxes, 2) if one not in upward(other))
    return any(not are_apart(one, other) for one, other in pairs)


def _has_bare_label(scope: Scope, words: Words) -> bool:
    """Whether a label of a refund's amount stands there alone."""
    low = scope.low
    named = any(label in low for label in words.labels("refund_amount"))  # a cheap test before lines are read
    return named and any(_is_bare_label(line, words) for line in scope.lines())


def _is_bare_label(line: Line, words: Words) -> bool:
    """Whether a line is the label of a refund's amount, with nothing beside it that has a number."""
    row = words.row(line.text, line.runs) if len(line.text) < _LONGEST_LABEL else None
    if row is None or row.entry.code != "refund_amount" or has_digit(row.value):
        return False
    return words.entry("channel", row.value) is None  # "Refund: completed"


def only_amount(lines: list[Line], words: Words) -> Money | None:
    """The amount in these lines; None where they name several, or one of them is not readable whole."""
    if any(MARK in line.text and find_amounts(line.printed.replace(MARK, "")) for line in lines):
        return None
    found = (read_money(without_label(undated(line.text, words)[0], words), per_piece=False) for line in lines)
    amounts = different(found)
    return amounts[0] if len(amounts) == 1 else None


def different(amounts: Iterable[Money | None]) -> list[Money]:
    """The amounts that are known, equal ones once."""
    return list({(money.amount, money.currency): money for money in amounts if money is not None}.values())


def line_amount(state: StateLine, words: Words) -> Money | None:
    """The amount in the line itself, which may hold a date, too; in brackets it is no debt."""
    behind = undated(state.line.text.removeprefix(state.label), words)[0].strip()
    behind = without_label(behind.lstrip(".。! "), words)
    bare = behind[1:-1] if behind.startswith("(") and behind.endswith(")") else behind
    money = read_money(bare, per_piece=False)
    if money is not None:
        return money
    label, money = apart(state.line.text, words)
    return money if state.label in (label, state.line.text) else None
