"""Every language of the answer is whole, fills in the same names, and lets no English through."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.dates import format_skeleton
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.answered import answered

import whyclosed
from whyclosed_parser.model import Order, Problem, Unread, UnreadProblem, to_dict
from whyclosed_rules import data
from whyclosed_rules.errors import TableError
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling import locale
from whyclosed_rules.telling.problems import order_in, unread_in
from whyclosed_rules.telling.sentences import check, languages, sentences, spoken

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in languages() if language != "en"]
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
OF_THE_PARSER = ("problem", "unread", "hint")
"""Sections without an English counterpart: in English the parser tells them itself."""


@cache
def raw(language: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / "rules/whyclosed_rules/sentences" / f"{language}.toml").read_text("utf-8"))


@cache
def parser_codes() -> tuple[set[str], set[str]]:
    """The codes of problems of an order, and of sources that give none, as they stand in the parser's code."""
    problems: set[str] = set()
    sources = {"unreadable_file"}
    for path in (ROOT / "parser/whyclosed_parser").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Assign([ast.Name("_MESSAGES")], value):
                    problems |= set(ast.literal_eval(value))
                case ast.Call(ast.Name("Problem"), [ast.Constant(str(code)), *_]):
                    problems.add(code)
                case ast.Assign([ast.Name("code")], value) | ast.AnnAssign(ast.Name("code"), _, value):
                    if path.name == "errors.py" and value is not None:
                        sources.add(ast.literal_eval(value))
    return problems, sources


@pytest.mark.parametrize("language", OTHERS)
def test_every_problem_of_the_parser_is_told(language: str) -> None:
    told, (problems, sources) = raw(language), parser_codes()
    assert set(told["problem"]) == problems
    assert set(told["unread"]) == sources
    assert set(told["hint"]) == sources


@pytest.mark.parametrize("language", OTHERS)
def test_the_variants_of_a_sentence_are_those_of_english(language: str) -> None:
    """The same number of variants, in the same order, each with the same names."""
    english, told = raw("en"), raw(language)
    assert set(told) == {*english, *OF_THE_PARSER}
    for section, entries in english.items():
        assert set(told[section]) == set(entries), section
        for key, text in entries.items():
            assert names(told[section][key]) == names(text), f"{section}.{key}"


