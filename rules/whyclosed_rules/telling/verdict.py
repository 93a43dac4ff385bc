"""The verdict in words: headline, cause, refund, dispute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whyclosed_parser.model import Order
from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.deciding.refunds import refund_range
from whyclosed_rules.model import Candidate, Cause, DisputeAdvice, RefundOutlook, RefundPart
from whyclosed_rules.tables.rows import StepRow
from whyclosed_rules.telling.sentences import Context, Sentences
from whyclosed_rules.telling.steps import counting


def single(decision: Decision, fact: str) -> str:
    """The value of a derived fact, or an empty text where several are possible."""
    possible = decision.known[fact]
    return str(next(iter(possible))) if len(possible) == 1 else ""


def short_cause(decision: Decision, words: Sentences) -> str:
    """What happened, in one sentence: of an order that lives or arrived, how it stands."""
    status = decision.case.facts.get("status")
    situation = single(decision, "situation")
    tells_more = situation in ("not_arrived", "arrived_bad", "short_refund", "arrived")
    if tells_more or decision.cause.code in ("not_closed", "unknown") or status == "awaiting_payment":
        unread = "refund_shown" if decision.case.facts.get("refund_stage") else "no_status"
        for state in (status, situation, unread if status is None else None):
            if words.has("cause_alive", str(state)):
                return words.say("cause_alive", str(state))
    return words.say("cause", decision.cause.code)


def headline_of(decision: Decision, words: Sentences, names: Context) -> str:
    """The headline of the route; some states of an order have one of their own."""
    facts = decision.case.facts
    for state in (facts.get("dispute_turn"), facts.get("status"), single(decision, "situation")):
        if words.has("headline", f"{decision.route}_{state}"):
            return words.say("headline", f"{decision.route}_{state}", names)
    return words.say("headline", decision.route, names)


def cause_of(decision: Decision, words: Sentences) -> Cause:
    found = decision.cause
    parts = [words.say("cause", found.code)]
    if found.detail is not None:
        parts.append(words.say("detail", found.detail))
    if found.code not in ("unknown", "not_closed"):
        parts.append(words.say("certainty", found.certainty))
    return Cause(
        found.code,
        found.detail,
        found.certainty,
        " ".join(parts),
        tuple(Candidate(code, words.say("cause", code)) for code in found.candidates),
    )


def refund_of(decision: Decision, words: Sentences, names: Mapping[str, str]) -> RefundOutlook:
    """What comes back, and when. A protective dispute (D07) changes nothing about a refund that is due by itself."""
    refund = decision.case.refund
    route = decision.route
    protective = route == "dispute" and single(decision, "situation") == "refund_due"
    if route in tables.members("route", "by_itself") or protective:
        text = words.say("refund", "protective" if protective else _stage_of(decision), names)
        if refund is None:
            return RefundOutlook(automatic=True, text=text)
        if not refund.bank_known:
            text = f"{text} {words.say('refund', 'no_bank')}"
        return RefundOutlook(True, refund.from_, refund.by, refund.limit, text)
    key = {"no_refund_due": "none", "finished": "received"}.get(route)
    if key is not None:
        return RefundOutlook(automatic=False, text=words.say("refund", key))
    if route in ("undecided", "check_facts", "wait_shipping"):
        return RefundOutlook(text=words.say("refund", "unknown"))
    return RefundOutlook(automatic=False, text=words.say("refund", "expected"))


def _stage_of(decision: Decision) -> str:
    if decision.route != "automatic":
        return "overdue"
    return {"running": "running", "sent": "sent"}.get(single(decision, "progress"), "automatic")


def refund_parts(decision: Decision, order: Order | None) -> Iterator[RefundPart]:
    """One clock for each payment method of an order that was paid in parts (D15)."""
    methods = dict.fromkeys(payment.method for payment in order.payments if payment.method) if order else {}
    if len(methods) < 2 or decision.route not in tables.members("route", "by_itself"):
        return
    for method in methods:
        known = {**decision.known, "method": frozenset([method])}
        part = refund_range(decision.case.facts, known, decision.case.clock, decision.case.numbers)
        if part is not None:
            yield RefundPart(method, part.from_, part.by, part.limit)


def dispute_of(decision: Decision, words: Sentences, names: Mapping[str, str]) -> DisputeAdvice:
    if decision.route != "dispute":
        return DisputeAdvice()
    situation = single(decision, "situation")
    reasons = (row.reason for row in counting("steps_dispute", StepRow, decision.known))
    key = next(filter(None, reasons), None)
    reason = words.say("dispute", key) if key else None
    if situation == "short_refund":
        ask = words.say("dispute", "ask_rest")
    elif "package" in names:
        ask = words.say("dispute", "ask_package", names)
    else:
        ask = words.say("dispute", "ask_full")
    return DisputeAdvice(reason, ask)
