"""The money in words: what comes back, by which ways and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whyclosed_parser.model import Money, Order, Refund
from whyclosed_parser.model.order import sum_of
from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.deciding.refunds import refund_range
from whyclosed_rules.engine.rows import Row
from whyclosed_rules.model import MoneyBack, RefundOutlook, RefundPart
from whyclosed_rules.telling.dates import awaited
from whyclosed_rules.telling.sentences import Context, Sentences
from whyclosed_rules.telling.steps import of_parcel


def money_of(decision: Decision, order: Order | None, words: Sentences, names: Context) -> MoneyBack:
    """What comes back, and by when. One parcel of several has no amount of its own."""
    refund = decision.case.refund
    key = _said(decision, "money")
    text = of_parcel(words.say("money", key, names), words, names)
    if order is not None and any(part.to for part in order.refund.parts):
        text = _with_ways(text, order.refund, words, known=key in ("running", "sent", "settled"))
    expected = None
    if (
        refund is not None
        and decision.route == "automatic"
        and not decision.case.clock.passed(refund.by or refund.limit)
    ):
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


def _said(decision: Decision, of: str) -> str:
    """The key of what is said, by the table of choices: the route's own where it names none."""
    return decision.holding(f"said_{of}", Row)[0].id or decision.route


def is_credit(decision: Decision) -> bool:
    """Whether what comes back is credit and no money."""
    return decision.case.facts.get("refund_to") in tables.members("refund_to", "credit")


def _amount(decision: Decision, order: Order | None) -> Money | None:
    """The refund that the page shows, else what was paid, where it is the buyer's to get back."""
    shown = _given(decision, "refunded") if order is None else _money_in(order.refund)
    if decision.route in ("no_refund_due", "finished", "undecided", "check_facts"):
        return shown if decision.single("situation") == "settled" else None
    if decision.single("situation") == "short_refund" or (order is None and is_credit(decision)):
        return None
    if decision.single("amounts") == "partial" and decision.route != "automatic":
        return None  # a part has come back; the answer is about the rest
    if shown is None and (
        decision.route == "in_dispute" or decision.case.facts.get("dispute_result") == "partial_refund"
    ):
        return None  # perhaps a part of what was paid, nobody knows how much
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


def refund_of(decision: Decision, words: Sentences, names: Mapping[str, str]) -> RefundOutlook:
    """What comes back, and when. A protective dispute (D07) changes nothing about a refund that is due by itself."""
    refund = decision.case.refund
    route = decision.route
    if refund is not None and refund.by == refund.limit:
        names = {name: text for name, text in names.items() if name != "by"}
    protective = route == "dispute" and decision.single("situation") == "refund_due"
    if awaited(decision) or protective:
        text = words.say("refund", "protective" if protective else _said(decision, "refund"), names)
        if refund is None:
            return RefundOutlook(automatic=True, text=text)
        if not refund.bank_known:
            text = f"{text} {words.say('refund', 'no_bank')}"
        return RefundOutlook(True, refund.from_, refund.by, refund.limit, text)
    text = words.say("refund", _said(decision, "no_refund"))
    return RefundOutlook(None if route in ("undecided", "check_facts", "wait_shipping") else False, text=text)


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


def is_paid(decision: Decision) -> bool:
    """Whether something says that the order was paid, so that this is more than an assumption."""
    return decision.case.known.get("paid") == frozenset([True])
