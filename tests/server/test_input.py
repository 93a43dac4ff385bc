"""What may be sent: S-20, S-21, S-24; the pages of S-22 and S-23 are in test_pages.py."""

from __future__ import annotations

import gzip
import json
import resource
import socket
import time
import zlib
from base64 import b64encode
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.server.conftest import Running, Start
from tests.server.fakes import NOW, order_of, page_of
from tests.server.wire import ASKER, PAGE, Answer, Client, read_answer

from whyclosed_parser.model import to_dict
from whyclosed_server import body, door
from whyclosed_server.door import MAX_HELD
from whyclosed_server.guard import MAX_BODY
from whyclosed_server.refusal import Refused

MEBIBYTE = 1024 * 1024
ORDER = page_of(order_of())


def refusal_of(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        body.inflate(data, 100)
    return refused.value.refusal.code


@pytest.mark.parametrize("size", [0, 1, 99, 100])
def test_s20_up_to_the_limit_is_inflated(size: int) -> None:
    assert body.inflate(gzip.compress(b"x" * size), 100) == b"x" * size


@pytest.mark.parametrize("size", [101, 1000, 10 * MEBIBYTE])
def test_s20_more_than_the_limit_is_too_large(size: int) -> None:
    assert refusal_of(gzip.compress(b"x" * size)) == "too_large"


GZIP = gzip.compress(b"x" * 50)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"garbage", id="garbage"),
        pytest.param(GZIP[:-1], id="cut-by-one"),
        pytest.param(GZIP[:10], id="header-only"),
        pytest.param(GZIP + b"x", id="tail"),
        pytest.param(GZIP + GZIP, id="two-members"),
        pytest.param(GZIP[:-8] + b"\0" * 8, id="wrong-checksum"),
        pytest.param(zlib.compress(b"x" * 50), id="zlib"),
        pytest.param(b"PK\3\4" + b"\0" * 50, id="zip"),
    ],
)
def test_s20_anything_but_one_whole_member_is_bad_gzip(client: Client, data: bytes) -> None:
    assert refusal_of(data) == "bad_gzip"
    answer = client.send("/orders", data, zipped=True)
    assert (answer.status, answer.code) == (400, "bad_gzip")


def test_s20_a_bomb_is_refused_without_filling_the_memory(running: Running) -> None:
    compressor = zlib.compressobj(9, wbits=31)
    block = bytes(MEBIBYTE)
    bomb = b"".join(compressor.compress(block) for _ in range(200)) + compressor.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = running.client.send("/diagnose", bomb, zipped=True)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (answer.status, answer.code) == (413, "too_large")
    assert grown < 64 * 1024  # KiB
    assert running.reader.pages == []


def test_s20_a_large_page_is_read(running: Running) -> None:
    html = ORDER[:-1] + ', "filler": "' + "x" * (15 * MEBIBYTE) + '"}'
    assert running.client.diagnose(html).status == 200
    assert len(running.reader.pages[0].html) == len(html)


@pytest.mark.parametrize("size", [MAX_BODY + 1, MAX_BODY + 100_000, 3 * MAX_BODY])
@pytest.mark.parametrize("path", ["/hello", "/diagnose"])
def test_s20_a_body_over_four_mebibytes_is_refused(client: Client, path: str, size: int) -> None:
    declared = {"Content-Length": str(size)}
    sent = b" " * (size if size < 2 * MAX_BODY else 0)
    answer = client.request("POST", path, sent, declared)
    assert (answer.status, answer.code) == (413, "too_large")


def test_s20_four_mebibytes_are_taken(client: Client) -> None:
    assert client.send("/orders", b" " * MAX_BODY).code == "bad_json"


def test_a_stranger_can_make_the_server_inflate_nothing_and_read_little(client: Client) -> None:
    hello = json.dumps({"client_nonce": "0" * 64}).encode()
    assert client.request("POST", "/hello", gzip.compress(hello), {"Content-Encoding": "gzip"}).status == 415
    assert client.request("POST", "/hello", hello + b" " * 900).status == 200
    assert client.request("POST", "/hello", hello + b" " * 1000).code == "too_large"


@pytest.mark.parametrize("size", [1, MAX_BODY + 1])
def test_s34_chunks_which_hide_their_size_are_refused(client: Client, size: int) -> None:
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (size, b" " * size)
    answer = client.request("POST", "/hello", chunks, {"Content-Length": None, "Transfer-Encoding": "chunked"})
    assert (answer.status, answer.code) == (411, "length_required")


