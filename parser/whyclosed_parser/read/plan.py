"""How the cards of a list that come from one template are filled.

What differs in anything but the words that were read in the first of them, or answers a question differently, is not
filled: it has to be read the long way (`cards`), as has every card with a problem.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cache
from html import unescape
from re import Pattern, escape
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Order, Page
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.find import Hit, found_at
from whyclosed_parser.page.index import Node, Scope
from whyclosed_parser.page.lines import MARK
from whyclosed_parser.read.actions import says_no_action
from whyclosed_parser.read.labels import goes_on
from whyclosed_parser.read.order import OrderReader
from whyclosed_parser.read.trace import Call, Check
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words

_PIECE = patterns.compiled(r"<[^>]*>|[^<]+")
_NOT_PIECES = ("<!", "<?", "<br/>", "<br ")
"""What is no tag; and breaks, of which the words around decide whether they part two lines."""
_NUMBER = patterns.compiled(r"\d+(?:[.,]\d+)*")
_ADDRESS = patterns.compiled(r'(?<= href=")[^"]*|(?<= src=")[^"]*|(?<=url\()[\w./:%?=~&;-]*(?=\))')
_CODE = patterns.compiled(r"[A-Za-z]*\d[A-Za-z\d]*")
"""A number in an address, or a code with digits: another one in each card, and no word of the site's."""


@dataclass(frozen=True, slots=True)
class Place:
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
class Tag:
    """A tag with one thing in it that may be another: an attribute that is read, or the numbers and codes in an address
    (`address`, without them)."""

    before: str
    behind: str
    address: str | None

    @classmethod
    def of(cls, tag: str, attribute: str | None) -> Tag | None:
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
class Value:
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
class Link:
    """A link of the first card: which piece is its tag, how that is written, and its address."""

    node: Node
    tag: int
    written: str
    href: str

    def address(self, pieces: Sequence[str]) -> str:
        """The address in a card with these pieces."""
        piece = pieces[self.tag]
        return self.href if piece == self.written else _attribute(piece, "href")


@dataclass(frozen=True, slots=True)
class Look:
    """What an anchor of a field gives: these words, or what is in the addresses of these links."""

    rank: int
    anchor: Anchor
    values: Sequence[Value]
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """How the cards of one template are filled. `reader`: that of the first one, `order`: what it gave; `pieces`: of
    its markup; `tags`: those that may be others; `places`: the lines
    that may be others, by their pieces; `lines`: its lines; `labels`: links that are no button, by their lines;
    `asked`: what is asked of all words; `checked`: what is asked of a text that was read and of some lines; `leaves`:
    where in the order what the fields give stands."""

    reader: OrderReader
    order: Order
    pieces: Sequence[str]
    tags: Mapping[int, Tag]
    places: Mapping[int, Place]
    lines: Sequence[str]
    labels: Mapping[int, Element]
    asked: Sequence[tuple[Callable[..., Hashable], tuple[object, ...], Hashable]]
    checked: Sequence[tuple[str, slice, Check, bool]]
    fields: Sequence[tuple[Call, Scope, Sequence[Look]]]
    leaves: Leaves

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
        reader.ledger.found = {**self.order.found, **reader.ledger.found}
        order = reader.order(page, self.leaves.filled(self.reader.parts, values))
        return None if order.problems else order

    def _others(self, pieces: Sequence[str]) -> set[Place] | None:
        """The places with other words; None where anything else is different."""
        if len(pieces) != len(self.pieces):
            return None
        others: set[Place] = set()
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
            there_are = []
            for look in looks:
                if not look.links:
                    there: Iterable[Hit] = [value.there(lines, pieces) for value in look.values]
                else:
                    other = linked.get(part.start)
                    if other is None:
                        other = linked[part.start] = part.with_links(
                            [(one.address(pieces), one.node) for one in look.links]
                        )
                    there = found_at(look.anchor, other, None)
                there_are.append((look.rank, look.anchor, there))
            found = reader.first_of(there_are, call.name, call.path, call.read, part, call.doubt, call.once)
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
            if has(values[path] if path in values else member_at(self.reader.parts, path), lines[among]) != answer:
                return None
        return values


@dataclass(frozen=True, slots=True)
class Leaves:
    """Where values of a card stand in the parts of its order: by their names the paths of the values themselves, or
    what is in that part."""

    held: Mapping[str, str | Leaves]

    @classmethod
    def of(cls, paths: Iterable[str]) -> Leaves:
        """Those of these dotted paths."""
        return cls._under([(path.split("."), path) for path in paths])

    @classmethod
    def _under(cls, paths: Sequence[tuple[Sequence[str], str]]) -> Leaves:
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
        return type(part)(*[new[name] if name in new else getattr(part, name) for name in part.__slots__])


def _member(part: Any, name: str) -> Any:
    """What a part of an order has under a name, or at a number; None where it has nothing there."""
    if isinstance(part, dict):
        return part.get(name)
    if isinstance(part, tuple):
        return part[int(name)] if int(name) < len(part) else None
    return getattr(part, name, None)


def member_at(part: Any, path: str) -> Any:
    """What stands at a dotted path in the parts of an order."""
    for name in path.split("."):
        part = _member(part, name)
    return part


def changes(look: Look) -> bool:
    """Whether another card may give something else here."""
    return bool(look.links) or any(value.line is not None or value.tag is not None for value in look.values)


# The markup.


def pieces_of(card: Element) -> list[str] | None:
    """The tags of a card and the texts between them; None where there is more in it than these."""
    markup = etree.tostring(card, encoding="unicode", with_tail=False)
    return None if any(mark in markup for mark in _NOT_PIECES) else _PIECE.findall(markup)


def _attribute(tag: str, name: str) -> str:
    found = _value_of(name).search(tag)
    return _text(found[0]) if found is not None else ""


@cache
def _value_of(attribute: str) -> Pattern[str]:
    return patterns.compiled(rf'(?<= {escape(attribute)}=")[^"]*')


def _text(piece: str) -> str:
    if "&" not in piece:
        return piece
    return unescape(piece) if "&#" in piece else _plain(piece)


def _plain(piece: str) -> str:
    return piece.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def _is_still(place: Place, text: str, words: Words) -> bool:
    """Whether a line with other words is still, or still not, the row with the order's number."""
    if place.is_row is None or len(place.pieces) > 1:  # no label has a number in it
        return True
    row = words.row(text)
    if row is None or row.entry.code != "order_id":
        return not place.is_row
    return place.is_row and bool(row.value) and not goes_on(row.value, words)
