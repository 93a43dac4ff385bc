"""Making a plan: where in a card that was read under watch stands what may be another in the next."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from lxml.etree import _Element as Element

from whyclosed_parser.model import Order
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.find import Hit
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.page.lines import MARK, is_inline
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.order import OrderReader
from whyclosed_parser.read.plan import Leaves, Link, Look, Place, Plan, Tag, Value, changes, member_at
from whyclosed_parser.read.trace import Call, Question, Trace
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words

_NOT_READ = ("class", "style", "href", "src")
"""Attributes that say more than a value."""


class _NoPlan(Exception):
    """The reading of a card depended on more than can be looked at again."""


def make_plan(reader: OrderReader, order: Order, pieces: Sequence[str]) -> Plan | None:
    """How other cards are filled like this one; None where its reading depended on all of its words."""
    trace = reader.trace
    if trace is None or trace.opaque or order.problems:
        return None
    try:
        with trace:
            return Planner(reader, order, trace, pieces).plan()
    except _NoPlan:
        return None


class _Text(NamedTuple):
    """Words of a card's markup: which piece they are, and of which element the text, or the tail of what is in it."""

    piece: int
    owner: Element
    words: str


class Planner:
    """Makes the plan of a template."""

    def __init__(self, reader: OrderReader, order: Order, trace: Trace, pieces: Sequence[str]) -> None:
        self.reader = reader
        self.order = order
        self.trace = trace
        self.pieces = pieces
        self.lines = reader.scope.lines()
        if any(map(_is_in_a_sentence, reader.scope.element.iter("button"))):
            raise _NoPlan
        if any(line.seen is not None or MARK in line.text for line in self.lines):
            raise _NoPlan
        self.tags: dict[Element, int] = {}
        """Which piece is the tag of an element."""
        self.own = self._by_line([*self._texts(reader.scope.element.iter("*"))])
        """The texts of each line."""
        self.around = [set.intersection(*(set(upward(one.owner)) for one in texts)) for texts in self.own]
        """The elements that hold each line."""
        self.asked: dict[Question, Hashable] = dict(reader.asked)

    def plan(self) -> Plan:
        leaves, fixed = self._leaves()
        calls = [call for call in self.trace.calls if call.looks]
        looked = [
            (anchor, hit, hit.node[1])
            for call in calls
            for _, anchor, found in call.looks
            for hit in found
            if hit.node is not None and anchor.kind == "element"
        ]
        labels = {node[1] for node in self.trace.labels if self._is_a_line(node)}
        fixed |= {node[1] for node in self.trace.labels} - labels
        seen = {element for anchor, _, element in looked if anchor.take != "@"} | labels
        fixed |= {element for anchor, hit, element in looked if anchor.take != "@" and self._line_of(hit) is None}
        places = self._places(seen, fixed)
        attributes = {
            self.tags[element]: anchor.argument
            for anchor, _, element in looked
            if anchor.take == "@" and anchor.argument not in _NOT_READ and element not in fixed
        }
        tags = {
            at: tag for at in self.tags.values() if (tag := Tag.of(self.pieces[at], attributes.get(at))) is not None
        }
        fields = [one for call in calls if any(map(changes, (one := self._field(call, places))[2]))]
        changing = {call.path for call, _, _ in fields}
        return Plan(
            reader=self.reader,
            order=self.order,
            pieces=self.pieces,
            tags=tags,
            places={at: place for place in places for at in place.pieces},
            lines=[line.text for line in self.lines],
            labels={place.line: link for place in places for link in labels & self.around[place.line]},
            fields=fields,
            asked=[(question, given, answer) for (question, given), answer in self.asked.items()],
            checked=[(path, self._among(part), has, answer) for path, part, has, answer in self.trace.checked],
            leaves=Leaves.of([path for path in leaves if path in changing]),
        )

    def _texts(self, elements: Iterator[Element]) -> Iterator[_Text]:
        """The texts that have words; on the way the elements of the tags are found."""
        around: list[Element] = []
        last: Element | None = None  # what has just ended inside the innermost
        for at, piece in enumerate(self.pieces):
            if piece.startswith("</"):
                last = around.pop()
            elif piece[0] == "<":
                element = next(elements)
                self.tags[element] = at
                last = element if piece.endswith("/>") else None
                if last is None:
                    around.append(element)
            elif not piece.isspace():
                yield _Text(at, around[-1], (around[-1].text if last is None else last.tail) or "")

    def _by_line(self, texts: list[_Text]) -> list[list[_Text]]:
        by_line = []
        for line in self.lines:
            runs = [run for run in line.runs if not run.isspace()]
            own, texts = texts[: len(runs)], texts[len(runs) :]
            if [one.words for one in own] != runs:
                raise _NoPlan
            by_line.append(own)
        return by_line

    def _leaves(self) -> tuple[list[str], set[Element]]:
        """The paths of the values that stand in the order as they were read; and the elements whose words have to be
        the same in all cards."""
        leaves: list[str] = []
        fixed = {element for element, times in self.trace.looked.items() if times > 0}
        for call in self.trace.calls:
            if call.found is None:
                continue
            value, hit = call.found
            part = member_at(self.reader.parts, call.path)
            if call.path not in self.order.found or call.path in leaves:
                raise _NoPlan
            if part == value:
                leaves.append(call.path)
            elif hit.node is None:
                raise _NoPlan
            else:
                fixed.add(hit.node[1])
        return leaves, fixed

    def _places(self, seen: Set[Element], fixed: Set[Element]) -> list[Place]:
        """The lines whose words may be others: those of elements that were `seen` by the table's anchors or as a link,
        with nothing in or around them that is `fixed`."""
        row = next((number for number, line in enumerate(self.lines) if line is self.trace.row), len(self.lines))
        places = []
        for number, (line, own) in enumerate(zip(self.lines, self.own, strict=True)):
            around = {box for one in own for box in upward(one.owner)}
            if seen.isdisjoint(around) or not fixed.isdisjoint(around) or not _is_their_sum(line, own):
                continue
            is_row = number == row if number <= row else None
            if is_row is False and len(own) == 1 and _has_id(line, self.reader.words):
                continue
            places.append(Place(number, tuple(one.piece for one in own), is_row))
        return places

    def _field(self, call: Call, places: Sequence[Place]) -> tuple[Call, Scope, Sequence[Look]]:
        part = self.reader.scope.index.scope(call.part)
        looks = [
            look
            for rank, anchor, found in call.looks
            if (look := self._look(rank, anchor, found, part, places)) is not None
        ]
        return call, part, looks

    def _look(
        self, rank: int, anchor: Anchor, found: Sequence[Hit], part: Scope, places: Sequence[Place]
    ) -> Look | None:
        if anchor.kind == "href":
            links = [Link(node, at, self.pieces[at], href) for href, node in part.links for at in [self.tags[node[1]]]]
            return Look(rank, anchor, (), links)
        if anchor.kind == "label" and not found:
            self._ask_for_label(anchor.path[0])
            return None
        if anchor.kind != "element" or anchor.take in ("row", "nth", "match"):
            if found or anchor.take == "match":  # which may match in another card
                raise _NoPlan
            return None
        return Look(rank, anchor, [self._value(hit, anchor, places) for hit in found])

    def _ask_for_label(self, code: str) -> None:
        may_label, low = self.reader.words.may_label, self.reader.scope.low
        if may_label(code, low):
            raise _NoPlan
        self.asked[may_label, (code,)] = False

    def _value(self, hit: Hit, anchor: Anchor, places: Sequence[Place]) -> Value:
        if hit.node is None:
            raise _NoPlan
        if anchor.take == "@":
            return Value(hit, tag=self.tags[hit.node[1]], attribute=anchor.argument)
        line = self._line_of(hit)
        return Value(hit, line=line if any(place.line == line for place in places) else None)

    def _is_a_line(self, node: Node) -> bool:
        text = self.reader.scope.text(node)
        return any(line.text == text and node[1] in boxes for line, boxes in zip(self.lines, self.around, strict=True))

    def _line_of(self, hit: Hit) -> int | None:
        """The one line of an element that is all of the words that were found there."""
        assert hit.node is not None
        own = [
            number
            for number, line in enumerate(self.lines)
            if line.text == hit.text and hit.node[1] in self.around[number]
        ]
        return own[0] if len(own) == 1 else None

    def _among(self, part: Node | None) -> slice:
        """Which of the lines stand in a part of the card."""
        if part is None:
            return slice(0)
        inside = [number for number, boxes in enumerate(self.around) if part[1] in boxes]
        found = slice(inside[0], inside[-1] + 1) if inside else slice(0)
        if [line.text for line in self.lines[found]] != [
            line.text for line in self.reader.scope.index.scope(part).lines()
        ]:
            raise _NoPlan
        return found


def _is_their_sum(line: Line, texts: Sequence[_Text]) -> bool:
    """Whether a line is its texts side by side, and would be with other numbers in them: where two numbers meet, or two
    characters, they may be parted (`page.lines`)."""
    for one, other in pairwise(texts):
        before, behind = one.words, other.words
        if before[-1:].isalnum() and behind[:1].isalnum():
            characters = len(before.strip()) == len(behind.strip()) == 1
            if characters or (before[-1:].isdigit() and behind[:1].isdigit()):
                return False
    return fold("".join([one.words for one in texts])) == line.text


def _is_in_a_sentence(button: Element) -> bool:
    """Whether words stand behind a button in its line: it depends on them whether the line goes on."""
    for box in upward(button):
        if (box.tail or "").strip():
            return True
        if box.getnext() is not None or not is_inline(box):
            return False
    return False


def _has_id(line: Line, words: Words) -> bool:
    row = words.row(line.text, line.runs)
    return row is not None and row.entry.code == "order_id"