def upload(client: Client, size: int, **headers: str) -> socket.socket:
    """A connection that has sent the head of a request with a body of `size` bytes."""
    head = {
        "Host": f"127.0.0.1:{client.port}",
        "Origin": str(client.origin),
        "Content-Type": "application/json",
        "Content-Length": str(size),
        **headers,
    }
    connection = socket.create_connection(("127.0.0.1", client.port), client.patience)
    lines = ["POST /diagnose HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    connection.sendall("\r\n".join((*lines, "", "")).encode())
    return connection


def test_s34_of_a_refused_body_nothing_is_kept_and_the_refusal_can_be_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "REQUEST_SECONDS", 600)  # on a slow machine so much takes longer to send
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = 2 * MAX_BODY - 1
    uploads = [upload(client, size, Host="evil.example") for _ in range(16)]
    for connection in uploads:
        connection.sendall(bytes(size - 1))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 32 * 1024  # KiB, of 128 MiB
    for connection in uploads:
        connection.sendall(b"x")
        assert read_answer(connection).code == "wrong_host"
        connection.close()


def test_s34_all_connections_together_hold_no_more_than_a_bound(client: Client) -> None:
    uploads = [upload(client, MAX_BODY) for _ in range(MAX_HELD // MAX_BODY)]
    assert client.request("POST", "/hello", b"{}").code == "busy"
    one_more = client.request("POST", "/orders", b"{}")
    assert (one_more.code, one_more.headers["retry-after"]) == ("busy", "2")
    assert one_more.headers["access-control-allow-origin"] == client.origin
    for connection in uploads:
        connection.close()
    assert client.call("/orders", ASKER).status == 200


def test_s34_what_follows_a_refused_request_is_no_request(running: Running) -> None:
    body = running.client.proof("/orders", b"{}")
    second = (
        f"POST /orders HTTP/1.1\r\nHost: 127.0.0.1:{running.client.port}\r\nOrigin: {running.client.origin}\r\n"
        f"Content-Type: application/json\r\nAuthorization: {body}\r\nContent-Length: 2\r\n\r\n{{}}"
    )
    answer = running.client.raw(f"POST /orders HTTP/1.1\r\nHost: evil.example\r\n\r\n{second}".encode())
    assert answer.code == "wrong_host"
    assert answer.body.count(b"{") == 2


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/html", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "application/json; charset=utf-8", "application/jsonx", "Application/JSON", "application/json, text/html"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/hello", "/diagnose"])
def test_s21_only_our_one_type(client: Client, path: str, content_type: str | None) -> None:
    answer = client.request("POST", path, b"{}", {"Content-Type": content_type})
    assert (answer.status, answer.code) == (415, "unsupported_type")


@pytest.mark.parametrize("encoding", ["br", "deflate", "identity", "gzip, gzip", "x-gzip", "GZIP", ""])
def test_s21_only_gzip_or_nothing(client: Client, encoding: str) -> None:
    answer = client.request("POST", "/hello", b"{}", {"Content-Encoding": encoding})
    assert (answer.status, answer.code) == (415, "unsupported_type")


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"{",
        b"{} {}",
        b"\xff\xfe{\0}\0",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b"\xc3\x28",
        b"{'a': 1}",
        b'{"a": {"b": 1, "b": 1}}',
    ],
    ids=range(13),
)
def test_bad_json_is_refused(client: Client, sent: bytes) -> None:
    answer = client.send("/diagnose", sent)
    assert (answer.status, answer.code) == (400, "bad_json")


def test_s41_a_key_that_stands_twice_empties_no_store(running: Running) -> None:
    running.client.diagnose(ORDER)
    answer = running.client.send("/forget", b'{"order_id": "8190000000000002", "order_id": null}')
    assert (answer.status, answer.code) == (400, "bad_json")
    assert running.store is not None
    assert len(running.store.orders()) == 1


