"""From a document to its orders: recognise the layout, cut the page into orders, read each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from lxml.etree import _Element as Element

from whyclosed_parser.errors import NotAnOrderPage, PageError
from whyclosed_parser.layouts import Layout, excluded, layouts, wanted_keys
from whyclosed_parser.layouts.recognise import addressed, family, recognise, refuse, shows_another_kind
from whyclosed_parser.loading.load import Document, clean_url, parted
from whyclosed_parser.loading.losses import lost, markup_of
from whyclosed_parser.loading.marks import is_translated
from whyclosed_parser.model import Dispute, Order, Page, PageKind, Problem, Refund, Shop
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.find import largest_boxes, nodes, parts, scope_of
from whyclosed_parser.page.index import PageIndex, Scope
from whyclosed_parser.page.lines import lines_inside
from whyclosed_parser.page.tree import upward
from whyclosed_parser.problems import problem_of
from whyclosed_parser.read.addresses import line_in, order_in, product_in, store_in
from whyclosed_parser.read.asides import without_asides
from whyclosed_parser.read.boxes import line_boxes, order_boxes
from whyclosed_parser.read.control import read_order
from whyclosed_parser.read.copied import arranged, cards
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.foreign import without_foreign
from whyclosed_parser.read.labels import goes_on, hits, labelled
from whyclosed_parser.read.left_out import (
    OF_THE_ORDER,
    fields_left_out,
    frame_speaks,
    links_in,
    parts_left_out,
    private_speaks,
    refund_left_out,
)
from whyclosed_parser.read.people import without_people
from whyclosed_parser.read.talk import Said
from whyclosed_parser.read.values import read_id
from whyclosed_parser.records import dataclass
from whyclosed_parser.words import Words, words_for

_OF_REQUESTS = ("refund", "dispute")
"""Kinds of pages of which hardly any name is known."""
_TOLD_IN_PIECES: Mapping[str, Callable[[], Any]] = {"refund": Refund, "dispute": Dispute, "shop": Shop}
"""Parts of an order that are made of what stands in several places: what one of them says may be of another."""
_ENOUGH_ELEMENTS = 2000


_BROKEN = frozenset({"broken_words", "unreadable_tracking_number"})
"""Problems that say that something of an order stands there."""
_DAMAGED = frozenset({"truncated", "content_lost"})
"""Problems that say already that parts are missing."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one way of reading a page gave. `scopes`: the parts that hold one order each; `orders`: what was read from
    those of them in which anything could be read."""

    index: PageIndex
    layout: Layout
    scopes: list[Scope]
    orders: tuple[Order, ...]


def extract(document: Document) -> tuple[Order, ...]:
    """The orders of one page, in page order, each with that page in `pages`.

    Raises a subclass of `PageError` for a page that holds no order. A damaged order among whole ones is returned with
    problems; what is wrong with the page as a whole stands in the problems of each of its orders. Of several pages that
    stand in one file behind each other each is read by itself, as they may be of different orders.
    """
    pages = [() if page is None else _orders_of(page) for page in parted(document)]
    if sum(map(bool, pages)) > 1:
        told = [problem_of("pages_joined", None)]
        if not all(pages):
            told.append(Problem("markers_missing", None, "Of the pages in this file, some could not be read."))
        return tuple(replace(order, problems=(*told, *order.problems)) for page in pages for order in page)
    return _extract(document)


def _orders_of(page: Document) -> tuple[Order, ...]:
    try:
        return _extract(page)
    except PageError:
        return ()


def _extract(document: Document) -> tuple[Order, ...]:
    """The orders of one page."""
    translated = is_translated(document.root)
    words = words_for(document.language, _first_words(document.root), translated=translated)
    unarranged: tuple[Problem, ...] = ()
    talk: tuple[Said, ...] = ()
    if document.is_words:
        document, unarranged, talk = arranged(document, words)
    reading = _read(document, words, talk=talk)
    yielded = reading.index.yielded
    if _may_be_in_the_frame(reading, words):
        again = _read(document, words, with_frame=True)
        (reading if again.orders else again).index.forget()
        if again.orders:
            reading, yielded = again, True
    layout, orders = reading.layout, reading.orders
    if not orders and _is_damaged(document, reading.index):
        raise NotAnOrderPage("This file mentions an order, but is too damaged to read it.")
    if not any(map(_happened, orders)):
        reading.index.forget()
        refuse(document, numbered=any(map(_says_something, orders)))
    if not orders:
        raise _nothing(reading)
    if not layout.evidence:
        kind = _kind(layout, orders, document.url)
        orders = tuple(_with_missing_id(_of_kind(order, kind)) for order in orders)
    if not document.is_words and not _DAMAGED & {problem.code for problem in document.problems}:
        orders = tuple(_with_missing_parts(order, family(layout, document.url)) for order in orders)
    if unarranged:
        orders = tuple(_with_unarranged(order, unarranged) for order in orders)
    problems = (*document.problems, *_problems(document, reading, words, yielded))
    reading.index.forget()
    if problems:
        orders = tuple(replace(order, problems=(*problems, *order.problems)) for order in orders)
    return tuple(map(without_people, orders))


def _with_unarranged(order: Order, problems: Sequence[Problem]) -> Order:
    """The order with what was not clear in words that were copied: of its fields only for those that are missing."""
    missing = (one for one in problems if one.field is None or getattr(order, one.field, order) is None)
    return replace(order, problems=(*order.problems, *missing))


def _read(document: Document, words: Words, *, with_frame: bool = False, talk: tuple[Said, ...] = ()) -> _Reading:
    cut_short = _cut_in_text(document)
    index = build_index(document.root, excluded(), wanted_keys(), cut_short=cut_short, with_frame=with_frame)
    layout = recognise(document, index, words)
    if not layout.evidence:  # a design that nobody knows prints its times as the site's pages of that address do
        known = family(layout, document.url)
        layout = replace(layout, zone=known.zone, countdowns=known.countdowns)
    index = without_foreign(without_asides(index, layout, words, document.url), layout, words)
    # Copied words have no design: nothing of it can be amiss.
    damaged = any(problem.code in _DAMAGED for problem in document.problems)
    unknown = not document.is_words and (not layout.evidence or (not damaged and _is_redesigned(index, layout)))
    language = next(iter(words.tongues), document.language)
    is_told = document.is_words or document.is_mail
    context = PageContext(layout, words, language, document.url, document.captured_at, unknown, is_told)
    url = clean_url(document.url) if document.url else None
    page = Page(layout.kind, layout.name, document.language, url, document.captured_at, document.captured_at_from)
    boxes = cards(document) if document.is_words else []
    scopes = [scope_of(index, box) for box in boxes] or list(_orders(layout, index, words, document.url))
    if len(scopes) == 1:  # of several orders nobody knows which one was spoken of
        context = replace(context, talk=talk)
    if len(scopes) > 1:
        index.forget()  # nor is anything kept of a card: of a thousand it would be as much as the page itself
    left_out = _left_out_of(scopes, layout)
    read = (read_order(context, scope.anew() if len(scopes) > 1 else scope, page) for scope in scopes)
    told = (
        _without_left_out(order, left_out[scope], context, index) if scope in left_out else order
        for scope, order in zip(scopes, read, strict=True)
    )
    return _Reading(index, layout, scopes, tuple(order for order in told if not _is_empty(order, layout)))


def _left_out_of(scopes: Sequence[Scope], layout: Layout) -> dict[Scope, list[Element]]:
    """For each part that holds an order what is left out of it; of a page about one order all that is left out."""
    if not scopes or not (scopes[0].index.frame or any(scope.leaves_out for scope in scopes)):
        return {}
    left_out = parts_left_out(scopes[0].index, excluded().private)
    if len(scopes) == 1 and not layout.several:
        return {scopes[0]: left_out}
    whose = {scope.element: scope for scope in scopes}
    found: dict[Scope, list[Element]] = {}
    for part in left_out:
        if (owner := next((whose[box] for box in upward(part) if box in whose), None)) is not None:
            found.setdefault(owner, []).append(part)
    return found


def _without_left_out(order: Order, parts: Sequence[Element], context: PageContext, index: PageIndex) -> Order:
    """The order with a problem for all of which something stands in parts that are not read; of a refund, a dispute and
    a shop, which are told in several places, nothing is left."""
    left_out = fields_left_out(parts, index, excluded().private, context.layout, context.words)
    if order.refund != Refund() and refund_left_out(parts, index, context.words):
        left_out.add("refund")
    left_out = {name for name in left_out if name not in OF_THE_ORDER or getattr(order, name) is None}
    if not left_out:
        return order
    doubtful = {name: _TOLD_IN_PIECES[name]() for name in left_out if name in _TOLD_IN_PIECES}
    found = {path: one for path, one in order.found.items() if path.partition(".")[0] not in doubtful}
    kept = (one for one in order.problems if one.field is None or one.field.partition(".")[0] not in doubtful)
    problems = (
        *kept,
        *(problem_of("not_understood" if name in doubtful else "excluded_part", name) for name in sorted(left_out)),
    )
    return replace(order, **doubtful, found=found, problems=problems)


def _is_redesigned(index: PageIndex, layout: Layout) -> bool:
    """Whether the page has none of the classes by which its layout knows parts of it, or lacks one of several that
    stand together: then others may have gone, too."""
    names = {key for key in layout.named if key.startswith((".", "^"))}
    there = {key for kind in index.keys for key in kind}
    if any(len({there.isdisjoint(name) for name in group}) > 1 for group in layout.together):
        return True
    return bool(names) and layout.kind not in _OF_REQUESTS and names.isdisjoint(there)


def _first_words(root: Element) -> str:
    """Words of the page, enough to see its letters."""
    wordless = excluded().tags
    words: list[str] = []
    for one in islice(root.iter("*"), _ENOUGH_ELEMENTS):
        if one.tag not in wordless:
            if text := one.text:
                words.append(text)
            if text := one.tail:
                words.append(text)
    return "".join(words)


def _orders(layout: Layout, index: PageIndex, words: Words, url: str | None) -> Iterator[Scope]:
    """The subtrees that hold one order each; the whole page where it is about one order."""
    whole = index.whole
    for anchor in layout.order:
        if anchor.kind == "text":
            by_line = anchor.path[0] == "line_ids"
            elements = (line_boxes if by_line else order_boxes)(whole, words, url)
            boxes = [scope_of(index, element) for element in elements]
        else:
            boxes = [index.scope(node) for node in parts(nodes(anchor, whole), index)]
        if boxes and layout.several:
            yield from boxes
            return
        if len(boxes) == 1 and not _stands_outside(index, boxes):
            whole = boxes[0]
    yield from [whole] if layout.several else _one_each(layout, whole, words)


def _stands_outside(index: PageIndex, scopes: Sequence[Scope]) -> bool:
    """Whether an anchor of an order stands outside of all the parts that hold one."""
    return any(
        not any(scope.start <= position < scope.end for scope in scopes)
        for key in excluded().strong & index.whole.shape.keys
        for position, _ in index.whole.find(key)
    )


def _one_each(layout: Layout, page: Scope, words: Words) -> list[Scope]:
    """A page about one order, or the parts of a file that holds several of them: they are never mixed."""
    for anchor in layout.anchors("order_id"):
        if anchor.kind == "element":
            rows = [(hit.node[1], read_id(hit.text)) for hit in hits(anchor, page, words, None) if hit.node]
            owned = [(element, identity) for element, identity in rows if identity]
            if len({identity for _, identity in owned}) > 1:
                return [scope_of(page.index, box) for box in largest_boxes(owned).values()]
    return [page]


def _is_empty(order: Order, layout: Layout) -> bool:
    """Whether nothing of an order was read: neither id nor parcel, nor a refund with its amount, nor a refund or
    dispute of one of its lines, nor, on a page of a known layout, status, item, refund or message. Words alone make
    no order: articles have them too. An id that only an address gave was not read from the page: neither the page's
    own, nor that of a link beside which nothing of the order stands."""
    if order.order_id and any(one.code in _BROKEN for one in order.problems):
        return False
    if _id_was_read(order) or any(package.events or package.tracking_number for package in order.packages):
        return False
    said = order.refund != Refund() or order.dispute != Dispute()
    if any(message.sender != "platform" for message in order.messages):
        return False
    if not layout.evidence:
        known = order.refund.stage is not None and order.refund.amount is not None
        addressed = order.order_id is not None and (order.status is not None or said or order.timers)
        return not (known or addressed or (said and any(item.line_id for item in order.items)))
    lines_matter = layout.kind not in ("refund", "dispute")  # elsewhere an item is an order's, here a request's
    return order.status is None and not said and not order.messages and not (order.items and lines_matter)


def _id_was_read(order: Order) -> bool:
    if order.order_id is None:
        return False
    anchor = order.found["order_id"].anchor
    alone = len(order.found) == 1 and not order.problems
    return not anchor.startswith("url:") and not (anchor.startswith("href:") and alone)


def _says_something(order: Order) -> bool:
    """Whether the page prints more of the order than a link to it."""
    printed = order.order_id and not order.found["order_id"].anchor.startswith(("url:", "href:"))
    return bool(printed or order.placed_on or order.amounts.total or order.items or order.timers or order.messages)


def _happened(order: Order) -> bool:
    """Whether the page says how the order, its parcel, refund or dispute stands."""
    stands = order.status is not None or order.refund.stage is not None or order.dispute.state is not None
    return stands or any(package.events or package.tracking_number for package in order.packages)


def _is_damaged(document: Document, index: PageIndex) -> bool:
    """Whether the bytes hold parts of an order of a known layout that did not come into the tree."""
    return _loses(document, index, (marker for layout in layouts() for marker in layout.markers))


def _markers(layout: Layout) -> Iterator[str]:
    """What must not get lost on a page of this layout. Of a page that none knows it may be what another is known by."""
    for one in [layout] if layout.evidence else layouts():
        yield from one.markers


def _nothing(reading: _Reading) -> NotAnOrderPage:
    """What to say of a page of which nothing was read."""
    if reading.index.doubtful:
        return NotAnOrderPage("What may be an order on this page stands in a part named for private data or a dialog.")
    if reading.index.hidden_order:
        return NotAnOrderPage(
            "The order on this page stands in a part that was not shown when it was saved.",
            "Open that part in your browser, so that you see the order, and save the page again.",
        )
    return NotAnOrderPage()


def _may_be_in_the_frame(reading: _Reading, words: Words) -> bool:
    """Whether an order may stand in what was left out as the site's frame. Where no anchor of a layout could tell, the
    words do: an order's number beside its label."""
    if not reading.index.frame:
        return False
    if reading.orders and reading.layout.evidence:
        return reading.layout.kind in _OF_REQUESTS and frame_speaks(reading.index, words)
    return not reading.orders or any(_prints_an_order(part, reading.index, words) for part in reading.index.frame)


