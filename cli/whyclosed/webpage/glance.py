"""The first screen of an answer: what to do and why, how much comes back, by when, and the page's own sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from whyclosed.text.dates import Calendar
from whyclosed.text.money import amount
from whyclosed.text.said import Said
from whyclosed.text.short import expected, order_parts, page_sentence
from whyclosed.text.stage import refund_stage
from whyclosed.webpage.markup import Markup, el, joined
from whyclosed_parser.model import Order, Refund, When
from whyclosed_rules.model import Diagnosis, Tone

_SIGNS: dict[Tone, str] = {
    "act": "M12 5v9M12 18.5v.5",
    "decide": "M9 9.2a3 3 0 1 1 4.6 2.5c-1 .7-1.6 1.3-1.6 2.5M12 18v.5",
    "wait": "M12 6v6l4 2.5",
    "done": "M5 12.5l4.5 4.5L19 7.5",
}
"""Lines in a field of 24 × 24: the signs of the extension."""
_STAGES = 3


def first_screen(diagnosis: Diagnosis, order: Order, calendar: Calendar, said: Said) -> Iterator[Markup]:
    """What the popup shows first."""
    say = calendar.say
    verdict, summary = said.new(diagnosis.verdict), said.new(diagnosis.summary)
    name, *others = order_parts(order, diagnosis, calendar)
    which = joined((el("bdi", say("order.id", id=name) if order.order_id else name), *_after(others)))
    words = el("div", el("h2", verdict, dir="auto"), el("p", summary, dir="auto"), el("p", which, class_="fine"))
    yield el("header", _sign(diagnosis.tone), words, class_="verdict")
    yield el("div", _money(diagnosis, calendar), _day(diagnosis, calendar), class_="cards")
    says = page_sentence(diagnosis, order)
    if says:
        said.new(says)
        quote = el("blockquote", says, dir="auto")
        yield el("figure", el("figcaption", say("field.reminder"), class_="fine"), quote)
    if order.refund.stage is not None:
        yield _dots(order.refund, order.refund.stage, calendar)


def _after(parts: list[str]) -> Iterator[str | Markup]:
    for text in parts:
        yield " · "
        yield el("bdi", text)


def _sign(tone: Tone) -> Markup:
    """It repeats what the words beside it say."""
    circle, line = el("circle", cx="12", cy="12", r="11"), el("path", d=_SIGNS[tone])
    return el("svg", circle, line, class_="sign", viewBox="0 0 24 24", aria_hidden="true")


def _money(diagnosis: Diagnosis, calendar: Calendar) -> Markup:
    money, say = diagnosis.money, calendar.say
    big = None if money.amount is None else el("p", el("bdi", amount(money.amount, say.language)), class_="big")
    by = expected(diagnosis, calendar)
    return el("section", el("h3", say("section.refund")), big, el("p", money.text), by and el("p", by, class_="fine"))


def _day(diagnosis: Diagnosis, calendar: Calendar) -> Markup | None:
    next_, say = diagnosis.next, calendar.say
    if next_ is None:
        return None
    when = next_.at or next_.on
    name = say("short.from") if next_.role == "from" else say("short.until")
    basis = f", {say('basis.computed')}" if next_.basis == "computed" else ""
    text = f"{next_.text} ({calendar.distance(when)}{basis})"
    return el("section", el("h3", name), el("p", time(when, calendar), class_="big"), el("p", text))


def time(when: When | date, calendar: Calendar) -> Markup:
    """A day or an hour, for people and for programs."""
    return el("time", calendar.when(when), datetime=when.isoformat())


def _dots(refund: Refund, stage: int, calendar: Calendar) -> Markup:
    """The three dots of a refund, as the shop draws them."""
    say = calendar.say
    dots = [el("i", class_="on" if number <= stage else None) for number in range(1, _STAGES + 1)]
    told = [say("field.refund"), refund_stage(stage, say)]
    told += [say("short.quote", text=refund.label)] if refund.label else []
    told += [amount(refund.amount, say.language)] if refund.amount is not None else []
    return el("p", el("span", *dots, aria_hidden="true"), el("span", " · ".join(told), dir="auto"), class_="dots")
