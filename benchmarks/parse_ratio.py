"""How long reading a page takes, compared with lxml's bare parse of the same bytes.

python -m benchmarks.parse_ratio
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from lxml import etree
from tests.common import page_of

import whyclosed
from benchmarks.bs4_twin import read_list
from benchmarks.pages import detail_page, list_page
from benchmarks.timing import compare, milliseconds, print_table, verdict

NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)
DETAILS = ("detail-closed-labels-2026", "detail-refund-steps-active", "detail-in-dispute")


def bare(page: bytes) -> object:
    """What no reader of a page can save: building its tree."""
    return etree.fromstring(page, etree.HTMLParser(encoding="utf-8", huge_tree=True))


def one_order(page: bytes) -> object:
    """Page in, answer out."""
    (entry,) = whyclosed.diagnose(page, as_of=NOW, tz="UTC").orders
    return entry.diagnosis.route


def details() -> None:
    """The order details of several fixtures, padded to real size, and one of them as it stands."""
    rows = [("order details", "size", "bare lxml", "parse", "parse + diagnose", "ratio", "bar 2, dream 1.5")]
    for name in DETAILS:
        for title, page in (
            (name, detail_page(name)),
            ("… without the feed", detail_page(name, products=0)),
            ("… with the feed in a strange place", detail_page(name, strange=True)),
        ):
            base, read, told = compare([partial(bare, page), partial(whyclosed.parse, page), partial(one_order, page)])
            ratio = told / base
            size = f"{len(page) / 1e6:.2f} MB"
            times = (milliseconds(base), milliseconds(read), milliseconds(told))
            rows.append((title, size, *times, f"{ratio:.2f}", verdict(ratio, 2, 1.5)))
    print_table("Load + parse + diagnose ÷ bare lxml", rows)
    page = page_of(DETAILS[0])
    told, base = compare([lambda: one_order(page), lambda: bare(page)])
    print(f"  The bare fixture of {len(page) / 1e3:.0f} KB: {milliseconds(told)} ÷ {milliseconds(base)}.")


def lists() -> None:
    """A dense list of a hundred orders."""
    page = list_page()
    orders = whyclosed.parse(page).orders
    twin = read_list(page)
    assert [order.order_id for order in orders] == [row["order_id"] for row in twin]
    assert len(orders) == 100
    base, read, slow = compare([lambda: bare(page), lambda: whyclosed.parse(page), lambda: read_list(page)], rounds=10)
    rows = [
        ("list of 100 orders", "time", "ratio", "bar"),
        (f"bare lxml, {len(page) / 1e6:.2f} MB", milliseconds(base), "1.00", ""),
        ("whyclosed.parse", milliseconds(read), f"{read / base:.2f}", f"≤ 4, dream 3: {verdict(read / base, 4, 3)}"),
        ("bs4 twin", milliseconds(slow), f"{slow / base:.2f}", ""),
        ("bs4 twin ÷ whyclosed", "", f"{slow / read:.2f}", f"≥ 8: {verdict(slow / read, 8, at_least=True)}"),
    ]
    print_table("A list page", rows)


if __name__ == "__main__":
    details()
    lists()
