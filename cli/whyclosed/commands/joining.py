"""`whyclosed setup`: join the installed browsers to this program."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.util import find_spec

import click

from whyclosed.commands.failing import Failure
from whyclosed.commands.output import write
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels
from whyclosed_server import PORT

_SERVER = ("flask", "marshmallow", "waitress")


@click.command("setup", cls=Command, help="help.setup")
@click.option("--undo", is_flag=True, help="help.undo")
@language_option
def setup_command(undo: bool, say: Labels) -> None:
    missing = next((name for name in _SERVER if find_spec(name) is None), None)
    from whyclosed_server.calling import adding, command

    if missing:
        raise Failure(say("error.no_server", command="setup", missing=missing, typed=adding("server")))
    from whyclosed_server import joining
    from whyclosed_server.errors import PairingError
    from whyclosed_server.stopping import stop_server

    home = joining.Home.here()
    done = joining.unjoin(home) if undo else joining.join(home)
    for one in done:
        key = "not_ours" if one.outcome == "nothing" and one.other else one.outcome
        why = one.failure.told(say.language) if one.failure else one.other
        _write(say(f"setup.{key}", browser=one.browser, why=why))
    if done:
        with suppress(PairingError):  # such a key is told of where it is needed
            stop_server(PORT)  # it may be of the version before; a browser that needs one starts the present one
    for name in () if undo else joining.boxed(home):
        _write(say("setup.boxed", browser=name, command=command()))
    if undo and not done:
        _write(say("setup.none_connected"))
    if not undo:
        _tell_what_is_next(say, {place.family for place in joining.installed(home)}, str(joining.extension()))
    if any(one.outcome == "failed" for one in done):
        raise Failure(say("error.setup_failed", command=command()))


def _write(*lines: str) -> None:
    write("".join(f"{line}\n" for line in lines))


def _tell_what_is_next(say: Labels, families: set[str], folder: str) -> None:
    if not families:
        _write(say("setup.no_browser"))
        return
    _write("", say("setup.next"))
    for family in sorted(families):
        _write(say(f"setup.load_{family}", folder=folder, slash=os.sep))
    _write(say("setup.press"))
