"""What a claim finds on a page, and whether the parser gives it: the page is read here without the parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from urllib.parse import parse_qs, urlsplit

from tests.witnesses.book import Claim, Element, claims, lines, select, words
from tests.witnesses.pages import page_for, pages_of, report_of

from whyclosed_parser.model import Item, Money, Order, When

# What is around one order, on pages of several; elsewhere the page is the order.
ONE_ORDER = {
    "g3_list": ".order-item",
    "g3_list_mobile": ".order-item-mobile",
    "refund_list": "[class*='orderItem--orderItem--']",
    "ru_list": "[class*='RedOrderList_OrderList__item__']",
    "g2_list": "tbody.order-item-wraper",
}
WITHOUT_CODE = {"Write a review"}
"""Buttons that are no action of ours."""
DAYS = ("%b %d, %Y", "%d %B %Y", "%H:%M %b. %d %Y", "%Y-%m-%d")


@cache
def orders_of(name: str) -> tuple[Order, ...]:
    return report_of(name).orders


def cases(claim: Claim) -> Iterator[tuple[Element, Order]]:
    """Each element that the claim leads to, with the order that it belongs to."""
    name = page_for(claim)
    (page,) = (one for one in pages_of(name) if one.family == claim.family)
    orders = orders_of(name)
    boxes = select(ONE_ORDER[claim.family], page.root) if claim.family in ONE_ORDER else [page.root]
    if len(orders) != len(boxes):
        raise LookupError(f"{len(orders)} orders are read, the page shows {len(boxes)}")
    for element in claim.found(page.root):
        around = [at for at, box in enumerate(boxes) if box is element or box in element.iterancestors()]
        if around:
            yield element, orders[around[0]]
        else:  # a claim about what is around all orders
            yield from ((element, order) for order in orders)


# ------------------------------------------------------------------------------------------- words as values


def link(element: Element) -> str:
    """The address of the link that the element is, has around it, or holds."""
    near = [element, *element.iterancestors("a"), *select("a[href]", element)]
    return next((one.get("href") for one in near if one.get("href")), "")


def long_number(element: Element) -> str:
    """The order's number: in the words, in an address, in an attribute, or in the row of which this is the label."""
    if number := element.get("data-orderid"):
        return str(number)
    query = parse_qs(urlsplit(link(element)).query)
    for key in ("orderId", "tradeOrderId"):
        if key in query:
            return query[key][0]
    found = re.search(r"\d[\d ]{9,}\d", f"{words(element)} / {words(element.getparent())} / {link(element)}")
    return found[0].replace(" ", "") if found else ""


def days(text: str) -> set[date]:
    """Every day with a year that the words name."""
    named = re.findall(
        r"[A-Z][a-z]{2} \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}|\d\d:\d\d [A-Z][a-z]{2}\. \d\d? \d{4}|\d{4}-\d\d-\d\d",
        text,
    )
    found = set()
    for one in named:
        for form in DAYS:
            try:
                found.add(datetime.strptime(one, form).replace(tzinfo=UTC).date())
            except ValueError:
                continue
    return found


def day(when: When | None) -> date | None:
    return when.date() if isinstance(when, datetime) else when


def is_amount(money: Money | None, text: str) -> bool:
    found = re.search(r"\d[\d ,]*(?:\.\d+)?", text)
    return bool(money and found and money.amount == Decimal(re.sub(r"[ ,]", "", found[0])))


def path_of(url: str | None) -> str:
    parts = urlsplit(url or "")
    return f"{parts.netloc}{parts.path}"


def holds_one_of(texts: list[str], text: str) -> bool:
    return any(one and (one in text or text in one) for one in texts)


def numbers_of(order: Order) -> set[str]:
    return {
        number for one in order.packages for number in (one.tracking_number, *one.other_numbers) if number is not None
    }


def numbers_in(element: Element) -> set[str]:
    query = parse_qs(urlsplit(element.get("href", "")).query)
    named = element.get("data-clipboard-text") or query.get("mailNoList") or query.get("logisticsNo")
    if named:
        return set(named.split(",") if isinstance(named, str) else named[0].split(","))
    return {found for line in lines(element) for found in re.findall(r"\b(?=[A-Z0-9]*\d)[A-Z0-9]{6,}\b", line)}


