"""The dispute window: its last day, and where now stands in it."""

from __future__ import annotations

from typing import Literal

from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.deciding.deadlines import Due, deadline, has_ended
from whyclosed_rules.engine.rows import Knowledge
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts

Window = Literal["open", "closing", "ended", "maybe_over", "unknown"]


def dispute_window(facts: Facts, known: Knowledge, clock: Clock, numbers: Numbers) -> Due | None:
    """The last day to open a dispute; None where the page gives neither date nor timer nor estimate (D04)."""
    return deadline("dispute_window", facts, known, clock, numbers)


def window_state(due: Due | None, clock: Clock) -> Window:
    """Where now stands in the window.

    `ended` only where every printed last day and every timer have ended in US Pacific, and no period that the page
    names still runs; a computed window that has passed is `maybe_over`, because real windows were seen to open later.
    """
    if due is None:
        return "unknown"
    assert due.act_by is not None
    bounds = (due.chosen, *due.others)
    firm = [bound for bound in bounds if bound.firm]
    if any(has_ended(bound, clock) for bound in firm):
        # Where only one is over, the page contradicts itself: nobody knows which of them counts.
        return "ended" if all(has_ended(bound, clock) for bound in bounds if bound.firm or bound.named) else "closing"
    assert due.chosen.last_day is not None
    if not firm and clock.today > due.chosen.last_day:
        return "maybe_over"
    return "closing" if clock.today >= due.act_by else "open"
