"""Real pages and hostile ones through the real parser, rules and worker processes: S-22, S-23 and the whole way."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.common import FIXTURES
from tests.server import jobs
from tests.server.conftest import Running, patient, run
from tests.server.wire import ASKER, Answer

from whyclosed_server.engine import CapturedPage, parse_page, real_engine
from whyclosed_server.worker import Limits, PageStoppedError, Workers

CLOSED = (FIXTURES / "detail-closed-seller-cancelled" / "page.html").read_text("utf-8")
SHIPPED = (FIXTURES / "tracking-delivered" / "page.html").read_text("utf-8")
TRACKING = "https://www.aliexpress.com/p/tracking/index.html"
CLOSED_ID = "8190000011112221"


@contextmanager
def hurried(workers: Workers, kind: str) -> Iterator[set[int]]:
    """How a page of this kind may be answered: one that takes long has little time within the block."""
    if kind not in LONG:
        yield {200, 413}
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "_limits", replace(workers._limits, deadline=0.4, scrubbing=0.4))
        yield {200, 413, 422}


@pytest.fixture(scope="module")
def real(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with the real parser, and the real rules."""
    with run(tmp_path_factory.mktemp("real"), parse=workers.run, scrub=workers.scrub, engine=real_engine()) as server:
        yield patient(server)


def seen(running: Running, html: str, **more: Any) -> Answer:
    """The answer, asking again where the server says so: a worker may be starting after the last page."""
    return timed(running, html, **more)[0]


def timed(running: Running, html: str, **more: Any) -> tuple[Answer, float]:
    """The answer, and the seconds from when it was asked for the last time."""
    while True:
        started = time.monotonic()
        answer = running.client.diagnose(html, **more)
        if answer.status != 503:
            return answer, time.monotonic() - started
        assert answer.headers["retry-after"]


def test_a_real_page_is_read_decided_and_remembered(real: Running) -> None:
    (entry,) = seen(real, CLOSED, captured_at="2024-02-19T08:12:30+01:00").json["orders"]
    assert entry["order"]["order_id"] == CLOSED_ID
    assert entry["order"]["status"]["code"] == "closed"
    assert entry["order"]["pages"][0]["captured_at_from"] == "request"
    assert entry["diagnosis"]["cause"]["code"] == "seller_cancelled"
    assert entry["diagnosis"]["headline"]
    (listed,) = [
        each for each in real.client.call("/orders", ASKER).json["orders"] if each["order"]["order_id"] == CLOSED_ID
    ]
    assert listed["diagnosis"]["cause"] == entry["diagnosis"]["cause"]
    assert listed["diagnosis"]["route"] == entry["diagnosis"]["route"]


def test_a_tracking_page_is_added_to_the_order_the_user_names(real: Running) -> None:
    seen(real, CLOSED)
    (entry,) = seen(real, SHIPPED, order=CLOSED_ID, url=TRACKING).json["orders"]
    assert entry["order"]["order_id"] == CLOSED_ID
    assert entry["order"]["shop"]["name"] == "Brightleaf Home Store"
    count = len(entry["order"]["packages"][0]["events"])
    assert count > 3
    real.clock.pass_(2 * 86400)
    (again,) = seen(real, SHIPPED, order=CLOSED_ID, url=TRACKING, captured_at="2026-11-23T10:00:00+01:00").json[
        "orders"
    ]
    assert len(again["order"]["packages"][0]["events"]) == count
    assert again["diagnosis"]["changes"] == []
    (later,) = seen(real, CLOSED, captured_at="2026-11-24T10:00:00+01:00").json["orders"]
    assert len(later["order"]["packages"][0]["events"]) == count
    classes = [event["class"] for event in entry["order"]["packages"][0]["events"]]
    assert [event["class"] for event in later["order"]["packages"][0]["events"]] == classes
    real.client.call("/forget", {"order_id": CLOSED_ID})


