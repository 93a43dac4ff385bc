"""Endurance of the local server, on the loopback only: `python -m tests.house.soak [--minutes 20] [--seed 1]`.

Mixes clicks, answers, lists, calendars, forgetting, attacks, killed workers, stops and kills of the server itself, at random
but seeded. At each restart and at the end, every order that the server has acknowledged and nobody has forgotten must be
there. Of orders only so many are kept that the store no longer grows after the first quarter: an answer about all of them
takes memory for each. Ends with 1 for a lost order, an answer of 5xx that is no "busy", or memory that grows by more than a fifth after
the first quarter.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from tests.server.program import start, workers_of
from tests.server.wire import ASKER, Answer, Client

from whyclosed_server.pairing import read_key

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "fixtures").glob("detail-*/page.html"))
MOST_KEPT = 150
START_SECONDS = 60
PATIENCE = 60
"""Seconds for one answer: how long they take is told, and no reason to stop on a busy machine."""


class Server:
    """The server's process on one folder, and a signed client."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens."""
        data = self._folder / "data"
        self.process, _, port = start(data, stderr=subprocess.DEVNULL)
        self.client = Client(port, read_key(data / "pairing.key"), patience=PATIENCE)

    def end(self, number: int) -> None:
        """End it with a signal."""
        self.process.send_signal(number)
        self.process.wait(START_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def memory(self) -> float:
        """Resident memory of the server itself, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


class Soak:
    """What was done, what came back, and what must still be there."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.server = server
        self.chance = chance
        self.kept: dict[str, bytes] = {}
        self.codes: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self.waits: list[float] = []
        self.memory: list[float] = []
        self.lost: list[str] = []
        self.wrong: list[str] = []
        self._last = 8_190_000_000_000_000

    def step(self) -> None:
        """One act, chosen by weight."""
        acts, weights = zip(*self._acts().items(), strict=True)
        (act,) = self.chance.choices(acts, weights)
        self.acts[act.__name__] += 1
        act()

    def _acts(self) -> dict[Callable[[], None], int]:
        return {
            self.click: 60,
            self.click_again: 15,
            self.list_all: 3,
            self.calendar: 2,
            self.forget: 3,
            self.broken_request: 8,
            self.silent_connections: 2,
            self.half_a_body: 3,
            self.hostile_page: 1,
            self.kill_a_worker: 1,
            self.restart: 1,
        }

    def note(self, what: str, answer: Answer) -> Answer:
        """Count an answer; anything of 5xx but "busy" is a fault."""
        self.codes[f"{what} {answer.status}"] += 1
        if answer.status >= 500 and answer.status != 503:
            self.wrong.append(f"{what}: {answer.status} {answer.body[:200]!r}")
        return answer

    # ------------------------------------------------------------------------------------------ what buyers do

    def click(self) -> None:
        """A page of a new order."""
        self._last += 1
        page = self.chance.choice(PAGES)
        (entry,) = json.loads(page.with_name("expected.json").read_text("utf-8"))["orders"]
        own = str(entry["order_id"]).encode()
        self._show(str(self._last), page.read_bytes().replace(own, str(self._last).encode()))

    def click_again(self) -> None:
        """A page that was seen before."""
        if self.kept:
            order_id = self.chance.choice(sorted(self.kept))
            self._show(order_id, self.kept[order_id])

    def _show(self, order_id: str, page: bytes) -> None:
        url = f"https://www.aliexpress.com/p/order/detail.html?orderId={order_id}"
        now = datetime.now(UTC).isoformat()
        start = time.monotonic()
        html = page.decode("utf-8", errors="replace")
        answer = self.note("click", self.server.client.diagnose(html, url=url, captured_at=now))
        self.waits.append(time.monotonic() - start)
        for entry in answer.json.get("orders", ()) if answer.status == 200 else ():
            codes = [problem["code"] for problem in entry["order"]["problems"]]
            if entry["order"]["order_id"] == order_id and "not_remembered" not in codes:
                self.kept[order_id] = page

    def list_all(self) -> None:
        """Every remembered order must be among the listed ones."""
        answer = self.note("orders", self.server.client.call("/orders", ASKER))
        if answer.status == 200 and not answer.json["unread"]:
            there = {entry["order"]["order_id"] for entry in answer.json["orders"]}
            self.lost += sorted(set(self.kept) - there)

    def calendar(self) -> None:
        """The deadlines of all."""
        self.note("calendar", self.server.client.call("/calendar", ASKER))

    def forget(self) -> None:
        """One order goes."""
        if self.kept:
            order_id = self.chance.choice(sorted(self.kept))
            answer = self.note("forget", self.server.client.call("/forget", {"order_id": order_id}))
            if answer.status == 200:
                del self.kept[order_id]

    # ----------------------------------------------------------------------------------------- what others try

    def broken_request(self) -> None:
        """Wrong host, wrong origin, no proof, no JSON, too large."""
        client = self.server.client
        body, headers = self.chance.choice(
            [
                (b"{}", {"Host": "evil.example"}),
                (b"{}", {"Origin": "https://evil.example"}),
                (b"{}", {}),
                (b"{" * 500, {"Authorization": "Whyclosed1 x"}),
                (b"", {"Content-Length": "900000000"}),
                (b"{}", {"X": "y" * 40_000}),
            ]
        )
        with suppress(OSError):
            self.note("attack", client.request("POST", "/diagnose", body, headers))

    def silent_connections(self) -> None:
        """Eighty callers that say nothing; a click in between must be answered."""
        calls = []
        for _ in range(80):
            with suppress(OSError):
                calls.append(socket.create_connection(("127.0.0.1", self.server.client.port), 5))
        self.click()
        for call in calls:
            call.close()

    def half_a_body(self) -> None:
        """A large body of which the end never comes."""
        head = (
            f"POST /diagnose HTTP/1.1\r\nHost: 127.0.0.1:{self.server.client.port}\r\nOrigin: {self.server.client.origin}\r\n"
            "Content-Type: application/json\r\nContent-Length: 4000000\r\n\r\n"
        )
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.server.client.port), 5) as call:
            call.settimeout(5)
            call.sendall(head.encode() + b"x" * 2_000_000)

    def hostile_page(self) -> None:
        """A page that costs as much as it can."""
        page = self.chance.choice(["<div>" * 200_000, "<p>" + "*" * 2_000_000, "<a b=" * 300_000])
        now = datetime.now(UTC).isoformat()
        self.note("hostile", self.server.client.diagnose(page, captured_at=now))

    def kill_a_worker(self) -> None:
        """As the system does when memory is short."""
        if workers := workers_of(self.server.process):
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(workers), signal.SIGKILL)

    def restart(self) -> None:
        """Stopped or killed, and started again: what was acknowledged is there."""
        self.server.end(self.chance.choice([signal.SIGTERM, signal.SIGKILL, signal.SIGHUP]))
        self.server.start()
        self.list_all()


