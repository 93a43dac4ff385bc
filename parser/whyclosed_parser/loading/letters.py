"""The shop's own words in a mail that somebody answered, passed on or copied: what people wrote around them is not its.

The head of a mail is known in any language by the address of its sender, and by the rows beside it, one of which says
when it was sent. Of them the subject alone is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from whyclosed_parser import patterns
from whyclosed_parser.values.text import COLONS

_QUOTED = patterns.compiled(r"\A\s*+(?:>\s?)+")
_OF_SHOP = patterns.compiled(
    r"aliexpress[^@<>]{0,60}<[^<>\s]{1,80}@|aliexpress[\w.+-]{0,80}@|@[\w.-]{0,80}aliexpress", re.IGNORECASE
)
_ROW = patterns.compiled(r"[*_]*[^\W\d_][^\W\d_ -]{0,15}[*_]*\s?[:：][*_]*\s*(?P<value>\S.*)", re.DOTALL)
_WHEN = patterns.compiled(r"\d[^\n]{0,40}\d:\d\d|(?<!\d)20\d\d(?!\d)")
_ANSWERED = patterns.compiled(r"(?:[^\W\d_]{1,4}\s?[:：]\s*)+")
"""Before a subject: "Re:", "Fwd:", "WG:"."""
_MOST_ROWS = 5  # on either side of the sender


def words_of_the_shop(lines: list[str]) -> list[str]:
    """The lines without the marks with which an answer quotes them, without what stands above the head of the shop's
    own mail, and what that mail quotes."""
    plain = [_QUOTED.sub("", line, count=1).strip() for line in lines]
    for at, line in enumerate(plain):
        if not _OF_SHOP.search(line):
            continue
        above = len(list(takewhile(_is_row, plain[max(at - _MOST_ROWS, 0) : at][::-1])))
        below = len(list(takewhile(_is_row, plain[at + 1 : at + 1 + _MOST_ROWS])))
        head = [*plain[at - above : at], *plain[at + 1 : at + 1 + below]]
        answered = line.endswith(COLONS)  # "On … AliExpress <…> wrote:"
        if answered or (_is_row(line) and any(map(_WHEN.search, head))):
            begin = at + 1 + below
            depth = next((_depth(one) for one, text in zip(lines[begin:], plain[begin:], strict=True) if text), 0)
            return [*_subject(head), *_at_depth(depth, lines[begin:])]
    return plain if any(map(_QUOTED.match, lines)) else lines


def _subject(head: list[str]) -> Iterator[str]:
    """What the head says besides addresses and times: the subject, without its label; all else as it stands."""
    is_first = True
    for row in head:
        found = _ROW.fullmatch(row)
        if "@" in row or _WHEN.search(row) or found is None:
            continue
        named = is_first and any(map(str.isalpha, found["value"]))
        yield _ANSWERED.sub("", found["value"], count=1) if named else row
        is_first = False


def _at_depth(depth: int, lines: list[str]) -> Iterator[str]:
    """The lines of a mail that is quoted so deep, up to words that are less so."""
    for line in lines:
        if line.strip() and _depth(line) < depth:
            return
        if _depth(line) <= depth:
            yield _QUOTED.sub("", line, count=1)


def _is_row(line: str) -> bool:
    return _ROW.fullmatch(line) is not None


def _depth(line: str) -> int:
    found = _QUOTED.match(line)
    return found[0].count(">") if found else 0
