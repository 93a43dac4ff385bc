"""Advice: what the tables of steps, warnings, evidence, prevention and questions say about a decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from whyclosed_parser.model import When
from whyclosed_rules import tables
from whyclosed_rules.deciding.deadlines import Bound, Due, other_deadlines
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.deciding.derive import outcomes, routes_if
from whyclosed_rules.engine.narrowing import Knowledge, Row, Truth
from whyclosed_rules.facts.read import NOT_YET, shown, specs
from whyclosed_rules.model import Change, Deadline, MessageDraft, Option, Question, Reading, Route, Step
from whyclosed_rules.telling.sentences import Context, Sentences, sentences

STEP_TABLES = ("steps_dispute", "steps_refund", "steps_alive")


def holding(table: str, known: Knowledge) -> Iterator[Row]:
    """The rows of an advice table that count."""
    for row in tables.advice(table):
        if row.truth(known) is Truth.HOLDS:
            unless: Row | None = row.then.get("unless")
            if unless is None or unless.truth(known) is not Truth.HOLDS:
                yield row


# ------------------------------------------------------------------------------------------------ deadlines


@dataclass(frozen=True, slots=True)
class Timing:
    """The deadlines of a decision by kind, with the dispute window first."""

    dues: tuple[Due, ...]

    def of(self, kind: str) -> Due | None:
        """The deadline of a kind, or None."""
        return next((due for due in self.dues if due.kind == kind), None)


_REFUND_ROUTES = ("automatic", "ask_support", "ask_bank")


def timing(decision: Decision) -> Timing:
    """Every deadline that matters for a decision."""
    case = decision.case
    dues: list[Due] = [] if case.window is None else [case.window]
    dues.extend(other_deadlines(case.facts, case.tz))
    if case.refund is not None and decision.route in _REFUND_ROUTES:
        sources = ("A008", "A085", "P01", *case.refund.sources)
        limit = Bound(case.refund.limit, None, "computed", "ask_support", ("closed_on",), tuple(dict.fromkeys(sources)))
        dues.append(Due("ask_support", limit))
    return Timing(tuple(dues))


def deadline(due: Due, words: Sentences) -> Deadline:
    """A deadline with its sentences."""
    chosen = due.chosen
    return Deadline(
        due.kind,
        chosen.last_day,
        due.act_by,
        chosen.at,
        chosen.basis,
        f"{words.say('deadline', due.kind)}. {words.say('reading', chosen.key)}",
        chosen.sources,
        tuple(
            Reading(other.last_day, other.at, other.basis, words.say("reading", other.key), other.sources)
            for other in due.others
        ),
    )


# ------------------------------------------------------------------------------------------------ steps, messages


def steps(decision: Decision, times: Timing, words: Sentences, names: Context) -> tuple[tuple[Row, Step], ...]:
    """What to do, in order, each with the row it comes from."""
    made = []
    for table in STEP_TABLES:
        for row in holding(table, decision.known):
            step = Step(
                row.id,
                words.say("step", row.id, names),
                _due(row.then.get("due"), decision, times),
                row.then.get("message"),
                row.then.get("sets", {}),
            )
            made.append((row, step))
    return tuple(made)


_RUNNING = frozenset({"open", "closing"})


def answer_by(decision: Decision, times: Timing) -> When | None:
    """By when the buyer answers in the dispute; None where the page does not tell, or where that is over."""
    due, case = times.of("buyer_in_dispute"), decision.case
    if due is None:
        return None
    if due.chosen.at is not None:
        return due.chosen.at if due.chosen.at > case.now else None
    assert due.act_by is not None
    assert due.chosen.last_day is not None
    return max(due.act_by, case.today) if case.today <= due.chosen.last_day else None


def _due(name: str | None, decision: Decision, times: Timing) -> When | None:
    today = decision.case.today
    if name is None:
        return None
    if name == "today":
        return today
    if name == "refund_by":
        refund = decision.case.refund
        return None if refund is None else refund.by or refund.limit
    if name == "dispute":
        window = times.of("dispute_window")
        if window is not None and window.act_by is not None and decision.known["window"] <= _RUNNING:
            return max(window.act_by, today)
        return today if decision.route == "dispute" else None
    if name == "buyer_in_dispute":
        return answer_by(decision, times) or today  # nobody knows how much time is left
    due = times.of(name)
    return None if due is None else due.act_by or due.chosen.at or due.chosen.last_day


def messages(steps_: Iterable[Step], words: Sentences, names: Context) -> tuple[MessageDraft, ...]:
    """The messages that the steps send: in English, with a translation where the buyer reads another language."""
    wanted = dict.fromkeys(step.message for step in steps_ if step.message)
    english = sentences("en")
    made = []
    for row in tables.advice("messages"):
        if row.id in wanted:
            text = english.say("message", row.id, names)
            translation = None if words.language == "en" else words.say("message", row.id, names)
            made.append(MessageDraft(row.id, row.then["to"], "en", text, translation))
    return tuple(made)


# ------------------------------------------------------------------------------------------------ questions


_MOST_QUESTIONS = 6


def questions(decision: Decision, words: Sentences) -> tuple[tuple[Row | None, Question], ...]:
    """The facts that still matter, most telling first, each with its row (None: a contradiction, D20)."""
    facts = decision.case.facts
    rows = [row for row in tables.advice("questions") if row.id not in facts or facts.origins[row.id].kind == "assumed"]
    telling = _telling(decision, [row for row in rows if row.then.get("first")]) or _telling(
        decision, [row for row in rows if not row.then.get("first")]
    )
    wanted = [row for row in rows if "ask" in row.then and row.then["ask"].truth(decision.known) is Truth.HOLDS]
    asked = {row.id: row for row in (*telling, *wanted)}.values()
    return (
        *((None, question) for question in _contradiction_questions(decision, words)),
        *((row, _question(row.id, row.then, words)) for row in asked),
    )[:_MOST_QUESTIONS]


def _telling(decision: Decision, rows: list[Row]) -> list[Row]:
    """The rows whose answer would settle something, what settles most first."""
    ranked = [(rank, place) for place, row in enumerate(rows) if (rank := _tells(decision, row)) is not None]
    return [rows[place] for _, place in sorted(ranked)]


def _tells(decision: Decision, row: Row) -> int | None:
    """How many routes stay open in the worst case once this is answered; None where an answer changes nothing."""
    if decision.route != "undecided":
        return None
    now_open = set(decision.may_be)
    left = [_routes(decision, row.id, value) for value in row.then["tries"]]
    if not left or all(routes >= now_open for routes in left):
        return None
    return max(len(routes) for routes in left)


def _routes(decision: Decision, fact: str, value: Any) -> set[Route]:
    """The routes that would be open if this fact were known to have this value."""
    return cast("set[Route]", set(routes_if(decision.case, fact, _try(value, decision.case.now))))


def _try(value: Any, now: datetime) -> Any:
    if value == "recently":
        return now - timedelta(hours=1)
    if value == "long_ago":
        return now - timedelta(days=3)
    return NOT_YET if value == "not_yet" else value


def _question(fact: str, entry: Mapping[str, Any], words: Sentences) -> Question:
    options = tuple(Option(value, _option(fact, value, words)) for value in _values(fact, entry))
    return Question(fact, entry["kind"], words.say("question", fact), options, _why(fact, words))


def _why(fact: str, words: Sentences) -> str:
    return words.say("why", fact if words.has("why", fact) else "contradiction")


def _values(fact: str, entry: Mapping[str, Any]) -> tuple[Any, ...]:
    if entry["kind"] == "yes_no":
        return (True, False)
    if entry["kind"] == "choice":
        return tuple(entry["tries"])
    return (None,) if specs()[fact].null_means else ()


def _option(fact: str, value: Any, words: Sentences) -> str:
    key = NOT_YET if value is None else str(value).lower()
    own = f"{fact}_{key}"
    return words.say("option", own if words.has("option", own) else key)


def _contradiction_questions(decision: Decision, words: Sentences) -> Iterator[Question]:
    """The facts that cannot be true together are asked for again (D20)."""
    entries = {row.id: row.then for row in tables.advice("questions")}
    for fact in contradicting(decision):
        if words.has("question", fact):
            question = _question(fact, entries.get(fact, {"kind": "date", "tries": ()}), words)
            yield replace(question, why=words.say("why", "contradiction"))


def contradicting(decision: Decision) -> tuple[str, ...]:
    """The raw facts that cannot be true together, where the route is `check_facts`."""
    if decision.route != "check_facts":
        return ()
    dates = [fact for pair in decision.case.contradictions for fact in pair]
    named = sentences("en").keys("fact")
    read = [fact for row in decision.rows for fact in row.when if fact in decision.case.facts and fact in named]
    return tuple(dict.fromkeys(dates or read))


# ------------------------------------------------------------------------------------------------ what would change


def would_change(decision: Decision, words: Sentences) -> tuple[Change, ...]:
    """Single other facts that lead to another route: for each route the two facts that matter most."""
    if decision.route in ("undecided", "check_facts"):
        return ()
    made: dict[Route, dict[str, Change]] = {}
    for row in tables.advice("questions"):
        if not row.then.get("changes") or not _matters(decision, row.then.get("through")):
            continue
        current = decision.case.facts.get(row.id)
        for value in row.then["tries"]:
            if value == current:
                continue
            routes = _routes(decision, row.id, value)
            if len(routes) != 1 or routes & {decision.route, "check_facts"}:
                continue
            (route,) = routes
            if len(made.setdefault(route, {})) < 2:
                tried = shown(_try(value, decision.case.now))
                other = None if tried == NOT_YET else tried
                change = Change(row.id, words.say("fact", row.id), other, route, words.say("route", route))
                made[route].setdefault(row.id, change)
    return tuple(change for changes in made.values() for change in changes.values())


def _matters(decision: Decision, derived: str | None) -> bool:
    """Whether another value of a derived fact could lead elsewhere."""
    if derived is None:
        return True
    free = {fact: possible for fact, possible in decision.known.items() if fact != derived}
    return len(outcomes("route", free)) > 1


def urgency(route: Route, act_by: date | None, today: date) -> tuple[int, int]:
    """Sort key: what must be done first comes first; of the same kind, what ends first (D17)."""
    days = 10_000 if act_by is None else (act_by - today).days
    return _URGENCY.index(route), days


_URGENCY: tuple[Route, ...] = (
    "dispute",
    "window_closed",
    "contact_seller",
    "ask_bank",
    "ask_support",
    "check_facts",
    "undecided",
    "in_dispute",
    "wait_seller",
    "wait_new_tracking",
    "wait_shipping",
    "wait_delivery",
    "automatic",
    "no_refund_due",
    "finished",
)
