"""Ages: how long a parcel travels, a state lasts, a promise is over. What is not known is None."""

from __future__ import annotations

from datetime import date, timedelta

from whyclosed_parser.model import When
from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts
from whyclosed_rules.facts.spec import derived


def promise(facts: Facts, clock: Clock, _: Numbers) -> str | None:
    """Whether one may ask already: the newest word of the page counts before the promise of the order."""
    opens: date | None = facts.get("can_apply_from") or facts.get("refund_if_undelivered_by")
    return None if opens is None else "over" if clock.today >= opens else "ahead"


def confirming(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """Whether an order confirms itself within days or before its parcel can be expected, or else its protection ends
    then."""
    left: timedelta | None = facts.get("protection_left")
    counted = None if left is None else clock.day(clock.later(clock.now, left))
    protected = (day for day in (facts.get("protection_ends"), counted) if day is not None)
    days = {"too_early": facts.day("confirm_by", clock), "protection_first": min(protected, default=None)}
    ahead = {name: day for name, day in days.items() if day is not None and day >= clock.today}
    if not ahead:
        return None
    estimate, promised = facts.get("estimated_delivery"), facts.get("refund_if_undelivered_by")
    expected = max((day for day in (estimate and estimate[1], promised) if day is not None), default=clock.today)
    soon = max(expected, clock.today + timedelta(days=numbers.number("W14") + 1))
    return next((name for name, day in ahead.items() if day < soon), "in_time")


def estimate(facts: Facts, clock: Clock, _: Numbers) -> str | None:
    """Whether the estimated delivery lies behind."""
    days = facts.get("estimated_delivery")
    return None if days is None else "over" if clock.today > days[1] else "ahead"


def age(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """How long a parcel travels, where the order itself names no day."""
    sent = facts.when("shipped_on", "placed_on")
    if sent is None or any(name in facts for name in derived()["age"].without):
        return None
    return "old" if clock.today > clock.day(numbers.later(sent, "W05", clock)) else "young"


def standstill(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """Whether a state that should pass has lasted longer than usual; None where it is not known since when it lasts."""
    status = facts.get("status")
    usual = derived()["standstill"].usual.get(status)
    since = facts.when("processing_deadline")
    if status != "awaiting_shipment":
        since = facts.when("state_since", "paid_on", "placed_on")
    if usual is None or since is None:
        return None
    return _over(numbers.later(since, usual, clock), clock, "usual")


def return_time(facts: Facts, clock: Clock, _: Numbers) -> str | None:
    """Whether the time to send an item back is over."""
    posting = facts.when("return_by")
    return None if posting is None else _over(posting, clock, "running")


def returning(facts: Facts, clock: Clock, _: Numbers) -> str | None:
    """Whether what arrived in order can still be sent back."""
    ends = facts.when("return_window_ends")
    return None if ends is None else _over(ends, clock, "running")


def appeal_time(facts: Facts, clock: Clock, _: Numbers) -> str | None:
    """Whether the time for an appeal is over."""
    ends = facts.when("appeal_by")
    return None if ends is None else _over(ends, clock, "running")


def decision(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """Whether AliExpress should have decided a dispute; of an appeal nobody knows how long it takes."""
    opened = facts.day("dispute_opened_on", clock)
    if opened is None or facts.get("appeal") == "open":
        return None
    return _over(numbers.later(numbers.later(opened, "P05", clock), "P06", clock), clock, "due")


def sent_on(facts: Facts, _: Clock, __: Numbers) -> str | None:
    """Whether the day of sending is known."""
    return None if facts.get("shipped_on") is None else "known"


def paypal_time(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """Whether PayPal takes the case still."""
    paid = facts.when("paid_on", "placed_on")
    return None if paid is None else _over(numbers.later(paid, "W07", clock), clock, "running")


def _over(end: When, clock: Clock, before: str) -> str:
    return "over" if clock.passed(end) else before


AGES = {
    one.__name__: one
    for one in (
        promise,
        confirming,
        estimate,
        age,
        standstill,
        return_time,
        returning,
        appeal_time,
        decision,
        sent_on,
        paypal_time,
    )
}
"""The function of each, by the name of the fact that it makes."""
