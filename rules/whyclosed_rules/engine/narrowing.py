"""Narrowing: a derived fact may have any of its values until the evidence leaves fewer. The result is its own trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import field, replace
from functools import lru_cache
from itertools import groupby

from whyclosed_parser.records import dataclass
from whyclosed_rules.engine.rows import Copies, Knowledge, Leaves, Row, Value, Values

Evidence = Leaves | Copies
Ranks = tuple[tuple[Evidence, ...], ...]
Left = tuple[tuple[Evidence, Values], ...]
"""Rows that hold, each with what it leaves."""


@dataclass(frozen=True, slots=True, eq=False)
class Narrowing:
    """A derived fact: all its values are possible until the evidence leaves fewer.

    Rows of `evidence` narrow by their rank: what holds in rank 1 comes first, a row that contradicts what is left is
    overruled. Rows of one rank have the same authority: their order means nothing, and where they contradict each
    other, every value stays possible that as many of them as agree leave together. Rows of `assumed` then narrow what
    is open.
    `reads` are the facts that any row reads, `ranks` the rows of evidence and of assumptions by their rank, `rows` all
    of them in that order.
    """

    fact: str
    values: tuple[Value, ...]
    evidence: tuple[Evidence, ...]
    assumed: tuple[Evidence, ...]

    reads: tuple[str, ...] = field(init=False)
    ranks: tuple[Ranks, Ranks] = field(init=False)
    rows: tuple[Evidence, ...] = field(init=False)
    _assumptions: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        reads = dict.fromkeys(fact for row in (*self.evidence, *self.assumed) for fact in row.reads)
        object.__setattr__(self, "reads", tuple(reads))
        object.__setattr__(self, "ranks", (_by_rank(self.evidence), _by_rank(self.assumed)))
        object.__setattr__(self, "rows", tuple(row for ranks in self.ranks for rank in ranks for row in rank))
        object.__setattr__(self, "_assumptions", frozenset(id(row) for row in self.assumed))

    def narrow(
        self, known: Knowledge, unsure: Set[str] = frozenset(), held: Iterable[Evidence] | None = None
    ) -> Narrowed:
        """Apply every row that holds. `unsure` are facts whose values rest on assumptions, or on disputed evidence.
        `held` are the rows that hold, evidence first, each kind by its rank, where somebody has found that out."""
        rows = [row for row in self.rows if row.counts(known)] if held is None else held
        left = tuple([(row, leaves) for row in rows if (leaves := row.leaves_of(known)) is not None])
        result, reads = _narrowed(self, left)
        return replace(result, sure=False) if result.sure and not reads.isdisjoint(unsure) else result

    def split(self, left: Left) -> tuple[Left, Left]:
        """Rows that hold, as evidence and as assumptions."""
        evidence = tuple(one for one in left if id(one[0]) not in self._assumptions)
        return evidence, left[len(evidence) :]


@dataclass(frozen=True, slots=True)
class Overruled:
    """A row that holds, and contradicts what stronger evidence leaves: that of the rows `by`."""

    row: Evidence
    by: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a narrowing left, and why: `proved` by evidence alone, `possible` with the assumptions.

    `used` are all rows of evidence that hold and agree, also those that only confirm; `overruled` those that hold and
    do not. `sure`: one value is left, nothing contradicts it, and nothing was assumed on the way.
    """

    possible: Values
    proved: Values
    used: tuple[Evidence, ...]
    assumed: tuple[Evidence, ...]
    overruled: tuple[Overruled, ...]
    sure: bool


def evidence_behind(rows: Iterable[Row], narrowed: Mapping[str, Narrowed]) -> tuple[Evidence, ...]:
    """The evidence that narrowed the facts which these rows read, in the order in which they read them."""
    reads = dict.fromkeys(fact for row in rows for fact in row.when)
    return tuple(row for fact in reads if fact in narrowed for row in narrowed[fact].used)


@lru_cache(maxsize=4096)
def _narrowed(narrowing: Narrowing, left: Left) -> tuple[Narrowed, frozenset[str]]:
    """What these rows leave if nothing that they read is unsure, and what the rows of evidence read."""
    every = frozenset(narrowing.values)
    evidence, assumptions = narrowing.split(left)
    proved, used, overruled = _apply(evidence, every)
    possible, assumed, _ = _apply(assumptions, proved) if assumptions and len(proved) > 1 else (proved, (), ())
    leaves = dict(left)
    telling = tuple(row for row in assumed if not proved <= leaves[row])
    sure = len(proved) == 1 and not overruled
    reads = frozenset(fact for row in used for fact in row.reads)
    return Narrowed(possible, proved, used, telling, overruled, sure), reads


def _by_rank(rows: Iterable[Evidence]) -> Ranks:
    ranks: dict[int, list[Evidence]] = {}
    for row in rows:
        ranks.setdefault(row.rank, []).append(row)
    return tuple(tuple(ranks[rank]) for rank in sorted(ranks))


def _apply(
    rows: Iterable[tuple[Evidence, Values]], possible: Values
) -> tuple[Values, tuple[Evidence, ...], tuple[Overruled, ...]]:
    """Apply rows that hold, by their rank, each with what it leaves."""
    used: list[tuple[Evidence, Values]] = []
    overruled: list[Overruled] = []
    for _, rank in groupby(rows, _rank):
        held = list(rank)
        agree = [(row, leaves) for row, leaves in held if not leaves.isdisjoint(possible)]
        overruled += [
            Overruled(row, tuple(other for other, left in used if left.isdisjoint(leaves)) or _rows(used))
            for row, leaves in held
            if leaves.isdisjoint(possible) and not row.yields
        ]
        both = possible.intersection(*(leaves for _, leaves in agree))
        if not both:  # rows of the same authority contradict each other: any of them may be right
            overruled += [
                Overruled(row, others)
                for row, leaves in agree
                if (others := tuple(other for other, left in agree if left.isdisjoint(leaves)))
            ]
            both = best_supported(possible, tuple(leaves for _, leaves in agree))
        possible = both
        used += agree
    refused = {id(one.row) for one in overruled}
    return possible, tuple(row for row, _ in used if id(row) not in refused), tuple(overruled)


def best_supported(possible: Values, leaves: Sequence[Values]) -> Values:
    """The values that no other value outdoes: those whose rows do not all leave another one that more rows leave. So a
    broad row brings nothing back that each of two exact rows excludes, however they contradict each other."""
    support = {value: frozenset(place for place, left in enumerate(leaves) if value in left) for value in possible}
    return frozenset(value for value, rows in support.items() if not any(rows < more for more in support.values()))


def _rank(one: tuple[Evidence, Values]) -> int:
    return one[0].rank


def _rows(used: Iterable[tuple[Evidence, Values]]) -> tuple[Evidence, ...]:
    return tuple(row for row, _ in used)
