"""Free text among the facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

import whyclosed
from whyclosed.texts import classified
from whyclosed_rules import FactError

READ: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"tracking_event": "Shipment Cancelled"}, {"tracking_event": "CANCELLED"}),
    ({"seller_reason": "stock sold out"}, {"seller_reason": "out_of_stock"}),
    ({"payment_error": "insufficient balance"}, {"payment_error": "insufficient_balance"}),
    (
        {"platform_message": "We have to cancel this order due to security issues"},
        {"platform_message": "security"},
    ),
    (
        {"platform_message": "Your order was closed because the package was lost in transit"},
        {"platform_message": "shipment_cancelled", "tracking_event": "LOST"},
    ),
    ({"seller_reason": "pricing_error"}, {"seller_reason": "pricing_error"}),
    ({"seller_reason": None, "paid": True}, {"seller_reason": None, "paid": True}),
    ({"bank": "DE", "contacted_at": None}, {"bank": "DE", "contacted_at": None}),
]


@pytest.mark.parametrize(
    ("given", "expected"), READ, ids=[next(iter(given)) + str(n) for n, (given, _) in enumerate(READ)]
)
def test_words_become_values(given: dict[str, Any], expected: dict[str, Any]) -> None:
    result = classified(given)
    assert dict(result.facts) == expected
    assert result.unclear == ()


def test_a_message_gives_its_reason_too() -> None:
    message = "Dear friend, please cancel the order, it is out of stock"
    assert dict(classified({"seller_message": message}).facts) == {
        "seller_message": "asks_to_cancel",
        "seller_reason": "out_of_stock",
    }


def test_a_given_reason_is_kept() -> None:
    message = "Dear friend, please cancel the order, it is out of stock"
    facts = classified({"seller_message": message, "seller_reason": "logistics"}).facts
    assert facts["seller_reason"] == "logistics"


def test_parcels_are_read_alike() -> None:
    parcels = [{"id": "1", "tracking_event": "Shipment Cancelled"}, {"id": "2", "tracking_event": "xyzzy plugh"}]
    result = classified({"packages": parcels})
    assert [part.get("tracking_event") for part in result.facts["packages"]] == ["CANCELLED", None]
    assert result.unclear == ("packages.1.tracking_event",)


def test_a_slip_in_a_value_is_an_error() -> None:
    with pytest.raises(FactError, match="Did you mean `out_of_stock`"):
        classified({"seller_reason": "out_of_stok"})


def test_unclear_words_are_unknown_and_said() -> None:
    as_of = datetime.fromisoformat("2026-11-22T10:00+01:00")
    told = whyclosed.advise({"status": "closed", "seller_message": "xyzzy plugh"}, as_of=as_of, tz="UTC")
    plain = whyclosed.advise({"status": "closed"}, as_of=as_of, tz="UTC")
    assert [one.code for one in told.warnings if "what the seller wrote" in one.text] == ["unverified_wording"]
    assert told.route == plain.route
