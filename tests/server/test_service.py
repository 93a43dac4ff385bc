"""The requests, end to end: a page in, a report out, answers, memory, what is due first, calendar, forgetting."""

from __future__ import annotations

import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.server.conftest import Running, Start
from tests.server.fakes import ENGINE, NOW, Reader, lines, order_of, pack, page_of, parcel, window
from tests.server.wire import ASKER, FIREFOX, PAGE, Client

from whyclosed_parser.model import Event, Order, Refund, Status, from_dict, to_dict
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling.sentences import spoken
from whyclosed_server.engine import CapturedPage, Engine, ReadPage
from whyclosed_server.service import Asker, Service

ID, OTHER = "8190000000000001", "8190000000000002"
TODAY = NOW.date()
DAY = timedelta(days=1)


def entries(report: Any) -> list[Any]:
    return list(report["orders"])


def ids(report: Any) -> list[str]:
    return [entry["order"]["order_id"] for entry in entries(report)]


def test_a_page_goes_in_and_a_report_comes_out(running: Running) -> None:
    answer = running.client.diagnose(page_of(order_of(timers=(window(TODAY + DAY),))))
    assert answer.status == 200
    report = answer.json
    assert set(report) == {"schema", "as_of", "orders", "sources", "unread"}
    assert report["schema"] == "whyclosed/1"
    assert datetime.fromisoformat(report["as_of"]) == running.clock.now
    assert report["as_of"].endswith("+01:00")  # the buyer's zone
    (entry,) = entries(report)
    assert set(entry) == {"order", "diagnosis", "answers"}
    assert from_dict(Order, entry["order"]).order_id == ID
    assert from_dict(Diagnosis, entry["diagnosis"]).deadlines[0].last_day == TODAY + DAY
    assert entry["answers"] == {}


def test_the_parser_is_told_where_and_when_the_page_was_seen(running: Running) -> None:
    running.client.diagnose(page_of(order_of()))
    (page,) = running.reader.pages
    assert page.url.endswith("orderId=8190000000000001")
    assert page.captured_at == datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_page_that_is_no_order_is_named(client: Client) -> None:
    report = client.diagnose("<html>hello</html>").json
    assert report["orders"] == []
    assert report["unread"] == [
        {
            "path": None,
            "problem": {
                "code": "not_an_order_page",
                "message": "No order.",
                "hint": "Open an order.",
                "language": None,
            },
        }
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [("en", "en"), ("en-GB", "en"), ("xx", "en"), ("xx-Latn-YY", "en"), ("EN", "en"), ("de-CH", "de")],
)
def test_the_closest_language_is_spoken(asked: str, told: str) -> None:
    assert spoken(asked) == told


@pytest.mark.parametrize(
    ("zone", "told"), [("Etc/Unknown", "UTC+05:30"), ("", "UTC+05:30"), (None, "UTC+05:30"), ("-03:30", "UTC-03:30")]
)
def test_a_browser_that_cannot_name_its_zone_is_answered_by_its_offset_and_told(
    running: Running, zone: str | None, told: str
) -> None:
    report = running.client.diagnose(page_of(order_of()), tz=zone, captured_at="2026-11-22T14:30:00+05:30").json
    assert report["as_of"].endswith(told.removeprefix("UTC"))
    (entry,) = entries(report)
    (problem,) = entry["order"]["problems"]
    assert problem["code"] == "zone_unnamed"
    assert told in problem["message"]
    again = running.client.call("/answer", {**ASKER, "tz": zone, "order": entry["order"], "answers": {}}).json
    assert [each["code"] for each in entries(again)[0]["order"]["problems"]] == ["zone_unnamed"]
    assert running.client.call("/orders", {**ASKER, "tz": zone}).status == 200
    assert b"zone_unnamed" not in json.dumps(to_dict(running.store.orders() if running.store else ())).encode()


