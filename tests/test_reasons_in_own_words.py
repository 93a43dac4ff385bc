"""Why an order ended and what became of a refund, in every language but English: texts of our own, and beside them
those that say nothing of the kind."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from whyclosed_parser.classify import classify_platform_message, classify_refund_news, may_be_refund_news
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words.packs import languages

Table = dict[str, dict[str, str]]


def tables(kind: str) -> Table:
    folder = Path(__file__).parent / "tables" / kind
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}


def texts(meanings: dict[str, str]) -> Iterator[tuple[str | None, str]]:
    """Each text of a language with its meaning, None for those that say nothing of the kind."""
    for wanted, lines in meanings.items():
        yield from ((None if wanted == "nothing" else wanted, text) for text in lines.strip().splitlines())


REASONS = tables("reasons")
REFUNDS = tables("refunds")


def test_every_language_of_pages_has_both() -> None:
    assert {*REASONS, "en"} == set(languages("platform_message")) == set(languages("labels"))
    assert {*REFUNDS, "en"} == set(languages("refund_news")) == set(languages("labels"))


@pytest.mark.parametrize("language", REASONS)
def test_every_reason_is_worded(language: str) -> None:
    assert len(REASONS[language]) == 13


@pytest.mark.parametrize("language", REASONS)
def test_every_reason_is_read(language: str) -> None:
    wrong = {}
    for wanted, text in texts(REASONS[language]):
        of_the_page = classify_platform_message(text, (language, "en"))
        of_any_page = classify_platform_message(text)
        if wanted is None:
            right = {of_the_page, of_any_page} <= {None, "other"}
        else:
            right = of_the_page == wanted and of_any_page in (wanted, None)
        if not right:
            wrong[text] = {"wanted": wanted, "of the page": of_the_page, "of any page": of_any_page}
    assert wrong == {}


@pytest.mark.parametrize("language", REFUNDS)
def test_all_news_of_a_refund_are_read(language: str) -> None:
    wrong = {}
    for wanted, text in texts(REFUNDS[language]):
        of_the_page = classify_refund_news(text, (language, "en"))
        of_any_page = classify_refund_news(text)
        gate = wanted is None or may_be_refund_news(normal_form(text), (language, "en"))
        if of_the_page != wanted or of_any_page not in (wanted, None) or not gate:
            wrong[text] = {"wanted": wanted, "of the page": of_the_page, "of any page": of_any_page, "gate": gate}
    assert wrong == {}
