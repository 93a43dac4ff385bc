"""The verdict in words: what to do, why, what comes back, what to ask for in a dispute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whyclosed_parser.model import Money, Order, Refund
from whyclosed_parser.model.order import sum_of
from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.deciding.refunds import refund_range
from whyclosed_rules.model import (
    Candidate,
    Cause,
    DisputeAdvice,
    MoneyBack,
    NextDate,
    RefundOutlook,
    RefundPart,
)
from whyclosed_rules.tables.rows import DetailRow, StepRow
from whyclosed_rules.telling.because import quote_of
from whyclosed_rules.telling.dates import awaited
from whyclosed_rules.telling.sentences import Context, Sentences
from whyclosed_rules.telling.steps import of_parcel, urgent_step


def single(decision: Decision, fact: str) -> str:
    """The value of a fact, or an empty text where none or several are possible."""
    return decision.conclusion.single.get(fact, "")


def short_cause(decision: Decision, words: Sentences) -> str:
    """What happened, in one sentence: of an order that lives or arrived, how it stands."""
    status = decision.case.facts.get("status")
    situation = single(decision, "situation")
    if situation == "dispute_open":
        turn = "return" if single(decision, "phase") == "return" else decision.case.facts.get("dispute_turn")
        if words.has("cause_alive", f"dispute_{turn}"):
            return words.say("cause_alive", f"dispute_{turn}")
    if situation == "shipment_failed" and words.has("cause_alive", f"{situation}_{decision.route}"):
        return words.say("cause_alive", f"{situation}_{decision.route}")  # what the seller did after it
    if situation in _NOT_COMING and decision.cause.code in _ABOUT_THE_PARCEL:
        for how in (single(decision, "ending"), single(decision, "parcel"), _waits_for(decision, situation)):
            if words.has("tracking_says", how):
                return words.say("tracking_says", how)
    if situation in _TELLING or decision.cause.code in ("not_closed", "unknown") or status == "awaiting_payment":
        for state in _states_alive(decision, situation):
            if words.has("cause_alive", state):
                return words.say("cause_alive", state)
    found = decision.cause
    if found.of_code == "certain" or not words.has("cause_unsure", found.code):
        return words.say("cause", found.code)
    return words.say("cause_unsure", found.code, {"perhaps": words.say("perhaps", found.of_code)})


def _states_alive(decision: Decision, situation: str) -> Iterator[str]:
    """The states of an order that may have a sentence of their own, the most telling first."""
    facts = decision.case.facts
    status, result = facts.get("status"), facts.get("dispute_result")
    if situation == "charged_unpaid":
        yield situation
    yield f"{situation}_{status}"
    if not result:
        yield f"{situation}_{facts.get('return_state')}"
    yield f"{situation}_{facts.get('condition')}"
    if situation == "dispute_won":
        yield f"{situation}_{result}"
    yield f"{situation}_{single(decision, 'receipt')}"
    yield str(status)
    yield f"{situation}_{decision.route}"
    yield f"{situation}_{single(decision, 'parcel')}"
    yield situation
    if facts.get("refund_stage") and (status is None or decision.cause.code == "not_closed"):
        yield "refund_shown"
    elif status is None:
        yield "delivered_unread" if decision.known.get("event") == frozenset(["delivered"]) else "no_status"


def _waits_for(decision: Decision, situation: str) -> str:
    """What a living parcel waits for, by its newest event, or an empty text."""
    return str(decision.case.facts.get("tracking_event")).lower() if situation == "on_the_way" else ""


_TELLING = (
    "not_arrived",
    "counted_received",
    "arrived_bad",
    "claimed",
    "short_refund",
    "arrived",
    "charged_unpaid",
    "contradictory",
    "dispute_won",
    "dispute_lost",
)
"""Situations that say more than the cause does."""
_NOT_COMING = ("shipment_failed", "returned_by_customs", "counted_received", "on_the_way")
_ABOUT_THE_PARCEL = ("shipment_cancelled", "not_collected", "not_closed", "unknown")
"""Causes that say no more than that the parcel failed: how it failed says more."""


def verdict_of(decision: Decision, words: Sentences, asked: str | None, next_: NextDate | None) -> str:
    """What to do, in at most six words. `asked` is the fact that is asked for first."""
    urgent = urgent_step(decision)
    if urgent is not None:
        return words.say("verdict", urgent)
    if decision.route == "undecided":
        return _open_verdict(decision, words, asked)
    today = next_ is None or next_.on <= decision.case.clock.today
    for key in (*_verdict_keys(decision), decision.route):
        for own in (f"{key}_today", key) if today else (key,):
            if words.has("verdict", own):
                return words.say("verdict", own)
    raise KeyError(decision.route)


def _verdict_keys(decision: Decision) -> Iterator[str]:
    """The states of an order that may have a verdict of their own, the most telling first."""
    facts = decision.case.facts
    situation = single(decision, "situation")
    if situation == "arrived" and not to_inspect(decision):
        return
    if situation == "dispute_lost":
        yield f"{decision.route}_{facts.get('bank_case')}"
        yield f"{decision.route}_{single(decision, 'recourse')}"
    if situation == "dispute_open" and facts.get("dispute_turn") != "buyer":
        yield f"{decision.route}_{single(decision, 'receipt')}"
    if situation == "settled" and facts.get("dispute_result") == "partial_refund":
        yield f"{decision.route}_partly"
    if decision.known["progress"] == {"none"} and not is_paid(decision):
        yield f"{decision.route}_if_paid"
    if _is_credit(decision):
        yield f"{decision.route}_{'credit' if decision.known['credit_back'] == {'yes'} else 'credit_due'}"
    if facts.get("status") == "awaiting_payment" and decision.known.get("paying", frozenset()) == {"over"}:
        yield f"{decision.route}_pay_time_over"
    if decision.known["dispute_button"] == {"absent"}:
        yield f"{decision.route}_without_button"
    for state in (facts.get("dispute_turn"), facts.get("status"), single(decision, "progress"), situation):
        yield f"{decision.route}_{state}"


def to_inspect(decision: Decision) -> bool:
    """Whether an order counts as received, its buyer has not said that it is in order, and its time may still run."""
    arrived = decision.known["situation"] == {"arrived"} and decision.known["receipt"] == {"confirmed"}
    return arrived and decision.known["window"] <= tables.members("window", "usable")


def is_paid(decision: Decision) -> bool:
    """Whether something says that the order was paid, so that this is more than an assumption."""
    return decision.case.known.get("paid") == frozenset([True])


def _open_verdict(decision: Decision, words: Sentences, asked: str | None) -> str:
    """Where every open route tells the buyer the same to do, that; else what to find out first."""
    told = {words.say("verdict", route) for route in decision.may_be}
    if len(told) == 1:
        return told.pop()
    tones = {tone for tone, routes in tables.tones().items() for route in decision.may_be if route in routes}
    if tones <= {"wait", "done"} and asked != "status":
        return words.say("verdict", "undecided_wait")
    key = f"undecided_{asked}"
    return words.say("verdict", key if words.has("verdict", key) else "undecided" if asked else "undecided_unasked")


def summary_of(decision: Decision, words: Sentences, names: Context) -> str:
    """Why, in one sentence, with how sure that is."""
    return of_parcel(short_cause(decision, words), words, names)


def money_of(decision: Decision, order: Order | None, words: Sentences, names: Context) -> MoneyBack:
    """What comes back, and by when. One parcel of several has no amount of its own."""
    refund = decision.case.refund
    key = _money_key(decision)
    text = of_parcel(words.say("money", key, names), words, names)
    if order is not None and any(part.to for part in order.refund.parts):
        text = _with_ways(text, order.refund, words, known=key in ("running", "sent", "settled"))
    expected = None
    if refund is not None and awaited(decision) and not decision.case.clock.passed(refund.by or refund.limit):
        expected = refund.by or refund.limit
    return MoneyBack(text, None if "package" in names else _amount(decision, order), expected)


def _with_ways(text: str, refund: Refund, words: Sentences, *, known: bool) -> str:
    """What is said of the money, and by which ways the refund goes. `known`: it says no more than how far the refund
    is, which is then said of the ways instead."""
    stages = {part.stage for part in refund.parts}
    told = []
    for part in refund.parts:
        names = {"where": words.say("refund_parts", part.to or "unknown")}
        if part.amount is not None:
            names["amount"] = part.amount.raw
        if part.stage and (len(stages) > 1 or not known):
            names["state"] = words.say("refund_parts", f"stage_{part.stage}")
        told.append(words.say("refund_parts", "part", names))
    ways = {"parts": f"{words.say('line', 'between')} ".join(told)}
    if not known or not all(stages):
        ways["text"] = text
    elif len(stages) == 1:
        state = words.say("refund_parts", f"stage_{stages.pop()}")
        ways["state"] = state[:1].upper() + state[1:]
    return words.say("refund_parts", "whole", ways)


def _money_key(decision: Decision) -> str:
    situation, progress = single(decision, "situation"), single(decision, "progress")
    if situation == "settled" and decision.case.facts.get("dispute_result") == "partial_refund":
        return "partly"
    if situation == "settled" and _is_credit(decision):
        return "credit"
    if situation == "dispute_lost" and not decision.case.facts.get("dispute_result"):
        return "return_refused" if decision.case.facts.get("return_state") == "refused" else situation
    if situation in ("short_refund", "settled", "dispute_lost", "charged_unpaid"):
        return situation
    if decision.route == "ask_support" and decision.known.get("amounts", frozenset()) == {"nothing"}:
        return "nothing"
    if decision.case.facts.get("refund_bounced"):
        return "bounced"
    if _is_credit(decision):
        return "credit"
    if decision.route == "ask_support" and progress == "none" and situation in ("on_the_way", "to_ship"):
        return "ask_support_late" if situation == "on_the_way" else _unsent(decision)
    if decision.route == "no_refund_due" and decision.case.facts.get("status") == "awaiting_payment":
        return "not_paid_yet"
    if decision.route == "dispute" and situation == "refund_due":
        return "protective"
    if decision.route == "automatic" and progress in ("running", "sent"):
        return progress
    if decision.route == "automatic" and not is_paid(decision):
        return "automatic_if_paid"
    if decision.route == "wait_shipping":
        return _unsent(decision)
    if decision.route == "contact_seller" and situation == "on_the_way":
        return "contact_seller_on_the_way"
    if decision.route == "dispute" and decision.case.facts.get("condition") == "partial":
        return "dispute_partial"
    if decision.route == "finished" and _is_in_part(decision):
        return "finished_in_part"
    return decision.route


def _is_in_part(decision: Decision) -> bool:
    """Whether the page shows a refund of less than was paid."""
    return decision.known.get("amounts", frozenset()) == {"partial"}


def _is_credit(decision: Decision) -> bool:
    """Whether what comes back is credit and no money."""
    return decision.case.facts.get("refund_to") in tables.members("refund_to", "credit")


def _unsent(decision: Decision) -> str:
    """The key of what is said of the money of an order that is to be sent."""
    return "ship_time_over" if single(decision, "processing") == "over" else "wait_shipping"


def _amount(decision: Decision, order: Order | None) -> Money | None:
    """The refund that the page shows, else what was paid, where it is the buyer's to get back."""
    shown = _given(decision, "refunded") if order is None else _money_in(order.refund)
    if decision.route in ("no_refund_due", "finished", "undecided", "check_facts"):
        return shown if single(decision, "situation") == "settled" else None
    if single(decision, "situation") == "short_refund" or (order is None and _is_credit(decision)):
        return None
    if shown is None and decision.case.facts.get("dispute_result") == "partial_refund":
        return None  # a part of what was paid, nobody knows how much
    if shown is None and not (order is not None and _credit_in(order.refund)):
        shown = _given(decision, "charged") if order is None else order.amounts.total
    return shown if shown is not None and shown.amount else None


