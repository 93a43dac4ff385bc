"""`whyclosed serve`, `pair`, `orders` and `forget`: doors to the server and its memory."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from whyclosed.commands.options import as_of_option, depth_options, format_option, here, order_option, tz_option
from whyclosed.commands.output import Failure, Refusal, note, write, write_report
from whyclosed.labels import label

if TYPE_CHECKING:
    from whyclosed.text.diagnosis import Depth

_PORT = 47291


@click.command("serve", help=label("help.serve"))
@click.option("--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help=label("help.port"))
@click.option("--no-store", is_flag=True, help=label("help.no_store"))
def serve_command(port: int, no_store: bool) -> None:
    try:
        from whyclosed_server.serve import serve
    except ModuleNotFoundError as error:
        missing = label("error.no_server", command="serve", missing=error.name)
        raise Failure(missing) from None
    try:
        serve(port, remember=not no_store, show_key=sys.stderr.isatty(), say=note)
    except KeyboardInterrupt:  # the usual way to stop it
        return


@click.command("pair", help=label("help.pair"))
@click.option("--new", is_flag=True, help=label("help.new"))
def pair_command(new: bool) -> None:
    from whyclosed_server.pairing import pair

    key = pair(new=new)
    note(label("local.pair"))
    write(f"{key}\n")


@click.command("orders", help=label("help.orders"))
@format_option("text", "json", "jsonl", "csv", "html", "ics")
@as_of_option
@tz_option
@order_option
@depth_options
def orders_command(form: str, as_of: datetime | None, tz: str | None, order: str | None, depth: Depth) -> None:
    from whyclosed import api
    from whyclosed_server.answers import facts_only
    from whyclosed_server.store import Store

    present = here(as_of, tz)
    with Store.open() as store:
        remembered = [(one, store.answers(one.order_id) if one.order_id else {}) for one in store.orders()]
    entries = [
        entry
        for one, answers in remembered
        for entry in api.diagnose_orders([one], (), present, answers=facts_only(answers)).orders
    ]
    if not entries and form == "text":
        note(label("local.no_orders"))
        return
    write_report(api.Report(present.now, tuple(entries), ()), form, present, depth=depth, order=order)


@click.command("forget", help=label("help.forget"))
@click.argument("order_id", required=False)
@click.option("--all", "everything", is_flag=True, help=label("help.all"))
def forget_command(order_id: str | None, everything: bool) -> None:
    if order_id is None and not everything:
        raise Refusal(label("error.forget_what"))
    if order_id is not None and everything:
        raise Refusal(label("error.forget_both"))
    from whyclosed_server.store import Store

    with Store.open() as store:
        count, erased = store.forget(order_id), store.erased
    if order_id is not None and not count:
        raise Failure(label("error.no_order", order=order_id))
    note(label("local.forgotten_one") if count == 1 else label("local.forgotten", count=count))
    if not erased:
        note(label("local.not_erased"))
