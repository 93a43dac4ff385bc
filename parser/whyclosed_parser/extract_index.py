"""One pass over a page: which anchors stand where, without the parts that are never read.

Positions count the page's elements in document order, so a subtree is a range of positions and "inside" is a
comparison of numbers. Private and foreign subtrees (`layouts/excluded.toml`) never enter the index.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import cast

from lxml import etree
from lxml.html import HtmlElement

from whyclosed_parser.layouts import Excluded, excluded, wanted_keys
from whyclosed_parser.values.text import fold

Node = tuple[int, HtmlElement]
"""An element and its position."""

_DESCENDANTS = cast(Callable[[HtmlElement], float], etree.XPath("count(descendant::*)"))
_STRING = cast(Callable[[HtmlElement], str], etree.XPath("string()"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "img", "label", "mark", "s", "small"}
    | {"span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_ROWS_OF_THE_ORDER = frozenset({"pl:order_detail_gray_id", "pl:order_detail_gray_date", "pl:order_detail_gray_payment"})


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line: the words of a block element, inline elements joined. `runs` are its text nodes."""

    text: str
    runs: tuple[str, ...]
    element: HtmlElement


@dataclass(slots=True)
class PageIndex:
    """The anchors of a page. `nodes` maps an anchor key (`.class`, `^prefix`, `#id`, `pl:name`, `<tag>`) to its
    elements in document order."""

    root: HtmlElement
    nodes: dict[str, list[Node]] = field(default_factory=dict)
    _left_out: dict[HtmlElement, int] = field(default_factory=dict)
    _left_out_at: list[int] = field(default_factory=list)

    @property
    def whole(self) -> Scope:
        """The page as one scope."""
        return self.scope((0, self.root))

    def scope(self, node: Node) -> Scope:
        """The subtree of an element."""
        position, element = node
        return Scope(self, element, position, position + 1 + int(_DESCENDANTS(element)))

    def text(self, node: Node) -> str:
        """The words of an element, white space folded; inline pieces are joined without a gap."""
        position, element = node
        at = bisect_left(self._left_out_at, position)
        if at == len(self._left_out_at):
            return fold(_STRING(element))
        if self._left_out_at[at] >= position + 1 + int(_DESCENDANTS(element)):
            return fold(_STRING(element))
        return fold("".join(run for run, _ in self.runs(element)))

    def runs(
        self, element: HtmlElement, without: Collection[HtmlElement] = ()
    ) -> Iterator[tuple[str, HtmlElement | None]]:
        """The text nodes of a subtree; (“”, block element) where a block begins, (“”, None) where one ends."""
        left_out = self._left_out
        stack: list[tuple[HtmlElement, Iterator[HtmlElement]]] = []
        if element in left_out:
            return
        yield "", element
        if element.text:
            yield element.text, element
        stack.append((element, element.iterchildren()))
        while stack:
            parent, children = stack[-1]
            for child in children:
                if not isinstance(child.tag, str) or child in left_out or child in without:
                    if child.tail:
                        yield child.tail, parent
                    continue
                if child.tag not in _INLINE:
                    yield "", child
                if child.text:
                    yield child.text, child
                stack.append((child, child.iterchildren()))
                break
            else:
                stack.pop()
                if stack:
                    if parent.tag not in _INLINE:
                        yield "", None
                    if parent.tail:
                        yield parent.tail, stack[-1][0]

    def leave_out(self, element: HtmlElement, position: int) -> None:
        """Take a subtree out of every reading."""
        self._left_out[element] = position
        self._left_out_at.append(position)


@dataclass(slots=True)
class Scope:
    """A subtree of the page: one order, one item, one parcel."""

    index: PageIndex
    element: HtmlElement
    start: int
    end: int
    _lines: list[Line] | None = None

    def find(self, key: str) -> list[Node]:
        """The elements with this anchor inside the scope (the scope's own element included)."""
        nodes = self.index.nodes.get(key)
        if not nodes:
            return []
        return nodes[bisect_left(nodes, self.start, key=_position) : bisect_left(nodes, self.end, key=_position)]

    def text(self, node: Node | None = None) -> str:
        """The words of an element, or of the whole scope."""
        return self.index.text(node or (self.start, self.element))

    def inner(self, node: Node) -> Scope:
        """The scope of an element inside this one."""
        return self.index.scope(node)

    def lines(self) -> list[Line]:
        """The visual lines of the scope, empty ones left out."""
        if self._lines is None:
            self._lines = self._read_lines()
        return self._lines

    def lines_without(self, elements: Collection[HtmlElement]) -> list[Line]:
        """The lines without the words of these elements."""
        return self._read_lines(elements)

    def _read_lines(self, without: Collection[HtmlElement] = ()) -> list[Line]:
        lines: list[Line] = []
        runs: list[str] = []
        owner = self.element
        for run, element in self.index.runs(self.element, without):
            if run:
                if not runs and element is not None:
                    owner = element
                runs.append(run)
                continue
            if runs:
                _close(lines, runs, owner)
                runs = []
        if runs:
            _close(lines, runs, owner)
        return lines


