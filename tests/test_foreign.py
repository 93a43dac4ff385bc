"""What stands beside an order and is none of it: cards of products, feeds, help, chat, cookies."""

from __future__ import annotations

import re

import pytest
from tests.common import AT, one

from whyclosed_parser import extract, load
from whyclosed_parser.model import Order
from whyclosed_parser.words.feeds import is_feed_heading
from whyclosed_parser.words.packs import languages

ID = "8203417700050100"
TRAPS = (
    "<div>Delivery: Aug 12 - 19</div><div>Refund completed</div><div>Closed</div><button>Add to cart</button>"
    "<p>The seller cancelled this order.</p><p>Ships within 3 days 4 hours</p>"
)


def product(number: int = 1, inside: str = TRAPS) -> str:
    return (
        f'<div class="Qx{number}"><a href="https://www.aliexpress.com/item/100500999000{number}.html"><div>Lamp {number}'
        f"</div></a><div>US $3.1{number}</div>{inside}</div>"
    )


def feed(heading: str = "", cards: int = 1) -> str:
    title = f"<h3>{heading}</h3>" if heading else ""
    return f"<div>{title}{''.join(product(number) for number in range(1, cards + 1))}</div>"


def detail(inside: str = "", outside: str = "", status: str = "Awaiting delivery") -> str:
    return (
        f'<html lang="en"><body><div class="order-wrap"><div class="order-status"><div class="order-block-title">{status}'
        '</div></div><div class="order-detail-info"><div class="info-row"><span data-pl="order_detail_gray_id">Ref. Number'
        f'</span>&nbsp;{ID}</div></div><div class="order-detail-item"><div class="order-detail-item-content">'
        '<div class="item-title"><a href="/item/1005000000000777.html">Shelf</a></div><div class="item-price">'
        'US $6.20<span class="item-price-quantity">x2</span></div></div></div>'
        f"{inside}</div>{outside}</body></html>"
    )


def tracking(inside: str = "") -> str:
    return (
        '<html lang="en"><body><div class="tracking-page-layout-v2"><div class="logistic-info-v2--track--a1">'
        '<div class="logistic-info-v2--mailNo--b2"><span>Tracking number</span>'
        '<span class="logistic-info-v2--mailNoValue--c3">LP00777000222001</span></div>'
        '<div class="logistic-info-v2--node--d4"><div class="logistic-info-v2--nodeTitle--e5">Departed from origin</div>'
        f'<div class="logistic-info-v2--nodeTime--f6">Nov 18, 2026 18:39</div></div></div>{inside}</div></body></html>'
    )


def plain(before: str = "", after: str = "", status: str = "Awaiting delivery", beside: str = "") -> str:
    return (
        f'<html lang="en"><body>{before}<main><section><h1>{status}</h1><div><p>Order ID: {ID}</p><p>Order date: Nov 3, '
        "2026</p><p>Payment method: PayPal</p></div><div><a href='/item/1005000000000777.html'>Shelf</a><p>US $6.20 x2</p>"
        f"</div><p>Total: US $12.40</p>{after}</section></main>{beside}</body></html>"
    )


def untouched(order: Order) -> None:
    assert not any(package.estimated_delivery for package in order.packages)
    assert order.refund.stage is None
    assert order.messages == ()
    assert order.timers == ()
    assert not [action for action in order.actions if action.code == "buy_again"]


@pytest.mark.parametrize("cards", [1, 4])
@pytest.mark.parametrize("heading", ["", "More to love", "Completely new words"])
def test_a_known_page_with_a_feed_in_a_box_of_unknown_name(cards: int, heading: str) -> None:
    for html in (detail(inside=feed(heading, cards)), detail(outside=feed(heading, cards))):
        order = one(html)
        untouched(order)
        assert order.status is not None
        assert order.status.code == "shipped"
        assert [item.item_id for item in order.items] == ["1005000000000777"]


@pytest.mark.parametrize("cards", [1, 4])
@pytest.mark.parametrize("below", ["", "<font><br><font>ус $3.1</font></font>"])
def test_a_tracking_page_with_products(cards: int, below: str) -> None:
    """`below`: what a translator puts below each price."""
    order = one(tracking(re.sub(r"(US \$[\d.]+)", rf"\1{below}", feed("", cards))))
    untouched(order)
    assert [package.tracking_number for package in order.packages] == ["LP00777000222001"]
    assert len(order.packages[0].events) == 1


@pytest.mark.parametrize("heading", ["", "You may also like"])
def test_a_page_of_no_known_layout_with_a_feed(heading: str) -> None:
    for html in (plain(after=feed(heading, 3)), plain(before=feed("", 3)), plain(beside=feed(heading, 3))):
        order = one(html)
        untouched(order)
        assert order.order_id == ID
        assert order.status is not None
        assert order.status.code == "shipped"
        assert order.amounts.total is not None


def test_one_product_behind_a_heading() -> None:
    untouched(one(plain(after=feed("Recommended for you", 1))))


