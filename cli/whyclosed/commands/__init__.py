"""The command `whyclosed`: each subcommand is loaded when it is used."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from whyclosed import __version__
from whyclosed.commands.failing import STOPPED, failure, unusable
from whyclosed.commands.output import note
from whyclosed.commands.speech import Group, labels_of, language_of_group, need_command
from whyclosed.commands.wrong import told

_COMMANDS = {
    "diagnose": "reading",
    "parse": "reading",
    "advise": "advising",
    "ask": "asking",
    "explain": "explaining",
    "setup": "joining",
    "serve": "local",
    "stop": "local",
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

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A file in the place of a command is a page to be diagnosed: what most people want."""
        is_page = args[0] not in _COMMANDS and os.path.exists(args[0])
        return super().resolve_command(ctx, ["diagnose", *args] if is_page else args)

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The commands and the keys of their help, without loading them."""
        return [(name, f"help.{name}") for name in _COMMANDS]

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise _told(error, error.ctx) from None
        except OSError as error:  # help that nobody can take
            raise _told(unusable(error, labels_of(None)), None) from None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            raise _told(error, ctx) from None
        except (KeyboardInterrupt, EOFError, click.Abort):
            note(f"\n{labels_of(ctx)('error.stopped')}")
            ctx.exit(STOPPED)
        except Exception as error:
            from whyclosed_parser.model import WhyclosedError  # not before something went wrong: it is slow to load

            if isinstance(error, WhyclosedError):
                raise _told(failure(error, labels_of(ctx)), ctx) from None
            if isinstance(error, OSError) and error.filename is not None:
                raise _told(unusable(error, labels_of(ctx)), ctx) from None
            raise


def _told(error: click.ClickException, ctx: click.Context | None) -> click.ClickException:
    """An error in the language of the call; the help that click shows instead of one stays."""
    return error if isinstance(error, click.exceptions.NoArgsIsHelpError) else told(error, labels_of(ctx))


@click.group(cls=_Commands, help="help.whyclosed", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s", help="help.version")
@language_of_group
def whyclosed() -> None:
    need_command()