def test_todays_click_adds_to_last_weeks(running: Running) -> None:
    client = running.client
    client.diagnose(page_of(order_of(placed_on=date(2026, 11, 1))))
    running.clock.pass_(7 * 86400)
    (entry,) = entries(client.diagnose(page_of(order_of(status=Status("refunding", "Refunding")))).json)
    assert entry["order"]["placed_on"] == "2026-11-01"
    assert entry["order"]["status"]["code"] == "refunding"


def test_what_changed_is_said_and_only_that(running: Running) -> None:
    client = running.client

    def changes(order: Order) -> list[str]:
        (entry,) = entries(client.diagnose(page_of(order)).json)
        return list(entry["diagnosis"]["changes"])

    event = Event(datetime(2026, 11, 2, tzinfo=UTC), None, "Departed", "IN_TRANSIT")
    assert changes(order_of()) == []
    assert changes(order_of()) == []
    (told,) = changes(order_of(status=Status("refunding", "Refunding")))
    assert "Closed" in told
    assert "Refunding" in told
    assert len(changes(order_of(status=Status("refunding", "Refunding"), refund=Refund(1)))) == 1
    assert len(changes(order_of(status=Status("refunding", "Refunding"), packages=(parcel(event),)))) == 1
    assert changes(order_of(status=Status("refunding", "Refunding"), packages=(parcel(event),))) == []


def test_an_order_that_is_new_on_a_list_is_named_as_new(client: Client) -> None:
    client.diagnose(page_of(order_of(ID)))
    report = client.diagnose(page_of(order_of(ID), order_of(OTHER))).json
    assert [len(entry["diagnosis"]["changes"]) for entry in entries(report)] == [0, 1]


def test_the_words_of_todays_page_are_shown_and_not_kept(running: Running) -> None:
    event = Event(datetime(2026, 11, 2, tzinfo=UTC), "Nov 2", "Left the town of Testville", "IN_TRANSIT")
    report = running.client.diagnose(page_of(order_of(packages=(parcel(event),)))).json
    assert "Testville" in str(report)
    assert "Testville" not in str(running.client.call("/orders", ASKER).json)


def test_a_page_without_an_order_id_is_added_where_the_user_says(client: Client) -> None:
    client.diagnose(page_of(order_of(ID, placed_on=date(2026, 11, 1))))
    nameless = page_of(order_of(None, paid_on=date(2026, 11, 2)))
    (alone,) = entries(client.diagnose(nameless).json)
    assert alone["order"]["order_id"] is None
    (added,) = entries(client.diagnose(nameless, order=ID).json)
    assert (added["order"]["order_id"], added["order"]["placed_on"]) == (ID, "2026-11-01")


def test_the_users_word_never_overrules_the_page(client: Client) -> None:
    report = client.diagnose(page_of(order_of(ID)), order=OTHER).json
    assert ids(report) == [ID]
    report = client.diagnose(page_of(order_of(None), order_of(None)), order=OTHER).json
    assert ids(report) == [None, None]


def test_a_page_that_names_only_lines_is_added_to_its_order(client: Client) -> None:
    client.diagnose(page_of(order_of(ID, items=lines("a"))))
    (entry,) = entries(client.diagnose(page_of(order_of(None, items=lines("a"), refund=Refund(2)))).json)
    assert (entry["order"]["order_id"], entry["order"]["refund"]["stage"]) == (ID, 2)


def answer(client: Client, order: Any, answers: Any) -> Any:
    reply = client.call("/answer", {**ASKER, "order": order, "answers": answers})
    assert reply.status == 200, reply
    (entry,) = entries(reply.json)
    return entry


