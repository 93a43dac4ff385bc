"""Ages: how long a parcel travels, a state lasts, a promise is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from whyclosed_parser.model import When
from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.read import Facts

_OWN_DATES = (
    "refund_if_undelivered_by",
    "can_apply_from",
    "protection_ends",
    "protection_left",
    "dispute_window_ends",
    "estimated_delivery",
)
"""Days that the order itself names: where one is known, the age of a parcel says nothing."""
_CHECKED = {"payment_review": "W08", "frozen": "W09"}


def ages(facts: Facts, clock: Clock, numbers: Numbers) -> Iterator[tuple[str, str]]:
    """The named values that tables read; what is not known is left out."""
    opens = _opens(facts)
    if opens is not None:
        yield "promise", "over" if clock.today >= opens else "ahead"
    confirms = facts.day("confirm_by", clock)
    if confirms is not None and confirms >= clock.today:
        yield "confirming", "too_early" if _too_early(confirms, facts, clock, numbers) else "in_time"
    estimate = facts.get("estimated_delivery")
    if estimate is not None:
        yield "estimate", "over" if clock.today > estimate[1] else "ahead"
    sent = _first(facts, "shipped_on", "placed_on")
    if sent is not None and not any(name in facts for name in _OWN_DATES):
        old = clock.today > clock.day(numbers.later(sent, "W05", clock))
        yield "age", "old" if old else "young"
    usual = _usual_end(facts, clock, numbers)
    if usual is not None:
        yield "standstill", "over" if clock.passed(usual) else "usual"
    posting = facts.when("return_by")
    if posting is not None:
        yield "return_time", "over" if clock.passed(posting) else "running"
    opened = facts.day("dispute_opened_on", clock)
    if opened is not None:
        decided = numbers.later(numbers.later(opened, "P05", clock), "P06", clock)
        yield "decision", "over" if clock.passed(decided) else "due"
    if facts.get("shipped_on") is not None:
        yield "sent_on", "known"
    paid = _first(facts, "paid_on", "placed_on")
    if paid is not None:
        yield "paypal_time", "over" if clock.passed(numbers.later(paid, "W07", clock)) else "running"


def _too_early(confirms: date, facts: Facts, clock: Clock, numbers: Numbers) -> bool:
    """Whether an order confirms itself within days, or before its parcel can be expected."""
    estimate, promised = facts.get("estimated_delivery"), facts.get("refund_if_undelivered_by")
    expected = [day for day in (estimate and estimate[1], promised) if day is not None]
    return (confirms - clock.today).days <= numbers.number("W14") or any(confirms < day for day in expected)


def _opens(facts: Facts) -> date | None:
    """The day from which one may ask: the newest word of the page counts before the promise of the order."""
    opens: date | None = facts.get("can_apply_from") or facts.get("refund_if_undelivered_by")
    return opens


def _usual_end(facts: Facts, clock: Clock, numbers: Numbers) -> When | None:
    """When a state that should pass has usually passed; None where it is not known since when it lasts."""
    status = facts.get("status")
    if status in _CHECKED:
        since = _first(facts, "state_since", "paid_on", "placed_on")
        if since is None:
            return None
        if not isinstance(since, datetime) and status == "payment_review":
            since += timedelta(days=1)  # only the day is known: the hours count from its end
        return numbers.later(since, _CHECKED[status], clock)
    deadline = facts.when("processing_deadline")
    if status == "awaiting_shipment" and deadline is not None:
        return numbers.later(deadline, "W12", clock)
    return None


def _first(facts: Facts, *names: str) -> When | None:
    return next((when for name in names if (when := facts.when(name)) is not None), None)
