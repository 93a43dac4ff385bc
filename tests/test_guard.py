"""A sentence is an event only if it says that something happened."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml.etree import Element

from whyclosed_parser import extract, load
from whyclosed_parser.classify import classify_event, classify_platform_message, close_codes, find_close_code, guard
from whyclosed_parser.classify.tables import matched_form
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.endings import FoundTimer
from whyclosed_parser.read.timers import find_timers
from whyclosed_parser.words import words_for
from whyclosed_parser.words.packs import languages
from whyclosed_parser.words.packs import load as load_table

TABLES = Path(__file__).parent / "tables"
ENGLISH = tomllib.loads((TABLES / "unreal_en.toml").read_text("utf-8"))
OTHERS = tomllib.loads((TABLES / "unreal_others.toml").read_text("utf-8"))
KINDS = ("conditions", "denials", "futures", "questions", "rules")
ENDS = {
    "DELIVERED", "CANCELLED", "RETURNED", "CUSTOMS_REJECTED", "CUSTOMS_CLEARED", "LOST", "DAMAGED", "DESTROYED",
    "ACCEPTED",
}  # fmt: skip
"""What no unreal sentence may be read as."""
MOVES = {"RETURNING", "REFUSED", "UNCLAIMED", "CARRIER_REJECTED"}
"""What a denial or a future may be, but no condition, question or rule."""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def unreal(kinds: tuple[str, ...] = KINDS) -> Iterator[tuple[str, str, str]]:
    for kind in kinds:
        yield from (("en", kind, line) for line in lines(ENGLISH[kind]))
        for language, table in OTHERS.items():
            yield from ((language, kind, line) for line in lines(table.get(kind, "")))


def test_nothing_happened_to_the_parcel() -> None:
    read_as = {(language, kind, text): classify_event(text, language) for language, kind, text in unreal()}
    assert {one: said for one, said in read_as.items() if said in ENDS} == {}
    may_move = ("denials", "futures")
    assert {one: said for one, said in read_as.items() if said in MOVES and one[1] not in may_move} == {}


def test_no_cause_of_the_orders_end() -> None:
    read_as = {text: classify_platform_message(text) for _, _, text in unreal()}
    no_causes = (None, "other", "cancel_asked", "cancel_refused", "refund_announced")
    assert {text: said for text, said in read_as.items() if said not in no_causes} == {}


@pytest.mark.parametrize(
    ("wanted", "text"),
    [(wanted, line) for wanted, text in ENGLISH["happened"].items() for line in lines(text)],
    ids=lambda value: value,
)
def test_what_happened_to_the_parcel(wanted: str, text: str) -> None:
    assert classify_event(text, "en") == wanted


@pytest.mark.parametrize(
    ("language", "wanted", "text"),
    [
        (language, wanted, line)
        for language, table in OTHERS.items()
        for wanted, text in table["happened"].items()
        for line in lines(text)
    ],
    ids=lambda value: value,
)
def test_what_happened_in_other_languages(language: str, wanted: str, text: str) -> None:
    assert classify_event(text, language) == wanted


@pytest.mark.parametrize(
    ("wanted", "text"),
    [(wanted, line) for wanted, text in ENGLISH["messages"].items() for line in lines(text)],
    ids=lambda value: value,
)
def test_causes(wanted: str, text: str) -> None:
    assert classify_platform_message(text) == wanted


def test_every_language_of_events_has_a_guard_and_a_table() -> None:
    assert set(languages("guard")) >= set(languages("events"))
    assert set(OTHERS) | {"en"} >= set(languages("events"))
    for language, table in OTHERS.items():
        assert sum(len(lines(table.get(kind, ""))) for kind in KINDS) >= 8, language
    for kind in KINDS:
        assert len(lines(ENGLISH[kind])) >= 40, kind


@pytest.mark.parametrize(
    ("text", "asserted"),
    [
        ("Delivered.", "delivered"),
        ("Delivered. If not, call us", "delivered."),
        ("The parcel was lost, if you ask us", "the parcel was lost"),
        ("It goes back if unclaimed", ""),
        ("Was it delivered?", ""),
        ("Pay now, otherwise it is returned", "pay now,"),
        ("parcel.If not, call us", "parcel."),
        ("0.5 kg, 10:30", "0.5 kg, 10:30"),
    ],
)
def test_what_a_text_asserts(text: str, asserted: str) -> None:
    assert guard("en").asserted(matched_form(text)) == asserted


@pytest.mark.parametrize("language", languages("guard"))
def test_plain_reports_pass_every_guard(language: str) -> None:
    assert guard(language).asserted("") == ""
    assert guard(language).affirmed("0 1 2") == "0 1 2"


@pytest.mark.parametrize("filler", ["if ", "a", ". ", ", ", "? ", "after 1 ", " ", "not "])
def test_long_texts_are_read_in_time(filler: str) -> None:
    text = matched_form(filler * 20000)
    for language in languages("guard"):
        guard(language).affirmed(guard(language).asserted(text))


# Deadlines.

WINDOWS = [
    (
        "If there are any problems, you can apply for a return/refund within 7 days of confirming receipt.",
        "return_window",
        7,
    ),
    ("Unless you are satisfied, open a dispute within 15 days after delivery.", "dispute_window", 15),
    ("If you have not received it, open a dispute within 15 days after delivery", "dispute_window", 15),
    ("The parcel has not arrived, open a dispute within 90 days after order was placed", "dispute_window", 90),
    ("Not satisfied: send it back within 15 days after delivery.", "return_window", 15),
    ("You can open a dispute within 15 days of receipt if the item is not as described", "dispute_window", 15),
    ("Don't forget to open a dispute within 15 days of receipt", "dispute_window", 15),
    ("No worries, you can open a dispute within 15 days of receipt", "dispute_window", 15),
    ("Please open a dispute within 15 days of receipt, not later", "dispute_window", 15),
    ("The seller must ship within 5 days of order placement", "ship", 5),
    ("You can open a dispute within 15 days of receipt (see the return policy)", "dispute_window", 15),
    ("Open a dispute within 15 days of receipt Learn more", "dispute_window", 15),
    ("Send it back within 15 days after delivery without giving reasons", "return_window", 15),
]
COUNTDOWNS = [
    ("The seller has 5 days left to ship; if not, the order is cancelled", "ship", 5 * 86400),
    ("If you do not pay within 23:59:12, your order will be closed", "pay", 86352),
    ("If the seller does not ship within 5 days, the order is cancelled", "ship", 5 * 86400),
    ("Please pay within 23:59:12 or the order will be cancelled", "pay", 86352),
    ("The order is not shipped yet, ships within 3 days", "ship", 3 * 86400),
    ("Unless you object, the system will automatically confirm receipt after 12 days", "confirm", 12 * 86400),
    ("Do not miss it: please pay within 2 hours", "pay", 7200),
    ("Pay within 2 hours from now", "pay", 7200),
]
NO_DEADLINES = [
    "You can no longer open a dispute within 15 days of receipt",
    "You cannot open a dispute within 15 days after delivery",
    "This order is not eligible for a return/refund within 7 days of confirming receipt",
    "You can't apply for a return/refund within 7 days of confirming receipt",
    "It is not possible to open a dispute before Dec 4, 2026",
    "You did not open a dispute before Nov 4, 2026",
    "You can only cancel, never open a dispute within 15 days of receipt",
    "Do not open a dispute within 5 days after delivery",
    "Please don't open a dispute before Dec 4, 2026",
    "Open a dispute within 15 days of receipt is no longer possible",
    "The right to open a dispute within 15 days after delivery has ended",
    "Your right to open a dispute within 15 days after delivery is over",
    "The period to return it within 15 days after delivery expired",
    "If you confirm, you can no longer open a dispute within 15 days after delivery",
    "Return it within 15 days after delivery is impossible for this item",
    "You are unable to return it within 15 days of receipt",
    "There is no return within 15 days of receipt",
    "This item cannot be returned; no return within 7 days after delivery",
    "Nobody can open a dispute within 15 days of receipt",
    "The seller did not ship within 5 days",
    "The seller has not shipped within 5 days",
    "The seller failed to ship within 3 days",
    "The order was not shipped within 5 days",
    "You did not pay within 24 hours",
    "You have not paid; nobody paid within the time: the buyer did not pay within 2 hours",
    "The order isn't shipped within 5 days",
    "The system won't automatically confirm receipt after 12 days",
    "We do not automatically confirm receipt after 12 days",
    "Buyer protection no longer ends: never protection ends in 5 days",
    "Refund? No refund if no delivery before Dec 4, 2026",
    "Can I open a dispute within 15 days of receipt?",
    "How can I open a dispute within 15 days of receipt",
    "Why should I open a dispute before Dec 4, 2026?",
    "Can I still return it within 15 days after delivery?",
    "Usually you can open a dispute within 15 days after delivery",
    "Buyers can open a dispute within 15 days after delivery",
    "An order can be returned: an item can open a dispute within 15 days of receipt",
    "In most cases you can open a dispute within 15 days of receipt",
    "Normally you can open a dispute within 15 days of receipt",
    "Sellers must ship within 5 days",
    "Orders are shipped within 3 days",
]


def timers(text: str, language: str = "en") -> list[FoundTimer]:
    line = Line(text, (text,), Element("p"))
    return find_timers(text.casefold(), lambda: [line], words_for(language), datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(("text", "kind", "days"), WINDOWS)
def test_a_right_for_a_case_is_a_window(text: str, kind: str, days: int) -> None:
    assert [(found.timer.kind, found.timer.days, found.timer.basis) for found in timers(text)] == [
        (kind, days, "duration")
    ]


@pytest.mark.parametrize(("text", "kind", "seconds"), COUNTDOWNS)
def test_a_countdown_inside_a_condition_is_a_timer(text: str, kind: str, seconds: int) -> None:
    assert [(found.timer.kind, found.timer.remaining_seconds) for found in timers(text)] == [(kind, seconds)]


@pytest.mark.parametrize("text", NO_DEADLINES)
def test_a_denial_a_question_and_a_rule_give_no_deadline(text: str) -> None:
    assert timers(text) == []


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("open a dispute within 15 days of receipt", "receipt"),
        ("open a dispute within 15 days of receiving your order", "receipt"),
        ("open a dispute within 15 days after the order is completed", "completion"),
        ("open a dispute within 15 days of delivery of the package.", "delivery"),
        ("return within 15 days of purchase", "placed"),
    ],
)
def test_since_when_a_window_counts_is_a_code(text: str, after: str) -> None:
    (found,) = timers(text)
    assert (found.timer.after, found.problem) == (after, None)


@pytest.mark.parametrize(
    "text", ["open a dispute within 15 days of the second full moon", "ship within 5 days of your zodiac's month"]
)
def test_an_unknown_start_is_a_problem(text: str) -> None:
    (found,) = timers(text)
    assert (found.timer.after, found.timer.remaining_seconds, found.problem) == (None, None, "unknown_start")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Você pode abrir uma disputa em até 15 dias após a entrega", 1),
        ("Se houver problemas, você pode abrir uma disputa em até 15 dias após a entrega", 1),
        ("Você não pode abrir uma disputa em até 15 dias após a entrega", 0),
        ("Como abrir uma disputa em até 15 dias após a entrega", 0),
    ],
)
def test_windows_in_portuguese(text: str, found: int) -> None:
    assert len(timers(text, "pt-BR")) == found


# Lines that state something.


def stage(html: str) -> int | None:
    page = f'<html lang="en"><body><p>Order ID: 8203417700050100</p><p>Total: US $5.00</p>{html}</body></html>'
    return extract(load(page, captured_at=datetime(2026, 11, 20, tzinfo=UTC)))[0].refund.stage


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<div>Refund completed US $5.00</div>", 3),
        ("<ul><li><div>Refund completed</div></li></ul>", 3),
        ("<div>Refund processing 3-20 business days</div>", None),
        ("<div>Refund completed 5 days after you return it</div>", None),
        (
            "<ol><li class='x-active'><font><font><font>Refund processing</font></font></font></li>"
            "<li><font><font>Refund completed</font></font></li></ol>",
            2,
        ),
        ("<ol><li>Refund processing</li><li>Refund completed</li></ol>", None),
        ("<ol><li>Something else</li><li>Refund completed</li></ol>", None),
    ],
)
def test_states_by_structure(html: str, wanted: int | None) -> None:
    assert stage(html) == wanted


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("closed: group_failure", "group_failure"),
        ("Reason: ProductNotEnough.", "ProductNotEnough"),
        ("risk_reject_closed_2", None),
        ("pledge_refund_ing", None),
        ("Product not enough", None),
    ],
)
def test_close_codes(text: str, code: str | None) -> None:
    assert find_close_code(text) == code


def test_every_close_code_names_a_closer_once() -> None:
    data = load_table("any", "close_codes")
    every = [code for codes in (*data["closer"].values(), data["log"]["no_end"]) for code in codes]
    assert len(every) == len(set(every))
    assert set(close_codes().values()) <= {"buyer", "seller", "platform", "expired", "delivered", "nobody"}
    assert not set(data["log"]["no_end"]) & set(close_codes())


def test_a_reader_of_the_text_that_nobody_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="no reader"):
        Anchor.parse("text:event_words")


def test_a_headline_of_the_parcel_is_the_platforms_word() -> None:
    page = (
        '<html lang="en"><body><div class="order-wrap"><div class="order-status"><div class="order-block-title">Shipment '
        'cancelled</div></div><span data-pl="order_detail_gray_id">Order ID</span> 8203417700050100</div></body></html>'
    )
    (order,) = extract(load(page))
    assert order.status is not None
    assert (order.status.code, order.status.label) == ("unknown", "Shipment cancelled")
    assert [(message.text, message.meaning) for message in order.messages] == [
        ("Shipment cancelled", "shipment_cancelled")
    ]
    assert "unknown_status" not in {problem.code for problem in order.problems}
