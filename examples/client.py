"""A signed client of the local server in thirty lines: sends a saved page, prints the report.

    python examples/client.py order.html < key.txt

The key (`whyclosed pair` shows it) comes from standard input: it shall stand in no history, no process list.
"""

import gzip
import hmac
import json
import secrets
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

# The server answers browser extensions only; a program introduces itself as one. The key is what counts.
ORIGIN = "moz-extension://00000000-0000-4000-8000-000000000000"


def call(path: str, data: dict[str, Any], key: bytes, port: int = 47291) -> Any:
    """POST `data` to `path`, return the JSON answer. `ConnectionError`: a server without the key."""
    client_nonce = secrets.token_hex(32)
    hello = _post("/hello", json.dumps({"client_nonce": client_nonce}).encode(), {}, port)
    server_nonce = hello["server_nonce"]
    if not hmac.compare_digest(_hmac(key, f"srv1|{client_nonce}|{server_nonce}|{port}"), hello["proof"]):
        raise ConnectionError("another program is on this port, or the key is old; it got nothing from us")
    body = gzip.compress(json.dumps(data).encode())
    signature = _hmac(key, f"cli1|{path}|{server_nonce}|{client_nonce}|{sha256(body).hexdigest()}")
    proof = f"Whyclosed1 {client_nonce}.{server_nonce}.{signature}"
    return _post(path, body, {"Authorization": proof, "Content-Encoding": "gzip"}, port)


def _hmac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()


def _post(path: str, body: bytes, headers: dict[str, str], port: int) -> Any:
    headers = {"Content-Type": "application/json", "Origin": ORIGIN, **headers}
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", path, body, headers)
        return json.load(connection.getresponse())


if __name__ == "__main__":
    page = Path(sys.argv[1])
    saved = datetime.fromtimestamp(page.stat().st_mtime, UTC).isoformat()
    asked = {"url": "", "captured_at": saved, "tz": "Europe/Berlin", "lang": "en", "html": page.read_text()}
    print(json.dumps(call("/diagnose", asked, bytes.fromhex(sys.stdin.read().strip())), indent=2))
