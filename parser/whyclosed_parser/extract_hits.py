"""From an anchor to words: the half of the interpreter that knows where, not what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lxml.etree import _Element as Element

from whyclosed_parser.extract_index import Line, Node, PageIndex, Scope
from whyclosed_parser.layouts import Anchor
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words


@dataclass(slots=True)
class Hit:
    """Words that an anchor led to. `label`: the words beside them, where the anchor is a row's label."""

    text: str
    node: Node | None = None
    label: str | None = None
    unverified: bool = False


def hits(anchor: Anchor, scope: Scope, words: Words, url: str | None) -> Iterable[Hit]:
    """What this anchor gives inside the scope, in page order. `text:` anchors are read elsewhere."""
    if anchor.kind == "element":
        found = nodes(anchor, scope)
        if not found or not anchor.take:
            return [Hit(scope.text(node), node) for node in found]
        return (hit for node in found for hit in _taken(anchor, scope, node))
    argument = anchor.path[0]
    if anchor.kind == "href":
        return _links(argument, scope)
    if anchor.kind == "linked":
        return _linked(argument, scope)
    if anchor.kind == "url":
        match = _pattern(argument).search(url or "")
        return [Hit(match[match.lastindex or 0])] if match else []
    if anchor.kind == "label":
        low = scope.low
        for label in words.labels(argument):
            if label in low:
                return _rows(argument, scope.lines(), words)
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


def _rows(code: str, lines: list[Line], words: Words) -> Iterator[Hit]:
    """The values beside the labels of one meaning."""
    for label, value, _ in labelled(code, lines, words):
        entry = words.entry("labels", label)
        yield Hit(value, None, label, entry is not None and entry.unverified)


def labelled(code: str, lines: list[Line], words: Words) -> Iterator[tuple[str, str, Line]]:
    """The rows with a label of this meaning: label, value, and the line of the label. The value stands in the same
    line, or in the next one if the two have a box of their own."""
    pattern = words.label_pattern(code)
    if pattern is None:
        return
    for number, line in enumerate(lines):
        label, value = _parted(line, pattern)
        if label is None:
            continue
        value = value or _in_next_line(lines, number, words)
        if value:
            yield label, value, line


def _in_next_line(lines: list[Line], number: int, words: Words) -> str:
    if number + 1 == len(lines) or words.is_label(lines[number + 1].text):
        return ""
    line, following = lines[number], lines[number + 1]
    around = set(following.element.iterancestors())
    box = next((one for one in line.element.iterancestors() if one in around), None)
    others = (*lines[max(number - 1, 0) : number], *lines[number + 2 : number + 3])
    if line.element.tag != "dt" and any(_inside(box, other) and not _is_copy(other, words) for other in others):
        return ""
    return following.text


def _inside(box: Element | None, line: Line) -> bool:
    return any(one is box for one in (line.element, *line.element.iterancestors()))


def _is_copy(line: Line, words: Words) -> bool:
    """Whether a line is only the button that copies the value beside it."""
    entry = words.entry("labels", line.text)
    return entry is not None and entry.code == "copy"


def _parted(line: Line, pattern: re.Pattern[str]) -> tuple[str | None, str]:
    """Label and value of a line. Between them stands a colon, a space, or the end of the label's own element."""
    first = line.first
    if len(line.runs) > 1 and (found := pattern.fullmatch(first)) and not found["value"]:
        return first, line.text[len(first) :].lstrip(":： ")
    found = pattern.match(line.text)
    return (line.text[: found.start("end")], found["value"]) if found else (None, "")


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
