"""What a source is, before anything is parsed: unpack gzip, refuse what is no web page, and say what it is."""

from __future__ import annotations

import re
import zlib

from whyclosed_parser.errors import Compressed, EmptyPage, NotHtml

MOST_INFLATED = 32 * 1024 * 1024
"""Bytes up to which gzip is unpacked."""

_MOST_NUL = 0.01  # of all bytes; damaged pages have fewer, binary files more
_BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_PICTURE_HINT = (
    "A picture or print of the page cannot be read. Open the order in your browser and save the page itself "
    "(“Save page as”, “Webpage, complete”)."
)
_BINARY = (
    (b"\x89PNG\r\n", "a PNG picture", _PICTURE_HINT),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURE_HINT),
    (b"GIF8", "a GIF picture", _PICTURE_HINT),
    (b"RIFF", "a picture or a sound", _PICTURE_HINT),
    (b"%PDF-", "a PDF document", _PICTURE_HINT),
    (b"bplist00", "a Safari web archive, which is not read yet", "In Safari choose “Page Source” as the format."),
    (b"{\\rtf", "a text document (RTF)", None),
)
_HEADER_LINES = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}\r?\n")
_JSON = re.compile(rb"\s*(?:[\w.$]+\s*\(\s*)?[{\[]")


def unpacked(source: bytes) -> bytes:
    """The bytes of the page itself: `source`, or what one gzip member holds.

    Raises `EmptyPage`, `NotHtml` for pictures, PDF and other binary files, and `Compressed` for other archives
    and for gzip that is damaged or holds more than `MOST_INFLATED` bytes.
    """
    page = _inflated(source) if source.startswith(_GZIP) else source
    if not page.strip(_BLANK):
        raise EmptyPage
    if page.startswith((*_ZIP, _GZIP)):
        raise Compressed("This is a packed archive, not a web page.")
    for start, what, hint in _BINARY:
        if page.startswith(start):
            raise _not_html(what, hint)
    if not page.startswith(_WIDE_BOMS) and b"\0" in page and page.count(b"\0") > len(page) * _MOST_NUL:
        raise _not_html("a binary file")
    return page


def refuse_other_text(page: bytes) -> None:
    """Raises `NotHtml` for text (UTF-8) that is no web page: MHTML, e-mail, JSON, plain text."""
    headers = _HEADER_LINES.match(page.lstrip(), 0, 65536)
    if headers:
        if b"multipart/related" in headers[0].lower():
            raise _not_html(
                "an MHTML file, which is not read yet",
                "Save the page again as “Webpage, complete”, or with the SingleFile extension.",
            )
        raise _not_html("an e-mail, which is not read yet", "Open the order itself in your browser and save that.")
    if _JSON.match(page):
        raise _not_html("a data file (JSON or script)")
    if b"<" not in page:
        raise _not_html("plain text")


def _not_html(what: str, hint: str | None = None) -> NotHtml:
    return NotHtml(f"This is {what}, not a web page.", hint)


def _inflated(source: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        page = inflater.decompress(source, MOST_INFLATED + 1)
    except zlib.error:
        raise Compressed("This is a damaged gzip file.") from None
    if len(page) > MOST_INFLATED:
        raise Compressed(f"This gzip file unpacks to more than {MOST_INFLATED >> 20} MB.")
    if not inflater.eof:
        raise Compressed("This gzip file is cut off.", "Download or copy the file again, whole.")
    if inflater.unused_data.strip(b"\0"):
        raise Compressed("This gzip file holds several files.")
    return page
