"""Who has to answer in a dispute, and by when: what its state says of times, and times of its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.classify import is_about_cancelling, supposes_a_dispute
from whyclosed_parser.model import Dispute, DisputeState, Status, Timer, TimerKind
from whyclosed_parser.model.order import CLOSED, REFUNDED
from whyclosed_parser.page.lines import around_line
from whyclosed_parser.read.disputes.days import UNSHIPPED
from whyclosed_parser.read.disputes.news import TURNS
from whyclosed_parser.read.disputes.turns import meaning_of, newest_step, turn_of
from whyclosed_parser.read.endings import ticking
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.ledger import Ledger
from whyclosed_parser.read.statements import own_day
from whyclosed_parser.read.states import UNDER_WAY
from whyclosed_parser.read.values import as_date
from whyclosed_parser.values.durations import is_period, read_duration, without_within
from whyclosed_parser.words import DisputeWord

_BEGIN: dict[TimerKind, tuple[DisputeWord, ...]] = {"buyer_response": ("offered", "refused")}
"""What makes the next move somebody's."""
_RESPONSES: dict[str, TimerKind] = {"waiting_buyer": "buyer_response", "waiting_seller": "seller_response"}
_AWAITED: dict[TimerKind, DisputeState] = {"buyer_response": "waiting_buyer", "seller_response": "waiting_seller"}
_BEHIND_THE_STATE = patterns.compiled(r" ?(?:[–—·|(（:：]|(?<= )-(?= ))[^–—·|(（:：\d]{0,40}\d[^–—·|]{0,40}\Z")
"""The time that is left, apart from the words in front of it: "Waiting for your answer – 3 days left"."""
_NEAR = 4
"""Lines around the words that say whose turn it is; more are another part of the page."""


def awaited(reader: FieldReader, *, by_another: bool) -> TimerKind | None:
    """Whose answer a dispute waits for by a time of which its sentence does not say whose it is. `by_another`: it
    speaks of him as of somebody else than who reads."""
    turn = reader.once(turn_of)
    if turn is None or turn.code not in (*UNDER_WAY, *TURNS) or turn.code == "waiting_platform":
        return None
    kind = _RESPONSES.get(meaning_of(turn.code)[0])
    if turn.code in _BEGIN["buyer_response"]:
        kind = "buyer_response"
    if not by_another:
        return kind
    return None if kind == "buyer_response" else "seller_response"


def period_begins(reader: FieldReader, kind: TimerKind) -> date | None:
    """The day from which a period counts that the page of a request gives for the next move: that of the last one."""
    day, code = newest_step(reader)
    turn = reader.once(turn_of)
    if code is None and turn is not None:  # no step: a line with its day in it
        told, _ = own_day(reader, turn.state, None)
        day, code = (None, None) if told is None else (as_date(told), turn.code)
    return day if code in _BEGIN.get(kind, ()) else None


def _without_words(text: str) -> str:
    """The time left without what stands before it."""
    digit = next((at for at, char in enumerate(text) if char.isdigit()), 0)
    return f"{without_within(text[:digit])}{text[digit:]}".strip(" :：()·-–")


def response_timer(reader: FieldReader) -> Timer | None:
    """The countdown that stands beside the words that say whose turn it is, in no sentence of its own."""
    turn = reader.once(turn_of)
    kind = _RESPONSES.get(meaning_of(turn.code)[0]) if turn is not None else None
    parent = around_line(turn.state.line).getparent() if turn is not None else None
    if turn is None or kind is None or parent is None:
        return None
    label = turn.state.label
    lines = reader.lines_in(parent)
    texts = [line.text.removeprefix(label) for line in lines[:_NEAR]]
    found = {_without_words(text): None for text in texts}
    left = {text: span for text in found if (span := read_duration(text, reader.words.units)) is not None}
    if len(left) != 1:
        return None
    ((text, span),) = left.items()
    if span == timedelta(days=span.days) and any(is_period(one.partition(text)[0], "") for one in texts):
        return None  # of which nobody knows when it began
    return ticking(kind, f"{label}: {text}", span, reader.page.captured_at)


def settled_dispute(
    parts: Mapping[str, Any], ledger: Ledger, seen: datetime | None, tongues: tuple[str, ...]
) -> Dispute | None:
    """A dispute of which no words but those of a time for somebody's answer say whose turn it is; None where it stays
    as it is."""
    dispute, status = parts.get("dispute"), parts.get("status")
    if not isinstance(dispute, Dispute) or dispute.state not in (None, *UNDER_WAY[:1]):
        return None
    has_failed = any(message.meaning == "refund_failed" for message in parts.get("messages", ()))
    if has_failed or (isinstance(status, Status) and status.code in (*UNSHIPPED, *CLOSED)):
        return None  # whoever is awaited there is asked something else: for another way, as a rule
    refund = parts.get("refund")
    if dispute.decided_on is not None or (refund is not None and refund.stage == REFUNDED) or _is_in_doubt(ledger):
        return None
    timers = parts.get("timers", ())
    if any(timer.kind == "dispute_window" and timer.after is None for timer in timers):
        return None  # none is open yet: how long answers take is said of any
    runs = {timer.kind: at for at, timer in enumerate(timers) if _runs_for_an_answer(timer, seen)}
    if len(runs) != 1 or any(message.meaning == "cancel_asked" for message in parts.get("messages", ())):
        return None  # who is asked to cancel an order is awaited in no dispute
    ((kind, at),) = runs.items()
    text = parts["timers"][at].text
    if is_about_cancelling(text) or supposes_a_dispute(text, tongues):
        return None
    ledger.copy(f"timers.{at}", "dispute")
    ledger.unverified("dispute.state")
    label = dispute.label or _BEHIND_THE_STATE.sub("", text)
    return replace(dispute, state=_AWAITED[kind], label=label)


def _is_in_doubt(ledger: Ledger) -> bool:
    """Whether words about the state of the dispute were not understood."""
    return any(one.field == "dispute.state" and one.code != "unverified_wording" for one in ledger.problems)


def _runs_for_an_answer(timer: Timer, seen: datetime | None) -> bool:
    """Whether a timer is the one of an answer, and was running when the page was seen."""
    if timer.kind not in _AWAITED or timer.after is not None:
        return False
    end = timer.ends_at or timer.ends_on
    return seen is None or end is None or as_date(end) >= seen.date()
