"""What if: the routes that would be possible if one fact were different, or known. Asked of the compiled tables."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product
from typing import Any, cast

from whyclosed_parser.records import dataclass
from whyclosed_rules import tables
from whyclosed_rules.deciding.counting import Numbers, numbers_for
from whyclosed_rules.deciding.derive import ANY_CLOCK, Case, always_made, begin
from whyclosed_rules.deciding.inference import Inference, routes_in, routes_with, worlds_of
from whyclosed_rules.deciding.named import Make, makers_reading
from whyclosed_rules.engine.rows import Value, Values
from whyclosed_rules.engine.worlds import Changes
from whyclosed_rules.errors import TableError
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts, Origin
from whyclosed_rules.facts.spec import derived, finite_facts, grouped, needs, specs
from whyclosed_rules.model import Route

EVERY = -1
"""All worlds."""


@dataclass(frozen=True, slots=True)
class Other:
    """One more, or another, fact, and the only route that is possible with it ("undecided": several are)."""

    fact: str
    value: Any
    route: Route


@dataclass(frozen=True, slots=True)
class Trials:
    """The values of a fact that are tried, the more usual first, each with the worlds in which the fact has it.

    `worlds` are those of all. `given`: it is no made fact; `typed`: facts are made of it by typed functions.
    """

    values: tuple[tuple[Value, int], ...]
    worlds: int
    given: bool
    typed: bool


def routes_if(case: Case, fact: str, value: Any) -> frozenset[Route]:
    """The routes that would be possible with this value of a finite fact, or of one of the seller's clock."""
    if specs()[fact].domain is None and fact not in derived()["seller"].made_from:
        raise TableError(f"no routes can be tried for '{fact}'")
    return _routes(_with(case, fact, value))


def elsewhere(
    case: Case, told: Iterable[Route], can_be_true: Callable[[str], bool] = lambda _: True
) -> Iterator[Other]:
    """One more fact for every route that it can lead to and that is not `told`; each really leads there.

    What contradicts the rest leads to `check_facts`, and is no true fact; nor is one that cannot be, as somebody knows.
    """
    alone = routes_alone(case.inference)
    left = {route: worlds for route, worlds in alone.items() if route not in {*told, "check_facts"}}
    rest = sum(left.values())
    for fact, trials in _trials().items():
        if not rest & trials.worlds or not _untold(case, fact, trials):
            continue
        hopeful = _hopeful(trials, left)
        for given, value in [(fact, value) for value in hopeful] if trials.given else _behind_made(case, fact, hopeful):
            if not can_be_true(given):
                continue
            route = _outcome(_with(case, given, value))
            if route in left:
                rest ^= left.pop(route)
                yield Other(given, value, route)
                if not rest & trials.worlds:
                    break


@lru_cache(maxsize=1024)
def routes_alone(inference: Inference) -> Mapping[Route, int]:
    """Each route that can be the only one, with the worlds in which it is; "undecided" where several are possible."""
    once = several = 0
    possible = worlds_of(inference)
    for _, worlds in possible:
        several |= once & worlds
        once |= worlds
    alone: dict[Route, int] = {_names()[route]: worlds & ~several for route, worlds in possible}
    return {route: worlds for route, worlds in (alone | {"undecided": several}).items() if worlds}


@cache
def worlds_with(fact: str, value: Any) -> int:
    """The worlds one of which is the real one where a given fact has this value; all of them, where only trying tells.

    So a value of which no such world leads elsewhere need not be tried.
    """
    compiled, bit = tables.compiled(), tables.worlds().bit
    own, _ = _own(fact).get(value, _NOTHING)
    made = [[{}, *({name: one} for one in _made(name))] for name, _ in _makers(fact)]
    changes = (compiled.changes(dict(ChainMap(*together))) for together in product(*made))
    found = [bit.get(tuple(sorted((*own, *change)))) for change in changes]
    return EVERY if None in found else _union(filter(None, found))


def _made(name: str) -> tuple[Value | None, ...]:
    """What a typed function can make; what it makes of nothing at all, it always makes."""
    values = derived()[name].values
    return values if always_made(name) else (None, *values)


def _union(every: Iterable[int]) -> int:
    worlds = 0
    for one in every:
        worlds |= one
    return worlds


def _untold(case: Case, fact: str, trials: Trials) -> bool:
    """Whether a fact could still be another: a given one that is not known, a made one of which not all is known."""
    if trials.given:
        return fact not in case.names or case.facts.origins[fact].kind in ("derived", "assumed")
    return not case.names.issuperset(derived()[fact].made_from)


def _hopeful(trials: Trials, left: Mapping[Route, int]) -> tuple[Value, ...]:
    """The values of a fact that could lead to the routes that are left, each with its worlds; where nothing is made of
    them, one for each route."""
    if trials.given and not trials.typed:
        here = [(route, worlds) for route, worlds in left.items() if worlds & trials.worlds]
        found = {route: value for value, own in trials.values[::-1] for route, worlds in here if worlds & own}
        return tuple(found.values())
    wanted = sum(left.values())
    return tuple(value for value, worlds in trials.values if worlds & wanted)


def _behind_made(case: Case, fact: str, hopeful: Iterable[Value]) -> Iterator[tuple[str, Any]]:
    """The given facts that could give a made one another of these values."""
    compiled = tables.compiled()
    before, bits = case.inference.before[compiled.place[fact]], compiled.bits[fact]
    values = frozenset([value for value in hopeful if bits[value] != before])
    for given in derived()[fact].made_from if values else ():
        if given not in case.names:
            made = _alone_makes(given, fact)
            if made and not any(one <= values for one in made):
                continue
            for place, one in enumerate(_examples(given, case.clock, case.facts)):
                if not made or made[place] <= values:
                    yield given, one