def _prints_others(reading: _Reading, words: Words) -> bool:
    """Whether the rows of a page about one order name several."""
    rows = (row for row, _ in labelled("order_id", reading.index.whole.lines(), words) if not goes_on(row.value, words))
    return len({number for row in rows if (number := read_id(row.value))}) > 1


def _prints_an_order(part: Element, index: PageIndex, words: Words) -> bool:
    lines = lines_inside(part, index.shown)
    return any(read_id(row.value) for row, _ in labelled("order_id", lines, words))


def _kind(layout: Layout, orders: Sequence[Order], url: str | None) -> PageKind:
    """The text layout serves every kind of page: its address says which this was, or what was read."""
    known = addressed(url)
    if known is not None:
        return known.kind
    if len(orders) > 1:
        return "order_list" if any(order.order_id for order in orders) else "refund"
    only = orders[0]
    if any(message.sender != "platform" for message in only.messages):
        return "chat"
    parcel = any(package.events or package.tracking_number for package in only.packages)
    if only.status is None and parcel and only.amounts.total is None:
        return "tracking"
    if only.status is None and (only.refund.stage is not None or only.dispute.state is not None):
        return "dispute" if only.dispute.state else "refund"
    return layout.kind


def _of_kind(order: Order, kind: PageKind) -> Order:
    """The order of a page whose kind its text has told. A page about a parcel or a refund prints no status."""
    problems = order.problems
    if kind not in ("order_detail", "order_list"):
        problems = tuple(one for one in problems if (one.code, one.field) != ("broken_order", "status"))
    return replace(order, pages=(replace(order.pages[0], kind=kind),), problems=problems)


