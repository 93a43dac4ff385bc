"""The answers as a buyer reads them: every scenario, case and page, in the command's short form on 80 columns.

`python -m tests.cli.test_reading [LANGUAGE]` prints the figures.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import get_args

import pytest
from tests.rules.answered import answered
from tests.witnesses.pages import FIXTURES, report_of

import whyclosed
from whyclosed.api import Diagnosed, Report
from whyclosed.labels import labels
from whyclosed.pages import told_in
from whyclosed.text.diagnosis import write_diagnosis
from whyclosed.text.order import write_orders
from whyclosed.text.paper import cells
from whyclosed.text.report import write_report
from whyclosed.text.said import sentences_of
from whyclosed.webpage import write_page
from whyclosed_parser.layouts import layouts
from whyclosed_parser.model import Order
from whyclosed_parser.model.order import DisputeState, EventClass, PageKind, StatusCode, TimerKind
from whyclosed_rules.facts import specs
from whyclosed_rules.facts.spec import domains
from whyclosed_rules.model import Diagnosis
from whyclosed_rules.telling.explain import known_ids
from whyclosed_rules.telling.sentences import languages

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
COLUMNS, _TAIL, _CUT = 80, 3, 20
OTHERS = [language for language in languages() if language != "en"]


@cache
def bounds(language: str) -> dict[str, int]:
    """How long what is read first may be in a language."""
    told = tomllib.loads((ROOT / "tests" / "bounds.toml").read_text("utf-8"))
    return {**told["en"], **told.get(language, {})}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its short text."""

    id: str
    diagnosis: Diagnosis
    order: Order | None
    text: str
    language: str


@cache
def answers(language: str = "en") -> tuple[Answer, ...]:
    """Every answer that the tests and the fixtures know."""
    return (*_of_facts(language), *_of_pages(language))


@cache
def _orders() -> tuple[tuple[str, Order], ...]:
    """The orders of the fixtures by name."""
    return tuple((f"{name}:{place}", order) for name in FIXTURES for place, order in enumerate(report_of(name).orders))


def _of_facts(language: str) -> Iterator[Answer]:
    for name, one in answered(language).items():
        here = one.now.astimezone(one.tz)
        text = write_diagnosis(one.diagnosis, as_of=here, width=COLUMNS, colour=False, language=language)
        yield Answer(name, one.diagnosis, None, text, language)


def _of_pages(language: str) -> Iterator[Answer]:
    """The pages of the fixtures, each an hour after its newest page was saved."""
    for name, order in _orders():
        saved = [page.captured_at for page in order.pages if page.captured_at is not None]
        aware = [at if at.tzinfo else at.replace(tzinfo=UTC) for at in saved]
        now = max(aware, default=datetime(2026, 11, 22, 10, tzinfo=UTC)) + timedelta(hours=1)
        report = whyclosed.diagnose(order, as_of=now, tz="Europe/Berlin", language=language)
        text = write_report(report, width=COLUMNS, colour=False, language=language)
        yield Answer(f"page:{name}", report.orders[0].diagnosis, order, text, language)


