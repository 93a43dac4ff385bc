"""Errors of the rules: each says what is wrong, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable

from whyclosed_parser.model import WhyclosedError


class RulesError(WhyclosedError):
    """Root of the errors raised by the rules."""


class TableError(RulesError):
    """A rule table that cannot be used: an unknown fact, value, source or sentence. Raised at load."""


class FactError(RulesError):
    """A fact with an unknown name or a value it cannot have."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?` for the closest known word, or an empty text."""
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" Did you mean '{close[0]}'?" if close else ""