def _given(decision: Decision, fact: str) -> Money | None:
    """An amount that the buyer told, where no page was read."""
    amount, currency = decision.case.facts.get(fact), decision.case.facts.get(f"{fact}_currency")
    return None if amount is None else Money(amount, currency, " ".join(filter(None, (f"{amount:f}", currency))))


def _credit_in(refund: Refund) -> bool:
    """Whether a part of a refund is credit and no money."""
    return any(part.to in tables.members("refund_to", "credit") for part in refund.parts)


def _money_in(refund: Refund) -> Money | None:
    """What a refund brings back as money: without its parts that are credit."""
    if refund.amount is None or not _credit_in(refund):
        return refund.amount
    return sum_of([part.amount for part in refund.parts if part.to not in tables.members("refund_to", "credit")])


def cause_of(decision: Decision, words: Sentences, summary: str) -> Cause:
    """Why the order ended; of an order that lives, how it stands. It begins with the summary."""
    found = decision.cause
    parts = [summary]
    if found.detail not in (None, single(decision, "ending")) and found.code != "not_closed":
        detail = words.say("detail", str(found.detail))
        sure = isinstance(found.rows[-1], DetailRow) and found.rows[-1].certainty == "certain"
        if detail not in parts[0]:
            parts.append(detail if sure else words.say("detail_unsure", "told", {"says": detail}))
    return Cause(
        found.code,
        found.detail,
        found.certainty,
        " ".join(parts),
        tuple(Candidate(code, words.say("cause", code)) for code in found.candidates),
        quote_of(decision, words),
    )


