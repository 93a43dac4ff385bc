"""One pass over a page: which anchors stand where, without the parts that are never read.

Positions count the page's elements in document order, so a subtree is a range of positions and "inside" is a
comparison of numbers. What is never read (`Excluded`) does not enter the index.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property, lru_cache
from itertools import chain, count
from typing import TypeVar, cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.page.lines import MARK, SEAM, Line, Shown, all_words, hidden_piece, is_inline, read_lines, text_of
from whyclosed_parser.page.sheets import read_sheets
from whyclosed_parser.page.styles import (
    Flow,
    declarations,
    flow,
    hides,
    is_visible,
    only_invisible,
    shows,
    stands_apart,
    strikes,
)
from whyclosed_parser.page.tree import ancestors, children
from whyclosed_parser.values.text import fold, normal_form

__all__ = ["Excluded", "Line", "Node", "PageIndex", "Scope", "build_index", "end_of"]

Node = tuple[int, Element]
"""An element and its position."""

_T = TypeVar("_T")
_WITH_STYLE = cast(Callable[[Element], list[Element]], etree.XPath("descendant::*[@style]"))
_DESCENDANTS = cast(Callable[[Element], float], etree.XPath("count(descendant::*)"))
_JOINT = re.compile(r"(?<=[^_])_{1,2}(?=[^_])")


@dataclass(frozen=True, eq=False)
class PageIndex:
    """The anchors of a page. `positions`, `elements` and `keys` are one table: where an element with anchor keys
    (`.class`, `^prefix`, `#id`, `pl:name`, `<tag>`) stands, the element, and its keys, in document order; `shown` says
    what of the page is read and how its lines run.

    `frame`: the parts that were left out as the site's frame, feed or dialogs; `yielded`: whether such a part was read
    all the same because an order stands in it; `doubtful`: whether what was left out holds something of an order;
    `hidden_order`: whether an order stands in what is not shown, and nowhere else.
    """

    root: Element
    positions: Sequence[int] = ()
    elements: Sequence[Element] = ()
    keys: Sequence[tuple[str, ...]] = ()
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
        nodes = [node for node in enumerate(self.root.iter("*")) if node[1] in outer]
        kept, at = [], 0
        for node in nodes:
            to = bisect_left(self.positions, node[0])
            kept.append(slice(at, to))
            at = bisect_left(self.positions, end_of(node), to)
        kept.append(slice(at, None))
        left_out = {**self.shown.left_out, **{element: _standing_for(element) for element in outer}}
        return replace(
            self,
            positions=_joined(self.positions, kept),
            elements=_joined(self.elements, kept),
            keys=_joined(self.keys, kept),
            shown=replace(self.shown, left_out=left_out),
            _left_out_at=sorted((*self._left_out_at, *(position for position, _ in nodes))),
        )


def end_of(node: Node) -> int:
    """The position behind an element's subtree."""
    position, element = node
    return position + 1 + (int(_DESCENDANTS(element)) if len(element) else 0)


def _joined(table: Sequence[_T], kept: Iterable[slice]) -> list[_T]:
    return list(chain.from_iterable(table[part] for part in kept))


@dataclass(frozen=True, eq=False)
class Scope:
    """A subtree of the page: one order, one item, one parcel."""

    index: PageIndex
    element: Element
    start: int
    end: int

    @cached_property
    def held(self) -> Mapping[str, list[Node]]:
        """Anchor key -> the elements with it inside the scope (the scope's own element included)."""
        held: dict[str, list[Node]] = {}
        index, positions = self.index, self.index.positions
        first = bisect_left(positions, self.start)
        for at in range(first, bisect_left(positions, self.end, first)):
            node = (positions[at], index.elements[at])
            for key in index.keys[at]:
                if key in held:
                    held[key].append(node)
                else:
                    held[key] = [node]
        return held

    def find(self, key: str) -> list[Node]:
        """The elements with this anchor inside the scope (the scope's own element included)."""
        return self.held.get(key, [])

    def within(self, node: Node, key: str) -> list[Node]:
        """Those of them that stand in an element of the scope, or are it. Tags are looked for here and now: nearly all
        of a page's elements have one that some anchor names in such a place."""
        if key[0] == "<":
            return list(self._tagged(node, key[1:-1]))
        found = self.held.get(key)
        if found is None:
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
        return [(node[1].get("href") or "", node) for node in self.find("<a>")]

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


