"""One diagnosis as text: what happened, what you get back, what to do, by when, and what it rests on."""

from __future__ import annotations

from datetime import datetime

from whyclosed.labels import choice, label
from whyclosed.text.dates import Calendar
from whyclosed.text.paper import Paper
from whyclosed.text.reasons import put_because, put_unsure, put_would_change, typed
from whyclosed.text.timeline import draw
from whyclosed_parser.model import Order
from whyclosed_rules.model import (
    Deadline,
    Diagnosis,
    MessageDraft,
    PackageDiagnosis,
    Question,
    Reading,
    RefundOutlook,
    RefundPart,
    Step,
)
from whyclosed_rules.telling.sentences import sentences

_BULLET = "• "


def write_diagnosis(diagnosis: Diagnosis, *, as_of: datetime, width: int, colour: bool, language: str = "en") -> str:
    """A diagnosis without an order's pages."""
    paper = Paper(width, colour=colour)
    put_diagnosis(paper, diagnosis, Calendar(as_of, language))
    return str(paper)


def put_diagnosis(paper: Paper, diagnosis: Diagnosis, calendar: Calendar, order: Order | None = None) -> None:
    """Write every section that has something to say."""
    paper.gap()
    paper.write(diagnosis.headline, "strong")
    _why(paper, diagnosis)
    _refund(paper, diagnosis.refund, calendar)
    _steps(paper, diagnosis, calendar)
    _deadlines(paper, diagnosis, calendar)
    for package in diagnosis.packages:
        _package(paper, package, calendar)
    _list(paper, "section.warnings", [one.text for one in diagnosis.warnings])
    _messages(paper, diagnosis.messages)
    _list(paper, "section.evidence", diagnosis.evidence)
    _questions(paper, diagnosis.questions)
    put_would_change(paper, diagnosis)
    put_unsure(paper, diagnosis, order)
    _list(paper, "section.prevention", diagnosis.prevention)
    put_because(paper, diagnosis)


def _why(paper: Paper, diagnosis: Diagnosis) -> None:
    paper.heading(label("section.why"))
    paper.write(diagnosis.cause.text, indent=2)
    if diagnosis.cause.candidates:
        paper.write(label("why.candidates"), indent=2)
        for candidate in diagnosis.cause.candidates:
            paper.write(candidate.text, indent=4, lead=_BULLET)
    if diagnosis.may_be:
        routes = ", ".join(sentences("en").say("route", route) for route in diagnosis.may_be)
        paper.write(label("why.may_be", routes=routes), indent=2)
    if diagnosis.seasons:
        paper.write(label("why.seasons", names=", ".join(diagnosis.seasons)), indent=2)
    for line in diagnosis.changes:
        paper.write(line, indent=2)


def _refund(paper: Paper, refund: RefundOutlook, calendar: Calendar) -> None:
    if not refund.text:
        return
    paper.heading(label("section.refund"))
    paper.write(refund.text, indent=2)
    for part in refund.parts:
        paper.write(_part(part, calendar), indent=4, lead=_BULLET)


def _part(part: RefundPart, calendar: Calendar) -> str:
    method = choice("method", part.method)
    if part.from_ is None or part.by is None:
        return method if part.limit is None else label("refund.part_limit", method=method, day=calendar.day(part.limit))
    return label("refund.part", method=method, first=calendar.when(part.from_), last=calendar.when(part.by))


def _steps(paper: Paper, diagnosis: Diagnosis, calendar: Calendar) -> None:
    if not diagnosis.steps:
        return
    paper.heading(label("section.steps"))
    _put_steps(paper, diagnosis.steps, calendar)
    told = " ".join(step.text for step in diagnosis.steps)
    if diagnosis.dispute.reason and diagnosis.dispute.reason not in told:
        paper.write(label("steps.reason", reason=diagnosis.dispute.reason), indent=5)
    if diagnosis.dispute.ask_for and diagnosis.dispute.ask_for not in told:
        paper.write(label("steps.ask_for", what=diagnosis.dispute.ask_for), indent=5)


