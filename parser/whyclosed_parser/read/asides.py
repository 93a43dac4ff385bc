"""Parts of a page beside the order: a chat, reviews, a question about how one feels, a card of another order, a bar.

A person takes them for what they are by their make: a field to write into below what was said, a question with answers
to choose from, a coupon with the button that collects it, a link to another order around its state and amount, words
that stand in the page once more. What holds a part of the order is none of the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, takewhile

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.layouts import Layout
from whyclosed_parser.layouts.recognise import family
from whyclosed_parser.model.order import WITHOUT_STATUS
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line, PageIndex
from whyclosed_parser.page.lines import all_words, read_lines, read_words
from whyclosed_parser.page.tree import HEADINGS, ancestors, children, classes, nearest, upward
from whyclosed_parser.read.addresses import order_in, product_in
from whyclosed_parser.read.foreign import around, known, named
from whyclosed_parser.read.labels import numbers_of_orders
from whyclosed_parser.read.menus import menus
from whyclosed_parser.read.named_orders import named_orders
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import fold, has_digit
from whyclosed_parser.words import Words
from whyclosed_parser.words.feeds import is_feed_heading, is_offer, is_review_heading, may_head_reviews

_HOUR_ALONE = patterns.compiled(r"\d{1,2}:\d\d(?: ?[AP]M)?", re.IGNORECASE)
_FEWEST_BUBBLES = 2
_LARGE = 1500
"""Elements of a page most of which is a feed, as a rule: its lines are not made for a heading that it may not have."""
_LONGEST_BAR = 400  # characters
_LONGEST_CHAT = 4000  # characters
_LONGEST_QUESTION = 400  # characters of a question with its answers
_MOST_BOXES = 4  # between a button and the question that it answers


def without_asides(index: PageIndex, layout: Layout, words: Words, url: str | None) -> PageIndex:
    """The page without what stands beside the order, where something of it is known by the names of its layout."""
    headed, found = {*_headed(index, layout, words)}, dict(menus(index, layout, words))
    doubtful = not all(found.values()) or any(_says_a_state(index, box, words) for box in headed)
    others = {*_other_orders(index, layout, words, url), *_bars(index, layout, words), *headed, *found}
    others |= {*_notes(index, layout, words, url)}
    if layout.evidence and not layout.several:
        boxes = {*_chats(index), *_questions(index, words)}
        others |= boxes - around({*known(index.whole, layout), *named(index.whole.lines(), words)} if boxes else ())
    helpers = {*_helpers(index, layout, words)}
    without = index.without(others | helpers)
    without = replace(without, doubtful=True) if doubtful else without
    of_site = (one for one in helpers if not _asks_for_words(one))  # perhaps: what they say is looked at
    return replace(without, frame=(*without.frame, *of_site)) if helpers else without


def _says_a_state(index: PageIndex, box: Element, words: Words) -> bool:
    """Whether a line in a box is how an order, a refund or a dispute stands: that of this one, perhaps."""
    return any(words.is_any(line, "status", "refund", "dispute") for line in _lines(index, box))


def _helpers(index: PageIndex, layout: Layout, words: Words) -> Iterator[Element]:
    """What an extension of the browser put beside the page: of the boxes that the page is made of those with nothing of
    the order, where another one has something, which have a field to write into, or the name and the root of a
    component."""
    if next(index.root.iter("textarea", "template"), None) is None:
        return
    boxes = _outermost(index)
    helpers = [box for box in boxes if _is_a_helpers(box)]
    if helpers:
        of_order = around({*known(index.whole, layout), *named(index.whole.lines(), words)})
        if not of_order.isdisjoint(boxes):
            yield from (box for box in helpers if box not in of_order)


def _notes(index: PageIndex, layout: Layout, words: Words, url: str | None) -> Iterator[Element]:
    """What an extension put among the boxes of an order: of those with nothing by which the layout knows one, which
    have rows and name only other orders than the page's own."""
    if not layout.evidence or layout.several:
        return
    frames = [node[1] for anchor in layout.order if anchor.keys for node in nodes(anchor, index.whole)]
    of_order = around(known(index.whole, layout)) if frames else set()
    boxes = {box for frame in frames for box in children(frame) if box not in of_order}
    if not boxes:
        return
    lines = [line for line in index.whole.lines() if boxes.isdisjoint(upward(line.element))]
    own = {order_in(url or ""), *numbers_of_orders(lines, words)} - {None}
    for box in boxes if own else ():
        goods = {link for link in box.iter("a") if product_in(link.get("href") or "")}  # of a feed: names, not orders
        inside = [line for line in read_lines(box, index.shown) if goods.isdisjoint(upward(line.element))]
        orders = [{one.number for one in named_orders(line.text)} for line in inside]
        rows = (line for line, there in zip(inside, orders, strict=True) if not there)  # a notice is no row
        if any(orders) and own.isdisjoint(set().union(*orders)) and next(named(list(rows), words), None) is not None:
            yield box


def _asks_for_words(box: Element) -> bool:
    return next(box.iter("textarea"), None) is not None


def _is_a_helpers(box: Element) -> bool:
    if _asks_for_words(box):
        return len(all_words(box)) <= _LONGEST_CHAT
    return "-" in str(box.tag) and box.find("template[@shadowrootmode]") is not None