@dataclass(frozen=True, slots=True)
class Excluded:
    """What is never read, as anchor keys and tags.

    `private`: names, addresses, contacts; `private_siblings`: those of them whose following siblings go too, where an
    ancestor has a key of `private_siblings_inside`; `noise`: frame, feed and dialogs; `tags`: without words; `frame`:
    tags of the site's frame, unless they stand in a part of the page (`sections`) or in an order; `hidden`: the marks
    of programs for what a browser did not show; `readable_when_hidden`: what is read although it is folded away;
    `strong`: the anchors of an order, to which all of this yields but what is hidden; `own`: those of other parts of an
    order: in them there is no frame, and where one of them is left out that is said.
    """

    private: frozenset[str]
    private_siblings: frozenset[str]
    private_siblings_inside: frozenset[str]
    noise: frozenset[str]
    tags: frozenset[str]
    frame: frozenset[str]
    sections: frozenset[str]
    hidden: frozenset[str]
    readable_when_hidden: frozenset[str]
    strong: frozenset[str]
    own: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Signature:
    """What all elements with the same tag and attributes have in common. `names`: all their anchor keys; `keys`: those
    that a table names; `special`: whether it takes a closer look to know what of them is read, which is seldom."""

    keys: tuple[str, ...]
    names: tuple[str, ...]
    wordless: bool
    hidden: bool
    foldable: bool
    struck: bool
    private: bool
    siblings: bool
    noise: bool
    frame: bool
    strong: bool
    own: bool
    flow: Flow | None
    special: bool


class _Noted(Enum):
    """What is known of an element before it is reached."""

    GONE = "not on the page"
    FOLDED = "in a folded part"
    INVISIBLE = "in an invisible part with something to be seen"
    BESIDE_PRIVATE = "beside a contact's name"
    IN_PRIVATE = "in a private part that holds rows of an order"


def build_index(
    root: Element, excluded: Excluded, wanted: frozenset[str], *, cut_short: bool = False, with_frame: bool = False
) -> PageIndex:
    """Index the `wanted` anchor keys of a page. Reads each element once; what is hidden or excluded is left out.

    `cut_short`: the page ends in the middle of a word, so its last text is left out too. `with_frame`: the site's
    frame, feed and dialogs are read like the rest.
    """
    return _Builder(root, excluded, wanted, with_frame).build(_last_text_owner(root) if cut_short else None)


_GOODS_LINK = re.compile(r"/(?:item|store)/")
_GOODS = re.compile(r"[$€£¥₽₩₪₴₺]\s?\d|\d\s?[€₽₩₪₴₺]|(?<!\d)\d{1,2}:\d\d(?!\d)")
_PREFIXES = {
    "data-pl": "pl:",
    "data-testid": "testid:",
    "data-path": "data:",
    "i18entitle": "entitle:",
    "id": "#",
    "role": "role:",
}
_NAMES = {
    name: cast(Callable[[Element], list[str]], etree.XPath(f"descendant-or-self::*/@{name}", smart_strings=False))
    for name in ("class", *_PREFIXES)
}
"""All values of an attribute in a subtree: feeds are long, and this is many times faster than going through them."""

_TELLING = frozenset(
    {"class", "style", "hidden", "popover", "open", "srcdoc", "shadowrootmode", "shadowroot", *_PREFIXES}
)
"""The attributes of which a signature is made. The address of a link is another one each time."""
_MOST_KNOWN = 4096  # kinds of elements that are remembered from page to page
_CLOSED = frozenset({"hidden", "popover"})
_STRUCK = frozenset({"s", "strike", "del"})
_WITHOUT_EXTENT = frozenset({"script", "style", "noscript", "template", "head", "title", "datalist"})
_LONGEST_STRUCK = 300  # characters; more is a part of the page and no value that another one replaced


