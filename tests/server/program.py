"""The server, as a program of its own (`python -m tests.server.program FOLDER [--no-store]`) or in a thread."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any, cast

from whyclosed.evidence.served import served_pack
from whyclosed.labels import labels
from whyclosed_server.app import Config, create_app
from whyclosed_server.door import http_server
from whyclosed_server.serve import serve
from whyclosed_server.worker import USUAL

ROOT = Path(__file__).parents[2]


def start(data: Path, *options: str, **how: Any) -> tuple[subprocess.Popen[str], list[str], int]:
    """Start it on a data folder and wait until it listens: the process, what it said, and its port."""
    command = [sys.executable, "-m", "tests.server.program", str(data), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, **how)
    assert process.stdout is not None
    lines = [process.stdout.readline(), process.stdout.readline()]
    return process, lines, int(lines[0].partition("http://127.0.0.1:")[2].split()[0])


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The ids of the processes that read pages."""
    lists = Path(f"/proc/{process.pid}/task").glob("*/children")  # one for each thread that started some
    return [int(pid) for each in lists for pid in each.read_text().split()]


PATIENT = replace(USUAL, deadline=60.0, scrubbing=60.0, patience=60.0, warming=60.0)
"""On a slow machine: how long a page may take is tested by itself."""


@contextmanager
def serving(config: Config, listener: socket.socket) -> Iterator[None]:
    """The application in a thread, for the length of the block."""
    server = cast(Any, http_server(create_app(config), listener))

    def close() -> None:
        server.close()
        for channel in list(server.active_channels.values()):
            channel.handle_close()  # browsers keep their connections

    thread = Thread(target=server.run)
    thread.start()
    try:
        yield
    finally:
        server.trigger.pull_trigger(close)  # in its own thread, so that it ends at once
        thread.join()
        server.task_dispatcher.shutdown()


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    folder, *rest = sys.argv[1:]
    serve(0, folder=Path(folder), remember=not rest, pack=served_pack, lines=labels().all("serve"))
