"""The library's door: pages in, orders out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from whyclosed_parser.errors import PageError
from whyclosed_parser.loading.load import Document, load
from whyclosed_parser.merging.orders import merge
from whyclosed_parser.model import CapturedFrom, Json, Order, Unread, UnreadProblem, to_dict
from whyclosed_parser.read.extract import extract

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
    """Read saved pages. A page that cannot be read is named in `unread` and never stops the others.

    `source`: bytes or HTML text of a page, the path of a file, or a list of them. `url` and `captured_at` are where
    and when the page was saved, for a source that does not say so itself; a `captured_at` without offset is taken in
    `tz` (an IANA name; UTC where none is given). For a file without any time its modification time is used, and said
    so. Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown `tz`.
    """
    zone = ZoneInfo(tz) if tz else UTC
    if captured_at is not None and captured_at.tzinfo is None:
        captured_at = captured_at.replace(tzinfo=zone)
    sources = [source] if isinstance(source, bytes | str | Path) else list(source)
    orders: list[Order] = []
    unread: list[Unread] = []
    for one in sources:
        try:
            orders.extend(_read(one, url, captured_at))
        except PageError as error:
            unread.append(Unread(_name(one), UnreadProblem(error.code, error.message, error.hint)))
        except OSError as error:
            reason = error.strerror or "the file could not be opened"
            hint = "Check the path and that you may read the file."
            unread.append(Unread(_name(one), UnreadProblem("unreadable_file", f"{reason}.", hint)))
    return ParseReport(merge(orders), tuple(unread))


def _read(source: Source, url: str | None, captured_at: datetime | None) -> tuple[Order, ...]:
    given: CapturedFrom | None = "argument" if captured_at else None
    data = source.read_bytes() if isinstance(source, Path) else source
    document = load(data, url=url, captured_at=captured_at, captured_at_from=given)
    if document.captured_at is None and isinstance(source, Path) and not document.is_copy_of_copy:
        document = _with_file_time(document, source)
    return extract(document)


def _with_file_time(document: Document, path: Path) -> Document:
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return replace(document, captured_at=changed, captured_at_from="file_time")


def _name(source: Source) -> str | None:
    return str(source) if isinstance(source, Path) else None
