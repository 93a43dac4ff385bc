"""A page between loading and reading it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from lxml.etree import _Element as Element

from whyclosed_parser.model import CapturedFrom, Problem
from whyclosed_parser.records import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A page, parsed.

    `url` is as given or as the page states it, with its query: print it only through `clean_url`. `captured_at` is when
    the page was in the browser (None: nothing says so), `captured_at_from` who says so. `language` is BCP 47, as the
    page states it. `problems` have codes charset_guessed, nul_removed, oversized_tag, unclosed_part, tree_rebuilt,
    content_lost, truncated and saved_again, and no field. `source` is the UTF-8 that was parsed. `is_words`: there was
    no page, but the words that somebody copied out of one, each line of which is a block of its own. `is_mail`: it is
    the text of a mail, below its subject. `frames`: pages shown within this one that its container kept beside it, by
    their addresses; `base`: to what those are relative.
    """

    root: Element
    url: str | None
    captured_at: datetime | None
    captured_at_from: CapturedFrom | None
    language: str | None
    problems: tuple[Problem, ...]
    source: bytes
    is_words: bool = False
    is_mail: bool = False
    frames: Mapping[str, bytes] = field(default_factory=dict)
    base: str | None = None
