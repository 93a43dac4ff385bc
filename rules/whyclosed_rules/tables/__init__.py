"""Our rule tables: TOML beside this file, read into typed rows and checked when first used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from itertools import product
from typing import TypeVar, cast, get_args

from whyclosed_rules import data
from whyclosed_rules.engine.compiled import Compiled, Masks, compile_tables
from whyclosed_rules.engine.narrowing import Narrowing
from whyclosed_rules.engine.rows import Copies, DecisionTable, Follows, Outcome, Row, Value, Values
from whyclosed_rules.engine.worlds import World, Worlds, compile_worlds
from whyclosed_rules.errors import TableError
from whyclosed_rules.facts.spec import Derived, derived, domains, group_of, grouped, reads, specs
from whyclosed_rules.model import DeadlineKind, Route, Tone
from whyclosed_rules.tables import checked
from whyclosed_rules.tables.checked import (
    COUNTED,
    DECISIONS,
    DETAILS,
    KINDS,
    MESSAGES,
    QUESTIONS,
    STEPS,
    WARNINGS,
    reader,
)
from whyclosed_rules.tables.rows import QuestionRow, StepRow

__all__ = ["COUNTED", "DECISIONS", "DETAILS", "KINDS", "MESSAGES", "QUESTIONS", "STEPS", "WARNINGS", "reader"]

R = TypeVar("R", bound=Row)

SAID: Mapping[str, str] = {"money": "money", "refund": "refund", "no_refund": "refund"}
"""What is said of an order by the first row of a list that holds (`said`), each with the section of its sentences."""


@cache
def implications() -> tuple[Follows, ...]:
    """Rows that fill in facts which follow, in order."""
    return cast("tuple[Follows, ...]", _rows(checked.IMPLIED))


@cache
def narrowings() -> tuple[Narrowing, ...]:
    """The derived facts, in the order in which they may read each other."""
    return tuple(Narrowing(fact, domains()[fact], *parts) for fact, *parts in checked.narrowings())


@cache
def members(fact: str, name: str) -> Values:
    """The values of a named set of a fact."""
    return reader().values(fact, f"${name}", "named sets")


@cache
def tones() -> Mapping[Tone, tuple[Route, ...]]:
    """The routes by what they ask of the buyer, the most urgent first."""
    groups = {tone: tuple(routes) for tone, routes in data.load_toml("tables/next")["tone"].items()}
    if tuple(groups) != get_args(Tone) or sorted(sum(groups.values(), ())) != sorted(map(str, domains()["route"])):
        raise TableError("next.toml, tone: each route stands under one tone, once")
    return groups


@cache
def likely() -> tuple[Route, ...]:
    """The routes, the most usual first."""
    routes = tuple(data.load_toml("tables/route")["likely"])
    if sorted(routes) != sorted(map(str, domains()["route"])):
        raise TableError("route.toml, likely: each route stands there once")
    return routes


@cache
def due_kinds(route: Route) -> tuple[DeadlineKind, ...]:
    """The deadlines that matter for a route."""
    kinds = data.load_toml("tables/next")["kinds"]
    if set(kinds) != set(domains()["route"]):
        raise TableError("next.toml, kinds: each route has its deadlines")
    return tuple(kinds[route])


@cache
def step_ids() -> frozenset[str]:
    """The ids of all steps there are."""
    return frozenset(row.id for table in STEPS for row in rows(table, StepRow))


@cache
def urgent_steps() -> tuple[StepRow, ...]:
    """The steps that come before what the route says, the most urgent first."""
    steps = data.load_toml("tables/next")["urgent"]["steps"]
    if not set(steps) <= step_ids():
        raise TableError("next.toml, urgent: an unknown step")
    every = [row for table in STEPS for row in rows(table, StepRow)]
    return tuple(row for id_ in steps for row in every if row.id == id_)


@cache
def said(of: str) -> tuple[Row, ...]:
    """The rows that choose what is said of one of `SAID`: the first that holds, its id the sentence's key."""
    rows = data.load_toml("tables/said")[of]
    return tuple(Row(row.get("says", ""), reader().cells(row["when"], f"said.toml, {of}"), ()) for row in rows)


@cache
def finding_steps(fact: str | None) -> tuple[str, ...]:
    """The steps that find out a fact."""
    found = data.load_toml("tables/next")["finds"]
    if not found.keys() <= domains().keys() or not {step for steps in found.values() for step in steps} <= step_ids():
        raise TableError("next.toml, finds: an unknown fact or step")
    return tuple(found.get(fact, ()))


@cache
def due_role(name: str) -> str:
    """What the day of a step is: "until", "after", or "by"."""
    return next((role for role, kinds in data.load_toml("tables/next")["due"].items() if name in kinds), "by")


