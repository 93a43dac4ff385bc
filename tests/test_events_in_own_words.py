"""Event texts in wordings of our own, language by language: `tables/events/<language>.toml`.

Texts stand under the class that they have; those under `nothing` say nothing that happened, and those under `never` only
sound like the class. A text counts as right if a decision reads it rightly.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from whyclosed_parser.classify import classify_event
from whyclosed_parser.words.packs import languages
from whyclosed_rules.facts.spec import group_of

FOLDER = Path(__file__).parent / "tables" / "events"
TABLES: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))
}
GROUPS = group_of("event")
UNCERTAIN = ("UNKNOWN", "NOTICE")


def texts(table: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, lines in table.items():
        yield from ((name, text) for text in lines.splitlines() if text)


def told(name: str) -> str:
    return str(GROUPS.get(name, "nothing"))


@pytest.mark.parametrize("language", TABLES)
def test_what_a_decision_reads(language: str) -> None:
    table = {name: lines for name, lines in TABLES[language].items() if name != "never"}
    read = {text: (wanted, classify_event(text, language)) for wanted, text in texts(table)}
    assert {text: pair for text, pair in read.items() if told(pair[0]) != told(pair[1])} == {}


@pytest.mark.parametrize("language", TABLES)
def test_what_only_sounds_like_it(language: str) -> None:
    read = {text: (never, classify_event(text, language)) for never, text in texts(TABLES[language]["never"])}
    assert {text: pair for text, pair in read.items() if told(pair[0]) == told(pair[1])} == {}


@pytest.mark.parametrize("language", TABLES)
def test_on_a_page_of_another_language_never_anything_else(language: str) -> None:
    """The last carrier writes in its own language."""
    table = {name: lines for name, lines in TABLES[language].items() if name != "never"}
    read = {text: (wanted, classify_event(text, "en")) for wanted, text in texts(table)}
    certain = {text: pair for text, pair in read.items() if pair[1] not in UNCERTAIN}
    assert {text: pair for text, pair in certain.items() if told(pair[0]) != told(pair[1])} == {}


def test_every_language_has_texts() -> None:
    assert TABLES.keys() >= set(languages("events"))
