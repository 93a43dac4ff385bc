"""What a source is, before anything is parsed: unpack gzip, refuse what is no web page, and say what it is."""

from __future__ import annotations

import re
import zlib

from whyclosed_parser.errors import Compressed, EmptyPage, NotHtml

MOST_INFLATED = 32 * 1024 * 1024
"""Bytes up to which gzip is unpacked."""

# Shares of all bytes, or of those in the head; damaged pages have less, binary files more.
_MOST_NUL, _MOST_CONTROL, _HEAD = 0.01, 0.02, 8192
_CONTROL = bytes({*range(32)} - {*b"\t\n\r\f\x1b"})
_BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_SAVE_HINT = "Save the page again as “Webpage, complete”, or with the SingleFile extension."
_PICTURE_HINT = (
    "A picture or print of the page cannot be read. Open the order in your browser and save the page itself "
    "(“Save page as”, “Webpage, complete”)."
)
_BINARY = (
    (b"\x89PNG\r\n", "This is a picture (PNG), not a web page.", _PICTURE_HINT),
    (b"\xff\xd8\xff", "This is a picture (JPEG), not a web page.", _PICTURE_HINT),
    (b"GIF8", "This is a picture (GIF), not a web page.", _PICTURE_HINT),
    (b"RIFF", "This is a picture (WebP) or a film, not a web page.", _PICTURE_HINT),
    (b"%PDF-", "This is a PDF document, not a web page.", _PICTURE_HINT),
    (b"bplist00", "This is a Safari web archive; that form is not read yet.", _SAVE_HINT),
    (b"{\\rtf", "This is a text document (RTF), not a web page.", None),
)
_HEADER_LINES = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}\r?\n")
_TAG = re.compile(rb"<[A-Za-z!?/]")
_JSON = re.compile(rb"\s*(?:[\w.$]+\s*\(\s*)?[{\[]")


def unpacked(source: bytes) -> bytes:
    """The bytes of the page itself: `source`, or what one gzip member holds.

    Raises `EmptyPage`, `NotHtml` for pictures, PDF and other binary files, and `Compressed` for other archives
    and for gzip that is damaged or holds more than `MOST_INFLATED` bytes.
    """
    page = _inflated(source) if source.startswith(_GZIP) else source
    if not page.lstrip(_BLANK):  # not `strip`, which would copy the page for the line break at its end
        raise EmptyPage
    if page.startswith((*_ARCHIVES, _GZIP)):
        raise Compressed("This is a packed archive, not a web page.")
    for start, message, hint in _BINARY:
        if page.startswith(start):
            raise NotHtml(message, hint)
    if not page.startswith(_WIDE_BOMS) and _is_binary(page):
        raise NotHtml("This is a binary file, not a web page.")
    return page


def _is_binary(page: bytes) -> bool:
    if b"\0" in page and page.count(b"\0") > len(page) * _MOST_NUL:
        return True
    head = page[:_HEAD].replace(b"\0", b"")
    return len(head) - len(head.translate(None, _CONTROL)) > len(head) * _MOST_CONTROL


def refuse_other_text(page: bytes) -> None:
    """Raises `NotHtml` for text (UTF-8) that is neither a web page nor words out of one: MHTML, e-mail, JSON."""
    headers = _HEADER_LINES.match(page.lstrip(), 0, 65536)
    if headers:
        if b"multipart/related" in headers[0].lower():
            raise NotHtml("This is an MHTML file; that form is not read yet.", _SAVE_HINT)
        raise NotHtml("This is an e-mail; that form is not read yet.", "Open the order in your browser and save that.")
    if _JSON.match(page):
        raise NotHtml("This is a file of data (JSON or a script), not a web page.")


def is_plain_text(page: bytes) -> bool:
    """Whether there is no tag in it: words that were copied out of a page."""
    return _TAG.search(page) is None


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
