"""Parts of a page found by the structure of its text: the boxes around an element, those of orders and of parcels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.page.find import largest_boxes
from whyclosed_parser.page.index import Scope
from whyclosed_parser.page.tree import ancestors, children, upward
from whyclosed_parser.read.addresses import TRACKING_PAGE, line_in, order_in, parcel_in
from whyclosed_parser.read.labels import goes_on, labelled, may_be_labelled
from whyclosed_parser.read.values import read_tracking
from whyclosed_parser.values.numbers import read_id
from whyclosed_parser.words import Words

COPIED_PARCEL, COPIED_ITEM = "copied-parcel", "copied-item"
"""The classes of the boxes of parcels and items in words that were copied."""
_COPIED = cast(Callable[[Element], list[Element]], etree.XPath(f"descendant::div[@class='{COPIED_PARCEL}']"))
_BOXES_OF_ITS_OWN = 2
DAYS_OF_A_PARCEL = ("estimated_delivery", "delivered_on")
ROWS_OF_A_PARCEL = frozenset({"tracking_number", "other_number", "carrier"})
"""The labels of the other rows about a parcel."""


def own_boxes(element: Element) -> Iterator[Element]:
    """An element and the boxes around it: a wrapper of nothing else is the same box for the eye, and two boxes that
    hold more are those of a step and of all steps."""
    yield element
    inner, more = element, 0
    for box in ancestors(element):
        wrapper = (
            not any(child is not inner for child in children(box))
            and not ((box.text or "") + (inner.tail or "")).strip()
        )
        more += not wrapper
        if more > _BOXES_OF_ITS_OWN:
            return
        yield box
        inner = box


def order_boxes(scope: Scope, words: Words, url: str | None) -> list[Element]:
    """The boxes of the orders of a list: the largest ancestor of each order id that holds no other order's id. Links
    tell orders apart only where neither the page nor its address names the one that it is about."""
    printed = _owners(scope, words, "order_id", lambda text: None if goes_on(text, words) else read_id(text))
    if printed or order_in(url or ""):
        return _several(printed)
    return _several(scope.linked(order_in))


def line_boxes(scope: Scope, words: Words, url: str | None) -> list[Element]:
    """The same for a list of order lines, by the links with their ids; none on a page that names an order."""
    addresses = (url or "", *(href for href, _ in scope.links))
    if any(map(order_in, addresses)) or next(labelled("order_id", scope.lines(), words), None):
        return []
    return _several(scope.linked(line_in))


def parcel_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes of the parcels of an order: those that were made for copied words; else by their tracking numbers in
    the same way, or those of links, or by the days of their deliveries, where a link to a tracking page stands beside
    each."""
    if copied := _COPIED(scope.element):
        return copied
    if numbered := _several(_owners(scope, words, "tracking_number", partial(_tracking, words))):
        return numbered
    if linked := _several(scope.linked(parcel_in)):
        return linked
    tracks = [node[1] for href, node in scope.links if TRACKING_PAGE in href]
    if len(tracks) < 2:
        return []
    rows = [line.element for label in DAYS_OF_A_PARCEL for _, line in labelled(label, scope.lines(), words)]
    boxes = _several([(element, str(at)) for at, element in enumerate(rows)])
    return boxes if all(any(box in upward(track) for track in tracks) for box in boxes) else []


def _tracking(words: Words, text: str) -> str | None:
    return next(iter(read_tracking(text, words, None)), None)


def _owners(scope: Scope, words: Words, label: str, read: Callable[[str], str | None]) -> list[tuple[Element, str]]:
    """The elements with what tells an order or parcel from another, printed beside a label."""
    if not may_be_labelled(label, scope.low, words):
        return []
    rows = ((line.element, read(row.value)) for row, line in labelled(label, scope.lines(), words))
    return [(element, identity) for element, identity in rows if identity]


def _several(owned: list[tuple[Element, str]]) -> list[Element]:
    boxes = list(dict.fromkeys(largest_boxes(owned).values()))
    return boxes if len(boxes) > 1 else []
