"""The shapes of printed dates, as patterns that need no language.

Names of months and weekdays are first replaced by marks of the same length (`Marker`), so one set of patterns
serves every language, and a place in the marked text is the same place in the text. Words: `dates.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.values.text import any_of, ascii_digits

_DATA = read_toml("whyclosed_parser.values", "dates")

# Code points that Unicode keeps free for inner use such as this: no page can hold them.
_MONTH, _WEEKDAY, _FILLER = 0xFDD0, 0xFDE0, "\ufdef"
_PLAIN = str.maketrans(
    dict.fromkeys(map(chr, range(0xFDD0, 0xFDF0)), "?")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " ")
    | {"：": ":", "，": ",", "،": ",", "．": ".", "−": "-", "（": "(", "）": ")"}
)
_LETTER = r"[^\W\d_]"
_BEFORE_YEAR = patterns.compiled(rf"(?:{any_of(_DATA['before_year'])})(?=\s?\d{{4}}(?!\d))")
_DOTTED_TIME = patterns.compiled(r"(?<=[\d\ufdd1-\ufdef] )([01]?\d|2[0-3])\.([0-5]\d)(?![\d.])")
"""Behind a day: elsewhere it may be an amount."""


class Marker:
    """Replaces the names of months and weekdays by marks."""

    def __init__(self, months: Mapping[str, int], weekdays: Mapping[str, int], *, dotted_times: bool = False) -> None:
        """Names are lower case and without closing dot. A name of both kinds is a month's. `dotted_times`: times are
        written "15.12"; they get a colon."""
        self._dotted_times = dotted_times
        self._marks = {name: chr(_WEEKDAY + number) for name, number in weekdays.items()}
        self._marks |= {name: chr(_MONTH + number) for name, number in months.items()}
        self._names = patterns.compiled(
            rf"(?:(?<!{_LETTER}){_DATA['before_month']}?|(?=\())(?P<name>{any_of(self._marks)})(?![^\W_])",
            re.IGNORECASE,
        )

    def mark(self, text: str) -> str:
        """`text` with marks for names, and 0-9 for the digits of every script; of the same length."""
        plain = text
        if not text.isascii():
            plain = _BEFORE_YEAR.sub(lambda match: " " * len(match[0]), ascii_digits(text.translate(_PLAIN)))
        marked = self._names.sub(self._mark_of, plain) if self._marks else plain
        return _DOTTED_TIME.sub(r"\1:\2", marked) if self._dotted_times else marked

    def _mark_of(self, match: re.Match[str]) -> str:
        mark = self._marks.get(match["name"].lower())
        return mark + _FILLER * (len(match[0]) - 1) if mark else match[0]


def month_number(mark: str) -> int:
    """1 for the mark of January."""
    return ord(mark[0]) - _MONTH


def weekday_number(mark: str) -> int:
    """1 for the mark of Monday."""
    return ord(mark[0]) - _WEEKDAY


def is_afternoon(half: str) -> bool:
    """Whether a word for one half of the day means the second."""
    return half.lower() in {word.lower() for word in _DATA["pm"]}


def zone_of(text: str) -> tzinfo | None:
    """The zone of "EST", "PT", "GMT+8" or "+02:00"; None for letters that mean several, and for no real offset."""
    if text in _DATA["regions"]:
        return ZoneInfo(_DATA["regions"][text])
    text = text.replace(" ", "")
    name, sign, digits = re.split(r"([+-]|\Z)", text, maxsplit=1)
    if not sign:
        digits, sign = _DATA["zones"].get(name, ""), "+"
        if not digits:
            return None
        sign, digits = digits[0], digits[1:]
    digits = digits.replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)


_MONTH_MARK = rf"(?P<month>[\ufdd1-\ufddc]{_FILLER}*+)"
_WEEKDAY_MARK = rf"(?P<weekday>[\ufde1-\ufde7]{_FILLER}*+)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NUMBER = r"(?P<number>0?[1-9]|1[0-2])"
SHORT = patterns.compiled(r"\d{1,2}\.\s?\d{1,2}\.(?!.*\d{4})")
"""A day in digits without its year; only where the day comes first is it written so."""
OF_ERA = patterns.compiled(r"25[67]\d")
"""A year of the Thai calendar."""
_YEAR = rf"(?P<year>20\d\d|25[67]\d)(?!:?\d)(?:\s*(?:{any_of(_DATA['behind_year'])})\b\.?)?"
_PARTICLE = rf"(?:(?:{any_of(_DATA['particles'])})\s+)?"
_ORDINAL = rf"(?:{any_of(_DATA['ordinals'])})"
_DOT = "[.'׳]"
_HALF = any_of([*_DATA["am"], *_DATA["pm"]])

_DATES = (
    # Apr 27, 2026 · Jul. 28 · Jan 01,2026
    rf"{_MONTH_MARK}(?:{_DOT}\s*|\s+){_DAY}{_ORDINAL}?"
    rf"(?:(?:\s*,\s*|\s+){_PARTICLE}{_YEAR}|(?![\d:/]|{_LETTER}|[.,]\d|\s*,?\s*\d{{4}}(?!\d)))",
    # 3. Aug 2025 · 24 nov, 2023 · 14 de nov. de 2025
    rf"{_DAY}{_ORDINAL}?(?:\.\s*|\s+){_PARTICLE}{_MONTH_MARK}{_DOT}?"
    rf"(?:\s*,?\s*{_PARTICLE}{_YEAR}|(?!{_LETTER}|\s*[.,]?\s*\d+(?!\d*:\d)))",
    # 24-Nov-2023
    rf"{_DAY}-{_MONTH_MARK}{_DOT}?-{_YEAR}",
    # 2025. nov. 14
    rf"{_YEAR}[.\s]\s*{_MONTH_MARK}{_DOT}?\s*{_DAY}(?!\d)",
    # 2026년 5월 21일 · 11月14日
    rf"(?:{_YEAR}\s?[年년]\s?)?{_NUMBER}\s?[月월]\s?{_DAY}\s?[日일]",
    # 2014-05-31 · 2025. 11. 14 · 2025. 11. 14. before a time
    rf"{_YEAR}(?P<mark>[-/.])\s?{_NUMBER}(?P=mark)\s?{_DAY}(?!\d)(?:\.(?=\s(?:(?:{_HALF})\s?)?\d{{1,2}}:\d\d))?",
    # 30/08/2024 · 14. 11. 2025: which of the two is the day shows where one is over 12, or between dots
    rf"(?P<one>\d{{1,2}})(?P<mark>[-/.])\s?(?P<two>\d{{1,2}})(?P=mark)\s?{_YEAR}(?!\.\d)",
    # 24.11.26: the year shows by the day of reading
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<short>\d\d)(?![\d:]|[-/.]\d)",
    # 24.11. · 5. 1.
    r"(?P<one>\d{1,2})\.\s?(?P<two>\d{1,2})\.(?!\s?\d{4}|\d|\s?\d{1,2}(?:\.|\Z))",
)

_ZONE = (
    rf"{any_of(_DATA['regions'])}(?!{_LETTER})"
    rf"|(?:{any_of([*_DATA['zones'], *_DATA['ambiguous_zones']])})(?!{_LETTER})"
    r"(?:\s?[+-]\d{1,2}(?::?\d\d)?)?(?!\d)"
    r"|\+\d\d:?\d\d|(?:(?<=:\d\d:\d\d)|(?<=\.\d\d\d))-\d\d:?\d\d"
)
_BEFORE_DOTTED = "|".join(rf"(?<={words})" for words in _DATA["before_dotted"]).replace("0", r"\d")
_OF_HOUR = (
    r"(?::|\s?(?:[hH时時點点시]|giờ)\s?"
    # a dot stands in amounts, too: only with the word for the time
    rf"|\.(?=\d\d\s?(?:{any_of(_DATA['behind_dotted'])}))|(?:{_BEFORE_DOTTED})\.)"
)
_TIME = (
    rf"(?:(?P<half>{_HALF})\s?)?"
    rf"(?P<hour>[01]?\d|2[0-3]){_OF_HOUR}(?P<minute>[0-5]\d)"
    r"(?:(?::|[分분]\s?)(?P<second>[0-5]\d)(?:\.\d+)?[秒초]?|[分분])?"
    rf"(?![\d:])(?:\s?(?P<ampm>{_HALF})(?!{_LETTER}))?(?:\s?(?:{any_of(_DATA['behind_time'])})(?!{_LETTER}))?"
    rf"(?:\s?\(?(?P<zone>{_ZONE})\)?)?"
)
_JOINT = rf"(?:\s*[,|T]\s*|\s+(?:-\s+)?)(?:(?:{any_of(_DATA['before_time'])})\s+)?"


_NUMBERS = 12


def _numbered(pattern: str, number: int) -> str:
    """The pattern with `number` behind each group's name: its copies can then stand in one pattern."""
    return re.sub(r"\(\?P([<=])(\w+)", rf"(?P\g<1>\g<2>_{number}", pattern)


