"""Takes people out of what a page prints as a title, a name or a label, and out of the words quoted from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from whyclosed_parser.model import Order
from whyclosed_parser.redact import leads_to_somebody, without_contacts

T = TypeVar("T")


def without_people(order: Order) -> Order:
    """The order whose short texts lead to nobody. Its free texts were redacted where they were read."""
    if not any(map(leads_to_somebody, filter(None, dict.fromkeys(_texts(order))))):
        return order
    own = (
        order.order_id,
        *(number for item in order.items for number in (item.line_id, item.item_id)),
        *(number for package in order.packages for number in (package.tracking_number, *package.other_numbers)),
    )
    keep = frozenset(filter(None, own))

    def clean(value: T, *names: str) -> T:
        """With these texts of it clean."""
        texts = {name: getattr(value, name) for name in names}
        return replace(value, **{name: text and without_contacts(text, keep) for name, text in texts.items()})  # type: ignore[type-var]

    packages = [
        replace(
            clean(package, "carrier"),
            estimated_delivery=package.estimated_delivery and clean(package.estimated_delivery, "label"),
            events=tuple(clean(event, "time_text") for event in package.events),
        )
        for package in order.packages
    ]
    parts = tuple(clean(part, "label") for part in order.refund.parts)
    return replace(
        order,
        status=order.status and clean(order.status, "label"),
        payments=tuple(clean(payment, "label") for payment in order.payments),
        amounts=replace(order.amounts, rows=tuple(clean(row, "label") for row in order.amounts.rows)),
        refund=replace(clean(order.refund, "label"), parts=parts),
        dispute=clean(order.dispute, "label"),
        shop=clean(order.shop, "name"),
        items=tuple(clean(item, "title", "sku") for item in order.items),
        packages=tuple(packages),
        actions=tuple(clean(action, "label") for action in order.actions),
        found={path: clean(found, "quote") for path, found in order.found.items()},
    )


def _texts(order: Order) -> Iterator[str | None]:
    """All that is looked through: what was read stands in a quote as well, but a long quote is cut."""
    yield order.shop.name
    yield order.status.label if order.status else None
    yield order.refund.label
    yield order.dispute.label
    for item in order.items:
        yield item.title
        yield item.sku
    for parts in (order.payments, order.amounts.rows, order.refund.parts, order.actions):
        yield from (part.label for part in parts)
    for package in order.packages:
        yield package.carrier
        yield package.estimated_delivery.label if package.estimated_delivery else None
        for event in package.events:
            yield event.time_text
    for found in order.found.values():
        yield found.quote
