"""How far the seller is: the 48 hours to answer, and what a new tracking number does."""

from __future__ import annotations

from datetime import date
from typing import Literal

from whyclosed_rules import tables
from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import NOT_YET, Facts

SellerClock = Literal[
    "not_contacted",
    "clock_running",
    "clock_over",
    "refuses",
    "new_number_waiting",
    "new_number_moving",
    "new_number_dead",
    "resolved",
]


def seller_clock(facts: Facts, clock: Clock, numbers: Numbers) -> tuple[SellerClock, bool]:
    """How far the seller is, and whether that is known (False: assumed, the buyer has not said).

    A generic answer is a refusal (K21); only a new number or a resolution stops the clock (Q1); at 48 h 00 min exactly
    it is over (D09); a new number that is still silent after day 5 counts as none (Q3).
    """
    reply = facts.get("seller_reply")
    if reply == "resolved":
        return "resolved", True
    if reply in tables.members("seller_reply", "refusal"):
        return "refuses", True
    if reply == "new_tracking" or (reply is None and facts.get("new_tracking_on") is not None):
        return _new_number(facts, clock, numbers)
    contacted = facts.time("contacted_at")
    if contacted is not None:
        return ("clock_over" if clock.now >= numbers.later(contacted, "P02", clock) else "clock_running"), True
    if reply == "wrong_number_admitted":
        return "clock_running", False
    return "not_contacted", facts.get("contacted_at") == NOT_YET


def _new_number(facts: Facts, clock: Clock, numbers: Numbers) -> tuple[SellerClock, bool]:
    if facts.get("new_tracking_updated") is True:
        return "new_number_moving", True
    given: date | None = facts.get("new_tracking_on")
    if given is None:
        return "new_number_waiting", False
    return ("new_number_dead" if clock.passed(numbers.later(given, "P03", clock)) else "new_number_waiting"), True
