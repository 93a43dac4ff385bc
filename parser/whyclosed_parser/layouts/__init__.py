"""The layouts: one TOML table each, field -> anchors in the order in which they are tried.

A new layout is a new file here and a fixture (docs/adding-a-layout.md); no code names a layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from whyclosed_parser.datafiles import names, plain, read_toml, worked_out
from whyclosed_parser.model import ActionCode, PageKind, StatusCode, TimerKind
from whyclosed_parser.model.order import OF_ORDERS
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.names import is_name
from whyclosed_parser.page.signature import Excluded
from whyclosed_parser.records import dataclass

__all__ = [
    "Anchor",
    "DataKeys",
    "Layout",
    "Refusal",
    "answering",
    "data_keys",
    "excluded",
    "layouts",
    "placed",
    "refusals",
    "wanted_keys",
]

_HERE = "whyclosed_parser.layouts"
_DATA = "data:"
_TEXT = "text"
"""The layout that needs words alone."""
_OF_WHOLE_PAGES = frozenset({"text:days", "text:channels", "text:close_code"})
"""What the structure of a whole page tells: to look for it in each card of a list takes long, and finds nothing."""
_LINKS = ("href", "linked")
_PROSE = frozenset({"reminder", "messages"})
"""Sentences: where a design has them, it has a place for them."""
_NOT_LAYOUTS = frozenset({"excluded", "refusals"})
_Anchor = tuple[Any, ...]
"""An anchor in plain values."""
_ANCHORS = "whyclosed_parser.page"
"""Where the notation of anchors is read."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """How one family of pages is read.

    `evidence`: points for each anchor that a page of this family has; `several`: whether a page may be about more than
    one order; `order`: the subtrees that hold one order each (none: the page is about one order); `markers`: keys of
    elements that must not get lost between the bytes and the tree; `fields`: dotted field name -> anchors; a name
    ending in `.each` gives the parts of a list; `links`, `buttons`: what a button does, by its address or by its code
    in data; `parts`: the first pieces of those names, the parts of an order that this layout has; `asked`: the fields
    for which the structure of the text may answer; `named`: the names of the parts in which a field is found; `usual`:
    the dotted parts that every page of this family shows; `together`: groups of names of which a page has all or none
    (of some, one of several): where one has gone, others may have; `zone`: of the order's times that are printed
    without an offset (None: nobody knows it); `countdowns`: what a countdown counts where its words do not say, by the
    order's status.
    """

    name: str
    kind: PageKind
    evidence: Mapping[Anchor, int]
    several: bool
    order: tuple[Anchor, ...]
    markers: tuple[str, ...]
    fields: Mapping[str, tuple[Anchor, ...]]
    links: Mapping[str, ActionCode]
    buttons: Mapping[str, ActionCode]
    parts: frozenset[str]
    zone: ZoneInfo | None
    countdowns: Mapping[StatusCode, TimerKind]
    usual: tuple[str, ...]
    together: tuple[tuple[tuple[str, ...], ...], ...]
    asked: frozenset[str]
    named: frozenset[str]

    def anchors(self, field: str) -> tuple[Anchor, ...]:
        """The anchors of a field, best first; empty where this layout does not have the field."""
        return self.fields.get(field, ())


@dataclass(frozen=True, slots=True)
class Refusal:
    """A page of the site that holds no order: the name of its error class and what gives it away. `though_numbered`:
    the page is one even if an order's number stands on it."""

    error: str
    though_numbered: bool
    evidence: Mapping[str, int]


@lru_cache(maxsize=512)
def answering(
    layout: Layout, keys: frozenset[str], labels: frozenset[str] | None = None
) -> Mapping[str, tuple[tuple[int, Anchor], ...]]:
    """Which anchors of which fields may answer where these keys and labels (None: any) stand, with their ranks, best
    first. The cards of a list have few different sets of them."""

    def may_answer(anchor: Anchor) -> bool:
        if anchor.kind == "label":
            return labels is None or anchor.path[0] in labels
        return anchor.gate is None or anchor.gate in keys

    able: dict[str, tuple[tuple[int, Anchor], ...]] = {}
    for field, anchors in layout.fields.items():
        if found := tuple((rank, anchor) for rank, anchor in enumerate(anchors) if may_answer(anchor)):
            able[field] = found
    return able


