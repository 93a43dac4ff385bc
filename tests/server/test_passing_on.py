"""What the buyer passes on: a safe copy of a page, and the evidence pack of an order. Made in memory, kept nowhere."""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from threading import Event as Signal
from typing import Any
from zipfile import ZipFile

import pytest
from tests.containers import builders
from tests.server import jobs
from tests.server.conftest import Running, Start, patient, run
from tests.server.fakes import NOW, order_of, page_of
from tests.server.test_output import CANARIES, with_canaries
from tests.server.test_pages import CLOSED, CLOSED_ID, HOSTILE, TOUCHY, hurried
from tests.server.wire import ASKER, PAGE, Client

from whyclosed.evidence.served import served_pack
from whyclosed.labels import languages
from whyclosed_parser import parse
from whyclosed_parser.model import Status, to_dict
from whyclosed_server.engine import CapturedPage, NotSafe, SafeFile, real_engine
from whyclosed_server.worker import BusyError, Limits, PageStoppedError, Workers

ORDER = to_dict(order_of())
LONG = [one for one in CANARIES if len(one) > 5]
"""Those that no invented number holds by chance."""


@pytest.fixture(scope="module")
def real(workers: Workers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with the real parser, scrubber and writer of packs."""
    folder = tmp_path_factory.mktemp("passing-on")
    with run(folder, parse=workers.run, scrub=workers.scrub, pack=served_pack, engine=real_engine()) as server:
        yield patient(server)


def packed(client: Client, order: Any, **more: Any) -> dict[str, bytes]:
    answer = client.call("/evidence", {**ASKER, "order": order, "answers": {}, **more})
    assert answer.status == 200, answer.body
    with ZipFile(BytesIO(b64decode(answer.json["zip"]))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


# The safe copy.


def test_the_body_of_a_click_is_scrubbed_and_read_as_before(real: Running) -> None:
    html = with_canaries(CLOSED)
    body = {**PAGE, "html": html, "captured_at": "2024-02-19T08:12:30+01:00"}
    safe = real.client.call("/scrub", body).json["safe"]
    (copy,) = safe["pages"]
    assert [canary for canary in LONG if canary.lower() in copy.lower()] == []
    assert "<script" not in copy
    assert (safe["packed"], safe["suffix"]) == (None, ".html")
    assert safe["counts"]["words"] > 0
    assert safe["counts"]["scripts"] > 0
    (order,) = parse(copy).orders
    assert order.status is not None
    assert (order.status.code, order.pages[0].captured_at_from) == ("closed", "request")
    assert order.order_id != CLOSED_ID


def test_a_saved_file_and_copied_words_are_scrubbed_too(real: Running) -> None:
    page = CLOSED.encode()
    for content in (page, builders.mhtml(page), builders.mail(page)):
        safe = real.client.call("/scrub", {**ASKER, "file": b64encode(content).decode()}).json["safe"]
        assert safe["suffix"] == ".html"
        assert "Nadia" not in safe["pages"][0]
    words = "Order ID: 8190000011112221\nClosed\nXanthe Canarybird, Canarystreet 77"
    safe = real.client.call("/scrub", {**ASKER, "words": words}).json["safe"]
    assert safe["suffix"] == ".txt"
    assert [one for one in (*LONG, CLOSED_ID) if one in safe["pages"][0]] == []


def test_several_pages_come_as_one_file_and_each_to_look_at(real: Running) -> None:
    other = CLOSED.replace(CLOSED_ID, "8190000011119999")
    archive = builders.zipped(("Xanthe.html", CLOSED.encode()), ("b.html", other.encode()))
    safe = real.client.call("/scrub", {**ASKER, "file": b64encode(archive).decode()}).json["safe"]
    assert (len(safe["pages"]), safe["suffix"]) == (2, ".zip")
    with ZipFile(BytesIO(b64decode(safe["packed"]))) as opened:
        assert [opened.read(name).decode() for name in opened.namelist()] == safe["pages"]
        assert opened.namelist() == ["page-1.html", "page-2.html"]


def test_a_page_without_an_order_is_scrubbed_as_well(real: Running) -> None:
    """A page that was not understood is the one that is worth most."""
    html = "<html><body><h1>Something new</h1><p>Xanthe Canarybird, order 8190000011112221</p></body></html>"
    safe = real.client.call("/scrub", {**PAGE, "html": html}).json["safe"]
    assert [one for one in (*LONG, CLOSED_ID) if one in safe["pages"][0]] == []
    assert "order" in safe["pages"][0]


@pytest.mark.parametrize("language", languages())
def test_doubt_is_told_in_words_and_nothing_is_given_out(running: Running, language: str) -> None:
    answer = running.client.call("/scrub", {**PAGE, "html": "DOUBT", "lang": language}).json
    assert answer["safe"] is None
    assert answer["fields"] == ["orders.items"]
    problem = answer["problem"]
    assert problem["code"] == "scrub_leaks"
    assert len(problem["message"]) > 40
    assert len(problem["hint"]) > 40
    english = running.client.call("/scrub", {**PAGE, "html": "DOUBT"}).json["problem"]
    assert (problem["message"] == english["message"]) == (language == "en")


@pytest.mark.parametrize(
    ("content", "code"), [(b" ", "empty"), (b"%PDF-1.4", "not_html"), (b"\x1f\x8b12", "compressed")]
)
def test_what_is_no_page_is_named(real: Running, content: bytes, code: str) -> None:
    answer = real.client.call("/scrub", {**ASKER, "file": b64encode(content).decode(), "lang": "de"}).json
    assert (answer["safe"], answer["problem"]["code"]) == (None, code)
    assert "This" not in answer["problem"]["message"]


@pytest.mark.parametrize(("html", "status"), [("STOP", 422), ("BUSY", 503), ("BREAK", 500)])
def test_a_page_that_stops_the_scrubber_is_refused_as_anywhere(client: Client, html: str, status: int) -> None:
    assert client.call("/scrub", {**PAGE, "html": html}).status == status
    page = {"url": PAGE["url"], "captured_at": PAGE["captured_at"], "html": html}
    body = {**ASKER, "order": ORDER, "answers": {}, "page": page}
    assert client.call("/evidence", body).status == status


@pytest.mark.parametrize("path", ["/scrub", "/evidence"])
def test_without_the_key_nothing_is_copied_or_packed(running: Running, path: str) -> None:
    body = json.dumps({**PAGE, "html": page_of(order_of())}).encode()
    wrong = {"Authorization": running.client.proof(path, body, key=b"\0" * 32)}
    stolen = {"Authorization": running.client.proof("/orders", body)}  # a proof for another path
    for proof in (wrong, stolen, {}):
        answer = running.client.request("POST", path, body, proof)
        assert (answer.status, answer.code) == (401, "unauthorized")
    assert running.reader.pages == []


def test_neither_leaves_anything_behind(running: Running) -> None:
    running.client.call("/scrub", {**PAGE, "html": page_of(order_of())})
    running.client.call("/evidence", {**ASKER, "order": ORDER, "answers": {"paid": True}})
    assert running.store is not None
    assert running.store.orders() == ()
    assert running.store.answers(str(order_of().order_id)) == {}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_scrubbed_or_refused_and_the_next_one_works(
    real: Running, workers: Workers, kind: str
) -> None:
    with hurried(workers, kind) as expected:
        assert real.client.call("/scrub", {**PAGE, "html": HOSTILE[kind]()}).status in expected
    (entry,) = real.client.diagnose(CLOSED).json["orders"]
    assert entry["order"]["order_id"] == CLOSED_ID


def test_nothing_in_a_page_is_fetched_or_run_when_it_is_scrubbed(real: Running) -> None:
    safe = real.client.call("/scrub", {**PAGE, "html": TOUCHY}).json["safe"]
    assert "127.0.0.1" not in safe["pages"][0]
    assert "fetch" not in safe["pages"][0]


def test_a_page_is_scrubbed_alone_and_clicks_do_not_wait_for_it() -> None:
    workers = Workers(replace(Limits(), scrubbing=60.0, warming=60.0, patience=60.0), prepare=jobs.warm_without_network)
    page = CapturedPage("slow", PAGE["url"], NOW)
    begun = Signal()

    def scrub() -> SafeFile | NotSafe:
        begun.set()
        return workers.scrub(page, jobs.slow_scrub)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(scrub)
        begun.wait(60)
        while not first.done():
            try:
                workers.scrub(page, jobs.slow_scrub)
            except BusyError:
                break
            time.sleep(0.001)
        else:
            raise AssertionError("two pages were scrubbed at once")
        assert workers.run(CapturedPage(CLOSED, PAGE["url"], NOW)).orders[0].order_id == CLOSED_ID
        assert isinstance(first.result(), SafeFile)
    workers.stop()


def test_a_scrub_that_takes_too_long_is_stopped() -> None:
    workers = Workers(replace(Limits(), scrubbing=0.2, warming=60.0, patience=60.0))
    with pytest.raises(PageStoppedError):
        workers.scrub(CapturedPage("", PAGE["url"], NOW), jobs.endless_scrub)
    workers.stop()


# The evidence pack.


def test_the_pack_is_that_of_the_command(real: Running) -> None:
    report = real.client.call("/diagnose", {**PAGE, "html": CLOSED}).json
    (entry,) = report["orders"]
    files = packed(real.client, entry["order"])
    assert {"evidence.html"} <= set(files) <= {"evidence.html", "messages.txt"}
    sheet = files["evidence.html"].decode()
    assert CLOSED_ID in sheet
    assert "“Closed" in sheet
    assert "screenshots" in sheet
    assert "<script" not in sheet
    assert [person for person in ("Nadia", "Quillfeather", "Calle Inventada") if person in sheet] == []


def test_the_page_goes_in_only_when_asked_with_its_checksum(real: Running) -> None:
    order = real.client.call("/diagnose", {**PAGE, "html": CLOSED}).json["orders"][0]["order"]
    page = {"url": PAGE["url"], "captured_at": PAGE["captured_at"], "html": CLOSED}
    files = packed(real.client, order, page=page)
    assert files["pages/page.html"].decode() == CLOSED
    digest = hashlib.sha256(CLOSED.encode()).hexdigest()
    assert files["SHA256SUMS"].decode() == f"{digest}  pages/page.html\n"
    assert digest in files["evidence.html"].decode()


def test_each_look_that_is_remembered_is_an_observation_of_its_own(running: Running) -> None:
    for day, code in ((20, "shipped"), (22, "closed")):
        page = replace(order_of().pages[0], captured_at=NOW.replace(day=day))
        order = order_of(status=Status(code, code.title()), pages=(page,))  # type: ignore[arg-type]
        told = running.client.diagnose(page_of(order)).json["orders"][0]["order"]
    answer = running.client.call("/evidence", {**ASKER, "order": told, "answers": {}})
    assert json.loads(b64decode(answer.json["zip"]))["seen"] == ["shipped", "closed"]


def test_without_a_store_the_order_itself_is_what_was_seen(start: Start) -> None:
    client = start(remember=False).client
    seen = json.loads(
        b64decode(client.call("/evidence", {**ASKER, "order": ORDER, "answers": {"paid": True}}).json["zip"])
    )
    assert (seen["seen"], seen["headline"]) == (["closed"], "closed en [paid] 1")


def test_remembered_answers_count_and_todays_outdo_them(running: Running) -> None:
    client = running.client
    client.diagnose(page_of(order_of(placed_on=date(2026, 11, 1), status=Status("closed", "Closed"))))
    client.call("/answer", {**ASKER, "order": ORDER, "answers": {"contacted_at": "now"}})
    told = json.loads(
        b64decode(client.call("/evidence", {**ASKER, "order": ORDER, "answers": {"paid": True}}).json["zip"])
    )
    assert "[contacted_at,paid]" in told["headline"]


@pytest.mark.parametrize("language", languages())
def test_it_is_packed_in_the_buyers_language(real: Running, language: str) -> None:
    order = real.client.call("/diagnose", {**PAGE, "html": CLOSED}).json["orders"][0]["order"]
    sheet = packed(real.client, order, lang=language)["evidence.html"].decode()
    assert f'<html lang="{language}">' in sheet


def test_what_stands_on_a_page_is_written_as_text(real: Running) -> None:
    order = {**ORDER, "reminder": "<script>alert(1)</script>", "shop": {"name": "<img src=x>", "url": None}}
    sheet = packed(real.client, order)["evidence.html"].decode()
    assert "<script" not in sheet
    assert "<img" not in sheet
    assert "&lt;script&gt;" in sheet
