"""From a document to its orders: read the page, refuse what holds none, and say what is missing or in doubt."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.document import Document
from whyclosed_parser.errors import NotAnOrderPage, PageError
from whyclosed_parser.layouts import excluded
from whyclosed_parser.layouts.recognise import family, refuse
from whyclosed_parser.loading.load import parted
from whyclosed_parser.loading.marks import is_translated
from whyclosed_parser.model import Order, Problem
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_parser.page.index import PageIndex
from whyclosed_parser.page.lines import lines_inside
from whyclosed_parser.problems import problem_of
from whyclosed_parser.read.copied import arranged
from whyclosed_parser.read.doubts import is_damaged, page_problems
from whyclosed_parser.read.gaps import (
    with_missing_id,
    with_missing_parts,
    with_missing_state,
    with_missing_status,
    with_unarranged,
)
from whyclosed_parser.read.labels import numbers_of_orders
from whyclosed_parser.read.left_out import frame_speaks
from whyclosed_parser.read.order_tables import with_orders_apart
from whyclosed_parser.read.people import without_people
from whyclosed_parser.read.reading import DAMAGED, Reading, read_page
from whyclosed_parser.read.substance import happened, kind_of, of_kind, says_something
from whyclosed_parser.read.talk import Said
from whyclosed_parser.words import Words, words_for

_ENOUGH_ELEMENTS = 2000
_FEWEST_TAGS = 3
_END_TAG = patterns.compiled(r"(?:<|&lt;)/[a-z]")


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
    elif (apart := with_orders_apart(document)) is not document:
        document, unarranged = apart, (problem_of("part_missing", "items"),)
    reading = read_page(document, words, talk=talk)
    yielded = reading.index.yielded
    if _may_be_in_the_frame(reading, words):
        again = read_page(document, words, with_frame=True)
        (reading if again.orders else again).index.forget()
        if again.orders:
            reading, yielded = again, True
    layout, orders = reading.layout, reading.orders
    if not orders and is_damaged(document, reading.index):
        raise NotAnOrderPage("This file mentions an order, but is too damaged to read it.")
    if not any(map(happened, orders)):
        reading.index.forget()
        refuse(document, numbered=any(map(says_something, orders)))
    if not layout.evidence and _is_source(reading.index):
        raise NotAnOrderPage("These are the words of which a page is made, not those that it shows.")
    if not orders:
        raise _nothing(reading)
    if not layout.evidence:
        kind = kind_of(layout, orders, document.url)
        orders = tuple(with_missing_id(of_kind(order, kind)) for order in orders)
    if not (document.is_words or document.is_mail) and not DAMAGED & {problem.code for problem in document.problems}:
        orders = tuple(with_missing_parts(order, family(layout, document.url)) for order in orders)
    orders = tuple(map(with_missing_state, orders))
    if document.is_words:
        orders = tuple(map(with_missing_status, orders))
    if unarranged:
        orders = tuple(
            order if order.items and not document.is_words else with_unarranged(order, unarranged) for order in orders
        )
    problems = (*document.problems, *page_problems(document, reading, words, yielded=yielded))
    reading.index.forget()
    if problems:
        orders = tuple(replace(order, problems=(*problems, *order.problems)) for order in orders)
    return tuple(map(without_people, orders))


def _is_source(index: PageIndex) -> bool:
    """Whether tags stand among the words: somebody copied the source of a page."""
    return sum(len(_END_TAG.findall(line.text)) for line in index.whole.lines()) >= _FEWEST_TAGS


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


def _nothing(reading: Reading) -> NotAnOrderPage:
    """What to say of a page of which nothing was read."""
    if reading.index.doubtful:
        return NotAnOrderPage("What may be an order on this page stands in a part named for private data or a dialog.")
    if reading.index.hidden_order:
        return NotAnOrderPage(
            "The order on this page stands in a part that was not shown when it was saved.",
            "Open that part in your browser, so that you see the order, and save the page again.",
        )
    return NotAnOrderPage()


def _may_be_in_the_frame(reading: Reading, words: Words) -> bool:
    """Whether an order may stand in what was left out as the site's frame. Where no anchor of a layout could tell, the
    words do: an order's number beside its label."""
    if not reading.index.frame:
        return False
    if reading.orders and reading.layout.evidence:
        return reading.layout.kind in OF_REQUESTS and frame_speaks(reading.index, words)
    return not reading.orders or any(_prints_an_order(part, reading.index, words) for part in reading.index.frame)


def _prints_an_order(part: Element, index: PageIndex, words: Words) -> bool:
    lines = lines_inside(part, index.shown)
    return bool(numbers_of_orders(lines, words))
