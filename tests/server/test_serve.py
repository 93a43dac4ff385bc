"""`serve` as a process of its own: start, the two lines, stop, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.server.program import start, workers_of
from tests.server.test_pages import CLOSED
from tests.server.wire import Client

from whyclosed.evidence.served import served_pack
from whyclosed.labels import labels
from whyclosed_server.calling import command
from whyclosed_server.errors import PairingError, StartError, StoreError
from whyclosed_server.pairing import ensure_key, read_key
from whyclosed_server.serve import listen, serve
from whyclosed_server.stopping import stop_server
from whyclosed_server.store import Store

PATIENCE = 30  # seconds
start_here = partial(serve, pack=served_pack, lines=labels().all("serve"))


def _hear_all() -> None:
    """Whoever runs the tests may ignore that a window is closed, and a child inherits that."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Process:
    """A running server."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.log = (folder.parent / "log").open("w+")
        hear_all = _hear_all if hasattr(signal, "SIGHUP") else None
        self.popen, self.lines, port = start(folder, *options, stderr=self.log, preexec_fn=hear_all)
        self.client = Client(port, read_key(folder / "pairing.key"))

    def seen(self, html: str) -> dict[str, object]:
        """The report, asking again while the workers start."""
        while (answer := self.client.diagnose(html)).status == 503:
            time.sleep(0.1)
        assert answer.status == 200
        return dict(answer.json)

    def end(self, number: int) -> int:
        """Stop it with a signal; its exit code."""
        self.popen.send_signal(number)
        return self.popen.wait(PATIENCE)

    def close(self) -> None:
        if self.popen.poll() is None:
            self.popen.kill()
            self.popen.wait()
        assert self.popen.stdout is not None
        self.popen.stdout.close()
        self.log.close()


Starter = Callable[..., Process]


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Starter]:
    """Starts server processes."""
    started: list[Process] = []

    def start(*options: str) -> Process:
        started.append(Process(tmp_path / "data", *options))
        return started[-1]

    yield start
    for each in started:
        each.close()


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def all_gone(pids: list[int]) -> bool:
    until = time.monotonic() + PATIENCE
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(alive, pids))


def listening_addresses(pid: int) -> set[str]:
    """The local addresses of the listening TCP sockets of a process, as the kernel names them."""
    owned = {os.readlink(path) for path in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
    ]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in owned}


def test_who_has_the_key_stops_it_from_anywhere(process: Starter, tmp_path: Path) -> None:
    server = process()
    workers = workers_of(server.popen)
    port = server.client.port
    assert stop_server(port, tmp_path / "data") == (port, True)
    assert server.popen.wait(PATIENCE) == 0
    assert all_gone(workers)
    assert stop_server(port, tmp_path / "data") == (None, False)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_starts_serves_and_stops_without_leaving_anything(process: Starter, tmp_path: Path) -> None:
    server = process()
    assert "http://127.0.0.1:" in server.lines[0]
    assert f"`{command()} pair`" in server.lines[1]
    assert listening_addresses(server.popen.pid) == {"0100007F"}  # S-01: 127.0.0.1 and nothing else
    assert server.seen(CLOSED)["orders"]
    limits = Path(f"/proc/{server.popen.pid}/limits").read_text()
    (cores,) = (line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core"))
    assert cores == ["0", "0"]  # S-32
    workers = workers_of(server.popen)
    assert len(workers) >= 2
    assert server.end(signal.SIGTERM) == 0
    assert all_gone(workers)
    server.log.seek(0)
    log = server.log.read()
    assert "/diagnose 200" in log
    assert "Traceback" not in log
    assert server.client.key.hex() not in log
    assert "8190000011112221" not in log
    with Store.open(tmp_path / "data" / "orders.sqlite3") as store:
        assert [order.order_id for order in store.orders()] == ["8190000011112221"]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_killed_it_leaves_no_worker_and_no_damage(process: Starter, tmp_path: Path) -> None:
    server = process()
    server.seen(CLOSED)
    workers = workers_of(server.popen)
    assert len(workers) >= 2
    server.end(signal.SIGKILL)
    assert all_gone(workers)
    with Store.open(tmp_path / "data" / "orders.sqlite3") as store:
        assert len(store.orders()) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="only POSIX closes a window with a signal")
def test_a_closed_window_ends_it_as_tidily_as_a_wish(process: Starter, tmp_path: Path) -> None:
    server = process()
    server.seen(CLOSED)
    assert server.end(signal.SIGHUP) == 0
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["orders.sqlite3", "paired", "pairing.key"]
    server.log.seek(0)
    assert "resource_tracker" not in server.log.read()


def test_without_a_store_it_writes_only_the_key_and_that_it_is_known(process: Starter, tmp_path: Path) -> None:
    server = process("--no-store")
    assert server.seen(CLOSED)["orders"]
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["paired", "pairing.key"]
    assert server.end(signal.SIGINT) == 0


def test_s01_another_address_ends_the_start(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"127\.0\.0\.1 only"):
        start_here(0, host="0.0.0.0", folder=tmp_path)


def test_a_taken_port_ends_the_start_and_says_what_to_do(tmp_path: Path) -> None:
    with listen("127.0.0.1", 0) as listener, pytest.raises(StartError, match="--port"):
        start_here(listener.getsockname()[1], folder=tmp_path)


@pytest.mark.parametrize("port", [-1, 65536])
def test_an_impossible_port_ends_the_start(tmp_path: Path, port: int) -> None:
    with pytest.raises(StartError, match="from 0 to 65535"):
        start_here(port, folder=tmp_path)


def test_s13_an_unsafe_key_ends_the_start_and_frees_the_port(tmp_path: Path) -> None:
    ensure_key(tmp_path / "pairing.key")
    (tmp_path / "pairing.key").chmod(0o644)
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PairingError, match="Other users"):
        start_here(port, folder=tmp_path)
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_damaged_store_ends_the_start_and_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "orders.sqlite3").write_bytes(b"x" * 5000)
    with pytest.raises(StoreError, match="--no-store"):
        start_here(0, folder=tmp_path)
    assert (tmp_path / "orders.sqlite3").read_bytes() == b"x" * 5000
