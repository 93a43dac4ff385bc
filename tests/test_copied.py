"""Words copied out of a page or an app: what belongs together is found again, or it is said that it is not clear."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser import copied_words, parse
from whyclosed_parser.loading.records import with_words
from whyclosed_parser.model import Order
from whyclosed_parser.report import read_source

FIRST, SECOND, THIRD = "8190000000000217", "8190000000000225", "8190000000000233"


def only(words: str) -> Order:
    (order,) = parse(words).orders
    return order


def fields(order: Order) -> list[str | None]:
    """The fields of which the problems are."""
    return [problem.field for problem in order.problems]


PARCELS = [
    "Package 1\nTracking number: LP00123456789012\nPackage lost\nSep 25, 2026 11:00\nPackage 2\nTracking number: LP00123456789099\nDeparted from sorting center\nSep 26, 2026 11:00",
    "Paket 1:\nLP00123456789012\nSep 25, 2026 11:00\nPackage lost\nPaket 2:\nLP00123456789099\nSep 26, 2026 11:00\nDeparted from sorting center",
    "Tracking number: LP00123456789012\nSep 25, 2026 11:00\nPackage lost\nTracking number: LP00123456789099\nSep 26, 2026 11:00\nDeparted from sorting center",
    "LP00123456789012\nPackage lost\nSep 25, 2026 11:00\nLP00123456789099\nDeparted from sorting center\nSep 26, 2026 11:00",
]


@pytest.mark.parametrize("parcels", PARCELS)
def test_each_parcel_has_its_own_events(parcels: str) -> None:
    order = only(f"Awaiting delivery\nOrder ID: {FIRST}\nOrder placed on: Sep 1, 2026\n{parcels}\nTotal: US $40.00")
    read = [(one.tracking_number, [event.class_ for event in one.events]) for one in order.packages]
    assert read == [("LP00123456789012", ["LOST"]), ("LP00123456789099", ["IN_TRANSIT"])]


ONE_NUMBER = [
    "<div><h3>Package 1 of 2</h3><p>Tracking number: LP00123456789012</p><p>Delivered: Nov 20, 2026</p></div><div><h3>Package 2 of 2</h3><p>Estimated delivery: Dec 3, 2026</p></div>",
    "<div><b>Paket 1</b><p>LP00123456789012</p><p>Delivered: Nov 20, 2026</p></div><div><b>Paket 2</b><p>Estimated delivery: Dec 3, 2026</p></div>",
    "Parcel 1 · Delivered\nTracking number: LP00123456789012\nDelivered: Nov 20, 2026\nParcel 2 · In transit\nEstimated delivery: Dec 3, 2026\n",
]


@pytest.mark.parametrize("parcels", ONE_NUMBER)
def test_a_counted_parcel_without_a_number_is_no_part_of_another(parcels: str) -> None:
    head = ["Partially shipped", f"Order ID: {FIRST}", "Order placed on: Sep 1, 2026"]
    words = "\n".join([*head, parcels])
    order = only(
        f"<html><body>{'</p><p>'.join(['<p>', *head, '</p>'])}{parcels}</body></html>" if "<" in parcels else words
    )
    days = [(one.tracking_number, one.delivered_on, one.estimated_delivery is not None) for one in order.packages]
    assert days == [("LP00123456789012", date(2026, 11, 20), False), (None, None, True)]


def test_events_of_one_of_two_parcels_are_missed_aloud() -> None:
    numbers = "Tracking number: LP00123456789012\nTracking number: LP00123456789099"
    events = "Package lost\nSep 26, 2026 11:00\nDeparted from sorting center\nSep 13, 2026 11:00"
    order = only(f"Awaiting delivery\nOrder ID: {FIRST}\n{numbers}\n{events}\nTotal: US $40.00")
    assert not any(one.events for one in order.packages)
    assert "packages" in fields(order)


BELOW = [
    f"Completed\nOrder ID:\n{FIRST}\nOrder placed on:\nNov 3, 2026\nPaid on:\nNov 4, 2026\nTotal:\nUS $12.50",
    f"Completed\nOrder ID\n{FIRST}\nCopy\nOrder placed on\nNov 3, 2026\nPaid on\nNov 4, 2026\nTotal\nUS $12.50",
    f"Completed\n\nOrder ID\n\n{FIRST}\n\nOrder placed on\n\nNov 3, 2026\n\nPaid on\n\nNov 4, 2026\n\nTotal\n\nUS $12.50\n",
    f"Completed\r\nOrder ID: {FIRST}\r\nOrder placed on:\r\n\tNov 3, 2026\r\nPaid on:\r\n\tNov 4, 2026\r\nTotal\tUS $12.50",
    f"Fertig\nAbgeschlossen\nBestellnummer:\n{FIRST}\nBestellt am:\n3. Nov 2026\nBezahlt am:\n4. Nov 2026\nGesamtbetrag:\nUS $12,50",
    # as programs write it that know no style
    f"Completed\nOrder ID{FIRST}\nOrder placed onNov 3, 2026\nPaid onNov 4, 2026\nStore discount-US $1.00\nTotalUS $12.50",
    f"Completed\nOrder ID{FIRST}\nOrder placed onNov 3, 2026\nPaid onNov 4, 2026\nTotal₺12.50",
    f"已完成\n訂單編號：{FIRST}下單日期：2026年11月3日付款日期：2026年11月4日合計：US $12.50",
    f"注文番号{FIRST}注文日2026年11月3日支払日2026年11月4日合計US $12.50キャンセル済み",
    # a column of labels, and one of their values
    f"Order details\nOrder ID\nOrder placed on\nPaid on\nTotal\n{FIRST}\nNov 3, 2026\nNov 4, 2026\nUS $12.50\nCompleted",
    # as clippers write it down
    f'---\ntitle: Order\nsource: "https://www.aliexpress.com/p/order/detail.html?orderId={FIRST}"\n---\n## Completed\n\n- **Order placed on:** Nov 3, 2026\n- **Paid on:** Nov 4, 2026\n\n| | |\n|---|:---:|\n| **Total** | **US $12.50** |',
    f"Completed\n\nOrder ID| {FIRST}  \n---|---  \nOrder placed on| Nov 3, 2026  \nPaid on| Nov 4, 2026  \nTotal| US $12.50  \n",
    # as programs write it that know bullets, bars, or the bold words of a messenger
    f"My order\n•\tCompleted\n•\tOrder ID: {FIRST}\n•\tOrder placed on: Nov 3, 2026\n•\tPaid on: Nov 4, 2026\nTotal: US $12.50",
    f"Order number | {FIRST}\nStatus | Completed\nPlaced | Nov 3, 2026\nPaid | Nov 4, 2026\nTotal | US $12.50",
    f"*Completed*\n*Order ID:* {FIRST}\n*Order placed on:* Nov 3, 2026\n> Paid on: Nov 4, 2026\n*Total:* _US $12.50_",
    # as a spreadsheet or another program exports it
    f"Order ID,Order date,Status,Total,Currency,Paid on\n{FIRST},2026-11-03,Completed,12.50,USD,2026-11-04\n",
    f'\ufeffDate;Order ID;Status;Paid on;Total\n03.11.2026;"=""{FIRST}""";Completed;04.11.2026;"12,50 €"\n',
    f"Order ID\tItem\tPlaced\tPaid\tStatus\tTotal\n{FIRST}\tLamp\t2026-11-03\t2026-11-04\tCompleted\tUS $12.50\n{FIRST}\tCable\t2026-11-03\t2026-11-04\tCompleted\tUS $12.50\n",
    f'{{"orders": [{{"orderId": {FIRST}, "status": "Completed", "orderDate": "2026-11-03", "paid": "2026-11-04", "total": {{"amount": "12.50", "currency": "USD"}}, "trackingNumber": "LP00712345678901"}}]}}',
    f'{{"orderId": "{FIRST}", "status": "Completed", "orderDate": "2026-11-03", "paid": "2026-11-04", "total": "US $12.50"}}\n',
    f"---\norder_id: {FIRST}\nstatus: completed\norder_date: 2026-11-03\npaymentDate: 2026-11-04\ntotal: 12.50 EUR\n---\n",
    # as a printed page parts its words
    f"Completed\nOrder ID: {FIRST}\nOrder pla-\nced on: Nov 3, 2026\nPay-\nment date: Nov 4, 2026\nTotal: US $12.50",
    f"[![Logo](x.png)](//www.aliexpress.com/)\n\nCompleted\n=========\n\n* _Order ID:_ [**{FIRST}**](/p/order/detail.html)\n* _Order placed on:_ Nov 3, 2026\n* _Paid on:_ Nov 4, 2026\n\n* * *\n\nTotal: US $12\\.50",
]


