"""An order's number behind the word for an order: "your order 8190000011112222", "Order #8190000011112222"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from whyclosed_parser import patterns
from whyclosed_parser.values.dates import Months, find_dates
from whyclosed_parser.values.numbers import ORDER_NUMBER
from whyclosed_parser.values.text import UNSPACED, any_of, normal_form, plain_digits, words_key
from whyclosed_parser.words.packs import shared

LONGEST_TOLD = 400  # characters of a line that tells of an order


class NamedOrder(NamedTuple):
    """The number, and what stands before the word for an order, with it, and behind the number."""

    number: str
    before: str
    name: str
    behind: str


@cache
def nouns() -> tuple[str, ...]:
    """The words for an order in every language."""
    return tuple(noun for one in shared("orders")["called"].values() for noun in one)


@cache
def low_nouns() -> tuple[str, ...]:
    """The same in their normal form."""
    return tuple(dict.fromkeys(map(normal_form, nouns())))


def named_orders(text: str) -> Iterator[NamedOrder]:
    """The numbers of orders that a line names."""
    if len(text) >= LONGEST_TOLD:
        return
    text = plain_digits(text)
    for found in _pattern().finditer(text):
        start, end = found.span("number")
        number = found["number"].replace(" ", "")
        yield NamedOrder(number, text[: found.start()], text[found.start() : start], text[end:])


def days_of_orders(text: str, months: Months) -> Iterator[str]:
    """The days that a line names orders by: "your order of May 3, 2026"."""
    if len(text) >= LONGEST_TOLD:
        return
    before, behind = _day_patterns()
    for day in find_dates(text, months):
        if before.search(text[: day.start]) or behind.match(text[day.end :]):
            yield day.text


@cache
def _day_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    called, data = any_of(list(nouns())), shared("orders")
    return (
        patterns.compiled(rf"(?<![^\W{UNSPACED}])(?:{called})\s?(?:{any_of(data['of_day'])})\s?\Z", re.IGNORECASE),
        patterns.compiled(rf"(?:{any_of(data['day_of'])})(?:{called})", re.IGNORECASE),
    )


def is_name(text: str) -> bool:
    """Whether a text is the word for an order and nothing else, as a label may be."""
    return words_key(text) in _names()


@cache
def _names() -> frozenset[str]:
    return frozenset(map(words_key, nouns()))


@cache
def _pattern() -> re.Pattern[str]:
    signs = any_of(shared("orders")["number"])
    return patterns.compiled(
        rf"(?<![^\W{UNSPACED}])(?:{any_of(list(nouns()))})\s?[(（\[]?(?:{signs})?\s?[:：]?\s?[(（\[]?(?P<number>{ORDER_NUMBER.pattern})(?![.,-]\d)",
        re.IGNORECASE,
    )
