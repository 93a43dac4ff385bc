"""How long the command takes to start, compared with bare Python.

python -m benchmarks.startup
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.timing import compare, milliseconds, print_table, verdict
from whyclosed.samples import copy_to

BARS = {"--version": 0.06, "parse": 0.2, "diagnose": 0.25}
COMMAND = str(Path(sys.executable).parent / "whyclosed")


def run(*command: str) -> None:
    """Run a command to its end and throw away what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def main() -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        page = str(copy_to(Path(folder))[0])
        tasks = {
            "bare Python": (sys.executable, "-c", ""),
            "whyclosed --version": (COMMAND, "--version"),
            "whyclosed --help": (COMMAND, "--help"),
            "whyclosed explain B101": (COMMAND, "explain", "B101"),
            "whyclosed parse one page": (COMMAND, "parse", page),
            "whyclosed diagnose one page": (COMMAND, "diagnose", page, "--tz", "UTC"),
        }
        bare, *times = compare([partial(run, *command) for command in tasks.values()], rounds=9, outside=True)
    rows = [("process, start to end", "time", "more than Python", "bar")]
    rows.append(("bare Python", milliseconds(bare), "", ""))
    for name, time in zip(list(tasks)[1:], times, strict=True):
        bar = BARS.get(name.split()[1])
        judged = f"{bar * 1000:.0f} ms: {verdict(time - bare, bar)}" if bar else ""
        rows.append((name, milliseconds(time), milliseconds(time - bare), judged))
    print_table("Start", rows)


if __name__ == "__main__":
    main()
