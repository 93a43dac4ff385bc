"""Who may talk to the server: S-01 to S-05, and what S-07 asks of it whatever the browser does."""

from __future__ import annotations

import json
import socket
from itertools import product

import pytest
from tests.server.conftest import Running
from tests.server.fakes import order_of, page_of
from tests.server.wire import CHROME, FIREFOX, PAGE, Client

from whyclosed_server.errors import StartError
from whyclosed_server.refusal import refusals
from whyclosed_server.serve import listen

ROUTES = ("/hello", "/diagnose", "/read", "/join", "/answer", "/orders", "/calendar", "/scrub", "/evidence", "/forget")


def test_s01_only_the_loopback_address_is_listened_on() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.family == socket.AF_INET
        assert listener.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "::1", "localhost", "127.0.0.2", "192.168.1.2"])
def test_s01_another_address_is_refused(host: str) -> None:
    with pytest.raises(StartError, match=r"127\.0\.0\.1 only"):
        listen(host, 0)


def test_s01_a_taken_port_is_a_clear_error_and_no_other_port_is_tried() -> None:
    with listen("127.0.0.1", 0) as listener, pytest.raises(StartError, match="taken"):
        listen("127.0.0.1", listener.getsockname()[1])


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:{other}",
        "127.0.0.1:0{port}",
        "127.0.0.1.:{port}",
        "127.0.0.1:{port}.",
        "localhost:{port}",
        "LOCALHOST:{port}",
        "[::1]:{port}",
        "2130706433:{port}",
        "0x7f.1:{port}",
        "127.1:{port}",
        "user@127.0.0.1:{port}",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "evil.example, 127.0.0.1:{port}",
        "127.0.0.1:{port}\r\nHost: evil.example",
        "127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}",
        "",
        None,
    ],
)
def test_s02_any_other_host_is_refused_first(client: Client, host: str | None) -> None:
    said = host and host.format(port=client.port, other=client.port + 1)
    asked = [("POST", "/hello"), ("POST", "/diagnose"), ("POST", "/nowhere"), ("GET", "/"), ("OPTIONS", "/hello")]
    for method, target in asked:
        answer = client.request(method, target, headers={"Host": said})
        assert (answer.status, answer.code) == (421, "wrong_host"), (method, target)
        assert b"evil" not in answer.body


def test_s02_the_host_in_the_target_does_not_count(client: Client) -> None:
    answer = client.request("POST", f"http://127.0.0.1:{client.port}/hello", headers={"Host": "evil.example"})
    assert answer.code == "wrong_host"
    answer = client.request("POST", f"http://evil.example:{client.port}/hello")
    assert answer.code == "not_found"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "TRACE", "PATCH", "CONNECT", "BREW"])
def test_s03_only_post_and_options_exist(client: Client, method: str) -> None:
    for origin, path in product((CHROME, None), (*ROUTES, "/", "/nowhere")):
        answer = client.request(method, path, headers={"Origin": origin})
        assert answer.status == 405, (origin, path)
        assert method == "HEAD" or answer.code == "method_not_allowed"


@pytest.mark.parametrize(
    "target",
    ["/", "/nowhere", "/hello/", "/Hello", "/hello?x=1", "/hello#x", "/%68ello", "//hello", "/x/../hello",
     "/hello%00", "/hello;x", "/static/x", "*"],
)  # fmt: skip
def test_s03_a_path_has_one_spelling_and_no_parameters(client: Client, target: str) -> None:
    answer = client.request("POST", target, json.dumps({"client_nonce": "0" * 64}).encode())
    assert (answer.status, answer.code) == (404, "not_found")


WRONG_ORIGINS = [
    None,
    "",
    "null",
    "https://www.aliexpress.com",
    "http://127.0.0.1:47291",
    "https://evil.example",
    CHROME.upper(),
    CHROME + ".evil.example",
    CHROME + "/",
    CHROME + " ",
    CHROME[:-1],
    CHROME[:-1] + "q",
    CHROME + ", https://evil.example",
    "https://evil.example, " + CHROME,
    "https://evil.example/" + CHROME,
    FIREFOX.replace("0f3c", "0F3C"),
    FIREFOX[:-1],
    FIREFOX + "0",
    "moz-extension://*",
    "safari-web-extension://0f3c7a52-9a1b-4c2d-8e3f-00112233aabb",
    "file://",
]
STRIPPED = {CHROME + " "}  # white space around a header value is no part of it


@pytest.mark.parametrize("origin", [each for each in WRONG_ORIGINS if each not in STRIPPED])
def test_s04_only_an_extension_may_ask(client: Client, origin: str | None) -> None:
    for method, path in product(("POST", "OPTIONS"), ("/hello", "/diagnose", "/nowhere")):
        answer = client.request(method, path, headers={"Origin": origin})
        assert (answer.status, answer.code) == (403, "bad_origin"), (method, path)
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("origin", [CHROME, FIREFOX])
def test_s04_both_browsers_extensions_may_ask(client: Client, origin: str) -> None:
    body = json.dumps({"client_nonce": "0" * 64}).encode()
    assert client.request("POST", "/hello", body, {"Origin": origin}).status == 200


