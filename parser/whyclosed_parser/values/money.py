"""Printed amounts of money. The words, symbols and codes are in `money.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.model import Money
from whyclosed_parser.values.text import any_of, ascii_digits, fold, words_key

_DATA = read_toml("whyclosed_parser.values", "money")
_FREE = frozenset(map(words_key, _DATA["free"]))
JOINING: tuple[str, ...] = tuple(_DATA["of"])
"""Words that join an amount to those in front of it."""
SIGNS = "".join(symbol for symbol in _DATA["symbols"] if len(symbol) == 1 and not symbol.isalnum())
"""The signs of currencies that are no letters, as members of a class in a pattern."""
_POINT = frozenset(_DATA["point"])
_NO_DECIMALS, _THREE_DECIMALS = (frozenset(_DATA["decimals"][digits]) for digits in "03")
_CURRENCIES: dict[str, frozenset[str]] = {
    **{code: frozenset({code}) for code in _DATA["codes"]},
    **{code + gap + "$": frozenset({code}) for code in _DATA["dollar_codes"] for gap in ("", " ")},
    **{symbol: frozenset(codes) for symbol, codes in _DATA["symbols"].items()},
}
_CURRENCIES |= {name: _CURRENCIES[of] for of, names in _DATA["names"].items() for name in names}
_NAMES = frozenset(name for names in _DATA["names"].values() for name in names)

_LONGEST = 200  # characters; an amount and its label are shorter
_MOST_DIGITS = 12  # longer runs are order ids and tracking numbers

_WIDTHLESS = str.maketrans(dict.fromkeys("\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
# A no-break space glues the digits of one number together; an ordinary space may as well part two numbers.
_GLUE = "\u00a0"
# One character for one, so that a place in the line is the same place in the text.
_NORMAL = str.maketrans(
    dict.fromkeys("\u202f\u2007\u2008\u2009", _GLUE)
    | dict.fromkeys("’‘ʼʹ′´`＇", "'")
    | dict.fromkeys("−–—－‐‑", "-")
    | {
        "٫": ".",
        "٬": ",",
        "，": ",",
        "．": ".",
        "：": ":",
        "（": "(",
        "）": ")",
        "＋": "+",
        "∙": "·",
        "・": "·",
        "･": "·",
    }
)
_SIDES = ("before", "sign", "after")
MINUS = ("-", "−")
"""The signs before an amount that is taken off."""
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_MARK = r"[.,'·]"
_NUMBER = rf"\d{{1,3}}(?:[ {_GLUE}]\d{{3}})+(?:[.,]\d+)?(?!\d)|\d+(?:{_MARK}\d+)*"

_DAY = r"\s?(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.?\s[^\W\d_]{3,12}\.?,?\s\d{4})(?!\d)"

# The same amount in another currency, for orientation: behind a wave, or in brackets.
_CONVERTING = patterns.compiled(r"(?:(?<!\s)\s++)?(?:(?P<open>\()\s*+)?(?:(?P<wave>[≈≃∼~])\s*+)?\Z")
_MAY_CONVERT = patterns.compiled(r"[(（≈≃∼~]")
_LONGEST_CONVERTING = 8  # characters
_CLOSING = patterns.compiled(r"\s*\)")
_IN_BRACKETS = patterns.compiled(r"\(([^()]{1,60})\)")
_ONE_DECIMAL = patterns.compiled(r"[.,]\d\Z")
_DIGITS, _MARKS = patterns.compiled(r"\d+"), patterns.compiled(r"\D")

# A site may print one element a character, which a pretty-printer parts by spaces: "1 9 .70". Only such a number, with
# a gap at its decimal mark, is put together again; gaps of any other kind may part two numbers.
_PIECES = patterns.compiled(r"(?<![\d.,'] )(?<![\d.,'])(?:\d|\d(?: \d)+)(?: [.,] ?\d ?\d|[.,] \d ?\d)(?! ?[\d.,'])")

# What may stand before an amount: nothing, a label with its colon (but U+FFFC stands for a word that is not readable);
# before a minus, words that say what is deducted.
_LEAD = patterns.compiled(
    r"(?:(?:(?![-+])[^\ufffc]*[^\d\s+-](?<!\d[.,])\s*[:=])?\s*(?P<open>\()?\s*(?P<sign>[-+])?\s*|"
    r"[^\d\s:=-][^\d:=-]*\s(?P<deducted>-))\Z",
    re.DOTALL,
)
# What may stand behind it: a full stop, a quantity, a unit, a word about taxes, the same number in parts ("|31|93").
_TAIL = patterns.compiled(
    rf"(?:[.,]-)?\s*(?P<close>\))?(?:(?:(?P<glued>[x×хX])|\s[x×хX*])\s?(?P<pieces>[1-9]\d{{0,4}})|"
    rf"(?P<parts>\|\d+\|\d+)|\s*\(?(?P<each>{any_of(_DATA['each'])})\)?|"
    rf"\s*\(?(?:{any_of(_DATA['behind'])})\)?)?\s*[.,;:]?\s*\Z",
    re.IGNORECASE,
)


@cache
def _amount_pattern() -> re.Pattern[str]:
    """A number with the symbols beside it. A symbol between two numbers belongs to the nearer one, or the one that
    begins no day."""
    letter = r"[^\W\d_]"
    symbols = _CURRENCIES.keys() - _NAMES
    words = any_of(symbol for symbol in symbols if symbol[0].isalpha() and symbol[-1].isalpha())
    others = any_of(symbol for symbol in symbols if symbol[0].isalpha() and not symbol[-1].isalpha())
    signs = any_of(symbol for symbol in symbols if not symbol[0].isalpha())
    glued = "|".join(
        rf"{symbol}(?=[{endings}])" if endings else symbol for symbol, endings in _DATA["glued"].items()
    )  # "2,340円の": what goes on behind it is the next word
    symbol = rf"(?<!{letter})(?:{others}|{words}(?!{letter})|(?:(?<=\d)|(?<=\d\s))(?:{glued}))|{signs}"
    # Letters that are no symbol we know with the sign behind them are another currency's.
    prefix = rf"(?<!{letter})[A-Z][A-Za-z]{{0,3}}(?=[$£¥₩])"
    return patterns.compiled(
        rf"(?:(?<!\d)(?:(?P<before>{symbol})|(?P<prefix>{prefix})(?P<sign>[$£¥₩]))(?P<inner>\s?-?\s?)|(?<![\d.,'·]))"
        rf"(?P<number>{_NUMBER})(?:[.,]?(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{{2}}))?"
        rf"(?:(?P<gap>\s)?(?P<after>{symbol}|(?:{any_of(_NAMES)})(?!{letter}))(?(gap)(?:(?={_DAY})|(?!\s?-?\d))|(?!-?\d)))?"
    )


@lru_cache(maxsize=1024)  # a page prints the same amounts again and again
def read_money(text: str, *, currency: str | None = None, per_piece: bool = True) -> Money | None:
    """The one amount of money that `text` is; None where it is something else, or the value is not certain.

    An amount is a number beside a currency symbol or code; a bare number counts only where it is the whole
    text and `currency` is given. Before it may stand a label with its colon, behind it a quantity or a unit; a
    sentence with an amount in it ("Save US $3.00 more"), a range and two amounts are None. `currency` (ISO 4217, from
    elsewhere on the page) settles a symbol that several currencies share and never overrules a printed one: behind an
    unknown prefix ("Bds$") no currency is certain. Of a mark that may be a decimal one ("1,234") no value is certain,
    unless the currency says which it is. A minus before, or parentheses around, make the amount negative,
    words such as "Free shipping" are 0, digits of all scripts are read; raised digits are decimals. `raw` is the amount
    as printed. A page's spans of one character have to be joined first, with nothing between them.

    `per_piece`: whether it may be the price of one of several pieces ("US $14.27 × 2", "US $3 each"), which is no sum.
    """
    if len(text) > _LONGEST:
        return None
    if words_key(text) in _FREE:
        return Money(Decimal(0), currency, fold(text))
    text = without_conversions(text)
    printed = line = text.strip()
    if not text.isascii() or "`" in text:
        printed = text.translate(_WIDTHLESS).strip()
        line = ascii_digits(printed.translate(_NORMAL))
    pieces = _PIECES.search(line)
    if pieces:
        whole = pieces[0].replace(" ", "")
        printed = line = line[: pieces.start()] + whole + line[pieces.end() :]
    found = list(_amount_pattern().finditer(line))
    if len(found) > 1 or not currency:
        found = [match for match in found if _has_symbol(match)]
    if len(found) != 1:
        return None
    match = found[0]
    symbols = [match[side] for side in _SIDES if match[side]]
    if not symbols and line.lstrip("+-( ").rstrip(") ") != match["number"]:
        return None
    codes = _codes(symbols, currency)
    lead = _LEAD.match(line[: match.start()])
    tail = _TAIL.match(line, match.end())
    if tail is not None and not per_piece and (tail["each"] or tail["pieces"] not in (None, "1")):
        return None
    negative = _is_negative(match, lead, tail)
    if not codes or negative is None or not _is_one_number(match):
        return None
    amount = _decimal(match["number"], codes, match["raised"])
    if amount is None:
        return None
    raw = fold(printed[match.start() : match.end()])
    if negative and "-" not in (match["inner"] or ""):
        raw = f"({raw})" if lead and lead["open"] else f"-{raw}"
    settled = len(codes) == 1 and not match["prefix"]
    return Money(-amount if negative else amount, next(iter(codes)) if settled else None, raw)


def without_conversions(text: str) -> str:
    """The text without what its amounts are in another currency."""
    if not _MAY_CONVERT.search(text):
        return text
    line, seen = _normal(text), text.translate(_WIDTHLESS)
    kept, end = "", 0
    own: list[frozenset[str]] = []  # the currencies of the amounts so far
    for match in _with_symbols(line):
        codes = [_CURRENCIES[match[side]] for side in _SIDES if match[side]]
        lead = _CONVERTING.search(line[max(0, match.start() - _LONGEST_CONVERTING) : match.start()])
        closing = _CLOSING.match(line, match.end()) if lead and lead["open"] else None
        converts = lead is not None and (closing is not None or (lead["wave"] and not lead["open"]))
        if lead is None or not converts or not own or any(one & other for one in own for other in codes):
            own += codes  # in the same currency it is the end of a range
            continue
        kept += seen[end : match.start() - len(lead[0])]
        end = match.end() if closing is None else closing.end()
    return kept + seen[end:] if end else text


def find_money(sentence: str) -> list[Money]:
    """The amounts of money in a sentence, each a number beside a currency's symbol or code; nothing where one of them
    is not certain."""
    amounts = [read_money(match[0].strip()) for match in _with_symbols(_normal(without_conversions(sentence)))]
    return [] if None in amounts else [amount for amount in amounts if amount is not None]


def told_money(sentence: str) -> Money | None:
    """The one amount that a sentence tells; None where it names several, a bound, a guess or the price of a piece. In
    brackets behind it may stand the same in another currency, or what it includes."""
    line = _normal(without_conversions(sentence))
    for aside in _IN_BRACKETS.finditer(line):
        if aside[1].strip().casefold().startswith(tuple(map(str.casefold, _DATA["included"]))):
            line = f"{line[: aside.start()]}{' ' * len(aside[0])}{line[aside.end() :]}"
    found = list(_with_symbols(line))
    if len(found) != 1 or _is_inexact(line, *found[0].span()):
        return None
    return read_money(found[0][0].strip())


def _is_inexact(line: str, start: int, end: int) -> bool:
    before, behind = _around()
    return before.search(line, 0, start) is not None or behind.match(line, end) is not None


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What makes a bound, a guess or the price of a piece of an amount: in front of it and behind."""
    words = {key: any_of(texts) for key, texts in _DATA["inexact"].items()}
    each, letter = any_of(_DATA["each"]), r"(?![^\W\d_])"
    return (
        patterns.compiled(
            rf"(?:(?<!\S)(?i:{words['before']})\s|{words['glued_before']}|[≈≃∼~<>≤≥±]|\d\s?[x×хX*])\s?\Z"
        ),
        patterns.compiled(
            rf"\s?\(?(?:(?i:{words['behind']}|{each}){letter}|{words['glued_behind']}|/|[x×хX*]\s?\d)|\s?-\s?\d"
        ),
    )


