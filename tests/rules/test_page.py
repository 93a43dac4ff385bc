"""Page evidence: what an order's pages show becomes facts, and no more than they show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
from tests.common import BERLIN, NOW

from whyclosed_parser.model import (
    Action,
    AmountRow,
    Amounts,
    Dispute,
    DisputeResult,
    DisputeState,
    Estimate,
    Event,
    Found,
    Message,
    Money,
    Order,
    Package,
    Page,
    Payment,
    Problem,
    Refund,
    RefundPart,
    Status,
    StatusCode,
    Timer,
    TimerKind,
    TimerStart,
)
from whyclosed_parser.problems import problem_of
from whyclosed_rules import diagnose
from whyclosed_rules.facts import Clock, specs
from whyclosed_rules.facts.from_pages import facts_of_order

DETAIL = Page("order_detail", "g3_detail")
TRACKING = Page("tracking", "t3_tracking")


def event(class_: Any, days_ago: int) -> Event:
    return Event(NOW - timedelta(days=days_ago), None, class_.lower(), class_)


CANCELLED_UNSENT = Package("LP1", events=(event("CANCELLED", 1), event("INFO_RECEIVED", 10)))
CANCELLED_AFTER_MOVING = Package("LP1", events=(event("CANCELLED", 1), event("IN_TRANSIT", 5), event("ACCEPTED", 9)))


def money(amount: str, currency: str | None = "USD") -> Money:
    return Money(Decimal(amount), currency, amount)


BONUS = AmountRow("Bonus", money("-5"), credit=True)


DONE_IN_A_DISPUTE: list[tuple[DisputeState, DisputeResult, dict[str, Any]]] = [
    ("open", "seller_agreed", {"dispute_seller_reply": "agrees", "dispute_result": None}),
    ("open", "seller_refused", {"dispute_seller_reply": "refuses", "dispute_result": None}),
    ("waiting_buyer", "seller_offered", {"dispute_seller_reply": "offers", "dispute_turn": "buyer"}),
    ("open", "return_asked", {"return_state": "asked"}),
    ("waiting_platform", "appealed", {"appeal": "open", "dispute_turn": "platform"}),
    ("lost", "appeal_lost", {"appeal": "lost", "dispute_result": "refused"}),
]
ORDERS = [
    pytest.param(Order(), {}, id="nothing"),
    pytest.param(Order(status=Status("unknown", "Huh")), {}, id="unknown-status-is-no-fact"),
    pytest.param(
        Order(payments=(Payment("card", "MasterCard"),), messages=(Message("platform", "", "payment_not_received"),)),
        {"method": "card", "platform_message": "payment_not_received"},
        id="a-method-of-payment-that-failed-paid-nothing",
    ),
    pytest.param(
        Order(messages=(Message("platform", "", "cancelled_by_seller", reason="out_of_stock"),)),
        {"platform_message": "cancelled_by_seller", "seller_reason": "out_of_stock"},
        id="a-notice-that-says-why",
    ),
    pytest.param(
        Order(
            dispute=Dispute(None, None, date(2026, 11, 2)),
            problems=(Problem("not_understood", "dispute.decided_on", ""),),
        ),
        {},
        id="a-dispute-that-was-decided-nobody-knows-when-is-not-open",
    ),
    pytest.param(
        Order(timers=(Timer("buyer_response", "", ends_on=date(2026, 12, 1)),)),
        {"status": "in_dispute", "dispute_turn": "buyer", "dispute_answer_by": date(2026, 12, 1)},
        id="a-clock-for-the-buyers-answer-runs-in-a-dispute",
    ),
    pytest.param(
        Order(messages=(Message("platform", "", "group_buy_failed"),)),
        {"platform_message": "group_buy_failed"},
        id="a-group-buy-that-failed",
    ),
    pytest.param(
        Order(timers=(Timer("return_by", "", ends_on=date(2026, 12, 1)),)),
        {"return_by": date(2026, 12, 1), "return_state": "asked"},
        id="a-day-to-send-it-back-is-a-return",
    ),
    pytest.param(
        Order(messages=(Message("platform", "", "lost"),)),
        {"platform_message": "shipment_cancelled", "tracking_event": "LOST"},
        id="a-notice-that-the-parcel-is-lost",
    ),
    pytest.param(
        Order(messages=(Message("platform", "", "cancel_asked"), Message("platform", "", "cancel_refused"))),
        {"cancel_request": "rejected"},
        id="a-request-to-cancel-that-was-refused",
    ),
    pytest.param(
        Order(status=Status("closed", "Closed"), actions=(Action("remove", "Remove"),)),
        {"paid": False},
        id="only-remove",
    ),
    pytest.param(
        Order(
            status=Status("closed", "Closed"),
            actions=(Action("remove", "Remove"), Action("buy_again", "Add to cart")),
        ),
        {"paid": None},
        id="remove-and-buy-again-says-nothing",
    ),
    pytest.param(
        Order(
            status=Status("closed", "Closed"),
            actions=(Action("remove", "Remove"),),
            problems=(problem_of("not_understood", "refund"),),
        ),
        {"paid": None},
        id="remove-beside-a-line-that-may-tell-of-a-refund",
    ),
    *(
        pytest.param(
            Order(
                status=Status("closed", "Closed"),
                amounts=Amounts(money("14.00")),
                refund=Refund(stage, amount=money("14.00")),
                problems=doubts,
                messages=messages,
                pages=pages,
            ),
            {"refunded": Decimal("14.00") if known else None},
            id=f"refunded-{known}-{stage}-{len(doubts)}",
        )
        for stage, doubts, messages, pages, known in (
            (3, (), (), (), True),
            (None, (), (), (), True),
            (None, (), (), (Page("dispute", "g3_dispute"),), False),
            (None, (problem_of("not_understood", "refund.stage"),), (), (), False),
            (None, (), (Message("platform", "Refund failed", "refund_failed"),), (), False),
        )
    ),
    pytest.param(
        Order(status=Status("closed", "Closed"), actions=(Action("remove", "Remove"),), refund=Refund(2)),
        {"paid": True},
        id="remove-beside-a-refund",
    ),
    pytest.param(
        Order(status=Status("completed", "Completed"), actions=(Action("remove", "Remove"),)),
        {"paid": None},
        id="completed-remove",
    ),
    pytest.param(Order(paid_on=date(2026, 11, 1)), {"paid": True}, id="paid-row"),
    pytest.param(
        Order(status=Status("closed", "Closed"), payments=(Payment("card", "Visa"),)),
        {"paid": True, "method": "card"},
        id="payment-row",
    ),
    pytest.param(
        Order(status=Status("awaiting_payment", "To pay"), payments=(Payment("card", "Visa"),)),
        {"paid": None},
        id="chosen-not-paid",
    ),
    pytest.param(
        Order(payments=(Payment("card", "Visa"), Payment("wallet", "Coins"))), {"method": None}, id="two-methods"
    ),
    pytest.param(Order(refund=Refund(stage=2)), {"refund_stage": 2, "paid": True}, id="refund-stage"),
    pytest.param(Order(refund=Refund(stage=0)), {"refund_stage": 0, "paid": None}, id="no-refund"),
    pytest.param(Order(refund=Refund(amount=money("0.00"))), {"paid": None}, id="refund-of-nothing"),
    pytest.param(
        Order(shipped_on=date(2026, 11, 2)), {"paid": True, "shipped_on": date(2026, 11, 2)}, id="shipped-row"
    ),
    pytest.param(
        Order(packages=(CANCELLED_UNSENT,)),
        {"moved": False, "tracking_event": "CANCELLED", "tracking_assigned": True},
        id="never-handed-over",
    ),
    pytest.param(
        Order(packages=(CANCELLED_AFTER_MOVING,)), {"moved": True, "tracking_event": "CANCELLED"}, id="handed-over"
    ),
    pytest.param(
        Order(packages=(Package(events=(event("CANCELLED", 1),)),)), {"moved": None}, id="one-line-is-no-history"
    ),
    pytest.param(
        Order(packages=(Package("LP1", delivered_on=date(2026, 11, 10)),)),
        {"tracking_event": "DELIVERED", "moved": True},
        id="the-day-of-delivery-without-events",
    ),
    pytest.param(
        Order(packages=(Package("LP1", delivered_on=datetime(2026, 11, 19, 9), events=(event("IN_TRANSIT", 9),)),)),
        {"tracking_event": "DELIVERED"},
        id="the-day-of-delivery-behind-the-last-event",
    ),
    pytest.param(
        Order(packages=(Package("LP1", events=(event("NOTICE", 1), event("IN_TRANSIT", 3))),)),
        {"tracking_event": "IN_TRANSIT", "silent_days": 3},
        id="notice-is-no-state-and-no-movement",
    ),
    pytest.param(
        Order(packages=(Package("LP1", events=(event("EXPIRED", 1), event("IN_TRANSIT", 40))),)),
        {"tracking_event": "IN_TRANSIT", "silent_days": 40},
        id="no-news-is-no-end-of-a-parcel",
    ),
    pytest.param(
        Order(packages=(Package(events=(event("UNKNOWN", 1),)),)),
        {"tracking_event": None, "tracking_assigned": None},
        id="unknown-event",
    ),
    pytest.param(
        Order(packages=(Package("A"), Package("B"))),
        {"tracking_event": None, "silent_days": None},
        id="two-parcels",
    ),
    pytest.param(
        Order(packages=(Package("A", estimated_delivery=Estimate(date(2026, 12, 1), date(2026, 12, 5), "x")),)),
        {"estimated_delivery": (date(2026, 12, 1), date(2026, 12, 5))},
        id="estimate",
    ),
    pytest.param(
        Order(packages=(Package("A", estimated_delivery=Estimate(None, None, "x")),)),
        {"estimated_delivery": None},
        id="unread-estimate",
    ),
    pytest.param(
        Order(packages=(Package("A", estimated_delivery=Estimate(None, date(2026, 12, 5), "x")),)),
        {"estimated_delivery": (date(2026, 12, 5), date(2026, 12, 5))},
        id="estimate-of-its-last-day",
    ),
    pytest.param(
        Order(packages=(Package("A", estimated_delivery=Estimate(date(2026, 12, 1), None, "x")),)),
        {"estimated_delivery": None},
        id="estimate-without-end",
    ),
    *(
        pytest.param(Order(dispute=Dispute(state)), {"status": "in_dispute"}, id=f"dispute-{state}")
        for state in ("open", "waiting_seller", "waiting_buyer", "waiting_platform")
    ),
    pytest.param(
        Order(status=Status("shipped", "x"), dispute=Dispute("open")),
        {"status": "in_dispute"},
        id="dispute-beats-status",
    ),
    pytest.param(Order(dispute=Dispute("won")), {"dispute_result": "full_refund"}, id="dispute-won"),
    pytest.param(
        Order(dispute=Dispute("cancelled", opened_on=date(2026, 11, 2))),
        {"dispute_result": None, "status": None, "dispute_opened_on": None},
        id="dispute-cancelled",
    ),
    pytest.param(
        Order(dispute=Dispute("none")),
        {"dispute_result": None, "dispute_seller_reply": None, "return_state": None, "appeal": None},
        id="no-dispute",
    ),
    *(
        pytest.param(Order(dispute=Dispute(state, result=result)), facts, id=result)
        for state, result, facts in DONE_IN_A_DISPUTE
    ),
    pytest.param(Order(close_code="SecurityClose"), {"close_code": "SecurityClose"}, id="close-code"),
    pytest.param(Order(close_code="SomethingNew"), {"close_code": None}, id="new-close-code"),
    pytest.param(
        Order(messages=(Message("platform", "…", "security"),)),
        {"platform_message": "security"},
        id="platform-message",
    ),
    pytest.param(
        Order(messages=(Message("buyer", "…", "security"),)),
        {"platform_message": None},
        id="buyers-words-are-no-evidence",
    ),
    pytest.param(
        Order(amounts=Amounts(money("10")), refund=Refund(amount=money("4"))),
        {"charged": Decimal(10), "refunded": Decimal(4)},
        id="amounts",
    ),
    *(
        pytest.param(
            Order(amounts=Amounts(money("10"), (BONUS,)), refund=Refund(amount=money(back))),
            {"charged": Decimal(10), "refunded": refunded},
            id=f"bonus-and-money-{back}",
        )
        for back, refunded in (
            ("4", Decimal(4)),
            ("10", Decimal(10)),
            ("12", None),
            ("15", Decimal(10)),
            ("16", Decimal(16)),
        )
    ),
    pytest.param(
        Order(
            amounts=Amounts(money("0"), (BONUS,)),
            payments=(Payment("paypal", "PayPal"),),
            refund=Refund(amount=money("5"), stage=3),
        ),
        {"refunded": None, "refund_to": "bonus", "method": None},
        id="bonus-alone",
    ),
    pytest.param(
        Order(amounts=Amounts(money("10")), refund=Refund(amount=money("4", None))),
        {"refunded": None},
        id="other-currency",
    ),
    pytest.param(
        Order(status=Status("closed", "Closed"), pages=(DETAIL,)),
        {"shipping_seen": False, "tracking_only": None},
        id="no-sign-of-shipping",
    ),
    pytest.param(
        Order(pages=(TRACKING,), packages=(CANCELLED_UNSENT,)),
        {"status": "shipment_cancelled", "tracking_only": True},
        id="tracking-page-alone",
    ),
    pytest.param(
        Order(pages=(TRACKING,), packages=(Package("LP1", events=(event("CUSTOMS_REJECTED", 1),)),)),
        {"status": "shipment_cancelled", "tracking_event": "CUSTOMS_REJECTED"},
        id="tracking-page-of-a-parcel-that-customs-stopped",
    ),
    pytest.param(
        Order(status=Status("shipped", "Awaiting delivery"), pages=(DETAIL, TRACKING), packages=(CANCELLED_UNSENT,)),
        {"status": "shipped", "tracking_event": "CANCELLED", "tracking_only": None},
        id="parcel-line-is-not-the-order",
    ),
    pytest.param(Order(status=Status("closed", "Closed")), {"shipping_seen": None}, id="no-order-page-no-sign"),
    pytest.param(
        Order(status=Status("closed", "Closed"), pages=(DETAIL,), actions=(Action("track", "Track order"),)),
        {"shipping_seen": True},
        id="a-way-to-the-tracking-is-a-sign-of-shipping",
    ),
    pytest.param(
        Order(pages=(TRACKING,), packages=(Package("LP1", events=(event("IN_TRANSIT", 1), event("ACCEPTED", 3))),)),
        {"status": None, "tracking_only": True},
        id="tracking-page-of-a-parcel-that-moves",
    ),
    pytest.param(Order(dispute=Dispute("partly_won")), {"dispute_result": "partial_refund"}, id="dispute-partly-won"),
    pytest.param(Order(dispute=Dispute("lost")), {"dispute_result": "refused", "appeal": None}, id="dispute-lost"),
    pytest.param(
        Order(dispute=Dispute("lost"), actions=(Action("appeal", "Appeal"),)),
        {"dispute_result": "refused", "appeal": "possible"},
        id="dispute-lost-and-a-way-to-appeal",
    ),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
def test_facts_of_an_order(order: Order, expected: dict[str, Any]) -> None:
    assert shown(order, expected) == expected


def shown(order: Order, names: Iterable[str]) -> dict[str, Any]:
    """What an order's pages show of these facts."""
    facts = facts_of_order(order, Clock(NOW, BERLIN)).facts
    return {name: facts.get(name) for name in names}


