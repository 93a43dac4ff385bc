"""Parts of a page that speak of other things than the order: cards of products that are for sale, and feeds of them.

Such a card holds a link to a product that is none of the items of the order, and a price. It may stand anywhere, in any
box, so it is told by what it does not hold: nothing that only an order has (`_marks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from lxml.etree import _Element as Element

from whyclosed_parser.layouts import Layout
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line, PageIndex, read_lines
from whyclosed_parser.read.boxes import event_time
from whyclosed_parser.values.money import read_money
from whyclosed_parser.words import Words, is_feed_heading

_PRODUCT = re.compile(r"/(?:item|i|product)/(?:[^?#/]*/)?(\d{6,20})(?:\.html?)?(?:[?#/]|\Z)")
_ORDER_LINK = re.compile(r"[?&](?:orderId|tradeOrderId|tradeOrderLineId|orderLineId|subOrderId)=\d")
_QUANTITY = re.compile(r"(?<!\w)[x×х]\s?\d{1,4}\Z")
_ALSO_OF_PRODUCTS = frozenset({"estimated_delivery", "delivered_on", "shop", "discount", "copy", "status"})
"""Labels that cards of products have too."""
_OF_ORDERS = frozenset(
    {"pay", "cancel", "confirm_receipt", "open_dispute", "refund_details", "extend_protection", "track"}
)
"""Buttons that only an order has."""
_GENERIC = frozenset({"<a>", "<button>"})


def leave_out_foreign(index: PageIndex, layout: Layout, words: Words) -> None:
    """Take cards and feeds of products out of every reading of this page."""
    if layout.several and any(anchor.kind == "element" for anchor in layout.order):
        return  # each order has a card of its own, and nothing beside the cards is read
    products = {node[1]: found[1] for href, node in index.whole.links() if (found := _PRODUCT.search(href))}
    own = {node[1] for anchor in layout.anchors("items.each") if anchor.keys for node in nodes(anchor, index.whole)}
    own_ids = {number for link, number in products.items() if own and not own.isdisjoint(_upward(link))}
    others = {link: number for link, number in products.items() if number not in own_ids}
    if not others:
        return
    lines = index.whole.lines()
    of_order = {box for mark in {*own, *_marks(index, layout, words, lines)} for box in _upward(mark)}
    if not of_order:
        return  # nothing says where the order is, so nothing says what is not of it
    items_known = bool(own) or "items" not in layout.parts
    index.drop(
        {*_cards(others, of_order, index.left_out, items_known), *_feeds(lines, set(others), of_order, index.left_out)}
    )


def _marks(index: PageIndex, layout: Layout, words: Words, lines: list[Line]) -> Iterator[Element]:
    """What only an order has: the layout's own elements, labels of its rows, links and buttons, quantities, events."""
    anchors = (*layout.evidence, *layout.order, *(anchor for found in layout.fields.values() for anchor in found))
    for key in {key for anchor in anchors for key in anchor.keys} - _GENERIC:
        yield from index.nodes.get(key, ([], []))[1]
    yield from (node[1] for href, node in index.whole.links() if _ORDER_LINK.search(href))
    label = words.any_label(_ALSO_OF_PRODUCTS)
    for line in lines:
        action = words.entry("actions", line.text)
        if (
            (action is not None and action.code in _OF_ORDERS)
            or label.match(line.text)
            or _QUANTITY.search(line.text)
            or (":" in line.text and event_time(line.text, words))
        ):
            yield line.element


def _cards(
    links: dict[Element, str], of_order: Set[Element], left_out: Set[Element], items_known: bool
) -> Iterator[Element]:
    """The largest boxes around the links that hold nothing of the order, if they hold a price. Where the order's items
    are not known, one product alone may be an item."""
    held: dict[Element, set[str]] = {}
    for link, number in links.items():
        box = None
        for around in _upward(link):
            if around in of_order or around.getparent() is None or around.tag == "body":
                break
            box = around
        if box is not None:
            held.setdefault(box, set()).add(number)
    for box, numbers in held.items():
        if (items_known or len(numbers) > 1) and _has_price(box, left_out):
            yield box


def _feeds(lines: list[Line], links: Set[Element], of_order: Set[Element], left_out: Set[Element]) -> Iterator[Element]:
    """What stands behind the heading of a feed: the following boxes that hold a product or a price, and nothing of the
    order."""
    for line in lines:
        if not is_feed_heading(line.text) or any(box.tag in ("a", "button") for box in _upward(line.element)):
            continue
        for box in _upward(line.element):
            behind = [
                following
                for following in box.itersiblings("*")
                if following not in of_order
                and (not links.isdisjoint(following.iter("a")) or _has_price(following, left_out))
            ]
            yield from behind
            if behind or box.getparent() in of_order:
                break


def _has_price(box: Element, left_out: Set[Element]) -> bool:
    return any(read_money(line.text) is not None for line in read_lines(box, left_out))


def _upward(element: Element) -> Iterator[Element]:
    yield element
    yield from element.iterancestors()
