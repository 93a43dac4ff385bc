"""Our rule tables as they were checked: every row, fact, value, source and name that a row names is looked up when a
table or its code has changed, and what came out is kept as plain values. A fault is found then, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args

from whyclosed_rules import catalogue, data
from whyclosed_rules.engine.narrowing import Evidence
from whyclosed_rules.engine.reading import Reader
from whyclosed_rules.engine.rows import Advice, Copies, Follows, Leaves, Outcome, Row
from whyclosed_rules.errors import TableError
from whyclosed_rules.facts.spec import derived, domains, specs
from whyclosed_rules.model import Certainty
from whyclosed_rules.tables.rows import (
    CauseRow,
    DeadlineRow,
    DetailRow,
    MessageRow,
    QuestionRow,
    RefundTimeRow,
    StepRow,
    WarningRow,
)

DECISIONS = ("situation", "route")
STEPS = (
    "steps_today",
    "steps_reply",
    "steps_write",
    "steps_dispute",
    "steps_refund",
    "steps_undecided",
    "steps_credit",
    "steps_lost",
    "steps_in_dispute",
    "steps_alive",
    "steps_pay",
)
QUESTIONS = ("questions", "questions_rest")
WARNINGS = ("warnings_own", "warnings_seller", "warnings")
MESSAGES = ("messages", "messages_rest")
DETAILS = ("detail", "detail_parcel")
COUNTED = ("cause", *DETAILS, "evidence", "prevention", *WARNINGS, *STEPS, *QUESTIONS)
"""The tables whose rows are looked up by whether they hold."""
KINDS: Mapping[str, type[Row]] = {
    "cause": CauseRow,
    **dict.fromkeys(DETAILS, DetailRow),
    **dict.fromkeys(WARNINGS, WarningRow),
    "evidence": Advice,
    "prevention": Advice,
    **dict.fromkeys(MESSAGES, MessageRow),
    **dict.fromkeys(QUESTIONS, QuestionRow),
    **dict.fromkeys(STEPS, StepRow),
    "deadlines": DeadlineRow,
    "refund_times": RefundTimeRow,
    "parcels": Row,
}
"""The kind of row in each table that is no decision table."""


IMPLIED = "implied"
"""The rows that fill in facts which follow, among the tables."""
_ROWS = {kind.__name__: kind for kind in (Follows, Leaves, Copies, Outcome, *KINDS.values())}
_Plain = list[tuple[str, dict[str, Any]]]  # the rows of a table, each with the name of its kind


@cache
def reader() -> Reader:
    """The vocabulary of our tables: the facts with their values, the named sets, the catalogue of sources."""
    sets: dict[str, dict[str, list[Any]]] = {}
    for made in derived().values():
        for group, members in (made.groups or {}).items():
            sets.setdefault(made.made_from[0], {})[group] = list(members)
    for fact, named in data.load_toml("tables/sets").items():
        sets.setdefault(fact, {}).update(named)
    return Reader(domains(), sets, catalogue.check)


def rows(name: str) -> tuple[Row, ...]:
    """The rows of a decision table, of one of `KINDS`, or those `IMPLIED`, in order."""
    return _made(_checked()["rows"][name])


def narrowings() -> Iterator[tuple[str, tuple[Evidence, ...], tuple[Evidence, ...]]]:
    """Each derived fact with its evidence and its assumptions."""
    for fact, *parts in _checked()["narrow"]:
        evidence, assumed = map(_made, parts)
        yield fact, evidence, assumed


def reads(decision: str) -> tuple[str, ...]:
    """The facts that a decision table reads."""
    return tuple(_checked()["reads"][decision])


def _made(rows: _Plain) -> tuple[Any, ...]:
    return tuple(_ROWS[kind](**values) for kind, values in rows)


@cache
def _checked() -> Mapping[str, Any]:
    checked: dict[str, Any] = data.worked_out("rows", check)
    return checked


def check() -> Mapping[str, Any]:
    """Every table in plain values. Raises `TableError`."""
    narrow = data.load_toml("tables/derived")["narrow"]
    names = (IMPLIED, *DECISIONS, *KINDS)
    return {
        "rows": {name: _plain(read(name)) for name in names},
        "narrow": [
            (one["fact"], *(_plain(_evidence(one, kind)) for kind in ("evidence", "assumed"))) for one in narrow
        ],
        "reads": {name: data.load_toml(f"tables/{name}")["reads"] for name in DECISIONS},
    }


def _plain(rows: Iterable[Row]) -> _Plain:
    return [(type(row).__name__, data.plain(row)) for row in rows]


def read(name: str) -> tuple[Row, ...]:
    """The rows of a table as the files have them, checked. Raises `TableError`."""
    if name == IMPLIED:
        return tuple(_implied())
    if name in DECISIONS:
        return tuple(_decision(name))
    rows = tuple(reader().row(KINDS[name], entry) for entry in data.load_toml(f"tables/{name}")["row"])
    for row in rows:
        _check_names(name, row)
    return rows


def _implied() -> Iterator[Follows]:
    for entry in data.load_toml("tables/derived")["imply"]:
        row = reader().row(Follows, entry)
        for fact, value in row.sets.items():
            reader().value(fact, value, f"row {row.id}")
        yield row


def _decision(name: str) -> Iterator[Outcome]:
    table = data.load_toml(f"tables/{name}")
    for entry in table["row"]:
        row = reader().row(Outcome, entry)
        stray = sorted(set(row.when) - set(table["reads"]))
        if stray:
            raise TableError(f"{name}.toml, row {row.id}: reads '{stray[0]}', which the table does not list")
        reader().value(name, row.value, f"row {row.id}")
        yield row


def _evidence(narrowing: Mapping[str, Any], kind: str) -> Iterator[Evidence]:
    fact = narrowing["fact"]
    for entry in narrowing.get(kind, ()):
        where = f"row {entry['id']}"
        if entry.get("certainty", "certain") not in get_args(Certainty):
            raise TableError(f"{where}: certainty {entry['certainty']!r} is not known")
        if "copies" not in entry:
            yield reader().row(Leaves, {**entry, "leaves": reader().values(fact, entry["leaves"], where)})
        elif entry["copies"] in domains():
            yield reader().row(Copies, entry)
        else:
            raise TableError(f"{where}: unknown fact '{entry['copies']}'")


def _ids(tables: tuple[str, ...]) -> frozenset[str]:
    return frozenset(entry["id"] for table in tables for entry in data.load_toml(f"tables/{table}")["row"])


def _check_names(table: str, row: Row) -> None:
    """What a row names beyond its cells: facts, details and messages, each of which must exist."""
    where = f"{table}.toml, row {row.id}"
    names: list[tuple[str, Any, Any]] = []
    if isinstance(row, DetailRow):
        names += [("detail", row.detail, domains()["detail"]), ("fact", row.copies, domains())]
        if (row.detail is None) == (row.copies is None):
            raise TableError(f"{where}: needs either a detail or a fact to copy")
    elif isinstance(row, StepRow):
        names += [("message", row.message, _ids(MESSAGES))]
        names += [("fact", fact, specs()) for fact in row.sets]
    elif isinstance(row, QuestionRow):
        names += [("fact", row.id, [one.name for one in specs().values() if one.question])]
    elif isinstance(row, DeadlineRow):
        names += [("fact", fact, specs()) for fact in (row.fact, *row.without)]
        names += [("parameter", one, catalogue.ids("PW")) for one in row.add]
        names += [("source", one, catalogue.ids()) for one in row.from_of_a_range]
    elif isinstance(row, RefundTimeRow):
        names += [("parameter", row.parameter, catalogue.ids("PW"))]
    for what, name, known in names:
        if name is not None and name not in known:
            raise TableError(f"{where}: unknown {what} '{name}'")
