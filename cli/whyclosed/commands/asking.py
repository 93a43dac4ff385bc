"""`whyclosed ask`: the interview. Plain lines in, plain lines out, so that a screen reader and a pipe can follow."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

import click

from whyclosed import api
from whyclosed.commands.failing import UNREAD, Refusal
from whyclosed.commands.options import (
    answer_option,
    answers_of,
    as_of_option,
    depth_options,
    here,
    order_option,
    tz_option,
    value_of,
)
from whyclosed.commands.output import look, note, tell_unread, write
from whyclosed.commands.reading import read_pages
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels, labels, machine_language
from whyclosed.text.diagnosis import Depth, write_diagnosis
from whyclosed.text.reasons import typed, typed_value
from whyclosed.text.report import write_report
from whyclosed_parser.classify import classify_label
from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass
from whyclosed_rules.errors import FactError
from whyclosed_rules.facts import specs
from whyclosed_rules.facts.read import NOT_KNOWN
from whyclosed_rules.model import Diagnosis, Question


@click.command("ask", cls=Command, help="help.ask")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@as_of_option
@tz_option
@answer_option
@order_option
@language_option
@depth_options
def ask_command(
    paths: tuple[str, ...],
    as_of: datetime | None,
    tz: str | None,
    answers: tuple[tuple[str, Any], ...],
    order: str | None,
    say: Labels,
    depth: Depth,
) -> None:
    present = here(as_of, tz, say)
    orders: tuple[Order, ...] = ()
    if paths:
        orders, unread = read_pages(paths, order, present.now, say)
        tell_unread(unread, say)
        if not orders:
            sys.exit(UNREAD)
    interview = Interview(_one(orders, order, say), present, answers_of(answers, say), say)
    diagnosis = interview.run()
    if interview.order is None:
        write("\n" + write_diagnosis(diagnosis, as_of=present.now, **look(), language=say.language, depth=depth))
    else:
        report = api.Report(present.now, (api.Diagnosed(interview.order, diagnosis),), ())
        write("\n" + write_report(report, **look(), language=say.language, depth=depth))
    given = [f"--answer {shlex.quote(typed(fact, value))}" for fact, value in interview.answers.items()]
    if given:
        from whyclosed_server.calling import command

        spoken = () if say.language == labels(machine_language()).language else ("--language", say.language)
        write(f"\n{say('ask.again')}\n{' '.join([command(), 'ask', *map(shlex.quote, paths), *spoken, *given])}\n")


def _one(orders: tuple[Order, ...], order: str | None, say: Labels) -> Order | None:
    """The order to ask about. Raises `Refusal` where several were read and none is named."""
    if len(orders) < 2:
        return orders[0] if orders else None
    meant = [one for one in orders if order is not None and one.order_id == order]
    if len(meant) == 1:
        return meant[0]
    raise Refusal(say("error.which_order", count=len(orders), orders=api.names_of(orders)))


@dataclass(slots=True)
class Interview:
    """An order, or none, and what the buyer has said of it so far: facts with the values that were typed."""

    order: Order | None
    present: api.Setting
    answers: dict[str, Any]
    say: Labels
    asked: list[str] = field(default_factory=list)

    def run(self) -> Diagnosis:
        """Ask until nothing is open, or the buyer has had enough. Returns the answer."""
        write(f"{self.say('ask.start')}\n{self.say('ask.keys')}\n")
        diagnosis = self.diagnosis()
        while diagnosis.questions:
            question = diagnosis.questions[0]
            self._put(question)
            said = _line()
            if said is None or said.casefold() in self.say.all("typed")["quit"]:
                write(f"\n{self.say('ask.stopped')}\n")
                return diagnosis
            back = said.casefold() in self.say.all("typed")["back"]
            diagnosis = self._back(diagnosis) if back else self._take(question, said, diagnosis)
        write(f"\n{self.say('ask.nothing_open')}\n")
        return diagnosis

    def diagnosis(self, more: Mapping[str, Any] | None = None) -> Diagnosis:
        """The answer with what is known, and with `more`. Raises `FactError` for an impossible value."""
        facts = {**self.answers, **(more or {})}
        if self.order is None:
            return api.advise(facts, as_of=self.present.now, tz=self.present.tz, language=self.say.language)
        report = api.diagnose_orders([self.order], (), self.present, answers=facts, language=self.say.language)
        if not report.orders:
            raise Refusal(report.unread[0].problem.message)
        return report.orders[0].diagnosis

    def _put(self, question: Question) -> None:
        write(f"\n{self.say('ask.question', number=len(self.asked) + 1, text=question.text)}\n")
        if question.why:
            write(f"{self.say('ask.why', why=question.why)}\n")
        for number, option in enumerate(question.options, 1):
            write(f"{self.say('ask.option', number=number, text=option.text)}\n")
        if question.kind not in ("yes_no", "choice"):
            write(f"{self.say(f'ask.form_{question.kind}')}\n")
        write(self.say("ask.prompt"))

    def _back(self, diagnosis: Diagnosis) -> Diagnosis:
        if not self.asked:
            note(self.say("ask.no_back"))
            return diagnosis
        del self.answers[self.asked.pop()]
        return self.diagnosis()

    def _take(self, question: Question, said: str, before: Diagnosis) -> Diagnosis:
        """Take an answer; one that cannot be leaves everything as it was."""
        value = read_answer(question, said, self.say)
        if value is None:
            note(self.say("ask.not_understood"))
            return before
        try:
            after = self.diagnosis({question.fact: value})
        except FactError as error:
            note(self.say("ask.refused", reason=error.told(self.say.language)))
            return before
        if value != NOT_KNOWN and any(one.fact == question.fact for one in after.questions[:1]):
            note(self.say("ask.not_understood"))  # words of no known meaning leave the fact open
            return before
        self.answers[question.fact] = value
        self.asked.append(question.fact)
        return after


def _line() -> str | None:
    """The next line of the buyer, None where there are no more."""
    line = sys.stdin.readline()
    return line.strip() if line else None


def read_answer(question: Question, said: str, say: Labels) -> Any:
    """What an answer means, as `--answer` takes it; None where it means nothing."""
    if said in ("", "?"):
        return NOT_KNOWN
    options = question.options
    free = question.kind in ("amount", "number")
    if said.isdecimal() and not free:
        place = int(said)
        return typed_value(options[place - 1].value) if 1 <= place <= len(options) else None
    for option in options:
        if said.casefold().rstrip(".") in (option.text.casefold(), str(option.value).casefold()):
            return typed_value(option.value)
    if question.kind == "yes_no":
        word = said.casefold()
        return next((answer for answer in ("yes", "no") if word in say.all("typed")[answer]), None)
    if question.kind == "duration":
        return _duration(said, say)
    if question.kind == "time":
        said = said.replace(" ", "T", 1) if re.match(r"\d{4}-\d\d-\d\d ", said) else said
    if question.kind == "choice" and not specs()[question.fact].text:
        return classify_label(question.fact, said, say.language)
    return value_of(said, specs()[question.fact].kind)


def _duration(said: str, say: Labels) -> str:
    """`9 days 4 hours` as ISO 8601; anything else as it was said."""
    days, hours = ("|".join(map(re.escape, say.all("typed")[unit])) for unit in ("days", "hours"))
    match = re.fullmatch(rf"(?:(\d+)\s*(?:{days}))?\s*(?:(\d+)\s*(?:{hours}))?", said.strip().casefold())
    if match is None or not any(match.groups()):
        return said
    return f"P{int(match[1] or 0)}DT{int(match[2] or 0)}H"
