"""The sheet of the evidence pack: one page of HTML that prints well, without script or network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from whyclosed.api import Diagnosed
from whyclosed.labels import Labels
from whyclosed.text.dates import Calendar
from whyclosed.text.money import amount
from whyclosed.webpage.glance import time
from whyclosed.webpage.markup import Content, Markup, document, el, items, joined
from whyclosed_parser.model import Event, Order, Package, Page
from whyclosed_parser.model.order import DAYS
from whyclosed_rules.model import MessageDraft

if TYPE_CHECKING:
    from whyclosed.evidence import SavedFile

_WHOLE = {"order_detail": "no_detail", "tracking": "no_tracking"}
"""The kinds of page without which the evidence is thin, and what is said where one is missing."""


def write_page(entry: Diagnosed, files: Sequence[SavedFile], calendar: Calendar, seen: Sequence[Order] = ()) -> str:
    """What was seen of an order, when, and what is still missing. No name and no address is on it. `seen`: what pages
    said of which there is no file."""
    order, say = entry.order, calendar.say
    name = say("order.id", id=order.order_id) if order.order_id else say("order.no_id")
    title = say("evidence.title", order=name)
    parts = (
        _part(say("evidence.missing"), el("p", say("evidence.screenshots")), items(_missing(entry, files, calendar))),
        _part(say("evidence.order"), _table((), _facts(order, calendar))),
        _part(
            say("evidence.seen"),
            _table(_heads(say, "saved", "page", "said"), _observations(order, files, seen, calendar)),
        ),
        *(_parcel(package, calendar) for package in order.packages),
        _part(say("section.messages"), *_messages(entry, calendar)),
        _part(
            say("evidence.files"),
            _table(_heads(say, "file", "sha256"), ((one.name, el("code", one.sha256)) for one in files)),
        ),
    )
    foot = el("footer", el("p", say("evidence.made", when=calendar.when(calendar.now))))
    return document(title, el("header", el("h1", title)), el("main", *parts), foot, language=say.language)


def _part(heading: str, *content: Content) -> Markup | None:
    return el("section", el("h2", heading), *content) if any(content) else None


def _table(heads: Sequence[str], rows: Iterable[Sequence[Content]]) -> Markup | None:
    """A table whose first cells are headings where it has no others; nothing without a row."""
    first = "td" if heads else "th"
    body = [
        el("tr", *(el(first if not n else "td", cell, dir="auto") for n, cell in enumerate(cells))) for cells in rows
    ]
    head = el("thead", el("tr", *(el("th", name, scope="col") for name in heads))) if heads else None
    return el("table", head, el("tbody", *body)) if body else None


def _heads(say: Labels, *names: str) -> list[str]:
    return [say(f"evidence.{name}") for name in names]


def _facts(order: Order, calendar: Calendar) -> Iterator[Sequence[Content]]:
    say = calendar.say
    if order.order_id:
        yield say("page.order"), el("bdi", order.order_id)
    if order.status is not None:
        yield say("field.status"), order.status.label
    if order.reminder:
        yield say("field.reminder"), order.reminder
    for name in DAYS:
        value = getattr(order, name)
        if value is not None:
            yield say(f"field.{name}"), time(value, calendar)
    if order.shop.name:
        yield say("evidence.shop"), order.shop.name
    for item in order.items:
        count = f"{item.quantity} × " if item.quantity is not None else ""
        yield say("evidence.item"), _line(f"{count}{item.title or say('order.no_title')}", item.sku)
    if order.amounts.total is not None:
        yield say("field.total"), amount(order.amounts.total, say.language)
    if order.refund.label:
        back = None if order.refund.amount is None else amount(order.refund.amount, say.language)
        yield say("field.refund"), _line(order.refund.label, back)
    if order.dispute.label:
        yield say("field.dispute"), order.dispute.label


def _line(*texts: str | None) -> str:
    return " · ".join(text for text in texts if text)


def _observations(
    order: Order, files: Sequence[SavedFile], seen: Sequence[Order], calendar: Calendar
) -> Iterator[Sequence[Content]]:
    """A row for each page: when it was saved, which it is, and what it said then. Of pages that were read as one only
    the newest is sure to have said it."""
    kept = [one for file in files for one in file.of(order)]
    filed = {(page.kind, page.captured_at) for one in kept for page in one.pages}
    others = [one for one in seen if not all((page.kind, page.captured_at) in filed for page in one.pages)]
    for one in (*others, *kept):
        newest = max(one.pages, key=_age, default=None)
        for page in one.pages:
            said = _said(one, calendar.say) if page is newest else None
            yield _saved(page, calendar), calendar.say.choice("page_kind", page.kind), said


def _age(page: Page) -> tuple[bool, float]:
    """By which the newest page is the greatest; one of no known time is older than any."""
    return page.captured_at is not None, page.captured_at.timestamp() if page.captured_at else 0.0


def _saved(page: Page, calendar: Calendar) -> Content:
    if page.captured_at is None:
        return calendar.say("evidence.no_time")
    when = time(page.captured_at, calendar)
    return joined((when, f" ({calendar.say('evidence.file_time')})")) if page.captured_at_from == "file_time" else when


def _said(order: Order, say: Labels) -> str:
    """The page's own words on how the order stood."""
    last = next((event for package in order.packages for event in package.events), None)
    words = (
        order.status and order.status.label,
        order.reminder,
        *(message.text for message in order.messages if message.sender == "platform"),
        order.refund.label,
        order.dispute.label,
        last and last.text,
    )
    return " · ".join(say("short.quote", text=text) for text in dict.fromkeys(words) if text)