class _Builder:
    """Builds one index."""

    def __init__(self, root: Element, excluded: Excluded, wanted: frozenset[str], with_frame: bool) -> None:
        self.root = root
        self.excluded = excluded
        self.book = _book(excluded, wanted)
        self.with_frame = with_frame
        self.sheets = read_sheets(root)
        self.signatures: dict[tuple[object, ...], _Signature] = {}
        self.left_out: dict[Element, str] = {}
        self.muted: set[Element] = set()
        self.flow: dict[Element, Flow] = {}
        self.frame: list[Element] = []
        self.hidden: list[Element] = []
        self.yielded = False
        self.doubtful = False
        self.noted: dict[Element, _Noted] = {}

    def build(self, stump: Element | None) -> PageIndex:
        positions, elements, keys = array("L"), [], []
        left_out_at: list[int] = []
        known, noted = self.signatures, self.noted
        if stump is not None:
            noted[stump] = _Noted.GONE
        skip_until = 0
        for position, element in enumerate(self.root.iter("*")):
            if position < skip_until:
                continue
            tag, attributes = element.tag, element.items()
            signature = known.get((tag, *attributes)) or self._with(str(tag), attributes)
            if signature.special or (noted and element in noted):
                piece = self._judged(element, signature)
                if piece is not None:
                    self.left_out[element] = piece
                    left_out_at.append(position)
                    skip_until = end_of((position, element))
                    continue
            if signature.keys:
                positions.append(position)
                elements.append(element)
                keys.append(signature.keys)
        shown = Shown(self.left_out, self.muted, self.flow)
        named = self.excluded.strong.isdisjoint(chain.from_iterable(set(keys)))
        hidden = named and any(self._held(one)[0] for one in self.hidden)
        return PageIndex(
            self.root,
            positions,
            elements,
            keys,
            shown,
            tuple(self.frame),
            self.yielded,
            self.doubtful,
            hidden,
            left_out_at,
        )

    def _judged(self, element: Element, signature: _Signature) -> str | None:
        """None for an element that is read; else what stands for it in its line."""
        noted = self.noted.get(element)
        if noted is _Noted.GONE:
            return ""
        if signature.wordless or (element.tag == "template" and not _is_shadow(element)):
            return "" if element.tag in _WITHOUT_EXTENT else SEAM
        if signature.hidden or (noted is _Noted.FOLDED and signature.foldable):
            closed = not _CLOSED.isdisjoint(element.keys()) or noted is _Noted.FOLDED
            return self._without_hidden(element, invisible=not closed and only_invisible(element.get("style", "")))
        if signature.private:
            if signature.siblings:
                self._note_siblings(element)
            piece = self._without_private(element)
            self.yielded = self.yielded or piece is None
            return piece
        if noted is _Noted.INVISIBLE and not is_visible(element.get("style", "")):
            return self._without_hidden(element, invisible=True)
        if noted in (_Noted.IN_PRIVATE, _Noted.BESIDE_PRIVATE) and not signature.strong:
            return self._without_private(element)
        if signature.frame and self._is_sites(element, signature):
            strong, own = self._held(element)
            if not strong:
                self.frame.append(element)
                self.doubtful = self.doubtful or own
                return _standing_for(element)
            self.yielded = self.yielded or signature.noise
        if signature.struck and len(fold(all_words(element))) < _LONGEST_STRUCK:
            return _standing_for(element)
        self._stand(element, signature)
        return None

    def _stand(self, element: Element, signature: _Signature) -> None:
        """Write down how an element that is read stands on the page, and what of it is not shown."""
        if signature.flow is not None:
            self.flow[element] = signature.flow
        if element.tag == "details" and element.get("open") is None:
            summary = element.find("summary")
            self._note((child for child in element.iterchildren("*") if child is not summary), _Noted.FOLDED)
            self.muted.add(element)
        elif element.tag == "template":  # a shadow root: it stands in the place of its host's own content
            host = element.getparent()
            if host is not None and element.find(".//slot") is None:
                self._note(element.itersiblings("*"), _Noted.GONE)
                self.muted.add(host)

    def _note(self, elements: Iterable[Element], noted: _Noted) -> None:
        self.noted.update(dict.fromkeys(elements, noted))

    def _without_hidden(self, element: Element, *, invisible: bool) -> str | None:
        """What is not shown stays out, but for what its style makes visible within an `invisible` part."""
        if invisible and any(is_visible(one.get("style", "")) for one in _WITH_STYLE(element)):
            self.muted.add(element)
            self._note(element.iterchildren("*"), _Noted.INVISIBLE)
            return None
        self.hidden.append(element)
        words = all_words(element)
        return (SEAM if fold(words) else "") if stands_apart(element.get("style", "")) else hidden_piece(words)

    def _without_private(self, element: Element) -> str | None:
        """Private parts stay out; the rows of an order among them are read, without the text around them."""
        strong, own = self._held(element)
        if not strong:
            self.doubtful = self.doubtful or own or _is_about_goods(element)
            return _standing_for(element)
        self.muted.add(element)
        self._note(element.iterchildren("*"), _Noted.IN_PRIVATE)
        return None

    def _note_siblings(self, element: Element) -> None:
        """Phone and street stand beside the contact name, in elements without a name of their own."""
        inside = self.excluded.private_siblings_inside
        if any(not inside.isdisjoint(_keys(ancestor.items())) for ancestor in element.iterancestors()):
            self._note(element.itersiblings("*"), _Noted.BESIDE_PRIVATE)

    def _is_sites(self, element: Element, signature: _Signature) -> bool:
        """Whether a part is the site's frame: what stands in a part of an order is not, nor a section's footer."""
        if self.with_frame:
            return False
        outer = list(ancestors(element))
        if any(self._of(one).own for one in outer):
            self.yielded = self.yielded or (signature.noise and bool(fold(all_words(element))))
            return False
        return signature.noise or not any(one.tag in self.excluded.sections for one in outer)

    def _held(self, element: Element) -> tuple[bool, bool]:
        """Whether strong anchors of an order stand in a subtree, and whether any of its parts does."""
        keys = set(_keys((name, value) for name, values in _NAMES.items() for value in set(values(element))))
        if self.excluded.strong.isdisjoint(keys) and self.excluded.own.isdisjoint(keys):
            return False, False
        signatures = list(self._seen(element))
        return any(one.strong for one in signatures), any(one.own for one in signatures)

    def _seen(self, element: Element) -> Iterator[_Signature]:
        """The elements of a subtree without those that are not shown."""
        stack = [element]
        while stack:
            one = stack.pop()
            yield self._of(one)
            stack += [child for child in children(one) if not (self._of(child).hidden or self._of(child).wordless)]

    def _of(self, element: Element) -> _Signature:
        return self._with(str(element.tag), element.items())

    def _with(self, tag: str, attributes: Sequence[tuple[str, str]]) -> _Signature:
        told = [one for one in attributes if one[0] in _TELLING]
        known = (tag, *told)
        signature = self.signatures.get(known)
        if signature is None:
            signature = self.signatures[known] = self._shown(self.book.signature(tag, tuple(told)), told)
        return signature

    def _shown(self, signature: _Signature, attributes: Sequence[tuple[str, str]]) -> _Signature:
        """The signature with what the page's sheets say of it; an element's own style outranks them."""
        if self.sheets is None or not self.sheets.hides(signature.names) or _declares(dict(attributes).get("style")):
            return signature
        return replace(signature, hidden=signature.foldable, special=True) if signature.foldable else signature


