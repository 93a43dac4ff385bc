"""Every scenario of the source articles, through the public `advise`: route, cause, dates, questions and sources."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import whyclosed
from whyclosed_rules.deciding.derive import derive
from whyclosed_rules.deciding.windows import window_state
from whyclosed_rules.facts import Clock, read_facts
from whyclosed_rules.model import Deadline, Diagnosis

SCENARIOS = tomllib.loads(Path(__file__).with_name("scenarios.toml").read_text("utf-8"))["scenario"]
IDS = [scenario["id"] for scenario in SCENARIOS]


def diagnosed(scenario: Mapping[str, Any], **other: Any) -> Diagnosis:
    now = datetime.fromisoformat(scenario["now"])
    tz = ZoneInfo(scenario["tz"]) if "tz" in scenario else now.tzinfo
    return whyclosed.advise({**scenario["facts"], **other}, as_of=now, tz=tz)


def deadline(diagnosis: Diagnosis, kind: str) -> Deadline:
    return next(due for due in diagnosis.deadlines if due.kind == kind)


def written(value: date | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else None


def readings(diagnosis: Diagnosis) -> set[str | None]:
    window = deadline(diagnosis, "dispute_window")
    return {written(window.last_day), *(written(other.last_day) for other in window.other_readings)}


def rules(diagnosis: Diagnosis) -> set[str]:
    return {entry.rule for entry in diagnosis.because}


CHECKS: Mapping[str, Callable[[Diagnosis, Any], bool]] = {
    "route": lambda d, v: d.route == v,
    "cause": lambda d, v: d.cause.code == v,
    "detail": lambda d, v: d.cause.detail == v,
    "certainty": lambda d, v: d.cause.certainty == v,
    "candidates": lambda d, v: {candidate.code for candidate in d.cause.candidates} == set(v),
    "may_be": lambda d, v: set(d.may_be) == set(v),
    "refund_from": lambda d, v: written(d.refund.from_) == v,
    "refund_by": lambda d, v: written(d.refund.by) == v,
    "limit": lambda d, v: written(d.refund.limit) == v,
    "bank_known": lambda d, v: ("Monday to Friday" in d.refund.text) is not v,
    "dispute_needed": lambda d, v: (d.route == "dispute") is v,
    "reason": lambda d, v: (d.dispute.reason or "") == v,
    "ask_for": lambda d, v: (d.dispute.ask_for or "").casefold() == v.casefold(),
    "last_day": lambda d, v: written(deadline(d, "dispute_window").last_day) == v,
    "last_day_early": lambda d, v: v in readings(d),
    "computed": lambda d, v: v in readings(d),
    "timer": lambda d, v: written(deadline(d, "dispute_window").last_day) == v,
    "source": lambda d, v: deadline(d, "dispute_window").basis == v,
    "act_by": lambda d, v: written(deadline(d, "dispute_window").act_by) == v,
    "seller_by": lambda d, v: deadline(d, "seller_reply").at == datetime.fromisoformat(v),
    "number_by": lambda d, v: written(deadline(d, "new_number").last_day) == v,
    "escalates_on": lambda d, v: written(deadline(d, "seller_in_dispute").last_day) == v,
    "due": lambda d, v: v in {written(step.due) for step in d.steps if step.message == "M07"},
    "message": lambda d, v: v in {message.id for message in d.messages},
    "steps": lambda d, v: sorted(step.id for step in d.steps if step.id in v) == sorted(v),  # each of them once
    "evidence": lambda d, v: set(v) <= rules(d),
    "warnings": lambda d, v: set(v) <= {warning.code for warning in d.warnings} | rules(d),
    "prevention": lambda d, v: set(v) <= set(d.sources) if v else not d.prevention,
    "ask": lambda d, v: set(v) <= {question.fact for question in d.questions},
    "asks_not": lambda d, v: not set(v) & {question.fact for question in d.questions},
    "ask_first_of": lambda d, v: d.questions[0].fact in v,
    "packages": lambda d, v: {package.id: package.route for package in d.packages} == v,
    "headline": lambda d, v: any(package.id == v and package.route == d.route for package in d.packages),
}


def test_no_scenario_is_left_out() -> None:
    assert len(IDS) == len(set(IDS)) == 61


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_conclusion(scenario: Mapping[str, Any]) -> None:
    """It comes out as it says, and cites the rules behind it."""
    diagnosis = diagnosed(scenario)
    wanted = {key: value for key, value in scenario["expect"].items() if key != "window"}
    assert {key: value for key, value in wanted.items() if not CHECKS[key](diagnosis, value)} == {}, diagnosis
    assert set(scenario["why"]) - set(diagnosis.sources) == set()


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if "window" in one["expect"]], ids=lambda one: one["id"])
def test_window(scenario: Mapping[str, Any]) -> None:
    now = datetime.fromisoformat(scenario["now"])
    tz = ZoneInfo(scenario["tz"]) if "tz" in scenario else now.tzinfo
    assert tz is not None
    clock = Clock(now, tz)
    case = derive(read_facts(scenario["facts"], clock), clock)
    assert window_state(case.window, clock) == scenario["expect"]["window"]


@pytest.mark.parametrize("scenario", [one for one in SCENARIOS if "change" in one], ids=lambda one: one["id"])
def test_change(scenario: Mapping[str, Any]) -> None:
    told = {(change.fact, change.value, change.route) for change in diagnosed(scenario).would_change}
    for fact, change in scenario["change"].items():
        assert diagnosed(scenario, **{fact: change["value"]}).route == change["route"]
        assert (fact, change["value"], change["route"]) in told


def test_corrected_change_of_s01_holds_without_a_refund_stage() -> None:
    """S01 said: with a tracking number the seller comes first. It holds as long as no refund stage shows (K18, D21)."""
    scenario = next(one for one in SCENARIOS if one["id"] == "S01")
    assert diagnosed(scenario, tracking_assigned=True).route == "automatic"
    assert diagnosed(scenario, tracking_assigned=True, refund_stage=0).route == "contact_seller"
