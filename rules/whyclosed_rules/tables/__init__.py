"""Rule tables: TOML on disk, checked when first used. Every fact, value, source and outcome must be known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from whyclosed_rules import data
from whyclosed_rules.engine.narrowing import Narrowing, Row, Table, Value, Values
from whyclosed_rules.errors import TableError, did_you_mean
from whyclosed_rules.facts.read import specs
from whyclosed_rules.library import catalogue

_FLAGS: tuple[Value, ...] = (True, False)


@cache
def domains() -> Mapping[str, tuple[Value, ...]]:
    """The finite values of every raw, named and derived fact that a table may read."""
    raw = {
        name: spec.values if spec.kind == "choice" else _FLAGS
        for name, spec in specs().items()
        if spec.kind in ("choice", "flag")
    }
    derived = {name: tuple(values) for name, values in data.load_toml("tables/derived")["domains"].items()}
    return {**raw, **derived}


@cache
def group_of(groups: str) -> Mapping[str, str]:
    """The group of each member of a grouping of derived.toml (`event_groups`, `code_closers`, `message_closers`).

    An event class without a group (NOTICE, UNKNOWN) says nothing about the parcel.
    """
    return {member: group for group, members in data.load_toml("tables/derived")[groups].items() for member in members}


@cache
def implications() -> tuple[Row, ...]:
    """Rows whose `then` are facts that follow, in order."""
    return tuple(_row(row, row["sets"]) for row in data.load_toml("tables/derived")["imply"])


@cache
def narrowings() -> tuple[Narrowing, ...]:
    """The derived facts, in the order in which they may read each other."""
    return tuple(_narrowing(entry) for entry in data.load_toml("tables/derived")["narrow"])


def _narrowing(entry: Mapping[str, Any]) -> Narrowing:
    fact = entry["fact"]
    evidence, assumed = (
        tuple(_narrowing_row(fact, row) for row in entry.get(kind, ())) for kind in ("evidence", "assumed")
    )
    read = [name for row in (*evidence, *assumed) for name in (*row.when, row.then.get("copies")) if name]
    return Narrowing(fact, domains()[fact], evidence, assumed, tuple(dict.fromkeys(read)))


@cache
def table(name: str) -> Table:
    """A decision table by the name of its file."""
    entries = data.load_toml(f"tables/{name}")
    reads = entries["reads"]
    rows = tuple(_row(row, row["then"]) for row in entries["row"])
    for row in rows:
        stray = sorted(set(row.when) - set(reads))
        if stray:
            raise TableError(f"{name}.toml, row {row.id}: reads '{stray[0]}', which the table does not list")
        for fact, value in row.then.items():
            _check_value(fact, value, row.id)
    return Table(name, {fact: domains()[fact] for fact in reads}, rows)


@cache
def advice(name: str) -> tuple[Row, ...]:
    """A table of which every row that holds counts: `then` is the whole entry apart from its cells and sources.

    Its further cells `unless` (the row does not count where they hold) and `ask` become rows of their own.
    """
    kept = ("id", "when", "from", "other")
    rows = []
    for row in data.load_toml(f"tables/{name}")["row"]:
        then = {key: value for key, value in row.items() if key not in kept}
        for cells in ("unless", "ask"):
            if cells in then:
                then[cells] = Row(row["id"], _cells(then[cells], row["id"]), {}, ())
        rows.append(_row(row, then))
    return tuple(rows)


def row_over(known: Mapping[str, tuple[Value, ...]], data: Mapping[str, Any], keep: tuple[str, ...]) -> Row:
    """A row over signs of its own, outside of the facts; `then` holds the entries named in `keep`."""
    for source in data["from"]:
        catalogue.source(source)
    cells: dict[str, Values] = {}
    for sign, cell in data["when"].items():
        cells[sign] = frozenset(cell if isinstance(cell, list) else [cell])
        if sign not in known or not cells[sign] <= set(known[sign]):
            raise TableError(f"row {data['id']}: '{sign}' cannot be {sorted(cells[sign], key=str)}")
    return Row(data["id"], cells, {name: data[name] for name in keep}, tuple(data["from"]))


def _narrowing_row(fact: str, data: Mapping[str, Any]) -> Row:
    certainty = data.get("certainty")
    if "copies" in data:
        if data["copies"] not in domains():
            raise TableError(f"row {data['id']}: unknown fact '{data['copies']}'")
        return _row(data, {"copies": data["copies"], "certainty": certainty})
    return _row(data, {"leaves": _values(fact, data["leaves"], data["id"]), "certainty": certainty})


def _row(data: Mapping[str, Any], then: Mapping[str, Any]) -> Row:
    id_ = data["id"]
    sources = tuple(data["from"])
    for source in (*sources, *([data["other"]] if "other" in data else [])):
        try:
            catalogue.source(source)
        except catalogue.UnknownRule as error:
            raise TableError(f"row {id_}: {error}") from None
    return Row(id_, _cells(data["when"], id_), then, sources, data.get("other"))


def _cells(cells: Mapping[str, Any], row: str) -> dict[str, Values]:
    return {fact: _values(fact, cell, row) for fact, cell in cells.items()}


def _values(fact: str, cell: Any, row: str) -> Values:
    if fact not in domains():
        raise TableError(f"row {row}: unknown fact '{fact}'.{did_you_mean(fact, domains())}")
    if isinstance(cell, Mapping):
        excluded = _values(fact, cell["not"], row)
        return frozenset(domains()[fact]) - excluded
    values = cell if isinstance(cell, list) else [cell]
    for value in values:
        _check_value(fact, value, row)
    return frozenset(values)


def _check_value(fact: str, value: Any, row: str) -> None:
    known = domains()[fact]
    if not any(value == one and type(value) is type(one) for one in known):
        hint = did_you_mean(str(value), map(str, known))
        raise TableError(f"row {row}: '{fact}' cannot be {value!r}.{hint}")