def variants(text: str | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else text


def names(text: str | list[str]) -> list[list[str]]:
    return [sorted(set(re.findall(r"\{(\w+)\}", one))) for one in variants(text)]


@pytest.mark.parametrize("language", OTHERS)
def test_what_must_not_be_translated_is_there(language: str) -> None:
    """Amounts of days, rule ids and names of programs stand in the translation as in English."""
    kept = re.compile(r"`whyclosed \w+`|\b\d+(?:\.\d+)?\b|\bARN\b|\bPayPal\b|\bUSD\b")
    english, told = raw("en"), raw(language)
    for section, entries in english.items():
        for key, text in entries.items():
            for one, other in zip(variants(text), variants(told[section][key]), strict=True):
                assert set(kept.findall(one)) <= set(kept.findall(other)), f"{section}.{key}"


@pytest.mark.parametrize("language", languages())
def test_every_sentence_is_clean(language: str) -> None:
    for section, entries in raw(language).items():
        for key, text in entries.items():
            for one in variants(text):
                assert one.strip(), f"{section}.{key}"
                assert section == "line" or one == one.strip(), f"{section}.{key}"
                assert not re.search(r"  |\.\.|\"|'(?=\W|$)|\s[.,](?!\w)", one), f"{section}.{key}: {one}"


def bounds(language: str) -> Mapping[str, int]:
    told = tomllib.loads((ROOT / "tests/bounds.toml").read_text("utf-8"))
    own = told.get(language, {})
    assert language == "en" or not own or own.get("why"), f"{language}: bounds of its own need a reason"
    return {**told["en"], **own}


@pytest.mark.parametrize("language", languages())
def test_only_words_of_the_page_stand_in_quotes(language: str) -> None:
    """What a label of the page means stands in brackets behind the closing quote; and a step that names a reason of the
    dispute form names it by its label, in quotes."""
    told = raw(language)
    before, after = told["button"]["read"].split("{label}")
    meant = re.compile(rf"{before}[^{after.strip()}]*\(")
    for section, entries in told.items():
        for key, text in entries.items():
            assert not any(map(meant.search, variants(text))), f"{section}.{key}"
    for reason in ("reason_parcel", "reason_not_received"):
        assert f"{before}{told['dispute'][reason]}{after}" in told["step"][f"choose_{reason}"]


@pytest.mark.parametrize("language", languages())
def test_a_verdict_is_short(language: str) -> None:
    words = sentences(language)
    long = [
        key for key in words.keys("verdict") if len(words.say("verdict", key).split()) > bounds(language)["verdict"]
    ]
    assert long == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("section", ["cause", "cause_alive"])
def test_a_summary_is_short(language: str, section: str) -> None:
    words = sentences(language)
    long = [key for key in words.keys(section) if len(words.say(section, key).split()) > bounds(language)["summary"]]
    assert long == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_loaded_whole_or_not_at_all(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original = data.load_toml
    told = original(f"sentences/{language}")
    fewer = {**told, "why": {key: text for key, text in told["why"].items() if key != "bank"}}
    monkeypatch.setattr(data, "load_toml", lambda name: fewer if name == f"sentences/{language}" else original(name))
    with pytest.raises(TableError, match=r"\[why\]: there is no sentence 'bank'"):
        check(language)


# What stays English: what is typed, named or quoted, the sources' statements, and the messages themselves.
_ENGLISH = re.compile(
    r"(^|\.)(sources|quote|page_says|raw|label|id|kind|dispute\.reason|facts\.\d+\.value|messages\.\d+\.text)(\.|$)"
)


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from texts(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from texts(one, f"{path}.{place}")
    elif isinstance(value, str):
        yield path, value


def answers(language: str) -> Mapping[str, Diagnosis]:
    """The answers to all cases by their names."""
    return {name: one.diagnosis for name, one in answered(language).items()}


@cache
def in_english() -> Mapping[str, tuple[Any, set[str]]]:
    """What an answer is without its words, and its texts of two words or more that are ours."""
    written = {name: to_dict(answer) for name, answer in answers("en").items()}
    return {name: (shape(answer), {text for _, text in ours(answer)}) for name, answer in written.items()}


def ours(answer: Any) -> list[tuple[str, str]]:
    return [(path, text) for path, text in texts(answer) if " " in text and not _ENGLISH.search(path)]


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left_in_an_answer(language: str) -> None:
    """No text of two words or more is the English one, over all scenarios; codes and days are what they are in English."""
    left: set[str] = set()
    for name, answer in answers(language).items():
        told, (english, words) = to_dict(answer), in_english()[name]
        assert shape(told) == english, name
        left |= {f"{path}: {text}" for path, text in ours(told) if text in words}
    assert sorted(left) == []


_CODED = ("code", "route", "tone", "fact", "rule", "on", "at", "last_day", "act_by", "due", "basis", "certainty", "to")


def shape(answer: Any, key: str = "") -> Any:
    """An answer without its words."""
    if isinstance(answer, dict):
        return {name: shape(one, name) for name, one in answer.items() if name not in ("translation", "language")}
    if isinstance(answer, list):
        return [shape(one, key) for one in answer]
    return answer if key in _CODED or not isinstance(answer, str) else ""


@pytest.mark.parametrize("language", OTHERS)
def test_a_message_to_the_seller_is_english_with_its_meaning_beside(language: str) -> None:
    seen: set[str] = set()
    for name, answer in answers(language).items():
        for one, other in zip(answers("en")[name].messages, answer.messages, strict=True):
            seen.add(other.to)
            if other.to == "bank":  # the buyer's own bank is written to in the buyer's language
                assert (other.language, other.translation) == (language, None)
                assert other.text != one.text
            else:
                assert (other.language, other.text) == ("en", one.text)
                assert other.translation not in (None, one.text)
    assert {"seller", "bank", "support"} <= seen


@pytest.mark.parametrize("language", languages())
def test_problems_are_told_in_the_language(language: str) -> None:
    words = sentences(language)
    order = order_in(Order(problems=(Problem("truncated", None, "English."), Problem("new_code", None, "New."))), words)
    unread = unread_in(Unread("x.html", UnreadProblem("empty", "English.", "Hint.")), words)
    same = language == "en"
    assert (order.problems[0].message == "English.") is same
    assert order.problems[1].message == "New."
    assert (unread.problem.message == "English.") is same
    assert (unread.problem.hint == "Hint.") is same
    assert unread.problem.code == "empty"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Schwedisch"),
        ("es", "sueco"),
        ("fr", "suédois"),
        ("pt-BR", "sueco"),
        ("ru", "шведский"),
        ("en", "Swedish"),
    ],
)
def test_a_language_that_is_not_read_is_named(language: str, told: str) -> None:
    page = b"<html lang='sv'><body><p>Order ID: 8190000011113335</p></body></html>"
    (unread,) = whyclosed.diagnose(page, language=language).unread
    assert told in unread.problem.message
    assert unread.problem.language == "sv"
    nameless = replace(unread, problem=replace(unread.problem, language="x-nobodys"))
    assert "{" not in unread_in(nameless, sentences(language)).problem.message


@settings(deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_english_days_are_those_of_the_cldr(value: date) -> None:
    for form, skeleton in (("plain", "yMMMd"), ("weekday", "yMMMEd"), ("brief", "MMMEd")):
        assert locale.day(value, "en", form) == format_skeleton(skeleton, value, locale="en")


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**7))
def test_english_counts_are_those_of_the_cldr(count: int) -> None:
    from babel import Locale

    assert locale.plural(count, "en") == Locale("en").plural_form(count)


def test_other_days_counts_and_amounts_are_written_by_the_cldr() -> None:
    day = date(2026, 12, 5)
    assert [locale.day(day, one) for one in ("de", "es", "fr", "pt-BR", "ru")] == [
        "5. Dez. 2026",
        "5 dic 2026",
        "5 déc. 2026",
        "5 de dez. de 2026",
        "5 дек. 2026\u202fг.",
    ]
    assert [locale.plural(count, "ru") for count in (1, 2, 5, 21, 22)] == ["one", "few", "many", "one", "few"]


@pytest.mark.parametrize(
    ("asked", "known", "told"),
    [
        ("pt", ("en", "pt-BR"), "pt-BR"),
        ("pt-PT", ("en", "pt-BR"), "pt-BR"),
        ("PT_br", ("en", "pt", "pt-BR"), "pt-BR"),
        ("de-AT-1996", ("de", "en"), "de"),
        ("e", ("en",), None),
        ("", ("en",), None),
        ("zh", ("en",), None),
    ],
)
def test_the_nearest_language(asked: str, known: tuple[str, ...], told: str | None) -> None:
    assert locale.nearest(asked, known) == told


def test_an_unknown_language_is_answered_in_english() -> None:
    assert spoken("tlh") == "en"


def test_a_full_stop_is_not_told_twice() -> None:
    assert locale.tidy("до 5 дек. 2026 г..") == "до 5 дек. 2026 г."
    for text in ("../a/../b is missing.", r"..\a: no", "PATH... is missing.", "a..b", "in .. and in a/.."):
        assert locale.tidy(text) == text
