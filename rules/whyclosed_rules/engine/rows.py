"""Rows, the boxes that decision tables are made of: three-valued, each kind with an outcome of its own type.

A row is a *box*: for some facts the set of values it allows; a fact that it does not name is free. What is known is a
box too: for each fact the set of values still possible (a fact without an entry may have any of its values). So a row

- holds     where everything still possible lies inside its cells,
- fails     where one of its cells excludes everything still possible,
- is open   otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import MISSING, fields
from enum import Enum

from whyclosed_parser.records import dataclass

Value = Hashable
Values = frozenset[Value]
Knowledge = Mapping[str, Values]
Cells = Mapping[str, Values]


class Truth(Enum):
    """Three-valued truth of a row."""

    HOLDS = "holds"
    OPEN = "open"
    FAILS = "fails"


def truth(cells: Cells, known: Knowledge) -> Truth:
    """Whether cells hold for every, no, or only some of the values still possible."""
    holds = True
    for fact, cell in cells.items():
        possible = known.get(fact)
        if possible is None:
            holds = False
        elif not possible <= cell:
            if possible.isdisjoint(cell):
                return Truth.FAILS
            holds = False
    return Truth.HOLDS if holds else Truth.OPEN


def counts(when: Cells, unless: Cells | None, known: Knowledge) -> bool:
    """Whether cells hold, and nothing takes them back."""
    if truth(when, known) is not Truth.HOLDS:
        return False
    return unless is None or truth(unless, known) is not Truth.HOLDS


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One rule: its cells and the sources it rests on.

    `other` names the reading that was not chosen, where the sources disagree (a K rule stands in `sources`).
    """

    id: str
    when: Cells
    sources: tuple[str, ...]
    other: str | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that the row reads."""
        return tuple(self.when)

    def truth(self, known: Knowledge) -> Truth:
        """Whether the row holds for every, no, or only some of the values still possible."""
        return truth(self.when, known)

    def outcome(self) -> Iterator[tuple[str, object]]:
        """What the row says beyond its cells: the names and values that its kind adds, as far as it sets them."""
        shared = {one.name for one in fields(Row)}
        for one in fields(self):
            value = getattr(self, one.name)
            default = one.default if one.default_factory is MISSING else one.default_factory()
            if one.name not in shared and value != default:
                yield one.name, value


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Outcome(Row):
    """A row of a decision table: `value` is what the table answers where it holds."""

    value: Value


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Follows(Row):
    """A row that fills in facts which follow from others."""

    sets: Mapping[str, Value]

    def outcome(self) -> Iterator[tuple[str, object]]:
        """The facts that follow."""
        yield from self.sets.items()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Narrows(Row):
    """A row of a narrowing. `rank`: 1 has the most authority; `yields`: to give way to it is no contradiction, the row
    says what is usual; `unless`: what takes the row back where it holds too; `certainty`: how strong it is, where that
    is said."""

    rank: int = 1
    yields: bool = False
    unless: Cells | None = None
    certainty: str | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that the row reads."""
        return (*self.when, *(self.unless or ()))

    def counts(self, known: Knowledge) -> bool:
        """Whether the row holds, and nothing takes it back."""
        return counts(self.when, self.unless, known)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Leaves(Narrows):
    """The values that a row leaves."""

    leaves: Values

    def leaves_of(self, _: Knowledge) -> Values | None:
        """The values that the row leaves where it counts."""
        return self.leaves


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Copies(Narrows):
    """A row that leaves what is known of another fact with the same values."""

    copies: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts that the row reads."""
        return (*self.when, *(self.unless or ()), self.copies)

    def leaves_of(self, known: Knowledge) -> Values | None:
        """The values that the row leaves where it counts; None where it says nothing."""
        return known.get(self.copies)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Advice(Row):
    """A row of a table of which every row that holds counts, apart from those whose `unless` holds too."""

    unless: Cells | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DecisionTable:
    """Rows over facts with finite domains, of which exactly one is the answer (hit policy: unique)."""

    name: str
    domains: Mapping[str, tuple[Value, ...]]
    rows: tuple[Outcome, ...]