@cache
def decision(name: str) -> DecisionTable:
    """A decision table by the name of its file, which is also the fact that it decides."""
    reads = {fact: domains()[fact] for fact in checked.reads(name)}
    return DecisionTable(name, reads, cast("tuple[Outcome, ...]", _rows(name)))


@cache
def compiled() -> Compiled:
    """What leads to route and cause, compiled: see `Compiled`."""
    return compile_tables(
        domains(),
        implications(),
        narrowings(),
        [decision(name) for name in DECISIONS],
        {
            **{one.fact: one.rows for one in narrowings()},
            **{name: rows(name, Row) for name in COUNTED},
            "urgent": urgent_steps(),
            **{f"said_{of}": said(of) for of in SAID},
            "asked": [replace(row, when=row.ask, unless=None) for row in _questions() if row.ask is not None],
        },
        partial(data.defined, "tables"),
    )


def _questions() -> Iterator[QuestionRow]:
    return (row for table in QUESTIONS for row in rows(table, QuestionRow))


@cache
def worlds() -> Worlds:
    """What leads to the route, compiled for every fact that may be another."""
    return compile_worlds(
        compiled(),
        implications(),
        narrowings(),
        [decision(name) for name in DECISIONS],
        _worlds(),
        partial(data.defined, "worlds"),
    )


def _worlds() -> list[World]:
    """A world for each value of every fact that the decision reads; where a typed function makes something of it (of a
    fact that is asked for: where one reads it at all), one with each value of that too. Of a fact that is asked for and
    is not finite, one for each that typed functions can make of it together."""
    found: list[World] = []
    asked = {row.id for row in _questions() if row.changes}
    for fact in specs():
        for value in specs()[fact].domain or ():
            changed = changes_with(fact, value)
            if changed:
                found.append(changed)
                for name, made in typed().items():
                    if fact in (made.reads if fact in asked else made.made_from):
                        found += [{**changed, name: one} for one in made.values]
        if fact in asked and specs()[fact].domain is None:
            made_of_it = {name: made.values for name, made in typed().items() if fact in reads(name)}
            found += [dict(zip(made_of_it, values, strict=True)) for values in product(*made_of_it.values())]
    for name, made in typed().items():
        found += [{name: one} for one in (None, *made.values)]
    return list({tuple(sorted(one.items())): one for one in found}.values())


def changes_with(fact: str, value: Value) -> World:
    """What the decision reads of a value of a given fact: the fact itself, and those that group it."""
    changed = {fact: value, **{made: group_of(made).get(value) for made, given in grouped().items() if given == fact}}
    return {name: one for name, one in changed.items() if name in read()}


@cache
def read() -> frozenset[str]:
    """The facts that lead to the route."""
    return frozenset(fact for row in _to_the_route() for fact in row.reads)


@cache
def telling() -> Mapping[str, tuple[Value, ...]]:
    """The values of each fact that some row on the way to the route names."""
    named: dict[str, set[Value]] = {}
    for row in _to_the_route():
        for fact, cell in (*row.when.items(), *(getattr(row, "unless", None) or {}).items()):
            named.setdefault(fact, set()).update(cell)
        if isinstance(row, Copies):
            named.setdefault(row.copies, set()).update(domains()[row.copies])
    return {fact: tuple(value for value in domains()[fact] if value in values) for fact, values in named.items()}


def _to_the_route() -> list[Row]:
    rows: list[Row] = [*implications(), *(row for one in narrowings() for row in one.rows)]
    return [*rows, *(row for name in DECISIONS for row in decision(name).rows)]


@cache
def typed() -> Mapping[str, Derived]:
    """The facts that lead to the route and that typed functions make."""
    made = {one.fact for one in narrowings()} | set(DECISIONS)
    return {name: one for name, one in derived().items() if name in read() and name not in made and not one.groups}


def holding(name: str, kind: type[R], masks: Masks) -> list[R]:
    """The rows of a derived fact, or of a table that is looked up so, that count; `kind` is what it holds."""
    return cast("list[R]", compiled().holding(name, masks))


def rows(name: str, kind: type[R]) -> tuple[R, ...]:
    """The rows of any other table, in order, as the kind that it holds."""
    assert issubclass(KINDS[name], kind), f"{name} holds no {kind.__name__}"
    return cast("tuple[R, ...]", _rows(name))


_rows = cache(checked.rows)


def all_rows() -> Iterator[tuple[str, Row]]:
    """Every row with the name of the table, or of the derived fact, that it belongs to."""
    for row in implications():
        yield "implications", row
    for narrowing in narrowings():
        for evidence in (*narrowing.evidence, *narrowing.assumed):
            yield narrowing.fact, evidence
    for name in (*DECISIONS, *KINDS):
        for other in _rows(name):
            yield name, other
