"""The library's door: pages in, orders out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from whyclosed_parser.errors import NotAnOrderPage, OtherLanguage, PageError
from whyclosed_parser.loading.load import Document, load
from whyclosed_parser.merging.orders import merge
from whyclosed_parser.model import CapturedFrom, Json, Order, Unread, UnreadProblem, to_dict
from whyclosed_parser.read.extract import extract
from whyclosed_parser.words.packs import nearest

SCHEMA = "whyclosed/1"

Source = bytes | str | Path


@dataclass(frozen=True, slots=True)
class ParseReport:
    """The orders of all sources, pages of one order merged, and the sources from which none could be read."""

    orders: tuple[Order, ...]
    unread: tuple[Unread, ...] = ()

    def to_dict(self) -> Json:
        """The JSON form `whyclosed/1`; `as_of` is null because nothing was decided."""
        return {
            "schema": SCHEMA,
            "as_of": None,
            "orders": [{"order": to_dict(order)} for order in self.orders],
            "unread": to_dict(self.unread),
        }


def parse(
    source: Source | Iterable[Source],
    url: str | None = None,
    captured_at: datetime | None = None,
    tz: str | None = None,
) -> ParseReport:
    """Read saved pages. A page that cannot be read, or only in part, is named in `unread` and never stops the others.

    `source`: bytes or HTML text of a page (or the words copied out of one), the path of a file, or a list of them.
    `url` and `captured_at` are where and when the page was saved, for a source that does not say so itself; a
    `captured_at` without offset is taken in `tz` (an IANA name; UTC where none is given). For a file without any time
    its modification time is used, and said so. Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown `tz`.
    """
    zone = ZoneInfo(tz) if tz else UTC
    if captured_at is not None and captured_at.tzinfo is None:
        captured_at = captured_at.replace(tzinfo=zone)
    sources = [source] if isinstance(source, bytes | str | Path) else list(source)
    orders: list[Order] = []
    unread: list[Unread] = []
    for one in sources:
        found, problems = _read(one, url, captured_at)
        orders += found
        unread += (Unread(_name(one), problem) for problem in problems)
    return ParseReport(merge(orders), tuple(unread))


def read_document(document: Document) -> tuple[tuple[Order, ...], tuple[UnreadProblem, ...]]:
    """What one page says of its orders, not merged, and why it could not be read, or only in part."""
    in_part = _read_in_part(document.language)
    try:
        return extract(document), in_part
    except NotAnOrderPage as error:
        return (), in_part or (problem_of(error),)  # that it is in another language says more
    except PageError as error:
        return (), (problem_of(error),)


def problem_of(error: PageError) -> UnreadProblem:
    """What is said of a page that could not be read."""
    return UnreadProblem(error.code, error.message, error.hint)


def _read_in_part(language: str | None) -> tuple[UnreadProblem, ...]:
    """`language` is a BCP 47 tag, None where the page does not say it."""
    if language is None or nearest(language, "labels") is not None:
        return ()
    from babel import Locale  # heavy, and seldom needed

    name = Locale("en").languages.get(language.split("-")[0].lower(), language)
    return (replace(problem_of(OtherLanguage(name)), language=language),)


def _read(
    source: Source, url: str | None, captured_at: datetime | None
) -> tuple[tuple[Order, ...], tuple[UnreadProblem, ...]]:
    try:
        return read_document(_document(source, url, captured_at))
    except PageError as error:
        return (), (problem_of(error),)
    except OSError as error:
        reason = error.strerror or "the file could not be opened"
        return (), (UnreadProblem("unreadable_file", f"{reason}.", "Check the path and that you may read the file."),)


def _document(source: Source, url: str | None, captured_at: datetime | None) -> Document:
    given: CapturedFrom | None = "argument" if captured_at else None
    data = source.read_bytes() if isinstance(source, Path) else source
    document = load(data, url=url, captured_at=captured_at, captured_at_from=given)
    if document.captured_at is None and isinstance(source, Path) and not document.is_copy_of_copy:
        return _with_file_time(document, source)
    return document


def _with_file_time(document: Document, path: Path) -> Document:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return replace(document, captured_at=changed, captured_at_from="file_time")


def _name(source: Source) -> str | None:
    return str(source) if isinstance(source, Path) else None
