"""Words around a page: what a mail program, a browser's print or a conversation puts beside what the shop says."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

import whyclosed
from whyclosed_parser import parse
from whyclosed_parser.model import Message, Order

FIRST, SECOND = "8190000000000217", "8190000000000225"
SHOP = "AliExpress <transaction@notice.aliexpress.com>"
MAIL = f"Order {FIRST}: order shipped\n\nTracking number: LP00765432109876\n"


def only(words: str, at: datetime | None = None) -> Order:
    (order,) = parse(words, captured_at=at).orders
    return order


def quoted(text: str, mark: str = "> ") -> str:
    return "".join(f"{mark}{line}\n" for line in text.splitlines())


MAILS = [
    f"From: {SHOP}\nSent: Tuesday, November 17, 2026 8:05 PM\nTo: a@example.net\nSubject: FW: {MAIL}",
    f"Von: {SHOP}\nGesendet: Dienstag, 17. November 2026 20:05\nAn: a@example.net\nBetreff: WG: {MAIL}",
    f"Was it closed? I think the seller cancelled it.\n\nOn Mon, Nov 16, 2026 at 9:31 AM {SHOP} wrote:\n\n{quoted(MAIL)}",
    f"On Mon, Nov 16, 2026 at 9:31 AM AliExpress <\ntransaction@notice.aliexpress.com> wrote:\n\n{quoted(MAIL)}\nIt was cancelled.",
    f"Begin forwarded message:\n\nFrom: {SHOP}\nSubject: Re: {MAIL.replace(chr(10), chr(10) + 'Date: November 20, 2026 at 18:40' + chr(10), 1)}",
    f"From: {SHOP}\nDate: Fri, 20 Nov 2026 06:15\n\n{MAIL}\n> You wrote: my order {SECOND} was closed because it was not paid.\n",
    quoted(f"Am 16.11.2026 schrieb {SHOP}:\n{quoted(MAIL)}") + f"\nMy order {SECOND} was cancelled by the seller.",
    quoted(MAIL, ">"),
]


@pytest.mark.parametrize("words", MAILS)
def test_of_a_mail_that_was_passed_on_the_shops_own_words_are_read(words: str) -> None:
    order = only(words)
    assert (order.order_id, order.status and order.status.code, order.messages) == (FIRST, "shipped", ())
    assert order.packages[0].tracking_number == "LP00765432109876"


def test_when_a_mail_was_sent_is_no_day_of_the_order() -> None:
    lines = (
        f"De: {SHOP.replace('<', '&lt;')}",
        "Enviado: martes, 17 de noviembre de 2026 20:05",
        "Para: a@example.net",
        "Cancelado",
        f"Número de pedido: {FIRST}",
    )
    order = only(f'<html lang="es"><body>{"".join(f"<p>{line}</p>" for line in lines)}</body></html>')
    assert (order.order_id, order.shipped_on) == (FIRST, None)


def test_an_address_of_the_shop_in_a_page_is_no_head_of_a_mail() -> None:
    order = only(f"Completed\nOrder ID: {FIRST}\nOrder placed on: Nov 3, 2026\nHelp: a@aliexpress.com\nTotal: US $3.00")
    assert (order.order_id, order.placed_on) == (FIRST, date(2026, 11, 3))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (f"Your order {FIRST} has been closed because it was not paid.", FIRST),
        (f"Ihre Bestellung Nr. {FIRST} wurde storniert, weil sie nicht bezahlt wurde.", FIRST),
        (f"Your order (no. {FIRST}) and your order {SECOND} are closed.\nTracking number: LP00765432109876", None),
        (f"Tracking number {FIRST}\nYour order has been shipped.\nRefund completed. Refund amount: US $3.00", None),
    ],
)
def test_copied_words_may_name_the_order_in_a_sentence(words: str, number: str | None) -> None:
    assert [order.order_id for order in parse(words).orders] == [number]


ADDRESS = f"https://www.aliexpress.com/p/order/detail.html?orderId={FIRST}&spm=a2g0o.order_list"
PRINTS = [
    "22/11/2026, 09:14 Order Detail\n{body}\n{address} 1/1",
    "{address} 1/2\n22/11/2026, 09:14 Order Detail\n{body}\n22/11/2026, 09:14 Order Detail\n{address} 2/2",
    "Order Detail {address}\n{body}\n1 of 2 22 Nov 2026, 08:40\nOrder Detail {address}\nSubtotal\n2 of 2 22 Nov 2026, 08:40",
    "11/22/26, 10:01 AM                Order Detail\n{body}\n{address}        1/1",
]


@pytest.mark.parametrize("sheet", PRINTS)
@pytest.mark.parametrize(
    "events", ["", "Nov 19, 2026 14:20 Departed country of origin\nNov 16, 2026 03:11 Received by carrier\n"]
)
def test_what_a_browser_prints_around_a_page_is_no_part_of_it(sheet: str, events: str) -> None:
    body = f"Awaiting delivery\nRef. Number\nOrder placed on: Nov 3, 2026\n{events}Total: US $3.00"
    order = only(sheet.format(body=body, address=ADDRESS))
    times = [event.time for package in order.packages for event in package.events]
    assert (order.order_id, order.placed_on) == (FIRST, date(2026, 11, 3))
    assert times == ([datetime(2026, 11, 19, 14, 20), datetime(2026, 11, 16, 3, 11)] if events else [])


def test_an_address_that_the_sheet_cuts_off_names_no_order() -> None:
    words = f"22/11/2026, 09:14 Order Detail\nRefund completed. Refund amount: US $3.00\n{ADDRESS[:-20]}… 1/1"
    assert [order.order_id for order in parse(words).orders] == [None]


def test_a_lone_time_has_not_the_whole_page_beside_it() -> None:
    rows = "\n".join(f"What is written in line {number}" for number in range(8))
    order = only(
        f"Refund details\n22/11/2026 09:22\nThe seller canceled the order\nOrder ID: {FIRST}\n{rows}\nTotal: US $3.00"
    )
    assert order.packages == ()


TALKS = [
    "Nov 18, 2026 14:02\nSeller: The parcel was lost, please cancel the order.\nNov 18, 2026 15:40\nMe: It was delivered?\n",
    "[2026-11-18 14:02] Harbor Outdoor Store: The parcel was lost, please cancel the order.\n[2026-11-18 15:40] You: It was delivered?\n",
    "Nov 18, 2026 14:02 Seller: The parcel was lost, please cancel the order.\nNov 18, 2026 15:40 Buyer: It was delivered?\n",
    "Lumina Home\nNov 18, 2026 14:02\nThe parcel was lost, please cancel the order.\nMe\nNov 18, 2026 15:40\nIt was delivered?\n",
    "Lumina Home Nov 18, 2026 14:02\nThe parcel was lost, please cancel the order.\nYou Nov 18, 2026 15:40\nIt was delivered?\n",
]


@pytest.mark.parametrize(
    "page", ["{}", "<html lang=en><body><main><p>{}</p></main></body></html>"], ids=["words", "page"]
)
def test_what_the_seller_alone_says_is_his_and_no_word_of_the_page(page: str) -> None:
    lines = (f"Order ID: {FIRST}", "Order closed", "Order date: Nov 2, 2026", "Store: Shenzhen Lumina Trading Co.")
    said = "Seller: Dear customer, sorry, the item is out of stock, please cancel the order."
    order = only(page.format(("</p><p>" if "<" in page else "\n").join((*lines, said, "Total: US $12.40"))))
    assert [(one.sender, one.meaning) for one in order.messages] == [("seller", "asks_to_cancel")]
    assert (order.placed_on, order.pages[0].kind) == (date(2026, 11, 2), "order_detail")
    assert order.shop.name == "Shenzhen Lumina Trading Co."


@pytest.mark.parametrize("label", ["Store", "Seller"])
@pytest.mark.parametrize(
    "name",
    [
        *("Out Of Stock Clearance Outlet Store", "Have A Nice Day Store", "Will Ship Within 24 Hours Store"),
        *("We Ship Today Trading Co., Ltd.", "welcome to my shop", "Wir versenden heute Shop GmbH"),
    ],
)
def test_a_name_is_no_message(name: str, label: str) -> None:
    order = only(f"Order ID: {FIRST}\nOrder closed\n{label}: {name}\nOrder date: Nov 2, 2026\nTotal: US $12.40")
    assert (order.shop.name, order.messages) == (name, ())


@pytest.mark.parametrize("talk", TALKS)
def test_of_a_conversation_is_told_who_said_what(talk: str) -> None:
    order = only(f"Chat with Lumina Home\nOrder ID: {FIRST}\nAwaiting delivery\nDate: Nov 18, 2026\n{talk}")
    assert order.messages == (
        Message(
            "seller",
            "The parcel was lost, please cancel the order.",
            "asks_to_cancel",
            datetime(2026, 11, 18, 14, 2),
        ),
        Message("buyer", "It was delivered?", None, datetime(2026, 11, 18, 15, 40)),
    )
    assert (order.status and order.status.code, order.placed_on, order.packages) == ("shipped", None, ())
    assert order.pages[0].kind == "chat"
    assert [(one.code, one.field) for one in order.problems if one.field == "placed_on"] == [
        ("not_understood", "placed_on")
    ]


def test_a_conversation_that_begins_with_a_time_in_brackets_is_no_data() -> None:
    talk = "[18/11/2026, 14:02:44] Seller: Please cancel the order.\n[18/11/2026, 15:40:02] You: Why?\n"
    assert [(one.sender, one.meaning) for one in only(talk).messages] == [("seller", "asks_to_cancel"), ("buyer", None)]


def test_what_the_platform_says_in_a_conversation_is_its_news() -> None:
    words = f"Agent Leo 09:15\nThe order {FIRST} was closed because it was not shipped in time.\nYou 09:16\nWhen?\n"
    order = only(words)
    assert [(one.sender, one.meaning) for one in order.messages] == [
        ("platform", "not_shipped_in_time"),
        ("buyer", None),
    ]
    assert (order.order_id, order.status and order.status.code) == (FIRST, "closed")


@pytest.mark.parametrize(
    "words",
    [
        f"Completed\nOrder ID: {FIRST}\nSeller: Nordlicht Tools Store\nColor: black\nColor: white\nSeller: Harbor Outdoor Store",
        f"Completed\nOrder ID: {FIRST}\nAliExpress Standard Shipping 10:15\nSupport: help center\n",
    ],
)
def test_rows_are_no_conversation(words: str) -> None:
    assert only(words).messages == ()


def test_somebody_who_is_not_known_says_nothing() -> None:
    order = only(f"Order ID: {FIRST}\nAwaiting delivery\nLeo 14:02\nPlease cancel the order.\nYou 14:05\nWhy?\n")
    assert [one.sender for one in order.messages] == ["buyer"]
    assert ("not_understood", "messages") in [(one.code, one.field) for one in order.problems]


def test_a_sentence_that_a_narrow_screen_broke_is_whole() -> None:
    order = only(
        f"Closed\nThe seller could not ship the order because the\nwarehouse ran out of stock. A full refund of\n"
        f"US $23.58 will be returned to your PayPal account.\nOrder ID: {FIRST}\nNov 19, 2026 14:20 Departed from the country\n"
        "Nov 16, 2026 03:11 Received by carrier"
    )
    assert [one.meaning for one in order.messages] == ["not_shipped_in_time", "refund_announced"]
    assert len(order.packages[0].events) == 2


@pytest.mark.parametrize(
    ("events", "times"),
    [
        ("2026-11-24 14:22 已签收\n2026-11-24 08:01 派送中\n", [(24, 14), (24, 8)]),
        ("2026年11月24日（火）14:22\n配達完了\n2026年11月20日(金)08:22\n発送済み\n", [(24, 14), (20, 8)]),
    ],
)
def test_words_of_a_few_signs_are_no_part_of_a_time(events: str, times: list[tuple[int, int]]) -> None:
    order = only(f"LP00765432109876\n{events}")
    read = [one.time for one in order.packages[0].events if isinstance(one.time, datetime)]
    assert [(time.day, time.hour) for time in read] == times


@pytest.mark.parametrize(
    "said",
    [
        "They have 3 days left to respond.",
        "They have until December 1st to respond",
        "Ils ont encore 3 jours pour répondre.",
    ],
)
def test_a_time_that_runs_out_for_somebody_is_told(said: str) -> None:
    order = only(f"Order ID: {FIRST}\nTotal: US $3.00\n{said}", datetime(2026, 11, 22, 9).astimezone())
    assert order.timers == ()
    assert ("not_understood", "timers") in [(one.code, one.field) for one in order.problems]


@pytest.mark.parametrize("between", [" ", "\n"])
def test_what_the_stages_of_a_refund_mean_says_nothing_of_one(between: str) -> None:
    stages = [
        "Refund initiated: we ask your bank.",
        "Refund processing: 3-20 business days.",
        "Refund completed: the money is with you.",
    ]
    order = only(f"Awaiting delivery\nOrder ID: {FIRST}\nTotal: US $3.00\nHow refunds work\n{between.join(stages)}")
    assert order.refund.stage is None
    assert ("not_understood", "refund.stage") in [(one.code, one.field) for one in order.problems]


def test_what_the_seller_has_to_do_is_no_name() -> None:
    words = f"Order number | {FIRST}\nSeller | must respond before Dec 1, 2026\nOrder total | EUR 19,90"
    order = only(words, datetime(2026, 11, 22, 9).astimezone())
    assert order.shop.name is None
    told = {(one.code, one.field) for one in order.problems}
    assert told >= {("not_understood", "timers"), ("not_understood", "shop.name")}


def test_a_time_below_the_words_of_an_event_is_that_of_the_next_one() -> None:
    order = only(
        "Tracking number: LP00765432109876\nNov 23, 2026 19:40\nImport customs clearance complete\nNov 14, 2026 05:12\n"
        "Package leaving origin country/region\n"
    )
    assert [one.time_text for one in order.packages[0].events] == ["Nov 23, 2026 19:40", "Nov 14, 2026 05:12"]


def test_a_day_ahead_in_copied_words_that_nothing_was_made_of_is_told() -> None:
    order = only(
        f"Awaiting delivery\nAll of this has to be over on Dec 20, 2026.\nOrder ID: {FIRST}",
        datetime(2026, 11, 22, 9).astimezone(),
    )
    assert ("not_understood", "timers") in [(one.code, one.field) for one in order.problems]


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ("Waiting for your response\nRequest submitted\nNov 8, 2026 14:02", "waiting_buyer"),
        (
            "Waiting for AliExpress's feedback\nRequest submitted Nov 8, 2026\nSeller rejected your request Nov 12, 2026",
            "waiting_platform",
        ),
        ("Request submitted Nov 8, 2026\nSeller rejected your request Nov 12, 2026", "open"),
        ("Request submitted\nWaiting for seller's response\nWaiting for AliExpress's feedback", None),
    ],
)
def test_of_the_steps_of_a_dispute_the_words_on_top_tell_whose_turn_it_is(lines: str, state: str | None) -> None:
    assert (
        only(f"Return details\n{lines}\nOrder ID: {FIRST}\nReason Tracked as returned/canceled/lost").dispute.state
        == state
    )


def test_values_stand_below_the_labels_of_their_columns() -> None:
    rows = f"Order ID          Order placed on      Payment method\n{FIRST}  Nov 11, 2026         Klarna\n"
    order = only(f"Shipped\n{rows}Total        US $3.00\n")
    assert (order.order_id, order.placed_on, order.payments[0].label) == (FIRST, date(2026, 11, 11), "Klarna")
    assert order.amounts.total is not None


@pytest.mark.parametrize(
    ("sentence", "closed", "completed"),
    [
        ("was canceled on Nov 13, 2026 because the seller ran out of stock.", date(2026, 11, 13), None),
        ("was completed on Nov 13, 2026.", None, date(2026, 11, 13)),
        ("will be canceled on Nov 13, 2026.", None, None),
        ("of Nov 13, 2026 was canceled because the seller ran out of stock.", None, None),
    ],
)
def test_a_sentence_tells_the_day_of_the_end(sentence: str, closed: date | None, completed: date | None) -> None:
    order = only(f"Your order {FIRST} {sentence}\nYour payment of US $3.00 comes back by Dec 1, 2026.")
    assert (order.closed_on, order.completed_on) == (closed, completed)


@pytest.mark.parametrize(
    "word",
    [
        "Delivered Nov 25, 2026",
        "Package delivered Nov 25, 2026",
        "Your package LP00765432109876 was delivered on Nov 25, 2026.",
        "Zugestellt 25. Nov. 2026",
        "Entregado 25 nov. 2026",
        "Доставлено 25 ноября 2026",
        "Doręczono 25 lis 2026",
        "Teslim edildi 25 Kas 2026",
        "Terkirim 25 Nov 2026",
    ],
)
def test_a_day_beside_the_word_for_a_delivery_is_that_of_it(word: str) -> None:
    order = only(f"Order ID: {FIRST}\n{word}\nTracking number: LP00765432109876")
    assert [one.delivered_on for one in order.packages] == [date(2026, 11, 25)]


@pytest.mark.parametrize("word", ["Delivered by Nov 25, 2026", "Not delivered Nov 25, 2026", "Delivered Dec 5, 2026"])
def test_a_day_of_no_delivery_is_none(word: str) -> None:
    order = only(
        f"Order ID: {FIRST}\n{word}\nTracking number: LP00765432109876", datetime(2026, 11, 26, 9).astimezone()
    )
    assert [one.delivered_on for one in order.packages] == [None]


@pytest.mark.parametrize(
    ("said", "day", "on"),
    [
        (f"Order {FIRST} placed Nov 1, 2026", "placed_on", date(2026, 11, 1)),
        (f"- [x] Order {FIRST} placed Nov 1, 2026", "placed_on", date(2026, 11, 1)),
        ("- [ ] shipped Nov 1, 2026", "shipped_on", None),
        ("paid Nov 1, 2026", "paid_on", date(2026, 11, 1)),
        ("Payé le 1 nov. 2026", "paid_on", date(2026, 11, 1)),
        ("On Nov 12, 2026 the order was closed.", "closed_on", date(2026, 11, 12)),
        ("Le 12 nov. 2026, la commande a été annulée.", "closed_on", date(2026, 11, 12)),
        ("Not paid Nov 4, 2026", "paid_on", None),
        ("Paid Nov 1, 2026 12:01", "paid_on", None),
    ],
)
def test_a_word_or_a_sentence_tells_a_day_of_the_order(said: str, day: str, on: date | None) -> None:
    assert getattr(only(f"Order ID: {FIRST}\n{said}\n"), day) == on


SHIPPED = [
    "Your order {} has been shipped.",
    "Ihre Bestellung {} wurde versandt.",
    "Votre commande {} a été expédiée.",
    "Tu pedido {} ha sido enviado.",
    "Il tuo ordine {} è stato spedito.",
    "Seu pedido {} foi enviado.",
    "Je bestelling {} is verzonden.",
    "Twoje zamówienie {} zostało wysłane.",
    "Ваш заказ {} отправлен.",
    "Ваше замовлення {} відправлено.",
    "Siparişiniz {} kargoya verildi.",
    "تم شحن طلبك {}.",
    "ההזמנה שלך {} נשלחה.",
    "您的订单{}已发货。",
    "ご注文{}は発送されました。",
    "Pesanan Anda {} telah dikirim.",
    "Đơn hàng {} của bạn đã được gửi đi.",
    "คำสั่งซื้อ {} ถูกจัดส่งแล้ว",
]


@pytest.mark.parametrize("sentence", SHIPPED)
def test_a_sentence_with_the_orders_number_tells_that_it_was_shipped(sentence: str) -> None:
    order = only(sentence.format(FIRST) + "\nLP00765432109876\n")
    assert (order.order_id, order.status and order.status.code) == (FIRST, "shipped")


def test_numbers_of_parcels_that_cannot_be_parted_are_told() -> None:
    order = only(
        f"Awaiting delivery\nOrder ID: {FIRST}\nPackage 1 of 2 LP00912345678901\nPackage 2 of 2 LP00912345678902"
    )
    assert ("not_understood", "packages") in [(one.code, one.field) for one in order.problems]


def test_the_day_of_a_mail_is_not_that_of_the_order() -> None:
    head = f"<div>From: {SHOP.replace('<', '&lt;')}<br>Date: Nov 19, 2026 at 3:12 AM<br>Subject: x</div>"
    order = only(f"<html><body>{head}<p>Your order {FIRST} is closed.</p><p>Order ID: {FIRST}</p></body></html>")
    assert (order.order_id, order.placed_on) == (FIRST, None)


@pytest.mark.parametrize(
    ("subject", "code"),
    [("package in transit", "shipped"), ("out for delivery", "shipped"), ("delivered", "delivered")],
)
def test_the_subject_of_a_mail_may_speak_of_the_parcel(subject: str, code: str) -> None:
    order = only(f"Order {FIRST}: {subject}\nYour package is here. Estimated delivery: Dec 3, 2026 - Dec 10, 2026")
    assert order.status is not None
    assert order.status.code == code
    assert order.packages[0].estimated_delivery is not None


@pytest.mark.parametrize(
    ("names", "item"),
    [
        ("Kettle of steel<br>Silver, 1L<br>", ("Kettle of steel", "Silver, 1L")),
        ("<div>Kettle of steel</div>", ("Kettle of steel", None)),
        ("Bright Kettle Store<br>Kettle of steel<br>", (None, None)),
        ("Dear customer<br>Closed<br>Kettle of steel<br>Silver<br>", (None, None)),
    ],
)
def test_the_name_of_an_item_stands_beside_its_picture_in_a_mail(
    names: str, item: tuple[str | None, str | None]
) -> None:
    cells = f"<table><tr><td><img src='https://ae01.alicdn.com/a.jpg'></td><td>{names}US $58.31 x1</td></tr></table>"
    head = f"From: {SHOP}\nSubject: Your order\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    (order,) = parse(f"{head}<html><body><p>Your order {FIRST} is closed.</p>{cells}</body></html>".encode()).orders
    assert [(one.title, one.sku) for one in order.items] == [item]


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"product": "Desk lamp with clamp", "item": "Lamp A-77"}, "title"),
        ({"item": "Lamp A-77", "product": "Desk lamp with clamp"}, "title"),
        ({"product": "Desk lamp", "quantity": 2, "qty": 3}, "quantity"),
        ({"product": "Desk lamp", "qty": 1, "unit_price": "US $4.00", "item_price": "US $5.00"}, "price"),
    ],
)
def test_of_two_values_for_one_part_of_an_item_none_is_certain(parts: dict[str, object], path: str) -> None:
    record = {"order_id": "8190000000000101", "status": "Closed", **parts}
    (order,) = whyclosed.parse(json.dumps([record]).encode()).orders
    assert [getattr(item, path) for item in order.items] in ([None], [])
    assert ("broken_words", f"items.0.{path}") in {(one.code, one.field) for one in order.problems}


def test_several_choices_are_one_variant() -> None:
    record = {"order_id": "8190000000000101", "status": "Closed", "product": "Lamp", "color": "Blue", "variant": "EU"}
    (order,) = whyclosed.parse(json.dumps([record]).encode()).orders
    assert [item.sku for item in order.items] == ["Blue, EU"]
