"""Pieces of a line that say nothing of their own: signs, footnotes, an hour once more, how far a day is from now."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.page.seams import SEAM
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import fold

_SIGN_ALONE = patterns.compiled(r"[\u203a\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u2bff\ufe0f\U0001f300-\U0001faff]+")
_NOTE = patterns.compiled(r"\[[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\]")
_HOUR_AGAIN = patterns.compiled(r"[(\[]\s*[≈~]?\s*\d{1,2}:\d\d(?::\d\d)?[^()\[\]\d]{0,20}[)\]]")
_FROM_NOW = patterns.compiled(
    r"[(\[]\s*[≈~]?\s*(?:[^\W\d]{1,12}\s){0,3}\d{1,3}\s?[^\W\d]{1,12}\.?(?:\s[^\W\d]{1,12})?\s*[)\]]"
)
_ENDS_IN_HOUR = patterns.compiled(r"\d:\d\d(?::\d\d)?\s?(?:[AaPp]\.?[Mm]\.?)?(?:\s?\|)?\s*\Z")
_ENDS_IN_DAY = patterns.compiled(r"(?<!\d)(?:19|20)\d\d\W{0,2}\Z|\d[./-]\d{1,2}\s*\Z|\d\s?日\s*\Z")
_MOST_BEFORE = 12  # pieces in front of one in which its time stands
_LONGEST_ASIDE = 60  # characters
_OPENING, _CLOSING = frozenset("(["), (")", "]")
_MOST_PIECES = 24  # of an addition whose characters are pieces by themselves


def without_added(runs: list[str]) -> list[str]:
    """The pieces of a line without those that say nothing of their own: a sign (but not between two numbers); in
    brackets, which may be several pieces, the number of a footnote behind a link, an hour once more for another zone,
    how far a day is from now."""
    kept: list[str] = []
    at = 0
    while at < len(runs):
        count = _bracketed(runs, at)
        if count and _is_aside(fold(_words(runs[at : at + count])), _words(kept[-_MOST_BEFORE:])):
            at += count
            continue
        if not _is_sign(runs, at):
            kept.append(runs[at])
        at += 1
    return kept or runs


def _words(runs: list[str]) -> str:
    return "".join(run for run in runs if run != SEAM)


def _bracketed(runs: list[str], at: int) -> int:
    """How many pieces from this one on stand in brackets together; 0 where none does."""
    if runs[at].lstrip()[:1] not in _OPENING:
        return 0
    length = 0
    for count, run in enumerate(runs[at : at + _MOST_PIECES], 1):
        length += len(run)
        if length > _LONGEST_ASIDE:
            return 0
        if run.rstrip().endswith(_CLOSING):
            return count
    return 0


def _is_sign(runs: list[str], at: int) -> bool:
    sides = "".join(runs[max(0, at - 1) : at]).rstrip()[-1:], "".join(runs[at + 1 : at + 2]).lstrip()[:1]
    return _SIGN_ALONE.fullmatch(runs[at].strip()) is not None and not all(map(str.isdigit, sides))


def _is_aside(piece: str, before: str) -> bool:
    """Whether what stands in brackets only adds to the words before it."""
    if _NOTE.fullmatch(piece) or (_HOUR_AGAIN.fullmatch(piece) and _ENDS_IN_HOUR.search(before)):
        return True
    far = _FROM_NOW.fullmatch(piece) and (_ENDS_IN_DAY.search(before) or _ENDS_IN_HOUR.search(before))
    return bool(far) and not find_amounts(piece)


def may_be_added(text: str) -> bool:
    """A cheap test for such pieces in a text."""
    return "(" in text or "[" in text or (not text.isascii() and _SIGN_ALONE.search(text) is not None)
