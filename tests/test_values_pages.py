"""Values as they stand on pages: whole, or null with a problem that names the field."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from whyclosed_parser import parse
from whyclosed_parser.model import Order
from whyclosed_parser.read.values import read_estimate
from whyclosed_parser.words import words_for

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
ID = "8190000000008101"
TABLES = Path(__file__).with_name("tables")


def detail(**parts: str) -> str:
    """An order's page; each part takes the place of a sound one."""
    have = {
        "id": ID,
        "date": "Nov 3, 2026",
        "total": "US $14.27",
        "row": "US $12.40",
        "price": "US $6.20",
        "quantity": "x2",
        "notice": "",
    } | parts
    return f"""<!DOCTYPE html><html lang="en"><head><title>Order Detail</title></head><body data-spm="order_detail">
<div class="order-wrap"><div class="order-status order-block"><div class="order-block-title">Awaiting delivery</div>
<div class="order-status-content">{have["notice"]}</div></div>
<div class="order-detail-info order-block"><div class="order-detail-info-item order-detail-order-info"><div class="order-detail-info-content">
<div class="info-row"><span data-pl="order_detail_gray_id">Ref. Number</span>&nbsp;{have["id"]}<span>Copy</span></div>
<div class="info-row"><span data-pl="order_detail_gray_date">Order placed on</span>&nbsp;{have["date"]}</div></div></div></div>
<div class="order-detail-item order-block"><div class="order-detail-item-content"><div class="order-detail-item-content-info">
<div class="item-title"><a href="//www.aliexpress.com/item/1005000000007701.html">Walnut tray</a></div>
<div class="item-price"><div>{have["price"]}</div><span class="item-price-quantity">{have["quantity"]}</span></div></div></div></div>
<div class="order-price order-block"><div class="order-price-item"><span data-pl="order_price_item_title">Subtotal</span>
<div data-pl="order_price_item_value">{have["row"]}</div></div>
<div class="order-price-item"><span data-pl="order_price_item_title">Total</span>
<div data-pl="order_price_item_value">{have["total"]}</div></div></div></div></body></html>"""


def tracking(number: str = "LP00777000222001", delivery: str = "Nov 24") -> str:
    return f"""<!DOCTYPE html><html lang="en"><head><title>Tracking</title></head><body data-spm="tracking">
<div class="tracking-page-layout-v2"><div class="arrival-time-v2--title--e5Fg">Estimated delivery date: {delivery}</div>
<div class="logistic-info-v2--mailNo--j0"><span>Tracking number</span><span class="logistic-info-v2--mailNoValue--k1">{number}</span></div>
<div class="logistic-info-v2--node--a1Bc"><div class="logistic-info-v2--nodeTitle--b2Cd">Out for delivery</div>
<div class="logistic-info-v2--nodeTime--d4Ef">Nov 18, 2026 18:39</div></div></div></body></html>"""


def read(page: str, url: str = "https://www.aliexpress.com/p/order/detail.html") -> Order:
    (order,) = parse(page, url=url, captured_at=AT).orders
    return order


def track(**parts: str) -> Order:
    return read(tracking(**parts), f"https://www.aliexpress.com/p/tracking/index.html?tradeOrderId={ID}")


def problems(order: Order, field: str) -> set[str]:
    return {problem.code for problem in order.problems if problem.field == field}


def test_the_sound_page() -> None:
    order = read(detail())
    assert order.amounts.total is not None
    assert (order.order_id, order.placed_on, order.amounts.total.amount) == (ID, date(2026, 11, 3), Decimal("14.27"))
    assert order.items[0].quantity == 2
    assert {(one.code, one.field) for one in order.problems} == {("part_missing", "shop")}  # it shows none


AMOUNTS = [
    ("<span>US $</span>\n<span>1</span>\n<span>4</span>\n<span>.27</span>", None),  # apart for the eye
    ("US $14<sup>27</sup>", Decimal("14.27")),
    ("(US $5.00)", Decimal("-5.00")),
    ("1´234.50 CHF", Decimal("1234.50")),
    ("1\u202f234,56 PLN", Decimal("1234.56")),
    ("1\ufffd234,56 PLN", None),
    ("1Â 234,56 PLN", None),
    ("<s>US $20.00</s> US $14.27", Decimal("14.27")),
    ("<s>US $20.00</s>", None),
    ("Save US $3.00 more", None),
    ("US $1 - 2", None),
]


