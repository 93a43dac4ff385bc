"""The root of every error that whyclosed raises on purpose."""

from __future__ import annotations


class WhyclosedError(Exception):
    """Root of our errors: the message says what is wrong, where, and what to do about it."""
