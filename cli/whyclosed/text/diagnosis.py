"""One diagnosis as text: the short answer, on request with its reasons, or with everything behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from whyclosed.labels import ENGLISH, Labels, labels
from whyclosed.text.dates import Calendar
from whyclosed.text.paper import Paper
from whyclosed.text.reasons import put_because, put_unsure, put_would_change, typed
from whyclosed.text.said import Said
from whyclosed.text.short import names_width, put_short, step_line
from whyclosed.text.timeline import draw
from whyclosed_parser.model import Order
from whyclosed_rules.model import (
    Deadline,
    Diagnosis,
    MessageDraft,
    NextDate,
    PackageDiagnosis,
    Question,
    Reading,
    RefundOutlook,
    RefundPart,
)
from whyclosed_rules.telling.sentences import sentences

Depth = Literal["short", "why", "full"]
_BULLET = "• "


def write_diagnosis(
    diagnosis: Diagnosis, *, as_of: datetime, width: int, colour: bool, language: str = ENGLISH, depth: Depth = "short"
) -> str:
    """A diagnosis without an order's pages."""
    say = labels(language)
    paper = Paper(width, colour=colour, names=names_width(say))
    put_diagnosis(paper, diagnosis, Calendar(as_of, say), depth=depth)
    return str(paper)


def put_diagnosis(
    paper: Paper, diagnosis: Diagnosis, calendar: Calendar, order: Order | None = None, *, depth: Depth
) -> None:
    """Write as much as `depth` asks for; no sentence is told twice."""
    said, say = Said(), calendar.say
    put_short(paper, diagnosis, calendar, order, said, whole=depth != "short")
    if depth == "full":
        _behind(paper, diagnosis, calendar, said)
    if depth != "short":
        _open(paper, diagnosis, say, said)
        put_would_change(paper, diagnosis, say, said)
        put_unsure(paper, diagnosis, order, say, said)
        put_because(paper, diagnosis, calendar, said)


def _behind(paper: Paper, diagnosis: Diagnosis, calendar: Calendar, said: Said) -> None:
    """Everything that is no reason: refund, dates, parcels, further messages, evidence, questions, prevention."""
    say = calendar.say
    _refund(paper, diagnosis.refund, calendar, said)
    _dispute(paper, diagnosis, say, said)
    _deadlines(paper, diagnosis, calendar, said)
    for package in diagnosis.packages:
        _package(paper, package, diagnosis.next, calendar, said)
    _list(paper, say("section.warnings"), (one.text for one in diagnosis.warnings), said)
    _messages(paper, diagnosis.messages[1:], say, said)
    _list(paper, say("section.evidence"), diagnosis.evidence, said)
    _questions(paper, diagnosis.questions, say, said)
    _list(paper, say("section.changes"), diagnosis.changes, said)
    seasons = (say("why.season", name=name) for name in diagnosis.seasons)
    _list(paper, say("section.prevention"), (*seasons, *diagnosis.prevention), said)


def _open(paper: Paper, diagnosis: Diagnosis, say: Labels, said: Said) -> None:
    """The other causes and ways that are still possible."""
    _list(paper, say("why.candidates"), (candidate.text for candidate in diagnosis.cause.candidates), said)
    if diagnosis.may_be:
        routes = ", ".join(sentences(say.language).say("route", route) for route in diagnosis.may_be)
        _list(paper, say("section.may_be"), (say("why.may_be", routes=routes),), said)


def _list(paper: Paper, heading: str, texts: Iterable[str], said: Said) -> None:
    fresh = [text for text in map(said.new, texts) if text]
    if not fresh:
        return
    paper.heading(heading)
    for text in fresh:
        paper.write(text, indent=2, lead=_BULLET)


def _refund(paper: Paper, refund: RefundOutlook, calendar: Calendar, said: Said) -> None:
    texts = (refund.text, *(refund_part(part, calendar) for part in refund.parts))
    _list(paper, calendar.say("section.refund"), texts, said)


def refund_part(part: RefundPart, calendar: Calendar) -> str:
    """When the part of a refund comes that was paid in one of several ways."""
    method = calendar.say.choice("method", part.method)
    if part.from_ is None or part.by is None:
        return (
            method
            if part.limit is None
            else calendar.say("refund.part_limit", method=method, day=calendar.day(part.limit))
        )
    return calendar.say("refund.part", method=method, first=calendar.when(part.from_), last=calendar.when(part.by))


