"""The redactor: people leave the text, the order's own numbers stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.redact import CARD, EMAIL, NAME, PHONE, redact, without_digits

REMOVED = [
    ("e-mail", "Write to anna.nowak+ali@example.org please", "anna.nowak", EMAIL),
    ("e-mail-glued", "mail:b_c@mail.example.co.uk.", "b_c@", EMAIL),
    ("phone-international", "Call +48 600 700 800 now", "600 700 800", PHONE),
    ("phone-plus-glued", "+48600700800", "48600700800", PHONE),
    ("phone-double-zero", "dial 0048600700800 today", "600700800", PHONE),
    ("phone-brackets", "my number is (555) 123-4567", "123-4567", PHONE),
    ("phone-dashes", "reach me at 555-123-4567", "123-4567", PHONE),
    ("phone-dots", "ring 06.12.34.56.78", "34.56", PHONE),
    ("phone-bare", "courier phone 600700800", "600700800", PHONE),
    ("phone-after-label", "Mobile: 0176 1234567", "1234567", PHONE),
    ("phone-whatsapp", "whatsapp 79161234567", "79161234567", PHONE),
    ("phone-russian", "тел. 8 916 123 45 67", "123 45 67", PHONE),
    ("card-groups", "paid with 4111 1111 1111 1111", "1111 1111", CARD),
    ("card-dashes", "paid with 4111-1111-1111-1111", "1111-1111", CARD),
    ("card-glued", "paid with 4111111111111111", "4111111111111111", CARD),
    ("card-masked", "Visa **** 1234", "1234", CARD),
    ("card-bullets", "Visa ••••1234", "1234", CARD),
    ("card-middle-masked", "411111******1111", "411111", CARD),
    ("greeting", "Hi, Ottoline", "Ottoline", NAME),
    ("greeting-two-names", "Dear Maria Smith, your parcel is here", "Maria", NAME),
    ("greeting-lower", "hello John! how are you", "John", NAME),
    ("greeting-dot", "Hello Zoë. We shipped it", "Zoë", NAME),
    ("greeting-polish", "Cześć Łukasz, wysłane", "Łukasz", NAME),
    ("greeting-cyrillic", "Здравствуйте, Иван!", "Иван", NAME),
    ("signed-by", "Delivered, signed by J. SMITH", "SMITH", NAME),
    ("received-by", "Received by: Ana Souza at the door", "Souza", NAME),
    ("recipient", "Recipient: Kowalska", "Kowalska", NAME),
]

KEPT = [
    ("order-id", "Order 8203417700050100 was closed"),
    ("order-id-in-groups", "Order 30 2221 3344 5566 was closed"),
    ("tracking-cainiao", "Number LP00999000333066 and CNG00999000333066"),
    ("tracking-postal", "RB123456785CN left the country"),
    ("tracking-digits", "New number 812345000670"),
    ("date", "On Nov 22, 2026 10:30:15 and 2026-11-22 10:30"),
    ("date-numeric", "Refunded on 22.11.2026 and 03/04/2026"),
    ("amounts", "US $1,234.56, 1.250,00 € and R$31,93"),
    ("time-range", "Delivery between 10:30 and 12:45"),
    ("greeting-customer", "Dear customer, your order was shipped"),
    ("greeting-there", "Hi there, thanks"),
    ("greeting-sentence", "Hello, your parcel arrived."),
    ("received-by-carrier", "Package received by sorting center of origin"),
    ("signed-by-nobody", "Received by the local carrier"),
    ("plain", "Shipment cancelled"),
    ("empty", ""),
]


@pytest.mark.parametrize(("text", "secret", "mark"), [row[1:] for row in REMOVED], ids=[row[0] for row in REMOVED])
def test_personal_data_is_removed(text: str, secret: str, mark: str) -> None:
    clean = redact(text)
    assert secret not in clean
    assert mark in clean


@pytest.mark.parametrize("text", [row[1] for row in KEPT], ids=[row[0] for row in KEPT])
def test_the_rest_stays(text: str) -> None:
    assert redact(text) == text


def test_an_id_of_the_order_is_kept_even_if_it_looks_like_a_card() -> None:
    assert redact("order 4111111111111111", keep=("4111111111111111",)) == "order 4111111111111111"


@given(st.text())
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(st.integers(min_value=10**13, max_value=10**18 - 1), st.sampled_from(["Order {}", "{} closed", "id: {}."]))
def test_order_ids_that_are_no_card_numbers_survive(number: int, sentence: str) -> None:
    text = sentence.format(number)
    assert redact(text, keep=(str(number),)) == text


@pytest.mark.parametrize(
    ("label", "clean"),
    [
        ("Visa **** 1234", "Visa ****"),
        ("MasterCard", "MasterCard"),
        ("PayPal (anna@example.org)", "PayPal"),
        ("Visa ending in 1234", "Visa ending in"),
        ("", ""),
    ],
    ids=["masked", "plain", "paypal-account", "ending-in", "empty"],
)
def test_payment_labels_have_no_digits(label: str, clean: str) -> None:
    assert without_digits(label) == clean
