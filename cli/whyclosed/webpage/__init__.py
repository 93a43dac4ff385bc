"""The answer as one page of HTML: a file of its own, without script and without anything from a network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from whyclosed.api import Diagnosed, Report
from whyclosed.labels import ENGLISH, labels
from whyclosed.text.dates import Calendar
from whyclosed.text.paper import clean
from whyclosed.text.report import in_order
from whyclosed.text.said import Said
from whyclosed.text.short import rows, step_line
from whyclosed.text.sources import cite
from whyclosed_rules.model import Diagnosis


def write_page(report: Report, *, language: str = ENGLISH) -> str:
    """The whole answer, what is due first on top."""
    calendar = Calendar(report.as_of, labels(language))
    say = calendar.say
    entries = in_order(report.orders, report)
    parts = [
        "<!doctype html>",
        f'<html lang="{_text(say.language)}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        f"<title>{_text(say('page.title'))}</title>",
        f"<style>{files(__name__).joinpath('style.css').read_text('utf-8')}</style></head>",
        f"<body><header><h1>{_text(say('page.title'))}</h1></header><main>",
    ]
    if len(entries) > 1:
        parts += _table(entries, calendar)
    for number, entry in enumerate(entries, 1):
        parts += _order(entry, number, calendar)
    when = calendar.when(report.as_of)
    parts.append(f"</main><footer><p>{_text(say('page.made', when=when))}</p></footer></body></html>")
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    return escape(clean(text))


def _table(entries: list[Diagnosed], calendar: Calendar) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{_text(calendar.say(f"page.{name}"))}</th>' for name in ("day", "order", "todo"))
    caption = _text(calendar.say("overview.title", count=len(entries)))
    yield f"<table><caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>"
    for number, entry in enumerate(entries, 1):
        next_ = entry.diagnosis.next
        day = "–" if next_ is None else calendar.say(f"overview.{next_.role}", day=calendar.brief(next_.on))
        name = _text(entry.order.order_id or calendar.say("order.no_id"))
        link = f'<a href="#order-{number}">{name}</a>'
        yield f"<tr><td>{_text(day)}</td><td>{link}</td><td>{_text(entry.diagnosis.verdict)}</td></tr>"
    yield "</tbody></table>"


def _order(entry: Diagnosed, number: int, calendar: Calendar) -> Iterator[str]:
    diagnosis, said, say = entry.diagnosis, Said(), calendar.say
    yield f'<article id="order-{number}" class="{diagnosis.tone}"><h2>{_text(said.new(diagnosis.verdict))}</h2><dl>'
    for row in rows(diagnosis, calendar, entry.order, said):
        yield f"<dt>{_text(row.name)}</dt><dd>{_text(row.text)}</dd>"
    yield "</dl>"
    yield from _list(say("page.steps"), (step_line(step, diagnosis, calendar) for step in diagnosis.steps), said, "ol")
    yield from _list(say("section.warnings"), (one.text for one in diagnosis.warnings), said)
    for message in diagnosis.messages:
        heading = say("short.message", to=say.choice("recipient", message.to))
        yield f'<h3>{_text(heading)}</h3><pre lang="{_text(message.language)}">{_text(message.text)}</pre>'
        if message.translation:
            yield f"<p>{_text(say('messages.translation', text=message.translation))}</p>"
    yield from _list(say("section.questions"), (question.text for question in diagnosis.questions), said)
    yield from _dates(diagnosis, calendar)
    yield from _list(say("section.evidence"), diagnosis.evidence, said)
    yield from _list(say("why.candidates"), (one.text for one in diagnosis.cause.candidates), said)
    yield from _list(
        say("section.would_change"), (one.text for one in diagnosis.would_change if said.once(one.text)), Said()
    )
    yield from _list(say("section.because"), (entry.says for entry in diagnosis.because), said)
    yield from _list(say("section.prevention"), diagnosis.prevention, said)
    yield from _list(say("section.sources"), (cite(source, say) for source in diagnosis.sources.values()), said)
    yield "</article>"


def _dates(diagnosis: Diagnosis, calendar: Calendar) -> Iterator[str]:
    if all(moment.kind == "now" for moment in diagnosis.timeline):
        return
    yield f"<h3>{_text(calendar.say('section.deadlines'))}</h3><dl>"
    for moment in diagnosis.timeline:
        yield f"<dt>{_text(calendar.when(moment.on))}</dt><dd>{_text(moment.text)}</dd>"
    yield "</dl>"


def _list(heading: str, texts: Iterable[str], said: Said, kind: str = "ul") -> Iterator[str]:
    fresh = [text for text in map(said.new, texts) if text]
    if fresh:
        items = "".join(f"<li>{_text(text)}</li>" for text in fresh)
        yield f"<h3>{_text(heading)}</h3><{kind}>{items}</{kind}>"