ENDS: tuple[tuple[TimerStart | None, date | None], ...] = (
    ("placed", date(2026, 10, 6)),
    ("receipt", date(2026, 11, 15)),
    ("completion", date(2026, 11, 15)),
    ("delivery", None),
    (None, None),
)


@pytest.mark.parametrize(
    ("timer", "fact", "value"),
    [
        (Timer("protection", "", ends_on=date(2026, 12, 1)), "protection_ends", date(2026, 12, 1)),
        (
            Timer("protection", "", ends_at=NOW + timedelta(days=2), basis="countdown"),
            "protection_left",
            timedelta(days=2),
        ),
        (Timer("refund_if_undelivered", "", ends_on=date(2026, 12, 1)), "refund_if_undelivered_by", date(2026, 12, 1)),
        (
            Timer("ship", "", ends_at=NOW + timedelta(days=2), basis="countdown"),
            "processing_deadline",
            NOW + timedelta(days=2),
        ),
        (
            Timer("pay", "", ends_at=NOW + timedelta(hours=2), basis="countdown"),
            "payment_countdown_ends",
            NOW + timedelta(hours=2),
        ),
        (Timer("pay", "", remaining_seconds=7200, basis="countdown"), "payment_countdown_ends", None),
        (
            Timer("dispute_window", "", days=90, after="placed", basis="duration"),
            "dispute_window_ends",
            date(2026, 12, 30),
        ),
        (
            Timer("return_window", "", days=7, after="receipt", basis="duration"),
            "return_window_ends",
            date(2026, 11, 17),
        ),
        (Timer("return_window", "", days=15, after="delivery", basis="duration"), "return_window_ends", None),
        *(
            (Timer("dispute_window", "", days=5, after=after, basis="duration"), "dispute_window_ends", end)
            for after, end in ENDS
        ),
        (Timer("seller_response", "", ends_on=date(2026, 12, 1)), "protection_ends", None),
        (Timer("appeal", "", ends_on=date(2026, 12, 1)), "appeal_by", date(2026, 12, 1)),
        (Timer("appeal", "", days=7, basis="duration"), "appeal", "possible"),
        (Timer("appeal", "", days=7, basis="duration"), "appeal_by", None),
        (Timer("return_by", "", ends_on=date(2026, 12, 1)), "return_by", date(2026, 12, 1)),
        (Timer("return_by", "", ends_on=date(2026, 12, 1)), "return_window_ends", None),
    ],
    ids=lambda one: one.kind + one.basis if isinstance(one, Timer) else None,
)
def test_timers(timer: Timer, fact: str, value: Any) -> None:
    order = Order(placed_on=date(2026, 10, 1), completed_on=date(2026, 11, 10), timers=(timer,))
    assert facts_of_order(order, Clock(NOW, BERLIN)).facts.get(fact) == value


