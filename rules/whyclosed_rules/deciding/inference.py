"""What follows from what is known of the finite facts: what is filled in, what the evidence leaves, the route.

No day, amount or word plays a part in it. So it is the same for every order of which as much is known, and remembered
for the next one; so are the routes that would be possible with other facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import cast

from whyclosed_parser.records import dataclass
from whyclosed_rules import tables
from whyclosed_rules.engine.compiled import Masks
from whyclosed_rules.engine.narrowing import Evidence, Narrowed, Overruled
from whyclosed_rules.engine.rows import Follows, Knowledge, Truth, Value, Values
from whyclosed_rules.engine.worlds import Changes
from whyclosed_rules.facts.known import Facts, Origin

Before = tuple[int, ...]
"""What is known before anything follows, as masks for the compiled tables."""


@dataclass(frozen=True, slots=True, eq=False)
class Inference:
    """What follows from `before`. `known` maps facts to the values still possible; `narrowed` tells for each derived
    fact what left them; `implied` are the rows that filled something in, `filled` what they did; `after` is what is
    known after all tables were applied, for the compiled ones."""

    before: Before
    after: Masks
    known: Knowledge
    narrowed: Mapping[str, Narrowed]
    implied: tuple[Follows, ...]
    filled: Facts
    overruled: tuple[Overruled, ...]


@lru_cache(maxsize=1024)
def infer(before: Before) -> Inference:
    """Apply all tables up to the route."""
    compiled = tables.compiled()
    after, known = compiled.run(before), compiled.known(before)
    filled = {place for place in compiled.targets if after[place] != before[place]}
    implied = tuple(fill_in(known, (row for row, places in _filling() if not filled.isdisjoint(places))))
    narrowed = narrow(known, after)
    known["situation"] = compiled.values("situation", after)
    overruled = tuple(one for result in narrowed.values() for one in result.overruled)
    return Inference(before, after, known, narrowed, implied, _filled(implied), overruled)


def _filled(implied: Iterable[Follows]) -> Facts:
    """What rows fill in; of two that say the same fact the first does."""
    values: dict[str, Value] = {}
    origins: dict[str, Origin] = {}
    for row in implied:
        for name, value in row.sets.items():
            values.setdefault(name, value)
            origins.setdefault(name, Origin("derived", sources=row.sources))
    return Facts(values, origins)


@lru_cache(maxsize=1024)
def worlds_of(inference: Inference) -> tuple[tuple[int, int], ...]:
    """The mask of each route that is possible anywhere, with the worlds in which it is: where a fact is another."""
    routes = tables.compiled().bits["route"].values()
    every = zip(routes, tables.worlds().run(inference.before), strict=True)
    return tuple([one for one in every if one[1]])


def routes_in(inference: Inference, world: int) -> int:
    """The mask of the routes that are possible in a world."""
    return sum([route for route, worlds in worlds_of(inference) if worlds & world])


def routes_with(inference: Inference, changes: Changes) -> int:
    """The mask of the routes that are possible where some masks are others."""
    world = tables.worlds().bit.get(changes)
    return _routes_with(inference, changes) if world is None else routes_in(inference, world)


@lru_cache(maxsize=4096)
def _routes_with(inference: Inference, changes: Changes) -> int:
    compiled = tables.compiled()
    masks = list(inference.before)
    for place, mask in changes:
        masks[place] = mask
    return compiled.run(masks)[compiled.place["route"]]


@cache
def _filling() -> tuple[tuple[Follows, tuple[int, ...]], ...]:
    """The rows that fill in facts, each with their places among the masks."""
    place = tables.compiled().place
    return tuple((row, tuple(place[fact] for fact in row.sets)) for row in tables.implications())


def fill_in(known: dict[str, Values], rows: Iterable[Follows] | None = None) -> list[Follows]:
    """Fill in what follows from what is known; returns the rows that did. `rows` are those that may."""
    used = []
    for row in tables.implications() if rows is None else rows:
        if not all(name in known for name in row.sets) and row.truth(known) is Truth.HOLDS:
            for name, value in row.sets.items():
                known.setdefault(name, frozenset([value]))
            used.append(row)
    return used


def narrow(known: dict[str, Values], masks: Masks | None = None) -> dict[str, Narrowed]:
    """Narrow every derived fact in turn: a later one may read an earlier one. `masks` are what all tables made."""
    narrowed: dict[str, Narrowed] = {}
    unsure: set[str] = set()
    compiled = tables.compiled()
    for narrowing in tables.narrowings():
        held = None if masks is None else compiled.holding(narrowing.fact, masks)
        result = narrowing.narrow(known, unsure, cast("list[Evidence] | None", held))
        narrowed[narrowing.fact] = result
        if not result.sure:
            unsure.add(narrowing.fact)
        known[narrowing.fact] = result.possible
    return narrowed