@lru_cache(maxsize=1024)
def find_amounts(text: str) -> tuple[tuple[int, int], ...]:
    """Where in a text numbers stand beside a currency's symbol or code, with these, whatever they amount to."""
    line = ascii_digits(text.translate(_NORMAL)).replace(_GLUE, " ")
    return tuple([match.span() for match in _with_symbols(line)])


def _normal(sentence: str) -> str:
    return ascii_digits(sentence.translate(_WIDTHLESS).translate(_NORMAL))


def _with_symbols(line: str) -> Iterator[re.Match[str]]:
    return filter(_has_symbol, _amount_pattern().finditer(line))


def _has_symbol(match: re.Match[str]) -> bool:
    return bool(match["before"] or match["sign"] or match["after"])


def _is_negative(match: re.Match[str], lead: re.Match[str] | None, tail: re.Match[str] | None) -> bool | None:
    """Whether the amount is a deduction; None where what stands around it makes it no amount, or not a certain one."""
    if lead is None or tail is None or bool(lead["open"]) != bool(tail["close"]):
        return None
    if tail["parts"] and "".join(_DIGITS.findall(tail["parts"])) != "".join(_DIGITS.findall(match["number"])):
        return None
    if tail["glued"] and _ONE_DECIMAL.search(match["number"]):
        return None  # "7.9x5": a digit, or the "x" of a quantity?
    signs = [lead["sign"] == "-", bool(lead["deducted"]), "-" in (match["inner"] or ""), bool(lead["open"])]
    return None if sum(signs) > 1 else any(signs)