PERIOD = Timer("return_window", "within 7 days", days=7, after="delivery", basis="duration")


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (Order(timers=(PERIOD,)), True),
        (Order(timers=(replace(PERIOD, after=None),), completed_on=date(2026, 11, 10)), True),
        (Order(timers=(PERIOD,), packages=(Package("LP1", delivered_on=date(2026, 11, 10)),)), False),
        (Order(timers=(replace(PERIOD, after="receipt"),), completed_on=date(2026, 11, 10)), False),
        (Order(timers=(Timer("return_window", "", ends_on=date(2026, 12, 1)),)), False),
        (Order(timers=(PERIOD,), status=Status("shipped", "Awaiting delivery")), False),
        (Order(timers=(PERIOD,), status=Status("delivered", "Delivered")), True),
    ],
    ids=["no-delivery", "no-start-named", "delivered", "received", "printed", "on-its-way", "delivered-some-day"],
)
def test_a_period_without_its_first_day_is_told(order: Order, told: bool) -> None:
    cautions = [one.text for one in diagnose(order, now=NOW, tz=BERLIN).warnings if one.code == "period_without_start"]
    assert [PERIOD.text in text for text in cautions] == [True] * told


def test_what_pages_show_is_known_from_pages() -> None:
    order = Order(
        status=Status("in_dispute", "In dispute"),
        close_code="SecurityClose",
        placed_on=date(2026, 10, 1),
        paid_on=date(2026, 10, 1),
        shipped_on=date(2026, 10, 3),
        closed_on=date(2026, 11, 1),
        timers=tuple(Timer(kind, "", ends_on=date(2026, 12, 1)) for kind in get_args(get_type_hints(Timer)["kind"])),
        packages=(replace(CANCELLED_AFTER_MOVING, estimated_delivery=Estimate(NOW.date(), NOW.date(), "")),),
        pages=(DETAIL,),
        actions=(Action("remove", "Remove"),),
    )
    shown = facts_of_order(order, Clock(NOW, BERLIN)).facts
    assert len(list(shown)) > 20
    assert [name for name in shown if specs()[name].known_by == "buyer"] == []


