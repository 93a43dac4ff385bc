"""The command `whyclosed`: each subcommand is loaded when it is used."""

from __future__ import annotations

from importlib import import_module

import click

from whyclosed import __version__
from whyclosed.commands.output import failure
from whyclosed.commands.speech import Group, labels_of, language_of_group

_COMMANDS = {
    "diagnose": "reading",
    "parse": "reading",
    "advise": "advising",
    "ask": "asking",
    "explain": "explaining",
    "setup": "joining",
    "serve": "local",
    "pair": "local",
    "orders": "local",
    "forget": "local",
    "evidence": "collecting",
    "scrub": "scrubbing",
    "fixture": "fixtures",
}


class _Commands(Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        home = _COMMANDS.get(cmd_name)
        if home is None:
            return None
        command: click.Command = getattr(import_module(f"whyclosed.commands.{home}"), f"{cmd_name}_command")
        return command

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The commands and the keys of their help, without loading them."""
        return [(name, f"help.{name}") for name in _COMMANDS]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            from whyclosed_rules.errors import did_you_mean

            hint = did_you_mean(args[0], _COMMANDS)
            raise click.UsageError(labels_of(ctx)("error.no_command", name=args[0], hint=hint), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Exception as error:
            from whyclosed_parser.model import WhyclosedError  # not before something went wrong: it is slow to load

            if isinstance(error, WhyclosedError):
                raise failure(error) from None
            raise


@click.group(cls=_Commands, help="help.whyclosed", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s", help="help.version")
@language_of_group
def whyclosed() -> None:
    pass