@pytest.mark.parametrize("words", BELOW)
def test_a_value_below_its_label_is_read(words: str) -> None:
    order = only(words)
    assert (order.order_id, order.placed_on, order.paid_on) == (FIRST, date(2026, 11, 3), date(2026, 11, 4))
    assert order.status is not None
    assert order.amounts.total is not None
    assert order.amounts.total.amount == Decimal("12.50")


@pytest.mark.parametrize(
    "words",
    [
        "Order ID,Status,Total\n{FIRST},Completed,US $3.00\n{SECOND},Canceled,US $4.00\n",
        '{{"orderId": "{FIRST}", "status": "Completed", "total": "US $3.00"}}\n{{"orderId": "{SECOND}", "status": "Canceled", "total": "US $4.00"}}\n',
        '[{{"order_id": "{FIRST}", "status": "Completed", "total": "US $3.00"}}, {{"order_id": "{SECOND}", "status": "Canceled", "total": "US $4.00"}}]',
        "My orders\n\n| Order ID | Status | Total |\n|---|---|---|\n| {FIRST} | Completed | US $3.00 |\n| {SECOND} | Canceled | US $4.00 |\n\nView orders\n",
        "<p>See below.</p><table><tr><td>Order ID</td><td>Status</td><td>Total</td></tr><tr><td>{FIRST}</td><td>Completed</td><td>US $3.00</td></tr><tr><td><a href='/x'>{SECOND}</a></td><td>Canceled</td><td>US $4.00</td></tr></table>",
    ],
)
def test_of_a_table_each_row_is_an_order(words: str) -> None:
    orders = parse(words.format(FIRST=FIRST, SECOND=SECOND).encode()).orders
    assert [
        (one.order_id, one.status and one.status.code, one.amounts.total and one.amounts.total.raw) for one in orders
    ] == [
        (FIRST, "completed", "US $3.00"),
        (SECOND, "cancelled", "US $4.00"),
    ]