def _with_missing_parts(order: Order, layout: Layout) -> Order:
    """The order with a problem for each part that every page of this family shows and of which nothing was read."""
    missing = [path for path in layout.usual if not _has(order, path) and not _is_doubted(order, path)]
    if not missing:
        return order
    return replace(order, problems=(*order.problems, *(problem_of("part_missing", path) for path in missing)))


def _with_missing_id(order: Order) -> Order:
    """A refund or request, on a page of no known design, with a problem where nothing says of which order it is."""
    if order.order_id is not None or order.pages[0].kind not in _OF_REQUESTS or _is_doubted(order, "order_id"):
        return order
    return replace(order, problems=(*order.problems, problem_of("part_missing", "order_id")))


def _has(order: Order, path: str) -> bool:
    value: object = order
    for name in path.split("."):
        value = getattr(value, name)
    return value not in (None, (), Shop())


def _is_doubted(order: Order, path: str) -> bool:
    return any(f"{one.field}.".startswith(f"{path}.") for one in order.problems)


def _problems(document: Document, reading: _Reading, words: Words, yielded: bool) -> Iterator[Problem]:
    """What is wrong with the page as a whole."""
    layout, orders = reading.layout, reading.orders
    if not words.known:
        message = "The page is written in a language whose words are not known; what only words say was not read."
        yield Problem("other_language", None, message)
    if yielded:
        message = "A part of the page that usually holds no order, or private data, holds this one; it was read."
        yield Problem("excluded_read", None, message)
    if reading.index.doubtful or _speaks_where_it_is_not_read(reading, words):
        yield problem_of("excluded_part", None)
    if len(reading.scopes) > len(orders) or _mentions_more(reading, words):
        message = f"The file mentions more orders than the {len(orders)} that could be read; some are missing."
        yield Problem("markers_missing", None, message)
    elif len(orders) == 1 and not layout.several and layout.evidence and _prints_others(reading, words):
        message = "The page prints the numbers of several orders; what is read as this one's may be another one's."
        yield Problem("markers_missing", None, message)
    elif layout.evidence and shows_another_kind(layout, reading.index):
        message = "The page is made of parts of two kinds of pages; what is read as this order's may be another one's."
        yield Problem("markers_missing", None, message)
    elif len(orders) == 1 and _stands_outside(reading.index, reading.scopes):
        message = "Parts of an order stand outside of the part of the page that holds the order; they were not read."
        yield Problem("markers_missing", None, message)
    elif _loses(document, reading.index, _markers(layout)):
        message = "The file holds parts of an order that are not on the page it makes; some are missing."
        yield Problem("markers_missing", None, message)
    named = order_in(document.url or "")
    if len(orders) == 1 and named and orders[0].order_id not in (None, named):
        message = "The page's address names another order than the page itself."
        yield Problem("address_differs", "order_id", message)


