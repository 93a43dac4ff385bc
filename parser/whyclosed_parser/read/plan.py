"""The cards of a list come from one template: what was found out in reading one serves for those that are built alike.

The first card of a kind is read the long way, under watch (`trace`). A later one with the same markup, but for other
texts in the places that were read, is filled: only these are read, by the same readers, and the same questions are
asked of all its words. What differs in anything else, or answers differently, is read the long way, as is every card
with a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from functools import cache
from itertools import count
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Order, Page
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.page.lines import MARK
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.actions import is_no_button
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.labels import goes_on
from whyclosed_parser.read.order import OrderReader
from whyclosed_parser.read.trace import Call, Trace, Watched
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import Words

_FEWEST = 3
"""Cards of a list for which it pays to look for their template."""
_MOST_WATCHED = 8
"""Cards with the same anchors that are watched. They differ in the words that stand in all orders of a state."""
_PIECE = patterns.compiled(r"<[^>]*>|[^<]+")
_NUMBER = patterns.compiled(r"\d+(?:[.,]\d+)*")
_ADDRESS = patterns.compiled(r'(?<= href=")[^"]*|(?<= src=")[^"]*|(?<=url\()[\w./:%?=~&;-]*(?=\))')
_CODE = patterns.compiled(r"[A-Za-z]*\d[A-Za-z\d]*")
"""A number in an address, or a code with digits."""


class Cards:
    """Reads the cards of one list."""

    def __init__(self, context: PageContext, page: Page, cards: int) -> None:
        layout = context.layout
        self.context = context
        self.page = page
        self.alike = cards >= _FEWEST and layout.several and bool(layout.evidence) and not context.unknown
        self.plans: dict[bytes, list[_Plan | None]] = {}

    def read(self, card: Scope) -> Order:
        """The order of a card."""
        pieces = _pieces(card.element) if self.alike and not (card.leaves_out or card.index.shown.muted) else None
        if pieces is None:
            return OrderReader(self.context, card).read(self.page)
        known = self.plans.setdefault(card.index.kinds[card.start : card.end].tobytes(), [])
        for plan in known:
            order = plan.filled(card.anew(), pieces, self.page) if plan is not None else None
            if order is not None:
                return order
        if len(known) == _MOST_WATCHED:
            return OrderReader(self.context, card).read(self.page)
        reader = OrderReader(self.context, Watched.watch(card, Trace()))
        order = reader.read(self.page)
        known.append(_plan(reader, order, pieces))
        return order


@dataclass(frozen=True, slots=True)
class _Place:
    """A line whose words may be others. `line`: which of the card's; `element`: which of its elements has these words
    and no more; `alone`: whether they are one text, else only the numbers in them are others; `head`: whether it
    stands before the row with the order's number; `is_row`: whether it is that row."""

    line: int
    element: int
    alone: bool
    head: bool
    is_row: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """How the cards of one template are filled. `reader`: that of the first one, with what was looked at; `pieces`: of
    its markup; `attributes`: of tags that may have another value there; `texts`: which texts may be others, and of
    which place they are; `labels`: links that are no button, by their elements' numbers; `calls`: the fields, each with
    the number of its part's element; `leaves`: where in the order what they give stands."""

    reader: OrderReader
    order: Order
    pieces: Sequence[str]
    attributes: Mapping[int, str]
    texts: Mapping[int, _Place]
    lines: Sequence[str]
    labels: Sequence[int]
    calls: Sequence[tuple[int, Call]]
    leaves: Mapping[str, Any]

    def filled(self, card: Scope, pieces: Sequence[str], page: Page) -> Order | None:
        """The order of a card; None where it is not built like the first one, or has to be read the long way."""
        places = self._others(pieces)
        if places is None:
            return None
        elements = list(card.element.iter("*"))
        card = Scope(card.index, card.element, card.start, card.end, None, elements)
        reader = OrderReader(self.reader.page, card)

        def node(number: int) -> Node:
            return card.start + number, elements[number]

        lines = list(self.lines)
        for place in places:
            text = lines[place.line] = card.text(node(place.element))
            if not text or MARK in text or not _stays(place, text, reader.words):
                return None
        card.know(lines)
        if not all(is_no_button(reader, node(number)) for number in self.labels):
            return None
        for (question, given), answer in self.reader.asked.items():
            if reader.ask(question, *given) != answer:
                return None
        values: dict[str, Any] = {}
        for number, call in self.calls:
            part = card if number == 0 else card.inner(node(number))
            found = reader.first(call.field, call.path, call.read, part, call.doubt, call.once)
            if (found is None) != (call.found is None):
                return None
            if found is not None:
                values[call.path] = found[0]
        trace = self.reader.trace
        assert trace is not None
        if any(has(values[path]) != answer for path, has, answer in trace.checked):
            return None
        found_here = reader.ledger.found
        for path, found in self.order.found.items():
            here = found_here.get(path)
            if here is not None and (here.anchor, here.rank) != (found.anchor, found.rank):
                return None
        reader.ledger.found = self.order.found | found_here
        order = reader.order(page, _with(self.reader.parts, self.leaves, values))
        return None if order.problems else order

    def _others(self, pieces: Sequence[str]) -> set[_Place] | None:
        """The places with other words; None where anything else is different."""
        if len(pieces) != len(self.pieces):
            return None
        places: set[_Place] = set()
        for at, (piece, own) in enumerate(zip(pieces, self.pieces, strict=True)):
            if piece == own:
                continue
            if piece[0] == "<":
                attribute = self.attributes.get(at)
                if _bare(piece, attribute) != _bare(own, attribute):
                    return None
                continue
            place = self.texts.get(at)
            if place is None or not (place.alone or _NUMBER.sub("0", piece) == _NUMBER.sub("0", own)):
                return None
            places.add(place)
        return places


