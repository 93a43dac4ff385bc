"""Packages (parcels) and their events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event, classify_history
from whyclosed_parser.classify.numbers import names_one
from whyclosed_parser.layouts import Anchor, Layout
from whyclosed_parser.layouts.recognise import family
from whyclosed_parser.model import Estimate, Event, EventClass, Package, When
from whyclosed_parser.page.find import Hit, boxes_around, found_at, nodes, parts, scope_of
from whyclosed_parser.page.index import Node, Scope
from whyclosed_parser.page.lines import MARK, is_loading
from whyclosed_parser.read.addresses import TRACKING_PAGE
from whyclosed_parser.read.boxes import (
    EventBox,
    closing_time,
    event_boxes,
    event_time,
    is_zone,
    leading_time,
    parcel_boxes,
)
from whyclosed_parser.read.field import FieldReader, with_digits
from whyclosed_parser.read.foreign import around
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.sentences import flowing, sentences
from whyclosed_parser.read.timers import has_sentence
from whyclosed_parser.read.values import find_tracking, printed_tracking, read_day, read_estimate, read_tracking
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import looks_dated, names_month, read_when
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.numbers import read_instant
from whyclosed_parser.values.text import normal_form, words_key
from whyclosed_parser.words import Kind, Words

_ROWS = frozenset({"tracking_number", "other_number", "carrier"})
_UNREAD = frozenset({"not_understood", "broken_words", "unreadable_tracking_number", "unreadable_date"})
_TAKES_BACK = frozenset({"RETURNING", "RETURNED", "REFUSED", "UNCLAIMED", "CARRIER_REJECTED", "LOST", "DESTROYED"})
_YEAR = patterns.compiled(r"(?<!\d)20\d\d(?!\d)")
_LONGEST_STRIP = 80
"""Characters of a line that names an event without its time."""
_WEB_ADDRESS = patterns.compiled(r"(?<=\S)\s+(?:https?://|www\.)\S+\Z")
_OTHER_NUMBER = Anchor.parse("label:other_number")


def read_packages(reader: FieldReader) -> tuple[Package, ...]:
    """The packages of an order; strips that say the same of the same package (one per item) are one package."""
    packages: list[Package] = []
    seen: set[tuple[Package, str]] = set()
    scopes = list(_scopes(reader))
    if reader.page.unknown and len(scopes) == 1 and not _is_a_parcel(reader, scopes[0][0]):
        scopes = [(reader.scope, "")]  # the labels may stand outside of the box
    for scope, identity in scopes:
        path = f"packages.{len(packages)}"
        package = _PackageReader(reader, scope, path, alone=len(scopes) == 1).read()
        if package != Package() and (package, identity) not in seen:
            seen.add((package, identity))
            packages.append(package)
            continue
        doubts = reader.ledger.forget(path)
        if package == Package() and any(doubt.code in _UNREAD for doubt in doubts):
            reader.ledger.problem("not_understood", "packages")
    if (not any(package.events for package in packages) and _has_strip(reader)) or (_lacks_a_day(reader, packages)):
        reader.ledger.problem("not_understood", "packages")
    tabs = max((len(nodes(anchor, reader.scope)) for _, anchor in reader.anchors("packages.tabs")), default=0)
    if tabs > max(len(packages), 1):
        reader.ledger.problem("folded_parts", None)
    return tuple(packages)


def _has_strip(reader: FieldReader) -> bool:
    """Whether a link to the tracking page says more than a button does: the parcel's last event."""
    texts = (reader.scope.text(node) for href, node in reader.scope.links if TRACKING_PAGE in href)
    return any(text and reader.words.entry("actions", text) is None for text in texts)


def _is_a_parcel(reader: FieldReader, scope: Scope) -> bool:
    """Whether anything of a parcel can be read in this part alone."""
    package = _PackageReader(reader, scope, "packages.probe", alone=True).read()
    reader.ledger.forget("packages.probe")
    return package != Package()


