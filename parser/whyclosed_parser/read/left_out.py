"""Parts of a page that were not read, though their words are an order's: where no anchor of a layout can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_dispute_news, classify_platform_message
from whyclosed_parser.layouts import Layout
from whyclosed_parser.model.order import DAYS
from whyclosed_parser.page.index import Line, PageIndex
from whyclosed_parser.page.lines import all_words, lines_inside
from whyclosed_parser.page.names import is_name, keys_of
from whyclosed_parser.page.styles import is_unseen
from whyclosed_parser.page.tree import ancestors, in_link_or_button, nearest, upward
from whyclosed_parser.read.addresses import linked_in, product_in
from whyclosed_parser.read.apart import undated
from whyclosed_parser.read.deadlines import deadline, may_name_a_deadline, may_tell_an_end
from whyclosed_parser.read.foreign import ALSO_OF_PRODUCTS, is_bought
from whyclosed_parser.read.sentences import FEWEST_WORDS, sentences
from whyclosed_parser.read.shapes import is_sentence
from whyclosed_parser.read.statements import StatementKind, may_be_stated, stated
from whyclosed_parser.read.timers import has_sentence
from whyclosed_parser.read.times import event_time, leading_time
from whyclosed_parser.values.money import find_money, read_money
from whyclosed_parser.values.text import COLONS, count_words, fold, has_digit, normal_form
from whyclosed_parser.words import Words
from whyclosed_parser.words.templates import counts_down

_LARGEST = 400
"""Elements. The site's own frame and its feeds are larger; a part of an order without an anchor is not."""
_SMALL = 30
"""Elements of a part that may be one of an order's."""
_PIECES = patterns.compiled(r"[x×х]\s?\d{1,4}")
_ORDER_NUMBER = patterns.compiled(r"(?<!\d)\d{15,19}(?!\d)")
"""Not in groups, as the numbers of cards are printed."""
_OF_PARCELS = frozenset({"estimated_delivery", "delivered_on", "tracking_number", "carrier"})
OF_THE_ORDER = frozenset({"order_id", "status", *DAYS})
"""Labels that are called like the field that they are of: a page says each of these once."""
_MOST_WORDS_OF_A_VALUE = 5
"""A day with its hour and zone; what is longer is a sentence that begins like a row."""
_COUNT = etree.XPath("count(descendant::*)")
_WITH_STYLE = cast(
    Callable[[Element], list[Element]],
    etree.XPath(" | ".join(f"descendant-or-self::*/@{name}/.." for name in ("style", "hidden", "popover"))),
)
_OF_ORDERS = frozenset({"pay", "confirm_receipt", "extend_protection", "contact_seller", "appeal"})
"""Buttons that stand with an order, and in no dialog or footer of the site."""
_ALSO_ELSEWHERE = ALSO_OF_PRODUCTS | {"credit"}
"""Labels that a frame or a feed has, too."""
_STATED: tuple[StatementKind, ...] = ("refund", "dispute")
_OF_MENUS = frozenset({"a", "li"})
"""A label alone in one of these leads to another page of the site ("Payment")."""


def frame_speaks(index: PageIndex, words: Words) -> bool:
    """Whether a part that was left out as the site's frame or a dialog states something of an order: a refund, a
    request, a row, a button, an event, a deadline, or an amount beside the way that it goes."""
    lines = list(_lines(index, index.frame))
    if _has_deadline(lines, words) or _speak(lines, words):
        return True
    ways = {line.element.getparent() for line in lines if words.is_any(line.text, "methods", "ways")}
    return bool(ways) and any(line.element.getparent() in ways and read_money(line.text) is not None for line in lines)


def folded_speaks(index: PageIndex, words: Words) -> bool:
    """Whether a row of an order, or what states something of its refund, stands in a part that is folded."""
    return any(_says(line, words) for line in _lines(index, index.folded))


def links_in(parts: Iterable[Element], named: Callable[[str], str | None]) -> set[str]:
    """The things of this kind to which those of these parts link that name one of them alone: a feed names several."""
    parts = (part for part in parts if int(cast(float, _COUNT(part))) <= _LARGEST)
    found = (linked_in(part, named) for part in parts)
    return {one for things in found if len(things) == 1 for one in things}


