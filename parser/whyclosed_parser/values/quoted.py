"""What a text quotes: the words of somebody else, or an example."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.values.text import count_words

_QUOTES = frozenset('"“”„«»「」『』‹›')
_QUOTATION = patterns.compiled(
    r'"[^"]{1,400}"|„[^“„”"]{1,400}"|[“„”][^“”„]{1,400}[“”]|«[^«»]{1,400}»|»[^«»]{1,400}«|‹[^‹›]{1,400}›|「[^「」]{1,400}」|『[^『』]{1,400}』'
)
_FEWEST_WORDS = 4
"""Fewer are a name: a button, a state, a title."""


def without_quotations(text: str) -> str:
    """A line without the sentences in it that it quotes: somebody else's, or an example. A line that is one whole
    quotation, a name in quotes and what stands behind a label are its own."""
    if _QUOTES.isdisjoint(text):
        return text
    own = _QUOTATION.sub(lambda found: "“…”" if count_words(found[0]) >= _FEWEST_WORDS else found[0], text)
    return own if any(map(str.isalpha, own)) else text
