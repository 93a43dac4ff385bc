"""What comes out and what stays behind: S-30 to S-33."""

from __future__ import annotations

import gzip
import json
import logging
import os
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from tests.server.conftest import Running, run
from tests.server.fakes import order_of, page_of
from tests.server.test_pages import CLOSED, SHIPPED, TRACKING
from tests.server.wire import ASKER, CHROME, PAGE, Answer, Client

from whyclosed.evidence.served import served_pack
from whyclosed_server.engine import parse_page, real_engine, scrub_page

MARK = "Zq7-canary"


def refusals_with_marks(client: Client) -> list[Answer]:
    """Refused requests that carry a mark in every place."""
    nonce = json.dumps({"client_nonce": "0" * 64}).encode()
    marked = MARK.encode()
    return [
        client.request("POST", f"/{MARK}", nonce),
        client.request("POST", f"/hello?{MARK}", nonce),
        client.request(MARK, "/hello", nonce),
        client.request("POST", "/hello", nonce, {"Host": f"{MARK}.example"}),
        client.request("POST", "/hello", nonce, {"Origin": f"https://{MARK}.example"}),
        client.request("POST", "/hello", nonce, {"Content-Type": MARK}),
        client.request("POST", "/hello", nonce, {"Content-Encoding": MARK}),
        client.request("POST", "/hello", marked),
        client.request("POST", "/hello", b'{"' + marked + b'": 1}'),
        client.request("POST", "/hello", marked * 1000),
        client.request("POST", "/hello", nonce, {"Authorization": MARK, "X-" + MARK: MARK}),
        client.request("POST", "/orders", nonce, {"Authorization": f"Whyclosed1 {MARK}"}),
        client.request("POST", "/hello", nonce, {"X-Long": MARK * 10_000}),
        client.request("POST", "/hello", nonce, {MARK + " ": "x"}),
        client.raw(f"{MARK} {MARK} {MARK}\r\n{MARK}\r\n\r\n".encode()),
        client.send("/diagnose", marked),
        client.send("/diagnose", gzip.compress(marked), zipped=True),
        client.call("/diagnose", {**PAGE, "html": "", MARK: MARK}),
        client.call("/diagnose", {**PAGE, "html": "", "tz": MARK}),
        client.call("/diagnose", {**PAGE, "html": "BREAK", "url": MARK}),
        client.call("/diagnose", {**PAGE, "html": "STOP", "url": MARK}),
        client.call("/answer", {**ASKER, "order": {"order_id": [MARK]}, "answers": {}}),
        client.call("/answer", {**ASKER, "order": {}, "answers": {MARK: MARK}}),
    ]


def test_s30_nothing_of_a_request_is_in_a_refusal(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = refusals_with_marks(running.client)
    for number, answer in enumerate(answers):
        told = answer.body + repr(dict(answer.headers)).encode()
        assert MARK.encode() not in told.replace(CHROME.encode(), b""), number
        if number != 10:  # a strange header alone is no reason to refuse
            assert answer.status >= 400, number
    assert MARK not in caplog.text


def test_s30_an_unexpected_error_has_an_id_that_stands_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = client.diagnose("BREAK", url=MARK), client.diagnose("BREAK", url=MARK)
    assert (first.status, first.code) == (500, "internal")
    incident = first.json["error"]["id"]
    assert len(incident) == 16
    assert incident != second.json["error"]["id"]
    assert f"internal error {incident}: ValueError at fakes.py:" in caplog.text
    assert "Traceback" not in caplog.text
    assert b"Traceback" not in first.body
    assert MARK not in caplog.text


HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "vary": "Origin",
}


def test_s31_every_answer_has_the_headers(client: Client) -> None:
    good = [
        client.request("OPTIONS", "/hello"),
        client.diagnose(page_of(order_of())),
        client.call("/forget", {"order_id": None}),
    ]
    for answer in [*refusals_with_marks(client), *good]:
        assert HEADERS.items() <= dict(answer.headers).items()
        assert answer.headers.keys() & {"server", "set-cookie", "x-powered-by", "via"} == set()
        assert answer.status == 204 or answer.headers["content-type"] == "application/json"


PEOPLE = {
    "Nadia Quillfeather": "Xanthe Canarybird",
    "Nadia Q.": "Xanthecanary C.",
    "Iara Inventada": "Xanthe Canarybird",
    "Hi, Iara": "Hi, Xanthecanary",
    "Welcome back, Iara": "Welcome back, Xanthecanary",
    "+34 600 000 000": "+34 611 222 333",
    "+55 00 00000-0000": "+55 11 61122-2333",
    "Calle Inventada 12, 3B": "Canarystreet 77",
    "Springfield, Region Norte, Spain, 00000": "Canarytown, Canaryland, 98765",
    "Rua Imaginária 9, Apto 2, Cidade Nenhuma": "Canarystreet 77, Canarytown",
    "MasterCard": "MasterCard **** 4321",
    "The order was cancelled by the seller": (
        "Dear Xanthe Canarybird, the order was cancelled by the seller. Call +34 611 222 333 or write to "
        "xanthe@canary.example about card 4111 1111 1111 1111."
    ),
    "Delivered</div>": "Delivered, signed by Xanthe Canarybird, phone +34 611 222 333</div>",
}
CANARIES = [
    "Xanthe", "Canarybird", "Canarystreet", "Canarytown", "Canaryland", "611 222 333", "61122-2333", "611222333",
    "canary.example", "4321", "4111", "1111 1111", "canarytoken",
]  # fmt: skip
CHAT = '<div class="chat"><p>Dear Xanthe Canarybird, your parcel waits at Canarystreet 77, Canarytown</p></div>'


