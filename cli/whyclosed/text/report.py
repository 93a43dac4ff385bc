"""A report as text: for several orders first an overview, what is due first on top, then each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from whyclosed.api import Diagnosed, Report
from whyclosed.labels import label
from whyclosed.text.dates import Calendar
from whyclosed.text.diagnosis import put_diagnosis
from whyclosed.text.paper import Paper
from whyclosed_parser.model import Order
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling.next_date import sort_key
from whyclosed_rules.telling.sentences import sentences


def write_report(report: Report, *, width: int, colour: bool, language: str = "en") -> str:
    """The whole answer. An empty text where no order was read."""
    if not report.orders:
        return ""
    paper, calendar = Paper(width, colour=colour), Calendar(report.as_of, language)
    entries = sorted(report.orders, key=lambda entry: sort_key(entry.diagnosis.urgency, report.as_of.tzinfo or UTC))
    if len(entries) > 1:
        _put_overview(paper, entries, calendar)
    for number, entry in enumerate(entries, 1):
        put_title(paper, entry.order, number if len(entries) > 1 else None)
        put_diagnosis(paper, entry.diagnosis, calendar, entry.order)
    return str(paper)


def put_title(paper: Paper, order: Order, number: int | None = None) -> None:
    """The line that tells which order this is, as the page names it."""
    parts = [label("order.id", id=order.order_id) if order.order_id else label("order.no_id")]
    if order.status is not None:
        parts.append(label("order.status", label=order.status.label))
    if order.shop.name:
        parts.append(order.shop.name)
    if order.amounts.total is not None:
        parts.append(order.amounts.total.raw)
    paper.gap()
    paper.rule("═" if number is not None else "─")
    paper.write(" · ".join(parts), "quiet", lead="" if number is None else f"{number}. ")


def _put_overview(paper: Paper, entries: Sequence[Diagnosed], calendar: Calendar) -> None:
    paper.heading(label("overview.title", count=len(entries)))
    digits = len(str(len(entries)))
    for number, entry in enumerate(entries, 1):
        id_ = entry.order.order_id or label("order.no_id")
        lead = f"{number:>{digits}}. "
        paper.write(f"{_due(entry.diagnosis, calendar)} · {id_} · {_doing(entry.diagnosis)}", lead=lead, indent=1)


def _due(diagnosis: Diagnosis, calendar: Calendar) -> str:
    due = diagnosis.urgency.due
    if due is None:
        return label("overview.nothing_due")
    return label("overview.due", when=calendar.when(due), distance=calendar.distance(due))


def _doing(diagnosis: Diagnosis) -> str:
    return sentences("en").say("route", diagnosis.route)
