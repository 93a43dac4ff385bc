"""What an answer rests on, what is not certain of it, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable

from whyclosed.labels import choice, label
from whyclosed.text.paper import Paper
from whyclosed.text.sources import cite_all
from whyclosed_parser.model import Order
from whyclosed_rules.model import Because, Diagnosis

_BULLET = "• "


def typed(fact: str, value: object) -> str:
    """What to type for an answer; None is the one that says "not yet"."""
    if isinstance(value, bool):
        return f"{fact}={'yes' if value else 'no'}"
    return f"{fact}={'not_yet' if value is None else value}"


def put_would_change(paper: Paper, diagnosis: Diagnosis) -> None:
    """Single other facts that lead elsewhere."""
    if not diagnosis.would_change:
        return
    paper.heading(label("section.would_change"))
    for change in diagnosis.would_change:
        answer = typed(change.fact, change.value)
        paper.write(label("change.line", answer=answer, route=change.leads_to), indent=2, lead=_BULLET)


def put_unsure(paper: Paper, diagnosis: Diagnosis, order: Order | None) -> None:
    """What was taken for granted, and what could not be read for certain on the pages."""
    assumed = [entry for entry in diagnosis.because if _is_assumed(entry)]
    problems = order.problems if order else ()
    if not (assumed or problems):
        return
    paper.heading(label("section.unsure"))
    for problem in problems:
        place = label("unsure.place", field=problem.field) if problem.field else ""
        paper.write(f"{problem.message} {place}", "warn", indent=2, lead=_BULLET)
    for entry in assumed:
        paper.write(label("unsure.assumed", says=entry.says), indent=2, lead=_BULLET)
        _put_sources(paper, entry.sources, diagnosis)


def put_because(paper: Paper, diagnosis: Diagnosis) -> None:
    """The rules that hold, with the words of the page and the sources; those of the advice in one paragraph."""
    said = {*(step.text for step in diagnosis.steps), *(warning.text for warning in diagnosis.warnings)}
    said |= {*diagnosis.evidence, *diagnosis.prevention, *(question.why for question in diagnosis.questions)}
    proved = [entry for entry in diagnosis.because if not _is_assumed(entry)]
    reasons = [entry for entry in proved if entry.says not in said]
    if not proved:
        return
    paper.heading(label("section.because"))
    for entry in reasons:
        paper.write(entry.says, indent=2, lead=_BULLET)
        _put_facts(paper, entry)
        _put_sources(paper, entry.sources, diagnosis)
    advice = dict.fromkeys(id_ for entry in proved if entry.says in said for id_ in entry.sources)
    if advice:
        paper.write(label("because.advice"), indent=2, lead=_BULLET)
        _put_sources(paper, advice, diagnosis)


def _is_assumed(entry: Because) -> bool:
    return any(fact.origin == "assumed" for fact in entry.facts)


def _put_facts(paper: Paper, entry: Because) -> None:
    """The facts that somebody read or said; what follows from others is told by their own rules."""
    seen = []
    for fact in entry.facts:
        if fact.quote:
            seen.append(label("because.quote", quote=fact.quote, fact=fact.name))
        elif fact.origin != "derived":
            origin = choice("origin", fact.origin)
            seen.append(label("because.fact", fact=fact.name, value=_value(fact.value), origin=origin))
    if seen:
        paper.write("; ".join(dict.fromkeys(seen)), "quiet", indent=4)


def _put_sources(paper: Paper, ids: Iterable[str], diagnosis: Diagnosis) -> None:
    cited = cite_all(ids, diagnosis.sources)
    if cited:
        paper.write(label("because.sources", cited=cited), "quiet", indent=4)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)