def _dispute(paper: Paper, diagnosis: Diagnosis, say: Labels, said: Said) -> None:
    told = " ".join(step.text for step in diagnosis.steps)
    reason, what = diagnosis.dispute.reason, diagnosis.dispute.ask_for
    texts = []
    if reason and reason not in told:
        texts.append(say("steps.reason", reason=reason))
    if what and what not in told:
        texts.append(say("steps.ask_for", what=what))
    _list(paper, say("section.dispute"), texts, said)


def _deadlines(paper: Paper, diagnosis: Diagnosis, calendar: Calendar, said: Said) -> None:
    dated = any(moment.kind != "now" for moment in diagnosis.timeline)
    if not (diagnosis.deadlines or dated):
        return
    paper.heading(calendar.say("section.deadlines"))
    if dated:
        draw(paper, diagnosis.timeline, calendar)
        paper.gap()
    for deadline in diagnosis.deadlines:
        _deadline(paper, deadline, calendar, said)


def _deadline(paper: Paper, deadline: Deadline, calendar: Calendar, said: Said) -> None:
    text = said.new(deadline.text)
    if not text:
        return
    paper.write(text, indent=2, lead=_BULLET)
    days = []
    if deadline.at is not None:
        days.append(
            calendar.say("deadline.at", when=calendar.when(deadline.at), distance=calendar.distance(deadline.at))
        )
    for name, day in (
        ("possible_from", deadline.possible_from),
        ("act_by", deadline.act_by),
        ("last_day", deadline.last_day if deadline.at is None else None),
    ):
        if day is not None:
            days.append(calendar.say(f"deadline.{name}", day=calendar.day(day), distance=calendar.distance(day)))
    paper.write(" · ".join([*days, calendar.say(f"basis.{deadline.basis}")]), indent=4)
    for reading in deadline.other_readings:
        paper.write(other_reading(reading, calendar, said), "quiet", indent=4)


def other_reading(reading: Reading, calendar: Calendar, said: Said) -> str:
    """Another reading of a deadline: its day, what that rests on, and why it was not chosen."""
    value = reading.at or reading.last_day
    day = calendar.when(value) if value is not None else calendar.say("deadline.no_day")
    basis = calendar.say(f"basis.{reading.basis}")
    return calendar.say("deadline.other", when=day, basis=basis, says=said.new(reading.says)).strip()


def _package(paper: Paper, package: PackageDiagnosis, next_: NextDate | None, calendar: Calendar, said: Said) -> None:
    paper.heading(calendar.say("section.package", id=package.id))
    for text in (package.verdict, package.summary, package.cause.text, package.refund.text):
        fresh = said.new(text)
        if fresh:
            paper.write(fresh, indent=2)
    number = 0
    for step in package.steps:
        fresh = said.new(step_line(step, next_, calendar))
        if fresh:
            number += 1
            paper.write(fresh, indent=2, lead=f"{number}. ")
    for deadline in package.deadlines:
        _deadline(paper, deadline, calendar, said)


def _messages(paper: Paper, messages: tuple[MessageDraft, ...], say: Labels, said: Said) -> None:
    if not messages:
        return
    paper.heading(say("section.messages"))
    for message in messages:
        paper.gap()
        paper.write(say("short.message", to=say.choice("recipient", message.to)), indent=2)
        paper.verbatim(message.text)
        if message.translation:
            paper.write(say("messages.translation", text=message.translation), "quiet", indent=2)


def _questions(paper: Paper, questions: tuple[Question, ...], say: Labels, said: Said) -> None:
    if not questions:
        return
    paper.heading(say("section.questions"))
    for question in questions:
        text, why = said.new(question.text), said.new(question.why)
        paper.write(text or question.text, indent=2, lead=_BULLET)
        if why:
            paper.write(why, "quiet", indent=4)
        for option in question.options:
            answer = say("questions.answer", answer=typed(question.fact, option.value))
            whole = say("questions.option", text=option.text, answer=answer)
            if paper.size(whole, lead=" " * 4) == 1:
                paper.write(whole, "link", indent=4)
            else:  # what is to be typed stays in one piece
                paper.write(f"{option.text}:", "link", indent=4)
                paper.write(answer, "link", indent=6)
        if question.kind not in ("yes_no", "choice"):
            example = say(f"example.{question.kind}")
            paper.write(say("questions.answer", answer=f"{question.fact}={example}"), "link", indent=4)
