"""Page evidence: what an order's pages show, as facts with the place they were read.

Plain values are copied; what has to be concluded stands in `pages.toml`. A closed page rarely says who closed
it: what is not shown stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, get_args
from unicodedata import category

from whyclosed_parser.model import ActionCode, Event, Message, Money, Order, Package, Status, When
from whyclosed_parser.records import dataclass
from whyclosed_rules import data
from whyclosed_rules.engine.reading import Reader
from whyclosed_rules.engine.rows import Row, Truth, Value
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.read import Facts, Origin
from whyclosed_rules.facts.spec import domains, group_of
from whyclosed_rules.facts.timers import Copy, timer_facts
from whyclosed_rules.library import catalogue


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PageRow(Row):
    """What signs of a page say: the facts that they set, and the field to quote."""

    sets: Mapping[str, Value]
    field: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts of an order's pages, and the rows of the evidence table that concluded some of them."""

    facts: Facts
    rows: tuple[PageRow, ...]


def facts_of_order(order: Order, clock: Clock) -> PageFacts:
    """Read the facts of an order. A parcel of several becomes an entry of the fact `packages`."""
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    rows: list[PageRow] = []
    signs = {name: frozenset([value]) for name, value in _signs(order)}
    for row in page_rows():
        if row.truth(signs) is not Truth.HOLDS:
            continue
        for name, value in row.sets.items():
            if name not in values:
                values[name] = value
                origins[name] = _origin(order, row.field, row.sources)
                rows.append(row)
    for name, value, path in _copies(order, clock):
        if value is not None and name not in values:
            values[name] = value
            origins[name] = _origin(order, path)
    if len(order.packages) > 1:
        values["packages"] = tuple(_package_facts(order, clock))
        origins["packages"] = Origin("page", "packages")
    return PageFacts(Facts(values, origins), tuple(dict.fromkeys(rows)))


def _origin(order: Order, path: str, sources: tuple[str, ...] = ()) -> Origin:
    """Where a value stands: the nearest `found` entry at or below its path."""
    found = order.found.get(path)
    if found is None:
        below = f"{path}."
        path, found = next(((key, entry) for key, entry in order.found.items() if key.startswith(below)), (path, None))
    return Origin("page", path, found.quote if found else None, sources)


@cache
def _set(of: str, name: str) -> frozenset[str]:
    """A named set of values of the order's pages."""
    return frozenset(data.load_toml("facts/pages")["sets"][of][name])


@cache
def page_rows() -> tuple[PageRow, ...]:
    """The rows of the evidence, in order."""
    pages = data.load_toml("facts/pages")
    signs = Reader({name: tuple(values) for name, values in pages["signs"].items()}, {}, catalogue.check)
    facts = Reader(domains(), {}, catalogue.check)
    rows = tuple(signs.row(PageRow, row) for row in pages["row"])
    for row in rows:
        for name, value in row.sets.items():
            facts.value(name, value, f"row {row.id}")
    return rows


# ------------------------------------------------------------------------------------------------ signs


def _signs(order: Order) -> Iterator[tuple[str, str]]:
    codes = {action.code for action in order.actions}
    status = order.status.code if order.status else None
    if status in _set("status", "ended") and codes and codes <= {"remove"} and not _paid(order):
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
        group = group_of("event").get(newest.class_) if newest else None
        if group is not None:
            yield "newest", group
    moved = [_handed_over(package) for package in order.packages]
    if any(moved):
        yield "handed_over", "yes"
    elif any(moved_ is False for moved_ in moved):
        yield "handed_over", "no"
    if "appeal" in codes:
        yield "appeal_button", "yes"
    if order.dispute.state is not None:
        yield "dispute_state", order.dispute.state


def _paid(order: Order) -> bool:
    """A date of payment, or a payment method on a page that does not still wait for the payment."""
    waiting = order.status is not None and order.status.code in _set("status", "unpaid")
    return order.paid_on is not None or (bool(order.payments) and not waiting)


def _telling(events: tuple[Event, ...]) -> list[Event]:
    return [event for event in events if event.class_ not in _set("events", "silent")]


def _scanned(event: Event) -> bool:
    """Whether somebody had the parcel in hand: notices and fillers do not end a silence."""
    code = (event.code or "").removeprefix("AE_")
    return event.class_ not in _set("events", "silent") and code not in _set("events", "fillers")


