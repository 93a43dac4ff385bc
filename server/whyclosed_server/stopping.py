"""Stop the server of this computer: a browser may have started it, and then no terminal has it."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from whyclosed_server import HOST
from whyclosed_server.auth import client_signature
from whyclosed_server.opener import ORIGIN, PATIENCE, greet, our_port, who_listens
from whyclosed_server.pairing import read_key
from whyclosed_server.paths import KEY_FILE, data_folder

PATH = "/stop"


def stop_server(port: int, folder: Path | None = None) -> tuple[int | None, bool]:
    """Stop our server on this port or one of the next: on which it was, None where there is none, and whether it has
    gone. `folder` is the data folder, by default this user's own. Raises `PairingError` where the key cannot be read.
    """
    try:
        key = read_key((folder or data_folder()) / KEY_FILE)
    except FileNotFoundError:  # nothing of ours has ever listened
        return None, False
    there = our_port(port, key)
    if there is None:
        return None, False
    _ask_to_stop(there, key)
    end = time.monotonic() + PATIENCE
    while (still := who_listens(there, key) == "ours") and time.monotonic() < end:
        time.sleep(0.03)
    return there, not still


def _ask_to_stop(port: int, key: bytes) -> None:
    connection = HTTPConnection(HOST, port, timeout=PATIENCE)
    body = json.dumps({}).encode()
    try:
        nonces = greet(connection, key, port)
        if nonces is None:
            return
        client_nonce, server_nonce = nonces
        signature = client_signature(key, PATH, server_nonce, client_nonce, body)
        signed = f"Whyclosed1 {client_nonce}.{server_nonce}.{signature}"
        connection.request(
            "POST", PATH, body, {"Content-Type": "application/json", "Origin": ORIGIN, "Authorization": signed}
        )
        connection.getresponse().read()
    except (OSError, HTTPException):  # it may be gone before it has answered
        return
    finally:
        connection.close()
