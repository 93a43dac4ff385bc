"""Words about what is for sale and what everybody says of it, of all languages: their `feed.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from whyclosed_parser import patterns
from whyclosed_parser.values.text import UNSPACED, any_of, count_words, normal_form, words_key
from whyclosed_parser.words.checked import tiered
from whyclosed_parser.words.packs import key_of, languages, load

_FEWEST_WORDS_OF_A_NAME = 3
_LONGEST_HEADING = 60
"""Characters: folding a whole paragraph to find out that it is no heading would be waste."""
_IN_HEADING, _COUNT = patterns.compiled(r"[()|·]"), patterns.compiled(r"\d[\d.,]*\+?")


def is_promise(text: str) -> bool:
    """Whether a text speaks of what a shop promises ("Free returns"), in any language."""
    return _promises().search(words_key(text)) is not None


def is_promise_alone(text: str) -> bool:
    """Whether a text says little more than such a promise."""
    key = words_key(text)
    found = _promises().search(key)
    return found is not None and (2 * len(found[0]) > len(key) or count_words(key) < _FEWEST_WORDS_OF_A_NAME)


def is_feed_heading(text: str) -> bool:
    """Whether a whole line is the heading of a feed of products, in any language: what follows is not of an order."""
    return len(text) <= _LONGEST_HEADING and key_of(text) in _feed_headings()


def is_offer(text: str) -> bool:
    """Whether a button collects a coupon or leads to a sale, in any language."""
    return len(text) <= _LONGEST_HEADING and key_of(text) in _offers()


def is_all(text: str) -> bool:
    """Whether a text is the first entry of a menu of orders ("View all"), in any language."""
    return len(text) <= _LONGEST_HEADING and key_of(text) in _all()


@lru_cache(maxsize=1024)  # pages of a site have most lines in common
def is_review_heading(text: str) -> bool:
    """Whether a whole line is the heading of reviews or of answers to everybody's questions, in any language, perhaps
    with a number of them: "4.8 stars (12 reviews)"."""
    if len(text) > _LONGEST_HEADING:
        return False
    return not _review_headings().isdisjoint(key_of(_COUNT.sub("", part).strip()) for part in _IN_HEADING.split(text))


def may_head_reviews(text: str) -> bool:
    """Whether one of the lines of a text may be such a heading: all its words stand somewhere in the text, in which no
    gap needs to part a line from the next. A cheap test before the lines are read."""
    pieces = set(text.split())
    beyond = {piece for piece in pieces if not piece.isascii()}
    rest = normal_form(" ".join(beyond))  # which takes long
    low = " ".join((rest, *(pieces - beyond))).lower()
    return any(all(word in (low if word.isascii() else rest) for word in words) for words in _words_of_reviews())


@cache
def _feed_headings() -> frozenset[str]:
    return frozenset(_of_feeds("heading"))


@cache
def _offers() -> frozenset[str]:
    return frozenset(_of_feeds("offer"))


@cache
def _all() -> frozenset[str]:
    return frozenset(_of_feeds("all"))


@cache
def _review_headings() -> frozenset[str]:
    return frozenset(_of_feeds("reviews"))


@cache
def _words_of_reviews() -> frozenset[tuple[str, ...]]:
    """The words of each heading, the longest first."""
    return frozenset(tuple(sorted(heading.split(), key=len, reverse=True)) for heading in _review_headings())


@cache
def _promises() -> re.Pattern[str]:
    return patterns.compiled(rf"(?<![^\W{UNSPACED}])(?:{any_of(_of_feeds('promise'))})(?![^\W{UNSPACED}])")


def _of_feeds(wanted: str) -> Iterator[str]:
    """The words of one table about what is for sale, of all languages."""
    for name in languages("feed"):
        yield from (
            words_key(text) for code, _, text in tiered(name, "feed", {"feed": load(name, "feed")}) if code == wanted
        )
