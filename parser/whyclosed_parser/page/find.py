"""From an anchor to the words it leads to: where, not what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lxml.etree import _Element as Element

from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.index import Node, PageIndex, Scope
from whyclosed_parser.values.text import fold


@dataclass(slots=True)
class Hit:
    """Words that an anchor led to. `label`: the words beside them, where the anchor is a row's label; `unverified`:
    nobody has seen that label on a page."""

    text: str
    node: Node | None = None
    label: str | None = None
    unverified: bool = False


def found_at(anchor: Anchor, scope: Scope, url: str | None) -> Iterable[Hit]:
    """What an anchor of the page's structure gives inside the scope, in page order; nothing for anchors that need to
    know words (`label:`, `text:`)."""
    argument = anchor.path[0]
    match anchor.kind:
        case "element":
            found = nodes(anchor, scope)
            if not found or not anchor.take:
                return [Hit(scope.text(node), node) for node in found]
            if anchor.take == "nth":
                found = found[int(anchor.argument) - 1 :][:1]
            return (hit for node in found for hit in _taken(anchor, scope, node))
        case "href":
            return _links(argument, scope)
        case "linked":
            return _linked(argument, scope)
        case "url":
            match = _pattern(argument).search(url or "")
            return [Hit(match[match.lastindex or 0])] if match else []
    return ()


def nodes(anchor: Anchor, scope: Scope) -> list[Node]:
    """The elements of an `element` anchor inside the scope."""
    path = anchor.path
    found = scope.find(path[0])
    if len(path) > 1 and found:
        for key in path[1:]:
            found = [part for node in found for part in scope.inner(node).find(key)]
    return found


def _taken(anchor: Anchor, scope: Scope, node: Node) -> Iterator[Hit]:
    element = node[1]
    match anchor.take:
        case "@":
            value = element.get(anchor.argument)
            if value and value.strip():
                yield Hit(value.strip(), node)
        case "row":
            yield Hit(_beside(scope, node), node, scope.text(node))
        case "own":
            yield Hit(fold((element.text or "") + "".join(child.tail or "" for child in element)), node)
        case "nth":
            label = next(element.iterchildren("*"), None)
            yield Hit(scope.text(node), node, None if label is None else scope.text((node[0] + 1, label)))
        case "match":
            if found := _pattern(anchor.argument).search(scope.text(node)):
                yield Hit(found[found.lastindex or 0], node)
        case "children":
            for child in element.iterchildren("*"):
                yield Hit(scope.text((node[0], child)), node)
        case "without":
            left_out = anchor.argument.removeprefix(".")
            pieces = [element.text or ""]
            for child in element.iterchildren("*"):
                if left_out not in (child.get("class") or "").split():
                    pieces.append(scope.text((node[0], child)))
                pieces.append(child.tail or "")
            yield Hit(fold("".join(pieces)), node)


def _beside(scope: Scope, node: Node) -> str:
    """The words of a row behind its label: tail and following siblings."""
    element = node[1]
    pieces = [element.tail or ""]
    at = scope.inner(node).end
    for sibling in element.itersiblings("*"):
        pieces.append(scope.text((at, sibling)))
        pieces.append(sibling.tail or "")
        at = scope.inner((at, sibling)).end
    return fold(" ".join(pieces)).lstrip(":： ")


def _links(pattern: str, scope: Scope) -> Iterable[Hit]:
    """The values in the addresses of links; none where two links disagree."""
    search = _pattern(pattern).search
    values: dict[str, Node] = {}
    for href, node in scope.links():
        if found := search(href):
            values.setdefault(found[found.lastindex or 0], node)
    return [Hit(value, node) for value, node in values.items()] if len(values) == 1 else []


def _linked(pattern: str, scope: Scope) -> Iterable[Hit]:
    """The words of the links with such an address; none where two links say different things."""
    search = _pattern(pattern).search
    words = {scope.text(node): node for href, node in reversed(scope.links()) if search(href)}
    words.pop("", None)  # a picture
    return [Hit(text, node) for text, node in words.items()] if len(words) == 1 else []


def boxes_around(key: str, scope: Scope) -> list[Scope]:
    """The largest boxes of the scope that hold one element with this key each; the scope itself for a single one."""
    held = [element for _, element in scope.find(key)]
    if len(held) < 2:
        return [scope] if held else []
    return [scope_of(scope.index, ancestor_without(element, set(held) - {element})) for element in held]


def scope_of(index: PageIndex, element: Element) -> Scope:
    """The scope of an element whose position is not known; slow, for the few elements found by structure."""
    position = element.xpath("count(preceding::*) + count(ancestor::*)")
    return index.scope((int(position), element))


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def ancestor_without(element: Element, others: set[Element]) -> Element:
    """The largest ancestor (or the element itself) whose subtree holds none of the others."""
    forbidden = {ancestor for other in others for ancestor in (other, *other.iterancestors())}
    best = element
    for ancestor in element.iterancestors():
        if ancestor in forbidden:
            break
        best = ancestor
    return best
