"""The signs in front of the steps of something, which say whether a step was reached."""

from __future__ import annotations

from itertools import dropwhile

from whyclosed_parser.values.text import fold

TICKS = frozenset("✓✔☑✅")
"""What has one was reached."""
FULL = frozenset("●⬤◉⚫🔵🟢")
"""What has one was reached, if another one is empty; else it is a bullet."""
AHEAD = frozenset("○◯☐⬜⚪◌")
"""What has one has not happened."""
_ALL = TICKS | FULL | AHEAD
_AS_PICTURE = "\ufe0f"


def marked(runs: list[str], before: str) -> tuple[str, list[str]]:
    """The mark in front of a line, behind it or, as the only one, in it ("Shipped ✓ (Nov 4)"), and its pieces without
    it. `before`: the mark that stands in front of it by itself. A line of nothing but a mark keeps it."""
    text = fold("".join(runs).replace(_AS_PICTURE, ""))
    if text in _ALL or not text:
        return text, [text]
    inside = [sign for sign in text if sign in _ALL]
    for sign, at in ((text[0], 0), (text[-1], -1), *((sign, 0) for sign in inside if len(inside) == 1)):
        if sign in _ALL:
            held = [at for at, run in enumerate(runs) if sign in run][at]
            bare = "".join(runs[held].split(sign, 1) if at == 0 else runs[held].rsplit(sign, 1))
            bare = bare.replace(_AS_PICTURE, "")
            rest = [*runs[:held], *([bare] if bare.strip() else []), *runs[held + 1 :]]
            return sign, list(dropwhile(str.isspace, rest))
    return before, runs