def _with(case: Case, fact: str, value: Any) -> int:
    """The mask of the routes that are possible with a fact, and with what typed functions make of it."""
    own, world = _own(fact).get(value, _NOTHING)
    # Nothing is made of what is only read beside others that nobody knows.
    makers = [make for make, needs in _makers_and_needs(fact) if fact in needs or not needs.isdisjoint(case.names)]
    if not makers:
        return routes_in(case.inference, world)
    compiled, before, masks = tables.compiled(), case.inference.before, dict(own)
    facts = Facts({**case.given.values, fact: value})
    numbers = numbers_for(facts, case.clock) if fact == "placed_on" else case.numbers
    for name, make in makers:
        place, made = compiled.place[name], make(facts, case.clock, numbers)
        mask = compiled.full[place] if made is None else compiled.bits[name][made]
        if mask != before[place]:
            masks[place] = mask
    return routes_with(case.inference, tuple(sorted(masks.items())))


_NOTHING: tuple[Changes, int] = (), 1
"""Nothing is changed in the real world."""


@cache
def _own(fact: str) -> Mapping[Value, tuple[Changes, int]]:
    """What each value of a finite fact changes by itself, and that world."""
    bit, domain = tables.worlds().bit, specs()[fact].domain or ()
    changes = {value: tables.compiled().changes(tables.changes_with(fact, value)) for value in domain}
    return {value: (own, bit[own]) for value, own in changes.items()}


@cache
def _makers(fact: str) -> tuple[tuple[str, Make], ...]:
    """What typed functions make of a given fact, as far as it leads to the route."""
    return tuple((name, make) for name, make in makers_reading(fact) if name in tables.typed())


@cache
def _makers_and_needs(fact: str) -> tuple[tuple[tuple[str, Make], frozenset[str]], ...]:
    """The same, each with the given facts without all of which it makes what it makes of nothing."""
    return tuple((make, needs(make[0])) for make in _makers(fact))


@cache
def _trials() -> Mapping[str, Trials]:
    """Every fact that leads to the route and could be told: the finite ones, those that buyers know first, then those
    that are made."""
    compiled, bit = tables.compiled(), tables.worlds().bit
    trials: dict[str, Trials] = {}
    for fact in sorted(finite_facts(), key=lambda fact: specs()[fact].known_by == "page"):
        values = tuple((value, _worlds_with(_own(fact)[value][0])) for value in _usual(fact))
        if values:
            typed = any(fact in made.made_from for made in tables.typed().values())
            trials[fact] = Trials(values, _union(own for _, own in values), given=True, typed=typed)
    for fact, made in tables.typed().items():
        if made.made_from:
            values = tuple((value, bit[compiled.changes({fact: value})]) for value in made.values)
            trials[fact] = Trials(values, sum(one for _, one in values), given=False, typed=True)
    return trials


def _worlds_with(changes: Changes) -> int:
    """The worlds in which these masks are changed, whatever else is."""
    worlds = EVERY
    for change in changes:
        worlds &= _worlds_by_change()[change]
    return worlds


@cache
def _worlds_by_change() -> Mapping[tuple[int, int], int]:
    by_change: dict[tuple[int, int], int] = {}
    for changes, bit in tables.worlds().bit.items():
        for change in changes:
            by_change[change] = by_change.get(change, 0) | bit
    return by_change


def _usual(fact: str) -> tuple[Value, ...]:
    """The values of a finite fact that may make a difference, the more usual ones first: one of each group, then
    those that tables name."""
    grouping = [derived()[made] for made, given in grouped().items() if given == fact and made in tables.read()]
    first = [members[0] for made in reversed(grouping) for members in (made.groups or {}).values()]
    return tuple(dict.fromkeys((*first, *tables.telling().get(fact, ()))))


@cache
def _alone_makes(given: str, fact: str) -> tuple[Values, ...]:
    """What a made fact is by each example of one given fact alone; empty where that is never enough, or where the
    examples are others beside other facts."""
    if specs()[given].kind == "amount":
        return ()
    made = [
        begin(Facts({given: one}, {given: Origin("given")}), ANY_CLOCK).known.get(fact)
        for one in _examples(given, ANY_CLOCK, Facts())
    ]
    nothing = begin(Facts(), ANY_CLOCK).known.get(fact)
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
            return [Decimal(0)] if other is None else [other, other / 2, other * 2]
        case _:
            return list(spec.domain or ())


def _outcome(routes: int) -> Route:
    """The one route of a mask; "undecided" where there are several."""
    return _names().get(routes, "undecided")


@cache
def _routes(routes: int) -> frozenset[Route]:
    return frozenset(route for bit, route in _names().items() if routes & bit)


@cache
def _names() -> Mapping[int, Route]:
    return {bit: cast("Route", route) for route, bit in tables.compiled().bits["route"].items()}


def tried(value: Any, now: datetime, numbers: Numbers) -> Any:
    """A value to try as it is written in the tables of questions: a word for a time becomes a time.

    "recently" lies inside the time that the seller has to answer, "long_ago" a day behind it (P02).
    """
    if value not in ("recently", "long_ago"):
        return value
    answer = timedelta(hours=numbers.number("P02"))
    return now - min(timedelta(hours=1), answer / 2) if value == "recently" else now - answer - timedelta(days=1)