NAMED_ITEMS = [
    'Order ID,Status,Product,Color,Qty,Unit price,Total\n{id},Completed,Bell,Gold,2,US $4.00,US $11.00\n{id},Completed,"Cage, big",,1,US $3.00,US $11.00\n',
    "Order ID\tStatus\tItem\tVariant\tQuantity\tItem price\n{id}\tCompleted\tBell\tGold\t2\tUS $4.00\n{id}\tCompleted\tCage, big\t\t1\tUS $3.00\n",
    "| № заказа | Статус | Товар | Цвет | Кол-во | Цена за шт. |\n|---|---|---|---|---|---|\n| {id} | Completed | Bell | Gold | 2 | US $4.00 |\n| {id} | Completed | Cage, big |  | 1 | US $3.00 |\n",
    '{{"orderId": "{id}", "status": "Completed", "items": [{{"title": "Bell", "color": "Gold", "quantity": 2, "unitPrice": "US $4.00"}}, {{"name": "Cage, big", "quantity": 1, "price": "US $3.00"}}]}}',
    "Completed\nOrder ID: {id}\nArticolo: Bell\nVariante: Gold\nQuantità: 2\nPrezzo unitario: US $4.00\nArticolo: Cage, big\nQuantità: 1\nPrezzo unitario: US $3.00\nTotal: US $11.00",
]


@pytest.mark.parametrize("words", NAMED_ITEMS)
def test_an_item_whose_parts_are_called_by_their_names_is_read(words: str) -> None:
    order = only(words.format(id=FIRST))
    read = [(one.title, one.sku, one.quantity, one.price and one.price.amount) for one in order.items]
    assert read == [("Bell", "Gold", 2, Decimal("4.00")), ("Cage, big", None, 1, Decimal("3.00"))]


@pytest.mark.parametrize(
    "words",
    [
        "Order ID,Status,Item,Total\n{id},Completed,3,US $4.00\n",
        "<table><tr><td>Order ID</td><td>Status</td><td>Item</td></tr><tr><td>{id}</td><td>Completed</td><td>3</td></tr><tr><td>8190000000000225</td><td>Completed</td><td>2</td></tr></table>",
        "Completed\nOrder ID: {id}\n商品: US $4.00\nTotal: US $4.00",
        "Completed\nOrder ID: {id}\nGoods: 3\nTotal: US $4.00",
    ],
)
def test_a_number_of_goods_or_their_price_is_no_name(words: str) -> None:
    assert not any(item.title for order in parse(words.format(id=FIRST).encode()).orders for item in order.items)


@pytest.mark.parametrize("head", ["Produit", "Ürün", "商品名", "שם המוצר", "Tên sản phẩm", "ชื่อสินค้า", "Nazwa produktu"])
@pytest.mark.parametrize(
    ("row", "around"), [("<tr><td>{}</td></tr>", "<table>{}</table>"), ("{}\n", "{}")], ids=["table", "csv"]
)
def test_a_column_of_items_has_a_head_in_any_language(head: str, row: str, around: str) -> None:
    rows = [["Order ID", "Status", head, "Qty", "Price"]]
    rows += [[one, "Completed", f"Bell {at}", str(at), "US $4.00"] for at, one in enumerate((FIRST, SECOND), 1)]
    joint = ";" if around == "{}" else "</td><td>"
    orders = parse(around.format("".join(row.format(joint.join(one)) for one in rows)).encode()).orders
    assert [[(one.title, one.quantity) for one in order.items] for order in orders] == [
        [("Bell 1", 1)],
        [("Bell 2", 2)],
    ]
    assert all(one.price is None for one in orders[1].items)  # of one piece, or of both?


GLUED = (
    f"AliExpress20CartOrdersAwaiting deliveryThe system will automatically confirm receipt after 23 days.Track order\n"
    f"Order ID: {FIRST}CopyOrder placed on: Nov 3, 2026Paid on: Nov 4, 2026Payment methodPayPalTotal€ 24.09"
)


def test_parts_that_a_program_wrote_down_without_breaks_are_read() -> None:
    order = only(GLUED)
    assert (order.order_id, order.placed_on, order.paid_on) == (FIRST, date(2026, 11, 3), date(2026, 11, 4))
    assert (order.status and order.status.code, order.payments[0].method) == ("shipped", "paypal")
    assert order.amounts.total is not None
    assert [one.kind for one in order.timers] == ["confirm"]


def test_of_a_script_without_spaces_the_labels_part_what_was_glued() -> None:
    order = only(f"注文番号{FIRST}注文日2026年11月3日合計1,980円キャンセル済み")
    assert (order.order_id, order.status and order.status.code) == (FIRST, "cancelled")
    order = only(f"배송 중주문번호: {FIRST}주문일: 2026년 11월 3일결제일: 2026년 11월 4일합계: ₩15,000\n")
    assert (order.order_id, order.placed_on, order.paid_on) == (FIRST, date(2026, 11, 3), date(2026, 11, 4))
    assert order.amounts.total is not None


