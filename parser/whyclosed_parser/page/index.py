"""One pass over a page: which anchors stand where, without the parts that are never read.

Positions count the page's elements in document order, so a subtree is a range of positions and "inside" is a
comparison of numbers. What is never read (`Excluded`) does not enter the index.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.values.text import fold, normal_form

Node = tuple[int, Element]
"""An element and its position."""

_DESCENDANTS = cast(Callable[[Element], float], etree.XPath("count(descendant::*)"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_JOINT = re.compile(r"(?<=[^_])_{1,2}(?=[^_])")
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "img", "label", "mark", "s", "small"}
    | {"span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line: the words of a block element, inline elements joined. `runs` are its text nodes as they stand;
    `element` holds the first of them."""

    text: str
    runs: tuple[str, ...]
    element: Element

    @property
    def first(self) -> str:
        """The words of the first text node."""
        return fold(self.runs[0])


@dataclass(slots=True)
class PageIndex:
    """The anchors of a page. `nodes` maps an anchor key (`.class`, `^prefix`, `#id`, `pl:name`, `<tag>`) to positions
    and elements, both in document order."""

    root: Element
    nodes: dict[str, tuple[list[int], list[Element]]] = field(default_factory=dict)
    left_out: set[Element] = field(default_factory=set)
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
        if at == len(self._left_out_at) or self._left_out_at[at] > position + int(_DESCENDANTS(element)):
            return fold(_words(element))
        return " ".join(line.text for line in read_lines(element, self.left_out))

    def leaves_out(self, start: int, end: int) -> bool:
        """Whether a part of this range of positions is never read."""
        at = bisect_left(self._left_out_at, start)
        return at < len(self._left_out_at) and self._left_out_at[at] < end

    def leave_out(self, element: Element, position: int) -> None:
        """Take a subtree out of every reading."""
        self.left_out.add(element)
        self._left_out_at.append(position)


@dataclass(slots=True)
class Scope:
    """A subtree of the page: one order, one item, one parcel."""

    index: PageIndex
    element: Element
    start: int
    end: int
    _lines: list[Line] | None = None
    _low: str | None = None
    _whole: bool | None = None
    _links: list[tuple[str, Node]] | None = None

    def find(self, key: str) -> list[Node]:
        """The elements with this anchor inside the scope (the scope's own element included)."""
        held = self.index.nodes.get(key)
        if held is None:
            return []
        positions, elements = held
        first = bisect_left(positions, self.start)
        if first == len(positions) or positions[first] >= self.end:
            return []
        last = first + 1
        if last == len(positions) or positions[last] >= self.end:  # the usual case, and cheaper
            return [(positions[first], elements[first])]
        last = bisect_left(positions, self.end, last)
        return list(zip(positions[first:last], elements[first:last], strict=True))

    def links(self) -> list[tuple[str, Node]]:
        """The links of the scope with their addresses."""
        if self._links is None:
            self._links = [(node[1].get("href") or "", node) for node in self.find("<a>")]
        return self._links

    def text(self, node: Node | None = None) -> str:
        """The words of an element, or of the whole scope."""
        if self._whole is None:
            self._whole = not self.index.leaves_out(self.start, self.end)
        if self._whole:
            return fold(_words(node[1] if node else self.element))
        return self.index.text(node or (self.start, self.element))

    def inner(self, node: Node) -> Scope:
        """The scope of an element inside this one."""
        return self.index.scope(node)

    def lines(self) -> list[Line]:
        """The visual lines of the scope, empty ones left out."""
        if self._lines is None:
            self._lines = read_lines(self.element, self.index.left_out)
        return self._lines

    @property
    def low(self) -> str:
        """All words of the scope in the normal form: a cheap test before its lines are read."""
        if self._low is None:
            whole = self._lines is None and not self.index.leaves_out(self.start, self.end)
            text = self.text() if whole else "\n".join(line.text for line in self.lines())
            self._low = normal_form(text).replace(" :", ":")
        return self._low

    def lines_without(self, elements: Set[Element]) -> list[Line]:
        """The lines without the words of these elements."""
        return read_lines(self.element, self.index.left_out | elements)


def read_lines(element: Element, left_out: Set[Element]) -> list[Line]:
    """The visual lines of a subtree: a block begins and ends a line, inline elements do not."""
    lines: list[Line] = []
    runs: list[str] = []  # of the line that is being read
    owner = element
    if element in left_out:
        return lines
    if element.text and not element.text.isspace():
        runs.append(element.text)
    stack = [(element, element.iterchildren(), True)]
    while stack:
        parent, children, parent_is_block = stack[-1]
        for child in children:
            tag = child.tag
            if isinstance(tag, str) and child not in left_out:
                block = tag not in _INLINE
                if block and runs:
                    _close(lines, runs, owner)
                    runs = []
                text = child.text
                if text and (runs or not text.isspace()):
                    owner = owner if runs else child
                    runs.append(text)
                if len(child):
                    stack.append((child, child.iterchildren(), block))
                    break
                if block and runs:
                    _close(lines, runs, owner)
                    runs = []
            tail = child.tail
            if tail and (runs or not tail.isspace()):
                owner = owner if runs else parent
                runs.append(tail)
        else:
            stack.pop()
            if parent_is_block and runs:
                _close(lines, runs, owner)
                runs = []
            tail = parent.tail if stack else None
            if tail and (runs or not tail.isspace()):
                owner = owner if runs else stack[-1][0]
                runs.append(tail)
    return lines


