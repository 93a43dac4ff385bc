"""The server as a program of its own (`python -m tests.server.program FOLDER [--no-store]`), and what starts it."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

from whyclosed.evidence.served import served_pack
from whyclosed.labels import labels
from whyclosed_server.serve import serve

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


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    folder, *rest = sys.argv[1:]
    serve(0, folder=Path(folder), remember=not rest, pack=served_pack, lines=labels().all("serve"))
