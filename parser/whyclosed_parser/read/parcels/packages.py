"""Packages (parcels): which parts of a page hold one, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event
from whyclosed_parser.layouts import Layout
from whyclosed_parser.model import Event, Package, When
from whyclosed_parser.page.find import Hit, boxes_around, found_at, nodes, parts, scope_of
from whyclosed_parser.page.index import Scope
from whyclosed_parser.page.lines import lines_beside
from whyclosed_parser.read.addresses import TRACKING_PAGE
from whyclosed_parser.read.bare_days import bare_day
from whyclosed_parser.read.boxes import DAYS_OF_A_PARCEL, ROWS_OF_A_PARCEL, parcel_boxes
from whyclosed_parser.read.counted_parcels import counted_boxes
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import is_copy
from whyclosed_parser.read.parcels.deliveries import delivery_told, is_printed_day, read_delivery
from whyclosed_parser.read.parcels.events import read_events
from whyclosed_parser.read.parcels.numbers import read_numbers
from whyclosed_parser.read.parcels.parcel import Parcel
from whyclosed_parser.read.timers import has_sentence
from whyclosed_parser.values.dates import looks_dated
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import Kind, Words

_UNREAD = frozenset({"not_understood", "broken_words", "unreadable_tracking_number", "unreadable_date", "missing_year"})
_TAKES_BACK = frozenset({"RETURNING", "RETURNED", "REFUSED", "UNCLAIMED", "CARRIER_REJECTED", "LOST", "DESTROYED"})
_READ_ELSEWHERE: tuple[Kind, ...] = ("status", "headlines", "actions", "refund", "dispute", "labels")
_LONGEST_STRIP = 80
"""Characters of a line that names an event without its time."""
_WEB_ADDRESS = patterns.compiled(r"(?<=\S)\s+(?:https?://|www\.)\S+\Z")


def read_packages(reader: FieldReader) -> tuple[Package, ...]:
    """The packages of an order; strips that say the same of the same package (one per item) are one package."""
    packages: list[Package] = []
    seen: set[tuple[Package, str]] = set()
    scopes = list(_scopes(reader))
    if reader.page.unknown and len(scopes) == 1 and not _is_a_parcel(reader, scopes[0][0]):
        scopes = [(reader.scope, "")]  # the labels may stand outside of the box
    for scope, identity in scopes:
        path = f"packages.{len(packages)}"
        package = _read_package(Parcel(reader, scope, path, alone=len(scopes) == 1))
        if package != Package() and (package, identity) not in seen:
            seen.add((package, identity))
            packages.append(package)
            continue
        doubts = reader.ledger.forget(path)
        if package == Package() and any(doubt.code in _UNREAD for doubt in doubts):
            reader.ledger.problem("not_understood", "packages")
    lost = not any(package.events for package in packages) and (
        _has_strip(reader) or (len(scopes) > 1 and not reader.page.layout.evidence and _says_more(reader, reader.scope))
    )
    if lost or _lacks_a_day(reader, packages) or _passes_over(reader, [scope.element for scope, _ in scopes]):
        reader.ledger.problem("not_understood", "packages")
    tabs = max((len(nodes(anchor, reader.scope)) for _, anchor in reader.anchors("packages.tabs")), default=0)
    if tabs > max(len(packages), 1):
        reader.ledger.problem("folded_parts", None)
    return tuple(packages)


def _passes_over(reader: FieldReader, boxes: Sequence[Element]) -> bool:
    """Whether a box with a row of a parcel stands among the boxes of the parcels and is none of them: one of another
    build."""
    if len(boxes) < 2:  # what stands beside the only one may be of the order
        return False
    lines = lines_beside(boxes, reader.scope.index.shown)
    rows = (reader.words.row(line.text, line.runs) for line in lines)
    return any(row is not None and row.entry.code in ROWS_OF_A_PARCEL.union(DAYS_OF_A_PARCEL) for row in rows)


def _has_strip(reader: FieldReader) -> bool:
    """Whether a link to the tracking page says more than a button does: the parcel's last event."""
    texts = (reader.scope.text(node) for href, node in reader.scope.links if TRACKING_PAGE in href)
    return any(text and reader.words.entry("actions", text) is None for text in texts)


def _is_a_parcel(reader: FieldReader, scope: Scope) -> bool:
    """Whether anything of a parcel can be read in this part alone."""
    package = _read_package(Parcel(reader, scope, "packages.probe", alone=True))
    reader.ledger.forget("packages.probe")
    return package != Package()


def _lacks_a_day(reader: FieldReader, packages: list[Package]) -> bool:
    return reader.page.unknown and not any(one.estimated_delivery for one in packages) and _names_a_day(reader)


def _names_a_day(reader: FieldReader) -> bool:
    """Whether a short line names a day that nothing was read from: it may be that of a delivery."""
    read = reader.ledger.quoted
    return any(
        len(line.text) <= _LONGEST_STRIP
        and reader.words.row(line.text, line.runs) is None
        and line.text not in read
        and looks_dated(line.text, reader.words.months)
        and not has_sentence(normal_form(line.text), reader.words)
        for line in reader.scope.lines()
    )


