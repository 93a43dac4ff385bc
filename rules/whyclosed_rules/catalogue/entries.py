"""What the entries of the catalogue look like."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from whyclosed_parser.records import dataclass

RuleKind = Literal[
    "definition",
    "cause",
    "clue",
    "route",
    "time",
    "step",
    "warning",
    "evidence",
    "message",
    "prevention",
    "information",
]
Effect = Literal["closes_warehouses", "delays_shipping", "slows_refunds", "carriers_over_capacity"]


@dataclass(frozen=True, slots=True)
class Article:
    """A source article. `lines` is its length, `read` the day it was read, and `sections` maps each section,
    its name shortened by us, to its first and last line."""

    id: str
    title: str
    publisher: str
    year: int
    read: date
    lines: int
    sections: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement of a source article in our words. `lines` are the cited passages ("162, 168-170"), of which the
    first lies in `section`; `related` are the rules that say nearly the same or
    belong together with it, and the conflicts and gaps it takes part in."""

    id: str
    section: str
    lines: str
    kind: RuleKind
    says: str
    parameters: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A range of whole units, both ends included."""

    min: int
    max: int


Value = int | Span | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, range or name that the rules use, as it held on the day asked for.

    `read` is the day since which this value is known and `sources` the rules that state it (empty: our own).
    """

    id: str
    description: str
    unit: str
    value: Value
    read: date
    sources: tuple[str, ...]

    def __str__(self) -> str:
        """The value with its unit, such as "3 to 5 days"; a text stands alone."""
        match self.value:
            case Span(low, high):
                return f"{low} to {high} {self.unit}"
            case int():
                return f"{self.value} {self.unit}"
            case _:
                return self.value


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements of the sources that cannot all be followed, what we follow, and what we only show."""

    id: str
    between: Literal["A-B", "B-B", "A-B, B-B"]
    question: str
    ruling: str
    other_reading: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A question that the sources leave open, and our reading. `rules` is empty where none touches it."""

    id: str
    question: str
    reading: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnRule:
    """A rule that is not in the sources (D…), or a fact of pages and of the platform's practice (L…).

    `serves` are the ids it completes or overrules; `origin` says where it comes from.
    """

    id: str
    says: str
    serves: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Season:
    """One occurrence of a season: its main day, the first and last day that count as the season, and each
    effect with the rules that state it."""

    id: str
    name: str
    day: date
    first: date
    last: date
    effects: Mapping[Effect, tuple[str, ...]]

    @property
    def sources(self) -> tuple[str, ...]:
        """Every rule that states one of the effects, once each."""
        return tuple(dict.fromkeys(id_ for rules in self.effects.values() for id_ in rules))
