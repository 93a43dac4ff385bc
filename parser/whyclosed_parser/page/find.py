"""From an anchor to the words it leads to: where, not what they mean."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.index import Node, PageIndex, Scope
from whyclosed_parser.page.lines import joined, lines_behind, read_lines
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import ancestors, children, classes, upward
from whyclosed_parser.records import dataclass

_PIECE = "<span>"
_Owner = TypeVar("_Owner", bound=Hashable)


@dataclass(slots=True)
class Hit:
    """Words that an anchor led to. `label`: the words beside them, where the anchor is a row's label; `unverified`:
    nobody has seen that label on a page."""

    text: str
    node: Node | None = None
    label: str | None = None
    unverified: bool = False
    line: str | None = None
    """The whole row as it is printed, where the words are a part of one."""


def found_at(anchor: Anchor, scope: Scope, url: str | None) -> Iterable[Hit]:
    """What an anchor of the page's structure gives inside the scope, in page order; nothing for anchors that need to
    know words (`label:`, `text:`)."""
    if anchor.kind == "element":
        found = nodes(anchor, scope)
        if not found or not anchor.take:
            return [Hit(scope.text(node), node) for node in found]
        return _TAKES[anchor.take](anchor.argument, scope, found)
    argument = anchor.path[0]
    match anchor.kind:
        case "href":
            return _links(argument, scope)
        case "linked":
            return _linked(argument, scope)
        case "url":
            match = patterns.of_data(argument).search(url or "")
            return [Hit(match[match.lastindex or 0])] if match else []
    return ()


def nodes(anchor: Anchor, scope: Scope) -> Sequence[Node]:
    """The elements of an `element` anchor inside the scope."""
    path = anchor.path
    found = scope.find(path[0])
    if found and len(path) > 1:
        for key in path[1:]:
            found = [part for node in found for part in scope.within(node, key)]
            if key == _PIECE:
                found = outermost(found, scope.index)
    return found


def parts(found: Sequence[Node], index: PageIndex) -> list[Node]:
    """Of the members of a list each once: what holds several of them is a box around them, and one inside another is a
    part of it."""
    kept: list[Node] = []
    end_of_last = 0
    for at, node in enumerate(found):
        if node[0] < end_of_last:
            continue
        end = index.end(node) if at + 1 < len(found) else 0
        if at + 2 < len(found) and found[at + 2][0] < end:
            inner = [one for one in found[at + 1 :] if one[0] < end]
            if len(parts(inner, index)) > 1:
                continue
        kept.append(node)
        end_of_last = end
    return kept


def outermost(found: Sequence[Node], index: PageIndex) -> list[Node]:
    """Those that stand in none of the others: a span in a span is a piece of its words."""
    if len(found) < 2:
        return list(found)
    kept: list[Node] = []
    for node in found:
        if not kept or node[0] >= index.end(kept[-1]):
            kept.append(node)
    return kept


def _attribute(name: str, _: Scope, found: Sequence[Node]) -> Iterator[Hit]:
    for node in found:
        if value := node[1].get(name, "").strip():
            yield Hit(value, node)


def _row(_: str, scope: Scope, found: Sequence[Node]) -> Iterator[Hit]:
    for node in found:
        words = joined(line.text for line in lines_behind(node[1], scope.index.shown))
        yield Hit(words.lstrip(":： "), node, scope.text(node))


def _own(_: str, scope: Scope, found: Sequence[Node]) -> Iterator[Hit]:
    for node in found:
        yield Hit(joined(line.text for line in read_lines(node[1], scope.index.shown, set(children(node[1])))), node)


def _nth(number: str, scope: Scope, found: Sequence[Node]) -> Iterator[Hit]:
    for node in found[int(number) - 1 :][:1]:
        label = next(children(node[1]), None)
        yield Hit(scope.text(node), node, None if label is None else scope.text((node[0] + 1, label)))


def _matched(pattern: str, scope: Scope, found: Sequence[Node]) -> Iterator[Hit]:
    search = patterns.of_data(pattern).search
    for node in found:
        if match := search(scope.text(node)):
            yield Hit(match[match.lastindex or 0], node)


def _children(_: str, scope: Scope, found: Sequence[Node]) -> Iterator[Hit]:
    for node in found:
        for child in children(node[1]):
            yield Hit(scope.text((node[0], child)), node)


def _without(written: str, scope: Scope, found: Sequence[Node]) -> Iterator[Hit]:
    name = written.removeprefix(".")
    for node in found:
        named = {part for part in node[1].iterdescendants() if name in classes(part)}
        yield Hit(joined(line.text for line in read_lines(node[1], scope.index.shown, named)), node)


_TAKES: Mapping[str, Callable[[str, Scope, Sequence[Node]], Iterator[Hit]]] = {
    "@": _attribute,
    "row": _row,
    "own": _own,
    "nth": _nth,
    "match": _matched,
    "children": _children,
    "without": _without,
}
"""What is taken of the elements of an anchor, by the word for it in its notation."""


def _links(pattern: str, scope: Scope) -> list[Hit]:
    """The value in the addresses of links; a mark where two links disagree."""
    search = patterns.of_data(pattern).search
    values: dict[str, Node] = {}
    for href, node in scope.links:
        if found := search(href):
            values.setdefault(found[found.lastindex or 0], node)
    return _agreed(values)


def _linked(pattern: str, scope: Scope) -> list[Hit]:
    """The words of the links with such an address; a mark where two links say different things."""
    search = patterns.of_data(pattern).search
    words = {scope.text(node): node for href, node in reversed(scope.links) if search(href)}
    words.pop("", None)  # a picture
    return _agreed(words)


def _agreed(found: Mapping[str, Node]) -> list[Hit]:
    return [Hit(text, node) for text, node in found.items()] if len(found) < 2 else [Hit(MARK)]


def boxes_around(key: str, scope: Scope) -> list[Scope]:
    """The largest boxes of the scope that hold one element with this key each; the scope itself for a single one; none
    where the elements stand beside each other, in lines of one box."""
    held = [element for _, element in parts(scope.find(key), scope.index)]
    if len(held) < 2:
        return [scope] if held else []
    boxes = largest_boxes((element, element) for element in held)
    if all(boxes[element] is element for element in held):
        return []
    return [scope_of(scope.index, boxes[element]) for element in held]


def scope_of(index: PageIndex, element: Element) -> Scope:
    """The scope of an element that was found by the structure of the page."""
    return index.scope((index.position(element), element))


def largest_boxes(owned: Iterable[tuple[Element, _Owner]]) -> dict[_Owner, Element]:
    """For each owner of elements the largest box around the first of them that holds nothing of another owner's."""
    first: dict[_Owner, Element] = {}
    whose: dict[Element, tuple[_Owner] | None] = {}  # None: more than one's
    for element, owner in owned:
        first.setdefault(owner, element)
        for box in upward(element):
            held = whose.setdefault(box, (owner,))
            if held is None:
                break
            if held[0] != owner:
                whose[box] = None
    boxes = {}
    for owner, element in first.items():
        boxes[owner] = element
        for box in ancestors(element):
            if whose[box] is None:
                break
            boxes[owner] = box
    return boxes