def test_answers_are_used_kept_and_told(running: Running) -> None:
    client = running.client
    (seen,) = entries(client.diagnose(page_of(order_of())).json)
    entry = answer(client, seen["order"], {"paid": True, "contacted_at": "now", "done": ["look"]})
    now = running.clock.now.astimezone().isoformat()
    assert datetime.fromisoformat(entry["answers"]["contacted_at"]) == datetime.fromisoformat(now)
    assert "[contacted_at,paid]" in entry["diagnosis"]["headline"]
    running.clock.pass_(3600)
    again = answer(client, seen["order"], {"seller_reply": "none"})
    assert again["answers"] == {**entry["answers"], "seller_reply": "none"}  # "now" stays what it was
    (clicked,) = entries(client.diagnose(page_of(order_of())).json)
    (listed,) = entries(client.call("/orders", ASKER).json)
    assert clicked["answers"] == listed["answers"] == again["answers"]


def test_answers_work_without_a_store(start: Start) -> None:
    client = start(remember=False).client
    entry = answer(client, to_dict(order_of()), {"paid": True, "done": ["look"]})
    assert entry["answers"] == {"paid": True, "done": ["look"]}
    assert "[paid]" in entry["diagnosis"]["headline"]


def test_answers_about_an_order_without_an_id_are_not_kept(running: Running) -> None:
    entry = answer(running.client, to_dict(order_of(None)), {"paid": True})
    assert entry["answers"] == {"paid": True}
    assert running.client.call("/orders", ASKER).json["orders"] == []


def test_a_wrong_answer_is_not_kept(client: Client) -> None:
    client.diagnose(page_of(order_of()))
    bad = {**ASKER, "order": to_dict(order_of()), "answers": {"paid": True, "pайd": 1}}
    assert client.call("/answer", bad).code == "bad_request"
    assert entries(client.call("/orders", ASKER).json)[0]["answers"] == {}


def test_answers_that_todays_rules_do_not_know_are_left_out(running: Running) -> None:
    running.client.diagnose(page_of(order_of()))
    assert running.store is not None
    running.store.answer(ID, {"a_fact_of_an_older_version": True}, NOW)
    (entry,) = entries(running.client.call("/orders", ASKER).json)
    assert entry["answers"] == {}
    assert answer(running.client, entry["order"], {"paid": True})["answers"] == {"paid": True}


def test_what_is_due_first_stands_on_top(client: Client) -> None:
    due = {"1": None, "2": TODAY - 5 * DAY, "3": TODAY + 9 * DAY, "4": TODAY, "5": TODAY + 2 * DAY}
    client.diagnose(page_of(*(order_of(name, timers=(window(day),) if day else ()) for name, day in due.items())))
    assert ids(client.call("/orders", ASKER).json) == ["4", "5", "3", "1", "2"]


def test_remembered_orders_are_diagnosed_now(running: Running) -> None:
    client = running.client
    near, far = (order_of(name, timers=(window(TODAY + days * DAY),)) for name, days in (("1", 1), ("2", 5)))
    client.diagnose(page_of(far, near))
    assert ids(client.call("/orders", ASKER).json) == ["1", "2"]
    running.clock.pass_(3 * 86400)
    assert ids(client.call("/orders", ASKER).json) == ["2", "1"]


@pytest.mark.parametrize("ask", ["/orders", "/diagnose"])
def test_old_orders_disappear(running: Running, ask: str) -> None:
    running.client.diagnose(page_of(order_of()))
    assert running.store is not None
    for days, left in ((181, 1), (1, 0)):
        running.clock.pass_(days * 86400)
        running.client.call(ask, {**PAGE, "html": ""} if ask == "/diagnose" else ASKER)
        assert len(running.store.orders()) == left


def test_the_calendar_has_the_orders_asked_for(client: Client) -> None:
    client.diagnose(
        page_of(
            order_of(ID, timers=(window(TODAY + 3 * DAY),)),
            order_of(OTHER, timers=(window(TODAY + 5 * DAY),)),
        )
    )
    every = client.call("/calendar", ASKER).json["ics"]
    one = client.call("/calendar", {**ASKER, "order_id": OTHER}).json["ics"]
    none = client.call("/calendar", {**ASKER, "order_id": "1"}).json["ics"]
    assert [text.count("BEGIN:VEVENT") for text in (every, one, none)] == [2, 1, 0]
    assert OTHER in one
    assert ID not in one


