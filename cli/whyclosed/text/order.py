"""What pages say of an order, as text, without any advice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from whyclosed.labels import ENGLISH, Labels, labels
from whyclosed.text.dates import Calendar
from whyclosed.text.money import amount
from whyclosed.text.paper import Paper
from whyclosed.text.stage import refund_stage
from whyclosed.text.title import put_title
from whyclosed_parser.classify.codes import close_codes
from whyclosed_parser.model import Money, Order, Package, Timer
from whyclosed_parser.model.order import DAYS

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
    language = calendar.say.language
    paper.gap()
    for name, value in _rows(order, calendar):
        paper.write(value, indent=2, lead=f"{name}: ")
    for item in order.items:
        quantity = f"{item.quantity} × " if item.quantity is not None else ""
        title = item.title or calendar.say("order.no_title")
        parts = (quantity + title, item.sku, _money(item.price, language))
        paper.write(" · ".join(part for part in parts if part), indent=2, lead="• ")
    for package in order.packages:
        _put_package(paper, package, calendar)
    if order.problems:
        paper.heading(calendar.say("section.unsure"))
        for message in dict.fromkeys(problem.message for problem in order.problems):
            paper.write(message, "warn", indent=2, lead="• ")


def _rows(order: Order, calendar: Calendar) -> Iterator[tuple[str, str]]:
    language = calendar.say.language
    if order.status is not None:
        yield calendar.say("field.status"), _meant(order.status.label, calendar.say.choice("status", order.status.code))
    if order.reminder:
        yield calendar.say("field.reminder"), order.reminder
    for name in DAYS:
        value = getattr(order, name)
        if value is not None:
            yield calendar.say(f"field.{name}"), calendar.when(value)
    if order.close_code:
        yield calendar.say("field.close_code"), _closed_by(order.close_code, calendar.say)
    for row in order.amounts.rows:
        yield row.label, amount(row.money, language) if row.money else calendar.say("order.no_amount")
    if order.amounts.total is not None:
        yield calendar.say("field.total"), amount(order.amounts.total, language)
    for payment in order.payments:
        yield calendar.say("field.payment"), " · ".join(filter(None, (payment.label, _money(payment.amount, language))))
    if order.refund.label or order.refund.stage is not None:
        stage = "" if order.refund.stage is None else refund_stage(order.refund.stage, calendar.say)
        parts = (order.refund.label, stage, _money(order.refund.amount, language))
        yield calendar.say("field.refund"), " · ".join(filter(None, parts))
    if order.dispute.state or order.dispute.label:
        state = calendar.say.choice("dispute_state", order.dispute.state) if order.dispute.state else ""
        yield calendar.say("field.dispute"), _meant(order.dispute.label, state)
    for timer in order.timers:
        yield calendar.say.choice("timer", timer.kind), " · ".join(filter(None, (timer.text, _end(timer, calendar))))
    for message in order.messages:
        yield calendar.say.choice("sender", message.sender), message.text
    if order.actions:
        yield calendar.say("field.actions"), ", ".join(action.label for action in order.actions)
    kinds = dict.fromkeys(calendar.say.choice("page_kind", page.kind) for page in order.pages)
    yield calendar.say("field.pages"), ", ".join(kinds)


def _meant(label: str | None, meaning: str) -> str:
    """The page's own words, and what they mean where they do not say just that."""
    if not label or not meaning or label.casefold() == meaning.casefold():
        return label or meaning
    return f"{label} ({meaning})"


def _closed_by(code: str, say: Labels) -> str:
    """Who ended the order, and the platform's own name for that."""
    closer = close_codes().get(code)
    quoted = say("short.quote", text=code)
    return f"{say.choice('closer', closer)} ({quoted})" if closer else quoted


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
        text = _meant(event.text, calendar.say.choice("event", event.class_))
        paper.write(text, indent=4, lead=f"{when}  " if when else "")
    left = len(package.events) - _SHOWN_EVENTS
    if left > 0:
        paper.write(calendar.say("order.more_events", count=left), "quiet", indent=4)


def _money(money: Money | None, language: str) -> str | None:
    return None if money is None else amount(money, language)
