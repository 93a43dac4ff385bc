"""Amounts of money, as pages print them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.model import Money
from whyclosed_parser.values.money import find_money, read_money

READ = [
    ("US $1.99", "1.99", "USD", "US $1.99"),
    ("US$ 12.00", "12.00", "USD", "US$ 12.00"),
    ("Total:US $1,234.99", "1234.99", "USD", "US $1,234.99"),
    ("Total: US $0.01", "0.01", "USD", "US $0.01"),
    ("R$5,00", "5.00", "BRL", "R$5,00"),
    ("R$ 1.031,93", "1031.93", "BRL", "R$ 1.031,93"),
    ("R$31,93|31|93", "31.93", "BRL", "R$31,93"),
    ("3,83zł", "3.83", "PLN", "3,83zł"),
    ("€ 1.234,56", "1234.56", "EUR", "€ 1.234,56"),
    ("€48.88", "48.88", "EUR", "€48.88"),
    ("12,34 €", "12.34", "EUR", "12,34 €"),
    ("5,5 €", "5.5", "EUR", "5,5 €"),
    ("1.99€/pc", "1.99", "EUR", "1.99€"),
    ("€1.99.", "1.99", "EUR", "€1.99"),
    ("€ 5 EUR", "5", "EUR", "€ 5 EUR"),
    ("1 234,56 ₽", "1234.56", "RUB", "1 234,56 ₽"),
    ("1\u00a0234,56\u00a0₽", "1234.56", "RUB", "1 234,56 ₽"),
    ("Итого: 4 100 ₽", "4100", "RUB", "4 100 ₽"),
    ("45,90 руб.", "45.90", "RUB", "45,90 руб."),
    ("1 234 567,89 грн.", "1234567.89", "UAH", "1 234 567,89 грн."),
    ("₩11,110", "11110", "KRW", "₩11,110"),
    ("11,110원", "11110", "KRW", "11,110원"),
    ("3,480円", "3480", "JPY", "3,480円"),
    ("₫123.456", "123456", "VND", "₫123.456"),
    ("Rp1.250.000", "1250000", "IDR", "Rp1.250.000"),
    ("CLP 12.990", "12990", "CLP", "CLP 12.990"),
    ("KWD 1.250", "1.250", "KWD", "KWD 1.250"),
    ("٤٥٫٩٠ ر.س", "45.90", "SAR", "٤٥٫٩٠ ر.س"),
    ("AED 18.35", "18.35", "AED", "AED 18.35"),
    ("SAR12.00", "12.00", "SAR", "SAR12.00"),
    ("SR 12.00", "12.00", "SAR", "SR 12.00"),
    ("JP￥1,200", "1200", "JPY", "JP￥1,200"),
    ("CN￥12.30", "12.30", "CNY", "CN￥12.30"),
    ("\u200e₪5.00", "5.00", "ILS", "₪5.00"),
    ("1.234,50TL", "1234.50", "TRY", "1.234,50TL"),
    ("₺89,90", "89.90", "TRY", "₺89,90"),
    ("CHF 1'234.50", "1234.50", "CHF", "CHF 1'234.50"),
    ("CHF 1’234.50", "1234.50", "CHF", "CHF 1’234.50"),
    ("CHF 15.-", "15", "CHF", "CHF 15"),
    ("MXN$1,234.50", "1234.50", "MXN", "MXN$1,234.50"),
    ("AU $7.45", "7.45", "AUD", "AU $7.45"),
    ("C$3.10", "3.10", "CAD", "C$3.10"),
    ("CA C$ 3.10", "3.10", "CAD", "CA C$ 3.10"),
    ("CDN$3.10", "3.10", "CAD", "CDN$3.10"),
    ("£0.99", "0.99", "GBP", "£0.99"),
    ("129 Kč", "129", "CZK", "129 Kč"),
    ("1 290 Ft", "1290", "HUF", "1 290 Ft"),
    ("฿35.00", "35.00", "THB", "฿35.00"),
    ("₹1,23,456.00", "123456.00", "INR", "₹1,23,456.00"),
    ("US $12.34 USD", "12.34", "USD", "US $12.34 USD"),
    ("$12.34 USD", "12.34", "USD", "$12.34 USD"),
    ("US $1.99x2", "1.99", "USD", "US $1.99"),
    ("-R$5,66", "-5.66", "BRL", "-R$5,66"),
    ("- R$5,66", "-5.66", "BRL", "-R$5,66"),
    ("−€2,00", "-2.00", "EUR", "-€2,00"),
    ("US $-1.20", "-1.20", "USD", "US $-1.20"),
    ("Store Coupon -R$5,66", "-5.66", "BRL", "-R$5,66"),
    ("- US $1.00", "-1.00", "USD", "-US $1.00"),
    ("–12,34 €", "-12.34", "EUR", "-12,34 €"),
    ("—12,34 €", "-12.34", "EUR", "-12,34 €"),
    ("(US $12.34)", "-12.34", "USD", "(US $12.34)"),
    ("（12.34 €）", "-12.34", "EUR", "(12.34 €)"),
    ("Discount: (US $5.00)", "-5.00", "USD", "(US $5.00)"),
    ("+US $3.00", "3.00", "USD", "US $3.00"),
    ("US $9.80 x1 (≈ 37,60 zł)", "9.80", "USD", "US $9.80"),
    ("US $9.80 ≈ CHF 8.15 x1", "9.80", "USD", "US $9.80"),
    ("$2.93", "2.93", None, "$2.93"),
    ("-$2.93", "-2.93", None, "-$2.93"),
    ("9 kr", "9", None, "9 kr"),
    ("¥12.50", "12.50", None, "¥12.50"),
    # Thousands and decimals of all kinds
    ("1´200.00 CHF", "1200.00", "CHF", "1´200.00 CHF"),
    ("1`234.50 CHF", "1234.50", "CHF", "1`234.50 CHF"),
    ("1'234'567.50 CHF", "1234567.50", "CHF", "1'234'567.50 CHF"),
    ("1·234,50 €", "1234.50", "EUR", "1·234,50 €"),
    ("1\u202f234,56 €", "1234.56", "EUR", "1 234,56 €"),
    ("US $1\u2009234.50", "1234.50", "USD", "US $1 234.50"),
    ("US $1.234.567,89", "1234567.89", "USD", "US $1.234.567,89"),
    ("₹12,34,567.50", "1234567.50", "INR", "₹12,34,567.50"),
    ("SAR ١٬٢٣٤٫٥٠", "1234.50", "SAR", "SAR ١٬٢٣٤٫٥٠"),
    ("۱۲٫۵۰ USD", "12.50", "USD", "۱۲٫۵۰ USD"),
    ("१२.५० ₹", "12.50", "INR", "१२.५० ₹"),
    ("１，２３４．５０ €", "1234.50", "EUR", "１，２３４．５０ €"),
    ("US $12\u200b.50", "12.50", "USD", "US $12.50"),
    ("US $1\u200d2.50", "12.50", "USD", "US $12.50"),
    ("US $12\u00ad.50", "12.50", "USD", "US $12.50"),
    ("kr 12,-", "12", None, "kr 12"),
    # One element a character, and raised cents
    ("US $1 9 .70", "19.70", "USD", "US $19.70"),
    ("US $ 1 4 . 2 7", "14.27", "USD", "US $ 14.27"),
    ("6 .40 €", "6.40", "EUR", "6.40 €"),
    ("US $12⁴⁰", "12.40", "USD", "US $12⁴⁰"),
    ("US $12.⁴⁰", "12.40", "USD", "US $12.⁴⁰"),
    ("12⁴⁰ €", "12.40", "EUR", "12⁴⁰ €"),
    # Letters before a sign
    ("AR$ 1.234,50", "1234.50", "ARS", "AR$ 1.234,50"),
    ("NT$120", "120", "TWD", "NT$120"),
    ("HK$12.00", "12.00", "HKD", "HK$12.00"),
    ("MX$120.50", "120.50", "MXN", "MX$120.50"),
    ("12,34 $ US", "12.34", "USD", "12,34 $ US"),
    ("U$5.00", "5.00", None, "U$5.00"),
    ("XAU$5.00", "5.00", None, "XAU$5.00"),
    ("BR$5.00", "5.00", None, "BR$5.00"),
    ("Bds$5.00", "5.00", None, "Bds$5.00"),
    # Harmless words behind
    ("US $5.00 (VAT included)", "5.00", "USD", "US $5.00"),
    ("US $5.00 / piece", "5.00", "USD", "US $5.00"),
    ("US $5.00 × 10", "5.00", "USD", "US $5.00"),
    ("Total (2 items): US $9.98", "9.98", "USD", "US $9.98"),
    ("Free shipping", "0", None, "Free shipping"),
    ("FREE ", "0", None, "FREE"),
    ("Бесплатно", "0", None, "Бесплатно"),
]


@pytest.mark.parametrize(("text", "amount", "currency", "raw"), READ, ids=[row[0] for row in READ])
def test_read(text: str, amount: str, currency: str | None, raw: str) -> None:
    assert read_money(text) == Money(Decimal(amount), currency, raw)


NOT_READ = [
    # An amount in a sentence is no amount of a row
    "4 items US $9.98",
    "50% off US $3.00",
    "R$5 coupon if delayed by Aug 3, 2026",
    "Save US $3.00 more",
    "Save $3.00",
    "SAVE $3.00",
    "You saved US $2.00",
    "US $3.00 off",
    "Spend US $10.00 more for free shipping",
    "Free shipping over US $10.00",
    "Coupon US $2 off over US $10",
    "Get US $5.00 coupon",
    "Up to US $5.00",
    "From US $3.00",
    "Was US $5.00",
    "about US $5.00",
    "≈ US $5.00",
    "~US $5.00",
    "> US $5.00",
    "US $5.00+",
    "US $5.00 / month",
    "US $5.00 per month",
    "Refund of US $5.00 is on its way",
    "US $5.00 was refunded",
    "Pay in 3 x US $5.00",
    "3 x US $5.00",
    "4 payments of US $5.00",
    "2 for US $5.00",
    "including US $1.00 tax",
    "US $10.00 -50%",
    "US $5 (-50%)",
    # Pieces of something longer
    "US $1 9.70",  # 19.70, or 1 and 9.70
    "US $1 2",
    "US $1 234",
    "12 34 €",
    "1 23 €",
    "€12 34",
    "12€34",
    "US $1\ufffd234.50",  # a byte of another charset
    "1\ufffd234,56 PLN",
    "1Â 234,56 PLN",
    "1â€¯234,56 €",
    "Â£5.99",
    "5,99 â‚¬",
    "US $5Â",
    "US $1_234.50",
    "48:2084.57 €",
    "72.:36 €",
    "7.5=8 €",
    "-US :$1.94",
    "US $7.8x5",
    "US $7.80x05",
    "₩9,17",
    "₩5.1",
    "US $1;234.50",
    "US $1|234.50",
    "12·40 €",  # an old decimal mark, or a wrong mark between thousands
    "1'23 CHF",
    "1.23.456 ₹",
    "US $12⁴",
    "US $1²34",
    "₩12⁴⁰",
    "US $5*",
    "US $5 1",
    "US $5 #1",
    "#1 US $5",
    "US $1e5",
    "US $1.999",
    ".99 €",
    "US $.99",
    "R$31,93|39|13",
    # Two amounts: one of them was struck out
    "US $5.00US $3.00",
    "US $5.00 3.00",
    "US $5.00/3.00",
    "US $1 - 2",
    "5 EURO",
    "AUSD 5",
    "5 USDT",
    "(US $5.00",
    "-(US $5.00)",
    "Coupon (US $5.00)",
    "",
    "Total",
    "1.99",
    "x1",
    "1,234 €",  # one thousand, or one and a bit
    "1.234 €",
    "$1,234",
    "KWD 1,250",
    ",89 €",  # the digits before the comma are missing
    "0,125 €",
    "12 € 34",
    "4 US $ 9.98",
    "US $1.99 - 3.99",
    "US $1.99-US $3.99",
    "US $1.99 US $3.99",
    "US $1.5M",
    "US $1,234,56",
    "US $1.234.56",
    "US $12.345.6",
    "€5 100 pieces",
    "Sep 4 100 ₽",
    "x2 100 ₽",
    "Coupon-R$5,66",
    "-US $-1.20",
    "US $5.00-",
    "US $5:30",
    "12.08.2026 €",
    "$5 EUR",
    "8000222333270000 USD",
    "Order 8000222333270000",
    "HTML 5",
    "ALL 5 items",
    "Free gift",
    "Free shipping over US $10 or US $20",
    "US $1.99 " + "x" * 200,
]


@pytest.mark.parametrize("text", NOT_READ)
def test_not_read(text: str) -> None:
    assert read_money(text) is None


SETTLED = [
    ("1,234.56 €", None, "1234.56", "EUR"),
    ("$5.00", "USD", "5.00", "USD"),
    ("$1.234", "CLP", "1234", "CLP"),
    ("¥1,234", "JPY", "1234", "JPY"),
    ("¥1,234", None, "1234", None),  # of China or Japan: both part thousands by a comma
    ("฿1,234", None, "1234", "THB"),
    ("9 kr", "SEK", "9", "SEK"),
    ("1.99", "EUR", "1.99", "EUR"),
    ("-1,99", "EUR", "-1.99", "EUR"),
    ("€5.00", "USD", "5.00", "EUR"),  # a printed symbol counts more than the page's currency
    ("$5.00", "EUR", "5.00", None),
    ("Free shipping", "BRL", "0", "BRL"),
]


@pytest.mark.parametrize(("text", "currency", "amount", "read_as"), SETTLED, ids=[f"{r[0]}|{r[1]}" for r in SETTLED])
def test_settled_by_the_page(text: str, currency: str | None, amount: str, read_as: str | None) -> None:
    money = read_money(text, currency=currency)
    assert money is not None
    assert (money.amount, money.currency) == (Decimal(amount), read_as)


@pytest.mark.parametrize("text", ["8000222333270000", "4 items 9.98", "x1", "5-6", "1,234", "12:30"])
def test_bare_number_is_no_amount_unless_it_is_all_there_is(text: str) -> None:
    assert read_money(text, currency="USD") is None


@given(st.text(max_size=60), st.sampled_from([None, "USD", "JPY"]))
def test_any_text_is_an_amount_or_nothing(text: str, currency: str | None) -> None:
    money = read_money(text, currency=currency)
    assert money is None or money.amount.is_finite()


@given(st.text(alphabet="US $R€₽złKWD0123456789.,' -x٣\u00a0:%", max_size=30))
def test_an_amount_has_no_digit_that_is_not_printed(text: str) -> None:
    money = read_money(text)
    if money is not None:
        digits = [str(int(c)) for c in text if c.isdecimal()]
        assert "".join(c for c in str(money.amount) if c.isdigit()) in "".join(digits)


_STYLES = ("US ${:,.2f}", "€{:,.2f}", "{:,.2f} ₪", "-US ${:,.2f}")


@given(st.integers(1, 10**8), st.sampled_from(_STYLES), st.booleans())
def test_round_trip(cents: int, style: str, continental: bool) -> None:
    value = Decimal(cents) / 100
    text = style.format(value)
    if continental:
        text = text.translate(str.maketrans(",.", ".,"))
    money = read_money(text)
    assert money is not None
    assert money.amount == (-value if style.startswith("-") else value)
    assert money.raw == text


_WHOLE = st.sampled_from(["US ${}", "€ {}", "{} €", "R$ {}", "{} zł", "CHF {}", "-US ${}", "Total: US ${}"])
_VALUES = st.integers(1, 10**6).map(lambda cents: f"{cents // 100}.{cents % 100:02}")


@given(_WHOLE, _VALUES, st.sampled_from("0123456789٣３"), st.data())
def test_a_digit_more_is_another_amount_or_none(style: str, value: str, digit: str, data: st.DataObject) -> None:
    text = style.format(value)
    at = data.draw(st.sampled_from([place for place in range(len(text) + 1) if _touches_digit(text, place)]))
    money, other = read_money(text), read_money(text[:at] + digit + text[at:])
    assert money is not None
    assert other is None or other.raw != money.raw


@given(_WHOLE, _VALUES, st.sampled_from("aQzЖ中é�*/"), st.data())
def test_a_letter_beside_an_amount_makes_it_none(style: str, value: str, letter: str, data: st.DataObject) -> None:
    text = style.format(value)
    at = data.draw(st.sampled_from([place for place in range(len(text) + 1) if _touches_digit(text, place)]))
    assert read_money(text[:at] + letter + text[at:]) is None


def _touches_digit(text: str, place: int) -> bool:
    return text[max(place - 1, 0) : place].isdigit() or text[place : place + 1].isdigit()


@given(st.text(alphabet="0123456789", min_size=2, max_size=7), st.sampled_from("\ufffd_;|:/\\*#^@"), st.data())
def test_no_amount_comes_out_of_a_number_with_an_unknown_mark(digits: str, mark: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(digits) - 1))
    money = read_money(f"US ${digits[:at]}{mark}{digits[at:]}")
    assert money is None


@pytest.mark.parametrize(
    ("sentence", "amounts"),
    [
        ("2,340円の返金を処理中です。", ["2,340円"]),
        ("환불 금액 23,400원이 처리 중입니다.", ["23,400원"]),
        ("已将 45.00 元退回到您的银行卡", ["45.00 元"]),
        ("退款168.50元正在处理中", ["168.50元"]),
        ("1,500원산지", []),
    ],
)
def test_a_word_may_go_on_behind_a_symbol(sentence: str, amounts: list[str]) -> None:
    assert [money.raw for money in find_money(sentence)] == amounts
