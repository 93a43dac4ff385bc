"""Page evidence: what an order's pages show, as facts with the place they were read.

Plain values are copied; what has to be concluded stands in `tables/page.toml`. A closed page rarely says who closed
it: what is not shown stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Any, get_args

from whyclosed_parser.model import ActionCode, Event, Order, Package, Timer, When
from whyclosed_rules import tables
from whyclosed_rules.clocks import elapsed
from whyclosed_rules.engine import Row, Truth
from whyclosed_rules.facts import Facts, Origin, as_day

_Fact = tuple[str, Any, str]
"""Name, value and JSON path in the order."""

_SILENT = frozenset({"NOTICE", "UNKNOWN"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts of an order's pages, and the rows of the evidence table that concluded some of them."""

    facts: Facts
    rows: tuple[Row, ...]


def facts_of_order(order: Order, *, now: datetime, tz: tzinfo) -> PageFacts:
    """Read the facts of an order. A parcel of several becomes an entry of the fact `packages`."""
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    rows: list[Row] = []
    signs = {name: frozenset([value]) for name, value in _signs(order)}
    for row in _evidence():
        if row.truth(signs) is not Truth.HOLDS:
            continue
        for name, value in row.then["sets"].items():
            if name not in values:
                values[name] = value
                origins[name] = _origin(order, row.then["field"], row.sources)
                rows.append(row)
    for name, value, path in _copies(order, now, tz):
        if value is not None and name not in values:
            values[name] = value
            origins[name] = _origin(order, path)
    if len(order.packages) > 1:
        values["packages"] = tuple(_package_facts(order, now, tz))
        origins["packages"] = Origin("page", "packages")
    return PageFacts(Facts(values, origins), tuple(dict.fromkeys(rows)))


def _origin(order: Order, path: str, sources: tuple[str, ...] = ()) -> Origin:
    """Where a value stands: the nearest `found` entry at or below its path."""
    found = order.found.get(path)
    if found is None:
        path, found = next(
            ((key, entry) for key, entry in order.found.items() if key.startswith(f"{path}.")), (path, None)
        )
    return Origin("page", path, found.quote if found else None, sources)


@cache
def _evidence() -> tuple[Row, ...]:
    data = tables.load_toml("page")
    domains = {name: tuple(values) for name, values in data["signs"].items()}
    return tuple(tables.row_over(domains, row, ("sets", "field")) for row in data["row"])


# ------------------------------------------------------------------------------------------------ signs


def _signs(order: Order) -> Iterator[tuple[str, str]]:
    codes = {action.code for action in order.actions}
    status = order.status.code if order.status else None
    if status in ("closed", "cancelled", "expired") and codes and codes <= {"remove"} and not _paid(order):
        yield "never_paid_buttons", "yes"
    if _paid(order):
        yield "payment_row", "yes"
    if (order.refund.stage or 0) > 0 or (order.refund.amount is not None and order.refund.amount.amount > 0):
        yield "refund_line", "yes"
    if order.shipped_on is not None:
        yield "shipped_row", "yes"
    if any(package.tracking_number or _telling(package.events) for package in order.packages):
        yield "tracking_seen", "yes"
    if any(page.kind == "order_detail" for page in order.pages):
        seen = order.shipped_on or any(package.tracking_number or package.events for package in order.packages)
        yield "shipping_seen", "yes" if seen or "track" in codes else "no"
    if order.status is None and order.pages and all(page.kind == "tracking" for page in order.pages):
        yield "tracking_only", "yes"
    if len(order.packages) == 1:
        newest = next(iter(_telling(order.packages[0].events)), None)
        group = tables.group_of("event_groups").get(newest.class_) if newest else None
        if group is not None:
            yield "newest", group
    moved = [_handed_over(package) for package in order.packages]
    if any(moved):
        yield "handed_over", "yes"
    elif any(moved_ is False for moved_ in moved):
        yield "handed_over", "no"
    if order.dispute.state is not None:
        yield "dispute_state", order.dispute.state


def _paid(order: Order) -> bool:
    """A date of payment, or a payment method on a page that does not still wait for the payment."""
    waiting = order.status is not None and order.status.code in (
        "awaiting_payment",
        "payment_review",
        "expired",
    )
    return order.paid_on is not None or (bool(order.payments) and not waiting)


def _telling(events: tuple[Event, ...]) -> list[Event]:
    return [event for event in events if event.class_ not in _SILENT]


def _scanned(event: Event) -> bool:
    """Whether somebody had the parcel in hand: notices and fillers do not end a silence."""
    code = (event.code or "").removeprefix("AE_")
    return event.class_ not in _SILENT and code not in tables.load_toml("page")["fillers"]["codes"]


def _underway(package: Package) -> bool:
    """Whether the newest telling event says that the parcel waits for the carrier, travels or has arrived."""
    newest = next(iter(_telling(package.events)), None)
    group = tables.group_of("event_groups").get(newest.class_) if newest else None
    return group in ("announced", "moving", "delivered")


def _handed_over(package: Package) -> bool | None:
    """Whether an ACCEPTED or later event stands in the history; None where the history is not seen whole."""
    telling = _telling(package.events)
    group_of = tables.group_of("event_groups")
    if any(group_of.get(event.class_) in ("moving", "delivered") for event in telling):
        return True
    # A single line is the last event of a detail page, not a history.
    return False if len(telling) > 1 else None


