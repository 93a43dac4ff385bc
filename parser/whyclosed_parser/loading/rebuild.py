"""A second way to the tree, for pages nested too deep for lxml's own builder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.tree import fitting

if TYPE_CHECKING:
    from bs4 import Tag

DEEPEST = 1000
"""Elements within elements; deeper ones become siblings of the element at this depth."""
MOST_TAGS = 200_000
"""Tags up to which this is tried: it takes a second for 30,000, and real orders have some thousands."""

_MAKER = etree.HTMLParser()
_NAME = patterns.compiled(r"[A-Za-z_][\w.-]*", re.ASCII)


def rebuilt(page: bytes) -> Element | None:
    """The tree of `page` (UTF-8) as beautifulsoup4 builds it, as lxml elements; None where that is not possible.

    All text and all attributes with usual names are kept; comments are not, and below `DEEPEST` nesting is flat.
    """
    if page.count(b"<") > MOST_TAGS:
        return None
    from bs4 import BeautifulSoup  # 100 ms to import, and hardly ever needed
    from bs4.element import NavigableString, PreformattedString, Tag

    soup = BeautifulSoup(page.decode("utf-8", "replace"), "lxml")
    top = next((node for node in soup.contents if isinstance(node, Tag)), None)
    if top is None:
        return None
    root = _element(top)
    made: dict[int, tuple[Element, int]] = {id(top): (root, 1)}
    for node in top.descendants:
        parent, depth = made[id(node.parent)]
        if isinstance(node, Tag):
            element = _element(node)
            home = parent if depth < DEEPEST else parent.getparent()
            (parent if home is None else home).append(element)
            made[id(node)] = (element, min(depth + 1, DEEPEST))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            _append_text(parent, depth, fitting(node))
    return root


def _element(tag: Tag) -> Element:
    element: Element = _MAKER.makeelement(tag.name if _NAME.fullmatch(tag.name) else "span")
    for name, value in tag.attrs.items():
        if _NAME.fullmatch(name):
            element.set(name, fitting(value if isinstance(value, str) else " ".join(value)))
    return element


def _append_text(parent: Element, depth: int, text: str) -> None:
    flattened = parent.getparent() if depth == DEEPEST and parent.getnext() is not None else None
    last = next((parent if flattened is None else flattened).iterchildren(reversed=True), None)
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text
