"""The decision-table engine: three-valued, traced, and able to prove a table complete and free of overlaps.

A row is a *box*: for some facts the set of values it allows; a fact that it does not name is free. What is known is a
box too: for each fact the set of values still possible (a fact without an entry may have any of its values). So a row

- holds     where everything still possible lies inside its cells,
- fails     where one of its cells excludes everything still possible,
- is open   otherwise.

Nothing here knows what the facts mean.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

Value = Hashable
Values = frozenset[Value]
Knowledge = Mapping[str, Values]
Box = dict[str, Values]


class Truth(Enum):
    """Three-valued truth of a row."""

    HOLDS = "holds"
    OPEN = "open"
    FAILS = "fails"


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One rule: cells, outcome, the key of its sentence, and the sources it rests on.

    `other` names the reading that was not chosen, where the sources disagree (a K rule stands in `sources`).
    """

    id: str
    when: Mapping[str, Values]
    then: Mapping[str, Any]
    sources: tuple[str, ...]
    other: str | None = None

    def truth(self, known: Knowledge) -> Truth:
        """Whether the row holds for every, no, or only some of the values still possible."""
        holds = True
        for fact, cell in self.when.items():
            possible = known.get(fact)
            if possible is None:
                holds = False
            elif not possible <= cell:
                if possible.isdisjoint(cell):
                    return Truth.FAILS
                holds = False
        return Truth.HOLDS if holds else Truth.OPEN


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows over facts with finite domains, of which exactly one is the answer (hit policy: unique)."""

    name: str
    domains: Mapping[str, tuple[Value, ...]]
    rows: tuple[Row, ...]

    def open(self, known: Knowledge) -> tuple[Row, ...]:
        """The rows that hold or may hold, in table order; a single one is the answer."""
        return _open(self, tuple([known.get(fact) for fact in self.domains]))


@lru_cache(maxsize=8192)
def _open(table: Table, possible: tuple[Values | None, ...]) -> tuple[Row, ...]:
    known = _knowledge(table.domains, possible)
    return tuple(row for row in table.rows if row.truth(known) is not Truth.FAILS)


@dataclass(frozen=True, slots=True, eq=False)
class Narrowing:
    """A derived fact: all its values are possible until the evidence leaves fewer.

    Rows of `evidence` narrow one after the other (the first has most authority: a later one that contradicts what is
    left is not applied); rows of `assumed` then narrow what is still open, where they can. `reads` are the facts that
    any row reads.
    """

    fact: str
    values: tuple[Value, ...]
    evidence: tuple[Row, ...]
    assumed: tuple[Row, ...]
    reads: tuple[str, ...]

    def narrow(self, known: Knowledge) -> Narrowed:
        """Apply every row that holds."""
        return _narrowed(self, tuple([known.get(fact) for fact in self.reads]))


@lru_cache(maxsize=8192)
def _narrowed(narrowing: Narrowing, possible: tuple[Values | None, ...]) -> Narrowed:
    known = _knowledge(narrowing.reads, possible)
    proved, used = _apply(narrowing.evidence, frozenset(narrowing.values), known)
    left, assumed = _apply(narrowing.assumed, proved, known)
    return Narrowed(left, proved, used, assumed)


def _apply(rows: Iterable[Row], possible: Values, known: Knowledge) -> tuple[Values, tuple[Row, ...]]:
    used = []
    for row in rows:
        if len(possible) == 1:
            break
        leaves = _leaves(row, known)
        if leaves is not None and row.truth(known) is Truth.HOLDS:
            left = possible & leaves
            if left and left != possible:
                possible = left
                used.append(row)
    return possible, tuple(used)


def _knowledge(facts: Iterable[str], possible: Iterable[Values | None]) -> Knowledge:
    return {fact: values for fact, values in zip(facts, possible, strict=True) if values is not None}


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a narrowing left, and why: `proved` by evidence alone, `possible` with the assumptions."""

    possible: Values
    proved: Values
    used: tuple[Row, ...]
    assumed: tuple[Row, ...]


def _leaves(row: Row, known: Knowledge) -> Values | None:
    """The values that a row of a narrowing leaves; None where it copies a fact that is not known."""
    copied = row.then.get("copies")
    leaves: Values | None = row.then["leaves"] if copied is None else known.get(copied)
    return leaves


def gaps(table: Table) -> list[Box]:
    """The combinations of facts that no row covers, as boxes; an empty list proves the table complete."""
    left: list[Box] = [{}]
    for row in table.rows:
        left = [piece for box in left for piece in _minus(box, row.when, table.domains)]
    return left


def overlaps(table: Table) -> list[tuple[Row, Row, Box]]:
    """Pairs of rows that can hold together, with the box where they do."""
    found = []
    for index, one in enumerate(table.rows):
        for two in table.rows[index + 1 :]:
            shared = _intersection(one.when, two.when)
            if shared is not None:
                found.append((one, two, shared))
    return found


def smallest_example(boxes: Iterable[Box], domains: Mapping[str, Sequence[Value]]) -> dict[str, Value]:
    """One combination of facts out of `boxes` that names as few facts as possible."""
    box = min(boxes, key=lambda candidate: (len(candidate), sorted(candidate)))
    return {fact: next(value for value in domains[fact] if value in box[fact]) for fact in sorted(box)}


def _minus(box: Box, cells: Mapping[str, Values], domains: Mapping[str, tuple[Value, ...]]) -> list[Box]:
    """`box` without the part that lies inside `cells`, cut into disjoint boxes."""
    if _intersection(box, cells) is None:
        return [box]
    pieces: list[Box] = []
    rest = dict(box)
    for fact, cell in cells.items():
        here = rest.get(fact, frozenset(domains[fact]))
        outside = here - cell
        if outside:
            pieces.append({**rest, fact: outside})
        rest[fact] = here & cell
    return pieces


def _intersection(one: Mapping[str, Values], two: Mapping[str, Values]) -> Box | None:
    shared = dict(one)
    for fact, cell in two.items():
        both = shared[fact] & cell if fact in shared else cell
        if not both:
            return None
        shared[fact] = both
    return shared
