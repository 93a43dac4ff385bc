"""What is written of a pile: a row for each order, and what stands before and behind the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import starmap
from typing import Any, Literal

from whyclosed.api import Diagnosed
from whyclosed.labels import Labels, labels
from whyclosed.sources import Copy
from whyclosed.tables import REPORT_COLUMNS, csv_text, json_line, report_row
from whyclosed.text.dates import Calendar
from whyclosed.webpage import head_row, order_row
from whyclosed.webpage.markup import Markup, document, el
from whyclosed.zone import Setting
from whyclosed_parser.model import Unread, to_dict

Form = Literal["csv", "jsonl", "html"]
Part = tuple[str, list[tuple[str, str]]]
"""A heading, and the rows below it: a number or a day ("" for none), and what it is of."""

_ROWS = Markup("<!--rows-->")
_PROBLEM = ("file", "order_id", "field", "code", "message", "hint")


def row(entry: Diagnosed, form: Form, present: Setting, language: str) -> str:
    """An order's row."""
    if form == "jsonl":
        return json_line(to_dict(entry))
    if form == "csv":
        return csv_text([report_row(entry)], REPORT_COLUMNS, head=False)
    return f"{order_row(entry, Calendar(present.now, labels(language)))}\n"


def frame(form: Form, summary: Iterable[Part], calendar: Calendar) -> tuple[str, str]:
    """What stands before the rows, and what behind them."""
    if form == "jsonl":
        return "", ""
    if form == "csv":
        return csv_text([], REPORT_COLUMNS, head=True), ""
    say = calendar.say
    page = document(
        say("page.title"),
        el("header", el("h1", say("page.title"))),
        el("main", *starmap(_part, summary), el("table", head_row(say), el("tbody", _ROWS))),
        el("footer", el("p", say("page.made", when=calendar.when(calendar.now)))),
        language=say.language,
    )
    before, _, behind = page.partition(_ROWS)
    return before, behind


def _part(heading: str, rows: list[tuple[str, str]]) -> Markup:
    """A part of the summary."""
    told = [el("tr", el("th", lead, scope="row"), el("td", text, dir="auto")) for lead, text in rows]
    return el("section", el("h2", heading), el("table", el("tbody", *told)) if told else None)


def problem_head() -> str:
    """The names of the columns of the file of problems."""
    return csv_text([], _PROBLEM, head=True)


def unread_row(unread: Unread) -> str:
    """A page that could not be read, or an order that could not be told."""
    problem = unread.problem
    return _problem(file=unread.path, code=problem.code, message=problem.message, hint=problem.hint)


def copy_row(copy: Copy, say: Labels) -> str:
    """A page that is a copy of another one, which is read."""
    return _problem(file=str(copy.path), code="copy", message=say("pile.copy", of=str(copy.of)))


def problem_row(order_id: str | None, field: str | None, code: str, message: str) -> str:
    """Something of an order that could not be read for certain."""
    return _problem(order_id=order_id, field=field, code=code, message=message)


def _problem(**cells: Any) -> str:
    whole: Mapping[str, Any] = {name: cells.get(name) for name in _PROBLEM}
    return csv_text([whole], _PROBLEM, head=False)
