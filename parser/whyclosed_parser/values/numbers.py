"""Long numbers that name something, and numbers of pieces."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, lru_cache

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.values.money import SIGNS
from whyclosed_parser.values.text import DASHES, any_of, plain_digits

_SHORTEST, _LONGEST = 10, 22  # digits of an id
_SHORTEST_IN_GROUPS, _LONGEST_IN_GROUPS = 14, 19  # an order id, which the site prints as "NN NNNN NNNN NNNN"
_BIGGEST_GROUP = 5
_MOST_PIECES = 99_999
ORDER_NUMBER = patterns.compiled(r"(?<!\d)(?:\d{15,19}|[38]\d{3}(?: \d{4}){2} \d{3,4}(?: \d{1,3})?)(?!\d)")
"""What may be the number of an order, in running text: in groups, too, as some pages and helpers print it, but for
those of most cards."""
_MILLISECONDS = patterns.compiled(r"1[0-9]{12}")  # the years 2001 to 2033

# A word with digits: perhaps a label before its colon, the digits (in groups, too), and a word that the page glues to
# them, such as the button that copies them.
_NUMBER = patterns.compiled(
    r"[(\[#№]?(?:[^\d:：]*[:：.])?(?:(?![\x00-\x7f])[^\W\d_]+)?(?P<digits>\d+(?:-\d+)*)"
    r"(?:[A-Z][^\W\d_A-Z]{2,}|(?![\x00-\x7f])[^\W\d_](?:[^\W\d_]|[\u0e31-\u0e3a\u0e47-\u0e4e])*)?[)\].,;]?"
)
_NO_NUMBER = patterns.compiled(
    r"\D*|\D{0,2}\d{1,4}([-./])\d{1,2}\1\d{1,4}\D?|\d{1,2}:\d{2}(?::\d{2})?\D?|"
    rf"\D*[{SIGNS}]\d[\d.,]*\D*"
)

_PLAIN_ID = patterns.compiled(rf"(?:[A-Za-z. ]*[ :] ?)?([0-9]{{{_SHORTEST},{_LONGEST}}})(?:[A-Z][a-z]{{2,}}+)?")
"""The usual form: the digits alone, or with one label in front, and perhaps the button that copies them glued to it. Of
most texts it takes one step to see that."""
_PLAIN_QUANTITY = patterns.compiled(r"[x×хX](\d{1,5})")
"""The usual form. That of all others takes 20 ms to compile."""
_THOUSANDS = r"\d{1,2}(?:[.,' ]\d{3})|\d{1,5}"


def read_instant(text: str) -> datetime | None:
    """The instant (UTC) that a count of milliseconds since 1970 is; None for anything else, seconds too."""
    return datetime.fromtimestamp(int(text) / 1000, UTC) if _MILLISECONDS.fullmatch(text) else None


def read_id(text: str) -> str | None:
    """The one long number in the text: an order id, 10 to 22 digits, as ASCII digits without gaps.

    None where several differ, and where what stands beside the digits could be a part of them. Gaps are left out only
    where they part groups of one size.
    """
    plain = _PLAIN_ID.fullmatch(text)
    if plain is not None:
        return plain[1]
    if not _has_digits_of_an_id(text):
        return None
    found: set[str] = set()
    beside: list[str] = []
    for word in (*plain_digits(text).translate(DASHES).split(), ""):
        if word == "-" and beside and not beside[-1].endswith("-"):
            beside[-1] += "-"  # "307000002222 - 1214" is one number, but not "… - 2026-11-20"
        elif _NO_NUMBER.fullmatch(word):
            found |= _id_of([*beside[:-1], beside[-1].removesuffix("-")] if beside else [])
            beside = []
        else:
            beside.append(word)
    return found.pop() or None if len(found) == 1 else None


def _id_of(words: list[str]) -> set[str]:
    """The id in words with digits that stand beside each other; an empty one where it cannot be taken whole."""
    if not _has_digits_of_an_id("".join(words)):
        return set()
    numbers = [_NUMBER.fullmatch(word) for word in words]
    groups = [group for number in numbers if number for group in number["digits"].split("-")]
    digits = "".join(groups)
    if None in numbers or not (_one_group(groups) or _alike(groups)):
        return {""}
    return {digits}


def _has_digits_of_an_id(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _SHORTEST


def _one_group(groups: list[str]) -> bool:
    return len(groups) == 1 and _SHORTEST <= len(groups[0]) <= _LONGEST


def _alike(groups: list[str]) -> bool:
    sizes = {len(group) for group in groups[1:]}
    usual = _SHORTEST_IN_GROUPS <= sum(map(len, groups)) <= _LONGEST_IN_GROUPS
    return len(groups) > 2 and usual and len(sizes) == 1 and len(groups[0]) <= max(sizes) <= _BIGGEST_GROUP


@lru_cache(maxsize=256)  # most orders are of one or two pieces
def read_quantity(text: str) -> int | None:
    """ "x2", "2 pcs.", "2" or "x1,200": the number of pieces; None for any other text with a number in it."""
    text = plain_digits(text)
    found = _PLAIN_QUANTITY.fullmatch(text) or _quantity().fullmatch(text)
    number = found and next(filter(None, found.groups()), None)
    if not number:
        return None
    pieces = int(re.sub(r"\D", "", number))
    return pieces if 0 < pieces <= _MOST_PIECES else None


def names_pieces(text: str) -> bool:
    """Whether a text is what a number of pieces is called, and no more: the head of a column."""
    return text.lower().rstrip(":：.") in _labels_of_pieces()


@cache
def _labels_of_pieces() -> frozenset[str]:
    return frozenset(read_toml("whyclosed_parser.values", "quantities")["labels"])


def may_have_quantity(text: str) -> bool:
    """Whether a number of pieces may stand in a text that has no gaps between its parts: a cheap test."""
    return _pieces().search(text) is not None


@cache
def _pieces() -> re.Pattern[str]:
    data = read_toml("whyclosed_parser.values", "quantities")
    return patterns.compiled(
        rf"[x×хX*]\s?\d|\d\s?(?:{any_of(data['pieces'])})|(?:{any_of(data['labels'])})", re.IGNORECASE
    )


@cache
def _quantity() -> re.Pattern[str]:
    data = read_toml("whyclosed_parser.values", "quantities")
    words, labels = any_of(data["pieces"]), any_of(data["labels"])
    return patterns.compiled(
        rf"(?:(?:{labels})\s?[:：]?\s?)?[x×хX*]\s?(?P<times>{_THOUSANDS})(?:\s?(?:{words})\.?)?"
        rf"|(?P<pieces>{_THOUSANDS})\s?(?:[x×хX]|(?:{words})\.?)?"
        rf"|(?:{labels})\.?\s?[:：]?\s?(?P<labelled>{_THOUSANDS})(?:\s?(?:{words})\.?)?",
        re.IGNORECASE,
    )