def _bars(index: PageIndex, layout: Layout, words: Words) -> Iterator[Element]:
    """The first and the last box of a page about one order, where all that it says stands in a longer box beside it,
    too: a bar that sticks to an end of the window. The first one may be the order's head: of that nothing is a copy
    but what stands there as one piece."""
    boxes = [] if layout.several else _outermost(index)
    for bar in {boxes[0], boxes[-1]} if len(boxes) > 1 else ():
        text = all_words(bar)
        if not has_digit(text) or len(text) > _LONGEST_BAR or not (said := _lines(index, bar)):
            continue
        at = boxes.index(bar)
        if at and words.is_label(next(iter(_lines(index, boxes[at - 1])[-1:]), "")):  # its value, perhaps
            continue
        pieces = said if at else [" ".join(said)]
        for box in boxes:
            lines = _lines(index, box) if box is not bar and not _are_of_a_list(bar, box) else []
            if len(lines) > 2 * len(said) and _says(lines, pieces):
                yield bar
                break


def _says(lines: list[str], pieces: list[str]) -> bool:
    """Whether each of these stands in the lines, or over several of them."""
    whole = f" {' '.join(lines)} "
    return all(f" {one} " in whole for one in pieces)


def _are_of_a_list(one: Element, other: Element) -> bool:
    """Whether two boxes are named alike, or neither of them is named."""
    names, others = ({*classes(box), box.get("id")} - {None} for box in (one, other))
    return not names.isdisjoint(others) or (one.tag == other.tag and not names | others)


def _outermost(index: PageIndex) -> list[Element]:
    """The boxes with words that the page is made of: wrappers around all of it are none."""
    held = [index.root]
    while len(held) == 1:
        inner = [one for one in children(held[0]) if one not in index.shown.left_out]
        if len(inner) > 1:  # a wrapper's words are those of the whole page
            inner = [one for one in inner if all_words(one).strip()]
        if not inner:
            break
        held = inner
    return held


def _lines(index: PageIndex, box: Element) -> list[str]:
    return [line.text for line in read_lines(box, index.shown)]


def _headed(index: PageIndex, layout: Layout, words: Words) -> Iterator[Element]:
    """The largest boxes that begin with the heading of reviews, of everybody's questions or of a feed, and hold nothing
    of the order; where such a heading stands among other parts of the page, those behind it."""
    if layout.evidence and layout.several:
        return  # nothing beside the cards is read
    if len(index.kinds) > _LARGE and not may_head_reviews(read_words(index.root, index.shown)):
        return
    lines = index.whole.lines()
    headings = [line for line in lines if is_review_heading(line.text) or is_feed_heading(line.text)]
    if not headings:
        return
    of_order = around({*known(index.whole, layout), *named(lines, words)})
    for heading in headings:
        headed = None
        for box in upward(heading.element):
            if box in of_order or box.tag in ("body", "a", "button") or not _begins_with(index, box, heading.text):
                break
            headed = box
        if headed is not None and headed is heading.element:
            yield from takewhile(lambda one: one not in of_order and one.tag not in HEADINGS, headed.itersiblings("*"))
        elif headed is not None:
            yield headed


def _begins_with(index: PageIndex, box: Element, words: str) -> bool:
    return _lines(index, box)[:1] == [words]


def _chats(index: PageIndex) -> Iterator[Element]:
    """Boxes with a field to write into and several things that were said, each with its hour."""
    for field in index.root.iter("textarea"):
        for box in ancestors(field):
            if box.tag == "body" or len(all_words(box)) > _LONGEST_CHAT:
                break
            said = [line.text for line in index.scope((index.position(box), box)).lines()]
            if sum(_HOUR_ALONE.fullmatch(text) is not None for text in said) >= _FEWEST_BUBBLES:
                yield box
                break


def _questions(index: PageIndex, words: Words) -> Iterator[Element]:
    """Boxes with a question and below it a button that is none of an order's, or with a number and one that takes an
    offer."""
    for place, button in index.whole.find("<button>"):
        offers = is_offer(fold(all_words(button)))
        for box in islice(ancestors(button), _MOST_BOXES):
            text = fold(all_words(box))
            if box.tag == "body" or len(text) > _LONGEST_QUESTION:
                break
            answers = [fold(all_words(one)) for one in box.iter("button")]
            if any(words.entry("actions", answer) is not None for answer in answers):
                break
            for answer in answers:
                text = text.replace(answer, "")
            if (_asks(text) and _is_asked_above(index, box, place)) or (offers and has_digit(text)):
                yield box
                break


def _asks(text: str) -> bool:
    return "?" in text or "？" in text


def _is_asked_above(index: PageIndex, box: Element, place: int) -> bool:
    """Whether a question of a box stands in front of a place of the page."""
    return any(_asks(line.text) and index.position(line.element) < place for line in read_lines(box, index.shown))


def _other_orders(index: PageIndex, layout: Layout, words: Words, url: str | None) -> Iterator[Element]:
    """Links to other orders than the page's own that say how those stand."""
    links = [(found, node) for href, node in index.whole.links if (found := order_in(href))]
    headed = {found for found, (_, link) in links if nearest(link, "h1") is not None}
    if family(layout, url).kind not in WITHOUT_STATUS and order_in(url or "") is None and not headed:
        return  # a list, perhaps
    cards = [(found, node) for found, node in links if _is_card(index.scope(node).lines(), words)]
    if not cards:
        return
    inside = {node[1] for _, node in cards}
    lines = [line for line in index.whole.lines() if inside.isdisjoint(upward(line.element))]
    own = {order_in(url or ""), *headed, *numbers_of_orders(lines, words)}
    yield from (node[1] for found, node in cards if found not in own)


def _is_card(lines: list[Line], words: Words) -> bool:
    """Whether the lines of a link tell of an order of their own, as a card of a list does: its state and an amount."""
    states = any(words.is_any(line.text, "status", "refund", "dispute") for line in lines)
    return len(lines) > 1 and states and any(read_money(line.text) is not None for line in lines)