def refund_of(decision: Decision, words: Sentences, names: Mapping[str, str]) -> RefundOutlook:
    """What comes back, and when. A protective dispute (D07) changes nothing about a refund that is due by itself."""
    refund = decision.case.refund
    route = decision.route
    if refund is not None and refund.by == refund.limit:
        names = {name: text for name, text in names.items() if name != "by"}
    protective = route == "dispute" and single(decision, "situation") == "refund_due"
    if awaited(decision) or protective:
        text = words.say("refund", "protective" if protective else _stage_of(decision), names)
        if refund is None:
            return RefundOutlook(automatic=True, text=text)
        if not refund.bank_known:
            text = f"{text} {words.say('refund', 'no_bank')}"
        return RefundOutlook(True, refund.from_, refund.by, refund.limit, text)
    text = words.say("refund", _other_refund(decision))
    return RefundOutlook(None if route in ("undecided", "check_facts", "wait_shipping") else False, text=text)


def _other_refund(decision: Decision) -> str:
    """The key of what is said of a refund that does not come by itself."""
    route, situation = decision.route, single(decision, "situation")
    if route in ("undecided", "check_facts"):
        return "unknown"
    if situation == "arrived" and _is_in_part(decision):
        return "received"
    if situation in ("short_refund", "dispute_lost", "arrived", "charged_unpaid", "to_ship"):
        return situation
    return {"no_refund_due": "none", "finished": "received"}.get(route, "expected")


