"""What an answer has said already: no sentence is told twice."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?”])\s+(?=[A-Z“])")


class Said:
    """The sentences that were written so far."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def new(self, text: str) -> str:
        """`text` without the sentences that were said already; from now on all of it is said."""
        fresh = []
        for sentence in sentences_of(text):
            key = sentence.strip(" .“”").casefold()
            if key not in self._said:
                self._said.add(key)
                fresh.append(sentence)
        return " ".join(fresh)

    def once(self, text: str) -> str:
        """`text` as a whole, or nothing where it was said already."""
        if text.casefold() in self._said:
            return ""
        self._said.add(text.casefold())
        return text


def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return [one for one in _END.split(text.strip()) if one]
