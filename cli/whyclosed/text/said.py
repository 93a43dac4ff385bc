"""What an answer has said already: no sentence is told twice."""

from __future__ import annotations

from whyclosed_parser import patterns

_END = patterns.compiled(r"(?<=[.!?”“»])(?<!\b\d\.)(?<!\b\d\d\.)\s+(?=(\S))")
"""Where a sentence may end: not behind an ordinal ("5. Dez.")."""
_OPENERS = "“„«¿¡"


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
    found, start = [], 0
    for end in _END.finditer(text):
        if end[1].isupper() or end[1] in _OPENERS:
            found.append(text[start : end.start()])
            start = end.end()
    return [one for one in map(str.strip, (*found, text[start:])) if one]