@lru_cache(maxsize=512)
def placed(layout: Layout, keys: frozenset[str], labels: frozenset[str]) -> frozenset[str]:
    """The parts of an order that may have a place or a label there, whatever else words tell of them."""
    able = answering(layout, keys, labels).items()
    return frozenset(field.partition(".")[0] for field, found in able if any(one.kind != "text" for _, one in found))


@cache
def layouts() -> tuple[Layout, ...]:
    """Every registered layout, by name."""
    return tuple(map(_layout, worked_out(__name__, "layouts", _written, also=(_ANCHORS,))))


def _written() -> list[dict[str, Any]]:
    """Every table in plain values, its anchors read; behind its own ones stand those that need words alone: no page is
    read worse for its design being known."""
    tables = [_with_anchors(_data(name)) for name in names(_HERE) if name not in _NOT_LAYOUTS]
    (words,) = (table["fields"] for table in tables if table["name"] == _TEXT)
    return [{**table, "fields": _completed(table["fields"], words, table["kind"])} for table in tables]


def _completed(
    fields: Mapping[str, list[_Anchor]], words: Mapping[str, list[_Anchor]], kind: PageKind
) -> dict[str, list[_Anchor]]:
    """The fields of a table with what words tell of each: on a page about whole orders of any field, on others by the
    labels of the fields that the table names. A field without an anchor stays so, and an answer of the interface has no
    words."""
    if any(key.startswith(_DATA) for anchors in fields.values() for one in anchors for key in Anchor(*one).path):
        return dict(fields)
    told = {field: [one for one in anchors if _serves(Anchor(*one), field, kind)] for field, anchors in words.items()}
    further = told.keys() - fields.keys() - _PROSE if kind in OF_ORDERS else set()
    return {
        field: _behind(anchors, told.get(field, ())) if anchors and field not in _PROSE else anchors
        for field, anchors in (*fields.items(), *((field, told[field]) for field in sorted(further) if told[field]))
    }


def _serves(anchor: Anchor, field: str, kind: PageKind) -> bool:
    """Whether an anchor of the layout without a design is good for a field on pages of this kind that have one: no
    class, and the page's address only for the order that it is about, for it may be that of one part."""
    if kind not in OF_ORDERS or anchor.kind == "label":
        return anchor.kind == "label"
    if anchor.kind == "url":
        return kind == "order_detail" and field == "order_id"
    return not (anchor.path[0].startswith(".") or (kind == "order_list" and anchor.written in _OF_WHOLE_PAGES))


def _behind(own: list[_Anchor], told: Sequence[_Anchor]) -> list[_Anchor]:
    """The anchors of a design with those by words behind them, and links last, which may lead elsewhere."""

    def is_link(one: _Anchor) -> bool:
        return Anchor(*one).kind in _LINKS

    links = list(takewhile(is_link, reversed(own)))[::-1]
    places = (*own[: len(own) - len(links)], *(one for one in told if not is_link(one)))
    return list(dict.fromkeys((*places, *links, *filter(is_link, told))))


def _with_anchors(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **table,
        "evidence": [(_anchor(written), points) for written, points in table.get("evidence", {}).items()],
        "order": _anchors(table.get("order", ())),
        "fields": dict(_fields(table["fields"])),
    }


@cache
def refusals() -> tuple[Refusal, ...]:
    """The pages that are named instead of read, in the order in which they are tried."""
    return tuple(
        Refusal(row["error"], row.get("though_numbered", False), row["evidence"])
        for row in _data("refusals")["refusal"]
    )


@cache
def excluded() -> Excluded:
    """The parts of every page that are never read. What a layout finds a field in is an order's own."""
    listed = {name: frozenset(keys) for name, keys in _data("excluded").items()}
    return Excluded(**{**listed, "own": listed["own"].union(*(layout.named for layout in layouts()))})


