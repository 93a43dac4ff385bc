"""The words of a sentence apart from the values in it: its days, its amounts, the number of an order, and asides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from whyclosed_parser import patterns
from whyclosed_parser.classify import guards
from whyclosed_parser.classify.tables import matched_form
from whyclosed_parser.model import Money
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.values.bounds import JOINING as JOINING_DAYS
from whyclosed_parser.values.bounds import SINCE
from whyclosed_parser.values.dates import Located, find_dates
from whyclosed_parser.values.money import JOINING as JOINING_AMOUNTS
from whyclosed_parser.values.money import MINUS, find_amounts, read_money, without_conversions
from whyclosed_parser.values.text import any_of, composed
from whyclosed_parser.words import Words

NUMBER_OF_ORDER = patterns.compiled(r"#?(?<!\d)\d{10,22}(?!\d)")
_SEAMS = " ,.;:·|()[]–-（）：，、。"
_LONGEST_ASIDE = 4  # words in front of what is told
_DECIMALS = patterns.compiled(r"[.,]\d\d(?!\d)")
_JOINT = LazyPattern(rf"(?:(?:\A|(?<=\s))(?i:{any_of((*JOINING_DAYS, *SINCE, *JOINING_AMOUNTS))}))+\Z")
"""What joins a day or an amount to the words in front of it."""


def bare(text: str, words: Words) -> str:
    """The words of a sentence without its days, its amounts, the number of an order and what it says of them beside."""
    text = composed(without_conversions(text))
    found = [(day.start, day.end) for day in days_in(text, words)]
    found += [number.span() for number in NUMBER_OF_ORDER.finditer(text)]
    found += [span for span in find_amounts(text) if not any(start < span[1] and span[0] < end for start, end in found)]
    pieces = (without_aside(piece, words).rest for piece in between(text, found))
    return " ".join(filter(None, pieces))


class Aside(NamedTuple):
    """Words without what they say beside, and what that is, behind them and in front of them."""

    rest: str
    behind: str | None
    front: str | None


def without_aside(piece: str, words: Words) -> Aside:
    """Words without the asides around them: "The dispute | you opened", "for order", "eröffnete | Streitfall wurde"."""
    tokens = piece.split()
    end, behind = _aside(tokens, range(len(tokens)), words, ends=True)
    start, front = _aside(tokens, range(min(end - 1, _LONGEST_ASIDE), 0, -1), words, ends=False)
    return (
        Aside(" ".join(tokens[start:end]).strip(_SEAMS), behind, front) if behind or front else Aside(piece, None, None)
    )


def _aside(tokens: list[str], places: range, words: Words, *, ends: bool) -> tuple[int, str | None]:
    """Where the longest aside that ends or begins these words is parted from them, and what it says."""
    for at in places:
        entry = words.entry("asides", " ".join(tokens[at:] if ends else tokens[:at]).strip(_SEAMS))
        if entry is not None:
            return at, entry.code
    return len(tokens) if ends else 0, None


def between(text: str, found: Iterable[tuple[int, int]]) -> list[str]:
    """The words of a text before, between and behind these places, without what joins them to it."""
    edges = [0, *(at for span in sorted(found) for at in span), len(text)]
    pieces = (text[start:end].strip(_SEAMS) for start, end in zip(edges[::2], edges[1::2], strict=True))
    return [_JOINT.sub("", piece).strip(_SEAMS) for piece in pieces]


def before_reason(sentence: str, words: Words) -> Iterator[str]:
    """The sentence up to the word for its reason, as it is written; a number is none ("Cancelled: 12 orders")."""
    form = matched_form(sentence)
    for one in guards(words.languages):
        head = one.parts.split(form)[0].strip()
        if head and head != form and not form[len(head) :].lstrip(" :,;")[:1].isdigit():
            yield " ".join(sentence.split()[: len(head.split())]).rstrip(",;:")


def undated(text: str, words: Words) -> tuple[str, str | None]:
    """A line without the one date in it, and that date as it is printed."""
    text = composed(text)
    located = days_in(text, words)
    if len(located) != 1:
        return text, None
    (day,) = located
    rest = f"{text[: day.start].strip()} {text[day.end :].strip()}"
    return rest.strip(_SEAMS), day.text


def days_in(text: str, words: Words) -> tuple[Located, ...]:
    """The days in a line; an amount beside one is no part of it ("US $10.00, 9 Nov 2026")."""
    for start, end in find_amounts(text):
        if _DECIMALS.search(text, start, end):
            text = f"{text[:start]}{'¤' * (end - start)}{text[end:]}"
    return find_dates(text, words.months)


def apart(text: str, words: Words) -> tuple[str, Money | None]:
    """The words of a line without its one day, its one amount and what joins them to it, and that amount."""
    text = composed(without_conversions(text))
    located = days_in(text, words)
    spans = [(day.start, day.end) for day in located] if len(located) == 1 else []
    for start, end in spans:
        text = f"{text[:start]}{'|' * (end - start)}{text[end:]}"
    amounts = find_amounts(text)
    money = None
    if len(amounts) == 1 and not text[: amounts[0][0]].endswith(MINUS):
        money = read_money(text[slice(*amounts[0])], per_piece=False)
        spans += amounts
    return " ".join(filter(None, between(text, spans))), money
