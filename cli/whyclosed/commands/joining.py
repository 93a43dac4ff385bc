"""`whyclosed setup`: join the installed browsers to this program."""

from __future__ import annotations

import os
from importlib.util import find_spec

import click

from whyclosed.commands.output import Failure, write
from whyclosed.labels import label

_SERVER = ("flask", "marshmallow", "waitress", "pebble")


@click.command("setup", help=label("help.setup"))
@click.option("--undo", is_flag=True, help=label("help.undo"))
def setup_command(undo: bool) -> None:
    missing = next((name for name in _SERVER if find_spec(name) is None), None)
    if missing:
        raise Failure(label("error.no_server", command="setup", missing=missing))
    from whyclosed_server import joining

    home = joining.Home.here()
    done = joining.unjoin(home) if undo else joining.join(home)
    for one in done:
        key = "not_ours" if one.outcome == "nothing" and one.why else one.outcome
        _say(label(f"setup.{key}", browser=one.browser, why=one.why))
    for name in () if undo else joining.boxed(home):
        _say(label("setup.boxed", browser=name, command=joining.command()))
    if not undo:
        _say_what_is_next({place.family for place in joining.installed(home)}, str(joining.extension()))
    if any(one.outcome == "failed" for one in done):
        raise Failure(label("error.setup_failed"))


def _say(*lines: str) -> None:
    write("".join(f"{line}\n" for line in lines))


def _say_what_is_next(families: set[str], folder: str) -> None:
    if not families:
        _say(label("setup.no_browser"))
        return
    _say("", label("setup.next"))
    for family in sorted(families):
        _say(label(f"setup.load_{family}", folder=folder, slash=os.sep))
    _say(label("setup.press"))
