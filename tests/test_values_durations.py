"""Durations and countdowns, as pages print them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.values.durations import Units, is_whole, read_duration
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import words_for
from whyclosed_parser.words.packs import languages

_WORDS = {
    604800: "week weeks",
    86400: "day days d дн дней день 天 日 일 jour jours j tage tag días giorni dni gün วัน ngày ימים أيام",
    3600: "hour hours h hr hrs ч час часа 小时 時間 시간 heures godz saat ชั่วโมง giờ שעות ساعات",
    60: "minute minutes min m мин минут 分 分钟 분 นาที phút",
    1: "second seconds s sec сек 秒 초",
}
UNITS = Units({normal_form(word): seconds for seconds, words in _WORDS.items() for word in words.split()})

READ = [
    ("9 days 4 hours", "9:4:0:0"),
    ("1 day, 2 hours", "1:2:0:0"),
    ("9 days and 4 hours", "9:4:0:0"),
    ("5 days 03:12:45", "5:3:12:45"),
    ("5 days 3:12:45", "5:3:12:45"),
    ("23h 59m 59s", "0:23:59:59"),
    ("23 h 59 min 59 s", "0:23:59:59"),
    ("1d2h3m4s", "1:2:3:4"),
    ("3d 4h", "3:4:0:0"),
    ("12D 3H", "12:3:0:0"),
    ("06:08:43", "0:6:8:43"),
    ("71:59:59", "2:23:59:59"),
    ("0 days 0 hours", "0:0:0:0"),
    ("2 weeks", "14:0:0:0"),
    ("5 days.", "5:0:0:0"),
    ("90 minutes", "0:1:30:0"),
    ("5 дн. 3 ч.", "5:3:0:0"),
    ("5 дней 3 часа 12 минут", "5:3:12:0"),
    ("5 дней и 3 часа", "5:3:0:0"),
    ("3天5小时20分钟", "3:5:20:0"),
    ("5 天 06：08：43", "5:6:8:43"),
    ("3日5時間20分", "3:5:20:0"),
    ("3일 5시간 20분", "3:5:20:0"),
    ("5 j 3 h", "5:3:0:0"),
    ("5 dni 3 godz.", "5:3:0:0"),
    ("4 gün 2 saat", "4:2:0:0"),
    ("5 ngày 3 giờ", "5:3:0:0"),
    ("3 วัน 5 ชั่วโมง", "3:5:0:0"),
    ("3 ימים", "3:0:0:0"),
    ("3 أيام و5 ساعات", "3:5:0:0"),
    ("٣ أيام", "3:0:0:0"),
    ("3\u00a0days\u200b", "3:0:0:0"),
    ("2days3hours", "2:3:0:0"),
    ("8days4hours", "8:4:0:0"),
    ("9d12h3m", "9:12:3:0"),
    ("9d 12h 3m", "9:12:3:0"),
    ("9D:12H:3M:4S", "9:12:3:4"),
    ("9 d : 12 h : 3 m", "9:12:3:0"),
    ("9 days 12:03:55", "9:12:3:55"),
    ("9 days, 12:03:55", "9:12:3:55"),
    ("09:12:03:55", "9:12:3:55"),
    ("6:08:43:00", "6:8:43:0"),
    ("123:00:00:01", "123:0:0:1"),
    ("09 : 12 : 03 : 55", "9:12:3:55"),
    ("12 : 03 : 55", "0:12:3:55"),
    ("3 day(s) 5 hour(s)", "3:5:0:0"),
    ("3 day（s） 5 hour（s）", "3:5:0:0"),
    ("3day(s)5hour(s)", "3:5:0:0"),
    ("８天４小时", "8:4:0:0"),
    ("８ days ４ hours", "8:4:0:0"),
    ("٣ أيام و٥ ساعات", "3:5:0:0"),
    ("9 days · 4 hours", "9:4:0:0"),
    ("9 days und 4 hours", "9:4:0:0"),
    ("5 j et 3 h", "5:3:0:0"),
    ("0d 0h 0m 1s", "0:0:0:1"),
]


@pytest.mark.parametrize(("text", "parts"), READ)
def test_read(text: str, parts: str) -> None:
    days, hours, minutes, seconds = map(int, parts.split(":"))
    expected = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    assert read_duration(text, UNITS) == expected


NOT_READ = [
    "",
    "days",
    "7",
    "8-14 days",
    "8 - 14 days",
    "8–14 days",
    "20 business days",
    "20 working days",
    "-5 days",
    "1.5 hours",
    "1,5 days",
    "03:12",
    "5 days 03:12",
    "06:60:00",
    "5 days 25:00:00",
    "3 hours 02:00:00",
    "1 hour 70 minutes",
    "9 days 30 hours",
    "4 hours 9 days",
    "9 days 9 days",
    "5 days 4",
    "5 days and",
    "and 4 hours",
    "90 days after",
    "within 7 days",
    "5 fortnights",
    "12345 days",
    "[6 days 8:00 43 minute]",
    "5 days / 3 hours",
    "يومان",
    "5 days" + " " * 80,
    "8 days 4",
    "8 4 hours",
    "8 days 4 foo",
    "8 foo 4 hours",
    "8 days 4hoursx",
    "x8 days",
    "8 days to 10 days",
    "8+ days",
    "8½ days",
    "8² days",
    "8 days 4 hours 3",
    "24:00:00 days",
    "09:24:03:55",
    "09:12:60:55",
    "1:09:12:03:55",
    "3 days 09:12:03:55",
    "12:03:555",
    "8\ufffd days",
    "8 days\ufffd4 hours",
    "8 day(s",
    "8 dayss",
]


@pytest.mark.parametrize("text", NOT_READ)
def test_not_read(text: str) -> None:
    assert read_duration(text, UNITS) is None


@given(st.text(alphabet="0123456789:., -dhms日天 andys", max_size=40))
def test_any_text_is_a_duration_or_nothing(text: str) -> None:
    duration = read_duration(text, UNITS)
    assert duration is None or timedelta(0) <= duration < timedelta(weeks=10_000)


@given(st.integers(0, 999), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_round_trip(days: int, hours: int, minutes: int, seconds: int) -> None:
    expected = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    assert read_duration(f"{days} days {hours:02}:{minutes:02}:{seconds:02}", UNITS) == expected
    assert read_duration(f"{days}d {hours}h {minutes}m {seconds}s", UNITS) == expected


WHOLE = [
    ("ends in ", "8 days", "", True),
    ("ends in ", "8 days", ". Then nothing can be done.", True),
    ("ends in ", "8 days", " (until Nov 28, 2026)", True),
    ("ends in ", "8 days", " left to pay for 2 items", True),
    ("", "8 days", " left to ship", True),
    ("The seller has ", "8 days", " to respond", True),
    ("ends in ", "8 days", " 4", False),
    ("ends in ", "8 days", " 4 foo", False),
    ("ends in ", "8 days", ", 4 foo", False),
    ("ends in ", "8 days", "4foo", False),
    ("ends in ", "8 days", " and 4 foo", False),
    ("ends in ", "8 days", " - 10 days", False),
    ("ends in ", "8 days", " to 10 days", False),
    ("ends in ", "8 days", ":04", False),
    ("", "4 hours", "", True),
    ("8 foo ", "4 hours", " left to ship", False),
    ("8 - ", "4 hours", " left to ship", False),
    ("8", "4 hours", " left to ship", False),
    ("8 foo, ", "4 hours", " left to ship", False),
    ("ends in days ", "4 hours", "", False),
    ("ends in days and ", "4 hours", "", False),
    ("ends in ", "8 days", " hours 3 minutes", False),
    ("ends in ", "8 days", " and hours", False),
    ("осталось час ", "8 мин", "", False),
    ("осталось ", "8 дней", " с оплаты", True),
]


@pytest.mark.parametrize(("before", "duration", "behind", "whole"), WHOLE)
def test_what_belongs_to_a_duration(before: str, duration: str, behind: str, whole: bool) -> None:
    assert is_whole(before + duration + behind, len(before), len(before + duration), UNITS) is whole


@pytest.mark.parametrize("language", languages("labels"))
def test_units_of_every_language(language: str) -> None:
    names = words_for(language).units.names
    longest = {size: max((name for name in names if names[name] == size), key=len) for size in (86400, 3600, 60, 1)}
    for written in ("{} {} ", "{}{}", "{} {}, "):
        text = "".join(
            written.format(number, name) for number, name in zip((9, 12, 3, 55), longest.values(), strict=True)
        )
        assert read_duration(text.rstrip(", "), words_for(language).units) == timedelta(days=9, seconds=43435)


@given(st.integers(1, 99), st.integers(1, 23), st.sampled_from(["{} days {} hours", "{}d{}h", "{}天{}小时"]), st.data())
def test_a_digit_or_letter_more_is_another_duration_or_none(
    days: int, hours: int, style: str, data: st.DataObject
) -> None:
    text = style.format(days, hours)
    at = data.draw(st.integers(0, len(text)))
    more = data.draw(st.sampled_from("1234567890٣xq½\ufffd/-"))
    read = read_duration(text[:at] + more + text[at:], UNITS)
    assert read != read_duration(text, UNITS) or (more == "0" and not text[max(at - 1, 0) : at].isdigit())
