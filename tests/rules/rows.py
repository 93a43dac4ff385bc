"""What each row of the tables is for: `rows.toml` names a situation in which the row has its say, and for each of its
cells one in which that cell alone keeps it silent.

A situation is a scenario, a case or a story by its id, or one of them with a fact more or less, or facts alone. A row
has its say where its id stands among the reasons or steps of the answer; a question, where its fact is asked for; a reading of a deadline,
where it is one of the readings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.rules.stories import stories
from tests.rules.test_cases import CASES, DATA
from tests.rules.test_scenarios import SCENARIOS

import whyclosed
from whyclosed.texts import classified
from whyclosed_parser.model import Order
from whyclosed_rules import diagnose
from whyclosed_rules.deciding.decide import Decision, decide
from whyclosed_rules.deciding.derive import derive
from whyclosed_rules.facts import Clock, read_facts
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling.dates import timing

ROWS: Mapping[str, Mapping[str, Mapping[str, Any]]] = tomllib.loads(
    Path(__file__).with_name("rows.toml").read_text("utf-8")
)


@dataclass(frozen=True, slots=True)
class Situation:
    """Facts at a moment. `tz` is the buyer's zone; `suggested` are facts that the order's words only suggest."""

    name: str
    facts: Mapping[str, Any]
    now: datetime
    tz: tzinfo | None
    suggested: Mapping[str, Any] = field(default_factory=dict)

    def behind(self) -> set[str]:
        """The rows behind what is told."""
        assert self.tz is not None
        if self.suggested:
            known = classified(self.facts).facts
            answer = diagnose(Order(), now=self.now, tz=self.tz, answers=known, suggested=self.suggested)
        else:
            answer = whyclosed.advise(self.facts, as_of=self.now, tz=self.tz)
        return behind(answer) | readings(self.decision())

    def decision(self) -> Decision:
        """The decision on an order that has one parcel or none."""
        assert self.tz is not None
        clock = Clock(self.now, self.tz)
        return decide(derive(read_facts(classified(self.facts).facts, clock).without("packages"), clock))


ALONE = Situation("facts", {}, datetime.fromisoformat(DATA["now"]), ZoneInfo(DATA["tz"]))


@cache
def situations() -> Mapping[str, Situation]:
    """Every scenario, case and story."""
    found = []
    for one in SCENARIOS:
        now = datetime.fromisoformat(one["now"])
        tz = ZoneInfo(one["tz"]) if "tz" in one else now.tzinfo
        found.append(Situation(f"scenario {one['id']}", one["facts"], now, tz))
    for one in CASES:
        now, name = datetime.fromisoformat(one.get("now", DATA["now"])), one.get("tz", DATA["tz"])
        found.append(Situation(f"case {one['id']}", one["facts"], now, ZoneInfo(name)))
    found += [Situation(f"story {one.id}", one.facts, one.as_of, one.as_of.tzinfo) for one in stories()]
    return {one.name: one for one in found}


def situation(named: str | Mapping[str, Any]) -> Situation:
    """A situation as `rows.toml` names it."""
    if isinstance(named, str):
        return situations()[named]
    like, without = situations()[named["like"]] if "like" in named else ALONE, named.get("without", ())
    more, suggested = named.get("with", {}), named.get("suggested", {})
    facts = {name: value for name, value in {**like.facts, **more}.items() if name not in without}
    told = [*(f"with {name}={value}" for name, value in more.items()), *(f"without {name}" for name in without)]
    told += [f"suggesting {name}={value}" for name, value in suggested.items()]
    return Situation(f"{like.name} {' '.join(told)}", facts, like.now, like.tz, suggested)


@dataclass(frozen=True, slots=True)
class Say:
    """One situation of a row, the how-manieth of its id: it has its say there, or `cell` keeps it silent."""

    table: str
    row: str
    turn: int
    cell: str | None
    situation: Situation

    def holds(self, behind: Set[str]) -> bool:
        """Whether the rows behind what is told are as they must be."""
        kind = KINDS.get(self.table)
        return ((f"{kind} {self.row}" if kind else self.row) in behind) is (self.cell is None)


KINDS = {"deadlines": "reading", "questions": "question", "questions_rest": "question"}
"""The tables whose rows are named after their facts or kinds, as other rows are too."""


def behind(answer: Diagnosis) -> set[str]:
    """The rows behind an answer."""
    asked = {f"question {question.fact}" for question in answer.questions}
    return asked | {entry.rule for entry in answer.because} | {step.id for step in answer.steps}


def readings(decision: Decision) -> set[str]:
    """The readings of the deadlines, chosen or not."""
    dues = timing(decision).dues
    return {f"reading {bound.key}" for due in dues for bound in (due.chosen, *due.others)}


@cache
def says() -> tuple[Say, ...]:
    """Every situation of every row. A second row of the same id is called `id (2)`."""
    return tuple(_says())


def _says() -> Iterator[Say]:
    for table, rows in ROWS.items():
        for key, entry in rows.items():
            row, _, turn = key.removesuffix(")").partition(" (")
            for cell, named in ((None, entry.get("told", [])), *entry.get("silent", {}).items()):
                several = named if isinstance(named, list) else [named]
                yield from (Say(table, row, int(turn or 1), cell, situation(one)) for one in several)