@pytest.mark.parametrize("status", ["Order frozen up", "Etwas anderes"])
def test_a_feeds_word_is_no_status(status: str) -> None:
    order = one(plain(after=feed("", 2), status=status))
    assert order.status is None or order.status.code == "unknown"
    assert "status" in {problem.field for problem in order.problems}


def test_the_orders_own_items_stay() -> None:
    own = (
        '<div><a href="/item/1005000000000771.html">Cup</a><p>US $1.20</p><p>x1</p><p>Delivery: Aug 12 - 19</p></div>'
        '<div><a href="/item/1005000000000772.html">Jug</a><p>US $2.20</p><p>x3</p><button>Open dispute</button></div>'
    )
    order = one(plain(after=own))
    assert order.packages[0].estimated_delivery is not None
    assert "open_dispute" in {action.code for action in order.actions}


def test_several_orders_stay_whole() -> None:
    card = (
        "<article><p>Order ID: 820341770005010{0}</p><p>Closed</p><div><a href='/item/100500000000077{0}.html'>Cup</a>"
        "<p>US $1.2{0}</p></div><div><a href='/item/100500000000087{0}.html'>Jug</a><p>US $2.2{0}</p></div>"
        "<p>Total: US $3.4{0}</p></article>"
    )
    orders = extract(load(f'<html lang="en"><body>{card.format(1)}{card.format(2)}</body></html>', captured_at=AT))
    assert [order.amounts.total.raw for order in orders if order.amounts.total] == ["US $3.41", "US $3.42"]


HELP = (
    "<div class='c1'><p>We use cookies for security reasons, such as failed payment checks.</p></div>",
    "<aside><h4>Help</h4><p>Your order was closed because a security check failed.</p></aside>",
    "<div class='chat'><p>The seller cancelled your order, dear friend.</p></div>",
    "<div class='banner'><p>Your refund has been issued.</p><p>Please pay within 5 hours 3 minutes</p></div>",
)


@pytest.mark.parametrize("beside", HELP)
def test_what_stands_beside_an_order_says_nothing_of_it(beside: str) -> None:
    untouched(one(plain(beside=beside)))
    untouched(one(plain(before=beside)))


def test_what_stands_inside_does() -> None:
    order = one(
        plain(after="<p>The seller cancelled this order.</p><p>Please confirm receipt within 5 hours 3 minutes</p>")
    )
    assert [message.meaning for message in order.messages] == ["cancelled_by_seller"]
    assert [timer.kind for timer in order.timers] == ["confirm"]


@pytest.mark.parametrize("language", languages("events"))
def test_every_language_knows_headings_of_feeds(language: str) -> None:
    assert language in languages("feed")


@pytest.mark.parametrize("text", ["More to love", "YOU MAY ALSO LIKE", "Das könnte Ihnen auch gefallen:", "猜你喜欢"])
def test_headings_of_feeds(text: str) -> None:
    assert is_feed_heading(text)


@pytest.mark.parametrize("text", ["", "Order recommended by you", "Items", "More", "x" * 1000])
def test_other_lines_are_none(text: str) -> None:
    assert not is_feed_heading(text)


def test_a_status_in_a_language_without_words_is_a_problem() -> None:
    card = (
        "<article><a href='https://www.aliexpress.com/p/order/detail.html?orderId=820341770005010{0}'>Orderinformation</a>"
        "<p>Avslutad</p><p>12,30 €</p></article>"
    )
    orders = extract(load(f'<html lang="sv"><body>{card.format(1)}{card.format(2)}</body></html>', captured_at=AT))
    assert [order.status for order in orders] == [None, None]
    for order in orders:
        assert ("unknown_status", "status") in {(problem.code, problem.field) for problem in order.problems}


def test_a_tracking_page_has_no_status_to_miss() -> None:
    page = (
        f'<html lang="en"><body><p>Order ID: {ID}</p><p>Tracking number: LP00777000222001</p><div><p>Departed from origin'
        "</p><p>Nov 18, 2026 18:39</p></div></body></html>"
    )
    assert "status" not in {problem.field for problem in one(page).problems}


@pytest.mark.parametrize("tag", ["h1", "div", "p"])
def test_unknown_words_in_the_statuss_place_are_not_passed_over(tag: str) -> None:
    page = f'<html lang="en"><body><div><{tag}>Order petrified</{tag}><p>Order ID: {ID}</p></div><div>Closed</div></body></html>'
    order = one(page)
    assert order.status is None
    assert ("unknown_status", "status") in {(problem.code, problem.field) for problem in order.problems}


def test_steps_of_a_translated_page_are_no_status() -> None:
    step = "<div><font><font>{}</font></font></div>"
    steps = "".join(map(step.format, ("Awaiting payment", "Shipped", "Completed")))
    order = one(f'<html lang="en"><body><div>{steps}</div><div>Closed</div><p>Order ID: {ID}</p></body></html>')
    assert order.status is not None
    assert order.status.code == "closed"
