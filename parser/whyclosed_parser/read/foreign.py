"""Parts of a page that speak of other things than the order: cards of products that are for sale, and feeds of them.

Such a card holds a link to a product that is none of the items of the order, and a price. It may stand anywhere, in any
box, so it is told by what it does not hold: nothing that only an order has (`_known`, `_said`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import accumulate, islice
from operator import itemgetter
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.layouts import Layout
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line, Node, PageIndex, Scope
from whyclosed_parser.page.lines import WORDLESS, Shown, all_words, read_lines, read_words
from whyclosed_parser.page.names import is_name
from whyclosed_parser.page.tree import in_link_or_button, upward
from whyclosed_parser.read.addresses import is_snapshot, line_in, order_in, product_in
from whyclosed_parser.read.labels import label_behind
from whyclosed_parser.read.pieces import QUANTITY, is_quantity, priced_in_row
from whyclosed_parser.read.status_lines import ONLY_OF_ORDERS
from whyclosed_parser.read.timers import has_sentence
from whyclosed_parser.read.times import event_time
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.numbers import may_have_quantity
from whyclosed_parser.values.text import COLONS, fold, has_digit, normal_form, words_key
from whyclosed_parser.words import Words
from whyclosed_parser.words.feeds import is_feed_heading

_COUNTED = patterns.compiled(r"(?<![^\W\d_])[x×х]\s?\d{1,4}(?!\w)")
"""Also right behind an amount."""
_FEWEST_IN_A_ROW = 3
ALSO_OF_PRODUCTS = frozenset({"estimated_delivery", "delivered_on", "shop", "discount", "copy", "status"})
"""Labels that cards of products have too."""
_BESIDE_LINKS = cast(Callable[[Element], list[str]], etree.XPath("descendant::text()[not(ancestor::a)]"))
_COLON = patterns.compiled("[:：]")
_LONGEST_LABEL = 60
"""Characters before a colon that can be a label."""
_LONG_NUMBER = patterns.compiled(r"\d{15}")
_PARTS_OF_A_PRICE = 12
"""Elements: some pages print each character of a price in one of its own."""
_LONGEST_PRICE = 30
"""Characters, with a word before and behind the amount; what is longer is a sentence or the whole card."""


def without_foreign(index: PageIndex, layout: Layout, words: Words) -> PageIndex:
    """The page without cards and feeds of products that are none of the order's."""
    whole = index.whole
    links = [(node, found) for href, node in whole.links if (found := product_in(href))]
    items = {node for anchor in layout.anchors("items.each") if anchor.keys for node in nodes(anchor, whole)}
    if layout.several and any(anchor.kind == "element" for anchor in layout.order):
        links = _in_cards(links, items, layout, whole)  # nothing beside the cards is read
    products = {node[1]: number for node, number in links}
    own = [item for _, item in sorted(items, key=itemgetter(0))]
    others = dict(_others(products, own))
    if not others:
        return index
    of_order = around({*own, *known(whole, layout)})
    # A tracking page names the products of a package without a price.
    items_known = bool(own) or "items" not in layout.parts or layout.kind == "tracking"
    if items_known and of_order:
        cards = set(_cards(others, of_order, items_known))
        if not any(_speaks_of_an_order(card, index, words) for card in cards):
            return index.without(cards)
    lines = whole.lines()

    def holds_product(box: Element) -> bool:
        return not others.keys().isdisjoint(box.iter("a"))

    headed = {*_behind_headings(lines, frozenset(), holds_product), *_in_rows(others)}
    of_order |= around(_said([line for line in lines if not _is_of_a_feed(line, headed, others)], words))
    of_order |= around((*_promised(lines, others, words), *_bought(index, others)))
    if of_order:  # else nothing says where the order is, and so nothing says what is not of it
        feeds = _behind_headings(lines, of_order, lambda one: holds_product(one) or _has_price(one))
        return index.without({*_cards(others, of_order, items_known), *feeds})
    return index


