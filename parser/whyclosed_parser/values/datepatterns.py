"""The shapes of printed dates, as patterns of marked text (`datemarks`): they need no language. Words: `dates.toml`."""

from __future__ import annotations

import re
from functools import cache

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.values.datemarks import FILLER
from whyclosed_parser.values.text import any_of, has_digit

_DATA = read_toml("whyclosed_parser.values", "dates")

_LETTER = r"[^\W\d_]"
_MONTH_MARK = rf"(?P<month>[\ufdd1-\ufddc]{FILLER}*+)"
_WEEKDAY_MARK = rf"(?P<weekday>[\ufde1-\ufde7]{FILLER}*+)"
DAY_SIGN = "[日号號일]"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NUMBER = r"(?P<number>0?[1-9]|1[0-2])"
SHORT = patterns.compiled(r"\d{1,2}\.\s?\d{1,2}\.(?!.*\d{4})")
"""A day in digits without its year; only where the day comes first is it written so."""
OF_ERA = patterns.compiled(r"25[67]\d")
"""A year of the Thai calendar."""
_YEAR = rf"(?P<year>20\d\d|25[67]\d)(?!:?\d)(?:\s*(?:{any_of(_DATA['behind_year'])})\b\.?)?"
_REIGN = any_of(_DATA["reigns"])
_REIGN_YEAR = rf"(?P<reign>{_REIGN})\s?(?P<counted>\d{{1,3}})"
_PARTICLE = rf"(?:(?:{any_of(_DATA['particles'])})\s+)?"
_ORDINAL = rf"(?:{any_of(_DATA['ordinals'])})"
_DOT = "[.'׳]"
HALF = any_of([*_DATA["am"], *_DATA["pm"]])
_CAPITAL, _GLUED = any_of(_DATA["capital_months"]), any_of(_DATA["glued_behind"])
BEHIND_A_DAY = rf"(?:{_CAPITAL})(?!{_LETTER})|(?:{HALF})\s?\d{{1,2}}[:시]|(?:{_GLUED})"
"""What goes on behind the dot of a day as if it began a sentence: "1. Dezember", "2026. 12. 4. 오후 6:07", "4.까지"."""

_DATES = (
    # Apr 27, 2026 · Jul. 28 · Jan 01,2026
    rf"{_MONTH_MARK}(?:{_DOT}\s*|\s+){_DAY}{_ORDINAL}?"
    rf"(?:(?:\s*,\s*|\s+){_PARTICLE}{_YEAR}|(?![\d:/]|{_LETTER}|[.,]\d|\s*,?\s*\d{{4}}(?!\d)))",
    # 3. Aug 2025 · 24 nov, 2023 · 14 de nov. de 2025
    rf"{_DAY}{_ORDINAL}?(?:\.\s*|\s+){_PARTICLE}{_MONTH_MARK}{_DOT}?"
    rf"(?:\s*,?\s*{_PARTICLE}{_YEAR}|(?!{_LETTER}|\s*[.,]?\s*\d+(?!\d*:\d)))",
    # 24-Nov-2023 · 24/nov/2023
    rf"{_DAY}(?P<mark>[-/]){_MONTH_MARK}{_DOT}?(?P=mark){_YEAR}",
    # 2025. nov. 14
    rf"{_YEAR}[.\s]\s*{_MONTH_MARK}{_DOT}?\s*{_DAY}(?!\d)",
    # 2026년 5월 21일 · 11月14日 · 令和8年11月14日
    rf"(?:(?:{_YEAR}|{_REIGN_YEAR})\s?[年년]\s?)?{_NUMBER}\s?[月월]\s?{_DAY}\s?{DAY_SIGN}",
    # 2014-05-31 · 2025. 11. 14 · 2025. 11. 14. before a time or 까지
    rf"{_YEAR}(?P<mark>[-/.])\s?{_NUMBER}(?P=mark)\s?{_DAY}(?!\d)(?:\.(?=\s(?:(?:{HALF})\s?)?\d{{1,2}}:\d\d|[가-힣]))?",
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
    r"|\+(?:0\d|1[0-4]):?[0-5]\d|(?:(?<=:\d\d:\d\d)|(?<=\.\d\d\d))-(?:0\d|1[0-4]):?[0-5]\d"
)
_BEFORE_DOTTED = "|".join(rf"(?<={words})" for words in _DATA["before_dotted"]).replace("0", r"\d")
_OF_HOUR = (
    r"(?::|\s?(?:[hH时時點点시]|giờ)\s?"
    # a dot stands in amounts, too: only with the word for the time
    rf"|\.(?=\d\d\s?(?:{any_of(_DATA['behind_dotted'])}))|(?:{_BEFORE_DOTTED})\.)"
)
_TIME = (
    rf"(?:(?P<half>{HALF})\s?)?"
    rf"(?P<hour>[01]?\d|2[0-3]){_OF_HOUR}(?P<minute>[0-5]\d|\d(?=\s?[分분]))"
    r"(?:(?::|\s?[分분]\s?|\smin\s)(?P<second>[0-5]\d)(?:\.\d+)?(?:[秒초]|\ss(?!\w))?|\s?[分분])?"
    rf"(?![\d:])(?:\s?(?P<ampm>{HALF})(?!{_LETTER}))?(?:\s?(?:{any_of(_DATA['behind_time'])})(?!{_LETTER}))?"
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
    time = rf"(?:(?:{_JOINT}|(?<=[){FILLER}])){_TIME})?"
    middle, behind = _numbered(weekday, first + 10), _numbered(f"{time}{weekday}", first + 11)
    return f"{_numbered(before, first + 9)}(?:{dates}){middle}{behind}"


WHEN = LazyPattern(_when(0) + r"\.?")
"""A whole marked text that is one date, or date and time. What its groups hold: `fields`."""

BARE_DAY = LazyPattern(rf"(?P<day_0>0?[1-9]|[12]\d|3[01])(?:\s?{DAY_SIGN}|(?:,\s*|\s+)(?P<year_0>20\d\d))?\.?")
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
    bare = rf"\d{{1,2}}(?:\s?{DAY_SIGN}|(?:,?\s+20\d\d)?(?!\d|{_LETTER}|[:/.]\d))"
    return patterns.compiled(
        rf"(?=[\d\ufdd1-\ufde7]|{_REIGN})(?<!\d)(?<!\d[.,/:])(?<![A-Za-zÀ-ɏЀ-ӿ])"
        rf"(?:{_when(0)}(?:{DASH.pattern}(?:{last}|{bare}))?)"
    )


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
        if all(map(has_digit, (first, last))):
            around = text[: before.start()] if before else "", text[behind.end() :] if behind else ""
            return f"{around[0]}{first} - {last}{around[1]}"
    return text


def fields(match: re.Match[str]) -> dict[str, str]:
    """The parts of a date that `match` found, by name.

    year, short (its last two digits), month (a mark), number (of the month), day, one and two (day and month in
    unknown order), weekday (a mark), hour, minute, second, half and ampm (words for half a day), zone.
    """
    return {name.partition("_")[0]: text for name, text in match.groupdict().items() if text}
