"""What names a product, its variant or a shop: whatever its words are, they say nothing of the order."""

from __future__ import annotations

from functools import cache

from lxml.etree import _Element as Element

from whyclosed_parser.layouts import layouts
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.names import is_name, keys_of
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.addresses import product_in, store_in
from whyclosed_parser.values.text import words_key
from whyclosed_parser.words.packs import shared

ARROWS = " ›»>→❯〉＞‹«<←❮〈＜"
"""What a link to a shop has behind its name."""
_FIELDS = frozenset({"items.title", "items.sku", "shop.name"})


def names_goods(element: Element) -> bool:
    """Whether an element stands in such a name: in a link to the product or the shop, or in a place that a layout has
    for nothing else."""
    return any(
        (box.tag == "a" and _leads_to_goods(box.get("href") or "")) or not _places().isdisjoint(keys_of(box.items()))
        for box in upward(element)
    )


def without_goods(lines: list[Line], scope: Scope) -> list[Line]:
    """The lines of a scope but those in such names."""
    names = {node[1] for href, node in scope.links if _leads_to_goods(href)}
    names |= {node[1] for key in _places() & scope.shape.keys for node in scope.find(key)}
    return [line for line in lines if names.isdisjoint(upward(line.element))] if names else lines


def _leads_to_goods(address: str) -> bool:
    return product_in(address) is not None or store_in(address) is not None


@cache
def _places() -> frozenset[str]:
    """The names that are those of such places in a layout, and of nothing else in any."""
    places, others = set[str](), set[str]()
    for layout in layouts():
        for field, anchors in layout.fields.items():
            ends = {anchor.path[-1] for anchor in anchors if anchor.kind == "element"}
            (places if field in _FIELDS else others).update(filter(is_name, ends))
    return frozenset(places - others)


def invites_to_a_shop(text: str) -> bool:
    """Whether a text is what a link to a shop may be called that does not name it: "Visit store"."""
    return words_key(text.rstrip(ARROWS)) in _visits()


@cache
def _visits() -> frozenset[str]:
    return frozenset(map(words_key, shared("shops")["visits"]))
