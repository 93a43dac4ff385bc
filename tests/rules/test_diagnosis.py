"""The diagnosis as a whole: every id can be explained, and what an answer says. What holds of all: test_properties."""

from __future__ import annotations

from datetime import date

import pytest
from tests.common import BERLIN, NOW

from whyclosed_rules import advise, tables
from whyclosed_rules.errors import FactError
from whyclosed_rules.telling.explain import UnknownId, explain, known_ids
from whyclosed_rules.telling.sentences import LanguageError


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
    with pytest.raises(FactError, match="Did you mean `closed_by`"):
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


def test_a_value_is_told_in_words_where_it_has_any() -> None:
    given = {"status": "closed", "closed_by": "seller", "placed_on": "2026-11-01", "actions": ["pay"]}
    for language, seller in (("en", "The seller"), ("de", "Der Verkäufer")):
        answer = advise(given, now=NOW, tz=BERLIN, language=language)
        texts = {one.fact: one.text for entry in answer.because for one in entry.facts}
        assert texts["closed_by"] == seller
        assert texts.get("placed_on") is None
