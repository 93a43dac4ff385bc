"""Saved pages and copied words: each read by itself, with the time that its own marks say, then told as one order."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.common import FIXTURES
from tests.containers import builders
from tests.server.conftest import Running, Start, run
from tests.server.fakes import NOW, order_of, page_of, parcel, window
from tests.server.wire import ASKER, Client

import whyclosed
from whyclosed_parser.model import Order, Status, from_dict, to_dict
from whyclosed_server.engine import SavedPage, parse_page, real_engine

SAMPLES = Path(whyclosed.__file__).parent / "samples"
ID = "8190000000000001"
LATEST = NOW + timedelta(minutes=5)


def read(client: Client, content: bytes | str, **more: Any) -> Any:
    one = {"words": content} if isinstance(content, str) else {"file": b64encode(content).decode()}
    return client.call("/read", {**ASKER, **one, **more}).json


def join(client: Client, orders: list[Any], **more: Any) -> Any:
    return client.call("/join", {**ASKER, "orders": orders, **more}).json


def orders_of(report: Any) -> list[Any]:
    return [entry["order"] for entry in report["orders"]]


def test_a_file_is_read_and_nothing_of_it_is_remembered(running: Running) -> None:
    running.reader.saved.clear()
    report = read(running.client, page_of(order_of()).encode(), changed_at="2026-11-20T10:00:00+01:00")
    assert (report["schema"], report["as_of"], report["unread"]) == ("whyclosed/1", None, [])
    assert [set(entry) for entry in report["orders"]] == [{"order"}]
    assert from_dict(Order, report["orders"][0]["order"]) == order_of()
    assert running.reader.saved == [
        SavedPage(page_of(order_of()).encode(), datetime(2026, 11, 20, 9, tzinfo=UTC), LATEST)
    ]
    assert running.store is not None
    assert running.store.orders() == ()


def test_what_cannot_be_read_is_named_with_its_hint(client: Client) -> None:
    (unread,) = read(client, "hello")["unread"]
    assert unread["problem"] == {
        "code": "not_an_order_page",
        "message": "No order.",
        "hint": "Open an order.",
        "language": None,
    }


@pytest.mark.parametrize(("content", "code"), [("STOP", "unparsable"), ("BUSY", "busy"), ("BREAK", "internal")])
def test_a_bad_file_is_refused_like_a_bad_page(client: Client, content: str, code: str) -> None:
    assert client.call("/read", {**ASKER, "words": content}).code == code


def test_pages_of_one_order_are_told_and_remembered_as_one(running: Running) -> None:
    first, second = order_of(placed_on=date(2026, 11, 1)), order_of(status=Status("refunding", "Refunding"))
    read_before = [order for one in (first, second) for order in orders_of(read(running.client, page_of(one).encode()))]
    (told,) = orders_of(join(running.client, read_before))
    assert (told["order_id"], told["placed_on"], told["status"]["code"]) == (ID, "2026-11-01", "refunding")
    assert running.store is not None
    (kept,) = running.store.orders()
    assert (kept.placed_on, kept.status) == (date(2026, 11, 1), Status("refunding", "Refunding"))


def test_a_saved_page_is_added_to_what_is_remembered(running: Running) -> None:
    running.client.diagnose(page_of(order_of(placed_on=date(2026, 11, 1))))
    (told,) = orders_of(join(running.client, [to_dict(order_of(status=Status("refunding", "Refunding")))]))
    assert told["placed_on"] == "2026-11-01"


def test_what_is_due_first_stands_on_top(client: Client) -> None:
    today = NOW.date()
    orders = [order_of(f"819000000000000{days}", timers=(window(today + timedelta(days)),)) for days in (5, 1, 3)]
    told = orders_of(join(client, [to_dict(order) for order in orders]))
    assert [order["order_id"][-1] for order in told] == ["1", "3", "5"]


def test_a_page_without_a_number_is_joined_to_the_order_that_the_buyer_names(client: Client) -> None:
    tracking = to_dict(order_of(None, packages=(parcel(),)))
    (told,) = orders_of(join(client, [tracking], order=ID))
    assert (told["order_id"], len(told["packages"])) == (ID, 1)


def test_without_a_store_pages_given_together_are_one_order_all_the_same(start: Start) -> None:
    client = start(remember=False).client
    orders = [to_dict(order_of(placed_on=date(2026, 11, 1))), to_dict(order_of(paid_on=date(2026, 11, 2)))]
    (told,) = orders_of(join(client, orders))
    assert (told["placed_on"], told["paid_on"]) == ("2026-11-01", "2026-11-02")


SINGLEFILE = (
    "<!DOCTYPE html> <html lang=en><!--\n Page saved with SingleFile \n"
    " url: https://www.aliexpress.com/p/order/detail.html?orderId=8000222333270000 \n"
    " saved date: {} GMT+0100 (A Zone) \n--><body><div>Order ID: 8000222333270000</div><div>Closed</div></body></html>"
)
SAVED_AT = "2026-11-20T10:05:07+01:00"
FILE_TIME = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TIMES = [
    ("its own mark", SINGLEFILE.format("Fri Nov 20 2026 10:05:07").encode(), FILE_TIME, (SAVED_AT, "singlefile")),
    ("the mark alone", SINGLEFILE.format("Fri Nov 20 2026 10:05:07").encode(), None, (SAVED_AT, "singlefile")),
    ("a mark of next year", SINGLEFILE.format("Sat Nov 20 2027 10:05:07").encode(), FILE_TIME, (None, None)),
    ("the file's time", b"<p>Order ID: 8000222333270000</p>", FILE_TIME, ("2026-11-21T08:00:00+00:00", "file_time")),
    ("no time", b"<p>Order ID: 8000222333270000</p>", None, (None, None)),
    ("words", "Order ID: 8000222333270000\nFrom: A <a@example.com>\nClosed", None, (None, None)),
]


@pytest.mark.parametrize(("content", "changed_at", "wanted"), [row[1:] for row in TIMES], ids=[row[0] for row in TIMES])
def test_when_a_file_was_a_page_only_its_marks_say(
    content: bytes | str, changed_at: datetime | None, wanted: tuple[str | None, str | None]
) -> None:
    (order,) = parse_page(SavedPage(content, changed_at, LATEST)).orders
    (page,) = order.pages
    assert order.order_id == "8000222333270000"
    assert (page.captured_at and page.captured_at.isoformat(), page.captured_at_from) == wanted


def test_saved_pages_are_answered_as_the_command_answers_them(tmp_path: Path) -> None:
    files = [SAMPLES / name for name in ("closed-order.html", "closed-order-tracking.html")]
    wanted = whyclosed.diagnose([file.read_bytes() for file in files], as_of=NOW, tz="Europe/Berlin").to_dict()
    with run(tmp_path, parse=parse_page, engine=real_engine(), remember=False) as server:
        orders = [order for file in files for order in orders_of(read(server.client, file.read_bytes()))]
        (told,) = join(server.client, orders)["orders"]
    (entry,) = wanted["orders"]
    for one in (told, entry):
        del one["diagnosis"]["would_change"]  # its examples of times are written with the offset of the clock
    assert (told["order"], told["diagnosis"]) == (entry["order"], entry["diagnosis"])


@pytest.mark.parametrize("name", ["bad-captcha", "bad-login", "bad-product-page", "bad-empty"])
def test_what_is_no_order_is_named_as_what_it_is(name: str) -> None:
    page = (FIXTURES / name / "page.html").read_bytes()
    saved, told = parse_page(SavedPage(page, None, LATEST)), whyclosed.parse(page)
    assert (saved.orders, saved.unread) == (told.orders, told.unread)
    assert saved.unread


def test_a_file_in_another_language_is_told() -> None:
    page = SavedPage(b'<html lang="sv"><p>Order ID: 8000222333270000</p></html>', None, LATEST)
    read = parse_page(page)
    assert [order.order_id for order in read.orders] == ["8000222333270000"]
    assert [one.problem.message for one in read.unread] == ["This page is in Swedish, which is read only in part."]


@pytest.mark.parametrize("name", builders.CONTAINERS)
def test_every_container_is_read(name: str) -> None:
    build, (_, captured_at) = builders.CONTAINERS[name]
    page = (FIXTURES / "detail-awaiting-payment-countdown" / "page.html").read_bytes()
    read = parse_page(SavedPage(build(page), None, builders.SAVED_AT + timedelta(days=1)))
    assert read.unread == ()
    (order,) = read.orders
    assert (order.order_id, order.pages[0].captured_at) == ("3070000022221115", captured_at)
    early = parse_page(SavedPage(build(page), None, builders.SAVED_AT - timedelta(days=1)))
    assert early.orders[0].pages[0].captured_at is None


def test_the_pages_of_a_file_are_named_by_their_place() -> None:
    source = builders.zipped(("a.html", b"<p>Hello</p>"), ("b.html", b"<p>Order ID: 8000222333270000</p><p>Closed</p>"))
    read = parse_page(SavedPage(source, None, LATEST))
    assert [order.order_id for order in read.orders] == ["8000222333270000"]
    assert [(one.path, one.problem.code) for one in read.unread] == [("a.html", "not_an_order_page")]
