"""`whyclosed diagnose` and `whyclosed parse`: saved pages in, answers out."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whyclosed.commands.failing import UNREAD, Failure
from whyclosed.commands.options import (
    OneFile,
    Whole,
    answer_option,
    answers_of,
    as_of_option,
    depth_options,
    format_option,
    here,
    order_option,
    tz_option,
)
from whyclosed.commands.output import (
    ascii_only,
    look,
    progress,
    tell_copies,
    tell_unclear,
    tell_unread,
    write,
    write_json,
    write_report,
)
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels
from whyclosed.pages import read, told_in
from whyclosed.sources import STDIN, find, without_copies
from whyclosed_parser import ParseReport
from whyclosed_parser.model import Order, Unread
from whyclosed_parser.report import content_of

if TYPE_CHECKING:
    from whyclosed.text.diagnosis import Depth

_PILED = ("csv", "jsonl", "html")
"""The forms that are written row by row."""
_FILE = OneFile()

_paths = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


@click.command("diagnose", cls=Command, help="help.diagnose")
@_paths
@format_option("text", "json", "jsonl", "csv", "html", "ics")
@as_of_option
@tz_option
@answer_option
@order_option
@language_option
@depth_options
@click.option("-o", "--output", type=_FILE, metavar="FILE", help="help.pile_output")
@click.option("--jobs", type=Whole("error.bad_count", 1), metavar="N", help="help.jobs")
@click.option("--scheduler", metavar="ADDRESS", help="help.scheduler")
def diagnose_command(
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    jobs: int | None,
    scheduler: str | None,
    depth: Depth,
    as_of: datetime | None,
    tz: str | None,
    answers: tuple[tuple[str, Any], ...],
    order: str | None,
    say: Labels,
) -> None:
    from whyclosed import api  # the rules, for which who only reads need not wait

    given = answers_of(answers, say)
    present = here(as_of, tz, say)
    if output or jobs or scheduler:
        from whyclosed.commands.piling import diagnose_pile

        if form not in _PILED or answers or depth != "short" or STDIN in paths:
            raise click.UsageError(say("error.pile", forms=", ".join(_PILED)))
        diagnose_pile(find(paths, say), form, present, output, order=order, jobs=jobs, scheduler=scheduler, say=say)
        return
    orders, unread = read_pages(paths, order, present.now, say)
    report = api.diagnose_orders(orders, unread, present, answers=given, order=order, language=say.language)
    for entry in report.orders:
        tell_unclear((problem.message for problem in entry.order.problems if problem.code == api.UNCLEAR), say)
    write_report(report, form, present, say, depth=depth, order=order)
    _finish(report.unread, say)


@click.command("parse", cls=Command, help="help.parse")
@_paths
@format_option("text", "json", "jsonl", "csv")
@tz_option
@order_option
@language_option
def parse_command(paths: tuple[str, ...], form: str, tz: str | None, order: str | None, say: Labels) -> None:
    present = here(None, tz, say)
    orders, unread = told_in(say.language, *read_pages(paths, order, present.now, say))
    if form == "json":
        write_json(ParseReport(orders, unread).to_dict())
    elif form == "jsonl":
        from whyclosed import tables

        write(tables.json_lines(ParseReport(orders, unread), ascii_only=ascii_only()))
    elif form == "csv":
        from whyclosed import tables

        write(tables.orders_csv(orders))
    else:
        from whyclosed.text.order import write_orders

        write(write_orders(orders, as_of=present.now, **look(), language=say.language))
    _finish(unread, say)


def read_pages(
    names: Iterable[str], order: str | None, now: datetime, say: Labels
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """Read every page that is meant, and merge what they say."""
    found, missing = find(names, say)
    pages, copies = without_copies(found)
    tell_copies(copies, say)
    with progress(say("note.reading"), len(pages)) as tick:
        sources = (_source(page) for page in pages)
        orders, unread = read(sources, order_id=order, now=now, tick=tick, language=say.language)
    if order is not None and orders and all(one.order_id != order for one in orders):
        raise Failure(say("error.order_not_seen", order=order))
    return orders, (*missing, *map(_name_stdin, unread))


def _source(page: Path | str) -> Path | bytes:
    return page if isinstance(page, Path) else content_of(sys.stdin.buffer)


def _name_stdin(unread: Unread) -> Unread:
    """Only standard input comes without a path."""
    return unread if unread.path else replace(unread, path=STDIN)


def _finish(unread: Iterable[Unread], say: Labels) -> None:
    unread = tuple(unread)
    if unread:
        tell_unread(unread, say)
        sys.exit(UNREAD)
