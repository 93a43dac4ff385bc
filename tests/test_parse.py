"""The library's door: sources, times, the report, and what cannot be read."""

from __future__ import annotations

import gc
import json
import os
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from lxml import etree
from tests.common import FIXTURES

from whyclosed_parser import SCHEMA, ParseReport, parse
from whyclosed_parser.model import Order, from_dict

DETAIL = FIXTURES / "detail-closed-no-reason" / "page.html"
COUNTDOWN = FIXTURES / "detail-awaiting-payment-countdown" / "page.html"
LOGIN = FIXTURES / "bad-login" / "page.html"
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def test_bytes_text_and_path_give_the_same_order() -> None:
    data = DETAIL.read_bytes()
    reports = [parse(source, captured_at=AT) for source in (data, data.decode(), DETAIL)]
    assert reports[0] == reports[1] == reports[2]
    assert reports[0].orders[0].order_id == "8190000011112222"


def test_the_capture_time_says_where_it_is_from() -> None:
    page = parse(DETAIL.read_bytes(), captured_at=AT).orders[0].pages[0]
    assert (page.captured_at, page.captured_at_from) == (AT, "argument")
    assert parse(DETAIL.read_bytes()).orders[0].pages[0].captured_at is None


def test_a_file_without_time_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "saved.html"
    path.write_bytes(COUNTDOWN.read_bytes())
    os.utime(path, (AT.timestamp(), AT.timestamp()))
    order = parse(path).orders[0]
    assert (order.pages[0].captured_at, order.pages[0].captured_at_from) == (AT, "file_time")
    assert order.timers[0].ends_at == AT + timedelta(hours=19, minutes=45, seconds=12)


def test_a_naive_time_is_in_the_given_zone_or_in_utc() -> None:
    naive = datetime(2026, 5, 4, 9, 30)
    berlin = parse(COUNTDOWN.read_bytes(), captured_at=naive, tz="Europe/Berlin").orders[0]
    assert berlin.pages[0].captured_at == naive.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert parse(COUNTDOWN.read_bytes(), captured_at=naive).orders[0].pages[0].captured_at == AT


def test_an_aware_time_keeps_its_offset() -> None:
    at = AT.astimezone(timezone(timedelta(hours=-5)))
    ends_at = parse(COUNTDOWN.read_bytes(), captured_at=at, tz="Europe/Berlin").orders[0].timers[0].ends_at
    assert ends_at is not None
    assert ends_at.utcoffset() == timedelta(hours=-5)


def test_an_unknown_zone_is_the_callers_mistake() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        parse(DETAIL, tz="Mars/Olympus")


def test_one_bad_page_never_stops_the_others(tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    report = parse([LOGIN, empty, tmp_path / "gone.html", DETAIL, b"<p>hello</p>"])
    assert [order.order_id for order in report.orders] == ["8190000011112222"]
    assert [(one.path, one.problem.code) for one in report.unread] == [
        (str(LOGIN), "login_page"),
        (str(empty), "empty"),
        (str(tmp_path / "gone.html"), "unreadable_file"),
        (None, "not_an_order_page"),
    ]
    assert all(one.problem.message and one.problem.hint for one in report.unread)


def test_pages_of_one_order_are_one_order() -> None:
    report = parse([DETAIL, DETAIL])
    assert len(report.orders) == 1


@pytest.mark.parametrize("name", ["list-desktop-mixed", "detail-in-dispute", "bad-login"])
def test_nothing_of_a_page_stays_once_it_was_read(name: str) -> None:
    """Python looks for what holds itself only now and then, and a page's tree is ten times as large as the page."""
    page = (FIXTURES / name / "page.html").read_bytes()
    parse(page)
    gc.collect()
    gc.disable()
    try:
        before = _elements_in_memory()
        parse(page)
        assert _elements_in_memory() == before
    finally:
        gc.enable()


def _elements_in_memory() -> int:
    return sum(isinstance(one, etree._Element) for one in gc.get_objects())


def test_the_report_is_plain_json() -> None:
    report = parse([DETAIL, LOGIN], captured_at=AT)
    data = json.loads(json.dumps(report.to_dict()))
    assert (data["schema"], data["as_of"]) == (SCHEMA, None)
    assert set(data) == {"schema", "as_of", "orders", "unread"}
    assert [from_dict(Order, entry["order"]) for entry in data["orders"]] == list(report.orders)
    assert data["unread"][0]["problem"]["code"] == "login_page"
    assert all(set(entry) == {"order"} for entry in data["orders"])


def test_nothing_gives_an_empty_report() -> None:
    assert parse([]) == ParseReport((), ())


COPIED = """Order details
Order ID: 8190000011113335
Closed
This order was closed because the seller did not ship it in time.
Order placed on\tNov 2, 2026
Paid on: Nov 2, 2026
Refund within 2 days 3 hours
"""


@pytest.mark.parametrize("source", [COPIED, COPIED.encode(), COPIED.encode("utf-16")], ids=["text", "utf-8", "utf-16"])
def test_words_copied_out_of_a_page_are_read(source: str | bytes) -> None:
    (order,) = parse(source).orders
    assert (order.order_id, order.placed_on, order.paid_on) == (
        "8190000011113335",
        date(2026, 11, 2),
        date(2026, 11, 2),
    )
    assert [(page.url, page.captured_at) for page in order.pages] == [(None, None)]


def test_words_without_an_order_are_no_order() -> None:
    report = parse("Some notes of mine, bought 3 lamps on Monday.")
    assert [one.problem.code for one in report.unread] == ["not_an_order_page"]
    assert report.orders == ()


FOREIGN = [
    ("sv-FI", "Swedish"),
    ("hu", "Hungarian"),
    ("xx-YY", "xx-YY"),
    ("en-GB", None),
    ("pt", None),
    (None, None),
]


@pytest.mark.parametrize(("language", "name"), FOREIGN, ids=[str(language) for language, _ in FOREIGN])
def test_a_page_in_a_language_read_in_part_is_told(language: str | None, name: str | None, tmp_path: Path) -> None:
    said = f' lang="{language}"' if language else ""
    shows = tmp_path / "order.html"
    shows.write_text(f"<!doctype html><html{said}><body><p>Order ID: 8190000011113335</p></body></html>", "utf-8")
    blank = tmp_path / "blank.html"
    blank.write_text(f"<!doctype html><html{said}><body><p>Hej.</p></body></html>", "utf-8")
    report = parse([shows, blank])
    assert [order.order_id for order in report.orders] == ["8190000011113335"]
    told = [(one.path, one.problem.code, one.problem.message) for one in report.unread]
    if name:
        message = f"This page is in {name}, which is read only in part."
        assert told == [(str(shows), "other_language", message), (str(blank), "other_language", message)]
    else:
        assert [code for _, code, _ in told] == ["not_an_order_page"]
