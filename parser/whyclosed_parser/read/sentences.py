"""Statements in running text."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.classify import find_close_code
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import MARK, goes_on
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.values.text import count_words
from whyclosed_parser.words import Kind, Words

_A_DATE_GOES_ON = r"(?!(?<=\d\.)\s?[^\W\d_]{3,10}\.?\s\d{4}(?!\d))"
"""No sentence begins in "4. Dezember 2026"."""
_SENTENCE_END = patterns.compiled(
    rf"(?<=[.!?。！？]){_A_DATE_GOES_ON}\s*(?=[^\W\d_a-zß-öø-ÿ])|(?<=[^\W\d_]{{6}}[.!?])\s+(?=[^\w\s]?\d)|"
    r"(?<=[。！？])\s*(?=\d)|(?<=[가-힣]\.)\s+(?=\d)|(?:(?<!\s)\s++)?[·•|;；]\s*"
)
"""An amount may open a sentence, too ("cancelled. 12.40 EUR will …"): no month or unit that ends in a dot has as many
letters as that."""
_STOPS = (".", "!", "?", ":", ";", "。", "！", "？", "：", "；")
_COLONS = (":", "：")
"""In a script without capitals a row may follow another one."""
_DATED = patterns.compiled(r"[^\W\d_]{3,9}\.?\s\d{1,2}(?!\d)")
"""How a day begins that names its month first."""
_LOADING = patterns.compiled(r"\S+\s?(?:…|\.\.\.)")
_FEWEST_WORDS = 4
"""Shorter lines are titles, states and buttons, which say nothing of why."""


def sentences(text: str) -> list[str]:
    """The statements of a line. The site glues sentences ("parcel.If you"), so a capital letter is what counts."""
    pieces: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if end[0].strip() or not text[end.end() :][:1].islower():  # "2 дн. 7 ч. на"
            pieces.append(text[start : end.start()])
            start = end.end()
    stripped = (piece.strip() for piece in (*pieces, text[start:]))
    return [piece for piece in stripped if piece]


def flowing(lines: list[Line]) -> list[Line]:
    """The lines, with those put together that only a forced break parts: in one element, going on in small letters or
    in those of a script that has no others."""
    return [whole for whole, _ in flows(lines)]


def flows(lines: list[Line]) -> list[tuple[Line, list[Line]]]:
    """The same, each with the lines that it was made of."""
    whole: list[tuple[Line, list[Line]]] = []
    for line in lines:
        before, parts = whole[-1] if whole else (None, [])
        if before is not None and before.element is line.element and _flows(before.text, line.text):
            joined = before._replace(text=f"{before.text} {line.text}", runs=(*before.runs, " ", *line.runs))
            whole[-1] = joined, [*parts, line]
        else:
            whole.append((line, [line]))
    return whole


def _flows(before: str, behind: str) -> bool:
    if MARK in before + behind:
        return False
    first = behind[:1]
    of_no_case = first.isalpha() and first.lower() == first.upper() and not before.endswith(_STOPS)
    numbered = (first.isdigit() and before[-1:].isalpha()) or (_DATED.match(behind) and before[-1:].islower())
    if numbered and count_words(before) >= _FEWEST_WORDS:
        return True  # a sentence that has begun, and no label
    return goes_on(before, behind) or (of_no_case and not any(colon in before + behind for colon in _COLONS))


def is_loading(text: str) -> bool:
    """Whether a text is what stands there until the rest is loaded: one word that goes on."""
    return _LOADING.fullmatch(text) is not None


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
