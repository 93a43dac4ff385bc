"""Both sides of every limit that is one day, minute or name wide."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.common import BERLIN, NOW

from whyclosed_parser.model import CLOCK_ERROR, Found, Message, Order, Package, Page, Status, Timer
from whyclosed_rules import advise, diagnose
from whyclosed_rules.deciding.counting import numbers_for
from whyclosed_rules.deciding.deadlines import other_deadlines
from whyclosed_rules.deciding.decide import Decision, decide
from whyclosed_rules.deciding.derive import Case, derive
from whyclosed_rules.deciding.named import contradictory_dates
from whyclosed_rules.facts import Clock, Facts, read_facts
from whyclosed_rules.facts.from_pages import facts_of_order
from whyclosed_rules.telling import questions
from whyclosed_rules.telling.dates import answer_by, timing

CLOCK = Clock(NOW, BERLIN)
TODAY = NOW.date()


def facts(**values: Any) -> Facts:
    return read_facts(values, CLOCK)


def day(from_today: int) -> date:
    return TODAY + timedelta(days=from_today)


def decided(**values: Any) -> Decision:
    return decide(derive(facts(**values), CLOCK))


NUMBERS = numbers_for(facts(), CLOCK)
SILENT = NUMBERS.span("P12")


@pytest.mark.parametrize(
    ("days", "silence"),
    [
        (SILENT.min - 1, "short"),
        (SILENT.min, "at_risk"),
        (SILENT.max, "at_risk"),
        (SILENT.max + 1, "long"),
        (NUMBERS.number("W04"), "long"),
        (NUMBERS.number("W04") + 1, "endless"),
    ],
)
def test_a_silence_grows_long(days: int, silence: str) -> None:
    assert derive(facts(silent_days=days), CLOCK).known["silence"] == {silence}


@pytest.mark.parametrize(("days", "told"), [(1, False), (2, True)])
def test_a_past_day_may_be_tomorrow_in_another_zone(days: int, told: bool) -> None:
    assert list(contradictory_dates(facts(closed_on=day(days).isoformat()), CLOCK)) == (
        [("closed_on",)] if told else []
    )


@pytest.mark.parametrize(("days", "told"), [(1, False), (2, True)])
def test_an_end_may_stand_a_day_before_its_start(days: int, told: bool) -> None:
    values = facts(placed_on=day(-9).isoformat(), closed_on=day(-9 - days).isoformat())
    assert (("placed_on", "closed_on") in contradictory_dates(values, CLOCK)) is told


@pytest.mark.parametrize(
    ("days", "few"),
    [(-1, "no"), (0, "yes"), (NUMBERS.number("W01"), "yes"), (NUMBERS.number("W01") + 1, "no")],
)
def test_the_last_day_to_ship_is_among_the_few_that_are_left(days: int, few: str) -> None:
    decision = decided(status="awaiting_shipment", processing_deadline=day(days).isoformat())
    assert decision.known["few_days_left"] == {few}


@pytest.mark.parametrize(
    ("until", "by"),
    [
        (day(2).isoformat(), day(1)),
        (day(1).isoformat(), TODAY),
        (TODAY.isoformat(), TODAY),
        (day(-1).isoformat(), None),
        ((NOW + timedelta(seconds=1)).isoformat(), NOW + timedelta(seconds=1)),
        (NOW.isoformat(), None),
    ],
)
def test_an_answer_is_due_until_its_time_is_over(until: str, by: date | None) -> None:
    decision = decided(status="in_dispute", dispute_turn="buyer", dispute_answer_by=until)
    assert answer_by(decision, timing(decision)) == by


@pytest.mark.parametrize(("status", "runs"), [("in_dispute", True), ("closed", True), ("refunding", False)])
def test_the_clock_of_a_dispute_outlives_the_order_but_not_its_refund(status: str, runs: bool) -> None:
    values = facts(status=status, dispute_turn="buyer", dispute_answer_by=day(3).isoformat())
    case = derive(values, CLOCK)
    kinds = [due.kind for due in other_deadlines(case.facts, case.known, CLOCK, NUMBERS)]
    assert ("buyer_in_dispute" in kinds) is runs


@pytest.mark.parametrize(("seconds", "old"), [(0, True), (-1, False)])
def test_a_page_is_old_after_whole_days(seconds: int, old: bool) -> None:
    captured = NOW - timedelta(days=NUMBERS.number("W03"), seconds=seconds)
    diagnosis = diagnose(Order(pages=(Page("order_detail", "g3_detail", captured_at=captured),)), now=NOW, tz=BERLIN)
    assert ("page_is_old" in {warning.code for warning in diagnosis.warnings}) is old


@pytest.mark.parametrize(("seconds", "ahead"), [(0, False), (1, True)])
def test_a_countdown_that_was_seen_later_than_now_counts_for_nothing(seconds: int, ahead: bool) -> None:
    captured = NOW + CLOCK_ERROR + timedelta(seconds=seconds)
    left = timedelta(days=2)
    timer = Timer("confirm", "2 days", captured + left, remaining_seconds=int(left.total_seconds()), basis="countdown")
    page = Page("order_detail", "g3_detail", captured_at=captured)
    order = Order(status=Status("shipped", "Awaiting delivery"), timers=(timer,), pages=(page,))
    diagnosis = diagnose(order, now=NOW, tz=BERLIN)
    assert ("page_is_ahead" in {warning.code for warning in diagnosis.warnings}) is ahead
    assert any(due.kind == "confirm" for due in diagnosis.deadlines) is not ahead


def test_a_clock_ahead_is_told_only_where_a_countdown_suffers() -> None:
    page = Page("order_detail", "g3_detail", captured_at=NOW + timedelta(days=1))
    diagnosis = diagnose(Order(status=Status("expired", "Expired"), pages=(page,)), now=NOW, tz=BERLIN)
    assert "page_is_ahead" not in {warning.code for warning in diagnosis.warnings}


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True)])
def test_a_message_of_the_closing_day_asks_the_seller(days: int, counts: bool) -> None:
    time = NOW - timedelta(days=5 - days)
    order = Order(closed_on=day(-5), messages=(Message("buyer", "Why was it closed?", time=time),))
    assert ("contacted_at" in facts_of_order(order, CLOCK).facts) is counts


def test_the_second_parcel_is_not_quoted_from_the_eleventh() -> None:
    found = {"packages.10.tracking_number": Found("t3_tracking", "label:tracking_number", 0, "the eleventh")}
    order = Order(packages=tuple(Package(f"LP{number}") for number in range(11)), found=found)
    parcels = dict(facts_of_order(order, CLOCK).facts.values["packages"])
    quotes = [parcels[f"LP{number}"].origins["tracking_assigned"].quote for number in (1, 10)]
    assert quotes == [None, "the eleventh"]


def test_what_settles_most_in_its_worst_case_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"confirmed": True}
    decision = decided(**values)
    routes = sorted(decision.may_be)
    assert decision.route == "undecided"
    assert len(routes) > 2

    # One answer to `paid` settles everything and the other next to nothing; each one of `closed_by` leaves two routes.
    def routes_if(_: Case, fact: str, value: object) -> frozenset[str]:
        left = {"closed_by": 2, "paid": 1 if value else len(routes) - 1}
        return frozenset(routes[: left.get(fact, len(routes))])

    monkeypatch.setattr(questions, "routes_if", routes_if)
    asked = [question.fact for question in advise(values, now=NOW, tz=BERLIN).questions]
    assert [fact for fact in asked if fact in ("closed_by", "paid")] == ["closed_by", "paid"]
