"""Are the tests of the rules awake? Changes the rule tables row by row; each change must make a test fail.

    python -m tests.house.mutants [TABLE ...]      all tables unless told otherwise

Each mutant runs in a process of its own (POSIX only): a row is left out, or one of its cells is widened to "anything".
Mutants that the tables themselves refuse (two rows at once, a combination without a row) count as noticed.
"""

from __future__ import annotations

import contextlib
import copy
import io
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from whyclosed_rules import tables

ROOT = Path(__file__).parents[2]
TABLES = ("route", "situation", "cause", "detail", "steps_dispute", "steps_refund", "steps_alive", "warnings")
TABLES += ("evidence", "prevention", "questions", "messages")
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


def noticed(name: str, mutant: Data) -> bool:
    """Whether the tests of the rules fail with this mutant in place of the table."""
    child = os.fork()
    if child == 0:
        original = tables.load_toml
        tables.load_toml = lambda one: mutant if one == name else original(one)
        with tempfile.TemporaryFile("w+") as silence:
            os.dup2(silence.fileno(), 1)
            os.dup2(silence.fileno(), 2)
            with contextlib.redirect_stdout(io.StringIO()):
                code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", str(ROOT / "tests" / "rules")])
        os._exit(0 if code == pytest.ExitCode.OK else 1)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def main() -> None:
    """Try every mutant; name those that nobody noticed."""
    chosen = sys.argv[1:] or TABLES
    tried, missed = 0, []
    for name in chosen:
        for title, mutant in mutants(tables.load_toml(name)):
            tried += 1
            if not noticed(name, mutant):
                missed.append(f"{name}: {title}")
                print(missed[-1], flush=True)
    print(f"{tried} mutants, {len(missed)} not noticed")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
