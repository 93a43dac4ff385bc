"""The root of every error that whyclosed raises on purpose."""

from __future__ import annotations


class WhyclosedError(Exception):
    """Root of our errors: the message says what is wrong, where, and what to do about it."""

    def told(self, language: str) -> str:
        """The same in a language (BCP 47); in English where there are no other words for it."""
        return str(self)