def test_a_fact_names_its_place_and_the_words_of_the_page() -> None:
    order = Order(
        status=Status("closed", "Closed"),
        found={
            "status": Found("g3_detail", ".order-block-title", 3, "Closed"),
            "status.label": Found("x", "y", 0, "z"),
        },
    )
    origin = facts_of_order(order, Clock(NOW, BERLIN)).facts.origins["status"]
    assert (origin.kind, origin.found, origin.quote) == ("page", "status", "Closed")


def test_an_answer_overrules_the_page() -> None:
    order = Order(status=Status("closed", "Closed"), refund=Refund(stage=0), packages=(CANCELLED_UNSENT,))
    assert diagnose(order, now=NOW, tz=BERLIN).route == "contact_seller"
    assert diagnose(order, now=NOW, tz=BERLIN, answers={"refund_stage": 1}).route == "automatic"


def test_paid_in_two_ways_has_two_clocks() -> None:
    order = Order(
        status=Status("closed", "Closed"),
        closed_on=date(2026, 11, 16),
        payments=(Payment("card", "Visa"), Payment("alipay", "Balance")),
        messages=(Message("platform", "…", "cancelled_by_seller"),),
        pages=(DETAIL,),
    )
    diagnosis = diagnose(order, now=NOW, tz=BERLIN)
    assert [part.method for part in diagnosis.refund.parts] == ["card", "alipay"]
    assert "D15" in diagnosis.sources


