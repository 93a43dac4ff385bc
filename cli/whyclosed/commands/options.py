"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from whyclosed.commands.speech import labels_of
from whyclosed.commands.wrong import hint
from whyclosed.labels import Labels
from whyclosed.zone import Setting, setting

Command = TypeVar("Command", bound=Callable[..., Any])


class _Time(click.ParamType[datetime]):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            date.fromisoformat(value)
        except ValueError:
            pass
        else:
            self.fail(labels_of(ctx)("error.only_day", value=value), param, ctx)
        try:
            moment = datetime.fromisoformat(value)
            if moment.year in (MINYEAR, MAXYEAR):
                raise ValueError("in another zone it may be none")
            return moment
        except ValueError:
            self.fail(labels_of(ctx)("error.bad_time", value=value), param, ctx)


class _Zone(click.ParamType[str]):
    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from whyclosed.zone import ZoneError, zone

        try:
            zone(value)
        except ZoneError as error:
            self.fail(error.told(labels_of(ctx).language), param, ctx)
        return str(value)


class _Answer(click.ParamType[tuple[str, Any]]):
    name = "fact=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Any]:
        from whyclosed_rules.errors import near
        from whyclosed_rules.facts import specs

        fact, equals, text = value.partition("=")
        fact, text = fact.strip(), text.strip()
        if not (fact and equals and text):
            self.fail(labels_of(ctx)("error.bad_answer", value=value), param, ctx)
        if fact not in specs():
            say = labels_of(ctx)
            self.fail(say("error.unknown_fact", fact=fact, hint=hint(near(fact, specs()), say)), param, ctx)
        return fact, value_of(text, specs()[fact].kind)


def value_of(text: str, kind: str) -> Any:
    """An answer as it was typed, as the rules take it."""
    if text[0] in "[{":
        try:
            return json.loads(text)
        except ValueError:
            return text
    if kind == "days_range" and "," in text:
        return [part.strip() for part in text.split(",")]
    return text


def answers_of(pairs: Iterable[tuple[str, Any]], say: Labels) -> dict[str, Any]:
    """The answers by fact. Raises `click.UsageError` for a fact with two different values."""
    answers: dict[str, Any] = {}
    for fact, value in pairs:
        if answers.setdefault(fact, value) != value:
            raise click.UsageError(say("error.answer_twice", fact=fact, first=answers[fact], second=value))
    return answers


def here(as_of: datetime | None, tz: str | None, say: Labels) -> Setting:
    """The present and the zone of this run; says so where the zone is not known."""
    from whyclosed.commands.output import note

    found = setting(as_of, tz)
    if found.guessed:
        note(say("note.zone_unknown_option"))
    return found


class Whole(click.ParamType[int]):
    """A whole number between two others; `key` names the words for what is none."""

    name = "number"

    def __init__(self, key: str, lowest: int, highest: int | None = None) -> None:
        self._key, self._lowest, self._highest = key, lowest, highest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        number = int(text) if text.isascii() and text.isdecimal() else -1
        if number < self._lowest or (self._highest is not None and number > self._highest):
            self.fail(labels_of(ctx)(self._key, value=text), param, ctx)
        return number


class OneFile(click.ParamType[Path]):
    """The path of a file, which need not be there; of a folder it is none."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.is_dir():
            self.fail(labels_of(ctx)("error.is_folder", path=value), param, ctx)
        return path


class _Form(click.Choice[str]):
    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return labels_of(ctx)("error.no_form", value=value, forms=", ".join(self.choices))


def format_option(*forms: str) -> Callable[[Command], Command]:
    """`--format`, with the forms that a command can print."""
    return click.option("--format", "form", type=_Form(forms), default=forms[0], show_default=True, help="help.format")


def depth_options(command: Command) -> Command:
    """`--why` and `--full`: how much of the answer is told."""
    why = click.option("--why", "depth", flag_value="why", help="help.why")
    full = click.option("--full", "depth", flag_value="full", help="help.full")
    return click.option("--short", "depth", flag_value="short", default="short", hidden=True)(why(full(command)))


as_of_option = click.option("--as-of", type=_Time(), metavar="TIME", help="help.as_of")
tz_option = click.option("--tz", type=_Zone(), metavar="ZONE", help="help.tz")
answer_option = click.option(
    "--answer", "answers", type=_Answer(), multiple=True, metavar="FACT=VALUE", help="help.answer"
)
order_option = click.option("--order", metavar="ID", help="help.order")
