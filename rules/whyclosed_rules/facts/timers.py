"""The timers of a page as facts: printed days, countdowns, and durations that count from a day of the order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from whyclosed_parser.model import Order, Timer, When
from whyclosed_rules.deciding.clocks import elapsed
from whyclosed_rules.facts.read import as_day

Fact = tuple[str, Any, str]
"""Name, value and JSON path in the order."""


def aware(value: When | None, tz: tzinfo) -> When | None:
    """A time without a zone is the buyer's own (D28)."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=tz)
    return value


_PRINTED = {
    "refund_if_undelivered": "refund_if_undelivered_by",
    "return_window": "return_window_ends",
    "confirm": "confirm_by",
}
_IN_DISPUTE = {"buyer_response": "dispute_answer_by", "seller_response": "dispute_seller_by"}


def timer_facts(order: Order, now: datetime, tz: tzinfo) -> Iterator[Fact]:
    """What the timers say, the earliest first: of two printed days it is the one that counts (L02)."""
    ends = [
        (end, index) for index, timer in enumerate(order.timers) if (end := _timer_end(timer, order, tz)) is not None
    ]
    for end, index in sorted(ends, key=lambda found: (as_day(found[0], tz) or date.max, found[1])):
        timer, path, day = order.timers[index], f"timers.{index}", as_day(end, tz)
        if timer.kind in _PRINTED:
            yield _PRINTED[timer.kind], day, path
        elif timer.kind == "pay":
            yield "payment_countdown_ends", end if isinstance(end, datetime) else None, path
        elif timer.kind in _IN_DISPUTE:
            yield _IN_DISPUTE[timer.kind], end, path
        elif timer.kind == "ship":
            yield "processing_deadline", end, path
        elif timer.kind in ("protection", "dispute_window"):
            if timer.basis == "duration":
                yield "dispute_window_ends", day, path
            elif isinstance(end, datetime):
                yield "protection_left", elapsed(now, end), path
            else:
                yield "protection_ends", day, path


def _timer_end(timer: Timer, order: Order, tz: tzinfo) -> When | None:
    """When a timer ends; a duration ("within 7 days of …") counts from the day it names, where that day is known."""
    if timer.ends_at is not None:
        return aware(timer.ends_at, tz)
    if timer.ends_on is not None:
        return timer.ends_on
    if timer.days is None or timer.after is None:
        return None
    start = as_day(_anchor(timer.after, order), tz)
    return None if start is None else start + timedelta(days=timer.days)


def _anchor(after_words: str, order: Order) -> When | None:
    """The day that the words of a duration mean; None where no page prints it."""
    words = after_words.casefold()
    if "placed" in words or "ordered" in words:
        return order.placed_on
    if "confirm" in words or "receipt" in words or "completed" in words:
        return order.completed_on
    if "deliver" in words:
        return next((package.delivered_on for package in order.packages if package.delivered_on), None)
    return None
