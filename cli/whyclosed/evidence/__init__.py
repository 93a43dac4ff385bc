"""The evidence pack: what was seen of one order and when, ready to print, to paste and to check."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence

from whyclosed.api import Diagnosed
from whyclosed.evidence.page import choices, drafts, write_page
from whyclosed.text.dates import Calendar
from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass

SHEET = "evidence.html"
WORDS = "messages.txt"
SUMS = "SHA256SUMS"
PAGES = "pages"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""No zip file tells an earlier time."""


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A saved page: its name, its bytes, and what it alone says of each order on it."""

    name: str
    content: bytes
    orders: tuple[Order, ...]

    @property
    def sha256(self) -> str:
        """The checksum by which anybody can tell that the file was not changed since; 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()

    def of(self, order: Order) -> tuple[Order, ...]:
        """What this file says of an order that was merged from several pages; empty where it says nothing of it."""
        return tuple(one for one in self.orders if any(page in order.pages for page in one.pages) and _same(one, order))


def pack(
    entry: Diagnosed,
    files: Sequence[SavedFile],
    calendar: Calendar,
    *,
    seen: Sequence[Order] = (),
    with_pages: bool = False,
) -> bytes:
    """A zip file: a sheet that prints well, the messages to paste, and the checksums of the saved pages; the pages
    themselves only `with_pages`, for they hold the buyer's name and address. `seen`: what pages said of which there is
    no file. The same input gives the same bytes.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _contents(entry, files, calendar, seen, with_pages=with_pages):
            info = zipfile.ZipInfo(name, max(_EARLIEST, calendar.now.timetuple()[:6]))
            info.external_attr = 0o600 << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _same(one: Order, order: Order) -> bool:
    """One page lists several orders; one that names no number tells of the order that it was read for."""
    return one.order_id in (order.order_id, None)


def _contents(
    entry: Diagnosed, files: Sequence[SavedFile], calendar: Calendar, seen: Sequence[Order], *, with_pages: bool
) -> Iterable[tuple[str, bytes]]:
    yield SHEET, write_page(entry, files, calendar, seen).encode()
    words = _words(entry, calendar)
    if words:
        yield WORDS, words.encode()
    names = _names(files)
    if files:
        place = f"{PAGES}/" if with_pages else ""
        sums = (f"{one.sha256}  {place}{name}\n" for one, name in zip(files, names, strict=True))
        yield SUMS, "".join(sums).encode()
    if with_pages:
        yield from ((f"{PAGES}/{name}", one.content) for one, name in zip(files, names, strict=True))


def _names(files: Sequence[SavedFile]) -> list[str]:
    """Each file's name, told apart by a number where two folders hold the same one."""
    seen: dict[str, int] = {}
    names = []
    for one in files:
        count = seen[one.name] = seen.get(one.name, 0) + 1
        names.append(one.name if count == 1 else f"{count}-{one.name}")
    return names


def _words(entry: Diagnosed, calendar: Calendar) -> str:
    """The messages, those for the dispute first, each under the name of who gets it."""
    say = calendar.say
    head = "".join(f"{name}: {value}\n" for name, value in choices(entry, say))
    parts = [f"{say('short.message', to=say.choice('recipient', one.to))}\n\n{one.text}\n" for one in drafts(entry)]
    return "\n\n".join(filter(None, (head, *parts)))