def _parcel(package: Package, calendar: Calendar) -> Markup | None:
    """The history of one parcel, oldest first, as it is told and as its page prints it."""
    say = calendar.say
    number = package.tracking_number
    name = say("section.package", id=number) if number else say("order.no_number")
    estimate = package.estimated_delivery
    told = _line(package.carrier, *package.other_numbers, estimate.label if estimate else None)
    rows = ((_when(event, calendar), event.text or say("evidence.no_words")) for event in reversed(package.events))
    return _part(
        name,
        el("p", told, dir="auto"),
        _table(_heads(say, "time", "event"), rows) or say("evidence.no_events"),
    )


def _when(event: Event, calendar: Calendar) -> Content:
    """A time without a certain year stands as it is printed."""
    return time(event.time, calendar) if event.time is not None else event.time_text or calendar.say("evidence.no_time")


def _messages(entry: Diagnosed, calendar: Calendar) -> Iterator[Markup]:
    say = calendar.say
    rows = _table((), choices(entry, say))
    if rows:
        yield rows
    for one in drafts(entry):
        yield el("h3", say("short.message", to=say.choice("recipient", one.to)))
        yield el("blockquote", one.text, lang=one.language, dir="auto")


def choices(entry: Diagnosed, say: Labels) -> list[tuple[str, str]]:
    """What to choose in the form of a dispute, each with its name."""
    advice = entry.diagnosis.dispute
    named = ((say("evidence.reason"), advice.reason), (say("evidence.ask_for"), advice.ask_for))
    return [(name, value) for name, value in named if value]


def drafts(entry: Diagnosed) -> list[MessageDraft]:
    """The messages, those for the dispute first."""
    return sorted(entry.diagnosis.messages, key=lambda draft: draft.to != "dispute_form")


def _missing(entry: Diagnosed, files: Sequence[SavedFile], calendar: Calendar) -> Iterator[str]:
    """What the buyer still has to fetch: the screenshots that help, and the pages that are not there."""
    order, say = entry.order, calendar.say
    yield from entry.diagnosis.evidence
    kinds = {page.kind for page in order.pages}
    for kind, key in _WHOLE.items():
        if kind not in kinds and (kind != "tracking" or order.packages or order.shipped_on):
            yield say(f"evidence.{key}")
    for file in files:
        if any(page.captured_at is None for one in file.of(order) for page in one.pages):
            yield say("evidence.untimed", file=file.name)
