"""A small server that speaks docs/protocol.md and answers with canned reports, or misbehaves as told."""

from __future__ import annotations

import gzip
import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "5a" * 32
EXTENSION = re.compile(r"(chrome|moz)-extension://[0-9a-z-]+")
Reply = tuple[int, Any]


@dataclass
class Fake:
    """The server. Set `reply` (path and request to status and answer), `key`, `stranger`, `delay` to steer it."""

    reply: Callable[[str, Any], Reply]
    port: int = 0
    key: str = KEY
    stranger: str | None = None
    """Answer like a program that is none of ours: "silent" (no CORS), "chatty" (CORS and HTML), "json"."""
    delay: float = 0.0
    """Seconds before an answer to a signed request."""
    refuse_hello: Reply | None = None
    hits: list[str] = field(default_factory=list)
    requests: list[tuple[str, Any]] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    """Every body as it came over the wire."""
    nonces: dict[str, str] = field(default_factory=dict)
    hurry: threading.Event = field(default_factory=threading.Event)

    def mac(self, *parts: object) -> str:
        text = "|".join(map(str, parts))
        return hmac.new(bytes.fromhex(self.key), text.encode(), sha256).hexdigest()

    def paths(self) -> list[str]:
        """The paths of the signed requests."""
        return [path for path, _ in self.requests]

    def answer(self, path: str, body: bytes, headers: Any) -> Reply:
        if path == "/hello":
            if self.refuse_hello:
                return self.refuse_hello
            nonce = secrets.token_hex(32)
            client = json.loads(body)["client_nonce"]
            self.nonces[nonce] = client
            return 200, {"server_nonce": nonce, "proof": self.mac("srv1", client, nonce, self.port)}
        if not self._admits(path, body, headers.get("Authorization", "")):
            return 401, {"error": {"code": "unauthorized", "message": "", "hint": ""}}
        plain = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
        request = json.loads(plain)
        self.requests.append((path, request))
        self.hurry.wait(self.delay)
        return self.reply(path, request)

    def _admits(self, path: str, body: bytes, header: str) -> bool:
        found = re.fullmatch(r"Whyclosed1 ([0-9a-f]{64})\.([0-9a-f]{64})\.([0-9a-f]{64})", header)
        if not found or self.nonces.pop(found[2], None) != found[1]:
            return False
        wanted = self.mac("cli1", path, found[2], found[1], sha256(body).hexdigest())
        return hmac.compare_digest(wanted, found[3])


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: Fake

    def do_OPTIONS(self) -> None:
        self.fake.hits.append("OPTIONS")
        self._send(204, b"", cors=self.fake.stranger != "silent")

    def do_POST(self) -> None:
        fake = self.fake
        fake.hits.append(f"POST {self.path} {self.headers.get('Origin')}")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fake.sent.append(body)
        if fake.stranger:
            words = b'{"hello": "world"}' if fake.stranger == "json" else b"<h1>It works!</h1>"
            self._send(200, words, cors=fake.stranger != "silent")
            return
        status, answer = fake.answer(self.path, body, self.headers)
        self._send(status, json.dumps(answer).encode(), cors=True)

    def do_GET(self) -> None:
        self.fake.hits.append(f"GET {self.path}")
        self._send(405, b"{}", cors=False)

    def _send(self, status: int, body: bytes, *, cors: bool) -> None:
        origin = self.headers.get("Origin") or ""
        try:
            self.send_response(status)
            if cors and EXTENSION.fullmatch(origin):
                self.send_header("Access-Control-Allow-Origin", origin)
                self.send_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Content-Encoding")
                self.send_header("Access-Control-Allow-Methods", "POST")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the browser did not wait

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a browser that hangs up is no failure of a test


@contextmanager
def run_fake(reply: Callable[[str, Any], Reply]) -> Iterator[Fake]:
    """Run a fake server on 127.0.0.1."""
    fake = Fake(reply)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"fake": fake}))
    fake.port = server.server_address[1]
    # It looks every 10 ms whether it shall end; the usual half second would be waited for after every test.
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield fake
    finally:
        fake.hurry.set()
        server.shutdown()
        server.server_close()


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something that another process does. Raises `TimeoutError`."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen in time")
        time.sleep(0.02)