def _underway(package: Package) -> bool:
    """Whether the newest telling event says that the parcel waits for the carrier, travels or has arrived."""
    newest = next(iter(_telling(package.events)), None)
    group = group_of("event").get(newest.class_) if newest else None
    return group in ("announced", "moving", "delivered")


def _handed_over(package: Package) -> bool | None:
    """Whether an ACCEPTED or later event stands in the history; None where the history is not seen whole."""
    telling = _telling(package.events)
    group = group_of("event")
    if any(group.get(event.class_) in ("moving", "delivered") for event in telling):
        return True
    # A single line is the last event of a detail page, not a history.
    return False if len(telling) > 1 else None


# ------------------------------------------------------------------------------------------------ copies


_TURN: dict[str | None, str] = {"waiting_buyer": "buyer", "waiting_seller": "seller", "waiting_platform": "platform"}


def _state_told(order: Order, status: Status) -> str | None:
    """The status; where the headline speaks of the parcel instead (L15), the vocabulary's word for that."""
    if status.code != "unknown":
        return status.code
    said = {message.meaning for message in order.messages if message.text == status.label}
    return "shipment_cancelled" if "shipment_cancelled" in said else None


def _copies(order: Order, clock: Clock) -> Iterator[Copy]:
    if order.status is not None:
        yield "status", _state_told(order, order.status), "status"
    yield "close_code", _known("close_code", order.close_code), "close_code"
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
        yield "refunded", _money_back(order), "refund.amount"
    # Which buttons there are is told by the order's own page alone: a list or a tracking page shows few of them.
    if order.actions and any(page.kind == "order_detail" for page in order.pages):
        known = get_args(ActionCode)
        yield "actions", tuple(action.code for action in order.actions if action.code in known), "actions"
    if order.refund.stage:
        yield "refund_updated_on", _aware(order.refund.updated_on, clock), "refund.updated_on"
    if order.refund.to is not None:
        yield "refund_to", order.refund.to, "refund.to"
    elif _paid_with_credit(order) and not order.refund.parts:
        yield "refund_to", "bonus", "amounts.rows"
    yield "dispute_turn", _TURN.get(order.dispute.state), "dispute.state"
    yield "dispute_opened_on", _day(order.dispute.opened_on, clock), "dispute.opened_on"
    yield "dispute_decided_on", _day(order.dispute.decided_on, clock), "dispute.decided_on"
    yield from _messages(order, clock)
    yield from timer_facts(order, clock)
    yield from _parcels(order.packages, clock)
    yield from _told(order)


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


def _known(name: str, value: str | None) -> str | None:
    return value if value in domains()[name] else None


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
    failed = (at for at, message in enumerate(order.messages) if message.meaning == "refund_failed")
    for index in failed if order.refund.stage != 3 else ():  # what is done did not fail in the end
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
    return message.sender == "platform" and message.meaning == "security" and status in _set("status", "alive")


def _state(package: Package) -> tuple[int, Event] | None:
    """The newest telling event with its place; below a return, the customs' refusal that caused it (B119)."""
    told = [
        (place, event) for place, event in enumerate(package.events) if event.class_ not in _set("events", "silent")
    ]
    if told and told[0][1].class_ in ("RETURNING", "RETURNED"):
        return next((found for found in told if found[1].class_ == "CUSTOMS_REJECTED"), told[0])
    return told[0] if told else None


def _customs_side(earlier: tuple[Event, ...]) -> str | None:
    """Whose customs refused a parcel, by the newest clearance before it; None where the history does not tell (Q12)."""
    side = {"IMPORT_CUSTOMS": "buyer", "EXPORT_CUSTOMS": "seller"}
    return next((side[event.class_] for event in earlier if event.class_ in side), None)


def _parcels(packages: tuple[Package, ...], clock: Clock) -> Iterator[Copy]:
    for index, package in enumerate(packages):
        path = f"packages.{index}"
        state = _state(package)
        if state is not None and len(packages) == 1:
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


def _package_facts(order: Order, clock: Clock) -> Iterator[tuple[str, Facts]]:
    for index, package in enumerate(order.packages):
        facts: dict[str, Any] = {"tracking_assigned": bool(package.tracking_number or package.events)}
        origins = {"tracking_assigned": _origin(order, f"packages.{index}")}
        copies: list[Copy] = [
            (name, value, path.replace("packages.0", f"packages.{index}", 1))
            for name, value, path in _parcels((package,), clock)
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
