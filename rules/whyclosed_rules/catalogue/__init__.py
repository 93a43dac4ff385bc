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
from types import MappingProxyType
from typing import Any

from whyclosed_rules import data
from whyclosed_rules.catalogue.entries import Ambiguity, Article, Conflict, OwnRule, Parameter, Rule, Season, Span
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
    """No entry has this id. `near` holds the ids that look most like it, the likeliest first."""

    def __init__(self, id_: str, near: tuple[str, ...]) -> None:
        super().__init__(id_)
        self.id = id_
        self.near = near

    def __str__(self) -> str:
        hint = f"; did you mean {' or '.join(self.near)}?" if self.near else ""
        return f"there is no rule {self.id!r}{hint}"


@lru_cache(maxsize=4096)
def source(id_: str, as_of: date | None = None) -> Source:
    """Where an id stands and what it says, for any id of the catalogue. Raises UnknownRule.

    All but the articles' rules have the document "whyclosed" and no lines; of a conflict it gives the ruling,
    of a gap our reading, of a number the value on the day `as_of` (None: the newest).
    """
    if id_[:1] in ("P", "W"):
        value = parameter(id_, as_of)
        return Source(id_, _OURS, _SECTIONS[id_[0]], "", f"{value.description.removesuffix('.')}: {value}.")
    return _undated(id_)


@cache
def _undated(id_: str) -> Source:
    letter, entry = _entry(id_)
    if letter in "AB":
        return Source(id_, letter, entry["section"], entry["lines"], entry["says"])
    says = next(entry[key] for key in ("says", "ruling", "reading") if key in entry)
    return Source(id_, _OURS, _SECTIONS[letter], "", says)


def document(id_: str) -> Article:
    """The source article "A" or "B". Raises UnknownRule."""
    if id_ not in ("A", "B"):
        raise UnknownRule(id_, ("A", "B"))
    entry = _parse(_FILES[id_], "document")
    sections = {name: (first, last) for name, first, last in entry.pop("sections")}
    return Article(id=id_, sections=MappingProxyType(sections), **entry)


def rule(id_: str) -> Rule:
    """A rule of the source articles (A…, B…). Raises UnknownRule."""
    return Rule(id=id_, **_lists(_fields(id_, "AB"), "parameters", "related"))


@lru_cache(maxsize=1024)
def parameter(id_: str, as_of: date | None = None) -> Parameter:
    """A number of the sources (P…) or of our own (W…), as known on the day `as_of` (None: the newest value).

    For days before it was first read the first value holds, as the sources give no dates. Raises UnknownRule.
    """
    if id_[:1] not in ("P", "W"):
        raise UnknownRule(id_, ())
    check(id_)
    dated = _dated(id_)
    return next((one for one in reversed(dated) if as_of is None or one.read <= as_of), dated[0])


@cache
def _dated(id_: str) -> tuple[Parameter, ...]:
    """Every value that a parameter has had, the oldest first."""
    entry = _parse(_FILES[id_[0]], id_)
    dated = sorted(entry["values"], key=lambda one: one["read"])
    return tuple(
        Parameter(
            id=id_,
            description=entry["description"],
            unit=entry["unit"],
            value=Span(**one["value"]) if isinstance(one["value"], dict) else one["value"],
            read=one["read"],
            sources=tuple(one["from"]),
        )
        for one in dated
    )


@lru_cache(maxsize=1024)
def number(id_: str, as_of: date | None = None) -> int:
    """The value of a parameter that is one whole number. Raises UnknownRule; TypeError where it is none."""
    value = parameter(id_, as_of).value
    if not isinstance(value, int):
        raise TypeError(f"parameter {id_} is no whole number: {value!r}")
    return value


def conflict(id_: str) -> Conflict:
    """A conflict of the sources (K…). Raises UnknownRule."""
    return Conflict(id=id_, **_lists(_fields(id_, "K"), "rules"))


def ambiguity(id_: str) -> Ambiguity:
    """A gap of the sources (Q…). Raises UnknownRule."""
    return Ambiguity(id=id_, **_lists(_fields(id_, "Q"), "rules"))


def own_rule(id_: str) -> OwnRule:
    """A rule of our own (D…) or a fact of pages and of the platform (L…). Raises UnknownRule."""
    return OwnRule(id=id_, **_lists(_fields(id_, "DL"), "serves"))


def ids(letters: str = "ABPWKQDL") -> tuple[str, ...]:
    """Every id of these kinds, in the order of the letters and of the files."""
    return tuple(id_ for letter in letters for id_ in _blocks(_FILES[letter]) if id_[0] == letter)


@lru_cache(maxsize=256)
def seasons_on(day: date) -> tuple[Season, ...]:
    """The seasons that this day falls into, in the order of their main days.

    Chinese New Year is listed by year (2015 to 2035); a year outside the list has none, rather than a guess.
    """
    years = (day.year - 1, day.year, day.year + 1)  # a season may reach across the turn of the year
    near = (one for id_ in _blocks("seasons") for year in years for one in _occurrences(id_, year))
    return tuple(sorted((one for one in near if one.first <= day <= one.last), key=lambda one: one.day))


@cache
def _occurrences(id_: str, year: int) -> tuple[Season, ...]:
    """The season of this year: one, or none where its day is not known."""
    if not MINYEAR < year < MAXYEAR:
        return ()
    entry = _season(id_)
    effects = MappingProxyType({effect: tuple(rules) for effect, rules in entry["effects"].items()})
    before, after = timedelta(entry["before"]), timedelta(entry["after"])
    days = [date(year, *entry["every"])] if "every" in entry else [d for d in entry["days"] if d.year == year]
    return tuple(Season(id_, entry["name"], d, d - before, d + after, effects) for d in days)


@cache
def _season(id_: str) -> dict[str, Any]:
    return _parse("seasons", id_)


def check(id_: str) -> None:
    """Raises UnknownRule where no entry has this id."""
    if id_[:1] not in _FILES or id_ not in _blocks(_FILES[id_[:1]]):
        raise UnknownRule(id_, _near(id_))


def _entry(id_: str) -> tuple[str, dict[str, Any]]:
    """The letter and the fields of an entry. Raises UnknownRule."""
    check(id_)
    return id_[0], _parse(_FILES[id_[0]], id_)


def _fields(id_: str, letters: str) -> dict[str, Any]:
    if id_[:1] not in letters:
        raise UnknownRule(id_, ())
    return _entry(id_)[1]


def _lists(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """The fields with the named ones as tuples, empty where the file leaves them out."""
    return entry | {name: tuple(entry.get(name, ())) for name in names}


def _blocks(file: str) -> Mapping[str, dict[str, Any]]:
    """The entries of a file by id."""
    return data.load_toml(f"catalogue/{file}")


def _parse(file: str, id_: str) -> dict[str, Any]:
    return dict(_blocks(file)[id_])


def _near(id_: str) -> tuple[str, ...]:
    """Ids that look like this one: the same letter and number written otherwise, else similar spellings."""
    from difflib import get_close_matches  # only a wrong id needs it

    wanted = id_.strip().upper()
    known = ids()
    digits = wanted[1:]
    if digits.isdecimal():
        same = tuple(one for one in known if one[0] == wanted[:1] and int(one[1:]) == int(digits))
        if same:
            return same
    return tuple(get_close_matches(wanted, known, n=2, cutoff=0.7))
