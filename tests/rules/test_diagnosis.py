"""The diagnosis as a whole: no facts whatsoever raise, every text is finished, every id can be explained."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whyclosed_parser.model import from_dict, to_dict
from whyclosed_rules import advise, tables
from whyclosed_rules.errors import FactError
from whyclosed_rules.facts import specs
from whyclosed_rules.library.explain import UnknownId, explain, known_ids
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling.sentences import LanguageError

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 10, tzinfo=BERLIN)


def values(name: str) -> st.SearchStrategy[Any]:
    spec = specs()[name]
    days = st.integers(-90, 60).map(lambda offset: (NOW + timedelta(days=offset)).date().isoformat())
    times = st.integers(-2000, 1000).map(lambda hours: (NOW + timedelta(hours=hours)).isoformat())
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "choice": st.sampled_from(spec.values or ("",)),
        "flag": st.booleans(),
        "when": days | times,
        "day": days,
        "time": times,
        "days_range": days,
        "duration": st.sampled_from(["P9DT4H", "PT1H", "-P1D", "PT0S"]),
        "amount": st.integers(0, 100).map(str),
        "currency": st.sampled_from(["USD", "EUR", "CHF"]),
        "number": st.integers(0, 20000),
        "country": st.sampled_from(["US", "DE-BY", "IL", "XX", "none"]),
        "list": st.lists(st.sampled_from(spec.values or ("",)), max_size=4),
    }
    return kinds[spec.kind]


NAMES = sorted(name for name, spec in specs().items() if spec.kind != "packages")
some_facts = st.lists(st.sampled_from(NAMES), max_size=14, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: values(name) for name in names})
)


@settings(max_examples=300, deadline=None)
@given(some_facts)
def test_any_facts_have_an_answer(facts: dict[str, Any]) -> None:
    diagnosis = advise(facts, now=NOW, tz=BERLIN)
    check(diagnosis)
    assert from_dict(Diagnosis, to_dict(diagnosis)) == diagnosis


def check(diagnosis: Diagnosis) -> None:
    texts = [
        diagnosis.verdict,
        diagnosis.summary,
        diagnosis.headline,
        diagnosis.money.text,
        diagnosis.cause.text,
        *(step.text for step in diagnosis.steps),
        *(warning.text for warning in diagnosis.warnings),
        *(message.text for message in diagnosis.messages),
        *(question.text for question in diagnosis.questions),
        *(entry.says for entry in diagnosis.because),
    ]
    assert all(text and not re.search(r"[{}]|None", text) for text in texts), texts
    assert (diagnosis.route == "undecided") == (len(diagnosis.may_be) > 1)
    assert {source for entry in diagnosis.because for source in entry.sources} <= set(diagnosis.sources)
    assert {step.message for step in diagnosis.steps if step.message} == {one.id for one in diagnosis.messages}
    assert len(diagnosis.verdict.split()) <= 6
    assert len(diagnosis.summary.split()) <= 25
    assert len(diagnosis.questions) <= 3
    if diagnosis.tone == "done":
        assert diagnosis.next is None
    if diagnosis.next is not None:
        assert diagnosis.next.at is None or diagnosis.next.at >= NOW
        assert diagnosis.next.on >= NOW.date()
    for due in diagnosis.deadlines:
        assert due.last_day or due.at or due.possible_from
        assert due.act_by is None or due.last_day is None or due.act_by < due.last_day
        assert set(due.sources) <= set(diagnosis.sources)
    if diagnosis.route == "window_closed":
        window = next(due for due in diagnosis.deadlines if due.kind == "dispute_window")
        assert window.basis != "computed"
    if diagnosis.route == "undecided" and diagnosis.tone != "done":  # of an old order nothing is asked
        assert diagnosis.questions
    if diagnosis.route == "in_dispute":
        assert "open_dispute" not in {step.id for step in diagnosis.steps}


@settings(max_examples=100, deadline=None)
@given(some_facts)
def test_what_would_change_really_does(facts: dict[str, Any]) -> None:
    diagnosis = advise(facts, now=NOW, tz=BERLIN)
    for change in diagnosis.would_change:
        assert change.route != diagnosis.route
        other = advise({**facts, change.fact: change.value}, now=NOW, tz=BERLIN)
        assert other.route == change.route


@settings(max_examples=100, deadline=None)
@given(some_facts)
def test_each_question_is_about_something_unknown_and_its_options_are_answers(facts: dict[str, Any]) -> None:
    diagnosis = advise(facts, now=NOW, tz=BERLIN)
    for question in diagnosis.questions:
        if diagnosis.route != "check_facts":
            assert question.fact not in facts
        for option in question.options:
            advise({**facts, question.fact: option.value}, now=NOW, tz=BERLIN)


def test_every_id_can_be_explained() -> None:
    told = [explain(id_) for id_ in known_ids()]
    assert len(told) > 1000
    assert [one.id for one in told if not one.says] == []
    alone = ("detail", "deadline", "route", "cause")
    assert [one.id for one in told if not one.sources and one.kind not in alone] == []


def test_b101_names_its_place() -> None:
    explanation = explain("B101")
    lines = {line.label: line.text for line in explanation.lines}
    assert "alibestfinds" in lines["document"]
    assert "162, 168-170" in lines["place"]


@pytest.mark.parametrize(
    ("id_", "near"), [("B11", "B011"), ("K07", "K7"), ("R-disput", "R-dispute"), ("automatc", "automatic")]
)
def test_an_unknown_id_gets_the_closest_one(id_: str, near: str) -> None:
    with pytest.raises(UnknownId, match=near):
        explain(id_)


def test_an_unknown_fact_is_an_error() -> None:
    with pytest.raises(FactError, match="Did you mean 'closed_by'"):
        advise({"closedby": "seller"}, now=NOW, tz=BERLIN)


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(LanguageError, match="en"):
        advise({}, now=NOW, tz=BERLIN, language="xx")


def test_the_same_facts_give_the_same_answer() -> None:
    facts = {"status": "closed", "closed_by": "seller", "tracking_assigned": False, "closed_on": "2026-11-10"}
    assert advise(facts, now=NOW, tz=BERLIN) == advise(facts, now=NOW, tz=BERLIN)


def test_on_the_last_day_the_headline_says_today() -> None:
    facts = {"status": "shipment_cancelled", "seller_reply": "refuses", "protection_ends": "2026-11-22"}
    diagnosis = advise(facts, now=NOW, tz=BERLIN)
    assert diagnosis.route == "dispute"
    assert diagnosis.verdict == "Open a dispute today."
    assert diagnosis.next is not None
    assert diagnosis.next.on == date(2026, 11, 22)


def test_no_season_is_guessed_for_an_order_whose_days_are_not_known() -> None:
    facts = {"status": "closed", "paid": True, "platform_message": "not_shipped_in_time"}
    assert advise(facts, now=NOW, tz=BERLIN).cause.detail is None
    assert advise({**facts, "closed_on": "2026-11-12"}, now=NOW, tz=BERLIN).cause.detail == "holiday_closure"


def test_what_happened_on_one_day_keeps_its_order() -> None:
    facts = {"status": "closed", "placed_on": "2026-11-01", "paid_on": "2026-11-01", "shipped_on": "2026-11-01"}
    kinds = [moment.kind for moment in advise(facts, now=NOW, tz=BERLIN).timeline]
    assert kinds[:3] == ["placed_on", "paid_on", "shipped_on"]


def test_of_several_open_routes_the_most_usual_comes_first() -> None:
    open_routes = advise({"status": "closed"}, now=NOW, tz=BERLIN).may_be
    assert open_routes[0] == "automatic"
    assert list(open_routes) == sorted(open_routes, key=tables.likely().index)
