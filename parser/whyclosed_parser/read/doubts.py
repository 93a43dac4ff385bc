"""What is wrong with a page as a whole, told as problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whyclosed_parser.document import Document
from whyclosed_parser.layouts import Layout, excluded, layouts
from whyclosed_parser.layouts.recognise import shows_another_kind
from whyclosed_parser.loading.losses import lost, markup_of
from whyclosed_parser.model import Problem
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_parser.page.index import PageIndex
from whyclosed_parser.page.lines import read_lines
from whyclosed_parser.page.tree import beside
from whyclosed_parser.problems import problem_of
from whyclosed_parser.read.addresses import line_in, order_in, product_in, store_in
from whyclosed_parser.read.cut import stands_outside
from whyclosed_parser.read.ids import named_numbers, printed_ids
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.left_out import (
    folded_speaks,
    frame_speaks,
    links_in,
    parts_left_out,
    prints_values,
    private_speaks,
)
from whyclosed_parser.read.reading import Reading
from whyclosed_parser.values.numbers import read_id
from whyclosed_parser.words import Words

_OF_ONE_ORDER = ("total", "status", "placed_on", "paid_on")
"""Rows that speak of one order."""


def page_problems(document: Document, reading: Reading, words: Words, *, yielded: bool) -> Iterator[Problem]:
    """What is wrong with the page as a whole. `yielded`: a part that is usually left out was read."""
    if not words.known:
        message = "The page is written in a language whose words are not known; what only words say was not read."
        yield Problem("other_language", None, message)
    if yielded:
        message = "A part of the page that usually holds no order, or private data, holds this one; it was read."
        yield Problem("excluded_read", None, message)
    if reading.index.doubtful or _speaks_where_it_is_not_read(reading, words):
        yield problem_of("excluded_part", None)
    if folded_speaks(reading.index, words):
        yield problem_of("folded_parts", None)
    missing = _missing(document, reading, words)
    if missing is not None:
        yield Problem("markers_missing", None, missing)
    orders, named = reading.orders, order_in(document.url or "")
    if len(orders) == 1 and named and orders[0].order_id not in (None, named):
        message = "The page's address names another order than the page itself."
        yield Problem("address_differs", "order_id", message)


def _missing(document: Document, reading: Reading, words: Words) -> str | None:
    """What of the orders may be missing, or be another one's: the worst of it."""
    layout, orders = reading.layout, reading.orders
    passed_over = _mentions_more(reading, words) or _passes_over(reading, words) or _prints_more(reading, words)
    if len(reading.scopes) > len(orders) or passed_over:
        return f"The file mentions more orders than the {len(orders)} that could be read; some are missing."
    if len(orders) == 1 and (_prints_others(reading, words) or _names_others(reading)):
        return "The page prints the numbers of several orders; what is read as this one's may be another one's."
    if layout.evidence and shows_another_kind(layout, reading.index):
        return "The page is made of parts of two kinds of pages; what is read as this order's may be another one's."
    if len(orders) == 1 and stands_outside(reading.index, reading.scopes):
        return "Parts of an order stand outside of the part of the page that holds the order; they were not read."
    if _loses(document, reading.index, _markers(layout)):
        return "The file holds parts of an order that are not on the page it makes; some are missing."
    return None


def _speaks_where_it_is_not_read(reading: Reading, words: Words) -> bool:
    """Whether what was left out has an order's words, though none of its anchors."""
    index, orders = reading.index, reading.orders
    if frame_speaks(index, words) or private_speaks(index, excluded().private, words):
        return True
    if reading.layout.kind not in OF_REQUESTS:
        return False
    if prints_values(index.frame, index, words):
        return True
    parts = parts_left_out(index, excluded().private)
    items = [{item.item_id for item in order.items if item.item_id} for order in orders]
    products = links_in(parts, product_in)
    if products and (not all(items) or not set().union(*items).isdisjoint(products)):
        return True
    shop = any(order.shop.url for order in orders)
    return any(links_in(parts, one) for one in (order_in, line_in)) or (not shop and bool(links_in(parts, store_in)))


def _mentions_more(reading: Reading, words: Words) -> bool:
    """Whether a page that was cut by the orders' ids has a row of an order that stands outside all of them."""
    if reading.layout.evidence or len(reading.scopes) == 1:
        return False
    outside = reading.index.whole.lines_without({scope.element for scope in reading.scopes})
    rows = (row for code in _OF_ONE_ORDER for row, _ in labelled(code, outside, words))
    return any(not row.entry.needs_colon for row in rows)


def _passes_over(reading: Reading, words: Words) -> bool:
    """Whether a list has a member beside the cards that were read which names another order: one of another build,
    of which no anchor tells."""
    if not (reading.layout.several and reading.layout.evidence):
        return False
    shown = reading.index.shown
    others = [one for one in beside([scope.element for scope in reading.scopes]) if one not in shown.left_out]
    known = {None, *(order.order_id for order in reading.orders)}
    if any(order_in(link.get("href") or "") not in known for one in others for link in one.iter("a")):
        return True
    printed = (number for one in others for number in printed_ids(read_lines(one, shown), words))
    return any(read_id(number) not in known for number in printed)


def _names_others(reading: Reading) -> bool:
    """Whether a page names several orders, and none in a row of its own."""
    return reading.orders[0].order_id is None and len(named_numbers(reading.index.whole.lines())) > 1


def _prints_others(reading: Reading, words: Words) -> bool:
    """Whether the rows of a page about one order name several."""
    return bool(reading.layout.evidence) and not reading.layout.several and len(_printed(reading, words)) > 1


def _prints_more(reading: Reading, words: Words) -> bool:
    """Whether the rows of a page of no known design name an order that was not read: two of them stand in one box."""
    read = {order.order_id for order in reading.orders}
    return None not in read and not reading.layout.evidence and not _printed(reading, words) <= read


def _printed(reading: Reading, words: Words) -> set[str | None]:
    return set(map(read_id, printed_ids(reading.index.whole.lines(), words))) - {None}


def _markers(layout: Layout) -> Iterator[str]:
    """What must not get lost on a page of this layout. Of a page that none knows it may be what another is known by."""
    for one in [layout] if layout.evidence else layouts():
        yield from one.markers


def is_damaged(document: Document, index: PageIndex) -> bool:
    """Whether the bytes hold parts of an order of a known layout that did not come into the tree."""
    return _loses(document, index, (marker for layout in layouts() for marker in layout.markers))


def _loses(document: Document, index: PageIndex, markers: Iterable[str]) -> bool:
    """Whether an element with one of these keys stands in the bytes only (an unclosed script or quote swallowed it)."""
    markup = markup_of(document.source)
    return any(lost(markup, document.root, marker, index.count(marker)) for marker in markers)
