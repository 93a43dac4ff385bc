"""Are the tests of the rules awake? Changes the rule tables row by row; each change must change an answer that is tested.

    python -m tests.house.mutants [TABLE ...]      all tables unless told otherwise

A row is left out, or one of its cells is widened to "anything". What is tested are the scenarios and the cases, which
say what must come out; the tests of the books (every row has a sentence, …) would notice every row that is gone,
whatever it decides, so they do not count. Mutants that the tables themselves refuse count as noticed. All of it runs in
as many processes as there are processors, each of which reads the changed table anew for each mutant.

What no case can notice stands in `mutants.toml` with its reason.
"""

from __future__ import annotations

import copy
import gc
import os
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from tests.rules.test_cases import CASES
from tests.rules.test_cases import CHECKS as CASE_CHECKS
from tests.rules.test_cases import diagnosed as case_diagnosed
from tests.rules.test_scenarios import CHECKS, SCENARIOS, diagnosed

from whyclosed_rules import data, tables
from whyclosed_rules.engine.proofs import gaps, overlaps
from whyclosed_rules.errors import RulesError
from whyclosed_rules.model import Diagnosis

EQUAL = Path(__file__).with_name("mutants.toml")
TABLES = ("derived", *tables.DECISIONS, *tables.KINDS)
Data = dict[str, Any]


def mutants(table: Mapping[str, Any]) -> Iterator[tuple[str, Data]]:
    """Every mutant of a table with its name."""
    for where in places(table):
        row = at(table, where)
        without = copy.deepcopy(dict(table))
        at(without, where[:-1]).pop(where[-1])
        yield f"{row['id']} left out", without
        for kind in ("when", "unless", "ask"):
            for cell in row.get(kind, {}):
                wider = copy.deepcopy(dict(table))
                del at(wider, where)[kind][cell]
                yield f"{row['id']} whatever {'' if kind == 'when' else kind + ' '}{cell}", wider


def places(table: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Where the rows of a table stand."""
    for key in ("row", "imply"):
        yield from ((key, place) for place in range(len(table.get(key, ()))))
    for number, narrowing in enumerate(table.get("narrow", ())):
        for key in ("evidence", "assumed"):
            yield from (("narrow", number, key, place) for place in range(len(narrowing.get(key, ()))))


def at(table: Any, where: tuple[Any, ...]) -> Any:
    """What stands at a place."""
    for key in where:
        table = table[key]
    return table


def case_holds(one: Mapping[str, Any], answer: Diagnosis) -> bool:
    """Whether a case comes out as it says."""
    return expected(answer, one["expect"], CASE_CHECKS)


def scenario_holds(one: Mapping[str, Any], answer: Diagnosis) -> bool:
    """Whether a scenario comes out as it says, with its rules and with what would change it."""
    changes = {(change.fact, change.value, change.route) for change in answer.would_change}
    return (
        expected(answer, {key: value for key, value in one["expect"].items() if key != "window"}, CHECKS)
        and set(one["why"]) <= set(answer.sources)
        and {(fact, other["value"], other["route"]) for fact, other in one.get("change", {}).items()} <= changes
    )


@dataclass(frozen=True, slots=True)
class Witness:
    """One case or scenario: how it is answered, whether the answer is right, and the rules behind the right answer."""

    answer: Callable[[], Diagnosis]
    right: Callable[[Diagnosis], bool]
    rules: frozenset[str]


@cache
def witnesses() -> tuple[Witness, ...]:
    """Every case and scenario, answered by the tables as they are."""
    made = [(partial(case_diagnosed, one), partial(case_holds, one)) for one in CASES]
    made += [(partial(diagnosed, one), partial(scenario_holds, one)) for one in SCENARIOS]
    return tuple(Witness(answer, right, frozenset(one.rule for one in answer().because)) for answer, right in made)


def all_hold(row: str) -> bool:
    """Whether every answer is right; those in which this row had a say are asked first."""
    return all(one.right(one.answer()) for one in sorted(witnesses(), key=lambda one: row not in one.rules))


def expected(
    answer: Diagnosis, wanted: Mapping[str, Any], checks: Mapping[str, Callable[[Diagnosis, Any], bool]]
) -> bool:
    """Whether an answer is what was wanted."""
    return all(checks[key](answer, value) for key, value in wanted.items())


def noticed(name: str, row: str, mutant: Data) -> bool:
    """Whether a test, or the tables themselves, notice that this stands in place of a table."""
    original = data.load_toml
    forget()
    data.load_toml = lambda one: mutant if one == f"tables/{name}" else original(one)  # type: ignore[assignment]
    try:
        for decision in tables.DECISIONS if name in tables.DECISIONS else ():
            if gaps(tables.decision(decision)) or overlaps(tables.decision(decision)):
                return True
        return not all_hold(row)
    except (RulesError, KeyError, IndexError, StopIteration, AssertionError, TypeError, ValueError):
        return True
    finally:
        data.load_toml = original
        forget()


def forget() -> None:
    """Forget whatever was made of tables."""
    for one in CACHES:
        one.cache_clear()


CACHES = [
    one
    for one in gc.get_objects()
    if type(one).__name__ == "_lru_cache_wrapper"
    and getattr(one, "__module__", "").startswith("whyclosed_rules.")
    and not getattr(one, "__module__", "").startswith(
        ("whyclosed_rules.data", "whyclosed_rules.library", "whyclosed_rules.facts")
    )
]


def try_one(work: tuple[str, int]) -> tuple[str, str, bool]:
    """One mutant by its table and number: the table, the mutant's name, whether it was noticed."""
    name, number = work
    title, mutant = list(mutants(data.load_toml(f"tables/{name}")))[number]
    return name, title, noticed(name, title.split()[0], mutant)


def main() -> None:
    """Try every mutant; name those that nobody noticed."""
    sys.dont_write_bytecode = True  # tables that are changed on purpose are not worth keeping
    chosen = sys.argv[1:] or TABLES
    assert all_hold(""), "the tests fail without any mutant"
    equal = {f"{one['table']}: {one['mutant']}" for one in tomllib.loads(EQUAL.read_text("utf-8"))["equal"]}
    work = [(name, n) for name in chosen for n in range(sum(1 for _ in mutants(data.load_toml(f"tables/{name}"))))]
    missed, stale = [], []
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as pool:
        for name, title, seen in pool.map(try_one, work, chunksize=4):
            full = f"{name}: {title}"
            if seen and full in equal:
                stale.append(full)
            if not seen and full not in equal:
                missed.append(full)
                print(f"not noticed: {full}", flush=True)
    for full in stale:
        print(f"noticed after all, take it out of {EQUAL.name}: {full}")
    print(f"{len(work)} mutants, {len(missed)} not noticed, {len(equal)} that nothing could notice")
    sys.exit(1 if missed or stale else 0)


if __name__ == "__main__":
    main()
