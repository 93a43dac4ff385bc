"""When a parcel was delivered, or is expected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event
from whyclosed_parser.model import Estimate, Event, When
from whyclosed_parser.page.find import Hit, found_at
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.apart import undated
from whyclosed_parser.read.boxes import ROWS_OF_A_PARCEL
from whyclosed_parser.read.field import FieldReader, with_digits
from whyclosed_parser.read.parcels.parcel import Parcel
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.values import read_day, read_estimate
from whyclosed_parser.values.dates import looks_dated, names_month
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.numbers import read_instant

_YEAR = patterns.compiled(r"(?<!\d)20\d\d(?!\d)")
_Delivery = tuple[When | None, Estimate | None]


def read_delivery(parcel: Parcel) -> _Delivery:
    """The day of delivery or the expected days, as the label in front says."""
    reader, path = parcel.reader, f"{parcel.path}.estimated_delivery"
    near = _year_of_delivery(parcel)
    unread: list[str] = []

    def read(hit: Hit) -> _Delivery | None:
        hit = _without_rows(parcel, hit)
        label, value = _label(parcel, hit)
        broken, delivered = MARK in value, label == "delivered_on"  # a broken one may be one of two days
        if delivered and not broken:
            day = read_day(value, parcel.words, near, past=near is parcel.near)
            if day is not None and (day.value or day.missing_year):
                return day.value, None
        elif not broken:
            estimate = read_estimate(value, parcel.words, near, _as_printed(hit))
            if estimate is not None:
                return None, estimate
        if delivered if broken else looks_dated(value, parcel.words.months):
            unread.append("delivered_on" if delivered else "estimated_delivery")
        return None

    def doubt(seen: list[Hit]) -> str | None:
        days = [hit for hit in seen if read_money(hit.text) is None]  # "Delivery: US $1.99" is a fee
        named = any(_label(parcel, hit)[0] and names_month(hit.text, parcel.words.months) for hit in days)
        return "unreadable_date" if named else with_digits(days)

    found = reader.first("packages.delivery", path, read, parcel.scope, doubt, _days)
    if found is None and parcel.alone and parcel.scope is not reader.scope:
        found = reader.first("packages.delivery", path, read, None, doubt, _days)
    if found is None:
        for one in unread:
            parcel.problem("unreadable_date", one)
        return None, None
    (delivered_on, estimate), hit = found
    if _label(parcel, hit)[0] == "delivered_on":
        if delivered_on is None:
            reader.ledger.forget(path)
            parcel.problem("missing_year", "delivered_on")
        else:
            reader.ledger.move(path, f"{parcel.path}.delivered_on")
    elif estimate is not None and estimate.from_ is None and estimate.to is None:
        no_year = near is None and not _YEAR.search(estimate.label)
        parcel.problem("missing_year" if no_year else "unreadable_date", "estimated_delivery")
    return delivered_on, estimate


def is_printed_day(parcel: Parcel, when: When) -> bool:
    """Whether a day of delivery without its year, as it is printed, is this one."""
    day = (when.year, when.month, when.day)
    near = datetime(*day, 12, tzinfo=UTC)
    for _, anchor in parcel.reader.anchors("packages.delivery"):
        hits = (_label(parcel, _without_rows(parcel, hit)) for hit in found_at(anchor, parcel.scope, None))
        days = [read_day(value, parcel.words, near, past=False) for label, value in hits if label == "delivered_on"]
        if found := [one.value for one in days if one is not None and one.value is not None]:
            return all((one.year, one.month, one.day) == day for one in found)
    return False


def delivery_told(parcel: Parcel, events: tuple[Event, ...]) -> When | None:
    """The one day on which a sentence below the status, or of a mail, says that the only parcel was delivered."""
    if events or not parcel.alone:
        return None
    reader = parcel.reader
    reminded = (line for lines, _, _ in reader.block_lines("reminder") for line in lines)
    told = (line.text for line in reader.flowing_lines)
    days: dict[When, str] = {}
    for sentence in (one for text in (told if reader.page.is_told else reminded) for one in sentences(text)):
        if _is_of_delivery(sentence, reader) and not parcel.words.row(sentence):
            day = read_day(sentence, parcel.words, parcel.near)
            if day is not None and day.missing_year:
                parcel.problem("missing_year", "delivered_on")
            if day is not None and day.value is not None and not reader.is_to_come(day.value):
                days[day.value] = sentence
    if len(days) != 1:
        return None
    ((when, sentence),) = days.items()
    reader.ledger.note(f"{parcel.path}.delivered_on", "text:events", 0, reader.free(sentence))
    return when


def _is_of_delivery(sentence: str, reader: FieldReader) -> bool:
    """Whether a sentence says that it was delivered, or a word beside its day: "Delivered Nov 25, 2026"."""
    said = (sentence, undated(sentence, reader.words)[0])
    return any(classify_event(one, reader.page.language) == "DELIVERED" for one in said)


def _year_of_delivery(parcel: Parcel) -> datetime | None:
    """A time near the expected days, which are printed without a year."""
    told = parcel.for_machines(parcel.scope, "expected")
    return (read_instant(told) if told else None) or parcel.near


def _without_rows(parcel: Parcel, hit: Hit) -> Hit:
    """The words of an element without the rows of the parcel that stand in it too."""
    text = hit.text
    for line in parcel.scope.inner(hit.node).lines() if hit.node else ():
        row = parcel.words.row(line.text, line.runs)
        if row is not None and row.entry.code in ROWS_OF_A_PARCEL:
            text = text.replace(line.text, "").strip()
    return hit if text == hit.text or not text else replace(hit, text=text)


def _label(parcel: Parcel, hit: Hit) -> tuple[str | None, str]:
    """What the words before the date say, and the words behind them."""
    if hit.label is not None:
        entry = parcel.words.entry("labels", hit.label)
        return (entry.code if entry else None), hit.text
    row = parcel.words.row(hit.text)
    if row is not None and row.value and row.entry.code in ("delivered_on", "estimated_delivery"):
        return row.entry.code, row.value
    return None, hit.text


def _as_printed(hit: Hit) -> str:
    """The words with their label."""
    if hit.line is not None:
        return hit.line.replace(MARK, "…")
    printed = hit.text.replace(MARK, "…")
    return printed if hit.label is None else f"{hit.label.rstrip(':： ')}: {printed}"


def _days(found: _Delivery) -> tuple[When | None, ...]:
    """The day of a delivery, or those in which it is expected."""
    delivered_on, estimate = found
    return (delivered_on,) if estimate is None else (estimate.from_, estimate.to)