def lines(text: str) -> list[str]:
    """The lines that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def paragraphs(text: str) -> str:
    """The text with its lines joined again."""
    return re.sub(r"\n[ ]*(?=\S)", " ", re.sub(r"\n\n+", "\0", text)).replace("\0", "\n")


# The words of the page itself are not ours: what stands in quotes, and the line of the order.
_QUOTES = r"“[^”]*”?|„[^“]*“?|«[^»]*»?"


@cache
def _not_ours(language: str) -> re.Pattern[str]:
    say = labels(language)
    return re.compile(rf"{_QUOTES}|^(?:{say('short.order')}|{say('short.parcel')}) {{2,}}.*$", re.MULTILINE)


_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b|\bT\d\d:\d\d|\bP\d+DT|\+\d\d:\d\d\b")
_NESTED = re.compile(r"\([^()]*\([^()]*\)")
_CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[A-Z]{2,}_[A-Z_]+\b")


_WORD = re.compile(r"[\w-]+")


@cache
def _codes() -> frozenset[str]:
    """The names of facts, values and rules that are no words of the language."""
    values = {str(value) for values in domains().values() for value in values}
    names = {*specs(), *domains(), *values, *known_ids()}
    return frozenset(name for name in names if "_" in name or re.fullmatch(r"[A-Z]+-?\d+|[A-Z]-.*", name))


def faults(answer: Answer) -> Iterator[str]:
    """What would trip a reader."""
    diagnosis, text, bound = answer.diagnosis, answer.text, bounds(answer.language)
    if len(diagnosis.verdict.split()) > bound["verdict"]:
        yield "long verdict"
    if len(diagnosis.summary.split()) > bound["summary"] or len(sentences_of(diagnosis.summary)) != 1:
        yield "long summary"
    if len(lines(text)) > bound["lines"]:
        yield "too many lines"
    # The last words of two wrapped sentences may be alike: only a line that says something counts.
    if any(count > 1 and len(line.split()) > _TAIL for line, count in Counter(lines(text)).items()):
        yield "line twice"
    said = Counter(sentence.strip(" .") for part in _parts(answer) for sentence in sentences_of(part))
    twice = [sentence for sentence, count in said.items() if count > 1]
    # What begins others stands right before one of them in their order.
    twice += [one for one, other in pairwise(sorted(said)) if len(one) > _CUT and other.startswith(one)]
    if twice:
        yield f"sentence twice: {twice[0]}"
    todo = diagnosis.questions if diagnosis.tone == "decide" else diagnosis.steps
    if todo and diagnosis.tone in ("act", "decide") and not any(line.startswith(("1. ", "? ")) for line in lines(text)):
        yield "nothing to do"
    if sum(1 for line in lines(text) if re.match(r"\d+\. ", line)) < len(diagnosis.steps):
        yield "a step left out"
    yield from _jargon(text, answer.language)
    if any(cells(line) > COLUMNS for line in text.splitlines()):
        yield "wide line"
    ours = (*(step.text for step in diagnosis.steps), *(warning.text for warning in diagnosis.warnings))
    nested = [one for one in ours if _NESTED.search(one)]
    if nested:
        yield f"brackets in brackets: {nested[0]}"
    first = lines(text)[0]
    if first != diagnosis.verdict:
        yield "the verdict is not the first line"


def _jargon(text: str, language: str = "en") -> Iterator[str]:
    """What no buyer reads as words: codes, names of facts, times as programs write them."""
    ours = _not_ours(language).sub("", text)
    for what, pattern in (("ISO time", _ISO), ("name", _CODE)):
        found = pattern.search(ours)
        if found:
            yield f"{what}: {found[0]}"
    yield from (f"code: {word}" for word in _WORD.findall(ours) if word in _codes())


def _parts(answer: Answer) -> Iterator[str]:
    """The paragraphs of the short text without the names of its rows and the numbers of its steps."""
    for paragraph in paragraphs(answer.text).split("\n"):
        yield re.sub(r"^(?:\d+\. |[?!] |\w[\w ]{0,11} {2,})(?:Parcel \S+: )?", "", paragraph).replace("…", "")


def _said_twice(answer: Answer) -> Iterator[str]:
    """What a part of the answer itself, whoever shows it, says again: verdict, summary, money, steps, warnings."""
    one = answer.diagnosis
    parts = [one.verdict, one.summary, one.money.text, *(step.text for step in one.steps)]
    parts += [*(warning.text for warning in one.warnings), *(question.text for question in one.questions)]
    said = Counter(sentence.strip(" .") for part in parts for sentence in sentences_of(part))
    yield from (sentence for sentence, count in said.items() if count > 1)


def _jargon_of_the_long_answer(answer: Answer) -> Iterator[str]:
    """Apart from what is to be typed, and the ids by which a source is cited."""
    long = write_diagnosis(answer.diagnosis, as_of=NOW, width=COLUMNS, colour=False, depth="full")
    told = [line for line in long.splitlines() if "--answer " not in line]
    return _jargon(re.sub(r"\[[A-Z]\d+(?:,\s+[A-Z]\d+)*\]", "", "\n".join(told)))


def _untimely_why(answer: Answer) -> Iterator[str]:
    """A why is told only of what has ended."""
    if answer.diagnosis.cause.code == "not_closed" and "ended" in answer.diagnosis.summary:
        yield answer.diagnosis.summary


@pytest.mark.parametrize("trouble", [faults, _said_twice, _jargon_of_the_long_answer, _untimely_why])
def test_every_answer_reads_well(trouble: Callable[[Answer], Iterator[str]]) -> None:
    found = {answer.id: list(trouble(answer)) for answer in answers()}
    assert {id_: told for id_, told in found.items() if told} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_every_answer_reads_well_in_every_language(language: str) -> None:
    found = {answer.id: told for answer in answers(language) if (told := list(faults(answer)))}
    assert found == {}


def _shown_in_the_popup(diagnosis: Diagnosis) -> Iterator[str]:
    """What its first screen and the two parts below show, as tests/browser/test_every_fixture.py holds it to."""
    yield from filter(None, (diagnosis.verdict, diagnosis.summary, diagnosis.money.text, diagnosis.page_says))
    yield from (diagnosis.next.text,) if diagnosis.next else ()
    yield from (step.text for step in diagnosis.steps)
    yield from (question.text for question in diagnosis.questions)


def _bare(text: str) -> str:
    """The text without white space, which hangs on the width."""
    return re.sub(r"\s+", "", text).casefold()


@pytest.mark.parametrize(("language", "every"), [("en", 1), ("ru", 5)])
def test_the_command_and_its_page_say_what_the_popup_shows(language: str, every: int) -> None:
    """On every page of the fixtures, sentence by sentence: none is told twice, wherever it stands. In another language
    on one of five: only its words are others."""
    of_pages = [answer for answer in answers(language) if answer.order is not None][::every]
    missing = []
    for answer in of_pages:
        assert answer.order is not None
        report = Report(NOW, (Diagnosed(answer.order, answer.diagnosis),), ())
        text = write_report(report, width=COLUMNS, colour=False, depth="full", language=language)
        page = unescape(re.sub(r"<[^>]*>", "", write_page(report, language=language)))
        shown = {_bare(one) for part in _shown_in_the_popup(answer.diagnosis) for one in sentences_of(part)}
        missing += [(answer.id, one) for told in map(_bare, (text, page)) for one in sorted(shown) if one not in told]
    assert len(of_pages) > 200 / every
    assert missing == []


@pytest.mark.parametrize("language", languages())
def test_what_was_read_is_told_in_words(language: str) -> None:
    """Of `parse`: no status, event, layout, stage or page by its code, no time as programs write it, no text of ours in
    English where another language is asked for."""
    coded = {
        value for kind in (StatusCode, DisputeState, PageKind, TimerKind) for value in get_args(kind) if "_" in value
    }
    code = re.compile(rf"\b(?:{'|'.join(sorted({*coded, *get_args(EventClass), *(one.name for one in layouts())}))})\b")
    found: dict[str, list[str]] = {}
    for name, order in _orders():
        (told,), _ = told_in(language, [order], [])
        text = write_orders((told,), as_of=NOW, width=COLUMNS, colour=False, language=language)
        own = "\n".join(text for text in _page_words(order))
        trouble = [one[0] for one in code.finditer(text) if one[0] not in own]
        trouble += [one[0] for one in _ISO.finditer(text) if one[0] not in own]
        if trouble or any(cells(line) > COLUMNS for line in text.splitlines()):
            found[name] = trouble
    assert found == {}


def _page_words(order: Order) -> Iterator[str]:
    """The page's own words in what is told of an order."""
    yield from filter(None, (order.status and order.status.label, order.reminder, order.close_code, order.shop.name))
    yield from (message.text for message in order.messages)
    yield from (timer.text for timer in order.timers if timer.text)
    for package in order.packages:
        yield from (text for event in package.events for text in (event.text, event.time_text) if text)
    yield from (text for item in order.items for text in (item.title, item.sku) if text)


