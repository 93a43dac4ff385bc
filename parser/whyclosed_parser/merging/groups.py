"""Which pages belong to one order: those with one order id, else those with an order line in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from typing import NamedTuple

from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass


class Key(NamedTuple):
    """By what the pages of an order are known: its id, and those of its lines."""

    order_id: str | None
    lines: tuple[str, ...]


def key_of(order: Order) -> Key:
    """By what the other pages of an order are known."""
    return Key(order.order_id, tuple(item.line_id for item in order.items if item.line_id))


def with_id(orders: Sequence[Order], order_id: str | None) -> tuple[Order, ...]:
    """The orders of a page, with the user's word for one that it does not name, where just one can be meant."""
    nameless = [order for order in orders if order.order_id is None]
    if order_id is None or len(nameless) != 1:
        return tuple(orders)
    return tuple(replace(order, order_id=order_id) if order is nameless[0] else order for order in orders)


def grouped(orders: Sequence[Order]) -> list[list[Order]]:
    """The pages of each order, in page order; the groups in the order of their first pages."""
    ids = {order.order_id for order in orders}
    if len(ids) == len(orders) and None not in ids:  # the usual case: a list of different orders
        return [[order] for order in orders]
    return [[orders[place] for place in group] for group in grouped_keys(map(key_of, orders))]


def grouped_keys(keys: Iterable[Key]) -> list[list[int]]:
    """The same of the keys alone: the place of each in its group."""
    groups: list[_Group] = []
    by_id: dict[str, _Group] = {}
    by_line: dict[str, list[_Group]] = {}
    for place, key in enumerate(keys):
        known = [by_id[key.order_id]] if key.order_id in by_id else []
        known += [group for line in key.lines for group in by_line.get(line, ())]
        same = list(dict.fromkeys(group.whole() for group in known if group.whole().may_hold(key)))
        if not same:
            groups.append(_Group())
        group = same[0] if same else groups[-1]
        for other in same[1:]:  # this page knows both the order's id and the line's: it joins two groups
            if None not in (group.order_id, other.order_id):
                continue
            other.joined = group
            group.places += other.places
            group.order_id = group.order_id or other.order_id
        group.places.append(place)
        group.order_id = group.order_id or key.order_id
        if group.order_id:
            by_id[group.order_id] = group
        for line in key.lines:
            by_line.setdefault(line, []).append(group)
    whole = [group.places for group in groups if group.joined is None]
    for places in whole:
        places.sort()
    return sorted(whole)


@dataclass(slots=True, eq=False)
class _Group:
    """The places of one order's pages; `joined`: the group that took them over."""

    order_id: str | None = None
    places: list[int] = field(default_factory=list)
    joined: _Group | None = None

    def whole(self) -> _Group:
        """The group that has these pages now."""
        return self.joined.whole() if self.joined else self

    def may_hold(self, key: Key) -> bool:
        """Whether a line id in common is enough: two order ids that differ say no."""
        return None in (self.order_id, key.order_id) or self.order_id == key.order_id
