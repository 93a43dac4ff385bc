"""Pieces of a line that say nothing of their own: signs, footnotes, an hour once more, how far a day is from now."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.values.money import find_amounts

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
_OPENING = frozenset("([")


def is_added(runs: list[str], at: int) -> bool:
    """Whether a piece of a line says nothing of its own: a sign (but not between two numbers), the number of a footnote
    behind a link, an hour once more for another zone, how far a day is from now."""
    piece = runs[at].strip()
    if _SIGN_ALONE.fullmatch(piece):
        sides = "".join(runs[max(0, at - 1) : at]).rstrip()[-1:], "".join(runs[at + 1 : at + 2]).lstrip()[:1]
        return not all(map(str.isdigit, sides))
    if piece[:1] not in _OPENING or len(piece) > _LONGEST_ASIDE:
        return False
    before = "".join(runs[max(0, at - _MOST_BEFORE) : at])
    if _NOTE.fullmatch(piece) or (_HOUR_AGAIN.fullmatch(piece) and _ENDS_IN_HOUR.search(before)):
        return True
    far = _FROM_NOW.fullmatch(piece) and (_ENDS_IN_DAY.search(before) or _ENDS_IN_HOUR.search(before))
    return bool(far) and not find_amounts(piece)


def may_be_added(text: str) -> bool:
    """A cheap test for such pieces in a text."""
    return "(" in text or "[" in text or (not text.isascii() and _SIGN_ALONE.search(text) is not None)
