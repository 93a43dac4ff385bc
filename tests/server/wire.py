"""HTTP by hand: a client library would mend the broken requests that these tests are about."""

from __future__ import annotations

import gzip
import hmac
import json
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

CHROME = "chrome-extension://" + "abcdefghijklmnop" * 2
FIREFOX = "moz-extension://0f3c7a52-9a1b-4c2d-8e3f-00112233aabb"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a refusal."""
        return str(self.json["error"]["code"])


@dataclass(frozen=True)
class Client:
    """Speaks to the server under test as the extension does, or wrongly on demand."""

    port: int
    key: bytes = b""
    origin: str | None = CHROME
    patience: float = 60
    """Seconds of silence after which an answer is given up."""

    def raw(self, data: bytes) -> Answer:
        """Send these bytes, read until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), self.patience) as connection:
            connection.sendall(data)
            return read_answer(connection)

    def request(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """One request; a header of None is left out."""
        wanted = {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": self.origin,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **(headers or {}),
        }
        lines = [f"{method} {target} HTTP/1.1", *(f"{k}: {v}" for k, v in wanted.items() if v is not None)]
        return self.raw("\r\n".join((*lines, "", "")).encode("latin-1") + body)

    def hello(self, client_nonce: str | None = None) -> tuple[str, str]:
        """Both nonces, after the server has proved that it knows the key."""
        client_nonce = client_nonce or secrets.token_hex(32)
        answer = self.request("POST", "/hello", json.dumps({"client_nonce": client_nonce}).encode()).json
        expected = hmac256(self.key, f"srv1|{client_nonce}|{answer['server_nonce']}|{self.port}")
        assert hmac.compare_digest(expected, answer["proof"])
        return client_nonce, answer["server_nonce"]

    def proof(self, path: str, body: bytes, *, key: bytes | None = None) -> str:
        """A good `Authorization` for this path and body."""
        client_nonce, server_nonce = self.hello()
        text = f"cli1|{path}|{server_nonce}|{client_nonce}|{sha256(body).hexdigest()}"
        return f"Whyclosed1 {client_nonce}.{server_nonce}.{hmac256(key or self.key, text)}"

    def send(
        self, path: str, body: bytes, headers: Mapping[str, str | None] | None = None, *, zipped: bool = False
    ) -> Answer:
        """A signed request with these bytes as body."""
        encoding = {"Content-Encoding": "gzip"} if zipped else {}
        proof = {"Authorization": self.proof(path, body)}
        return self.request("POST", path, body, {**proof, **encoding, **(headers or {})})

    def call(self, path: str, data: Any, headers: Mapping[str, str | None] | None = None) -> Answer:
        """A signed and compressed request, as the extension sends it."""
        return self.send(path, gzip.compress(json.dumps(data).encode()), headers, zipped=True)

    def diagnose(self, html: str, **more: Any) -> Answer:
        """`/diagnose` with a page."""
        return self.call("/diagnose", {**PAGE, "html": html, **more})


ASKER = {"tz": "Europe/Berlin", "lang": "en"}
PAGE = {
    **ASKER,
    "url": "https://www.aliexpress.com/p/order/detail.html?orderId=8190000000000001",
    "captured_at": "2026-11-22T10:00:00+01:00",
}


def hmac256(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()


def read_answer(connection: socket.socket) -> Answer:
    """Everything until the end of the connection."""
    data = b""
    try:
        while chunk := connection.recv(65536):
            data += chunk
    except ConnectionResetError:
        pass
    if not data:
        raise ConnectionError("no answer")
    head, _, body = data.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in rest)
    return Answer(int(first.split()[1]), {name.lower(): value for name, value in headers.items()}, body)
