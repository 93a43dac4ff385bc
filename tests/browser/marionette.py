"""The protocol by which Firefox is driven: length-prefixed JSON over a socket of its own."""

from __future__ import annotations

import json
import socket
import time
from typing import Any


class MarionetteError(Exception):
    """Firefox refused a command."""


class Marionette:
    """One session with a Firefox that was started with `--marionette` on `port`."""

    def __init__(self, port: int, seconds: float = 40.0) -> None:
        self._socket = _connect(port, seconds)
        self._rest = b""
        self._last = 0
        self._receive()  # the greeting
        self.command("WebDriver:NewSession", {"acceptInsecureCerts": True})

    def command(self, name: str, parameters: dict[str, Any] | None = None) -> Any:
        """Send one command and return its result. Raises `MarionetteError`."""
        self._last += 1
        message = json.dumps([0, self._last, name, parameters or {}]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, result = self._receive()
        if error:
            raise MarionetteError(f"{name}: {error['message']}")
        return result

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _receive(self) -> Any:
        while b":" not in self._rest:
            self._rest += self._read()
        length, _, self._rest = self._rest.partition(b":")
        while len(self._rest) < int(length):
            self._rest += self._read()
        message, self._rest = self._rest[: int(length)], self._rest[int(length) :]
        return json.loads(message)

    def _read(self) -> bytes:
        got = self._socket.recv(1 << 16)
        if not got:
            raise MarionetteError("Firefox hung up")
        return got

    def page(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function inside the web page; a promise is waited for."""
        return self._run("content", script, arguments)

    def chrome(self, script: str, *arguments: Any) -> Any:
        """The same inside the browser's own window."""
        return self._run("chrome", script, arguments)

    def _run(self, context: str, script: str, arguments: tuple[Any, ...]) -> Any:
        self.command("Marionette:SetContext", {"value": context})
        try:
            answer = self.command(
                "WebDriver:ExecuteScript", {"script": script, "args": list(arguments), "sandbox": None}
            )
        finally:
            self.command("Marionette:SetContext", {"value": "content"})
        return answer["value"]


def _connect(port: int, seconds: float) -> socket.socket:
    end = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=60)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
