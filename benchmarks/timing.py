"""Times and tables for the benchmarks. Everything is compared within one run, so a slow machine does not matter."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter, process_time

_TURN = 0.01
"""Seconds that a turn of a short task takes."""


def compare(tasks: Sequence[Callable[[], object]], rounds: int = 30, *, outside: bool = False) -> list[float]:
    """The median time of each task in seconds. The tasks take turns, so that a busy moment meets them all.

    The processor's time of this process is measured; for tasks that run `outside`, the clock on the wall. A short task
    is repeated within its turn: by itself it would measure how cold a collection before it left the caches.
    """
    clock = perf_counter if outside else process_time
    repeats = [_repeats(task, clock) for task in tasks]
    times: list[list[float]] = [[] for _ in tasks]
    for _ in range(rounds):
        gc.collect()
        for task, repeated, taken in zip(tasks, repeats, times, strict=True):
            start = clock()
            for _ in range(repeated):
                task()
            taken.append((clock() - start) / repeated)
    return [median(taken) for taken in times]


def _repeats(task: Callable[[], object], clock: Callable[[], float]) -> int:
    """How often a task is done in its turn, once it has been done for the first time."""
    task()
    start = clock()
    task()
    return max(1, int(_TURN / max(clock() - start, _TURN / 1000)))


def milliseconds(seconds: float) -> str:
    """A time for people."""
    return f"{seconds * 1000:.2f} ms"


def verdict(value: float, bar: float, dream: float | None = None, *, at_least: bool = False) -> str:
    """Whether a number reaches its bar: at most the bar, or at least where more is better."""
    sign = -1 if at_least else 1
    if sign * value > sign * bar:
        return "MISSED"
    return "dream" if dream is not None and sign * value <= sign * dream else "reached"


def print_table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print rows of the same length; the first one is the heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print(f"\n{title}")
    for place, row in enumerate(rows):
        first, *rest = (
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *rest]))
        if place == 0:
            print("  " + "  ".join("-" * width for width in widths))
