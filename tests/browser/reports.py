"""Canned reports, made of the real dataclasses so that they keep to the wire form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.browser.shop import HOST

from whyclosed_parser.model import (
    Amounts,
    Found,
    Item,
    Money,
    Order,
    Package,
    Page,
    Problem,
    Refund,
    Shop,
    Status,
    Unread,
    UnreadProblem,
    to_dict,
)
from whyclosed_rules.model import (
    Because,
    Candidate,
    Cause,
    Caution,
    Change,
    Deadline,
    Diagnosis,
    DisputeAdvice,
    FactUsed,
    MessageDraft,
    Moment,
    MoneyBack,
    NextDate,
    Option,
    Question,
    Reading,
    RefundOutlook,
    Source,
    Step,
)

AS_OF = "2026-11-22T10:00:00+01:00"
ORDER_ID = "8190000033334444"
DETAIL = f"/p/order/detail.html?orderId={ORDER_ID}"
ORDER_PAGE = f"https://{HOST}{DETAIL}"

ORDER = Order(
    order_id=ORDER_ID,
    status=Status("closed", "Closed"),
    placed_on=date(2026, 11, 2),
    paid_on=date(2026, 11, 2),
    closed_on=date(2026, 11, 20),
    amounts=Amounts(total=Money(Decimal("18.40"), "EUR", "€18,40")),
    refund=Refund(),
    shop=Shop("Blue Lantern Store", "https://www.aliexpress.com/store/1100000001"),
    items=(Item(item_id="1005000000000001", title="Reading lamp with clip, warm white"),),
    packages=(Package(tracking_number="LP00700000000001"),),
    pages=(Page("order_detail", "g3_detail", "en", ORDER_PAGE),),
    found={
        "status": Found("g3_detail", ".order-status", 0, "Closed"),
        "packages.0.events.0.class": Found("t3", "logistic-info-v2--nodeTitle--", 1, "Shipment cancelled"),
    },
    problems=(Problem("date_without_year", "packages.0.events.0.time", "The event's year is not printed."),),
)

DONT_KNOW = Option("unknown", "I don't know")

DISPUTE = Diagnosis(
    verdict="Open a dispute.",
    summary="The parcel was cancelled on its way.",
    headline="Open a dispute. The parcel was cancelled on its way.",
    route="dispute",
    may_be=(),
    tone="act",
    next=NextDate(
        "dispute_window", "until", date(2026, 12, 4), None, "your last safe day to open a dispute", "printed"
    ),
    money=MoneyBack("You ask for it in the dispute.", ORDER.amounts.total),
    page_says="The shipment of this order was cancelled.",
    cause=Cause(
        "shipment_cancelled",
        "courier_no_pickup",
        "certain",
        "The carrier cancelled the shipment before it left the seller's country.",
    ),
    refund=RefundOutlook(
        automatic=False,
        text="All you paid, within 3 to 20 business days after you win the dispute.",
        limit=date(2026, 12, 21),
    ),
    dispute=DisputeAdvice("Shipment cancelled", "full refund"),
    deadlines=(
        Deadline(
            "dispute_window",
            date(2026, 12, 5),
            date(2026, 12, 4),
            None,
            "printed",
            "Open the dispute by 4 December; the last day is 5 December in US Pacific time.",
            ("B101",),
            (Reading(date(2026, 12, 9), None, "computed", "Counted from the estimate it would be 9 December."),),
        ),
        Deadline(
            "seller_reply",
            None,
            None,
            datetime.fromisoformat("2026-11-24T09:30:00+01:00"),
            "computed",
            "The seller has until Tuesday morning to answer.",
        ),
    ),
    steps=(
        Step(
            "ask_seller",
            "Ask the seller for a refund, in the order's own chat.",
            date(2026, 11, 23),
            "M01",
            {"contacted_at": "now"},
        ),
        Step("open_dispute", "If the answer is evasive or none comes, open the dispute.", date(2026, 12, 4)),
        Step(
            "keep_proof", "Keep a picture of the tracking page until Dec 4, 2026.", date(2026, 12, 4)
        ),  # which names its day
    ),
    warnings=(
        Caution(
            "do_not_cancel",
            "Do not cancel the order yourself, even if the seller asks you to: you may lose the refund.",
        ),
    ),
    evidence=("The tracking page with the words “Shipment cancelled”.", "The seller's answer in the chat."),
    prevention=("Prefer sellers who hand parcels over within three days.",),
    messages=(
        MessageDraft(
            "M01",
            "seller",
            "en",
            "Hello,\nthe tracking says that the shipment was cancelled. Please refund the order or send it again.",
            None,
        ),
    ),
    questions=(
        Question(
            "seller_reply",
            "choice",
            "What did the seller answer?",
            (
                Option("none", "Nothing yet"),
                Option("refuses", "Refuses"),
                Option("new_tracking", "A new number"),
                DONT_KNOW,
            ),
            "It decides whether to wait or to dispute today.",
        ),
        Question(
            "wants_item",
            "yes_no",
            "Do you still want the item?",
            (Option(True, "Yes"), Option(False, "No"), DONT_KNOW),
            "Then a new number may be worth a wait.",
        ),
        Question(
            "contacted_at", "time", "When did you first write to the seller?", (DONT_KNOW,), "48 hours run from then."
        ),
    ),
    because=(
        Because(
            "R-cancelled",
            "A shipment that the carrier cancelled is refunded by dispute, not automatically.",
            (
                FactUsed(
                    "tracking_event",
                    "the newest tracking event",
                    "CANCELLED",
                    "page",
                    "packages.0.events.0.class",
                    "Shipment cancelled",
                ),
                FactUsed("contacted_at", "when you wrote to the seller", None, "assumed"),
            ),
            ("B101",),
            deciding=True,
        ),
        Because("M-paid", "The order was paid.", (), ("B101",)),
    ),
    overruled=(),
    would_change=(
        Change(
            "seller_reply",
            "how the seller answered",
            "resolved",
            "automatic",
            "the refund comes by itself",
            "If it is solved: wait.",
        ),
    ),
    seasons=(),
    timeline=(
        Moment(date(2026, 11, 2), "placed", "Order placed and paid"),
        Moment(date(2026, 11, 9), "shipped", "Handed to the carrier"),
        Moment(date(2026, 11, 20), "closed", "Shipment cancelled"),
        Moment(datetime.fromisoformat("2026-11-24T09:30:00+01:00"), "seller_reply", "The seller's 48 hours end"),
        Moment(date(2026, 12, 4), "dispute_window", "Open the dispute by today"),
        Moment(date(2026, 12, 21), "limit", "Ask support if no money is back"),
    ),
    changes=(),
    packages=(),
    sources={},
)
SOURCES = {"B101": Source("B101", "B", "4", "120-124", "A cancelled shipment needs a dispute.")}

AUTOMATIC = replace(
    DISPUTE,
    headline="Wait. The money comes by itself. The seller cancelled.",
    route="automatic",
    verdict="Wait. The money comes by itself.",
    summary="The seller cancelled.",
    tone="wait",
    next=NextDate("ask_support", "until", date(2026, 12, 21), None, "the money should be there by then", "computed"),
    cause=Cause("seller_cancelled", "out_of_stock", "likely", "The seller had nothing left to send."),
    refund=RefundOutlook(automatic=True, text="All you paid, back on your card by 4 December.", by=date(2026, 12, 4)),
    deadlines=(
        Deadline("ask_support", None, date(2026, 12, 21), None, "computed", "Ask support if nothing came by then."),
    ),
    steps=(Step("watch", "Watch your card's statement."),),
    warnings=(),
    questions=(),
)

FINISHED = replace(
    AUTOMATIC,
    headline="Nothing is left to do. The money is back.",
    route="finished",
    verdict="Nothing is left to do.",
    summary="The money is back.",
    tone="done",
    next=None,
    deadlines=(),
    steps=(),
)

UNDECIDED = replace(
    DISPUTE,
    headline="Look at the tracking page. The page does not say who closed the order.",
    route="undecided",
    verdict="Look at the tracking page.",
    summary="The page does not say who closed the order.",
    tone="decide",
    may_be=("automatic", "dispute"),
    cause=Cause(
        "unknown",
        None,
        "possible",
        "Nothing on the page names a reason.",
        (
            Candidate("seller_cancelled", "The seller may have cancelled; the refund would then come by itself."),
            Candidate("shipment_cancelled", "The carrier may have cancelled; you would then need a dispute."),
        ),
    ),
    warnings=(),
    steps=(Step("look", "Open the tracking page and press the button there."), *DISPUTE.steps[:1]),
)


def entry(order: Order = ORDER, diagnosis: Diagnosis = DISPUTE, answers: dict[str, Any] | None = None) -> Any:
    """One order of a report."""
    return {"order": to_dict(order), "diagnosis": to_dict(diagnosis), "answers": answers or {}}


def report(*entries: Any, unread: tuple[Unread, ...] = ()) -> Any:
    """A whole report; without entries and `unread`, the dispute."""
    chosen = list(entries) or ([] if unread else [entry()])
    return {
        "schema": "whyclosed/1",
        "as_of": AS_OF,
        "orders": chosen,
        "sources": to_dict(SOURCES),
        "unread": [to_dict(each) for each in unread],
    }


def unread(code: str, message: str = "", hint: str = "") -> Any:
    """A report of a page from which nothing was read."""
    return report(unread=(Unread(None, UnreadProblem(code, message, hint)),))


def several() -> Any:
    """A list page: three orders, what is due first on top, as the server sorts them."""
    second = replace(ORDER, order_id="8190000055556666", items=(Item(title="Felt slippers, grey"),), pages=())
    third = replace(ORDER, order_id="8190000077778888", items=(Item(title="Tea strainer"),), pages=())
    return report(entry(), entry(second, AUTOMATIC), entry(third, FINISHED))


def hostile(words: str) -> Any:
    """The dispute with `words` in every text field."""

    def infect(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: infect(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [infect(part, key) for part in value]
        return words if isinstance(value, str) and key in TEXTS else value

    return {**report(), "orders": [infect(entry())]}


TEXTS = frozenset(
    [
        "verdict",
        "summary",
        "headline",
        "page_says",
        "text",
        "label",
        "title",
        "name",
        "message",
        "quote",
        "says",
        "why",
        "document",
        "section",
        "lines",
        "anchor",
        "url",
        "raw",
        "evidence",
        "changes",
        "prevention",
        "translation",
        "language",
        "value",
        "to",
    ]
)
