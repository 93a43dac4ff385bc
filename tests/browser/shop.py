"""A shop of our own: https under the shop's host names, on this machine, with a throwaway certificate."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

HOST = "www.aliexpress.com"


@dataclass
class Shop:
    """Pages by path (the query does not matter). `requests`: what was asked for, as `host path`."""

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def serve(self, path: str, html: str | bytes, host: str = HOST) -> str:
        """Serve a page and return its address."""
        self.pages[urlsplit(path).path] = html.encode() if isinstance(html, str) else html
        return f"https://{host}{path}"


@contextmanager
def open_shop(folder: Path) -> Iterator[Shop]:
    """Run a shop; `folder` takes its certificate."""
    shop = Shop()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            shop.requests.append(f"{self.headers['Host']} {path}")
            body = shop.pages.get(path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    shop.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    yield shop
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "shop.pem", folder / "shop.key"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    subprocess.run(
        [*making, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key
