"""What is no web page and no container of one is refused, and named as what it is."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.errors import Compressed, EmptyPage, NotHtml
from whyclosed_parser.loading.charset import unmarked_wide

# Shares of all bytes, or of those in the head; damaged pages have less, binary files more.
_MOST_NUL, _MOST_CONTROL, _HEAD = 0.01, 0.02, 8192
_CONTROL = bytes({*range(32)} - {*b"\t\n\r\f\x1b"})
_BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf"
_ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"MSCF")
_TAR = (257, b"ustar")  # where its mark stands
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_PROGRAM_HINT = "If it unpacks a page: unpack it on a computer you trust it with, and read the page itself."
_OUTLOOK_HINT = "Save a mail as .eml (or as HTML), or the page itself as “Webpage, complete”, and read that."
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
    (b"MZ\x90\0", "This is a program, and it was not started.", _PROGRAM_HINT),
    (b"\x7fELF", "This is a program, and it was not started.", _PROGRAM_HINT),
    (b"\xd0\xcf\x11\xe0", "This is a mail or a document of Microsoft Office, not a web page.", _OUTLOOK_HINT),
    (b"!BDN", "This is the data file of Outlook, not a web page.", _OUTLOOK_HINT),
    (b"{\\rtf", "This is a text document (RTF), not a web page.", None),
)
_TAG = patterns.compiled(rb"<(?![\w.+%-]{1,80}@|https?:|mailto:|tel:)[A-Za-z!?/]")
"""Mails write addresses in the same brackets."""
_JSON = patterns.compiled(
    rb"\s*(?:[\w.$]+\s*\(\s*)?(?:\{|"
    rb"\[(?!!?\[?[^\]\n]{0,300}\]\(|\d{1,4}([./-])\d{1,2}\1\d|\d{1,2}:\d\d)\s*[\[{\"'\]\d-])"
)
"""A list of data, but no link as Markdown writes it, no time of what somebody said, and no words in brackets."""


def refuse_other_bytes(page: bytes, *, is_words: bool = False) -> None:
    """Raises `EmptyPage`, `NotHtml` for pictures, PDF and other binary files, and `Compressed` for archives of a kind
    that is not opened; of what is known to be words only the first."""
    if not page.lstrip(_BLANK):  # not `strip`, which would copy the page for the line break at its end
        raise EmptyPage
    if is_words:
        return
    if page.startswith(_ARCHIVES) or page.startswith(_TAR[1], _TAR[0]):
        raise Compressed("This is a packed archive, not a web page.")
    for start, message, hint in _BINARY:
        if page.startswith(start):
            raise NotHtml(message, hint)
    if not page.startswith(_WIDE_BOMS) and not unmarked_wide(page) and _is_binary(page):
        raise NotHtml("This is a binary file, not a web page.")


def _is_binary(page: bytes) -> bool:
    if b"\0" in page and page.count(b"\0") > len(page) * _MOST_NUL:
        return True
    head = page[:_HEAD].replace(b"\0", b"")
    return len(head) - len(head.translate(None, _CONTROL)) > len(head) * _MOST_CONTROL


def refuse_data(page: bytes) -> None:
    """Raises `NotHtml` for text (UTF-8) that is data or a script."""
    if _JSON.match(page):
        raise NotHtml("This is a file of data (JSON or a script), not a web page.")


def is_plain_text(page: bytes) -> bool:
    """Whether there is no tag in it: words that were copied out of a page."""
    return _TAG.search(page) is None