def test_forgetting_one_and_all(client: Client) -> None:
    client.diagnose(page_of(*(order_of(str(number)) for number in range(5))))
    assert client.call("/forget", {"order_id": "3"}).json == {"forgotten": 1, "erased": True}
    assert client.call("/forget", {"order_id": "3"}).json == {"forgotten": 0, "erased": True}
    assert ids(client.call("/orders", ASKER).json) == ["0", "1", "2", "4"]
    assert client.call("/forget", {"order_id": None}).json == {"forgotten": 4, "erased": True}
    assert client.call("/orders", ASKER).json["orders"] == []


def test_a_store_that_fails_does_not_take_the_answer_away(start: Start) -> None:
    running = start()
    assert running.store is not None
    connection = running.store._database._connection
    connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
    many = page_of(*(order_of(str(number)) for number in range(200)))
    report = running.client.diagnose(many).json
    assert len(entries(report)) == 200
    for entry in entries(report):
        assert entry["order"]["problems"][-1]["code"] == "not_remembered"
    entry = answer(running.client, to_dict(order_of()), {"paid": True, "done": ["x" * 90] * 900})
    assert entry["order"]["problems"][-1]["code"] == "not_remembered"
    assert running.client.call("/orders", ASKER).json["orders"] == []


def test_a_store_that_cannot_be_read_is_said(start: Start) -> None:
    running = start()
    for file in running.folder.glob("orders.sqlite3*"):
        file.unlink()
    (running.folder / "orders.sqlite3").write_bytes(b"x" * 8192)
    for path in ("/orders", "/calendar"):
        refused = running.client.call(path, ASKER)
        assert (refused.status, refused.code) == (500, "store_unavailable")
    assert running.client.call("/forget", {"order_id": None}).code == "store_unavailable"
    (entry,) = entries(running.client.diagnose(page_of(order_of())).json)
    assert entry["order"]["problems"][-1]["code"] == "not_remembered"


def test_one_order_that_cannot_be_diagnosed_is_an_internal_error_without_details(start: Start) -> None:
    def fail(order: Order, **_: Any) -> Diagnosis:
        raise RuntimeError(f"quotes {order.order_id}")

    running = start(engine=replace(ENGINE, diagnose=fail))
    refused = running.client.diagnose(page_of(order_of()))
    assert (refused.status, refused.code) == (500, "internal")
    assert ID not in str(refused)


def failing(*order_ids: str) -> Engine:
    """An engine that cannot diagnose these orders."""

    def diagnose(order: Order, **more: Any) -> Diagnosis:
        if order.order_id in order_ids:
            raise OverflowError(f"quotes {order.order_id}")
        return ENGINE.diagnose(order, **more)

    return replace(ENGINE, diagnose=diagnose)


def test_s38_one_order_that_cannot_be_diagnosed_does_not_take_the_others_with_it(start: Start) -> None:
    running = start(engine=failing(ID))
    report = running.client.diagnose(page_of(order_of(ID), order_of(OTHER))).json
    assert ids(report) == [OTHER]
    assert [each["problem"]["code"] for each in report["unread"]] == ["not_diagnosed"]
    assert ID not in str(report)
    assert running.store is not None
    assert [order.order_id for order in running.store.orders()] == [OTHER]


def test_s38_orders_for_which_no_time_is_left_are_counted_and_said() -> None:
    ticks = iter((0.0, 0.5, 1.0, 1.5, 2.0))  # the start, then before each order
    orders = tuple(order_of(str(number)) for number in range(4))
    service = Service(
        ENGINE,
        lambda page: ReadPage(orders, ()),
        None,
        budget=1.2,
        ticks=lambda: next(ticks),
        scrubber=Reader().scrub,
        packer=pack,
    )
    page = CapturedPage("", "https://www.aliexpress.com/p/order/index.html", NOW)
    report: Any = service.diagnose(page, None, Asker(NOW, ZoneInfo("UTC"), "en"))
    assert len(ids(report)) == 2
    (late,) = report["unread"]
    assert late["problem"]["code"] == "not_diagnosed"
    assert "(2)" in late["problem"]["message"]


