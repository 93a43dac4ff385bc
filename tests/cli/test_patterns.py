"""The patterns that a run of the command compiled serve the next one, and nothing depends on them."""

from __future__ import annotations

import atexit
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from whyclosed import patterns

PATTERN = r"(?i)(?P<word>straße|\w+)-(\d{2,})(?:x|(?P<end>y))?"
TEXTS = ("STRASSE-12", "Straße-123y", "word-1", "ß-99x", "")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "kept"
    monkeypatch.setattr(patterns, "_KEPT", str(path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(atexit, "register", lambda *_: None)
    re.purge()
    yield path
    re.purge()


def found(pattern: re.Pattern[str]) -> list[object]:
    matches = [pattern.search(text) for text in TEXTS]
    return [(match.span(), match.groupdict(), match.lastindex) if match else None for match in matches]


def test_a_pattern_is_the_same_in_the_next_run() -> None:
    first = re.compile(PATTERN)
    patterns._keep({})
    re.purge()
    patterns.remember()
    again = re.compile(PATTERN)
    assert again is not first
    assert again == first
    assert (again.flags, again.groups, again.groupindex) == (first.flags, first.groups, first.groupindex)
    assert found(again) == found(first)


def test_what_was_kept_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    re.compile(PATTERN)
    patterns._keep({})
    re.purge()
    patterns.remember()
    monkeypatch.setattr("re._compiler.compile", None)
    assert re.compile(PATTERN).search("word-12")


@pytest.mark.parametrize("content", [b"", b"another build", patterns._BUILD, patterns._BUILD + b"\xff\0damage"])
def test_a_damaged_or_strange_file_is_no_harm(kept: Path, content: bytes) -> None:
    kept.write_bytes(content)
    patterns.remember()
    assert re.compile(PATTERN).search("word-12")


def test_too_many_are_not_gathered(kept: Path) -> None:
    re.compile(PATTERN)
    patterns._keep({(f"old {number}", 0): () for number in range(patterns._MOST)})
    assert b"old" not in kept.read_bytes()
    assert "straße".encode() in kept.read_bytes()
