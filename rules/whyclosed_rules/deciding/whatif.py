"""What if: the routes that would be possible if one fact were different, or known. Asked of the compiled tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, cast

from whyclosed_rules import tables
from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.deciding.derive import Case, begin
from whyclosed_rules.deciding.seller import seller_clock
from whyclosed_rules.engine.compiled import Change
from whyclosed_rules.engine.rows import Value, Values
from whyclosed_rules.errors import TableError
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.read import Facts, Origin
from whyclosed_rules.facts.spec import derived, group_of, grouped, specs
from whyclosed_rules.model import Route

Changes = tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """One more, or another, fact, and the only route that is possible with it ("undecided": several are)."""

    fact: str
    value: Any
    route: Route


def routes_if(case: Case, fact: str, value: Any) -> frozenset[Route]:
    """The routes that would be possible with this value of a finite fact, or of one of the seller's clock.

    Days of the refund and of the window are kept.
    """
    if fact not in _effects() and fact not in derived()["seller"].made_from:
        raise TableError(f"no routes can be tried for '{fact}'")
    return _routes(_decided(case, _changes(case, fact, value)))


def routes_whatever(case: Case, fact: str) -> frozenset[Route]:
    """The routes that would be possible if nothing were known of a fact that is made, and all else stayed as it is."""
    compiled, masks = tables.compiled(), case.after.copy()
    masks[compiled.place[fact]] = compiled.full[compiled.place[fact]]
    return _routes(compiled.stages[-1][1](masks))


def elsewhere(case: Case, told: Iterable[Route]) -> Iterator[Other]:
    """One more fact for every route that it can lead to and that is not `told`; each really leads there.

    What contradicts the rest leads to `check_facts`, and is no true fact.
    """
    reached: set[Route] = {*told, "check_facts"}
    clocked = derived()["seller"].made_from
    for fact, effects in _untold(case):
        if fact in clocked:
            effects = tuple([(value, _changes(case, fact, value)) for value, _ in effects])
        outcomes = [(_outcome(_decided(case, changes)), value) for value, changes in effects]
        wanted = dict(outcomes)
        if wanted.keys() <= reached:
            continue
        if fact in _alone():
            yield from (Other(fact, value, route) for route, value in wanted.items() if route not in reached)
            reached.update(wanted)
            continue
        values = frozenset([value for route, value in outcomes if route not in reached or fact in _effects()])
        for given, real in _real(case, fact, values):
            route = _outcome(_with(case, given, real))
            if route not in reached:
                reached.add(route)
                yield Other(given, real, route)
            if wanted.keys() <= reached:
                break


def _decided(case: Case, changes: Changes) -> int:
    return tables.compiled().decide(case.before, case.after, changes)


def _changes(case: Case, fact: str, value: Any) -> Changes:
    """What another finite fact, or one of the seller's clock, changes."""
    changes = _effects().get(fact, {}).get(value, ())
    if fact not in derived()["seller"].made_from:
        return changes
    compiled = tables.compiled()
    seller, _ = seller_clock(case.facts.with_(fact, value, Origin("assumed")), case.clock, case.numbers)
    return (*changes, (compiled.place["seller"], compiled.bits["seller"][seller]))


def _with(case: Case, fact: str, value: Any) -> int:
    """The mask of the routes that are possible with a fact, whatever functions of time read it."""
    if fact in derived()["seller"].made_from:
        return _decided(case, _changes(case, fact, value))
    follows = [name for name, origin in case.facts.origins.items() if origin.kind == "derived"]
    facts = case.facts.without(*follows).with_(fact, value, Origin("given"))
    masks = tables.compiled().masks(begin(facts, case.clock).known)
    pairs = enumerate(zip(masks, case.before, strict=True))
    return _decided(case, tuple([(place, mask) for place, (mask, before) in pairs if mask != before]))


def _untold(case: Case) -> Iterator[tuple[str, tuple[tuple[Value, Changes], ...]]]:
    """The values that could still matter, with what each changes: of finite facts that are not known, and of made ones
    that could change. The last of several counts, so the more usual ones come last."""
    compiled, facts, before = tables.compiled(), case.facts, case.before
    for fact, groups in _groups().items():
        if fact not in facts or facts.origins[fact].kind in ("derived", "assumed"):
            trials = _trials(fact, compiled.telling(fact, before))
            for made in groups:
                trials += _members(made, compiled.telling(made, before))
            yield fact, trials
    for fact, made_from, place in _made():
        if not facts.values.keys() >= made_from:
            known = ((place, before[place]),)
            yield fact, tuple([one for one in _trials(fact, compiled.telling(fact, before)) if one[1] != known])


@lru_cache(maxsize=8192)
def _trials(fact: str, cells: tuple[int, ...]) -> tuple[tuple[Value, Changes], ...]:
    """The values that rows tell apart by these cells, with what each changes."""
    compiled = tables.compiled()
    effects, bits, place = _effects().get(fact), compiled.bits[fact], compiled.place[fact]
    values = tuple(compiled.told_apart(fact, cells))[::-1]
    return tuple([(one, ((place, bits[one]),) if effects is None else effects[one]) for one in values])


