"""The redactor: people leave the text, the order's own numbers stay."""

from __future__ import annotations

import importlib
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from whyclosed_parser import parse
from whyclosed_parser.model import to_dict
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.redact import CARD, EMAIL, NAME, PHONE, redact, without_contacts, without_digits

MODULE = importlib.import_module("whyclosed_parser.redact")  # the package has a function of the same name
PATTERNS = {name: value for name, value in vars(MODULE).items() if isinstance(value, re.Pattern | LazyPattern)}
WORDS = [word for name, words in MODULE._DATA.items() if not name.startswith("not_") for word in words]
CHARACTERS = "a1*xX#•@＠.+-( )/_%'\n,:·字0é"
PAIRS = ["a.", "1 ", "1-", "* ", "x ", "a@", "a@b.", "A ", "(1", "00", "1.", "#1", "4111 ", "2020-", "1(", "a-"]

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
    ("card-ending", "refunded to Visa ending in 8837", "8837", CARD),
    ("card-ending-german", "Karte endet auf: 8837", "8837", CARD),
    ("card-brackets", "refunded to your card (8837)", "8837", CARD),
    ("card-one-star", "Возврат на карту *8837", "8837", CARD),
    ("card-one-bullet", "MasterCard •8837", "8837", CARD),
    ("card-bracket-and-star", "Refund to card (*8837)", "8837", CARD),
    ("card-ellipsis", "Visa …8837", "8837", CARD),
    ("e-mail-masked", "your account g***e@example.org", "g***", EMAIL),
    ("e-mail-spelt", "write to zebulon (at) example (dot) org", "zebulon", EMAIL),
    ("e-mail-in-brackets", "zebulon [at] mail.example.org", "zebulon", EMAIL),
    ("e-mail-of-a-link", "mailto:zebulon@host", "zebulon", EMAIL),
    ("e-mail-wide-at", "zebulon.q＠example.org", "zebulon", EMAIL),
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
    ("year-in-brackets", "The season (2026) is ending on day 2"),
    ("date-numeric", "Refunded on 22.11.2026 and 03/04/2026"),
    ("amounts", "US $1,234.56, 1.250,00 € and R$31,93"),
    ("factors", "5V*2000 mAh and *12.50, 3 *1000"),
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


@pytest.mark.parametrize("name", PATTERNS)
def test_s42_no_pattern_of_the_redactor_grows_faster_than_the_text(name: str) -> None:
    """20 KB of one thing take a linear pattern about 20 ms, and one that looks at the same letters again many seconds."""
    for unit in (*CHARACTERS, *PAIRS, *(f"{word} " for word in WORDS)):
        text = unit * (10_000 // len(unit))
        started = time.process_time()
        PATTERNS[name].sub("", f"{text}!")
        PATTERNS[name].sub("", f"{text}1")
        assert time.process_time() - started < 0.5, unit


@pytest.mark.parametrize("start", ["", "tel", "signed", "signed by", "hi", "visa ending in"])
def test_s42_nor_after_a_word_that_it_looks_for(start: str) -> None:
    for unit in " ,:.a1*-(":
        started = time.process_time()
        redact(start + unit * 10_000 + " 1")
        assert time.process_time() - started < 1, unit


@pytest.mark.parametrize("character", ["a", "*"])
def test_s42_a_million_of_one_character(character: str) -> None:
    started = time.process_time()
    redact(character * 1_000_000 + " 1")
    assert time.process_time() - started < 60  # about 2 s; hours, where every place is begun anew


CONTACTS = [
    ("Lamp, write to a.b@example.org", "Lamp, write to [e-mail]"),
    ("Lamp, WhatsApp: +48 600 700 800", "Lamp, WhatsApp: [phone]"),
    ("Shop +48600700800", "Shop [phone]"),
    ("Paid with Visa ending in 8837", "Paid with Visa ending in [card]"),
    ("card (8837)", "card ([card])"),
    ("Visa **** 8837", "Visa [card]"),
    ("zebulon.q＠example.org", "[e-mail]"),
]
GOODS = [
    "Hello Kitty, pink",
    "Phone 11 12 13 14 15 case",
    "Size XX 32, 2x 20 pcs",
    "Bolt M8 2025 (2026)",
    "3+1 for free, 1000+ sold",
    "Battery 12345678 for 2024 models",
    "Ship to Germany",
    "Total: US $1,234.56",
    "Order ID: 8203417700050100",
    "Order date: Nov 22, 2026 10:30:15",
    "@ 5 cm",
]


@pytest.mark.parametrize(("text", "clean"), CONTACTS)
def test_a_title_or_a_label_leads_to_nobody(text: str, clean: str) -> None:
    assert without_contacts(text) == clean
    assert without_contacts(clean) == clean


@pytest.mark.parametrize("text", GOODS)
def test_the_names_of_goods_stay(text: str) -> None:
    assert without_contacts(text) == text


@given(st.text())
def test_what_leads_to_somebody_in_a_title_does_in_a_text(text: str) -> None:
    """`redact` takes out no less."""
    once = without_contacts(text)
    assert without_contacts(once) == once
    assert without_contacts(redact(text)) == redact(text)


PAGE = (Path(__file__).parents[1] / "fixtures" / "detail-closed-seller-cancelled" / "page.html").read_bytes()
CANARY = "zq.canary@example.org, WhatsApp: +48 600 700 801, Visa ending in 8837, **** 8838"
SECRETS = ("canary", "700 801", "8837", "8838")


def test_no_text_of_a_page_brings_its_contact_into_the_order() -> None:
    """Behind each text of the page in turn; only what leads to somebody goes."""
    root = html.document_fromstring(PAGE)
    texts = [node for node in root.iter("*") if node.tag not in ("script", "style") and (node.text or "").strip()]
    read = ""
    for node in texts:
        before = node.text
        node.text = f"{before} {CANARY}"
        read += json.dumps(to_dict(parse(html.tostring(root)).orders))
        node.text = before
    assert [secret for secret in SECRETS if secret in read] == []
    assert read.count("[e-mail]") > 10
