"""How long the command takes to start, compared with bare Python.

python -m benchmarks.startup
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.timing import compare, milliseconds, print_table, verdict
from whyclosed.samples import copy_to

COMMAND = str(Path(sys.executable).parent / "whyclosed")


def run(*command: str) -> None:
    """Run a command to its end and throw away what it prints."""
    subprocess.run(command, check=True, capture_output=True)


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
    rows = [("process, start to end", "time", "more than Python", "bar 60 ms")]
    rows.append(("bare Python", milliseconds(bare), "", ""))
    for name, time in zip(list(tasks)[1:], times, strict=True):
        judged = verdict(time - bare, 0.06) if name.endswith("--version") else ""
        rows.append((name, milliseconds(time), milliseconds(time - bare), judged))
    print_table("Start", rows)


if __name__ == "__main__":
    main()