def _in_cards(links: list[tuple[Node, str]], items: Set[Node], layout: Layout, whole: Scope) -> list[tuple[Node, str]]:
    """The links inside the cards of a list's orders. Where some of these have items, only in those: in another one each
    product may be the item, in a part of the next design."""
    anchors = (anchor for anchor in layout.order if anchor.kind == "element")
    boxes = sorted((node for anchor in anchors for node in nodes(anchor, whole)), key=itemgetter(0))
    starts = [start for start, _ in boxes]
    ends = list(accumulate(map(whole.index.end, boxes), max))

    def place(node: Node) -> int:
        """The number of the card in which an element stands; -1 for none."""
        number = bisect_right(starts, node[0]) - 1
        return number if number >= 0 and node[0] < ends[number] else -1

    having = {place(item) for item in items} - {-1}
    return [link for link in links if (card := place(link[0])) >= 0 and (not having or card in having)]


def _others(products: Mapping[Element, str], own: Sequence[Element]) -> Iterator[tuple[Element, str]]:
    """The links to products that may be none of the order's items: those in no item, and of an item that has links to
    several products all of them. `own`: the items in page order."""
    held: dict[Element, set[str]] = {}
    inside = {link: box for box in own for link in box.iter("a") if link in products}  # of two the inner one is last
    for link, box in inside.items():
        held.setdefault(box, set()).add(products[link])
    own_ids = {number for numbers in held.values() if len(numbers) == 1 for number in numbers}
    for link, number in products.items():
        around = inside.get(link)
        if len(held[around]) > 1 if around is not None else number not in own_ids:
            yield link, number


def known(whole: Scope, layout: Layout) -> Iterator[Element]:
    """What only an order has, by the names of its layout and the addresses of its links."""
    anchors = (*layout.evidence, *layout.order)
    names = {key for anchor in anchors for key in anchor.keys if is_name(key)} | layout.named
    for key in names & whole.shape.keys:
        yield from (node[1] for node in whole.find(key))
    yield from (node[1] for href, node in whole.links if order_in(href) or line_in(href) or is_snapshot(href))


def _said(lines: list[Line], words: Words) -> Iterator[Element]:
    """What only an order has, by the words of the page: labels of its rows, its buttons, quantities, events."""
    yield from named(lines, words)
    for line in lines:
        text = line.text
        counted = has_digit(text) and (QUANTITY.search(text) or is_quantity(text) or is_quantity(line.last))
        if counted or (":" in text and event_time(text, words)):
            yield line.element


def _promised(lines: list[Line], links: Mapping[Element, str], words: Words) -> Iterator[Element]:
    """Until when something is promised beside several products, and so for none of them."""
    for line in lines:
        if has_sentence(normal_form(line.text), words):
            held = ({links[a] for a in box.iter("a") if a in links} for box in upward(line.element))
            if len(next(filter(None, held), ())) > 1:
                yield line.element


def _bought(index: PageIndex, links: Iterable[Element]) -> Iterator[Element]:
    """The rows of a table with the price of a product and a number of pieces, in a column that is named so or with what
    they cost together."""
    rows = dict.fromkeys(box for link in links for box in islice(_rows_around(link), 1))
    yield from (row for row in rows if priced_in_row(read_lines(row, index.shown), row) is not None)


def _rows_around(link: Element) -> Iterator[Element]:
    return (box for box in upward(link) if box.tag == "tr")


def is_bought(text: str) -> bool:
    """Whether a text is a price with a number of pieces behind it, as items of an order have it."""
    pieces = QUANTITY.search(text)
    return pieces is not None and read_money(text[: pieces.start()].strip()) is not None


def _is_counted(text: str) -> bool:
    return is_quantity(text) or is_bought(text)


def named(lines: list[Line], words: Words) -> Iterator[Element]:
    """What only an order has, by the labels of its rows and of its buttons."""
    for line in lines:
        action, row = words.code("actions", line.text), words.row(line.text, line.runs) or label_behind(line, words)
        if action in ONLY_OF_ORDERS or (row is not None and row.entry.code not in ALSO_OF_PRODUCTS):
            yield line.element