def test_answers_are_checked_by_the_rules(real: Running) -> None:
    (entry,) = seen(real, CLOSED).json["orders"]
    asked = {**ASKER, "order": entry["order"]}
    told = real.client.call(
        "/answer", {**asked, "answers": {"refund_received": True, "done": ["answer_offer", "Ada, Main Street 1"]}}
    )
    assert told.json["orders"][0]["answers"] == {"refund_received": True, "done": ["answer_offer"]}
    for wrong in ({"refund_recieved": True}, {"refund_received": "perhaps"}, {"done": "x"}, {"paid": 3}):
        assert real.client.call("/answer", {**asked, "answers": wrong}).code == "bad_request"
    words = "Hello friend, please cancel the order yourself, it is out of stock"
    told = real.client.call("/answer", {**asked, "answers": {"seller_message": words}})
    (answered,) = told.json["orders"]
    assert answered["answers"].get("seller_message") != words
    assert words not in str(told.json)


def test_whatever_stands_in_the_address_of_a_page_is_neither_told_nor_kept(real: Running) -> None:
    secret = "zq.canary+user99"
    address = f"https://{secret}:{secret}@www.aliexpress.com/p/order/detail.html/{secret}/5558124?n={secret}#{secret}"
    page, links = re.subn(r'(href="[^"?]*/(?:store|item)/[^"?]*)', rf"\1?n={secret}", CLOSED)
    assert links > 1
    answer = seen(real, page, url=address)
    (entry,) = answer.json["orders"]
    assert entry["order"]["pages"][0]["url"].startswith("https://www.aliexpress.com/p/order/detail.html")
    kept = [path.read_bytes() for path in real.folder.iterdir() if path.is_file()]
    assert len(kept) > 1
    assert [text for text in (answer.body, *kept) if b"canary" in text or b"5558124" in text] == []
    real.client.call("/forget", {"order_id": CLOSED_ID})


def test_a_page_that_is_no_order_is_explained(real: Running) -> None:
    (unread,) = seen(real, "<html><body><p>Hello</p></body></html>", url=TRACKING).json["unread"]
    assert unread["problem"]["code"]
    assert unread["problem"]["hint"]


DEEP = 400_000
HOSTILE: dict[str, Callable[[], str]] = {
    "nested tags": lambda: "<div>" * DEEP,
    "nested and closed": lambda: "<div>" * DEEP + "</div>" * DEEP,
    "nested formatting": lambda: "<b>" * 100_000 + "<p>" * 1000,
    "nested tables": lambda: "<table><tr><td>" * 50_000,
    "misnested": lambda: "<b><i><a>" * 30_000 + "</b></i></a>" * 30_000,
    "a million attributes": lambda: "<div " + " ".join(f"a{number}" for number in range(1_000_000)) + ">x</div>",
    "many attributes": lambda: "<div " + " ".join(f'a{number}="1"' for number in range(200_000)) + ">x</div>",
    "one long attribute": lambda: '<div title="' + "x" * 12_000_000 + '">x</div>',
    "siblings": lambda: "<div>x</div>" * 100_000,
    "a million siblings": lambda: "<p>" * 1_000_000,
    "one long text": lambda: "x" * 15_000_000,
    "long digits": lambda: "Order ID: " + "1" * 5_000_000,
    "open comment": lambda: CLOSED[:5000] + "<!--" + "-" * 5_000_000,
    "open script": lambda: "<script>" + "<" * 5_000_000,
    "entities": lambda: "&amp;" * 2_000_000,
    "references": lambda: "&#x10FFFF;" * 500_000,
    "NUL": lambda: CLOSED.replace("Closed", "Clo\0sed") + "\0" * 100_000,
    "only NUL": lambda: "\0" * 1_000_000,
    "half characters": lambda: "\ud800" * 1000 + CLOSED + "\udfff",
    "byte order mark": lambda: "\ufeff" + CLOSED,
    "utf-16 declared": lambda: CLOSED.replace('charset="utf-8"', 'charset="utf-16"'),
    "laughing": lambda: '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(12)) + "]><x>&a11;</x>",
    "markers": lambda: '<div class="order-item">' * 60_000,
    "words": lambda: "Order ID: 8190000000000001 Closed US $1.99 Feb 11, 2024 " * 100_000,
    "right to left": lambda: "\u202e" * 1_000_000,
    "spaces": lambda: " \n\t" * 4_000_000,
    "empty": lambda: "",
}  # fmt: skip
LONG = {
    *("nested formatting", "nested tables", "misnested", "siblings", "a million siblings", "one long text"),
    *("long digits", "entities", "references", "markers", "words"),
    *("nested tags", "nested and closed"),  # only to copy
}
"""Those that take seconds to read or to copy."""