# ------------------------------------------------------------------------------------------------ copies


def _copies(order: Order, now: datetime, tz: tzinfo) -> Iterator[_Fact]:
    if order.status is not None and order.status.code != "unknown":
        yield "status", order.status.code, "status"
    yield "close_code", _known("close_code", order.close_code), "close_code"
    for name in ("placed_on", "paid_on", "shipped_on", "closed_on"):
        yield name, _aware(getattr(order, name), tz), name
    methods = {payment.method for payment in order.payments if payment.method is not None}
    if len(methods) == 1:
        yield "method", next(iter(methods)), "payments"
    if len(order.packages) <= 1:
        yield "refund_stage", order.refund.stage, "refund.stage"
    if order.amounts.total is not None:
        yield "charged", order.amounts.total.amount, "amounts.total"
    back, total = order.refund.amount, order.amounts.total
    # Of an order with several parcels a part may be the whole of one parcel, so the sums say nothing.
    if back is not None and total is not None and back.currency == total.currency and len(order.packages) <= 1:
        yield "refunded", back.amount, "refund.amount"
    if order.actions:
        known = get_args(ActionCode)
        yield "actions", tuple(action.code for action in order.actions if action.code in known), "actions"
    yield "dispute_opened_on", as_day(order.dispute.opened_on, tz), "dispute.opened_on"
    yield "dispute_decided_on", as_day(order.dispute.decided_on, tz), "dispute.decided_on"
    yield from _messages(order, tz)
    yield from _timers(order, now, tz)
    yield from _parcels(order.packages, now, tz)


def _known(name: str, value: str | None) -> str | None:
    return value if value in tables.domains()[name] else None


def _aware(value: When | None, tz: tzinfo) -> When | None:
    """A time without a zone is the buyer's own (D28)."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=tz)
    return value


def _messages(order: Order, tz: tzinfo) -> Iterator[_Fact]:
    """Of each sender the message that matters most, as the values of the fact are ordered: small talk comes last.

    The seller's 48 hours start with the buyer's first message after the closing (Q1).
    """
    for sender, fact in (("platform", "platform_message"), ("seller", "seller_message")):
        rank = {meaning: place for place, meaning in enumerate(tables.domains()[fact])}
        said = [
            (rank[message.meaning], index)
            for index, message in enumerate(order.messages)
            if message.sender == sender and message.meaning in rank
        ]
        for place, index in sorted(said)[:1]:
            yield fact, tables.domains()[fact][place], f"messages.{index}"
    ended = as_day(order.closed_on, tz)
    wrote = [
        (time, index)
        for index, message in enumerate(order.messages)
        if message.sender == "buyer" and isinstance(time := _aware(message.time, tz), datetime)
    ]
    for time, index in sorted(wrote):
        if ended is not None and time.astimezone(tz).date() >= ended:
            yield "contacted_at", time, f"messages.{index}"
            return


_PRINTED = {
    "refund_if_undelivered": "refund_if_undelivered_by",
    "return_window": "return_window_ends",
    "confirm": "confirm_by",
}


def _timers(order: Order, now: datetime, tz: tzinfo) -> Iterator[_Fact]:
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
        return _aware(timer.ends_at, tz)
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


def _parcels(packages: tuple[Package, ...], now: datetime, tz: tzinfo) -> Iterator[_Fact]:
    for index, package in enumerate(packages):
        path = f"packages.{index}"
        place, event = next(
            ((place, event) for place, event in enumerate(package.events) if event.class_ not in _SILENT),
            (0, None),
        )
        if event is not None and len(packages) == 1:
            yield "tracking_event", event.class_, f"{path}.events.{place}"
            if event.class_ in ("CANCELLED", "RETURNED", "CUSTOMS_REJECTED"):
                yield "cancelled_on", _aware(event.time, tz), f"{path}.events.{place}"
        scanned = next(((place, event) for place, event in enumerate(package.events) if _scanned(event)), None)
        if scanned is not None and len(packages) == 1:
            place, event = scanned
            newest = as_day(_aware(event.time, tz), tz)
            if newest is not None:
                yield "silent_days", max(0, (now.astimezone(tz).date() - newest).days), f"{path}.events.{place}"
        estimate = package.estimated_delivery
        if estimate is not None and estimate.from_ is not None and estimate.to is not None:
            yield "estimated_delivery", (estimate.from_, estimate.to), f"{path}.estimated_delivery"


def _package_facts(order: Order, now: datetime, tz: tzinfo) -> Iterator[tuple[str, Facts]]:
    for index, package in enumerate(order.packages):
        facts: dict[str, Any] = {"tracking_assigned": bool(package.tracking_number or package.events)}
        origins = {"tracking_assigned": _origin(order, f"packages.{index}")}
        copies: list[_Fact] = [
            (name, value, path.replace("packages.0", f"packages.{index}", 1))
            for name, value, path in _parcels((package,), now, tz)
        ]
        # The refund of an order with several parcels is that of those which neither travel nor have arrived.
        if not _underway(package):
            copies.append(("refund_stage", order.refund.stage, "refund.stage"))
        moved = _handed_over(package)
        if moved is not None:
            copies.append(("moved", moved, f"packages.{index}.events"))
        for name, value, path in copies:
            if value is not None:
                facts[name] = value
                origins[name] = _origin(order, path)
        yield package.tracking_number or f"P{index + 1}", Facts(facts, origins)
