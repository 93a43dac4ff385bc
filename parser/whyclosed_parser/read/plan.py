"""The cards of a list come from one template: what was found out in reading one serves for those that are built alike.

The first card of a kind is read the long way, under watch (`trace`). A later one with the same markup, but for other
texts in the places that were read, is filled: only these are read, by the same readers, and the same questions are
asked of all its words. What differs in anything else, or answers differently, is read the long way, as is every card
with a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields, replace
from functools import cache, partial
from html import unescape
from itertools import count
from typing import Any, NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Order, Page
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.find import Hit
from whyclosed_parser.page.find import found_at as found_at_links
from whyclosed_parser.page.index import Line, Node, Scope
from whyclosed_parser.page.lines import MARK
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.actions import says_no_action
from whyclosed_parser.read.field import PageContext
from whyclosed_parser.read.labels import goes_on
from whyclosed_parser.read.order import OrderReader
from whyclosed_parser.read.trace import Call, Check, Question, Trace, Watched
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words

_FEWEST = 3
"""Cards of a list for which it pays to look for their template."""
_MOST_WATCHED = 8
"""Cards with the same anchors that are watched. They differ in the words that stand in all orders of one state."""
_MOST_WITHOUT = 2
"""Such cards of which no plan could be made."""
_PIECE = patterns.compiled(r"<[^>]*>|[^<]+")
_NUMBER = patterns.compiled(r"\d+(?:[.,]\d+)*")
_ADDRESS = patterns.compiled(r'(?<= href=")[^"]*|(?<= src=")[^"]*|(?<=url\()[\w./:%?=~&;-]*(?=\))')
_CODE = patterns.compiled(r"[A-Za-z]*\d[A-Za-z\d]*")
"""A number in an address, or a code with digits: another one in each card, and no word of the site's."""
_NOT_READ = ("class", "style", "href", "src")
"""Attributes whose values are not only read."""


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
        if len(known) == _MOST_WATCHED or known.count(None) == _MOST_WITHOUT:
            return OrderReader(self.context, card).read(self.page)
        reader = OrderReader(self.context, Watched.watch(card, Trace()))
        order = reader.read(self.page)
        known.append(_plan(reader, order, pieces))
        return order


