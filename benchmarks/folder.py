"""How long the command takes for a folder of many pages, and how much memory each of its processes does.

python -m benchmarks.folder [PAGES]      10,000 unless told otherwise
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.common import page_of

from benchmarks.timing import print_table, verdict

COMMAND = str(Path(sys.executable).parent / "whyclosed")
NUMBER = re.compile(rb"\b\d{16}\b")
SOME = ("detail-closed-labels-2026", "detail-in-dispute", "detail-refund-steps-active", "tracking-shipment-cancelled")


def fill(folder: Path, count: int) -> int:
    """Write so many pages of as many orders; returns their bytes."""
    pages = [page_of(name) for name in SOME]
    size = 0
    for place in range(count):
        page = NUMBER.sub(b"819%013d" % (place * 37 + 5), pages[place % len(pages)])
        size += (folder / f"page-{place:05}.html").write_bytes(page)
    return size


def run(folder: Path, *options: str) -> tuple[float, float]:
    """Seconds of one run of the command, and the peak memory in MB of its biggest process. Answers are thrown away."""
    command = [COMMAND, "diagnose", str(folder), "--format", "jsonl", "--tz", "UTC", *options]
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return perf_counter() - start, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def main() -> None:
    """Print time, speed and memory for one process and for two, and whether memory stays flat."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows: list[tuple[str, ...]] = [("a folder", "time", "pages a second", "peak memory", "")]
    with tempfile.TemporaryDirectory() as name:
        tenth, full = Path(name) / "tenth", Path(name) / "full"
        tenth.mkdir()
        full.mkdir()
        fill(tenth, count // 10)
        size = fill(full, count)
        small = run(tenth, "--jobs", "1")
        rows.append(told(f"{count // 10} pages", count // 10, small))
        one = run(full, "--jobs", "1")
        growth = one[1] / small[1]
        flat = f"{growth:.2f} × the memory of a tenth, bar 1.2: {verdict(growth, 1.2)}"
        rows.append((*told(f"{count} pages, {size / 1e6:.0f} MB", count, one)[:-1], flat))
        two = run(full, "--jobs", "2")
        gain = one[0] / two[0]
        bar = f"{gain:.2f} × faster, bar 1.8: {verdict(gain, 1.8, at_least=True)}"
        rows.append((*told(f"{count} pages, 2 processes", count, two)[:-1], bar))
    print_table("Many pages", rows)


def told(title: str, count: int, measured: tuple[float, float]) -> tuple[str, ...]:
    """A row of the table."""
    seconds, memory = measured
    return (title, f"{seconds:.1f} s", f"{count / seconds:.0f}", f"{memory:.0f} MB", "")


if __name__ == "__main__":
    main()
