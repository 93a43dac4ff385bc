"""What to ask, and what would change the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache, partial
from typing import Any

from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.deciding.inference import Inference
from whyclosed_rules.deciding.whatif import (
    EVERY,
    elsewhere,
    routes_alone,
    routes_if,
    tried,
    worlds_with,
)
from whyclosed_rules.facts.known import NOT_YET
from whyclosed_rules.facts.read import NOT_KNOWN, shown
from whyclosed_rules.facts.spec import specs
from whyclosed_rules.model import Change, Option, Question, Route
from whyclosed_rules.tables.rows import QuestionRow
from whyclosed_rules.telling.sentences import Sentences, option

_MOST_QUESTIONS = 3
_MOST_CHANGES = 2
"""So many facts are told for each route."""


def questions(decision: Decision, words: Sentences) -> tuple[tuple[QuestionRow | None, Question], ...]:
    """The facts that still matter, each with its row (None: a contradiction, D20).

    The two most telling come first, then what this very case is to be asked for. What the buyer has said not to know is
    not asked again, nor what only one can know who knows that.
    """
    facts = decision.case.facts
    rows = [
        row
        for table in tables.QUESTIONS
        for row in decision.holding(table, QuestionRow)
        if facts.not_known.isdisjoint((row.id, specs()[row.id].presumes))
        and (row.id not in facts or facts.origins[row.id].kind == "assumed")
    ]
    telling = _telling(decision, [row for row in rows if row.first]) or _telling(
        decision, [row for row in rows if not row.first]
    )
    asked_here = [(row.id, row.ask) for row in decision.holding("asked", QuestionRow)]
    wanted = [row for row in rows if (row.id, row.ask) in asked_here]
    leading = [row for row in wanted if row.leads]
    asked = {row.id: row for row in (*leading, *telling[:2], *wanted, *telling[2:])}.values()
    again = tuple(_contradiction_questions(decision, words))
    told = {question.fact for question in again}
    return (
        *((None, question) for question in again),
        *((row, _question(row.id, row.tries, words)) for row in asked if row.id not in told),
    )[:_MOST_QUESTIONS]


@cache
def _rows() -> tuple[QuestionRow, ...]:
    return tuple(row for table in tables.QUESTIONS for row in tables.rows(table, QuestionRow))


@cache
def _changing() -> tuple[tuple[QuestionRow, tuple[tuple[Any, int], ...]], ...]:
    """The rows of facts that may lead elsewhere, with the values that are tried and the worlds each can lead to."""
    return tuple(
        (row, tuple((value, worlds_with(row.id, value)) for value in row.tries)) for row in _rows() if row.changes
    )


def _telling(decision: Decision, rows: list[QuestionRow]) -> list[QuestionRow]:
    """The rows whose answer would settle something, what settles most first."""
    if decision.route != "undecided":
        return []
    ranked = [(rank, place) for place, row in enumerate(rows) if (rank := _tells(decision, row)) is not None]
    return [rows[place] for _, place in sorted(ranked)]


def _tells(decision: Decision, row: QuestionRow) -> int | None:
    """How many routes stay open in the worst case once this is answered; None where an answer changes nothing."""
    now_open = set(decision.may_be)
    left = [_routes(decision, row.id, value) for value in row.tries]
    if not left or all(routes >= now_open for routes in left):
        return None
    return max(len(routes) for routes in left)


def _routes(decision: Decision, fact: str, value: Any) -> frozenset[Route]:
    """The routes that would be open if this fact were known to have this value."""
    return routes_if(decision.case, fact, _tried(decision, value))


def _tried(decision: Decision, value: Any) -> Any:
    return tried(value, decision.case.clock.now, decision.case.numbers)


@lru_cache(maxsize=4096)
def _question(fact: str, tries: tuple[Any, ...], words: Sentences) -> Question:
    kind = specs()[fact].question
    assert kind is not None
    values = (True, False) if kind == "yes_no" else tries if kind == "choice" else ()
    if not values and specs()[fact].null_means:
        values = (None,)
    options = (
        *(_offered(fact, value, words) for value in values),
        Option(NOT_KNOWN, words.say("option", "i_do_not_know")),
    )
    return Question(fact, kind, words.say("question", fact), options, _why(fact, words))


def _why(fact: str, words: Sentences) -> str:
    return words.say("why", fact if words.has("why", fact) else "contradiction")


def _offered(fact: str, value: Any, words: Sentences) -> Option:
    text = _told(fact, value, words)
    assert text is not None, f"there are no words for the answer {value!r} to '{fact}'"
    return Option(value, text)


def _told(fact: str, value: Any, words: Sentences) -> str | None:
    """A value as people say it; None for one without words of its own."""
    return option(fact, NOT_YET if value is None else str(value), words)


def _contradiction_questions(decision: Decision, words: Sentences) -> Iterator[Question]:
    """The facts that cannot be true together are asked for again (D20); of overruled evidence, what settles it."""
    tries = {row.id: row.tries for row in _rows()}
    for fact in contradicting(decision) or decision.case.settling():
        if specs()[fact].question is not None and fact not in decision.case.facts.not_known:
            question = _question(fact, tries.get(fact, ()), words)
            yield replace(question, why=words.say("why", "contradiction"))


def contradicting(decision: Decision) -> tuple[str, ...]:
    """The raw facts that cannot be true together, where the route is `check_facts`."""
    if decision.route != "check_facts":
        return ()
    case = decision.case
    dates = [fact for pair in case.contradictions for fact in pair]
    rows = (row for row in case.narrowed["standing"].used if ("leaves", _CONTRADICTORY) in row.outcome())
    return tuple(dict.fromkeys(dates or [fact for row in rows for fact in case.behind(row)]))


_CONTRADICTORY = frozenset({"contradictory"})


def would_change(decision: Decision, words: Sentences) -> tuple[Change, ...]:
    """Single other facts that lead to another route: for each route the two facts that matter most, and one for every
    other route that one more fact can lead to: no true fact leads anywhere else."""
    if decision.route == "check_facts":
        return ()
    case = decision.case
    made: dict[Route, dict[str, Change]] = {}
    full = 0  # the worlds that lead where enough is told of
    for row, value, worlds in () if decision.route == "undecided" else _leading(case.inference, decision.route):
        if not worlds & ~full or value == case.facts.get(row.id):
            continue
        routes = _routes(decision, row.id, value)
        if len(routes) != 1 or routes & {decision.route, "check_facts"}:
            continue
        (route,) = routes
        told = made.setdefault(route, {})
        if len(told) < _MOST_CHANGES and row.id not in told:
            told[row.id] = _change(decision, row.id, value, route, words)
            full |= routes_alone(case.inference).get(route, 0) if len(told) == _MOST_CHANGES else 0
    rest = elsewhere(case, (decision.route, *decision.may_be, *made), partial(can_be_true, decision))
    return (
        *(change for changes in made.values() for change in changes.values()),
        *(_change(decision, other.fact, other.value, other.route, words, invented=True) for other in rest),
    )


@lru_cache(maxsize=1024)
def _leading(inference: Inference, here: Route) -> tuple[tuple[QuestionRow, Any, int], ...]:
    """What may lead away from a route, each value with the worlds in which it does; all of them, where only trying
    tells."""
    away = [
        worlds for route, worlds in routes_alone(inference).items() if route not in (here, "check_facts", "undecided")
    ]
    leading = sum(away)
    return tuple(
        (row, value, worlds if worlds == EVERY else worlds & leading)
        for row, tries in _changing()
        for value, worlds in tries
        if worlds == EVERY or worlds & leading
    )


def can_be_true(decision: Decision, fact: str) -> bool:
    """Whether one more fact can be true beside what is known: of what was not paid there is no dispute, and no appeal
    without a dispute that may be lost."""
    if fact == "appeal":
        return "dispute_lost" in decision.known["standing"]
    of_a_dispute = fact.startswith("dispute_") or fact == "close_code"
    return not of_a_dispute or decision.known["money"] != {"none_taken"}


def _change(
    decision: Decision, fact: str, value: Any, route: Route, words: Sentences, *, invented: bool = False
) -> Change:
    """A change with its sentence. `value` may be a word for a time, as the tables of questions write it; an `invented`
    day is not told."""
    answer = None
    if not (invented and isinstance(value, date)):
        answer = _told(fact, value, words)
        if answer is None and isinstance(value, date):
            answer = words.moment(value, decision.case.clock)
    told = shown(_tried(decision, value))
    own = f"{route}_{told}"
    name, leads_to, text = _leading_to(own if words.has("route", own) else route, fact, answer, words)
    return Change(fact, name, None if told == NOT_YET else told, route, leads_to, text)


@lru_cache(maxsize=4096)
def _leading_to(key: str, fact: str, answer: str | None, words: Sentences) -> tuple[str, str, str]:
    """What fact leads to a route, where that goes, and both in one sentence; `key` is that of the route's words,
    `answer` the value as people say it, None: it is not told."""
    name, leads_to = words.say("fact", fact), words.say("route", key)
    names = {"fact": name, "route": leads_to}
    if answer is None:
        return name, leads_to, words.say("change_if", "otherwise", names)
    if words.has("question", fact):
        names |= {"question": words.say("question", fact), "answer": answer}
        return name, leads_to, words.say("change_if", "asked", names)
    return name, leads_to, words.say("change_if", "known", {**names, "answer": answer})
