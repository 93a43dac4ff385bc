"""What is remembered of an order: a list of what may be kept, so that anything else is left out.

Kept: ids, dates, status, money, refund, dispute, timers, shop, item titles, tracking numbers, buttons, and of events
and recognised messages the time and the class. Left out: every text of events, messages and notices (they hold
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
        payments=order.payments,
        amounts=order.amounts,
        refund=order.refund,
        dispute=order.dispute,
        shop=Shop(order.shop.name, _without_query(order.shop.url)),
        items=order.items,
        packages=tuple(_package(package) for package in order.packages),
        timers=order.timers,
        messages=tuple(replace(message, text="") for message in order.messages if message.meaning),
        actions=order.actions,
        pages=tuple(_page(page) for page in order.pages),
        problems=order.problems,
    )


def _package(package: Package) -> Package:
    estimate = package.estimated_delivery
    return replace(
        package,
        estimated_delivery=estimate and replace(estimate, label=""),
        events=tuple(replace(event, text="", time_text=None) for event in package.events),
    )


def _page(page: Page) -> Page:
    return replace(page, url=_without_query(page.url))


def _without_query(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return urlunsplit(urlsplit(url)._replace(query="", fragment=""))
    except ValueError:  # not an address
        return None


def in_words(stored: Order, fresh: Order) -> Order:
    """A remembered order with words again, so that merging can tell its events and messages apart.

    What stands on the `fresh` page too gets its words from there; anything else is called by its class.
    """
    events = {_event_key(event): event for package in fresh.packages for event in package.events[::-1]}
    messages = {_message_key(message): message for message in fresh.messages[::-1]}
    return replace(
        stored,
        packages=tuple(
            replace(
                package,
                events=tuple(
                    events.get(_event_key(event)) or replace(event, text=event.class_) for event in package.events
                ),
            )
            for package in stored.packages
        ),
        messages=tuple(
            messages.get(_message_key(message)) or replace(message, text=message.meaning or "")
            for message in stored.messages
        ),
    )


def _event_key(event: Event) -> tuple[object, ...]:
    return event.time, event.class_, event.code


def _message_key(message: Message) -> tuple[object, ...]:
    return message.sender, message.meaning, message.time
