"""The door opener: what a browser starts for our extension (a "native messaging host").

One message in, one message out, each JSON behind its length in four bytes. It starts the server where none of ours
listens, waits until that has proved that it knows the key, and hands over port and key. It sees no page, keeps nothing.

    in   {"port": 47291, "lang": "de"}
    out  {"port": 47291, "key": "64 hex digits"}      or      {"error": "what is wrong and what to do"}
"""

from __future__ import annotations

import json
import os
import secrets
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, BinaryIO, Literal

from whyclosed_parser.model import WhyclosedError
from whyclosed_rules.errors import Phrase
from whyclosed_rules.telling.sentences import ENGLISH, spoken
from whyclosed_server import HOST
from whyclosed_server.auth import server_proof
from whyclosed_server.calling import command
from whyclosed_server.errors import StartError
from whyclosed_server.pairing import ensure_key
from whyclosed_server.paths import KEY_FILE, create_private, data_folder, why

NAME = "whyclosed.door"
LOG_FILE = "serve.log"
_LONGEST = 4096  # bytes of a message to us
_PORTS = 10  # so many ports in a row are tried where strangers listen
PATIENCE = 15.0  # seconds until a server that was started must have answered, and one that was stopped be gone
_CALL = 2.0  # seconds for one answer on this computer
ORIGIN = "moz-extension://00000000-0000-0000-0000-000000000000"  # in the shape that the server asks of its callers

Start = Callable[[int, Path], object]
Listener = Literal["nobody", "ours", "stranger"]


def main() -> None:
    """Answer one message and end."""
    reply = answer(_read(sys.stdin.buffer), data_folder())
    _write(sys.stdout.buffer, reply)


def answer(message: object, folder: Path, *, start: Start | None = None) -> dict[str, Any]:
    """What the extension gets for its message. Never raises: what is wrong is said in `error`, in its language."""
    asked = message if isinstance(message, dict) else {}
    port, language = asked.get("port"), spoken(str(asked.get("lang", "")))
    if not isinstance(port, int) or isinstance(port, bool) or not 1 <= port <= 65_535 - _PORTS:
        return {"error": Phrase("door_message", {}).told(language)}
    try:
        key = ensure_key(folder / KEY_FILE)
        start = start or partial(start_server, language=language)
        return {"port": open_door(port, key, folder, start), "key": key.hex()}
    except WhyclosedError as error:
        return {"error": error.told(language)}
    except OSError as error:
        return {"error": Phrase("door_folder", {"folder": folder, "why": why(error)}).told(language)}


def open_door(port: int, key: bytes, folder: Path, start: Start) -> int:
    """The port on which our server listens, started on the first free one where it does not. Raises `StartError`."""
    there = {candidate: who_listens(candidate, key) for candidate in range(port, port + _PORTS)}
    ours = next((candidate for candidate, listener in there.items() if listener == "ours"), None)
    if ours is not None:
        return ours
    free = next((candidate for candidate, listener in there.items() if listener == "nobody"), None)
    if free is None:
        last = port + _PORTS - 1
        raise StartError("ports_taken", port=port, last=last)
    start(free, folder)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if who_listens(free, key) == "ours":
            return free
        time.sleep(0.03)
    said = _last_line(folder / LOG_FILE) or None
    raise StartError("not_started", seconds=round(PATIENCE), said=said, command=command())


def our_port(port: int, key: bytes) -> int | None:
    """The port on which our server listens: this one or one of the next, where strangers had it. None where it does
    not."""
    ports = range(port, min(port + _PORTS, 65_536))
    return next((candidate for candidate in ports if who_listens(candidate, key) == "ours"), None)


def who_listens(port: int, key: bytes) -> Listener:
    """Whether anybody answers on a port of this computer, and whether that can prove that it knows the key."""
    connection = HTTPConnection(HOST, port, timeout=_CALL)
    try:
        connection.connect()
    except OSError:
        return "nobody"
    try:
        return "ours" if greet(connection, key, port) else "stranger"
    except (OSError, HTTPException):
        return "stranger"
    finally:
        connection.close()


def greet(connection: HTTPConnection, key: bytes, port: int) -> tuple[str, str] | None:
    """The nonces of both sides for one signed request, None where the other side has not proved that it knows the key.
    Raises `OSError` and `HTTPException`."""
    nonce = secrets.token_hex(32)
    headers = {"Content-Type": "application/json", "Origin": ORIGIN}
    connection.request("POST", "/hello", json.dumps({"client_nonce": nonce}), headers)
    try:
        said = json.loads(connection.getresponse().read(_LONGEST))
        theirs = said["server_nonce"]
        proven = secrets.compare_digest(server_proof(key, nonce, theirs, port), said["proof"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return (nonce, theirs) if proven else None


def start_server(port: int, folder: Path, language: str = ENGLISH) -> subprocess.Popen[bytes]:
    """Start a server that outlives us and the browser; what it says goes to a private file in `folder`."""
    log = folder / LOG_FILE
    log.unlink(missing_ok=True)
    apart: dict[str, Any] = {"start_new_session": True}
    if os.name == "nt":  # from the documentation of the browsers: they end what does not break away; untried
        flags = ("CREATE_BREAKAWAY_FROM_JOB", "CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP")
        apart = {"creationflags": sum(getattr(subprocess, flag, 0) for flag in flags)}
    with open(create_private(log), "wb") as output:
        return subprocess.Popen(  # noqa: S603 (our own module, by this very Python)
            [sys.executable, "-P", "-m", "whyclosed", "serve", "--port", str(port), "--language", language],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            **apart,
        )


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text("utf-8", errors="replace").strip().splitlines()
    except OSError:
        return ""
    return lines[-1] if lines else ""


def _read(stream: BinaryIO) -> object:
    """One message; None for what is none."""
    head = stream.read(4)
    length = struct.unpack("=I", head)[0] if len(head) == 4 else 0
    if not 0 < length <= _LONGEST:
        return None
    try:
        message: object = json.loads(stream.read(length))
    except ValueError:
        return None
    return message


def _write(stream: BinaryIO, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    stream.write(struct.pack("=I", len(body)) + body)
    stream.flush()


if __name__ == "__main__":
    main()
