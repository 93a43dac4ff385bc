"""`whyclosed explain`: what an id stands for."""

from __future__ import annotations

import click

from whyclosed.commands.options import format_option
from whyclosed.commands.output import look, write, write_json
from whyclosed.labels import label
from whyclosed.text.explanation import write_explanation
from whyclosed_parser.model import to_dict
from whyclosed_rules import explain


@click.command("explain", help=label("help.explain"))
@click.argument("id_", metavar="ID")
@format_option("text", "json")
def explain_command(id_: str, form: str) -> None:
    explanation = explain(id_)
    if form == "json":
        write_json(to_dict(explanation))
    else:
        write(write_explanation(explanation, **look().as_arguments()))
