"""The parser and the rules, as the server uses them: the one place where they are imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from typing import Any, Literal, Protocol

from whyclosed_parser import PageError, copied_words, merge, parse, read_source, suggested_facts
from whyclosed_parser.loading.containers import Entry
from whyclosed_parser.model import Json, Order, Unread, UnreadProblem
from whyclosed_parser.report import problem_of
from whyclosed_rules import diagnose, route_of
from whyclosed_rules.model import Diagnosis, Route
from whyclosed_server.answers import settle


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A page as the browser showed it. `captured_at` has an offset."""

    html: str
    url: str
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A file of the buyer's, or the words copied out of a page. Where and when it was a page only its own marks say.

    `changed_at` is the file's own time, None where nobody knows it; `latest` the time after which nothing can have been
    saved. Both have an offset.
    """

    content: bytes | str
    changed_at: datetime | None
    latest: datetime


Source = CapturedPage | SavedPage


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What the parser made of a page: its orders, and what of the page could not be read, or only in part."""

    orders: tuple[Order, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class SafeFile:
    """A copy that can be passed on: the text of each of its pages, its file where that is more than the one page, how
    the file's name ends, and how many words and things were replaced or left out, by kind."""

    pages: tuple[str, ...]
    packed: bytes | None
    suffix: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NotSafe:
    """Why there is no such copy: it would be in `doubt`, and which fields would be read differently (without any
    value), or there is no page."""

    doubt: Literal["leaks", "differs"] | None = None
    fields: tuple[str, ...] = ()
    problem: UnreadProblem | None = None


@dataclass(frozen=True, slots=True)
class GivenPage:
    """A page that goes into an evidence pack: the name and the bytes of its file, and what it alone says."""

    name: str
    content: bytes
    orders: tuple[Order, ...]


class MakePack(Protocol):
    """Makes an evidence pack, a zip file. The program that starts the server knows how: it writes sheets for people.

    `seen`: what each look at the order said, `pages`: those that the buyer wants in it.
    """

    def __call__(
        self,
        order: Order,
        diagnosis: Diagnosis,
        *,
        seen: Sequence[Order],
        pages: Sequence[GivenPage],
        now: datetime,
        tz: tzinfo,
        language: str,
    ) -> bytes: ...


ParsePage = Callable[[Source], ReadPage]
ScrubPage = Callable[[Source], SafeFile | NotSafe]


class Diagnose(Protocol):
    """`whyclosed_rules.diagnose`."""

    def __call__(
        self,
        order: Order,
        *,
        now: datetime,
        tz: tzinfo,
        answers: Mapping[str, Any] | None = None,
        language: str = "en",
    ) -> Diagnosis: ...


class RouteOf(Protocol):
    """`whyclosed_rules.route_of`."""

    def __call__(
        self, order: Order, *, now: datetime, tz: tzinfo, answers: Mapping[str, Any] | None = None
    ) -> Route: ...


class Settle(Protocol):
    """Check answers; "now" becomes a time, free text its class. Raises `FactError`."""

    def __call__(self, answers: Mapping[str, Json], *, now: datetime, tz: tzinfo) -> dict[str, Json]: ...


@dataclass(frozen=True, slots=True)
class Engine:
    """The functions between an order and its answer; tests may pass their own."""

    merge: Callable[[Iterable[Order]], tuple[Order, ...]]
    diagnose: Diagnose
    route_of: RouteOf
    settle: Settle


@cache
def real_engine() -> Engine:
    """The parser and the rules of this installation."""

    def with_suggestions(
        order: Order,
        *,
        now: datetime,
        tz: tzinfo,
        answers: Mapping[str, Any] | None = None,
        language: str = "en",
    ) -> Diagnosis:
        suggested = suggested_facts(order)
        return diagnose(order, now=now, tz=tz, answers=answers, suggested=suggested, language=language)

    def route_with_suggestions(
        order: Order, *, now: datetime, tz: tzinfo, answers: Mapping[str, Any] | None = None
    ) -> Route:
        return route_of(order, now=now, tz=tz, answers=answers, suggested=suggested_facts(order))

    return Engine(merge, with_suggestions, route_with_suggestions, settle)


def parse_page(source: Source) -> ReadPage:
    """Read one page, or the pages in one file (runs in a worker process)."""
    if isinstance(source, CapturedPage):
        orders, unread = read_source(
            source.html, url=source.url, captured_at=source.captured_at, captured_at_from="request"
        )
    else:
        orders, unread = read_source(
            _content(source), captured_at=source.changed_at, captured_at_from="file_time", latest=source.latest
        )
    return ReadPage(merge(orders), unread)


def scrub_page(source: Source) -> SafeFile | NotSafe:
    """A copy of what was captured or saved, without people (runs in a worker process)."""
    from whyclosed_parser.scrub import ScrubRefused, scrub  # heavy, and seldom needed

    try:
        if isinstance(source, CapturedPage):
            made = scrub(source.html, url=source.url, captured_at=source.captured_at, captured_at_from="request")
        else:
            made = scrub(_content(source), captured_at=source.changed_at, captured_at_from="file_time")
    except ScrubRefused as error:
        return NotSafe(error.code, error.fields)
    except PageError as error:
        return NotSafe(problem=problem_of(error))
    packed = made.content if len(made.pages) > 1 else None
    return SafeFile(tuple(page.text for page in made.pages), packed, made.suffix, made.counts)


def _content(page: SavedPage) -> bytes | Entry:
    return copied_words(page.content) if isinstance(page.content, str) else page.content


def warm() -> None:
    """Let the parser load its tables before the first page comes (runs in a worker process)."""
    parse("<html><body>warm</body></html>")
