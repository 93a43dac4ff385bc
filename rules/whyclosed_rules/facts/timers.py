"""The timers of a page as facts: printed days, countdowns, and periods that count from a day of the order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from whyclosed_parser.model import Order, Timer, TimerStart, When
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.signs import page_set

Copy = tuple[str, Any, str]
"""Name, value and JSON path in the order."""

_PRINTED = {
    "refund_if_undelivered": "refund_if_undelivered_by",
    "return_window": "return_window_ends",
    "confirm": "confirm_by",
    "return_by": "return_by",
    "appeal": "appeal_by",
}
_WINDOWS = ("protection", "dispute_window")
_IN_DISPUTE = {"buyer_response": "dispute_answer_by", "seller_response": "dispute_seller_by"}


def timer_facts(order: Order, clock: Clock) -> Iterator[Copy]:
    """What the timers say, the earliest first: of two printed days it is the one that counts (L02), unless a window is
    over by it and not by the other."""
    ends = [
        (end, index) for index, timer in enumerate(order.timers) if (end := _timer_end(timer, order, clock)) is not None
    ]
    appeal = next((index for index, timer in enumerate(order.timers) if timer.kind == "appeal"), None)
    if appeal is not None:
        yield "appeal", "possible", f"timers.{appeal}"
    over = {
        index
        for end, index in ends
        if order.timers[index].kind in _WINDOWS
        and (clock.passed(end) if isinstance(end, datetime) else clock.today_at_the_shop > end)
    }
    for end, index in sorted(ends, key=lambda found: (found[1] in over, clock.day(found[0]), found[1])):
        timer, path, day = order.timers[index], f"timers.{index}", clock.day(end)
        if timer.kind in _PRINTED:
            yield _PRINTED[timer.kind], day, path
        elif timer.kind == "pay":
            yield "payment_countdown_ends", end if isinstance(end, datetime) else None, path
        elif timer.kind in _IN_DISPUTE:
            yield _IN_DISPUTE[timer.kind], end, path
            # A running clock for the buyer tells whose turn it is, where the page says no more than "in dispute".
            if timer.kind == "buyer_response" and not clock.passed(end) and not _has_ended(order):
                yield "dispute_turn", "buyer", path
                if order.status is None and order.dispute.state is None:  # it runs in no other state
                    yield "status", "in_dispute", path
        elif timer.kind == "ship":
            yield "processing_deadline", end, path
        elif timer.kind in _WINDOWS:
            if timer.basis == "duration":
                yield "dispute_window_ends", day, path
            elif isinstance(end, datetime):
                yield "protection_left", clock.until(end), path
            else:
                yield "protection_ends", day, path


def _has_ended(order: Order) -> bool:
    """Whether whoever is awaited is asked for something else than an answer in a dispute."""
    return order.status is not None and order.status.code in page_set("status", "ended")


def lacks_zone(timer: Timer) -> bool:
    """Whether a time is printed of which no zone is known: it is taken for the buyer's (D28), and as no instant where a
    window ends."""
    return timer.basis == "printed" and timer.ends_at is not None and timer.ends_at.tzinfo is None


def periods_without_start(order: Order) -> tuple[Timer, ...]:
    """The periods of a page ("within 7 days of …") whose first day no page prints: nothing follows from them."""
    return tuple(
        timer
        for timer in order.timers
        if timer.basis == "duration" and (timer.ends_at or timer.ends_on or _start(timer.after, order)) is None
    )


def _timer_end(timer: Timer, order: Order, clock: Clock) -> When | None:
    """When a timer ends; a period counts from the day it names, where that day is known. A countdown that was seen
    later than now gives no end: the clock of the capture, or the one of now, is wrong."""
    if timer.ends_at is not None and lacks_zone(timer) and timer.kind in _WINDOWS:
        return timer.ends_at.date()
    if timer.ends_at is not None:
        end, left = clock.aware_time(timer.ends_at), timer.remaining_seconds
        ahead = timer.basis == "countdown" and left is not None and clock.is_ahead(end - timedelta(seconds=left))
        return None if ahead else end
    if timer.ends_on is not None:
        return timer.ends_on
    start = order.dispute.decided_on if timer.kind == "appeal" else _start(timer.after, order)
    if timer.days is None or start is None:
        return None
    return clock.day(clock.aware(start)) + timedelta(days=timer.days)


def _start(after: TimerStart | None, order: Order) -> When | None:
    """The day from which a period counts; None where no page prints it."""
    match after:
        case "placed":
            return order.placed_on
        case "receipt" | "completion":
            return order.completed_on
        case "delivery":
            return next((package.delivered_on for package in order.packages if package.delivered_on), None)
        case _:
            return None
