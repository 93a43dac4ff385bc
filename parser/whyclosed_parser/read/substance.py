"""What an order that was read amounts to: whether it is one at all, and of which kind its page is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from whyclosed_parser.layouts import Layout
from whyclosed_parser.layouts.recognise import addressed
from whyclosed_parser.model import Dispute, Order, PageKind, Refund
from whyclosed_parser.model.order import OF_ORDERS, OF_REQUESTS

_BROKEN = frozenset({"broken_words", "unreadable_tracking_number"})
"""Problems that say that something of an order stands there."""
_BROKEN_ID = ("broken_words", "order_id")
"""What is told where an order's number is printed, and not whole."""
_UNNAMED = ("not_understood", "order_id")
"""What is told where a number stands that may be the order's, behind words that nobody knows."""
_UNKNOWN = ("not_understood", "dispute.state")
"""What is told of unknown words in the place of a request's state: they are those of an order all the same."""
_OF_AN_ORDER = frozenset(
    {("broken_order", "status"), ("not_understood", "placed_on"), ("not_understood", "amounts.total")}
)
"""What is told of parts that only the page of an order shows."""
_OF_DISPUTES = frozenset({"appeal", "buyer_response", "seller_response"})
"""Kinds of timers that only a dispute has."""


def is_empty(order: Order, layout: Layout) -> bool:
    """Whether nothing of an order was read: neither id nor parcel, nor a refund with its amount, nor a refund or
    dispute of one of its lines, nor, on a page of a known layout, status, item, refund or message. Words alone make
    no order: articles have them too. An id that only an address gave was not read from the page: neither the page's
    own, nor that of a link beside which nothing of the order stands."""
    if order.order_id and any(one.code in _BROKEN for one in order.problems):
        return False
    told = {(one.code, one.field) for one in order.problems}
    if order.order_id and layout.evidence and _UNKNOWN in told:
        return False
    if _id_was_read(order) or any(package.events or package.tracking_number for package in order.packages):
        return False
    if order.pages[0].layout == "text" and _BROKEN_ID in told:
        return order.status is None
    if order.pages[0].layout == "text" and _UNNAMED in told:
        return order.status is None or order.placed_on is None
    said = order.refund != Refund() or order.dispute != Dispute()
    if any(message.sender != "platform" for message in order.messages):
        return False
    if not layout.evidence:
        known = order.refund.stage is not None and order.refund.amount is not None
        addressed = order.order_id is not None and (order.status is not None or said or order.timers)
        return not (known or addressed or (said and any(item.line_id for item in order.items)))
    lines_matter = layout.kind not in OF_REQUESTS  # elsewhere an item is an order's, here a request's
    return order.status is None and not said and not order.messages and not (order.items and lines_matter)


def _id_was_read(order: Order) -> bool:
    if order.order_id is None:
        return False
    anchor = order.found["order_id"].anchor
    alone = len(order.found) == 1 and not order.problems
    return not anchor.startswith("url:") and not (anchor.startswith("href:") and alone)


def says_something(order: Order) -> bool:
    """Whether the page prints more of the order than a link to it."""
    printed = order.order_id and not order.found["order_id"].anchor.startswith(("url:", "href:"))
    return bool(printed or order.placed_on or order.amounts.total or order.items or order.timers or order.messages)


def happened(order: Order) -> bool:
    """Whether the page says how the order, its parcel, refund or dispute stands."""
    stands = order.status is not None or order.refund.stage is not None or order.dispute.state is not None
    return stands or any(package.events or package.tracking_number for package in order.packages)


def kind_of(layout: Layout, orders: Sequence[Order], url: str | None) -> PageKind:
    """The text layout serves every kind of page: its address says which this was, or what was read."""
    known = addressed(url)
    if known is not None:
        return known.kind
    if len(orders) > 1:
        return "order_list" if any(order.order_id for order in orders) else "refund"
    only = orders[0]
    if only.amounts.total is None and any(message.sender != "platform" for message in only.messages):
        return "chat"
    if only.status is not None:
        return layout.kind
    if only.amounts.total is None and any(package.events or package.tracking_number for package in only.packages):
        return "tracking"
    if only.dispute.state is not None:
        return "dispute"
    if only.refund.stage is not None or (only.refund.amount is not None and only.amounts.total is None):
        return "refund"
    # It speaks of a dispute whose state could not be read, and of nothing that was bought.
    disputed = any(problem.field in ("dispute", "dispute.state") for problem in only.problems)
    disputed = disputed or any(timer.kind in _OF_DISPUTES for timer in only.timers)
    return "dispute" if disputed and only.amounts.total is None and not only.items else layout.kind


def of_kind(order: Order, kind: PageKind) -> Order:
    """The order of a page whose kind its text has told. A page about a parcel or a refund prints no status."""
    problems = order.problems
    if kind not in OF_ORDERS:
        problems = tuple(one for one in problems if (one.code, one.field) not in _OF_AN_ORDER)
    return replace(order, pages=(replace(order.pages[0], kind=kind),), problems=problems)
