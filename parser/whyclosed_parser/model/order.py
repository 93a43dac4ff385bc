"""An order as its pages show it: frozen values, no rule, no HTML.

What a page prints stays as printed: dates are never moved between zones, labels keep their words (white space
folded). `None` always means "not known from these pages", never "no".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from whyclosed_parser.records import dataclass

When = date | datetime
"""A day, or a time where the page prints one. A time without offset is the buyer's own (rule D28)."""

StatusCode = Literal[
    "awaiting_payment",
    "payment_review",
    "awaiting_shipment",
    "partially_shipped",
    "shipped",
    "delivered",
    "completed",
    "closed",
    "cancelled",
    "expired",
    "cancel_requested",
    "in_dispute",
    "frozen",
    "refunding",
    "unknown",
]
EventClass = Literal[
    "INFO_RECEIVED",
    "NOT_FOUND",
    "PICKUP_FAILED",
    "ACCEPTED",
    "IN_TRANSIT",
    "EXPORT_CUSTOMS",
    "IMPORT_CUSTOMS",
    "CUSTOMS_CLEARED",
    "CUSTOMS_HELD",
    "CUSTOMS_PAYMENT",
    "CUSTOMS_REJECTED",
    "DELAYED",
    "HELD",
    "REROUTED",
    "OUT_FOR_DELIVERY",
    "READY_FOR_PICKUP",
    "ATTEMPT_FAILED",
    "ADDRESS_PROBLEM",
    "REFUSED",
    "UNCLAIMED",
    "CARRIER_REJECTED",
    "CANCELLED",
    "RETURNING",
    "RETURNED",
    "LOST",
    "DAMAGED",
    "DESTROYED",
    "EXCEPTION",
    "DELIVERED",
    "EXPIRED",
    "NOTICE",
    "UNKNOWN",
]
ActionCode = Literal[
    "pay",
    "cancel",
    "contact_seller",
    "track",
    "confirm_receipt",
    "extend_protection",
    "open_dispute",
    "refund_details",
    "appeal",
    "buy_again",
    "remove",
    "invoice",
]
TimerKind = Literal[
    "pay",
    "ship",
    "protection",
    "refund_if_undelivered",
    "confirm",
    "return_window",
    "dispute_window",
    "seller_response",
    "buyer_response",
    "appeal",
    "return_by",
]
TimerStart = Literal["placed", "receipt", "delivery", "completion"]
TimerBasis = Literal["printed", "countdown", "attribute", "duration"]
CLOCK_ERROR: Final = timedelta(minutes=5)
"""No two clocks agree: so far ahead of now may lie when a page was captured. Further ahead, one of both is wrong."""
PaymentMethod = Literal["card", "paypal", "alipay", "virtual_card", "bank_transfer", "wallet", "other"]
RefundWay = Literal["card", "paypal", "wallet", "bonus", "coupon", "bank_transfer", "other"]
"""Where a refund goes: back to a way of payment, or as a credit that is no money (`bonus`, `coupon`)."""
DisputeState = Literal[
    "none",
    "open",
    "waiting_seller",
    "waiting_buyer",
    "waiting_platform",
    "won",
    "partly_won",
    "lost",
    "cancelled",
]
DisputeResult = Literal["seller_agreed", "seller_refused", "seller_offered", "return_asked", "appealed", "appeal_lost"]
"""What was done in a dispute, where its state does not say so."""
DAYS = ("placed_on", "paid_on", "shipped_on", "completed_on", "closed_on")
"""The fields of an order with the days of its own, in their order."""
CLOSED: frozenset[StatusCode] = frozenset({"closed", "cancelled", "expired"})
"""States of an order that ended before it was completed."""
ENDED: frozenset[StatusCode] = CLOSED | {"completed"}
"""States of an order to which nothing more happens by itself."""
REFUNDED = 3
"""The stage of a refund that was sent."""
Sender = Literal["seller", "buyer", "platform"]
PageKind = Literal["order_detail", "order_list", "tracking", "refund", "dispute", "chat", "email", "api"]
OF_ORDERS: frozenset[PageKind] = frozenset({"order_detail", "order_list"})
OF_REQUESTS: frozenset[PageKind] = frozenset({"refund", "dispute"})
"""Pages about a request of the buyer's, and not about the order as a whole."""
WITHOUT_STATUS: frozenset[PageKind] = OF_REQUESTS | {"tracking"}
"""Pages that print no status of the order."""
CapturedFrom = Literal["saved_comment", "singlefile", "mhtml", "email", "api", "request", "argument", "file_time"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount. `currency` is ISO 4217, or None where the symbol is ambiguous and nothing settles it."""

    amount: Decimal
    currency: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class Status:
    """The order's own status; the label is kept even where the code is `unknown`."""

    code: StatusCode
    label: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment row. `label` has no digits of a card or account in it."""

    method: PaymentMethod | None
    label: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A row of the price breakdown; discounts are negative, "Free shipping" is 0. `credit`: paid with a balance that is
    no money, so that what comes back is credit again."""

    label: str
    money: Money | None
    credit: bool = False


@dataclass(frozen=True, slots=True)
class Amounts:
    """The order's total and the rows above it, as printed; rows need not add up to the total."""

    total: Money | None = None
    rows: tuple[AmountRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RefundPart:
    """One of several refunds of an order (one of its lines, or one of the ways that the money goes); fields as in
    `Refund`."""

    stage: int | None = None
    label: str | None = None
    amount: Money | None = None
    updated_on: When | None = None
    to: RefundWay | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """The refund as a page shows it. `stage`: 0 the page says there is none, 1 initiated or waiting,
    2 processing, 3 completed; None where no active mark, dated step or state sentence says so.

    `to`: the way that all of it goes. `parts`: where there are several refunds, or one is paid back in several ways,
    each of them; empty for a single one. Then `stage`, `label` and `updated_on` are those of the whole where the page
    states them, else those of the part at the lowest stage; `amount` is the sum, None where it cannot be formed or the
    page names another one.
    """

    stage: int | None = None
    label: str | None = None
    amount: Money | None = None
    updated_on: When | None = None
    to: RefundWay | None = None
    parts: tuple[RefundPart, ...] = ()

    @classmethod
    def of(cls, parts: Sequence[RefundPart]) -> Refund:
        """The refund that these parts make together. A part of unknown stage leaves the lowest stage unknown."""
        if len(parts) == 1:
            (one,) = parts
            return cls(one.stage, one.label, one.amount, one.updated_on, one.to)
        whole = cls(parts=tuple(parts))
        lowest = parts[whole.lowest] if whole.lowest is not None else None
        return cls(
            stage=lowest.stage if lowest else None,
            label=lowest.label if lowest else None,
            amount=sum_of([part.amount for part in parts]),
            updated_on=lowest.updated_on if lowest else None,
            to=parts[0].to if len({part.to for part in parts}) == 1 else None,
            parts=tuple(parts),
        )

    @property
    def lowest(self) -> int | None:
        """The place of the part at the lowest stage; None without parts, or where a stage is unknown."""
        stages = [part.stage for part in self.parts if part.stage is not None]
        return stages.index(min(stages)) if stages and len(stages) == len(self.parts) else None


def sum_of(amounts: Sequence[Money | None]) -> Money | None:
    """The sum of amounts in one currency that is known; None where one is missing or of another currency."""
    known = [money for money in amounts if money is not None]
    currencies = {money.currency for money in known}
    if len(known) < len(amounts) or len(currencies) != 1 or None in currencies:
        return None
    total = sum((money.amount for money in known), Decimal(0))
    return Money(total, known[0].currency, " + ".join(money.raw for money in known))


@dataclass(frozen=True, slots=True)
class Dispute:
    """The dispute as a page shows it. `state` None: the page says nothing of a dispute."""

    state: DisputeState | None = None
    label: str | None = None
    opened_on: When | None = None
    decided_on: When | None = None
    result: DisputeResult | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """The seller's shop."""

    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An order line. `price` is the price of one unit."""

    line_id: str | None = None
    item_id: str | None = None
    title: str | None = None
    sku: str | None = None
    quantity: int | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a parcel's history. `time_text` is the printed time; `time` is None where the year is not certain."""

    time: When | None
    time_text: str | None
    text: str
    class_: EventClass
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimated delivery; a single day has `from_` equal to `to`. An end that is not said is None ("by Nov 24"); both
    are where no day is certain."""

    from_: date | None
    to: date | None
    label: str


@dataclass(frozen=True, slots=True)
class Package:
    """A parcel; `events` newest first. A renumbered parcel keeps its other numbers."""

    tracking_number: str | None = None
    other_numbers: tuple[str, ...] = ()
    carrier: str | None = None
    delivered_on: When | None = None
    estimated_delivery: Estimate | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Timer:
    """A deadline or countdown that the page prints.

    "before Sep 4": `ends_on`; a countdown: `remaining_seconds` (at capture) and `ends_at` (None where the capture
    time is unknown); "within 7 days of confirming receipt": `days` and `after`, no date (basis `duration`). `after`
    None there: the words that say since when are not known (problem `unknown_start`).
    """

    kind: TimerKind
    text: str
    ends_at: datetime | None = None
    ends_on: date | None = None
    remaining_seconds: int | None = None
    days: int | None = None
    after: TimerStart | None = None
    basis: TimerBasis = "printed"


@dataclass(frozen=True, slots=True)
class Message:
    """Words of the seller, the buyer or the platform. `meaning` is a value of `seller_message` or
    `platform_message` (vocabulary), None where it was not recognised. `reason`: why the seller or the bank brought
    about what the platform reports, a value of `seller_reason` or `payment_error`, where the same words say so."""

    sender: Sender
    text: str
    meaning: str | None = None
    time: When | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A button or link that the buyer can see and click."""

    code: ActionCode
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """Which page this was read from. `url` keeps no query but the order id."""

    kind: PageKind
    layout: str
    language: str | None = None
    url: str | None = None
    captured_at: datetime | None = None
    captured_at_from: CapturedFrom | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Where a value was read: the layout, the anchor that matched, its rank in the list of anchors
    (0 = first choice), and the words of the page."""

    layout: str
    anchor: str
    rank: int
    quote: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read for certain. `field` is a JSON path of the order, or None for the page."""

    code: str
    field: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Order:
    """One order, as read from one page or merged from several (`pages` says which).

    Source: the JSON form `order` of the schema `whyclosed/1`. No name, street, phone, e-mail, card digit or
    account name is ever in it.
    """

    order_id: str | None = None
    status: Status | None = None
    reminder: str | None = None
    placed_on: When | None = None
    paid_on: When | None = None
    shipped_on: When | None = None
    completed_on: When | None = None
    closed_on: When | None = None
    close_code: str | None = None
    payments: tuple[Payment, ...] = ()
    amounts: Amounts = field(default_factory=Amounts)
    refund: Refund = field(default_factory=Refund)
    dispute: Dispute = field(default_factory=Dispute)
    shop: Shop = field(default_factory=Shop)
    items: tuple[Item, ...] = ()
    packages: tuple[Package, ...] = ()
    timers: tuple[Timer, ...] = ()
    messages: tuple[Message, ...] = ()
    actions: tuple[Action, ...] = ()
    pages: tuple[Page, ...] = ()
    found: Mapping[str, Found] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadProblem:
    """Why a file could not be read, or only in part, and what to do about it. `language`: the page's (BCP 47) where it
    is the reason, else None."""

    code: str
    message: str
    hint: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A source from which no order could be read. `path` is the file's name, `-` for standard input,
    or None for bytes handed in."""

    path: str | None
    problem: UnreadProblem
