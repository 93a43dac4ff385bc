"""Pages in, orders out. Knows nothing of the rules, so that who only reads need not wait for them to load."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import whyclosed_parser
from whyclosed.labels import label
from whyclosed.zone import zone
from whyclosed_parser import ParseReport, merge
from whyclosed_parser.model import Order, Unread, UnreadProblem

log = logging.getLogger("whyclosed.api")

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
    tick: Callable[[], object] = lambda: None,
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """Read sources one by one and merge what they say. One that cannot be read never stops the others.

    `order_id` is given to an order of a page that names none, where the page shows only one. A page captured after
    `now` (None: whenever) never counts as the newest. `tick` is called after each source.
    """
    orders: list[Order] = []
    unread: list[Unread] = []
    for source in sources:
        try:
            report = whyclosed_parser.parse(source)
        except Exception as error:  # a fault of ours on one page: the others are still read
            log.debug("reading a page", exc_info=True)
            unread.append(fault(str(source) if isinstance(source, Path) else None, error))
        else:
            orders.extend(_named(report.orders, order_id))
            unread.extend(report.unread)
        tick()
    return merge(orders, now=now), tuple(unread)


def _named(orders: tuple[Order, ...], order_id: str | None) -> tuple[Order, ...]:
    nameless = [one for one in orders if one.order_id is None]
    if order_id is None or len(nameless) != 1:
        return orders
    return tuple(replace(one, order_id=order_id) if one is nameless[0] else one for one in orders)


def fault(path: str | None, error: Exception) -> Unread:
    """What is said of a page or order at which the program itself failed."""
    message = label("error.fault", kind=type(error).__name__)
    return Unread(path, UnreadProblem("internal_error", message, label("error.fault_hint")))