def test_s22_a_page_has_less_than_five_seconds() -> None:
    assert Limits().deadline + 0.5 <= 5


@pytest.mark.parametrize("kind", HOSTILE)
def test_s22_a_hostile_page_is_answered_in_time_and_the_next_one_works(
    real: Running, workers: Workers, kind: str
) -> None:
    seen(real, CLOSED)
    html = HOSTILE[kind]()
    with hurried(workers, kind) as expected:
        answer, took = timed(real, html)
    assert answer.status in expected
    assert took < 15  # a page that is not stopped takes as long as it likes
    report = answer.json
    assert answer.status != 200 or report["orders"] or report["unread"]
    (entry,) = seen(real, CLOSED).json["orders"]
    assert entry["order"]["order_id"] == CLOSED_ID


CANARY = "http://127.0.0.1:9/canary"
TOUCHY = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "{CANARY}/entity"> %y;]>
<html manifest="{CANARY}/manifest"><head><base href="{CANARY}/base/">
<link rel="stylesheet" href="{CANARY}/style"><meta http-equiv="refresh" content="0;url={CANARY}/refresh">
<script src="{CANARY}/script"></script><script>fetch("{CANARY}/fetch")</script></head>
<body background="{CANARY}/background" onload="fetch('{CANARY}/onload')">&x;
<img src="{CANARY}/img"><iframe src="{CANARY}/frame"></iframe><object data="{CANARY}/object"></object>
<svg><image href="{CANARY}/svg"/></svg><xi:include href="{CANARY}/xinclude"/></body></html>"""


def test_s23_the_trap_for_connections_works() -> None:
    workers = Workers(replace(Limits(), warming=60.0), jobs.connect, jobs.no_network)
    with pytest.raises(PageStoppedError):
        workers.run(CapturedPage("", "", datetime(2026, 11, 22, tzinfo=UTC)))
    workers.stop()


def test_s23_nothing_in_a_page_is_fetched_or_run(real: Running) -> None:
    """The workers of this module die at any connection, and a dead worker would be a 422."""
    before = CLOSED.partition("<body")[2].partition(">")[2]
    assert seen(real, TOUCHY).status == 200
    (entry,) = seen(real, TOUCHY.replace("</body>", before)).json["orders"]
    assert entry["order"]["order_id"] == CLOSED_ID


def test_reading_a_page_needs_no_server() -> None:
    page = CapturedPage(CLOSED, "https://www.aliexpress.com/p/order/detail.html", datetime(2026, 11, 22, tzinfo=UTC))
    assert parse_page(page).orders[0].order_id == CLOSED_ID
    assert parse_page(CapturedPage("", "", page.captured_at)).unread[0].problem.code == "empty"


def test_a_foreign_page_without_an_order_is_told_by_its_language() -> None:
    def codes(html: str) -> list[str]:
        page = CapturedPage(html, "https://www.aliexpress.com/x", datetime(2026, 11, 22, tzinfo=UTC))
        read = parse_page(page)
        assert read.orders == ()
        return [each.problem.code for each in read.unread]

    assert codes('<html lang="sv"><body><p>Hej.</p></body></html>') == ["other_language"]
    assert codes('<html lang="en"><body><p>Hi.</p></body></html>') == ["not_an_order_page"]
    login = (FIXTURES / "bad-login" / "page.html").read_text("utf-8")
    assert codes(login.replace('lang="en"', 'lang="sv"')) == ["login_page"]


def test_a_list_is_sent_with_what_is_due_first_on_top(real: Running) -> None:
    html = (FIXTURES / "list-desktop-mixed" / "page.html").read_text("utf-8")
    diagnoses = [entry["diagnosis"] for entry in seen(real, html).json["orders"]]
    assert len(diagnoses) == 10
    tones = [diagnosis["tone"] for diagnosis in diagnoses]
    assert "act" not in tones[tones.count("act") :]
    assert "done" not in tones[: len(tones) - tones.count("done")]
    assert len(set(tones)) > 1
