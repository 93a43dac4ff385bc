"""What stands beside a date that was found: whether it is a part of it, so that the date alone is not certain."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.values.datepatterns import DASH, DAY_SIGN, HALF
from whyclosed_parser.values.text import any_of

_DATA = read_toml("whyclosed_parser.values", "dates")
_LETTER = r"[^\W\d_]"

_RANGE_HEAD = LazyPattern(rf"(?<![^\W_])(?<![\d/.,:-])\d{{1,2}}(?:[./]\s?\d{{1,2}})?[./]?{DASH.pattern}\Z")
_PART_BEFORE = LazyPattern(
    # a number with a mark or a dash, the year of another calendar, a day with one word between ("24. or 26.11.2026")
    rf"(?:\d\s?[.,/:年년월月]|\d[.]?{DASH.pattern}|[年년]\d{{0,2}}|(?<![^\W_])(?!20\d\d\s)(?:\d{{1,2}}[./]?){{1,2}}\s\D{{1,4}}\s)\s?\Z"
)
_DAY_BEFORE = LazyPattern(r"(?<![^\W_])\d{1,2}\s?\Z|\d\S\Z")
_YEAR_FIRST = patterns.compiled(r"2[05]\d\d")
_MARK_LAST = patterns.compiled(rf"2[05]\d\d\D{{0,4}}\Z|:\d\d|{DAY_SIGN}\Z")
_PART_BEHIND = LazyPattern(
    # a number with a mark or a dash, another day with one word between ("Dec 4 or Dec 14", "Dec 4 or 14, 2026")
    rf"\S?\d|[-./:,'’]\s\d|{DASH.pattern}(?:\d|[\ufdd1-\ufddc])|\s{_LETTER}{{1,4}}\s(?:[\ufdd1-\ufddc]|\d{{1,2}}[a-z]{{0,2}},?\s20\d\d)"
)
_APART_BEHIND = LazyPattern(rf"(?<={DAY_SIGN})(?:{any_of(_DATA['apart_behind'])})\d")
_NO_HOUR = LazyPattern(r"[\s,]{1,3}(?:2[4-9]|[3-9]\d):[0-5]\d(?!\d)")
"""Behind a day: an hour of the next one ("24:30"), or a misprint."""
_YEAR_BEHIND = LazyPattern(r"\s?[,.]?\s?['’´`]?\d")
_HAS_YEAR = LazyPattern(r"(?<!\d)2[05]\d\d(?!:?\d)")
_FAR = 64  # characters between a day and its year
_PIECE = r"[^\s\d\ufdd0-\ufddc]"
_YEAR_APART = r"(?:19|20|25)\d\d(?!\d|:\d)"
_YEAR_LATER = LazyPattern(
    rf"\s*(?:{_PIECE}{{1,14}}+\s+){{0,4}}+{_PIECE}{{0,14}}{_YEAR_APART}(?![-/.,年년]\s?\d)|\W{{1,3}}(?:\w{{1,4}}\.?\s)?\w?\d\d\W{{0,2}}\Z"
)
_YEAR_EARLIER = LazyPattern(rf"(?<![\d.,:/-]){_YEAR_APART}{_PIECE}{{0,14}}(?:\s+{_PIECE}{{1,14}}){{0,4}}\s*\Z")
"""A few words away from a day that has none: "Nov 3 of the year 2024", "Nov 3 18:39 2024", "2024 roku 3 listopada"."""
_OTHER_YEAR = rf"(?i:{any_of(_DATA['other_year'])})"
_OTHER_YEAR_LATER = LazyPattern(rf"[\s,(]{{0,3}}{_OTHER_YEAR}(?!{_LETTER})")
_OTHER_YEAR_EARLIER = LazyPattern(rf"(?<!{_LETTER}){_OTHER_YEAR}\W{{0,3}}(?:{_LETTER}{{1,3}}\s)?\Z")
_HOUR_LAST = LazyPattern(r"(?<![\d:])(?:0?\d|1[0-2])\D{1,4}[0-5]\d(?::[0-5]\d)?\D{0,4}\Z")
_PARTS_OF_DAY = any_of([*_DATA["am"], *_DATA["pm"], *_DATA["part_of_day"]])
_HALF_LATER = LazyPattern(
    rf"[\s(·]{{0,3}}(?:{_LETTER}{{1,5}}(?:['’]{_LETTER}{{1,5}})?[.\s(·]{{1,2}}){{0,2}}(?:{_PARTS_OF_DAY})(?!{_LETTER})"
)
"""Behind an hour before noon, as far as it says: "6:39 o'clock PM", "12:00 midnight"."""
# Behind a time: letters or words that name a zone nobody knows, or one of several.
_ZONE_MISPRINT = any_of(name for name in _DATA["zones"] if len(name) > 2)  # "pst"
_STRANGE_LETTERS = r"[A-Z]{1,4}T|[A-Z]{2,5}(?=\s*(?:[]).,;!]|\Z))"  # "NZDT"; "WIB" where its clause ends
_STRANGE_ZONE = LazyPattern(
    rf"\s?[(\[]?(?:(?:{_STRANGE_LETTERS}|(?i:{_ZONE_MISPRINT}))(?![^\W_])"
    rf"|[A-Z]{_LETTER}+(?:\s{_LETTER}+)?\s[Tt]ime\b)"
)
_CLOCK_LAST = LazyPattern(rf":\d\d(?:\.\d+)?(?:\s?(?:{HALF}))?\Z")
_AMBIGUOUS_LAST = LazyPattern(rf"\d\s?(?:(?:{HALF})\s?)?\(?(?:{any_of(_DATA['ambiguous_zones'])})\)?\Z")


def start_of_range(marked: str, start: int) -> int:
    """Where a range begins whose first day leaves month or year to the date at `start` ("24.11. - 26.11.2026")."""
    head = _RANGE_HEAD.search(marked[max(0, start - 16) : start]) if marked[start].isdigit() else None
    return start - len(head[0]) if head else start


def of_strange_zone(marked: str, start: int, end: int) -> bool:
    """Whether a time that was found is printed with a zone whose offset is not certain."""
    found = marked[start:end].rstrip(" .")
    if _AMBIGUOUS_LAST.search(found):
        return True
    return _CLOCK_LAST.search(found) is not None and _STRANGE_ZONE.match(marked, start + len(found)) is not None


def stands_alone(marked: str, start: int, end: int) -> bool:
    """Whether nothing beside a date that was found could be a part of it: another number, a year, a longer range, a
    zone whose offset is not certain."""
    if of_strange_zone(marked, start, end):
        return False
    if _HALF_LATER.match(marked, end) and _HOUR_LAST.search(marked[start:end]):
        return False
    before = marked[max(0, start - 16) : start]
    if _PART_BEFORE.search(before) or (_DAY_BEFORE.search(before) and not _YEAR_FIRST.match(marked, start)):
        return False
    is_parted = _PART_BEHIND.match(marked, end) is None or _APART_BEHIND.match(marked, end) is not None
    if not is_parted or _NO_HOUR.match(marked, end):
        return False
    if not _HAS_YEAR.search(marked, start, end):
        around = marked[max(0, start - _FAR) : start], marked[end : end + _FAR]
        if _YEAR_EARLIER.search(around[0]) or _YEAR_LATER.match(around[1]):
            return False
        if _OTHER_YEAR_EARLIER.search(around[0]) or _OTHER_YEAR_LATER.match(around[1]):
            return False
    return bool(_MARK_LAST.search(marked, start, end)) or not _YEAR_BEHIND.match(marked, end)
