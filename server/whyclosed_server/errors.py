"""Errors for the person at the keyboard: the message says what is wrong and what to do."""

from __future__ import annotations

from whyclosed_rules.errors import PhrasedError


class ServerError(PhrasedError):
    """Root of the errors of this package."""


class PairingError(ServerError):
    """The pairing key cannot be used: unsafe mode, foreign owner, damaged or unreadable file."""


class StoreError(ServerError):
    """The store cannot be read or written. Nothing that was in it has been changed."""


class LockedError(StoreError):
    """Another program keeps the store locked."""


class FullError(StoreError):
    """The disk has no room."""


class StartError(ServerError):
    """The server cannot start: wrong address, or the port is taken."""


class JoiningError(ServerError):
    """The browsers cannot be joined to this program: a folder of ours cannot be written."""