def _codes(symbols: list[str], currency: str | None) -> frozenset[str]:
    """The currencies that all printed symbols allow; none where they contradict each other."""
    if not symbols:
        return frozenset({currency}) if currency else frozenset()
    codes = _CURRENCIES[symbols[0]]
    for symbol in symbols[1:]:
        codes &= _CURRENCIES[symbol]
    return frozenset({currency}) if currency and currency in codes else codes


def _is_one_number(match: re.Match[str]) -> bool:
    """Whether digits parted by ordinary spaces ("1 234,56") are one number: behind a symbol, "€5 100" may be two."""
    return not (" " in match["number"] and match["before"]) or bool(
        match["after"] or re.search(r"[.,]\d+\Z", match["number"])
    )


def _decimal(number: str, codes: frozenset[str], raised: str | None) -> Decimal | None:
    """The value of digits with marks between them, or None unless exactly one reading makes sense."""
    groups, marks = _DIGITS.findall(number), _MARKS.findall(number)
    has_decimals = False if raised else _has_decimals(marks, groups, codes)
    if has_decimals is None or sum(map(len, groups)) > _MOST_DIGITS:
        return None
    tail = groups.pop() if has_decimals else (raised or "").translate(_RAISED)
    thousands = marks[:-1] if has_decimals else marks
    if len(tail) > 2 and (len(tail) > 3 or not codes <= _THREE_DECIMALS):
        return None
    if not _grouped(groups, thousands) or (codes <= _NO_DECIMALS and tail not in ("", "00")):
        return None
    return Decimal("".join(groups) + (f".{tail}" if tail else ""))


def _has_decimals(marks: list[str], groups: list[str], codes: frozenset[str]) -> bool | None:
    """Whether the last mark is the decimal one; None where that is open."""
    if not marks or marks[-1] not in ".," or marks.count(marks[-1]) > 1:
        return False
    if len(marks) > 1 or len(groups[1]) != 3 or len(groups[0]) > 3 or groups[0].startswith("0"):
        return True
    if codes <= _NO_DECIMALS:
        return False
    if codes <= _THREE_DECIMALS and marks[0] == ".":
        return True
    if codes <= _POINT and marks[0] == ",":
        return False
    return None


def _grouped(groups: list[str], marks: list[str]) -> bool:
    """Whether the marks part thousands: one kind, groups of three (India: pairs before the last three)."""
    if not marks:
        return True
    if len(set(marks)) > 1 or len(groups[0]) > 3 or groups[0][0] == "0" or len(groups[-1]) != 3:
        return False
    inner = {len(group) for group in groups[1:-1]}
    return inner <= {3} or (inner == {2} and marks[0] == "," and len(groups[0]) <= 2)