def test_a_label_may_count_pieces() -> None:
    rows = "Subtotal (3 items)\nUS $30.00\nShipping (2 parcels)\nUS $2.00\n3-item discount\n-US $1.00\nCoupon 10% off\n-US $3.00"
    order = only(f"Completed\nOrder ID: {FIRST}\nLamp\nUS $10.00x3\n{rows}\nTotal (3 items)\nUS $28.00")
    assert [(one.label, one.money and one.money.amount) for one in order.amounts.rows] == [
        ("Subtotal (3 items)", Decimal(30)),
        ("Shipping (2 parcels)", Decimal(2)),
        ("3-item discount", Decimal(-1)),
        ("Coupon 10% off", Decimal(-3)),
    ]


def test_of_each_order_of_a_mail_a_sentence_begins_what_is_told() -> None:
    orders = parse(
        f"Your order {FIRST} has been closed.\nTotal: US $3.00\n\nYour order {SECOND} has been cancelled because the seller did not ship it.\nTotal: US $4.00\n"
    ).orders
    read = [
        (one.order_id, one.status and one.status.code, one.amounts.total and one.amounts.total.raw) for one in orders
    ]
    assert read == [(FIRST, "closed", "US $3.00"), (SECOND, "cancelled", "US $4.00")]


def test_data_about_a_person_is_none_of_the_order() -> None:
    (order,) = parse(
        f'{{"order_id": "{FIRST}", "customer": {{"status": "Closed", "order_date": "2020-01-01"}}, "status": "Shipped", '
        '"total": {"value": 9.5, "currency": "EUR"}, "logistics": {"trackingNumber": "LP00712345678901"}}'.encode()
    ).orders
    assert (order.status and order.status.code, order.placed_on) == ("shipped", None)
    assert order.amounts.total is not None
    assert (order.amounts.total.amount, order.packages[0].tracking_number) == (Decimal("9.50"), "LP00712345678901")


@pytest.mark.parametrize(
    "row", ["Total incl. VAT: US $5.00", "Order total after coupons: US $5.00", "Gesamtbetrag inkl. MwSt.: 5,00 €"]
)
def test_a_label_may_say_what_is_in_the_sum(row: str) -> None:
    total = only(f"Closed\nOrder ID: {FIRST}\n{row}\n").amounts.total
    assert total is not None
    assert total.amount == Decimal("5.00")


@pytest.mark.parametrize(
    "row",
    [
        "Total savings: US $5.00",
        "Total discount -US $5.00",
        "Gesamtbetrag der Ersparnis: 5,00 €",
        "Total de descuentos: 5,00 €",
        "Refund amount offered by the seller: US $5.00",
        "Order ID of the seller's shop: 1100112233445566",
        "Paid on behalf of: Nov 3, 2026",
    ],
)
def test_a_label_that_goes_on_is_another_label(row: str) -> None:
    order = only(f"Closed\nOrder ID: {FIRST}\n{row}\n")
    assert (order.order_id, order.amounts.total, order.refund.amount, order.paid_on) == (FIRST, None, None, None)


def test_a_tick_between_a_step_and_its_day_is_no_word_of_it() -> None:
    order = only(
        f"Closed\nOrder ID: {FIRST}\nWaiting for Refund ✓ (Nov 16, 2026)\nRefund Processing ✓ (Nov 17, 2026)\nRefund Complete\n"
    )
    assert order.refund.stage in (None, 2)


def test_links_that_a_clipper_writes_side_by_side_are_no_sentence() -> None:
    order = only(
        f"[Canceled](/p/order/detail.html) [Details](/p/order/detail.html)\nOrder ID: {FIRST}\nTotal: US $12.50"
    )
    assert order.status is not None
    assert order.status.label == "Canceled"


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (f"Order ID: {FIRST}\nCompleted\nOrder placed on:\nPaid on:\nNov 4, 2026", {"placed_on"}),
        (f"Order ID: {FIRST}\nCompleted\nOrder placed on:\nPaid on:\nNov 3, 2026\nNov 4, 2026", {"placed_on"}),
        (f"Order ID: {FIRST}\nCompleted\nOrder placed on:\n", {"placed_on"}),
    ],
)
def test_a_label_without_a_value_is_told(words: str, missing: set[str]) -> None:
    order = only(words)
    assert order.placed_on is None
    assert missing <= set(fields(order))


def test_who_writes_no_capitals_breaks_no_sentences() -> None:
    order = only(
        f"my order {FIRST}\nordered: 3 Nov 2026\nstatus: closed\nrefund: €64.50, processing since 9 Nov 2026\n"
    )
    assert (order.placed_on, order.refund.stage, order.refund.updated_on) == (date(2026, 11, 3), 2, date(2026, 11, 9))
    assert order.status is not None
    assert order.status.code == "closed"


def card(order_id: str | None, status: str, day: str, total: str, *, on_top: bool = True) -> str:
    rows = [f"Order date: {day}"]
    rows += [f"Order ID: {order_id}\nCopy"] if order_id else []
    rows += ["Order details", "Some Store", "A cable of 2 m", f"Total: {total}"]
    return "\n".join([status, *rows] if on_top else [*rows, status, "Remove"])


