"""The anchors of a page: which stand where.

Positions count the page's elements in document order, so a subtree is a range of positions and "inside" is a
comparison of numbers. What is never read (`Excluded`) does not enter the index.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain, compress
from itertools import count as numbered
from operator import itemgetter
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.page.lines import (
    WORDLESS,
    Line,
    Shown,
    all_words,
    joined,
    read_lines,
    standing_for,
    text_of,
    with_heads,
)
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.values.text import fold, normal_form

BUTTONS = frozenset({"<button>", "role:button"})

__all__ = ["BUTTONS", "Line", "Node", "PageIndex", "Scope", "end_of"]

Node = tuple[int, Element]
"""An element and its position."""

_MOST_KEPT = 2000  # elements of a part of a page, or with an anchor on all of it
_FEW = 4
_BEFORE = cast(Callable[[Element], float], etree.XPath("count(preceding::*) + count(ancestor::*)"))
_DESCENDANTS = cast(Callable[[Element], float], etree.XPath("count(descendant::*)"))


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Which anchor `keys` stand in a part of a page. `places`: where those of its elements stand that have any, counted
    from the first element; `having`: which of these have a key."""

    places: Sequence[int]
    having: Mapping[str, Sequence[int]]
    keys: frozenset[str]

    @classmethod
    def of(cls, kinds: array[int], keys: Sequence[tuple[str, ...]]) -> Shape:
        """The shape of a part whose elements are of these kinds."""
        numbers: dict[int, list[int]] = defaultdict(list)
        for number, kind in enumerate(filter(None, kinds)):
            numbers[kind].append(number)
        of_key: dict[str, list[list[int]]] = defaultdict(list)
        for kind, of_kind in numbers.items():
            for key in keys[kind]:
                of_key[key].append(of_kind)
        having = {key: found[0] if len(found) == 1 else sorted(chain(*found)) for key, found in of_key.items()}
        return cls(array("I", compress(range(len(kinds)), kinds)), having, _the_same(frozenset(having)))


@lru_cache(maxsize=512)
def _the_same(keys: frozenset[str]) -> frozenset[str]:
    """One set for all that are equal: to look something up by a set that is another one each time compares all its
    members."""
    return keys