def _when(first: int) -> str:
    """A date with a time and a weekday around it. Its groups take numbers from `first` on, fewer than `_NUMBERS`."""
    dates = "|".join(_numbered(pattern, first + index) for index, pattern in enumerate(_DATES))
    before = rf"(?:{_WEEKDAY_MARK}\.?\s*[,|]?\s*)?(?:{_TIME}{_JOINT})?"
    weekday = rf"(?:\s?[(,]?\s?{_WEEKDAY_MARK}\.?\)?)?"
    middle, behind = _numbered(weekday, first + 10), _numbered(rf"(?:{_JOINT}{_TIME})?{weekday}", first + 11)
    return f"{_numbered(before, first + 9)}(?:{dates}){middle}{behind}"


WHEN = LazyPattern(_when(0) + r"\.?")
"""A whole marked text that is one date, or date and time. What its groups hold: `fields`."""

BARE_DAY = LazyPattern(r"(?P<day_0>0?[1-9]|[12]\d|3[01])(?:\s?[日일]|(?:,\s*|\s+)(?P<year_0>20\d\d))?\.?")
"""An end of a range that leaves the month to the other end."""

PAIR = LazyPattern(r"(?P<one_0>\d{1,2})(?P<mark>[./])\s?(?P<two_0>\d{1,2})(?:(?P=mark)|(?!\d))")
"""An end of a range in digits that leaves the year to the other end, which shows which of the two is the day."""

