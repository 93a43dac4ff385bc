"""Patterns that were kept are the very patterns that the library makes."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser import kept, patterns
from whyclosed_parser.redact import redact
from whyclosed_parser.values.dates import read_when

TEXTS = (
    r"\d{4}-\d\d",
    r"(?P<day>\d+)[./](?P<month>\d+)|(?P<year>20\d\d)",
    r"(?i:paid|bezahlt)\s*+(?!\w)",
    r"(?<![^\W\d_])[äöüßёІ-]++(?P<rest>.*)\Z",
    "[\u0e00-\u0eff\uac00-\ud7af]{2,}",
    r"(a)?(?(1)b|c)(?:\1)?",
    "",
)
FLAGS = (0, re.IGNORECASE, re.DOTALL | re.MULTILINE, re.ASCII, re.VERBOSE)


def again(text: Any, flags: int) -> Any:
    """A pattern as it comes out of what is kept of it."""
    parts = patterns._parts(re.compile(text, flags), flags)
    assert parts is not None
    return patterns._pattern(text, parts)


@pytest.mark.parametrize("text", [*TEXTS, *(text.encode() for text in TEXTS if text.isascii())])
@pytest.mark.parametrize("flags", FLAGS)
def test_it_is_the_same(text: Any, flags: int) -> None:
    made, new = again(text, flags), re.compile(text, flags)
    assert made == new
    assert (made.groupindex, made.groups, made.flags) == (new.groupindex, new.groups, new.flags)


@given(st.text("12/.x paidPAID äÄ", max_size=20))
def test_it_finds_the_same(text: str) -> None:
    for pattern in TEXTS:
        for flags in (0, re.IGNORECASE):
            mine, true = again(pattern, flags).finditer(text), re.compile(pattern, flags).finditer(text)
            assert [(one.span(), one.groupdict(), one.lastgroup) for one in mine] == [
                (one.span(), one.groupdict(), one.lastgroup) for one in true
            ]


def test_a_broken_pattern_is_named_as_ever() -> None:
    with pytest.raises(re.error, match="unterminated"):
        patterns.compiled("(a")


def test_patterns_are_added_to_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path))
    for text in ("one", "two", "one"):
        grown = kept.Grown[str](str(tmp_path / "grown.py"), "probe")
        if grown.get(text) is None:
            grown.add(text, text.upper)
        grown._keep()
    last = kept.Grown[str](str(tmp_path / "grown.py"), "probe")
    assert (last.get("one"), last.get("two"), last.get("three")) == ("ONE", "TWO", None)
    assert kept.Grown[str](str(tmp_path / "grown.py"), "another").get("one") is None


def test_what_grew_too_large_shrinks_to_what_was_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path))
    monkeypatch.setattr(kept, "_LARGEST", 250)

    def start(*keys: str) -> list[bool]:
        grown = kept.Grown[str](str(tmp_path / "grown.py"), "probe")
        known = [grown.get(key) is not None for key in keys]
        for key, there in zip(keys, known, strict=True):
            if not there:
                grown.add(key, partial(key.__mul__, 70))
        grown._keep()
        return known

    assert start("a", "b") == [False, False]
    assert start("b", "c") == [True, False]
    assert start("c", "d") == [True, False]  # without "a" and "b", for four are too many
    assert start("a", "c", "d") == [False, True, True]
    assert start("e", "f", "g", "h") == [False] * 4  # more than ever may be kept: all stays as it was
    assert start("a", "c", "d") == [True, True, True]


def test_nothing_of_a_page_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(patterns._known(), "add", lambda key, make: asked.append(key))
    monkeypatch.setattr(patterns._known(), "get", lambda key: None)
    redact("Mr Xylophone, 0123456789, xylophone@example.org")
    read_when("12 Xylophone 2026", words_months())
    assert not [key for key in asked if "ylophone" in str(key)]


def words_months() -> Any:
    from whyclosed_parser.words import words_for

    return words_for("en").months
