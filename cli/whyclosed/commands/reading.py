"""`whyclosed diagnose` and `whyclosed parse`: saved pages in, answers out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whyclosed.commands.options import (
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
    UNREAD,
    Failure,
    ascii_only,
    look,
    tell_unclear,
    tell_unread,
    write,
    write_json,
    write_report,
)
from whyclosed.labels import label
from whyclosed.pages import read
from whyclosed.sources import STDIN, find
from whyclosed_parser import ParseReport
from whyclosed_parser.model import Order, Unread

if TYPE_CHECKING:
    from whyclosed.text.diagnosis import Depth

_LONG = 25
"""From so many pages on a terminal shows how far it is."""

_paths = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


@click.command("diagnose", help=label("help.diagnose"))
@_paths
@format_option("text", "json", "jsonl", "csv", "html", "ics")
@as_of_option
@tz_option
@answer_option
@order_option
@depth_options
def diagnose_command(
    paths: tuple[str, ...],
    form: str,
    depth: Depth,
    as_of: datetime | None,
    tz: str | None,
    answers: tuple[tuple[str, Any], ...],
    order: str | None,
) -> None:
    from whyclosed import api  # the rules, for which who only reads need not wait

    given = answers_of(answers)
    present = here(as_of, tz)
    orders, unread = read_pages(paths, order, present.now)
    report = api.diagnose_orders(orders, unread, present, answers=given, order=order)
    for entry in report.orders:
        tell_unclear(problem.message for problem in entry.order.problems if problem.code == api.UNCLEAR)
    write_report(report, form, present, depth=depth, order=order)
    _finish(report.unread)


@click.command("parse", help=label("help.parse"))
@_paths
@format_option("text", "json", "jsonl", "csv")
@tz_option
@order_option
def parse_command(paths: tuple[str, ...], form: str, tz: str | None, order: str | None) -> None:
    present = here(None, tz)
    orders, unread = read_pages(paths, order, present.now)
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

        write(write_orders(orders, as_of=present.now, **look().as_arguments()))
    _finish(unread)


def read_pages(names: Iterable[str], order: str | None, now: datetime) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """Read every page that is meant, and merge what they say."""
    pages, missing = find(names)
    with _progress(len(pages)) as tick:
        sources = (_source(page) for page in pages)
        orders, unread = read(sources, order_id=order, now=now, tick=tick)
    if order is not None and orders and all(one.order_id != order for one in orders):
        raise Failure(label("error.order_not_seen", order=order))
    return orders, (*missing, *map(_name_stdin, unread))


def _source(page: Path | str) -> Path | bytes:
    return page if isinstance(page, Path) else sys.stdin.buffer.read()


def _name_stdin(unread: Unread) -> Unread:
    """Only standard input comes without a path."""
    return unread if unread.path else replace(unread, path=STDIN)


def _finish(unread: Iterable[Unread]) -> None:
    unread = tuple(unread)
    if unread:
        tell_unread(unread)
        sys.exit(UNREAD)


@contextmanager
def _progress(count: int) -> Iterator[Any]:
    if count < _LONG or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # heavy, and seldom needed
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label("note.reading"), total=count)
        yield lambda: progress.advance(task)