def test_s38_what_cannot_be_diagnosed_is_not_stored(start: Start) -> None:
    running = start(engine=failing(ID))
    assert running.client.diagnose(page_of(order_of(ID))).code == "internal"
    assert running.store is not None
    assert running.store.orders() == ()


def test_s38_a_remembered_order_that_cannot_be_diagnosed_any_more_is_left_out_and_said(start: Start) -> None:
    running = start(engine=failing(ID))
    assert running.store is not None
    running.store.add_all([order_of(ID), order_of(OTHER, timers=(window(TODAY + DAY),))], at=NOW)
    report = running.client.call("/orders", ASKER).json
    assert ids(report) == [OTHER]
    assert [each["problem"]["code"] for each in report["unread"]] == ["not_diagnosed"]
    calendar = running.client.call("/calendar", ASKER)
    assert calendar.json["ics"].count("BEGIN:VEVENT") == 1
    running.clock.pass_(2 * 86400 * 365)
    assert running.client.call("/orders", ASKER).status == 200


@pytest.mark.parametrize(
    ("captured_at", "status"),
    [
        ("2026-11-22T10:04:59+01:00", 200),
        ("2026-11-22T10:05:01+01:00", 400),
        ("2099-01-01T00:00:00+00:00", 400),
        ("9999-12-31T23:59:59-23:59", 400),
        ("0001-01-01T00:00:00+23:59", 400),
        ("2011-01-01T00:00:00+14:00", 200),
    ],
)
def test_s36_a_page_of_the_future_or_of_no_time_is_refused(running: Running, captured_at: str, status: int) -> None:
    assert running.client.diagnose(page_of(order_of()), captured_at=captured_at).status == status
    assert len(running.reader.pages) == (status == 200)


def test_s36_a_clock_that_jumps_removes_nothing(running: Running) -> None:
    running.client.diagnose(page_of(order_of()))
    for days in (730, -730, 730, -729):
        running.clock.now += days * DAY
        assert running.client.call("/orders", ASKER).status == 200
        running.client.diagnose("<html>")
    assert ids(running.client.call("/orders", ASKER).json) == [ID]


def test_s37_what_is_not_yet_gone_from_the_disk_is_said(running: Running) -> None:
    running.client.diagnose(page_of(order_of()))
    path = running.folder / "orders.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM observation").fetchone()
        assert running.client.call("/forget", {"order_id": ID}).json == {"forgotten": 1, "erased": False}
        reader.execute("COMMIT")
    assert running.client.call("/orders", ASKER).json["orders"] == []
    assert ID.encode() not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_s39_a_locked_store_holds_no_click_up_however_many_there_are(running: Running) -> None:
    page = page_of(*(order_of(f"81900000000000{number}") for number in range(10, 30)))
    with closing(sqlite3.connect(running.folder / "orders.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(running.client.diagnose, [page] * 4))
        took = time.monotonic() - started
        other.execute("ROLLBACK")
    for answer in answers:
        (code,) = {entry["order"]["problems"][-1]["code"] for entry in entries(answer.json)}
        assert code == "not_remembered"
        assert len(entries(answer.json)) == 20
    assert took < 5  # about 1 s; 20 s and more where each waits for itself
    assert running.client.diagnose(page).json["orders"][0]["order"]["problems"] == []


def test_both_browsers_may_use_one_server(running: Running) -> None:
    running.client.diagnose(page_of(order_of()))
    firefox = replace(running.client, origin=FIREFOX)
    assert ids(firefox.call("/orders", ASKER).json) == [ID]


def test_the_engine_is_the_real_one_by_default() -> None:
    from whyclosed_server.engine import real_engine

    assert isinstance(real_engine(), Engine)
    assert real_engine() is real_engine()
