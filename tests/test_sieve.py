"""No row of a table that may speak about a text is passed over because its pieces are looked for first."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from whyclosed_parser.classify.sieve import Sieve, pieces_of
from whyclosed_parser.classify.tables import Rule, matched_form, table
from whyclosed_parser.words.packs import languages, load

KINDS = ("events", "platform_message", "refund_news", "seller_message")

_WORDS = st.text("abc", min_size=1, max_size=3)
_PATTERNS = st.recursive(
    _WORDS | st.sampled_from([r"\b", ".", "[ab]", "(?!a)", "(?<=b)", "(?i:A)", r"\w+", "^", "$"]),
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map("".join)
        | st.lists(inner, min_size=2, max_size=3).map(lambda ways: f"(?:{'|'.join(ways)})")
        | st.tuples(inner, st.sampled_from(["?", "*", "+", "{0,2}", "{1,2}", "*+", "{2}"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        )
        | inner.map(lambda one: f"(?>{one})")
        | inner.map(lambda one: f"({one})")
    ),
    max_leaves=6,
)


@given(_PATTERNS, st.text("abcAB ", max_size=9))
@example("(?i:ab)", "AB")
@example("(?:a|)b", "b")
@example("(?:ab|c*)", "")
def test_what_a_pattern_matches_has_one_of_its_pieces(pattern: str, text: str) -> None:
    pieces = pieces_of(pattern)
    if pieces is not None and re.search(pattern, text):
        assert any(piece in text for piece in pieces)


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("cancel+ed", ("cance",)),
        ("(?:sent|posted) to", ("posted", "sent")),
        ("(?:un)?paid by.*buyer", ("paid by",)),
        ("(?i:paid)", None),
        ("(?i)paid", None),
        (r"\w+|\d", None),
        ("(?:a|)", None),
        ("", None),
    ],
)
def test_the_pieces_are_those_that_say_most(pattern: str, pieces: tuple[str, ...] | None) -> None:
    assert pieces_of(pattern) == pieces


def test_places_come_in_their_order_with_those_that_nothing_is_known_of() -> None:
    sieve = Sieve(["sent", r"\w", "paid|sent", "ab"])
    assert sieve.places("it was sent") == [0, 1, 2]
    assert sieve.places("it was paid") == [1, 2]
    assert sieve.places("") == [1]
    assert sieve.places("b a") == [1]


def rows(kind: str, language: str) -> tuple[Rule, ...]:
    return table(kind, language).rules


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_that_holds_is_let_through(kind: str) -> None:
    """Of all whole texts of a language, cut and joined so that rows speak about them, too."""
    assert len(languages(kind)) > 5
    for language in languages(kind):
        one = table(kind, language)
        told = [matched_form(text) for group in load(language, kind).get("exact", {}).values() for text in group]
        for first, second in zip(told, told[7:] + told[:7], strict=True):
            text = f"{first} {second}"
            holding = {place for place, row in enumerate(one.rules) if row.when.search(text)}
            assert holding <= set(one.sieve.places(text)), (language, text)


@pytest.mark.parametrize("kind", KINDS)
def test_most_rows_are_not_tried(kind: str) -> None:
    """Else it would be of no use: of a text in other words, nine of ten."""
    tables = [table(kind, language) for language in languages(kind)]
    text = "the blue lamp on our kitchen window shines until the morning"
    tried = sum(len(one.sieve.places(text)) for one in tables)
    assert tried <= sum(len(one.rules) for one in tables) / 10