def with_canaries(html: str) -> str:
    for person, canary in PEOPLE.items():
        html = html.replace(person, canary)
    for place in ("</title>", 'placeholder="label printer"', "</body>"):
        assert place in html
    html = html.replace("</title>", " Xanthe Canarybird</title>")
    html = html.replace('placeholder="label printer"', 'value="xanthe@canary.example"')
    script = '<script>window.user={"name":"Xanthe Canarybird","phone":"611222333","card":"4111111111111111"}</script>'
    return html.replace("</body>", f"<!-- Xanthe Canarybird -->{script}<img alt='Canarystreet 77'></body>")


@pytest.fixture
def no_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wants to write a temporary file fails."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, refuse)


def unpacked(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Running]:
    """The real parser and rules in this process, so that all they log and write is seen."""
    with run(tmp_path, parse=parse_page, scrub=scrub_page, pack=served_pack, engine=real_engine()) as server:
        yield server


@pytest.mark.usefixtures("no_temporary_files")
def test_s32_people_leave_no_trace(
    real: Running, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    client = real.client
    url = "https://www.aliexpress.com/p/order/detail.html?orderId=8190000011112221&token=canarytoken#canarytoken"
    detail = with_canaries(CLOSED).replace('<div class="order-price ', CHAT + '<div class="order-price ')
    answers = [
        client.diagnose(detail, url=url),
        client.diagnose(with_canaries(SHIPPED), url=TRACKING + "?canarytoken", order="8190000011112221"),
        client.diagnose(detail.replace("</body>", "x" * 3_000_000 + "</body>"), url=url),
        client.call("/orders", ASKER),
        client.call("/calendar", ASKER),
    ]
    assert [answer.status for answer in answers] == [200] * 5
    report = answers[0].json
    assert report["orders"][0]["order"]["order_id"] == "8190000011112221"
    order = report["orders"][0]["order"]
    answers.append(
        client.call(
            "/answer", {**ASKER, "order": order, "answers": {"seller_message": "Dear Xanthe Canarybird, please wait"}}
        )
    )
    assert answers[-1].status == 200
    packed = client.call("/evidence", {**ASKER, "order": order, "answers": {}})
    answers += [
        client.call("/scrub", {**PAGE, "url": url, "html": detail}),
        client.call("/scrub", {**ASKER, "file": b64encode(detail.encode()).decode()}),
        client.call("/scrub", {**ASKER, "words": "Dear Xanthe Canarybird\nOrder ID: 8190000011112221\nClosed"}),
        replace(packed, body=b"".join(unpacked(b64decode(packed.json["zip"])).values())),
    ]
    assert [answer.status for answer in answers[-4:]] == [200] * 4
    assert [answer.json["problem"] for answer in answers[-4:-1]] == [None] * 3
    for number, answer in enumerate(answers):
        # In an invented number any four digits may stand by chance.
        sure = CANARIES if b'"safe"' not in answer.body else [one for one in CANARIES if len(one) > 5]
        found = [canary for canary in sure if canary in answer.body.decode()]
        assert found == [], number
    written = b"".join(path.read_bytes() for path in real.folder.rglob("*") if path.is_file())
    assert b"8190000011112221" in written
    printed = "".join(capfd.readouterr())
    for canary in CANARIES:
        assert canary.encode() not in written
        assert canary not in caplog.text + printed


def test_s32_the_log_names_no_order_and_no_parcel(real: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    real.client.diagnose(CLOSED)
    real.client.diagnose(SHIPPED, url=TRACKING, order="8190000011112221")
    real.client.call("/forget", {"order_id": "8190000011112221"})
    assert "/diagnose 200" in caplog.text
    for private in ("8190000011112221", "LP00999000333001", "Brightleaf", real.client.key.hex(), "Whyclosed1"):
        assert private not in caplog.text


@pytest.mark.usefixtures("no_temporary_files")
def test_s32_a_large_request_is_held_in_memory(running: Running) -> None:
    body = json.dumps({**PAGE, "html": page_of(order_of()) + " " * 3_900_000}).encode()
    assert running.client.send("/diagnose", body).status == 200


def test_s33_the_server_writes_its_key_that_it_is_known_and_its_store_and_no_more(running: Running) -> None:
    running.client.diagnose(page_of(order_of()))
    running.client.call("/calendar", ASKER)
    names = {path.name for path in running.folder.iterdir()}
    assert names <= {"pairing.key", "paired", "orders.sqlite3", "orders.sqlite3-wal", "orders.sqlite3-shm"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in running.folder.iterdir())
    assert os.listdir(running.folder.parent) == ["data"]
