"""Names of months and weekdays, replaced by marks of the same length: so one set of patterns serves every language, and
a place in the marked text is the same place in the text."""

from __future__ import annotations

from collections.abc import Mapping

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.values.text import any_of, ascii_digits, normal_form

_DATA = read_toml("whyclosed_parser.values", "dates")

# Code points that Unicode keeps free for inner use such as this: no page can hold them.
_MONTH, _WEEKDAY, FILLER = 0xFDD0, 0xFDE0, "\ufdef"
_PLAIN = str.maketrans(
    dict.fromkeys(map(chr, range(0xFDD0, 0xFDF0)), "?")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " ")
    | {"：": ":", "，": ",", "،": ",", "．": ".", "−": "-", "־": "-", "（": "(", "）": ")"}
)
_LETTER = r"[^\W\d_]"
_POINTS = r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
"""Marks on letters, which are none: in a script without spaces a word goes on behind them."""
_BEFORE_YEAR = patterns.compiled(rf"(?:{any_of(_DATA['before_year'])})(?=\s?\d{{4}}(?!\d))")
_DOTTED_TIME = patterns.compiled(r"(?<=[\d\ufdd1-\ufdef] )([01]?\d|2[0-3])\.([0-5]\d)(?:\.([0-5]\d))?(?![\d.])")
"""Behind a day: elsewhere it may be an amount."""


class _Forms(dict[int, str]):
    """The normal form of each character that has one of its length; the character itself else."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        form = normal_form(char)
        self[code] = form if len(form) == 1 else char
        return self[code]


_FORMS = _Forms()


class Marker:
    """Replaces the names of months and weekdays by marks."""

    def __init__(self, months: Mapping[str, int], weekdays: Mapping[str, int], *, dotted_times: bool = False) -> None:
        """Names are in their normal form and without closing dot. A name of both kinds (French "mar") is a weekday's
        where a day with its month follows, none where only a day does, else a month's. `dotted_times`: times are
        written "15.12"; they get a colon."""
        self._dotted_times = dotted_times
        self._marks = {name: chr(_WEEKDAY + number) for name, number in weekdays.items()}
        self._marks |= {name: chr(_MONTH + number) for name, number in months.items()}
        self._twofold = {name: chr(_WEEKDAY + weekdays[name]) for name in weekdays.keys() & months.keys()}
        dated = rf"\.?,?\s\d{{1,2}}(?:[./-]\d|{_LETTER}{{0,2}}°?\s(?:\w{{2}}\s)?(?:{any_of(months)})(?!{_LETTER}))"
        self._names = patterns.compiled(
            # a weekday needs no space behind the sign of a day ("1月3日土曜日")
            rf"(?:(?<!{_LETTER})(?<![{_POINTS}]){_DATA['before_month']}?|(?=\()|(?<=\d[日号]))"
            rf"(?P<name>{any_of(self._marks)})(?:(?<=\))|(?![^\W_]|[{_POINTS}]))"
            rf"(?:(?P<dated>(?={dated}))|(?P<open>(?=\.?,?\s\d{{1,2}}(?![\d:])(?!,?\s20\d\d))))?"
        )

    def mark(self, text: str) -> str:
        """`text` with marks for names, and 0-9 for the digits of every script; of the same length."""
        plain = text
        if not text.isascii():
            plain = _BEFORE_YEAR.sub(lambda match: " " * len(match[0]), ascii_digits(text.translate(_PLAIN)))
        marked = self._with_marks(plain) if self._marks else plain
        return _DOTTED_TIME.sub(lambda time: time[0].replace(".", ":"), marked) if self._dotted_times else marked

    def _with_marks(self, text: str) -> str:
        pieces, end = [], 0
        for found in self._names.finditer(text.translate(_FORMS)):
            filler = FILLER * (found.end() - found.start() - 1)
            mark = self._marks[found["name"]]
            if found["name"] in self._twofold and found.lastgroup != "name":
                if found.lastgroup == "open":
                    continue
                mark = self._twofold[found["name"]]
            pieces += [text[end : found.start()], mark, filler]
            end = found.end()
        return "".join((*pieces, text[end:]))


def month_number(mark: str) -> int:
    """1 for the mark of January."""
    return ord(mark[0]) - _MONTH


def weekday_number(mark: str) -> int:
    """1 for the mark of Monday."""
    return ord(mark[0]) - _WEEKDAY