@pytest.mark.parametrize(("printed", "amount"), AMOUNTS)
@pytest.mark.parametrize("field", ["total", "row", "price"])
def test_amount(field: str, printed: str, amount: Decimal | None) -> None:
    order = read(detail(**{field: printed}))
    fields = {
        "total": (order.amounts.total, "amounts.total"),
        "row": (order.amounts.rows[0].money, "amounts.rows.0.money"),
        "price": (order.items[0].price, "items.0.price"),
    }
    money, path = fields[field]
    is_none = amount is None or (field == "total" and amount < 0)  # no total is
    assert (money and money.amount) == (None if is_none else amount)
    assert money is not None or problems(order, path) | problems(order, path.removesuffix(".money"))


BESIDE_WORDS = [
    (place, printed, amount)
    for place, amounts in tomllib.loads((TABLES / "amounts.toml").read_text("utf-8")).items()
    for amount, texts in amounts.items()
    for printed in texts
]


@pytest.mark.parametrize(("place", "printed", "amount"), BESIDE_WORDS, ids=[row[1] for row in BESIDE_WORDS])
def test_an_amount_with_words_around_it(place: str, printed: str, amount: str) -> None:
    notices = {
        "total": "",
        "refund": f"<p>Refund complete</p><p>Refund amount: {printed}</p>",
        "sentence": f"<p>{printed}</p>",
    }
    order = read(detail(total=printed if place == "total" else "US $99.00", notice=notices[place]))
    money = order.amounts.total if place == "total" else order.refund.amount
    if money is None:
        path = "amounts.total" if place == "total" else "refund.amount"
        assert problems(order, path) or order.refund.stage is None
    else:
        assert str(money.amount) == amount


DATES = [
    "Nov 3, 24",
    "Nov 3 '24",
    "03/04/2026",
    "Tue, Nov 2, 2026",
    "<s>Nov 3, 2026</s>",
    "明治8年11月3日",
    "Nov 31, 2026",
]


@pytest.mark.parametrize("printed", DATES)
def test_no_day_is_guessed(printed: str) -> None:
    order = read(detail(date=printed))
    assert order.placed_on is None
    assert problems(order, "placed_on")


def rows(table: str) -> list[tuple[str, str, str]]:
    """Language, what is printed, and what it is."""
    read = tomllib.loads((TABLES / f"{table}.toml").read_text("utf-8"))
    return [(language, printed, meant) for language, texts in read.items() for printed, meant in texts.items()]


@pytest.mark.parametrize(("language", "printed", "meant"), rows("printed_days"), ids=str)
def test_a_printed_day_is_right_or_none(language: str, printed: str, meant: str) -> None:
    label = words_for(language).labels("placed_on")[0].rstrip(":") if language != "en" else "Order placed on"
    page = detail(date=printed).replace('lang="en"', f'lang="{language}"').replace("Order placed on", label)
    order = read(page)
    assert bool(problems(order, "placed_on")) == (not meant)
    when = datetime.fromisoformat(meant) if "T" in meant else date.fromisoformat(meant) if meant else None
    assert (type(order.placed_on), order.placed_on) == (type(when), when)


STATES = {"pay": "Awaiting payment", "ship": "Awaiting shipment", "buyer_response": "In dispute"}


@pytest.mark.parametrize(("language", "sentence", "meant"), rows("deadlines"), ids=str)
def test_a_deadline_below_the_status(language: str, sentence: str, meant: str) -> None:
    kind, day = meant.split()
    page = detail(notice=f'<div class="order-status-info">{sentence}</div>').replace('lang="en"', f'lang="{language}"')
    order = read(page.replace("Awaiting delivery", STATES.get(kind, "Awaiting delivery")))
    ends = [timer.ends_on or timer.remaining_seconds or timer.ends_at for timer in order.timers]
    assert [timer.kind for timer in order.timers] == [kind]
    assert str(ends[0]) == day.replace("T", " ")


