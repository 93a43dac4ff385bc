"""The dispute of an order: its state, its result so far, and its days."""

from __future__ import annotations

from whyclosed_parser.classify import may_be_dispute_news
from whyclosed_parser.model import Dispute, DisputeResult, Refund
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_parser.page.tree import HEADINGS
from whyclosed_parser.read.disputes.days import dated_codes, day_of
from whyclosed_parser.read.disputes.news import TURNS
from whyclosed_parser.read.disputes.turns import (
    NEWS,
    UNDECIDED,
    may_be_told,
    meaning_of,
    newest_step,
    turn_of,
)
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.statements import stated
from whyclosed_parser.values.text import normal_form, without_stop
from whyclosed_parser.words.packs import shared


def read_dispute(reader: FieldReader) -> Dispute:
    """The dispute of an order: whose turn it is, and its days."""
    if not may_be_told(reader):
        return Dispute()
    refund: Refund | None = reader.parts.get("refund")
    opened = reader.date("dispute.opened_on", "dispute.opened_on") or day_of(reader, "opened")
    decided = reader.date("dispute.decided_on", "dispute.decided_on") or day_of(reader, "decided")
    turn = reader.once(turn_of)
    if (turn is None or turn.code in UNDECIDED) and (_is_closed_by_code(reader) or _is_headed_closed(reader)):
        if decided is None and (refund is None or refund.stage is None):
            reader.ledger.problem("not_understood", "dispute.decided_on")
        turn = None
    if turn is None:
        unread = (refund is None or refund.stage is None) and _says_something(reader)
        said = reader.page.unknown and (
            stated(reader.scope.lines(), "dispute", reader.words) or _heads_a_dispute(reader)
        )
        if unread or said:
            reader.ledger.problem("not_understood", "dispute.state")
        return Dispute(None, None, opened, decided)
    reader.ledger.note("dispute", turn.anchor, turn.rank, turn.state.line.text)
    if turn.state.entry.unverified:
        reader.ledger.unverified("dispute.state")
    state, result = meaning_of(turn.code)
    if turn.code in TURNS:
        result = NEWS[turn.done][1] if turn.done is not None else _done(reader)
    return Dispute(state, turn.state.label, opened, decided, result)


def _done(reader: FieldReader) -> DisputeResult | None:
    """What was done last in a dispute whose state says only whose turn it is; a problem where something was, and when
    is not known."""
    _, code = newest_step(reader)
    if code is not None:
        return NEWS[code][1]
    if not dated_codes(reader, "dispute").isdisjoint(NEWS):
        reader.ledger.problem("not_understood", "dispute.result")
    return None


def _is_closed_by_code(reader: FieldReader) -> bool:
    """Whether data says by a number that the request is closed; how, it does not say."""
    closed: list[str] = shared("order_codes")["request"]["closed"]
    anchors = (anchor for _, anchor in reader.anchors("dispute.code"))
    return any(hit.text in closed for anchor in anchors for hit in hits(anchor, reader.scope, reader.words, None))


def _is_headed_closed(reader: FieldReader) -> bool:
    """Whether the place of the state says that the request was decided; how, it does not say."""
    if not reader.words.has_any("steps", reader.scope.low):
        return False
    placed = reader.placed_lines("dispute.state")
    return any(reader.words.code("steps", without_stop(line.text)) == "decided" for line in placed)


def _heads_a_dispute(reader: FieldReader) -> bool:
    """Whether a heading of the page speaks of a dispute."""
    headings = (line for line in reader.scope.lines() if line.element.tag in HEADINGS)
    return any(may_be_dispute_news(normal_form(line.text), reader.words.languages) for line in headings)


def _says_something(reader: FieldReader) -> bool:
    """Whether the page of a request has words where its state stands; that of a dispute always has."""
    layout = reader.family
    if layout.kind not in OF_REQUESTS:
        return False
    if layout.kind == "dispute" and not layout.several:
        return True
    return bool(reader.placed_lines("dispute.state"))
