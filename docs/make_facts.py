"""Writes docs/facts.md from the rules' own table: `python docs/make_facts.py`. With `--check`: is it current?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from whyclosed_rules.facts import Spec, specs
from whyclosed_rules.telling.sentences import sentences

HERE = Path(__file__).parent
KINDS = {
    "choice": "one of the values below",
    "flag": "`true` or `false`",
    "when": "a day or a time",
    "day": "a day",
    "time": "a time, or `now`",
    "days_range": "a day, or two days",
    "duration": "a duration",
    "amount": "an amount",
    "currency": "a currency such as `USD`",
    "number": "a whole number",
    "country": "a country or region, or `none`",
    "list": "several of the values below",
    "packages": "a list of objects",
}
KNOWN_BY = {
    "page": "read from pages",
    "buyer": "known to the buyer",
    "both": "read from pages, or known to the buyer",
}
PARCEL = "; of each parcel, where there are several"
INTRODUCTION = """\
# Facts

What an answer rests on, by name. The same names serve everywhere: `whyclosed diagnose --answer FACT=VALUE`,
`whyclosed advise --facts`, `answers` in the library and in the local protocol. A fact that is left out or `null` is
unknown, and unknown is fine: the answer then says what is certain all the same, and what to look at next.

Days are written `2026-11-22`, times `2026-11-22T10:00+01:00` (without offset: in the buyer's zone), durations `P9DT4H`,
amounts `12.50` or
`12.50 USD`, countries `DE`, regions `DE-BY`. Facts marked *or free text* also take the words of the page or the
message; words that are not understood count as unknown.

This page is made by `make documents`.
"""


def page() -> str:
    """The text of docs/facts.md: a fact without a meaning of its own is told by its question."""
    words = sentences("en")
    told = {spec.name: spec.meaning or words.say("question", spec.name) for spec in specs().values()}
    return "\n".join([INTRODUCTION, *(line for spec in specs().values() for line in _entry(spec, told[spec.name]))])


def _entry(spec: Spec, meaning: str) -> Iterator[str]:
    kind = KINDS[spec.kind] + (", or free text" if spec.text else "")
    if spec.null_means:
        kind += f"; `null` means `{spec.null_means}`"
    yield f"## {spec.name}\n"
    yield f"{meaning} *{kind}; {KNOWN_BY[spec.known_by]}{PARCEL if spec.of == 'parcel' else ''}*\n"
    if spec.values:
        yield f"{', '.join(f'`{value}`' for value in spec.values)}\n"


def main() -> None:
    """Write the page, or compare it."""
    target = HERE / "facts.md"
    if "--check" in sys.argv:
        sys.exit(0 if target.read_text("utf-8") == page() else "docs/facts.md is not current: make documents")
    target.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