BELL, CAGE = ["Bicycle bell", "Gold", "US $3.85", "x2"], ["Bottle cage", "US $2.00", "x1"]
ITEMS = [
    (["Bright Bike Store", *BELL], "Bright Bike Store", [("Bicycle bell", "Gold", 2)]),
    (["Bright Bike Store", "Contact seller", *BELL[:2], "Choice", "US $3.85x2"], "Bright Bike Store", [("Bicycle bell", "Gold", 2)]),
    (["Loja Casa Feliz", *BELL[:3], "Qty: 2"], "Loja Casa Feliz", [("Bicycle bell", "Gold", 2)]),
    ([f"\u200f{one}" for one in ("Bright Bike Store", *BELL)], "Bright Bike Store", [("Bicycle bell", "Gold", 2)]),
    (["Seller: Bright Bike", *BELL], "Bright Bike", [("Bicycle bell", "Gold", 2)]),
    (["小鹿文具店", *BELL], "小鹿文具店", [("Bicycle bell", "Gold", 2)]),
    (["Bright Bike Store", *BELL, "Returns/refunds", *CAGE], "Bright Bike Store", [("Bicycle bell", "Gold", 2), ("Bottle cage", None, 1)]),
    (["Bright Bike Store", *BELL, "Granite Store", *CAGE], None, [("Bicycle bell", "Gold", 2), ("Bottle cage", None, 1)]),
    (CAGE, None, [("Bottle cage", None, 1)]),
    (["Bright Bike Store", "2026 calendar of Jan 2027", "Gold", "US $3.85", "x2"], "Bright Bike Store", [("2026 calendar of Jan 2027", "Gold", 2)]),
    (["Bright Bike Store", "Estimated delivery: Dec 3, 2026", "Package left sorting center", *BELL], "Bright Bike Store", [("Bicycle bell", "Gold", 2)]),
    (["Bright Bike Store", *BELL, "More to love", "Acme Store", "Lamp", "US $3.00 x1"], "Bright Bike Store", [("Bicycle bell", "Gold", 2)]),
    # the first of two lines may be the last event of the parcel, or a tag
    (["Bright Bike Store", "Package left sorting center", *CAGE], "Bright Bike Store", [(None, None, 1)]),
    (["Bright Bike Store", "Free gift", *CAGE], "Bright Bike Store", [(None, None, 1)]),
    (["Bright Bike Store", "A bell that is very loud.", "Gold", "US $3.85", "x2"], None, [(None, None, 2)]),
    # a clipper keeps where the links lead
    (["[Bright Bike](https://www.aliexpress.com/store/11)", "[Bicycle bell](/item/1005000000004401.html?a=b_c)", *BELL[1:]], "Bright Bike", [("Bicycle bell", "Gold", 2)]),
    (["Seller: Bright Bike", "- [Bicycle bell](/item/1005000000004401.html) – Gold – 3,85 € x2"], "Bright Bike", [("Bicycle bell", "Gold", 2)]),
    # nobody knows whether the first line is the shop or the title
    (BELL, None, [(None, None, 2)]),
    (["Bright Bike", *BELL], None, [(None, None, 2)]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "shop", "items"), ITEMS)
def test_items_are_read_with_their_shop(
    lines: list[str], shop: str | None, items: list[tuple[str | None, str | None, int]]
) -> None:
    head = ["Completed", f"Order ID: {FIRST}", "Order placed on: Nov 3, 2026", "Payment method: Klarna"]
    order = only("\n".join([*head, *lines, "Subtotal", "US $9.00", "Total", "US $9.00"]))
    assert order.shop.name == shop
    assert [(one.title, one.sku, one.quantity) for one in order.items] == items
    assert [row.label for row in order.amounts.rows] == ["Subtotal"]
    assert shop is not None or "shop" in fields(order)
    assert all(one.title is not None or f"items.{at}.title" in fields(order) for at, one in enumerate(order.items))


def test_a_product_that_a_clipper_linked_is_an_item_without_a_price() -> None:
    link = "[![](x.png)](/item/1005000000004401.html)\n[Bicycle bell](/item/1005000000004401.html)"
    order = only(f"Completed\nOrder ID: {FIRST}\n{link}\nGold\nSeller: Bright Bike\nTotal: US $9.00")
    assert [(one.title, one.sku, one.item_id) for one in order.items] == [("Bicycle bell", "Gold", "1005000000004401")]
    assert order.shop.name == "Bright Bike"


def test_a_product_below_the_rows_of_an_order_is_of_a_feed() -> None:
    order = only(
        f"[Screenshot 1]\nCompleted\nOrder ID: {FIRST}\nTotal: US $9.00\n"
        "Hand-picked by us\n[Bicycle bell](/item/1005000000004401.html)\nUS $3.00"
    )
    assert (order.items, "items" in fields(order)) == ((), True)


def test_a_piece_that_belongs_to_no_item_is_told() -> None:
    order = only(
        "\n".join(
            ["Completed", f"Order ID: {FIRST}", "Bright Bike Store", *BELL, "Bottle cage", "x3", "Total", "US $9.00"]
        )
    )
    assert len(order.items) == 1
    assert "items" in fields(order)


def test_a_refund_whose_ways_stand_in_single_lines_is_told_to_be_one() -> None:
    ways = "PayPal US $25.00 Refund completed Nov 21, 2026\nBonus US $5.00 Refund processing"
    order = only(f"Refund details\nRefund amount: US $30.00\n{ways}\nOrder ID: {FIRST}")
    assert order.refund.stage is None
    assert order.pages[0].kind == "refund"
    assert any(str(field).startswith(("refund", "dispute")) for field in fields(order))


