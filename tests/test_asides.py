"""What stands beside an order and is none of it: a chat, a survey, a card of another order."""

from __future__ import annotations

from datetime import date

import pytest
from tests import common
from tests.common import AT, FIXTURES, problems

from whyclosed_parser import extract, load
from whyclosed_parser.model import Order, Refund

ID = "8190000011112222"
CHAT = (
    "<aside><header>Chat with seller</header><ul><li><p>Please confirm receipt within 3 days.</p><time>14:05</time></li>"
    "<li><p>Your order was cancelled because the item is out of stock.</p><time>14:09</time></li></ul>"
    "<textarea>Type here</textarea></aside>"
)
SURVEY = "<div><p>Why was your order cancelled?</p><ul><li>The seller asked me to cancel</li></ul><button>Send</button></div>"
ASKED = "<div><p>Was it sent?</p><p>You have 5 days left to open a dispute.</p><button>Yes</button><button>No</button></div>"
BONUS = "<div><p>New customer bonus: US $3.00</p><p>You have 5 days left to open a dispute</p><button>Collect</button></div>"
OTHER = (
    '<div><h3>Recent orders</h3><a href="/p/order/detail.html?orderId=3079999000055555"><p>Refund completed</p>'
    "<p>Desk Lamp</p><p>US $4.20</p></a></div>"
)
NOTE = (
    "<div><b>My notes</b><p>Paid on: Aug 1, 2026 with order 3079999000055555</p>"
    "<p>Tracking number: LP00999000777010</p></div>"
)
CONTENTS = '<aside><h4>On this page</h4><ul><li><a href="#s1">Refund</a></li><li><a href="#s2">Payment method</a></li></ul></aside>'


def read(name: str, more: str = "", *, behind: str = "</body>") -> tuple[Order, ...]:
    page = (FIXTURES / name / "page.html").read_text("utf-8")
    assert behind in page
    return extract(load(page.replace(behind, f"{more}{behind}", 1), captured_at=AT))


@pytest.mark.parametrize("name", ["tracking-delivered", "tracking-two-packages", "dispute-buyers-turn"])
@pytest.mark.parametrize("beside", [CHAT, SURVEY, OTHER, CONTENTS])
def test_what_stands_beside_an_order_changes_nothing(name: str, beside: str) -> None:
    assert read(name, beside) == read(name)


def test_a_component_beside_the_order_that_speaks_of_a_refund_is_missed_aloud() -> None:
    shown = "<div>Refund completed</div><div>US $4.20</div>"
    root = f'<template shadowrootmode="open"><section>{shown}</section></template>'
    (order,) = read("detail-refund-sent-sentence", f"<ae-refund>{root}</ae-refund>")
    assert order.refund == Refund()
    assert {("not_understood", "refund"), ("excluded_part", None)} <= problems(order)


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("tracking-delivered", ASKED),
        ("tracking-delivered", BONUS),
        ("dispute-buyers-turn", CHAT),
        ("detail-in-nl", CHAT),
        ("detail-closed-seller-cancelled", CHAT),
    ],
)
def test_nor_does_it_among_the_boxes_of_the_page(name: str, beside: str) -> None:
    page = (FIXTURES / name / "page.html").read_text("utf-8")
    *boxes, last = page.rsplit("</div>", 3)
    within = "</div>".join([boxes[0] + beside, *boxes[1:], last])
    assert extract(load(within, captured_at=AT)) == read(name)


@pytest.mark.parametrize("name", ["detail-refund-sent-sentence", "dispute-appeal-offered", "g1-detail-claims"])
def test_a_bar_that_says_a_part_of_the_page_once_more_changes_nothing(name: str) -> None:
    parts = {
        "detail-refund-sent-sentence": '<div class="info-row"><span data-pl="order_detail_gray_payment">Payment method:</span> Visa •••• 1234 · US $21.55</div>',
        "dispute-appeal-offered": '<a href="//www.aliexpress.com/item/1005000000000009.html">Invented headphones</a><div>black</div><div>US $9.80 x1</div>',
        "g1-detail-claims": '<a class="baobei-name" href="//www.aliexpress.com/item/32799000101.html">Plant labels, 50 pieces</a><p>US $2.26</p>',
    }
    assert read(name, f'<div class="bar">{parts[name]}</div>') == read(name)


@pytest.mark.parametrize("block", ["order-detail-info order-block", "order-price order-block"])
def test_a_note_about_another_order_among_the_boxes_of_this_one(block: str) -> None:
    name = "detail-awaiting-delivery-commitment"
    page = (FIXTURES / name / "page.html").read_text("utf-8")
    before = f'<div class="{block}">'
    assert before in page
    assert extract(load(page.replace(before, f"{NOTE}{before}", 1), captured_at=AT)) == read(name)


def test_a_feed_in_a_box_of_the_order_makes_no_note_of_it() -> None:
    card = '<div><a href="//www.aliexpress.com/item/100500{0}0101.html"><p>{1}</p><p>US $5.{0}</p></a></div>'
    cards = (("11", "Order placed on Aug 3, 2026"), ("22", "Order ID: 3070000077771234"), ("33", "Desk Lamp"))
    feed = f"<div>{''.join(card.format(*one) for one in cards)}</div>"
    name, behind = "detail-claims", '</div></div><div class="order-detail-info order-block">'
    (order,) = read(name)
    assert order.timers
    assert [one.timers for one in read(name, feed, behind=behind)] == [order.timers]


