"""What happened to a parcel: the events of its history, each with its words, its time and what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml.etree import _Element as Element

from whyclosed_parser.classify import classify_event, classify_history
from whyclosed_parser.layouts import Anchor
from whyclosed_parser.model import Event, EventClass
from whyclosed_parser.model.order import DAYS
from whyclosed_parser.page.find import nodes, parts
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.page.lines import is_loading, lines_beside
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import HEADINGS, upward
from whyclosed_parser.read.addresses import TRACKING_PAGE
from whyclosed_parser.read.apart import apart
from whyclosed_parser.read.bare_days import bare_days
from whyclosed_parser.read.boxes import ROWS_OF_A_PARCEL
from whyclosed_parser.read.foreign import around
from whyclosed_parser.read.parcels.boxes import EventBox, event_boxes, is_control
from whyclosed_parser.read.parcels.parcel import Parcel
from whyclosed_parser.read.shapes import is_sentence
from whyclosed_parser.read.times import closing_time, event_time, is_zone, leading_time
from whyclosed_parser.read.values import is_to_come, read_day
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.ages import age_of
from whyclosed_parser.values.dates import is_one_day, looks_dated, read_when
from whyclosed_parser.values.numbers import read_instant
from whyclosed_parser.values.text import words_key

_BRACKETS = "[]() "
"""What a zone may be printed in."""


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


def read_events(parcel: Parcel) -> tuple[Event, ...]:
    """The events, newest first. Times whose words say nothing of a parcel are none: a chat, a list of orders, what a
    printer wrote; nor are rows with nothing but the days of an order."""
    raws = [raw for raw in _raw_events(parcel) if not _is_to_come(parcel, raw)]
    days = {(row.label, row.text) for row in parcel.reader.once(bare_days) if row.code in DAYS}
    if parcel.reader.kind != "tracking" and all((raw.text, raw.time_text) in days for raw in raws):
        return ()
    classes = _classes(parcel, [("" if raw.broken else raw.text, raw.code) for raw in raws])
    if raws and raws[0].anchor == "text:events" and set(classes) == {"UNKNOWN"} and not _are_of_its_page(parcel, raws):
        parcel.problem("not_understood", "events")
        return ()
    return tuple(
        _event(parcel, raw, class_, f"events.{number}")
        for number, (raw, class_) in enumerate(zip(raws, classes, strict=True))
    )


def _are_of_its_page(parcel: Parcel, raws: Sequence[_Raw]) -> bool:
    """Whether times stand on the page of a parcel, and are not the one that a printer wrote above it."""
    if parcel.reader.kind != "tracking" or len(raws) > 1:
        return parcel.reader.kind == "tracking"
    time, lines = raws[0].time_text or "", parcel.reader.scope.lines()
    return is_one_day(time, parcel.words.months) and (len(lines) < 3 or lines[0].text != time)


def _is_to_come(parcel: Parcel, raw: _Raw) -> bool:
    """Whether the time of an event lies behind the moment at which the page was saved: then it has not happened."""
    time = raw.instant or (read_when(raw.time_text, parcel.words.months, near=parcel.near) if raw.time_text else None)
    if time is None or not is_to_come(time, parcel.near):
        return False
    parcel.problem("not_understood", "events")
    return True


def _event(parcel: Parcel, raw: _Raw, class_: EventClass, field: str) -> Event:
    """An event, and in the ledger where it was read and what of it could not be."""
    ledger, path, time_text = parcel.reader.ledger, f"{parcel.path}.{field}", raw.time_text
    time = raw.instant or (read_when(time_text, parcel.words.months, near=parcel.near) if time_text else None)
    if time_text is not None and MARK in time_text:
        time = time_text = None
        parcel.problem("broken_words", f"{field}.time")
        parcel.problem("broken_words", f"{field}.time_text")
    ledger.note(path, raw.anchor, raw.rank, raw.text)
    if raw.broken:
        parcel.problem("broken_words", field)
    if time is not None:
        ledger.note(f"{path}.time", raw.anchor, raw.rank, time_text or str(raw.instant))
    elif time_text:
        no_year = parcel.near is None and _lacks_year(parcel, time_text)
        parcel.problem("missing_year" if no_year else "unreadable_date", f"{field}.time")
    return Event(time, time_text, raw.text, class_, raw.code)


def _classes(parcel: Parcel, history: list[tuple[str, str | None]]) -> tuple[EventClass, ...]:
    """What each event means, in the page's language, and where that says nothing in the others of its words."""
    stated = classify_history(history, parcel.reader.page.language)
    if "UNKNOWN" not in stated:
        return stated
    others = [classify_history(history, language) for language in parcel.words.languages]
    return tuple(
        next((one for one in found if one != "UNKNOWN"), "UNKNOWN") for found in zip(stated, *others, strict=True)
    )


