"""The word tables themselves: every language keeps to the same order of steps and the same answers."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from whyclosed_parser.classify.matcher import read
from whyclosed_parser.classify.tables import build, matched_form, table
from whyclosed_parser.model import EventClass
from whyclosed_parser.words.packs import languages, load

STEPS = (
    "correction",
    "return",
    "cancelled",
    "customs",
    "lost",
    "refused",
    "attempt",
    "trouble",
    "information",
    "notice",
    "pickup",
    "out",
    "accepted",
    "transit",
    "delivered",
    "general",
)
ANSWERS = {
    "events": set(get_args(EventClass)),
    "seller_message": {
        "asks_to_cancel",
        "proposes_mutual_cancel",
        "asks_address",
        "out_of_stock",
        "shipping_restriction",
        "payment_outstanding",
        "promises_shipping",
        "asks_to_confirm",
        "asks_to_close_dispute",
        "asks_to_pay_outside",
        "refuses_to_ship",
        "offers_refund",
        "other",
    },
    "seller_reason": {
        "out_of_stock",
        "inventory_error",
        "warehouse_delay",
        "supplier_issue",
        "wrong_documents",
        "recycled_number",
        "pricing_error",
        "shipping_restriction",
        "coupon_abuse",
        "logistics",
        "discontinued",
        "address",
    },
    "platform_message": {
        "security",
        "seller_suspended",
        "not_shipped_in_time",
        "payment_not_received",
        "cancelled_by_seller",
        "cancelled_by_buyer",
        "group_buy_failed",
        "shipment_cancelled",
        "refund_processing",
        "refund_failed",
        "refund_to_bonus",
        "refund_to_wallet",
        "cancel_asked",
        "refund_announced",
        "cancel_refused",
        "return_asked",
        "return_label",
        "return_posted",
        "return_arrived",
        "return_refused",
        "promised_refund",
        "asks_for_request",
        "asks_to_verify",
        "deadline_extended",
        "other",
    },
    "refund_news": {"1", "2", "3"},
    "payment_error": {
        "card_not_international",
        "insufficient_balance",
        "wrong_details",
        "bank_blocks_foreign",
        "currency",
        "timeout",
    },
    "item": {"battery", "liquid", "magnet"},
}
TABLES = [(kind, language) for kind in ANSWERS for language in languages(kind)]


@pytest.mark.parametrize(("kind", "language"), TABLES, ids=lambda value: value)
def test_a_table_gives_only_answers_of_the_vocabulary(kind: str, language: str) -> None:
    assert table(kind, language).answers() <= ANSWERS[kind]


@pytest.mark.parametrize("kind", ANSWERS)
def test_english_knows_every_answer(kind: str) -> None:
    assert table(kind, "en").answers() | {"UNKNOWN"} >= ANSWERS[kind]


@pytest.mark.parametrize("language", languages("events"))
def test_the_steps_stand_in_the_order_that_survives_the_traps(language: str) -> None:
    places = [STEPS.index(rule.step) for rule in table("events", language).rules]
    assert places == sorted(places)


@pytest.mark.parametrize(("kind", "language"), TABLES, ids=lambda value: value)
def test_patterns_are_written_for_folded_text(kind: str, language: str) -> None:
    rules = table(kind, language).rules
    patterns = [one for rule in rules for one in (rule.when, *rule.also, rule.unless) if one]
    written = "".join(one.pattern for one in patterns)
    assert "'" not in written
    assert not [word for word in written.split() if word.isalpha() and word != word.casefold()]


@pytest.mark.parametrize(("kind", "language"), TABLES, ids=lambda value: value)
def test_every_named_piece_is_put_in_somewhere(kind: str, language: str) -> None:
    data = load(language, kind)
    assert [name for name in data.get("words", ()) if f"%{name}%" not in str(data)] == []


@pytest.mark.parametrize(("kind", "language"), TABLES, ids=lambda value: value)
def test_a_whole_text_is_one_that_no_row_reads_so(kind: str, language: str) -> None:
    whole = table(kind, language)
    for name in ("exact", "exact_moved"):
        texts: dict[str, str] = getattr(whole, name)
        for text in texts:
            fewer: Any = {name: {one: texts[one] for one in texts if one != text}}
            less = replace(whole, **fewer)
            assert any(less.answer(text, moved) != whole.answer(text, moved) for moved in (False, True)), text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Delivered. ", "delivered"),
        ("[Some Town] [Hub] Left", "left"),
        ("Hasn’t\u200b been\u00a0returned!", "hasnt been returned"),
        ("Ｄｅｌｉｖｅｒｅｄ", "delivered"),
        ("Pick–up", "pick-up"),
        ("[only a place]", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert matched_form(text) == folded


def test_nothing_is_read_from_nothing() -> None:
    assert read("events", " … ") is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Customs is asking for an invoice", "CUSTOMS_HELD"),
        ("An invoice: that is what customs wants", "CUSTOMS_HELD"),
        ("Customs has released it", None),
        ("An invoice is enclosed", None),
        ("Customs has the invoice and released it", None),
    ],
)
def test_words_that_must_also_stand_somewhere(text: str, answer: str | None) -> None:
    row = {"answer": "CUSTOMS_HELD", "when": ["customs"], "also": [r"\binvoice\b"], "unless": ["released"]}
    assert build("events", "en", {"rule": [row]}).answer(matched_form(text)) == answer