FUTURE = to_dict(order_of(pages=(replace(order_of().pages[0], captured_at=NOW + timedelta(minutes=6)),)))
GOOD: dict[str, dict[str, Any]] = {
    "/diagnose": {**PAGE, "html": ORDER},
    "/read": {**ASKER, "file": b64encode(ORDER.encode()).decode()},
    "/join": {**ASKER, "orders": json.loads(ORDER)["orders"]},
    "/answer": {**ASKER, "order": json.loads(ORDER)["orders"][0], "answers": {"paid": True}},
    "/orders": ASKER,
    "/calendar": ASKER,
    "/scrub": {**PAGE, "html": ORDER},
    "/evidence": {
        **ASKER,
        "order": json.loads(ORDER)["orders"][0],
        "answers": {"paid": True},
    },
    "/forget": {"order_id": None},
}
CAPTURED = {"url": PAGE["url"], "captured_at": PAGE["captured_at"], "html": ORDER}
BAD_VALUES: dict[tuple[str, str], list[Any]] = {
    **{(path, "extra"): [1] for path in GOOD},
    **{
        (path, "tz"): [
            1, "+25:00", "+5:30", "05:30", "+05:60", "Mars/Base", "../../etc/passwd", "/etc/passwd", "Europe", "x" * 100, "UTC\0", "é",
        ]
        for path in ("/diagnose", "/join", "/orders", "/scrub", "/evidence")
    },
    **{
        (path, "lang"): [None, 1, "", "e", "en_US", "../en", "en\n", "x" * 100, "en-" + "a" * 9]
        for path in ("/diagnose", "/join", "/orders", "/scrub", "/evidence")
    },
    ("/scrub", "captured_at"): [None, 1, "yesterday", "2026-11-22T10:00:00", "2026-11-22T10:00:00Z"],
    ("/scrub", "url"): [None, 1, "x" * 9000],
    ("/scrub", "html"): [None, 1, ["<html>"]],
    ("/scrub", "file"): ["YQ==", 1],  # a page and a file
    ("/scrub", "words"): ["Closed", ""],
    ("/scrub", "changed_at"): ["2026-11-20T10:00:00Z", 1],
    ("/scrub", "order"): [1, "", "a b"],
    ("/evidence", "order"): [None, 1, [], "x", {"unknown": 1}, {"order_id": "a b"}, {"status": {"code": "strange", "label": ""}}],
    ("/evidence", "answers"): [None, 1, [], "x", {"unknown": 1}],
    ("/evidence", "page"): [
        1, "x", [], {}, {**CAPTURED, "html": None}, {**CAPTURED, "more": 1}, {**CAPTURED, "url": "x" * 9000},
        {**CAPTURED, "captured_at": "2026-11-22T10:00:00"}, {**CAPTURED, "captured_at": "2026-11-23T10:00:00Z"},
    ],
    ("/diagnose", "captured_at"): [
        None, 1, "", "yesterday", "2026-11-22", "2026-11-22T10:00:00", "2026-13-22T10:00:00Z",
    ],
    ("/diagnose", "order"): [1, "", "a b", "1" * 65, "1\n", ["1"]],
    ("/diagnose", "url"): [None, 1, "x" * 9000],
    ("/diagnose", "html"): [None, 1, ["<html>"]],
    ("/read", "file"): [None, 1, "é", "abc", "YQ==\n", ["YQ=="]],
    ("/read", "words"): [1, "Closed", ""],  # a file and words
    ("/read", "changed_at"): [1, "", "2026-11-20", "2026-11-20T10:00:00", "2026-11-23T10:00:00Z"],
    ("/join", "orders"): [
        None, 1, [], {}, [1], [{"unknown": 1}], [{"order_id": "a b"}], [{}] * 2001, [FUTURE],
    ],
    ("/join", "order"): [1, "", "a b", "1" * 65],
    ("/answer", "order"): [
        None, 1, [], "x", {"unknown": 1}, {"order_id": 1}, {"order_id": "\ud800"}, {"order_id": "a b"}, {"status": {"code": "strange", "label": ""}},
    ],
    ("/answer", "answers"): [None, 1, [], "x", {"unknown": 1}],
    ("/forget", "order_id"): [1, "", "a b", [], {}],
    ("/calendar", "order_id"): [1, "", "a b"],
}  # fmt: skip


@pytest.mark.parametrize("path", GOOD)
def test_the_right_shape_is_answered(client: Client, path: str) -> None:
    assert client.call(path, GOOD[path]).status == 200


def outcome(answer: Answer) -> str:
    return f"{answer.status} {answer.code}" if answer.status >= 400 else str(answer.status)


@pytest.mark.parametrize("path", GOOD)
def test_a_wrong_shape_is_a_bad_request(running: Running, path: str) -> None:
    """And nothing is read or kept."""
    assert running.store is not None
    told = {}
    for (of, key), values in BAD_VALUES.items():
        for value in values if of == path else ():
            answer = running.client.call(path, {**GOOD[path], key: value})
            told[key, repr(value)[:80]] = outcome(answer), [*running.reader.pages], running.store.orders()
    assert {change: one for change, one in told.items() if one != ("400 bad_request", [], ())} == {}