def _words(element: Element) -> str:
    """All text of a subtree."""
    if len(element):
        return etree.tostring(element, method="text", encoding="unicode", with_tail=False)  # faster than XPath
    return element.text or ""


def _close(lines: list[Line], runs: list[str], owner: Element) -> None:
    text = fold("".join(runs))
    if text:
        lines.append(Line(text, tuple(runs), owner))


@dataclass(frozen=True, slots=True)
class Excluded:
    """What is never read, as anchor keys and tags.

    `all`: subtrees that are left out; `private_siblings`: those of them whose following siblings go too, unless these
    hold a key of `private_siblings_except`; `readable_when_hidden`: what is read although it is folded away.
    """

    all: frozenset[str]
    private_siblings: frozenset[str]
    private_siblings_except: frozenset[str]
    tags: frozenset[str]
    readable_when_hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Signature:
    """What all elements with the same tag and attributes have in common."""

    keys: tuple[str, ...]
    skip: bool
    private: bool


def build_index(root: Element, excluded: Excluded, wanted: Set[str], *, cut_short: bool = False) -> PageIndex:
    """Index the `wanted` anchor keys of a page. Reads each element once; what is hidden or excluded is left out.

    `cut_short`: the page ends in the middle of a word, so its last text is left out too.
    """
    index = PageIndex(root)
    nodes = index.nodes
    stump = _last_text_owner(root) if cut_short else None
    signatures: dict[tuple[object, ...], _Signature] = {}
    skip_until = 0
    beside_private: set[Element] = set()
    for position, element in enumerate(root.iter("*")):
        if position < skip_until:
            continue
        attributes = (element.tag, *element.items())
        signature = signatures.get(attributes)
        if signature is None:
            signature = _signature(str(element.tag), element.items(), excluded, wanted)
            signatures[attributes] = signature
        if signature.skip or element is stump or (beside_private and element in beside_private):
            skip_until = position + 1 + int(_DESCENDANTS(element))
            index.leave_out(element, position)
            if signature.private:
                beside_private.update(_private_siblings(element, excluded))
            continue
        for key in signature.keys:
            held = nodes.get(key)
            if held is None:
                held = nodes[key] = ([], [])
            held[0].append(position)
            held[1].append(element)
    return index


_PREFIXES = {"data-pl": "pl:", "data-testid": "testid:", "i18entitle": "entitle:", "id": "#", "role": "role:"}


def _signature(tag: str, attributes: Iterable[tuple[str, str]], excluded: Excluded, wanted: Set[str]) -> _Signature:
    keys = [f"<{tag}>"]
    hidden = False
    for name, value in attributes:
        if name == "class":
            for part in value.split():
                keys.append(f".{part}")
                keys.extend(_without_hash(part))
        elif name in _PREFIXES:
            keys.append(_PREFIXES[name] + value)
        elif name == "hidden" or (name == "style" and _hides(value)):
            hidden = True
    return _Signature(
        keys=tuple(key for key in keys if key in wanted),
        skip=tag in excluded.tags
        or not excluded.all.isdisjoint(keys)
        or (hidden and excluded.readable_when_hidden.isdisjoint(keys)),
        private=not excluded.private_siblings.isdisjoint(keys),
    )


def _without_hash(name: str) -> list[str]:
    """The keys of a hashed class: "node--3Td" is `^node`. Of "RedOrderList_OrderItem__number__1tj" also what remains
    without the module in front: `^OrderItem__number`, `^number`."""
    if "--" in name:
        return [f"^{name[: name.rindex('--')]}"]
    stem, mark, build = name.rpartition("__")
    if not (mark and stem and build):
        return []
    starts = [0, *(match.end() for match in _JOINT.finditer(stem))]
    return [f"^{stem[start:]}" for start in starts]


def _hides(style: str) -> bool:
    return ("none" in style or "hidden" in style) and _HIDDEN.search(style) is not None


def _private_siblings(element: Element, excluded: Excluded) -> Iterator[Element]:
    """Phone and street stand beside the contact name, in elements without a name of their own."""
    for sibling in element.itersiblings("*"):
        names = {f"pl:{value}" for value in sibling.xpath("descendant-or-self::*/@data-pl")}
        if names.isdisjoint(excluded.private_siblings_except):
            yield sibling


def _last_text_owner(root: Element) -> Element:
    """The element that holds the last text of the page directly."""
    element = root
    while len(element) and not (element[-1].tail or "").strip():
        element = element[-1]
    return element
