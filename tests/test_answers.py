"""Answers of the buyer interface: only what a layout names is read, however the answer is wrapped."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.common import FIXTURES

from whyclosed_parser import parse

ANSWERS = sorted(FIXTURES.glob("api-*/page.json"))
PRIVATE = (
    "Wilhelmina", "Nowhereson", "Invented Alley", "Flat 9Q", "5550100199", "555 010 0199", "99950", "Alaska", "4471",
    "wilhelmina@", "99887766554433221", "Nowhere",
)  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.parent.name)
def test_nobody_is_in_what_is_read(path: Path) -> None:
    report = parse(path)
    assert report.orders
    written = json.dumps(report.to_dict(), ensure_ascii=False)
    assert [word for word in PRIVATE if word in written] == []


@pytest.mark.parametrize("wrap", ["{}", "mtopjsonp3({})", " /**/cb.a[0]({});\n", "while(1);{}", "\ufeff{}", "[{}]"])
def test_what_is_around_an_answer_changes_nothing(wrap: str) -> None:
    answer = (FIXTURES / "api-detail-finished" / "page.json").read_text("utf-8").strip()
    assert parse(wrap.replace("{}", answer).encode()).orders == parse(answer.encode()).orders


def test_the_former_number_of_a_parcel_names_its_own_place() -> None:
    (order,) = parse(FIXTURES / "api-logistics" / "page.json").orders
    assert order.found["packages.0.other_numbers.0"].anchor == "data:originMailNo"
    assert order.found["packages.0.tracking_number"].anchor == "data:mailNo"


def test_a_damaged_answer_is_named() -> None:
    answer = (FIXTURES / "api-detail-finished" / "page.json").read_bytes()
    report = parse(answer[: len(answer) // 2])
    assert not report.orders
    assert [one.problem.code for one in report.unread] == ["not_html"]


def test_a_reason_to_choose_from_has_closed_no_order() -> None:
    """A menu with one reason to cancel stands in the answer of a living order."""
    wrapped = (FIXTURES / "api-detail-shipped" / "page.json").read_text("utf-8")
    answer = json.loads(wrapped[wrapped.index("(") + 1 : wrapped.rindex(")")])
    answer["data"]["cancelReasons"] = [{"code": "buyer_cancel_notpay_order"}]
    (order,) = parse(json.dumps(answer).encode()).orders
    assert order.status is not None
    assert order.status.code == "shipped"
    assert order.close_code is None


REMINDED = [
    ("The order was canceled because the seller did not ship it on time.", "not_shipped_in_time", None, None),
    ("A refund of US $5.00 was sent to your card on Nov 9, 2026.", "refund_processing", 3, None),
    ("You opened a dispute on Nov 10, 2026.", None, None, date(2026, 11, 10)),
    ("Nov 10, 2026 You opened a dispute: it does not work.", None, None, date(2026, 11, 10)),
]


@pytest.mark.parametrize(("text", "meaning", "stage", "opened"), REMINDED)
def test_what_stands_below_the_status_says_why(
    text: str, meaning: str | None, stage: int | None, opened: date | None
) -> None:
    answer = json.loads((FIXTURES / "api-detail-canceled-by-seller" / "page.json").read_text("utf-8"))
    blocks = answer["data"]["data"].values()
    (status,) = (one["fields"] for one in blocks if one["tag"] == "detail_order_status_block")
    status["reminder"] = text
    (order,) = parse(json.dumps(answer).encode()).orders
    assert [one.meaning for one in order.messages if one.text == text] == ([meaning] if meaning else [])
    assert (order.refund.stage, order.dispute.opened_on) == (stage, opened)


@pytest.mark.parametrize(("text", "state"), [("Waiting for seller's response", None), ("Request rejected", "lost")])
def test_a_request_that_a_number_closes_is_not_open(text: str, state: str | None) -> None:
    answer = (FIXTURES / "api-refund-waiting" / "page.json").read_text("utf-8")
    closed = json.loads(answer)
    closed["data"]["module"] |= {"reverseStatus": 4, "reverseDetailStatusText": text}
    (order,) = parse(json.dumps(closed).encode()).orders
    assert order.dispute.state == state
    told = [one.field for one in order.problems if one.code == "not_understood"]
    assert ("dispute.decided_on" in told) == (state is None)


def test_money_that_was_asked_for_is_no_refund() -> None:
    (order,) = parse(FIXTURES / "api-refund-waiting" / "page.json").orders
    assert order.refund is None or order.refund.amount is None