def test_each_of_several_parcels_is_judged_by_itself() -> None:
    delivered = Package("DONE", delivered_on=date(2026, 11, 10))
    order = Order(status=Status("shipped", "x"), packages=(delivered, CANCELLED_UNSENT), pages=(DETAIL,))
    diagnosis = diagnose(order, now=NOW, tz=BERLIN)
    assert {package.id: package.route for package in diagnosis.packages} == {
        "DONE": "undecided",
        "LP1": "contact_seller",
    }
    assert diagnosis.route == "contact_seller"


@pytest.mark.parametrize(
    ("code", "field", "said"),
    [
        ("not_understood", "timers", True),
        ("no_capture_time", "timers.0", True),
        ("unverified_wording", "timers.0", False),
        ("not_understood", "reminder", False),
    ],
)
def test_a_time_that_was_not_read_is_said_in_the_answer(code: str, field: str, said: bool) -> None:
    order = Order(status=Status("in_dispute", "x"), pages=(DETAIL,), problems=(problem_of(code, field),))
    codes = {warning.code for warning in diagnose(order, now=NOW, tz=BERLIN).warnings}
    assert ("time_not_read" in codes) is said


def test_an_old_page_says_so() -> None:
    page = Page("order_detail", "g3_detail", captured_at=NOW - timedelta(days=3))
    codes = {warning.code for warning in diagnose(Order(pages=(page,)), now=NOW, tz=BERLIN).warnings}
    assert "page_is_old" in codes