@lru_cache(maxsize=8192)
def _members(made: str, cells: tuple[int, ...]) -> tuple[tuple[Value, Changes], ...]:
    """One value of the given fact for each of its groups that rows tell apart by these cells, with what it changes."""
    groups, effects = derived()[made].groups or {}, _effects()[grouped()[made]]
    values = [groups[str(group)][0] for group in tables.compiled().told_apart(made, cells) if str(group) in groups]
    return tuple([(value, effects[value]) for value in reversed(values)])


@cache
def _groups() -> Mapping[str, tuple[str, ...]]:
    """Every finite fact with the made facts that group it."""
    return {fact: tuple(made for made, given in grouped().items() if given == fact) for fact in _effects()}


def _real(case: Case, fact: str, values: Values) -> Iterator[tuple[str, Any]]:
    """The given facts that may make a fact have one of these values."""
    if fact in _effects():
        yield from ((fact, value) for value in values)
        return
    for given in derived()[fact].made_from:
        if given not in case.facts:
            made = _alone_makes(given, fact)
            for place, one in enumerate(_examples(given, case.clock, case.facts)):
                if not made or made[place] <= values:
                    yield given, one


@cache
def _alone_makes(given: str, fact: str) -> tuple[Values, ...]:
    """What a made fact is by each example of one given fact alone; empty where that is never enough."""
    clock = Clock(datetime(2026, 7, 15, 12, tzinfo=UTC), UTC)
    made = [
        begin(Facts({given: one}, {given: Origin("given")}), clock).known.get(fact)
        for one in _examples(given, clock, Facts())
    ]
    nothing = begin(Facts(), clock).known.get(fact)
    return () if all(one == nothing for one in made) else tuple(one or frozenset([None]) for one in made)


def _examples(fact: str, clock: Clock, facts: Facts) -> list[Any]:
    """Some values of a fact; of one that is not finite: in the past, about now, and to come."""
    spec = specs()[fact]
    days = [timedelta(days=days) for days in (-100, -20, -1, 1, 30) if days <= 0 or not spec.past]
    match spec.kind:
        case "day" | "when":
            return [clock.today + length for length in days]
        case "days_range":
            return [(clock.today + length, clock.today + length) for length in days]
        case "time":
            return [clock.now + length for length in days]
        case "duration":
            return list(days)
        case "number":
            return [0, 15, 40]
        case "amount":
            other = facts.get("charged" if fact == "refunded" else "refunded")
            return [] if other is None else [other, other / 2, other * 2]
        case _:
            return list(spec.domain or ())


def _outcome(routes: int) -> Route:
    """The one route of a mask; "undecided" where there are several."""
    return _names().get(routes, "undecided")


def _routes(routes: int) -> frozenset[Route]:
    return frozenset([route for bit, route in _names().items() if routes & bit])


@cache
def _names() -> Mapping[int, Route]:
    return {bit: cast("Route", route) for route, bit in tables.compiled().bits["route"].items()}


@cache
def _effects() -> Mapping[str, Mapping[Value, Changes]]:
    """For each value of a finite fact the masks that it changes: its own, and those of the facts that group it."""
    compiled = tables.compiled()
    effects: dict[str, dict[Value, Changes]] = {}
    for name, spec in specs().items():
        if spec.domain is None:
            continue
        groups = [made for made, given in grouped().items() if given == name]
        effects[name] = {}
        for value in spec.domain:
            own = [(compiled.place[name], compiled.bits[name][value])]
            for made in groups:
                group = group_of(made).get(value)
                place = compiled.place[made]
                own.append((place, compiled.full[place] if group is None else compiled.bits[made][group]))
            effects[name][value] = tuple(own)
    return effects


@cache
def _made() -> tuple[tuple[str, frozenset[str], int], ...]:
    """The facts that typed functions make and that the decision reads, with the given facts behind them, and where they
    stand among the masks."""
    compiled = tables.compiled()
    return tuple(
        (fact, frozenset(made.made_from), compiled.place[fact])
        for fact, made in derived().items()
        if made.made_from and not made.groups and fact in compiled.needs
    )


@cache
def _alone() -> frozenset[str]:
    """The finite facts that act by themselves and their groups alone: nothing that the decision reads is made of them
    by a typed function."""
    return frozenset(_effects().keys() - {given for _, made_from, _ in _made() for given in made_from})


def tried(value: Any, now: datetime, numbers: Numbers) -> Any:
    """A value to try as it is written in the tables of questions: a word for a time becomes a time.

    "recently" lies inside the time that the seller has to answer, "long_ago" a day behind it (P02).
    """
    if value not in ("recently", "long_ago"):
        return value
    answer = timedelta(hours=numbers.number("P02"))
    return now - min(timedelta(hours=1), answer / 2) if value == "recently" else now - answer - timedelta(days=1)
