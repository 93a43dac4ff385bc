"""Are the tests of the rules awake? Changes the rule tables row by row; each change must make a test fail.

    python -m tests.house.mutants [TABLE ...]      all tables unless told otherwise

Each mutant runs in a process of its own (POSIX only): a row is left out, or one of its cells is widened to "anything".
Mutants that the tables themselves refuse (two rows at once, a combination without a row) count as noticed.
"""

from __future__ import annotations

import copy
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from whyclosed_rules import data

ROOT = Path(__file__).parents[2]
TESTS = [ROOT / "tests" / "rules" / name for name in ("test_tables.py", "test_scenarios.py")]
TABLES = (
    *("route", "situation", "cause", "detail", "steps_dispute", "steps_refund", "steps_alive", "warnings"),
    *("evidence", "prevention", "questions", "messages", "deadlines", "refund_times"),
)
Data = dict[str, Any]


def mutants(table: Mapping[str, Any]) -> Iterator[tuple[str, Data]]:
    """Every mutant of a table with its name."""
    for place, row in enumerate(table["row"]):
        without = copy.deepcopy(dict(table))
        del without["row"][place]
        yield f"{row['id']} left out", without
        for cell in row["when"]:
            wider = copy.deepcopy(dict(table))
            del wider["row"][place]["when"][cell]
            yield f"{row['id']} whatever {cell}", wider


def start(name: str, mutant: Data) -> int:
    """Run the tests of the rules with this mutant in place of the table; the process id of that run."""
    child = os.fork()
    if child:
        return child
    original = data.load_toml
    pytest.MonkeyPatch().setattr(data, "load_toml", lambda one: mutant if one == f"tables/{name}" else original(one))
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *map(str, TESTS)])
    os._exit(0 if code == pytest.ExitCode.OK else 1)


def main() -> None:
    """Try every mutant, as many at once as there are processors; name those that nobody noticed."""
    chosen = sys.argv[1:] or TABLES
    waiting = [(name, title, mutant) for name in chosen for title, mutant in mutants(data.load_toml(f"tables/{name}"))]
    print(f"{len(waiting)} mutants", flush=True)
    running: dict[int, str] = {}
    missed = 0
    while waiting or running:
        if waiting and len(running) < (os.cpu_count() or 1):
            name, title, mutant = waiting.pop()
            running[start(name, mutant)] = f"{name}: {title}"
            continue
        child, status = os.wait()
        title = running.pop(child)
        if os.waitstatus_to_exitcode(status) == 0:
            missed += 1
            print(f"not noticed: {title}", flush=True)
    print(f"{missed} not noticed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
