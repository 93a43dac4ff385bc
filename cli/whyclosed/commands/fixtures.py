"""`whyclosed fixture`: pages with what must be read from them."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from whyclosed.commands.failing import UNREAD, Failure, unusable
from whyclosed.commands.options import OneFile
from whyclosed.commands.output import look, note, write
from whyclosed.commands.scrubbing import SAFE, safe_copy, side_by_side, tell
from whyclosed.commands.speech import Command, Group, language_option, need_command
from whyclosed.fixtures import Difference, Fixture, add_fixture, differences, fixtures
from whyclosed.labels import Labels

_home = click.option(
    "--in",
    "home",
    type=click.Path(path_type=Path),
    default=Path("fixtures"),
    show_default=True,
    metavar="FOLDER",
    help="help.fixture_home",
)
_names = click.argument("names", nargs=-1, metavar="[NAME...]")


@click.group("fixture", cls=Group, help="help.fixture")
def fixture_command() -> None:
    need_command()


@fixture_command.command("check", cls=Command, help="help.fixture_check")
@_names
@_home
@language_option
def check_command(names: tuple[str, ...], home: Path, say: Labels) -> None:
    chosen = fixtures(home, names)
    wrong = 0
    for one in chosen:
        found = one.differences(one.read())
        wrong += bool(found)
        _show(one, found)
    note(f"{say('fixture.checked', count=len(chosen))} {say('fixture.wrong', count=wrong)}")
    if wrong:
        sys.exit(UNREAD)


@fixture_command.command("update", cls=Command, help="help.fixture_update")
@_names
@click.option("--all", "everything", is_flag=True, help="help.fixture_all")
@_home
@language_option
def update_command(names: tuple[str, ...], everything: bool, home: Path, say: Labels) -> None:
    if everything == bool(names):
        raise click.UsageError(say("fixture.name_or_all"))
    for one in fixtures(home, names):
        report = one.read()
        before = one.expected() if (one.folder / "expected.json").exists() else {"orders": [], "unread": []}
        _show(one, differences(before, report))
        one.write_expected(report)


@fixture_command.command("add", cls=Command, help="help.fixture_add")
@click.argument("path", type=OneFile(), metavar="PATH")
@click.argument("name", metavar="NAME")
@click.option("--url", metavar="URL", help="help.fixture_url")
@click.option("--reviewed", is_flag=True, help="help.fixture_reviewed")
@_home
@language_option
def add_command(path: Path, name: str, url: str | None, reviewed: bool, home: Path, say: Labels) -> None:
    folder = home / name
    if folder.exists():
        raise Failure(say("fixture.exists", folder=folder))
    made = safe_copy(path, say, url, of_one_page=True)
    tell(made, say)
    review = side_by_side(path.name, made.replaced, say, made.html)
    note(say("scrub.review", file=review))
    safe = review.with_name(SAFE)
    if not reviewed and not (sys.stdin.isatty() and click.confirm(say("fixture.looked_at", file=safe), err=True)):
        raise Failure(say("fixture.not_reviewed", file=safe))
    try:
        report = add_fixture(folder, made.html, made.url)
    except OSError as error:
        raise unusable(error, say, folder) from None
    for difference in differences({"orders": [], "unread": []}, report):
        write("".join(f"{line}\n" for line in difference.lines()))
    note(say("fixture.added", folder=folder))


def _show(one: Fixture, found: Iterable[Difference]) -> None:
    lines = [line for difference in found for line in difference.lines()]
    if lines:
        colour = look()["colour"]
        write(
            "\n".join([_styled(one.name, colour, bold=True), *(f"  {_coloured(line, colour)}" for line in lines), ""])
        )


def _coloured(line: str, colour: bool) -> str:
    return _styled(line, colour, fg="red" if line[0] == "-" else "green")


def _styled(text: str, colour: bool, *, fg: str | None = None, bold: bool | None = None) -> str:
    return click.style(text, fg=fg, bold=bold) if colour else text
