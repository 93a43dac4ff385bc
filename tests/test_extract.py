"""One order out of a page: traps, privacy, single fields. Whole pages are in `fixtures/`."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.common import AT, one, page, problems

from whyclosed_parser import extract, load, parse
from whyclosed_parser.model import Timer
from whyclosed_parser.read.deadlines import deadline
from whyclosed_parser.words import words_for

ID = "8203417700050100"


def detail(status: str = "Awaiting delivery", sub: str = "", blocks: str = "", rows: str = "") -> str:
    return page(
        f'<div class="order-wrap"><div class="order-status order-block"><div class="order-block-title">{status}</div>'
        f'<div class="order-status-content">{sub}</div></div>{blocks}'
        '<div class="order-detail-info"><div class="order-detail-info-item order-detail-order-info">'
        f'<div class="info-row"><span data-pl="order_detail_gray_id">Ref. Number</span>&nbsp;{ID}<span>Copy</span></div>'
        f"{rows}</div></div></div>"
    )


def row(label: str, value: str, name: str = "order_detail_gray_date") -> str:
    return f'<div class="info-row"><span data-pl="{name}">{label}</span>&nbsp;{value}</div>'


def card(body: str = "", status: str = "Awaiting delivery", number: str = ID, date_: str = "Nov 3, 2026") -> str:
    return (
        '<div class="order-item"><div class="order-item-header">'
        f'<div data-pl="order_item_header_status"><span class="order-item-header-status-text">{status}</span></div>'
        f'<div data-pl="order_item_header_info"><div>Date: {date_}</div><div>Ref. Number: {number}<span>Copy</span></div></div>'
        f"</div>{body}</div>"
    )


# Timers.

WAITING = {"pay": "To pay"}
TIMERS = [
    ("pay", "Please pay within 23:59:12", Timer("pay", "", remaining_seconds=86352, basis="countdown")),
    ("ship", "Ships within 2 days 3 hours", Timer("ship", "", remaining_seconds=183600, basis="countdown")),
    (
        "undelivered",
        "Refund if no delivery before Sep 4, 2026",
        Timer("refund_if_undelivered", "", ends_on=date(2026, 9, 4)),
    ),
    (
        "return-delivery",
        "Send it back within 15 days after delivery.",
        Timer("return_window", "", days=15, after="delivery", basis="duration"),
    ),
    (
        "return-receipt",
        "You can apply for a return/refund within 7 days of confirming receipt.",
        Timer("return_window", "", days=7, after="receipt", basis="duration"),
    ),
    (
        "dispute",
        "You can open a dispute within 90 days after order was placed.",
        Timer("dispute_window", "", days=90, after="placed", basis="duration"),
    ),
    (
        "confirm",
        "The system will automatically confirm receipt after 81 days.",
        Timer("confirm", "", remaining_seconds=81 * 86400, basis="countdown"),
    ),
    (
        "protection",
        "Buyer protection ends in 12 days",
        Timer("protection", "", remaining_seconds=12 * 86400, basis="countdown"),
    ),
    (
        "curly-apostrophe",
        "Seller’s response: 2 days",
        Timer("seller_response", "", remaining_seconds=2 * 86400, basis="countdown"),
    ),
]


@pytest.mark.parametrize(("text", "timer"), [case[1:] for case in TIMERS], ids=[case[0] for case in TIMERS])
def test_timer(text: str, timer: Timer) -> None:
    (found,) = one(detail(WAITING.get(timer.kind, "Awaiting delivery"), f"<div>{text}</div>")).timers
    left = timer.remaining_seconds
    assert found.text == text
    assert (found.kind, found.ends_on, found.days, found.after, found.basis) == (
        timer.kind,
        timer.ends_on,
        timer.days,
        timer.after,
        timer.basis,
    )
    assert found.remaining_seconds == left
    assert found.ends_at == (AT + timedelta(seconds=left) if left else None)


def test_printed_zone_holds() -> None:
    (timer,) = one(detail("In dispute", "<div>Please respond before Nov 23, 2026 23:59 PT.</div>")).timers
    assert timer.ends_at == datetime(2026, 11, 24, 7, 59, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["NZDT", "CST", "Paris time"])
def test_uncertain_zone_gives_no_time(zone: str) -> None:
    order = one(detail("In dispute", f"<div>Please respond before Nov 23, 2026 23:59 {zone}.</div>"))
    (timer,) = order.timers
    assert (timer.ends_at, timer.ends_on) == (None, None)
    assert ("unreadable_date", "timers.0") in problems(order)


def left(days: int, hours: int = 0, minutes: int = 0, seconds: int = 0) -> datetime:
    return AT + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


SAID = [
    ("Please respond to the seller's proposal within 2 days 4 hours.", "buyer_response", left(2, 4)),
    ("Please respond within 2 days 4 hours, otherwise the dispute will be closed.", "buyer_response", left(2, 4)),
    ("You need to reply to this request by Nov 25, 2026.", "buyer_response", date(2026, 11, 25)),
    ("The seller must respond by Nov 25, 2026.", "seller_response", date(2026, 11, 25)),
    ("The seller must confirm receipt before Nov 25, 2026.", "seller_response", date(2026, 11, 25)),
    ("You can open a dispute again before Nov 25, 2026.", "dispute_window", date(2026, 11, 25)),
    ("The seller must respond to your request before Nov 25, 2026.", "seller_response", date(2026, 11, 25)),
    ("Waiting for the seller to accept within 1 day 3 hours", "seller_response", left(1, 3)),
    ("You may appeal before Nov 26, 2026.", "appeal", date(2026, 11, 26)),
    ("You can appeal this decision within 6 days 2 hours.", "appeal", left(6, 2)),
    ("You can appeal within 7 days.", "appeal", 7),  # of what, is not printed
    ("Return the item and fill in the tracking number within 9 days 3 hours.", "return_by", left(9, 3)),
    ("If you do not return the item within 5 days, the request will be closed.", "return_by", left(5)),
    ("Please send the item back by Nov 29, 2026.", "return_by", date(2026, 11, 29)),
    ("You can return the item within 15 days after delivery.", "return_window", 15),
    ("Please return the item within 15 days after delivery.", "return_window", 15),
    ("You can return the item within 9 days 1 hour.", "return_window", left(9, 1)),
    ("Returns accepted until Dec 1, 2026", "return_window", date(2026, 12, 1)),
    ("Protection period ends on Dec 1, 2026", "protection", date(2026, 12, 1)),
    ("Time left to open a dispute: 12 days 4 hours", "dispute_window", left(12, 4)),
    ("Remaining time to pay: 23:12:05", "pay", left(0, 23, 12, 5)),
    ("You can still request a return or refund until Dec 1, 2026.", "return_window", date(2026, 12, 1)),
    ("Free returns available until Dec 1, 2026", "return_window", date(2026, 12, 1)),
    ("You have until Dec 1, 2026 to return this item", "return_window", date(2026, 12, 1)),
    ("Last day to request a return: Dec 1, 2026", "return_window", date(2026, 12, 1)),
    ("The return window closes in 9 days", "return_window", left(9)),
    ("You can request a refund until Dec 1, 2026", "dispute_window", date(2026, 12, 1)),
    ("You have until Dec 1, 2026 to open a dispute.", "dispute_window", date(2026, 12, 1)),
    ("If your package hasn't arrived by Dec 1, 2026, you can get a refund", "refund_if_undelivered", date(2026, 12, 1)),
    (
        "If you don't receive your order by Dec 1, 2026, you'll get your money back",
        "refund_if_undelivered",
        date(2026, 12, 1),
    ),
    ("We'll refund you if it does not arrive by Dec 1, 2026", "refund_if_undelivered", date(2026, 12, 1)),
    ("Purchase protection extended to Dec 1, 2026", "protection", date(2026, 12, 1)),
    ("We've extended your buyer protection until Dec 1, 2026", "protection", date(2026, 12, 1)),
    ("You are protected until Dec 1, 2026", "protection", date(2026, 12, 1)),
    ("Your order will be cancelled if payment isn't received by Dec 1, 2026", "pay", date(2026, 12, 1)),
    (
        "If you don't respond by Dec 1, 2026, the dispute will be closed automatically",
        "buyer_response",
        date(2026, 12, 1),
    ),
    ("Accept or reject the offer by Dec 1, 2026", "buyer_response", date(2026, 12, 1)),
    ("Please accept or reject within 2 days 5 hours.", "buyer_response", left(2, 5)),
    ("Waiting for the seller to agree (1 day 20 hours left).", "seller_response", left(1, 20)),
    (
        "Your package must arrive before Dec 1, 2026. If it doesn't, you can apply for a full refund.",
        "refund_if_undelivered",
        date(2026, 12, 1),
    ),
    (
        "It will be delivered by Dec 1, 2026. If it has not arrived by then, we'll give you your money back.",
        "refund_if_undelivered",
        date(2026, 12, 1),
    ),
]


@pytest.mark.parametrize(("text", "kind", "end"), SAID, ids=[case[0] for case in SAID])
def test_sentence_gives_one_timer(text: str, kind: str, end: date | int) -> None:
    (timer,) = one(detail(WAITING.get(kind, "Awaiting delivery"), f"<div>{text}</div>")).timers
    assert (timer.kind, timer.ends_at or timer.ends_on or timer.days) == (kind, end)


UNSAID = [
    "You cannot appeal within 7 days.",
    "AliExpress will decide by Dec 1, 2026.",
    "You can no longer request a return until Dec 1, 2026.",
    "Your refund arrives by Dec 1, 2026.",
    "Please respond to the seller, who pays within 2 days.",
    "Please respond to the seller and a coupon is sent within 2 days.",
    "Please respond to the seller. The coupon comes within 2 days.",
    "Your package must arrive before Dec 1, 2026. If it doesn't, please wait some days.",
]


@pytest.mark.parametrize("text", UNSAID)
def test_sentence_gives_no_timer(text: str) -> None:
    assert one(detail(sub=f"<div>{text}</div>")).timers == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("All has to be over by Dec 4, 2026.", True),
        ("Your order was placed in the queue on Nov 4, 2026.", False),
        ("Refund if no delivery before Dec 4, 2026.", False),
        ("Estimated delivery date: Dec 4, 2026", False),
    ],
)
def test_a_day_ahead_under_the_status_that_nothing_was_made_of_is_told(text: str, told: bool) -> None:
    for status in ("Awaiting delivery", "Completed"):
        order = one(detail(status, f'<div class="order-status-info">{text}</div>'))
        assert (("not_understood", "timers") in problems(order)) == told


@pytest.mark.parametrize(
    ("sentence", "meanings"),
    [
        ("Your order was cancelled by the seller because the item is not in stock.", ["cancelled_by_seller"]),
        ("Your order was not cancelled by the seller.", []),
        ("The seller has not cancelled your order because the item is in stock.", []),
    ],
)
def test_a_denial_in_a_reason_denies_no_end(sentence: str, meanings: list[str]) -> None:
    order = one(
        f"<h1>Cancelled</h1><p>{sentence}</p><p>Order ID: 8203417700050100</p><p>Order placed on: Nov 1, 2026</p>"
    )
    assert [message.meaning for message in order.messages] == meanings


def test_two_boxes_below_the_status_are_one_reminder() -> None:
    said = ("The order was cancelled by the seller.", "Your money will be returned to your card.")
    order = one(detail("Canceled", "".join(f'<div class="order-status-info">{text}</div>' for text in said)))
    assert order.reminder == " ".join(said)
    assert [message.meaning for message in order.messages] == ["cancelled_by_seller", "refund_announced"]


@pytest.mark.parametrize(
    ("status", "text", "kinds"),
    [
        ("Awaiting delivery", "Pay within 2 days", []),
        ("Processing", "Pay within 2 days", []),
        ("To pay", "Pay within 2 days", ["pay"]),
    ],
)
def test_an_order_that_is_paid_waits_for_no_payment(status: str, text: str, kinds: list[str]) -> None:
    order = one(detail(status, blocks=f"<p>{text}</p>"))
    assert [timer.kind for timer in order.timers] == kinds
    assert (("not_understood", "timers") in problems(order)) == (not kinds)


def test_service_commitment_has_one_timer() -> None:
    text = (
        "Apply for R$5,00 coupon code if delayed by Aug 3, 2026 · Refund if no delivery before Sep 4, 2026 · "
        "Refund if items damaged · Refund if package lost"
    )
    (timer,) = one(detail(blocks=f"<div>{text}</div>")).timers
    assert (timer.kind, timer.ends_on) == ("refund_if_undelivered", date(2026, 9, 4))
    assert timer.text == "Refund if no delivery before Sep 4, 2026"


def test_a_countdown_in_pieces() -> None:
    (timer,) = one(
        detail("To pay", "Please pay within <span>0</span><span>1</span>:<span>30</span>:<span>00</span>")
    ).timers
    assert timer.remaining_seconds == 5400


def test_a_countdown_without_capture_time_has_no_end() -> None:
    order = one(detail("To pay", "Please pay within 01:30:00"), at=None)
    assert order.timers[0].remaining_seconds == 5400
    assert order.timers[0].ends_at is None
    assert ("no_capture_time", "timers.0") in problems(order)


@pytest.mark.parametrize(
    ("status", "kind"), [("Awaiting payment", "pay"), ("Awaiting shipment", "ship"), ("Completed", None)]
)
def test_what_a_clock_without_words_counts_on_an_old_address_says_the_status(status: str, kind: str | None) -> None:
    rows = f"<p>Order ID: {ID}</p><p>Order placed on: Nov 19, 2026</p><p>23 hours 10 minutes</p>"
    order = one(
        page(f"<div><h2>{status}</h2>{rows}</div>"), url="https://trade.aliexpress.com/order_detail.htm?orderId=" + ID
    )
    assert [(timer.kind, timer.remaining_seconds) for timer in order.timers] == ([(kind, 83400)] if kind else [])
    assert kind is not None or ("not_understood", "timers") in problems(order)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("You have until Nov 2{}8, 2026 to open a dispute.", ("broken_words", "timers")),
        ("Total: US $1{}4.20</p><p>Grand total: US $5.00", ("broken_words", "amounts")),  # what is whole is another one
        ("Refund completed US $4.2{}0", ("broken_words", "refund")),
        (
            "Tracking number: LP00999000777008</p><p>Delivered on: Nov 1{}2, 2026",
            ("unreadable_date", "packages.0.delivered_on"),
        ),
        (
            "Tracking number: LP00999000777008</p><p>Original tracking number: LP0099{}9000777111",
            ("unreadable_tracking_number", "packages.0.other_numbers"),
        ),
    ],
)
def test_what_something_hidden_in_the_words_breaks_is_told_and_no_value(line: str, problem: tuple[str, str]) -> None:
    rows = f"<p>Order ID: {ID}</p><p>Order placed on: Nov 2, 2026</p>"
    order = one(page(f"<div><h2>Completed</h2>{rows}<p>{line.format('<b style=display:none>9</b>')}</p></div>"))
    assert problem in problems(order)
    assert (order.timers, order.amounts.total, order.refund.stage) == ((), None, None)
    assert all(package.delivered_on is None and not package.other_numbers for package in order.packages)


def test_a_timer_date_without_year_and_capture_time() -> None:
    order = one(detail(sub="Refund if no delivery before Sep 4"), at=None)
    assert order.timers[0].ends_on is None
    assert ("missing_year", "timers.0") in problems(order)


NO_TIMERS = [
    "If delivered after Aug 3, 2026 you can collect a R$5 coupon after 48 hours of that date",
    "Coupon code if delayed by Aug 3, 2026",
    "You can pay by Visa until 2 cards are saved",
    "Ship by air",
    "Estimated delivery date: Aug 3, 2026",
    "Over 90 days of dispute",
]


@pytest.mark.parametrize("text", NO_TIMERS)
def test_no_timer(text: str) -> None:
    assert one(detail(blocks=f"<div>{text}</div>")).timers == ()


# Traps of the page.


def test_service_bar_is_no_refund() -> None:
    bar = "".join(
        f"<div><div>{name}</div><div>{on}</div></div>"
        for name, on in (("Paid", "Jul 15"), ("R$5", "Aug 5"), ("Refund", "Sep 4"))
    )
    order = one(detail(blocks=f"<div>Fast delivery: active{bar}</div>"))
    assert order.refund.stage is None
    assert order.packages == ()
    assert order.paid_on is None


def test_i18n_strings_in_scripts_and_hidden_dialogs_are_no_state() -> None:
    traps = (
        """<script>var i18n = {"a": "You've canceled the order", "b": "Refund complete"}</script>"""
        "<template><div>Refund complete</div></template>"
        '<div style="display: none"><div>Refund processing</div><button>Cancel order</button></div>'
        "<div hidden><button>Open dispute</button></div>"
        '<div class="comet-modal-wrap"><div class="comet-modal"><button>Confirm received</button></div></div>'
        '<div role="dialog"><button>Pay now</button></div>'
    )
    order = one(detail(blocks=traps))
    assert order.refund.stage is None
    assert order.messages == ()
    assert order.actions == ()


def test_shipment_cancelled_is_an_event_while_the_order_is_shipped() -> None:
    strip = (
        '<div class="order-detail-item"><div class="order-detail-item-track">'
        '<a class="order-detail-item-track-info track-detail" href="//www.aliexpress.com/p/tracking/index.html">'
        '<div class="order-detail-item-track-info-title">To: Jo Secret</div>'
        '<div class="order-detail-item-track-info-desc">Shipment cancelled</div></a></div></div>'
    )
    order = one(detail(blocks=strip))
    assert order.status is not None
    assert order.status.code == "shipped"
    assert [event.class_ for event in order.packages[0].events] == ["CANCELLED"]
    assert order.packages[0].tracking_number is None


def test_shipment_cancelled_as_headline_leaves_the_state_unknown_without_doubt_about_the_words() -> None:
    order = one(detail(status="Shipment cancelled"))
    assert order.status is not None
    assert (order.status.code, order.status.label) == ("unknown", "Shipment cancelled")
    assert not [field for _, field in problems(order) if field == "status"]


def test_an_unknown_status_keeps_its_words() -> None:
    order = one(detail(status="Parked with the herald"))
    assert order.status is not None
    assert (order.status.code, order.status.label) == ("unknown", "Parked with the herald")
    assert [code for code, field in problems(order) if field == "status"] == ["unknown_status"]


@pytest.mark.parametrize(
    ("status", "line", "said"),
    [
        ("Closed", "Refund failed", ["refund_failed"]),
        ("Cancelled by seller", "Refund processing", ["cancelled_by_seller"]),
        ("Closed", "Refund processing", []),
    ],
)
def test_what_a_card_says_besides_its_state(status: str, line: str, said: list[str]) -> None:
    expose = f'<div class="order-item-bottom-action"><div class="expose-info-item-title">{line}</div></div>'
    assert [message.meaning for message in one(page(card(expose, status=status))).messages] == said


def test_a_noun_for_cancelling_is_a_status_in_its_place_and_a_button_elsewhere() -> None:
    listed = one(page(card(status="취소")).replace('lang="en"', 'lang="ko"'))
    assert listed.status is not None
    assert (listed.status.code, listed.status.label) == ("cancelled", "취소")
    unknown = page(f"<div><p>취소</p><p>주문번호: {ID}</p><p>주문일자: 2026년 11월 3일</p></div>")
    assert one(unknown.replace('lang="en"', 'lang="ko"')).status is None


def test_recommended_products_are_no_items() -> None:
    feed = '<div class="order-recommend"><div class="order-detail-item-content"><a href="/item/1005001.html">Lamp</a></div></div>'
    assert one(detail(blocks=feed)).items == ()


def test_steps_without_a_mark_are_no_stage() -> None:
    steps = "".join(f"<div>{name}</div>" for name in ("Waiting for refund", "Refund processing", "Refund complete"))
    order = one(detail(blocks=f"<div>{steps}</div>"))
    assert order.refund.stage is None


@pytest.mark.parametrize("mark", ['class="is-active"', 'aria-current="step"', 'class="node--current--x1"'])
def test_the_marked_step_is_the_stage(mark: str) -> None:
    steps = f"<p>Waiting for refund</p><p {mark}>Refund processing</p><p>Refund complete</p>"
    order = one(detail(blocks=f"<div>{steps}</div>"))
    assert order.refund.stage == 2
    assert order.found["refund"].quote == "Refund processing"


@pytest.mark.parametrize(
    ("marks", "stage"),
    [((1,), 1), ((1, 2), 2), ((1, 2, 3), 3), ((2,), 2), ((3,), 3), ((2, 3), None), ((1, 3), None), ((), None)],
)
def test_stages_that_are_marked_from_the_first_on_reach_the_last_of_them(
    marks: tuple[int, ...], stage: int | None
) -> None:
    names = ("Waiting for refund", "Refund processing", "Refund complete")
    steps = "".join(
        f"<li class='{'on--active--x' if at in marks else ''}'>{name}</li>" for at, name in enumerate(names, 1)
    )
    assert one(detail(blocks=f"<ol>{steps}</ol>")).refund.stage == stage


@pytest.mark.parametrize(("heading", "stage"), [("Refund processing", 2), ("Refund complete", None)])
def test_words_beside_the_steps_of_a_refund_cannot_change_its_stage(heading: str, stage: int | None) -> None:
    steps = "<li>Waiting for refund</li><li aria-current=step>Refund processing</li><li>Refund complete</li>"
    assert one(detail(blocks=f"<ol>{steps}</ol><h2>{heading}</h2>")).refund.stage == stage


def test_the_day_of_a_refund_is_that_of_the_marked_step() -> None:
    steps = "".join(
        f"<li{mark}><b>{name}</b><div>Nov {day}, 2026</div></li>"
        for name, day, mark in (("Refund initiated", 3, ""), ("Refund processing", 5, " aria-current=step"))
    )
    assert one(detail(blocks=f"<ol>{steps}</ol>")).refund.updated_on == date(2026, 11, 5)


@pytest.mark.parametrize(
    "beside",
    ["Money arrives by Nov 6, 2026", "<p>Nov 5, 2026</p><p>Nov 6, 2026</p>", "Dec 24, 2027"],
    ids=["in a sentence", "two days", "in the future"],
)
def test_a_day_that_may_mean_something_else_is_not_that_of_the_refund(beside: str) -> None:
    steps = f"<li>Refund initiated</li><li aria-current=step><b>Refund processing</b><div>{beside}</div></li>"
    assert one(detail(blocks=f"<ol>{steps}</ol>")).refund.updated_on is None


def test_a_day_in_an_active_panel_is_not_that_of_the_refund() -> None:
    panel = "<div class='panel-active'><p>Refund processing</p><p>Nov 5, 2026</p></div>"
    order = one(detail(blocks=panel))
    assert (order.refund.stage, order.refund.updated_on) == (2, None)


# Dates and rows.


def test_rows_are_told_apart_by_their_labels() -> None:
    rows = (
        row("Order placed on", "Oct 1, 2026")
        + row("Paid on", "Oct 2, 2026")
        + row("Shipment completed on", "Oct 3, 2026")
    )
    order = one(detail(rows=rows + row("Order completed on", "Nov 4, 2026")))
    dates = (order.placed_on, order.paid_on, order.shipped_on, order.completed_on)
    assert dates == (date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3), date(2026, 11, 4))


def test_of_the_rows_of_an_unknown_language_only_the_second_has_a_known_place() -> None:
    rows = row("Dato for det ene", "Oct 1, 2026") + row("Dato for det andre", "Oct 2, 2026")
    order = one(detail(rows=rows))
    assert (order.placed_on, order.paid_on, order.shipped_on) == (date(2026, 10, 1), None, None)
    assert order.found["placed_on"].anchor == ".order-detail-order-info .info-row | nth 2"


def test_a_row_of_a_known_other_meaning_is_not_taken_by_its_place() -> None:
    order = one(detail(rows=row("Paid on", "Oct 1, 2026") + row("Dato for det andre", "Oct 2, 2026")))
    assert (order.placed_on, order.paid_on) == (None, date(2026, 10, 1))


def test_the_only_date_row_of_an_unknown_language_is_the_order_date() -> None:
    order = one(detail(rows=row("Bestilt", "Oct 1, 2026")))
    assert order.placed_on == date(2026, 10, 1)
    assert order.found["placed_on"].anchor == "pl:order_detail_gray_date | row"


def test_a_date_without_year_needs_a_capture_time() -> None:
    html = detail(rows=row("Order placed on", "Oct 1"))
    assert one(html).placed_on == date(2026, 10, 1)
    order = one(html, at=None)
    assert order.placed_on is None
    assert ("missing_year", "placed_on") in problems(order)


def test_an_unreadable_date_is_said() -> None:
    order = one(detail(rows=row("Order placed on", "the 41st of Nevember")))
    assert order.placed_on is None
    assert ("unreadable_date", "placed_on") in problems(order)


def test_a_label_never_takes_the_next_rows_value() -> None:
    order = one(detail(rows=row("Order placed on", "") + row("Paid on", "Oct 2, 2026")))
    assert order.placed_on is None
    assert order.paid_on == date(2026, 10, 2)


def test_folded_parts_are_said() -> None:
    arrow = '<span class="comet-icon comet-icon-arrowdown switch-icon"></span>'
    assert ("folded_parts", None) in problems(one(detail(rows=arrow)))


def test_folded_but_present_rows_are_read() -> None:
    rows = '<div class="info-row" style="display:none"><span>Paid on</span> Oct 2, 2026</div>'
    assert one(detail(rows=rows)).paid_on == date(2026, 10, 2)


# Money.


def price(label: str, value: str) -> str:
    return (
        f'<div class="order-price-item"><span class="left-col">{label}</span><div class="right-col">{value}</div></div>'
    )


def test_amounts() -> None:
    rows = price("Subtotal", "US $20.00") + price("Store Coupon", "US $1.50") + price("Shipping", "Free shipping")
    order = one(detail(blocks=f'<div class="order-price">{rows}{price("Total", "US $18.50")}</div>'))
    assert order.amounts.total is not None
    assert (order.amounts.total.amount, order.amounts.total.currency) == (Decimal("18.50"), "USD")
    amounts = [(line.label, line.money.amount if line.money else None) for line in order.amounts.rows]
    assert amounts == [("Subtotal", Decimal("20.00")), ("Store Coupon", Decimal("-1.50")), ("Shipping", Decimal(0))]
    assert {line.money.currency for line in order.amounts.rows if line.money} == {"USD"}


def test_a_bare_dollar_is_settled_by_the_rest_of_the_order_or_not_at_all() -> None:
    settled = one(detail(blocks=price("Subtotal", "$20.00") + price("Total", "AU $20.00")))
    assert settled.amounts.rows[0].money is not None
    assert settled.amounts.rows[0].money.currency == "AUD"
    open_ = one(detail(blocks=price("Total", "$20.00")))
    assert open_.amounts.total is not None
    assert open_.amounts.total.currency is None
    assert ("ambiguous_currency", "amounts.total") in problems(open_)


def in_japanese(*amounts: str) -> list[str | None]:
    page = detail("完了", "ご注文が完了しました", "".join(price("小計", amount) for amount in amounts))
    page = page.replace("Ref. Number", "注文番号").replace("Copy", "コピー")
    return [row.money.currency if row.money else "" for row in one(page).amounts.rows]


def test_a_sign_of_two_countries_is_settled_by_no_language() -> None:
    assert in_japanese("￥1,850", "￥300") == [None, None]
    assert in_japanese("￥1,850", "JP￥300") == ["JPY", "JPY"]
    assert in_japanese("￥1,850", "CN￥12.30") == ["CNY", "CNY"]


def test_an_unreadable_amount_is_said() -> None:
    order = one(detail(blocks=price("Total", "US $1.2.3,4")))
    assert order.amounts.total is None
    assert ("unreadable_money", "amounts.total") in problems(order)


# Actions.

BUTTONS = [
    ("Pay now", "pay"),
    ("Cancel order", "cancel"),
    ("Contact seller", "contact_seller"),
    ("Track order", "track"),
    ("Track status", "track"),
    ("Confirm received", "confirm_receipt"),
    ("Request to Extend Buyer Protection", "extend_protection"),
    ("Returns/refunds", "open_dispute"),
    ("Open dispute", "open_dispute"),
    ("Add to cart", "buy_again"),
    ("Remove", "remove"),
    ("Receipt", "invoice"),
    ("Download invoice", "invoice"),
]


@pytest.mark.parametrize(("label", "code"), BUTTONS, ids=[label for label, _ in BUTTONS])
def test_button(label: str, code: str) -> None:
    (action,) = one(detail(sub=f"<button><span>{label}</span></button>")).actions
    assert (action.code, action.label) == (code, label)


def test_buttons_come_once_and_in_page_order() -> None:
    sub = "<button>Track status</button><a>Add to cart</a><button>Returns/refunds</button><button>Add to cart</button>"
    assert [action.code for action in one(detail(sub=sub)).actions] == ["track", "buy_again", "open_dispute"]


@pytest.mark.parametrize(
    "button",
    [
        "<button disabled>Pay now</button>",
        '<button aria-disabled="true">Pay now</button>',
        '<button class="comet-btn comet-btn-disabled">Pay now</button>',
        "<button>Details</button>",
        "<button>Write a review</button>",
        '<a href="//www.aliexpress.com/p/tracking/index.html">Delivered</a>',
    ],
)
def test_no_action(button: str) -> None:
    assert one(detail(sub=button)).actions == ()


def test_a_button_in_an_unknown_language_is_known_by_where_it_leads() -> None:
    sub = '<a class="comet-btn" href="//www.aliexpress.com/p/tracking/index.html?tradeOrderId=1">Spor pakke</a>'
    (action,) = one(detail(sub=sub)).actions
    assert (action.code, action.label) == ("track", "Spor pakke")


# Lists.


def list_page(*cards: str) -> str:
    return page(f'<div class="order-content">{"".join(cards)}</div>')


def test_one_broken_card_among_ten() -> None:
    cards = [card(number=f"82034177000{number:05}") for number in range(10)]
    cards[6] = (
        '<div class="order-item"><div class="order-item-content"><a href="/item/1005001.html">A lamp</a></div>Closed</div>'
    )
    orders = extract(load(list_page(*cards), captured_at=AT))
    whole = [order for order in orders if order.order_id]
    assert len(whole) == 9
    assert all(order.status and order.placed_on == date(2026, 11, 3) for order in whole)
    said = [order for order in orders if not order.order_id] or whole
    assert all(order.problems for order in said)


@pytest.mark.parametrize("opening", ["<!-- ", "<script>", "<style>", "<title>", "<textarea>"])
def test_cards_behind_an_unclosed_part_are_read_and_that_is_said(opening: str) -> None:
    page_ = list_page(card(), opening, card(number="8203417700050199"))
    orders = extract(load(page_, captured_at=AT))
    assert [order.order_id for order in orders] == [ID, "8203417700050199"]
    assert ("unclosed_part", None) in problems(orders[0])


@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_cards_that_a_later_comment_closed_over_are_told(quote: str) -> None:
    page_ = list_page(card(), "<!-- ", card(number="8203417700050199"), "<!-- -->").replace('"', quote)
    orders = extract(load(page_, captured_at=AT))
    assert [order.order_id for order in orders] == [ID]
    assert ("markers_missing", None) in problems(orders[0])


def test_empty_cards_are_told() -> None:
    orders = extract(load(list_page(card(), '<div class="order-item"></div>'), captured_at=AT))
    assert len(orders) == 1
    assert ("markers_missing", None) in problems(orders[0])


CARD_LINES = [
    ("Refund completed", "US $3.99", (3, None)),
    ("Refund processing", "", (2, None)),
    ("Waiting for refund", "", (1, None)),
    ("Waiting for AliExpress's feedback", "", (None, "waiting_platform")),
    ("Waiting for AliExpress's feedback.", "", (None, "waiting_platform")),
    ("Waiting for your response", "", (None, "waiting_buyer")),
    ("Waiting for the seller's response", "", (None, "waiting_seller")),
    ("Something nobody knows", "", (None, None)),
]


@pytest.mark.parametrize(("line", "amount", "expected"), CARD_LINES, ids=[line[0] for line in CARD_LINES])
def test_the_line_under_a_card(line: str, amount: str, expected: tuple[int | None, str | None]) -> None:
    body = f'<div class="expose-info"><div class="expose-info-item-title">{line} <span>{amount}</span></div></div>'
    order = one(list_page(card(body)))
    assert (order.refund.stage, order.dispute.state) == expected
    if amount:
        assert order.refund.amount is not None
        assert order.refund.amount.raw == amount


def test_a_card_may_say_when_the_parcel_comes() -> None:
    order = one(list_page(card("<div>Delivery: Nov. 26 - Dec. 01</div>")))
    estimate = order.packages[0].estimated_delivery
    assert estimate is not None
    assert (estimate.from_, estimate.to) == (date(2026, 11, 26), date(2026, 12, 1))


# Private data.

SECRETS = ["Ottoline", "Velthuis", "1512 0004417", "Quince Lane", "30159", "ottoline@example.net", "4417"]


def test_nothing_private_is_read() -> None:
    contact = (
        '<div class="order-detail-info-content"><div class="contact-info" data-pl="contact_info">Ottoline Velthuis</div>'
        "<div>+49 1512 0004417</div><div>14 Quince Lane</div>"
        '<div data-pl="contact_info_address">Hanover, 30159</div></div>'
        '<div class="ship-to--text--3H">Ship to: 14 Quince Lane, 30159 Hanover</div>'
        '<div class="order-notice-wrap">Hi, Ottoline. We wrote to ottoline@example.net about your order</div>'
    )
    order = one(
        detail(
            sub="Dear Ottoline, call +49 1512 0004417",
            blocks=contact,
            rows=row("Payment method", "Visa **** 4417", "order_detail_gray_payment"),
        )
    )
    for secret in SECRETS:
        assert secret not in repr(order), secret
    assert order.payments[0].label == "Visa ****"
    assert order.payments[0].method == "card"


def test_contact_beside_the_order_rows_is_left_out_too() -> None:
    html = page(
        '<div class="order-detail-info-content"><div class="contact-info">Ottoline Velthuis</div><div>+49 1512 0004417</div>'
        f'<div class="info-row"><span data-pl="order_detail_gray_id">Order ID:</span> {ID}</div></div>'
        '<div class="order-status"><div class="order-block-title">Closed</div></div>'
    )
    order = one(html)
    assert order.order_id == ID
    for secret in SECRETS:
        assert secret not in repr(order)


def test_addresses_keep_no_query_but_the_order_id() -> None:
    url = f"https://www.aliexpress.com/p/order/detail.html?spm=a2g0o.x&orderId={ID}&token=secret"
    order = one(detail(), url=url)
    assert order.pages[0].url == f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}"


# Provenance.


def test_found_names_anchor_rank_and_words() -> None:
    order = one(detail(rows=row("Paid on", "Oct 2, 2026")))
    assert order.found["order_id"].anchor == "pl:order_detail_gray_id | row"
    assert order.found["order_id"].rank == 0
    assert order.found["status"].quote == "Awaiting delivery"
    assert order.found["paid_on"].anchor == "label:paid_on"
    assert {found.layout for found in order.found.values()} == {"g3_detail"}


def test_a_fallback_says_that_it_won() -> None:
    html = page(
        f'<div class="order-status"><div class="order-block-title">Closed</div></div><div class="info-row">Order ID: {ID}</div>'
    )
    order = one(html)
    assert order.order_id == ID
    assert order.found["order_id"].rank > 0
    assert order.found["order_id"].anchor == "label:order_id"


def test_close_codes_are_read_where_a_page_prints_one() -> None:
    order = one(detail(status="Closed", blocks="<div>Reason: seller_send_goods_timeout</div>"))
    assert order.close_code == "seller_send_goods_timeout"


def test_closed_on() -> None:
    order = one(detail(status="Closed", rows=row("Order closed on", "Nov 4, 2026")))
    assert order.closed_on == date(2026, 11, 4)
    assert ("unverified_wording", "closed_on") in problems(order)


@pytest.mark.parametrize("body", ["{}", "<tbody>{}</tbody>"])
@pytest.mark.parametrize(
    ("beside", "meanings"),
    [
        ("<p>This order was canceled because the seller did not ship it in time.</p>", ["not_shipped_in_time"]),
        ("<div><p>This order was canceled because the seller did not ship it in time.</p></div>", []),  # of a help box
    ],
)
def test_a_sentence_right_beside_a_table_of_rows_is_of_the_order(beside: str, meanings: list[str], body: str) -> None:
    rows = {"Order ID": ID, "Status": "Canceled", "Order placed on": "Nov 2, 2026", "Paid on": "Nov 2, 2026"}
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows.items())
    order = one(page(f"<table>{body.format(table)}</table>{beside}"))
    assert [message.meaning for message in order.messages] == meanings


def test_pieces_of_a_tracking_number_are_no_numbers_of_their_own() -> None:
    number = "LP<span>00999</span><span><span>000777012</span></span>"
    markup = (
        '<html lang="en"><body><div class="tracking-detail"><div class="tracking-name"><span class="title">Post</span></div>'
        f'<div class="tracking-no">Tracking number: <span>{number}</span></div>'
        "<ul><li>2022-06-17 13:15 Delivered</li><li>Tracking number: LP00999000777012</li></ul></div></body></html>"
    )
    url = "https://track.aliexpress.com/logisticsdetail.htm?tradeId=8213550000042101"
    (order,) = extract(load(markup, url=url))
    (package,) = order.packages
    assert package.tracking_number == "LP00999000777012"
    assert package.other_numbers == ()
    assert [event.class_ for event in package.events] == ["DELIVERED"]


@pytest.mark.parametrize(
    ("before", "others"),
    [("<b>Tracking</b> <b>number:</b>", ("RA999000780CN",)), ("<b>Nummer</b>", ())],
)
def test_the_second_number_of_a_parcel_is_read_or_missed_aloud(before: str, others: tuple[str, ...]) -> None:
    markup = (
        '<html lang="en"><body><div><p>Delivered</p><span>Standard Shipping</span>'
        f"<a>{before} <b>LP00999000777010,</b> <b>RA999000780CN</b></a></div>"
        "<ul><li>2020-01-31 11:20 Delivered</li></ul></body></html>"
    )
    (order,) = extract(load(markup, url="https://track.aliexpress.com/logisticsdetail.htm?tradeId=8213550000042101"))
    (package,) = order.packages
    assert (package.tracking_number, package.other_numbers) == ("LP00999000777010", others)
    assert bool(others) != (("unreadable_tracking_number", "packages.0.other_numbers") in problems(order))


def test_events_are_read_in_the_language_of_the_page_s_words() -> None:
    page = (Path(__file__).parents[1] / "fixtures" / "tracking-in-nl" / "page.html").read_text("utf-8")
    plain, unsaid = (extract(load(each)) for each in (page, re.sub(r"<html[^>]*>", "<html>", page)))
    classes = [[event.class_ for event in order.packages[0].events] for order in (*plain, *unsaid)]
    assert classes[0] == classes[1]


# Pages changed so that they look the same.


def test_a_time_of_which_a_piece_is_hidden_is_not_its_day() -> None:
    order = one(detail(rows=row("Paid on", "Nov 3, 2026 10:2<i hidden>7</i>1")))
    assert order.paid_on is None
    assert ("broken_words", "paid_on") in problems(order)


def test_a_quantity_of_which_a_piece_is_hidden_is_not_that_of_other_words() -> None:
    item = (
        '<div class="order-item-content"><div class="order-item-content-body"><a href="//www.aliexpress.com/item/1005000000000009.html">'
        '<span title="Lens">Lens</span></a><div class="order-item-content-info"><div class="order-item-content-info-name">'
        '<a href="//www.aliexpress.com/item/1005000000000009.html"><span>Lens</span></a></div>'
        '<div class="order-item-content-info-sku">x3</div><div class="order-item-content-info-number"><div>US $3.80</div>'
        '<span class="order-item-content-info-number-quantity">x<b hidden>7</b>1</span></div></div></div></div>'
    )
    order = one(page(card(item)))
    assert [one.quantity for one in order.items] == [None]
    assert any(path == "items.0.quantity" for _, path in problems(order))


@pytest.mark.parametrize(
    ("language", "tip", "left"),
    [
        ("ru", "Продавцу осталось 2 дн.<br>7 ч. на отправку", timedelta(days=2, hours=7)),
        ("ru", "Продавцу осталось<br>2 дн. 7 ч. на отправку", timedelta(days=2, hours=7)),
        ("ru", "Продавцу осталось 2 дн. 7 ч.<br>на отправку", timedelta(days=2, hours=7)),
        ("ar", "الوقت المتبقي للدفع: 10 ساعات<br>و 25 دقيقة", timedelta(hours=10, minutes=25)),
        ("en", "<p>Remaining time to pay: 10 hours</p><p>25 minutes</p>", timedelta(hours=10, minutes=25)),
        ("en", "Seller has 5 days<br>3 hours left to ship", timedelta(days=5, hours=3)),
        ("en", "<span>Seller has 5 days 3</span><br><span>hours left to ship</span>", timedelta(days=5, hours=3)),
        ("en", "<p>Seller has to ship within</p><p>2 days 3 hours</p>", timedelta(days=2, hours=3)),
        ("en", "<p>Remaining time to pay</p><p>02</p><p>Days</p><p>10</p><p>Hours</p>", timedelta(days=2, hours=10)),
        ("en", "<p>Remaining time to pay</p><p>10</p><p>:</p><p>33</p><p>:</p><p>12</p>", timedelta(seconds=37992)),
        ("en", "<p>Remaining time to pay: 10 hours</p><p>25 hours</p>", timedelta(hours=10)),
    ],
)
def test_a_countdown_over_a_break_is_whole(language: str, tip: str, left: timedelta) -> None:
    status = {"ar": "بانتظار الدفع", "ru": "Ожидает отправки"}.get(language, "Awaiting payment")
    order = one(page(card(f"<div class='tip'>{tip}</div>", status), language))
    assert [timer.remaining_seconds for timer in order.timers] == [int(left.total_seconds())]


@pytest.mark.parametrize("first", ["Seller has 5 days", "Delivery takes 10 days"])
def test_two_boxes_with_words_and_a_time_in_both_may_be_one_sentence(first: str) -> None:
    order = one(page(card(f"<p>{first}</p><p>3 hours left to ship</p>", "Awaiting shipment")))
    assert [(timer.kind, timer.remaining_seconds) for timer in order.timers] == [("ship", None)]
    assert ("unreadable_countdown", "timers.0") in problems(order)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ko", "주문번호 8124102781090904 이(가) 취소되었습니다."),
        ("en", "Order ID 8124102781090904 was cancelled."),
    ],
)
def test_an_order_that_a_sentence_speaks_of_is_not_the_pages(language: str, sentence: str) -> None:
    body = f"<div><p>{sentence}</p><div>Order ID: {ID}</div><div>Total: US $5.00</div><div>Paid on: Nov 3, 2026</div></div>"
    assert [order.order_id for order in extract(load(page(body, language), captured_at=AT))] == [ID]


def test_a_sentence_that_begins_like_a_row_names_no_carrier() -> None:
    body = (
        f"<div>Takip numarası: RR733355513TR</div><div><div>Kargo firması tarafından teslim alındı</div><div>11 Kas 2026 08:55</div></div>"
        f"<div>Sipariş no: {ID}</div>"
    )
    order = one(page(body, "tr"))
    assert [package.carrier for package in order.packages] == [None]
    assert any(path == "packages.0.carrier" for _, path in problems(order))


def test_an_unknown_design_tells_of_a_notice_above_the_order() -> None:
    rows = f"<div>Order ID: {ID}</div><div>Paid on: Nov 3, 2026</div><div>Total: US $5.00</div>"
    told = one(page(f"<p>This order was split into two smaller ones.</p><section>{rows}</section>"))
    assert ("not_understood", "messages") in problems(told)
    assert ("not_understood", "messages") not in problems(one(page(f"<section>{rows}</section>")))


@pytest.mark.parametrize(
    ("status", "reminder", "said", "dispute"),
    [
        ("Awaiting shipment", "Cancellation requested. Waiting for the seller to respond", ["cancel_asked"], None),
        ("Awaiting shipment", "Your cancellation request was rejected by the seller", ["cancel_refused"], None),
        ("Awaiting delivery", "Waiting for the seller to respond", [], "waiting_seller"),
        ("Closed", "You closed the dispute", [], "cancelled"),
    ],
)
def test_a_request_to_cancel_is_no_dispute(status: str, reminder: str, said: list[str], dispute: str | None) -> None:
    order = one(detail(status, f'<div class="order-status-info">{reminder}</div>'))
    assert ([message.meaning for message in order.messages], order.dispute.state) == (said, dispute)


@pytest.mark.parametrize(
    ("line", "code", "dispute"),
    [
        (f"Order ID: {ID} Cancellation requested", "cancel_requested", None),
        (f"Order ID: {ID} · Cancellation requested", "cancel_requested", None),
        (f"Order ID: {ID} (Awaiting shipment)", "awaiting_shipment", None),
        (f"Bestellnummer: {ID} Stornierung beantragt", "cancel_requested", None),
        (f"Order ID: {ID} Copy", None, "waiting_seller"),
    ],
)
def test_a_status_may_stand_behind_the_number_of_its_order(line: str, code: str | None, dispute: str | None) -> None:
    order = one(f"<main><p>{line}</p><p>The seller has 2 days 3 hours to respond</p></main>")
    assert (order.status and order.status.code, order.dispute.state) == (code, dispute)
    assert [timer.kind for timer in order.timers] == ["seller_response"]


@pytest.mark.parametrize(
    ("sentence", "dispute"),
    [
        ("The seller has 2 days 3 hours to respond to your cancellation request", None),
        ("Der Verkäufer hat noch 2 Tage 3 Stunden, um auf Ihre Stornierungsanfrage zu antworten", None),
        ("У продавца осталось 2 дня 3 часа, чтобы ответить на ваш запрос на отмену", None),
        ("販売者はあと2日3時間以内にキャンセル申請に回答する必要があります", None),
        ("The seller has 2 days 3 hours to respond to your request", "waiting_seller"),
        # what holds in any dispute
        ("In a dispute the seller has 5 days to respond", None),
        ("Im Falle eines Streitfalls hat der Verkäufer 5 Tage Zeit zu antworten", None),
        ("En caso de disputa, el vendedor tiene 5 días para responder", None),
        ("Em caso de disputa, o vendedor tem 5 dias para responder", None),
        ("W przypadku sporu sprzedawca ma 5 dni na odpowiedź", None),
        ("В случае спора у продавца есть 5 дней на ответ", None),
        ("У разі спору продавець має 5 днів на відповідь", None),
        ("Anlaşmazlık durumunda satıcının yanıt vermek için 5 günü vardır", None),
        ("في حالة النزاع، لدى البائع 5 أيام للرد", None),
        ("במקרה של מחלוקת למוכר יש 5 ימים להשיב", None),
        ("분쟁 시 판매자는 5일 이내에 답변해야 합니다", None),
        ("ในกรณีที่มีข้อพิพาท ผู้ขายมีเวลา 5 วันในการตอบกลับ", None),
        ("Trong trường hợp tranh chấp, người bán có 5 ngày để phản hồi", None),
        ("Dalam hal sengketa, penjual memiliki 5 hari untuk merespons", None),
        ("The seller has 5 days to respond. You can open a dispute until Dec 4, 2030.", None),
    ],
)
def test_the_sellers_time_for_what_is_no_open_dispute_says_of_none(sentence: str, dispute: str | None) -> None:
    order = one(f"<main><p>Order ID: {ID}</p><p>{sentence}</p></main>")
    assert "seller_response" in [timer.kind for timer in order.timers]
    assert order.dispute.state == dispute


@pytest.mark.parametrize(
    ("lang", "label", "code", "said"),
    [
        ("en", "In transit", "shipped", []),
        ("en", "Customs clearance", "shipped", []),
        ("en", "Cancelled by seller", "cancelled", ["cancelled_by_seller"]),
        ("en", "Canceled by you", "cancelled", ["cancelled_by_buyer"]),
        ("en", "Returned to sender", "unknown", ["shipment_cancelled"]),
        ("en", "Gone away", "unknown", []),
        ("de", "In Zustellung", "shipped", []),
        ("fr", "En cours d’acheminement", "shipped", []),
        ("es", "Cancelado por el vendedor", "cancelled", ["cancelled_by_seller"]),
        ("de", "Die Bestellung ist vom Verkäufer storniert worden", "cancelled", ["cancelled_by_seller"]),
        ("ru", "Заказ был отменен покупателем", "cancelled", ["cancelled_by_buyer"]),
        ("zh", "关闭", "closed", []),
    ],
)
def test_a_headline_that_is_no_known_status(lang: str, label: str, code: str, said: list[str]) -> None:
    order = one(detail(label).replace('lang="en"', f'lang="{lang}"'))
    assert order.status is not None
    assert (order.status.code, order.status.label) == (code, label)
    assert [message.meaning for message in order.messages] == said
    assert problems(order) & {("unknown_status", "status"), ("unverified_wording", "status")}


@pytest.mark.parametrize("total", ["order-price-item order-price-total", "any"])
def test_a_number_below_an_amount_may_be_its_cents(total: str) -> None:
    row = f'<div class="{total}"><div class="left-col">Total</div><div class="right-col">{{}}</div></div>'
    whole = one(detail(blocks=row.format("<div>US $</div><div>12</div><div>.40</div>")))
    assert whole.amounts.total is not None
    assert whole.amounts.total.amount == Decimal("12.40")
    order = one(detail(blocks=row.format("<div>US $12</div><div>40</div>")))
    assert order.amounts.total is None
    assert any(field == "amounts.total" and code != "part_missing" for code, field in problems(order))


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Čeká se na vaši odpověď – zbývají 3 dny", "buyer_response"),
        ("Your coupon to pay with expires in 3 days", None),
    ],
)
def test_the_language_that_knows_a_sentence_says_what_it_is_a_deadline_for(sentence: str, kind: str | None) -> None:
    """On a page of few words those of a dialog in another language may come first."""
    for languages in (("en", "cs"), ("cs", "en")):
        found = deadline(sentence, replace(words_for("cs"), languages=languages))
        assert (found and found.kind) == kind


@pytest.mark.parametrize(
    ("beside", "code", "meanings", "stage", "kinds"),
    [
        ("Payment timed out", "closed", ["payment_not_received"], None, []),
        ("Refund completed", "closed", [], 3, []),
        ("You can open a dispute until Dec 3, 2026", "closed", [], None, ["dispute_window"]),
        (" orders", None, [], None, []),
        ("and gone", None, [], None, []),
    ],
)
def test_a_state_and_what_only_a_style_keeps_apart_from_it(
    beside: str, code: str | None, meanings: list[str], stage: int | None, kinds: list[str]
) -> None:
    cards = "".join(
        f"<div><div><span>Closed</span><span>{beside}</span></div><p>Order ID: {number}</p><p>Total: US $5.00</p></div>"
        for number in (ID, f"{ID[:-1]}9")
    )
    for order in parse(f"<main>{cards}</main>").orders:
        assert (order.status and order.status.code) == code
        assert [message.meaning for message in order.messages] == meanings
        assert order.refund.stage == stage
        assert [timer.kind for timer in order.timers] == kinds


def test_steps_that_were_not_reached_are_no_status_beside_those_with_their_days() -> None:
    steps = [("Placed", "Nov 3"), ("Paid", "Nov 3"), ("Shipped", "Nov 6"), ("Delivered", ""), ("Completed", "")]
    bar = "".join(f"<li><b>{name}</b>{day and f'<i>{day}</i>'}</li>" for name, day in steps)
    for headline, label in (("", "Shipped"), ("<h2>Your package is on its way</h2>", "Your package is on its way")):
        (order,) = parse(f"<ol>{bar}</ol>{headline}<p>Order ID: {ID}</p><p>Total: US $5.00</p>").orders
        assert order.status is None or (order.status.code, order.status.label) == ("shipped", label)


def test_a_status_beside_rows_with_days_is_no_step() -> None:
    for labels in (("Order placed on", "Paid on", "Shipped on"), ("Placed", "Paid", "Shipped")):
        rows = "".join(f"<div>{name} Nov 3, 2026</div>" for name in labels)
        page = f"<main><div>Canceled</div>{rows}<div>Order ID: {ID}</div><div>Total: US $5.00</div></main>"
        (order,) = parse(page).orders
        assert order.status is not None
        assert order.status.code == "cancelled"