@dataclass(frozen=True, eq=False)
class PageIndex:
    """The anchors of a page. `kinds`: of each element the number of its kind; `keys`: of each kind the anchor keys
    (`.class`, `^prefix`, `#id`, `pl:name`, `<tag>`), none for what is not read (kind 0); `shown` says what of the page
    is read and how its lines run.

    `frame`: the parts that were left out as the site's frame, feed or dialogs; `yielded`: whether such a part was read
    all the same because an order stands in it; `doubtful`: whether what was left out holds something of an order;
    `hidden_order`: whether an order stands in what is not shown, and nowhere else; of parts that were left out
    `nameless`: those in which no name of an order's parts stands; `folded`: what one sees once it is unfolded;
    `said_left_out`: the lines of those of which somebody asked.
    """

    root: Element
    kinds: array[int] = field(default_factory=lambda: array("I"))
    keys: Sequence[tuple[str, ...]] = ()
    shown: Shown = field(default_factory=Shown)
    frame: tuple[Element, ...] = ()
    yielded: bool = False
    doubtful: bool = False
    hidden_order: bool = False
    nameless: Set[Element] = frozenset()
    folded: tuple[Element, ...] = ()
    said_left_out: dict[Element, list[Line]] = field(default_factory=dict, repr=False)
    _left_out_at: Sequence[int] = ()
    _ends: dict[int, int] = field(default_factory=dict, repr=False)
    _shapes: dict[bytes, Shape] = field(default_factory=dict, repr=False)

    @cached_property
    def whole(self) -> Scope:
        """The page as one scope."""
        return self.scope((0, self.root))

    def forget(self) -> None:
        """Let go of all that was found out of the page: index and scope hold each other, and with them all of the tree,
        until Python looks for such circles, which is late."""
        self.__dict__.pop("whole", None)
        self.__dict__.pop("_positions", None)

    def count(self, key: str) -> int:
        """How many elements have this anchor."""
        return self._counts.get(key, 0)

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for kind, count in Counter(self.kinds).items():
            for key in self.keys[kind]:
                counts[key] = counts.get(key, 0) + count
        return counts

    def shape(self, start: int, end: int) -> Shape:
        """Which anchors stand where in a range of positions. The orders of a list have few different shapes."""
        kinds = self.kinds[start:end]
        if end - start == len(self.kinds):
            return Shape.of(kinds, self.keys)
        written = kinds.tobytes()
        shape = self._shapes.get(written)
        if shape is None:
            shape = self._shapes[written] = Shape.of(kinds, self.keys)
        return shape

    @cached_property
    def _positions(self) -> Mapping[Element, int]:
        return dict(zip(self.root.iter("*"), numbered(), strict=False))

    def scope(self, node: Node) -> Scope:
        """The subtree of an element."""
        return Scope(self, node[1], node[0], self.end(node))

    def end(self, node: Node) -> int:
        """The position behind an element's subtree."""
        end = self._ends.get(node[0])
        if end is None:
            end = self._ends[node[0]] = end_of(node)
        return end

    def position(self, element: Element) -> int:
        """The position of an element that was found by the structure of the page."""
        return self._positions[element]

    def leaves_out(self, start: int, end: int) -> bool:
        """Whether a part of this range of positions is never read."""
        at = bisect_left(self._left_out_at, start)
        return at < len(self._left_out_at) and self._left_out_at[at] < end

    def unread(self, scope: Scope) -> int:
        """How many parts with words are seen in this part of the page and not read."""
        if not self.leaves_out(scope.start, scope.end):
            return 0
        return sum(
            self.shown.left_out.get(one) in ("", MARK) and one.tag not in WORDLESS and bool(fold(all_words(one)))
            for one in scope.element.iter("*")
        )

    def without(self, elements: Set[Element]) -> PageIndex:
        """The same page without these subtrees, too."""
        if not elements:
            return self
        outer = {element for element in elements if elements.isdisjoint(element.iterancestors())}
        if len(outer) <= _FEW:
            nodes = sorted(((place_of(element), element) for element in outer), key=itemgetter(0))
        else:
            nodes = [node for node in enumerate(self.root.iter("*")) if node[1] in outer]
        starts, ends = [position for position, _ in nodes], [end_of(node) for node in nodes]
        kinds = self.kinds[:]
        for start, end in zip(starts, ends, strict=True):
            kinds[start:end] = array("I", bytes(kinds.itemsize * (end - start)))
        left_out = {**self.shown.left_out, **{element: standing_for(element) for element in outer}}
        self.forget()
        return replace(
            self,
            kinds=kinds,
            said_left_out={},
            _shapes={},
            shown=replace(self.shown, left_out=left_out),
            _left_out_at=sorted((*self._left_out_at, *starts)),
        )


def place_of(element: Element) -> int:
    """The position of an element, counted anew: of more than a few it takes less to count all at once."""
    return int(_BEFORE(element))


def end_of(node: Node) -> int:
    """The position behind an element's subtree."""
    position, element = node
    return position + 1 + (int(_DESCENDANTS(element)) if len(element) else 0)