@pytest.mark.parametrize("path", GOOD)
def test_a_missing_key_is_a_bad_request(client: Client, path: str) -> None:
    good = GOOD[path]
    told = {key: outcome(client.call(path, {name: good[name] for name in good if name != key})) for key in good}
    assert told == dict.fromkeys(good, "400 bad_request")


@pytest.mark.parametrize("path", [*GOOD, "/hello"])
def test_only_objects_are_requests(client: Client, path: str) -> None:
    others = ["null", "1", '"x"', "[]", "[{}]"]
    told = {sent: outcome(client.send(path, sent.encode())) for sent in others}
    assert told == dict.fromkeys(others, "400 bad_request")


def test_s24_too_many_pages_at_once_are_told_to_wait(client: Client) -> None:
    answer = client.diagnose("BUSY")
    assert (answer.status, answer.code) == (503, "busy")
    assert int(answer.headers["retry-after"]) > 0


def test_s22_a_page_that_stops_the_parser_is_a_typed_error(client: Client) -> None:
    answer = client.diagnose("STOP")
    assert (answer.status, answer.code) == (422, "unparsable")


def test_huge_headers_are_refused_in_our_form(client: Client) -> None:
    answer = client.request("POST", "/hello", b"{}", {"X-Filler": "x" * 300_000})
    assert (answer.status, answer.code) == (431, "headers_too_large")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert client.call("/orders", ASKER).status == 200


@pytest.mark.parametrize(
    "data",
    [
        b"\0\1\2\3\r\n\r\n",
        b"POST\r\n\r\n",
        b"POST /hello HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST /hello HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /hello HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /hello HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST /hello HTTP/1.1\r\nHost: a\r\n b\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\0\1\0\1\xfc\r\n\r\n",
    ],
    ids=range(8),
)
def test_what_is_not_http_is_refused_in_our_form(client: Client, data: bytes) -> None:
    answer = client.raw(data)
    assert answer.status in (400, 421)
    assert set(answer.json["error"]) == {"code", "message", "hint"}
    assert client.call("/orders", ASKER).status == 200


def test_both_kinds_of_length_do_not_smuggle_a_request(running: Running) -> None:
    hidden = b"0\r\n\r\nPOST /forget HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = running.client.request("POST", "/hello", hidden, {"Transfer-Encoding": "chunked"})
    assert answer.status == 411
    assert answer.body.count(b"error") == 1


@pytest.mark.parametrize("kind", ["silent", "slow", "mixed"])
def test_s35_three_hundred_slow_clients_do_not_stop_the_others(client: Client, kind: str) -> None:
    head = b"POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
    with ExitStack() as stack:
        for number in range(300):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", client.port)))
            connection.sendall({"silent": b"", "slow": b"P", "mixed": head[: number % 50]}[kind])
        started = time.monotonic()
        assert client.call("/orders", ASKER).status == 200
        assert time.monotonic() - started < 5  # some milliseconds; 20 s where it has to wait for them


def test_s35_a_request_that_takes_too_long_is_given_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "REQUEST_SECONDS", 0.05)
    with upload(client, 100) as connection:
        connection.sendall(b"x")
        assert connection.recv(1) == b""


def test_a_body_that_comes_in_pieces_is_read(client: Client) -> None:
    hello = json.dumps({"client_nonce": "0" * 64}).encode()
    head = (
        f"POST /hello HTTP/1.1\r\nHost: 127.0.0.1:{client.port}\r\nOrigin: {client.origin}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(hello)}\r\nConnection: close\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", client.port), client.patience) as connection:
        for byte in (head + hello)[:20]:
            connection.sendall(bytes([byte]))
        connection.sendall((head + hello)[20:])
        assert read_answer(connection).status == 200


def test_nothing_is_remembered_without_a_store(start: Start) -> None:
    running = start(remember=False)
    assert running.client.diagnose(ORDER).json["orders"][0]["order"]["order_id"]
    assert running.client.call("/orders", ASKER).json["orders"] == []
    assert running.client.call("/forget", {"order_id": None}).json == {"forgotten": 0, "erased": True}
    assert {path.name for path in running.folder.iterdir()} == {"pairing.key", "paired"}  # no store