def prints_values(parts: Iterable[Element], index: PageIndex, words: Words) -> bool:
    """Whether a small part without a link prints an amount or a day, or speaks of a refund: the site's frame and a
    feed do so with links."""
    small = (part for part in parts if int(cast(float, _COUNT(part))) <= _SMALL and part.find(".//a") is None)
    return any(
        find_money(line.text)
        or undated(line.text, words)[1]
        or (classify_platform_message(line.text, words.tongues) or "").startswith("refund_")
        for line in _lines(index, small)
    )


def private_speaks(index: PageIndex, private: frozenset[str], words: Words) -> bool:
    """The same of parts whose name is one of those for private data; no address says when something ends, and none has
    a button but that to copy it."""
    lines = list(_lines(index, _private(index, private)))
    return _speak(lines, words) or any(
        _has_button(line, words) or has_sentence(normal_form(line.text), words) for line in lines
    )


def is_left_out(kind: StatementKind, parts: Iterable[Element], index: PageIndex, words: Words) -> bool:
    """Whether one of these parts states how far a refund is, or its amount; or whose turn it is in a dispute."""
    lines = list(_lines(index, parts))
    lines += [
        line._replace(text=one, runs=(one,)) for line in lines for one in sentences(line.text) if one != line.text
    ]
    if _states(lines, kind, words):
        return True
    if kind == "dispute":
        return any(classify_dispute_news(line.text, words.tongues) for line in lines)
    rows = (words.row(line.text, line.runs) for line in lines)
    return any(row is not None and row.entry.code == "refund_amount" for row in rows)


def parts_left_out(index: PageIndex, private: frozenset[str]) -> list[Element]:
    """The site's frame and dialogs, and the parts whose names are those for private data."""
    return [*index.frame, *_private(index, private)]


def fields_left_out(
    parts: Iterable[Element], index: PageIndex, private: frozenset[str], layout: Layout, words: Words
) -> set[str]:
    """The parts of an order (fields of `Order`) of which something stands in these parts of the page: by the names of
    the layout, and in small ones by their words."""
    found: set[str] = set()
    named = _fields_by_name(layout)
    for part in parts:
        size = int(cast(float, _COUNT(part)))
        if size > _LARGEST:
            continue
        for element in () if part in index.nameless else _seen(part):
            keys = keys_of(element.items())
            if private.isdisjoint(keys):
                found.update(*(named[key] for key in keys if key in named))
        has_links = next(part.iter("a"), None) is not None
        if size <= _SMALL and not linked_in(part, product_in):
            named_private = not private.isdisjoint(keys_of(part.items()))
            lines = list(_lines(index, [part]))
            rows = not has_links and not named_private
            found.update(field for line in lines if (field := _field_of(line, words, rows)))
            if not has_links and _state_of_order(lines, words):
                found.add("status")
            if not has_links and any(read_money(line.text) is not None for line in lines):
                found.add("amounts")  # of an item, or a row of the sum
            if not has_links and any(counts_down(line.text, tuple(words.units.names)) for line in lines):
                found.add("timers")
            if any(_is_notice(line, words) for line in lines):
                found.add("messages")
            if named_private:  # a feed and a footer promise days, too
                found.update(field for line in lines if (field := _told_in(line, words)))
    return found


def _field_of(line: Line, words: Words, rows: bool) -> str | None:
    """The part of an order that a lone line is of, as far as its words tell. `rows`: a row of any label may be one of
    an order's, which it is not in a menu or an address."""
    if _PIECES.fullmatch(line.text) or read_money(line.text) is not None:
        return "items"
    if words.entry("actions", line.text) is not None and nearest(line.element, "button") is not None:
        return "actions"
    row = words.row(line.text, line.runs)
    if row is None or count_words(row.value) > _MOST_WORDS_OF_A_VALUE:
        return "messages" if _ORDER_NUMBER.search(line.text) or (rows and _is_row(line)) else None
    code = row.entry.code
    return "packages" if code in _OF_PARCELS else code if code in OF_THE_ORDER else None


def _state_of_order(lines: Sequence[Line], words: Words) -> bool:
    """Whether one of these lines is a state of an order, and no other one is: several are those to choose from."""
    codes = {words.code("status", line.text) for line in lines if not in_link_or_button(upward(line.element))}
    return len(codes - {None}) == 1


def _is_notice(line: Line, words: Words) -> bool:
    """Whether a line says what became of an order: so does no menu."""
    if count_words(line.text) < FEWEST_WORDS:
        return False
    return any(classify_platform_message(one, words.tongues) not in (None, "other") for one in sentences(line.text))