@pytest.mark.parametrize(("language", "sentence", "code"), rows("order_ends"), ids=str)
def test_how_an_order_ended_by_a_sentence_of_a_mail(language: str, sentence: str, code: str) -> None:
    label = words_for(language).labels("order_id")[0].rstrip(":")
    page = f"<html lang='{language}'><body><p>x,</p><p>{sentence}</p><p>{label}: 8203417700050100</p></body></html>"
    mail = f"From: AliExpress <transaction@notice.aliexpress.com>\nContent-Type: text/html; charset=utf-8\n\n{page}"
    found = [order.status.code for order in parse(mail.encode()).orders if order.status is not None]
    assert found == ([code] if code else [])


@pytest.mark.parametrize(
    ("subject", "told"),
    [
        ("Your order 8203417700050100 is closed", ("8203417700050100", "closed")),
        ("Order 8203417700050100: order shipped", ("8203417700050100", "shipped")),
        (
            "=?utf-8?q?Zam=C3=B3wienie_8203417700050100=3A_zam=C3=B3wienie_zamkni=C4=99te?=",
            ("8203417700050100", "closed"),
        ),
        ("Re: Order 8203417700050100: order shipped", ("8203417700050100", None)),
    ],
)
def test_the_subject_of_a_mail_tells_the_order_and_its_state(subject: str, told: tuple[str | None, str | None]) -> None:
    mail = f"From: AliExpress <transaction@notice.aliexpress.com>\nSubject: {subject}\nContent-Type: text/plain\n\nHi,"
    found = [(order.order_id, order.status and order.status.code) for order in parse(mail.encode()).orders]
    assert found == ([told] if told[0] else [])


@pytest.mark.parametrize(("language", "printed", "meant"), rows("expected_at_new_year"), ids=str)
def test_expected_days_over_new_year(language: str, printed: str, meant: str) -> None:
    label = words_for(language).labels("estimated_delivery")[0].rstrip(":")
    page = (
        tracking(delivery=printed).replace("Estimated delivery date", label).replace('lang="en"', f'lang="{language}"')
    )
    (order,) = parse(page, captured_at=datetime(2026, 12, 20, tzinfo=UTC)).orders
    estimate = order.packages[0].estimated_delivery
    days = (estimate.from_, estimate.to) if estimate is not None else (None, None)
    assert " ".join(day.isoformat() for day in days if day is not None) == meant
    assert (problems(order, "packages.0.estimated_delivery") <= {"unverified_wording"}) == bool(meant)


IDS = [
    ("٨١٩٠٠٠٠٠٠٠٠٠٨١٠١", ID),
    ("８１９０００００００００８１０１", ID),
    ("8190 0000 0000 8101", ID),
    ("8190\u00ad0000\u200b0000\u20608101", ID),
    ("8190000000 008101", None),
    (f"{ID}.5", None),
    ("4201234567899200190333885202055737", None),
]


@pytest.mark.parametrize(("printed", "number"), IDS)
def test_id(printed: str, number: str | None) -> None:
    order = read(detail(id=printed))
    assert order.order_id == number
    assert number or problems(order, "order_id")


@pytest.mark.parametrize(("printed", "pieces"), [("x1,000", 1000), ("x2 pcs", 2), ("x2.5", None), ("2 days", None)])
def test_quantity(printed: str, pieces: int | None) -> None:
    order = read(detail(quantity=printed))
    assert order.items[0].quantity == pieces
    assert problems(order, "items.0.quantity") == (set() if pieces else {"unreadable_quantity"})


NUMBERS = [
    ("<span>LP00777</span> <span>000222001</span>", "LP00777000222001"),
    ("4201234567899200190333885202055737", "4201234567899200190333885202055737"),
    ("lp00777000222001", "LP00777000222001"),
    ("RB 123456789 CN", None),
    ("LP0077****2001", None),
    ("2026-11-20-1234", None),
]


@pytest.mark.parametrize(("printed", "number"), NUMBERS)
def test_tracking_number(printed: str, number: str | None) -> None:
    order = track(number=printed)
    assert order.packages[0].tracking_number == number
    path = "packages.0.tracking_number"
    assert problems(order, path) == (set() if number else {"unreadable_tracking_number"})