@pytest.mark.parametrize(
    ("said", "missed"),
    [
        ("Refund completed\nUS $12.30", "refund.amount"),
        ("Refund completed\nNov 3, 2026\nUS $12.30", "refund.amount"),
        ("Delivered on Nov 20", "packages"),  # of which year?
        ("数量 3\n単価 420円", "items"),
    ],
)
def test_what_is_not_taken_is_said(said: str, missed: str) -> None:
    assert missed in fields(only(f"Completed\nOrder ID: {FIRST}\nOrder placed on: Nov 3, 2026\n{said}"))


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("Arriving Dec 3 - Dec 8, 2026", date(2026, 12, 3), date(2026, 12, 8)),
        ("Arriving by Dec 8, 2026", None, date(2026, 12, 8)),
        ("Llega el 8 dic 2026", date(2026, 12, 8), date(2026, 12, 8)),
    ],
)
def test_what_is_arriving_is_a_delivery(said: str, first: date | None, last: date) -> None:
    (package,) = only(f"Awaiting delivery\nOrder ID: {FIRST}\nOrder placed on: Nov 3, 2026\n{said}").packages
    assert package.estimated_delivery is not None
    assert (package.estimated_delivery.from_, package.estimated_delivery.to) == (first, last)


@pytest.mark.parametrize("label", ["Purchase code: ", "Purchase code\n"])
def test_an_order_whose_number_has_an_unknown_label_is_one_without_it(label: str) -> None:
    order = only(f"Completed\n{label}{FIRST}\nOrder placed on: Nov 3, 2026\nTotal: US $4.00")
    assert (order.order_id, order.placed_on) == (None, date(2026, 11, 3))
    assert "order_id" in fields(order)


def test_words_of_chinese_signs_alone_may_be_japanese() -> None:
    order = only(
        f"注文詳細\n取引完了\n注文番号\n{FIRST}\n支払日時\n2026年11月3日\n発送日時\n2026年11月4日\n合計 1,260円"
    )
    assert (order.order_id, order.paid_on, order.shipped_on) == (FIRST, date(2026, 11, 3), date(2026, 11, 4))
    chinese = only(f"订单详情\n已完成\n订单编号：{FIRST}\n付款时间：2026年11月3日\nミニ扇風機の付属品\n总计 ¥12.60")
    assert (chinese.order_id, chinese.paid_on) == (FIRST, date(2026, 11, 3))


ITEM = ["A torch", "Black", "US $4.00", "x2", "Choice", "Free returns", "Returns/refunds"]
SUMS = [("Subtotal", "US $8.00"), ("Shipping", "Free shipping"), ("Store Coupon", "-US $1.00"), ("Total", "US $7.00")]


@pytest.mark.parametrize("between", ["\n", " ", "\t", ": "])
@pytest.mark.parametrize("item", [ITEM, ITEM[:3]])
def test_the_rows_of_the_sum_are_read_and_nothing_of_the_item_beside_them(item: list[str], between: str) -> None:
    head = ["Completed", f"Order ID:\n{FIRST}", "Order placed on:\nNov 3, 2026", "Paid on:\nNov 4, 2026"]
    order = only("\n".join([*head, *item, *(between.join(row) for row in SUMS)]))
    rows = [(row.label, row.money.amount if row.money else None) for row in order.amounts.rows]
    wanted = [("Subtotal", Decimal("8.00")), ("Shipping", Decimal(0)), ("Store Coupon", Decimal("-1.00"))]
    assert rows == wanted if item == ITEM else set(rows) <= set(wanted)
    assert order.amounts.total is not None


HEADER = "My orders\nView all\nTo pay\nShipped\nCompleted\nSearch\n"
CARDS = [
    (FIRST, "Completed", "Nov 3, 2026", "US $3.00"),
    (SECOND, "Awaiting delivery", "Nov 5, 2026", "US $4.00"),
    (THIRD, "Canceled", "Nov 5, 2026", "US $5.00"),
]
CODES = ["completed", "shipped", "cancelled"]


def read(words: str) -> list[tuple[str | None, str | None, date | None, Decimal | None]]:
    return [
        (
            order.order_id,
            order.status.code if order.status else None,
            order.placed_on,
            order.amounts.total.amount if order.amounts.total else None,
        )
        for order in parse(words).orders
    ]


WANTED = [
    (FIRST, CODES[0], date(2026, 11, 3), Decimal("3.00")),
    (SECOND, CODES[1], date(2026, 11, 5), Decimal("4.00")),
    (THIRD, CODES[2], date(2026, 11, 5), Decimal("5.00")),
]


def agrees(words: str) -> bool:
    """Whether each order is right; of a status that stands below the number not all words are believed."""
    orders = sorted(parse(words).orders, key=lambda order: str(order.order_id))
    found = sorted(read(words), key=lambda one: str(one[0]))
    for order, one, wanted in zip(orders, found, WANTED, strict=True):
        assert one in (wanted, (wanted[0], None, *wanted[2:]))
        assert one == wanted or "status" in fields(order)
        assert {problem.code for problem in order.problems} <= {"unknown_status"}
    return found == WANTED


