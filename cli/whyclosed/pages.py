"""Pages in, orders out. Knows nothing of the rules, so that who only reads need not wait for them to load."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path

import whyclosed_parser
from whyclosed.labels import ENGLISH, labels
from whyclosed.zone import zone
from whyclosed_parser import ParseReport, merge
from whyclosed_parser.merging.groups import with_id
from whyclosed_parser.model import Order, Unread, UnreadProblem

Source = bytes | str | Path
"""One page: its bytes, its HTML, or the path of its file."""


def parse(
    source: Source | Sequence[Source],
    url: str | None = None,
    captured_at: datetime | None = None,
    tz: str | None = None,
) -> ParseReport:
    """Read pages: `.orders`, merged where pages show the same order, and `.unread`.

    `source` is bytes, HTML text, a `Path`, or a list of them. `url` and `captured_at` are where and when the page
    was saved, for a page that does not say; a naive `captured_at` is in the zone `tz` (None: UTC). A page that
    cannot be read is in `.unread`, never raised. Raises `ZoneError` for an unknown zone.
    """
    if tz is not None:
        zone(tz)
    return whyclosed_parser.parse(source, url=url, captured_at=captured_at, tz=tz)


def read(
    sources: Iterable[Source],
    *,
    order_id: str | None = None,
    now: datetime | None = None,
    language: str = ENGLISH,
    tick: Callable[[], object] = lambda: None,
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """Read sources one by one and merge what they say. One that cannot be read never stops the others.

    `order_id` is given to an order of a page that names none, where the page shows only one. A page captured after
    `now` (None: whenever) never counts as the newest. `tick` is called after each source.
    """
    orders: list[Order] = []
    unread: list[Unread] = []
    for source in sources:
        found, missed = read_one(source, order_id, language)
        orders.extend(found)
        unread.extend(missed)
        tick()
    return merge(orders, now=now), tuple(unread)


def read_one(
    source: Source, order_id: str | None = None, language: str = ENGLISH
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """What one source says; never raises for what is in it."""
    try:
        report = whyclosed_parser.parse(source)
    except Exception as error:  # a fault of ours on one page: the others are still read
        trace("reading a page")
        return (), (fault(str(source) if isinstance(source, Path) else None, error, language),)
    return with_id(report.orders, order_id), report.unread


def trace(doing: str) -> None:
    """Write the fault that is being handled to the log of the library."""
    import logging  # slow to load, and seldom needed

    logging.getLogger("whyclosed.api").debug(doing, exc_info=True)


def fault(path: str | None, error: Exception, language: str = ENGLISH) -> Unread:
    """What is said of a page or order at which the program itself failed."""
    say = labels(language)
    message = say("error.fault", kind=type(error).__name__)
    return Unread(path, UnreadProblem("internal_error", message, say("error.fault_hint")))


def told_in(
    language: str, orders: Iterable[Order], unread: Iterable[Unread]
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """What was read, with its problems told in a language."""
    if language == ENGLISH:
        return tuple(orders), tuple(unread)
    from whyclosed_rules.telling.problems import order_in, unread_in
    from whyclosed_rules.telling.sentences import sentences

    words = sentences(language)
    return tuple(order_in(one, words) for one in orders), tuple(unread_in(one, words) for one in unread)
