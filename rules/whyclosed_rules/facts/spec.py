"""What each fact may be, as `facts.toml` defines it: the one place where a fact is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import Any, Literal, cast, get_args

from whyclosed_parser.records import dataclass
from whyclosed_rules import data
from whyclosed_rules.engine.rows import Value
from whyclosed_rules.errors import TableError, did_you_mean
from whyclosed_rules.model import QuestionKind

FactKind = Literal[
    "choice",
    "flag",
    "when",
    "day",
    "time",
    "days_range",
    "duration",
    "amount",
    "currency",
    "number",
    "country",
    "list",
    "packages",
]
KnownBy = Literal["page", "buyer", "both"]
_FLAGS: tuple[Value, ...] = (True, False)


@dataclass(frozen=True, slots=True)
class Spec:
    """A fact that a page or the buyer gives: what it may be, whose it is, who can know it, and how it is asked for.

    `before` are the facts that cannot lie earlier; `past` facts cannot lie in the future. `question` is None where
    nobody is asked for it; who does not know the fact that it `presumes` is not asked either.
    """

    name: str
    kind: FactKind
    known_by: KnownBy
    values: tuple[Any, ...] = ()
    text: bool = False
    null_means: str | None = None
    of: Literal["order", "parcel"] = "order"
    past: bool = False
    before: tuple[str, ...] = ()
    question: QuestionKind | None = None
    presumes: str | None = None
    meaning: str | None = None

    @property
    def domain(self) -> tuple[Value, ...] | None:
        """The values that a table may read; None where there are not finitely many."""
        return self.values if self.kind == "choice" else _FLAGS if self.kind == "flag" else None


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact that is made: its values, the given facts behind it, and which values of theirs make which of its own.

    `also` are the other given facts that it reads, `without` those of which none may be known, `needs` those without
    all of which the others make nothing. `usual` names for a state that should pass the parameter that says how long it
    usually lasts.
    """

    name: str
    values: tuple[Value, ...]
    made_from: tuple[str, ...] = ()
    groups: Mapping[str, tuple[Value, ...]] | None = None
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    usual: Mapping[Value, str] = field(default_factory=dict)

    @property
    def reads(self) -> tuple[str, ...]:
        """Every given fact that it reads."""
        return (*self.made_from, *self.also, *self.without)


@cache
def specs() -> Mapping[str, Spec]:
    """Every given fact by name."""
    return {name: Spec(**fields) for name, fields in _checked()["given"].items()}


@cache
def derived() -> Mapping[str, Derived]:
    """Every made fact by name."""
    return {name: Derived(**fields) for name, fields in _checked()["made"].items()}


@cache
def finite_facts() -> Mapping[str, tuple[Value, ...]]:
    """The given facts with finitely many values, by name."""
    return {name: spec.domain for name, spec in specs().items() if spec.domain is not None}


@cache
def domains() -> Mapping[str, tuple[Value, ...]]:
    """The finite values of every fact that a table may read."""
    return {**finite_facts(), **{name: made.values for name, made in derived().items()}}


@cache
def group_of(name: str) -> Mapping[Value, str]:
    """The group of each value of the fact that a made fact groups; a value without a group says nothing."""
    return {member: group for group, members in (derived()[name].groups or {}).items() for member in members}


@cache
def grouped() -> Mapping[str, str]:
    """The made facts that only group another one, each with that fact."""
    return {name: made.made_from[0] for name, made in derived().items() if made.groups}


@cache
def reads(name: str) -> frozenset[str]:
    """The given facts that a made one is made of: whether dates can be true together, of all that have an order."""
    if name == "dates":
        ordered = (spec for spec in specs().values() if spec.past or spec.before)
        return frozenset(fact for spec in ordered for fact in (spec.name, *spec.before))
    return frozenset(derived()[name].reads)


@cache
def needs(name: str) -> frozenset[str]:
    """The given facts without all of which a made one is what it is of nothing."""
    made = derived()[name]
    return frozenset(made.needs or made.made_from) or reads(name)


@cache
def _checked() -> Mapping[str, Mapping[str, dict[str, Any]]]:
    checked: dict[str, dict[str, dict[str, Any]]] = data.worked_out("facts", check)
    return checked


def check() -> Mapping[str, Mapping[str, dict[str, Any]]]:
    """The fields of every given and of every made fact, in plain values. Raises `TableError`."""
    given = {name: _spec(name, entry) for name, entry in _entries(derived=False)}
    for spec in given.values():
        _known(f"fact '{spec.name}', before", spec.before, given)
        _known(f"fact '{spec.name}', presumes", [spec.presumes] if spec.presumes else [], given)
    made = {name: _derived(name, entry, given) for name, entry in _entries(derived=True)}
    every: tuple[tuple[str, Mapping[str, Spec | Derived]], ...] = (("given", given), ("made", made))
    return {kind: {name: data.plain(one) for name, one in facts.items()} for kind, facts in every}


def _entries(*, derived: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, entry in data.load_toml("facts/facts").items():
        if (entry["kind"] == "derived") is derived:
            yield name, {key: value for key, value in entry.items() if not (derived and key == "kind")}


def _spec(name: str, entry: Mapping[str, Any]) -> Spec:
    _known(f"fact '{name}'", entry, Spec.__dataclass_fields__)
    for key, choice in (("kind", FactKind), ("known_by", KnownBy), ("question", QuestionKind)):
        if key in entry:
            _known(f"fact '{name}', {key}", [entry[key]], get_args(choice))
    if "meaning" not in entry and "question" not in entry:
        raise TableError(f"facts.toml: fact '{name}' has neither a meaning nor a question")
    lists = {key: tuple(entry[key]) for key in ("values", "before") if key in entry}
    return Spec(name, **{**entry, **lists})


def _derived(name: str, entry: Mapping[str, Any], specs: Mapping[str, Spec]) -> Derived:
    _known(f"fact '{name}'", entry, ("values", "values_of", *Derived.__dataclass_fields__))
    same = data.load_toml("facts/facts")[entry["values_of"]] if "values_of" in entry else entry
    values = tuple(same["values"])
    given = {key: tuple(entry.get(key, ())) for key in ("made_from", "also", "without", "needs")}
    for key, names in given.items():
        _known(f"fact '{name}', {key}", names, specs)
    made_from, usual = given["made_from"], entry.get("usual", {})
    if usual:
        _known(f"fact '{name}', usual", usual, specs[made_from[0]].values)
    groups = {group: tuple(members) for group, members in entry.get("groups", {}).items()}
    if groups:
        _known(f"fact '{name}', groups", groups, cast("tuple[str, ...]", values))
        for members in groups.values():
            _known(f"fact '{name}', groups", members, specs[made_from[0]].values)
    return Derived(name, values, groups=groups or None, usual=usual, **given)


def _known(where: str, names: Any, known: Any) -> None:
    for name in names:
        if name not in known:
            raise TableError(f"facts.toml: {where}: '{name}' is not known.{did_you_mean(str(name), map(str, known))}")
