"""Statements in running text."""

from __future__ import annotations

import re

from whyclosed_parser.classify import find_close_code
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.words import Kind, Words

_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s*(?=[^\W\d_a-zß-öø-ÿ])|\s*[·•|;；]\s*")
_FEWEST_WORDS = 4
"""Shorter lines are titles, states and buttons, which say nothing of why."""


def sentences(text: str) -> list[str]:
    """The statements of a line. The site glues sentences ("parcel.If you"), so a capital letter is what counts."""
    return [piece for piece in (part.strip() for part in _SENTENCE_END.split(text)) if piece]


def is_statement(line: Line, words: Words) -> bool:
    """Whether a line can be a notice: a sentence, no link, no button, no state that is read as such elsewhere."""
    if any(box.tag in ("a", "button") for box in own_boxes(line.element)) or len(line.text.split()) < _FEWEST_WORDS:
        return False
    if is_row(line, words):
        return False
    kinds: tuple[Kind, ...] = ("status", "refund", "dispute")
    return not any(words.entry(kind, text) for kind in kinds for text in (line.text, *line.heads))


def is_row(line: Line, words: Words) -> bool:
    """Whether a line is a label with its value, and no sentence that begins with the same words."""
    row = words.row(line.text, line.runs)
    return row is not None and len(row.value.split()) < _FEWEST_WORDS


def close_code(lines: list[Line]) -> tuple[str, Line] | None:
    """The platform's own code for the end of the order, where the page prints one."""
    for line in lines:
        if (code := find_close_code(line.text)) is not None:
            return code, line
    return None
