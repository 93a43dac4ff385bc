"""A sentence is an event only if it says that something happened."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from whyclosed_parser.classify import classify_event, classify_platform_message
from whyclosed_parser.classify.guard import guard
from whyclosed_parser.classify.matcher import fold
from whyclosed_parser.words.packs import languages

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


@pytest.mark.parametrize(("language", "kind", "text"), [*unreal()], ids=lambda value: value)
def test_nothing_happened_to_the_parcel(language: str, kind: str, text: str) -> None:
    read_as = classify_event(text, language)
    assert read_as not in ENDS
    assert read_as not in MOVES or kind in ("denials", "futures")


@pytest.mark.parametrize(("language", "kind", "text"), [*unreal()], ids=lambda value: value)
def test_no_cause_of_the_orders_end(language: str, kind: str, text: str) -> None:
    assert classify_platform_message(text) in (None, "other")


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
    assert guard("en").asserted(fold(text)) == asserted


@pytest.mark.parametrize("language", languages("guard"))
def test_plain_reports_pass_every_guard(language: str) -> None:
    assert guard(language).asserted("") == ""
    assert guard(language).affirmed("0 1 2") == "0 1 2"


@pytest.mark.parametrize("filler", ["if ", "a", ". ", ", ", "? ", "after 1 ", " ", "not "])
def test_long_texts_are_read_in_time(filler: str) -> None:
    text = fold(filler * 20000)
    for language in languages("guard"):
        guard(language).affirmed(guard(language).asserted(text))