@dataclass(frozen=True, slots=True)
class _Place:
    """A line whose words may be others. `line`: which of the card's; `pieces`: of which pieces of the markup it is
    made. Of several only the numbers may be others. `is_row`: whether it is the row with the order's number (None: it
    stands behind it)."""

    line: int
    pieces: tuple[int, ...]
    is_row: bool | None

    def words(self, pieces: Sequence[str]) -> str:
        """The line in a card with these pieces."""
        return fold("".join([_text(pieces[at]) for at in self.pieces]))


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag with one thing in it that may be another: an attribute that is read, or the numbers and codes in an address
    (`address`, without them)."""

    before: str
    behind: str
    address: str | None

    @classmethod
    def of(cls, tag: str, attribute: str | None) -> _Tag | None:
        """None for a tag that has nothing like this, or more than one."""
        found = [*_ADDRESS.finditer(tag), *(_value_of(attribute).finditer(tag) if attribute is not None else ())]
        if len(found) != 1:
            return None
        start, end = found[0].span()
        return cls(tag[:start], tag[end:], _CODE.sub("0", found[0][0]) if attribute is None else None)

    def fits(self, tag: str) -> bool:
        """Whether a tag differs in nothing else."""
        inner = tag[len(self.before) : len(tag) - len(self.behind)]
        if f"{self.before}{inner}{self.behind}" != tag:
            return False
        return '"' not in inner and (self.address is None or _CODE.sub("0", inner) == self.address)


@dataclass(frozen=True, slots=True)
class _Value:
    """Where the words of a hit stand: in a line, in an attribute of a tag, or they are the same in all cards."""

    hit: Hit
    line: int | None = None
    tag: int | None = None
    attribute: str = ""

    def there(self, lines: Sequence[str], pieces: Sequence[str]) -> Hit:
        """The hit in a card with these lines and pieces."""
        if self.line is not None:
            return Hit(lines[self.line], self.hit.node)
        if self.tag is not None:
            return Hit(_attribute(pieces[self.tag], self.attribute).strip(), self.hit.node)
        return self.hit


@dataclass(frozen=True, slots=True)
class _Look:
    """What an anchor of a field gives: these words, or what is in the addresses of these links."""

    rank: int
    anchor: Anchor
    values: Sequence[_Value]
    links: Sequence[tuple[int, Node]] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """How the cards of one template are filled. `reader`: that of the first one, `order`: what it gave; `pieces`: of
    its markup; `tags`: those that may be others; `places`: the lines
    that may be others, by their pieces; `lines`: its lines; `labels`: links that are no button, by their lines;
    `asked`: what is asked of all words; `checked`: what is asked of a text that was read and of some lines; `leaves`:
    where in the order what the fields give stands."""

    reader: OrderReader
    order: Order
    pieces: Sequence[str]
    tags: Mapping[int, _Tag]
    places: Mapping[int, _Place]
    lines: Sequence[str]
    labels: Mapping[int, Element]
    asked: Sequence[tuple[Callable[..., Hashable], tuple[object, ...], Hashable]]
    checked: Sequence[tuple[str, slice, Check, bool]]
    fields: Sequence[tuple[Call, Scope, Sequence[_Look]]]
    leaves: _Leaves

    def filled(self, card: Scope, pieces: Sequence[str], page: Page) -> Order | None:
        """The order of a card; None where it is not built like the first one, or has to be read the long way."""
        others = self._others(pieces)
        if others is None:
            return None
        reader = OrderReader(self.reader.page, card)
        lines = list(self.lines)
        for place in others:
            text = lines[place.line] = place.words(pieces)
            link = self.labels.get(place.line)
            if not text or not text.isprintable() or MARK in text or not _is_still(place, text, reader.words):
                return None
            if link is not None and not says_no_action(reader, link, text):
                return None
        card.know(lines)
        low = card.low
        for question, given, answer in self.asked:
            if question(*given, low) != answer:
                return None
        values = self._values(reader, lines, pieces)
        if values is None:
            return None
        reader.ledger.found = self.order.found | reader.ledger.found
        order = reader.order(page, self.leaves.filled(self.reader.parts, values))
        return None if order.problems else order

    def _others(self, pieces: Sequence[str]) -> set[_Place] | None:
        """The places with other words; None where anything else is different."""
        if len(pieces) != len(self.pieces):
            return None
        others: set[_Place] = set()
        for at, (piece, own) in enumerate(zip(pieces, self.pieces, strict=True)):
            if piece == own:
                continue
            if piece[0] == "<":
                tag = self.tags.get(at)
                if tag is None or not tag.fits(piece):
                    return None
                continue
            place = self.places.get(at)
            if place is None or (len(place.pieces) > 1 and _NUMBER.sub("0", piece) != _NUMBER.sub("0", own)):
                return None
            others.add(place)
        return others

    def _values(self, reader: OrderReader, lines: Sequence[str], pieces: Sequence[str]) -> dict[str, Any] | None:
        """What the fields of a card give; None where one gives nothing that gave something in the first, or where its
        words stand elsewhere."""
        values: dict[str, Any] = {}
        noted, own = reader.ledger.found, self.order.found
        linked: dict[int, Scope] = {}
        for call, part, looks in self.fields:
            found_at = []
            for look in looks:
                if not look.links:
                    there = [value.there(lines, pieces) for value in look.values]
                else:
                    other = linked.get(part.start)
                    if other is None:
                        addresses = [(_attribute(pieces[tag], "href"), node) for tag, node in look.links]
                        other = linked[part.start] = part.with_links(addresses)
                    there = found_at_links(look.anchor, other, None)
                found_at.append((look.rank, look.anchor, there))
            found = reader.first_of(found_at, call.name, call.path, call.read, part, call.doubt, call.once)
            if found is None:
                if call.found is not None:
                    return None
                continue
            if call.found is None:
                return None
            path = call.path
            values[path] = found[0]
            if own[path].rank != noted[path].rank:
                return None
        if reader.ledger.problems:
            return None
        for path, among, has, answer in self.checked:
            if has(values[path] if path in values else _member_at(self.reader.parts, path), lines[among]) != answer:
                return None
        return values


@dataclass(frozen=True, slots=True)
class _Leaves:
    """Where values of a card stand in the parts of its order: by their names the paths of the values themselves, or
    what is in that part."""

    held: Mapping[str, str | _Leaves]

    @classmethod
    def of(cls, paths: Iterable[str]) -> _Leaves:
        """Those of these dotted paths."""
        inner: dict[str, list[str]] = {}
        leaves: dict[str, str | _Leaves] = {}
        return cls._under([(path.split("."), path) for path in paths])

    @classmethod
    def _under(cls, paths: Sequence[tuple[Sequence[str], str]]) -> _Leaves:
        names = dict.fromkeys(names[0] for names, _ in paths)
        inner = {name: [(names[1:], path) for names, path in paths if names[0] == name] for name in names}
        return cls({name: cls._under(held) if held[0][0] else held[0][1] for name, held in inner.items()})

    def filled(self, part: Any, values: Mapping[str, Any]) -> Any:
        """The part with these values."""
        new = {
            name: values[held] if isinstance(held, str) else held.filled(_member(part, name), values)
            for name, held in self.held.items()
        }
        if isinstance(part, dict):
            return part | new
        if isinstance(part, tuple):
            return tuple([new.get(str(at), one) for at, one in enumerate(part)])
        return type(part)(*[new[name] if name in new else getattr(part, name) for name in _names(type(part))])


def _member(part: Any, name: str) -> Any:
    """What a part of an order has under a name, or at a number; None where it has nothing there."""
    if isinstance(part, dict):
        return part.get(name)
    if isinstance(part, tuple):
        return part[int(name)] if int(name) < len(part) else None
    return getattr(part, name, None)


def _member_at(part: Any, path: str) -> Any:
    """What stands at a dotted path in the parts of an order."""
    for name in path.split("."):
        part = _member(part, name)
    return part


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _changes(look: _Look) -> bool:
    """Whether another card may give something else here."""
    return bool(look.links) or any(value.line is not None or value.tag is not None for value in look.values)


# The markup.


def _pieces(card: Element) -> list[str] | None:
    """The tags of a card and the texts between them; None where there is more in it than these."""
    markup = etree.tostring(card, encoding="unicode", with_tail=False)
    return None if "<!" in markup or "<?" in markup else _PIECE.findall(markup)


def _attribute(tag: str, name: str) -> str:
    found = _value_of(name).search(tag)
    return _text(found[0]) if found is not None else ""


@cache
def _value_of(attribute: str) -> re.Pattern[str]:
    return patterns.compiled(rf'(?<= {re.escape(attribute)}=")[^"]*')


def _text(piece: str) -> str:
    return unescape(piece) if "&" in piece else piece


def _is_still(place: _Place, text: str, words: Words) -> bool:
    """Whether a line with other words is still, or still not, the row with the order's number."""
    if place.is_row is None or len(place.pieces) > 1:  # no label has a number in it
        return True
    row = words.row(text)
    if row is None or row.entry.code != "order_id":
        return not place.is_row
    return place.is_row and bool(row.value) and not goes_on(row.value, words)


