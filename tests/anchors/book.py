"""The witnesses of the layout tables: for every anchor a small page on which that anchor alone answers.

`NAME.toml` here belongs to `layouts/NAME.toml`. Its `frames` are pages of that layout, or answers of the interface, that
say nothing, `default` or one for a part of an order. A row puts an `html` into its frame and names the `value` that must be read at a `path` (`want`:
several of them; "" is null), the `problem` that must be told (its code, and the part if it matters), or words that must
be `absent` from the whole answer. A part under `usual` has a page without it; a group under `together`, named as Python
writes the list, one with some of its names. A row that is `true` is that of `shared.toml`. All of it is written by
hand, so that an anchor that gets lost is missed.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from tests.common import AT

from whyclosed_parser import layouts, parse
from whyclosed_parser.datafiles import read_file, read_toml

HERE = Path(__file__).parent
TABLES = sorted(path.stem for path in Path(layouts.__file__).parent.glob("*.toml"))
_WITHOUT_FIELDS = ("excluded", "refusals")
_NOT_ANCHORS = ("name", "kind", "fields", "refusal")
_NOT_NOTED = (
    *("several", "zone", "countdowns", "order", "evidence", "markers", "links", "buttons", "usual"),
    *("status_code", "ended_on_label", "currency", "shown", "actions.code"),
    "packages.expected",
)
_NOTED_AS_EVENT = (
    "packages.events.title",
    "packages.events.description",
    "packages.events.time",
    "packages.events.zone",
    "packages.events.instant",
    "packages.events.code",
)
_PATHS = {
    "amounts.rows.label": "amounts.rows.0.label",
    "amounts.rows.money": "amounts.rows.0.money.amount",
    "amounts.total": "amounts.total.amount",
    "buttons": "actions.0.code",
    "currency": "amounts.total.currency",
    "ended_on": "completed_on",
    "ended_on_label": "completed_on",
    "evidence": "pages.0.layout",
    "headline": "status.label",
    "links": "actions.0.code",
    "actions.each": "actions.0.label",
    "items.price": "items.0.price.amount",
    "messages": "messages.0.text",
    "order": "order_id",
    "packages.delivery": "packages.0.estimated_delivery.from",
    "packages.expected": "packages.0.estimated_delivery.from",
    "packages.other_number": "packages.0.other_numbers.0",
    "packages.events.each": "packages.0.events.0.text",
    "packages.events.title": "packages.0.events.0.text",
    "packages.events.description": "packages.0.events.0.text",
    "packages.events.time": "packages.0.events.0.time",
    "packages.each": "packages.0.tracking_number",
    "items.each": "items.0.item_id",
    "payments": "payments.0.method",
    "actions.code": "actions.0.code",
    "refund.amount": "refund.amount.amount",
    "refund.state": "refund.stage",
    "shown": "timers.0.kind",
    "status": "status.code",
    "status_code": "status.code",
    "timers": "timers.0.kind",
    "countdowns": "timers.0.kind",
}
"""Where the value of a field stands in the answer, if not at its own name."""

Entry = tuple[str, str]
"""A field of a table and one of its anchors, as they are written."""
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Witness:
    """A page and what must be read from it."""

    table: str
    entry: Entry
    html: str
    url: str | None
    want: Mapping[str, Any]
    problem: str | None
    absent: str | None
    anchor: bool
    """Whether `found` must name the anchor."""

    def faults(self) -> list[str]:
        """What is not read as it must be."""
        answer = parse(self.html, url=self.url, captured_at=AT).to_dict()
        orders = [one["order"] for one in answer["orders"]]
        order = orders[0] if orders else {}
        faults = []
        for path, value in self.want.items():
            read = _at(answer if path.startswith("unread") else order, path)
            if (read or "") != value:
                faults.append(f"{path} is {read!r}, not {value!r}")
            elif self.anchor and (found := _found(order, path)) != self.entry[1]:
                faults.append(f"{path} was found by {found}")
        problems = [(one["code"], one["field"]) for one in order.get("problems", ())]
        told = [code for code, _ in problems] + [f"{code} {part}" for code, part in problems]
        if self.problem and self.problem not in told:
            faults.append(f"{self.problem} is not told, but {told}")
        if self.absent and self.absent in json.dumps(answer, ensure_ascii=False):
            faults.append(f"{self.absent!r} was read")
        if not orders and not any(path.startswith("unread") for path in self.want):
            faults.append(f"no order was read: {answer['unread']}")
        return faults


def entries(table: Mapping[str, Any]) -> Iterator[Entry]:
    """Everything in a table of layouts/ that can be left out."""
    for name, value in _fields(table):
        if isinstance(value, list | Mapping):
            yield from ((name, str(one)) for one in value)
        else:
            yield name, str(value)


def without(table: Mapping[str, Any], entry: Entry) -> Table:
    """The table without this entry."""
    changed = copy.deepcopy(dict(table))
    name, anchor = entry
    for held, value in _fields(changed):
        if held == name and isinstance(value, list):
            del value[[str(one) for one in value].index(anchor)]
        elif held == name and isinstance(value, dict):
            del value[anchor]
    if changed.get("evidence") == {}:
        changed["evidence"] = {"#nowhere": 1}  # a layout without evidence would be that of the text
    if not isinstance(changed.get(name), list | dict):
        changed.pop(name, None)
    for refusal in changed.get("refusal", ()):
        if name == f"{refusal['error']}.though_numbered":
            del refusal["though_numbered"]
    return changed


def _fields(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((name, value) for name, value in table.items() if name not in _NOT_ANCHORS)
    yield from _nested(table.get("fields", {}), "")
    for refusal in table.get("refusal", ()):
        yield from ((f"{refusal['error']}.{name}", value) for name, value in refusal.items() if name != "error")


def _nested(fields: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if isinstance(value, Mapping):
            yield from _nested(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


@cache
def table_of(name: str) -> Table:
    """A table of layouts/ as it is written. Nobody may change it."""
    return read_toml("whyclosed_parser.layouts", name)


def mutant(name: str, entry: Entry) -> dict[str, Table]:
    """The tables without this entry of one of them. Which words of data are shown at all no table says alone."""
    changed = [
        other for other in TABLES if other == name or (entry[0] == "shown" and entry in entries(table_of(other)))
    ]
    return {other: without(table_of(other), entry) for other in changed}


_anchor = cache(layouts._anchor)
"""An anchor is read once, however many tables without another one are tried."""
_LAYOUT, _WITH_ANCHORS = layouts._layout, layouts._with_anchors


@cache
def _words() -> Mapping[str, Any]:
    """What words alone tell, which stands behind the anchors of every table."""
    fields: Mapping[str, Any] = _WITH_ANCHORS(table_of("text"))["fields"]
    return fields


def _made(table: Table) -> layouts.Layout:
    read = _WITH_ANCHORS(table)
    words = read["fields"] if table["name"] == "text" else _words()
    return _LAYOUT({**read, "fields": layouts._completed(read["fields"], words, read["kind"])})


@cache
def _layout_of(name: str) -> layouts.Layout:
    """The layout of a table that is not changed: it is the same without an entry of another one."""
    return _made(table_of(name))


@contextmanager
def in_place(tables: Mapping[str, Table]) -> Iterator[None]:
    """The parser with these tables instead of its own."""
    caches = (layouts.layouts, layouts.refusals, layouts.excluded, layouts.wanted_keys, layouts.data_keys)

    def read(_: str, one: str) -> Table:
        return tables[one] if one in tables else table_of(one)

    def make(_: str, __: str, make: Callable[[], Any], **___: object) -> Any:
        return make()

    def written() -> list[layouts.Layout]:
        names = (name for name in TABLES if name not in _WITHOUT_FIELDS)
        return [_made(tables[name]) if name in tables else _layout_of(name) for name in names]

    def as_made(layout: layouts.Layout) -> layouts.Layout:
        return layout

    with mock.patch.multiple(
        layouts, read_toml=read, worked_out=make, _written=written, _layout=as_made, _anchor=_anchor
    ):
        for cache in caches:
            cache.cache_clear()
        try:
            yield
        finally:
            for cache in caches:
                cache.cache_clear()


def witnesses(name: str) -> list[Witness]:
    """The rows for a table of layouts/."""
    book = read_file(HERE / f"{name}.toml")
    shared = read_file(HERE / "shared.toml")
    head: Table = {name: book.pop(name) for name in ("frames", "url", "absent") if name in book}
    return [
        _witness(name, (field, anchor), shared[field][anchor] if row is True else row, head)
        for field, rows in book.items()
        for anchor, row in rows.items()
    ]


def _witness(name: str, entry: Entry, row: Any, head: Mapping[str, Any]) -> Witness:
    field, frames = entry[0], head["frames"]
    if isinstance(row, list):
        row = dict(zip(("html", "value", "path"), row, strict=False))
    path = row.get("path") or ("unread.0.problem.code" if name == "refusals" else _path(field))
    want = row.get("want") or ({path: row["value"]} if "value" in row else {})
    part = field.split(".")[0]
    frame = frames[row["frame"]] if "frame" in row else frames.get(part, frames["default"])
    return Witness(
        table=name,
        entry=entry,
        html=frame.replace("{}", row.get("html", "")),
        url=row.get("url", head.get("url")),
        want=want,
        problem=row.get("problem"),
        absent=row.get("absent", head.get("absent")),
        anchor=row.get("found", _is_noted(name, field)),
    )


def _is_noted(name: str, field: str) -> bool:
    """Whether `found` names the anchor that answered, and not only that of the part around it."""
    return not (name in _WITHOUT_FIELDS or field in (*_NOT_NOTED, *_NOTED_AS_EVENT) or field.endswith(".each"))


def _path(field: str) -> str:
    if field in _PATHS:
        return _PATHS[field]
    head, _, rest = field.partition(".")
    if head in ("items", "packages"):
        return f"{head}.0.{rest}"
    return field


def _at(value: Any, path: str) -> Any:
    for piece in path.split("."):
        if isinstance(value, list):
            value = value[int(piece)] if int(piece) < len(value) else None
        else:
            value = value.get(piece) if isinstance(value, dict) else None
    return value


def _found(order: Mapping[str, Any], path: str) -> str | None:
    """The anchor that gave the value at a path, or the nearest part around it that was noted."""
    while path:
        if path in order["found"]:
            return str(order["found"][path]["anchor"])
        path = path.rpartition(".")[0]
    return None


def labelled(name: str) -> list[Witness]:
    """The shared rows of labels on the pages of a layout, whether its table names them or not."""
    book = read_file(HERE / f"{name}.toml")
    rows = ((field, one, row) for field, held in read_file(HERE / "shared.toml").items() for one, row in held.items())
    return [_witness(name, (field, one), row, book) for field, one, row in rows if one.startswith("label:")]
