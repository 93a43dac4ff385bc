"""What holds of every answer, whatever the facts. `make fuzz` tries fifty times as many, in ten rounds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from tests.common import BERLIN, NOW
from tests.rules.invented import one_fact, some_facts
from tests.rules.proofs import opened

from whyclosed_parser.model import from_dict, to_dict
from whyclosed_rules import Diagnosis, advise, tables
from whyclosed_rules.deciding.counting import numbers_for
from whyclosed_rules.deciding.decide import decide
from whyclosed_rules.deciding.derive import Case, begin, derive
from whyclosed_rules.deciding.inference import fill_in, narrow, worlds_of
from whyclosed_rules.deciding.named import makers
from whyclosed_rules.deciding.whatif import EVERY, routes_alone, routes_if, worlds_with
from whyclosed_rules.engine.narrowing import Narrowing
from whyclosed_rules.engine.rows import Copies, Leaves, counts
from whyclosed_rules.facts import Clock, Facts, read_facts
from whyclosed_rules.facts.known import NOT_YET
from whyclosed_rules.facts.spec import needs, reads, specs
from whyclosed_rules.model import Route
from whyclosed_rules.tables.rows import QuestionRow

pytestmark = pytest.mark.hypothesis
FUZZING = settings.get_current_profile_name() == "fuzz"
THOROUGH = settings(
    max_examples=10_000 if FUZZING else 2_000,
    deadline=None,
    derandomize=not FUZZING,
    suppress_health_check=[HealthCheck.too_slow],
)
CLOCK = Clock(NOW, BERLIN)
Given = Mapping[str, Any]


def told(facts: Given) -> Diagnosis:
    return advise(facts, now=NOW, tz=BERLIN)


def case_given(facts: Given) -> Facts:
    return read_facts(facts, CLOCK)


def case_of(facts: Given) -> Case:
    return derive(case_given(facts), CLOCK)


def one_route_or_several(answer: Diagnosis, _: Given) -> bool:
    return (answer.route == "undecided") == (len(answer.may_be) > 1) and len(answer.may_be) != 1


def no_hole_in_a_text(answer: Diagnosis, _: Given) -> bool:
    return not _HOLE.search("\n".join(texts(to_dict(replace(answer, sources={})))))


_HOLE = re.compile(r"[{}]|(?<=[a-z,:;(] )None\b")


def texts(value: Any) -> list[str]:
    found, rest = [], [value]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            rest += [part for key, part in one.items() if key != "sources"]
        elif isinstance(one, list):
            rest += one
    return found


def act_by_is_no_later_than_the_last_day(answer: Diagnosis, _: Given) -> bool:
    return all(due.act_by is None or due.last_day is None or due.act_by <= due.last_day for due in answer.deadlines)


def every_deadline_has_a_day_and_a_source(answer: Diagnosis, _: Given) -> bool:
    return all(
        (due.last_day or due.at or due.possible_from) and set(due.sources) <= set(answer.sources)
        for due in answer.deadlines
    )


def no_kind_of_deadline_twice(answer: Diagnosis, _: Given) -> bool:
    return max(Counter(due.kind for due in answer.deadlines).values(), default=1) == 1


def no_step_and_no_question_twice(answer: Diagnosis, _: Given) -> bool:
    steps, asked = [step.id for step in answer.steps], [question.fact for question in answer.questions]
    return len(set(steps)) == len(steps) and len(set(asked)) == len(asked)


def too_late_only_by_what_is_printed(answer: Diagnosis, _: Given) -> bool:
    bases = [due.basis for due in answer.deadlines if due.kind == "dispute_window"]
    return answer.route != "window_closed" or (bool(bases) and "computed" not in bases)


def automatic_is_automatic(answer: Diagnosis, _: Given) -> bool:
    return answer.route != "automatic" or answer.refund.automatic is True


def overruled_is_not_certain(answer: Diagnosis, _: Given) -> bool:
    return not answer.overruled or answer.cause.certainty != "certain" or answer.cause.code == "unknown"


def overruled_is_told(answer: Diagnosis, _: Given) -> bool:
    return {one.rule for one in answer.overruled} <= {entry.rule for entry in answer.because}


def nothing_is_due_in_the_past(answer: Diagnosis, _: Given) -> bool:
    return all(
        step.due is None or (step.due >= NOW if isinstance(step.due, datetime) else step.due >= NOW.date())
        for step in answer.steps
    )


def every_message_is_there(answer: Diagnosis, _: Given) -> bool:
    return {step.message for step in answer.steps if step.message} == {message.id for message in answer.messages}


def every_part_has_its_words(answer: Diagnosis, _: Given) -> bool:
    told = [answer.verdict, answer.summary, answer.headline, answer.money.text, answer.cause.text]
    for parts in (answer.steps, answer.warnings, answer.messages, answer.questions):
        told += [part.text for part in parts]
    return all(told) and all(entry.says for entry in answer.because)


def it_is_short(answer: Diagnosis, _: Given) -> bool:
    return len(answer.verdict.split()) <= 6 and len(answer.summary.split()) <= 25 and len(answer.questions) <= 3


def the_sources_are_those_of_the_reasons(answer: Diagnosis, _: Given) -> bool:
    return {source for entry in answer.because for source in entry.sources} <= set(answer.sources)


def the_next_date_is_to_come(answer: Diagnosis, _: Given) -> bool:
    if answer.next is None:
        return True
    at, on = answer.next.at, answer.next.on
    return answer.tone != "done" and (at is None or at >= NOW) and on is not None and on >= NOW.date()


def undecided_asks(answer: Diagnosis, _: Given) -> bool:
    """But of an old order nothing is asked."""
    return answer.route != "undecided" or answer.tone == "done" or bool(answer.questions)


def an_open_dispute_is_not_opened_again(answer: Diagnosis, _: Given) -> bool:
    return answer.route != "in_dispute" or "open_dispute" not in {step.id for step in answer.steps}


def asked_is_only_what_is_not_known(answer: Diagnosis, facts: Given) -> bool:
    return answer.route == "check_facts" or not {question.fact for question in answer.questions} & set(facts)


PROPERTIES: tuple[Callable[[Diagnosis, Given], bool], ...] = (
    one_route_or_several,
    no_hole_in_a_text,
    act_by_is_no_later_than_the_last_day,
    every_deadline_has_a_day_and_a_source,
    no_kind_of_deadline_twice,
    no_step_and_no_question_twice,
    too_late_only_by_what_is_printed,
    automatic_is_automatic,
    overruled_is_not_certain,
    overruled_is_told,
    nothing_is_due_in_the_past,
    every_message_is_there,
    every_part_has_its_words,
    it_is_short,
    the_sources_are_those_of_the_reasons,
    the_next_date_is_to_come,
    undecided_asks,
    an_open_dispute_is_not_opened_again,
    asked_is_only_what_is_not_known,
)


@THOROUGH
@given(some_facts())
def test_every_answer_is_sound(facts: dict[str, Any]) -> None:
    answer = told(facts)
    broken = [one.__name__ for one in PROPERTIES if not one(answer, facts)]
    assert broken == [], facts


@settings(THOROUGH, max_examples=THOROUGH.max_examples // 10)
@given(some_facts())
def test_what_would_change_really_does(facts: dict[str, Any]) -> None:
    answer = told(facts)
    for change in answer.would_change:
        assert change.route != answer.route
        other = told({**facts, change.fact: change.value if change.value is not None else "not_yet"})
        assert other.route == change.route, (change.fact, change.value)


@settings(THOROUGH, max_examples=THOROUGH.max_examples // 20)
@given(some_facts())
@example(
    {
        "status": "cancel_requested",
        "estimated_delivery": "2026-11-22",
        "can_apply_from": "2026-12-12",
        "tracking_assigned": True,
    }
)
def test_its_json_form_is_the_same_answer_and_every_option_of_a_question_is_one(facts: dict[str, Any]) -> None:
    answer = told(facts)
    assert from_dict(Diagnosis, to_dict(answer)) == answer
    for question in answer.questions:
        for option in question.options:
            assert told({**facts, question.fact: option.value}).verdict


@THOROUGH
@given(some_facts(), one_fact())
@example({"status": "awaiting_payment"}, {"appeal": "open"})
@example({"refund_stage": 2}, {"refunded": "0"})
@example({"charged": "5"}, {"payment_captured": False})
def test_one_more_true_fact_leads_nowhere_that_is_not_told(facts: dict[str, Any], more: dict[str, Any]) -> None:
    """What contradicts the rest is no true fact, nor is a dispute, or an appeal, about what was not paid."""
    (name,) = more
    if name in case_given(facts).values:  # who tells what was charged says that it was taken
        return
    before, after = decide(case_of(facts)), decide(case_of({**facts, **more}))
    if "check_facts" in (before.route, after.route) or after.case.overruled:
        return
    if after.route in {before.route, *before.may_be}:
        return
    if before.known["money"] == {"none_taken"} and (name in {"appeal", "close_code"} or name.startswith("dispute_")):
        return
    told_of = {change.route for change in told(facts).would_change}
    assert after.route in told_of, (before.route, before.may_be, after.may_be)


@settings(THOROUGH, max_examples=THOROUGH.max_examples // 4)
@given(some_facts())
@example({"closed_on": "2026-09-23", "status": "completed"})
def test_no_value_that_leads_elsewhere_is_passed_over(facts: dict[str, Any]) -> None:
    """What is ruled out by the worlds before it is tried leads nowhere when it is tried."""
    case = case_of(facts)
    alone = routes_alone(case.inference)
    for name in asked_facts():
        for value in specs()[name].domain or (TRIED if name == "contacted_at" else ()):
            routes = routes_if(case, name, value)
            route: Route = next(iter(routes)) if len(routes) == 1 else "undecided"
            worlds = worlds_with(name, value)
            assert worlds == EVERY or worlds & alone[route], (name, value, route)


TRIED = (NOT_YET, NOW - timedelta(hours=1), NOW - timedelta(days=3))


def asked_facts() -> set[str]:
    return {row.id for table in tables.QUESTIONS for row in tables.rows(table, QuestionRow)}


CONTRADICTING = {"status": "cancelled", "received": False, "contacted_at": (NOW - timedelta(days=38)).isoformat()}
"""Two exact assumptions contradict each other, beside a broad one of their rank."""


@settings(THOROUGH, max_examples=2_000 if FUZZING else 1_000)
@given(some_facts())
@example(CONTRADICTING)
def test_the_compiled_tables_answer_what_the_tracing_engine_answers(facts: dict[str, Any]) -> None:
    """Row by row and table by table: what holds, what is left, and what was decided."""
    case, compiled = case_of(facts), tables.compiled()
    decision = decide(case)
    known = dict(begin(case_given(facts), CLOCK).known)
    fill_in(known)
    for fact, traced in narrow(known).items():
        assert compiled.values(fact, case.inference.after) == traced.possible == case.narrowed[fact].possible, fact
        for kind in ("used", "assumed", "overruled"):
            assert rows_of(traced, kind) == rows_of(case.narrowed[fact], kind), fact
    for name in tables.DECISIONS:
        left = opened(tables.decision(name), known)
        known[name] = frozenset(row.value for row in left)
        assert compiled.values(name, case.inference.after) == known[name]
        assert compiled.holding(name, case.inference.after) == list(left)
    assert known["route"] == frozenset(decision.may_be or (decision.route,))
    for name in compiled.rows.keys() - set(tables.DECISIONS):
        group = compiled.rows[name]
        rows = [row for row in group if counts(row.when, getattr(row, "unless", None), decision.known)]
        assert compiled.holding(name, decision.conclusion.masks) == rows, name


@settings(THOROUGH, max_examples=200)
@given(some_facts())
@example(CONTRADICTING)
def test_every_world_is_decided_as_if_it_were_the_real_one(facts: dict[str, Any]) -> None:
    case, compiled = case_of(facts), tables.compiled()
    assert case.inference.after == compiled.run(case.inference.before)
    for changes, world in tables.worlds().bit.items():
        other = list(case.inference.before)
        for place, mask in changes:
            other[place] = mask
        routes = sum(route for route, worlds in worlds_of(case.inference) if worlds & world)
        assert routes == compiled.run(other)[compiled.place["route"]], changes


@settings(THOROUGH, max_examples=THOROUGH.max_examples // 4)
@given(some_facts())
def test_a_named_value_is_made_of_no_fact_that_it_does_not_name(facts: dict[str, Any]) -> None:
    given_ = case_given(facts)
    numbers = numbers_for(given_, CLOCK)
    for name, make in makers().items():
        behind = {fact: one for fact, one in given_.values.items() if fact in reads(name)}
        assert make(Facts(behind), CLOCK, numbers) == make(given_, CLOCK, numbers), name
        rest = {fact: one for fact, one in behind.items() if fact not in needs(name)}
        assert make(Facts(rest), CLOCK, numbers) == make(Facts(), CLOCK, numbers), name


@pytest.mark.parametrize("narrowing", tables.narrowings(), ids=lambda one: one.fact)
def test_every_rank_contradicts_the_rank_before_it(narrowing: Narrowing) -> None:
    """So no rank could be left out: its rows and those of the rank before it have no common order without it."""
    for ranks in narrowing.ranks:
        for before, rank in pairwise(ranks):
            assert any(contradict(one, two) for one in before for two in rank), [row.id for row in rank]


def contradict(one: Leaves | Copies, two: Leaves | Copies) -> bool:
    together = all(two.when[fact] & cell for fact, cell in one.when.items() if fact in two.when)
    return together and (isinstance(one, Copies) or isinstance(two, Copies) or one.leaves.isdisjoint(two.leaves))


TURNED = [(one, Narrowing(one.fact, one.values, one.evidence[::-1], one.assumed[::-1])) for one in tables.narrowings()]
"""Each with its rows in the other order."""


@settings(THOROUGH, max_examples=THOROUGH.max_examples // 4)
@given(some_facts())
def test_the_order_of_rows_means_nothing(facts: dict[str, Any]) -> None:
    known = case_of(facts).known
    for narrowing, turned in TURNED:
        one, two = narrowing.narrow(known), turned.narrow(known)
        assert (one.proved, one.possible, one.sure) == (two.proved, two.possible, two.sure)
        for kind in ("used", "assumed", "overruled"):
            assert rows_of(one, kind) == rows_of(two, kind)


def rows_of(result: Any, kind: str) -> set[str]:
    return {cast("str", getattr(one, "row", one).id) for one in getattr(result, kind)}


def test_narrowings_that_do_not_read_each_other_may_change_places() -> None:
    made = [one.fact for one in tables.narrowings()]
    for place, narrowing in enumerate(tables.narrowings()):
        assert not set(narrowing.reads) & set(made[place:]), narrowing.fact


def test_answers_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(to_dict(told({"status": "closed"}))))
    assert specs()
