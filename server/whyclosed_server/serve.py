"""`whyclosed serve`: the application behind waitress, on the loopback address only."""

from __future__ import annotations

import _thread
import errno
import gc
import signal
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from whyclosed_rules.errors import reason
from whyclosed_server import HOST, PORT
from whyclosed_server.app import Config, create_app, utc_now
from whyclosed_server.calling import command
from whyclosed_server.door import http_server
from whyclosed_server.engine import MakePack, real_engine, warm
from whyclosed_server.errors import StartError
from whyclosed_server.pairing import ensure_key, is_paired, pair
from whyclosed_server.paths import KEY_FILE, STORE_FILE, data_folder
from whyclosed_server.store import Store
from whyclosed_server.worker import Workers, no_core_dumps


def _say(line: str) -> None:
    print(line, flush=True)  # also where the output is a log


def serve(
    port: int = PORT,
    *,
    host: str = HOST,
    pack: MakePack,
    lines: Mapping[str, str],
    folder: Path | None = None,
    remember: bool = True,
    show_key: bool = False,
    say: Callable[[str], None] = _say,
) -> None:
    """Serve until interrupted. `pack` makes evidence packs; `folder` holds the key and the store (default: the user's
    data folder).

    `port` 0 takes any free port; `remember=False` works without a store; `say` gets two of the `lines` for the user:
    that it `listens`, and whether a browser is `connected`, else how one is (`key`, `pair`).
    `show_key` lets the second hold the key while no browser has it: only where a person reads it, never where it goes
    into a log.
    Raises `StartError`, `PairingError` or `StoreError` where it cannot start.
    """
    folder = folder or data_folder()
    with listen(host, port) as listener:
        port = listener.getsockname()[1]
        key_file = folder / KEY_FILE
        ensure_key(key_file)
        store = Store.open(folder / STORE_FILE) if remember else None
        workers = Workers(prepare=warm)
        try:
            no_core_dumps()
            workers.start()
            config = Config(
                port, key_file, real_engine(), workers.run, store, scrub=workers.scrub, pack=pack, stop=_end
            )
            app = create_app(config)
            if store is not None:
                store.expire(utc_now())
            _collect_seldom()
            server = http_server(app, listener)
            say(lines["listens"].format(address=f"http://{HOST}:{port}"))
            say(_about_pairing(key_file, show_key, lines))
            _run(server)
        finally:
            workers.stop()
            if store is not None:
                store.close()


def _about_pairing(key_file: Path, show_key: bool, lines: Mapping[str, str]) -> str:
    if is_paired(key_file):
        return lines["connected"]
    if show_key:
        return lines["key"].format(key=pair(key_file.parent))
    return lines["pair"].format(command=command())


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on the loopback address. Raises `StartError` for any other, or a port in use."""
    if host != HOST:
        raise StartError("not_loopback", host=HOST)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A port in use must be an error: on Windows only this option keeps two programs from sharing it.
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    listener.setsockopt(socket.SOL_SOCKET, exclusive or socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(64)
    except OverflowError:
        listener.close()
        raise StartError("port_of_none", port=port) from None
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise StartError("port_taken", port=port, command=command()) from None
        raise StartError("port_unusable", port=port, why=reason(error)) from None
    return listener


def _collect_seldom() -> None:
    """Answers are trees without cycles: to look for cycles while a thousand of them grow takes a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def _run(server: Any) -> None:
    """Until Ctrl-C or a stop by the system, which both end tidily."""
    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]  # also a window that is closed
    heard = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]  # not under nohup
    before = [(number, signal.signal(number, _stop)) for number in heard]
    try:
        server.run()
    finally:
        server.close()
        for number, handler in before:
            signal.signal(number, handler)


def _end() -> None:
    """As if the system had stopped the program: from the thread of a request, which is answered first if it can be."""
    _thread.interrupt_main(signal.SIGTERM)


def _stop(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)