class Scope:
    """A subtree of the page: one order, one item, one parcel. What was found in it is kept: most of it is asked for by
    several fields. `having`: its elements that have any anchor, in page order, once somebody went through them.
    `headed`: of a row of a table, the heads of its columns are read in front of its cells."""

    __slots__ = (
        *("_every", "_lines", "_links", "_low", "_shape", "_texts"),
        *("element", "end", "having", "headed", "index", "start"),
    )

    def __init__(
        self,
        index: PageIndex,
        element: Element,
        start: int,
        end: int,
        texts: dict[Element, str] | None = None,
        every: list[Element] | None = None,
        *,
        headed: bool = False,
    ) -> None:
        self.index = index
        self.element = element
        self.start = start
        self.end = end
        self._texts = {} if texts is None else texts
        self._shape: Shape | None = None
        self._every = every
        self.having: Sequence[Element] | None = None
        self.headed = headed
        self._links: list[tuple[str, Node]] | None = None
        self._lines: list[Line] | None = None
        self._low: str | None = None

    @property
    def shape(self) -> Shape:
        """Where in the scope each anchor stands."""
        shape = self._shape
        if shape is None:
            shape = self._shape = self.index.shape(self.start, self.end)
        return shape

    def find(self, key: str) -> list[Node]:
        """The elements with this anchor inside the scope, in document order (the scope's own element included)."""
        shape = self._shape or self.shape
        having = shape.having.get(key)
        if having is None:
            return []
        elements = self.having
        if elements is None:
            elements = self.having = list(compress(self._elements(), self.index.kinds[self.start : self.end]))
        start, places = self.start, shape.places
        return [(start + places[number], elements[number]) for number in having]

    def _elements(self) -> Iterable[Element]:
        """All elements of the scope. They are kept while a part of a page is read, for lxml makes an element anew each
        time it is reached if nobody has it; to keep those of a whole page would take more room than the page."""
        if self._every is None:
            if self.end - self.start > _MOST_KEPT:
                return self.element.iter("*")
            self._every = list(self.element.iter("*"))
        return self._every

    def within(self, node: Node, key: str) -> list[Node]:
        """Those of them that stand in an element of the scope, or are it. Tags are looked for here and now: nearly all
        of a page's elements have one that some anchor names in such a place."""
        if key[0] == "<":
            return list(self._tagged(node, key[1:-1]))
        found = self.find(key)
        if not found:
            return []
        start, end = node[0], self.index.end(node)
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

    @property
    def links(self) -> list[tuple[str, Node]]:
        """The links of the scope with their addresses."""
        links = self._links
        if links is None:
            links = self._links = [(node[1].get("href") or "", node) for node in self.find("<a>")]
        return links

    def linked(self, named: Callable[[str], str | None]) -> list[tuple[Element, str]]:
        """The links whose address names something, with its name."""
        return [(node[1], found) for href, node in self.links if (found := named(href))]

    def text(self, node: Node | None = None) -> str:
        """The words of an element, or of the whole scope: inline pieces joined, blocks with a space between."""
        element = node[1] if node else self.element
        text = self._texts.get(element)
        if text is None:
            text = self._texts[element] = text_of(element, self.index.shown)
        return text

    def printed(self, node: Node) -> str:
        """The same for words that are no value: what is seen, also of a word in which something else is hidden, but not
        the button that folds a long text away."""
        inner = self.inner(node)
        buttons = {element for key in BUTTONS & inner.shape.keys for _, element in inner.find(key)} - {node[1]}
        lines = read_lines(node[1], self.index.shown, buttons) or read_lines(node[1], self.index.shown)
        return joined(line.printed for line in lines)

    def inner(self, node: Node) -> Scope:
        """The scope of an element inside this one."""
        end, start, every = self.index.end(node), self.start, self._every
        if every is not None:  # a layout may lead out of its own part of the page
            every = every[node[0] - start : end - start] if start <= node[0] and end <= self.end else None
        return Scope(self.index, node[1], node[0], end, self._texts, every)

    def anew(self) -> Scope:
        """The same part, with nothing known yet of what stands in it."""
        return Scope(self.index, self.element, self.start, self.end, headed=self.headed)

    def with_heads(self) -> Scope:
        """The same part, read with the heads of its columns if it is a row of a table."""
        return Scope(self.index, self.element, self.start, self.end, headed=self.element.tag == "tr")

    def lines(self) -> list[Line]:
        """The visual lines of the scope, empty ones left out."""
        lines = self._lines
        if lines is None:
            lines = read_lines(self.element, self.index.shown)
            self._lines = lines = with_heads(lines, self.element) if self.headed else lines
        return lines

    @property
    def leaves_out(self) -> bool:
        """Whether a part of the scope is never read."""
        return self.index.leaves_out(self.start, self.end)

    @property
    def low(self) -> str:
        """The words of the scope's lines in one text and in their normal form: a cheap test before they are read one by
        one."""
        low = self._low
        if low is None:
            low = self._low = normal_form("\n".join([line.text for line in self.lines()])).replace(" :", ":")
        return low

    @property
    def broken(self) -> bool:
        """Whether a word of the lines that were read is not readable whole."""
        return self._lines is not None and any(MARK in line.text for line in self._lines)

    def unmarked(self) -> Scope:
        """The same part as if nothing were hidden within its words (`Shown.unmarked`)."""
        index = self.index
        index = replace(index, shown=replace(index.shown, unmarked=True))
        return Scope(index, self.element, self.start, self.end, headed=self.headed)

    def lines_without(self, elements: Set[Element]) -> list[Line]:
        """The lines without the words of these elements."""
        return read_lines(self.element, self.index.shown, elements)
