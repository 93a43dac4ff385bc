"""What is written to sellers, support and into disputes is true of the parcel that it is about."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from tests.common import BERLIN

import whyclosed
from whyclosed_rules import tables
from whyclosed_rules.facts.spec import domains, group_of
from whyclosed_rules.tables.rows import MessageRow, StepRow

NOON = datetime(2026, 11, 20, 12, tzinfo=BERLIN)

CLAIMS: dict[str, set[Any]] = {
    r"\brefused\b": {"REFUSED"},
    r"not collected": {"UNCLAIMED"},
    r"sent back|goes back": {"RETURNING", "RETURNED"},
    r"\bdamaged\b(?!,)": {"DAMAGED"},
    r"\blost\b": {"LOST", "DESTROYED"},
    r"\bcustoms\b": {"CUSTOMS_REJECTED"},
    r"cancelled or has failed": {"CANCELLED", "CARRIER_REJECTED", "EXCEPTION", "EXPIRED", "NOTICE", "UNKNOWN", None},
    r"still moves": {one for one, group in group_of("event").items() if group == "moving"},
    r"only a label|never handed": {"INFO_RECEIVED", "NOT_FOUND", "PICKUP_FAILED"},
    r"problem with the address": {"ADDRESS_PROBLEM"},
    r"wrong pick-up point": set(),
}
"""What a message may say only of a parcel whose newest event is one of these (None: no event is known)."""

STATES: dict[str, dict[str, Any]] = {
    "shipped": {"status": "shipped", "received": False},
    "late": {"status": "shipped", "received": False, "refund_if_undelivered_by": "2026-11-10"},
    "no-button": {"status": "shipped", "received": False, "shipped_on": "2026-08-01", "actions": ["track"]},
    "closed": {"status": "closed", "tracking_assigned": True, "closed_by": "seller", "paid": True},
    "closed-silent": {"status": "closed", "tracking_assigned": True, "closed_by": "seller", "seller_reply": "refuses"},
    "closed-48-hours": {"status": "cancelled", "tracking_assigned": True, "contacted_at": "2026-11-17T12:00"},
    "refused-by-seller": {"status": "shipped", "received": False, "seller_reply": "refuses"},
    "cancel-please": {"status": "shipped", "received": False, "seller_message": "asks_to_cancel"},
    "no-stock": {"status": "shipped", "received": False, "seller_message": "out_of_stock"},
    "completed": {"status": "completed", "completed_on": "2026-11-15", "received": False},
    "window-over": {"status": "shipped", "received": False, "protection_ends": "2026-11-01"},
}


@pytest.mark.parametrize("state", STATES)
def test_a_message_says_nothing_that_the_tracking_does_not(state: str) -> None:
    said: list[tuple[str | None, str, str]] = []
    twice: list[str | None] = []
    for event in (*map(str, domains()["tracking_event"]), None):
        facts = {**STATES[state], "tracking_event": event, "silent_days": 20}
        diagnosis = whyclosed.advise(facts, as_of=NOON, tz=BERLIN)
        untrue = [claim for claim, true_of in CLAIMS.items() if event not in true_of]
        for message in diagnosis.messages:
            said += [(event, message.id, claim) for claim in untrue if re.search(claim, message.text, re.IGNORECASE)]
        if len({step.text for step in diagnosis.steps}) < len(diagnosis.steps):
            twice.append(event)
    assert (said, twice) == ([], [])


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"status": "shipped", "tracking_event": "REFUSED"}, ["M25"]),
        ({"status": "shipped", "tracking_event": "UNCLAIMED"}, ["M26"]),
        ({"status": "shipped", "tracking_event": "RETURNING"}, ["M27"]),
        ({"status": "shipped", "tracking_event": "DAMAGED"}, ["M35"]),
        ({"status": "shipped", "tracking_event": "CANCELLED"}, ["M02"]),
        ({"status": "shipped", "tracking_event": "CUSTOMS_REJECTED", "customs_country": "buyer"}, ["M41"]),
        ({"status": "shipped", "tracking_event": "INFO_RECEIVED", "silent_days": 20}, ["M10"]),
        ({"status": "closed", "closed_by": "seller", "paid": True, "tracking_event": "LOST"}, ["M40"]),
        ({"status": "closed", "closed_by": "seller", "paid": True, "tracking_event": "IN_TRANSIT"}, ["M38"]),
        ({"status": "closed", "closed_by": "seller", "paid": True, "tracking_event": "INFO_RECEIVED"}, ["M42"]),
        (
            {"status": "closed", "closed_by": "seller", "paid": True, "tracking_event": "NOT_FOUND", "silent_days": 20},
            ["M42"],
        ),
        ({"status": "shipped", "tracking_event": "ADDRESS_PROBLEM"}, ["M24"]),
        ({"status": "shipped", "tracking_event": "IN_TRANSIT", "place": "wrong_pickup_point"}, ["M44"]),
        ({"status": "shipped", "tracking_event": "IN_TRANSIT", "seller_message": "asks_to_cancel"}, ["M45"]),
        ({"status": "shipped", "tracking_event": "RETURNED", "seller_message": "asks_to_cancel"}, ["M45", "M27"]),
        ({"status": "shipped", "tracking_event": "INFO_RECEIVED", "seller_message": "asks_to_cancel"}, ["M23"]),
        ({"status": "shipped", "tracking_event": "IN_TRANSIT", "seller_message": "refuses_to_ship"}, ["M39"]),
        ({"status": "cancelled", "paid": True, "tracking_assigned": False, "refund_bounced": True}, ["M43"]),
    ],
)
def test_each_end_of_a_parcel_has_its_own_message(facts: dict[str, Any], wanted: list[str]) -> None:
    diagnosis = whyclosed.advise(facts, as_of=NOON, tz=BERLIN)
    assert [message.id for message in diagnosis.messages] == wanted


def test_of_several_parcels_the_message_names_the_one_that_it_is_about() -> None:
    parcels = [{"id": "A1", "tracking_event": "IN_TRANSIT"}, {"id": "B2", "tracking_event": "REFUSED"}]
    diagnosis = whyclosed.advise({"status": "shipped", "packages": parcels}, as_of=NOON, tz=BERLIN)
    assert diagnosis.messages
    assert all("B2" in message.text for message in diagnosis.messages)


def test_every_message_is_sent_by_a_step() -> None:
    written = {row.id for table in tables.MESSAGES for row in tables.rows(table, MessageRow)}
    sent = {row.message for table in tables.STEPS for row in tables.rows(table, StepRow)}
    assert written == sent - {None}


def test_no_step_names_a_day_on_which_the_seller_has_the_money_already() -> None:
    facts = {"status": "shipped", "received": False, "estimated_delivery": "2026-11-18", "confirm_by": "2026-11-25"}
    diagnosis = whyclosed.advise({**facts, "actions": ["open_dispute"]}, as_of=NOON, tz=BERLIN)
    assert {deadline.last_day for deadline in diagnosis.deadlines if deadline.kind == "dispute_window"} == {
        date(2026, 12, 3)
    }
    texts = " ".join(step.text for step in diagnosis.steps)
    assert "Nov 24, 2026" in texts
    assert "Dec" not in texts


def test_a_refund_is_told_by_where_it_goes_and_not_by_how_was_paid() -> None:
    facts = {"status": "closed", "paid": True, "method": "card", "refund_stage": 3}
    told = [whyclosed.advise({**facts, **to}, as_of=NOON, tz=BERLIN).money.text for to in ({}, {"refund_to": "wallet"})]
    assert "your card" in told[0]
    assert "your AliExpress wallet" in told[1]