def _pieces(card: Element) -> list[str] | None:
    """The tags of a card and the texts between them; None where there is more in it than these."""
    markup = etree.tostring(card, encoding="unicode", with_tail=False)
    return None if "<!" in markup or "<?" in markup else _PIECE.findall(markup)


def _bare(tag: str, attribute: str | None) -> str:
    """A tag without what its addresses have in them that is another in each card, and without the value of an
    attribute."""
    if attribute is not None:
        tag = _value_of(attribute).sub("", tag)
    return _ADDRESS.sub(_without_codes, tag)


def _without_codes(address: re.Match[str]) -> str:
    return _CODE.sub("0", address[0])


@cache
def _value_of(attribute: str) -> re.Pattern[str]:
    return patterns.compiled(rf'(?<= {re.escape(attribute)}=")[^"]*')


def _stays(place: _Place, text: str, words: Words) -> bool:
    """Whether a line with other words is still, or still not, the row with the order's number."""
    if not place.alone or not place.head:
        return True  # no label has a number in it
    row = words.row(text)
    if row is None or row.entry.code != "order_id":
        return not place.is_row
    return place.is_row and bool(row.value) and not goes_on(row.value, words)


def _plan(reader: OrderReader, order: Order, pieces: Sequence[str]) -> _Plan | None:
    """How other cards are filled like this one; None where its reading depended on all of its words."""
    trace = reader.trace
    if trace is None or trace.opaque or order.problems:
        return None
    with trace.account():
        lines = reader.scope.lines()
    if any(line.seen is not None or MARK in line.text for line in lines):
        return None
    numbers = dict(zip(reader.scope.element.iter("*"), count()))
    leaves: dict[str, Any] = {}
    fixed = {element for element, times in trace.looked.items() if times > 0}
    for call in trace.calls:
        if call.found is not None:
            value, hit = call.found
            if call.path in order.found and _leaf(reader.parts, call.path.split(".")) == value:
                _put(leaves, call.path.split("."), call.path)
            elif hit.node is not None:
                fixed.add(hit.node[1])
    seen = {node[1] for node, anchor, _ in trace.hits if anchor.take != "@"} | {node[1] for node in trace.labels}
    texts, tags = _owners(pieces, iter(numbers))
    places = _places(reader, lines, texts, numbers, seen, fixed)
    attributes = {
        tags[node[1]]: anchor.argument
        for node, anchor, _ in trace.hits
        if anchor.take == "@" and node[1] not in fixed and anchor.argument not in ("class", "style", "href", "src")
    }
    return _Plan(
        reader=reader,
        order=order,
        pieces=pieces,
        attributes=attributes,
        texts=places,
        lines=[line.text for line in lines],
        labels=[numbers[node[1]] for node in trace.labels],
        calls=[(numbers[call.part[1]], call) for call in trace.calls],
        leaves=leaves,
    )


