"""Two-way proof with the pairing key (docs/protocol.md): the server, then the client; nonces work once."""

from __future__ import annotations

import hmac
import math
import re
import secrets
import struct
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

NONCE = re.compile(r"[0-9a-f]{64}")
NONCE_SECONDS = 60
_STAMP = struct.Struct(">Q8s16s")  # when it was given (milliseconds), chance, our seal
FAILURES = 10
FAILURE_SECONDS = 60

_HEADER = re.compile(r"Whyclosed1 (?P<cn>[0-9a-f]{64})\.(?P<sn>[0-9a-f]{64})\.(?P<sig>[0-9a-f]{64})")


def server_proof(key: bytes, client_nonce: str, server_nonce: str, port: int) -> str:
    """What only a holder of the key can answer to `client_nonce`."""
    return _sign(key, f"srv1|{client_nonce}|{server_nonce}|{port}")


def client_signature(key: bytes, path: str, server_nonce: str, client_nonce: str, body: bytes) -> str:
    """The signature of one request; `body` is the bytes as sent (compressed, where they are)."""
    return _sign(key, f"cli1|{path}|{server_nonce}|{client_nonce}|{sha256(body).hexdigest()}")


def _sign(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("ascii"), sha256).hexdigest()


@dataclass(slots=True)
class Gate:
    """Hands out server nonces and checks signatures. `ticks` is a monotonic clock in seconds.

    A nonce holds the time at which it was given and our seal over it and the client's nonce, so none is kept until it
    is used: asking for ever so many pushes nobody else's out.
    """

    port: int
    read_key: Callable[[], bytes]
    ticks: Callable[[], float]
    _own: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _spent: OrderedDict[str, float] = field(default_factory=OrderedDict)
    _failures: deque[float] = field(default_factory=lambda: deque(maxlen=FAILURES))
    _closed_until: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def hello(self, client_nonce: str) -> tuple[str, str]:
        """A fresh server nonce for this client nonce, and the server's proof."""
        given, chance = int(self.ticks() * 1000), secrets.token_bytes(8)
        server_nonce = _STAMP.pack(given, chance, self._seal(given, chance, client_nonce)).hex()
        return server_nonce, server_proof(self.read_key(), client_nonce, server_nonce, self.port)

    def admits(self, header: str | None, path: str, body: bytes) -> bool:
        """Whether the request is signed with the key, for this path and body, with a nonce still good.

        The nonce is spent by the attempt, right or wrong.
        """
        match = _HEADER.fullmatch(header or "")
        if match is None:
            return False
        expected = client_signature(self.read_key(), path, match["sn"], match["cn"], body)
        signed = hmac.compare_digest(expected, match["sig"])
        return self._spend(match["sn"], match["cn"]) and signed

    def _spend(self, server_nonce: str, client_nonce: str) -> bool:
        """Whether this is a nonce of ours for this client, still good and never used before. It is used now."""
        now = self.ticks()
        given, chance, seal = _STAMP.unpack(bytes.fromhex(server_nonce))
        ours = hmac.compare_digest(seal, self._seal(given, chance, client_nonce))
        if not ours or now - given / 1000 > NONCE_SECONDS:
            return False
        with self._lock:
            while self._spent and now - next(iter(self._spent.values())) > NONCE_SECONDS + 1:
                self._spent.popitem(last=False)
            fresh = server_nonce not in self._spent
            self._spent[server_nonce] = now
        return fresh

    def _seal(self, given: int, chance: bytes, client_nonce: str) -> bytes:
        text = f"{given}|{chance.hex()}|{client_nonce}".encode("ascii")
        return hmac.new(self._own, text, sha256).digest()[:16]

    def failed(self) -> int | None:
        """Count a failure. Returns None, or the seconds to wait where a minute had too many before this one.

        A correctly signed request is never asked to wait: it is not counted and not held up.
        """
        now = self.ticks()
        with self._lock:
            if now < self._closed_until:
                return math.ceil(self._closed_until - now)
            self._failures.append(now)
            if len(self._failures) == FAILURES and now - self._failures[0] < FAILURE_SECONDS:
                self._closed_until = now + FAILURE_SECONDS
                self._failures.clear()
        return None
