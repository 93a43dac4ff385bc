"""The one date of an answer, its tone, and which of several orders comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

import pytest
from tests.common import BERLIN, NOW

from whyclosed_rules import advise, tables
from whyclosed_rules.deciding.deadlines import Bound, Due
from whyclosed_rules.facts import Clock
from whyclosed_rules.model import Basis, Diagnosis, NextDate, Role, Route, Tone
from whyclosed_rules.telling.dates import deadline_of
from whyclosed_rules.telling.next_date import first_of, sort_key
from whyclosed_rules.telling.sentences import sentences


def told(now: datetime = NOW, **facts: Any) -> Diagnosis:
    return advise(facts, now=now, tz=BERLIN)


def day(on: date, basis: Basis = "computed", role: Role = "until", at: datetime | None = None) -> NextDate:
    return NextDate("dispute_window", role, on, at, "", basis)


def test_every_route_has_one_tone_and_its_deadlines() -> None:
    routes = sorted(get_args(Route))
    assert sorted(route for group in tables.tones().values() for route in group) == routes
    assert all(isinstance(tables.due_kinds(route), tuple) for route in routes)


def test_an_end_that_is_printed_comes_before_a_nearer_one_that_is_computed() -> None:
    computed, start, printed, timed = (
        day(date(2026, 11, 23)),
        day(date(2026, 11, 24), "printed", "from"),
        day(date(2026, 11, 30), "printed"),
        day(date(2026, 11, 29), "timer", at=datetime(2026, 11, 29, 12, tzinfo=BERLIN)),
    )
    assert first_of([computed, start, printed, timed], BERLIN) is timed
    assert first_of([computed, start, printed], BERLIN) is printed
    assert first_of([computed, start], BERLIN) is start
    assert first_of([], BERLIN) is None


DATES: tuple[tuple[Mapping[str, Any], str | None, date | None], ...] = (
    ({"status": "shipped", "protection_ends": "2026-12-05"}, "dispute_window", date(2026, 12, 4)),
    ({"status": "shipped", "protection_ends": "2026-11-22"}, "dispute_window", date(2026, 11, 22)),
    ({"status": "awaiting_shipment", "processing_deadline": "2026-11-30"}, "ship", date(2026, 11, 30)),
    ({"status": "awaiting_shipment"}, None, None),
    ({"status": "closed"}, None, None),
    ({"status": "closed", "protection_ends": "2026-12-05"}, "dispute_window", date(2026, 12, 4)),
    (
        {"status": "awaiting_payment", "payment_countdown_ends": "2026-11-22T20:00+01:00"},
        "pay",
        date(2026, 11, 22),
    ),
    (
        {
            "status": "in_dispute",
            "dispute_turn": "buyer",
            "dispute_answer_by": "2026-11-24",
            "dispute_opened_on": "2026-11-20",
        },
        "buyer_in_dispute",
        date(2026, 11, 23),
    ),
    (
        {
            "status": "completed",
            "completed_on": "2026-11-17",
            "received": True,
            "condition": "good",
            "return_window_ends": "2026-12-03",
        },
        "return_window",
        date(2026, 12, 2),
    ),
    (
        {"status": "in_dispute", "dispute_turn": "buyer", "return_state": "label", "return_by": "2026-11-29"},
        "return_by",
        date(2026, 11, 28),
    ),
)


@pytest.mark.parametrize(("facts", "kind", "on"), DATES)
def test_the_date_that_matters_for_the_route(facts: Mapping[str, Any], kind: str | None, on: date | None) -> None:
    next_ = told(**facts).next
    assert (next_ and next_.kind, next_ and next_.on) == (kind, on)


@pytest.mark.parametrize(
    ("facts", "steps"),
    [
        ({"return_by": "2026-11-29"}, ["post_return"]),
        ({"dispute_answer_by": "2026-11-25"}, ["post_return"]),
        ({"return_state": "asked", "return_by": "2026-11-29"}, ["post_return"]),
        ({"return_state": "asked"}, ["respond_in_dispute"]),
        ({"return_state": "asked", "dispute_turn": "seller"}, ["return_asked"]),
        ({"return_state": "posted"}, ["respond_in_dispute"]),
    ],
)
def test_a_return_with_its_label_or_day_waits_for_the_parcel(facts: Mapping[str, Any], steps: list[str]) -> None:
    diagnosis = told(**{"status": "in_dispute", "dispute_turn": "buyer", "return_state": "label", **facts})
    told_of = [step.id for step in diagnosis.steps if step.id in ("respond_in_dispute", "post_return", "return_asked")]
    assert told_of == steps


def test_an_hour_keeps_its_instant() -> None:
    next_ = told(status="awaiting_payment", payment_countdown_ends="2026-11-22T20:00+01:00").next
    assert next_ is not None
    assert next_.at == datetime(2026, 11, 22, 20, tzinfo=BERLIN)
    assert told(status="awaiting_payment", payment_countdown_ends="2026-11-22T09:00+01:00").next is None


@pytest.mark.parametrize(
    ("facts", "tone"),
    [
        ({"status": "shipment_cancelled"}, "act"),
        ({"status": "closed"}, "decide"),
        ({"status": "awaiting_payment"}, "decide"),
        ({"status": "shipped"}, "wait"),
        ({"status": "closed", "paid": False}, "done"),
        ({"status": "in_dispute", "dispute_turn": "buyer", "dispute_opened_on": "2026-11-20"}, "act"),
        ({"status": "in_dispute", "dispute_turn": "seller", "dispute_opened_on": "2026-11-20"}, "wait"),
    ],
)
def test_tone(facts: Mapping[str, Any], tone: Tone) -> None:
    assert told(**facts).tone == tone


OLD = {"status": "closed", "paid": True, "closed_by": "seller", "tracking_assigned": False}


@pytest.mark.parametrize(
    ("facts", "history"),
    [
        ({**OLD, "closed_on": "2026-11-01"}, False),
        ({**OLD, "closed_on": "2026-08-26"}, False),  # 20 business days and 60 days end today
        ({**OLD, "closed_on": "2026-08-25"}, True),
        ({"status": "closed", "placed_on": "2026-05-01"}, True),
        ({"status": "closed", "placed_on": "2026-09-01"}, False),
        ({"status": "shipped", "placed_on": "2025-01-01"}, False),  # it lives
        ({"status": "closed"}, False),  # nobody knows when
        ({"status": "closed", "placed_on": "2026-05-01", "protection_ends": "2026-12-05"}, False),
    ],
)
def test_history_asks_nothing(facts: Mapping[str, Any], history: bool) -> None:
    diagnosis = told(**facts)
    assert (diagnosis.tone == "done" and not diagnosis.steps) is history
    if history:
        assert diagnosis.next is None
        assert not diagnosis.questions
        assert not diagnosis.warnings
        assert not diagnosis.messages
        assert "If the money never came" in diagnosis.money.text


def test_a_day_from_which_one_may_ask_is_no_end() -> None:
    bound = Bound(date(2026, 12, 1), None, "printed", "refund_if_undelivered", (), ())
    deadline = deadline_of(Due("refund_if_undelivered", bound, role="from"), sentences("en"))
    assert (deadline.role, deadline.possible_from) == ("from", date(2026, 12, 1))
    assert deadline.act_by is deadline.last_day is None
    assert Clock(NOW, BERLIN).today < date(2026, 12, 1)


def test_what_has_to_be_done_stands_first_then_what_a_page_ends() -> None:
    first_to_last: list[tuple[Tone, NextDate | None]] = [
        ("act", day(date(2026, 11, 22))),
        ("act", day(date(2026, 11, 22), at=datetime(2026, 11, 22, 12, tzinfo=BERLIN))),
        ("act", day(date(2026, 11, 30))),
        ("act", None),
        ("wait", day(date(2026, 11, 25), "timer")),
        ("decide", day(date(2026, 12, 25), "printed")),
        ("decide", day(date(2026, 11, 25))),
        ("decide", None),
        ("wait", day(date(2026, 11, 23))),
        ("wait", None),
        ("done", None),
    ]
    shuffled = [*first_to_last[5:], *first_to_last[:5]]
    assert sorted(shuffled, key=lambda one: sort_key(one[0], one[1], BERLIN)) == first_to_last