DASH = LazyPattern(
    rf"\s*(?:[-–—~～〜]|(?<!{_LETTER})(?:{any_of(_DATA['range_words'])})(?!{_LETTER})"
    rf"|{any_of(_DATA['glued_range_words'])})\s*"
)
"""What parts the two ends of a range."""

LIKE_A_DATE = LazyPattern(
    rf"[\ufdd1-\ufddc]\ufdef*+[.'׳]?\s?\d|\d{_ORDINAL}?[.\s-]{{1,2}}(?:\w{{1,4}}\s)?[\ufdd1-\ufddc]|\d\s?[年월月]|"
    r"(?<![\d.])\d{1,4}([-./])\s?\d{1,2}\1\s?\d{1,4}"
)
"""Something that is a day for the eye, in whatever order or calendar."""

LEADING_WORD = LazyPattern(r"[^\d|]{1,16}\|\s*")
"""What stands before the bar of "Tue | Jul. 28 18:39": a weekday, perhaps of an unknown language."""


@cache
def find_pattern() -> re.Pattern[str]:
    """A date, a date and time, or a range of days within a marked sentence. Ask `stands_alone` of what it finds."""
    last = "|".join(_numbered(pattern, _NUMBERS + index) for index, pattern in enumerate(_DATES))
    bare = rf"\d{{1,2}}(?:\s?[日일]|(?:,?\s+20\d\d)?(?!\d|{_LETTER}|[:/.]\d))"
    return patterns.compiled(
        r"(?=[\d\ufdd1-\ufde7])(?<!\d)(?<!\d[.,/:])(?<![A-Za-zÀ-ɏЀ-ӿ])"
        rf"(?:{_when(0)}(?:{DASH.pattern}(?:{last}|{bare}))?)"
    )


def start_of_range(marked: str, start: int) -> int:
    """Where a range begins whose first day leaves month or year to the date at `start` ("24.11. - 26.11.2026")."""
    head = _RANGE_HEAD.search(marked[max(0, start - 16) : start]) if marked[start].isdigit() else None
    return start - len(head[0]) if head else start


_RANGE_HEAD = LazyPattern(rf"(?<![^\W_])(?<![\d/.,:-])\d{{1,2}}(?:[./]\s?\d{{1,2}})?[./]?{DASH.pattern}\Z")
_PART_BEFORE = LazyPattern(
    # a number with a mark or a dash, the year of another calendar, a day with one word between ("24. or 26.11.2026")
    rf"(?:\d\s?[.,/:年년월月]|\d[.]?{DASH.pattern}|[年년]\d{{0,2}}|(?<![^\W_])(?:\d{{1,2}}[./]?){{1,2}}\s\D{{1,4}}\s)\s?\Z"
)
_DAY_BEFORE = LazyPattern(r"(?<![^\W_])\d{1,2}\s?\Z|\d\S\Z")
_YEAR_FIRST, _MARK_LAST = patterns.compiled(r"2[05]\d\d"), patterns.compiled(r"2[05]\d\d\D{0,4}\Z|:\d\d|[日일]\Z")
_PART_BEHIND = LazyPattern(
    # a number with a mark or a dash, another day with one word between ("Dec 4 or Dec 14", "Dec 4 or 14, 2026")
    rf"\S?\d|[-./:,'’]\s\d|{DASH.pattern}(?:\d|[\ufdd1-\ufddc])|\s{_LETTER}{{1,4}}\s(?:[\ufdd1-\ufddc]|\d{{1,2}}[a-z]{{0,2}},?\s20\d\d)"
)
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


