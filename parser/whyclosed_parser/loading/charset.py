"""Bytes of any charset to UTF-8. A byte order mark wins, then valid UTF-8, then the declaration; a guess is said."""

from __future__ import annotations

import codecs
import re
from functools import cache

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.model import Problem

_CHUNK = 65536  # bytes decoded at a time: twice as fast as all at once, and no copy of the page
_HEAD = 8192  # bytes in which a declaration is looked for
_DECLARED = patterns.compiled(
    rb"<meta\b[^>]{0,300}?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)"
    rb"|<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_WIDE_HEAD = 16  # bytes
_ENCODED_TWICE = patterns.compiled(rb"\xc3[\x82-\xb4](?:\xc2[\x80-\xbf]|\xe2[\x80-\x84]|[\xc5\xc6\xcb])")
"""The first byte of a character, and one that follows, each as a letter of its own."""
_WINDOWS = {ord(letter): byte for byte in range(0x80, 0xA0) if (letter := bytes([byte]).decode("cp1252", "ignore"))}
"""The letters that Windows-1252 has where Latin-1 has none."""

_BEYOND_BYTES = {
    "utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be", "iso2022_jp": "iso2022_jp"
}  # fmt: skip
"""Charsets, by Python's name of the codec, that look like something else without what states them."""


def as_utf8(page: bytes, stated: str | None = None) -> tuple[bytes, tuple[Problem, ...]]:
    """`page` in UTF-8, without byte order mark, and what was uncertain about it. `stated`: the charset that a container
    names (None: none), which says more than the page's own declaration.

    Problems: `charset_guessed` where neither the bytes nor the page say the charset, `content_lost` where bytes
    are wrong in the charset that the page has.
    """
    for mark, codec in _WIDE:
        if page.startswith(mark):
            return _replaced(page[len(mark) :], codec)
    if (wide := unmarked_wide(page)) is not None:
        return _replaced(page, wide)
    page = page.removeprefix(codecs.BOM_UTF8)
    name = _codec_name(stated) if stated else None
    if name in _BEYOND_BYTES:
        return _replaced(page, _BEYOND_BYTES[name])
    if not _is_utf8(page):
        return _declared_or_guessed(page, name)
    return _once_encoded(page), ()


def unmarked_wide(page: bytes) -> str | None:
    """The codec of a page in UTF-16 that lost its byte order mark: of the pairs of its first letters, which are a
    tag's, one byte is NUL and the other none."""
    head = page[:_WIDE_HEAD]
    odd, even = head[1::2], head[::2]
    if len(head) < _WIDE_HEAD:
        return None
    if not odd.strip(b"\0") and b"\0" not in even:
        return "utf-16-le"
    return "utf-16-be" if not even.strip(b"\0") and b"\0" not in odd else None


def _once_encoded(page: bytes) -> bytes:
    """The page without the second encoding, where *all* its letters have one: UTF-8 that was read as Windows-1252 and
    written as UTF-8 again ("fÃ¼r"). No text of another kind goes both ways."""
    first = page.find(b"\xc3")  # one byte is found many times faster than a pattern
    if first < 0 or not _ENCODED_TWICE.search(page, first):
        return page
    try:
        once = page.decode().translate(_WINDOWS).encode("latin-1")
        once.decode()
    except UnicodeError:
        return page
    return _once_encoded(once)


def _is_utf8(page: bytes) -> bool:
    """Whether all bytes are UTF-8; a character cut off at the very end does not count."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(page)
    try:
        for start in range(0, len(page), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
    except UnicodeDecodeError:
        return False
    return True


def text_as_utf8(text: str) -> bytes:
    """Text in UTF-8; halves of characters that a script cut apart are joined, or replaced."""
    try:
        return text.removeprefix("\ufeff").encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _declared_or_guessed(page: bytes, name: str | None) -> tuple[bytes, tuple[Problem, ...]]:
    if name is None and (declared := _DECLARED.search(page, 0, _HEAD)):
        name = _codec_name((declared[1] or declared[2]).decode("ascii"))
    codec = _codecs().get(name or "")
    if codec:
        try:
            return page.decode(codec).encode(), ()
        except UnicodeDecodeError:
            pass
    return _replaced(page, "utf-8") if name == "utf-8" or _is_damaged_utf8(page) else _guessed(page)


def _is_damaged_utf8(page: bytes) -> bool:
    """Whether far more characters are right UTF-8 than wrong, which no other charset's letters are by chance."""
    beyond_ascii = [character for character in page.decode("utf-8", "replace") if character > "\x7f"]
    return beyond_ascii.count("\ufffd") * 5 < len(beyond_ascii)


def _codec_name(label: str) -> str | None:
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):
        return None


@cache
def _codecs() -> dict[str, str]:
    data = read_toml("whyclosed_parser.loading", "charsets")
    return dict(data["codecs"])


def _replaced(page: bytes, codec: str) -> tuple[bytes, tuple[Problem, ...]]:
    text = page.decode(codec, "replace")
    printed = "\ufffd".encode(codec, "ignore")
    lost = text.count("\ufffd") - (page.count(printed) if printed else 0)
    data = text.encode("utf-8", "replace")
    if lost <= 0:
        return data, ()
    return data, (Problem("content_lost", None, f"{lost} damaged characters of the page were replaced."),)


def _guessed(page: bytes) -> tuple[bytes, tuple[Problem, ...]]:
    import logging

    from bs4.dammit import UnicodeDammit  # 100 ms to import, and hardly ever needed

    logging.getLogger("bs4.dammit").addHandler(logging.NullHandler())  # what it logs is said below
    guess = UnicodeDammit(page, is_html=True)
    text = guess.unicode_markup or page.decode("cp1252", "replace")
    name = guess.original_encoding or "windows-1252"
    message = f"The page does not say how its letters are encoded; it was read as {name}."
    return text.encode("utf-8", "replace"), (Problem("charset_guessed", None, message),)
