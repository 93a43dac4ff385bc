"""Are the tests of the rules awake? Changes the rule tables row by row; each change must change an answer that is tested.

    python -m tests.house.mutants [TABLE ...]      all tables unless told otherwise

A row is left out, one of its cells is widened to "anything" or loses a value, or what takes it back is gone. What is
tested are the scenarios, the cases and the stories, which say what must come out; the tests of the books (every row has
a sentence, …) would notice every row that is gone, whatever it decides, so they do not count. Mutants that the tables
themselves refuse count as noticed.

All of it runs in as many processes as there are processors. `build/mutants.json` keeps who noticed what: a run that was
ended goes on where it stood, and after a change of tables or tests each mutant is first shown to who noticed it before.

What no case can notice stands in `mutants.toml` with its reason.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.house.witnesses import Data, Witness, named_by, witnesses
from tests.rules.proofs import gaps, overlaps

from whyclosed_rules import data, tables
from whyclosed_rules.errors import RulesError

EQUAL = Path(__file__).with_name("mutants.toml")
HOME = Path(__file__).parents[2]
LEDGER = HOME / "build" / "mutants.json"
PAGES = "pages"
TABLES = ("derived", *tables.DECISIONS, *tables.KINDS, PAGES)
THE_TABLES = "the tables themselves"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A row that is left out of its table, or (`cell`: the row's part and its key) that reads one fact less; without its
    `unless` (the part alone) nothing takes it back, and with a place in its list a cell lacks that value.

    `turn`: the how-manieth row of this id it is, from 1. `about`: what an answer names that may depend on the row.
    """

    table: str
    row: str
    turn: int
    where: tuple[Any, ...]
    about: Set[str]
    cell: tuple[str | int, ...] | None = None
    value: Any = None

    @property
    def name(self) -> str:
        """How it is called in the lists."""
        row = f"{self.table}: {self.row}" + (f" ({self.turn})" if self.turn > 1 else "")
        if self.cell is None:
            return f"{row} left out"
        cell = " ".join(part for part in self.cell if isinstance(part, str) and part != "when")
        return f"{row} whatever {cell}" if self.value is None else f"{row} without {cell} {self.value}"

    def made(self) -> Data:
        """The table with the change; all that is not changed is shared with the true one."""
        *way, last = self.where if self.cell is None else (*self.where, *self.cell)
        root = here = dict(data.load_toml(file_of(self.table)))
        for key in way:
            inner = here[key]
            here[key] = list(inner) if isinstance(inner, list) else dict(inner)
            here = here[key]
        del here[last]
        return root


def mutants(name: str) -> Iterator[Mutant]:
    """Every mutant of a table."""
    turns = Counter[str]()
    for where, row in places(data.load_toml(file_of(name))):
        turns[row["id"]] += 1
        whole = Mutant(name, row["id"], turns[row["id"]], where, {row["id"], row.get("kind", row["id"])})
        yield whole
        for kind in ("when", "unless", "ask", "needs"):
            cells = row.get(kind, {})
            if kind == "unless" and cells:
                yield replace(whole, cell=(kind,))
            for fact, cell in cells.items():
                if kind != "unless" or len(cells) > 1:  # without its only cell, `unless` would always take the row back
                    yield replace(whole, cell=(kind, fact))
                if isinstance(cell, list) and len(cell) > 1:
                    yield from (replace(whole, cell=(kind, fact, at), value=value) for at, value in enumerate(cell))


def file_of(table: str) -> str:
    """Where a table stands among the data files of the rules."""
    return "facts/pages" if table == PAGES else f"tables/{table}"


def places(table: Data) -> Iterator[tuple[tuple[Any, ...], Data]]:
    """The rows of a table, each with where it stands."""
    for key in ("row", "imply"):
        yield from (((key, place), row) for place, row in enumerate(table.get(key, ())))
    for number, narrowing in enumerate(table.get("narrow", ())):
        for key in ("evidence", "assumed"):
            yield from ((("narrow", number, key, place), row) for place, row in enumerate(narrowing.get(key, ())))


def who_objects(mutant: Mutant, hint: str) -> str | None:
    """The first witness whose answer is wrong: the one that objected before, those of the row itself, those that the
    tables lead elsewhere or whose answer names the row, and last those whose answer tells where other facts would lead.
    Where another row is silent says nothing about this one."""
    own = [one for one in witnesses() if one.name == hint]
    own += [one for one in witnesses() if one.name.startswith(f"row {mutant.table}/{mutant.row} ") and one.name != hint]
    return next((one.name for one in chain(own, _others(mutant, {one.name for one in own})) if one.objects()), None)


def _others(mutant: Mutant, but: Set[str]) -> Iterator[Witness]:
    others = [
        one for one in witnesses() if one.name not in but and _of_any(one) and one.page == (mutant.table == PAGES)
    ]
    if mutant.table not in COMPILED:
        yield from sorted(others, key=lambda one: mutant.about.isdisjoint(named_by()[one.name]))
        return
    touched = {one.name: one for one in others if one.touched()}
    yield from touched.values()
    if mutant.table in (*DECIDING, *tables.QUESTIONS):
        yield from (one for one in others if one.asks and one.name not in touched)


