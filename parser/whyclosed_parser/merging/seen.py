"""The pages of one order, by the age of what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import UTC, datetime
from operator import attrgetter
from typing import TypeVar

from whyclosed_parser.merging.places import Places, place
from whyclosed_parser.model import CLOCK_ERROR, Order, PageKind, Problem
from whyclosed_parser.problems import problem_of
from whyclosed_parser.records import dataclass

_T = TypeVar("_T")
_UNKNOWN = datetime.min.replace(tzinfo=UTC)
_WAY = (
    *("awaiting_payment", "payment_review", "awaiting_shipment", "cancel_requested", "partially_shipped", "shipped"),
    *("delivered", "frozen", "in_dispute", "refunding", "completed", "expired", "cancelled", "closed"),
)
"""The states in the order in which an order reaches them."""


@dataclass(slots=True)
class Seen:
    """One page's order. `ahead`: it says that it was captured in the future; `current`: there is no newer page of its
    kind, so it counts for the moment; `places` maps what moved (list elements, the refund) to its path in the merged
    order."""

    order: Order
    captured_at: datetime | None
    ahead: bool
    current: bool = True
    places: Places = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The order's state on this page."""
        return self.order.status.code if self.order.status is not None else "unknown"

    @property
    def kinds(self) -> frozenset[PageKind]:
        """The kinds of the pages that this was read from."""
        return frozenset(page.kind for page in self.order.pages)

    def place(self, path: str) -> str | None:
        """The path in the merged order, None for what was left out."""
        return place(self.places, path)

    def only(self, kind: PageKind) -> bool:
        """Whether this was read from pages of one kind alone."""
        return self.kinds == {kind}


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of one order, the newest first, and what shows when they are merged: `finer`, the page that a value was
    taken from, by its path, where that is not the newest page that has it; `doubts`, what they contradict each other
    in."""

    newest: tuple[Seen, ...]
    finer: dict[str, Seen] = field(default_factory=dict)
    doubts: list[Problem] = field(default_factory=list)

    @property
    def oldest(self) -> tuple[Seen, ...]:
        """The same pages, the oldest first."""
        return self.newest[::-1]

    def doubt(self, code: str, path: str) -> None:
        """Write down a problem with a merged value."""
        self.doubts.append(problem_of(code, path))

    def first(self, get: Callable[[Order], _T | None]) -> _T | None:
        """The value of the newest page that has one."""
        return next((value for one in self.newest if (value := get(one.order)) is not None), None)

    def finest(self, path: str, agree: Callable[[_T, _T], bool], says_more: Callable[[_T, _T], bool]) -> _T | None:
        """The value of the newest page that has one, or that of an older one which agrees with it and says more; where
        one does not agree, that is a disagreement."""
        chosen: _T | None = None
        get = attrgetter(path)
        for one in self.newest:
            value: _T | None = get(one.order)
            if value is None:
                continue
            if chosen is None:
                chosen = value
            elif not agree(value, chosen):
                self.doubt("disagreement", path)
            elif says_more(value, chosen):
                chosen = value
                self.finer[path] = one
        return chosen


def by_age(group: Sequence[Order], now: datetime | None) -> Pages:
    """The pages of one order by age. One of unknown time counts as older than all of known time, one of a time that is
    still to come (`now`: the present, where it is known) as older than all. Of pages of one moment a list is the older
    one, then that with the state that comes first."""
    seen = [_seen(order, now) for order in group]
    seen.sort(key=lambda one: (not one.ahead, one.captured_at or _UNKNOWN, not one.only("order_list"), _reached(one)))
    kinds_seen: set[frozenset[PageKind]] = set()
    for one in reversed(seen):
        one.current = not any(one.kinds <= newer for newer in kinds_seen)
        kinds_seen.add(one.kinds)
    return Pages(tuple(reversed(seen)))


def _seen(order: Order, now: datetime | None) -> Seen:
    at = _captured_at(order)
    return Seen(order, at, ahead=at is not None and now is not None and at > now + CLOCK_ERROR)


def _captured_at(order: Order) -> datetime | None:
    times = [page.captured_at for page in order.pages if page.captured_at]
    aware = [time if time.tzinfo else time.replace(tzinfo=UTC) for time in times]
    return max(aware, default=None)


def _reached(one: Seen) -> int:
    """How far an order has come by its state; farther than by any where none is known, as on the page of a parcel."""
    return _WAY.index(code) if (code := one.code) in _WAY else len(_WAY)
