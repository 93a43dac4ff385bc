"""Writes docs/rules.md: rulings from the catalogue, the stories' figure and whole answers, all computed.

python docs/make_rules.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the stories stand in tests/

from tests.rules.coverage import LEFT_OUT, STATEMENTS  # noqa: E402
from tests.rules.stories import QUESTIONS, share  # noqa: E402

import whyclosed  # noqa: E402
from whyclosed.text.diagnosis import write_diagnosis  # noqa: E402
from whyclosed_rules import data  # noqa: E402

TARGET = Path(__file__).with_name("rules.md")
NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Berlin"))

RULINGS = {
    "What ends an order": ("L46", "L41", "L42", "L43", "L26"),
    "When one may and must act": ("L35", "L12", "L38", "L39", "L36"),
    "Who is asked": ("L11", "L40", "L37", "L45"),
    "What never helps": ("L25", "L47", "L17", "L18"),
    "Returns": ("L44",),
}
"""Ids of our own rules, by what they are about."""

EXAMPLES: Mapping[str, dict[str, Any]] = {
    "A lost dispute, paid by card": {
        "status": "closed",
        "dispute_result": "refused",
        "dispute_decided_on": "2026-11-10",
        "method": "card",
        "paid_on": "2026-08-01",
    },
    "Receipt confirmed by mistake": {
        "status": "completed",
        "confirmed": True,
        "confirmed_on": "2026-11-12",
        "received": False,
        "tracking_event": "IN_TRANSIT",
    },
    "Closed without a word": {"status": "closed"},
}

INTRODUCTION = """\
# How the advice is made

An answer is looked up, not guessed. Facts of an order (docs/facts.md), each with the place where it was read or the
buyer's own word, go through tables in `rules/whyclosed_rules/tables`:

1. Typed functions turn days and sums into named values: the window is `open`, the seller's 48 hours are over.
2. What follows is filled in (what was shipped was paid), and evidence narrows each derived fact to the values that are
   still possible. Stronger evidence wins; what it overrules is told.
3. Of the table of routes exactly one row holds for every combination of facts: the tests prove that none is missing and
   no two overlap. Where several routes stay possible the answer is `undecided`, and says what to look at next.
4. Steps, warnings, messages and evidence are the rows that hold. Each row names the statements that it rests on.

What cannot be true together is never computed with: the answer names these facts and asks for them again. A step names
a button as the page does; where the page has none, the step says so and names support.

{statements} statements of the two articles, of their conflicts and of our own rules stand behind an answer of the
tests, or in the list of {left_out} that nothing can carry out, each with its reason (`python -m tests.rules.coverage`).
In {told} invented situations of buyers the advice is one that an expert accepts in {first} at the first answer, and in
{asked} after up to {questions} of the program's own questions (`python -m tests.rules.stories`). Some rules were mended
after their authors had seen these situations: the figure says that nothing got worse, not how well unknown ones go.

## Rulings

Where the articles are silent or contradict what pages print, we decide. `whyclosed explain ID` tells more.
"""


def page() -> str:
    """The text of docs/rules.md."""
    first, asked = share(0), share(QUESTIONS)
    introduction = INTRODUCTION.format(
        statements=len(STATEMENTS),
        left_out=len(LEFT_OUT),
        told=first[1],
        first=first[0],
        asked=asked[0],
        questions=QUESTIONS,
    )
    return "\n".join(
        [introduction, *_rulings(), "## Three answers\n", *_examples(), "This page is made by `make documents`.\n"]
    )


def _rulings() -> Iterator[str]:
    rules = data.load_toml("catalogue/own_rules")
    for title, ids in RULINGS.items():
        yield f"**{title}**\n"
        for id_ in ids:
            rule = rules[id_]
            yield f"- {id_}: {rule['says']} *({rule['origin']})*"
        yield ""


def _examples() -> Iterator[str]:
    for title, facts in EXAMPLES.items():
        told = ", ".join(f"{name} {str(value).lower()}" for name, value in facts.items())
        diagnosis = whyclosed.advise(facts, as_of=NOW, tz=NOW.tzinfo)
        answer = write_diagnosis(diagnosis, as_of=NOW, width=88, colour=False, depth="full")
        yield f"### {title}\n\nOn {NOW:%Y-%m-%d}: {told}.\n\n```text\n{answer.strip()}\n```\n"


def main() -> None:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text("utf-8") == page() else "docs/rules.md is not current: make documents")
    TARGET.write_text(page(), "utf-8")


if __name__ == "__main__":
    main()