def _close(lines: list[Line], runs: list[str], owner: HtmlElement) -> None:
    text = fold("".join(runs))
    if text:
        lines.append(Line(text, tuple(folded for run in runs if (folded := fold(run))), owner))


def _position(node: Node) -> int:
    return node[0]


def build_index(root: HtmlElement, *, cut_short: bool = False) -> PageIndex:
    """Index a page. Reads each element once; hidden, private and foreign subtrees are left out.

    `cut_short`: the page ends in the middle of a word, so its last text is left out too.
    """
    index = PageIndex(root)
    stump = _last_text_owner(root) if cut_short else None
    nodes = index.nodes
    leave_out = excluded()
    keys_of_class: dict[str, tuple[tuple[str, ...], bool, bool]] = {}
    skip_until = 0
    beside_private: set[HtmlElement] = set()
    for position, element in enumerate(root.iter("*")):
        if position < skip_until:
            continue
        tag = element.tag
        if tag in leave_out.tags or element in beside_private or element is stump:
            skip_until = position + 1 + int(_DESCENDANTS(element))
            index.leave_out(element, position)
            continue
        keys: tuple[str, ...] = ()
        skip = hideable = False
        class_ = element.get("class")
        if class_ is not None:
            known = keys_of_class.get(class_)
            if known is None:
                known = keys_of_class[class_] = _class_keys(class_, leave_out)
            keys, skip, hideable = known
        for name, prefix in _ATTRIBUTES:
            value = element.get(name)
            if value is not None:
                key = prefix + value
                keys = (*keys, key)
                skip = skip or key in leave_out.all
        if not skip and not hideable:
            style = element.get("style")
            skip = (style is not None and _HIDDEN.search(style) is not None) or element.get("hidden") is not None
        if skip:
            skip_until = position + 1 + int(_DESCENDANTS(element))
            index.leave_out(element, position)
            if not leave_out.private_siblings.isdisjoint(keys):
                beside_private.update(_private_siblings(element))
            continue
        if tag in _TAGS:
            keys = (*keys, _TAGS[tag])
        for key in keys:
            held = nodes.get(key)
            if held is None:
                nodes[key] = [(position, element)]
            else:
                held.append((position, element))
    return index


_ATTRIBUTES = (("data-pl", "pl:"), ("id", "#"), ("role", "role:"))
_TAGS = {"a": "<a>", "button": "<button>"}


def _class_keys(class_: str, leave_out: Excluded) -> tuple[tuple[str, ...], bool, bool]:
    """The anchors of a class attribute; whether it is left out; whether it is read even when hidden."""
    wanted = wanted_keys()
    keys = []
    for name in class_.split():
        keys.append(f".{name}")
        if "--" in name:
            keys.append(f"^{name[: name.rindex('--')]}")
    return (
        tuple(key for key in keys if key in wanted),
        any(key in leave_out.all for key in keys),
        any(key in leave_out.readable_when_hidden for key in keys),
    )


def _private_siblings(element: HtmlElement) -> Iterator[HtmlElement]:
    """Phone and street stand beside the contact name, in elements without a name of their own."""
    for sibling in element.itersiblings("*"):
        names = {f"pl:{value}" for value in sibling.xpath("descendant-or-self::*/@data-pl")}
        if names.isdisjoint(_ROWS_OF_THE_ORDER):
            yield sibling


def _last_text_owner(root: HtmlElement) -> HtmlElement:
    """The element that holds the last text of the page directly."""
    element = root
    while len(element) and not (element[-1].tail or "").strip():
        element = element[-1]
    return element