def run(minutes: float, seed: int) -> int:
    """Run it, print the figures, and return the exit code."""
    end, told = time.monotonic() + minutes * 60, time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        soak = Soak(Server(Path(place)), random.Random(seed))
        while time.monotonic() < end:
            soak.step()
            while len(soak.kept) > MOST_KEPT:
                soak.forget()
            soak.memory.append(soak.server.memory())
            if time.monotonic() - told > 30:
                told = time.monotonic()
                left = (end - told) / 60
                print(f"  {sum(soak.acts.values())} acts, {left:.1f} minutes left", file=sys.stderr, flush=True)
        soak.list_all()
        soak.server.end(signal.SIGTERM)
    return report(soak, minutes)


def report(soak: Soak, minutes: float) -> int:
    """Print the figures; 1 where something must not be so."""
    quarters = [soak.memory[i * len(soak.memory) // 4 : (i + 1) * len(soak.memory) // 4] for i in range(4)]
    levels = [median(quarter) for quarter in quarters if quarter]
    grows = len(levels) == 4 and levels[3] > 1.2 * levels[1]
    p50, p99 = median(soak.waits), quantiles(soak.waits, n=100)[98]
    print(f"{minutes:g} minutes, {sum(soak.acts.values())} acts: {dict(soak.acts.most_common())}")
    print(f"answers: {dict(soak.codes.most_common())}")
    print(
        f"click: half within {p50 * 1000:.0f} ms, 99 of 100 within {p99 * 1000:.0f} ms, longest {max(soak.waits):.1f} s"
    )
    print(f"memory by quarters of the time, MiB: {[round(level) for level in levels]}")
    print(f"orders kept {len(soak.kept)}, lost {len(soak.lost)}; wrong answers {len(soak.wrong)}")
    for line in (*soak.lost[:5], *soak.wrong[:5]):
        print(f"  {line}")
    return int(bool(soak.lost or soak.wrong or grows))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(run(given.minutes, given.seed))