def refused_in_every_way(client: Client, origin: str | None) -> list[tuple[str, dict[str, str]]]:
    """(code, headers) of one refusal of each kind that a running server gives to this origin."""
    body = json.dumps({"client_nonce": "0" * 64}).encode()
    attempts = [
        client.request("POST", "/hello", body, {"Origin": origin, "Host": "evil.example"}),
        client.request("GET", "/hello", headers={"Origin": origin}),
        client.request("POST", "/nowhere", body, {"Origin": origin}),
        client.request("POST", "/hello", body, {"Origin": origin, "Content-Type": "text/plain"}),
        client.request("POST", "/hello", b"{", {"Origin": origin}),
        client.request("POST", "/hello", b"{}", {"Origin": origin}),
        client.request("POST", "/diagnose", body, {"Origin": origin}),
        client.request("POST", "/hello", b" " * (4 * 1024 * 1024 + 1), {"Origin": origin}),
        client.send("/diagnose", b"x", {"Origin": origin}, zipped=True),
        client.call("/diagnose", {**PAGE, "html": "STOP"}, {"Origin": origin}),
        client.call("/diagnose", {**PAGE, "html": "BUSY"}, {"Origin": origin}),
        client.call("/diagnose", {**PAGE, "html": "BREAK"}, {"Origin": origin}),
    ]
    return [(each.code, dict(each.headers)) for each in attempts]


def test_s05_refusals_can_be_read_by_the_extension_only(client: Client) -> None:
    ours = refused_in_every_way(client, FIREFOX)
    assert [code for code, _ in ours] == [
        "wrong_host",
        "method_not_allowed",
        "not_found",
        "unsupported_type",
        "bad_json",
        "bad_request",
        "unauthorized",
        "too_large",
        "bad_gzip",
        "unparsable",
        "busy",
        "internal",
    ]
    theirs = [refused_in_every_way(client, origin) for origin in ("https://www.aliexpress.com", "null", None)]
    for _, headers in ours:
        assert headers["access-control-allow-origin"] == FIREFOX
    for _, headers in (each for attempts in theirs for each in attempts):
        assert "access-control-allow-origin" not in headers
    for _, headers in (each for attempts in (ours, *theirs) for each in attempts):
        assert headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in headers
        assert "access-control-allow-private-network" not in headers


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("origin", [CHROME, FIREFOX])
def test_s05_a_preflight_allows_our_headers_to_that_origin_alone(client: Client, path: str, origin: str) -> None:
    asked = {
        "Origin": origin,
        "Content-Type": None,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-encoding,content-type",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = client.request("OPTIONS", path, headers=asked)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == origin
    assert answer.headers["access-control-allow-methods"] == "POST"
    allowed = answer.headers["access-control-allow-headers"].lower().split(", ")
    assert set(allowed) == {"authorization", "content-encoding", "content-type"}
    assert "access-control-allow-private-network" not in answer.headers


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        pytest.param("POST", {"Origin": "https://www.aliexpress.com"}, id="fetch"),
        pytest.param("POST", {"Origin": "null", "Content-Type": "text/plain"}, id="no-cors-firefox"),
        pytest.param("POST", {"Origin": "null", "Content-Type": "application/x-www-form-urlencoded"}, id="form"),
        pytest.param("GET", {"Origin": None}, id="image"),
        pytest.param("POST", {"Origin": "https://www.aliexpress.com", "Content-Type": "text/plain"}, id="beacon"),
        pytest.param("GET", {"Origin": None, "Sec-Fetch-Site": "none"}, id="typed"),
        pytest.param("POST", {"Origin": "http://evil.example", "Host": "evil.example"}, id="rebinding"),
        pytest.param("POST", {"Origin": CHROME, "Host": "evil.example"}, id="rebinding-origin"),
    ],
)
def test_s07_a_web_page_gets_nothing_and_makes_nothing_happen(
    running: Running, method: str, headers: dict[str, str | None]
) -> None:
    body = page_of(order_of()).encode()
    for path in ROUTES:
        proof = running.client.proof(path, body)  # even with a good signature
        answer = running.client.request(method, path, body, {"Authorization": proof, **headers})
        assert answer.status in (403, 405, 421)
        assert set(answer.json) == {"error"}
    assert running.reader.pages == []


def test_every_refusal_is_in_the_table_with_a_text_and_a_hint() -> None:
    for code, refusal in refusals().items():
        assert refusal.status >= 400
        assert refusal.message.endswith(".")
        assert refusal.hint.endswith(".")
        assert refusal.body() == {"error": {"code": code, "message": refusal.message, "hint": refusal.hint}}
