"""A real server on a real socket in this process, with the small engine of `fakes`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `tests.server.…`, also in spawned workers

from tests.server import jobs
from tests.server.fakes import ENGINE, NOW, Clock, Reader, pack
from tests.server.program import PATIENT, serving
from tests.server.wire import Client

from whyclosed_server.app import Config
from whyclosed_server.engine import Engine, MakePack, ParsePage, ScrubPage
from whyclosed_server.pairing import ensure_key
from whyclosed_server.serve import listen
from whyclosed_server.store import Store
from whyclosed_server.worker import Workers


@dataclass(frozen=True)
class Running:
    """A server under test."""

    client: Client
    clock: Clock
    reader: Reader
    store: Store | None
    folder: Path


Start = Callable[..., Running]


@contextmanager
def run(
    folder: Path,
    *,
    remember: bool = True,
    parse: ParsePage | None = None,
    engine: Engine = ENGINE,
    scrub: ScrubPage | None = None,
    pack: MakePack = pack,
) -> Iterator[Running]:
    """A server for the length of the block."""
    clock, reader = Clock(), Reader()
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        key_file = folder / "data" / "pairing.key"
        key = ensure_key(key_file)
        store = Store.open(key_file.with_name("orders.sqlite3"), engine=engine) if remember else None
        config = Config(
            port,
            key_file,
            engine,
            parse or reader,
            store,
            scrub=scrub or reader.scrub,
            pack=pack,
            clock=lambda: clock.now,
            ticks=lambda: clock.ticks,
        )
        with closing(store) if store else nullcontext(), serving(config, listener):
            yield Running(Client(port, key), clock, reader, store, key_file.parent)


def patient(server: Running) -> Running:
    """With a client that waits for a slow machine."""
    return replace(server, client=replace(server.client, patience=120))


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts servers of a test's own."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(run(tmp_path, **options))


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Workers that die when they touch the network, and have time on a slow machine."""
    started = Workers(PATIENT, prepare=jobs.warm_without_network)
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for the tests of a module; use `running`, which cleans it."""
    with run(tmp_path_factory.mktemp("shared")) as server:
        yield server


@pytest.fixture
def running(shared: Running) -> Running:
    """A server that remembers nothing of earlier tests."""
    shared.reader.pages.clear()
    shared.clock.now = NOW
    shared.clock.ticks += 1000  # never back: no nonce or failure of an earlier test counts
    assert shared.store is not None
    shared.store.forget(None)
    return shared


@pytest.fixture
def client(running: Running) -> Client:
    """A client of that server."""
    return running.client
