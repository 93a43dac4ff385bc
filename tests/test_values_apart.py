"""What stands apart from a value and belongs to it: the year of a day, the half of the day of an hour, a second day,
the words that count a unit."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.model import When
from whyclosed_parser.read.values import read_day, read_estimate
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.values.money import read_money
from whyclosed_parser.words import words_for

NEAR = datetime(2026, 11, 20, 11)


def read(language: str, text: str) -> When | None:
    day = read_day(text, words_for(language), NEAR)
    return day.value if day is not None else None


YEARS = [
    ("en", "Nov 3 in 2024"),
    ("en", "3 Nov CE 2024"),
    ("en", "Nov 3rd AD 2024"),
    ("en", "Nov 3 of the year 2024"),
    ("en", "Nov 3 (2024)"),
    ("en", "Nov 3 [2024]"),
    ("en", "Nov 3 / 2024"),
    ("en", "Nov 3 · 2024"),
    ("en", "Nov 3; 2024"),
    ("en", "Nov 3 & 2024"),
    ("en", "Nov 3 18:39 2024"),
    ("en", "Nov 3 18:39:05 2024"),
    ("en", "Sun Nov 3 18:39:05 CET 2024"),
    ("en", "3 Nov Y2024"),
    ("en", "Nov 3 (24)"),
    ("en", "Nov 3 · 24"),
    ("en", "03 Nov of 24"),
    ("en", "2024 (Nov 3)"),
    ("en", "2024: Nov 3"),
    ("en", "2024, on Nov 3"),
    ("en", "2024 – 3 Nov"),
    ("en", "Nov 3 or Nov 14, 2024"),
    ("en", "Nov 3 and Dec 5, 2024"),
    ("en", "Nov 3 or 14, 2024"),
    ("de", "3. November im Jahr 2024"),
    ("de", "3. November des Jahres 2024"),
    ("de", "2024 am 3. November"),
    ("fr", "3 novembre de l'an 2024"),
    ("fr", "3 novembre de l'année 2024"),
    ("es", "3 de noviembre del año 2024"),
    ("pt-BR", "3 de novembro do ano de 2024"),
    ("it", "3 novembre dell'anno 2024"),
    ("nl", "3 november van het jaar 2024"),
    ("pl", "3 listopada roku 2024"),
    ("pl", "2024 roku 3 listopada"),
    ("cs", "3. listopadu r. 2024"),
    ("ru", "3 ноября этого 2024 года"),
    ("uk", "3 листопада цього 2024 року"),
    ("tr", "3 Kasım yılı 2024"),
    ("ar", "3 نوفمبر من عام 2024"),
    ("he", "3 בנובמבר בשנת 2024"),
    ("id", "3 November tahun 2024"),
    ("vi", "3 tháng 11 Năm 2024"),
    ("th", "3 พฤศจิกายน ปี 2024"),
]


@pytest.mark.parametrize(("language", "text"), YEARS, ids=[row[1] for row in YEARS])
def test_a_year_apart_is_not_the_one_of_the_capture(language: str, text: str) -> None:
    assert read(language, text) in (None, date(2024, 11, 3), datetime(2024, 11, 3, 18, 39))


OTHER_YEARS = [
    ("en", "Oct 12 last year"),
    ("en", "Oct 12, last year"),
    ("en", "Oct 12 of last year"),
    ("en", "Last year, Oct 12"),
    ("en", "Oct 12 next year"),
    ("de", "12. Oktober letzten Jahres"),
    ("de", "letztes Jahr am 12. Oktober"),
    ("de", "12. Oktober nächsten Jahres"),
    ("fr", "12 oct. dernier"),
    ("fr", "le 12 octobre de l'année dernière"),
    ("es", "12 de octubre pasado"),
    ("es", "12 de octubre del año pasado"),
    ("it", "12 ottobre scorso"),
    ("pt-BR", "12 de outubro passado"),
    ("pt-BR", "12 de outubro do ano passado"),
    ("nl", "12 oktober vorig jaar"),
    ("pl", "12 października zeszłego roku"),
    ("cs", "12. října loňského roku"),
    ("ru", "12 октября прошлого года"),
    ("ru", "в прошлом году, 12 октября"),
    ("uk", "12 жовтня минулого року"),
    ("tr", "geçen yıl 12 Ekim"),
    ("vi", "12 tháng 10 năm ngoái"),
    ("id", "12 Oktober tahun lalu"),
    ("zh", "去年10月12日"),
    ("ja", "昨年10月12日"),
    ("ko", "작년 10월 12일"),
]


@pytest.mark.parametrize(("language", "text"), OTHER_YEARS, ids=[row[1] for row in OTHER_YEARS])
def test_another_year_in_words_is_not_this_one(language: str, text: str) -> None:
    assert read(language, text) is None


FIRST_DAYS = [
    ("en", "after Nov 24", None),
    ("en", "from Nov 24", None),
    ("en", "not before Nov 24, 2026", None),
    ("de", "ab 24. Nov.", None),
    ("fr", "à partir du 24 novembre", None),
    ("es", "a partir del 24 de noviembre", None),
    ("ru", "после 24 ноября", None),
    ("en", "Nov 24", date(2026, 11, 24)),
    ("en", "from Nov 24 to Nov 30", date(2026, 11, 30)),
    ("pl", "24 listopada", date(2026, 11, 24)),
    ("en", "Nov 24 -", None),
    ("en", "Nov 24 –", None),
    ("en", "Nov 24…", None),
    ("en", "Nov 24 ...", None),
    ("en", "Nov 24 to", None),
    ("en", "Nov 24, 2026 - ", None),
    ("de", "24. Nov. bis", None),
    ("ja", "11月24日から", None),
    ("zh", "11月24日至", None),
    ("en", "Nov 24 or later", None),
    ("de", "24. November oder später", None),
    ("fr", "24 novembre ou plus tard", None),
    ("pt-BR", "24 de novembro ou depois", None),
    ("ru", "24 ноября или позже", None),
    ("ja", "11月24日以降", None),
    ("ko", "11월 24일 이후", None),
    ("en", "Nov 24 - on time", date(2026, 11, 24)),
    ("en", "between Nov 24 and Nov 30", date(2026, 11, 30)),
    ("en", "Between November 24 and 30", date(2026, 11, 30)),
    ("en", "between Nov 24, 2026 and Dec 3, 2026", date(2026, 12, 3)),
    ("en", "between Nov 24 and Nov 30 (estimated)", date(2026, 11, 30)),
    ("en", "Nov 24 until Nov 30", date(2026, 11, 30)),
    ("de", "zwischen dem 24. und dem 30. November", date(2026, 11, 30)),
    ("de", "zwischen 24. Nov. und 3. Dez.", date(2026, 12, 3)),
    ("fr", "entre le 24 et le 30 novembre", date(2026, 11, 30)),
    ("es", "entre el 24 de nov. y el 30 de nov.", date(2026, 11, 30)),
    ("it", "tra il 24 e il 30 novembre", date(2026, 11, 30)),
    ("pt-BR", "entre 24 e 30 de novembro", date(2026, 11, 30)),
    ("nl", "tussen 24 en 30 november", date(2026, 11, 30)),
    ("pl", "między 24 a 30 listopada", date(2026, 11, 30)),
    ("ru", "между 24 и 30 ноября", date(2026, 11, 30)),
    ("uk", "між 24 та 30 листопада", date(2026, 11, 30)),
    ("tr", "24 Kasım ile 30 Kasım arasında", date(2026, 11, 30)),
    ("vi", "giữa 24 tháng 11 và 30 tháng 11", date(2026, 11, 30)),
    ("id", "antara 24 dan 30 November", date(2026, 11, 30)),
    ("th", "ระหว่าง 24 พ.ย. และ 30 พ.ย.", date(2026, 11, 30)),
    ("zh", "11月24日和11月30日之间", date(2026, 11, 30)),
    ("zh", "11月24日至30日", date(2026, 11, 30)),
    ("zh", "11月24日到11月30日", date(2026, 11, 30)),
    ("ja", "11月24日から30日", date(2026, 11, 30)),
    ("ja", "11月24日から11月30日まで", date(2026, 11, 30)),
    ("ko", "11월 24일부터 11월 30일까지", date(2026, 11, 30)),
    ("ja", "11月24日と11月30日の間", date(2026, 11, 30)),
    ("ko", "11월 24일과 11월 30일 사이", date(2026, 11, 30)),
    ("he", "בין 24 נוב׳ ל-30 נוב׳", date(2026, 11, 30)),
]
NO_DAYS = [
    "Nov 24, Nov 30",
    "Nov 24 or Nov 30",
    "Nov 24 / Nov 30",
    "Nov 24 & Nov 30",
    "Nov 24 - Dec",
]


@pytest.mark.parametrize("text", NO_DAYS)
def test_two_days_that_are_no_range_are_none(text: str) -> None:
    assert read_estimate(text, words_for("en"), NEAR, text) is None


@pytest.mark.parametrize(("language", "text", "last"), FIRST_DAYS, ids=[row[1] for row in FIRST_DAYS])
def test_the_first_of_several_days_is_not_the_last(language: str, text: str, last: date | None) -> None:
    estimate = read_estimate(text, words_for(language), NEAR, text)
    assert estimate is not None
    assert (estimate.from_, estimate.to) == (date(2026, 11, 24), last)


@given(
    st.sampled_from(["Nov 3", "3 Nov", "November 3rd", "3. November", "Nov 3 18:39", "Tue Nov 3"]),
    st.sampled_from(list(" ,;:·|/()[]<>=*+&@~_#-–…、。，\u00a0\u200e")),
    st.sampled_from(["", "of", "in the year", "AD", "yr.", "and", "anno", "Y"]),
    st.sampled_from(list(" ,;:·|/([<=*+&@~_#-–…")),
)
def test_no_mark_and_no_word_parts_a_year_from_its_day(day: str, before: str, word: str, behind: str) -> None:
    for text in (f"{day}{before}{word}{behind}2024", f"2024{before}{word}{behind}{day}"):
        found = read("en", text)
        assert found is None or found.year == 2024, text


ERAS = [
    ("3 พฤศจิกายน พ.ศ. 2569", date(2026, 11, 3)),
    ("3 พ.ย. พ.ศ. 2569", date(2026, 11, 3)),
    ("3 พ.ย. ค.ศ. 2024", date(2024, 11, 3)),
    ("3 พ.ย. ค.ศ.2024", date(2024, 11, 3)),
]


@pytest.mark.parametrize(("text", "day"), ERAS, ids=[row[0] for row in ERAS])
def test_a_thai_year_with_its_era(text: str, day: date) -> None:
    assert read("th", text) == day


EVENING = datetime(2026, 11, 18, 18, 39)
HOURS = [
    ("en", "Nov 18, 2026 6:39 in the evening", EVENING),
    ("en", "Nov 18, 2026 6:39 P.M", EVENING),
    ("en", "Nov 18, 2026 6:39 P.M.", EVENING),
    ("en", "Nov 18, 2026 6:39 Pm", EVENING),
    ("en", "Nov 18, 2026 6:39 p", None),
    ("en", "Nov 18, 2026 6:39 (PM)", None),
    ("en", "Nov 18, 2026 6:39 · PM", None),
    ("en", "Nov 18, 2026 6:39 o'clock PM", None),
    ("en", "Nov 18, 2026 6:39 EST PM", None),
    ("en", "Nov 18, 2026 6:39 at night", None),
    ("en", "Nov 18, 2026 12:00 midnight", None),
    ("en", "Nov 18, 2026 12:05 in the morning", datetime(2026, 11, 18, 0, 5)),
    ("de", "18. Nov. 2026 6:39 abends", EVENING),
    ("de", "18.11.2026 6:39 nachm.", EVENING),
    ("de", "18. Nov. 2026, 6:39 Uhr nachmittags", None),
    ("de", "18. Nov. 2026, 8:39 Uhr", datetime(2026, 11, 18, 8, 39)),
    ("es", "18 nov. 2026 6:39 de la tarde", EVENING),
    ("es", "18 nov. 2026 6:39 p.m", EVENING),
    ("es", "18 nov. 2026 6:39 tarde", None),
    ("es", "18 nov. 2026 6:39 de la noche", None),
    ("fr", "18 nov. 2026 6:39 du soir", EVENING),
    ("fr", "18 nov. 2026 6h39 du soir", EVENING),
    ("it", "18 novembre 2026 6:39 di sera", EVENING),
    ("it", "18 nov 2026 6:39 del pomeriggio", EVENING),
    ("pt-BR", "18 de nov. de 2026 6:39 da tarde", EVENING),
    ("pt-BR", "18 de nov. de 2026 6:39 da noite", None),
    ("nl", "18 november 2026 6:39 's avonds", EVENING),
    ("nl", "18 nov. 2026 6:39 uur 's avonds", None),
    ("pl", "18 listopada 2026 6:39 wieczorem", EVENING),
    ("pl", "18 listopada 2026 6:39 po południu", EVENING),
    ("cs", "18. listopadu 2026 6:39 večer", EVENING),
    ("cs", "18. 11. 2026 6:39 odpoledne", EVENING),
    ("ru", "18 ноября 2026 6:39 вечера", EVENING),
    ("ru", "18 ноября 2026 6:39 ночи", None),
    ("ru", "18 ноября 2026 6:39 утра", datetime(2026, 11, 18, 6, 39)),
    ("uk", "18 листопада 2026 6:39 вечора", EVENING),
    ("tr", "18 Kasım 2026 6:39 akşam", None),
    ("vi", "18 tháng 11, 2026 6:39 chiều", EVENING),
    ("vi", "18 tháng 11, 2026 6:39 tối", None),
    ("id", "18 November 2026 6:39 sore", EVENING),
    ("id", "18 November 2026 6:39 malam", None),
    ("th", "18 พ.ย. 2569 6:39 เย็น", None),
    ("ar", "18 نوفمبر 2026 6:39 مساءً", EVENING),
    ("he", "18 בנובמבר 2026 6:39 בערב", EVENING),
    ("zh", "2026年11月18日 晚上6:39", EVENING),
    ("ja", "2026年11月18日 夕方6:39", EVENING),
    ("ko", "2026년 11월 18일 저녁 6:39", EVENING),
    ("zh", "2026年11月18日 凌晨12:39", datetime(2026, 11, 18, 0, 39)),
    ("zh", "2026年11月18日 晚上12:39", None),
    ("es", "18 nov 2026 12:39 de la mañana", None),
    ("en", "Nov 18, 2026 18:39 in transit", EVENING),
    ("en", "Nov 18, 2026 6:39 Left the hub", datetime(2026, 11, 18, 6, 39)),
]


@pytest.mark.parametrize(("language", "text", "when"), HOURS, ids=[row[1] for row in HOURS])
def test_an_hour_has_its_half_of_the_day(language: str, text: str, when: When | None) -> None:
    assert read(language, text) == when


WAVES = [
    ("US $3.20~US $5.60", None),
    ("US $3.20~5.60", None),
    ("US $3.20 ~ 5.60", None),
    ("3,20~5,60 €", None),
    ("3,20 €~5,60 €", None),
    ("US $3.20〜US $5.60", None),
    ("US $3.20～5.60", None),
    ("US $3.20 (≈ US $5.60)", None),
    ("$14.27 (≈ A$20)", None),  # the sign alone may be of the same dollars
    ("US $14.27 (≈ €13.02)", "14.27"),
    ("US $14.27 ≈ 13,02 €", "14.27"),
    ("€13,02 (~US $14.27)", "13.02"),
    ("US $14.27 ≈ 1 234 ₽", "14.27"),
]


@pytest.mark.parametrize(("text", "amount"), WAVES, ids=[row[0] for row in WAVES])
def test_a_wave_stands_before_another_currency_or_in_a_range(text: str, amount: str | None) -> None:
    money = read_money(text)
    assert (str(money.amount) if money else None) == amount


DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
COUNTED = [
    ("en", "two days", 2 * DAY),
    ("en", "a week", WEEK),
    ("en", "an hour", timedelta(hours=1)),
    ("en", "one day 4 hours", DAY + timedelta(hours=4)),
    ("en", "1 week 2 days", WEEK + 2 * DAY),
    ("en", "2 wks", 2 * WEEK),
    ("en", "8 days 1 week", None),
    ("en", "1 week 8 days", None),
    ("en", "a couple of days", None),
    ("en", "thirteen days", None),
    ("de", "einer Woche", WEEK),
    ("de", "drei Tagen", 3 * DAY),
    ("de", "2 Wochen 3 Tagen", 2 * WEEK + 3 * DAY),
    ("fr", "deux jours", 2 * DAY),
    ("fr", "une semaine", WEEK),
    ("fr", "2 sem. 1 j", 2 * WEEK + DAY),
    ("es", "una semana", WEEK),
    ("es", "3 semanas", 3 * WEEK),
    ("it", "due giorni", 2 * DAY),
    ("it", "un'ora", timedelta(hours=1)),
    ("pt-BR", "duas semanas", 2 * WEEK),
    ("nl", "een week", WEEK),
    ("nl", "drie dagen", 3 * DAY),
    ("pl", "dwa tygodnie", 2 * WEEK),
    ("pl", "2 tygodnie 1 dzień", 2 * WEEK + DAY),
    ("cs", "dva dny", 2 * DAY),
    ("cs", "2 týdny", 2 * WEEK),
    ("ru", "две недели", 2 * WEEK),
    ("ru", "2 нед. 3 дн.", 2 * WEEK + 3 * DAY),
    ("uk", "один тиждень", WEEK),
    ("tr", "iki gün", 2 * DAY),
    ("tr", "2 hafta", 2 * WEEK),
    ("ar", "أسبوعين", 2 * WEEK),
    ("ar", "3 أسابيع", 3 * WEEK),
    ("ar", "ـ 3", None),
    ("he", "שבועיים", 2 * WEEK),
    ("he", "2 שבועות", 2 * WEEK),
    ("id", "dua minggu", 2 * WEEK),
    ("vi", "hai ngày", 2 * DAY),
    ("vi", "2 tuần 1 ngày", 2 * WEEK + DAY),
    ("th", "2 สัปดาห์", 2 * WEEK),
    ("ja", "2週3日", 2 * WEEK + 3 * DAY),
    ("ko", "2주 3일", 2 * WEEK + 3 * DAY),
    ("zh", "2周3天", 2 * WEEK + 3 * DAY),
    ("zh", "两天", 2 * DAY),
]


@pytest.mark.parametrize(("language", "text", "left"), COUNTED, ids=[row[1] for row in COUNTED])
def test_words_count_units(language: str, text: str, left: timedelta | None) -> None:
    assert read_duration(text, words_for(language).units) == left