def _speaks_where_it_is_not_read(reading: _Reading, words: Words) -> bool:
    """Whether what was left out has an order's words, though none of its anchors."""
    index, orders = reading.index, reading.orders
    if frame_speaks(index, words) or private_speaks(index, excluded().private, words):
        return True
    if reading.layout.kind not in _OF_REQUESTS:
        return False
    parts = parts_left_out(index, excluded().private)
    items = [{item.item_id for item in order.items if item.item_id} for order in orders]
    products = links_in(parts, product_in)
    if products and (not all(items) or not set().union(*items).isdisjoint(products)):
        return True
    shop = any(order.shop.url for order in orders)
    return any(links_in(parts, one) for one in (order_in, line_in)) or (not shop and bool(links_in(parts, store_in)))


def _mentions_more(reading: _Reading, words: Words) -> bool:
    """Whether a page that was cut by the orders' ids has a total that stands outside all of them."""
    if reading.layout.evidence or len(reading.scopes) == 1:
        return False
    outside = reading.index.whole.lines_without({scope.element for scope in reading.scopes})
    return next(labelled("total", outside, words), None) is not None


def _loses(document: Document, index: PageIndex, markers: Iterable[str]) -> bool:
    """Whether an element with one of these keys stands in the bytes only (an unclosed script or quote swallowed it)."""
    markup = markup_of(document.source)
    return any(lost(markup, document.root, marker, index.count(marker)) for marker in markers)


def _cut_in_text(document: Document) -> bool:
    """Whether the page was cut off in the middle of a word: that last word is no value."""
    if not any(problem.code == "truncated" for problem in document.problems):
        return False
    tail = document.source[document.source.rfind(b">") + 1 :]
    return bool(tail.strip()) and b"<" not in tail
