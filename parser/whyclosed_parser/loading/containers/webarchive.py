"""Safari's web archives: a property list, binary or XML, of the page and all that belongs to it."""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers.expat import ExpatError

from whyclosed_parser.errors import DamagedFile, NotHtml, TooBig
from whyclosed_parser.loading.charset import as_utf8
from whyclosed_parser.loading.containers.entry import BLANK, HTML, Broken, Entry

_DAMAGED = (
    plistlib.InvalidFileException, ExpatError, struct.error, ValueError, LookupError, TypeError, AttributeError,
    OverflowError, RecursionError, MemoryError,
)  # fmt: skip
_BINARY = b"bplist00"
_TRAILER = struct.Struct(">6xBBQQQ")  # bytes of a place, of a reference; objects, the first, the table of places
_LONG = frozenset({0x4, 0x5, 0x6, 0xA, 0xC, 0xD})  # objects with a length: data, text, lists, tables
_LENGTH_BEHIND = 15  # the length stands in a number behind
_DEEPEST = 20  # frames within frames


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The page with its frames. Raises `DamagedFile`, `TooBig`, or `NotHtml` for a property list that is no page."""
    if _is_bomb(entry.content):
        raise TooBig
    try:
        archive = plistlib.loads(entry.content.lstrip(BLANK))
    except _DAMAGED:
        raise DamagedFile("This is a Safari web archive that is damaged or cut off.") from None
    if not isinstance(archive, dict) or not isinstance(archive.get("WebMainResource"), dict):
        raise NotHtml("This is a file of data (a property list), not a web page.")
    page = archive["WebMainResource"]
    if _text(page, "WebResourceMIMEType") not in (None, *HTML, "text/plain"):
        raise NotHtml("What was saved in this web archive is a picture or a document, not a web page.")
    yield Entry(
        content=_content(page),
        url=_text(page, "WebResourceURL"),
        charset=_text(page, "WebResourceTextEncodingName"),
        frames=dict(_frames(archive, 0)),
    )


def _is_bomb(content: bytes) -> bool:
    """Whether the objects of a binary property list lie on each other, and would take far more than the file."""
    if not content.startswith(_BINARY) or len(content) < _TRAILER.size:
        return False
    size, _, count, _, table = _TRAILER.unpack(content[-_TRAILER.size :])
    if count > len(content) or not size:
        return False  # which the library refuses
    held = 0
    for place in range(table, min(table + count * size, len(content)), size):
        at = int.from_bytes(content[place : place + size], "big")
        kind, length = divmod(content[at], 16) if at < len(content) else (0, 0)
        if kind in _LONG:
            if length == _LENGTH_BEHIND:
                width = 1 << (content[at + 1] & 3) if at + 1 < len(content) else 0
                length = int.from_bytes(content[at + 2 : at + 2 + width], "big")
            held += min(length, len(content))
            if held > 2 * len(content):
                return True
    return False


def _frames(archive: Mapping[str, Any], depth: int) -> Iterator[tuple[str, bytes]]:
    """The pages within a page, and those within them."""
    within = archive.get("WebSubframeArchives")
    for one in within if isinstance(within, list) and depth < _DEEPEST else ():
        page = one.get("WebMainResource") if isinstance(one, dict) else None
        if isinstance(page, dict):
            url = _text(page, "WebResourceURL")
            if url:
                yield url, as_utf8(_content(page), _text(page, "WebResourceTextEncodingName"))[0]
            yield from _frames(one, depth + 1)


def _content(page: Mapping[str, Any]) -> bytes:
    held = page.get("WebResourceData")
    return held.encode("utf-8", "replace") if isinstance(held, str) else held if isinstance(held, bytes) else b""


def _text(page: Mapping[str, Any], key: str) -> str | None:
    held = page.get(key)
    return held if isinstance(held, str) else None
