"""Tracking numbers: families and the postal check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.classify import TrackingNumber, s10_check, tracking_number_kind

NUMBERS = [
    ("LK066713510US", "s10", "holds"),
    ("lk 066 713 510 us", "s10", "holds"),
    ("RA223589016RU", "s10", "holds"),
    ("RB123456785CN", "s10", "holds"),
    ("RB123456789CN", "s10", "fails"),
    ("VR344217874YP", "yanwen", "not_checkable"),
    ("LP00112233445566", "cainiao", "not_checkable"),
    ("CNG00112233445566", "cainiao", "not_checkable"),
    ("AE010698498", "cainiao", "not_checkable"),
    ("YT1122334455667788", "yunexpress", "not_checkable"),
    ("4PX3001122334455CN", "4px", "not_checkable"),
    ("SF1122334455667", "sf", "not_checkable"),
    ("GFUS01122334455667", "gofo", "not_checkable"),
    ("8000111122223333", "order_number", "not_checkable"),
    ("1234", "unknown", "not_checkable"),
    ("", "unknown", "not_checkable"),
    ("٨٠٠٠١١١١٢٢٢٢٣٣٣٣", "unknown", "not_checkable"),
]


@pytest.mark.parametrize(("number", "kind", "check"), NUMBERS, ids=lambda value: value or "empty")
def test_kind(number: str, kind: str, check: str) -> None:
    found = tracking_number_kind(number)
    assert (found.kind, found.check) == (kind, check)


@given(st.from_regex(r"\A[A-Z]{2}[0-9]{8}\Z"))
def test_exactly_one_check_digit_holds(body: str) -> None:
    checks = [s10_check(f"{body}{digit}DE") for digit in range(10)]
    assert sorted(checks) == ["fails"] * 9 + ["holds"]


@given(st.text())
def test_any_text_has_a_kind(text: str) -> None:
    assert isinstance(tracking_number_kind(text), TrackingNumber)