@pytest.mark.parametrize(
    "name",
    [
        "Order {number} of Nov {day}, 2026",
        "Заказ № {number} от {day} ноября 2026",
        "Bestellung {number} vom {day}. Nov. 2026",
    ],
)
@pytest.mark.parametrize("groups", [False, True])
@pytest.mark.parametrize("link", ["{}", "[**{}**](https://www.aliexpress.com/p/order/detail.html)"])
def test_the_word_for_an_order_heads_a_card(name: str, groups: bool, link: str) -> None:
    cards = [
        f"{link.format(status)}\n#### Pay until 29/11, 18:40\n{name.format(number=' '.join(re.findall('.{4}', one)) if groups else one, day=day[4])}\nSeller: Bright Bike\nTotal: {total}"
        for one, status, day, total in CARDS
    ]
    assert read("\n".join(cards)) == WANTED


@pytest.mark.parametrize("header", ["", HEADER])
def test_each_card_of_a_list_is_an_order(header: str) -> None:
    for on_top in (True, False):
        assert agrees(header + "\n".join(card(*one, on_top=on_top) for one in CARDS))


def test_a_tab_above_cards_that_say_how_they_stand_is_no_status() -> None:
    """The tab "Completed" stands above the first card, whose own status stands at its end."""
    assert read("All\nCompleted\n" + "\n".join(card(*one, on_top=False) for one in CARDS)) == WANTED


def test_a_tab_above_a_status_in_unknown_words_is_not_taken_for_it() -> None:
    first, *others = (card(*one) for one in CARDS)
    words = "View all\nProcessing\nShipped\n완료\n" + "\n".join([first.replace("Completed", "완료"), *others])
    assert [one[1] for one in read(words)] == [None, *CODES[1:]]
    assert "status" in fields(parse(words).orders[0])


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_card_without_a_number_is_no_part_of_another(at: int) -> None:
    days = ["Nov 3, 2026", "Nov 4, 2026", "Nov 5, 2026"]
    cards = [card(None if number == at else one[0], one[1], days[number], one[3]) for number, one in enumerate(CARDS)]
    words = HEADER + "\n".join(cards)
    wanted = [(*one[:2], date(2026, 11, 3 + number), one[3]) for number, one in enumerate(WANTED) if number != at]
    assert read(words) == wanted
    for order in parse(words).orders:
        assert "markers_missing" in [problem.code for problem in order.problems]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_of_one_day_it_is_right_or_said_to_be_unclear(at: int) -> None:
    words = HEADER + "\n".join(card(None if number == at else one[0], *one[1:]) for number, one in enumerate(CARDS))
    wanted: dict[str | None, tuple[object, ...]] = {one[0]: one for one in WANTED}
    for one, order in zip(read(words), parse(words).orders, strict=True):
        assert all(value in (None, right) for value, right in zip(one, wanted[one[0]], strict=True))
        assert {"markers_missing", "not_understood"} & {problem.code for problem in order.problems}


def test_a_number_that_stands_twice_makes_no_list() -> None:
    order = only(
        f"Completed\nOrder ID: {FIRST}\nOrder date: Nov 3, 2026\nTotal: US $3.00\nPayment\nOrder ID: {FIRST}\nPaid on: Nov 4, 2026"
    )
    assert (order.placed_on, order.paid_on) == (date(2026, 11, 3), date(2026, 11, 4))
    assert order.status is not None


@given(st.permutations(CARDS), st.booleans())
def test_the_order_of_cards_does_not_matter(cards: list[tuple[str, str, str, str]], on_top: bool) -> None:
    words = "\n".join(card(*one, on_top=on_top) for one in cards)
    assert agrees(words)


def test_pasted_words_are_words_whatever_stands_in_them() -> None:
    orders, unread = read_source(
        copied_words(f"<Completed>\n[Order ID: {FIRST}]\nOrder ID: {FIRST}\n{{Closed}}\nClosed")
    )
    assert ([order.order_id for order in orders], unread) == ([FIRST], ())


HEADED = [
    ("Baltic Yarn Store", "Awaiting delivery", FIRST),
    ("Lumina Home", "Canceled", SECOND),
    ("GripWorks", "To pay", THIRD),
]


@pytest.mark.parametrize("between", ["     ", "\n"])
@pytest.mark.parametrize("tabs", ["", "To pay     To ship     Completed\n", "To pay\nTo ship\nCompleted\n"])
def test_a_status_some_lines_above_its_number_heads_its_card(between: str, tabs: str) -> None:
    cards = (f"{shop} >{between}{status}\nA thing\nOrder ID {number}\nRemove" for shop, status, number in HEADED)
    orders = parse(f"My Orders\n{tabs}" + "\n".join(cards)).orders
    told = [(order.order_id, order.status and order.status.label) for order in orders]
    assert told == [(number, status) for _, status, number in HEADED]


def test_a_list_whose_first_card_lost_its_status_gives_it_none_of_another() -> None:
    cards = "\n".join(f"{status}\nA thing\nOrder ID {number}\nRemove" for _, status, number in HEADED)
    statuses = {order.status and order.status.label for order in parse(cards.partition("\n")[2]).orders}
    assert statuses <= {None}