def _scopes(reader: FieldReader) -> Iterator[tuple[Scope, str]]:
    """The parts of the order that hold one package each, with the link by which it can be told from another."""
    for _, anchor in reader.anchors("packages.each"):
        if anchor.written == "text:scope":
            if _may_hold_one(reader):
                yield reader.scope, ""
            return
        if anchor.kind != "element":
            boxes = (
                boxes_around(anchor.path[0], reader.scope)
                if anchor.kind == "around"
                else [
                    scope_of(reader.scope.index, box).with_heads()
                    for box in counted_boxes(reader.scope, reader.words) or parcel_boxes(reader.scope, reader.words)
                ]
            )
            yield from ((box, str(number)) for number, box in enumerate(boxes))
            if boxes:
                return
            continue
        found = [reader.scope.inner(node) for node in parts(nodes(anchor, reader.scope), reader.scope.index)]
        for scope in found:
            yield scope, " ".join(href for href, _ in scope.links)
        if found:
            return


def _may_hold_one(reader: FieldReader) -> bool:
    """Whether a package may stand in the order's text: a cheap test, for most cards of a list have none."""
    labels = _labels(reader.page.layout, reader.words)
    if labels is None or any(map(reader.scope.low.__contains__, labels)):
        return True
    linked = (one for _, one in reader.anchors("packages.tracking_number") if one.kind == "href")
    return any(found_at(one, reader.scope, None) for one in linked)


@cache
def _labels(layout: Layout, words: Words) -> tuple[str, ...] | None:
    """The labels by which a package is found in an order's text, without which there is none (most cards of a list);
    None where a layout finds packages in other ways, too."""
    if layout.anchors("packages.events.each"):
        return None
    fields = ("packages.tracking_number", "packages.carrier", "packages.delivery")
    anchors = [anchor for field in fields for anchor in layout.anchors(field) if anchor.kind == "label"]
    return tuple(label for anchor in anchors for label in words.labels(anchor.path[0]))


def _in_a_row(parcel: Parcel) -> When | None:
    """The day of delivery in a row without a colon."""
    asked = parcel.alone and parcel.reader.asks("packages.delivery")
    return bare_day(parcel.reader, "delivered_on", f"{parcel.path}.delivered_on") if asked else None


def _read_package(parcel: Parcel) -> Package:
    """One package; an empty one where nothing of a package stands here."""
    reader, layout = parcel.reader, parcel.reader.page.layout
    number, others = read_numbers(parcel)
    delivered_on, estimate = read_delivery(parcel)
    carrier = reader.first(
        "packages.carrier", f"{parcel.path}.carrier", lambda hit: _carrier(parcel, hit), parcel.scope
    )
    events = read_events(parcel)
    placed = any(anchor.kind == "element" for anchor in layout.anchors("packages.carrier"))
    may_stand = placed or not layout.evidence
    if carrier is None and number is not None and may_stand and _has_more_beside(parcel, number, events):
        parcel.problem("not_understood", "carrier")
    if reader.page.unknown and not events and _says_more(reader, parcel.scope):
        parcel.problem("not_understood", "events")
    if reader.page.unknown and carrier is None and (events or number or others):
        parcel.problem("part_missing", "carrier")
    delivered_on = delivered_on or _delivered(parcel, events) or delivery_told(parcel, events) or _in_a_row(parcel)
    if delivered_on is None and reader.ledger.is_doubted(f"{parcel.path}.events", or_member=True):
        parcel.problem("not_understood", "delivered_on")  # what is missing may be the delivery
    return Package(
        tracking_number=number,
        other_numbers=others,
        carrier=carrier[0] if carrier else None,
        delivered_on=delivered_on,
        estimated_delivery=estimate,
        events=events,
    )


def _carrier(parcel: Parcel, hit: Hit) -> str | None:
    """The carrier's name: the first line of its element (telephone and address may follow), and no label."""
    lines = parcel.scope.inner(hit.node).lines() if hit.node else []
    name = lines[0].text if lines else hit.text
    if hit.label is not None and name[:1].islower() and " " in name:
        return None  # "Kargo firması tarafından teslim alındı" is a sentence that begins like a row
    name = _WEB_ADDRESS.sub("", name) or name
    return None if parcel.words.entry("labels", name) is not None else parcel.reader.free(name)


def _has_more_beside(parcel: Parcel, number: str, events: tuple[Event, ...]) -> bool:
    """Whether other words than an event or a label stand next to the tracking number: a carrier, perhaps."""
    lines = [line.text for line in parcel.scope.lines()]
    at = next((place for place, text in enumerate(lines) if number in text), len(lines))
    beside = [*lines[max(at - 1, 0) : at], *[text for text in lines[at + 1 :] if not is_copy(text, parcel.words)][:1]]
    said = " ".join(event.text for event in events)
    return any(
        parcel.words.row(text) is None and not looks_dated(text, parcel.words.months) and text not in said
        for text in beside
    )


def _says_more(reader: FieldReader, scope: Scope) -> bool:
    """Whether a line speaks of a parcel without a time."""
    texts = {line.text for line in scope.lines() if len(line.text) <= _LONGEST_STRIP}
    language = reader.page.language
    return any(
        not reader.words.is_any(text, *_READ_ELSEWHERE) and classify_event(text, language) != "UNKNOWN"
        for text in texts
    )


def _delivered(parcel: Parcel, events: tuple[Event, ...]) -> When | None:
    """The own time of the event that says so, where no later one takes it back; the year that a printed day
    lacks stands there, too."""
    for number, event in enumerate(events):
        if event.class_ in _TAKES_BACK:
            return None
        if event.class_ == "DELIVERED" and event.time is not None:
            at = f"{parcel.path}.events.{number}"
            if is_printed_day(parcel, event.time):
                parcel.reader.ledger.forget(f"{parcel.path}.delivered_on")
            parcel.reader.ledger.copy(f"{at}.time", f"{parcel.path}.delivered_on")
            return event.time
    return None