def _is_no_event(parcel: Parcel, text: str) -> bool:
    """Whether nothing happened: the words are a row about the parcel, which a list may have, or a price."""
    row = parcel.words.row(text) if ":" in text or "：" in text else None
    return (row is not None and row.entry.code in ROWS_OF_A_PARCEL) or not apart(text, parcel.words)[0]


def _lacks_year(parcel: Parcel, text: str) -> bool:
    day = read_day(text, parcel.words, None)
    return day is not None and day.missing_year


def _raw_events(parcel: Parcel) -> Iterator[_Raw]:
    """Events in page order (newest first), by the first anchor that gives any."""
    layout = parcel.reader.page.layout
    carriers = [anchor for anchor in layout.anchors("packages.carrier") if anchor.kind == "element"]
    heads = around(node[1] for anchor in carriers for node in nodes(anchor, parcel.scope))
    for rank, anchor in enumerate(layout.anchors("packages.events.each")):
        if anchor.kind == "text":
            boxes = event_boxes(parcel.scope, parcel.words, of_parcel=parcel.reader.kind == "tracking")
            raws = [
                _Raw(_joined(parcel, _title_and_rest(box.words)), box.time_text, anchor.written, rank)
                for box in _newest_first(parcel, boxes)
            ]
        else:
            each = parts(nodes(anchor, parcel.scope), parcel.scope.index)
            found = (
                _raw_event(parcel, parcel.scope.inner(node), anchor, rank)
                for node in each
                if node[1] not in heads  # which may be a list of its own
            )
            raws = [raw for raw in found if raw.text and not _is_no_event(parcel, raw.text)]
            if raws and _passes_over(parcel, [element for _, element in each]):
                parcel.problem("not_understood", "events")
        yield from raws
        if raws:
            return
    yield from _in_strip(parcel)


def _passes_over(parcel: Parcel, events: Sequence[Element]) -> bool:
    """Whether a box with a time stands among the boxes of the events and is none of them: one of another build."""
    lines = lines_beside(events, parcel.scope.index.shown)
    return any(event_time(line.text, parcel.words) is not None for line in lines)


def _in_strip(parcel: Parcel) -> Iterator[_Raw]:
    """What the link to the parcel's page says besides a button's words: the last event, without its time."""
    links = [node for href, node in parcel.scope.links if TRACKING_PAGE in href] if parcel.reader.page.unknown else []
    said: dict[str, None] = {}
    for node in links:
        lines = [line.printed for line in parcel.scope.inner(node).lines()]
        if parcel.words.entry("actions", " ".join(lines)) is None:
            said.update(dict.fromkeys(lines))
    happened = [text for text in said if classify_event(text, parcel.reader.page.language) != "UNKNOWN"]
    if parcel.alone and len(happened) == 1:
        yield _Raw(parcel.reader.free(happened[0]), None, "text:events", 0)


def _raw_event(parcel: Parcel, scope: Scope, anchor: Anchor, rank: int) -> _Raw:
    """An event of an element, with what data says of it for machines. Without words the code stands for them."""
    text, time, broken = _raw(parcel, scope)
    code, instant = (parcel.for_machines(scope, f"events.{name}") for name in ("code", "instant"))
    at = read_instant(instant) if instant else None
    if time and at is not None and not event_time(time, parcel.words):
        time = None  # other words may stand beside a printed time in data, and people's names among them
    return _Raw(text or code or "", time, anchor.written, rank, code, at, broken)


