"""Tracking numbers: families and the postal check digit."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.classify import TrackingNumber, s10_check, tracking_number_kind
from whyclosed_parser.classify.numbers import PrintedNumbers, certain_numbers, printed_numbers

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


LONG = "4201234567899200190333885202055737"

PRINTED = [
    ("7123456789, 7123456788", ["7123456789", "7123456788"]),
    ("LP00777000222001", ["LP00777000222001"]),
    ("lp00777000222001", ["LP00777000222001"]),
    ("LP00777000222001Copy", ["LP00777000222001"]),
    ("LP00777000222001Kopieren", ["LP00777000222001"]),
    ("LP00777000222001Копировать", ["LP00777000222001"]),
    ("LP00777000222001复制", ["LP00777000222001"]),
    ("LP00777000222001 Copy", ["LP00777000222001"]),
    ("LP00777 000222001", ["LP00777000222001"]),
    ("LP 00777000222001", ["LP00777000222001"]),
    ("LP-00777000222001", ["LP00777000222001"]),
    ("LP00\u00a0777\u00a0000222001", ["LP00777000222001"]),
    ("LP00777\u200b000222001", ["LP00777000222001"]),
    ("LP00777\u00ad000222001", ["LP00777000222001"]),
    ("LP٠٠٧٧٧٠٠٠٢٢٢٠٠١", ["LP00777000222001"]),
    ("CNFR0000000009901HD", ["CNFR0000000009901HD"]),
    ("CNFR 0000000009901 HD", ["CNFR0000000009901HD"]),
    ("RB123456785CN", ["RB123456785CN"]),
    ("rb123456785cn", ["RB123456785CN"]),
    ("RB 123 456 785 CN", ["RB123456785CN"]),
    ("RB 123456785 CN", ["RB123456785CN"]),
    ("RB-123456785-CN", ["RB123456785CN"]),
    ("RB123456789CN", ["RB123456789CN"]),  # a wrong check digit beside a label: the number as it is printed
    ("VR344217874YP", ["VR344217874YP"]),
    ("AE010698498", ["AE010698498"]),
    ("1Z999AA10123456784", ["1Z999AA10123456784"]),
    ("GFUS01122334455667", ["GFUS01122334455667"]),
    (LONG, [LONG]),
    ("4201 2345 6789 9200 1903 3388 5202 0557 37", [LONG]),
    ("00340434161094021501", ["00340434161094021501"]),
    ("USPS 9400100000000000000000", ["9400100000000000000000"]),
    ("9400 1000 0000 0000 0000 00", ["9400100000000000000000"]),
    ("１２３４５６７８９０１２", ["123456789012"]),
    ("LP00777000222001 RB123456785CN", ["LP00777000222001", "RB123456785CN"]),
    ("LP00777000222001, RB123456785CN", ["LP00777000222001", "RB123456785CN"]),
    ("LP00777000222001 / 4PX3001122334455CN", ["LP00777000222001", "4PX3001122334455CN"]),
    ("in 2 days", []),
    ("not yet", []),
    ("", []),
]

UNREADABLE = [
    "2026-11-20-1234",
    "2026-11-20",
    "RTX4090-24GB-2025",
    "LP0077****2001",
    "LP00777…2001",
    "LP00777\ufffd000222001",
    "LP00777 00022200",  # a digit is missing
    "LP00777_000222001",
    "RB 123456789 CN",  # in pieces, and the check digit is wrong
    "RB 123456785",
    "123456785 CN",
    "DE 123456789012",
    "12345678901 234567890",
    "1234567890 1234567890",
    "123 4567 89 0123",
    "+49 170 1234567",
    "abc12345678x",
    "1234567",
    "4" * 41,
]


@pytest.mark.parametrize(("text", "numbers"), PRINTED, ids=[ascii(row[0]) for row in PRINTED])
def test_printed_beside_a_label(text: str, numbers: list[str]) -> None:
    assert printed_numbers(text) == PrintedNumbers(tuple(numbers), unreadable=False)


@pytest.mark.parametrize("text", UNREADABLE, ids=ascii)
def test_no_part_of_a_number_is_one(text: str) -> None:
    assert printed_numbers(text) == PrintedNumbers((), unreadable=True)


CERTAIN = [
    ("Parcel LP00777000222001 has left", ["LP00777000222001"]),
    ("RB123456785CN", ["RB123456785CN"]),
    ("(RB123456785CN)", ["RB123456785CN"]),
    ("RB123456789CN", []),  # the check digit
    ("RB123456785XX", []),  # no country
    ("RB123456785CNX", []),
    ("XRB123456785CN", []),
    ("RB123456785CN-2", []),
    ("LP0011223344 5566", []),
    ("12 LP00777000222001", []),
    ("LP00777000222001 12", []),
    ("LP00777000222001.5", []),
    ("*LP00777000222001", []),
    ("8190000000007118", []),
    (LONG, []),
    ("2026-11-20-1234", []),
    ("RTX4090-24GB-2025", []),
    ("AEROSPACE12345", []),
    ("LPDDR5X16GB5600", []),
    ("LP00777000222001 2026-11-20", ["LP00777000222001"]),
]


@pytest.mark.parametrize(("text", "numbers"), CERTAIN, ids=[row[0] for row in CERTAIN])
def test_certain_without_a_label(text: str, numbers: list[str]) -> None:
    assert certain_numbers(text) == numbers


_NUMBERS = st.one_of(
    st.from_regex(r"\ALP[0-9]{14}\Z"), st.from_regex(r"\ACNG[0-9]{14}\Z"), st.just("RB123456785CN"), st.just(LONG)
)


@given(_NUMBERS, st.data())
def test_a_number_in_pieces_is_the_whole_number_or_none(number: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(1, len(number) - 1), min_size=1, max_size=4, unique=True))
    places = [0, *sorted(cuts), len(number)]
    pieces = [number[start:end] for start, end in pairwise(places)]
    for gap in (" ", "-", "\u00a0", "\u00ad", "\ufffd", "*", "_", ".", "+"):
        assert set(printed_numbers(gap.join(pieces)).numbers) <= {number}
    assert not certain_numbers(" ".join(pieces)) or number in certain_numbers(" ".join(pieces))


@given(_NUMBERS, st.sampled_from("0123456789AZx٣*+"), st.data())
def test_what_touches_a_number_belongs_to_it(number: str, more: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number)))
    longer = number[:at] + more + number[at:]
    assert number not in printed_numbers(longer).numbers
    assert number not in certain_numbers(longer)


@given(st.text(max_size=80))
def test_any_text_has_numbers_or_none(text: str) -> None:
    for number in printed_numbers(text).numbers:
        assert number.isascii()
        assert number.isalnum()
        assert len(number) >= 8
