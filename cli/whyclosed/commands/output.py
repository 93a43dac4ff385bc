"""What leaves the command: the answer on stdout, notes on stderr, and files."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

import click

from whyclosed.commands.failing import Failure, no_output
from whyclosed.labels import Labels

if TYPE_CHECKING:  # the help of the command must not wait for the parser
    from whyclosed.api import Report, Setting
    from whyclosed.sources import Copy
    from whyclosed.text.diagnosis import Depth
    from whyclosed_parser.model import Json, Unread

_LONG = 25
"""From so many pieces on a terminal shows how far the work is."""
_WIDEST = 88
_NARROWEST = 40
NO_TEXT = "backslashreplace"
"""How a name is written that is no text: a file's may be any bytes."""
_BROKEN_PIPE = 141  # what a shell reports of a program whose reader went away


class Look(TypedDict):
    """How text is written for the present stdout: the arguments of the functions that write it."""

    width: int
    colour: bool


def look() -> Look:
    """At most 88 columns; colours only on a terminal, and never with `NO_COLOR` or a dumb terminal."""
    width = shutil.get_terminal_size((_WIDEST, 24)).columns
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Look(width=max(_NARROWEST, min(width, _WIDEST)), colour=sys.stdout.isatty() and not plain)


def write(text: str) -> None:
    """Write to stdout. A character that its encoding lacks is escaped; a reader who went away ends us quietly."""
    try:
        stream = sys.stdout
        encoding = stream.encoding or "utf-8"
        stream.write(text.encode(encoding, NO_TEXT).decode(encoding))
        stream.flush()
    except BrokenPipeError:
        _let_go()
        sys.exit(_BROKEN_PIPE)
    except OSError as error:  # such as a full disk behind it
        _let_go()
        raise OSError(error.errno, error.strerror, "stdout") from None


def _let_go() -> None:
    """Nothing is left to be flushed at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def refuse_existing(place: Path, say: Labels) -> None:
    """No file is ever written over another. Raises `Failure`, also where nobody can tell what is there."""
    try:
        there = place.exists()
    except OSError as error:  # such as a name that is too long
        raise no_output(place, error, say) from None
    if there:
        raise Failure(say("file.exists", file=place))


def open_private(place: Path) -> int:
    """Open a file anew that nobody else can read."""
    return os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def write_file(place: Path, content: bytes, say: Labels) -> None:
    """Write a file that is there whole or not at all, and that nobody else can read. Raises `Failure`."""
    half = place.with_name(f".{place.name}.part")
    try:
        with open(open_private(half), "wb") as file:
            file.write(content)
        os.replace(half, place)
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise no_output(place, error, say) from None


def write_json(value: Json) -> None:
    """Write JSON to stdout."""
    write(json.dumps(value, indent=2, ensure_ascii=ascii_only()) + "\n")


def ascii_only() -> bool:
    """Whether stdout cannot take every character."""
    return (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"


def write_report(
    report: Report, form: str, present: Setting, say: Labels, *, depth: Depth = "short", order: str | None = None
) -> None:
    """Write an answer in the form that was asked for."""
    if form == "json":
        write_json(report.to_dict())
    elif form == "jsonl":
        from whyclosed.tables import json_lines

        write(json_lines(report, ascii_only=ascii_only()))
    elif form == "csv":
        from whyclosed.tables import report_csv

        write(report_csv(report))
    elif form == "html":
        from whyclosed.webpage import write_page

        write(write_page(report, language=say.language))
    elif form == "ics":
        from whyclosed_rules.telling.calendar import calendar

        entries = [(entry.order, entry.diagnosis) for entry in report.orders]
        write(calendar(entries, now=present.now, tz=present.tz))
    else:
        from whyclosed.text.report import write_report as text_of

        write(text_of(report, **look(), language=say.language, depth=depth, order=order))


def note(text: str) -> None:
    """A line for the user on stderr."""
    click.echo(text, err=True)


def _on_a_line(path: object) -> str:
    """A path without line ends: whoever names a file writes no lines of ours."""
    return " ".join(str(path or "").splitlines())


def tell_unread(unread: Iterable[Unread], say: Labels) -> None:
    """Name on stderr what could not be read, and what to do about it."""
    from whyclosed.text.paper import clean
    from whyclosed_parser.errors import OtherLanguage

    for one in unread:
        key = "in_part" if one.problem.code == OtherLanguage.code else "line"
        path = _on_a_line(one.path) or say("unread.nameless")
        note(clean(say(f"unread.{key}", path=path, message=one.problem.message)))
        if one.problem.hint:
            note(clean(say("unread.hint", hint=one.problem.hint)))


def tell_copies(copies: Iterable[Copy], say: Labels) -> None:
    """Name on stderr the pages that are copies of others."""
    from whyclosed.text.paper import clean

    for one in copies:
        note(clean(say("note.copy", path=_on_a_line(one.path), of=_on_a_line(one.of))))


def tell_unclear(messages: Iterable[str], say: Labels) -> None:
    """Say on stderr which words of the user were not understood."""
    for message in messages:
        note(say("note.unclear", message=message))


@contextmanager
def progress(label: str, count: int) -> Iterator[Callable[[], object]]:
    """How far a long work is, how fast it goes and how long it still takes, on a terminal; gives what is to be called
    after each piece of it."""
    if count < _LONG or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # heavy, and seldom needed
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text("" if task.speed is None else f"{task.speed:.0f}/s")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(label, total=count)
        yield lambda: shown.advance(task)
