"""Where a page is cut into orders: the parts of it that hold one each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whyclosed_parser.layouts import Layout, excluded
from whyclosed_parser.page.find import largest_boxes, nodes, parts, scope_of
from whyclosed_parser.page.index import PageIndex, Scope
from whyclosed_parser.read.boxes import line_boxes, order_boxes
from whyclosed_parser.read.labels import hits
from whyclosed_parser.values.numbers import read_id
from whyclosed_parser.words import Words


def order_scopes(layout: Layout, index: PageIndex, words: Words, url: str | None) -> Iterator[Scope]:
    """The subtrees that hold one order each; the whole page where it is about one order."""
    whole = index.whole
    for anchor in layout.order:
        if anchor.kind == "text":
            by_line = anchor.path[0] == "line_ids"
            elements = (line_boxes if by_line else order_boxes)(whole, words, url)
            boxes = [scope_of(index, element).with_heads() for element in elements]
        else:
            boxes = [index.scope(node) for node in parts(nodes(anchor, whole), index)]
        if boxes and layout.several:
            yield from boxes
            return
        if len(boxes) == 1 and not stands_outside(index, boxes):
            whole = boxes[0]
    yield from [whole] if layout.several else _one_each(layout, whole, words)


def stands_outside(index: PageIndex, scopes: Sequence[Scope]) -> bool:
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