def _told_in(line: Line, words: Words) -> str | None:
    """The part of an order that a sentence is of where there should be an address."""
    if has_sentence(normal_form(line.text), words):
        return "timers"
    said = line.runs[-1] if _is_row(line) else line.text
    if classify_platform_message(fold(said), words.tongues) not in (None, "other"):
        return "messages"
    return "messages" if is_sentence(line.text) and not has_digit(line.text) else None


def _is_row(line: Line) -> bool:
    """Whether a line is a label with a colon and something in an element beside it."""
    return len(line.runs) > 1 and line.runs[0].rstrip().endswith(COLONS)


@lru_cache(maxsize=32)
def _fields_by_name(layout: Layout) -> Mapping[str, frozenset[str]]:
    """The parts of an order that each name of a layout leads to: of names within each other the inner one."""
    found: dict[str, set[str]] = {}
    for field, anchors in layout.fields.items():
        for anchor in anchors:
            names = [key for key in anchor.keys if is_name(key)]
            if names:
                found.setdefault(names[-1], set()).add(field.partition(".")[0])
    return {name: frozenset(fields) for name, fields in found.items()}


def _has_deadline(lines: Sequence[Line], words: Words) -> bool:
    """Whether a line says by which day or within how much time something must be done."""
    lows = [normal_form(line.text) for line in lines]
    whole = "\n".join(lows)
    templates, may_name = words.templates_in(whole), may_name_a_deadline(whole, words)
    for line, low in zip(lines, lows, strict=True):
        own = [template for template in templates if template.may_stand_in(low)]
        may_end = may_name and may_tell_an_end(line.text, words)
        for sentence in sentences(line.text) if own or may_end else ():
            if any(template.says(normal_form(sentence)) for template in own):
                return True
            if may_end and deadline(sentence, words) is not None:
                return True
    return False


def _has_button(line: Line, words: Words) -> bool:
    return words.entry("actions", line.text) is not None and in_link_or_button(upward(line.element))


def _lines(index: PageIndex, parts: Iterable[Element]) -> Iterator[Line]:
    """What these parts say; read once, for several questions are put to it."""
    known = index.said_left_out
    for part in parts:
        if part not in known:
            known[part] = _said(part, index)
        yield from known[part]


def _said(part: Element, index: PageIndex) -> list[Line]:
    if int(cast(float, _COUNT(part))) > _LARGEST or not any(map(str.isalpha, all_words(part))):
        return []
    links = (*part.iter("a"), *(one for one in ancestors(part) if one.tag == "a"))
    passed = _unseen(part).union(link for link in links if "/item/" in (link.get("href") or ""))
    return lines_inside(part, index.shown, passed) if passed.isdisjoint(upward(part)) else []


def _unseen(part: Element) -> set[Element]:
    """What in and around a part is not shown, for what stands in a part that is left out was not looked at."""
    return {one for one in (*_WITH_STYLE(part), *part.iter("dialog"), *ancestors(part)) if is_unseen(one)}


def _seen(part: Element) -> Iterator[Element]:
    """The elements of a part without those that are not shown."""
    unseen = _unseen(part)
    return (one for one in part.iter("*") if not unseen or unseen.isdisjoint(upward(one)))


def _states(lines: Sequence[Line], kind: StatementKind, words: Words) -> bool:
    """Whether one of these lines states something of this kind. Those without a number, which are most, are asked all
    at once whether one of them may."""
    plain = normal_form("\n".join([line.text for line in lines if not has_digit(line.text)]))
    all_may = may_be_stated(kind, plain, words)
    return any(stated([line], kind, words) for line in lines if all_may or has_digit(line.text))


def _speak(lines: Sequence[Line], words: Words) -> bool:
    """Whether one of these lines states or says what only an order does."""
    return any(_states(lines, kind, words) for kind in _STATED) or any(_says(line, words) for line in lines)


def _says(line: Line, words: Words) -> bool:
    """Whether a line says what only an order does: an event, a row, a button."""
    if event_time(line.text, words) or leading_time(line.text, words):
        return True
    if (action := words.code("actions", line.text)) is not None:
        return action in _OF_ORDERS
    if is_bought(line.text):
        return True
    row = words.row(line.text, line.runs)
    if row is None or row.entry.code in _ALSO_ELSEWHERE:
        return False
    return bool(row.value) or nearest(line.element, *_OF_MENUS) is None


def _private(index: PageIndex, private: frozenset[str]) -> Iterator[Element]:
    return (part for part in index.shown.left_out if not private.isdisjoint(keys_of(part.items())))
