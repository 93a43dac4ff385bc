"""What is remembered of an order: a list of what may be kept, so that anything else is left out.

Kept: ids, dates, status, money, refund, dispute, timers, shop, item titles, tracking numbers, buttons, and of
events and messages the time and the class. Left out: every text of events, messages and notices (they hold
names and places), the quotes, and the query of every address.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from whyclosed_parser.model import Event, Message, Order, Package, Page, Shop


def without_texts(order: Order) -> Order:
    """The part of an order that the store may keep."""
    return Order(
        order_id=order.order_id,
        status=order.status,
        placed_on=order.placed_on,
        paid_on=order.paid_on,
        shipped_on=order.shipped_on,
        completed_on=order.completed_on,
        closed_on=order.closed_on,
        close_code=order.close_code,
        payments=tuple(replace(payment, label="") for payment in order.payments),
        amounts=order.amounts,
        refund=replace(order.refund, label=None),
        dispute=replace(order.dispute, label=None),
        shop=Shop(order.shop.name, _without_query(order.shop.url)),
        items=order.items,
        packages=tuple(_package(package) for package in order.packages),
        timers=tuple(replace(timer, text="") for timer in order.timers),
        messages=tuple(_message(message) for message in order.messages),
        actions=order.actions,
        pages=tuple(_page(page) for page in order.pages),
        problems=tuple(replace(problem, message="") for problem in order.problems),
    )


def _package(package: Package) -> Package:
    estimate = package.estimated_delivery
    return replace(
        package,
        estimated_delivery=estimate and replace(estimate, label=""),
        events=tuple(_event(event) for event in package.events),
    )


def _event(event: Event) -> Event:
    return Event(time=event.time, time_text=None, text="", class_=event.class_, code=event.code)


def _message(message: Message) -> Message:
    return Message(sender=message.sender, text="", meaning=message.meaning, time=message.time)


def _page(page: Page) -> Page:
    return replace(page, url=_without_query(page.url))


def _without_query(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return urlunsplit(urlsplit(url)._replace(query="", fragment=""))
    except ValueError:  # not an address
        return None
