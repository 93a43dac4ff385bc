"""Which layout a page has, by the evidence on it; and the pages that are named instead of read."""

from __future__ import annotations

from functools import cache
from typing import cast

from lxml import etree

from whyclosed_parser import errors, patterns
from whyclosed_parser.document import Document
from whyclosed_parser.layouts import Anchor, Layout, layouts, refusals
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import PageIndex, Scope
from whyclosed_parser.words import Kind, Words

_ENOUGH = 3
"""Points from which a layout is believed: the address alone never suffices."""
_ENOUGH_TO_REFUSE = 2


def recognise(document: Document, index: PageIndex, words: Words) -> Layout:
    """The layout with the most evidence on the page; the text reading where no layout has enough."""
    scored = [(_score(layout, document, index, words), layout) for layout in layouts() if layout.evidence]
    points, best = max(scored, key=lambda one: one[0])
    if points >= _ENOUGH and _has_an_order(best, index):
        return best
    return next(layout for layout in layouts() if not layout.evidence)


def shows_another_kind(layout: Layout, index: PageIndex) -> bool:
    """Whether the elements of a page are also those of another kind of page: then it is half of one and half of
    another."""
    others = (other for other in layouts() if other.evidence and other.kind != layout.kind)
    return any(_shown(other, index) >= _ENOUGH for other in others)


def _shown(layout: Layout, index: PageIndex) -> int:
    """The evidence of elements alone."""
    return sum(points for anchor, points in layout.evidence.items() if _stands(anchor, index))


def _stands(anchor: Anchor, index: PageIndex) -> bool:
    known = anchor.kind == "element" and index.count(anchor.path[0]) > 0
    return known and (len(anchor.path) == 1 or bool(nodes(anchor, index.whole)))


def _has_an_order(layout: Layout, index: PageIndex) -> bool:
    """Whether a page can be read by this layout: a list without a card is none."""
    return layout.kind != "order_list" or any(nodes(anchor, index.whole) for anchor in layout.order)


def _score(layout: Layout, document: Document, index: PageIndex, words: Words) -> int:
    score = 0
    for anchor, points in layout.evidence.items():
        if anchor.kind == "url":
            held = _finds(anchor.path[0], document.url)
        elif anchor.kind != "element":
            held = score > 0 and _says(anchor, index.whole, words)  # words alone are evidence of nothing
        else:
            held = _stands(anchor, index)
        score += points if held else 0
    return score


def _says(anchor: Anchor, page: Scope, words: Words) -> bool:
    """Whether the page has a label or states a refund or dispute."""
    known = words.labels(anchor.path[0]) if anchor.kind == "label" else words.entries[cast(Kind, anchor.path[0])]
    return any(word in page.low for word in known)


def addressed(url: str | None) -> Layout | None:
    """The known layout of which an address is; None where it is of none."""
    found = [
        layout
        for layout in layouts()
        if any(_finds(anchor.path[0], url) for anchor in layout.evidence if anchor.kind == "url")
    ]
    return found[0] if len(found) == 1 else None


def family(layout: Layout, url: str | None) -> Layout:
    """The layout of a page, or, where its design is not known, that of which its address is."""
    return layout if layout.evidence else addressed(url) or layout


def refuse(document: Document, *, numbered: bool = False) -> None:
    """Raise what the page is if it is known to hold no order. `numbered`: an order's number was read from it."""
    for refusal in refusals():
        if numbered and not refusal.though_numbered:
            continue
        points = sum(worth for test, worth in refusal.evidence.items() if _holds(test, document))
        if points >= _ENOUGH_TO_REFUSE:
            raise cast(type[errors.PageError], getattr(errors, refusal.error))


def _holds(test: str, document: Document) -> bool:
    if test.startswith("url:"):
        return _finds(test[4:], document.url)
    return bool(_xpath(test)(document.root))


@cache
def _xpath(test: str) -> etree.XPath:
    return etree.XPath(test)


def _finds(pattern: str, url: str | None) -> bool:
    return bool(url and patterns.of_data(pattern).search(url))
