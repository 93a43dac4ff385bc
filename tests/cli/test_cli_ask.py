"""The interview: lines in, lines out."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.cli.conftest import AS_OF

import whyclosed
from whyclosed.commands.asking import read_answer
from whyclosed.labels import labels
from whyclosed_rules.facts import specs
from whyclosed_rules.model import Option, Question, QuestionKind
from whyclosed_server.calling import command

Run = Callable[..., Result]
KNOWN = ("--answer", "status=closed", "--answer", "closed_on=2026-11-20")


def asked(result: Result) -> list[str]:
    return [line.split(": ", 1)[1] for line in result.stdout.splitlines() if line.startswith("Question ")]


def restart(result: Result) -> list[str]:
    (line,) = (line for line in result.stdout.splitlines() if line.startswith(f"{command()} ask "))
    return shlex.split(line)[1:]


def test_without_a_page_it_asks_and_answers(run: Run) -> None:
    known = ("--answer", "closed_by=seller", "--answer", "paid=yes", "--answer", "tracking_assigned=no")
    result = run("ask", *AS_OF, *KNOWN, *known, stdin="?\nq\n")
    assert result.exit_code == 0
    assert asked(result)
    assert "Wait. The money comes by itself." in result.stdout
    assert "--answer tracking_assigned=no" in result.stdout


def test_it_starts_again_in_the_same_language(run: Run) -> None:
    assert "--language" not in restart(run("ask", *AS_OF, *KNOWN, stdin="q\n"))
    spanish = run("ask", *AS_OF, *KNOWN, "--language", "es", stdin="q\n")
    assert asked(spanish) == []
    assert asked(run(*restart(spanish), *AS_OF, stdin="q\n")) == []


def test_nothing_is_asked_twice_and_an_end_is_reached(run: Run) -> None:
    result = run("ask", *AS_OF, *KNOWN, stdin="?\n" * 60)
    questions = asked(result)
    assert questions
    assert len(questions) == len(set(questions))
    assert "Nothing more to ask" in result.stdout
    assert "=unknown" in result.stdout


def test_who_knows_nothing_is_soon_done(run: Run) -> None:
    questions = asked(run("ask", *AS_OF, stdin="?\n" * 60))
    assert len(questions) <= 12
    assert not {"In what state is the item?", "What did the seller answer?"} & set(questions)


def test_the_printed_line_starts_again_where_it_ended(run: Run) -> None:
    first = run("ask", *AS_OF, *KNOWN, stdin="1\n?\nq\n")
    again = run(*restart(first), *AS_OF, stdin="")
    assert first.stdout.split("answer so far.")[-1] == again.stdout.split("answer so far.")[-1]
    assert asked(again)[0] == asked(first)[-1]


def test_back_takes_the_last_answer_away(run: Run) -> None:
    result = run("ask", *AS_OF, *KNOWN, stdin="1\nb\nq\n")
    questions = asked(result)
    assert questions[0] == questions[2] != questions[1]
    assert "tracking_assigned" not in result.stdout
    assert "This is the first question." in run("ask", *AS_OF, stdin="b\nq\n").stderr


def test_what_means_nothing_is_asked_again(run: Run) -> None:
    result = run("ask", *AS_OF, *KNOWN, stdin="perhaps\n9\nq\n")
    assert len(set(asked(result))) == 1
    assert result.stderr.count("That was not understood") == 2


def test_an_impossible_value_is_refused_and_asked_again(run: Run) -> None:
    known = ("--answer", "closed_by=seller", "--answer", "status=closed", "--answer", "paid=yes")
    given = (*known, "--answer", "tracking_assigned=no", "--answer", "refund_stage=1", "--answer", "method=card")
    result = run("ask", *AS_OF, *given, stdin="x\n" * 3)
    assert result.exit_code == 0
    assert "That cannot be" in result.stderr


def test_after_a_page_it_asks_what_the_page_leaves_open(run: Run, fixtures: Path) -> None:
    page = fixtures / "detail-closed-no-reason/page.html"
    result = run("ask", page, "--as-of", "2023-10-03T10:00", stdin="no\nq\n")
    assert result.exit_code == 0
    assert asked(result)
    assert "“Closed”" in result.stdout
    assert restart(result)[1] == str(page)


def test_of_several_orders_one_must_be_named(run: Run, fixtures: Path) -> None:
    result = run("ask", fixtures / "list-desktop-mixed", *AS_OF, stdin="q\n")
    assert (result.exit_code, "--order" in result.stderr) == (2, True)


def question(kind: QuestionKind, fact: str, *options: Option) -> Question:
    return Question(fact, kind, "?", (*options, Option("unknown", "I don't know")), "")


YES_NO = question("yes_no", "paid", Option(True, "Yes"), Option(False, "No"))
CHOICE = question("choice", "closed_by", Option("seller", "The seller"), Option("buyer", "I did"))
DAY = question("date", "closed_on")
TIME = question("time", "contacted_at", Option(None, "Not yet"))
FREE = question("text", "bank")
STATE = question("choice", "status", Option("shipped", "Awaiting delivery, shipped"))
METHOD = question("choice", "method", Option("card", "Credit or debit card"))
WAY = question("choice", "refund_to", Option("card", "Credit or debit card"))


@pytest.mark.parametrize(
    ("asked_for", "said", "value"),
    [
        (YES_NO, "y", "yes"),
        (YES_NO, "NO", "no"),
        (YES_NO, "1", "yes"),
        (YES_NO, "3", "unknown"),
        (YES_NO, "4", None),
        (YES_NO, "0", None),
        (YES_NO, "maybe", None),
        (YES_NO, "", "unknown"),
        (YES_NO, "?", "unknown"),
        (YES_NO, "i don't know", "unknown"),
        (CHOICE, "2", "buyer"),
        (CHOICE, "the seller", "seller"),
        (CHOICE, "somebody", None),
        (DAY, "2026-11-20", "2026-11-20"),
        (TIME, "1", "not_yet"),
        (TIME, "2026-11-20 18:30", "2026-11-20T18:30"),
        (TIME, "now", "now"),
        (FREE, "DE-BY", "DE-BY"),
        (STATE, "Frozen", "frozen"),
        (STATE, "cancellation requested", "cancel_requested"),
        (STATE, "somewhere", None),
        (METHOD, "Visa", "card"),
        (WAY, "PayPal", "paypal"),
        (CHOICE, "Frozen", None),
    ],
)
def test_an_answer_is_read(asked_for: Question, said: str, value: Any) -> None:
    assert read_answer(asked_for, said, labels()) == value


def test_the_pages_own_words_are_read_in_the_buyers_language() -> None:
    assert read_answer(STATE, "Eingefroren", labels("de")) == "frozen"
    assert read_answer(STATE, "Eingefroren", labels()) is None


# Of the others "unknown" is a value of their own (a status that the page does not tell).
WITHOUT_IT = sorted(spec.name for spec in specs().values() if spec.question and "unknown" not in spec.values)


@pytest.mark.parametrize("fact", WITHOUT_IT)
def test_not_known_is_always_an_answer_and_never_asked_again(fact: str) -> None:
    told = whyclosed.advise({fact: "unknown"}, tz="UTC")
    plain = whyclosed.advise({}, tz="UTC")
    assert (told.route, told.may_be) == (plain.route, plain.may_be)
    assert fact not in {one.fact for one in told.questions}
    assert all(one.options[-1] == Option("unknown", "I don't know") for one in told.questions)


def test_a_null_is_unknown_and_may_be_asked(run: Run) -> None:
    facts = {"status": "closed", "tracking_assigned": None}
    result = run("advise", "--facts", json.dumps(facts), *AS_OF, "--format", "json")
    assert json.loads(result.stdout)["questions"][0]["fact"] == "tracking_assigned"
