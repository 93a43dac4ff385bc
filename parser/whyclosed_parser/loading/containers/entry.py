"""What a container gives: pages with what it says of them, or a word for each that could not be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from whyclosed_parser.errors import PageError
from whyclosed_parser.model import CapturedFrom, Problem
from whyclosed_parser.records import dataclass

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of one file inside a container up to which it is unpacked."""
HTML = ("text/html", "application/xhtml+xml")
"""The types of pages."""
BLANK = b"\xef\xbb\xbf \t\r\n"
"""Bytes that may stand before what a container begins with, though its form forbids them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: a page, the words of one, an answer of the buyer interface, or another container.

    `place` is where it lay ("saved.html" in a zip file, "3" in a mailbox), empty where nothing else was beside it.
    `url` and `captured_at` (None: the container does not say) are what the container says, `captured_at_from` what kind
    of container that is. `charset` is the one that the container names. `frames` are the pages shown within this one,
    by the addresses under which it may call them. `problems`: what of it was lost already. `is_words`: whether it is
    known to be plain text, whatever stands in it. `heading`: what stands above it, the subject of a mail. `sifted`:
    whether most files of its kind are no orders, so that one that is none is passed over.
    """

    content: bytes
    place: str = ""
    url: str | None = None
    captured_at: datetime | None = None
    captured_at_from: CapturedFrom | None = None
    charset: str | None = None
    frames: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    is_words: bool = False
    heading: str | None = None
    sifted: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A file of a container that could not be had, and why."""

    place: str
    error: PageError


def cut_off() -> Problem:
    """The problem of a container whose end is missing."""
    return Problem("truncated", None, "The end of the file is missing, so parts of the page may be, too.")