def _lacks_a_day(reader: FieldReader, packages: list[Package]) -> bool:
    return reader.page.unknown and not any(one.estimated_delivery for one in packages) and _names_a_day(reader)


def _names_a_day(reader: FieldReader) -> bool:
    """Whether a short line names a day that nothing was read from: it may be that of a delivery."""
    read = " ".join(found.quote for found in reader.ledger.found.values())
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
            labels = _labels(reader.page.layout, reader.words)
            if labels is None or any(map(reader.scope.low.__contains__, labels)):
                yield reader.scope, ""
            return
        if anchor.kind != "element":
            boxes = (
                boxes_around(anchor.path[0], reader.scope)
                if anchor.kind == "around"
                else [scope_of(reader.scope.index, box) for box in parcel_boxes(reader.scope, reader.words)]
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


@cache
def _labels(layout: Layout, words: Words) -> tuple[str, ...] | None:
    """The labels by which a package is found in an order's text, without which there is none (most cards of a list);
    None where a layout finds packages in other ways, too."""
    if layout.anchors("packages.events.each"):
        return None
    fields = ("packages.tracking_number", "packages.carrier", "packages.delivery")
    anchors = [anchor for field in fields for anchor in layout.anchors(field) if anchor.kind == "label"]
    return tuple(label for anchor in anchors for label in words.labels(anchor.path[0]))


@dataclass(frozen=True, slots=True)
class _Raw:
    """An event before it is understood."""

    text: str
    time_text: str | None
    anchor: str
    rank: int
    code: str | None = None
    instant: datetime | None = None
    """Its time for machines, which says more than the printed one."""
    broken: bool = False
    """Whether some of its words were not read: what it means hangs on them."""


class _PackageReader:
    """Reads one package."""

    def __init__(self, reader: FieldReader, scope: Scope, path: str, *, alone: bool) -> None:
        self.reader = reader
        self.scope = scope
        self.path = path
        self.alone = alone  # then what stands beside the package's box speaks of it too
        self.words = reader.words
        self.near = reader.page.captured_at
        self.unreadable = False  # whether a tracking number was seen that could not be taken whole

    def read(self) -> Package:
        """The package; an empty one where nothing of a package stands here."""
        number, others = self._numbers()
        delivered_on, estimate = self._delivery()
        carrier = self.reader.first("packages.carrier", f"{self.path}.carrier", self._carrier, self.scope)
        events = self._events()
        layout = self.reader.page.layout
        placed = any(anchor.kind == "element" for anchor in layout.anchors("packages.carrier"))
        may_stand = placed or not layout.evidence
        if carrier is None and number is not None and may_stand and self._has_more_beside(number, events):
            self.reader.ledger.problem("not_understood", f"{self.path}.carrier")
        unknown = self.reader.page.unknown
        if unknown and not events and self._says_more():
            self.reader.ledger.problem("not_understood", f"{self.path}.events")
        if unknown and carrier is None and (events or number or others):
            self.reader.ledger.problem("part_missing", f"{self.path}.carrier")
        return Package(
            tracking_number=number,
            other_numbers=others,
            carrier=carrier[0] if carrier else None,
            delivered_on=delivered_on or self._delivered(events) or self._delivered_told(events),
            estimated_delivery=estimate,
            events=events,
        )

    def _carrier(self, hit: Hit) -> str | None:
        """The carrier's name: the first line of its element (telephone and address may follow), and no label."""
        lines = self.scope.inner(hit.node).lines() if hit.node else []
        name = lines[0].text if lines else hit.text
        if hit.label is not None and name[:1].islower() and " " in name:
            return None  # "Kargo firması tarafından teslim alındı" is a sentence that begins like a row
        name = _WEB_ADDRESS.sub("", name) or name
        return None if self.words.entry("labels", name) is not None else self.reader.free(name)

    def _has_more_beside(self, number: str, events: tuple[Event, ...]) -> bool:
        """Whether other words than an event or a label stand next to the tracking number: a carrier, perhaps."""
        lines = [line.text for line in self.scope.lines()]
        at = next((place for place, text in enumerate(lines) if number in text), len(lines))
        beside = [*lines[max(at - 1, 0) : at], *[text for text in lines[at + 1 :] if not self._is_copy(text)][:1]]
        said = " ".join(event.text for event in events)
        return any(
            self.words.row(text) is None and not looks_dated(text, self.words.months) and text not in said
            for text in beside
        )

    def _is_copy(self, text: str) -> bool:
        entry = self.words.entry("labels", text)
        return entry is not None and entry.code == "copy"

    def _says_more(self) -> bool:
        """Whether a line speaks of a parcel without a time."""
        kinds: tuple[Kind, ...] = ("status", "headlines", "actions", "refund", "dispute", "labels")
        texts = {line.text for line in self.scope.lines() if len(line.text) <= _LONGEST_STRIP}
        language = self.reader.page.language
        return any(
            not any(self.words.entry(kind, text) for kind in kinds) and classify_event(text, language) != "UNKNOWN"
            for text in texts
        )

    def _delivered(self, events: tuple[Event, ...]) -> When | None:
        """The own time of the event that says so, where no later one takes it back."""
        for number, event in enumerate(events):
            if event.class_ in _TAKES_BACK:
                return None
            if event.class_ == "DELIVERED" and event.time is not None:
                at = f"{self.path}.events.{number}"
                self.reader.ledger.copy(f"{at}.time", f"{self.path}.delivered_on")
                return event.time
        return None

    def _delivered_told(self, events: tuple[Event, ...]) -> When | None:
        """The one day on which a sentence below the status, or of a mail, says that the only parcel was delivered."""
        if events or not self.alone:
            return None
        reminded = (line for lines, _, _ in self.reader.block_lines("reminder") for line in lines)
        told = (line.text for line in flowing(self.reader.own_lines(), self.words))
        days: dict[When, str] = {}
        for sentence in (one for text in (told if self.reader.page.is_told else reminded) for one in sentences(text)):
            if classify_event(sentence, self.reader.page.language) == "DELIVERED" and not self.words.row(sentence):
                day = read_day(sentence, self.words, self.near)
                if day is not None and day.value is not None:
                    days[day.value] = sentence
        if len(days) != 1:
            return None
        ((when, sentence),) = days.items()
        self.reader.ledger.note(f"{self.path}.delivered_on", "text:events", 0, self.reader.free(sentence))
        return when

    def _numbers(self) -> tuple[str | None, tuple[str, ...]]:
        """The tracking number and the other numbers of a renumbered package: all of the first anchor with any."""
        seen: list[Hit] = []
        for rank, anchor in enumerate(self.reader.page.layout.anchors("packages.tracking_number")):
            present, former = self._numbers_at(anchor, seen)
            if not present and not former:
                continue
            number = present[0] if present else None
            if number is None and (self.unreadable or any(MARK in hit.text for hit in seen)):
                self.reader.ledger.problem("unreadable_tracking_number", f"{self.path}.tracking_number")
            others = tuple(one for one in dict.fromkeys((*present[1:], *former)) if one != number)
            if number:
                self.reader.ledger.note(f"{self.path}.tracking_number", anchor.written, rank, number)
            for at, other in enumerate(others):
                place, there = self._place_of_former(other) or (rank, anchor)
                self.reader.ledger.note(f"{self.path}.other_numbers.{at}", there.written, place, other)
            return number, others
        page = self.reader.page
        lines = self.scope.lines() if page.unknown or page.is_told else []
        loose = any(
            read_tracking(line.text, self.words, self.reader.order_id) or (page.is_told and names_one(line.text))
            for line in lines
        )
        if loose or self.unreadable or with_digits(seen) or any(MARK in hit.text for hit in seen):
            self.reader.ledger.problem("unreadable_tracking_number", f"{self.path}.tracking_number")
        return None, ()

    def _numbers_at(self, anchor: Anchor, seen: list[Hit]) -> tuple[list[str], list[str]]:
        """The numbers of an anchor: those in use, and those that a label calls former ones; adds to `seen` the words
        that are no number."""
        if anchor.kind == "text":
            certain = list(dict.fromkeys(number for line in self.scope.lines() for number in find_tracking(line.text)))
            return (certain if len(certain) == 1 else []), []
        present: list[str] = []
        former: list[str] = []
        for hit in self._former():
            former += printed_tracking(hit.text, self.words, self.reader.order_id).numbers
        for hit in hits(anchor, self.scope, self.words, None):
            parent = hit.node[1].getparent() if hit.node else None
            around = (hit.text, self.scope.text((hit.node[0], parent)) if hit.node and parent is not None else "")
            labels = (self.words.row(text) for text in around)
            is_former = any(row is not None and row.entry.code == "other_number" for row in labels)
            printed = printed_tracking(hit.text, self.words, self.reader.order_id)
            (former if is_former else present).extend(printed.numbers)
            self.unreadable |= printed.unreadable and not is_former
            if is_former:
                self._doubt_former([hit])
            if not printed.numbers:
                seen.append(hit)
        if anchor.kind == "label":
            rows = list(hits(_OTHER_NUMBER, self.scope, self.words, None))
            former += [number for hit in rows for number in read_tracking(hit.text, self.words, None)]
            self._doubt_former(rows)
        return present, [number for number in former if number not in present]

    def _doubt_former(self, rows: Iterable[Hit]) -> None:
        """Write down that a number which the package had before is broken."""
        if any(MARK in hit.text for hit in rows):
            self.reader.ledger.problem("unreadable_tracking_number", f"{self.path}.other_numbers")

    def _former(self) -> Iterator[Hit]:
        """Where data has the number that a renumbered package had before."""
        for anchor in self.reader.page.layout.anchors("packages.other_number"):
            yield from found_at(anchor, self.scope, None)

    def _place_of_former(self, number: str) -> tuple[int, Anchor] | None:
        """The anchor of data that has a number as a former one, with its rank."""
        for rank, anchor in enumerate(self.reader.page.layout.anchors("packages.other_number")):
            for hit in found_at(anchor, self.scope, None):
                if number in printed_tracking(hit.text, self.words, self.reader.order_id).numbers:
                    return rank, anchor
        return None

    def _year_of_delivery(self) -> datetime | None:
        """A time near the expected days, which are printed without a year."""
        told = self._for_machines(self.scope, "packages.expected")
        return (read_instant(told) if told else None) or self.near

    def _delivery(self) -> tuple[When | None, Estimate | None]:
        """The day of delivery or the expected days, as the label in front says."""
        path = f"{self.path}.estimated_delivery"
        unread: list[str] = []
        near = self._year_of_delivery()

        def read(hit: Hit) -> tuple[When | None, Estimate | None] | None:
            hit = self._without_rows(hit)
            label, value = self._label(hit)
            if MARK in value:  # it may be one of two days
                if label == "delivered_on":
                    unread.append(f"{self.path}.delivered_on")
                return None
            if label == "delivered_on":
                day = read_day(value, self.words, near, past=near is self.near)
                if day is not None and (day.value or day.missing_year):
                    return day.value, None
                if looks_dated(value, self.words.months):
                    unread.append(f"{self.path}.delivered_on")
                return None
            printed = hit.text.replace(MARK, "…")
            label_text = hit.line.replace(MARK, "…") if hit.line is not None else printed
            if hit.label is not None and hit.line is None:
                label_text = f"{hit.label.rstrip(':： ')}: {printed}"
            estimate = read_estimate(value, self.words, near, label_text)
            if estimate is None and looks_dated(value, self.words.months):
                unread.append(path)
            return (None, estimate) if estimate is not None else None

        def doubt(seen: list[Hit]) -> str | None:
            days = [hit for hit in seen if read_money(hit.text) is None]  # "Delivery: US $1.99" is a fee
            named = any(self._label(hit)[0] and names_month(hit.text, self.words.months) for hit in days)
            return "unreadable_date" if named else with_digits(days)

        found = self.reader.first("packages.delivery", path, read, self.scope, doubt, _days)
        if found is None and self.alone and self.scope is not self.reader.scope:
            found = self.reader.first("packages.delivery", path, read, None, doubt, _days)
        if found is None:
            for one in unread:
                self.reader.ledger.problem("unreadable_date", one)
            return None, None
        (delivered_on, estimate), hit = found
        if self._label(hit)[0] == "delivered_on":
            there = f"{self.path}.delivered_on"
            if delivered_on is None:
                self.reader.ledger.forget(path)
                self.reader.ledger.problem("missing_year", there)
            else:
                self.reader.ledger.move(path, there)
        elif estimate is not None and estimate.from_ is None and estimate.to is None:
            code = "missing_year" if near is None and not _YEAR.search(estimate.label) else "unreadable_date"
            self.reader.ledger.problem(code, path)
        return delivered_on, estimate

    def _without_rows(self, hit: Hit) -> Hit:
        """The words of an element without the rows of the parcel that stand in it too."""
        text = hit.text
        for line in self.scope.inner(hit.node).lines() if hit.node else ():
            row = self.words.row(line.text, line.runs)
            if row is not None and row.entry.code in _ROWS:
                text = text.replace(line.text, "").strip()
        return hit if text == hit.text or not text else replace(hit, text=text)

    def _label(self, hit: Hit) -> tuple[str | None, str]:
        """What the words before the date say, and the words behind them."""
        if hit.label is not None:
            entry = self.words.entry("labels", hit.label)
            return (entry.code if entry else None), hit.text
        row = self.words.row(hit.text)
        if row is not None and row.value and row.entry.code in ("delivered_on", "estimated_delivery"):
            return row.entry.code, row.value
        return None, hit.text

    def _events(self) -> tuple[Event, ...]:
        raws = list(self._raw_events())
        classes = self._classes([("" if raw.broken else raw.text, raw.code) for raw in raws])
        if raws and raws[0].anchor == "text:events" and set(classes) == {"UNKNOWN"} and not self._is_tracking_page():
            self.reader.ledger.problem("not_understood", f"{self.path}.events")
            return ()  # times with words, but nothing of a parcel: a chat, a list of orders
        events = [
            Event(
                raw.instant or (read_when(raw.time_text, self.words.months, near=self.near) if raw.time_text else None),
                raw.time_text,
                raw.text,
                class_,
                raw.code,
            )
            for raw, class_ in zip(raws, classes, strict=True)
        ]
        for number, (raw, event) in enumerate(zip(raws, events, strict=True)):
            path = f"{self.path}.events.{number}"
            if MARK in (event.time_text or ""):
                events[number] = replace(event, time=None, time_text=None)
                self.reader.ledger.problem("broken_words", f"{path}.time")
                self.reader.ledger.problem("broken_words", f"{path}.time_text")
                event, raw = events[number], replace(raw, time_text=None)
            self.reader.ledger.note(path, raw.anchor, raw.rank, raw.text)
            if raw.broken:
                self.reader.ledger.problem("broken_words", path)
            if event.time is not None:
                self.reader.ledger.note(f"{path}.time", raw.anchor, raw.rank, raw.time_text or str(raw.instant))
            elif raw.time_text:
                code = "missing_year" if self.near is None and self._dated(raw.time_text) else "unreadable_date"
                self.reader.ledger.problem(code, f"{path}.time")
        return tuple(events)

    def _is_tracking_page(self) -> bool:
        return family(self.reader.page.layout, self.reader.page.url).kind == "tracking"

    def _classes(self, history: list[tuple[str, str | None]]) -> tuple[EventClass, ...]:
        """What each event means, in the page's language, and where that says nothing in the others of its words."""
        stated = classify_history(history, self.reader.page.language)
        if "UNKNOWN" not in stated:
            return stated
        others = [classify_history(history, language) for language in self.words.languages]
        return tuple(
            next((one for one in found if one != "UNKNOWN"), "UNKNOWN") for found in zip(stated, *others, strict=True)
        )

    def _is_row(self, text: str) -> bool:
        """Whether the words are a row about the parcel: a list may have one, and it is nothing that happened."""
        row = self.words.row(text) if ":" in text or "：" in text else None
        return row is not None and row.entry.code in _ROWS

    def _dated(self, text: str) -> bool:
        day = read_day(text, self.words, None)
        return day is not None and day.missing_year

    def _raw_events(self) -> Iterator[_Raw]:
        """Events in page order (newest first), by the first anchor that gives any."""
        layout = self.reader.page.layout
        carriers = [anchor for anchor in layout.anchors("packages.carrier") if anchor.kind == "element"]
        heads = around(node[1] for anchor in carriers for node in nodes(anchor, self.scope))
        for rank, anchor in enumerate(layout.anchors("packages.events.each")):
            if anchor.kind == "text":
                boxes = event_boxes(self.scope, self.words, of_parcel=self._is_tracking_page())
                raws = [
                    _Raw(self._joined(_title_and_rest(box.words)), box.time_text, anchor.written, rank)
                    for box in _newest_first(self, boxes)
                ]
            else:
                found = (
                    self._raw_event(self.scope.inner(node), anchor, rank)
                    for node in parts(nodes(anchor, self.scope), self.scope.index)
                    if node[1] not in heads  # which may be a list of its own
                )
                raws = [raw for raw in found if raw.text and not self._is_row(raw.text)]
            yield from raws
            if raws:
                return
        yield from self._in_strip()

    def _in_strip(self) -> Iterator[_Raw]:
        """What the link to the parcel's page says besides a button's words: the last event, without its time."""
        links = [node for href, node in self.scope.links if TRACKING_PAGE in href] if self.reader.page.unknown else []
        said: dict[str, None] = {}
        for node in links:
            lines = [line.printed for line in self.scope.inner(node).lines()]
            if self.words.entry("actions", " ".join(lines)) is None:
                said.update(dict.fromkeys(lines))
        happened = [text for text in said if classify_event(text, self.reader.page.language) != "UNKNOWN"]
        if self.alone and len(happened) == 1:
            yield _Raw(self.reader.free(happened[0]), None, "text:events", 0)

    def _raw_event(self, scope: Scope, anchor: Anchor, rank: int) -> _Raw:
        """An event of an element, with what data says of it for machines. Without words the code stands for them."""
        text, time, broken = self._raw(scope)
        code, instant = (self._for_machines(scope, f"packages.events.{name}") for name in ("code", "instant"))
        at = read_instant(instant) if instant else None
        if time and at is not None and not event_time(time, self.words):
            time = None  # other words may stand beside a printed time in data, and people's names among them
        return _Raw(text or code or "", time, anchor.written, rank, code, at, broken)

    def _for_machines(self, scope: Scope, field: str) -> str | None:
        anchors = self.reader.page.layout.anchors(field)
        return next((hit.text for anchor in anchors for hit in found_at(anchor, scope, None)), None)

    def _raw(self, scope: Scope) -> tuple[str, str | None, bool]:
        """The words and the time of one event's element, and whether some of its words were not read."""
        titles, times = self._elements(scope, "title")[:1], self._elements(scope, "time")[:1]
        title = scope.printed(titles[0]) if titles else None
        time = scope.text(times[0]) if times else None
        described = map(scope.printed, self._elements(scope, "description") if title else ())
        description = "; ".join(dict.fromkeys(described))
        lines = scope.lines()
        beside = scope.lines_without({element for _, element in (*titles, *times)}) if titles or times else lines
        broken_only = len({line.element for line in lines}) == 1  # breaks alone part its lines
        whole = " ".join([line.text for line in lines]) if time is None and not title and broken_only else ""
        if MARK in whole:
            led = leading_time(" ".join([line.printed for line in lines]), self.words)
            time, said = (MARK, tuple(led[1:])) if led else (None, tuple(line.printed for line in lines))
        elif whole and (led := leading_time(whole, self.words) or closing_time(whole, self.words)):
            time, said = led[0], tuple(led[1:])
        else:
            time = time or next((line.text for line in (*beside, *lines) if event_time(line.text, self.words)), None)
            said = tuple(line.printed for line in beside if line.text != time)
        zone = next(map(scope.text, self._elements(scope, "zone")), "").strip("[]() ")
        if time and not zone:
            apart = [line for line in beside if is_zone(line.text, time, self.words)]
            if len(apart) == 1:
                zone = apart[0].text.strip("[]() ")
        beside = [line for line in beside if not zone or line.text.strip("[]() ") != zone]
        said = tuple(words for words in said if not zone or words.strip("[]() ") != zone)
        if title and not description:  # what else stands there describes it, whatever it is called
            more = (line for line in beside if line.text != time and not self._is_time(line.text))
            description = "; ".join(dict.fromkeys(line.printed for line in more))
        if time and zone and event_time(f"{time} {zone}", self.words):
            time = f"{time} {zone}"
        named = tuple(words for words in (title, description) if words)
        unread = self.scope.index.unread(scope)
        if time is None and unread:  # it may be what was not read
            self.reader.ledger.problem("broken_words", f"{self.path}.events")
        if unread <= (time is None):
            return self._joined(named or _title_and_rest(said)), time, False
        if title:  # where in its description something is missing nobody knows
            return f"{self._joined((title,))}: …", time, True
        rest = "; ".join([*(piece for words in said if (piece := words.strip(":： "))), *["…"] * (unread > 1)])
        return (self._joined(("…", rest)) if said or time else ""), time, True

    def _is_time(self, text: str) -> bool:
        return event_time(text, self.words) is not None or looks_dated(text, self.words.months)

    def _elements(self, scope: Scope, field: str) -> list[Node]:
        """The elements with words of the first anchor of an event's field that finds any; one inside another is a part
        of it."""
        for anchor in self.reader.page.layout.anchors(f"packages.events.{field}"):
            found: list[Node] = []
            for node in nodes(anchor, scope) if anchor.kind == "element" else ():
                if (not found or node[0] >= scope.inner(found[-1]).end) and scope.printed(node):
                    found.append(node)
            if found:
                return found
        return []

    def _joined(self, words: tuple[str, ...]) -> str:
        """Title and description as one text; what repeats the title adds nothing."""
        text = words[0] if words else ""
        for piece in words[1:]:
            if not is_loading(piece) and words_key(piece) not in words_key(text):
                text = f"{text}: {piece}"
        return self.reader.free(text)


def _days(found: tuple[When | None, Estimate | None]) -> tuple[When | None, ...]:
    """The day of a delivery, or those in which it is expected."""
    delivered_on, estimate = found
    return (delivered_on,) if estimate is None else (estimate.from_, estimate.to)


def _title_and_rest(words: tuple[str, ...]) -> tuple[str, ...]:
    """The first line names what happened; the others describe it together."""
    return words[:1] + (("; ".join(dict.fromkeys(words[1:])),) if words[1:] else ())


def _newest_first(package: _PackageReader, boxes: list[EventBox]) -> list[EventBox]:
    """Events in the order of the model, also from a page that prints the oldest first."""
    times = [read_when(box.time_text, package.words.months, near=package.near) for box in boxes]
    known = [time.replace(tzinfo=None) for time in times if isinstance(time, datetime)]
    ascending = len(known) > 1 and known[0] < known[-1]
    return boxes[::-1] if ascending else boxes
