"""What if: the routes that would be possible if one fact were different, or known. Asked of the compiled tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from whyclosed_rules import tables
from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.deciding.derive import Case, begin
from whyclosed_rules.deciding.seller import seller_clock
from whyclosed_rules.engine.compiled import Masks
from whyclosed_rules.engine.rows import Value
from whyclosed_rules.errors import TableError
from whyclosed_rules.facts.read import Origin
from whyclosed_rules.facts.spec import derived, group_of, grouped, specs
from whyclosed_rules.model import Route


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
    compiled = tables.compiled()
    if fact not in _effects() and fact not in derived()["seller"].made_from:
        raise TableError(f"no routes can be tried for '{fact}'")
    routes = compiled.decide(_masks(case, fact, value))
    return cast("frozenset[Route]", frozenset([route for route, bit in compiled.bits["route"].items() if routes & bit]))


def elsewhere(case: Case, told: Iterable[Route]) -> Iterator[Other]:
    """One more fact for every route that it can lead to and that is not `told`; each really leads there.

    What contradicts the rest leads to `check_facts`, and is no true fact.
    """
    reached: set[Route] = {*told, "check_facts"}
    for fact, values in _untold(case):
        wanted = {_outcome(_tried(case, fact, value)): value for value in reversed(values)}
        if wanted.keys() <= reached:
            continue
        if fact in _alone():
            yield from (Other(fact, value, route) for route, value in wanted.items() if route not in reached)
            reached.update(wanted)
            continue
        for given, real in _real(case, fact, values):
            route = _outcome(_with(case, given, real))
            if route not in reached:
                reached.add(route)
                yield Other(given, real, route)
            if wanted.keys() <= reached:
                break


def _masks(case: Case, fact: str, value: Any) -> Masks:
    """What would be known with another finite fact, or one of the seller's clock."""
    compiled, masks = tables.compiled(), case.masks.copy()
    for place, mask in _effects().get(fact, {}).get(value, ()):
        masks[place] = mask
    if fact in derived()["seller"].made_from:
        seller, _ = seller_clock(case.facts.with_(fact, value, Origin("assumed")), case.clock, case.numbers)
        masks[compiled.place["seller"]] = compiled.bits["seller"][seller]
    return masks


def _with(case: Case, fact: str, value: Any) -> int:
    """The mask of the routes that are possible with a fact, whatever functions of time read it."""
    if fact in derived()["seller"].made_from:
        return tables.compiled().decide(_masks(case, fact, value))
    follows = [name for name, origin in case.facts.origins.items() if origin.kind == "derived"]
    facts = case.facts.without(*follows).with_(fact, value, Origin("given"))
    compiled = tables.compiled()
    return compiled.decide(compiled.masks(begin(facts, case.clock).known))


def _untold(case: Case) -> Iterator[tuple[str, list[Value]]]:
    """The values that could still matter: of finite facts that are not known, and of made ones that could change."""
    compiled, facts = tables.compiled(), case.facts
    for fact in _effects():
        if fact not in facts or facts.origins[fact].kind in ("derived", "assumed"):
            yield fact, list(compiled.telling(fact, case.masks))
    for fact, made in derived().items():
        if any(given not in facts for given in made.made_from):
            known = case.known.get(fact)
            yield fact, [value for value in compiled.telling(fact, case.masks) if known != frozenset([value])]


def _tried(case: Case, fact: str, value: Value) -> int:
    """The mask of the routes that would be possible."""
    compiled = tables.compiled()
    if fact in _effects():
        return compiled.decide(_masks(case, fact, value))
    masks = case.masks.copy()
    masks[compiled.place[fact]] = compiled.bits[fact][value]
    return compiled.decide(masks)


def _real(case: Case, fact: str, values: Iterable[Value]) -> Iterator[tuple[str, Any]]:
    """The given facts that may make a fact have one of these values."""
    if fact in _effects():
        yield from ((fact, value) for value in values)
        return
    groups = derived()[fact].groups or {}
    for given in derived()[fact].made_from:
        if given not in case.facts:
            examples = [groups[str(value)][0] for value in values if str(value) in groups] or _examples(case, given)
            yield from ((given, one) for one in examples)


def _examples(case: Case, fact: str) -> Iterator[Any]:
    """Some values of a fact that is not finite: in the past, about now, and to come."""
    clock, spec = case.clock, specs()[fact]
    days = [timedelta(days=days) for days in (-100, -20, -1, 1, 30) if days <= 0 or not spec.past]
    match spec.kind:
        case "day" | "when":
            yield from (clock.today + length for length in days)
        case "days_range":
            yield from ((clock.today + length, clock.today + length) for length in days)
        case "time":
            yield from (clock.now + length for length in days)
        case "duration":
            yield from days
        case "number":
            yield from (0, 15, 40)
        case "amount":
            other = case.facts.get("charged" if fact == "refunded" else "refunded")
            yield from () if other is None else (other, other / 2, other * 2)
        case _:
            yield from spec.domain or ()


def _outcome(routes: int) -> Route:
    for route, bit in tables.compiled().bits["route"].items():
        if bit == routes:
            return cast("Route", route)
    return "undecided"


@cache
def _effects() -> Mapping[str, Mapping[Value, tuple[tuple[int, int], ...]]]:
    """For each value of a finite fact the masks that it changes: its own, and those of the facts that group it."""
    compiled = tables.compiled()
    effects: dict[str, dict[Value, tuple[tuple[int, int], ...]]] = {}
    for name, spec in specs().items():
        if spec.domain is None:
            continue
        groups = [made for made, fact in grouped().items() if fact == name]
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
def _alone() -> frozenset[str]:
    """The finite facts that act by themselves and their groups alone: no typed function reads them."""
    read = {fact for made in derived().values() if not made.groups for fact in made.made_from}
    return frozenset(_effects().keys() - read)


def tried(value: Any, now: datetime, numbers: Numbers) -> Any:
    """A value to try as it is written in the tables of questions: a word for a time becomes a time.

    "recently" lies inside the time that the seller has to answer, "long_ago" a day behind it (P02).
    """
    if value not in ("recently", "long_ago"):
        return value
    answer = timedelta(hours=numbers.number("P02"))
    return now - min(timedelta(hours=1), answer / 2) if value == "recently" else now - answer - timedelta(days=1)
