"""Rows of everyday words without a colon, each with a day; a state beside a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from tests import common
from tests.common import AT

from whyclosed_parser import extract, load, merge
from whyclosed_parser.model import Order

ID = "8203417700050177"
Form = Callable[..., str]


def table(*rows: tuple[str, str]) -> str:
    return "<table>" + "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows) + "</table>"


def spans(*rows: tuple[str, str]) -> str:
    return "".join(f"<div><span>{label}</span> <span>{value}</span></div>" for label, value in rows)


def terms(*rows: tuple[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows) + "</dl>"


def lines(*rows: tuple[str, str]) -> str:
    return "".join(f"<p>{label} {value}</p>" for label, value in rows)


def read(body: str) -> Order:
    (order,) = merge(extract(load(common.page(body, "en"), url=None, captured_at=AT)))
    return order


@pytest.mark.parametrize("form", [table, spans, terms, lines])
def test_rows_of_bare_words_are_known_by_their_company(form: Form) -> None:
    days = (
        ("Delivered", "Nov 4, 2025"),
        ("Shipped", "Oct 4, 2025"),
        ("Paid", "Oct 2, 2025"),
        ("Placed", "Oct 1, 2025"),
    )
    order = read(form(("Order ID", ID), *days, ("Total", "C$19.05")))
    assert (order.placed_on, order.paid_on, order.shipped_on) == (
        date(2025, 10, 1),
        date(2025, 10, 2),
        date(2025, 10, 4),
    )
    assert order.packages[0].delivered_on == date(2025, 11, 4)
    assert order.status is not None
    assert order.status.code == "delivered"  # what was reached last, not the first word that can be a status


@pytest.mark.parametrize("form", [table, spans, terms])
def test_a_state_beside_a_day_is_the_state_and_the_day_may_be_of_anything(form: Form) -> None:
    order = read(form(("Order ID", ID), ("Canceled", "Oct 8, 2025"), ("Total", "C$19.05")))
    assert order.status is not None
    assert order.status.code == "cancelled"
    assert order.closed_on is None


@pytest.mark.parametrize("form", [table, spans, terms])
def test_rows_with_the_hours_of_an_order_are_no_events_of_a_parcel(form: Form) -> None:
    rows = (("Placed", "Mar 5, 2025, 21:07"), ("Paid", "Mar 5, 2025, 21:08"), ("Canceled", "Mar 6, 2025, 08:30"))
    order = read(f"<h1>Order canceled</h1>{form(('Order number', ID), *rows)}")
    assert (str(order.paid_on), str(order.closed_on)) == ("2025-03-05 21:08:00", "2025-03-06 08:30:00")
    assert order.packages == ()


def test_what_is_to_come_was_not_reached() -> None:
    order = read(
        table(("Order ID", ID), ("Delivered", "Dec 30, 2099"), ("Shipped", "Oct 4, 2025"), ("Paid", "Oct 2, 2025"))
    )
    assert order.status is not None
    assert order.status.code == "shipped"
    assert not order.packages or order.packages[0].delivered_on is None


def test_two_rows_of_one_kind_are_no_rows_of_one_order() -> None:
    order = read(
        table(("Order ID", ID), ("Shipped", "Oct 4, 2025"), ("Shipped", "Oct 9, 2025"), ("Paid", "Oct 2, 2025"))
    )
    assert (order.shipped_on, order.paid_on) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        "<h3>Refund</h3><p>Refund completed</p><p>Date: Nov 8, 2025</p>",
        "<h3>Dispute</h3><p>Date: Nov 8, 2025</p><p>Request rejected</p>",
        "<table><tr><th>Amount</th><th>State</th><th>Date</th></tr><tr><td>$5</td><td>Refund completed</td><td>Nov 8, 2025</td></tr></table>",
    ],
)
def test_a_date_beside_a_refund_is_not_that_of_the_order(body: str) -> None:
    order = read(f"<h1>Closed</h1><p>Order ID: {ID}</p>{body}")
    assert order.placed_on is None
    assert any(problem.field == "placed_on" for problem in order.problems)


@pytest.mark.parametrize(
    "rows", ["<p>Date: Oct 1, 2025</p><p>Order ID: {}</p>", "<p>Order ID: {}</p><p>Date: Oct 1, 2025</p>"]
)
def test_a_date_beside_the_number_is_that_of_the_order(rows: str) -> None:
    order = read(f"<h1>Canceled</h1>{rows.format(ID)}<p>Refund completed</p>")
    assert order.placed_on == date(2025, 10, 1)
