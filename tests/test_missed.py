"""What stands among the known parts of a page and is of another build: it is missed aloud."""

from __future__ import annotations

import re

import pytest
from lxml import html
from tests.common import AT, FIXTURES, problems

from whyclosed_parser import extract, load
from whyclosed_parser.model import Order
from whyclosed_parser.read.order_tables import with_orders_apart

REBUILT = [
    ("tracking-delivered", "logistic-info-v2--node--", 3, "not_understood", "packages.0.events"),
    ("detail-three-parcels-partly-delivered", "order-detail-item-track", 1, "not_understood", "packages"),
    ("refund-list-2026", "orderItem--orderItem", 2, "markers_missing", None),
    ("detail-in-it", "order-notice", 1, "not_understood", "messages"),
    ("detail-in-tr", "order-price-item", 1, "not_understood", "amounts.rows"),
    ("detail-in-tr", "order-detail-item-content-wrap", 2, "part_missing", "items"),
    ("detail-in-id", "order-price-item", 2, "not_understood", "amounts.rows"),
    ("list-mobile-bare-date", "order-item-content-info-name", 1, "not_understood", "items.0.title"),
    ("list-mobile-bare-date", "order-item-content-info-(name|sku)", 0, "not_understood", "items.0.sku"),
]
"""A page, how the class of one of its parts begins, and which of those it is (0: each of them)."""


@pytest.mark.parametrize(
    ("name", "part", "number", "code", "field"), REBUILT, ids=[f"{row[0]}-{row[4]}" for row in REBUILT]
)
def test_one_of_another_build_among_others_is_missed_aloud(
    name: str, part: str, number: int, code: str, field: str | None
) -> None:
    page = (FIXTURES / name / "page.html").read_text("utf-8")
    assert (code, field) not in told(page)
    assert (code, field) in told(rebuilt(page, part, number))


@pytest.mark.parametrize(
    ("row", "is_missed"),
    [
        ("<p>Service fee US $0.35</p>", True),
        ("<p>Gift wrap</p><p>US $1.05</p>", True),
        ("<p>US $1.05</p>", True),
        ("<p>Discount -US $1.05</p>", True),
        ("<table><tr><td>Gift wrap</td></tr><tr><td>US $1.05</td></tr></table>", True),
        ("<p><i>Shipping fee</i><i>US $1.05</i></p>", True),
        ("<p>Free shipping over US $10.00</p>", False),
        ("<p>Save US $5.00 on orders over US $39.00</p>", False),
        ("<p>Refund completed US $8.15</p>", False),
        ("<p>Service fee</p>", False),
    ],
)
def test_a_sum_that_no_field_holds_is_missed_aloud(row: str, is_missed: bool) -> None:
    page = (FIXTURES / "detail-in-tr" / "page.html").read_text("utf-8")
    sums = '<div class="order-price order-block">'
    assert sums in page
    assert (("not_understood", "amounts.rows") in told(page.replace(sums, f"{sums}<div>{row}</div>"))) is is_missed


def told(page: str) -> set[tuple[str, str | None]]:
    orders: tuple[Order, ...] = extract(load(page, captured_at=AT))
    return set().union(*map(problems, orders))


def rebuilt(page: str, part: str, number: int) -> str:
    """The page with one of its parts (0: all of them), and all in it, without names."""
    tree = html.document_fromstring(page)
    found = [one for one in tree.iter("div") if re.match(part, one.get("class") or "")]
    outer = [one for one in found if not any(around in found for around in one.iterancestors())]
    for one in (inner for box in (outer[number - 1 : number] if number else outer) for inner in box.iter("*")):
        for name in ("class", "data-pl", "id"):
            one.attrib.pop(name, None)
    return str(html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))


def test_the_stage_of_one_of_two_refunds_without_boxes_is_not_that_of_both() -> None:
    rows = ("Refund amount: US $12.10", "Refunded on Nov 22, 2026", "Refund amount: US $5.00", "Being worked on")
    page = "\n".join(("Cancellation & refund", "Order No. 3070000066600016", *rows))
    (order,) = extract(load(page, captured_at=AT))
    assert (order.refund.stage, order.refund.amount) == (None, None)
    assert {("not_understood", "refund.stage"), ("no_sum", "refund.amount")} <= problems(order)


def test_a_request_that_is_headed_closed_is_not_open() -> None:
    steps = ("No refund, says the decision", "Nov 27, 2026", "Request submitted", "Nov 12, 2026")
    page = "\n".join(("Request closed", *steps, "Order ID: 3070000066600020"))
    (order,) = extract(load(page, captured_at=AT))
    assert order.dispute.state is None
    assert ("not_understood", "dispute.state") in problems(order)


def test_words_around_a_table_of_orders_stay() -> None:
    rows = "".join(f"<tr><td>819000001111222{n}</td><td>Closed</td></tr>" for n in (1, 2))
    table = f"<table><caption>Above</caption><tr><th>Order ID</th><th>Status</th></tr>{rows}</table>Below"
    words = "".join(with_orders_apart(load(f"<body>{table}</body>")).root.itertext())
    assert words.startswith("Above")
    assert words.endswith("Below")


HEADLINE = "จัดส่งสำเร็จ：25 พ.ย."


@pytest.mark.parametrize(("day", "is_doubted"), [("25", False), ("22", True)])
def test_an_event_settles_the_year_of_its_own_day_alone(day: str, is_doubted: bool) -> None:
    page = (FIXTURES / "tracking-in-th" / "page.html").read_text("utf-8")
    assert HEADLINE in page
    (order,) = extract(load(page.replace(HEADLINE, HEADLINE.replace("25", day))))
    assert (("missing_year", "packages.0.delivered_on") in problems(order)) is is_doubted
