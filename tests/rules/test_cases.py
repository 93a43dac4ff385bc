"""Invented orders of real life, through the public `advise` and `diagnose`: what a buyer must be told, and must not."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.common import BERLIN, NOW
from tests.rules.test_scenarios import CHECKS as SCENARIO_CHECKS
from tests.rules.test_scenarios import deadline, rules, written

import whyclosed
from whyclosed_parser.model import (
    Action,
    Amounts,
    Dispute,
    Event,
    EventClass,
    Message,
    Money,
    Order,
    Package,
    Page,
    Refund,
    Status,
    StatusCode,
    Timer,
)
from whyclosed_rules import diagnose
from whyclosed_rules.facts import Clock
from whyclosed_rules.facts.from_pages import facts_of_order
from whyclosed_rules.model import Diagnosis

DATA = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))
CASES = DATA["case"]

CHECKS: Mapping[str, Callable[[Diagnosis, Any], bool]] = {
    **SCENARIO_CHECKS,
    "headline_has": lambda d, v: v in d.headline,
    "warnings_not": lambda d, v: not set(v) & {warning.code for warning in d.warnings},
    "evidence_not": lambda d, v: not set(v) & rules(d),
    "steps_not": lambda d, v: not set(v) & {step.id for step in d.steps},
    "asks_at_most": lambda d, v: len(d.questions) <= v,
    "refund_by_none": lambda d, v: (d.refund.by is None) is v,
    "overruled": lambda d, v: {one.rule for one in d.overruled} == set(v),
    "says": lambda d, v: all(words in whole_text(d) for words in v),
    "says_not": lambda d, v: not [words for words in v if words.casefold() in whole_text(d).casefold()],
    "changes_not": lambda d, v: not set(v) & {change.fact for change in d.would_change},
    "tone": lambda d, v: d.tone == v,
    "verdict": lambda d, v: d.verdict == v,
    "no_amount": lambda d, v: (d.money.amount is None) is v,
    "next_kind": lambda d, v: d.next is not None and d.next.kind == v,
    "next_on": lambda d, v: d.next is not None and written(d.next.on) == v,
    "asks_first": lambda d, v: d.questions[0].fact == v,
    "first_step": lambda d, v: d.steps[0].id == v,
    "no_deadline": lambda d, v: not set(v) & {due.kind for due in d.deadlines},
}


def whole_text(diagnosis: Diagnosis) -> str:
    """Everything that a buyer reads, but for the rules and questions behind it."""
    told = [diagnosis.headline, diagnosis.money.text, diagnosis.cause.text, diagnosis.refund.text, *diagnosis.evidence]
    for parts in (diagnosis.steps, diagnosis.warnings, diagnosis.messages, diagnosis.deadlines, diagnosis.timeline):
        told += [part.text for part in parts]
    for parcel in diagnosis.packages:
        told += [parcel.headline, parcel.cause.text, parcel.refund.text, *(step.text for step in parcel.steps)]
    return " \n".join(told)


def diagnosed(case: Mapping[str, Any]) -> Diagnosis:
    now = datetime.fromisoformat(case.get("now", DATA["now"]))
    return whyclosed.advise(case["facts"], as_of=now, tz=ZoneInfo(case.get("tz", DATA["tz"])))


def test_every_case_has_its_own_id() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES) > 100


def faults(case: Mapping[str, Any]) -> Iterator[str]:
    """What does not come out as the case says; what is due in the past; many questions, and those asked twice."""
    diagnosis = diagnosed(case)
    for key, wanted in case["expect"].items():
        if not CHECKS[key](diagnosis, wanted):
            yield f"not {key} = {wanted!r} in {diagnosis}"
    now = datetime.fromisoformat(case.get("now", DATA["now"]))
    today = now.astimezone(ZoneInfo(case.get("tz", DATA["tz"]))).date()
    for step in diagnosis.steps:
        due = step.due.date() if isinstance(step.due, datetime) else step.due
        if due is not None and due < today:
            yield f"due in the past: {step}"
    asked = [question.fact for question in diagnosis.questions]
    if len(asked) != len(set(asked)) or len(asked) > 3:
        yield f"asks {asked}"


def test_every_case_comes_out_as_it_says() -> None:
    assert {case["id"]: told for case in CASES if (told := list(faults(case)))} == {}


# ------------------------------------------------------------------------------------------------ pages


def told(order: Order) -> Diagnosis:
    return diagnose(order, now=NOW, tz=BERLIN)


def money(amount: str) -> Money:
    return Money(Decimal(amount), "USD", amount)


def event(class_: EventClass, days_ago: int) -> Event:
    when = NOW - timedelta(days=days_ago)
    return Event(time=when, time_text=when.isoformat(), text=class_, class_=class_, code=None)


def test_of_two_printed_days_the_earlier_counts() -> None:
    later = Timer("refund_if_undelivered", "before Dec 4", ends_on=date(2026, 12, 4))
    earlier = Timer("refund_if_undelivered", "before Dec 3", ends_on=date(2026, 12, 3))
    for timers in ((later, earlier), (earlier, later)):
        diagnosis = told(Order(status=Status("shipped", "Shipped"), timers=timers))
        assert deadline(diagnosis, "refund_if_undelivered").possible_from == date(2026, 12, 3)


def test_steps_name_the_buttons_as_the_page_does() -> None:
    page = Page("order_detail", "g3_detail", "en", None, NOW, "argument")
    lost = Package("LP1", events=(event("LOST", 3),))

    def steps(status: StatusCode, *actions: Action, packages: tuple[Package, ...] = ()) -> str:
        order = Order(status=Status(status, "?"), actions=actions, pages=(page,), packages=packages)
        return " ".join(step.text for step in told(order).steps)

    track = Action("track", "Where is it?")
    assert "press “Give it back”" in steps("shipped", track, Action("open_dispute", "Give it back"), packages=(lost,))
    assert "shows no button" in steps("shipped", track, packages=(lost,))
    refused = Order(dispute=Dispute(state="lost"), actions=(Action("appeal", "Contest it"),), pages=(page,))
    assert "Look for “Contest it”" in " ".join(step.text for step in told(refused).steps)
    assert told(refused).route == "ask_support"
    assert "Press “Money”" in steps("cancelled", Action("refund_details", "Money"))
    assert "no way to the refund" in steps("cancelled", Action("buy_again", "Again"))


def test_small_talk_does_not_hide_that_the_seller_asks_to_cancel() -> None:
    chat = (
        Message("seller", "Hello dear friend", "other"),
        Message("seller", "Please cancel order, we have no stock", "asks_to_cancel"),
        Message("seller", "Thank you", "other"),
    )
    diagnosis = told(Order(status=Status("awaiting_shipment", "To ship"), messages=chat))
    assert "do_not_cancel" in {warning.code for warning in diagnosis.warnings}
    assert "M05" in {message.id for message in diagnosis.messages}


def test_the_sellers_time_starts_with_the_first_message_after_the_closing() -> None:
    wrote = [NOW - timedelta(hours=hours) for hours in (200, 30, 20)]
    order = Order(
        status=Status("closed", "Closed"),
        closed_on=(NOW - timedelta(days=3)).date(),
        messages=tuple(Message("buyer", "?", None, when) for when in wrote),
        packages=(Package("LP1", events=(event("RETURNED", 3),)),),
    )
    diagnosis = told(order)
    assert diagnosis.route == "wait_seller"
    assert deadline(diagnosis, "seller_reply").at == wrote[1] + timedelta(hours=48)


def test_messages_before_the_closing_start_no_clock() -> None:
    order = Order(
        status=Status("closed", "Closed"),
        closed_on=NOW.date(),
        messages=(Message("buyer", "?", None, datetime(2026, 11, 1, tzinfo=UTC)),),
    )
    assert "contacted_at" not in facts_of_order(order, Clock(NOW, BERLIN)).facts


def test_the_refund_of_one_parcel_is_not_that_of_the_others() -> None:
    order = Order(
        status=Status("shipped", "Shipped"),
        amounts=Amounts(money("30")),
        refund=Refund(stage=2, amount=money("12")),
        packages=(Package("A", events=(event("IN_TRANSIT", 1),)), Package("B", events=(event("RETURNED", 4),))),
    )
    assert {package.id: package.route for package in told(order).packages} == {"A": "wait_delivery", "B": "automatic"}


def test_a_part_of_the_money_while_the_order_lives_is_no_short_refund() -> None:
    order = Order(
        status=Status("shipped", "Shipped"),
        amounts=Amounts(money("30")),
        refund=Refund(amount=money("2")),
        packages=(Package("A", events=(event("IN_TRANSIT", 1),)),),
    )
    assert told(order).route == "wait_delivery"


def test_a_part_of_the_money_that_came_back_is_told_of_a_received_order() -> None:
    order = Order(
        status=Status("completed", "Completed"), amounts=Amounts(money("30")), refund=Refund(3, amount=money("2"))
    )
    assert "2.00" in told(order).money.text


@pytest.mark.parametrize("amount", [None, "2"])
def test_of_a_dispute_won_in_part_no_more_than_the_part_is_told(amount: str | None) -> None:
    order = Order(
        status=Status("closed", "Closed"),
        amounts=Amounts(money("30")),
        dispute=Dispute("partly_won"),
        refund=Refund(amount=money(amount) if amount else None),
    )
    shown = told(order).money.amount
    assert (shown and str(shown.amount)) == amount


@pytest.mark.parametrize(
    ("earlier", "side", "route"),
    [
        ("IMPORT_CUSTOMS", "buyer", "contact_seller"),
        ("EXPORT_CUSTOMS", "seller", "dispute"),
        ("ACCEPTED", None, "dispute"),
    ],
)
def test_a_parcel_returned_by_customs_names_whose(earlier: EventClass, side: str | None, route: str) -> None:
    events = (event("RETURNING", 1), event("CUSTOMS_REJECTED", 3), event("CUSTOMS_HELD", 5), event(earlier, 9))
    order = Order(status=Status("shipped", "Shipped"), packages=(Package("LP1", events=events),))
    facts = facts_of_order(order, Clock(NOW, BERLIN)).facts
    assert (facts.get("tracking_event"), facts.get("customs_country")) == ("CUSTOMS_REJECTED", side)
    assert told(order).route == route


def test_a_return_without_customs_stays_a_return() -> None:
    order = Order(packages=(Package("LP1", events=(event("RETURNED", 1), event("IMPORT_CUSTOMS", 9))),))
    assert facts_of_order(order, Clock(NOW, BERLIN)).facts.get("tracking_event") == "RETURNED"


def test_of_two_printed_windows_the_one_that_is_not_over_counts() -> None:
    def printed(*days: int) -> Diagnosis:
        timers = (Timer("protection", "Protection", ends_on=NOW.date() + timedelta(days=day)) for day in days)
        return told(Order(status=Status("shipped", "Shipped"), timers=tuple(timers)))

    assert deadline(printed(20, 10), "dispute_window").last_day == NOW.date() + timedelta(days=10)
    assert deadline(printed(-3, 10), "dispute_window").last_day == NOW.date() + timedelta(days=10)
    assert (printed(-3, 10).route, printed(-3, -5).route) == ("wait_delivery", "window_closed")


def test_a_running_clock_of_the_buyer_tells_whose_turn_it_is() -> None:
    def turn(ends: datetime) -> Diagnosis:
        timer = Timer("buyer_response", "Please respond", ends_at=ends)
        return told(Order(status=Status("in_dispute", "In dispute"), timers=(timer,)))

    running = turn(NOW + timedelta(days=2, hours=4))
    assert (running.tone, running.verdict) == ("act", "Answer in the dispute in time.")
    assert turn(NOW - timedelta(hours=1)).tone == "wait"
