"""Dates, times and ranges of days, as pages print them."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.values.dates import Months, find_dates, lacks_year, looks_dated, read_range, read_when

_MONTHS = (
    "january jan gen ocak|february feb févr şub|march mar märz mrt|april apr abr|may мая|june jun|july jul|"
    "august aug août ağu|september sep sept|october oct paź|"
    "november nov noviembre нояб ноября listopada lis kas лист نوفمبر נובמבר נוב พ.ย thg_11|december dec dez"
)
_WEEKDAYS = "monday mon|tuesday tue вт|wednesday wed|thursday thu|friday fri 金|saturday sat|sunday sun"


def _numbered(names: str) -> dict[str, int]:
    groups = enumerate(names.split("|"), start=1)
    return {name.replace("_", " "): number for number, group in groups for name in group.split()}


MONTHS = Months(_numbered(_MONTHS), _numbered(_WEEKDAYS))
NEAR = datetime(2026, 11, 22, 10, 0)  # a Sunday

READ = [
    ("Apr 27, 2026", "2026-04-27"),
    ("Nov. 14, 2025", "2025-11-14"),
    ("14 Nov 2025", "2025-11-14"),
    ("NOVEMBER 14, 2025", "2025-11-14"),
    ("Jan 01,2026", "2026-01-01"),
    ("Sep 4th, 2026", "2026-09-04"),
    ("Sep 4, 2026.", "2026-09-04"),
    ("Apr\u00a027,\u00a02026", "2026-04-27"),
    ("24 nov, 2023", "2023-11-24"),
    ("24-Nov-2023", "2023-11-24"),
    ("3. Aug 2025", "2025-08-03"),
    ("14. März 2025", "2025-03-14"),
    ("14 févr. 2025", "2025-02-14"),
    ("14 de nov. de 2025", "2025-11-14"),
    ("14 de noviembre de 2025", "2025-11-14"),
    ("7 paź 2025", "2025-10-07"),
    ("14 listopada 2025", "2025-11-14"),
    ("14 Şub 2025", "2025-02-14"),
    ("14 нояб. 2025 г.", "2025-11-14"),
    ("14 мая 2025", "2025-05-14"),
    ("14 лист. 2025 р.", "2025-11-14"),
    ("14 نوفمبر، 2025", "2025-11-14"),
    ("١٤ نوفمبر ٢٠٢٥", "2025-11-14"),
    ("14 בנוב׳ 2025", "2025-11-14"),
    ("14 בנובמבר 2025", "2025-11-14"),
    ("14 พ.ย. 2025", "2025-11-14"),
    ("14 thg 11, 2025", "2025-11-14"),
    ("2025. nov. 14.", "2025-11-14"),
    ("2026년 5월 21일", "2026-05-21"),
    ("2025年11月14日", "2025-11-14"),
    ("2025年11月14日 (金)", "2025-11-14"),
    ("2014-05-31", "2014-05-31"),
    ("2025/11/14", "2025-11-14"),
    ("2025. 11. 14.", "2025-11-14"),
    ("14. 11. 2025", "2025-11-14"),
    ("3.4.2026", "2026-04-03"),  # between dots no land writes the month first
    ("03. 04. 2026", "2026-04-03"),
    ("30/08/2024", "2024-08-30"),
    ("08/30/2024", "2024-08-30"),
    ("12/12/2025", "2025-12-12"),
    ("Mon, Nov 16, 2026", "2026-11-16"),
    ("2014-05-31 10:51:32", "2014-05-31T10:51:32"),
    ("2025.11.14 08:31", "2025-11-14T08:31:00"),
    ("22:57 Aug. 18 2016", "2016-08-18T22:57:00"),
    ("Jan 01,2026, 12:00", "2026-01-01T12:00:00"),
    ("Nov 14, 2025, 8:31 AM", "2025-11-14T08:31:00"),
    ("July 4 2026 at 5:00 PM", "2026-07-04T17:00:00"),
    ("Nov 14, 2025 12:05 a.m.", "2025-11-14T00:05:00"),
    ("14 août 2025 à 08:31", "2025-08-14T08:31:00"),
    ("14.11.2025, 08:31 Uhr", "2025-11-14T08:31:00"),
    ("14 ноября 2025, 08:31", "2025-11-14T08:31:00"),
    ("2025年11月14日 08：31", "2025-11-14T08:31:00"),
    ("2026년 5월 21일 오후 3:20", "2026-05-21T15:20:00"),
    ("2026. 10. 4. 오후 6:07", "2026-10-04T18:07:00"),
    ("2026. 10. 4. 18:07", "2026-10-04T18:07:00"),
    ("2025-11-14 08:31 (GMT+8)", "2025-11-14T08:31:00+08:00"),
    ("2025-11-14 08:31 UTC", "2025-11-14T08:31:00+00:00"),
    ("2026-07-28T10:00:00Z", "2026-07-28T10:00:00+00:00"),
    ("2026-07-28T10:00:00.123-07:00", "2026-07-28T10:00:00-07:00"),
    ("Dec 24, 2025, 11:59 EST", "2025-12-24T11:59:00-05:00"),
    ("Jul 1, 2026 11:59 PDT", "2026-07-01T11:59:00-07:00"),
    ("Jul 1, 2026 11:59 PT", "2026-07-01T11:59:00-07:00"),
    ("Nov 23, 2026 23:59 PT", "2026-11-23T23:59:00-08:00"),
    ("Nov 23, 2026, 11:59 PM (Pacific Time)", "2026-11-23T23:59:00-08:00"),
    ("Jul 1, 2026 11:59 ET", "2026-07-01T11:59:00-04:00"),
    ("2026-11-23 23:59 Beijing time", "2026-11-23T23:59:00+08:00"),
    ("2025-11-14 08:31 UTC +8", "2025-11-14T08:31:00+08:00"),
    ("Dec 24, 2025, 11:59 CST", "2025-12-24T11:59:00"),  # China or Chicago
    ("Dec 24, 2025, 11:59 IST", "2025-12-24T11:59:00"),
]


@pytest.mark.parametrize(("text", "iso"), READ, ids=[row[0] for row in READ])
def test_read(text: str, iso: str) -> None:
    expected = datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso)
    when = read_when(text, MONTHS)
    assert (type(when), when) == (type(expected), expected)


NOT_READ = [
    "",
    "5",
    "May",
    "2026",
    "May 2026",
    "Nov 14",  # nothing to tell the year from
    "03/04/2025",  # March or April
    "03/04/25",
    "Jan 5, 1999",
    "Jan 5, 26",
    "Feb 29, 2026",
    "Apr 31, 2026",
    "2026-13-01",
    "13/13/2026",
    "0/12/2026",
    "Dec 24, 2025, 25:00",
    "Dec 24, 2025, 13:00 PM",
    "Nov 14, 2025 11:00-12:00",
    "Tue, Nov 16, 2026",  # a Monday
    "2025年11月13日 (金)",  # a Thursday
    "Sep 21 - 26",
    "Order 8000222333270000",
    "8000222333270000",
    "Buck-Boost Converter 5V-50V 10A",
    "2 Mar 5, 2026",
    "Sep 4, 2026 or later",
    "before Sep 4, 2026",
    "14 พ.ย. 2568",
    "14.11",
    "12:30",
    "Nov 14, 2025 " + "x" * 80,
]


@pytest.mark.parametrize("text", NOT_READ)
def test_not_read(text: str) -> None:
    assert read_when(text, MONTHS) is None


YEARLESS = [
    ("Jul. 28", "2026-07-28"),
    ("28 jul", "2026-07-28"),
    ("Nov 23", "2026-11-23"),  # tomorrow: the page's zone may be ahead
    ("Nov 24", None),
    ("Dec 24", "2025-12-24"),
    ("Dec 22", "2025-12-22"),
    ("Dec 21", None),  # older than eleven months: last year or the one to come
    ("Feb 29", None),
    ("11月14日", "2026-11-14"),
    ("Dec 24, 11:59 EST", "2025-12-24T11:59:00-05:00"),
    ("24 nov 11:59", None),
    ("Tue | Jul. 28 18:39", "2026-07-28T18:39:00"),
    ("Mon | Jul. 28 18:39", None),
    ("Çar | Jul. 28 18:39", "2026-07-28T18:39:00"),
    ("Вт | Jul. 28 18:39", "2026-07-28T18:39:00"),
    ("Jul 28 - 18:39", "2026-07-28T18:39:00"),
    ("18:39 Jul 28", "2026-07-28T18:39:00"),
]


@pytest.mark.parametrize(("text", "iso"), YEARLESS, ids=[row[0] for row in YEARLESS])
def test_missing_year_of_something_past(text: str, iso: str | None) -> None:
    expected = iso and (datetime.fromisoformat(iso) if "T" in iso else date.fromisoformat(iso))
    assert read_when(text, MONTHS, near=NEAR) == expected
    assert read_when(text, MONTHS, near=NEAR.replace(tzinfo=UTC)) == expected
    assert read_when(text, MONTHS, near=NEAR.date()) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [("Jan 10", date(2027, 1, 10)), ("Oct 30", date(2026, 10, 30)), ("May 22", None), ("Jun 25", date(2026, 6, 25))],
)
def test_missing_year_of_something_planned(text: str, day: date | None) -> None:
    assert read_when(text, MONTHS, near=NEAR, past=False) == day


def test_leap_day_finds_its_year() -> None:
    assert read_when("Feb 29", MONTHS, near=date(2024, 6, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize("near", [date.min, date.max, datetime(1, 1, 1), datetime(9999, 12, 31)])
def test_time_of_capture_at_the_end_of_the_calendar(near: date) -> None:
    assert read_when("Jun 15", MONTHS, near=near) in (None, date(near.year, 6, 15))


RANGES = [
    ("Dec 27 - 28", "2026-12-27", "2026-12-28"),
    ("Sep 21 - 26", "2026-09-21", "2026-09-26"),
    ("Sep 21-26", "2026-09-21", "2026-09-26"),
    ("Sep 21 – 26, 2026", "2026-09-21", "2026-09-26"),
    ("Sep. 26 - Oct. 01, 2026", "2026-09-26", "2026-10-01"),
    ("Sep 26, 2026 - Oct 1, 2026", "2026-09-26", "2026-10-01"),
    ("Dec 27 - Jan 5", "2026-12-27", "2027-01-05"),
    ("Dec 27 - Jan 5, 2027", "2026-12-27", "2027-01-05"),
    ("Dec 27, 2026 - Jan 5", "2026-12-27", "2027-01-05"),
    ("Nov 5 to Nov 9", "2026-11-05", "2026-11-09"),
    ("21-26 sep 2026", "2026-09-21", "2026-09-26"),
    ("14 - 20 de nov. de 2025", "2025-11-14", "2025-11-20"),
    ("24–28 нояб.", "2026-11-24", "2026-11-28"),
    ("9月21日-26日", "2026-09-21", "2026-09-26"),
    ("2026年9月21日～26日", "2026-09-21", "2026-09-26"),
    ("9월 21일 - 26일", "2026-09-21", "2026-09-26"),
    ("2026-09-21 - 2026-09-26", "2026-09-21", "2026-09-26"),
    ("21/09/2026 - 26/09/2026", "2026-09-21", "2026-09-26"),
    ("24.11. - 30.11.2026", "2026-11-24", "2026-11-30"),
    ("24.11.–30.11.2026", "2026-11-24", "2026-11-30"),
    ("24.11 – 30.11.2026", "2026-11-24", "2026-11-30"),
    ("24.-30.11.2026", "2026-11-24", "2026-11-30"),
    ("24–30.11.2026", "2026-11-24", "2026-11-30"),
    ("24. 11. – 30. 11. 2026", "2026-11-24", "2026-11-30"),
    ("24/11 - 30/11/2026", "2026-11-24", "2026-11-30"),
    ("11/24 - 11/30/2026", "2026-11-24", "2026-11-30"),
    ("28.12.2026 - 03.01.2027", "2026-12-28", "2027-01-03"),
    ("28.12. - 03.01.2027", "2026-12-28", "2027-01-03"),
    ("12.–19.08.2026", "2026-08-12", "2026-08-19"),
    ("24. bis 30. nov 2026", "2026-11-24", "2026-11-30"),
    ("14 a 20 nov 2026", "2026-11-14", "2026-11-20"),
    ("28 Dec – 3 Jan", "2026-12-28", "2027-01-03"),
    ("Aug 28 - Sep 4", "2026-08-28", "2026-09-04"),
    ("May 14, 2026", "2026-05-14", "2026-05-14"),
    ("Sep 4, 2026, 10:00", "2026-09-04", "2026-09-04"),
    ("Jul. 28", "2026-07-28", "2026-07-28"),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES, ids=[row[0] for row in RANGES])
def test_range(text: str, first: str, last: str) -> None:
    assert read_range(text, MONTHS, near=NEAR) == (date.fromisoformat(first), date.fromisoformat(last))


NO_RANGES = [
    "",
    "Sep 26 - 21",
    "Oct 5 - Sep 26",
    "Apr. 24 - May. 14",  # half a year off: last spring or the next
    "5-6",
    "5 - 6 items",
    "03.04. - 05.04.2026",  # March or April
    "04/03 - 04/05/2026",
    "24.11. - 11/30/2026",  # two orders in one range
    "11/24 - 30/11/2026",
    "30.11. - 24.11.2026",
    "24.11.–30.11.26",
    "24.11.–31.11.2026",
    "Nov 24 - 30, 26",
    "Nov 14, 2025-30",
    "Sep 21 -",
    "12-08-2026",
    "Sep 21 - 26 - 28",
    "Sep 21 - 31",
    "Jan 5, 2026 - Dec 24, 2026",
    "Sep 21, 10:00 - 26",
    "8000222333270000 - 2026",
]


@pytest.mark.parametrize("text", NO_RANGES)
def test_no_range(text: str) -> None:
    assert read_range(text, MONTHS, near=NEAR) is None


def test_range_near_its_time() -> None:
    assert read_range("Apr. 24 - May. 14", MONTHS, near=date(2026, 4, 10)) == (
        date(2026, 4, 24),
        date(2026, 5, 14),
    )
    assert read_range("Apr. 24 - May. 14", MONTHS) is None


FOUND = [
    ("Refund if no delivery before Sep 4, 2026", ["Sep 4, 2026"]),
    ("Coupon if late by Aug 3, 2026 · Refund if not here before Sep 4, 2026 ·", ["Aug 3, 2026", "Sep 4, 2026"]),
    ("Estimated delivery: Dec 27 - 28", ["Dec 27 - 28"]),
    ("Delivery: Apr. 24 - May. 14", ["Apr. 24 - May. 14"]),
    ("Delivered：Dec. 24", ["Dec. 24"]),
    ("Dec 24, 11:59 EST Arrived", ["Dec 24, 11:59 EST"]),
    ("before Nov 23, 2026 23:59 PT.", ["Nov 23, 2026 23:59 PT"]),
    ("before Nov 23, 2026 23:59 (PT), please", ["Nov 23, 2026 23:59 (PT)"]),
    ("Nov 23, 2026 23:59 USPS has it", ["Nov 23, 2026 23:59"]),
    ("Nov 23, 2026 11:59 PM at the latest", ["Nov 23, 2026 11:59 PM"]),
    # A zone whose offset is not certain.
    ("before Nov 23, 2026 23:59 NZDT.", []),
    ("before Nov 23, 2026 23:59 WEZ.", []),
    ("before Nov 23, 2026 23:59 (SGT)", []),
    ("before Nov 23, 2026 11:59 PM (AEST)", []),
    ("before Nov 23, 2026 23:59 Paris time", []),
    ("before Nov 23, 2026 23:59 pst", []),
    ("before Nov 23, 2026 23:59 CST", []),
    ("complete.Jul 28, 2026 was the day", ["Jul 28, 2026"]),
    ("Paid Jul 15, 2026Shipped", ["Jul 15, 2026"]),
    ("2026년 9월 4일까지", ["2026년 9월 4일"]),
    ("预计2025年11月14日到达", ["2025年11月14日"]),
    ("from 21-26 sep. on", ["21-26 sep."]),
    ("Order 8000222333270000 of 12 May 2026", ["12 May 2026"]),
    ("x2 Mar 5, 2026", ["Mar 5, 2026"]),
    ("Lieferung 28 Dec – 3 Jan", ["28 Dec – 3 Jan"]),
    ("Delivery 14 - 20 Nov 2026", ["14 - 20 Nov 2026"]),
    ("Delivery 24.11. - 30.11.2026", ["24.11. - 30.11.2026"]),
    ("Delivery 24.–30.11.2026", ["24.–30.11.2026"]),
    ("Delivery 24/11 - 30/11/2026", ["24/11 - 30/11/2026"]),
    ("Zustellung 24.11. bis 30.11.2026", ["24.11. bis 30.11.2026"]),
    ("before Nov 24, 2026 Dec 4, 2026", ["Nov 24, 2026", "Dec 4, 2026"]),  # the first one was struck out
    ("Mon, Nov 16, 2026 was the day", ["Mon, Nov 16, 2026"]),
    ("Nov 16, 2026 (Tue)", ["Nov 16, 2026 (Tue)"]),
    ("Nov 16, 2026, Tuesday", ["Nov 16, 2026, Tuesday"]),
    # Pieces of something longer
    ("Order date: Nov 3, 24", []),
    ("Order date: Nov 3 '24", []),
    ("Order date: Nov 3 ’24", []),
    ("Order date: 3 Nov. 24", []),
    ("Order date: 3 Sept. 24", []),
    ("Order date: 03-Nov-24", []),
    ("Order date: Nov 3, 1999", []),
    ("2 Mar 5, 2026", []),
    ("Nov 3, 5 or 6", []),
    ("24 or 26 Nov 2026", []),
    ("24.11. oder 26.11.2026", []),
    ("Aug 28 - Sep 4 - Sep 9", []),
    ("1.2.2026.3", []),
    ("Jul. 1#9", []),
    ("Jul. 2(2", []),
    ("May. 2\ufffd0", []),
    ("Mar 1*8, 2026", []),
    ("2·1 Jun 2026", []),
    ("2\u00a04 May 2026", []),
    ("2026-11-2Z0", []),
    ("2026-11-2\u00c26", []),
    ("1月2日8日", []),
    ("2026年1 1月12日", []),
    ("2026-11-20-1234", []),
    ("1234-2026-11-20", []),
    ("2026-11-2012", []),
    ("Nov 14, 2025/3", []),
    ("12/19.08.2026", []),
    ("昭和8年11月3日", []),
    ("平成30年11月3日", []),
    ("民國15年11月3日に", ["民國15年11月3日"]),
    ("115年 11月3日", []),
    ("14/11/2569", []),
    ("14 พ.ย. 2569", []),
    ("14 พ.ย. 69", []),
    ("on 03/04/2025 we sent it", ["03/04/2025"]),
    ("within 15 days after delivery", []),
    ("Jan 5, 1999", []),
    ("V2026-01-02", []),
    ("8000222333270000-2026-01-02", []),
    ("Buck-Boost Converter 5V-50V 10A", []),
    ("Version 1.2.2026.4", []),
    ("", []),
    ("2026年11月18日に2,785円の返金", ["2026年11月18日"]),
    ("2026年11月18日か19日", []),
]


@pytest.mark.parametrize(("text", "dates"), FOUND, ids=[row[0] for row in FOUND])
def test_find(text: str, dates: list[str]) -> None:
    found = find_dates(text, MONTHS)
    assert [located.text for located in found] == dates
    assert all(text[located.start : located.end] == located.text for located in found)


NO_PAST_DAYS = [
    ("Nov 3, 24", "a year of two digits may be a day"),
    ("Nov 3 '24", "the same"),
    ("3 Nov. 26", "the same"),
    ("03-Nov-26", "the same"),
    ("26-11-03", "which part is the year?"),
    ("03.11.26", "the same"),
    ("03/04/2026", "March or April"),
    ("03-04-2026", "March or April"),
    ("Nov 16, 2026 Tue", "a Monday"),
    ("Nov 16, 2026, Tuesday", "a Monday"),
    ("Nov 16, 2026 (Tue)", "a Monday"),
    ("Tue Nov 16, 2026", "a Monday"),
    ("Nov 31, 2026", "November has 30 days"),
    ("2026-11-31", "the same"),
    ("31/11/2026", "the same"),
    ("Feb 29, 2026", "no leap year"),
    ("Nov 0, 2026", "no day"),
    ("Nov 32, 2026", "no day"),
    ("Nov 14, 2025 25:00", "no hour"),
    ("Nov 14, 2025 12:60", "no minute"),
    ("Nov 14, 2025 13:00 PM", "no hour of a half day"),
    ("Nov 14, 2025 0:30 AM", "no hour of a half day"),
    ("Nov 3, 2026 Nov 5, 2026", "two days: one was struck out"),
    ("Nov 3 - 5, 2026", "a range"),
    ("昭和8年11月3日", "a year of another calendar"),
    ("平成30年11月3日", "a year of another calendar"),
    ("民國15年11月3日", "a year of another calendar"),
    ("14/11/2569", "a year of another calendar"),
    ("14 พ.ย. 2569", "a year of another calendar"),
    ("14 لشهر 1448", "a year and a month of another calendar"),
    ("1.2.2026.3", "a version"),
    ("v1.2.2026", "a version"),
    ("2026-11-20-1234", "a number of something"),
    ("8000222333270000", "a number of something"),
    ("20261103", "a number of something"),
    ("Nov 14, 20255", "a longer number"),
    ("1Nov 14, 2025", "a longer number"),
    ("Nov 114, 2025", "a longer number"),
    ("Nov. 2026", "no day"),
]


@pytest.mark.parametrize(("text", "reason"), NO_PAST_DAYS, ids=[row[0] for row in NO_PAST_DAYS])
def test_no_day_is_guessed(text: str, reason: str) -> None:
    assert read_when(text, MONTHS, near=NEAR) is None, reason


@pytest.mark.parametrize(
    "text", [row[0] for row in NO_PAST_DAYS if "number" not in row[1] and "month of" not in row[1]]
)
def test_a_day_that_is_not_read_is_seen(text: str) -> None:
    assert looks_dated(f"Order date: {text}", MONTHS)


@pytest.mark.parametrize(
    "text", ["Order ID: 8000222333270000", "US $1,234.56", "x2", "Copy", "12:30", "HDMI 2.1 cable, 2 m"]
)
def test_what_is_no_day_for_the_eye(text: str) -> None:
    assert not looks_dated(text, MONTHS)


def test_a_day_without_its_year() -> None:
    assert lacks_year("Jul. 28", MONTHS)
    assert lacks_year("Tue | Jul. 28 18:39", MONTHS)
    assert not lacks_year("Jul. 28, 2026", MONTHS)
    assert not lacks_year("Jul. 28, 26", MONTHS)


def test_months_without_names_still_read_digits() -> None:
    nothing = Months({})
    assert read_when("2026-09-04", nothing) == date(2026, 9, 4)
    assert read_when("Sep 4, 2026", nothing) is None


def test_inner_marks_in_a_page_mean_nothing() -> None:
    assert read_when("\ufdd9 4, 2026", MONTHS) is None


_LIKE_DATES = st.text(alphabet="JanFebMarDec 0123456789,.:/-|年月日월TZ+\ufdd1\u00a0٣", max_size=40)


@given(st.one_of(st.text(max_size=60), _LIKE_DATES))
def test_any_text_is_a_date_or_nothing(text: str) -> None:
    when = read_when(text, MONTHS, near=NEAR)
    assert when is None or 2000 <= when.year <= 2099
    days = read_range(text, MONTHS, near=NEAR)
    assert days is None or timedelta(0) <= days[1] - days[0] <= timedelta(days=200)
    for located in find_dates(text, MONTHS):
        assert text[located.start : located.end] == located.text != ""


_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = st.dates(date(2010, 1, 1), date(2060, 12, 31))


@given(_DAYS, st.times(), st.integers(-12, 14))
def test_round_trip(day: date, clock_time: time, offset: int) -> None:
    month = _ENGLISH[day.month - 1]
    clock = f"{clock_time:%H:%M:%S}"
    at = datetime.fromisoformat(f"{day}T{clock}")
    for text in (f"{month} {day.day}, {day.year}", f"{day.day} {month}. {day.year}", str(day)):
        assert read_when(text, MONTHS) == day
        assert read_when(f"{text} {clock}", MONTHS) == at
        zone = timezone(timedelta(hours=offset))
        assert read_when(f"{text} {clock} GMT{offset:+}", MONTHS) == at.replace(tzinfo=zone)
    assert read_when(f"{day.year}年{day.month}月{day.day}日", MONTHS) == day


@given(
    _DAYS,
    st.sampled_from(["{m} {d}, {y}", "{d} {m}. {y}", "{y}-{n:02}-{d:02}", "{y}年{n}月{d}日"]),
    st.sampled_from("0739٣x"),
    st.data(),
)
def test_a_digit_or_letter_more_is_another_day_or_none(day: date, style: str, more: str, data: st.DataObject) -> None:
    text = style.format(m=_ENGLISH[day.month - 1], n=day.month, d=day.day, y=day.year)
    places = range(len(text) + 1)
    beside = [at for at in places if text[max(at - 1, 0) : at].isdigit() or text[at : at + 1].isdigit()]
    at = data.draw(st.sampled_from(beside))
    longer = text[:at] + more + text[at:]
    leading_zero = more in "0" and not text[max(at - 1, 0) : at].isdigit()
    assert read_when(longer, MONTHS, near=NEAR) != day or leading_zero
    for located in find_dates(f"on {longer} we", MONTHS):
        assert read_when(located.text, MONTHS, near=NEAR) != day or leading_zero or (more == "x" and at == len(text))


@given(_DAYS, st.integers(-5, 400))
def test_missing_year_is_never_guessed_far(day: date, later: int) -> None:
    near = day + timedelta(days=later)
    when = read_when(f"{_ENGLISH[day.month - 1]} {day.day}", MONTHS, near=near)
    assert when is None or timedelta(days=-1) <= near - date(when.year, when.month, when.day) <= timedelta(days=335)
    if -1 <= later <= 335:
        assert when == day


@given(_DAYS, st.integers(0, 60), st.integers(-60, 60))
def test_range_round_trip(first: date, length: int, later: int) -> None:
    last, near = first + timedelta(days=length), first + timedelta(days=later)
    text = f"{_ENGLISH[first.month - 1]}. {first.day} - {_ENGLISH[last.month - 1]}. {last.day}"
    assert read_range(text, MONTHS, near=near) == (first, last)
    assert read_range(f"{text}, {last.year}", MONTHS) == (first, last)