def test_a_list_of_all_is_a_table_of_one_line_each() -> None:
    entries = tuple(Diagnosed(answer.order, answer.diagnosis) for answer in answers() if answer.order is not None)
    text = write_report(Report(datetime(2026, 11, 22, 10, tzinfo=UTC), entries, ()), width=COLUMNS, colour=False)
    told = [entry for entry in entries if entry.diagnosis.tone != "done"]
    assert len(lines(text)) == len(told) + 3
    assert all(cells(line) <= COLUMNS for line in lines(text))


def main(language: str = "en") -> None:
    """Print the figures of a language, and the answers that do not read well."""
    told = answers(language)
    counts = [len(lines(answer.text)) for answer in told]
    words = [len(answer.text.split()) for answer in told]
    tones = Counter(answer.diagnosis.tone for answer in told)
    kinds = Counter(fault.split(":")[0] for answer in told for fault in faults(answer))
    for answer in told:
        for fault in faults(answer):
            print(f"{answer.id}: {fault}\n{answer.text}")
    print(f"{len(counts)} answers: lines median {median(counts)}, most {max(counts)}; words median {median(words)}")
    print("tones:", dict(tones), "faults:", dict(kinds) or "none")
    dated = sum(answer.diagnosis.next is not None for answer in told)
    print(f"with a date: {dated}; longest summary: {max(len(one.diagnosis.summary.split()) for one in told)} words")


if __name__ == "__main__":
    main(*sys.argv[1:])
