"""What is read of a page whose names are all unknown, and what is said of the rest."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from lxml import html
from tests import common
from tests.common import AT, FIXTURES

from whyclosed_parser import parse
from whyclosed_parser.layouts import excluded
from whyclosed_parser.loading.load import load
from whyclosed_parser.model import Order
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.lines import Shown, read_lines
from whyclosed_parser.page.sheets import read_sheets
from whyclosed_parser.read.extract import extract
from whyclosed_parser.read.sentences import flowing
from whyclosed_parser.words import words_for

ID = "8213550000042101"
URL = f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}"
HEAD = (
    "<section><h2>Awaiting delivery</h2><p>Your parcel is on its way to you.</p><button>Track order</button></section>"
)
ROWS = f"<section><p><b>Order ID</b> {ID}</p><p><b>Order date</b> Nov 3, 2026</p></section>"
SHOP = '<p><a href="//www.aliexpress.com/store/1101388411">Paperlark Store</a></p>'
SUMS = "<div><p><i>Subtotal</i><i>US $8.08</i></p><p><i>Shipping</i><i>US $1.92</i></p><p><i>Total</i><i>US $10.00</i></p></div>"


def link(number: int, words: str) -> str:
    return f'<a href="//www.aliexpress.com/item/{number}.html">{words}</a>'


def item(number: int = 1005009400884101, below: str = "<p>Blue</p><p>US $4.04</p><p>x2</p>") -> str:
    return f"<div>{link(number, '')}<div>{link(number, 'Ink pad')}{below}</div></div>"


def page(*parts: str) -> str:
    return f'<html lang="en"><body><main>{"".join(parts)}</main></body></html>'


def one(markup: str, url: str = URL) -> Order:
    return common.one(markup, url)


def fields(order: Order) -> set[str | None]:
    return {problem.field for problem in order.problems}


def test_a_page_of_unknown_names() -> None:
    order = one(page(HEAD, ROWS, SHOP, item(), SUMS))
    assert (order.order_id, order.shop.name) == (ID, "Paperlark Store")
    assert order.reminder == "Your parcel is on its way to you."
    (read,) = order.items
    assert (read.item_id, read.title, read.quantity) == ("1005009400884101", "Ink pad", 2)
    assert read.price is not None
    assert read.price.amount == Decimal("4.04")
    rows = [(row.label, row.money and row.money.amount) for row in order.amounts.rows]
    assert rows == [("Subtotal", Decimal("8.08")), ("Shipping", Decimal("1.92"))]
    assert order.amounts.total is not None
    assert order.amounts.total.amount == Decimal("10.00")
    assert "items.0" in fields(order)  # its variant is a line without a label


@pytest.mark.parametrize(
    ("below", "price", "pieces"),
    [
        ("<p>US $4.04 x2</p>", "4.04", 2),
        ("<p>US $4.04</p><p>x2</p>", "4.04", 2),
        ("<p><i>US $4.04</i><b>x2</b></p>", "4.04", 2),
        ("<p>US $4.04x2</p>", "4.04", 2),
        ("<p><i>US $4</i><i>.04</i> <b>Quantity: 2</b></p>", "4.04", 2),
        ("<p>U<i>S </i>$4.04 x2</p>", "4.04", 2),
        ("<p><i>US $4.04</i><b>0x2</b></p>", None, None),
        ("<p>Free returns</p><p>x2</p>", None, 2),
        ("<p>Blue</p>", None, None),
        ("<p>US $4.04 x2</p><p>US $5.05 x1</p>", None, None),  # two of them: whose?
        ("<p>US $4.04</p><p>Size 4x2</p>", None, None),
        ("<p>US $4.04</p><p>x0</p>", None, None),
    ],
)
def test_a_price_stands_before_the_number_of_pieces(below: str, price: str | None, pieces: int | None) -> None:
    order = one(page(HEAD, ROWS, SHOP, item(below=below), SUMS))
    (read,) = order.items
    assert (read.price and str(read.price.amount), read.quantity) == (price, pieces)
    assert read.price is None or read.price.currency == "USD"
    assert "items.0" in fields(order)


def test_a_piece_of_an_amount_is_no_number_of_pieces() -> None:
    (read,) = one(page(HEAD, ROWS, SHOP, item(below="<p>￥1<i>2,400</i></p><p>×1</p>"), SUMS)).items
    assert (read.price and str(read.price.amount), read.quantity) == ("12400", 1)


@pytest.mark.parametrize("measure", ["Pin header 2.54x40", "Tape 19.00x5"])
def test_a_measure_in_a_title_is_no_number_of_pieces(measure: str) -> None:
    words = item(below="<p>US $4.04</p>").replace("Ink pad", measure)
    (read,) = one(page(HEAD, ROWS, SHOP, words, SUMS)).items
    assert (read.title, read.quantity) == (measure, None)


def test_each_product_is_an_item() -> None:
    order = one(page(HEAD, ROWS, SHOP, f"<div>{item(1005009400884101)}{item(1005009400884102)}</div>", SUMS))
    assert [read.item_id for read in order.items] == ["1005009400884101", "1005009400884102"]
    assert [read.quantity for read in order.items] == [2, 2]


def test_an_address_that_names_a_line_names_none_of_several_items() -> None:
    address = "https://www.aliexpress.com/p/x.html?tradeOrderLineId=8190000000000099"
    several = page(HEAD, ROWS, SHOP, f"<div>{item(1005009400884101)}{item(1005009400884102)}</div>", SUMS)
    order = one(several, url=address)
    assert [read.line_id for read in order.items] == [None, None]
    assert {"items.0.line_id", "items.1.line_id"} <= fields(order)
    (read,) = one(page(HEAD, ROWS, SHOP, item(), SUMS), url=address).items
    assert read.line_id == "8190000000000099"


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ((HEAD, ROWS, SHOP, item(), SUMS), set()),
        ((HEAD, ROWS, SHOP, SUMS), {"items"}),
        ((HEAD, ROWS, item(), SUMS), {"shop"}),
        ((HEAD, ROWS, SHOP, item()), {"amounts.total"}),
    ],
)
def test_a_usual_part_that_is_not_read_is_said(parts: tuple[str, ...], missing: set[str]) -> None:
    order = one(page(*parts))
    assert {problem.field for problem in order.problems if problem.code == "part_missing"} == missing


CARDS = "".join(
    f"<li>{link(1005009911220001 + at, f'<p>{words}</p><p>US $7.4{at}</p><p>{more}</p>')}</li>"
    for at, (words, more) in enumerate([("Total: US $1.23", "x2"), ("Order ID: 3070000077771234", ""), ("Lamp", "")])
)


@pytest.mark.parametrize("heading", ["<h2>More to love</h2>", "<h2>Words that no pack knows</h2>", ""])
def test_a_row_of_products_is_none_of_the_order(heading: str) -> None:
    feed = f"<aside>{heading}<ul>{CARDS}</ul></aside>"
    plain = one(page(HEAD, ROWS, SHOP, item(), SUMS))
    for order in (one(page(HEAD, ROWS, SHOP, item(), SUMS, feed)), one(page(feed, HEAD, ROWS, SHOP, item(), SUMS))):
        assert (order.order_id, order.amounts, order.items) == (plain.order_id, plain.amounts, plain.items)


def test_items_within_their_links_are_no_feed() -> None:
    """Each has its number of pieces."""
    cards = "".join(
        f"<li>{link(1005009400884101 + at, f'<p>Ink {at}</p><p>US $7.4{at}</p><p>x{at + 1}</p>')}</li>"
        for at in range(3)
    )
    order = one(page(HEAD, ROWS, SHOP, f"<ul>{cards}</ul>", SUMS))
    assert [read.quantity for read in order.items] == [1, 2, 3]


TIMED = "<ul><li><p>Nov 12, 2026 10:11</p>{}<p>Out for delivery</p></li><li><p>Nov 10, 2026 10:11</p>{}<p>In transit</p></li></ul>"
LED = "<ul><li>{}Nov 12, 2026 10:11{} Out for delivery{}</li><li>Nov 10, 2026 10:11 In transit</li></ul>"
TRACKING = f"https://www.aliexpress.com/p/tracking/index.html?tradeOrderId={ID}"
BOTH = [("Out for delivery", "Nov 12, 2026 10:11"), ("In transit", "Nov 10, 2026 10:11")]


@pytest.mark.parametrize(
    ("events", "url", "read"),
    [
        (TIMED.format("", ""), URL, BOTH),
        (TIMED.format("<p>GMT+1</p>", "<p>GMT+1</p>"), URL, [(text, f"{time} GMT+1") for text, time in BOTH]),
        (TIMED.format("<p>Carrier:</p>", "<p>Shipped on</p>"), URL, BOTH),  # rows of the order
        (TIMED.format("<i role='button'>See less</i>", ""), URL, BOTH),
        (TIMED.format("", "<p>Shipped on</p>"), TRACKING, [BOTH[0], ("Shipped on: In transit", BOTH[1][1])]),
        (LED.format("", "", ""), URL, BOTH),
        (LED.format("<a href='/x'>", "", "</a>"), URL, BOTH[1:]),
        (LED.format("", " - Nov 13, 2026 12:00", ""), URL, BOTH[1:]),
        (
            "<ul><li><p>Nov 10, 2026 10:11</p><p>In transit</p></li><li><p>Nov 12, 2026 10:11</p><p>Out for delivery</p></li></ul>",
            URL,
            BOTH,
        ),
    ],
)
def test_what_stands_beside_the_time_of_an_event(events: str, url: str, read: list[tuple[str, str]]) -> None:
    order = one(page(HEAD, ROWS, SHOP, item(), SUMS, "<p><b>Tracking number</b> LP00999000777008</p>", events), url)
    (package,) = order.packages
    assert [(event.text, event.time_text) for event in package.events] == read


def test_tabs_that_count_are_no_status() -> None:
    tabs = "<nav><p>To pay (1)</p><p>Processed (2)</p><p>Completed</p></nav>"
    order = one(page(f"<div>{tabs}</div>", HEAD, ROWS, SHOP, item(), SUMS))
    assert order.status is not None
    assert order.status.label == "Awaiting delivery"


def test_words_beside_a_tracking_number_are_said() -> None:
    events = "<ul><li><p>Nov 10, 2026 11:30</p><p>Accepted by carrier</p></li><li><p>Nov 9, 2026 10:00</p><p>Package ready</p></li></ul>"
    parcel = "<div><p>Some Carrier Ltd</p><p><b>Tracking number</b> LP00999000777008</p></div>"
    url = f"https://www.aliexpress.com/p/tracking/index.html?tradeOrderId={ID}"
    order = one(page(f"<div>{parcel}{events}</div>"), url)
    assert (order.pages[0].kind, order.status) == ("tracking", None)
    assert "packages.0.carrier" in fields(order)


@pytest.mark.parametrize(
    ("markup", "labels"),
    [
        ("<button>Track order<sup>2</sup></button>", ["Track order"]),
        (
            "<button><span>Track order</span><span><i>\ue604</i>NEW<i role='tooltip' hidden>NEW</i></span></button>",
            ["Track order"],
        ),
        ("<button>Cancel <b>order</b></button>", ["Cancel order"]),
        ("<h3><button aria-expanded='true'>Tracking</button></h3>", []),
        ("<h3><button aria-expanded='true' aria-haspopup='dialog'>Track order</button></h3>", ["Track order"]),
        ("<p><a href='#sums'>Tracking</a></p>", []),
        ("<p><a href='#track'>Track order</a></p>", ["Track order"]),
    ],
)
def test_buttons_without_badges_and_none_that_only_show_a_part(markup: str, labels: list[str]) -> None:
    head = HEAD.replace("<button>Track order</button>", markup)
    order = one(page(head, ROWS, SHOP, item(), f"<div id='sums'>{SUMS}</div>"))
    assert [action.label for action in order.actions] == labels


TABLE = "<table><tr>{0}</tr><tr><td>US $8.08</td><td>Free shipping</td><td>US $8.08</td></tr></table>"


@pytest.mark.parametrize(
    ("sums", "labels"),
    [
        (TABLE.format("<td>Subtotal</td><td>Shipping</td><td>Total</td>"), ["Subtotal", "Shipping"]),
        (TABLE.format("<th>Subtotal</th><th>Shipping</th><th>Total</th>"), ["Subtotal", "Shipping"]),
        (TABLE.format("<td>Subtotal</td><td>Shipping 2</td><td>Total</td>"), []),
        (
            TABLE.format("<th>Subtotal</th><th>Shipping</th><th>Total</th>").replace("<td>Free", "<td colspan=2>Free"),
            [],
        ),
        (
            "<p>" + "<br>".join(f"<b>{one}</b> <i>US $8.08</i>" for one in ("Subtotal", "Shipping", "Total")) + "</p>",
            ["Subtotal", "Shipping"],
        ),
        (
            SUMS.replace("<p><i>Shipping", "<section><i>Shipping").replace("1.92</i></p>", "1.92</i></section>"),
            ["Subtotal", "Shipping"],
        ),
    ],
)
def test_sums_in_columns_and_in_lines(sums: str, labels: list[str]) -> None:
    order = one(page(HEAD, ROWS, SHOP, item(), sums))
    assert [row.label for row in order.amounts.rows] == labels
    assert all(row.money is not None for row in order.amounts.rows)


def test_no_amount_is_cut_behind_its_sign() -> None:
    written = common.page_of("detail-closed-carrier-cancelled").decode()
    badge = "<div><span>Lowest price in 90 days:</span> <b>US $3.99</b></div>"
    price = re.compile(r'(>Subtotal</span><div class="right-col"[^>]*><div class="es--wrap.*?</div>)')
    (order,) = parse(price.sub(rf"\1{badge}", written), captured_at=AT).orders
    assert [row.money for row in order.amounts.rows if row.label.startswith("Subtotal")] == [None]


def test_a_hint_beside_a_label_is_passed_over() -> None:
    hint = "<i><b role='button'>?</b><b role='tooltip'>When the order was made.</b></i>"
    order = one(page(HEAD, ROWS.replace("Order date</b>", f"Order date</b>{hint}"), SHOP, item(), SUMS))
    assert str(order.placed_on) == "2026-11-03"


def test_a_member_of_a_list_that_is_passed_over_is_said() -> None:
    """It has none of the names by which cards are known."""
    card = '<div class="{0}"><p class="{0}-header"><span class="{0}-header-status-text">Closed</span><a href="/p/order/detail.html?orderId={1}">Details</a></p></div>'
    cards = card.format("order-item", ID) + card.format("order-item", "8213550000042202")
    for more, told in (("", False), (card.format("x9", "8213550000042303"), True)):
        orders = extract(load(page(f'<div class="comet-checkbox-group">{cards}{more}</div>')))
        assert [order.order_id for order in orders] == [ID, "8213550000042202"]
        assert all(any(one.code == "markers_missing" for one in order.problems) == told for order in orders)


@pytest.mark.parametrize(
    ("sheet", "names", "hidden"),
    [
        (".x{display:none}", [".x"], True),
        (".x { color:red; display: none }", [".x", ".y"], True),
        ("#x,.z{visibility:hidden}", ["#x"], True),
        (".x.y{display:none}", [".x", ".y"], True),
        (".x.y{display:none}", [".x"], False),
        (".x{display:none}.x.on{display:block}", [".x"], True),
        (".x{display:none}.x.on{display:block}", [".x", ".on"], False),
        (".x{display:none}.x{display:flex}", [".x"], False),
        (".x{display:none}", [".xy"], False),
        (".x{display:none}.open .x{display:block}", [".x"], True),  # it stands in none that is open
        ("@media print{.x{display:none}}", [".x"], False),
        ("@media screen{.x{display:none}}", [".x"], True),
        (".x{display:none}@media print{.y{a:b}.x{display:block}}", [".x"], True),
        ("@media screen{.x{display:none}}@media print{.x{display:block}}", [".x"], True),
        (".x{display:none}@media (max-width:600px){.x{display:block}}", [".x"], False),  # perhaps it is narrow
        ("@media screen{@media print{.x{display:none}}}", [".x"], False),
        ("@media screen{@supports (a:b){.x{display:none}}}", [".x"], False),
        ("@media not all{.x{display:none}}", [".x"], False),
        (".x{color:red;.z{display:none}}", [".x"], False),
        (".x{&.z{display:none}}", [".x"], False),
        (".x:hover{display:none}", [".x"], False),
        ("main .x{display:none}", [".x"], False),
        (".x{display:none-such}", [".x"], False),
        (".x{background:url('display:none')}", [".x"], False),
        (".x{display:block}", [".x"], False),
    ],
)
def test_what_a_sheet_hides(sheet: str, names: list[str], hidden: bool) -> None:
    root = html.document_fromstring(f"<html><head><style>{sheet}</style></head><body><p></body></html>")
    (element,) = root.iter("p")
    element.set("class", " ".join(name[1:] for name in names if name[0] == "."))
    element.set("id", "".join(name[1:] for name in names if name[0] == "#"))
    sheets = read_sheets(root).get(None)
    assert (sheets is not None and sheets.hides(element, names)) == hidden


PANEL = "<div class='x' id='i' data-state='off'>Closed</div>"


@pytest.mark.parametrize(
    ("sheet", "markup", "hidden"),
    [
        (".x:not(.active){display:none}", PANEL, True),
        (".x:not(.active){display:none}", PANEL.replace("'x'", "'x active'"), False),
        ("div.x[data-state='off']{display:none}", PANEL, True),
        ("[data-state=off]{display:none}", PANEL, True),
        ("[data-state^=ff],[data-state~=of],[data-state|=of],[data-state$=of]{display:none}", PANEL, False),
        ("[data-state^=o][data-state~=off][data-state|=off][data-state$=ff][data-state*=f]{display:none}", PANEL, True),
        (".y .x,.y > .z{display:none}", f"<ul class='y'><li>{PANEL}</li></ul>", True),
        (".y > .x{display:none}", f"<ul class='y'><li>{PANEL}</li></ul>", False),
        (".y > *{display:none}", f"<section class='y'>{PANEL}</section>", True),
        (".y + .x{display:none}", f"<p class='y'>1</p>{PANEL}", True),
        (".y ~ .x:last-child{display:none}", f"<p class='y'>1</p><p>2</p>{PANEL}", True),
        (":where(.x){display:none}", PANEL, True),
        (":is(.x,.z):hover{display:none}", PANEL, False),
        (".z,:is(.z,.x:not(.y),b){display:none}", PANEL, True),
        (".x:has(b){display:none}", PANEL, False),  # perhaps
        (".y .x{display:none}.y #i{display:block}", f"<section class='y'>{PANEL}</section>", False),
        (".y .x{display:none!important}.y #i{display:block}", f"<section class='y'>{PANEL}</section>", True),
        (".y .x{display:none}.on .x{display:block}", f"<section class='y'>{PANEL}</section>", True),
        (".y{color:red;.x{display:none}}", f"<section class='y'>{PANEL}</section>", True),
        (".z{&.x{display:none}}", PANEL, False),
        ("@layer base{.x{display:none}}", PANEL, True),
        ("@layer base{#i.x{display:none}}.x{display:block}", PANEL, False),
        ("@supports (display:grid){.x{display:none}}", PANEL, True),
        ("@container (width:9px){div.x{display:none}}", PANEL, False),
        (".x{position:absolute;width:1px;clip:rect(0,0,0,0)}", PANEL, True),
        (".x{position:absolute;clip:rect(0 0 0 0)}.x{position:static}", PANEL, False),
        (".x{display:none}", f"<x-a><template shadowrootmode='open'>{PANEL}</template></x-a>", False),
        (
            "[class^=x]{display:none}",
            '<div class="order-detail-info-content"><p class="contact-info">Ida</p><p>Nowhere lane</p>'
            '<div class="x-1"><p class="order-block-title">Closed</p></div></div>',
            True,
        ),
        (
            "p{}",
            f"<x-a><template shadowrootmode='open'><style>.x{{display:none}}</style></template></x-a>{PANEL}",
            False,
        ),
        (
            "p{}",
            f"<x-a><template shadowrootmode='open'><style>.x{{display:none}}</style>{PANEL}</template></x-a>",
            True,
        ),
    ],
)
def test_what_a_sheet_hides_in_its_place(sheet: str, markup: str, hidden: bool) -> None:
    root = html.document_fromstring(f"<html><head><style>{sheet}</style></head><body>{markup}</body></html>")
    index = build_index(root, excluded(), frozenset())
    assert ("Closed" not in index.whole.text()) == hidden


@pytest.mark.parametrize(
    ("style", "read"), [("", False), ('style="color:red"', False), ('style="display:block"', True)]
)
def test_an_order_that_a_sheet_hides_is_not_read(style: str, read: bool) -> None:
    other = f'<div class="x" {style}><p>Completed</p><p>Tracking number: LP00999000777008</p></div>'
    markup = page(HEAD, ROWS, other, SHOP, item(), SUMS).replace("<body>", "<style>.x{display:none}</style><body>")
    assert bool(one(markup).packages) == read


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<p>14 Quince Lane</p><p>+49 151 0000</p>", False),
        (item(), True),
        (SHOP, True),
        ("<p>12:40</p>", True),
        ("<p>You have 5 days left to open a dispute.</p>", True),
        ("<button>Open dispute</button>", True),
    ],
)
def test_a_private_box_with_what_no_address_has_is_said(inner: str, said: bool) -> None:
    order = one(page(HEAD, ROWS, SUMS, f'<div class="user-info">{inner}</div>'))
    assert any(problem.code == "excluded_part" for problem in order.problems) == said


def test_a_link_around_an_item_is_no_title() -> None:
    whole = link(1005009400884101, "<div>Ink pad</div><div>Blue</div><div>US $4.04 × 2</div>")
    order = one(page(HEAD, ROWS, SHOP, f"<div>{whole}</div>", SUMS))
    assert [(read.title, read.quantity) for read in order.items] == [("Ink pad", 2)]


@pytest.mark.parametrize(
    "sums",
    [
        "<div><p>Subtotal: US $8.08</p><p>Total: US $10.00</p></div>",
        "<div><p>Subtotal <b>US $8.08</b></p><p>Total <b>US $10.00</b></p><p>Remaining <b>time: 14 h 32 min</b></p></div>",
        "<table><tr><th>Subtotal</th><td>US $8.08</td></tr><tr><th>Total</th><td>US $10.00</td></tr></table>",
        "<div><div>Subtotal</div><div>US $8.08</div><div>Total</div><div>US $10.00</div></div>",
        "<div><h3>Summary</h3><p>Subtotal</p><p>US $8.08</p><p>Total</p><p>US $10.00</p></div>",
        "<div><p><i>Subtotal</i><i><div><b>US $</b><b>8</b><b>.08</b></div></i></p><p><i>Total</i><i>US $10.00</i></p></div>",
    ],
)
def test_rows_are_built_like_the_total(sums: str) -> None:
    order = one(page(HEAD, ROWS, SHOP, item(), sums))
    rows = [(row.label, row.money and row.money.amount) for row in order.amounts.rows]
    assert rows == [("Subtotal", Decimal("8.08"))]
    assert order.amounts.total is not None
    assert order.amounts.total.amount == Decimal("10.00")


@pytest.mark.parametrize(
    ("head", "reminder", "said"),
    [
        (
            "<div><h2>Closed</h2><p>The seller cancelled this order.</p></div>",
            "The seller cancelled this order.",
            False,
        ),
        ("<h2>Closed</h2><p>The seller cancelled this order.</p>", "The seller cancelled this order.", False),
        ("<h2>Closed</h2><p>The seller has a winter sale now.</p>", None, True),  # of another block, perhaps
        ("<div><h2>Closed</h2><p>Step one</p><p>The seller cancelled this order.</p></div>", None, True),
        ("<div><h2>Closed</h2><button>Remove</button></div>", None, False),
    ],
)
def test_the_sentences_under_the_status(head: str, reminder: str | None, said: bool) -> None:
    order = one(page(head, ROWS, SHOP, item(), SUMS))
    assert (order.reminder, "reminder" in fields(order)) == (reminder, said)


@pytest.mark.parametrize(
    "notice", ["Order no. 8190658399118273 was cancelled.", "Order number 8190658399118273 was closed yesterday"]
)
def test_a_sentence_that_begins_like_a_row_names_no_order(notice: str) -> None:
    assert one(page(f"<p>{notice}</p>", HEAD, ROWS, item(), SUMS)).order_id == ID


@pytest.mark.parametrize("behind", ["Copy", "copy", "<span>Copy</span>"])
def test_the_button_that_copies_a_number_is_none_of_it(behind: str) -> None:
    rows = ROWS.replace(ID, f"{ID} {behind}")
    assert one(page(HEAD, rows, item(), SUMS), "https://www.aliexpress.com/p/order/detail.html").order_id == ID


@pytest.mark.parametrize("wrapper", ["section", "my-row", "fieldset"])
def test_a_row_in_a_wrapper_is_built_like_the_total(wrapper: str) -> None:
    row = "<p><i>Subtotal</i><i>US $8.08</i></p>"
    order = one(page(HEAD, ROWS, item(), SUMS.replace(row, f"<{wrapper}>{row}</{wrapper}>")))
    assert order.amounts is not None
    assert [str(row.money and row.money.amount) for row in order.amounts.rows] == ["8.08", "1.92"]


def test_a_number_that_a_browser_made_a_link_ends_no_sentence() -> None:
    said = f"The order {ID} was closed because the seller did not ship it."
    head = f"<section><h2>Closed</h2><p>{said}</p></section>"
    linked = head.replace(ID, f'<a href="tel:{ID}">{ID}</a>')
    plain, made = (one(page(each, ROWS, item(), SUMS)) for each in (head, linked))
    assert [each.text for each in plain.messages] == [each.text for each in made.messages] != []


@pytest.mark.parametrize(
    ("below", "variant"),
    [
        ("<p>Blue</p><p>US $4.04</p><p>x2</p>", "Blue"),
        ("<p>×100</p><p>US $4.04</p><p>x2</p>", "×100"),
        ("<p>Blue</p><p>Free returns</p><p>US $4.04 x2</p>", "Blue"),
        ("<p>Free returns</p><p>US $4.04 x2</p>", None),
        ("<p>Kostenlose Lieferung</p><p>US $4.04 x2</p>", None),
        ("<p>Blue</p><p>Size 4</p><p>US $4.04 x2</p>", None),  # two lines: one of them, or both?
        ("<p>It is sold by several shops.</p><p>US $4.04 x2</p>", None),
        ("<p>Awaiting delivery</p><p>US $4.04 x2</p>", None),
        ("<p>Nov 3, 2026</p><p>US $4.04 x2</p>", None),
        ("<p>Visa</p><p>US $4.04 x2</p>", None),
        ("<p>Blue?</p><p>US $4.04 x2</p>", None),
        ("<p>-50%</p><p>US $4.04 x2</p>", None),
        ("<p>Blue<b style='display:none'>9</b>2</p><p>US $4.04 x2</p>", None),
        ("<p>a b c d e f g h i j k l m</p><p>US $4.04 x2</p>", None),
        (f"<p>{'x' * 81}</p><p>US $4.04 x2</p>", None),
        ("<p>Blue</p><p>US $4.04</p><p>x2 x3</p>", "Blue"),
        ("<p>Ink pad</p><p>Loading…</p><p>Blue</p><p>US $4.04 x2</p>", "Blue"),  # a picture's words
        ("<p>US $4.04 x2</p><p>Blue</p>", None),
    ],
)
def test_a_variant_stands_alone_between_title_and_price(below: str, variant: str | None) -> None:
    order = one(page(HEAD, ROWS, SHOP, item(below=below), SUMS))
    assert [read.sku for read in order.items] == [variant]
    assert variant is not None or fields(order) & {"items.0", "items.0.sku"}


@pytest.mark.parametrize(
    ("cells", "price", "pieces"),
    [
        (("US $2.26", "2", "US $4.52"), "2.26", 2),
        (("US $2.26", "1", "US $2.26"), "2.26", 1),
        (("US $2.26", "3", "US $4.52"), None, None),  # the sum says otherwise
        (("US $2.26", "2 pcs", ""), "2.26", 2),
        (("US $2.26 X2", "", ""), "2.26", 2),
        (("Series X2", "", ""), None, None),
    ],
)
def test_a_table_of_prices_needs_no_words(cells: tuple[str, ...], price: str | None, pieces: int | None) -> None:
    below = "".join(f"<p>{cell}</p>" for cell in cells if cell)
    (read,) = one(page(HEAD, ROWS, SHOP, item(below=below), SUMS)).items
    assert (read.price and str(read.price.amount), read.quantity) == (price, pieces)


TABLE = "<table><tr><th>International Shipping Company</th><th>Tracking number</th></tr>{}</table>"


@pytest.mark.parametrize(
    ("row", "number", "carrier"),
    [
        ("<tr><td>China Post</td><td>RA999000777CN</td></tr>", "RA999000777CN", "China Post"),
        ("<tr><td colspan=2>China Post RA999000777CN</td></tr>", None, None),
        ("<tr><td>China Post</td></tr>", None, None),
    ],
)
def test_a_value_stands_below_the_head_of_its_column(row: str, number: str | None, carrier: str | None) -> None:
    packages = one(page(HEAD, ROWS, SHOP, item(), SUMS, TABLE.format(row))).packages
    (parcel,) = packages or (None,)
    assert (parcel and parcel.carrier) == carrier
    assert number is None or (parcel is not None and parcel.tracking_number == number)


def test_two_rows_stand_in_one_line() -> None:
    line = f"<div><b>Order No.:</b> <i>{ID}</i> <b>Status:</b> <i>Finished</i></div>"
    order = one(page(line, "<p><b>Order date</b> Nov 3, 2026</p>", SHOP, item(), SUMS))
    assert (order.order_id, order.status and order.status.code) == (ID, "completed")


def test_a_notice_about_another_order_is_none_of_the_page() -> None:
    notice = "<p>Order no. 8213550000099999 was cancelled.</p>"
    order = one(page(notice, HEAD, ROWS, SHOP, item(), SUMS))
    assert (order.order_id, len(order.items)) == (ID, 1)


def test_a_clock_below_the_sentences_is_no_sentence() -> None:
    clock = "<p>Time left: 3 days 4 hours</p>"
    head = HEAD.replace("</p>", f"</p>{clock}", 1)
    assert one(page(head, ROWS, SHOP, item(), SUMS)).reminder == "Your parcel is on its way to you."


def test_a_menu_of_the_site_has_no_buttons_of_the_order() -> None:
    entries = "".join(f'<li><a href="/p/{name}">{name}</a></li>' for name in ("Returns/refunds", "Pay now", "Help"))
    plain = one(page(HEAD, ROWS, SHOP, item(), SUMS))
    assert one(page(f"<ul>{entries}</ul>", HEAD, ROWS, SHOP, item(), SUMS)).actions == plain.actions


def test_half_of_the_names_gone_is_said_of_what_is_not_found() -> None:
    """What stands together on every page of a family has partly gone: a notice may be called otherwise."""
    text = (FIXTURES / "detail-closed-security" / "page.html").read_text("utf-8")
    renamed = text.replace("order-notice-wrap", "n1").replace("order-price", "n2").replace("store-name", "n3")
    (before,), (after,) = (extract(load(markup, captured_at=AT)) for markup in (text, renamed))
    assert before.messages
    assert len(after.messages) == len(before.messages) or "messages" in fields(after)


@pytest.mark.parametrize(
    ("inner", "field"),
    [
        ("<p>US $18.60</p><p>x1</p>", "items"),
        ("<button>Buy again</button>", "actions"),
        ("<p>Order 8190000011115555 was sent by us.</p>", "messages"),
        ("<p>Help Center</p><p>Buyer protection</p>", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("box", ['<div role="dialog">{}</div>', "<nav>{}</nav>"])
def test_of_what_stands_in_the_frame_the_part_is_named(inner: str, field: str | None, box: str) -> None:
    markup = page(HEAD, ROWS, SHOP, item(), SUMS).replace("</body>", f"{box.format(inner)}</body>")
    told = {problem.field for problem in one(markup).problems if problem.code == "excluded_part"}
    assert (field in told) if field else not told


def test_a_name_of_the_layout_in_the_frame_names_the_part() -> None:
    whole = (FIXTURES / "detail-in-zh/page.html").read_text("utf-8")
    notice = re.compile(r'(<div class="order-notice-wrap">.*?</div></div>)', re.DOTALL)
    markup, count = notice.subn(r"<nav>\1</nav>", whole)
    assert count == 1
    assert one(whole).messages
    problems = one(markup).problems
    assert any((problem.code, problem.field) == ("excluded_part", "messages") for problem in problems)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The seller will send it within 3<br>days, please wait a little.", 1),
        ("Wenn<br>Ihre Bestellung storniert wurde, verfällt er nicht.", 1),
        ("Objednávka č.<br>8190658399118273 byla zrušena.", 1),
        ("Rückerstattung bis zum 14.<br>Dez. 2026", 1),
        ("Дата оплаты: 29 января<br>2026, 14:05", 1),
        ("Total: US<br>$4.40", 1),
        ("Total: 4,40<br>€", 1),
        ("A refund of US $21.55<br>(PLN 86.20) was sent", 1),
        ("Color: Red<br>Size: 40", 2),
        ("Quantity 1<br>234,50", 2),
        ("US $4.40<br>3 pieces", 2),
        ("Paid.<br>Sent.", 2),
    ],
)
def test_a_forced_break_within_a_sentence_or_a_value(text: str, said: int) -> None:
    box = html.fromstring(f"<div>{text}</div>")
    assert len(flowing(read_lines(box, Shown()), words_for("en", ""))) == said


def test_a_script_behind_a_state_puts_no_gap_into_a_sentence_without_any() -> None:
    whole = (FIXTURES / "detail-in-th/page.html").read_text("utf-8")
    state, behind = "คำสั่งซื้อถูกปิด", "เนื่องจาก"
    assert f"{state}{behind}" in whole
    broken = whole.replace(f"{state}{behind}", f"{state}<script>var n = 7;</script>{behind}")
    assert one(broken).messages == one(whole).messages


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (("Nov 3, 2026", "Nov <b hidden>7</b>3, 2026"), "placed_on"),
        (("US $", "US $1<b hidden>7</b>"), "amounts"),
    ],
)
def test_what_is_hidden_within_a_value_is_told(broken: tuple[str, str], field: str) -> None:
    whole = page(HEAD, ROWS, SHOP, item(), SUMS)
    order = one(whole.replace(*broken))
    assert order != one(whole)
    assert any((problem.field or "").startswith(field) for problem in order.problems)


TWINS = "<style>{}</style>"
BLOCK = '<div class="{}"><p>Refund completed</p><p>Refund amount: US $27.64</p><p>Nov 12, 2026</p></div>'


@pytest.mark.parametrize(
    "rule",
    [
        "@media (max-width:700px){.wide{display:none}}@media (min-width:701px){.narrow{display:none}}",
        "body .narrow{display:none}",
        ".narrow{display:none}@media (max-width:700px){.narrow{display:block}.wide{display:none}}",
        "main>.narrow.on,.narrow{display:none}.open .narrow{display:block}",
    ],
)
def test_a_block_for_windows_of_another_width_is_read_once(rule: str) -> None:
    once = one(page(HEAD, ROWS, BLOCK.format("wide"), SHOP, item(), SUMS))
    both = page(HEAD, ROWS, BLOCK.format("wide"), BLOCK.format("narrow"), SHOP, item(), SUMS)
    order = one(both.replace("<body>", f"<style>{rule}</style><body>"))
    assert (order.refund, order.amounts) == (once.refund, once.amounts)
    assert order.refund is not None


def test_what_a_rule_may_hide_and_stands_nowhere_else_is_read() -> None:
    markup = page(HEAD, ROWS, BLOCK.format("narrow"), SHOP, item(), SUMS)
    hidden = BLOCK.format("wide").replace("<div ", "<div hidden ")
    for around in ("", hidden):  # a copy that is not shown is none
        order = one(markup.replace("<body>", f"<style>body .narrow{{display:none}}</style><body>{around}"))
        assert order.refund is not None


def test_a_row_of_two_cells_heads_no_columns() -> None:
    rows = ("Order ID", "3070000022221214"), ("Order date", "Nov 3, 2026"), ("Payment method", "Credit/Debit card")
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    (order,) = parse(f"<h1>Closed</h1><table>{table}</table>").orders
    assert [payment.label for payment in order.payments] == ["Credit/Debit card"]


@pytest.mark.parametrize(
    "total",
    [
        "<p>Total (2 items): US $5.00</p>",
        "<dl><dt>Total (2 items)</dt><dd>US $5.00</dd></dl>",
        "<p>2 items, Total: <b>US $5.00</b></p>",
    ],
)
def test_a_total_beside_the_number_of_items(total: str) -> None:
    (order,) = parse(f"<h1>Canceled</h1><p>Order ID: 3070000022221214</p><div>{total}</div>").orders
    assert order.amounts.total is not None
    assert order.amounts.total.amount == Decimal("5.00")


OUT, IN = ("2026-11-10 09:00", "Out for delivery"), ("2026-11-08 07:30", "Departed from country of origin")


@pytest.mark.parametrize(
    ("above", "times_first", "below", "read"),
    [
        ("Tracking number: LP00777000222001", True, "Help", True),
        ("Out for delivery", True, "Help", True),
        ("Tracking number: LP00777000222001", False, "Help", True),
        ("Tracking number: LP00777000222001", False, "Carrier: DHL", True),
        ("Delivered", True, "Help", False),  # of an event that was, or of the first time?
    ],
)
def test_in_a_list_without_boxes_no_event_gets_the_time_of_another(
    above: str, times_first: bool, below: str, read: bool
) -> None:
    listed = [line for event in (OUT, IN) for line in (event if times_first else event[::-1])]
    (order,) = parse("\n".join([above, *listed, below, "Tracking number: LP00777000222001"])).orders
    (parcel,) = order.packages
    told = [(event.time_text, event.text) for event in parcel.events]
    assert told == ([OUT, IN] if read else [])
    assert read or any((problem.field or "").startswith("packages") for problem in order.problems)
