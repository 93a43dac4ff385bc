"""How long one decision takes: all tables, all sentences, the whole explanation.

python -m benchmarks.decide [--profile]

What follows from the same knowledge is remembered from one order to the next, so each is measured twice: as one of
many, and as the first of its kind.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import tomllib
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import mean, median
from zoneinfo import ZoneInfo

import whyclosed
from benchmarks.timing import compare, milliseconds, print_table, verdict
from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import decide
from whyclosed_rules.deciding.derive import Case as DerivedCase
from whyclosed_rules.deciding.derive import derive
from whyclosed_rules.deciding.inference import infer
from whyclosed_rules.deciding.whatif import elsewhere
from whyclosed_rules.facts import Clock, read_facts
from whyclosed_rules.model import Diagnosis

SCENARIOS = Path(__file__).parent.parent / "tests" / "rules" / "scenarios.toml"


class Case:
    """One scenario: the same facts, time and zone again and again."""

    def __init__(self, scenario: dict[str, object]) -> None:
        self.id = str(scenario["id"])
        self.now = datetime.fromisoformat(str(scenario["now"]))
        self.tz = ZoneInfo(str(scenario["tz"])) if "tz" in scenario else self.now.tzinfo
        self.facts = scenario["facts"]

    def diagnosis(self) -> Diagnosis:
        """Everything: facts in, the whole answer out."""
        assert isinstance(self.facts, dict)
        return whyclosed.advise(self.facts, as_of=self.now, tz=self.tz)

    def first(self) -> Diagnosis:
        """The same where nothing is remembered of an order of which as much was known."""
        infer.cache_clear()
        return self.diagnosis()

    def case(self) -> DerivedCase:
        """What is known of it, traced."""
        assert isinstance(self.facts, dict)
        facts = {name: value for name, value in self.facts.items() if name not in TEXTS}
        assert self.tz is not None
        clock = Clock(self.now, self.tz)
        return derive(read_facts(facts, clock).without("packages"), clock)

    def decision(self) -> object:
        """Route and cause alone, traced, without words."""
        return decide(self.case())


def everything_else(case: DerivedCase) -> object:
    """Route and cause, and every route that one more fact would lead to."""
    return decide(case), list(elsewhere(case, ()))


def everything_first(case: DerivedCase) -> object:
    """The same where nothing is remembered of an order of which as much was known."""
    infer.cache_clear()
    return everything_else(replace(case, inference=infer(case.inference.before)))


def loop() -> object:
    """A fixed piece of plain Python: what a millisecond is worth on this machine just now."""
    return sum(number * number for number in range(10_000))


TEXTS = ("platform_message", "seller_message", "seller_reason", "payment_error", "tracking_event", "item", "packages")
"""Facts that may be free text, which only the library classifies."""


def main() -> None:
    """Print the times over all scenarios."""
    cases = [Case(one) for one in tomllib.loads(SCENARIOS.read_text("utf-8"))["scenario"]]
    if "--profile" in sys.argv:
        profile(cases)
        return
    whole = compare([case.diagnosis for case in cases], rounds=5)
    first = compare([case.first for case in cases], rounds=5)
    bare = compare([case.decision for case in cases], rounds=5)
    derived = [case.case() for case in cases]
    one = compare([partial(tables.compiled().run, case.inference.before) for case in derived], rounds=5)
    other = compare([partial(everything_else, case) for case in derived], rounds=5)
    others = compare([partial(everything_first, case) for case in derived], rounds=5)
    fixed = median(compare([loop]))
    slowest = max(range(len(cases)), key=whole.__getitem__)
    rows = [
        (f"one decision, {len(cases)} scenarios", "time", "bar"),
        ("with explanation, median", milliseconds(median(whole)), verdict(median(whole), 7e-4, 4e-4)),
        ("with explanation, mean", milliseconds(mean(whole)), verdict(mean(whole), 7e-4, 4e-4)),
        (f"with explanation, slowest ({cases[slowest].id})", milliseconds(max(whole)), verdict(max(whole), 7e-4, 4e-4)),
        ("… the first of its kind, median", milliseconds(median(first)), verdict(median(first), 7e-4, 4e-4)),
        ("route and cause, traced, median", milliseconds(median(bare)), ""),
        ("route and cause, compiled, median", milliseconds(median(one)), ""),
        ("route, cause and every what-if, median", milliseconds(median(other)), verdict(median(other), 2e-4, 1e-4)),
        ("… the first of its kind, median", milliseconds(median(others)), verdict(median(others), 2e-4, 1e-4)),
        ("a fixed loop of plain Python", milliseconds(fixed), ""),
    ]
    print_table("Facts in, diagnosis out", rows)


def profile(cases: list[Case]) -> None:
    """Print where the time goes."""
    for case in cases:
        case.diagnosis()
    profiler = cProfile.Profile()
    profiler.enable()
    for case in cases * 10:
        case.diagnosis()
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25).sort_stats("cumtime").print_stats(30)


if __name__ == "__main__":
    main()
