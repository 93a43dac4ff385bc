"""One refund out of the statement of it: its stage, its amount, its day and its way."""

from __future__ import annotations

from lxml.etree import _Element as Element

from whyclosed_parser.model import Money, RefundPart, When
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import nearest
from whyclosed_parser.read.addresses import linked_in, product_in
from whyclosed_parser.read.alike import siblings, step_box
from whyclosed_parser.read.apart import undated
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.refunds.amounts import amount_of, line_amount, only_amount
from whyclosed_parser.read.refunds.channels import Channels
from whyclosed_parser.read.refunds.claims import Claim
from whyclosed_parser.read.refunds.ways import read_way
from whyclosed_parser.read.statements import own_day, stated
from whyclosed_parser.read.states import StateLine
from whyclosed_parser.read.steps import is_step, marked_box
from whyclosed_parser.values.text import has_digit

_MOST_CELLS = 6
_LINES_BELOW = 3
"""A state, perhaps its amount, and the day."""
_OF_A_WAY = ("credit", "refund_to", "refund_amount")
"""Labels that say where a refund goes as well: "Bonus"."""


def part_of(reader: FieldReader, claim: Claim, path: str) -> RefundPart:
    """The refund that is stated, written down in the ledger at this path. An amount that is there and not understood
    is None with a problem."""
    state = claim.state
    stage = label = None
    if state is not None:
        stage, label = int(state.entry.code), state.label
        reader.ledger.note(path, claim.anchor, claim.rank, state.line.text)
        if state.entry.unverified:
            reader.ledger.unverified(f"{path}.stage")
    elif claim.words is not None:
        label = claim.words
        reader.ledger.note(path, claim.anchor, claim.rank, label)
    amount = line_amount(state, reader.words) if state is not None else None
    if amount is None:
        amount = amount_of(reader, f"{path}.amount", claim.scope) or claim.money or _beside(reader, claim)
    behind = "" if state is None else undated(state.line.text, reader.words)[0]
    if amount is None and (has_digit(behind) or MARK in behind):
        reader.ledger.problem("unreadable_money", f"{path}.amount")
    way = read_way(reader, (claim.scope or reader.scope).lines, path)
    return RefundPart(stage, label, amount, updated_on(reader, claim, f"{path}.updated_on"), way)


def updated_on(reader: FieldReader, claim: Claim, path: str, channels: Channels | None = None) -> When | None:
    """The day of the newest stage: printed with a label (not that of one way alone), in the line itself, or alone in
    the step that was reached or in the box of this refund."""
    state = claim.state
    inside = [line for line in reader.scope.lines() if channels.are_of(line)] if channels is not None else []
    of_parts = next(labelled("refund_updated_on", inside, reader.words), None) is not None
    printed = None if of_parts else reader.date("refund.updated_on", path, claim.scope)
    if printed is not None or state is None:
        return printed
    day, text = own_day(reader, state, _box_of(reader, claim, state))
    if day is None and claim.scope is None:
        day, text = _day_of_step(reader, state)
    if day is not None and not _is_near(reader, claim, state, text):
        reader.ledger.problem("not_understood", path)  # that of the request, perhaps
        return None
    if day is not None:
        reader.ledger.note(path, "text:refund", 0, text)
    elif (box := _box_of(reader, claim, state)) is not None and any(
        MARK in line.text and has_digit(line.printed) for line in reader.lines_in(box)
    ):
        reader.ledger.problem("broken_words", path)
    return day


def _is_near(reader: FieldReader, claim: Claim, state: StateLine, day: str) -> bool:
    """Whether a day stands in the line of a state, right above it or below, if both are only of one card of a list."""
    if _box_of(reader, claim, state) is not reader.scope.element:
        return True
    lines = reader.lines_in(reader.scope.element)
    at = next((number for number, line in enumerate(lines) if line.text == state.line.text), 0)
    return any(day in line.text for line in lines[max(at - 1, 0) : at + _LINES_BELOW])


def _beside(reader: FieldReader, claim: Claim) -> Money | None:
    """The one amount in the row of a table in which a refund is stated; in that of a product it is what it cost."""
    row = _row_of(reader, claim.state) if claim.scope is None and claim.state is not None else None
    if row is None or linked_in(row, product_in):
        return None
    return only_amount(reader.lines_in(row), reader.words)


def _row_of(reader: FieldReader, state: StateLine) -> Element | None:
    """The row of a table in which a state stands in a cell, and nothing with a label beside it; mails put whole pages
    into one."""
    row = nearest(state.line.element, "tr")
    lines = reader.lines_in(row) if row is not None else []
    labels = (reader.words.row(line.text, line.runs) for line in lines if line.text != state.line.text)
    bare = all(label is None or label.entry.code in _OF_A_WAY for label in labels)
    if row is None or not bare or len(lines) > _MOST_CELLS:
        return None
    others = (reader.lines_in(other) for other in siblings(row))
    listed = (only_amount(other, reader.words) and not stated(other, "refund", reader.words) for other in others)
    return None if any(listed) else row  # beside others it is that of an order


def _box_of(reader: FieldReader, claim: Claim, state: StateLine) -> Element | None:
    """The part of the page in which a day by itself is that of this refund: its step, its box, its row of a table."""
    if is_step(state.line.element):
        marked = marked_box(state.line.element)
        return step_box(state.line.element) if marked is None else marked
    if claim.scope is not None:
        return claim.scope.element
    layout = reader.page.layout
    if layout.several and layout.kind == "refund":
        return reader.scope.element  # a card of a list of refunds
    return _row_of(reader, state)


def _day_of_step(reader: FieldReader, state: StateLine) -> tuple[When | None, str]:
    """The day of the step that says the same as the statement beside the bar."""
    steps = [one for one in stated(reader.scope.lines(), "refund", reader.words) if is_step(one.line.element)]
    elements = {step.line.element for step in steps}
    same = [step for step in steps if step.entry.code == state.entry.code]
    if len(same) != 1:
        return None, ""
    return own_day(reader, same[0], step_box(same[0].line.element, elements))