# Making a plan.


class _NoPlan(Exception):
    """The reading of a card depended on more than can be looked at again."""


def _plan(reader: OrderReader, order: Order, pieces: Sequence[str]) -> _Plan | None:
    """How other cards are filled like this one; None where its reading depended on all of its words."""
    trace = reader.trace
    if trace is None or trace.opaque or order.problems:
        return None
    try:
        with trace:
            return _Planner(reader, order, trace, pieces).plan()
    except _NoPlan:
        return None


class _Text(NamedTuple):
    """Words of a card's markup: which piece they are, and of which element the text, or the tail of what is in it."""

    piece: int
    owner: Element
    words: str


class _Planner:
    """Makes the plan of a template."""

    def __init__(self, reader: OrderReader, order: Order, trace: Trace, pieces: Sequence[str]) -> None:
        self.reader = reader
        self.order = order
        self.trace = trace
        self.pieces = pieces
        self.lines = reader.scope.lines()
        if any(line.seen is not None or MARK in line.text for line in self.lines):
            raise _NoPlan
        self.tags: dict[Element, int] = {}
        """Which piece is the tag of an element."""
        self.own = self._by_line([*self._texts(reader.scope.element.iter("*"))])
        """The texts of each line."""
        self.around = [set.intersection(*(set(upward(one.owner)) for one in texts)) for texts in self.own]
        """The elements that hold each line."""
        self.asked: dict[Question, object] = dict(reader.asked)

    def plan(self) -> _Plan:
        leaves, fixed = self._leaves()
        calls = [call for call in self.trace.calls if call.looks]
        looked = [
            (anchor, hit, hit.node[1])
            for call in calls
            for _, anchor, found in call.looks
            for hit in found
            if hit.node is not None and anchor.kind == "element"
        ]
        labels = {node[1] for node in self.trace.labels}
        seen = {element for anchor, _, element in looked if anchor.take != "@"} | labels
        fixed |= {element for anchor, hit, element in looked if anchor.take != "@" and self._line_of(hit) is None}
        places = self._places(seen, fixed)
        attributes = {
            self.tags[element]: anchor.argument
            for anchor, _, element in looked
            if anchor.take == "@" and anchor.argument not in _NOT_READ and element not in fixed
        }
        tags = {at: tag for at in self.tags.values() if (tag := _Tag.of(self.pieces[at], attributes.get(at))) is not None}
        fields = [one for call in calls if any(map(_changes, (one := self._field(call, places))[2]))]
        changing = {call.path for call, _, _ in fields}
        return _Plan(
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
            leaves=_Leaves.of([path for path in leaves if path in changing]),
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
            part = _member_at(self.reader.parts, call.path)
            if call.path not in self.order.found or call.path in leaves:
                raise _NoPlan
            if part == value:
                leaves.append(call.path)
            elif hit.node is None:
                raise _NoPlan
            else:
                fixed.add(hit.node[1])
        return leaves, fixed

    def _places(self, seen: Set[Element], fixed: Set[Element]) -> list[_Place]:
        """The lines whose words may be others: those of elements that were `seen` by the table's anchors or as a link,
        with nothing in or around them that is `fixed`."""
        row = next((number for number, line in enumerate(self.lines) if line is self.trace.row), len(self.lines))
        places = []
        for number, (line, own) in enumerate(zip(self.lines, self.own, strict=True)):
            around = {box for one in own for box in upward(one.owner)}
            if seen.isdisjoint(around) or not fixed.isdisjoint(around) or fold("".join(line.runs)) != line.text:
                continue
            is_row = number == row if number <= row else None
            if is_row is False and len(own) == 1 and _has_id(line, self.reader.words):
                continue
            places.append(_Place(number, tuple(one.piece for one in own), is_row))
        return places

    def _field(self, call: Call, places: Sequence[_Place]) -> tuple[Call, Scope, Sequence[_Look]]:
        start, element = call.part
        part = self.reader.scope.index.scope(call.part)
        looks = [
            look
            for rank, anchor, found in call.looks
            if (look := self._look(rank, anchor, found, part, places)) is not None
        ]
        return call, part, looks

    def _look(
        self, rank: int, anchor: Anchor, found: Sequence[Hit], part: Scope, places: Sequence[_Place]
    ) -> _Look | None:
        if anchor.kind == "href":
            return _Look(rank, anchor, (), [(self.tags[node[1]], node) for _, node in part.links])
        if anchor.kind == "label" and not found:
            self._ask_for_label(anchor.path[0])
            return None
        if anchor.kind != "element" or anchor.take in ("row", "nth", "match"):
            if found:
                raise _NoPlan
            return None
        return _Look(rank, anchor, [self._value(hit, anchor, places) for hit in found])

    def _ask_for_label(self, code: str) -> None:
        may_label, low = self.reader.words.may_label, self.reader.scope.low
        if may_label(code, low):
            raise _NoPlan
        self.asked[may_label, (code,)] = False

    def _value(self, hit: Hit, anchor: Anchor, places: Sequence[_Place]) -> _Value:
        if hit.node is None:
            raise _NoPlan
        if anchor.take == "@":
            return _Value(hit, tag=self.tags[hit.node[1]], attribute=anchor.argument)
        line = self._line_of(hit)
        return _Value(hit, line=line if any(place.line == line for place in places) else None)

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


def _has_id(line: Line, words: Words) -> bool:
    row = words.row(line.text, line.runs)
    return row is not None and row.entry.code == "order_id"
