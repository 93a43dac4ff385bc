"""Copies: what an order's pages say plainly, as facts with the places where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import get_args
from unicodedata import category

from whyclosed_parser.model import ActionCode, Event, Message, Money, Order, Package, Status, When
from whyclosed_parser.model.order import REFUNDED
from whyclosed_rules import data
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.signs import has_arrived, is_refund_doubted, page_set
from whyclosed_rules.facts.spec import domains
from whyclosed_rules.facts.timers import Copy, timer_facts

_TURN: dict[str | None, str] = {"waiting_buyer": "buyer", "waiting_seller": "seller", "waiting_platform": "platform"}


def copies_of(order: Order, clock: Clock) -> Iterator[Copy]:
    """Each with its value, None where the pages do not say; of several of one name the first that has one counts."""
    if order.status is not None:
        yield "status", _state_told(order, order.status), "status"
    if order.close_code in domains()["close_code"]:
        yield "close_code", order.close_code, "close_code"
    for name in ("placed_on", "paid_on", "shipped_on", "closed_on", "completed_on"):
        yield name, _aware(getattr(order, name), clock), name
    methods = {payment.method for payment in order.payments if payment.method is not None}
    if len(methods) == 1 and not _paid_with_credit(order):  # a bonus paid it, and no way of payment that is named
        yield "method", next(iter(methods)), "payments"
    if len(order.packages) <= 1:
        yield "refund_stage", order.refund.stage, "refund.stage"
    if order.amounts.total is not None:
        yield "charged", order.amounts.total.amount, "amounts.total"
    # Of an order with several parcels a part may be the whole of one parcel, so the sums say nothing.
    if len(order.packages) <= 1:
        yield "refunded", None if is_refund_doubted(order) else _money_back(order), "refund.amount"
    # Which buttons there are is told by the order's own page alone: a list or a tracking page shows few of them.
    if order.actions and any(page.kind == "order_detail" for page in order.pages):
        known = get_args(ActionCode)
        yield "actions", tuple(action.code for action in order.actions if action.code in known), "actions"
    if order.refund.stage:
        yield "refund_updated_on", _aware(order.refund.updated_on, clock), "refund.updated_on"
    yield "refund_seen_on", _refund_seen(order, clock), "pages"
    if order.refund.to is not None:
        yield "refund_to", order.refund.to, "refund.to"
    elif _paid_with_credit(order) and not order.refund.parts:
        yield "refund_to", "bonus", "amounts.rows"
    yield "dispute_turn", _TURN.get(order.dispute.state), "dispute.state"
    # One that was withdrawn decides nothing, and one that was decided on a day that is not known is not open.
    if order.dispute.state != "cancelled" and all(one.field != "dispute.decided_on" for one in order.problems):
        yield "dispute_opened_on", _day(order.dispute.opened_on, clock), "dispute.opened_on"
    yield "dispute_decided_on", _day(order.dispute.decided_on, clock), "dispute.decided_on"
    yield from _messages(order, clock)
    yield from timer_facts(order, clock)
    yield from parcel_facts(order.packages, clock)
    yield from _told(order)
    for index, timer in enumerate(order.timers):
        if timer.kind == "return_by":
            yield "return_state", "asked", f"timers.{index}"


def _state_told(order: Order, status: Status) -> str | None:
    """The status; where the headline speaks of the parcel instead (L15), the vocabulary's word for that."""
    if status.code != "unknown":
        return status.code
    said = {message.meaning for message in order.messages if message.text == status.label}
    return "shipment_cancelled" if "shipment_cancelled" in said else None


def _money_back(order: Order) -> Decimal | None:
    """The refund, where it compares with what was paid: without the credit that came back with all of the money (L43).
    None where it is more than the money, and nobody knows how much of it is credit."""
    back, total = order.refund.amount, order.amounts.total
    if back is None or total is None or not _same_currency(back, total):
        return None
    credit = -sum(row.money.amount for row in order.amounts.rows if row.credit and row.money is not None)
    if not total.amount < back.amount <= total.amount + credit:
        return back.amount
    return total.amount if total.amount and back.amount == total.amount + credit else None


def _paid_with_credit(order: Order) -> bool:
    """Whether a bonus paid for everything: a total of nothing beside a row that says so (L43)."""
    total = order.amounts.total
    return total is not None and total.amount == 0 and any(row.credit for row in order.amounts.rows)


def _same_currency(one: Money, two: Money) -> bool:
    """Whether two amounts may be compared; where the currency is not known, only if the page writes it the same way."""
    if one.currency is not None or two.currency is not None:
        return one.currency == two.currency
    first, second = ({mark for mark in money.raw if mark.isalpha() or category(mark) == "Sc"} for money in (one, two))
    return first == second


def _aware(value: When | None, clock: Clock) -> When | None:
    return None if value is None else clock.aware(value)


def _day(value: When | None, clock: Clock) -> date | None:
    return None if value is None else clock.day(clock.aware(value))


