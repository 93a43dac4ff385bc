"""The language of the command: the option that names it, and commands whose help is told in it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any, TypeVar

import click

from whyclosed.commands.output import write
from whyclosed.commands.wrong import hint
from whyclosed.labels import Labels, labels, languages, machine_language
from whyclosed_rules.telling.locale import nearest

F = TypeVar("F", bound=Callable[..., Any])
_KEY = "whyclosed.labels"
_OPTION = "say"
_NAMES = ("--language", "--lang")
_COMMAND = "COMMAND [ARGS]..."
_OF_GROUPS = {
    "no_args_is_help": True,
    "invoke_without_command": True,  # so that `need_command` may say what is missing
    "subcommand_metavar": _COMMAND,
}


def labels_of(ctx: click.Context | None) -> Labels:
    """The words of this call: those that were asked for, else those of the machine."""
    told = ctx.meta.get(_KEY) if ctx is not None else None
    return told if isinstance(told, Labels) else labels(machine_language())


class Command(click.Command):
    """A command whose help, and that of its options, are keys of the command's words."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hear the language first, wherever it stands: what the other options tell, such as help, is told in it."""
        asked = _asked(args)
        if asked is not None and nearest(asked, languages()) is not None:
            ctx.meta[_KEY] = labels(asked)
        if not isinstance(self, click.Group):
            ctx.allow_extra_args = True  # found here, to be told in the language
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if rest and not isinstance(self, click.Group):
            raise click.UsageError(labels_of(ctx)("error.extra", args=" ".join(rest)), ctx)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Do the work of this command; garbage is collected from here on, but not among what was loaded."""
        if not gc.isenabled() and not isinstance(self, click.Group):
            gc.freeze()
            gc.set_threshold(10_000)  # what a page leaves behind is small and few
            gc.enable()
        return super().invoke(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the help, which goes the way of every answer."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        say = labels_of(ctx)
        places = {self.options_metavar: "help.usage_options", _COMMAND: "help.usage_command"}
        pieces = (say(places[piece]) if piece in places else piece for piece in self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, " ".join(pieces), f"{say('help.usage')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(labels_of(ctx)(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        say = labels_of(ctx)
        options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))
        records = ((option, option.get_help_record(ctx)) for option in options)
        with formatter.section(say("help.options")):
            formatter.write_dl([(record[0], _told(option, record[1], say)) for option, record in records if record])


def _show_help(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        write(f"{ctx.get_help()}\n")
        ctx.exit()


def _asked(args: list[str]) -> str | None:
    """The language that a call names last, None where it names none."""
    asked = None
    for place, one in enumerate(args):
        name, equals, value = one.partition("=")
        if name in _NAMES:
            asked = value if equals else next(iter(args[place + 1 :]), asked)
    return asked


class Group(Command, click.Group):
    """A group of commands, told in the language of the call."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**{**_OF_GROUPS, **attributes})

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in self.list_commands(ctx) and not name.startswith("-"):
            from whyclosed_rules.errors import near

            say = labels_of(ctx)
            told = say("error.no_command", name=name, hint=hint(near(name, self.list_commands(ctx)), say))
            raise click.UsageError(told, ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the first sentence of their help."""
        say = labels_of(ctx)
        with formatter.section(say("help.commands")):
            rows = [(name, say(key).split("\n\n")[0]) for name, key in self.summaries(ctx)]
            formatter.write_dl(rows)

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The name of each command, and the key of its help."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, command.help or "") for name, command in found if command is not None]


def need_command() -> None:
    """For the body of a group: options alone are no call."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        raise click.UsageError(labels_of(ctx)("error.no_name"), ctx)


def _told(option: click.Option, text: str, say: Labels) -> str:
    """An option's help; what click adds to it, such as the default, stays."""
    key = option.help or ""
    if not key.startswith("help."):  # click's own option
        return say("help.help")
    forms = option.type.choices if isinstance(option.type, click.Choice) else ()
    told = say(key, forms=", ".join(say.choice("form", form) for form in forms)) if forms else say(key)
    return told + text[len(key) :].replace("default: ", f"{say('help.default')} ").replace(
        "required]", f"{say('help.required')}]"
    )


class _Language(click.ParamType[Labels]):
    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Labels:
        if isinstance(value, Labels):
            return value
        if nearest(value, languages()) is None:
            from whyclosed.commands.output import note

            note(labels()("note.no_language", tag=value, known=", ".join(languages())))
        return labels(value)


def _keep(ctx: click.Context, _param: click.Parameter, value: Labels | None) -> Labels:
    ctx.meta[_KEY] = value or labels_of(ctx)
    return labels_of(ctx)


def _option(*, expose: bool) -> Callable[[F], F]:
    return click.option(
        *_NAMES,
        _OPTION,
        type=_Language(),
        callback=_keep,
        is_eager=True,
        expose_value=expose,
        metavar="TAG",
        help="help.language",
    )


language_option = _option(expose=True)
"""`--language`: the command gets the words of that language as `say`."""
language_of_group = _option(expose=False)
"""`--language` before the name of a command."""
