"""What an answer rests on, what is not certain of it, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from whyclosed.labels import Labels
from whyclosed.text.dates import Calendar
from whyclosed.text.paper import Paper
from whyclosed.text.said import Said
from whyclosed.text.sources import cite_all
from whyclosed_parser.model import Order
from whyclosed_rules.model import Because, Diagnosis, FactUsed
from whyclosed_rules.telling.sentences import sentences

_BULLET = "• "


def typed(fact: str, value: object) -> str:
    """What to type for an answer; None is the one that says "not yet"."""
    if isinstance(value, bool):
        return f"{fact}={'yes' if value else 'no'}"
    return f"{fact}={'not_yet' if value is None else value}"


def put_would_change(paper: Paper, diagnosis: Diagnosis, say: Labels, said: Said) -> None:
    """Single other facts that lead elsewhere."""
    texts = [change.text for change in diagnosis.would_change if said.once(change.text)]
    if texts:
        paper.heading(say("section.would_change"))
    for text in texts:
        paper.write(text, indent=2, lead=_BULLET)


def put_unsure(paper: Paper, diagnosis: Diagnosis, order: Order | None, say: Labels, said: Said) -> None:
    """What was taken for granted, what speaks against it, and what could not be read for certain on the pages."""
    problems = [text for text in (said.new(problem.message) for problem in (order.problems if order else ())) if text]
    assumed = [(entry, text) for entry in diagnosis.because if _is_assumed(entry) and (text := said.new(entry.says))]
    if not (assumed or problems):
        return
    paper.heading(say("section.unsure"))
    for text in problems:
        paper.write(text, "warn", indent=2, lead=_BULLET)
    for entry, text in assumed:
        paper.write(say("unsure.assumed", says=text), indent=2, lead=_BULLET)
        _put_sources(paper, entry.sources, diagnosis, say)


def put_because(paper: Paper, diagnosis: Diagnosis, calendar: Calendar, said: Said) -> None:
    """The rules that hold, with the words of the page and the sources; those of the advice in one paragraph."""
    advice = {*(step.text for step in diagnosis.steps), *(warning.text for warning in diagnosis.warnings)}
    advice |= {*diagnosis.evidence, *diagnosis.prevention, *(question.why for question in diagnosis.questions)}
    proved = [entry for entry in diagnosis.because if not _is_assumed(entry)]
    if not proved:
        return
    paper.heading(calendar.say("section.because"))
    for entry in proved:
        text = "" if entry.says in advice else said.new(entry.says)
        if text:
            paper.write(text, indent=2, lead=_BULLET)
            _put_facts(paper, entry, calendar, said)
            _put_sources(paper, entry.sources, diagnosis, calendar.say)
    cited = dict.fromkeys(id_ for entry in proved if entry.says in advice for id_ in entry.sources)
    if cited:
        paper.write(calendar.say("because.advice"), indent=2, lead=_BULLET)
        _put_sources(paper, cited, diagnosis, calendar.say)


def _is_assumed(entry: Because) -> bool:
    return any(fact.origin == "assumed" for fact in entry.facts)


def _put_facts(paper: Paper, entry: Because, calendar: Calendar, said: Said) -> None:
    """The facts that somebody read or said, each once; what follows from others is told by their own rules."""
    told = (_fact(fact, calendar) for fact in entry.facts if fact.quote or fact.origin != "derived")
    seen = [text for text in map(said.new, dict.fromkeys(told)) if text]
    if seen:
        paper.write("; ".join(seen), "quiet", indent=4)


def _fact(fact: FactUsed, calendar: Calendar) -> str:
    say = calendar.say
    if fact.quote:
        return say("because.quote", quote=fact.quote, fact=fact.name)
    value, origin = in_words(fact.fact, fact.value, calendar), say.choice("origin", fact.origin)
    if value is None:
        return say("because.fact_alone", fact=fact.name, origin=origin)
    return say("because.fact", fact=fact.name, value=value, origin=origin)


def _put_sources(paper: Paper, ids: Iterable[str], diagnosis: Diagnosis, say: Labels) -> None:
    cited = cite_all(ids, diagnosis.sources, say)
    if cited:
        paper.write(say("because.sources", cited=cited), "quiet", indent=4)


def in_words(fact: str, value: object, calendar: Calendar) -> str | None:
    """A fact's value as people say it; None for a code that has no words of its own."""
    words = sentences(calendar.say.language)
    for key in (f"{fact}_{value}".lower(), str(value).lower()):
        if words.has("option", key):
            return words.say("option", key)
    if isinstance(value, date):
        return calendar.when(value)
    if isinstance(value, list | tuple):
        parts = [in_words(fact, one, calendar) for one in value]
        return ", ".join(part for part in parts if part) if all(parts) else None
    text = str(value)
    if text.replace(".", "", 1).isdigit():
        return text
    try:
        return calendar.when(date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text))
    except ValueError:
        return None
