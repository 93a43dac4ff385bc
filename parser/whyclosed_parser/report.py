"""The library's door: pages in, orders out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from whyclosed_parser.document import Document
from whyclosed_parser.errors import EmptyPage, NotAnOrderPage, NotHtml, OtherLanguage, PageError, ProductPage, TooBig
from whyclosed_parser.loading.containers import Entry
from whyclosed_parser.loading.load import load_each
from whyclosed_parser.merging.orders import merge
from whyclosed_parser.model import CapturedFrom, Json, Order, Unread, UnreadProblem, to_dict
from whyclosed_parser.read.extract import extract
from whyclosed_parser.records import dataclass
from whyclosed_parser.words.packs import nearest

SCHEMA = "whyclosed/1"

Source = bytes | str | Path

MOST_READ = 1024 * 1024 * 1024
"""Bytes of a file up to which it is read; mailboxes are the biggest."""
_PART = 16 * 1024 * 1024


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

    `source`: bytes or HTML text of a page (or the words copied out of one), a container of pages (MHTML, web archive,
    mail, mailbox, HAR, zip, gzip), the path of a file, or a list of them.
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
        unread += problems
    return ParseReport(merge(orders), tuple(unread))


def read_source(
    source: bytes | str | Entry,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    captured_at_from: CapturedFrom | None = None,
    path: str | None = None,
    latest: datetime | None = None,
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """What the pages in one source say of their orders, not merged, and what of it could not be read, or only in part.

    The rest as for `load`. `path` is how the source is called in `unread`, with the place of the page in it behind;
    `latest`: a page's time that lies behind it counts as not known (None: whenever).
    """
    orders: list[Order] = []
    unread: list[Unread] = []
    passed_over: list[Unread] = []
    for one in load_each(source, url=url, captured_at=captured_at, captured_at_from=captured_at_from):
        found, problems = read_document(_not_after(one.page, latest))
        orders += found
        names = (Unread("/".join(filter(None, (path, one.place))) or None, problem) for problem in problems)
        (passed_over if one.sifted and not found else unread).extend(names)
    if not orders and not unread:
        unread += passed_over and [min(passed_over, key=_how_little)]
    return tuple(orders), tuple(unread)


def _how_little(unread: Unread) -> int:
    """How little is said by that: least that something is no page at all, more that a page is that of a product, and
    most what concerns an order."""
    codes = [kind.code for kind in (ProductPage, NotAnOrderPage, NotHtml, EmptyPage)]
    return codes.index(unread.problem.code) + 1 if unread.problem.code in codes else 0


def _not_after(page: Document | PageError, latest: datetime | None) -> Document | PageError:
    """A page of next year would outdo all others."""
    if isinstance(page, Document) and latest and page.captured_at and page.captured_at > latest:
        return replace(page, captured_at=None, captured_at_from=None)
    return page


def read_document(page: Document | PageError) -> tuple[tuple[Order, ...], tuple[UnreadProblem, ...]]:
    """What one page says of its orders, not merged, and why it could not be read, or only in part."""
    if isinstance(page, PageError):
        return (), (problem_of(page),)
    in_part = _read_in_part(page.language)
    try:
        return extract(page), in_part
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


def content_of(file: BinaryIO) -> bytes:
    """All that can be read from it, but of what has no end, or is bigger than `MOST_READ`, only just more than that."""
    parts, held = [], 0
    while held <= MOST_READ and (part := file.read(_PART)):
        parts.append(part)
        held += len(part)
    return b"".join(parts)


def refuse_too_big(size: int) -> None:
    """Raise `TooBig` for more bytes than are read of one source."""
    if size > MOST_READ:
        raise TooBig(f"This file has more than {MOST_READ >> 20} MB.")


def _read(
    source: Source, url: str | None, captured_at: datetime | None
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    given: CapturedFrom | None = "argument" if captured_at else None
    if not isinstance(source, Path):
        try:
            refuse_too_big(len(source))
        except TooBig as error:
            return (), (Unread(None, problem_of(error)),)
        return read_source(source, url=url, captured_at=captured_at, captured_at_from=given)
    try:
        state = source.stat()
        refuse_too_big(state.st_size)
        with source.open("rb") as file:
            content = content_of(file)
        refuse_too_big(len(content))
    except TooBig as error:
        return (), (Unread(str(source), problem_of(error)),)
    except OSError as error:
        reason = error.strerror or "the file could not be opened"
        problem = UnreadProblem("unreadable_file", f"{reason}.", "Check the path and that you may read the file.")
        return (), (Unread(str(source), problem),)
    if captured_at is None:
        captured_at, given = datetime.fromtimestamp(state.st_mtime, UTC), "file_time"
    return read_source(content, url=url, captured_at=captured_at, captured_at_from=given, path=str(source))
