"""What a page prints of an order, and no field holds: a sum, a day."""

from __future__ import annotations

from whyclosed_parser.classify import may_be_refund_news
from whyclosed_parser.model import Amounts, Event
from whyclosed_parser.model.order import CLOSED, DAYS, OF_ORDERS
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import is_in_a_head, rows_of
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import has_digit, normal_form

_OF_A_WHOLE_LINE = frozenset({"order_id", "status"})
"""Fields whose quote may hold more than was read of it."""
_LONGEST_LABEL = 60  # characters


def tell_unread(reader: FieldReader) -> None:
    """Leave a problem where nothing was read of the total, of the order's days or of the day on which it ended, and an
    amount or a day stands there."""
    by_words = any(anchor.kind == "label" for anchor in reader.page.layout.anchors("placed_on"))
    if reader.kind not in OF_ORDERS or not by_words:
        return
    parts, end = reader.parts, _end(reader)
    amounts: Amounts = parts.get("amounts", Amounts())
    no_sum = amounts.total is None and not reader.page.layout.evidence
    no_day = parts.keys().isdisjoint(DAYS)
    if not (no_sum or no_day or end):
        return
    every = reader.own_lines
    quoted = " ".join(found.quote for path, found in reader.ledger.found.items() if path not in _OF_A_WHOLE_LINE)
    numbered = [(at, line) for at, line in enumerate(every) if has_digit(line.text)]
    sums = (at for at, line in numbered if find_amounts(line.text) and line.text not in quoted)
    if no_sum and not all(is_in_a_head(every, at) for at in sums):
        _tell(reader, "amounts", "amounts.total")
    unread = [line for at, line in numbered if not _is_held(line, quoted, reader) and not is_in_a_head(every, at)]
    if no_day and any(find_dates(line.text, reader.words.months) for line in unread):
        _tell(reader, "placed_on", "placed_on")
    rows = (row for line in unread for row in rows_of(line, reader.words) if not _is_held(row, quoted, reader))
    if end is not None and any(_is_row_of_a_day(row, reader) for row in rows):
        _tell(reader, end, end)


def _end(reader: FieldReader) -> str | None:
    """The day of its end that was not read, of an order that has ended, or may have: its state has words that nobody
    knows."""
    status = reader.parts.get("status")
    if status is None or not (status.code in ("completed", "unknown") or status.code in CLOSED):
        return None
    ends = {"completed": ["completed_on"], "unknown": ["completed_on", "closed_on"]}.get(status.code, ["closed_on"])
    return ends[0] if reader.parts.keys().isdisjoint(ends) else None


def _is_row_of_a_day(line: Line, reader: FieldReader) -> bool:
    """Whether a line is a day that is over, alone or beside a label that nobody knows, and no step of a refund."""
    if may_be_refund_news(normal_form(line.text), reader.words.tongues):
        return False
    days = [day.text for day in find_dates(line.text, reader.words.months)]
    label = line.text.removeprefix(days[0]).removesuffix(days[0]) if len(days) == 1 else None
    if label is None or has_digit(label) or len(label) > _LONGEST_LABEL:
        return False
    if reader.words.row(line.text, line.runs) is not None:
        return False
    day = reader.when(days[0])
    return day is not None and not reader.is_to_come(day)


def _is_held(line: Line, quoted: str, reader: FieldReader) -> bool:
    """Whether the days of a line are what something was read from, or those of events."""
    days = find_dates(line.text, reader.words.months)
    times = [event.time_text for event in _events(reader) if event.time_text]
    return all(day.text in quoted for day in days) or any(time in line.text for time in times)


def _events(reader: FieldReader) -> list[Event]:
    return [event for package in reader.parts.get("packages", ()) for event in package.events]


def _tell(reader: FieldReader, part: str, path: str) -> None:
    if not any((one.field or "").startswith(part) for one in reader.ledger.problems):
        reader.ledger.problem("not_understood", path)
