"""How long is too long: each length at its boundary."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from tests.common import BERLIN

import whyclosed
from whyclosed_rules.model import Diagnosis

SHIPPED = {"status": "shipped", "received": False}


def told(now: str, facts: dict[str, Any]) -> Diagnosis:
    return whyclosed.advise(facts, as_of=datetime.fromisoformat(now), tz=BERLIN)


@pytest.mark.parametrize(
    ("facts", "before", "after", "routes"),
    [
        (
            {**SHIPPED, "refund_if_undelivered_by": "2026-06-07"},
            "2026-06-06T23:59+02:00",
            "2026-06-07T00:00+02:00",
            ("wait_delivery", "dispute"),
        ),
        (
            {**SHIPPED, "shipped_on": "2026-03-01"},
            "2026-04-30T23:59+02:00",
            "2026-05-01T00:00+02:00",
            ("wait_delivery", "dispute"),
        ),
        (
            {**SHIPPED, "contacted_at": "2026-05-01T12:00+02:00"},
            "2026-05-03T11:59+02:00",
            "2026-05-03T12:00+02:00",
            ("wait_delivery", "dispute"),
        ),
        (
            {"status": "payment_review", "paid_on": "2026-05-01T12:00+02:00"},
            "2026-05-02T12:00+02:00",
            "2026-05-02T12:01+02:00",
            ("wait_shipping", "ask_support"),
        ),
        (
            {"status": "payment_review", "paid_on": "2026-05-01"},
            "2026-05-02T23:59+02:00",
            "2026-05-03T00:00+02:00",
            ("wait_shipping", "ask_support"),
        ),
        (
            {"status": "frozen", "state_since": "2026-05-01"},
            "2026-05-06T23:59+02:00",
            "2026-05-07T00:00+02:00",
            ("wait_shipping", "ask_support"),
        ),
        (
            {"status": "awaiting_shipment", "processing_deadline": "2026-05-01"},
            "2026-05-04T23:59+02:00",
            "2026-05-05T00:00+02:00",
            ("wait_shipping", "ask_support"),
        ),
        (
            {"dispute_result": "refused", "method": "paypal", "paid_on": "2026-01-01"},
            "2026-06-30T23:59+02:00",
            "2026-07-01T00:00+02:00",
            ("ask_bank", "finished"),
        ),
    ],
    ids=["promise", "age", "seller", "payment", "payment-by-day", "frozen", "shipping", "paypal"],
)
def test_one_minute_makes_it_late(facts: dict[str, Any], before: str, after: str, routes: tuple[str, str]) -> None:
    assert (told(before, facts).route, told(after, facts).route) == routes


@pytest.mark.parametrize(("days", "route"), [(30, "wait_delivery"), (31, "dispute")])
def test_a_month_of_silence_is_late(days: int, route: str) -> None:
    facts = {**SHIPPED, "tracking_event": "IN_TRANSIT", "silent_days": days}
    assert told("2026-05-01T12:00+02:00", facts).route == route


def test_a_parcel_at_customs_waits() -> None:
    facts = {**SHIPPED, "tracking_event": "IMPORT_CUSTOMS", "silent_days": 40, "shipped_on": "2026-01-01"}
    assert told("2026-05-01T12:00+02:00", facts).route == "wait_delivery"


@pytest.mark.parametrize("name", ["completed_on", "confirmed_on"])
def test_after_the_receipt_fifteen_days_are_left_and_never_those_of_the_estimate(name: str) -> None:
    facts = {"status": "completed", name: "2026-11-12", "estimated_delivery": "2026-12-20", "received": False}
    (window,) = [due for due in told("2026-11-14T12:00+01:00", facts).deadlines if due.kind == "dispute_window"]
    assert (str(window.last_day), str(window.act_by), window.basis) == ("2026-11-27", "2026-11-26", "computed")


def test_from_the_promised_day_on_fifteen_days_are_left_and_it_ends_nothing_itself() -> None:
    facts = {**SHIPPED, "refund_if_undelivered_by": "2026-06-07", "estimated_delivery": "2026-05-10"}
    dues = {due.kind: due for due in told("2026-05-14T12:00+02:00", facts).deadlines}
    assert str(dues["dispute_window"].last_day) == "2026-06-22"
    promise = dues["refund_if_undelivered"]
    assert (promise.role, str(promise.possible_from), promise.act_by, promise.last_day) == (
        "from",
        "2026-06-07",
        None,
        None,
    )


def test_late_without_the_button_goes_to_support() -> None:
    facts = {**SHIPPED, "shipped_on": "2026-01-01", "actions": ["track", "contact_seller"]}
    diagnosis = told("2026-05-01T12:00+02:00", facts)
    assert diagnosis.route == "ask_support"
    assert [message.id for message in diagnosis.messages] == ["M32"]
