"""What the pages of a refund or a dispute alone lead to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from whyclosed_parser.model import Dispute, DisputeState, Order, Page, Payment, Refund, Timer
from whyclosed_rules import diagnose
from whyclosed_rules.model import Deadline, Diagnosis

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)
OPENED = date(2026, 11, 7)


def diagnosed(state: DisputeState, *timers: Timer) -> Diagnosis:
    page = Page("dispute", "g3_dispute", "en", None, NOW, "argument")
    order = Order(order_id="8211550070088058", dispute=Dispute(state, None, OPENED), timers=timers, pages=(page,))
    return diagnose(order, now=NOW, tz=UTC)


def left(kind: str, hours: int) -> Timer:
    ends = NOW + timedelta(hours=hours)
    return Timer(kind, "", ends_at=ends, remaining_seconds=hours * 3600, basis="countdown")  # type: ignore[arg-type]


def deadlines(diagnosis: Diagnosis) -> dict[str, Deadline]:
    return {deadline.kind: deadline for deadline in diagnosis.deadlines}


def test_a_dispute_that_waits_for_the_buyer_names_the_moment_of_the_page() -> None:
    diagnosis = diagnosed("waiting_buyer", left("buyer_response", 30))
    found = deadlines(diagnosis)
    assert set(found) == {"buyer_in_dispute"}
    assert found["buyer_in_dispute"].at == NOW + timedelta(hours=30)
    first = diagnosis.steps[0]
    assert (first.id, first.due) == ("respond_in_dispute", NOW + timedelta(hours=30))
    assert diagnosis.headline.startswith(
        "Answer in the dispute in time. A dispute is open on this order, and it waits for"
    )
    assert diagnosis.next is not None
    assert diagnosis.next.at == NOW + timedelta(hours=30)


def test_a_time_that_is_over_is_no_time_to_wait_for() -> None:
    assert "Answer in the dispute today." in diagnosed("waiting_buyer", left("buyer_response", -1)).verdict


@pytest.mark.parametrize(
    ("last_day", "answer_by"),
    [(12, date(2026, 11, 11)), (9, date(2026, 11, 9)), (8, date(2026, 11, 9))],
    ids=["ahead", "last day", "over"],
)
def test_a_printed_day_is_acted_on_a_day_early_but_never_yesterday(last_day: int, answer_by: date) -> None:
    timer = Timer("buyer_response", "", ends_on=date(2026, 11, last_day))
    diagnosis = diagnosed("waiting_buyer", timer)
    assert diagnosis.steps[0].due == answer_by
    assert deadlines(diagnosis)["buyer_in_dispute"].basis == "printed"
    assert ("Answer in the dispute today." in diagnosis.headline) == (last_day <= 9)


def test_without_a_printed_time_the_answer_is_due_today() -> None:
    diagnosis = diagnosed("waiting_buyer")
    assert deadlines(diagnosis) == {}
    assert diagnosis.steps[0].id == "respond_in_dispute"
    assert "Answer in the dispute today." in diagnosis.headline


def test_a_time_that_is_printed_for_the_seller_counts_before_the_computed_one() -> None:
    found = deadlines(diagnosed("waiting_seller", left("seller_response", 50)))["seller_in_dispute"]
    assert found.at == NOW + timedelta(hours=50)
    assert [(other.basis, other.last_day) for other in found.other_readings] == [("computed", date(2026, 11, 12))]


@pytest.mark.parametrize("state", ["open", "waiting_seller"])
def test_a_dispute_that_may_wait_for_the_seller_has_the_computed_clock(state: DisputeState) -> None:
    found = deadlines(diagnosed(state))
    assert found["seller_in_dispute"].last_day == date(2026, 11, 12)
    assert found["arbitration"].last_day == date(2026, 11, 22)


def test_while_the_platform_decides_the_seller_has_no_clock() -> None:
    diagnosis = diagnosed("waiting_platform")
    assert set(deadlines(diagnosis)) == {"arbitration"}
    assert "AliExpress is looking at it now" in diagnosis.headline
    assert diagnosis.steps[0].id == "wait_decision"
    assert diagnosis.steps[0].due is None


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_a_refund_page_alone_says_by_when_the_money_comes(stage: int) -> None:
    page = Page("refund", "g3_refund", "en", None, NOW, "argument")
    refund = Refund(stage, "", None, date(2026, 11, 2))
    order = Order(refund=refund, payments=(Payment("card", "Visa", None),), pages=(page,))
    diagnosis = diagnose(order, now=NOW, tz=UTC)
    assert diagnosis.route == "automatic"
    assert diagnosis.headline.endswith("AliExpress shows a refund for this order.")
    assert diagnosis.refund.limit == date(2026, 11, 30)
    late = diagnose(order, now=NOW + timedelta(days=30), tz=UTC)
    assert late.route == ("ask_bank" if stage == 3 else "ask_support")


def test_a_refund_page_without_a_stage_decides_nothing() -> None:
    page = Page("refund", "g3_refund", "en", None, NOW, "argument")
    order = Order(refund=Refund(None, None, None, date(2026, 11, 2)), pages=(page,))
    assert diagnose(order, now=NOW, tz=UTC).route == "undecided"
