"""Proofs about a decision table: that it is complete, and that no two of its rows hold together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from whyclosed_rules.engine.rows import Cells, DecisionTable, Knowledge, Outcome, Truth, Value, Values

Box = dict[str, Values]
"""A part of all combinations: for each fact the values that it may have there."""


def gaps(table: DecisionTable) -> list[Box]:
    """The combinations of facts that no row covers, as boxes; an empty list proves the table complete."""
    left: list[Box] = [{}]
    for row in table.rows:
        left = [piece for box in left for piece in _minus(box, row.when, table.domains)]
    return left


def overlaps(table: DecisionTable) -> list[tuple[Outcome, Outcome, Box]]:
    """Pairs of rows that can hold together, with the box where they do."""
    found = []
    for index, one in enumerate(table.rows):
        for two in table.rows[index + 1 :]:
            shared = _intersection(one.when, two.when)
            if shared is not None:
                found.append((one, two, shared))
    return found


def opened(table: DecisionTable, known: Knowledge) -> tuple[Outcome, ...]:
    """The rows that hold or may hold, in table order; a single one is the answer."""
    return tuple(row for row in table.rows if row.truth(known) is not Truth.FAILS)


def smallest_example(boxes: Iterable[Box], domains: Mapping[str, Sequence[Value]]) -> dict[str, Value]:
    """One combination of facts out of `boxes` that names as few facts as possible."""
    box = min(boxes, key=lambda candidate: (len(candidate), sorted(candidate)))
    return {fact: next(value for value in domains[fact] if value in box[fact]) for fact in sorted(box)}


def _minus(box: Box, cells: Cells, domains: Mapping[str, tuple[Value, ...]]) -> list[Box]:
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


def _intersection(one: Cells, two: Cells) -> Box | None:
    shared = dict(one)
    for fact, cell in two.items():
        both = shared[fact] & cell if fact in shared else cell
        if not both:
            return None
        shared[fact] = both
    return shared