SPANS = [
    ("24.11. - 30.11.2026", date(2026, 11, 24), date(2026, 11, 30)),
    ("24.–30.11.2026", date(2026, 11, 24), date(2026, 11, 30)),
    ("28 Dec – 3 Jan", date(2026, 12, 28), date(2027, 1, 3)),
    ("03.04. - 05.04.2026", None, None),
    ("24.11. - 11/30/2026", None, None),
]


@pytest.mark.parametrize(("printed", "first", "last"), SPANS)
def test_expected_days(printed: str, first: date | None, last: date | None) -> None:
    order = track(delivery=printed)
    estimate = order.packages[0].estimated_delivery
    assert (estimate and estimate.from_, estimate and estimate.to) == (first, last)
    assert first or problems(order, "packages.0.estimated_delivery")


def test_a_day_of_delivery_is_seen() -> None:
    page = tracking().replace("Estimated delivery date: Nov 24", "Delivered: Nov 31, 2026")
    order = read(page, f"https://www.aliexpress.com/p/tracking/index.html?tradeOrderId={ID}")
    assert order.packages[0].delivered_on is None
    assert problems(order, "packages.0.delivered_on") == {"unreadable_date"}


COUNTDOWNS = [
    ("<span>8</span><span>days</span><span>4</span><span>hours</span>", timedelta(days=8, hours=4)),
    ("8days4hours", timedelta(days=8, hours=4)),
    ("8 day(s) 4 hour(s)", timedelta(days=8, hours=4)),
    ("8 days and 4 hours", timedelta(days=8, hours=4)),
    ("８ days ４ hours", timedelta(days=8, hours=4)),
    ("08:04:00:00", timedelta(days=8, hours=4)),
    ("8 days 04:00:00", timedelta(days=8, hours=4)),
    ("8d : 4h", timedelta(days=8, hours=4)),
    ("8 days 4 foo", None),
    ("8 days 4", None),
    ("8 fortnights", None),
    ("8", None),
    ("8-10 days", None),
    ("8 business days", None),
    ("1.5 days", None),
]


@pytest.mark.parametrize(("printed", "left"), COUNTDOWNS)
def test_countdown(printed: str, left: timedelta | None) -> None:
    order = read(detail(notice=f"Buyer protection ends in {printed}"))
    (timer,) = order.timers
    assert timer.kind == "protection"
    assert (timer.remaining_seconds, timer.ends_at) == (
        (int(left.total_seconds()), AT + left) if left else (None, None)
    )
    assert problems(order, "timers.0") - {"unverified_wording"} == (set() if left else {"unreadable_countdown"})


TWO_OR_NONE = [
    "Dec 24 - 26, 2026",
    "03/04/2027",
    "Dec 24, 26",
    "24.12.26",
    "Nov 31, 2026",
]


def test_a_struck_out_last_day_gives_way_to_the_new_one() -> None:
    order = read(detail(notice="Refund if no delivery before <s>Nov 24, 2026</s> Dec 4, 2026"))
    assert [timer.ends_on for timer in order.timers] == [date(2026, 12, 4)]


@pytest.mark.parametrize("printed", TWO_OR_NONE)
def test_a_last_day_is_one_day_or_none(printed: str) -> None:
    order = read(detail(notice=f"Refund if no delivery before {printed}"))
    (timer,) = order.timers
    assert (timer.kind, timer.ends_on) == ("refund_if_undelivered", None)
    assert problems(order, "timers.0") == {"unreadable_date"}


def total(amount: str, label: str = "Total") -> str:
    return (
        f'<div class="order-price-item"><span data-pl="order_price_item_title">{label}</span>'
        f'<div data-pl="order_price_item_value">{amount}</div></div>'
    )


def test_a_total_that_is_said_in_two_ways_is_none() -> None:
    page = detail().replace("</body>", total("US $15.27") + "</body>")
    order = read(page)
    assert order.amounts.total is None
    assert problems(order, "amounts.total") == {"broken_words"}
    again = read(detail().replace("</body>", total("US $14.27") + "</body>"))
    assert again.amounts.total is not None


