"""`whyclosed serve`, `stop`, `pair`, `orders` and `forget`: doors to the server and its memory."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from whyclosed.commands.failing import Failure, Refusal
from whyclosed.commands.options import Whole, as_of_option, depth_options, format_option, here, order_option, tz_option
from whyclosed.commands.output import note, write, write_report
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels
from whyclosed_server import PORT

if TYPE_CHECKING:
    from whyclosed.text.diagnosis import Depth


@click.command("serve", cls=Command, help="help.serve")
@click.option("--port", type=Whole("error.bad_port", 0, 65_535), default=PORT, show_default=True, help="help.port")
@click.option("--no-store", is_flag=True, help="help.no_store")
@language_option
def serve_command(port: int, no_store: bool, say: Labels) -> None:
    try:
        from whyclosed_server.serve import serve
    except ModuleNotFoundError as error:
        from whyclosed_server.calling import adding

        raise Failure(say("error.no_server", command="serve", missing=error.name, typed=adding("server"))) from None
    from whyclosed.evidence.served import served_pack

    show_key, lines = sys.stderr.isatty(), say.all("serve")
    try:
        serve(port, remember=not no_store, show_key=show_key, say=note, lines=lines, pack=served_pack)
    except KeyboardInterrupt:  # the usual way to stop it
        return


@click.command("stop", cls=Command, help="help.stop")
@click.option("--port", type=Whole("error.bad_port", 1, 65_535), default=PORT, show_default=True, help="help.on_port")
@language_option
def stop_command(port: int, say: Labels) -> None:
    from whyclosed_server.stopping import stop_server

    there, gone = stop_server(port)
    if there is not None and not gone:
        raise Failure(say("local.not_stopped", port=there))
    note(say("local.no_server") if there is None else say("local.stopped", port=there))


@click.command("pair", cls=Command, help="help.pair")
@click.option("--new", is_flag=True, help="help.new")
@language_option
def pair_command(new: bool, say: Labels) -> None:
    from whyclosed_server.pairing import pair

    key = pair(new=new)
    note(say("local.pair"))
    write(f"{key}\n")


@click.command("orders", cls=Command, help="help.orders")
@format_option("text", "json", "jsonl", "csv", "html", "ics")
@as_of_option
@tz_option
@order_option
@language_option
@depth_options
def orders_command(
    form: str, as_of: datetime | None, tz: str | None, order: str | None, say: Labels, depth: Depth
) -> None:
    from whyclosed import api
    from whyclosed_server.answers import facts_only
    from whyclosed_server.store import Store

    present = here(as_of, tz, say)
    with Store.open() as store:
        remembered = [(one, store.answers(one.order_id) if one.order_id else {}) for one in store.orders()]
    entries = [
        entry
        for one, answers in remembered
        for entry in api.diagnose_orders([one], (), present, answers=facts_only(answers), language=say.language).orders
    ]
    if not entries and form == "text":
        note(say("local.no_orders"))
        return
    write_report(api.Report(present.now, tuple(entries), ()), form, present, say, depth=depth, order=order)


@click.command("forget", cls=Command, help="help.forget")
@click.argument("order_id", required=False)
@click.option("--all", "everything", is_flag=True, help="help.all")
@language_option
def forget_command(order_id: str | None, everything: bool, say: Labels) -> None:
    from whyclosed_server.calling import command

    if order_id is None and not everything:
        raise Refusal(say("error.forget_what", command=command()))
    if order_id is not None and everything:
        raise Refusal(say("error.forget_both"))
    from whyclosed_server.store import Store

    with Store.open() as store:
        count, erased = store.forget(order_id), store.erased
    if order_id is not None and not count:
        raise Failure(say("error.no_order", order=order_id, command=command()))
    note(say("local.forgotten", count=count))
    if not erased:
        note(say("local.not_erased"))
