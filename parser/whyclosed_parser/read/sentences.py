"""Statements in running text."""

from __future__ import annotations

import re

from whyclosed_parser.classify import find_close_code
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.values.text import count_words
from whyclosed_parser.words import Kind, Words

_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s*(?=[^\W\d_a-zß-öø-ÿ])|\s*[·•|;；]\s*")
_FEWEST_WORDS = 4
"""Shorter lines are titles, states and buttons, which say nothing of why."""


def sentences(text: str) -> list[str]:
    """The statements of a line. The site glues sentences ("parcel.If you"), so a capital letter is what counts."""
    ends = [found.span() for found in _SENTENCE_END.finditer(text) if not text[found.end() :][:1].islower()]
    starts = [0, *(end for _, end in ends)]
    pieces = (
        text[start:end].strip() for start, end in zip(starts, [*(end for end, _ in ends), len(text)], strict=True)
    )
    return [piece for piece in pieces if piece]


def is_statement(line: Line, words: Words) -> bool:
    """Whether a line can be a notice: a sentence, no link, no button, no state that is read as such elsewhere."""
    if any(box.tag in ("a", "button") for box in own_boxes(line.element)) or count_words(line.text) < _FEWEST_WORDS:
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
