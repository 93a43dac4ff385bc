"""Words copied out of a page, as a page: each line a block of its own, and the cells of a row side by side in it."""

from __future__ import annotations

from html import escape

from whyclosed_parser import patterns
from whyclosed_parser.loading.charset import text_as_utf8
from whyclosed_parser.loading.containers import Entry
from whyclosed_parser.loading.letters import words_of_the_shop
from whyclosed_parser.loading.marked import is_marked, unmarked, with_links
from whyclosed_parser.loading.printed import off_the_sheet
from whyclosed_parser.loading.records import listed_in_rows, with_words
from whyclosed_parser.values.marks import AHEAD, FULL

_GAP = patterns.compiled(r"\t| {3,}|(?<=[^\s.!?:;,]) {2}(?=\S)")
_BOX = patterns.compiled(r"\A\s*+(?:[*+-]\s+)?\[([ xX✓✔])\]\s+(?=\S)")
"""A box to be ticked, as notes write it."""
_BULLET = patterns.compiled(r"\A\s*+[•·▪‣]\s++")
"""The mark of a list that never stands for anything else."""
_LISTED = patterns.compiled(r"\A\s*+[●○◦*–-]\s++")

_STRUCK = patterns.compiled(r"~~(?=\S)([^~\n]{1,500})(?<=\S)~~")
_NUMBERED = patterns.compiled(r"\A\s*+(\d{1,2})\.\s+(?=[^\W\d_])(?![^\W\d_]{3,12}\.?,?\s+\d)")
"""The number of a part of a list, and no day: no month and year stand behind it."""
_PARTED = patterns.compiled(r"[^\W\d_]-\Z")
_FEWEST_PARTED = 2
"""Lines that end within a word: one may end with a sign."""
_FEWEST_NUMBERED = 3
"""Two may be the days of two dates, which begin so in some languages."""


def copied_words(words: str) -> Entry:
    """Words that are known to be copied out of a page, whatever stands in them, as something to read."""
    return Entry(text_as_utf8(words), is_words=True)


def as_page(words: str) -> str:
    """HTML that shows these words and nothing else: nothing in them is taken for a tag."""
    plain, source = unmarked(words.splitlines()) if is_marked(words) else (words.splitlines(), None)
    lines, address = off_the_sheet(words_of_the_shop([*map(with_words, listed_in_rows(plain))]))
    body = "\n".join(f"<div>{_cells(line)}</div>" for line in _unparted(_unlisted(_unnumbered(lines))) if line.strip())
    address = address or source
    link = f'<link rel="canonical" href="{escape(address)}">' if address else ""
    return f'<!doctype html>\n<html><head><meta charset="utf-8">{link}</head><body>\n{body}\n</body></html>\n'


def _cells(line: str) -> str:
    """A browser puts a tab between the cells of a row that is copied, and who reads a picture a wide gap."""
    cells = [_drawn(escape(cell, quote=False)) for cell in _GAP.split(line) if cell.strip()]
    return cells[0] if len(cells) == 1 else "".join(f"<div>{cell}</div>" for cell in cells)


def _drawn(cell: str) -> str:
    """What a clipper struck out or wrote down as a link, as the page has it: what is struck out is no value."""
    return with_links(_STRUCK.sub(r"<s>\1</s>", cell))


def _unparted(lines: list[str]) -> list[str]:
    """The lines without the hyphens at which a printed page parts a word, where it does so again and again."""
    whole: list[str] = []
    count = 0
    for line in lines:
        if whole and _PARTED.search(whole[-1]) and line[:1].islower():
            whole[-1] = whole[-1][:-1] + line
            count += 1
        else:
            whole.append(line)
    return whole if count >= _FEWEST_PARTED else lines


def _unnumbered(lines: list[str]) -> list[str]:
    """The lines without the numbers that a browser writes before the parts of a list: 1, 2, 3 and so on."""
    numbered = {at: int(found[1]) for at, line in enumerate(lines) if (found := _NUMBERED.match(line)) is not None}
    if len(numbered) < _FEWEST_NUMBERED or [*numbered.values()] != [*range(1, len(numbered) + 1)]:
        return lines
    return [_NUMBERED.sub("", line, count=1) if at in numbered else line for at, line in enumerate(lines)]


def _unlisted(lines: list[str]) -> list[str]:
    """The lines without the marks of a list. What may be a mark of something else is one where all have it: a full
    circle beside an empty one marks steps."""
    lines = [_BOX.sub(lambda box: "☐ " if box[1] == " " else "☑ ", line, count=1) for line in lines]
    lines = [_BULLET.sub("", line, count=1) for line in lines]
    filled = [line for line in lines if line.strip()]
    marks = {line.lstrip()[0] for line in filled}
    if len(filled) > 1 and all(map(_LISTED.match, filled)) and (marks.isdisjoint(FULL) or marks.isdisjoint(AHEAD)):
        return [_LISTED.sub("", line, count=1) for line in lines]
    return lines