@pytest.mark.parametrize(("days", "route"), [(26, "automatic"), (31, "ask_support")])
def test_who_misses_a_refund_that_an_old_page_shows_has_waited_since_then(days: int, route: str) -> None:
    page = replace(DETAIL, captured_at=NOW - timedelta(days=days))
    order = Order(status=Status("cancelled", "Cancelled"), refund=Refund(2), pages=(page,))
    assert diagnose(order, now=NOW, tz=BERLIN, answers={"refund_received": False}).route == route
    assert diagnose(order, now=NOW, tz=BERLIN).route == "automatic"


@pytest.mark.parametrize("state", ["open", "waiting_seller"])
def test_a_dispute_decides_how_much_comes_back_not_the_total(state: Any) -> None:
    order = Order(status=Status("in_dispute", "x"), dispute=Dispute(state=state), amounts=Amounts(total=money("40")))
    assert diagnose(order, now=NOW, tz=BERLIN).money.amount is None


@pytest.mark.parametrize(
    ("kind", "known"), [("protection", "protection_ends"), ("seller_response", "dispute_seller_by")]
)
def test_a_time_without_a_zone_is_the_buyers_and_said_to_be(kind: TimerKind, known: str) -> None:
    end = (NOW + timedelta(days=5)).replace(tzinfo=None)
    order = Order(status=Status("shipped", "x"), timers=(Timer(kind, "until then", ends_at=end),), pages=(DETAIL,))
    facts = facts_of_order(order, Clock(NOW, BERLIN)).facts
    assert facts.get(known) == (end.date() if kind == "protection" else end.replace(tzinfo=BERLIN))
    assert "time_without_zone" in {warning.code for warning in diagnose(order, now=NOW, tz=BERLIN).warnings}


def test_a_missing_dispute_button_names_support() -> None:
    order = Order(
        status=Status("delivered", "x"),
        packages=(Package("A", events=(event("DELIVERED", 1),)),),
        actions=(Action("track", "Track order"),),
        pages=(Page("order_detail", "g3_detail"),),
    )
    diagnosis = diagnose(order, now=NOW, tz=BERLIN, answers={"received": False})
    assert diagnosis.route == "dispute"
    assert "button_missing" in {warning.code for warning in diagnosis.warnings}


