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


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What an id says. `related`: the ids that it rests on, completes or overrules, or that say nearly the same."""

    id: str
    says: str
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Statement):
    """One statement of a source article in our words. `lines` are the cited passages ("162, 168-170"), of which the
    first lies in `section`."""

    section: str
    lines: str
    kind: RuleKind
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A range of whole units, both ends included."""

    min: int
    max: int


Value = int | Span | str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, range or name that the rules use, known with this value since the day `read`. `related` are the rules
    that state it (empty: our own)."""

    id: str
    description: str
    unit: str
    value: Value
    read: date
    related: tuple[str, ...]

    @property
    def says(self) -> str:
        """What it is, with its value."""
        return f"{self.description.removesuffix('.')}: {self}."

    def __str__(self) -> str:
        """The value with its unit, such as "3 to 5 days"; a text stands alone."""
        match self.value:
            case Span(low, high):
                return f"{low} to {high} {self.unit}"
            case int():
                return f"{self.value} {self.unit}"
            case _:
                return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling(Statement):
    """A question that the sources leave open, and what we follow; where they contradict each other, the other reading,
    too, which we only show."""

    question: str
    other_reading: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule(Statement):
    """A rule that is not in the sources (D…), or a fact of pages and of the platform's practice (L…); `origin` says
    where it comes from."""

    origin: str


Entry = Statement | Parameter


@dataclass(frozen=True, slots=True)
class Season:
    """One occurrence of a season: its main day, the first and last day that count as the season, and each
    effect with the rules that state it."""

    id: str
    day: date
    first: date
    last: date
    effects: Mapping[Effect, tuple[str, ...]]
