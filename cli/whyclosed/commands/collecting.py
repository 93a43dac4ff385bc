"""`whyclosed evidence`: what was seen of one order, packed for a dispute."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whyclosed.commands.failing import Failure
from whyclosed.commands.options import OneFile, answer_option, answers_of, as_of_option, here, order_option, tz_option
from whyclosed.commands.output import note, refuse_existing, tell_copies, tell_unread, write, write_file
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels
from whyclosed.sources import STDIN, find, without_copies

if TYPE_CHECKING:  # the help must not wait for the rules
    from whyclosed.api import Diagnosed
    from whyclosed.evidence import SavedFile
    from whyclosed_parser.model import Unread


@click.command("evidence", cls=Command, help="help.evidence")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", type=OneFile(), metavar="FILE", help="help.evidence_output")
@click.option("--with-pages", is_flag=True, help="help.evidence_pages")
@as_of_option
@tz_option
@answer_option
@order_option
@language_option
def evidence_command(
    paths: tuple[str, ...],
    output: Path | None,
    with_pages: bool,
    as_of: datetime | None,
    tz: str | None,
    answers: tuple[tuple[str, Any], ...],
    order: str | None,
    say: Labels,
) -> None:
    from whyclosed import api
    from whyclosed.evidence import pack
    from whyclosed.text.dates import Calendar
    from whyclosed_parser import merge

    given, present = answers_of(answers, say), here(as_of, tz, say)
    files, unread = _saved(paths, order, present.now, say)
    tell_unread(unread, say)
    orders = merge([one for file in files for one in file.orders], now=present.now)
    report = api.diagnose_orders(orders, (), present, answers=given, order=order, language=say.language)
    entry = _meant(report.orders, order, say)
    number = entry.order.order_id
    place = output or Path(f"evidence-{number or format(present.now, '%Y-%m-%d')}.zip")
    refuse_existing(place, say)
    mine = [file for file in files if file.of(entry.order)]
    write_file(place, pack(entry, mine, Calendar(present.now, say), with_pages=with_pages), say)
    note(say("evidence.done"))
    write(f"{place}\n")


def _saved(names: Iterable[str], order: str | None, now: datetime, say: Labels) -> tuple[list[SavedFile], list[Unread]]:
    """Each page by itself, with its bytes, and what could not be read."""
    from whyclosed.evidence import SavedFile
    from whyclosed.pages import read
    from whyclosed_parser.report import content_of

    found, unread = find(names, say)
    sources, copies = without_copies(found)
    tell_copies(copies, say)
    files = []
    for source in sources:
        page = content_of(sys.stdin.buffer) if isinstance(source, str) else source
        orders, missed = read([page], order_id=order, now=now, language=say.language)
        unread.extend(missed)
        if orders:
            content = page if isinstance(page, bytes) else page.read_bytes()
            name = STDIN if isinstance(source, str) else os.fsencode(source.name).decode("utf-8", "replace")
            files.append(SavedFile(name, content, orders))
    return files, unread


def _meant(entries: Sequence[Diagnosed], order: str | None, say: Labels) -> Diagnosed:
    """The order that the pack is about. Raises `Failure` where none was read or it is not clear which."""
    found = [one for one in entries if order is None or one.order.order_id == order]
    if len(found) == 1:
        return found[0]
    if order is not None:
        raise Failure(say("error.order_not_seen", order=order))
    if not found:
        raise Failure(say("evidence.no_order"))
    from whyclosed.api import names_of

    names = names_of([one.order for one in found])
    raise Failure(say("evidence.which_order", count=len(found), orders=names))
