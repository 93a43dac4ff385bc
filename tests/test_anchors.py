"""What working programs rely on: where each value stands on today's pages. Nothing that is seen is lost in silence."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from tests import common
from tests.common import AT, problems

from whyclosed_parser import extract, load
from whyclosed_parser.layouts import excluded, layouts
from whyclosed_parser.model import Item, Order
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.find import parts
from whyclosed_parser.read.field import FieldReader, PageContext
from whyclosed_parser.words import words_for

ID = "8203417700050100"


def one(body: str, lang: str = "en", url: str | None = None) -> Order:
    return common.one(common.page(body, lang), url)


# The detail page.


def detail(status: str, blocks: str = "", rows: str = "", label: str = "Order ID:", pl: bool = True) -> str:
    name = ' data-pl="order_detail_gray_id"' if pl else ""
    return (
        f'<div class="order-wrap"><div class="order-status order-block"><div class="order-status-box">{status}</div></div>'
        '<div class="order-detail-info order-block"><div class="order-detail-info-item order-detail-order-info">'
        f'<div class="order-detail-info-content"><div class="info-row"><span{name}>{label}</span> {ID}<span>Copy</span></div>'
        f"{rows}</div></div></div>{blocks}</div>"
    )


BUTTONS = "<div><button><span>Add to cart</span></button><a href='/p/x'>Refund information</a></div>"
TITLE, INFO = '<div class="order-block-title">Canceled</div>', '<div class="order-status-info">It was cancelled.</div>'
LIVING = TITLE.replace("Canceled", "Processing")


@pytest.mark.parametrize(
    ("block", "status", "reminder"),
    [
        (f'{TITLE}<div class="order-status-content">{INFO}{BUTTONS}</div>', "Canceled", "It was cancelled."),
        (f'<div class="order-status-content">{TITLE}{INFO}{BUTTONS}</div>', "Canceled", "It was cancelled."),
        (
            f'<div class="order-status-content">{TITLE}<p>It was cancelled.</p>{BUTTONS}</div>',
            "Canceled",
            "It was cancelled.",
        ),
        (f'<div class="order-status-content"><div>{TITLE}</div>{BUTTONS}</div>', "Canceled", None),
        (f'<div class="order-status-content"><p>Canceled</p>{INFO}{BUTTONS}</div>', "Canceled", "It was cancelled."),
        (
            f'<div class="order-status-content"><p>Canceled</p><p>It was cancelled.</p>{BUTTONS}</div>',
            "Canceled",
            "It was cancelled.",
        ),
        (f'<div class="order-status-content">Canceled{BUTTONS}</div>', "Canceled", None),
    ],
)
def test_status_and_reminder_are_never_glued(block: str, status: str, reminder: str | None) -> None:
    order = one(detail(block))
    assert order.status is not None
    assert (order.status.code, order.status.label, order.reminder) == ("cancelled", status, reminder)


def test_a_page_whose_classes_are_new_is_read_no_worse_than_one_of_unknown_form() -> None:
    item = '<div><div data-pl="order_detail_item_title"><a href="/item/1005001.html">Lamp</a></div></div>'
    rows = ROW.format("Order placed on:", "Oct 1, 2026")
    html = detail("<h2>Canceled</h2>", blocks=item, rows=rows).replace('class="', 'class="new-')
    order = one(html.replace("<span>Order placed", '<span data-pl="order_detail_gray_date">Order placed'))
    assert order.pages[0].layout == "g3_detail"
    assert order.status is not None
    assert (order.status.code, order.order_id, order.placed_on) == ("cancelled", ID, date(2026, 10, 1))
    assert order.items == (Item(item_id="1005001", title="Lamp"),)


ROW = '<div class="info-row"><span>{}</span> {}</div>'


def test_id_and_date_are_known_by_their_place_where_no_label_is() -> None:
    rows = ROW.format("Dato:", "2026-10-01") + ROW.format("Betalt:", "2026-10-02")
    order = one(detail(TITLE, rows=rows, label="Nummer:", pl=False))
    assert (order.order_id, order.placed_on, order.paid_on) == (ID, date(2026, 10, 1), None)


def test_the_printed_id_outranks_every_link() -> None:
    link = '<a href="//www.aliexpress.com/p/order/snapshot.html?orderId=8125769251532461">Snapshot</a>'
    assert one(link + detail(TITLE, blocks=link)).order_id == ID


def test_of_two_printed_ids_the_address_names_the_own_one() -> None:
    rows = ROW.format("Order ID:", "8203417700050199")
    url = "https://www.aliexpress.com/p/order/detail.html?orderId="
    assert one(detail(TITLE, rows=rows), url=f"{url}8203417700050199").order_id == "8203417700050199"
    assert one(detail(TITLE, rows=rows), url=url + ID).order_id == ID
    assert one(detail(TITLE, rows=rows)).order_id is None


def test_a_row_of_the_sum_that_a_bar_says_once_more_is_one() -> None:
    rows = PRICE.format("", "Subtotal", "", "US $12.40") + PRICE.format("bold-font", "Total", "", "US $12.40")
    bar = f'<footer class="bar">{PRICE.format("", "Subtotal", "", "US $12.40")}</footer>'
    order = one(detail(TITLE, blocks=f'<div class="order-price">{rows}</div>{bar}'))
    assert [row.label for row in order.amounts.rows] == ["Subtotal"]


PRICE = (
    '<div class="order-price-item {}"><span class="left-col" data-pl="order_price_item_title">{}</span>'
    '<span class="right-col {}" data-pl="order_price_item_value">{}</span></div>'
)


@pytest.mark.parametrize(
    ("bold", "right"), [("bold-font", "rightPriceClass"), ("bold-font", ""), ("", "rightPriceClass")]
)
def test_the_total_is_known_by_its_place_in_any_language(bold: str, right: str) -> None:
    rows = PRICE.format("", "Delsum", "", "US $12.40") + PRICE.format(bold, "Alt i alt", right, "US $14.27")
    order = one(detail(TITLE, blocks=f'<div class="order-price">{rows}</div>'))
    assert order.amounts.total is not None
    assert order.amounts.total.amount == Decimal("14.27")
    assert [row.label for row in order.amounts.rows] == ["Delsum"]


@pytest.mark.parametrize("name", ['class="item-title"', 'data-pl="order_detail_item_title"'])
def test_a_title_is_known_by_class_or_name(name: str) -> None:
    item = f'<div class="order-detail-item"><div class="order-detail-item-content"><div {name}><a href="/item/1005001.html">Lamp</a></div></div></div>'
    assert one(detail(TITLE, blocks=item)).items == (Item(item_id="1005001", title="Lamp"),)


# The list.


def cards(*bodies: str) -> str:
    texts = (
        '<div class="order-item"><div class="order-item-header"><div class="order-item-header-status"'
        ' data-pl="order_item_header_status"><span class="order-item-header-status-text">Completed</span></div>'
        f'<div class="order-item-header-right"><div class="order-item-header-right-info"><div>Order date: Nov 3, 2026</div>'
        f"<div>Order ID: 820341770005010{at}<span>Copy</span></div></div></div></div>{body}</div>"
        for at, body in enumerate(bodies)
    )
    return f'<div class="order-content"><div class="comet-checkbox-group">{"".join(texts)}</div></div>'


def body(inside: str) -> str:
    return f'<div class="order-item-content"><div class="order-item-content-body">{inside}</div></div>'


def test_a_card_of_several_products_shows_linked_pictures_only() -> None:
    pictures = "".join(
        f'<a href="//www.aliexpress.com/item/100500{at}.html"><div class="order-item-content-img" style="background-image:url(x)"></div></a>'
        for at in range(3)
    )
    order = one(cards(body(f'<div class="order-item-content-img-list">{pictures}</div>')))
    assert order.items == tuple(Item(item_id=f"100500{at}") for at in range(3))


def test_a_title_that_is_cut_stands_whole_in_its_attribute() -> None:
    name = '<div class="order-item-content-info-name"><a href="/item/1005001.html"><span title="A long lamp">A lo…</span></a></div>'
    assert one(cards(body(name))).items[0].title == "A long lamp"


def test_the_id_may_stand_in_the_link_to_the_details_alone() -> None:
    card = (
        '<div class="order-item"><div class="order-item-header"><span class="order-item-header-status-text">Completed</span>'
        f'<a data-pl="order_item_header_detail" href="//www.aliexpress.com/p/order/detail.html?spm=1&orderId={ID}">Details</a>'
        f'</div><a href="/p/order/snapshot.html?orderId=8125769251532461">Snapshot</a>{body("")}</div>'
    )
    assert one(card).order_id == ID


LINK = '<a href="https://t.example/#nums={0}" target="_blank">{0}</a>'


@pytest.mark.parametrize(
    ("added", "code"),
    [
        (f"<span>: {LINK.format('LP00612345678901')}</span>", "completed"),
        ("<span> 520000000001</span>", "completed"),
        ("<span>: Returned to sender</span>", "unknown"),
        (f"<span>, returned {LINK.format('LP00612345678901')}</span>", "unknown"),
        ("<span> 1/2</span>", "unknown"),
        (" LP00612345678901", "unknown"),
    ],
)
def test_the_number_of_a_parcel_that_a_program_adds_to_a_status_costs_nothing(added: str, code: str) -> None:
    order = one(cards(body("")).replace("Completed</span>", f"Completed{added}</span>"))
    assert order.status is not None
    assert order.status.code == code
    assert (("unknown_status", "status") in problems(order)) == (code == "unknown")


@pytest.mark.parametrize(
    ("day", "told"), [("Dátum: 10. júna 2026", True), ("10. júna 2026", True), ("Order ID: 8203417700050100", False)]
)
def test_what_stands_where_a_card_has_its_day_and_is_none_is_told(day: str, told: bool) -> None:
    order = one(cards(body("")).replace("Order date: Nov 3, 2026", day))
    assert order.placed_on is None
    assert (("unreadable_date", "placed_on") in problems(order)) == told


def test_a_narrow_card_has_its_day_without_a_label_and_lacks_nothing() -> None:
    card = (
        f'<a class="order-item order-item-mobile" href="/p/order/detail.html?orderId={ID}"><div class="order-item-header">'
        '<span class="order-item-header-date">Jun 13, 2026</span><span class="order-item-header-status-text">Completed</span></div>'
        '<div class="order-item-store"><span class="order-item-store-name"><span>Northwind Lamps</span></span></div>'
        f"{body('<span title=Lamp class=order-item-content-info-name>Lamp</span>')}</a>"
    )
    order = one(f'<div class="order-content">{card}</div>')
    assert order.placed_on == date(2026, 6, 13)
    assert problems(order) == set()


@pytest.mark.parametrize(
    ("links", "numbers", "told"),
    [
        (("LP00612345678901",), ["LP00612345678901"], False),
        (("LP00612345678901", "LP00612345678901"), ["LP00612345678901"], False),
        (("LP00612345678901", "LP00612345678902"), [], True),
        (("undefined",), [], False),
        (("",), [], False),
    ],
)
def test_the_address_behind_the_button_that_tracks_names_the_parcel(
    links: tuple[str, ...], numbers: list[str], told: bool
) -> None:
    buttons = "".join(
        f'<a href="/p/tracking/index.html?tradeOrderId={ID}&logisticsNo={link}">Track order</a>' for link in links
    )
    order = one(cards(body("") + buttons))
    assert [package.tracking_number for package in order.packages] == numbers
    assert (("not_understood", "packages") in problems(order)) == told


def test_a_popover_at_the_end_of_the_page_is_no_cards() -> None:
    popover = (
        '<div class="order-track-popover"><div class="order-track-popover-title"><p>Delivery: <span>Nov 26, 2026</span></p>'
        '<p class="tracking-number-title">Tracking number: <span>LP00612345678901</span></p></div></div>'
    )
    html = f"<html lang='en'><body>{cards(body(''), body(''))}{popover}</body></html>"
    assert [order.packages for order in extract(load(html, captured_at=AT))] == [(), ()]
    (package,) = one(cards(body("") + popover)).packages
    assert package.tracking_number == "LP00612345678901"


# Tracking.


def tracking(v: str, carrier: str = "", nodes: str = "", before: str = "") -> str:
    return (
        f'<p>Order ID: {ID}</p>{before}<div class="logistic-info{v}--mailNo{"" if v else "-pc"}--a1"><span>Tracking number</span>'
        f'<span class="logistic-info{v}--mailNoValue--b2">LP00612345678901</span><span>Copy</span></div>{carrier}'
        f'<div class="logistic-info{v}--track--c3">{nodes}</div>'
    )


def node(v: str, title: str, time: str, *descriptions: str) -> str:
    texts = "".join(f'<div class="logistic-info{v}--nodeDesc--e5">{text}</div>' for text in descriptions)
    return (
        f'<div class="logistic-info{v}--node--d4"><div class="logistic-info{v}--nodeTitle--f6">{title}</div>{texts}'
        f'<div class="logistic-info{v}--nodeTime--g7">{time}</div></div>'
    )


@pytest.mark.parametrize("v", ["-v2", ""])
def test_both_generations_of_the_tracking_page(v: str) -> None:
    nodes = node(v, "Delivered", "Nov 9, 2026 10:00", "Left at the door", "Signed by the buyer") + node(
        v, "Shipped", "Nov 3, 2026 09:00"
    )
    (package,) = one(tracking(v, nodes=nodes)).packages
    assert package.tracking_number == "LP00612345678901"
    assert [event.text for event in package.events] == ["Delivered: Left at the door; Signed by the buyer", "Shipped"]
    assert package.delivered_on == datetime(2026, 11, 9, 10)


NODE = "logistic-info-v2--node"
SINCE = f'<p class="{NODE}Time--g7">Nov 3, 2026 09:00</p>'


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (
            f'<p class="{NODE}Title--f6">Departed<br>from facility</p><p>Shenzhen</p>{SINCE}',
            "Departed from facility: Shenzhen",
        ),
        (f'<div class="{NODE}Title--f6"><p>Departed</p><p>from facility</p></div>{SINCE}', "Departed from facility"),
        (
            f'<p class="{NODE}Title--f6">Departed from facility</p><p class="{NODE}Time--g7">Nov 3, 2026<br>09:00</p>',
            "Departed from facility",
        ),
        (f'<p>Departed from facility</p><p class="{NODE}Time--g7">Nov 3, 2026<br>09:00</p>', "Departed from facility"),
        (f'<b class="{NODE}Title--f6">Departed from facility</b> <i>Nov 3, 2026 09:00</i>', "Departed from facility"),
        (
            f'<p class="{NODE}Title--f6">Departed from facility</p><div class="{NODE}Desc--e5"><p class="{NODE}Desc--e6">'
            f"Shenzhen</p><p>Hub 3</p></div>{SINCE}",
            "Departed from facility: Shenzhen Hub 3",
        ),
        (
            f'<p>Departed from facility</p><p class="{NODE}Desc--e5">Shenzhen</p>{SINCE}',
            "Departed from facility: Shenzhen",
        ),
        (
            f'<p class="{NODE}Title--f6">At the pickup point</p><p>You can collect it until December 4.</p>{SINCE}',
            "At the pickup point: You can collect it until December 4.",
        ),
        (
            f'<p class="{NODE}Title--f6">Departed</p><p class="{NODE}Desc--e5">Shenzhen</p><div><h3>Chat</h3><p>Hello!</p></div>{SINCE}',
            "Departed: Shenzhen",
        ),
    ],
)
def test_an_event_says_everything_once(inner: str, text: str) -> None:
    (package,) = one(tracking("-v2", nodes=f'<div class="{NODE}--d4">{inner}</div>')).packages
    assert [(event.text, event.time) for event in package.events] == [(text, datetime(2026, 11, 3, 9))]


def test_a_parcel_that_went_back_is_not_delivered() -> None:
    nodes = node("-v2", "Returned to sender", "Nov 12, 2026 10:00") + node("-v2", "Delivered", "Nov 9, 2026 10:00")
    (package,) = one(tracking("-v2", nodes=nodes)).packages
    assert package.delivered_on is None


TITLE_OF, VALUE_OF = (
    '<div class="logistic-info-v2--carrierTitle--h8">{}</div>',
    '<div class="logistic-info-v2--carrierValue--i9">{}</div>',
)


@pytest.mark.parametrize(
    ("carrier", "name"),
    [
        (
            TITLE_OF.format("Northwind Post") + VALUE_OF.format("<p>Northwind Post Ltd</p><p>+00 000</p>"),
            "Northwind Post",
        ),
        (TITLE_OF.format("Carrier") + VALUE_OF.format("<p>Northwind Post</p><p>+00 000 0000000</p>"), "Northwind Post"),
        (TITLE_OF.format("Carrier:") + VALUE_OF.format("Northwind Post<br>+00 000 0000000"), "Northwind Post"),
        (VALUE_OF.format("Northwind Post"), "Northwind Post"),
        (TITLE_OF.format("Carrier"), None),
    ],
)
def test_the_carrier_is_a_name(carrier: str, name: str | None) -> None:
    (package,) = one(tracking("-v2", carrier)).packages
    assert package.carrier == name


def test_the_products_of_a_package() -> None:
    products = "".join(
        f'<div class="x"><div class="package-items-v2--productTitle--j1">{title}</div><div class="package-items-v2--skuText--k2">{sku}</div></div>'
        for title, sku in (("Lamp", "red"), ("Cable", "2 m"))
    )
    assert one(tracking("-v2", before=f"<div>{products}</div>")).items == (
        Item(title="Lamp", sku="red"),
        Item(title="Cable", sku="2 m"),
    )


# Seen and not understood.

ITEM = (
    '<div class="order-detail-item"><div class="order-detail-item-content"><div class="item-title"><a href="/item/1005001.html">'
    'Lamp</a></div><div class="item-price"><div>{}</div><span class="item-price-quantity">{}</span></div></div></div>'
)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        (detail(TITLE, ITEM.format("US $1.00", "x ~12/13")), ("unreadable_quantity", "items.0.quantity")),
        (detail(TITLE, ITEM.format("US $1.2.3.4", "x1")), ("unreadable_money", "items.0.price")),
        (detail(TITLE, rows=ROW.format("Paid on:", "the 32nd of 13, 2026")), ("unreadable_date", "paid_on")),
        (detail(TITLE, "<p>Tracking number: 12</p>"), ("not_understood", "packages")),
        (detail(LIVING, "<p>Ships within 1 hour 70 minutes</p>"), ("unreadable_countdown", "timers.0")),
        (
            detail(TITLE, "<p>Tracking number: 12</p><p>Carrier: Northwind</p>"),
            ("unreadable_tracking_number", "packages.0.tracking_number"),
        ),
        (
            detail(TITLE, "<p>Tracking number: LP00612345678901</p><p>Delivery: in 99 moons</p>"),
            ("not_understood", "packages.0.estimated_delivery"),
        ),
    ],
)
def test_what_is_seen_is_a_value_or_a_problem(html: str, problem: tuple[str, str]) -> None:
    assert problem in problems(one(html))


def test_a_fee_behind_the_word_delivery_is_no_estimate() -> None:
    found = problems(one(detail(TITLE, "<p>Delivery: US $1.99</p>")))
    assert not [field for _, field in found if field and field.startswith("packages")]


# Damage and faults.


def reader() -> FieldReader:
    document = load("<p>x</p>")
    index = build_index(document.root, excluded(), frozenset())
    return FieldReader(PageContext(layouts()[0], words_for("en"), "en", None, None), index.whole)


@pytest.mark.parametrize("damage", [ValueError, ArithmeticError, RecursionError])
def test_a_part_that_is_damaged_is_a_problem(damage: type[Exception]) -> None:
    def read(_: FieldReader) -> object:
        raise damage

    damaged = reader()
    assert damaged.guarded("items", read) is None
    assert [(problem.code, problem.field) for problem in damaged.ledger.problems] == [("broken_order", "items")]


@pytest.mark.parametrize("fault", [KeyError, TypeError, AttributeError, IndexError, AssertionError])
def test_a_fault_of_ours_is_not_called_a_damaged_page(fault: type[Exception]) -> None:
    def read(_: FieldReader) -> object:
        raise fault

    with pytest.raises(fault):
        reader().guarded("items", read)


def test_a_member_of_a_list_is_told_once() -> None:
    inner = '<div class="e" id="a"><div class="e">x</div></div><div class="e" id="b">y</div>'
    document = load(f'<!DOCTYPE html><html><body><div class="e">{inner}</div></body></html>')
    index = build_index(document.root, excluded(), frozenset({".e"}))
    assert [node[1].get("id") for node in parts(index.whole.find(".e"), index)] == ["a", "b"]


@pytest.mark.parametrize("address", ["/x?orderId={}", "/x?a=b&tradeOrderId={}", "/x?tradeId={}", "/order-list/{}"])
def test_an_address_names_the_order_of_a_page_that_nobody_knows(address: str) -> None:
    number = "8203417700050100"
    body = '<!DOCTYPE html><html lang="en"><body><h2>Delivered</h2><p>Order placed on: Nov 2, 2026</p>{}</body></html>'
    there = f"https://www.aliexpress.com{address.format(number)}"
    own = extract(load(body.format(""), url=there))
    linked = extract(load(body.format(f'<a href="{there}">See</a>'), url="https://www.aliexpress.com/somewhere"))
    read = [(order.order_id, order.pages[0].layout) for order in (*own, *linked)]
    assert read == [(number, "text")] * 2