def test_cards_that_end_with_their_number_are_not_taken_for_those_that_begin_with_it() -> None:
    cards = ((FIRST, "Refunded", "US $9.40"), (SECOND, "Canceled", "US $7.00"), (THIRD, "Shipped", "US $3.30"))
    words = "\n".join(
        f"{status}\nA thing\n1 item, total: {total}\nOrder ID: {number}" for number, status, total in cards
    )
    for order, (number, _, total) in zip(parse(words).orders, cards, strict=True):
        assert order.order_id == number
        assert order.amounts.total is None or order.amounts.total.raw == total
        assert order.amounts.total or "not_understood" in [problem.code for problem in order.problems]


@pytest.mark.parametrize(
    ("above", "status"),
    [
        ("Order details\nAwaiting delivery", "shipped"),  # the title parts it from the menu
        ("Shipped", "shipped"),  # the name of an entry stands there once more
        ("Completed", None),  # which may be an entry
    ],
)
def test_a_menu_above_the_order_says_nothing_of_it(above: str, status: str | None) -> None:
    menu = "View all\nTo pay (1)\nShipped\nRefund completed\nDispute won"
    order = only(f"{menu}\n{above}\nOrder ID: {FIRST}\nTotal: US $14.20")
    assert (order.refund.stage, order.dispute.state, order.status and order.status.code) == (None, None, status)
    assert status is not None or "status" in fields(order)


@pytest.mark.parametrize(
    "lines",
    [
        "Completed\nOrder ID: {0}\nTotal: US $14.20\nMore to love\nLamp\nTotal: US $2.99\nDelivery: Dec 3, 2026\nCanceled by seller",
        "Vous pourriez aimer\nLampe\n3,00 €\nLivraison prévue : 3 déc. 2026\nTerminée\nNuméro de commande : {0}\nTotal : US $14.20",
        "Finalizado\nMás para ti\nFunda\nEntrega estimada: 3 dic. 2026\nReembolso completado\nNúmero de pedido: {0}\nTotal: US $14.20",
    ],
)
def test_a_feed_says_nothing_of_the_order(lines: str) -> None:
    order = only(lines.format(FIRST))
    assert order.amounts.total is not None
    assert (order.amounts.total.raw, order.refund.stage, order.packages, order.messages) == ("US $14.20", None, (), ())


def test_a_refund_in_what_seems_a_feed_is_told() -> None:
    problems = parse(f"Canceled\nOrder ID: {FIRST}\nRecommended\nRefund completed: US $5.00").orders[0].problems
    assert "excluded_part" in [problem.code for problem in problems]


@pytest.mark.parametrize("steps", ["", "Return received\n"])
@pytest.mark.parametrize("last", ["Refunded", "5. Refunded"])
def test_a_last_step_without_a_day_behind_those_that_have_theirs_is_still_to_come(steps: str, last: str) -> None:
    order = only(f"Requested\nNov 18\nApproved\nNov 19\nReturn shipped\nNov 22\n{steps}{last}\nOrder ID: {FIRST}")
    assert order.refund.stage is None


def test_a_way_to_pay_below_its_label_needs_no_colon() -> None:
    order = only(f"Completed\nOrder ID\n{FIRST}\nPayment method\nVisa\nTotal\nUS $12.50")
    assert [payment.method for payment in order.payments] == ["card"]


def test_the_numbers_of_a_list_are_no_words_of_its_steps() -> None:
    steps = "1. Refund requested\n2. Refund processing\n3. Refund completed"
    order = only(f"Refund\nUS $5.00\n{steps}\nOrder ID: {FIRST}")
    assert order.refund.stage is None
    assert "refund" in [problem.field for problem in order.problems]


@pytest.mark.parametrize(
    ("struck", "placed_on", "total"),
    [
        ("Nov 2, 2026", date(2026, 11, 2), Decimal("12.00")),
        ("~~Nov 2, 2026~~", None, Decimal("12.00")),
        ("~~Nov 2, 2026~~ Nov 9, 2026", date(2026, 11, 9), Decimal("12.00")),
        ("**~~Nov 2, 2026~~**", None, Decimal("12.00")),
        ("~~**Nov 2, 2026**~~", None, Decimal("12.00")),
    ],
)
@pytest.mark.parametrize("heading", ["Order", "## Order", "**Order**"])
def test_what_a_clipper_struck_out_is_no_value(
    heading: str, struck: str, placed_on: date | None, total: Decimal
) -> None:
    sums = "Total: ~~US $20.00~~ US $12.00"
    order = only(f"{heading}\n\nCompleted\n\nOrder ID: {FIRST}\n\nOrder placed on: {struck}\n\n{sums}")
    assert (order.placed_on, order.amounts.total and order.amounts.total.amount) == (placed_on, total)
    assert placed_on is not None or "placed_on" in fields(order)


def test_the_days_of_three_dates_are_no_numbers_of_a_list() -> None:
    rows = "Bestellt am:\n1. Nov. 2026\nBezahlt am:\n2. Nov. 2026\nVersendet am:\n3. November 2026"
    order = only(f"Abgeschlossen\nBestellnummer:\n{FIRST}\n{rows}\nGesamtbetrag:\nUS $12,50")
    assert (order.placed_on, order.paid_on) == (date(2026, 11, 1), date(2026, 11, 2))


@pytest.mark.parametrize(
    ("line", "written"),
    [("orderId: 819", "order Id: 819"), ("order_id = 819", "order id = 819"), ("iPhone: black", "iPhone: black")],
)
def test_only_names_that_programs_give_are_taken_apart(line: str, written: str) -> None:
    assert with_words(line) == written
