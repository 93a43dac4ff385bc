"""`whyclosed explain`: what an id stands for."""

from __future__ import annotations

import click

from whyclosed.commands.options import format_option
from whyclosed.commands.output import look, write, write_json
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels
from whyclosed.text.explanation import write_explanation
from whyclosed_parser.model import to_dict
from whyclosed_rules import explain


@click.command("explain", cls=Command, help="help.explain")
@click.argument("id_", metavar="ID")
@format_option("text", "json")
@language_option
def explain_command(id_: str, form: str, say: Labels) -> None:
    explanation = explain(id_, say.language)
    if form == "json":
        write_json(to_dict(explanation))
    else:
        write(write_explanation(explanation, **look(), language=say.language))
