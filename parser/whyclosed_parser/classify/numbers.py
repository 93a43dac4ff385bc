"""Tracking numbers: where a text holds one whole, whose it looks like, and whether the postal check digit holds."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import Literal

from whyclosed_parser import patterns
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import DASHES, ascii_digits, has_digit, plain_digits
from whyclosed_parser.words.packs import load

Check = Literal["holds", "fails", "not_checkable"]
_S10 = patterns.compiled(r"[A-Z]{2}\d{9}[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)

_FEWEST_DIGITS = 5
_GAP = patterns.compiled(r"\s?[·.](?=\s|\Z)|\s-\s|·")
_BETWEEN_NUMBERS = patterns.compiled(r"(?:(?<!\s)\s++)?[,;|/()、，；]\s*")
# A number, and a word in another kind of letters that the page glues to it: the button that copies it.
_PIECE = patterns.compiled(
    r"(?P<number>[A-Za-z0-9]+?(?:-[A-Za-z0-9]+)*?)(?:[A-Z][^\W\d_A-Z]{2,}|(?![\x00-\x7f])[^\W\d_]+)?"
)
_WHOLE = patterns.compiled(r"[A-Z0-9]{8,40}")
_GROUP = patterns.compiled(r"\d{2,5}")
# Behind it no more digits (a date or a time may follow) and no letters of a country.
_STANDING_ALONE = patterns.compiled(
    r"(?<![\w+*.-])(?<!\d )[A-Z0-9]{8,40}"
    r"(?![\w*/+\ufffd-]|\.\d|\W{1,3}(?:\d++(?![:,./-]\d)|[A-Z]{1,2}(?![^\W_])))"
)


@dataclass(frozen=True, slots=True)
class PrintedNumbers:
    """The tracking numbers of a text. `unreadable`: there is one more that cannot be taken whole."""

    numbers: tuple[str, ...] = ()
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class TrackingNumber:
    """`kind`: a family of `words/any/numbers.toml`, `order_number` (no tracking number at all), or `unknown`.

    `check` is `fails` only where a check digit exists and is wrong: evidence for a wrong number, no proof.
    """

    kind: str
    check: Check


def tracking_number_kind(number: str) -> TrackingNumber:
    """The kind of a number as printed; spaces and letter case do not matter."""
    compact = "".join(number.split()).upper()
    check = s10_check(compact)
    kind = next((kind for kind, pattern, _ in _kinds() if pattern.fullmatch(compact)), "unknown")
    return TrackingNumber(kind=kind, check=check)


def printed_numbers(text: str) -> PrintedNumbers:
    """The tracking numbers that stand beside a label, in capital letters and ASCII digits, without gaps.

    A number is taken only as a whole: gaps and hyphens within it are left out where what comes out is a known kind or
    the gaps part groups of digits alike; of anything else with five digits or more no part is a number.
    """
    parts = _BETWEEN_NUMBERS.split(_GAP.sub(" ", plain_digits(text).translate(DASHES)))
    found = [_numbers_of(part.split()) for part in parts]
    numbers = tuple(dict.fromkeys(number for part in found for number in part))
    lost = [part for part, of_part in zip(parts, found, strict=True) if not of_part and _may_belong(part)]
    if (numbers and lost) or (len(numbers) > 1 and not _may_be_several(numbers)):
        return PrintedNumbers(unreadable=True)  # a gap, a comma or a slash within the number
    return PrintedNumbers(numbers, sum(char.isdigit() for part in lost for char in part) >= _FEWEST_DIGITS)


def _may_be_several(numbers: tuple[str, ...]) -> bool:
    """Whether each of several numbers shows that it is one, so that they are not the pieces of one."""
    known = all(tracking_number_kind(number).kind != "unknown" for number in numbers)
    alike = len(set(map(len, numbers))) == 1 and all(number.isdigit() and len(number) >= 10 for number in numbers)
    return known or alike


def _may_belong(part: str) -> bool:
    """Whether the words may be a piece of a number: digits, or one or two capital letters."""
    return has_digit(part) or (part.isupper() and len(part) <= 2)


def certain_numbers(text: str) -> list[str]:
    """The tracking numbers that show by themselves that they are some, wherever they stand: a known kind, with a check
    digit that holds or a shape of its own. Digits alone are none."""
    return [number for number in _standing_alone(text) if not number.isdigit() and _is_certain(number)]


def has_doubtful_numbers(text: str) -> bool:
    """Whether a number of a known kind stands in the text that does not show by itself that it is one."""
    found = (number for number in _standing_alone(text) if _whole(number) and not number.isdigit())
    return any(tracking_number_kind(one).kind != "unknown" and not _is_certain(one) for one in found)


def _standing_alone(text: str) -> list[str]:
    return _STANDING_ALONE.findall(ascii_digits(text)) if len(text) >= 8 else []


def names_one(text: str) -> bool:
    """Whether a word of the text looks like a tracking number of a known kind, whatever stands beside it."""
    return any(map(_is_certain, _WHOLE.findall(ascii_digits(text)))) if has_digit(text) else False


def _is_certain(number: str) -> bool:
    known = tracking_number_kind(number)
    shaped = known.kind not in ("unknown", "order_number", "s10") and re.search(r"\d{8}", number) is not None
    return known.check == "holds" or (shaped and known.check != "fails")


def _numbers_of(words: list[str]) -> list[str]:
    """The numbers in words that stand beside each other; none where it is open which of them belong together."""
    found = [_PIECE.fullmatch(word) for word in words]
    pieces = [match["number"] if match else "" for match in found]
    numbered = [at for at, word in enumerate(words) if has_digit(word)]
    if not numbered or any(found[at] is None for at in numbered):
        return []
    first, last = numbered[0], numbered[-1]
    for start, end in product(
        (max(first - 1, 0), first), (last + 2, last + 1)
    ):  # with the letters around, then without
        joined = "".join(pieces[start:end]).replace("-", "").upper()
        if joined != pieces[first] and _is_own_shape(joined):
            return [joined]
    if any(
        len(piece) <= 2 and piece.isupper()
        for piece in (*pieces[max(first - 1, 0) : first], *pieces[last + 1 : last + 2])
    ):
        return []  # the letters before or behind the digits of a postal number
    groups = [group for at in numbered for group in pieces[at].split("-")]
    if _alike(groups):
        return ["".join(groups)]
    whole = [number for at in numbered if (number := _whole(pieces[at]))]
    digits_alone = len(whole) > 1 and any(number.isdigit() for number in whole)
    return whole if len(whole) == len(numbered) and not digits_alone else []


def _whole(piece: str) -> str | None:
    """A piece that is a number by itself."""
    if _WHOLE.fullmatch(piece) and len(set(piece)) > 1 and sum(map(str.isdigit, piece)) >= _FEWEST_DIGITS:
        return piece
    upper = piece.upper()
    return upper if piece.islower() and tracking_number_kind(upper).kind != "unknown" else None


def _is_own_shape(number: str) -> bool:
    """Whether pieces give, joined, a number whose shape shows that they belong together and nothing is missing."""
    if s10_check(number) != "not_checkable":
        return s10_check(number) == "holds"
    known = next((row for row in _kinds() if row[1].fullmatch(number)), None)
    return known is not None and not known[2] and known[0] not in ("order_number", "s10")


def _alike(groups: list[str]) -> bool:
    """Whether digits stand in groups of one size, of which the first or the last may be shorter."""
    if len(groups) < 3 or not all(map(_GROUP.fullmatch, groups)):
        return False
    sizes = {len(group) for group in groups[1:-1]}
    return sizes == {max(len(groups[0]), len(groups[-1]))} and 10 <= sum(map(len, groups)) <= 40


def s10_check(number: str) -> Check:
    """Whether the check digit of a postal number (two letters, nine digits, country) holds.

    `not_checkable`: another shape, or an ending that is no country of the postal union, whose owner need not
    compute the digit.
    """
    if not _S10.fullmatch(number) or number[-2:] not in _countries():
        return "not_checkable"
    digit = 11 - sum(w * int(d) for w, d in zip(_WEIGHTS, number[2:10], strict=True)) % 11
    return "holds" if int(number[10]) == {10: 0, 11: 5}.get(digit, digit) else "fails"


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """Kind, shape, and whether the shape is loose."""
    rows = load("any", "numbers")["number"]
    return tuple((row["kind"], patterns.compiled(row["pattern"], re.ASCII), row.get("loose", False)) for row in rows)


@cache
def _countries() -> frozenset[str]:
    return frozenset(load("any", "numbers")["countries"].split())