def test_a_label_in_pieces_gives_its_day_to_no_other() -> None:
    whole, pieces = "<span>Shipment completed on:</span>", "<span>Sh<font>ipment </font>completed on:</span>"
    page = (FIXTURES / "detail-completed-glued-reminder/page.html").read_text("utf-8")
    assert whole in page
    (order,) = extract(load(page.replace(whole, pieces), captured_at=AT))
    assert (order.shipped_on, order.completed_on) == (date(2026, 7, 17), date(2026, 7, 30))


@pytest.mark.parametrize("beside", [SURVEY, '<nav><h4>On this page</h4><ul><li><a href="#a">Total</a></li></ul></nav>'])
def test_a_survey_and_a_list_of_contents_among_notices_are_none_of_them(beside: str) -> None:
    name, behind = "detail-in-nl", "</div></div>"
    assert [order.messages for order in read(name, beside, behind=behind)] == [order.messages for order in read(name)]


def test_a_question_beside_rows_of_the_order_takes_none_of_them_away() -> None:
    rows = "<div><p>Total: US $12.50</p><div><button>Mend it</button></div><p>Paid on: Nov 4, 2026. Anything wrong?</p></div>"
    page = '<html lang="en"><body><div class="order-wrap"><div class="order-block"><div class="order-block-title">Completed</div></div>%s</div></body></html>'
    (order,) = extract(load((page % rows).encode(), url=f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}"))
    assert order.pages[0].layout == "g3_detail"
    assert order.paid_on == date(2026, 11, 4)
    assert order.amounts.total is not None


def test_a_button_that_asks_hides_no_other() -> None:
    (order,) = read("refund-two-channels")
    assert [action.code for action in order.actions] == ["contact_seller"]


def test_a_clock_of_the_page_itself_stays() -> None:
    (order,) = read("tracking-delivered", "<div><p>Please confirm receipt within 3 days.</p></div>")
    assert [timer.kind for timer in order.timers] == ["confirm"]


@pytest.mark.parametrize(
    "words",
    [
        "Order 3079999000055555: confirm receipt within 3 days.",
        "Order 3079999000055555 is waiting for you. Please confirm receipt within 3 days.",
        "Order 3079999000055555 was cancelled by the seller.",
        "Your refund of US $4.20 for order 3079999000055555 was sent to your card on Nov 5, 2026.",
    ],
)
@pytest.mark.parametrize("name", ["detail-awaiting-delivery-commitment", "detail-closed-no-reason"])
def test_a_notice_about_another_order_reports_nothing_of_this_one(name: str, words: str) -> None:
    (before,), (after,) = read(name), read(name, f'<div class="notice--text--a1">{words}</div>')
    assert (after.timers, after.refund, after.status) == (before.timers, before.refund, before.status)
    assert [one.meaning for one in after.messages if one.meaning] == [
        one.meaning for one in before.messages if one.meaning
    ]


@pytest.mark.parametrize(
    "words", ["Confirm receipt within 3 days.", "Unpaid orders are closed: please pay within 24 hours."]
)
def test_an_order_that_ended_waits_for_nobody(words: str) -> None:
    assert read("detail-closed-no-reason", f"<p>{words}</p>")[0].timers == ()


TALK = [
    ("en", "<section><h3>Reviews</h3><p>M***l:</p><p>Refund completed</p></section>"),
    ("en", "<section><h3>Customer reviews (1,204)</h3><p>Refund completed</p></section>"),
    ("en", "<div><h2>4.8 stars (12 reviews)</h2><p>Refund completed</p></div>"),
    ("en", "<dl><dt>FAQ</dt><dd>Refund completed</dd><dd>Order closed by seller</dd></dl>"),
    ("en", "<div><div>Questions and answers</div><ul><li>Refund completed</li></ul></div>"),
    ("en", "<details open><summary>Help center</summary><p>Refund completed</p></details>"),
    ("fr", "<section><h3>Avis clients</h3><p>Remboursement effectué</p></section>"),
    ("de", "<div><h2>Bewertungen</h2><p>Rückerstattung abgeschlossen</p></div>"),
    ("es", "<div><h2>Preguntas frecuentes</h2><p>Reembolso completado</p></div>"),
]


@pytest.mark.parametrize(("language", "beside"), TALK)
def test_what_others_say_is_not_said_of_the_order(language: str, beside: str) -> None:
    rows = f"<p><span>Order ID:</span> {ID}</p><p><span>Total:</span> US $14.27</p>"
    for named in ("", ' class="order-block-title"'):
        page = f'<html lang="{language}"><body><main class="order-wrap"><h1{named}>Completed</h1>{rows}</main>{beside}</body></html>'
        (order,) = extract(load(page.encode()))
        assert (order.order_id, order.refund.stage, order.messages) == (ID, None, ())
        assert order.status is not None
        assert order.status.code == "completed"


STANDS = f"<main><h1>Completed</h1><p>Order ID: {ID}</p><p>Order date: Nov 3, 2026</p><p>Total: US $14.27</p></main>"
MENUS = [
    '<ul><li><a href="/a">All</a></li><li><a href="/b">To pay</a></li><li><a href="/c">Refund completed</a></li></ul>',
    '<div><div><a href="/a">Canceled (2)</a></div> · <div><a href="/b">Dispute won</a></div> · <div><a href="/c">Help</a></div></div>',
    '<nav><h3>Orders</h3><p><a href="/b">Canceled by seller</a></p><p><a href="/c">Refund completed</a></p></nav>',
    "<div><button>Shipped</button><button>Closed</button><button>Dispute lost</button></div>",
    "<div><div>All</div><div>To pay</div><div>Refund completed</div><div>Dispute won</div></div>",
    "<section><h3>More to love</h3><div><p>Lamp</p><p>US $4.10</p><p>Delivery: Dec 3, 2026</p></div></section>",
    "<h3>You may also like</h3><p>Lamp</p><p>US $4.10</p><p>Delivery: Dec 3, 2026</p>",
]


@pytest.mark.parametrize("beside", MENUS)
@pytest.mark.parametrize("on_top", [True, False])
def test_what_a_menu_or_a_feed_says_is_not_said_of_the_order(beside: str, on_top: bool) -> None:
    shown = f"{beside}{STANDS}" if on_top else f"{STANDS}{beside}"
    (alone,), (order,) = (
        extract(load(f"<html lang=en><body>{page}</body></html>".encode(), captured_at=AT)) for page in (STANDS, shown)
    )
    assert (order.status, order.amounts) == (alone.status, alone.amounts)
    assert (order.refund, order.dispute, order.packages, order.messages) == (Refund(), alone.dispute, (), ())


@pytest.mark.parametrize(
    "links",
    [
        f'<a href="/p/order/detail.html?orderId={ID}">Closed</a><a href="/x">Refund completed</a><a href="/y">Help</a>',
        '<a href="#">Closed</a><a href="#">Refund completed</a><a href="#">Contact seller</a>',
        '<a href="#">Closed</a><p>Refund completed</p>',
    ],
)
def test_links_that_speak_of_the_order_are_no_menu(links: str) -> None:
    (order,) = extract(load(f"<html lang=en><body><div>{links}</div><p>Order ID: {ID}</p></body></html>".encode()))
    assert order.status is not None
    assert (order.status.code, order.refund.stage) == ("closed", 3)


def test_a_heading_takes_no_part_of_the_order_away() -> None:
    page = f"<html lang=en><body><div><h2>Reviews</h2><p>Order ID: {ID}</p><h1>Completed</h1><p>Total: US $14.27</p></div></body></html>"
    (order,) = extract(load(page.encode()))
    assert order.amounts.total is not None


TYPED = [
    "<div contenteditable>{}</div>",
    '<div contenteditable="true"><p>{}</p></div>',
    '<span contenteditable="PLAINTEXT-ONLY">{}</span>',
    '<div role="textbox">{}</div>',
    "<textarea>{}</textarea>",
    '<input value="{}">',
    '<div contenteditable="true" class="order-status-info"><p>{}</p></div>',
]
SAID = [
    "The seller has 5 days left to ship your order.",
    "Your order was cancelled because the item is out of stock.",
    "Refund completed",
    "Tracking number: LP00777000222001",
]


@pytest.mark.parametrize("field", TYPED)
@pytest.mark.parametrize("said", SAID)
def test_what_a_person_typed_is_not_the_pages(field: str, said: str) -> None:
    page = '<html lang="en"><body><div class="order-wrap"><div class="order-block"><div class="order-block-title">Awaiting delivery</div></div>%s</div></body></html>'
    (with_it,), (without,) = (
        extract(
            load(
                (page % more).encode(),
                url=f"https://www.aliexpress.com/p/order/detail.html?orderId={ID}",
                captured_at=AT,
            )
        )
        for more in (field.format(said), "")
    )
    assert (with_it.timers, with_it.messages, with_it.refund, with_it.packages) == (
        without.timers,
        without.messages,
        without.refund,
        without.packages,
    )


def test_a_page_that_was_made_a_field_is_read_all_the_same() -> None:
    page = (FIXTURES / "detail-in-nl" / "page.html").read_bytes()
    wrapped = page.replace(b"<body", b'<body contenteditable="true"', 1)
    assert wrapped != page
    assert [order.timers for order in extract(load(wrapped))] == [order.timers for order in extract(load(page))]


@pytest.mark.parametrize(
    "beside",
    [
        '<ul><li><a href="/a">Refund completed</a></li><li><a href="/b">Learn more</a></li></ul>',
        "<h3>More to love</h3><div>Refund completed</div>",
    ],
)
def test_the_one_state_in_a_menu_or_behind_a_feeds_heading_may_be_the_orders_own(beside: str) -> None:
    order = common.one(common.page(f"{STANDS}{beside}"))
    assert order.refund.stage is None
    assert ("excluded_part", None) in common.problems(order)
