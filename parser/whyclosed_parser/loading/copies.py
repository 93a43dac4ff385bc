"""A page that stands in its file more than once: files put together, words pasted twice."""

from __future__ import annotations

import re

from whyclosed_parser import patterns
from whyclosed_parser.loading.losses import markup_of

_NEXT_PAGE = patterns.compiled(rb"</html\s*>\s*(?=<!doctype\s+html|<html[\s>])", re.IGNORECASE)
_HEAD = 100  # bytes with which a page begins, and its copy
_FEWEST_LINES = 6
"""Words pasted twice are more than that; a few lines may well stand twice on a page."""


def pages_in(content: bytes) -> list[bytes]:
    """The whole pages that stand in a file behind each other, each once."""
    ends = [found.end() for found in _NEXT_PAGE.finditer(content)] if _NEXT_PAGE.search(markup_of(content)) else []
    if not ends:
        return [content]
    pages = [content[start:end] for start, end in zip([0, *ends], [*ends, len(content)], strict=True)]
    return list({page.strip(): page for page in pages}.values())


def page_once(content: bytes) -> bytes:
    """A file without what is only the same whole page once more."""
    if content.find(content.lstrip()[:_HEAD], _HEAD) < 0:  # the usual case, and cheap
        return content
    pages = pages_in(content)
    return pages[0] if len(pages) == 1 else content


def words_once(words: str) -> str:
    """Words without what is only they themselves once more."""
    lines = [line for line in words.splitlines() if line.strip()]
    half = len(lines) // 2
    twice = half >= _FEWEST_LINES and [*map(str.strip, lines[:half])] == [*map(str.strip, lines[half:])]
    return "\n".join(lines[:half]) if twice else words
