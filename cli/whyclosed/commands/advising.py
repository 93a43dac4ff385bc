"""`whyclosed advise`: facts in, one diagnosis out."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from whyclosed import api
from whyclosed.commands.options import as_of_option, depth_options, format_option, here, tz_option
from whyclosed.commands.output import Refusal, look, tell_unclear, write, write_json
from whyclosed.labels import label
from whyclosed.sources import STDIN
from whyclosed.text.diagnosis import Depth, write_diagnosis
from whyclosed_parser.model import to_dict


@click.command("advise", help=label("help.advise"))
@click.option("--facts", required=True, metavar="FILE|-|JSON", help=label("help.facts"))
@format_option("text", "json")
@as_of_option
@tz_option
@depth_options
def advise_command(facts: str, form: str, as_of: datetime | None, tz: str | None, depth: Depth) -> None:
    given = _facts(facts)
    present = here(as_of, tz)
    diagnosis = api.advise(given, as_of=present.now, tz=present.tz)
    tell_unclear(one.text for one in diagnosis.warnings if one.code == "unverified_wording")
    if form == "json":
        write_json(to_dict(diagnosis))
    else:
        write(write_diagnosis(diagnosis, as_of=present.now, **look().as_arguments(), depth=depth))


def _facts(where: str) -> dict[str, Any]:
    """The JSON object that `--facts` means. Raises `Refusal`."""
    inline = where.lstrip().startswith(("{", "["))
    name = label("error.inline") if inline else label("unread.stdin") if where == STDIN else where
    try:
        if inline:
            written = where
        elif where == STDIN:
            written = sys.stdin.buffer.read().decode("utf-8-sig")
        else:
            written = Path(where).read_text("utf-8-sig")
        facts = json.loads(written, parse_float=str)  # amounts keep their digits
    except json.JSONDecodeError as error:
        where_wrong = label("error.facts_json", path=name, reason=error.msg, line=error.lineno, column=error.colno)
        raise Refusal(where_wrong) from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Refusal(label("error.facts_file", path=name, reason=reason)) from None
    if not isinstance(facts, dict):
        raise Refusal(label("error.facts_object", path=name))
    return facts