def _messages(order: Order, clock: Clock) -> Iterator[Copy]:
    """Of each sender the message that matters most, as the values of the fact are ordered: small talk comes last.

    The seller's 48 hours start with the buyer's first message after the closing (Q1).
    """
    endings = dict.fromkeys(_notices()["tracking_event"], "shipment_cancelled")
    for sender, fact in (("platform", "platform_message"), ("seller", "seller_message")):
        rank = {meaning: place for place, meaning in enumerate(domains()[fact])}
        meanings = (endings.get(message.meaning or "", message.meaning) for message in order.messages)
        said = [
            (rank[meaning], index)
            for index, (message, meaning) in enumerate(zip(order.messages, meanings, strict=True))
            if message.sender == sender and meaning in rank and not _is_about_account(order, message)
        ]
        for place, index in sorted(said)[:1]:
            yield fact, domains()[fact][place], f"messages.{index}"
            for why in ("seller_reason", "payment_error"):
                if (reason := order.messages[index].reason) in domains()[why]:
                    yield why, reason, f"messages.{index}"
    failed = (at for at, message in enumerate(order.messages) if message.meaning == "refund_failed")
    for index in failed if order.refund.stage != REFUNDED else ():  # what is done did not fail in the end
        yield "refund_bounced", True, f"messages.{index}"
    ended = _day(order.closed_on, clock)
    wrote = [
        (time, index)
        for index, message in enumerate(order.messages)
        if message.sender == "buyer" and isinstance(time := _aware(message.time, clock), datetime)
    ]
    for time, index in sorted(wrote):
        if ended is not None and clock.day(time) >= ended:
            yield "contacted_at", time, f"messages.{index}"
            return


def _notices() -> dict[str, dict[str, str]]:
    """What the meanings of notices tell, by fact."""
    notices: dict[str, dict[str, str]] = data.load_toml("facts/pages")["told"]
    return notices


def _told(order: Order) -> Iterator[Copy]:
    """What the platform's notices tell besides its message. Which of several parcels they mean, nobody knows."""
    at = {message.meaning: index for index, message in enumerate(order.messages) if message.sender == "platform"}
    for fact, states in _notices().items():
        if fact == "tracking_event" and len(order.packages) > 1:
            continue
        for meaning in reversed(states):
            if meaning in at:
                yield fact, states[meaning], f"messages.{at[meaning]}"


def _is_about_account(order: Order, message: Message) -> bool:
    """Whether AliExpress speaks of security while the order lives: the account is checked, nothing was closed."""
    status = order.status.code if order.status else None
    return message.sender == "platform" and message.meaning == "security" and status in page_set("status", "alive")


def _state(package: Package) -> tuple[int, Event] | None:
    """The newest telling event with its place; below a return, the customs' refusal that caused it (B119)."""
    told = [
        (place, event) for place, event in enumerate(package.events) if event.class_ not in page_set("events", "silent")
    ]
    if told and told[0][1].class_ in ("RETURNING", "RETURNED"):
        return next((found for found in told if found[1].class_ == "CUSTOMS_REJECTED"), told[0])
    return told[0] if told else None


def _customs_side(earlier: tuple[Event, ...]) -> str | None:
    """Whose customs refused a parcel, by the newest clearance before it; None where the history does not tell (Q12)."""
    side = {"IMPORT_CUSTOMS": "buyer", "EXPORT_CUSTOMS": "seller"}
    return next((side[event.class_] for event in earlier if event.class_ in side), None)


def _refund_seen(order: Order, clock: Clock) -> date | None:
    """The day on which the newest page was saved, of an order that ended or whose refund shows."""
    over = order.status is not None and order.status.code in ("closed", "cancelled", "refunding")
    saved = [clock.aware_time(page.captured_at) for page in order.pages if page.captured_at is not None]
    if not saved or not (over or order.refund.stage) or clock.is_ahead(max(saved)):
        return None
    return clock.day(max(saved))


def parcel_facts(packages: tuple[Package, ...], clock: Clock) -> Iterator[Copy]:
    """What the history of parcels says; of several parcels together only when they are expected."""
    for index, package in enumerate(packages):
        path = f"packages.{index}"
        state = _state(package)
        if has_arrived(package):
            if len(packages) == 1:
                yield "tracking_event", "DELIVERED", f"{path}.delivered_on"
        elif state is not None and len(packages) == 1:
            place, event = state
            yield "tracking_event", event.class_, f"{path}.events.{place}"
            if event.class_ == "CUSTOMS_REJECTED":
                yield "customs_country", _customs_side(package.events[place + 1 :]), f"{path}.events.{place}"
            if event.class_ in ("CANCELLED", "RETURNED", "CUSTOMS_REJECTED"):
                yield "cancelled_on", _aware(event.time, clock), f"{path}.events.{place}"
        scanned = next(((place, event) for place, event in enumerate(package.events) if _scanned(event)), None)
        if scanned is not None and len(packages) == 1:
            place, event = scanned
            newest = _day(event.time, clock)
            if newest is not None:
                yield "silent_days", max(0, (clock.today - newest).days), f"{path}.events.{place}"
        estimate = package.estimated_delivery
        if estimate is not None and estimate.to is not None:  # of "by Nov 24" that day counts
            yield "estimated_delivery", (estimate.from_ or estimate.to, estimate.to), f"{path}.estimated_delivery"


def _scanned(event: Event) -> bool:
    """Whether somebody had the parcel in hand: notices and fillers do not end a silence."""
    code = (event.code or "").removeprefix("AE_")
    return event.class_ not in page_set("events", "silent") and code not in page_set("events", "fillers")