def _stage_of(decision: Decision) -> str:
    if _is_credit(decision):
        return "credit" if decision.known["credit_back"] == {"yes"} else "credit_due"
    if decision.route != "automatic":
        return "overdue"
    return {"running": "running", "sent": "sent"}.get(single(decision, "progress"), "automatic")


def refund_parts(decision: Decision, order: Order | None) -> Iterator[RefundPart]:
    """One clock for each way that the refund goes, or else for each payment method of an order that was paid in parts
    (D15). Credit has none."""
    if order is None or not awaited(decision):
        return
    ways = [part for part in order.refund.parts if part.to]
    methods: dict[str, None] = dict.fromkeys(payment.method for payment in order.payments if payment.method)
    if ways:
        credit = tables.members("refund_to", "credit")
        methods = dict.fromkeys(str(part.to) for part in ways if part.to not in credit)
    if len(methods) < 2 and not ways:
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
    reasons = (row.reason for row in decision.holding("steps_dispute", StepRow))
    key = next(filter(None, reasons), None)
    reason = words.say("dispute", key) if key else None
    if situation == "short_refund":
        ask = words.say("dispute", "ask_rest")
    elif decision.case.facts.get("condition") == "partial":
        ask = words.say("dispute", "ask_missing")
    elif "package" in names:
        ask = words.say("dispute", "ask_package", names)
    else:
        ask = words.say("dispute", "ask_full")
    return DisputeAdvice(reason, ask)