_Text = tuple[int, Element, str]
"""A text of the markup: which piece it is, the element whose text or tail, and its words."""


def _owners(pieces: Sequence[str], elements: Iterator[Element]) -> tuple[list[_Text], dict[Element, int]]:
    """The texts of a card's markup that have words, and of each element which piece is its tag."""
    texts: list[_Text] = []
    tags: dict[Element, int] = {}
    around: list[Element] = []
    last: Element | None = None  # the element that has just ended inside the innermost
    for at, piece in enumerate(pieces):
        if piece.startswith("</"):
            last = around.pop()
        elif piece[0] == "<":
            element = next(elements)
            tags[element] = at
            if piece.endswith("/>"):
                last = element
            else:
                around.append(element)
                last = None
        elif not piece.isspace():
            owner = around[-1]
            words = owner.text if last is None else last.tail
            texts.append((at, owner, words or ""))
    return texts, tags


def _places(
    reader: OrderReader,
    lines: Sequence[Line],
    texts: Sequence[_Text],
    numbers: Mapping[Element, int],
    seen: Set[Element],
    fixed: Set[Element],
) -> dict[int, _Place]:
    """The pieces of the lines whose words may be others: those of elements that were `seen` by the table's anchors or
    as a link, and are the only words of an element in which nothing is `fixed`."""
    trace = reader.trace
    assert trace is not None
    row = next((number for number, line in enumerate(lines) if line is trace.row), len(lines))
    places: dict[int, _Place] = {}
    for number, line in enumerate(lines):
        whole = next((box for box in upward(line.element) if box not in numbers or _says(box, line, reader)), None)
        if whole is None or whole not in numbers:
            continue
        inside = set(whole.iter("*"))
        around = set(upward(whole))
        if seen.isdisjoint(inside | around) or not fixed.isdisjoint(inside | around):
            continue
        own = [text for text in texts if text[1] in inside]
        if [words for _, _, words in own] != [run for run in line.runs if run.strip()]:
            continue
        alone = len(own) == 1
        if number < row and alone and _has_id(line, reader.words):
            continue
        place = _Place(number, numbers[whole], alone, number <= row, number == row)
        places.update((at, place) for at, _, _ in own)
    return places


def _says(box: Element, line: Line, reader: OrderReader) -> bool:
    trace = reader.trace
    assert trace is not None
    with trace.account():
        return reader.scope.text((0, box)) == line.text


def _has_id(line: Line, words: Words) -> bool:
    row = words.row(line.text, line.runs)
    return row is not None and row.entry.code == "order_id"


def _leaf(value: Any, path: Sequence[str]) -> Any:
    """What stands at a dotted path of an order's parts; None where there is nothing."""
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, tuple):
            value = value[int(name)] if int(name) < len(value) else None
        else:
            value = getattr(value, name, None)
    return value


def _put(tree: dict[str, Any], path: Sequence[str], leaf: str) -> None:
    for name in path[:-1]:
        tree = tree.setdefault(name, {})
    tree[path[-1]] = leaf


def _with(value: Any, leaves: Any, values: Mapping[str, Any]) -> Any:
    """A part of an order with other values at its leaves."""
    if isinstance(leaves, str):
        return values[leaves]
    if isinstance(value, dict):
        return value | {name: _with(value[name], inner, values) for name, inner in leaves.items()}
    if isinstance(value, tuple):
        return tuple(
            _with(one, leaves[str(at)], values) if str(at) in leaves else one for at, one in enumerate(value)
        )
    return type(value)(
        *(
            _with(getattr(value, name), leaves[name], values) if name in leaves else getattr(value, name)
            for name in _names(type(value))
        )
    )


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))
