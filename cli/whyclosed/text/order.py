"""What pages say of an order, as text, without any advice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from whyclosed.labels import ENGLISH, labels
from whyclosed.text.dates import Calendar
from whyclosed.text.paper import Paper
from whyclosed.text.title import put_title
from whyclosed_parser.model import Money, Order, Package, Timer

_DATES = ("placed_on", "paid_on", "shipped_on", "completed_on", "closed_on")
_SHOWN_EVENTS = 5


def write_orders(
    orders: tuple[Order, ...], *, as_of: datetime, width: int, colour: bool, language: str = ENGLISH
) -> str:
    """Every order in the order of the pages. An empty text where there is none."""
    if not orders:
        return ""
    paper, calendar = Paper(width, colour=colour), Calendar(as_of, labels(language))
    for number, order in enumerate(orders, 1):
        put_title(paper, order, calendar.say, number if len(orders) > 1 else None)
        _put(paper, order, calendar)
    return str(paper)


def _put(paper: Paper, order: Order, calendar: Calendar) -> None:
    paper.gap()
    for name, value in _rows(order, calendar):
        paper.write(value, indent=2, lead=f"{name}: ")
    for item in order.items:
        quantity = f"{item.quantity} × " if item.quantity is not None else ""
        parts = (quantity + (item.title or calendar.say("order.no_title")), item.sku, _money(item.price))
        paper.write(" · ".join(part for part in parts if part), indent=2, lead="• ")
    for package in order.packages:
        _put_package(paper, package, calendar)
    if order.problems:
        paper.heading(calendar.say("section.unsure"))
        for problem in order.problems:
            paper.write(problem.message, "warn", indent=2, lead="• ")


def _rows(order: Order, calendar: Calendar) -> Iterator[tuple[str, str]]:
    if order.status is not None:
        yield calendar.say("field.status"), f"{order.status.label} ({order.status.code})"
    if order.reminder:
        yield calendar.say("field.reminder"), order.reminder
    for name in _DATES:
        value = getattr(order, name)
        if value is not None:
            yield calendar.say(f"field.{name}"), calendar.when(value)
    if order.close_code:
        yield calendar.say("field.close_code"), order.close_code
    for row in order.amounts.rows:
        yield row.label, _money(row.money) or calendar.say("order.no_amount")
    if order.amounts.total is not None:
        yield calendar.say("field.total"), _money(order.amounts.total) or ""
    for payment in order.payments:
        yield calendar.say("field.payment"), " · ".join(filter(None, (payment.label, _money(payment.amount))))
    if order.refund.label or order.refund.stage is not None:
        stage = "" if order.refund.stage is None else calendar.say("order.refund_stage", stage=order.refund.stage)
        parts = (order.refund.label, stage, _money(order.refund.amount))
        yield calendar.say("field.refund"), " · ".join(filter(None, parts))
    if order.dispute.state or order.dispute.label:
        yield calendar.say("field.dispute"), order.dispute.label or str(order.dispute.state)
    for timer in order.timers:
        yield calendar.say.choice("timer", timer.kind), " · ".join(filter(None, (timer.text, _end(timer, calendar))))
    for message in order.messages:
        yield calendar.say.choice("sender", message.sender), message.text
    if order.actions:
        yield calendar.say("field.actions"), ", ".join(action.label for action in order.actions)
    yield calendar.say("field.pages"), ", ".join(f"{page.kind} ({page.layout})" for page in order.pages)


def _end(timer: Timer, calendar: Calendar) -> str:
    value = timer.ends_at or timer.ends_on
    return "" if value is None else calendar.say("order.timer_ends", when=calendar.when(value))


def _put_package(paper: Paper, package: Package, calendar: Calendar) -> None:
    paper.gap()
    number = package.tracking_number or calendar.say("order.no_number")
    paper.write(" · ".join(filter(None, (number, *package.other_numbers, package.carrier))), "strong", indent=2)
    if package.estimated_delivery is not None:
        paper.write(package.estimated_delivery.label, indent=4)
    if package.delivered_on is not None:
        paper.write(calendar.say("order.delivered", when=calendar.when(package.delivered_on)), indent=4)
    for event in package.events[:_SHOWN_EVENTS]:
        when = calendar.when(event.time) if event.time is not None else event.time_text or ""
        paper.write(f"{event.text} [{event.class_}]", indent=4, lead=f"{when}  " if when else "")
    left = len(package.events) - _SHOWN_EVENTS
    if left > 0:
        paper.write(calendar.say("order.more_events", count=left), "quiet", indent=4)


def _money(money: Money | None) -> str | None:
    return None if money is None else f"{money.amount} {money.currency}" if money.currency else money.raw
