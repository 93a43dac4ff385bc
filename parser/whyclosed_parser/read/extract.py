"""From a document to its orders: recognise the layout, cut the page into orders, read each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from lxml.etree import _Element as Element

from whyclosed_parser.errors import NotAnOrderPage
from whyclosed_parser.layouts import Layout, excluded, wanted_keys
from whyclosed_parser.layouts.recognise import recognise, refuse
from whyclosed_parser.loading.load import Document, clean_url
from whyclosed_parser.model import Dispute, Order, Page, PageKind, Problem, Refund
from whyclosed_parser.page.find import nodes, scope_of
from whyclosed_parser.page.index import PageIndex, Scope, build_index
from whyclosed_parser.read.boxes import line_boxes, order_boxes
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.order import OrderReader
from whyclosed_parser.words import Words, words_for

_ENOUGH_ELEMENTS = 2000


def extract(document: Document) -> tuple[Order, ...]:
    """The orders of one page, in page order, each with that page in `pages`.

    Raises a subclass of `PageError` for a page that holds no order. A damaged order among whole ones is returned with
    problems; what is wrong with the page as a whole stands in the problems of each of its orders.
    """
    index = build_index(document.root, excluded(), wanted_keys(), cut_short=_cut_in_text(document))
    words = words_for(document.language, _first_words(document.root))
    layout = recognise(document, index, words)
    context = PageContext(layout, words, document.language, document.url, document.captured_at)
    url = clean_url(document.url) if document.url else None
    page = Page(layout.kind, layout.name, document.language, url, document.captured_at, document.captured_at_from)
    scopes = list(_orders(layout, index, words, document.url))
    read = (OrderReader(context, scope).read(page) for scope in scopes)
    orders = tuple(order for order in read if not _is_empty(order, layout))
    if not orders:
        refuse(document)
        raise NotAnOrderPage
    if not layout.evidence:
        page = replace(page, kind=_kind(layout, orders))
        orders = tuple(replace(order, pages=(page,)) for order in orders)
    missing = len(scopes) > len(orders) or _mentions_more(document, layout, scopes, index, words)
    problems = (*document.problems, *([_missing(len(orders))] if missing else ()))
    if problems:
        orders = tuple(replace(order, problems=(*problems, *order.problems)) for order in orders)
    return orders


def _first_words(root: Element) -> str:
    """Words of the page, enough to see its letters."""
    elements = (one for one in islice(root.iter("*"), _ENOUGH_ELEMENTS) if one.tag not in excluded().tags)
    return "".join(text for one in elements for text in (one.text, one.tail) if text)


def _orders(layout: Layout, index: PageIndex, words: Words, url: str | None) -> Iterator[Scope]:
    """The subtrees that hold one order each; the whole page where it is about one order."""
    whole = index.whole
    for anchor in layout.order:
        if anchor.kind == "text":
            by_line = anchor.path[0] == "line_ids"
            elements = line_boxes(whole, words, url) if by_line else order_boxes(whole, words)
            boxes = [scope_of(index, element) for element in elements]
        else:
            boxes = []
            for node in nodes(anchor, whole):
                if not boxes or node[0] >= boxes[-1].end:  # a card inside a card is part of it
                    boxes.append(index.scope(node))
        if boxes and (len(boxes) == 1 or layout.several):
            yield from boxes
            return
    yield whole


def _is_empty(order: Order, layout: Layout) -> bool:
    """Whether nothing of an order was read: neither id nor parcel, nor a refund with its amount, nor a refund or
    dispute of one of its lines, nor, on a page of a known layout, status, item, refund or message. Words alone make
    no order: articles have them too."""
    if order.order_id or any(package.events or package.tracking_number for package in order.packages):
        return False
    said = order.refund != Refund() or order.dispute != Dispute()
    if not layout.evidence:
        known = order.refund.stage is not None and order.refund.amount is not None
        return not (known or (said and any(item.line_id for item in order.items)))
    lines_matter = layout.kind not in ("refund", "dispute")  # elsewhere an item is an order's, here a request's
    return order.status is None and not said and not order.messages and not (order.items and lines_matter)


def _kind(layout: Layout, orders: Sequence[Order]) -> PageKind:
    """The text layout serves every kind of page: what was read says which this was."""
    if len(orders) > 1:
        return "order_list" if any(order.order_id for order in orders) else "refund"
    only = orders[0]
    if only.status is None and any(package.events for package in only.packages):
        return "tracking"
    if only.status is None and (only.refund.stage is not None or only.dispute.state is not None):
        return "dispute" if only.dispute.state else "refund"
    return layout.kind


def _mentions_more(document: Document, layout: Layout, scopes: list[Scope], index: PageIndex, words: Words) -> bool:
    """Whether the page mentions more orders than it was cut into: its bytes (an unclosed comment or script swallowed
    some), or, where it was cut by the orders' ids, a total that stands outside all of them."""
    if any(document.source.count(marker) > len(scopes) for marker in layout.markers):
        return True
    if layout.evidence or len(scopes) == 1:
        return False
    outside = index.whole.lines_without({scope.element for scope in scopes})
    return next(labelled("total", outside, words), None) is not None


def _missing(read: int) -> Problem:
    message = f"The file mentions more orders than the {read} that could be read; some are missing."
    return Problem("markers_missing", None, message)


def _cut_in_text(document: Document) -> bool:
    """Whether the page was cut off in the middle of a word: that last word is no value."""
    if not any(problem.code == "truncated" for problem in document.problems):
        return False
    tail = document.source[document.source.rfind(b">") + 1 :]
    return bool(tail.strip()) and b"<" not in tail