class _Book:
    """What the tables say of elements, by tag and attributes: the pages of a site are made of the same few hundred."""

    def __init__(self, excluded: Excluded, wanted: frozenset[str]) -> None:
        self.excluded = excluded
        self.wanted = wanted
        self.signature = lru_cache(maxsize=_MOST_KNOWN)(self._signature)

    def _signature(self, tag: str, attributes: tuple[tuple[str, str], ...]) -> _Signature:
        held = dict(attributes)
        keys = tuple(dict.fromkeys((f"<{tag}>", *_keys(attributes))))
        excluded = self.excluded
        style = held.get("style")
        closed = not _CLOSED.isdisjoint(held) or (tag == "dialog" and "open" not in held)
        unseen = (
            (closed and not (style is not None and shows(style)))
            or (style is not None and hides(style))
            or not excluded.hidden.isdisjoint(keys)
        )
        content = (tag == "template" and _may_be_shadow(held)) or (tag == "iframe" and "srcdoc" in held)
        foldable = excluded.readable_when_hidden.isdisjoint(keys)
        wordless = tag in excluded.tags and not content
        hidden = unseen and foldable
        struck = tag in _STRUCK or (style is not None and strikes(style))
        private = not excluded.private.isdisjoint(keys)
        noise = not excluded.noise.isdisjoint(keys)
        frame = noise or tag in excluded.frame
        strong = not excluded.strong.isdisjoint(keys)
        own_flow = flow(style) if style is not None else None
        judged = wordless or hidden or struck or private or frame or own_flow is not None
        return _Signature(
            keys=tuple(key for key in keys if key in self.wanted),
            names=keys,
            wordless=wordless,
            hidden=hidden,
            foldable=foldable,
            struck=struck,
            private=private,
            siblings=private and not excluded.private_siblings.isdisjoint(keys),
            noise=noise,
            frame=frame,
            strong=strong,
            own=strong or not excluded.own.isdisjoint(keys),
            flow=own_flow,
            special=judged or tag in ("details", "template"),
        )


