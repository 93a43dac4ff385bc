"""Narrowing: a derived fact may have any of its values until the evidence leaves fewer. The result is its own trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from whyclosed_rules.engine.rows import Copies, Knowledge, Leaves, Value, Values

Evidence = Leaves | Copies


@dataclass(frozen=True, slots=True, eq=False)
class Narrowing:
    """A derived fact: all its values are possible until the evidence leaves fewer.

    Rows of `evidence` narrow one after the other (the first has most authority: a later one that contradicts what is
    left is not applied); rows of `assumed` then narrow what is still open, where they can. `reads` are the facts that
    any row reads.
    """

    fact: str
    values: tuple[Value, ...]
    evidence: tuple[Evidence, ...]
    assumed: tuple[Evidence, ...]

    reads: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        reads = dict.fromkeys(fact for row in (*self.evidence, *self.assumed) for fact in row.reads)
        object.__setattr__(self, "reads", tuple(reads))

    def narrow(self, known: Knowledge) -> Narrowed:
        """Apply every row that holds."""
        return _narrowed(self, tuple([known.get(fact) for fact in self.reads]))


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a narrowing left, and why: `proved` by evidence alone, `possible` with the assumptions."""

    possible: Values
    proved: Values
    used: tuple[Evidence, ...]
    assumed: tuple[Evidence, ...]


@lru_cache(maxsize=8192)
def _narrowed(narrowing: Narrowing, possible: tuple[Values | None, ...]) -> Narrowed:
    known = {fact: values for fact, values in zip(narrowing.reads, possible, strict=True) if values is not None}
    proved, used = _apply(narrowing.evidence, frozenset(narrowing.values), known)
    left, assumed = _apply(narrowing.assumed, proved, known)
    return Narrowed(left, proved, used, assumed)


def _apply(rows: Iterable[Evidence], possible: Values, known: Knowledge) -> tuple[Values, tuple[Evidence, ...]]:
    used = []
    for row in rows:
        if len(possible) == 1:
            break
        leaves = row.left(known)
        left = possible if leaves is None else possible & leaves
        if left and left != possible:
            possible = left
            used.append(row)
    return possible, tuple(used)