def _put_steps(paper: Paper, steps: tuple[Step, ...], calendar: Calendar) -> None:
    for number, step in enumerate(steps, 1):
        paper.write(step.text, indent=2, lead=f"{number}. ")
        if step.due is not None:
            today = calendar.date_of(step.due) <= calendar.today
            text = label("steps.due", when=calendar.when(step.due), distance=calendar.distance(step.due))
            paper.write(text, "bad" if today else "warn", indent=5)
        if step.message is not None:
            paper.write(label("steps.message", id=step.message), "quiet", indent=5)


def _deadlines(paper: Paper, diagnosis: Diagnosis, calendar: Calendar) -> None:
    if not (diagnosis.deadlines or diagnosis.timeline):
        return
    paper.heading(label("section.deadlines"))
    if diagnosis.timeline:
        draw(paper, diagnosis.timeline, calendar)
        paper.gap()
    for deadline in diagnosis.deadlines:
        _deadline(paper, deadline, calendar)


def _deadline(paper: Paper, deadline: Deadline, calendar: Calendar) -> None:
    paper.write(deadline.text, indent=2, lead=_BULLET)
    days = []
    if deadline.at is not None:
        days.append(label("deadline.at", when=calendar.when(deadline.at), distance=calendar.distance(deadline.at)))
    if deadline.act_by is not None:
        day, distance = calendar.day(deadline.act_by), calendar.distance(deadline.act_by)
        days.append(label("deadline.act_by", day=day, distance=distance))
    if deadline.last_day is not None and deadline.at is None:
        day, distance = calendar.day(deadline.last_day), calendar.distance(deadline.last_day)
        days.append(label("deadline.last_day", day=day, distance=distance))
    days.append(label(f"basis.{deadline.basis}"))
    paper.write(" · ".join(days), indent=4)
    for reading in deadline.other_readings:
        paper.write(_reading(reading, calendar), "quiet", indent=4)


def _reading(reading: Reading, calendar: Calendar) -> str:
    value = reading.at or reading.last_day
    day = calendar.when(value) if value is not None else label("deadline.no_day")
    return label("deadline.other", when=day, basis=label(f"basis.{reading.basis}"), says=reading.says)


def _package(paper: Paper, package: PackageDiagnosis, calendar: Calendar) -> None:
    paper.heading(label("section.package", id=package.id))
    paper.write(package.headline, indent=2)
    paper.write(package.cause.text, indent=2)
    if package.refund.text:
        paper.write(package.refund.text, indent=2)
    _put_steps(paper, package.steps, calendar)
    for deadline in package.deadlines:
        _deadline(paper, deadline, calendar)


def _list(paper: Paper, heading: str, texts: list[str] | tuple[str, ...]) -> None:
    if not texts:
        return
    paper.heading(label(heading))
    for text in texts:
        paper.write(text, indent=2, lead=_BULLET)


def _messages(paper: Paper, messages: tuple[MessageDraft, ...]) -> None:
    if not messages:
        return
    paper.heading(label("section.messages"))
    for message in messages:
        paper.write(label("messages.to", id=message.id, to=choice("recipient", message.to)), indent=2)
        paper.rule("┄")
        paper.verbatim(message.text)
        paper.rule("┄")
        if message.translation:
            paper.write(label("messages.translation", text=message.translation), "quiet", indent=2)


def _questions(paper: Paper, questions: tuple[Question, ...]) -> None:
    if not questions:
        return
    paper.heading(label("section.questions"))
    for question in questions:
        paper.write(question.text, indent=2, lead=_BULLET)
        if question.why:
            paper.write(question.why, "quiet", indent=4)
        for option in question.options:
            value = typed(question.fact, option.value)
            paper.write(label("questions.option", text=option.text, answer=value), "link", indent=4)
        if question.kind not in ("yes_no", "choice"):
            example = label(f"example.{question.kind}")
            paper.write(label("questions.open", answer=f"{question.fact}={example}"), "link", indent=4)