def _raw(parcel: Parcel, scope: Scope) -> tuple[str, str | None, bool]:
    """The words and the time of one event's element, and whether some of its words were not read."""
    titles, times = _elements(parcel, scope, "title")[:1], _elements(parcel, scope, "time")[:1]
    title = scope.printed(titles[0]) if titles else None
    time = scope.text(times[0]) if times else None
    lines = scope.lines()
    beside = scope.lines_without({element for _, element in (*titles, *times)}) if titles or times else lines
    if time is None and not title and len({line.element for line in lines}) == 1:  # breaks alone part its lines
        time, said = _time_in(parcel, lines)
    else:
        said = ()
    if not said:
        time = time or next((line.text for line in (*beside, *lines) if event_time(line.text, parcel.words)), None)
        said = tuple(line.printed for line in beside if line.text != time)
    if zone := _zone(parcel, scope, beside, time):
        beside = [line for line in beside if line.text.strip(_BRACKETS) != zone]
        said = tuple(words for words in said if words.strip(_BRACKETS) != zone)
    description = "; ".join(dict.fromkeys(map(scope.printed, _elements(parcel, scope, "description") if title else ())))
    if title:  # what else stands there describes it, whatever it is called
        said_beside = [line for line in beside if line.text != time and not _is_time(parcel, line.text)]
        of_others = [line for line in said_beside if _in_others(scope, titles[0][1], line)]
        if of_others:
            parcel.problem("not_understood", "events")
        said_beside = [line for line in said_beside if line not in of_others]
        more = [line.printed for line in said_beside if not (is_control(line) or is_loading(line.text))]
        known = description.split("; ")
        if not description or any(not any(one in said for said in known) for one in more):
            description = "; ".join(dict.fromkeys(more))
    if time and zone and event_time(f"{time} {zone}", parcel.words):
        time = f"{time} {zone}"
    named = tuple(words for words in (title, description) if words)
    unread = parcel.scope.index.unread(scope)
    if time is None and unread:  # it may be what was not read
        parcel.problem("broken_words", "events")
    elif time is None and any(_is_time(parcel, line.text) for line in beside):
        parcel.problem("unreadable_date", "events")
    if unread <= (time is None):
        return _joined(parcel, named or _title_and_rest(said)), time, False
    if title:  # where in its description something is missing nobody knows
        return f"{_joined(parcel, (title,))}: …", time, True
    lost = unread - (time is None) > 1
    rest = "; ".join([*(piece for words in said if (piece := words.strip(":： "))), *["…"] * lost])
    return (_joined(parcel, ("…", rest)) if said or time else ""), time, True


def _in_others(scope: Scope, title: Element, line: Line) -> bool:
    """Whether a line stands in a part of an event that has a heading of its own, and is of something else: a helper of
    the browser put it there."""
    own = {*upward(title), *upward(scope.element)}
    boxes = [box for box in upward(line.element) if box not in own]
    return any(next(box.iter(*HEADINGS), None) is not None for box in boxes)


def _time_in(parcel: Parcel, lines: list[Line]) -> tuple[str | None, tuple[str, ...]]:
    """The time with which the lines of one element begin or end together, and its other words; neither where none
    does."""
    whole = " ".join([line.text for line in lines])
    if MARK in whole:
        led = leading_time(" ".join([line.printed for line in lines]), parcel.words)
        return (MARK, (led[1],)) if led else (None, tuple(line.printed for line in lines))
    led = leading_time(whole, parcel.words) or closing_time(whole, parcel.words)
    return (led[0], (led[1],)) if led else (None, ())


def _zone(parcel: Parcel, scope: Scope, beside: list[Line], time: str | None) -> str:
    """The zone of an event's time, in its own element or beside it; an empty text where none is printed."""
    zone = next(map(scope.text, _elements(parcel, scope, "zone")), "").strip(_BRACKETS)
    if zone or not time:
        return zone
    apart = [line.text.strip(_BRACKETS) for line in beside if is_zone(line.text, time, parcel.words)]
    return apart[0] if len(apart) == 1 else ""


def _is_time(parcel: Parcel, text: str) -> bool:
    return event_time(text, parcel.words) is not None or (
        looks_dated(text, parcel.words.months) and not is_sentence(text)
    )


def _elements(parcel: Parcel, scope: Scope, field: str) -> list[Node]:
    """The elements with words of the first anchor of an event's field that finds any; one inside another is a part
    of it."""
    for anchor in parcel.reader.page.layout.anchors(f"packages.events.{field}"):
        found: list[Node] = []
        for node in nodes(anchor, scope) if anchor.kind == "element" else ():
            if (not found or node[0] >= scope.inner(found[-1]).end) and scope.printed(node):
                found.append(node)
        if found:
            return found
    return []


def _joined(parcel: Parcel, words: tuple[str, ...]) -> str:
    """Title and description as one text; what repeats the title adds nothing."""
    text = words[0] if words else ""
    for piece in words[1:]:
        if not is_loading(piece) and words_key(piece) not in words_key(text):
            text = f"{text}: {piece}"
    return parcel.reader.free(text)


def _title_and_rest(words: tuple[str, ...]) -> tuple[str, ...]:
    """The first line names what happened; the others describe it together."""
    return words[:1] + (("; ".join(dict.fromkeys(words[1:])),) if words[1:] else ())


def _newest_first(parcel: Parcel, boxes: list[EventBox]) -> list[EventBox]:
    """Events in the order of the model, also from a page that prints the oldest first."""
    times = [read_when(box.time_text, parcel.words.months, near=parcel.near) for box in boxes]
    known = [time.replace(tzinfo=None) for time in times if isinstance(time, datetime)]
    ages = [age for box in boxes if (age := age_of(box.time_text, parcel.words.units)) is not None]
    ascending = (len(known) > 1 and known[0] < known[-1]) or (len(known) < 2 and ages != sorted(ages))
    return boxes[::-1] if ascending else boxes