def test_advice_uses_the_buttons_own_label() -> None:
    order = Order(status=Status("delivered", "x"), actions=(Action("open_dispute", "Returns/refunds"),))
    diagnosis = diagnose(order, now=NOW, tz=BERLIN, answers={"received": False})
    assert any("Returns/refunds" in step.text for step in diagnosis.steps)


def test_who_may_refuse_a_proposal_only_by_an_appeal_is_told_to_appeal_and_until_when() -> None:
    ends = NOW + timedelta(days=3)
    order = Order(
        dispute=Dispute(state="waiting_buyer"),
        timers=(Timer("appeal", "x", ends_at=ends, basis="countdown"),),
        actions=(Action("appeal", "Contest it"),),
        pages=(Page("dispute", "g3_dispute"),),
    )
    diagnosis = diagnose(order, now=NOW, tz=BERLIN)
    assert diagnosis.route == "in_dispute"
    assert diagnosis.next is not None
    assert (diagnosis.next.kind, diagnosis.tone) == ("appeal", "act")
    first = diagnosis.steps[0]
    assert (first.id, first.due) == ("respond_by_appeal", diagnosis.next.on)
    assert "Contest it" in first.text
    assert "respond_in_dispute" not in {step.id for step in diagnosis.steps}


@pytest.mark.parametrize("label", ["Shipment cancelled", "Shipment Canceled"])
def test_a_headline_about_the_parcel_is_a_state_of_its_own(label: str) -> None:
    said = Message("platform", label, "shipment_cancelled")
    order = Order(status=Status("unknown", label), messages=(said,), pages=(DETAIL,))
    diagnosis = diagnose(order, now=NOW, tz=BERLIN)
    assert (diagnosis.route, diagnosis.cause.code) == ("contact_seller", "shipment_cancelled")


@pytest.mark.parametrize(
    ("status", "meaning", "fact", "value"),
    [
        ("frozen", "security", "platform_message", None),
        ("awaiting_shipment", "security", "platform_message", None),
        ("closed", "security", "platform_message", "security"),
        ("cancelled", "refund_failed", "refund_bounced", True),
        ("cancelled", "refund_processing", "refund_bounced", None),
    ],
)
def test_what_the_platform_says_of_the_account_or_of_the_refund(
    status: StatusCode, meaning: str, fact: str, value: Any
) -> None:
    order = Order(status=Status(status, status), messages=(Message("platform", "words", meaning),))
    assert facts_of_order(order, Clock(NOW, BERLIN)).facts.get(fact) == value


def in_two_ways(card: int, bonus: int) -> Order:
    parts = (
        RefundPart(card, "x", Money(Decimal("5.00"), "USD", "US $5.00"), to="card"),
        RefundPart(bonus, "x", Money(Decimal("3.40"), "USD", "US $3.40"), to="bonus"),
    )
    return Order(status=Status("cancelled", "x"), refund=Refund.of(parts), pages=(DETAIL,))


@pytest.mark.parametrize(
    ("stages", "told"),
    [
        ((3, 3), "Sent: US $5.00 to your card; US $3.40 as a bonus, not money."),
        ((2, 3), "US $5.00 to your card (on its way); US $3.40 as a bonus, not money (sent)."),
    ],
)
def test_the_credit_in_a_refund_is_told_and_is_no_money(stages: tuple[int, int], told: str) -> None:
    money = diagnose(in_two_ways(*stages), now=NOW, tz=BERLIN).money
    assert money.text == told
    assert money.amount is not None
    assert money.amount.amount == Decimal("5.00")


def test_ways_take_no_word_from_what_else_is_said_of_the_money() -> None:
    without = replace(in_two_ways(3, 3), refund=Refund(stage=3))
    answers = {"refund_bounced": True}
    said = diagnose(without, now=NOW, tz=BERLIN, answers=answers).money.text
    assert diagnose(in_two_ways(3, 3), now=NOW, tz=BERLIN, answers=answers).money.text == (
        f"{said} US $5.00 to your card (sent); US $3.40 as a bonus, not money (sent)."
    )
