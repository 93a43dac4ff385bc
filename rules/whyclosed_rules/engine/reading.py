"""Rows out of TOML entries: every fact, value, set, source and key is checked when a table is loaded.

    id = "…"    when = { fact = value, fact = [values], fact = { not = values } }    from = [sources]    other = source

and one key for each field that the row's own type adds. `"$name"` among values is a named set of that fact.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from whyclosed_parser.records import dataclass
from whyclosed_rules.engine.rows import Cells, Row, Value, Values
from whyclosed_rules.errors import TableError, did_you_mean

R = TypeVar("R", bound=Row)
Sets = Mapping[str, Mapping[str, list[Any]]]
_SHARED = {"id": "id", "when": "when", "from": "sources", "other": "other"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the rows of one vocabulary: the values of each fact, the named sets of each, and what knows the sources.

    `check_source` raises KeyError for the id of a source that nobody knows.
    """

    domains: Mapping[str, tuple[Value, ...]]
    sets: Sets
    check_source: Callable[[str], object]

    def row(self, kind: type[R], entry: Mapping[str, Any]) -> R:
        """One row of a kind. Raises `TableError`."""
        where = f"row {entry.get('id', '?')}"
        own = _own_fields(cast("Hashable", kind))
        for key in entry:
            if key not in _SHARED and key not in own:
                raise TableError(f"{where}: '{key}' means nothing here.{did_you_mean(key, own)}")
        for key in ("id", "when", "from"):
            if key not in entry:
                raise TableError(f"{where}: '{key}' is missing")
        for id_ in (*entry["from"], *([entry["other"]] if "other" in entry else [])):
            self._check_source(id_, where)
        read = {key: self._read(own[key], value, f"{where}, {key}") for key, value in entry.items() if key in own}
        try:
            return kind(
                id=entry["id"],
                when=self.cells(entry["when"], where),
                sources=tuple(entry["from"]),
                other=entry.get("other"),
                **read,
            )
        except TypeError as error:
            raise TableError(f"{where}: {error}") from None

    def cells(self, cells: Mapping[str, Any], where: str) -> Cells:
        """The cells of a row. Raises `TableError`."""
        return {fact: self.values(fact, cell, where) for fact, cell in cells.items()}

    def values(self, fact: str, cell: Any, where: str) -> Values:
        """The values that one cell allows. Raises `TableError`."""
        domain = self._domain(fact, where)
        if isinstance(cell, Mapping):
            return frozenset(domain) - self.values(fact, cell["not"], where)
        return frozenset(self._members(fact, cell, where))

    def value(self, fact: str, value: Any, where: str) -> Value:
        """One value of a fact. Raises `TableError`."""
        domain = self._domain(fact, where)
        for known in domain:
            if known == value and type(known) is type(value):
                return known
        hint = did_you_mean(str(value), map(str, domain))
        raise TableError(f"{where}: '{fact}' cannot be {value!r}.{hint}")

    def _domain(self, fact: str, where: str) -> tuple[Value, ...]:
        if fact not in self.domains:
            raise TableError(f"{where}: unknown fact '{fact}'.{did_you_mean(fact, self.domains)}")
        return self.domains[fact]

    def _members(self, fact: str, cell: Any, where: str) -> Iterator[Value]:
        for one in cell if isinstance(cell, list) else [cell]:
            if isinstance(one, str) and one.startswith("$"):
                named = self.sets.get(fact, {})
                if one[1:] not in named:
                    raise TableError(f"{where}: '{fact}' has no set '{one}'.{did_you_mean(one[1:], named)}")
                yield from self._members(fact, named[one[1:]], where)
            else:
                yield self.value(fact, one, where)

    def _check_source(self, id_: str, where: str) -> None:
        try:
            self.check_source(id_)
        except KeyError as error:
            raise TableError(f"{where}: {error}") from None

    def _read(self, hint: Any, value: Any, where: str) -> Any:
        """A value as the type of its field wants it."""
        options = [one for one in get_args(hint) if one is not type(None)] if type(None) in get_args(hint) else [hint]
        (wanted,) = options
        if wanted == Cells:
            return self.cells(value, where)
        if get_origin(wanted) is Literal:
            if value not in get_args(wanted):
                raise TableError(f"{where}: {value!r} is none of {', '.join(map(str, get_args(wanted)))}")
            return value
        if get_origin(wanted) is tuple and isinstance(value, list):
            return tuple(value)
        plain = get_origin(wanted) or wanted
        if isinstance(plain, type) and not isinstance(value, _LOADED.get(plain, plain)):
            raise TableError(f"{where}: {value!r} is not what belongs there")
        return value


_LOADED: Mapping[type, type] = {Mapping: dict}  # what TOML gives for a type of ours


@cache
def _own_fields(kind: Hashable) -> Mapping[str, Any]:
    """The fields that a kind of row adds, with their types."""
    assert isinstance(kind, type)
    hints = get_type_hints(kind)
    shared = {one.name for one in fields(Row)}
    return {one.name: hints[one.name] for one in fields(kind) if one.name not in shared}
