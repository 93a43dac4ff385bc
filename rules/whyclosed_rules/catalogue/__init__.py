"""The catalogue: what every cited id says and where it stands.

The first letter of an id tells its kind, and its file in `catalogue/`:

    A, B  a rule of the two source articles       P  a number of the articles    W  a number of our own
    K     a conflict of the articles, ruled       Q  a gap of the articles, read
    D     a rule of our own                       L  a fact of a page or of the platform's practice

Nothing is read on import: a file at the first use of its letter, compiled like all data, and only an entry that is
asked for becomes a typed one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any

from whyclosed_rules import data
from whyclosed_rules.catalogue.entries import Article, Entry, OwnRule, Parameter, Rule, Ruling, Season, Span, Statement
from whyclosed_rules.errors import near
from whyclosed_rules.model import Source

_FILES = {
    "A": "seed_a",
    "B": "seed_b",
    "P": "parameters",
    "W": "parameters",
    "K": "conflicts",
    "Q": "ambiguities",
    "D": "own_rules",
    "L": "own_rules",
}
_KINDS: Mapping[str, type[Statement]] = {
    "seed_a": Rule,
    "seed_b": Rule,
    "conflicts": Ruling,
    "ambiguities": Ruling,
    "own_rules": OwnRule,
}
_SECTIONS = {
    "P": "Numbers of the sources",
    "W": "Numbers of our own",
    "K": "Conflicts of the sources",
    "Q": "Gaps of the sources",
    "D": "Rules of our own",
    "L": "Facts of pages and of the platform",
}
_OURS = "whyclosed"


class UnknownRule(KeyError):
    """No entry has this id. `near`: the one that looks most like it, if any does."""

    def __init__(self, id_: str, near: str | None = None) -> None:
        super().__init__(id_)
        self.id = id_
        self.near = near

    def __str__(self) -> str:
        hint = f"; did you mean {self.near}?" if self.near else ""
        return f"there is no rule {self.id!r}{hint}"


@lru_cache(maxsize=4096)
def source(id_: str, as_of: date | None = None) -> Source:
    """Where an id stands and what it says, for any id of the catalogue. Raises UnknownRule.

    All but the articles' rules have the document "whyclosed" and no lines. `as_of` as for `entry`.
    """
    one = entry(id_, as_of)
    if isinstance(one, Rule):
        return Source(id_, id_[0], one.section, one.lines, one.says)
    return Source(id_, _OURS, _SECTIONS[id_[0]], "", one.says)


def document(id_: str) -> Article:
    """The source article "A" or "B". Raises UnknownRule."""
    if id_ not in ("A", "B"):
        raise UnknownRule(id_)
    told = _blocks(_FILES[id_])["document"]
    sections = {name: (first, last) for name, first, last in told["sections"]}
    return Article(id=id_, **{**told, "sections": MappingProxyType(sections)})


@lru_cache(maxsize=4096)
def entry(id_: str, as_of: date | None = None) -> Entry:
    """What an id stands for; of a number, its value as known on the day `as_of` (None: the newest). For days before it
    was first read the first value holds, as the sources give no dates. Raises UnknownRule.
    """
    check(id_)
    kind = _KINDS.get(_FILES[id_[0]])
    if kind is not None:
        told = _blocks(_FILES[id_[0]])[id_].items()
        fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told}
        return kind(id=id_, **fields)
    dated = _dated(id_)
    return next((one for one in reversed(dated) if as_of is None or one.read <= as_of), dated[0])


def parameter(id_: str, as_of: date | None = None) -> Parameter:
    """A number of the sources (P…) or of our own (W…); `as_of` as for `entry`. Raises UnknownRule."""
    one = entry(id_, as_of)
    if not isinstance(one, Parameter):
        raise UnknownRule(id_)
    return one


@cache
def _dated(id_: str) -> tuple[Parameter, ...]:
    """Every value that a parameter has had, the oldest first."""
    told = _blocks(_FILES[id_[0]])[id_]
    return tuple(
        Parameter(
            id=id_,
            description=told["description"],
            unit=told["unit"],
            value=Span(**dated["value"]) if isinstance(dated["value"], dict) else dated["value"],
            read=dated["read"],
            related=tuple(dated["from"]),
        )
        for dated in sorted(told["values"], key=itemgetter("read"))
    )


@lru_cache(maxsize=1024)
def number(id_: str, as_of: date | None = None) -> int:
    """The value of a parameter that is one whole number. Raises UnknownRule; TypeError where it is none."""
    value = parameter(id_, as_of).value
    if not isinstance(value, int):
        raise TypeError(f"parameter {id_} is no whole number: {value!r}")
    return value


def ids(letters: str = "ABPWKQDL") -> tuple[str, ...]:
    """Every id of these kinds, in the order of the letters and of the files."""
    return tuple(id_ for letter in letters if letter in _FILES for id_ in _blocks(_FILES[letter]) if id_[0] == letter)


@lru_cache(maxsize=256)
def seasons_on(day: date) -> tuple[Season, ...]:
    """The seasons that this day falls into, in the order of their main days.

    Chinese New Year is listed by year (2015 to 2035); a year outside the list has none, rather than a guess.
    """
    years = (day.year - 1, day.year, day.year + 1)  # a season may reach across the turn of the year
    seasons = (one for id_ in _blocks("seasons") for year in years for one in _occurrences(id_, year))
    return tuple(sorted((one for one in seasons if one.first <= day <= one.last), key=attrgetter("day")))


@cache
def _occurrences(id_: str, year: int) -> tuple[Season, ...]:
    """The season of this year: one, or none where its day is not known."""
    if not MINYEAR < year < MAXYEAR:
        return ()
    told = _blocks("seasons")[id_]
    effects = MappingProxyType({effect: tuple(rules) for effect, rules in told["effects"].items()})
    before, after = timedelta(told["before"]), timedelta(told["after"])
    days = [date(year, *told["every"])] if "every" in told else [d for d in told["days"] if d.year == year]
    return tuple(Season(id_, d, d - before, d + after, effects) for d in days)


def check(id_: str) -> None:
    """Raises UnknownRule where no entry has this id."""
    if id_[:1] not in _FILES or id_ not in _blocks(_FILES[id_[:1]]):
        raise UnknownRule(id_, respelled(id_) or near(id_.strip().upper(), ids()))


def respelled(id_: str) -> str | None:
    """The id with this letter and number, which may be written otherwise."""
    wanted = id_.strip().upper()
    if not wanted[1:].isdecimal():
        return None
    return next((one for one in ids(wanted[0]) if int(one[1:]) == int(wanted[1:])), None)


def _blocks(file: str) -> Mapping[str, dict[str, Any]]:
    """The entries of a file by id."""
    return data.load_toml(f"catalogue/{file}")
