"""Printed amounts of money. The words, symbols and codes are in `money.toml`."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.model import Money
from whyclosed_parser.values.text import any_of, ascii_digits, fold, words_key

_DATA = read_toml("whyclosed_parser.values", "money")
_FREE = frozenset(_DATA["free"])
_NO_DECIMALS, _THREE_DECIMALS = (frozenset(_DATA["decimals"][digits]) for digits in "03")
_CURRENCIES: dict[str, frozenset[str]] = {
    **{code: frozenset({code}) for code in _DATA["codes"]},
    **{code + gap + "$": frozenset({code}) for code in _DATA["dollar_codes"] for gap in ("", " ")},
    **{symbol: frozenset(codes) for symbol, codes in _DATA["symbols"].items()},
}

_LONGEST = 200  # characters; an amount and its label are shorter
_MOST_DIGITS = 12  # longer runs are order ids and tracking numbers

_WIDTHLESS = str.maketrans(dict.fromkeys("\u061c\u200b\u200e\u200f\u2060\ufeff"))
# A no-break space glues the digits of one number together; an ordinary space may as well part two numbers.
_GLUE = "\u00a0"
# One character for one, so that a place in the line is the same place in the text.
_NORMAL = str.maketrans(
    dict.fromkeys("\u202f\u2007\u2008\u2009", _GLUE)
    | {"−": "-", "–": "-", "－": "-", "’": "'", "٫": ".", "٬": ",", "，": ",", "．": ".", "：": ":"}
)

_NUMBER = rf"\d{{1,3}}(?:[ {_GLUE}]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,']\d+)*"

_DIGITS, _MARKS = re.compile(r"\d+"), re.compile(r"\D")

# What behind an amount shows that it is not one: a second number (range, clock, fraction), a percent sign, a
# minus at the wrong end, or, with no symbol between, a letter ("1.5M"), unless it begins a quantity ("x2").
_NOT_MONEY_BEHIND = re.compile(r"\s?[-~]\s?\d|-(?!\s)|\s?%|[.,':/]\d", re.IGNORECASE)
_LETTER_BEHIND = re.compile(r"(?![xх×]\s?\d)[^\W\d_]", re.IGNORECASE)
_SIGN = re.compile(r"(?P<before>\S?)(?P<gap>\s*)(?P<sign>[-+])(?P<after>\s*)\Z")
_NOTHING_ELSE_BEFORE = re.compile(r"(?:.*[:=(])?[\s+-]*\Z", re.DOTALL)


@cache
def _amount_pattern() -> re.Pattern[str]:
    """A number with the symbols beside it. A symbol between two numbers belongs to the nearer one."""
    letter = r"[^\W\d_]"
    words = any_of(symbol for symbol in _CURRENCIES if symbol[0].isalpha() and symbol[-1].isalpha())
    others = any_of(symbol for symbol in _CURRENCIES if symbol[0].isalpha() and not symbol[-1].isalpha())
    signs = any_of(symbol for symbol in _CURRENCIES if not symbol[0].isalpha())
    symbol = rf"(?:(?<!{letter})(?:{others}|{words}(?!{letter}))|{signs})"
    return re.compile(
        rf"(?:(?<!\d)(?P<before>{symbol})(?P<inner>\s?-?\s?)|(?<![\d.,']))(?P<number>{_NUMBER})"
        rf"(?:(?P<gap>\s)?(?P<after>{symbol})(?(gap)(?!\s?-?\d)|(?!-?\d)))?"
    )


def read_money(text: str, *, currency: str | None = None, decimal_comma: bool | None = None) -> Money | None:
    """The one amount of money in `text`; None where there is none, several, or its value is not certain.

    An amount is a number beside a currency symbol or code; a bare number counts only where it is the whole
    text and `currency` is given. `currency` (ISO 4217, from elsewhere on the page) settles a symbol that
    several currencies share and never overrules a printed one. `decimal_comma` says how the page writes decimals; it
    is asked only where the number itself leaves that open ("1,234"). A leading minus makes the amount
    negative, words such as "Free shipping" are 0, digits of all scripts are read. `raw` is the amount as
    printed. A page's spans of one character have to be joined first, with nothing between them.
    """
    if len(text) > _LONGEST:
        return None
    if words_key(text) in _FREE:
        return Money(Decimal(0), currency, fold(text))
    printed = line = text.strip()
    if not text.isascii():
        printed = text.translate(_WIDTHLESS).strip()
        line = ascii_digits(printed.translate(_NORMAL))
    found = list(_amount_pattern().finditer(line))
    if len(found) > 1 or not currency:
        found = [match for match in found if match["before"] or match["after"]]
    elif found and not (found[0]["before"] or found[0]["after"]) and line.lstrip("+- ") != found[0]["number"]:
        return None
    if len(found) != 1:
        return None
    match = found[0]
    codes = _codes([match[side] for side in ("before", "after") if match[side]], currency)
    amount = _amount(line, match, codes, decimal_comma)
    if amount is None:
        return None
    raw = fold(printed[match.start() : match.end()])
    if amount.is_signed() and "-" not in (match["inner"] or ""):
        raw = f"-{raw}"
    return Money(amount, next(iter(codes)) if len(codes) == 1 else None, raw)


def _amount(line: str, match: re.Match[str], codes: frozenset[str], decimal_comma: bool | None) -> Decimal | None:
    number, inner = match["number"], match["inner"] or ""
    lead, rest = line[: match.start()], line[match.end() :]
    sign = _sign(lead, "-" in inner)
    if sign is None or not codes:
        return None
    if match["before"] and inner != inner.strip() and lead.rstrip()[-1:].isdigit():
        return None  # "12 € 34": whose symbol is it?
    if not match["before"] and lead[-1:].isalpha():
        return None  # "x2 100 ₽"
    if rest and (_NOT_MONEY_BEHIND.match(rest) or (not match["after"] and _LETTER_BEHIND.match(rest))):
        return None
    if " " in number and not _is_one_number(match, lead):
        return None
    amount = _decimal(number, codes, decimal_comma)
    return amount if amount is None or sign > 0 else -amount


def _sign(lead: str, minus_inside: bool) -> int | None:
    """1 or -1; None where a dash may be a hyphen or a range as well as a minus."""
    found = _SIGN.search(lead) if lead else None
    if found is None or found["sign"] == "+":
        return -1 if minus_inside else 1
    is_minus = found["before"] in ("", ":", "=", "(") or (found["gap"] and not found["after"])
    return -1 if is_minus and not minus_inside and not found["before"].isdigit() else None


def _codes(symbols: list[str], currency: str | None) -> frozenset[str]:
    """The currencies that all printed symbols allow; none where they contradict each other."""
    if not symbols:
        return frozenset({currency}) if currency else frozenset()
    codes = _CURRENCIES[symbols[0]]
    for symbol in symbols[1:]:
        codes &= _CURRENCIES[symbol]
    return frozenset({currency}) if currency and currency in codes else codes


def _is_one_number(match: re.Match[str], lead: str) -> bool:
    """Whether digits parted by ordinary spaces ("1 234,56") are one number: see what stands around them."""
    if match["before"]:
        return bool(match["after"] or re.search(r"[.,]\d+\Z", match["number"]))
    return bool(_NOTHING_ELSE_BEFORE.match(lead))


def _decimal(number: str, codes: frozenset[str], decimal_comma: bool | None) -> Decimal | None:
    """The value of digits with marks between them, or None unless exactly one reading makes sense."""
    groups, marks = _DIGITS.findall(number), _MARKS.findall(number)
    has_decimals = _has_decimals(marks, groups, codes, decimal_comma)
    if has_decimals is None or sum(map(len, groups)) > _MOST_DIGITS:
        return None
    tail = groups.pop() if has_decimals else ""
    thousands = marks[:-1] if has_decimals else marks
    if len(tail) > 2 and (len(tail) > 3 or not codes <= _THREE_DECIMALS):
        return None
    if not _grouped(groups, thousands):
        return None
    return Decimal("".join(groups) + (f".{tail}" if tail else ""))


def _has_decimals(
    marks: list[str], groups: list[str], codes: frozenset[str], decimal_comma: bool | None
) -> bool | None:
    """Whether the last mark is the decimal one; None where that is open."""
    if not marks or marks[-1] not in ".," or marks.count(marks[-1]) > 1:
        return False
    if len(marks) > 1 or len(groups[1]) != 3 or len(groups[0]) > 3 or groups[0].startswith("0"):
        return True
    if codes <= _NO_DECIMALS:
        return False
    if codes <= _THREE_DECIMALS and marks[0] == ".":
        return True
    return None if decimal_comma is None else decimal_comma == (marks[0] == ",")


def _grouped(groups: list[str], marks: list[str]) -> bool:
    """Whether the marks part thousands: one kind, groups of three (India: pairs before the last three)."""
    if not marks:
        return True
    if len(set(marks)) > 1 or len(groups[0]) > 3 or groups[0][0] == "0" or len(groups[-1]) != 3:
        return False
    inner = {len(group) for group in groups[1:-1]}
    return inner <= {3} or (inner == {2} and marks[0] == "," and len(groups[0]) <= 2)
