"""Which rows of a table may speak about a text, told by the pieces of words that their patterns cannot do without.

Looking for a piece takes a hundredth of what a pattern takes that does not match, and most texts have no piece of most
rows: a text in unknown words is asked of every row in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from whyclosed_parser import patterns


class Sieve:
    """Lets through the places of those patterns that may match somewhere in a text."""

    def __init__(self, written: Sequence[str]) -> None:
        self._written = written

    @cached_property
    def _parts(self) -> tuple[frozenset[int], dict[str, list[tuple[str, int]]]]:
        """The places that are always let through, and the pieces with theirs by how they begin: made when first asked
        for."""
        named = patterns.worked_out("\n".join(self._written), lambda: [*map(pieces_of, self._written)])
        by_head: dict[str, list[tuple[str, int]]] = {}
        for place, pieces in enumerate(named):
            for piece in pieces or ():
                by_head.setdefault(piece[:_HEAD], []).append((piece, place))
        return frozenset(place for place, pieces in enumerate(named) if pieces is None), by_head

    def places(self, text: str) -> list[int]:
        """Their places, in order."""
        always, by_head = self._parts
        found = {place for head in by_head.keys() & _heads(text) for piece, place in by_head[head] if piece in text}
        return sorted(found | always)


_HEAD = 3
"""Letters by which pieces are looked up: a text has fewer of such heads than a table has pieces."""


@lru_cache(maxsize=8)
def _heads(text: str) -> frozenset[str]:
    """All runs of as many letters and of fewer. Every table is asked about the same text, one after the other."""
    return frozenset(text[at : at + size] for size in range(1, _HEAD + 1) for at in range(len(text)))


def pieces_of(pattern: str) -> tuple[str, ...] | None:
    """Pieces of which every text that a pattern matches has one; None where there are none to be named."""
    try:
        from re import _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(pattern)
        if parsed.state.flags & re.IGNORECASE:
            return None
        found = _pieces(parsed)
    except Exception:  # the library's inside is another: then every pattern is tried, and nothing is wrong
        return None
    return tuple(sorted(found)) if found else None


def _pieces(items: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Those of the part of a sequence that says most."""
    ways: list[frozenset[str] | None] = []
    run = ""
    for kind, told in items:
        if str(kind) == "LITERAL":
            run += chr(told)
            continue
        ways += [frozenset([run]), _pieces_of(str(kind), told)]
        run = ""
    ways.append(frozenset([run]))
    return max((way for way in ways if way and all(way)), key=_worth, default=None)


def _pieces_of(kind: str, told: Any) -> frozenset[str] | None:
    match kind:
        case "SUBPATTERN":
            _, flags, _, inner = told
            return None if flags & re.IGNORECASE else _pieces(inner)
        case "ATOMIC_GROUP":
            return _pieces(told)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, inner = told
            return _pieces(inner) if least else None
        case "BRANCH":
            parts = [_pieces(way) for way in told[1]]
            return frozenset().union(*filter(None, parts)) if all(parts) else None
    return None


def _worth(pieces: frozenset[str]) -> tuple[int, int]:
    return min(map(len, pieces)), -len(pieces)