_book = lru_cache(maxsize=4)(_Book)


def _keys(attributes: Iterable[tuple[str, str]]) -> list[str]:
    """The anchor keys that an element's attributes give."""
    keys = []
    for name, value in attributes:
        if name == "class":
            for part in value.split():
                keys.append(f".{part}")
                keys.extend(_without_hash(part))
        elif name in _PREFIXES:
            keys.append(_PREFIXES[name] + value)
    return keys


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


def _declares(style: str | None) -> bool:
    """Whether an element's own style says if it is shown, which outranks every sheet."""
    return style is not None and not {"display", "visibility"}.isdisjoint(declarations(style))


def _may_be_shadow(attributes: Mapping[str, str]) -> bool:
    """Whether a template is a shadow root that a saver wrote down."""
    return any(attributes.get(name, "").lower() in ("open", "closed") for name in ("shadowrootmode", "shadowroot"))


def _is_shadow(template: Element) -> bool:
    """Browsers no longer know the older attribute: it counts where the host was surely made to have a shadow."""
    host = template.getparent()
    if template.get("shadowrootmode") is not None or host is None:
        return True
    return "-" in str(host.tag) or (len(host) == 1 and not fold((host.text or "") + (template.tail or "")))


def _is_about_goods(element: Element) -> bool:
    """Whether a part that looks private has what no address has: a link to a product or a store, an amount, a clock."""
    links = (link.get("href") or "" for link in element.iter("a"))
    return any(map(_GOODS_LINK.search, links)) or _GOODS.search(all_words(element)) is not None


def _standing_for(element: Element) -> str:
    """What stands for a part that is seen but not read: a mark, if it has words and stands in a line."""
    return MARK if is_inline(element) and any(map(str.isalnum, all_words(element))) else ""


def _last_text_owner(root: Element) -> Element:
    """The element that holds the last text of the page directly."""
    element = root
    while len(element) and not (element[-1].tail or "").strip():
        element = element[-1]
    return element
