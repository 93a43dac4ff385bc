"""Faults of a page's markup at which lxml's builder stops or loses content without a word, mended in the bytes."""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from whyclosed_parser import patterns

_END = 4096  # bytes at the end of a page in which its last element is closed
_COMMENT = patterns.compiled(rb"<!--.*?-->", re.DOTALL)
_END_TAGS = (b"</body>", b"</html>", b"</BODY>", b"</HTML>")
_ELEMENT = patterns.compiled(rb"<[a-zA-Z/]")
_LINKS_AND_BLOCKS = patterns.compiled(rb"<(?P<end>/?)(?P<tag>a|fieldset|table|form)(?=[\s/>])", re.IGNORECASE)

_TURNED_ROUND = "\u202e".encode()
_OVERRIDDEN = patterns.compiled(rb"\xe2\x80\xae([^<>\n]*?)(?:\xe2\x80\xac|(?=[<>\n])|\Z)")
_GLYPH = rb"\xee[\x80-\xbf][\x80-\xbf]"
_DRAWN = patterns.compiled(rb"%b(?:[.,:/-]?(?:%b|\d))*+" % (_GLYPH, _GLYPH))
_GLYPHS = patterns.compiled(_GLYPH)
_NUMBER_BEFORE = patterns.compiled(rb"\d[.,:/-]?\Z")
_UNREADABLE = "\ufffc0\ufffc".encode()  # a part of a number


def without_early_end(page: bytes) -> bytes:
    """The page without its `</body>` and `</html>`, if more of it stands behind them: browsers show that too. The
    builder makes a second root of what stands there, so no other page needs to be searched."""
    end = page.find(b"</html>")
    if end < 0:
        end = page.find(b"</HTML>")
    if end < 0 or not _without_end_tags(_COMMENT.sub(b"", page[end:])).strip():
        return page
    return _without_end_tags(page)


def _without_end_tags(page: bytes) -> bytes:
    for tag in _END_TAGS:
        page = page.replace(tag, b"")
    return page


def without_swallower(page: bytes, root: Element) -> bytes | None:
    """The page without a comment, script or the like that is never closed though the body goes on in it; None where
    there is none. What is not closed is the last thing of the tree. Its text up to the next tag goes with it."""
    last = root.getnext()
    if last is None:
        last = root
        while len(last) and not last[-1].tail:
            last = last[-1]
    opening, closing = (f"<{last.tag}", f"</{last.tag}") if isinstance(last.tag, str) else ("<!--", "-->")
    _, closed, behind_it = page[-_END:].lower().rpartition(closing.encode())
    if closed and opening.encode() not in behind_it:
        return None  # the usual case, and cheap
    start = page.rfind(opening.encode())
    start = max(start, page.rfind(opening.upper().encode(), max(start, 0)))  # from the end: seldom all of the page
    if start < 0 or closing.encode() in page[max(start, len(page) - _END) :].lower():
        return None
    text = (last.text or "").lower()
    if "</body" not in text and "</html" not in text:
        return None
    behind = page.find(b">", start) if isinstance(last.tag, str) else start + len(opening)
    element = _ELEMENT.search(page, max(behind, start + 1))
    return page[:start] + page[element.start() :] if element else None


def without_blocks_in_links(page: bytes) -> bytes | None:
    """The page with other boxes, of which the builder knows nothing, for those elements at which it ends a link that is
    around them; None where it has none."""
    in_link, opened, changed = False, 0, False

    def mended(found: re.Match[bytes]) -> bytes:
        nonlocal in_link, opened, changed
        is_end = bool(found["end"])
        if found["tag"] in b"aA":
            in_link = not is_end
            return found[0]
        if not (opened if is_end else in_link):
            return found[0]
        opened += -1 if is_end else 1
        changed = True
        return b"</hgroup" if is_end else b"<hgroup"

    page = _LINKS_AND_BLOCKS.sub(mended, page)
    return page if changed else None


def as_shown(page: bytes) -> bytes:
    """The page with what a sign turns round (right to left, whatever is written) in the order in which it is seen, and
    with marks for the numbers that a font of the page's own draws from characters without a meaning."""
    if b"\xee" in page:
        page = _DRAWN.sub(_without_glyphs, page)
    if _TURNED_ROUND[-1:] not in page or _TURNED_ROUND not in page:  # one byte is found many times faster than several
        return page
    return _OVERRIDDEN.sub(lambda found: found[1].decode("utf-8", "replace")[::-1].encode(), page)


def _without_glyphs(found: re.Match[bytes]) -> bytes:
    """A mark for characters of private use that touch digits, or have signs between them as a number has; one alone, or
    the same several times, is an icon."""
    touched = _GLYPHS.sub(b"", found[0]) or _NUMBER_BEFORE.search(
        found.string, max(0, found.start() - 2), found.start()
    )
    return _UNREADABLE if touched or len(set(_GLYPHS.findall(found[0]))) > 2 else found[0]
