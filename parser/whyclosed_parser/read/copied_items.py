"""The items of an order in copied words: a name, perhaps a variant, a price and a number of pieces, each a line.

Above the first one stands the shop. Only its name shows by itself what it is, so without one the words leave it open
whether the first of two lines is the shop or the title, but where a clipper kept the link to the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from typing import Protocol

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.addresses import linked_in, product_in
from whyclosed_parser.read.boxes import DAYS_OF_A_PARCEL
from whyclosed_parser.read.goods import ARROWS, invites_to_a_shop
from whyclosed_parser.read.pieces import ends_with_pieces, may_be_variant, priced
from whyclosed_parser.read.shapes import is_sentence
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.items import ItemPart, item_part, may_be_title
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import COLONS, UNSPACED_LETTER, any_of, has_number
from whyclosed_parser.words import Kind, Words
from whyclosed_parser.words.feeds import is_promise_alone
from whyclosed_parser.words.packs import shared

TITLE, SHOP = "copied-title", "copied-shop"
PARTS: Mapping[ItemPart, str] = {
    "title": TITLE,
    "sku": "copied-variant",
    "quantity": "copied-quantity",
    "price": "copied-price",
}
"""The classes of what is found."""
_LONGEST_NAME_OF_A_SHOP = 60
_LONGEST_EVENT = 60
_MOST_LINES_OF_AN_ITEM = 12
_NAMED = patterns.compiled(r"\s*(?P<name>[^:：]{1,40}?)\s?[:：]\s*(?P<value>\S.*?)\s*", re.DOTALL)
_STANDS_ALONE: tuple[Kind, ...] = ("status", "actions", "refund", "dispute", "headlines")


class Told(Protocol):
    """A line of the words, and what the label means with which it begins."""

    @property
    def element(self) -> Element: ...
    @property
    def text(self) -> str: ...
    @property
    def label(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class CopiedItem:
    """An item: its lines, the last ones of which are its price and number of pieces, where they are told. `shop`,
    `title`, `variant`: those of its lines that say so, where that is certain."""

    lines: tuple[Element, ...]
    shop: Element | None
    title: Element | None
    variant: Element | None = None


def items_told(lines: Sequence[Told], rows: Set[Element], words: Words) -> Iterator[CopiedItem]:
    """The items in the lines of an order. `rows`: lines that belong to a row with another one."""
    start, shop_was_told = 0, any(line.label == "shop" for line in lines)
    for end, line in enumerate(lines):
        if not ends_with_pieces(line.text):
            continue
        first = max(start, end - _MOST_LINES_OF_AN_ITEM)
        part = lines[first : end + 1]
        found = priced([Line(one.text, (one.text,), one.element) for one in part])
        if found is None or found.price is None:
            continue
        at = min(found.at, len(part) - 1)
        names, is_whole = _names(part[:at], rows, words, is_next=first == start > 0)
        strip = _strip(part[: part.index(names[0])]) if names else ()
        shop, title = _told(names, is_whole, strip, words, shop_was_told=shop_was_told)
        shop_was_told |= shop is not None
        own = names[names.index(title) :] if title is not None else ()
        yield CopiedItem(
            tuple(one.element for one in (*own, *part[at:])),
            None if shop is None else shop.element,
            None if title is None else title.element,
        )
        start = end + 1


def named_items(lines: Sequence[Told]) -> Iterator[tuple[Element, ...]]:
    """The lines of the items whose parts are called by their names, in the cells of a line or in lines below each
    other, the title first. What they are is marked by its class."""
    item: list[Element] = []
    for line in (*lines, None):
        parts = [] if line is None else _named_parts(line.element)
        begins = bool(parts) and parts[0][1] == "title"
        if item and (begins or not parts):
            yield tuple(item)
            item = []
        if line is not None and (begins or (item and parts)):
            item.append(line.element)
            for cell, part in parts:
                _mark(cell, part)


def _named_parts(line: Element) -> list[tuple[Element, ItemPart]]:
    """The cells of a line, if each is a part of an item with its name and a colon before it."""
    cells = [*line.iterchildren("div")] or [line]
    parts: list[tuple[Element, ItemPart]] = []
    for cell in cells:
        named = _NAMED.fullmatch("".join(cell.itertext()))
        part = item_part(named["name"]) if named is not None else None
        if named is None or part is None or (part == "title" and not may_be_title(named["value"])):
            return []
        parts.append((cell, part))
    return parts


def _mark(cell: Element, part: ItemPart) -> None:
    """Put what stands behind the name of a part into an element with its class."""
    value = cell[0] if len(cell) else cell.makeelement("span")
    if not len(cell) and (found := _NAMED.fullmatch(cell.text or "")) is not None:
        cell.text, value.text = f"{found['name']}: ", found["value"]
        cell.append(value)
    value.set("class", PARTS[part])


def linked_items(lines: Sequence[Told], held: Set[Element], words: Words) -> Iterator[CopiedItem]:
    """The items that no price is told of, by the links to their products: each with the line below that may be its
    variant, if behind that stands a row or a button, and no more words. `held`: the lines of other items."""
    for at, line in enumerate(lines):
        if line.element in held or not linked_in(line.element, product_in):
            continue
        below, behind = (lines[next_at] if next_at < len(lines) else None for next_at in (at + 1, at + 2))
        ends = behind is not None and (behind.label is not None or words.code("actions", behind.text) is not None)
        is_variant = below is not None and ends and below.label is None and may_be_variant(below.text, words)
        variant = below.element if below is not None and is_variant else None
        own = (line.element,) if variant is None else (line.element, variant)
        yield CopiedItem(own, None, line.element, variant)


def _names(above: Sequence[Told], rows: Set[Element], words: Words, *, is_next: bool) -> tuple[list[Told], bool]:
    """The lines right above a price that may be names, and whether what stands above them is known, and none."""
    names: list[Told] = []
    for line in reversed(above):
        action = words.code("actions", line.text)
        if (is_promise_alone(line.text) and not names) or action == "contact_seller":
            continue
        if line.element in rows or action is not None or words.is_any(line.text, *_STANDS_ALONE):
            return names, True
        if line.label is not None:
            return names, any(colon in line.text for colon in COLONS) or has_number(line.text)
        if is_sentence(line.text):
            return names, False
        if _is_amount(line.text) or is_one_day(line.text, words.months):
            return names, True
        names.insert(0, line)
    return names, is_next


def _is_amount(text: str) -> bool:
    return not any(map(str.isalpha, text)) or ((money := read_money(text)) is not None and money.raw == text)


def _strip(above: Sequence[Told]) -> Sequence[Told]:
    """A shop and the row with a day of the parcel that may stand between it and the names of its item."""
    strip = above[-2:]
    is_strip = len(strip) == 2 and is_shop(strip[0].text) and strip[1].label in DAYS_OF_A_PARCEL
    return strip if is_strip else ()


def _told(
    names: Sequence[Told], is_whole: bool, strip: Sequence[Told], words: Words, *, shop_was_told: bool
) -> tuple[Told | None, Told | None]:
    """Which of these lines are the shop and the title. `strip`: what stands above them, from the shop on."""
    if linked := [one for one in names if linked_in(one.element, product_in)]:
        return next((one for one in names if is_shop(one.text) and one not in linked), None), linked[0]
    shops = [one for one in names if is_shop(one.text)] or list(strip[:1])
    own = names[names.index(shops[0]) + 1 :] if shops and shops[0] in names else names
    is_certain = len(shops) == 1
    if not shops:
        is_certain = is_whole and (len(own) == 1 or shop_was_told or (len(own) == 2 and ":" in own[1].text))
    if len(own) > 1 and _may_be_event(own[0], words):  # the last one of the parcel
        own = own[1:]
        is_certain = is_certain and len(own) == 2
    is_certain = is_certain and 0 < len(own) < 3 and not is_promise_alone(own[0].text)
    return shops[0] if shops else None, own[0] if is_certain else None


def _may_be_event(line: Told, words: Words) -> bool:
    is_short = len(line.text) <= _LONGEST_EVENT
    return is_short and any(classify_event(line.text, one) != "UNKNOWN" for one in words.languages)


def is_shop(text: str) -> bool:
    """Whether a text is the name of a shop that says so."""
    if len(text) > _LONGEST_NAME_OF_A_SHOP or invites_to_a_shop(text):
        return False
    return _shop().fullmatch(text.casefold().rstrip(ARROWS)) is not None


@cache
def _shop() -> re.Pattern[str]:
    """A name with such a word at its end or beginning, parted from the rest where the script parts words."""
    sides = shared("shops")["names"].items()
    spaced, glued = (
        {side: any_of(one for one in words if bool(UNSPACED_LETTER.search(one)) is is_glued) for side, words in sides}
        for is_glued in (False, True)
    )
    return patterns.compiled(
        rf".*\w\s(?:{spaced['ends']})|.*\w\s?(?:{glued['ends']})|(?:{spaced['begins']})\s\w.*|(?:{glued['begins']})\s?\w.*"
    )
