"""`whyclosed advise`: facts in, one diagnosis out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from whyclosed import api
from whyclosed.commands.failing import Refusal
from whyclosed.commands.options import as_of_option, depth_options, format_option, here, tz_option
from whyclosed.commands.output import look, tell_unclear, write, write_json
from whyclosed.commands.speech import Command, language_option
from whyclosed.labels import Labels
from whyclosed.sources import STDIN
from whyclosed.text.diagnosis import Depth, write_diagnosis
from whyclosed_parser.model import to_dict
from whyclosed_rules.errors import reason


@click.command("advise", cls=Command, help="help.advise")
@click.option("--facts", required=True, metavar="FILE|-|JSON", help="help.facts")
@format_option("text", "json")
@as_of_option
@tz_option
@language_option
@depth_options
def advise_command(facts: str, form: str, as_of: datetime | None, tz: str | None, say: Labels, depth: Depth) -> None:
    given = _facts(facts, say)
    present = here(as_of, tz, say)
    diagnosis = api.advise(given, as_of=present.now, tz=present.tz, language=say.language)
    unclear = [one for one in diagnosis.warnings if one.code == "unverified_wording"]
    tell_unclear((one.text for one in unclear), say)
    if form == "json":
        write_json(to_dict(diagnosis))
    else:
        diagnosis = replace(diagnosis, warnings=tuple(one for one in diagnosis.warnings if one not in unclear))
        write(write_diagnosis(diagnosis, as_of=present.now, **look(), language=say.language, depth=depth))


def _facts(where: str, say: Labels) -> dict[str, Any]:
    """The JSON object that `--facts` means. Raises `Refusal`."""
    inline = not where.strip() or where.lstrip().startswith(("{", "["))
    name = say("error.inline") if inline else say("unread.stdin") if where == STDIN else where

    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        for fact, count in Counter(key for key, _ in pairs).items():
            if count > 1:
                raise Refusal(say("error.facts_twice", fact=fact, path=name))
        return dict(pairs)

    try:
        if inline:
            written = where
        elif where == STDIN:
            written = sys.stdin.buffer.read().decode("utf-8-sig")
        else:
            written = Path(where).read_text("utf-8-sig")
        if not written.strip():
            raise Refusal(say("error.facts_object", path=name))
        facts = json.loads(written, parse_float=str, object_pairs_hook=each_once)  # amounts keep their digits
    except json.JSONDecodeError as error:
        raise Refusal(say("error.facts_json", path=name, line=error.lineno, column=error.colno)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(say("error.facts_file", path=name, reason=reason(error).told(say.language))) from None
    if not isinstance(facts, dict):
        raise Refusal(say("error.facts_object", path=name))
    return facts