# Behind a time: letters or words that name a zone nobody knows, or one of several.
_ZONE_MISPRINT = any_of(name for name in _DATA["zones"] if len(name) > 2)  # "pst"
_STRANGE_LETTERS = r"[A-Z]{1,4}T|[A-Z]{2,5}(?=\s*(?:[]).,;!]|\Z))"  # "NZDT"; "WIB" where its clause ends
_STRANGE_ZONE = LazyPattern(
    rf"\s?[(\[]?(?:(?:{_STRANGE_LETTERS}|(?i:{_ZONE_MISPRINT}))(?![^\W_])"
    rf"|[A-Z]{_LETTER}+(?:\s{_LETTER}+)?\s[Tt]ime\b)"
)
_CLOCK_LAST = LazyPattern(rf":\d\d(?:\.\d+)?(?:\s?(?:{_HALF}))?\Z")
_AMBIGUOUS_LAST = LazyPattern(rf"\d\s?(?:(?:{_HALF})\s?)?\(?(?:{any_of(_DATA['ambiguous_zones'])})\)?\Z")


_OTHER_YEAR = rf"(?i:{any_of(_DATA['other_year'])})"
_OTHER_YEAR_LATER = LazyPattern(rf"[\s,(]{{0,3}}{_OTHER_YEAR}(?!{_LETTER})")
_OTHER_YEAR_EARLIER = LazyPattern(rf"(?<!{_LETTER}){_OTHER_YEAR}\W{{0,3}}(?:{_LETTER}{{1,3}}\s)?\Z")


_ARTICLE = rf"(?:(?:{any_of(_DATA['articles'])})\s+)?"
_BETWEEN = LazyPattern(rf"(?<!{_LETTER})(?i:{any_of(_DATA['between'])})(?!{_LETTER})\s{{0,2}}{_ARTICLE}")
_BOTH = LazyPattern(rf"\s?(?:{any_of(_DATA['both'])})")
_AND = LazyPattern(rf"\s(?:{any_of(_DATA['and'])})\s{_ARTICLE}|\s?(?:{any_of(_DATA['glued_and'])})\s?(?=\d)")


def with_dash(text: str) -> str:
    """A text whose "between Nov 24 and 30" is written "Nov 24 - 30"."""
    before, behind = _BETWEEN.search(text), _BOTH.search(text)
    start, end = before.end() if before else 0, behind.start() if behind else len(text)
    for joint in _AND.finditer(text, start, end) if before or behind else ():
        first, last = text[start : joint.start()], text[joint.end() : end]
        if all(any(map(str.isdigit, day)) for day in (first, last)):
            around = text[: before.start()] if before else "", text[behind.end() :] if behind else ""
            return f"{around[0]}{first} - {last}{around[1]}"
    return text


_HOUR_LAST = LazyPattern(r"(?<![\d:])(?:0?\d|1[0-2])\D{1,4}[0-5]\d(?::[0-5]\d)?\D{0,4}\Z")
_PARTS_OF_DAY = any_of([*_DATA["am"], *_DATA["pm"], *_DATA["part_of_day"]])
_HALF_LATER = LazyPattern(
    rf"[\s(·]{{0,3}}(?:{_LETTER}{{1,5}}(?:['’]{_LETTER}{{1,5}})?[.\s(·]{{1,2}}){{0,2}}(?:{_PARTS_OF_DAY})(?!{_LETTER})"
)
"""Behind an hour before noon, as far as it says: "6:39 o'clock PM", "12:00 midnight"."""


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
    if _PART_BEHIND.match(marked, end) or _NO_HOUR.match(marked, end):
        return False
    if not _HAS_YEAR.search(marked, start, end):
        around = marked[max(0, start - _FAR) : start], marked[end : end + _FAR]
        if _YEAR_EARLIER.search(around[0]) or _YEAR_LATER.match(around[1]):
            return False
        if _OTHER_YEAR_EARLIER.search(around[0]) or _OTHER_YEAR_LATER.match(around[1]):
            return False
    return bool(_MARK_LAST.search(marked, start, end)) or not _YEAR_BEHIND.match(marked, end)


def fields(match: re.Match[str]) -> dict[str, str]:
    """The parts of a date that `match` found, by name.

    year, short (its last two digits), month (a mark), number (of the month), day, one and two (day and month in
    unknown order), weekday (a mark), hour, minute, second, half and ampm (words for half a day), zone.
    """
    return {name.partition("_")[0]: text for name, text in match.groupdict().items() if text}
