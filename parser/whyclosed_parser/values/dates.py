"""Printed dates, times and ranges of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import NamedTuple

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_parser.values import dateedges as edges
from whyclosed_parser.values import datepatterns as shapes
from whyclosed_parser.values.datemarks import Marker, month_number, weekday_number
from whyclosed_parser.values.text import composed, fold, has_digit, normal_form
from whyclosed_parser.values.zones import is_afternoon, is_open_at_twelve, zone_of

HOUR = patterns.compiled(r"\d:\d\d")
"""What every time of a day has in it, but where it is written with a dot."""
_LONGEST = 80  # characters of a date with time, weekday and zone, or of a range
_LONGEST_RANGE = timedelta(days=200)
_REIGNS: Mapping[str, int] = read_toml("whyclosed_parser.values", "dates")["reigns"]

_ENDS_IN_YEAR = patterns.compiled(r"2[05]\d\d\s*\Z")

# Days around `near` in which a date without year is looked for; shorter than a year, so at most one fits.
_PAST = (timedelta(days=-335), timedelta(days=1))
_AROUND = (timedelta(days=-150), timedelta(days=150))


@dataclass(frozen=True, slots=True, eq=False)
class Months:
    """Names and abbreviations of months (1 to 12) and weekdays (1 is Monday).

    In lower case, without closing dot. `day_first`: whether dates in digits have the day before the month (None: that
    is open). `era`: by how many years the calendar is ahead of ours (543: Thailand's). `dotted_times`: whether times
    are written with a dot. Compared by identity: keep one per language.
    """

    names: Mapping[str, int]
    weekdays: Mapping[str, int] = field(default_factory=dict)
    day_first: bool | None = None
    era: int = 0
    dotted_times: bool = False


class Located(NamedTuple):
    """A date within a text: `text[start:end]`."""

    start: int
    end: int
    text: str


@lru_cache(maxsize=1024)  # a page is asked for the same texts by many fields, and a list repeats its days
def read_when(text: str, months: Months, *, near: date | datetime | None = None, past: bool = True) -> When | None:
    """The day (or time, where one is printed) that the whole text is; None if it is not one, or not certain.

    A missing year comes from `near`, the time of capture: with `past` it is the one that puts the day at most
    11 months before and one day after `near`, else within five months of it. A printed weekday has to
    agree. Dates in digits alone need the year first, a part over 12, dots, or an order that is known; a year of two
    digits is read where the day comes first and only the last part is a year next to that of `near`. A time has the
    offset of its printed zone where that means one offset, else none. Nothing is moved between zones.
    """
    found = _fields(text, months)
    if found is None:
        return None
    day = _day(found, near, _PAST if past else _AROUND)
    if day is None or "hour" not in found:
        return day
    return _at(day, found)


def read_range(text: str, months: Months, *, near: date | datetime | None = None) -> tuple[date, date] | None:
    """First and last day of a printed range ("Dec 27 - 28"); a single day is both. None if not certain.

    What one end leaves out it takes from the other; a missing year is the one that puts the first day within
    five months of `near`.
    """
    single = read_when(text, months, near=near, past=False)
    if single is not None:
        day = single.date() if isinstance(single, datetime) else single
        return day, day
    marked = _marked(text, months)
    found = {ends for dash in shapes.DASH.finditer(marked) if (ends := _ends(marked, dash.span(), months, near))}
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=1024)
def find_dates(text: str, months: Months) -> tuple[Located, ...]:
    """The parts of a sentence that look like a date, a date with time, or a range, in order.

    Each is for `read_when` or `read_range`, which may still find it uncertain. What is only a piece of something longer
    ("1.2.2026.3", the "Nov 3" of "Nov 3 '24") is left out. `text` should be folded and composed.
    """
    marked = _marker(months).mark(text)
    found = (match.span() for match in shapes.find_pattern().finditer(marked))
    spans = ((edges.start_of_range(marked, start), end) for start, end in found)
    located = (Located(*span, text[slice(*span)]) for span in spans if edges.stands_alone(marked, *span))
    return tuple(one for one in located if _may_be_a_day(marked[one.start : one.end], months))


def lacks_year(text: str, months: Months) -> bool:
    """Whether the whole text is a day that is printed without its year."""
    found = _fields(text, months)
    return found is not None and found.keys().isdisjoint({"year", "short"})


def is_one_day(text: str, months: Months) -> bool:
    """Whether the whole text is printed as one day, perhaps with its hour, and not as several."""
    return _fields(text, months) is not None


def names_month(text: str, months: Months) -> bool:
    """Whether a word of the text is the name of a month ("end of December")."""
    return any(normal_form(word.strip(".,")) in months.names for word in composed(text).split())


def with_dash(text: str) -> str:
    """A text in which a range of days in words ("between Nov 24 and 30") is written with a dash."""
    return shapes.with_dash(text) if has_digit(text) else text


def looks_dated(text: str, months: Months) -> bool:
    """Whether a day seems to be printed in the text, also one that cannot be read."""
    return shapes.LIKE_A_DATE.search(_marker(months).mark(composed(text))) is not None


@cache
def _marker(months: Months) -> Marker:
    return Marker(months.names, months.weekdays, dotted_times=months.dotted_times)


def _marked(text: str, months: Months) -> str:
    return _marker(months).mark(composed(fold(text))) if len(text) <= _LONGEST else ""


def _fields(text: str, months: Months) -> dict[str, str] | None:
    marked = _marked(text, months)
    match = shapes.WHEN.fullmatch(marked)
    if match is None:
        leading = shapes.LEADING_WORD.match(marked)
        match = shapes.WHEN.fullmatch(marked, leading.end()) if leading else None
    return _settled(shapes.fields(match), months) if match else None


def _may_be_a_day(marked: str, months: Months) -> bool:
    """Whether a language writes days like this one: with such a year, and in such an order."""
    strange = shapes.OF_ERA.search(marked) is not None and not months.era
    return not strange and (bool(months.day_first) or not shapes.SHORT.match(marked))


def _settled(found: dict[str, str], months: Months) -> dict[str, str] | None:
    """The parts of a date with the year of our calendar, and day and month told apart where their order is known; None
    for a year of a calendar that is not the language's."""
    if shapes.OF_ERA.fullmatch(found.get("year", "")):
        if not months.era:
            return None
        found |= {"year": str(int(found["year"]) - months.era)}
    if "reign" in found:
        found |= {"year": str(_REIGNS[found["reign"]] + int(found["counted"]))}
        if not found["year"].startswith("20"):
            return None
    if "one" in found and "year" not in found and not months.day_first:
        return None
    if "short" in found and (not months.day_first or months.dotted_times):
        return None
    # no land writes the month first between dots
    day_first = True if months.day_first is None and found.get("mark") == "." else months.day_first
    if "one" in found and day_first is not None and max(int(found["one"]), int(found["two"])) <= 12:
        _tell_apart(found, day_first=day_first)
    return found


def _tell_apart(found: dict[str, str], *, day_first: bool) -> None:
    """Say of a date in digits alone which of the two is the day."""
    day, month = ("one", "two") if day_first else ("two", "one")
    found |= {"day": found.pop(day), "number": found.pop(month)}


def _day(found: dict[str, str], near: date | None, window: tuple[timedelta, timedelta]) -> date | None:
    month, day = _month_and_day(found)
    if month is None:
        return None
    weekday = weekday_number(found["weekday"]) if "weekday" in found else None
    if "short" in found:
        fitting = _date(2000 + int(found["short"]), month, day) if near and _is_year(found, day, near) else None
    elif "year" in found:
        fitting = _date(int(found["year"]), month, day)
    elif near is not None:
        fitting = _within(near, window, month, day)
    else:
        return None
    return fitting if fitting and weekday in (None, fitting.isoweekday()) else None


def _month_and_day(found: dict[str, str]) -> tuple[int | None, int]:
    """The month and the day; the month is None where all-digit parts do not show which is which."""
    if "month" in found:
        return month_number(found["month"]), int(found["day"])
    if "number" in found:
        return int(found["number"]), int(found["day"])
    one, two = int(found["one"]), int(found["two"])
    if one == two or two <= 12 < one:
        return two, one
    return (one, two) if one <= 12 < two else (None, 0)


def _is_year(found: Mapping[str, str], day: int, near: date) -> bool:
    """Whether two digits behind day and month are a year next to that of `near`, and those of the day are none."""
    years = range(near.year - 2001, near.year - 1998)
    return int(found["short"]) in years and day not in years


def _within(near: date, window: tuple[timedelta, timedelta], month: int, day: int) -> date | None:
    """The one day of that name in the window around `near`."""
    middle = near.date() if isinstance(near, datetime) else near
    first, last = (_shifted(middle, by) for by in window)
    days = (_date(year, month, day) for year in range(first.year, last.year + 1))
    return next((day for day in days if day and first <= day <= last), None)


def _shifted(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _at(day: date, found: dict[str, str]) -> datetime | None:
    hour, half = int(found["hour"]), found.get("half") or found.get("ampm")
    if half:
        if not 1 <= hour <= 12:
            return None
        if hour == 12 and is_open_at_twelve(half):
            return None
        hour = hour % 12 + (12 if is_afternoon(half) else 0)
    zone = zone_of(found["zone"]) if "zone" in found else None
    at = datetime(day.year, day.month, day.day, hour, int(found["minute"]), int(found.get("second", 0)), tzinfo=zone)
    offset = at.utcoffset()
    return at if offset is None else at.replace(tzinfo=timezone(offset))


def _ends(marked: str, dash: tuple[int, int], months: Months, near: date | None) -> tuple[date, date] | None:
    """The two ends of a range that `dash` parts."""
    first, last = _end(marked[: dash[0]]), _end(marked[dash[1] :])
    if first is None or last is None or "hour" in first or "hour" in last or not _same_order(first, last):
        return None
    if _settled(first, months) is None or _settled(last, months) is None:
        return None
    if last.keys() == {"day"} and _ENDS_IN_YEAR.search(marked, 0, dash[0]):
        return None  # "Nov 14, 2025-30"
    for one, other in ((first, last), (last, first)):
        if "day" in one and "month" not in one and "number" not in one:
            one |= {key: other[key] for key in ("month", "number") if key in other}
            if "month" not in one and "number" not in one:
                return None
    if "year" in last and "year" not in first:
        end = _day(last, None, _AROUND)
        start = end and _latest_until(end, first)
    else:
        start = _day(first, near, _AROUND)
        end = start and (_day(last, None, _AROUND) if "year" in last else _earliest_from(start, last))
    if not start or not end or not timedelta(0) <= end - start <= _LONGEST_RANGE:
        return None
    return start, end


def _same_order(first: dict[str, str], last: dict[str, str]) -> bool:
    """Both ends in digits alone are written in one order of day and month, which either may show; they are given it."""
    in_digits = [end for end in (first, last) if "one" in end]
    days_first = {int(end["one"]) > 12 for end in in_digits if (int(end["one"]) > 12) != (int(end["two"]) > 12)}
    if len(days_first) > 1:
        return False
    if len(days_first) == 1:
        for end in in_digits:
            _tell_apart(end, day_first=True in days_first)
    return True


def _end(marked: str) -> dict[str, str] | None:
    match = shapes.WHEN.fullmatch(marked) or shapes.PAIR.fullmatch(marked) or shapes.BARE_DAY.fullmatch(marked)
    return shapes.fields(match) if match else None


def _latest_until(end: date, found: dict[str, str]) -> date | None:
    """The last day named in `found`, without its year, that is not after `end`."""
    return _day(found, end, (timedelta(days=-364), timedelta(0)))


def _earliest_from(start: date, found: dict[str, str]) -> date | None:
    return _day(found, start, (timedelta(0), timedelta(days=364)))
