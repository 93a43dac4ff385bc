"""A page of text: wrapped to a width, coloured or not, safe for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from whyclosed_parser import patterns

Style = Literal["strong", "quiet", "good", "warn", "bad", "link"]
_CODES: dict[Style, str] = {"strong": "1", "quiet": "2", "good": "32", "warn": "33", "bad": "1;31", "link": "36"}

# Bytes of a page must not steer the terminal: control characters, and marks that turn the direction of text.
_UNSAFE = patterns.compiled(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Where a line may break: at white space, but not at no-break spaces («\u00a0…\u00a0»).
_SPACE = patterns.compiled(r"[^\S\u00a0\u202f]+")


def clean(text: str) -> str:
    """`text` without characters that steer a terminal; line ends and tabs stay."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n"))


def cells(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


@lru_cache(maxsize=4096)
def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int) -> Iterator[str]:
    """Lines of `text` of at most `width` columns. A long word without wide characters (a link) stays whole."""
    if cells(text) <= width:  # as most are
        yield " ".join(_SPACE.split(text.strip()))
        return
    line, used = "", 0
    for word in _words(text, width):
        for piece in _pieces(word, width):
            size = cells(piece)
            if line and used + 1 + size > width:
                yield line
                line, used = piece, size
            else:
                line, used = (f"{line} {piece}", used + 1 + size) if line else (piece, size)
    yield line


def _words(text: str, width: int) -> Iterator[str]:
    """Words as lines may break them: at a no-break space only where a line has no room for what it holds together."""
    for word in _SPACE.split(text.strip()):
        if cells(word) > width:
            yield from word.split()
        else:
            yield word


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word, cut where it is too long and written without spaces (Chinese, Japanese)."""
    if cells(word) <= width or cells(word) == len(word):
        yield word
        return
    piece, used = "", 0
    for char in word:
        if used + _cells(char) > width:
            yield piece
            piece, used = "", 0
        piece, used = piece + char, used + _cells(char)
    yield piece


class Paper:
    """Lines in the making. Everything written is cleaned; nothing is wider than `width` where it can be helped."""

    def __init__(self, width: int, *, colour: bool, names: int = 0) -> None:
        """`names`: how wide the column of names is, in columns."""
        self.width = width
        self._names = names
        self._colour = colour
        self._lines: list[str] = []

    def __str__(self) -> str:
        return "\n".join(self._lines).strip("\n") + "\n"

    def write(self, text: str, style: Style | None = None, *, indent: int = 0, lead: str = "") -> None:
        """A paragraph. `lead` (a bullet, a number) stands before its first line, the others hang below."""
        room = max(self.width - indent - cells(lead), 20)
        for number, line in enumerate(wrap(clean(text), room)):
            before = lead if number == 0 else " " * cells(lead)
            self._lines.append(f"{' ' * indent}{before}{self.paint(line, style)}".rstrip())

    def line(self, text: str, style: Style | None = None) -> None:
        """A line as it is, such as a row of a table."""
        self._lines.append(self.paint(clean(text).rstrip(), style))

    @property
    def filled(self) -> int:
        """How many lines hold something."""
        return sum(1 for line in self._lines if line)

    @property
    def room(self) -> int:
        """How wide the text of a row is."""
        return max(self.width - self._names, 20)

    def row(self, name: str, text: str, style: Style | None = None) -> None:
        """A name, and what belongs to it beside it."""
        self.write(text, style, lead=name + " " * (self._names - cells(name)))

    def row_size(self, text: str) -> int:
        """How many lines a row would take."""
        return self.size(text, lead=" " * self._names)

    def size(self, text: str, *, lead: str = "") -> int:
        """How many lines a paragraph would take."""
        return sum(1 for _ in wrap(clean(text), max(self.width - cells(lead), 20)))

    def verbatim(self, text: str) -> None:
        """Text to be copied: its own lines, wrapped, without indent."""
        for paragraph in clean(text).split("\n"):
            self._lines.extend(wrap(paragraph, self.width))

    def gap(self) -> None:
        """An empty line, never two in a row."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def heading(self, text: str) -> None:
        """The title of a section."""
        self.gap()
        self._lines.append(self.paint(clean(text), "strong"))

    def rule(self, mark: str) -> None:
        """A line from side to side."""
        self._lines.append(self.paint(mark * self.width, "quiet"))

    def paint(self, text: str, style: Style | None) -> str:
        """`text` in a style, where colours are wanted."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self._colour and style and text else text