@pytest.mark.parametrize(
    ("field", "label", "more"),
    [
        ("placed_on", "Order placed on", ""),
        ("placed_on", "Order date", ""),
        ("placed_on", "Placed:", ""),
        ("paid_on", "Paid on", "Payment time"),
        ("shipped_on", "Shipment completed on", "Shipping Time"),
    ],
)
def test_a_day_that_is_said_in_two_ways_is_none(field: str, label: str, more: str) -> None:
    """Also behind another label that means the same."""
    rows = [(label, "Oct 3, 2026"), *([(more, "Oct 4, 2026")] if more else [])]
    row = "".join(
        f'<div class="info-row"><span data-pl="order_detail_gray_date">{name}</span>&nbsp;{day}</div>'
        for name, day in rows
    )
    order = read(detail().replace('<div class="order-detail-item ', f'{row}<div class="order-detail-item '))
    assert getattr(order, field) is None
    assert problems(order, field) == {"broken_words"}


@pytest.mark.parametrize(
    "words",
    [
        "For example: buyer protection ends in 8 days",
        "For instance, buyer protection ends in 8 days",
        "Most sellers ship within 8 days",
        "Many sellers ship within 8 days",
        "Other buyers: buyer protection ends in 8 days",
    ],
)
def test_what_is_said_of_others_is_no_deadline(words: str) -> None:
    assert read(detail(notice=words)).timers == ()


@pytest.mark.parametrize(
    "printed",
    [
        "thirteen days",
        "a couple of days",
        "less than two days",
        "at most three weeks",
        "several hours",
        "twenty-one days",
    ],
)
def test_a_time_in_words_is_not_lost_in_silence(printed: str) -> None:
    order = read(detail(notice=f"Buyer protection ends in {printed}"))
    (timer,) = order.timers
    assert (timer.ends_at, timer.remaining_seconds) == (None, None)
    assert problems(order, "timers.0") == {"unreadable_countdown"}


@pytest.mark.parametrize("printed", ["Dec 4 or Dec 14, 2026", "Dec 4 or 14, 2026", "Dec 4 and Dec 14, 2026"])
def test_of_two_last_days_none_is_taken(printed: str) -> None:
    order = read(detail(notice=f"Refund if no delivery before {printed}"))
    assert [timer.ends_on for timer in order.timers] == [None]
    assert problems(order, "timers.0") == {"unreadable_date"}


SHADOWS = [
    '<x-s><template shadowrootmode="open"><slot>Closed</slot></template>Completed</x-s>',
    '<x-s><template shadowrootmode="open"><slot><b>Completed</b></slot></template></x-s>',
    '<x-s><template shadowrootmode="open"><slot name="a">Closed</slot></template><i slot="a">Completed</i></x-s>',
    '<x-s><template shadowrootmode="open"><slot name="a">Completed</slot></template><i slot="b">Closed</i></x-s>',
    '<x-s><template shadowrootmode="open"><slot name="a"></slot></template><i slot="a">Completed</i><u>Closed</u></x-s>',
    '<x-s><template shadowrootmode="open"><slot></slot></template><!-- -->Completed</x-s>',
    '<x-s>Closed<template shadowrootmode="open">Completed</template></x-s>',
]


@pytest.mark.parametrize("words", SHADOWS)
def test_a_shadow_root_shows_what_it_has_a_slot_for(words: str) -> None:
    order = read(detail().replace("Awaiting delivery", words))
    assert order.status is not None
    assert order.status.code == "completed"


@pytest.mark.parametrize("printed", ["Nov 24, 2026", "expected Nov 24, 2026", "2027-01-03", "Nov 3, 2062"])
def test_nothing_was_done_on_a_day_to_come(printed: str) -> None:
    order = read(detail(date=printed))
    assert order.placed_on is None
    assert problems(order, "placed_on") == {"unreadable_date"}


def test_a_day_across_the_zones_is_not_to_come() -> None:
    assert read(detail(date="Nov 21, 2026")).placed_on == date(2026, 11, 21)


