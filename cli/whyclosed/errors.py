"""Errors of the command and the library whose sentences are among the command's words."""

from __future__ import annotations

from whyclosed.labels import ENGLISH, labels
from whyclosed_parser.model import WhyclosedError


class LabelledError(WhyclosedError, ValueError):
    """An error with a sentence in every language, by its key; as text it is English."""

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key, values)
        self.key, self.values = key, values

    def __str__(self) -> str:
        return self.told(ENGLISH)

    def told(self, language: str) -> str:
        """What is wrong, in the words of a language."""
        return labels(language)(self.key, **self.values)
