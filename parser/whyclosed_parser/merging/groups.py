"""Which pages belong to one order: those with one order id, else those with an order line in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass


def grouped(orders: Iterable[Order]) -> list[list[Order]]:
    """The pages of each order, in page order; the groups in the order of their first pages."""
    groups: list[_Group] = []
    by_id: dict[str, _Group] = {}
    by_line: dict[str, list[_Group]] = {}
    for number, order in enumerate(orders):
        lines = [item.line_id for item in order.items if item.line_id]
        known = [by_id[order.order_id]] if order.order_id in by_id else []
        known += [group for line in lines for group in by_line.get(line, ())]
        same = list(dict.fromkeys(group.whole() for group in known if group.whole().may_hold(order)))
        if not same:
            groups.append(_Group())
        group = same[0] if same else groups[-1]
        for other in same[1:]:  # this page knows both the order's id and the line's: it joins two groups
            if None not in (group.order_id, other.order_id):
                continue
            other.joined = group
            group.pages += other.pages
            group.order_id = group.order_id or other.order_id
        group.pages.append((number, order))
        group.order_id = group.order_id or order.order_id
        if group.order_id:
            by_id[group.order_id] = group
        for line in lines:
            by_line.setdefault(line, []).append(group)
    whole = [sorted(group.pages, key=_number) for group in groups if group.joined is None]
    whole.sort(key=lambda pages: pages[0][0])
    return [[order for _, order in pages] for pages in whole]


@dataclass(slots=True, eq=False)
class _Group:
    """The pages of one order with their places; `joined`: the group that took these pages over."""

    order_id: str | None = None
    pages: list[tuple[int, Order]] = field(default_factory=list)
    joined: _Group | None = None

    def whole(self) -> _Group:
        """The group that has these pages now."""
        return self.joined.whole() if self.joined else self

    def may_hold(self, order: Order) -> bool:
        """Whether a line id in common is enough: two order ids that differ say no."""
        return None in (self.order_id, order.order_id) or self.order_id == order.order_id


def _number(page: tuple[int, Order]) -> int:
    return page[0]
