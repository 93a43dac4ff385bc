"""Faults of a page's markup at which lxml's builder stops or loses content without a word, mended in the bytes."""

from __future__ import annotations

import re

_SWALLOWING = (
    (b"<!--", (b"-->", b"--!>")),
    (b"<script", (b"</script",)),
    (b"<style", (b"</style",)),
    (b"<title", (b"</title",)),
    (b"<textarea", (b"</textarea",)),
)
"""What takes everything for its own text until it is closed. Only spellings in one case are looked for."""

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_END_TAGS = (b"</body>", b"</html>", b"</BODY>", b"</HTML>")
_ELEMENT = re.compile(rb"<[a-zA-Z/]")
_BLOCKS_IN_LINKS = re.compile(rb"(</?)(?:fieldset|table|form)(?=[\s/>])", re.IGNORECASE)


def without_early_end(page: bytes) -> bytes:
    """The page without its `</body>` and `</html>`, if more of it stands behind them: browsers show that too."""
    ends = [place for name in (b"</html", b"</HTML") if (place := page.find(name)) >= 0]
    if not ends:
        return page
    rest = page[min(ends) :].partition(b">")[2]
    if not _without_end_tags(_COMMENT.sub(b"", rest)).strip():
        return page
    return _without_end_tags(page)


def _without_end_tags(page: bytes) -> bytes:
    for tag in _END_TAGS:
        page = page.replace(tag, b"")
    return page


def without_swallowers(page: bytes) -> tuple[bytes, bool]:
    """The page without comments, scripts and the like that are never closed though the body goes on behind them, and
    whether there were any. Their own text, up to the next tag, goes with them."""
    mended = False
    for opening, closings in _SWALLOWING:
        while (start := _unclosed(page, opening, closings)) >= 0:
            behind = page.find(b">", start) + 1 if opening != b"<!--" else start + len(opening)
            element = _ELEMENT.search(page, max(behind, start + len(opening)))
            page = page[:start] + (page[element.start() :] if element else b"")
            mended = True
    return page, mended


def _unclosed(page: bytes, opening: bytes, closings: tuple[bytes, ...]) -> int:
    """Where an opening stands that nothing closes, though the page's end is behind it; -1 where none does."""
    start = page.rfind(opening)
    if start < 0 or any(page.find(closing, start) >= 0 for closing in closings):
        return -1
    if page.find(b"</body", start) < 0 and page.find(b"</html", start) < 0:
        return -1
    if opening == b"<!--" and page.rfind(b"<script", 0, start) > page.rfind(b"</script", 0, start):
        return -1  # words of a script
    return start


def without_blocks_in_links(page: bytes) -> bytes:
    """The page with plain boxes for those elements at which lxml's builder ends a link that is around them."""
    return _BLOCKS_IN_LINKS.sub(rb"\1div", page)


def has_blocks_in_links(page: bytes) -> bool:
    """Whether any of those elements is on the page."""
    return _BLOCKS_IN_LINKS.search(page) is not None
