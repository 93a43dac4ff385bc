"""Every word that the code asks for exists in every language, and every word is asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest
from babel import Locale
from tests.cli.conftest import Run

import whyclosed
from whyclosed.labels import labels, languages, machine_language
from whyclosed_parser.classify import close_codes
from whyclosed_parser.model.order import DisputeState, EventClass, PageKind, Sender, StatusCode, TimerKind
from whyclosed_rules.model import Basis, Recipient
from whyclosed_rules.telling import sentences

HOME = Path(whyclosed.__file__).parent
FILES = {name: tomllib.loads((HOME / "words" / f"{name}.toml").read_text("utf-8")) for name in languages()}
ENGLISH = FILES["en"]
CODE = "\n".join(path.read_text("utf-8") for path in HOME.rglob("*.py"))
CHOSEN = set(re.findall(r"(?:choice|all)\([\"'](\w+)[\"']", CODE)) | {"basis", "field", "example", "unread"}
USED = set(re.findall(r"[\"'](\w+\.\w+)[\"']", CODE))
BUILT = re.compile(
    r"dates\.(in_)?(hours|minutes)(_ago)?|steps\.(by|until|from)|deadline\.\w+|overview\.(until|from)"
    r"|page\.(day|order|todo)|evidence\.(saved|page|said|time|event|file|sha256|no_detail|no_tracking)|ask\.form_\w+|help\.\w+|short\.(money|until|from|order|page|why|parcel)"
    r"|setup\.(joined|kept|taken_over|undone|nothing|not_ours|failed|load_\w+)"
)
COMMANDS = re.findall(r'"(\w+)": "\w+",', (HOME / "commands/__init__.py").read_text("utf-8"))
OTHERS = [name for name in languages() if name != "en"]


def names(text: str) -> set[str]:
    """The names that a text is filled with."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def texts(words: Any) -> Iterator[str]:
    """A text alone, or its forms."""
    yield from words.values() if isinstance(words, dict) else [words]


def test_every_used_label_exists() -> None:
    used = sorted(
        key.split(".") for key in USED if key.split(".")[0] in ENGLISH and not key.endswith((".html", ".txt"))
    )
    assert len(used) > 100
    assert all(ENGLISH[section][name] for section, name in used)


def test_every_label_is_used() -> None:
    unused = [
        f"{section}.{name}"
        for section, words in ENGLISH.items()
        for name in words
        if f"{section}.{name}" not in USED and section not in CHOSEN and not BUILT.fullmatch(f"{section}.{name}")
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("basis", Basis),
        ("recipient", Recipient),
        ("timer", TimerKind),
        ("status", StatusCode),
        ("event", EventClass),
        ("dispute_state", DisputeState),
        ("page_kind", PageKind),
        ("sender", Sender),
    ],
)
def test_every_value_has_words(section: str, values: object) -> None:
    assert set(ENGLISH[section]) == set(get_args(values))


def test_every_closer_has_words() -> None:
    assert set(ENGLISH["closer"]) == set(close_codes().values())


def test_a_value_without_words_stays() -> None:
    assert labels().choice("method", "cash") == "cash"


def test_the_command_speaks_the_languages_of_the_answer() -> None:
    assert languages() == sentences.languages()


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_word(language: str) -> None:
    assert {section: set(words) for section, words in FILES[language].items()} == {
        section: set(words) for section, words in ENGLISH.items()
    }


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_fills_in_the_same_names(language: str) -> None:
    for section, words in ENGLISH.items():
        if section == "typed":
            continue
        for name, english in words.items():
            wanted = set().union(*map(names, texts(english)))
            for text in texts(FILES[language][section][name]):
                # "one day ago" may do without the number
                assert names(text) in (wanted, wanted - {"count"}), f"{section}.{name}"


@pytest.mark.parametrize("language", languages())
def test_a_count_has_every_form_of_its_language(language: str) -> None:
    locale = Locale.parse(language, sep="-")
    wanted = {locale.plural_form(number) for number in range(1000)} | {"other"}
    for section, words in FILES[language].items():
        for name, text in words.items():
            assert isinstance(text, dict) == isinstance(ENGLISH[section][name], dict), f"{section}.{name}"
            if isinstance(text, dict):
                assert set(text) == wanted, f"{section}.{name}"


@pytest.mark.parametrize("language", languages())
def test_no_word_of_a_command_is_translated(language: str) -> None:
    """Commands, options, names of files and facts stay what they are."""
    code = re.compile(
        rf"whyclosed (?:{'|'.join(COMMANDS)})\b|--[a-z-]+|\b\w+=\w+|\bpip install [^,.]*|\b\d{{10,}}\b|[\w/-]+\.(?:html|json)\b"
    )
    for name, text in ENGLISH["help"].items():
        assert sorted(code.findall(FILES[language]["help"][name])) == sorted(code.findall(text)), name


def test_no_line_begins_with_a_mark_of_the_line_before() -> None:
    """French has a space before some of its marks, at which no line may break."""
    houses = ("cli/whyclosed/words/fr.toml", "rules/whyclosed_rules/sentences/fr.toml", "extension/store/fr.toml")
    for path in (*houses, "extension/src/_locales/fr/messages.json"):
        assert re.findall(r".* [:;?!»]|.*« ", (HOME.parents[1] / path).read_text("utf-8")) == [], path


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("call", [[], ["diagnose"], ["fixture"]])
def test_a_usage_line_is_told_in_the_language(run: Run, language: str, call: list[str]) -> None:
    told = run("--language", language, *call, "--help").stdout.splitlines()[0]
    words = FILES[language]["help"]
    places = "PATH..." if call == ["diagnose"] else words["usage_command"]
    assert told == f"{words['usage']} {' '.join(['whyclosed', *call])} {words['usage_options']} {places}"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_FR"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "sr_RS@latin"}, "sr"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": ""}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_of_this_machine(environment: dict[str, str], language: str) -> None:
    assert machine_language(environment).split("_")[0] == language


@pytest.mark.parametrize(("asked", "told"), [("de_AT", "de"), ("DE", "de"), ("en-GB", "en"), ("xx", "en"), ("", "en")])
def test_the_nearest_language_is_told(asked: str, told: str) -> None:
    assert labels(asked).language == (told if told in languages() else "en")