def _of_any(one: Witness) -> bool:
    return not one.name.startswith("row ") or " told: " in one.name


DECIDING = ("derived", *tables.DECISIONS)
COMPILED = (*DECIDING, *tables.COUNTED)


def noticed(mutant: Mutant, hint: str = "") -> str | None:
    """Who notices that this stands in place of a table: a witness, the tables themselves, or nobody."""
    original, worked_out, changed = data.load_toml, data.worked_out, mutant.made()
    forget(mutant.table)
    data.worked_out = lambda name, make: make()
    data.load_toml = lambda one: changed if one == file_of(mutant.table) else original(one)  # type: ignore[assignment]
    try:
        return THE_TABLES if refused(mutant.table) else who_objects(mutant, hint)
    finally:
        data.load_toml, data.worked_out = original, worked_out
        forget(mutant.table)


def refused(name: str) -> bool:
    """Whether the tables, as they stand, cannot be read or are not complete."""
    try:
        tables.compiled()
        if name in tables.KINDS:
            tables.rows(name, tables.KINDS[name])
        return name in tables.DECISIONS and bool(gaps(tables.decision(name)) or overlaps(tables.decision(name)))
    except (RulesError, KeyError, AssertionError, TypeError, ValueError):
        return True


def forget(table: str) -> None:
    """Forget whatever was made of a table."""
    for one in CACHES:
        if table in COMPILED or one.__name__ not in ("compiled", "worlds"):
            one.cache_clear()


CACHES = [
    one
    for one in gc.get_objects()
    if type(one).__name__ == "_lru_cache_wrapper"
    and getattr(one, "__module__", "").startswith("whyclosed_rules.")
    and not getattr(one, "__module__", "").startswith(
        ("whyclosed_rules.data", "whyclosed_rules.catalogue", "whyclosed_rules.facts.spec")
    )
]


@dataclass(slots=True)
class Ledger:
    """Who noticed which mutant (None: nobody). What an earlier state of tables or tests led to is a hint alone."""

    state: str
    found: dict[str, str | None]
    hints: dict[str, str | None]

    @classmethod
    def opened(cls) -> Ledger:
        """As it was left."""
        state = state_of(HOME / "rules", HOME / "tests" / "rules")
        if not LEDGER.exists():
            return cls(state, {}, {})
        kept = cls(**json.loads(LEDGER.read_text("utf-8")))
        return kept if kept.state == state else cls(state, {}, kept.hints | kept.found)

    def keep(self) -> None:
        """Leave it for the next run."""
        LEDGER.parent.mkdir(exist_ok=True)
        LEDGER.write_text(json.dumps(asdict(self)), "utf-8")


def state_of(*folders: Path) -> str:
    """A digest of all that an answer can depend on."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in SOURCES):
        digest.update(f"{path}\n".encode() + path.read_bytes())
    return digest.hexdigest()


SOURCES = {".py", ".toml", ".yaml"}


def try_all(todo: Iterable[Mutant], ledger: Ledger) -> None:
    """Try mutants, tell how far it is, and note who noticed them."""
    todo = sorted(todo, key=lambda one: one.name in ledger.hints and ledger.hints[one.name] is not None)
    begun, told = time.monotonic(), 0.0
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as pool:
        running = {pool.submit(noticed, one, ledger.hints.get(one.name) or ""): one for one in todo}
        for count, done in enumerate(as_completed(running), 1):
            ledger.found[running[done].name] = done.result()
            spent = time.monotonic() - begun
            if spent - told > TELL_EVERY or count == len(todo):
                told, rate = spent, count / spent
                left = (len(todo) - count) / rate
                print(f"{count} of {len(todo)}, {rate:.1f} a second, {left / 60:.1f} minutes left", file=sys.stderr)
                ledger.keep()


TELL_EVERY = 20  # seconds


def main() -> None:
    """Try every mutant; name those that nobody noticed."""
    sys.dont_write_bytecode = True  # tables that are changed on purpose are not worth keeping
    assert not any(one.objects() for one in witnesses()), "the tests fail without any mutant"
    named_by()
    everything = [one for name in sys.argv[1:] or TABLES for one in mutants(name)]
    assert len({one.name for one in everything}) == len(everything)
    ledger = Ledger.opened()
    try_all((one for one in everything if one.name not in ledger.found), ledger)
    equal = {one["mutant"] for one in tomllib.loads(EQUAL.read_text("utf-8"))["equal"]}
    missed = [one.name for one in everything if ledger.found[one.name] is None and one.name not in equal]
    stale = [one.name for one in everything if ledger.found[one.name] is not None and one.name in equal]
    for name in missed:
        print(f"not noticed: {name}")
    for name in stale:
        print(f"noticed after all, take it out of {EQUAL.name}: {name}")
    print(f"{len(everything)} mutants, {len(missed)} not noticed, {len(equal)} that nothing could notice")
    sys.exit(1 if missed or stale else 0)


if __name__ == "__main__":
    main()
