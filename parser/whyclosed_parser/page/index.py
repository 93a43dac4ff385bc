"""The anchors of a page: which stand where.

Positions count the page's elements in document order, so a subtree is a range of positions and "inside" is a
comparison of numbers. What is never read (`Excluded`) does not enter the index.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from functools import cached_property
from itertools import count, islice
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.page.lines import MARK, Line, Shown, all_words, read_lines, standing_for, text_of
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import normal_form

__all__ = ["Line", "Node", "PageIndex", "Places", "Scope", "end_of"]

Node = tuple[int, Element]
"""An element and its position."""

_DESCENDANTS = cast(Callable[[Element], float], etree.XPath("count(descendant::*)"))


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where one anchor stands: the elements with it and their positions, in document order."""

    positions: array[int] = field(default_factory=lambda: array("L"))
    elements: list[Element] = field(default_factory=list)

    def between(self, start: int, end: int) -> slice:
        """Those of them that stand in a range of positions."""
        first = bisect_left(self.positions, start)
        return slice(first, bisect_left(self.positions, end, first))

    def nodes(self, part: slice) -> list[Node]:
        """Some of them as nodes."""
        return list(zip(self.positions[part], self.elements[part], strict=True))

    def outside(self, starts: Sequence[int], ends: Sequence[int]) -> Places:
        """Those that stand in none of these ranges, which are in order and apart from each other."""
        outside = Places()
        for position, element in zip(self.positions, self.elements, strict=True):
            before = bisect_right(starts, position) - 1
            if before < 0 or position >= ends[before]:
                outside.positions.append(position)
                outside.elements.append(element)
        return outside


@dataclass(frozen=True, eq=False)
class PageIndex:
    """The anchors of a page. `places`: where the elements with an anchor key (`.class`, `^prefix`, `#id`, `pl:name`,
    `<tag>`) stand; `shown` says what of the page is read and how its lines run.

    `frame`: the parts that were left out as the site's frame, feed or dialogs; `yielded`: whether such a part was read
    all the same because an order stands in it; `doubtful`: whether what was left out holds something of an order;
    `hidden_order`: whether an order stands in what is not shown, and nowhere else.
    """

    root: Element
    places: Mapping[str, Places] = field(default_factory=dict)
    shown: Shown = field(default_factory=Shown)
    frame: tuple[Element, ...] = ()
    yielded: bool = False
    doubtful: bool = False
    hidden_order: bool = False
    _left_out_at: Sequence[int] = ()

    @cached_property
    def whole(self) -> Scope:
        """The page as one scope."""
        return self.scope((0, self.root))

    @cached_property
    def addresses(self) -> Sequence[str]:
        """Where the links of the page lead, in the order of their places."""
        return [link.get("href") or "" for link in self.places["<a>"].elements]

    @cached_property
    def _positions(self) -> Mapping[Element, int]:
        return dict(zip(self.root.iter("*"), count(), strict=False))

    def scope(self, node: Node) -> Scope:
        """The subtree of an element."""
        return Scope(self, node[1], node[0], end_of(node))

    def position(self, element: Element) -> int:
        """The position of an element that was found by the structure of the page."""
        return self._positions[element]

    def leaves_out(self, start: int, end: int) -> bool:
        """Whether a part of this range of positions is never read."""
        at = bisect_left(self._left_out_at, start)
        return at < len(self._left_out_at) and self._left_out_at[at] < end

    def without(self, elements: Set[Element]) -> PageIndex:
        """The same page without these subtrees, too."""
        if not elements:
            return self
        outer = {element for element in elements if elements.isdisjoint(element.iterancestors())}
        found = (node for node in enumerate(self.root.iter("*")) if node[1] in outer)
        nodes = list(islice(found, len(outer)))
        starts, ends = [position for position, _ in nodes], [end_of(node) for node in nodes]
        outside = {key: places.outside(starts, ends) for key, places in self.places.items()}
        left_out = {**self.shown.left_out, **{element: standing_for(element) for element in outer}}
        return replace(
            self,
            places={key: places for key, places in outside.items() if places.elements},
            shown=replace(self.shown, left_out=left_out),
            _left_out_at=sorted((*self._left_out_at, *starts)),
        )


def end_of(node: Node) -> int:
    """The position behind an element's subtree."""
    position, element = node
    return position + 1 + (int(_DESCENDANTS(element)) if len(element) else 0)


@dataclass(frozen=True, eq=False)
class Scope:
    """A subtree of the page: one order, one item, one parcel."""

    index: PageIndex
    element: Element
    start: int
    end: int

    def holds(self, key: str) -> bool:
        """Whether an element with this anchor stands inside the scope, or is it."""
        places = self.index.places.get(key)
        if places is None:
            return False
        first = bisect_left(places.positions, self.start)
        return first < len(places.positions) and places.positions[first] < self.end

    def find(self, key: str) -> list[Node]:
        """The elements with this anchor inside the scope (the scope's own element included)."""
        places = self.index.places.get(key)
        return [] if places is None else places.nodes(places.between(self.start, self.end))

    def within(self, node: Node, key: str) -> list[Node]:
        """Those of them that stand in an element of the scope, or are it. Tags are looked for here and now: nearly all
        of a page's elements have one that some anchor names in such a place."""
        if key[0] == "<":
            return list(self._tagged(node, key[1:-1]))
        found = self.find(key)
        if not found:
            return []
        start, end = node[0], end_of(node)
        return [one for one in found if start <= one[0] < end]

    def _tagged(self, node: Node, tag: str) -> Iterator[Node]:
        left_out, skip_until = self.index.shown.left_out, 0
        for one in enumerate(node[1].iter("*"), node[0]):
            if one[0] < skip_until:
                continue
            if one[1] in left_out:
                skip_until = end_of(one)
            elif one[1].tag == tag:
                yield one

    @cached_property
    def links(self) -> list[tuple[str, Node]]:
        """The links of the scope with their addresses."""
        places = self.index.places.get("<a>")
        if places is None:
            return []
        part = places.between(self.start, self.end)
        return list(zip(self.index.addresses[part], places.nodes(part), strict=True))

    def text(self, node: Node | None = None) -> str:
        """The words of an element, or of the whole scope: inline pieces joined, blocks with a space between."""
        return text_of(node[1] if node else self.element, self.index.shown)

    def printed(self, node: Node) -> str:
        """The same for words that are no value: what is seen, also of a word in which something else is hidden."""
        return " ".join([line.printed for line in read_lines(node[1], self.index.shown)])

    def inner(self, node: Node) -> Scope:
        """The scope of an element inside this one."""
        return self.index.scope(node)

    @cached_property
    def _lines(self) -> list[Line]:
        return read_lines(self.element, self.index.shown)

    def lines(self) -> list[Line]:
        """The visual lines of the scope, empty ones left out."""
        return self._lines

    @cached_property
    def low(self) -> str:
        """All words of the scope in one text and in their normal form: a cheap test before its lines are read."""
        if "_lines" in self.__dict__ or self.index.leaves_out(self.start, self.end):
            text = "\n".join([line.text for line in self._lines])
        else:
            text = all_words(self.element)
        return normal_form(text).replace(" :", ":")

    @property
    def broken(self) -> bool:
        """Whether a word of the lines that were read is not readable whole."""
        return "_lines" in self.__dict__ and any(MARK in line.text for line in self._lines)

    def lines_without(self, elements: Set[Element]) -> list[Line]:
        """The lines without the words of these elements."""
        return read_lines(self.element, self.index.shown, elements)
