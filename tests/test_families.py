"""aliexpress.ru, the pages made on the server, and what only their layouts need: zones, places of countdowns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import common

from whyclosed_parser import load
from whyclosed_parser.layouts import excluded
from whyclosed_parser.model import Order, When
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.find import found_at
from whyclosed_parser.read.field import in_zone
from whyclosed_parser.read.times import closing_time, leading_time
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import words_for

AT = datetime(2019, 3, 20, 12, tzinfo=UTC)
ID = "8213550000090101"


def one(body: str, url: str, lang: str = "en", at: datetime | None = AT) -> Order:
    return common.one(common.page(body, lang), url, at)


def hits(body: str, anchor: str) -> list[str]:
    document = load(f"<!DOCTYPE html><html><body>{body}</body></html>")
    parsed = Anchor.parse(anchor)
    index = build_index(document.root, excluded(), frozenset(parsed.keys))
    return [hit.text for hit in found_at(parsed, index.whole, None)]


@pytest.mark.parametrize(
    ("name", "anchor", "found"),
    [
        ("RedOrderList_OrderItem__number__1tjf5", "^RedOrderList_OrderItem__number", True),
        ("RedOrderList_OrderItem__number__1tjf5", "^OrderItem__number", True),
        ("RedOrderList_OrderItem__number__1tjf5", "^number", True),
        ("RedOrderList_OrderItem__number__1tjf5", "^RedOrderList_OrderItem", False),
        ("RedOrderList_OrderItem__numbers__1tjf5", "^OrderItem__number", False),
        ("totalPrice__1tjf5", "^totalPrice", True),
        ("logistic-info-v2--node--2v_Q", "^logistic-info-v2--node", True),
        ("number__", "^number", False),
        ("__number", "^", False),
    ],
)
def test_a_class_is_known_without_the_builds_part(name: str, anchor: str, found: bool) -> None:
    assert hits(f'<p class="{name}">7</p>', anchor) == (["7"] if found else [])


@pytest.mark.parametrize(
    ("anchor", "found"),
    [
        ("testid:orderNumber", ["12 X3"]),
        (r"testid:orderNumber | match X(\d+)$", ["3"]),
        (r"testid:orderNumber | match ^(\d+) X", ["12"]),
        (r"testid:orderNumber | match Y(\d+)", []),
    ],
)
def test_a_test_id_and_a_part_of_the_words(anchor: str, found: list[str]) -> None:
    assert hits('<p><b data-testid="orderNumber">12 X3</b></p>', anchor) == found


PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("when", "offset"),
    [
        (datetime(2015, 5, 28, 8, 10), timedelta(hours=-7)),
        (datetime(2015, 1, 28, 8, 10), timedelta(hours=-8)),
        (datetime(2015, 11, 1, 1, 30), None),  # that hour came twice
        (datetime(2015, 3, 8, 2, 30), None),  # and that one never
        (datetime(2015, 5, 28, 8, 10, tzinfo=UTC), timedelta(0)),
    ],
)
def test_a_time_without_an_offset_gets_the_layouts(when: datetime, offset: timedelta | None) -> None:
    read = in_zone(when, PACIFIC)
    assert isinstance(read, datetime)
    assert read.utcoffset() == offset
    assert read.replace(tzinfo=None) == when.replace(tzinfo=None)


@pytest.mark.parametrize("when", [date(2015, 5, 28), None])
def test_a_day_has_no_zone(when: When | None) -> None:
    assert in_zone(when, PACIFIC) == when
    assert in_zone(datetime(2015, 5, 28, 8, 10), None) == datetime(2015, 5, 28, 8, 10)


def g2(status: str, left: str, words: str = "Your order will be closed for you in: 23 days") -> str:
    return (
        '<table id="buyer-ordertable"><tbody class="order-item-wraper"><tr class="order-head"><td class="order-info">'
        f'<p class="first-row"><span>Order ID:</span> <span class="info-body">{ID}</span></p></td></tr>'
        f'<tr class="order-body"><td class="order-status"><span class="f-left">{status}</span>'
        f'<p class="left-sendgoods-day" lefttime="{left}">{words}</p></td></tr></tbody></table>'
    )


LIST = "https://trade.aliexpress.com/orderList.htm"


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("Awaiting payment", "Closed in: 1 day", "pay"),
        ("Awaiting shipment", "Closed in: 1 day", "ship"),
        ("Awaiting delivery", "Closed in: 1 day", "protection"),
        ("Awaiting delivery", "Automatically confirm receipt after 1 day", "confirm"),  # what it says comes first
    ],
)
def test_an_attribute_is_a_timer(status: str, words: str, kind: str) -> None:
    order = one(g2(status, "90061000", words), LIST)
    (timer,) = order.timers
    assert (timer.kind, timer.basis, timer.remaining_seconds) == (kind, "attribute", 90061)
    assert timer.ends_at == AT + timedelta(seconds=90061)
    assert timer.text == words


@pytest.mark.parametrize("left", ["-5", "1e9", "soon", "٣٠٠٠٠٠", "9" * 20])
def test_an_attribute_that_is_no_number_is_told(left: str) -> None:
    order = one(g2("Awaiting delivery", left), LIST)
    assert [timer.remaining_seconds for timer in order.timers] == [None]
    assert ("unreadable_countdown", "timers.0") in {(one.code, one.field) for one in order.problems}


def test_a_countdown_of_which_nobody_knows_what_it_counts_is_told() -> None:
    order = one(g2("Finished", "90061000"), LIST)
    assert order.timers == ()
    assert ("not_understood", "timers") in {(one.code, one.field) for one in order.problems}


def test_without_the_time_of_capture_a_countdown_has_no_end() -> None:
    (timer,) = one(g2("Awaiting payment", "60000"), LIST, at=None).timers
    assert (timer.ends_at, timer.remaining_seconds) == (None, 60)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Departed. Mar 18, 2022 06:10", ("Mar 18, 2022 06:10", "Departed")),
        ("Departed (2022-03-18 06:10)", ("2022-03-18 06:10", "Departed")),
        ("Arrives by Mar 18, 2022 06:10", None),
        ("Departed. Mar 18, 2022", None),
        ("Departed. Mar 18, 2022 06:10, arrived", None),
    ],
)
def test_the_time_behind_an_events_words(text: str, read: tuple[str, str] | None) -> None:
    assert closing_time(text, words_for("en")) == read


def test_the_event_of_a_strip_has_the_time_behind_its_words() -> None:
    strip = '<div class="order-detail-item-track-info-desc"><div>Out for delivery. Mar 20, 2019 08:12</div></div>'
    order = one(
        f'<div class="order-wrap"><div class="order-status"><div class="order-block-title">Awaiting delivery</div></div>'
        f'<div class="info-row"><span data-pl="order_detail_gray_id">Order ID:</span> 8213550000090909</div>{strip}</div>',
        "https://www.aliexpress.com/p/order/detail.html?orderId=8213550000090909",
    )
    (event,) = order.packages[0].events
    assert (event.text, event.time_text) == ("Out for delivery", "Mar 20, 2019 08:12")


@pytest.mark.parametrize("number", ["Order no. 8213550000090909", "Order number 8213550000090909"])
def test_the_number_of_an_order_may_stand_behind_other_words_of_its_line(number: str) -> None:
    row = f"<div><b>Order canceled</b><time>Nov 10, 2026</time><span>{number}</span></div>"
    assert one(f"{row}<p>Order total: US $16.20</p>", "https://www.aliexpress.com/").order_id == "8213550000090909"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2022-03-18 06:10 Departed", ("2022-03-18 06:10", "Departed")),
        ("2022-03-18 06:10 – Departed", ("2022-03-18 06:10", "Departed")),
        ("2022-03-18 06:10", None),
        ("2022-03-18 Departed", None),
        ("Departed 2022-03-18 06:10", None),
        ("2022-03-18 06:10 until 2022-03-19 06:10", None),
    ],
)
def test_the_time_before_an_events_words(text: str, read: tuple[str, str] | None) -> None:
    assert leading_time(text, words_for("en")) == read


RU = "https://aliexpress.ru/order-list/8213550000090101"


@pytest.mark.parametrize(
    ("status", "rows", "code"),
    [
        ("Завершён", "", "unknown"),
        ("Завершено", "", "unknown"),
        ("Завершён", "<div>Дата заказа 1 марта 2019</div>", "unknown"),
        ("Завершён", "<div>Дата оплаты: 1 марта 2019</div>", "completed"),
        ("Завершен", "<div>Дата доставки: 9 марта 2019</div>", "completed"),
        ("Закрыт", "<div>Дата оплаты: 1 марта 2019</div>", "closed"),
        ("Подозрительный заказ", "<div>Дата оплаты: 1 марта 2019</div>", "unknown"),
    ],
)
def test_finished_alone_may_be_unpaid(status: str, rows: str, code: str) -> None:
    body = f'<h1>Заказ <span data-testid="orderNumber">{ID}</span></h1><div>Статус: {status}</div>{rows}'
    order = one(body, RU, "ru")
    assert order.status is not None
    assert (order.status.code, order.status.label) == (code, status)
    assert "unknown_status" not in {one.code for one in order.problems}


def test_a_page_of_the_russian_site_tells_why_and_until_when() -> None:
    body = (
        f'<h1>Заказ <span data-testid="orderNumber">{ID}</span></h1><div>Заказ отменён</div>'
        "<p>Продавец отменил заказ: товара нет в наличии.</p><p>Открыть спор можно до 10 мая 2019</p>"
        "<div>Дата заказа 1 марта 2019</div><div>Дата отмены 12 марта 2019</div><div>Итого: 1 450 ₽</div>"
        '<div data-testid="sellerInfoV2Block"><a href="/store/1101">Посуда</a></div><div data-testid="productBlock">'
        '<div data-testid="product"><a data-testid="productText" href="/item/1005006600123456.html">Чайник</a>'
        '<div class="x_Product__priceDesktop__y">1 450 ₽</div><div class="x_Product__quantityText__y">1 шт.</div></div></div>'
    )
    order = one(body, RU, "ru")
    assert order.closed_on == date(2019, 3, 12)
    assert [message.meaning for message in order.messages] == ["cancelled_by_seller"]
    assert [(timer.kind, timer.ends_on) for timer in order.timers] == [("dispute_window", date(2019, 5, 10))]


@pytest.mark.parametrize("lang", ["ru", "en", "pt-BR", "de", "ko"])
def test_a_page_is_read_with_the_words_of_its_letters(lang: str) -> None:
    body = f'<h1>Заказ <span data-testid="orderNumber">{ID}</span></h1><div>Статус: Отменён</div>'
    order = one(body + "<div>Дата заказа 29 января 2019</div>", RU, lang)
    assert order.status is not None
    assert (order.status.code, order.placed_on) == ("cancelled", date(2019, 1, 29))


def test_a_pack_without_its_letters_is_not_the_pages() -> None:
    assert words_for("ru", "Pedido").languages == words_for(None).languages
    assert words_for("ru", "Заказ").languages == ("ru", "en")
    assert words_for("en", "Order").languages == ("en",)
    assert words_for("pt", "Pedido, заказ").languages == ("pt-BR", "en", "ru")


@pytest.mark.parametrize("name", ["января", "январе", "ЯНВ", "январём", "январь"])
def test_russian_months_in_every_case(name: str) -> None:
    assert words_for("ru").months.names[normal_form(name)] == 1
