"""How fast and how steady the local server is, measured from other processes over the loopback interface.

    python benchmarks/server_load.py [--requests 2000]

Prints p50, p99 and requests a second of the whole exchange (hello, proof, page, report) for a page of 200 KB and of
2 MB with one and four clients, then the memory after each quarter of a long run. Fails on any error, on a write that
was lost, and where the memory of the second half grows by more than a tenth.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.server.program import start, workers_of

from whyclosed_server.auth import client_signature, server_proof
from whyclosed_server.pairing import read_key
from whyclosed_server.store import Store

ROOT = Path(__file__).parents[1]
FIXTURE = ROOT / "fixtures" / "detail-closed-seller-cancelled" / "page.html"
FIRST_ID = 8_190_000_000_000_000
FIXTURE_ID = "8190000011112221"
ORIGIN = "chrome-extension://" + "abcdefghijklmnop" * 2


def page_of(size: int, order_id: str) -> str:
    """The fixture, filled to `size` bytes with more of its own recommendation cards and scripts."""
    html = FIXTURE.read_text("utf-8").replace(FIXTURE_ID, order_id)
    start = html.index('<div class="recommend-card--wrap')
    card = html[start : html.index("</button></div>", start) + len("</button></div>")]
    script = "<script>window.__d=" + json.dumps({f"k{n}": n * 7919 % 10007 for n in range(400)}) + "</script>"
    filler = (card + script) * ((size - len(html)) // (len(card) + len(script)) + 1)
    return html[:start] + filler + html[start:]


class Client:
    """One kept connection, used as the extension uses it."""

    def __init__(self, port: int, key: bytes) -> None:
        self.port = port
        self.key = key
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, path: str, body: bytes) -> tuple[int, Any]:
        """A signed request with a compressed body."""
        client_nonce = secrets.token_hex(32)
        status, hello = self._post("/hello", json.dumps({"client_nonce": client_nonce}).encode(), {})
        if status != 200:
            return status, hello
        server_nonce = hello["server_nonce"]
        if server_proof(self.key, client_nonce, server_nonce, self.port) != hello["proof"]:
            raise ConnectionError("wrong proof")
        signature = client_signature(self.key, path, server_nonce, client_nonce, body)
        proof = f"Whyclosed1 {client_nonce}.{server_nonce}.{signature}"
        return self._post(path, body, {"Authorization": proof, "Content-Encoding": "gzip"})

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any]:
        self.connection.request("POST", path, body, {"Content-Type": "application/json", "Origin": ORIGIN, **headers})
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())


def work(port: int, key: bytes, size: int, ids: range) -> tuple[list[float], list[int]]:
    """Send one page for each id; the seconds each took, and the statuses that were not 200."""
    client, took, wrong = Client(port, key), [], []
    template = page_of(size, "ORDER-ID")
    for order_id in ids:
        request = {
            "url": f"https://www.aliexpress.com/p/order/detail.html?orderId={order_id}",
            "captured_at": "2026-11-22T10:00:00+01:00",
            "tz": "Europe/Madrid",
            "lang": "en",
            "html": template.replace("ORDER-ID", str(order_id)),
        }
        body = gzip.compress(json.dumps(request).encode(), 1)
        started = time.perf_counter()
        status, report = client.call("/diagnose", body)
        took.append(time.perf_counter() - started)
        if status != 200 or report["orders"][0]["order"]["order_id"] != str(order_id):
            wrong.append(status)
    client.connection.close()
    return took, wrong


@contextmanager
def running(folder: Path) -> Iterator[tuple[int, subprocess.Popen[str], bytes]]:
    """A server of its own process; its port, process and key."""
    data = folder / "data"
    process, _, port = start(data, stderr=subprocess.DEVNULL)
    with process:
        key = read_key(data / "pairing.key")
        while (wrong := work(port, key, 0, range(FIRST_ID - 1, FIRST_ID))[1]) == [503]:
            time.sleep(0.2)  # the workers are starting
        if wrong:
            raise RuntimeError(f"the first page was answered with {wrong}")
        yield port, process, key
        process.send_signal(signal.SIGTERM)


def memory(process: subprocess.Popen[str]) -> dict[str, float]:
    """Resident MiB of the server and of its largest worker."""
    return {"server": _resident(process.pid), "worker": max(map(_resident, workers_of(process)))}


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--requests", type=int, default=2000, help="length of the long run")
    count = options.parse_args().requests
    next_id = FIRST_ID
    failed = False
    with tempfile.TemporaryDirectory() as name, running(Path(name)) as (port, process, key):
        print(f"{'page':>8} {'clients':>8} {'requests':>9} {'p50 ms':>8} {'p99 ms':>8} {'req/s':>7}")
        for page_size, clients, each in ((200_000, 1, 150), (200_000, 4, 75), (2_000_000, 1, 60), (2_000_000, 4, 30)):
            jobs = [(port, key, page_size, range(next_id + n * each, next_id + (n + 1) * each)) for n in range(clients)]
            next_id += clients * each
            started = time.perf_counter()
            with closing(multiprocessing.get_context("spawn").Pool(clients)) as pool:
                pool.map(abs, range(clients))  # all processes have started
                started = time.perf_counter()
                results = pool.starmap(work, jobs, chunksize=1)
            seconds = time.perf_counter() - started
            took = [one for times, _ in results for one in times]
            wrong = [status for _, statuses in results for status in statuses]
            cuts = quantiles(took, n=100)
            print(
                f"{page_size // 1000:>6}KB {clients:>8} {len(took):>9} {cuts[49] * 1000:>8.1f} {cuts[98] * 1000:>8.1f} "
                f"{len(took) / seconds:>7.1f}" + (f"  ERRORS {wrong}" if wrong else "")
            )
            failed |= bool(wrong)

        sizes = []
        for quarter in range(4):
            ids = range(next_id, next_id + count // 4)
            next_id += count // 4
            _, wrong = work(port, key, 200_000, ids)
            failed |= bool(wrong)
            sizes.append(memory(process))
            told = ", ".join(f"{part} {size:.0f} MiB" for part, size in sizes[-1].items())
            print(
                f"after {(quarter + 1) * (count // 4)} more requests: {told}" + (f"  ERRORS {wrong}" if wrong else "")
            )
        for part, size in sizes[-1].items():
            if size > sizes[1][part] * 1.1:
                print(f"FAILED: the memory of the {part} grows")
                failed = True

        with Store.open(Path(name) / "data" / "orders.sqlite3") as store:
            kept = {order.order_id for order in store.orders()}
        sent = {str(order_id) for order_id in range(FIRST_ID, next_id)}
        print(f"orders sent {len(sent)}, lost {len(sent - kept)}")
        failed |= not sent <= kept
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
