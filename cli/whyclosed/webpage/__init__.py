"""The answer as one page of HTML: a file of its own, without script and without anything from a network."""

from __future__ import annotations

from collections.abc import Iterator

from whyclosed.api import Diagnosed, Report
from whyclosed.labels import ENGLISH, Labels, labels
from whyclosed.text.dates import Calendar
from whyclosed.text.money import amount
from whyclosed.text.report import in_order
from whyclosed.webpage.answer import answer, sources, unread
from whyclosed.webpage.markup import Markup, document, el


def write_page(report: Report, *, language: str = ENGLISH) -> str:
    """The whole answer, what is due first on top."""
    calendar = Calendar(report.as_of, labels(language))
    say = calendar.say
    entries = in_order(report.orders, report)
    alone = len(entries) == 1
    answers = [answer(entry, number, calendar, alone=alone) for number, entry in enumerate(entries, 1)]
    left = list(unread(report.unread, say))
    told = [*answers, *left] if alone else [*_table(entries, calendar), *left, *answers]
    return document(
        say("page.title"),
        el("header", el("h1", say("page.title"))),
        el("main", *told, *sources(entries, say)),
        el("footer", el("p", say("page.made", when=calendar.when(report.as_of)))),
        language=say.language,
    )


def _table(entries: list[Diagnosed], calendar: Calendar) -> Iterator[Markup]:
    """Every order in a row: when, which, what to do; nothing of none."""
    if not entries:
        return
    say = calendar.say
    rows = (order_row(entry, calendar, number) for number, entry in enumerate(entries, 1))
    caption = el("caption", say("overview.title", count=len(entries)))
    yield el("table", caption, head_row(say), el("tbody", *rows))


def head_row(say: Labels) -> Markup:
    """The heads of a table of orders."""
    return el("thead", el("tr", *(el("th", say(f"page.{name}"), scope="col") for name in ("day", "order", "todo"))))


def order_row(entry: Diagnosed, calendar: Calendar, number: int | None = None) -> Markup:
    """An order in a row of a table: when, which, what to do; with a link to the answer of that `number` on the page."""
    say, next_, order = calendar.say, entry.diagnosis.next, entry.order
    day = "–" if next_ is None else say(f"overview.{next_.role}", day=calendar.brief(next_.on))
    called = order.order_id or say("order.no_id")
    name = el("bdi", called) if number is None else el("a", called, href=f"#order-{number}")
    total = None if order.amounts.total is None else amount(order.amounts.total, say.language)
    about = " · ".join(filter(None, (total, order.items[0].title if order.items else order.shop.name)))
    which = el("td", name, el("span", about, class_="fine", dir="auto") if about else None)
    when = el("td", day, class_="none" if next_ is None else None)
    return el("tr", when, which, el("td", entry.diagnosis.verdict), data_tone=entry.diagnosis.tone)
