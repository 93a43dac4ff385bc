"""An explained id as text."""

from __future__ import annotations

import re

from whyclosed.labels import ENGLISH, labels
from whyclosed.text.paper import Paper
from whyclosed.text.sources import cite
from whyclosed_rules import Explanation


def write_explanation(explanation: Explanation, *, width: int, colour: bool, language: str = ENGLISH) -> str:
    """What the id says, where it stands, and what belongs to it."""
    paper, say = Paper(width, colour=colour), labels(language)
    paper.write(f"{explanation.id} · {say.choice('kind', explanation.kind)}", "strong")
    paper.gap()
    paper.write(_open_names(explanation.says), indent=2)
    paper.gap()
    for line in explanation.lines:
        paper.write(_open_names(line.text), indent=2, lead=f"{line.label}: ")
    if explanation.sources:
        paper.heading(say("section.sources"))
        for source in explanation.sources:
            paper.write(cite(source, say), "quiet", indent=2, lead="• ")
            if source.id != explanation.id:
                paper.write(source.says, indent=4)
    return str(paper)


def _open_names(text: str) -> str:
    """A sentence with places for what only an order tells: `{act_by}` becomes `‹act_by›`."""
    return re.sub(r"\{(\w+)\}", r"‹\1›", text)
