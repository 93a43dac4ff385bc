"""One way of reading a page: its layout, the parts that hold an order each, and what was read of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lxml.etree import _Element as Element

from whyclosed_parser.document import Document
from whyclosed_parser.layouts import Layout, excluded, wanted_keys
from whyclosed_parser.layouts.recognise import family, recognise
from whyclosed_parser.loading.marks import clean_url
from whyclosed_parser.model import Order, Page
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_parser.page.build import build_index
from whyclosed_parser.page.find import scope_of
from whyclosed_parser.page.index import PageIndex, Scope
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.asides import without_asides
from whyclosed_parser.read.control import read_order
from whyclosed_parser.read.copied import cards
from whyclosed_parser.read.cut import order_scopes
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.foreign import without_foreign
from whyclosed_parser.read.gaps import without_left_out
from whyclosed_parser.read.left_out import parts_left_out
from whyclosed_parser.read.substance import is_empty
from whyclosed_parser.read.talk import Said
from whyclosed_parser.records import dataclass
from whyclosed_parser.words import Words

DAMAGED = frozenset({"truncated", "content_lost"})
"""Problems that say already that parts are missing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one way of reading a page gave. `scopes`: the parts that hold one order each; `orders`: what was read from
    those of them in which anything could be read."""

    index: PageIndex
    layout: Layout
    scopes: list[Scope]
    orders: tuple[Order, ...]


def read_page(document: Document, words: Words, *, with_frame: bool = False, talk: tuple[Said, ...] = ()) -> Reading:
    """Read a page by the layout that it has. `with_frame`: also what usually is the site's frame, not the order's.
    `talk`: what people said in copied words.
    The index of what it gives remembers much: `forget` it, once nothing more is asked."""
    cut_short = _cut_in_text(document)
    index = build_index(document.root, excluded(), wanted_keys(), cut_short=cut_short, with_frame=with_frame)
    layout = recognise(document, index, words)
    if not layout.evidence:  # a design that nobody knows prints its times as the site's pages of that address do
        known = family(layout, document.url)
        layout = replace(layout, zone=known.zone, countdowns=known.countdowns)
    index = without_foreign(without_asides(index, layout, words, document.url), layout, words)
    # Copied words have no design: nothing of it can be amiss.
    damaged = any(problem.code in DAMAGED for problem in document.problems)
    unknown = not document.is_words and (not layout.evidence or (not damaged and _is_redesigned(index, layout)))
    language = next(iter(words.tongues), document.language)
    is_told = document.is_words or document.is_mail
    context = PageContext(layout, words, language, document.url, document.captured_at, unknown, is_told)
    url = clean_url(document.url) if document.url else None
    page = Page(layout.kind, layout.name, document.language, url, document.captured_at, document.captured_at_from)
    boxes = cards(document) if document.is_words else []
    scopes = [scope_of(index, box) for box in boxes] or list(order_scopes(layout, index, words, document.url))
    if len(scopes) == 1:  # of several orders nobody knows which one was spoken of
        context = replace(context, talk=talk)
    if len(scopes) > 1:
        index.forget()  # nor is anything kept of a card: of a thousand it would be as much as the page itself
    left_out = _left_out_of(scopes, layout)
    read = (read_order(context, scope.anew() if len(scopes) > 1 else scope, page) for scope in scopes)
    told = (
        without_left_out(order, left_out[scope], context, index) if scope in left_out else order
        for scope, order in zip(scopes, read, strict=True)
    )
    return Reading(index, layout, scopes, tuple(order for order in told if not is_empty(order, layout)))


def _left_out_of(scopes: Sequence[Scope], layout: Layout) -> dict[Scope, list[Element]]:
    """For each part that holds an order what is left out of it; of a page about one order all that is left out."""
    if not (scopes[0].index.frame or any(scope.leaves_out for scope in scopes)):
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


def _is_redesigned(index: PageIndex, layout: Layout) -> bool:
    """Whether the page has none of the classes by which its layout knows parts of it, or lacks one of several that
    stand together: then others may have gone, too."""
    names = {key for key in layout.named if key.startswith((".", "^"))}
    there = {key for kind in index.keys for key in kind}
    if any(len({there.isdisjoint(name) for name in group}) > 1 for group in layout.together):
        return True
    return bool(names) and layout.kind not in OF_REQUESTS and names.isdisjoint(there)


def _cut_in_text(document: Document) -> bool:
    """Whether the page was cut off in the middle of a word: that last word is no value."""
    if not any(problem.code == "truncated" for problem in document.problems):
        return False
    tail = document.source[document.source.rfind(b">") + 1 :]
    return bool(tail.strip()) and b"<" not in tail
