"""The real server on a real store, in this process, counting the pages that it reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.server.program import PATIENT, serving

from whyclosed.evidence.served import served_pack
from whyclosed_server.app import Config
from whyclosed_server.engine import CapturedPage, ReadPage, Source, real_engine, warm
from whyclosed_server.pairing import ensure_key
from whyclosed_server.serve import listen
from whyclosed_server.store import Store
from whyclosed_server.worker import Workers


@dataclass
class Real:
    """A running server. `now` is its clock."""

    port: int
    key: str
    store: Store
    now: datetime
    read: list[Source] = field(default_factory=list)


@contextmanager
def run_real(folder: Path, now: datetime) -> Iterator[Real]:
    """Run it; `folder` takes the key and the store."""
    key_file = folder / "data" / "pairing.key"
    key = ensure_key(key_file)
    engine = real_engine()
    workers = Workers(PATIENT, prepare=warm)
    with listen("127.0.0.1", 0) as listener:
        store = Store.open(key_file.with_name("orders.sqlite3"))
        real = Real(listener.getsockname()[1], key.hex(), store, now)

        def parse(page: Source) -> ReadPage:
            real.read.append(page)
            return workers.run(page)

        workers.run(CapturedPage("", "", now))  # returns when they have started
        # The browser's clock is the true one, that of the server the one of the page.
        years = timedelta(days=365 * 50)
        config = Config(
            real.port,
            key_file,
            engine,
            parse,
            store,
            scrub=workers.scrub,
            pack=served_pack,
            ahead=years,
            clock=lambda: real.now,
        )
        try:
            with serving(config, listener):
                yield real
        finally:
            workers.stop()
            store.close()
