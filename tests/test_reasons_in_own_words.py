"""Why an order ended, in every language but English: texts of our own, and beside them those that give no reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from whyclosed_parser.classify import classify_platform_message
from whyclosed_parser.words.packs import languages

FOLDER = Path(__file__).parent / "tables" / "reasons"
TABLES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
TEXTS = [
    (language, wanted, text)
    for language, table in TABLES.items()
    for wanted, texts in table.items()
    for text in texts.strip().splitlines()
]


def test_every_language_of_pages_has_reasons() -> None:
    assert {*TABLES, "en"} == set(languages("platform_message")) == set(languages("labels"))


@pytest.mark.parametrize("language", TABLES)
def test_every_reason_is_worded(language: str) -> None:
    assert len(TABLES[language]) == 8


@pytest.mark.parametrize(("language", "wanted", "text"), TEXTS)
def test_a_reason_is_read(language: str, wanted: str, text: str) -> None:
    of_the_page = classify_platform_message(text, (language, "en"))
    of_any_page = classify_platform_message(text)
    if wanted == "nothing":
        assert {of_the_page, of_any_page} <= {None, "other"}
    else:
        assert of_the_page == wanted
        assert of_any_page in (wanted, None)
