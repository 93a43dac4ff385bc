"""Protection from what no HTML parser should be given: signs that its own tree refuses, and tags on which it spends
time that is quadratic in the number of attributes."""

from __future__ import annotations

import re

from whyclosed_parser import patterns
from whyclosed_parser.loading.losses import markup_of

MOST_ATTRIBUTES = 2000
"""Attributes of one tag; real pages have dozens, and 50,000 cost seconds."""

_BLOCK = MOST_ATTRIBUTES  # bytes; so many attributes take at least twice that
# Every step is possessive: text that is no long tag must not be tried in all its other readings.
_VALUE = rb"\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+"
_ATTRIBUTE = rb"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:" + _VALUE + rb"))?+"
_NAME = patterns.compiled(rb"<[A-Za-z][^\s/>]*+")
_TOO_MANY = patterns.compiled(rb"(?:" + _ATTRIBUTE + rb"){%d}+" % MOST_ATTRIBUTES)
_ATTRIBUTES = patterns.compiled(rb"(?:" + _ATTRIBUTE + rb")*+")
_SPACES = bytes.maketrans(b"\v\f", b"  ")
_SIGNS = bytes({*range(1, 32)} - {*b"\t\n\v\f\r"})
_UNSEEN = _SIGNS + b"\v\f"
_UNREAD = (b"<script>", b"<script ", b"<style>", b"<style ")
_NO_CHARACTER = patterns.compiled(rb"\xef\xbf[\xbe\xbf]")
_REFERENCE = patterns.compiled(
    rb"&#(?:0*+(?:(1[12])|[1-8]|1[4-9]|2\d|3[01]|6553[45])(?!\d)|x0*+(?:([bc])|[1-8ef]|1[\da-f]|fff[ef])(?![\da-f]));?",
    re.IGNORECASE,
)


_SIGN = b"\x01"
_BESIDE_A_DIGIT = patterns.compiled(rb"(?<=\d)[\x01-\x08\x0e-\x1f]++|[\x01-\x08\x0e-\x1f]++(?=\d)")
_LOST = "\ufffd".encode()


def without_signs(page: bytes) -> bytes:
    """`page` in UTF-8 without the signs that nobody sees and that lxml reads into a tree, but does not write there.
    Beside a digit one may stand for another digit that was lost: there it becomes the sign for that. Long scripts and
    sheets, which make most of a page, are not looked at for them."""
    seen = markup_of(page, of=_UNREAD)
    if not any(map(seen.__contains__, _UNSEEN)) and not _REFERENCE.search(seen) and not _NO_CHARACTER.search(seen):
        return page
    page = _NO_CHARACTER.sub(_SIGN, page) if b"\xef" in page else page
    page = _REFERENCE.sub(lambda sign: b" " if sign[1] or sign[2] else _SIGN, page)
    return _BESIDE_A_DIGIT.sub(_LOST, page).translate(_SPACES, _SIGNS)


def without_oversized_tags(page: bytes) -> tuple[bytes, int]:
    """`page` without the attributes of tags that have more than `MOST_ATTRIBUTES`, and how many tags these were.

    Looks closer only where a block of bytes has no "<", so a usual page costs a thousand short searches. A page
    made on purpose can still get around it: who reads strangers' pages needs a time limit as well.
    """
    cuts: list[tuple[int, int]] = []
    searched = 0
    block = -_BLOCK
    while (block := block + _BLOCK) < len(page) - _BLOCK:
        if block < searched or page.find(b"<", block, block + _BLOCK) >= 0:
            continue
        start = page.rfind(b"<", searched, block)
        searched = block + _BLOCK
        behind = page.find(b"<", searched)
        block = (behind if behind >= 0 else len(page)) // _BLOCK * _BLOCK - _BLOCK  # a long script takes one step
        name = _NAME.match(page, start) if start >= 0 else None
        attributes = _ATTRIBUTES.match(page, name.end()) if name else None
        if attributes is None:
            continue
        searched = max(searched, attributes.end())
        if _TOO_MANY.match(page, attributes.start(), attributes.end()) and not _in_script(page, start):
            cuts.append(attributes.span())
    if not cuts:
        return page, 0
    kept = [page[: cuts[0][0]]]
    kept += [page[end:start] for (_, end), (start, _) in zip(cuts, [*cuts[1:], (len(page), 0)], strict=True)]
    return b"".join(kept), len(cuts)


def _in_script(page: bytes, place: int) -> bool:
    """Whether the "<" at `place` is a script's "less than"."""
    return page.rfind(b"<script", 0, place) > page.rfind(b"</script", 0, place)