def _speaks_of_an_order(card: Element, index: PageIndex, words: Words) -> bool:
    """A quick look at all words of a card: an order's id, a label with its colon, a number of pieces or a promise may
    stand in it."""
    if has_sentence(normal_form(" ".join(_BESIDE_LINKS(card))), words):
        return True
    text = etree.tostring(card, method="text", encoding="unicode", with_tail=False)
    if may_have_quantity(text) and any(_is_counted(line.text) for line in read_lines(card, index.shown)):
        return True
    labels = words.labels_without(ALSO_OF_PRODUCTS)
    if not any(colon in text for colon in COLONS):  # the usual case, and cheap
        return _LONG_NUMBER.search(text) is not None
    return _LONG_NUMBER.search(text) is not None or any(
        words_key(text[max(0, colon.start() - _LONGEST_LABEL) : colon.start()]).endswith(labels)
        for colon in _COLON.finditer(text)
    )


def _cards(links: dict[Element, str], of_order: Set[Element], items_known: bool) -> Iterator[Element]:
    """The largest boxes around the links that hold nothing of the order, if they hold a price. Where the order's items
    are not known, one product alone may be an item."""
    held: dict[Element, set[str]] = {}
    largest: dict[
        Element, Element
    ] = {}  # of what was passed on the way up; the cards of a feed have the rest in common
    for link, number in links.items():
        box = None
        passed = []
        for around in upward(link):
            if around in largest:
                box = largest[around]
                break
            if around in of_order:
                break
            passed.append(around)
            box = around
        if box is not None:
            largest.update(dict.fromkeys(passed, box))
            held.setdefault(box, set()).add(number)
    for box, numbers in held.items():
        if (items_known or len(numbers) > 1) and _has_price(box):
            yield box


def _behind_headings(
    lines: list[Line], of_order: Set[Element], may_be_of_a_feed: Callable[[Element], bool]
) -> Iterator[Element]:
    """What stands behind the heading of a feed, as far as it may be a part of one and holds nothing of the order."""
    for line in lines:
        if not is_feed_heading(line.text) or in_link_or_button(upward(line.element)):
            continue
        for box in upward(line.element):
            behind = [one for one in box.itersiblings("*") if one not in of_order and may_be_of_a_feed(one)]
            yield from behind
            if behind or box.getparent() in of_order:
                break


def _in_rows(links: Iterable[Element]) -> set[Element]:
    """The cards of a feed without a heading: several boxes side by side of which each is all words of a product's link,
    with a price, and not each with a number of pieces, as items have it."""
    rows: dict[Element, dict[Element, str]] = {}
    for link in links:
        words = fold(all_words(link))
        card = link
        for box in link.iterancestors():
            if not words or fold(all_words(box)) != words:
                break
            card = box
        row = card.getparent()
        if row is not None and _has_price(card):
            rows.setdefault(row, {})[card] = words
    return {
        card
        for cards in rows.values()
        if len(cards) >= _FEWEST_IN_A_ROW and not all(map(_COUNTED.search, cards.values()))
        for card in cards
    }


def _is_of_a_feed(line: Line, headed: Set[Element], links: Mapping[Element, str]) -> bool:
    """Whether a line is what the link to a product of a feed says: whatever its words are, they are a product's."""
    if not headed:
        return False
    around = list(upward(line.element))
    return any(box in links for box in around) and not headed.isdisjoint(around)


def _has_price(box: Element) -> bool:
    """Whether an amount stands in a box, in an element of its own, beside a word that only those hear who do not see
    the page, or above its translation."""
    shown = Shown(dict.fromkeys(box.iter(*WORDLESS), ""))  # a script may stand between two digits
    small = (one for one in box.iter("*") if len(one) <= _PARTS_OF_A_PRICE)
    return any(any(map(_is_price, (read_words(one, shown), one.text or "", one.tail or ""))) for one in small)


def _is_price(text: str) -> bool:
    text = fold(text)
    return len(text) <= _LONGEST_PRICE and has_digit(text) and read_money(text) is not None


def around(elements: Iterable[Element]) -> set[Element]:
    """Elements, and every box in which one of them stands."""
    boxes: set[Element] = set()
    for element in elements:
        for box in upward(element):
            if box in boxes:
                break
            boxes.add(box)
    return boxes
