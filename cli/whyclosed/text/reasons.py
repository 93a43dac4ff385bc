"""What an answer rests on, what is not certain of it, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from whyclosed.labels import Labels
from whyclosed.text.dates import Calendar
from whyclosed.text.paper import Paper
from whyclosed.text.said import Said
from whyclosed.text.sources import cite_all
from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass
from whyclosed_rules.model import Because, Diagnosis, FactUsed

_BULLET = "• "


def typed(fact: str, value: object) -> str:
    """What to type for an answer."""
    return f"{fact}={typed_value(value)}"


def typed_value(value: object) -> object:
    """The value of an answer as it is typed; None is the one that says "not yet"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not_yet" if value is None else value


def put_would_change(paper: Paper, diagnosis: Diagnosis, say: Labels, said: Said) -> None:
    """Single other facts that lead elsewhere."""
    texts = [change.text for change in diagnosis.would_change if said.once(change.text)]
    if texts:
        paper.heading(say("section.would_change"))
    for text in texts:
        paper.write(text, indent=2, lead=_BULLET)


@dataclass(frozen=True, slots=True)
class Reason:
    """What an answer rests on: the rule's sentence, the facts that it used and its sources, each in one line ("" for
    none). `deciding`: the route or the cause rests on it. `warns`: a page could not be read for certain."""

    says: str
    facts: str = ""
    cited: str = ""
    deciding: bool = False
    warns: bool = False


def unsure(diagnosis: Diagnosis, order: Order | None, say: Labels, said: Said) -> Iterator[Reason]:
    """What was taken for granted, what speaks against it, and what could not be read for certain on the pages."""
    for problem in order.problems if order else ():
        text = said.new(problem.message)
        if text:
            yield Reason(text, warns=True)
    for entry in diagnosis.because:
        text = said.new(entry.says) if _is_assumed(entry) else ""
        if text:
            yield Reason(say("unsure.assumed", says=text), cited=_cited(entry.sources, diagnosis, say))


def reasons(diagnosis: Diagnosis, calendar: Calendar, said: Said) -> Iterator[Reason]:
    """The rules that hold, with the words of the page and the sources; those of the advice as one."""
    say = calendar.say
    advice = {*(step.text for step in diagnosis.steps), *(warning.text for warning in diagnosis.warnings)}
    advice |= {*diagnosis.evidence, *diagnosis.prevention, *(question.why for question in diagnosis.questions)}
    proved = [entry for entry in diagnosis.because if not _is_assumed(entry)]
    for entry in proved:
        text = "" if entry.says in advice else said.new(entry.says)
        if text:
            facts = _facts(entry, calendar, said)
            yield Reason(text, facts, _cited(entry.sources, diagnosis, say), deciding=entry.deciding)
    cited = dict.fromkeys(id_ for entry in proved if entry.says in advice for id_ in entry.sources)
    if cited:
        yield Reason(say("because.advice"), cited=_cited(cited, diagnosis, say))


def put_unsure(paper: Paper, diagnosis: Diagnosis, order: Order | None, say: Labels, said: Said) -> None:
    """What is not certain."""
    _put(paper, say("section.unsure"), unsure(diagnosis, order, say, said))


def put_because(paper: Paper, diagnosis: Diagnosis, calendar: Calendar, said: Said) -> None:
    """What the answer rests on."""
    _put(paper, calendar.say("section.because"), reasons(diagnosis, calendar, said))


def _put(paper: Paper, heading: str, told: Iterable[Reason]) -> None:
    for number, reason in enumerate(told):
        if number == 0:
            paper.heading(heading)
        paper.write(reason.says, "warn" if reason.warns else None, indent=2, lead=_BULLET)
        for text in filter(None, (reason.facts, reason.cited)):
            paper.write(text, "quiet", indent=4)


def _is_assumed(entry: Because) -> bool:
    return any(fact.origin == "assumed" for fact in entry.facts)


def _facts(entry: Because, calendar: Calendar, said: Said) -> str:
    """The facts that somebody read or said, each once; what follows from others is told by their own rules."""
    told = (_fact(fact, calendar) for fact in entry.facts if fact.quote or fact.origin != "derived")
    return "; ".join(filter(None, map(said.new, dict.fromkeys(told))))


def _fact(fact: FactUsed, calendar: Calendar) -> str:
    say = calendar.say
    if fact.quote:
        return say("because.quote", quote=fact.quote, fact=fact.name)
    value, origin = fact.text or in_words(fact.value, calendar), say.choice("origin", fact.origin)
    if value is None:
        return say("because.fact_alone", fact=fact.name, origin=origin)
    return say("because.fact", fact=fact.name, value=value, origin=origin)


def _cited(ids: Iterable[str], diagnosis: Diagnosis, say: Labels) -> str:
    cited = cite_all(ids, diagnosis.sources, say)
    return say("because.sources", cited=cited) if cited else ""


def in_words(value: object, calendar: Calendar) -> str | None:
    """A day, a time or a number as people say it; None for a code."""
    if isinstance(value, date):
        return calendar.when(value)
    text = str(value)
    if text.replace(".", "", 1).isdigit():
        return text
    try:
        return calendar.when(date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text))
    except ValueError:
        return None