PARTED_BY_WORDS = [
    ("en", "between Nov 24 and Nov 30"),
    ("en", "between 24 and 30 Nov"),
    ("en", "from the 24 Nov to the 30 Nov"),
    ("de", "zwischen 24. Nov. und 30. Nov."),
    ("de", "zwischen dem 24. und dem 30. November"),
    ("de", "vom 24. Nov. bis zum 30. Nov."),
    ("fr", "entre le 24 nov. et le 30 nov."),
    ("fr", "du 24 au 30 novembre"),
    ("es", "entre el 24 nov. y el 30 nov."),
    ("es", "del 24 al 30 de noviembre"),
    ("it", "tra il 24 nov e il 30 nov"),
    ("it", "dal 24 al 30 novembre"),
    ("pt", "entre 24 de nov e 30 de nov"),
    ("nl", "tussen 24 nov. en 30 nov."),
    ("nl", "van 24 tot en met 30 november"),
    ("pl", "między 24 listopada a 30 listopada"),
    ("cs", "mezi 24. listopadu a 30. listopadu"),
    ("ru", "между 24 ноября и 30 ноября"),
    ("ru", "с 24 по 30 ноября"),
    ("uk", "між 24 листопада та 30 листопада"),
    ("tr", "24 Kasım ile 30 Kasım arasında"),
    ("ja", "11月24日から11月30日まで"),
    ("ja", "11月24日から11月30日の間"),
    ("ko", "11월 24일부터 11월 30일까지"),
    ("ko", "11월 24일에서 11월 30일 사이"),
    ("zh", "11月24日至11月30日之间"),
    ("id", "antara 24 November dan 30 November"),
    ("ar", "بين 24 نوفمبر و 30 نوفمبر"),
    ("he", "בין 24 בנובמבר ל-30 בנובמבר"),
    ("th", "ระหว่าง 24 พ.ย. และ 30 พ.ย."),
    ("vi", "từ 24 tháng 11 đến 30 tháng 11"),
]


@pytest.mark.parametrize(("language", "printed"), PARTED_BY_WORDS)
def test_two_days_parted_by_words(language: str, printed: str) -> None:
    words = words_for(language)
    estimate = read_estimate(printed, words, AT, "")
    assert estimate is not None
    assert (estimate.from_, estimate.to) == (date(2026, 11, 24), date(2026, 11, 30))


EXPECTED = [
    (kind, language, printed)
    for kind, languages in tomllib.loads((TABLES / "expected_days.toml").read_text("utf-8")).items()
    for language, texts in languages.items()
    for printed in texts
]


@pytest.mark.parametrize(("kind", "language", "printed"), EXPECTED, ids=[row[2] for row in EXPECTED])
def test_an_expected_day_is_no_more_certain_than_it_is_printed(kind: str, language: str, printed: str) -> None:
    label = words_for(language).labels("estimated_delivery")[0].rstrip(":")
    page = (
        tracking(delivery=printed).replace("Estimated delivery date", label).replace('lang="en"', f'lang="{language}"')
    )
    order = read(page, f"https://www.aliexpress.com/p/tracking/index.html?tradeOrderId={ID}")
    estimate = order.packages[0].estimated_delivery
    assert estimate is not None
    day = date(2026, 11, 24)
    from_, to = {"first": (day, None), "last": (None, day), "day": (day, day), "about": (None, None)}[kind]
    assert (estimate.from_, estimate.to) == (from_, to)
    assert ("unreadable_date" in problems(order, "packages.0.estimated_delivery")) == (kind == "about")


def test_unknown_words_before_an_expected_day_may_make_another_of_it() -> None:
    order = track(delivery="zirkum Nov 24")
    assert problems(order, "packages.0.estimated_delivery") == {"unreadable_date"}


OPEN = [
    "Nov 24 -", "Nov 24 – …", "Nov 24 ...", "Nov 24…", "Nov 24, 2026 -", "Nov 24 to", "Nov 24+", "≥ Nov 24", "from Nov 24, 2026 on",
]  # fmt: skip


@pytest.mark.parametrize("printed", OPEN)
def test_the_last_of_some_days_is_not_said(printed: str) -> None:
    estimate = read_estimate(printed, words_for(None), AT, "")
    assert estimate is not None
    assert (estimate.from_, estimate.to) == (date(2026, 11, 24), None)


@pytest.mark.parametrize(
    "printed", ["Nov 24 & Nov 30", "Nov 24 / Nov 30", "Nov 24, Nov 26 and Nov 30", "between Nov 24 and"]
)
def test_several_days_are_none(printed: str) -> None:
    estimate = read_estimate(printed, words_for("en"), AT, "")
    assert estimate is None or estimate.to is None