def delivery_is(order: Order, text: str) -> bool:
    """The words are the label of an estimate, or name its first day."""
    estimates = [one.estimated_delivery for one in order.packages if one.estimated_delivery]
    return any(one.label == text or one.from_ in days(text) or _month_and_day(one.from_, text) for one in estimates)


def _month_and_day(when: date | None, text: str) -> bool:
    return when is not None and f"{when.day} {when:%B}" in text


def events_hold(order: Order, text: str) -> bool:
    told = [one for package in order.packages for one in package.events]
    return holds_one_of([one.text for one in told] + [one.time_text or "" for one in told], text)


def items_hold(read: Callable[[Item, str], bool]) -> Callable[[Order, Element], bool]:
    return lambda order, element: any(read(item, words(element)) for item in order.items)


def item_is(order: Order, element: Element) -> bool:
    number = re.search(r"/item/(\d+)", link(element))
    return number is not None and number[1] in {one.item_id for one in order.items}


# What a claim of this field asks of the order.
ASKS: dict[str, Callable[[Order, Element], bool]] = {
    "actions": lambda order, element: (
        words(element) in WITHOUT_CODE or any(one.label in words(element) for one in order.actions)
    ),
    "amounts": lambda order, element: order.amounts.total is not None,
    "amounts.total": lambda order, element: is_amount(order.amounts.total, words(element)),
    "card": lambda order, element: order.order_id is not None,
    "content": lambda order, element: order.status is not None and bool(order.items),
    "dispute.state": lambda order, element: order.dispute.state is not None,
    "frame": lambda order, element: order.status is not None,
    "header": lambda order, element: order.status is not None and order.placed_on is not None,
    "info": lambda order, element: order.placed_on is not None,
    "items": lambda order, element: bool(order.items),
    "items.item_id": item_is,
    "items.price": items_hold(lambda item, text: is_amount(item.price, text)),
    "items.quantity": items_hold(lambda item, text: f"x{item.quantity}" == text),
    "items.sku": items_hold(lambda item, text: item.sku == text),
    "items.title": items_hold(lambda item, text: item.title == text),
    "order": lambda order, element: order.order_id is not None and order.status is not None,
    "order_id": lambda order, element: order.order_id == long_number(element),
    "packages": lambda order, element: bool(order.packages),
    "packages.carrier": lambda order, element: lines(element)[0] in {one.carrier for one in order.packages},
    "packages.delivery": lambda order, element: delivery_is(order, words(element)),
    "packages.events": lambda order, element: events_hold(order, words(element)),
    "packages.tracking_number": lambda order, element: bool(numbers_in(element) & numbers_of(order)),
    "payments": lambda order, element: any(one.label in words(element.getparent()) for one in order.payments),
    "placed_on": lambda order, element: day(order.placed_on) in days(f"{words(element)} {words(element.getparent())}"),
    "refund": lambda order, element: order.refund.stage is not None,
    "refund.amount": lambda order, element: is_amount(order.refund.amount, words(element)),
    "refund.label": lambda order, element: words(element).startswith(order.refund.label or "-"),
    "refund.line": lambda order, element: any(
        label in words(element) for label in (order.refund.label, order.dispute.label) if label
    ),
    "refund.state": lambda order, element: words(element) in (order.refund.label, order.dispute.label),
    "refund.updated_on": lambda order, element: day(order.refund.updated_on) in days(words(element)),
    "reminder": lambda order, element: (
        bool(order.reminder)
        and words(element)
        .removeprefix(order.status.label if order.status else "")
        .strip()
        .startswith(order.reminder or "")
    ),
    "shop.name": lambda order, element: words(element) == order.shop.name,
    "shop.url": lambda order, element: path_of(link(element)) == path_of(order.shop.url),
    "status": lambda order, element: order.status is not None and words(element).startswith(order.status.label),
    "status.label": lambda order, element: order.status is not None and words(element) == order.status.label,
    "timers": lambda order, element: bool(order.timers),
}

YIELDING = [one for one in claims() if one.yields]
"""The claims that lead to a field of the order."""


def lost(claim: Claim) -> list[str]:
    """What the claim finds on its page and the parser does not give. Raises `LookupError` where it finds nothing,
    or where not as many orders are read as the page shows."""
    found = list(cases(claim))
    if not found:
        raise LookupError(f"{claim.id} leads to nothing")
    return [words(element) or link(element) for element, order in found if not ASKS[claim.yields](order, element)]
