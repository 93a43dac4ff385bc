"""The parser and the rules, as the server uses them: the one place where they are imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from typing import Any, Protocol

from whyclosed_parser import PageError, extract, load, merge, parse, suggested_facts
from whyclosed_parser.errors import NotAnOrderPage
from whyclosed_parser.model import Json, Order, Unread, UnreadProblem
from whyclosed_parser.words.packs import nearest
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
class ReadPage:
    """What the parser made of a page: its orders, and what of the page could not be read. `foreign`: the page's
    language (BCP 47) where it is read only in part, since the parser does not know its labels."""

    orders: tuple[Order, ...]
    unread: tuple[Unread, ...]
    foreign: str | None = None


ParsePage = Callable[[CapturedPage], ReadPage]


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


def parse_page(page: CapturedPage) -> ReadPage:
    """Read one page (runs in a worker process)."""
    foreign: str | None = None
    try:
        document = load(page.html, url=page.url, captured_at=page.captured_at, captured_at_from="request")
        foreign = read_in_part(document.language)
        return ReadPage(merge(extract(document)), (), foreign)
    except PageError as error:
        if isinstance(error, NotAnOrderPage) and foreign:
            return ReadPage((), (), foreign)
        return ReadPage((), (Unread(None, UnreadProblem(error.code, error.message, error.hint)),))


def read_in_part(language: str | None) -> str | None:
    """A page's language (BCP 47) where the parser does not know its labels; None for any other, or where the page does
    not say its language."""
    return None if language is None or nearest(language, "labels") is not None else language


def warm() -> None:
    """Let the parser load its tables before the first page comes (runs in a worker process)."""
    parse("<html><body>warm</body></html>")
