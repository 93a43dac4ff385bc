"""Every error that a person may see is told in every language."""

from __future__ import annotations

import ast
import errno
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from tests.cli.conftest import Run
from tests.cli.test_cli_command import WRONG

from whyclosed.errors import LabelledError
from whyclosed.labels import labels
from whyclosed_parser.errors import PageError
from whyclosed_parser.model import FormError, WhyclosedError
from whyclosed_parser.scrub import ScrubRefused
from whyclosed_rules import data
from whyclosed_rules.errors import Phrase, PhrasedError, TableError, reason
from whyclosed_rules.telling.sentences import languages

ROOT = Path(__file__).parents[2]
HOUSES = ("parser", "rules", "server", "cli")
OTHERS = [language for language in languages() if language != "en"]
BY_CODE = (PageError, ScrubRefused)
"""Told by their code."""
FOR_PROGRAMMERS = (TableError, FormError)
"""English only: broken tables of ours, and JSON that a program sent in another form."""


@cache
def nodes() -> tuple[list[ast.ClassDef], list[ast.Call]]:
    """Every class and every call in the code."""
    paths = (path for house in HOUSES for path in (ROOT / house).rglob("*.py"))
    every = [node for path in paths for node in ast.walk(ast.parse(path.read_bytes()))]
    return (
        [node for node in every if isinstance(node, ast.ClassDef)],
        [node for node in every if isinstance(node, ast.Call)],
    )


def classes(*roots: str) -> set[str]:
    """The classes of the code that come from these."""
    known = set(roots)
    pairs = [(node.name, {base.id for base in node.bases if isinstance(base, ast.Name)}) for node in nodes()[0]]
    for _ in pairs:
        known |= {name for name, bases in pairs if bases & known}
    return known


def test_every_error_has_words_in_every_language() -> None:
    told = classes(*(kind.__name__ for kind in (PhrasedError, LabelledError, *BY_CODE, *FOR_PROGRAMMERS)))
    assert classes(WhyclosedError.__name__) - told == {"WhyclosedError", "RulesError"}


def names_of(text: str | list[str]) -> set[str]:
    variants = [text] if isinstance(text, str) else text
    return {name for one in variants for _, name, _, _ in Formatter().parse(one) if name}


def given() -> Iterator[tuple[str, set[str]]]:
    """The key of each phrase in the code, and the names that it is filled with."""
    spoken = classes("PhrasedError") | {"NotPrivateError"}
    for node in nodes()[1]:
        match node:
            case ast.Call(ast.Name(name), [ast.Constant(str(key)), *_], keywords) if name in spoken:
                yield key, {str(one.arg) for one in keywords}
            case ast.Call(ast.Name("Phrase"), [ast.Constant(str(key)), ast.Dict(keys)], []):
                yield key, {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
            case ast.Call(ast.Name("_fail"), [_, _, ast.Constant(str(what))], keywords):
                yield f"no_{what}", {"fact", "value", *(str(one.arg) for one in keywords)}
            case ast.Call(ast.Name("_fail"), [_, _, ast.Attribute(attr="kind")]):  # of a code
                yield from ((f"no_{kind}", {"fact", "value"}) for kind in ("currency", "country"))


def test_every_phrase_is_there_is_filled_and_is_used() -> None:
    phrases: dict[str, Any] = data.load_toml("sentences/en")["error"]
    used = dict(given())
    assert {key: names for key, names in given() if names_of(phrases[key]) - names} == {}
    assert {key for key in phrases if not key.startswith("system_")} - used.keys() == set()


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_translated(language: str) -> None:
    english, told = (data.load_toml(f"sentences/{one}")["error"] for one in ("en", language))
    same = {key for key, text in told.items() if text == english[key]}
    assert {key for key in same if names_of(english[key]) != {"said"} and key != "at"} == set()


def test_the_reasons_of_the_system_are_told() -> None:
    full = reason(OSError(errno.ENOSPC, "No space left on device"))
    assert (full.told(), full.told("de")) == ("the disk is full", "der Datenträger ist voll")
    assert reason(OSError(errno.EXDEV, "Strange")).told("de") == "Strange"
    assert reason(OSError("Stranger")).told("de") == "Stranger"
    for key in data.load_toml("sentences/en")["error"]:
        name = key.removeprefix("system_").upper()
        assert not key.startswith("system_") or name == "OTHER" or hasattr(errno, name)


def test_a_phrase_within_another_is_told_in_the_same_language() -> None:
    whole = Phrase("store_not_private", {"path": "x", "why": Phrase("file_is_link", {})})
    assert "it is a link" in whole.told()
    assert "keine Datei ist" in whole.told("de")


CALLS = [arguments for arguments, _ in WRONG] + [
    ["--frob"],
    ["--language"],
    ["diagnose", "--tz"],
    ["diagnose", "--why=3", "x"],
    ["serve", "--port", "70000"],
    ["forget", "1", "2"],
    ["fixture", "chek"],
    ["fixture", "update"],
    ["fixture", "check", "nobody"],
    ["scrub", "nobody.html"],
    ["scrub", "."],
]


@pytest.mark.parametrize("arguments", CALLS, ids=" ".join)
@pytest.mark.parametrize("language", OTHERS)
def test_a_wrong_call_is_told_in_its_language(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], language: str
) -> None:
    """Line by line, and none is the English one."""
    english = run(*arguments)
    monkeypatch.setenv("LC_ALL", language.replace("-", "_"))
    told = run(*arguments)
    assert (told.exit_code, told.stdout) == (english.exit_code, "")
    assert told.stderr.startswith((labels(language)("help.usage"), labels(language)("error.line", message="")))
    lines = list(zip(english.stderr.splitlines(), told.stderr.splitlines(), strict=True))
    assert [one for one, other in lines if one == other and one] == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_language_of_a_call_is_heard_wherever_it_stands(run: Run, language: str) -> None:
    word = labels(language)("error.line", message="")
    for arguments in (
        ["--language", language, "diagnose", "--frob"],
        ["diagnose", "--frob", "--language", language],
        ["diagnose", "--frob", f"--lang={language}"],
        ["--frob", "--language", language],
        ["--language", language],
    ):
        assert f"\n{word}" in run(*arguments).stderr


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_that_cannot_be_made_safe_is_told_in_the_language(run: Run, tmp_path: Path, language: str) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(b"")
    english, told = run("scrub", page), run("scrub", page, "--language", language)
    assert (english.exit_code, told.exit_code) == (1, 1)
    assert not set(english.stderr.split(". ")) & set(told.stderr.split(". "))
