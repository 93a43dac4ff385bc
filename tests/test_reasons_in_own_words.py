"""Why an order ended and what became of a refund, in every language but English: texts of our own, and beside them
those that say nothing of the kind."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from whyclosed_parser.classify import classify_platform_message, classify_refund_news, may_be_refund_news
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words.packs import languages

Table = dict[str, dict[str, str]]


def tables(kind: str) -> Table:
    folder = Path(__file__).parent / "tables" / kind
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}


def texts(table: Table) -> list[tuple[str, str, str]]:
    return [
        (language, wanted, text)
        for language, meanings in table.items()
        for wanted, lines in meanings.items()
        for text in lines.strip().splitlines()
    ]


REASONS = tables("reasons")
REFUNDS = tables("refunds")


def test_every_language_of_pages_has_both() -> None:
    assert {*REASONS, "en"} == set(languages("platform_message")) == set(languages("labels"))
    assert {*REFUNDS, "en"} == set(languages("refund_news")) == set(languages("labels"))


@pytest.mark.parametrize("language", REASONS)
def test_every_reason_is_worded(language: str) -> None:
    assert len(REASONS[language]) == 8


@pytest.mark.parametrize(("language", "wanted", "text"), texts(REASONS))
def test_a_reason_is_read(language: str, wanted: str, text: str) -> None:
    of_the_page = classify_platform_message(text, (language, "en"))
    of_any_page = classify_platform_message(text)
    if wanted == "nothing":
        assert {of_the_page, of_any_page} <= {None, "other"}
    else:
        assert of_the_page == wanted
        assert of_any_page in (wanted, None)


@pytest.mark.parametrize(("language", "wanted", "text"), texts(REFUNDS))
def test_news_of_a_refund_are_read(language: str, wanted: str, text: str) -> None:
    of_the_page = classify_refund_news(text, (language, "en"))
    of_any_page = classify_refund_news(text)
    if wanted == "nothing":
        assert of_the_page is of_any_page is None
    else:
        assert of_the_page == wanted
        assert of_any_page in (wanted, None)
        assert may_be_refund_news(normal_form(text), (language, "en"))
