"""Signs: what is seen on an order's pages, from which the rows of `pages.toml` conclude facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from whyclosed_parser.model import Event, Order, Package, When
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_rules import data
from whyclosed_rules.facts.spec import group_of


def signs_of(order: Order) -> Iterator[tuple[str, str]]:
    """The name and the value of each sign."""
    codes = {action.code for action in order.actions}
    status = order.status.code if order.status else None
    refunded = (order.refund.stage or 0) > 0 or (order.refund.amount is not None and order.refund.amount.amount > 0)
    only_remove = status in page_set("status", "ended") and codes and codes <= {"remove"}
    if only_remove and not (_paid(order) or refunded or _may_be_refunded(order)):
        yield "never_paid_buttons", "yes"
    if _paid(order):
        yield "payment_row", "yes"
    if refunded:
        yield "refund_line", "yes"
    if order.shipped_on is not None:
        yield "shipped_row", "yes"
    if any(package.tracking_number or telling(package.events) for package in order.packages):
        yield "tracking_seen", "yes"
    if any(page.kind == "order_detail" for page in order.pages):
        seen = order.shipped_on or any(package.tracking_number or package.events for package in order.packages)
        yield "shipping_seen", "yes" if seen or "track" in codes else "no"
    if order.status is None and order.pages and all(page.kind == "tracking" for page in order.pages):
        yield "tracking_only", "yes"
    if len(order.packages) == 1:
        group = _newest_group(order.packages[0])
        if group is not None:
            yield "newest", group
    moved = [handed_over(package) for package in order.packages]
    if any(moved):
        yield "handed_over", "yes"
    elif any(moved_ is False for moved_ in moved):
        yield "handed_over", "no"
    if "appeal" in codes:
        yield "appeal_button", "yes"
    if order.dispute.state is not None:
        yield "dispute_state", order.dispute.state
    if order.dispute.result is not None:
        yield "dispute_news", order.dispute.result


def _paid(order: Order) -> bool:
    """A date of payment, or a payment method on a page that does not still wait for the payment."""
    waiting = order.status is not None and order.status.code in page_set("status", "unpaid")
    waiting = waiting or any(message.meaning == "payment_not_received" for message in order.messages)
    return order.paid_on is not None or (bool(order.payments) and not waiting)


def _may_be_refunded(order: Order) -> bool:
    """Whether the page has a line about a refund or a dispute, understood or not: what was not paid never has one."""
    unread = any(one.code == "not_understood" and one.field == "dispute.state" for one in order.problems)
    return unread or is_refund_doubted(order) or order.dispute.state is not None


def is_refund_doubted(order: Order) -> bool:
    """Whether nobody knows how far the refund is that the page speaks of, or it failed: its amount is no money back."""
    fields = ("refund", "refund.stage", "refund.amount")
    unread = any(one.code == "not_understood" and one.field in fields for one in order.problems)
    failed = any(one.meaning == "refund_failed" for one in order.messages)
    # The page of a request names the amount that is asked for, or granted: sent is what a stage says.
    asked = any(page.kind in OF_REQUESTS for page in order.pages)
    return order.refund.stage is None and (unread or failed or asked)


def telling(events: tuple[Event, ...]) -> list[Event]:
    """The events that say where a parcel is, newest first."""
    return [event for event in events if event.class_ not in page_set("events", "silent")]


def is_underway(package: Package) -> bool:
    """Whether the newest telling event says that the parcel waits for the carrier, travels or has arrived."""
    return _newest_group(package) in ("announced", "moving", "delivered")


def has_arrived(package: Package) -> bool:
    """Whether a page prints the day on which a parcel was delivered, and no event tells of what came after it."""
    if package.delivered_on is None:
        return False
    newest = next(iter(telling(package.events)), None)
    if newest is None:
        return True
    day = newest.time and _day(newest.time)
    before = day is None or day <= _day(package.delivered_on)
    return before and group_of("event").get(newest.class_) in ("announced", "moving")


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _newest_group(package: Package) -> str | None:
    """What the newest telling event says; None where there is none, or it says nothing of the parcel's way."""
    if has_arrived(package):
        return "delivered"
    newest = next(iter(telling(package.events)), None)
    return group_of("event").get(newest.class_) if newest else None


def handed_over(package: Package) -> bool | None:
    """Whether an ACCEPTED or later event stands in the history; None where the history is not seen whole."""
    events, group = telling(package.events), group_of("event")
    if has_arrived(package) or any(group.get(event.class_) in ("moving", "delivered") for event in events):
        return True
    # A single line is the last event of a detail page, not a history.
    return False if len(events) > 1 else None


@cache
def page_set(of: str, name: str) -> frozenset[str]:
    """A named set of values of the order's pages."""
    return frozenset(data.load_toml("facts/pages")["sets"][of][name])
