"""The names that sentences are filled with."""

from __future__ import annotations

from whyclosed_parser.model import ActionCode, Order, When
from whyclosed_rules.deciding.deadlines import Due
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.telling.dates import Timing, answer_by, is_promise_overtaken, safe_day
from whyclosed_rules.telling.questions import contradicting
from whyclosed_rules.telling.sentences import Sentences
from whyclosed_rules.telling.verdict import dispute_of

JOINT = ", "
"""Between the names of parcels of which the same is told."""


def names_of(
    decision: Decision,
    times: Timing,
    order: Order | None,
    words: Sentences,
    package: str | None,
    claimed: str | None,
) -> dict[str, str]:
    """The names that sentences may use; a name that is not known is left out. `claimed` are the parcels that a dispute
    is for."""
    case = decision.case
    situation = decision.single("situation")
    states = (*(decision.single(fact) for fact in _TELLING), *map(case.facts.get, ("condition", "place", "status")))
    told = (*(f"{situation}_{state}" for state in states), situation)
    method = case.facts.get("refund_to") or case.facts.get("method")
    names: dict[str, When | str | None] = {
        "way": words.say("way", method) if words.has("way", str(method)) else None,
        "package": package,
        "packages": package if package is not None and JOINT in package else None,
        "order": order.order_id if order else None,
        **buttons(order, words),
        "what": _what_happened(decision, situation, told, words),
        "facts": ", ".join(words.say("fact", fact) for fact in contradicting(decision)) or None,
    }
    estimate = case.facts.get("estimated_delivery")
    names["estimate"] = None if estimate is None else estimate[1]
    names |= _moments(decision, times)
    names |= _amounts(decision, order, words)
    names["claimed"] = claimed
    names["ask_for"] = dispute_of(decision, words, {"claimed": claimed} if claimed else {}).ask_for
    return {
        name: value if isinstance(value, str) else words.moment(value, case.clock)
        for name, value in names.items()
        if value is not None
    }


def _moments(decision: Decision, times: Timing) -> dict[str, When | None]:
    """The days and hours that sentences name."""
    case = decision.case
    names = {name: None if (due := times.of(kind)) is None else _day(due, case.clock) for name, kind in _DUE.items()}
    if is_promise_overtaken(decision, times):
        names["promised"] = None
    names["answer_by"], answer = answer_by(decision, times), times.of("buyer_in_dispute")
    if names["answer_by"] is None and answer is not None:
        names["answer_gone"] = answer.chosen.at or answer.chosen.last_day
    if case.window is not None:
        last = names["last_day"] = case.window.chosen.last_day
        gone = last is not None and case.clock.passed(last)
        names |= {"last_gone": last, "last_here": None} if gone else {"last_gone": None, "last_here": last}
        names["last_hour"] = case.window.chosen.at
        safe = names["act_by"] = safe_day(case.window, decision, times)
        names["act_later"] = None if safe == case.clock.today else safe
    if case.refund is not None:
        names |= {"from": case.refund.from_, "by": case.refund.by, "limit": case.refund.limit}
        names["was_due"] = case.refund.limit if case.clock.passed(case.refund.limit) else None
    return names


_DUE = {
    "seller_by": "seller_reply",
    "number_by": "new_number",
    "escalates_on": "seller_in_dispute",
    "cancel_by": "cancel_reply",
    "ship": "ship",
    "confirm": "confirm",
    "pay": "pay",
    "promised": "refund_if_undelivered",
    "return_by": "return_by",
    "appeal_by": "appeal",
    "bank_case": "bank_case",
}
"""The deadlines that sentences name the day of, each by the name that it has there."""


def _amounts(decision: Decision, order: Order | None, words: Sentences) -> dict[str, str]:
    """What was paid and what came back, where that is less."""
    if decision.single("amounts") not in ("partial", "nearly"):
        return {}
    facts = decision.case.facts
    charged, refunded = facts.get("charged"), facts.get("refunded")
    code = facts.get("charged_currency") or facts.get("refunded_currency")
    if code is None and order is not None and order.amounts.total is not None:
        code = order.amounts.total.currency
    amounts = {"charged": charged, "refunded": refunded, "missing": charged - refunded}
    return {name: words.amount(value, code) for name, value in amounts.items()}


def _what_happened(decision: Decision, situation: str, told: tuple[str, ...], words: Sentences) -> str | None:
    """What the form of a dispute is told: how it stands and, where that does not say it, how the parcel's way ended."""
    stands = next((words.say("dispute_text", key) for key in told if words.has("dispute_text", key)), None)
    ending = decision.single("ending")
    tells = situation in _DISAGREEING and words.has("tracking_says", ending)
    ended = words.say("tracking_says", ending) if tells else None
    return " ".join(filter(None, (stands, ended))) or None


_DISAGREEING = ("counted_received", "not_arrived", "")
"""Situations of which the order says one thing and the tracking perhaps another; or none is certain yet."""
_TELLING = ("ending", "parcel", "promise", "estimate")
"""What tells more of a parcel that did not come than the situation does."""


def _day(due: Due, clock: Clock) -> When | None:
    """The day to name for a deadline: the safe one, once that is over its end; None where that is over too."""
    end = due.chosen.at or due.chosen.last_day
    if end is None or clock.passed(end):
        return None
    return end if due.act_by is None else max(due.act_by, clock.today)


BUTTONS: dict[str, ActionCode] = {
    "dispute_button": "open_dispute",
    "refund_button": "refund_details",
    "contact_button": "contact_seller",
    "track_button": "track",
    "extend_button": "extend_protection",
    "appeal_button": "appeal",
}
"""The buttons that steps name, by the name that sentences use."""


def buttons(order: Order | None, words: Sentences) -> dict[str, str]:
    """How steps call the page's buttons: by the label that was read ("Returns/refunds" is today's "Open dispute"), by
    the usual one where no order page was read, and with what else to do where the page has no such button."""
    labels: dict[str, str] = {action.code: action.label for action in order.actions} if order is not None else {}
    read = order is not None and bool(order.actions) and any(page.kind == "order_detail" for page in order.pages)
    tracked = order is not None and any(package.events for package in order.packages)
    elsewhere = {"appeal", "track" if tracked else None}  # on a page of its own: the order's details say nothing of it
    return {
        name: words.say("button", "read", {"label": labels[code]})
        if labels.get(code)
        else words.say("button", f"{code}_absent" if read and code not in elsewhere else code)
        for name, code in BUTTONS.items()
    }
