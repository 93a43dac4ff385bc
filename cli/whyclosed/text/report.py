"""A report as text: one order as its answer, several as a table, what is due first on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from whyclosed.api import Diagnosed, Report
from whyclosed.labels import ENGLISH, labels
from whyclosed.text.dates import Calendar
from whyclosed.text.diagnosis import Depth, put_diagnosis
from whyclosed.text.paper import Paper, Style, cells, clean
from whyclosed.text.short import clip, names_width
from whyclosed.text.title import put_title
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling.next_date import sort_key

_TABLE = 64
"""From so many columns on the orders stand in a table."""
_TITLE = 8
"""A title is shown from so many columns on."""


def write_report(
    report: Report,
    *,
    width: int,
    colour: bool,
    language: str = ENGLISH,
    depth: Depth = "short",
    order: str | None = None,
) -> str:
    """The whole answer; of several orders only the one with the id `order`, where that is among them. An empty text
    where no order was read."""
    if not report.orders:
        return ""
    calendar = Calendar(report.as_of, labels(language))
    paper = Paper(width, colour=colour, names=names_width(calendar.say))
    entries = [entry for entry in report.orders if order is not None and entry.order.order_id == order]
    entries = in_order(entries or report.orders, report)
    if len(entries) == 1:
        put_diagnosis(paper, entries[0].diagnosis, calendar, entries[0].order, depth=depth)
        return str(paper)
    _put_table(paper, entries, calendar, whole=depth != "short")
    if depth == "short":
        paper.gap()
        paper.write(calendar.say("overview.more"), "quiet")
        return str(paper)
    for number, entry in enumerate(entries, 1):
        put_title(paper, entry.order, calendar.say, number)
        put_diagnosis(paper, entry.diagnosis, calendar, entry.order, depth=depth)
    return str(paper)


def in_order(entries: Sequence[Diagnosed], report: Report) -> list[Diagnosed]:
    """What is due first on top."""
    tz = report.as_of.tzinfo or UTC
    return sorted(entries, key=lambda entry: sort_key(entry.diagnosis.tone, entry.diagnosis.next, tz))


def _put_table(paper: Paper, entries: Sequence[Diagnosed], calendar: Calendar, *, whole: bool) -> None:
    """One line an order; what is over is only counted, unless all is asked for."""
    shown = [entry for entry in entries if whole or entry.diagnosis.tone != "done"]
    paper.heading(calendar.say("overview.title", count=len(entries)))
    days = [_day(entry.diagnosis, calendar) for entry in shown]
    ids = [clean(entry.order.order_id or calendar.say("overview.no_id")) for entry in shown]
    widths = [max(map(cells, column), default=0) for column in (days, ids, [one.diagnosis.verdict for one in shown])]
    left = paper.width - sum(widths) - 6
    for entry, day, id_ in zip(shown, days, ids, strict=True):
        style: Style | None = "bad" if entry.diagnosis.tone == "act" else None
        title = entry.order.items[0].title if entry.order.items else None
        if paper.width < _TABLE or left < 0:
            paper.write(" · ".join(filter(None, (day, id_, entry.diagnosis.verdict))), style, lead="• ")
            continue
        line = f"{_padded(day, widths[0])}  {_padded(id_, widths[1])}  {entry.diagnosis.verdict}"
        if title and left >= _TITLE:
            line = f"{_padded(line, paper.width - left - 2)}  {clip(title, left, 1)}"
        paper.line(line, style)
    if len(shown) < len(entries):
        paper.gap()
        paper.write(calendar.say("overview.over", count=len(entries) - len(shown)), "quiet")


def _day(diagnosis: Diagnosis, calendar: Calendar) -> str:
    next_ = diagnosis.next
    if next_ is None:
        return calendar.say("overview.today") if diagnosis.tone == "act" else calendar.say("overview.no_day")
    return calendar.say(f"overview.{next_.role}", day=calendar.brief(next_.on))


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))