@dataclass(frozen=True, slots=True)
class DataKeys:
    """The paths of data that the layouts name, without `data:`: `words` that are shown, `values` for machines, records
    that are `buttons`, or hold one of several `orders`; `named`: all of them, and the records that lead there."""

    named: frozenset[str]
    words: frozenset[str]
    values: frozenset[str]
    buttons: frozenset[str]
    orders: frozenset[str]


@cache
def data_keys() -> DataKeys:
    """What of an answer of the interface is read at all."""
    named: set[str] = set()
    words: set[str] = set()
    values: set[str] = set()
    buttons: set[str] = set()
    orders: set[str] = set()
    evidence: set[str] = set()
    for layout in layouts():
        orders.update(_data_paths(layout.order))
        evidence.update(_data_paths(layout.evidence))
        for field, anchors in layout.fields.items():
            paths = [_data_paths((anchor,)) for anchor in anchors]
            named.update(path for each in paths for path in each)
            for anchor, each in zip(anchors, paths, strict=True):
                if each and field == "actions.each":
                    buttons.add(each[-1])
                elif each and not field.endswith(".each"):
                    (values if anchor.take == "@" else words).add(each[-1])
    # What is only known by, or holds others, is shown to nobody.
    every = (named | orders | evidence, words, values | (evidence - words), buttons, orders)
    return DataKeys(*(frozenset(paths) for paths in every))


def _data_paths(anchors: Iterable[Anchor]) -> list[str]:
    """The paths of data in these anchors, from outside in."""
    return [key.removeprefix(_DATA) for anchor in anchors for key in anchor.path if key.startswith(_DATA)]


@cache
def wanted_keys() -> frozenset[str]:
    """The anchor keys that any table names: the only ones worth indexing."""
    keys: frozenset[str] = worked_out(__name__, "wanted_keys", _wanted_keys, also=(_ANCHORS,))
    return keys


def _wanted_keys() -> frozenset[str]:
    keys = set(excluded().strong)
    for layout in layouts():
        for anchors in ((*layout.evidence,), layout.order, *layout.fields.values()):
            for anchor in anchors:
                keys.update(anchor.keys)
        keys.update(layout.markers, *(name for group in layout.together for name in group))
    return frozenset(keys)


def _layout(data: Mapping[str, Any]) -> Layout:
    fields = {field: _read(anchors) for field, anchors in data["fields"].items()}
    return Layout(
        name=data["name"],
        kind=data["kind"],
        evidence={Anchor(*anchor): points for anchor, points in data["evidence"]},
        several=data.get("several", False),
        order=_read(data["order"]),
        markers=tuple(data.get("markers", ())),
        fields=fields,
        asked=frozenset(field for field, anchors in fields.items() if any(one.kind == "text" for one in anchors)),
        named=frozenset(key for found in fields.values() for one in found for key in one.keys if is_name(key)),
        parts=frozenset(field.partition(".")[0] for field in fields),
        usual=tuple(data.get("usual", ())),
        together=tuple(tuple(tuple(name.split("|")) for name in group) for group in data.get("together", ())),
        links=data.get("links", {}),
        buttons=data.get("buttons", {}),
        zone=ZoneInfo(data["zone"]) if "zone" in data else None,
        countdowns=data.get("countdowns", {}),
    )


def _fields(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, list[_Anchor]]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _fields(value, f"{prefix}{name}.")
        else:
            yield prefix + name, _anchors(value)


def _anchors(texts: Iterable[str]) -> list[_Anchor]:
    return [_anchor(text) for text in texts]


def _anchor(text: str) -> _Anchor:
    return tuple(plain(Anchor.parse(text)).values())


def _read(anchors: Iterable[_Anchor]) -> tuple[Anchor, ...]:
    return tuple(Anchor(*anchor) for anchor in anchors)


def _data(name: str) -> dict[str, Any]:
    return read_toml(_HERE, name)
