"""What was wrong with a call, in its language: also what click itself finds, for click speaks English only."""

from __future__ import annotations

from typing import IO, Any

import click

from whyclosed.commands.failing import USAGE
from whyclosed.labels import Labels


class Told(click.ClickException):
    """An error as it is shown: how the command is used, where that was the matter, and what is wrong."""

    def __init__(self, error: click.ClickException, say: Labels) -> None:
        super().__init__(message_of(error, say))
        self._say = say
        self._usage = _usage(error, say)

    def show(self, file: IO[Any] | None = None) -> None:
        lines = [*self._usage, self._say("error.line", message=self.format_message())]
        click.echo("\n".join(lines), file=file, err=file is None)


class ToldMisuse(Told):
    """The same for a call that was not understood."""

    exit_code = USAGE


def told(error: click.ClickException, say: Labels) -> Told:
    """An error in the language of the call."""
    return (ToldMisuse if error.exit_code == USAGE else Told)(error, say)


def message_of(error: click.ClickException, say: Labels) -> str:
    """What is wrong, and what to write instead."""
    match error:
        case click.NoSuchOption(option_name=name, possibilities=near):
            return say("error.no_option", name=name, hint=hint(near[0] if near else None, say))
        case click.MissingParameter():
            return say("error.missing", name=_place(error))
        case click.BadParameter():
            return say("error.bad_value", name=_place(error), message=error.message)
        case click.BadOptionUsage(option_name=name):
            return say("error.no_value" if _is_flag(error) else "error.needs_value", name=name)
    return error.format_message()


def hint(near: str | None, say: Labels) -> str:
    """` Did you mean 'x'?`, or an empty text where nothing is near."""
    return "" if near is None else f" {say('error.did_you_mean', near=near)}"


def _usage(error: click.ClickException, say: Labels) -> list[str]:
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return []
    help_ = f"{error.ctx.command_path} {error.ctx.help_option_names[-1]}"
    return [error.ctx.get_usage(), say("error.see_help", command=help_), ""]


def _place(error: click.BadParameter) -> str:
    """The option or argument, as it is written in a call."""
    return error.param.get_error_hint(error.ctx) if error.param is not None and error.ctx is not None else "?"


def _is_flag(error: click.BadOptionUsage) -> bool:
    """Whether the option takes no value at all."""
    options = (one for one in (error.ctx.command.params if error.ctx else ()) if isinstance(one, click.Option))
    return any(one.is_flag for one in options if error.option_name in (*one.opts, *one.secondary_opts))
