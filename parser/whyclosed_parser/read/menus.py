"""Menus beside an order: filters of a list, contents of a page, lists of help texts.

They are nothing but links and buttons, to other places of the page or the site, so what those are called says nothing
of the order, though some are called as one stands: "Canceled", "Refund completed".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, takewhile

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.layouts import Layout
from whyclosed_parser.page.index import PageIndex
from whyclosed_parser.page.lines import all_words
from whyclosed_parser.page.tree import HEADINGS, ancestors, children, nearest
from whyclosed_parser.read.addresses import is_snapshot, line_in, order_in, product_in
from whyclosed_parser.read.foreign import around, known
from whyclosed_parser.read.status_lines import is_title
from whyclosed_parser.values.text import COLONS, fold, has_digit
from whyclosed_parser.words import Kind, Words
from whyclosed_parser.words.feeds import is_all

_BARS = patterns.compiled(r"\s[|·•›>]\s")
_COUNT = patterns.compiled(r"(?:(?<!\s)\s++)?[(\[]?\d{1,4}[)\]]?\Z")
_FEWEST, _FEWEST_LISTED = 3, 2  # links; a list needs less
_LISTS = ("ul", "ol", "nav", "menu")
_LONGEST = 1000  # characters of a menu
_LONGEST_NAME = 60  # of one of its links
_OF_ORDERS: tuple[Kind, ...] = ("status", "headlines")
_MOST = 24  # entries of a menu in lines, and such menus on a page
_STATES: tuple[Kind, ...] = (*_OF_ORDERS, "refund", "dispute")

_Clicked = Mapping[Element, str]
"""Links and buttons, with their addresses."""


def menus(index: PageIndex, layout: Layout, words: Words) -> Iterator[tuple[Element, bool]]:
    """The largest boxes of nothing but links to other places of the page, or of links of which some are called as
    orders stand: several, or beside none that is an order's button. With each whether that is certain: a single one may
    be the order's own state."""
    clicked = {node[1]: href for href, node in index.whole.links} | {one: "" for _, one in index.whole.find("<button>")}
    states = {
        one: state
        for one, href in clicked.items()
        if not product_in(href) and (state := _state(all_words(one), words)) is not None
    }
    boxes: dict[Element, list[Element] | None] = {}
    for begun in (one for one, href in clicked.items() if one in states or _is_place(href)):
        for box in ancestors(begun):
            if box in boxes or box.tag == "body":
                break
            boxes[box] = _links_alone(box, clicked)
            if boxes[box] is None:
                break
    found = {box: links for box, links in boxes.items() if links is not None}
    of_order = around(known(index.whole, layout)) if found else set()
    for box, links in found.items():
        named = {states[one] for one in links if one in states}
        acts = any(words.entry("actions", _name(all_words(one))) is not None for one in links)
        excluding = len(named) > len({kind for kind, _ in named})  # no order is in two of them
        is_certain = excluding or (len(named) > 1 and not acts) or all(_is_place(clicked[one]) for one in links)
        is_menu = is_certain or (named and not acts)
        if is_menu and len(links) >= _fewest(box) and box not in of_order:
            yield box, is_certain
    if not layout.evidence:
        first = (line.element for line in index.whole.lines() if is_all(_name(line.text)))
        rows = (row for one in islice(first, _MOST) if (row := _row_of(one)) is not None)
        yield from ((row, True) for row in rows if _is_sorted(row, words))


def in_menus(lines: Sequence[str], words: Words) -> set[int]:
    """Those of the lines of copied words that are entries of a menu and named as orders stand. The last of them may be
    the order's own state, unless it is one of several of these."""
    found: set[int] = set()
    for at, line in enumerate(lines):
        first, *others = map(_name, _BARS.split(line))
        if not is_all(first):
            continue
        if others:
            found.add(at)
            continue
        run = takewhile(lambda other: _may_be_entry(lines[other]), range(at + 1, min(at + 1 + _MOST, len(lines))))
        states = {other: state for other in run if (state := _state(lines[other], words)) is not None}
        *passed, last = [*states] or [0]
        of_orders = {states[other] for other in passed if states[other][0] in _OF_ORDERS}
        own = last in states and states[last][0] in _OF_ORDERS and (not of_orders or states[last] in of_orders)
        found.update(passed, () if own else states)
    return found


def _may_be_entry(text: str) -> bool:
    """Whether a line is a name with perhaps a count, and not that of the page."""
    name = _name(text)
    return (
        bool(name)
        and len(name) <= _LONGEST_NAME
        and not has_digit(name)
        and not name.endswith(COLONS)
        and not is_title(name)
    )


def _row_of(element: Element) -> Element | None:
    """The box in which an element stands beside others."""
    said = len(_letters(all_words(element)))
    return next((box for box in ancestors(element) if len(_letters(all_words(box))) > said), None)


def _is_sorted(row: Element, words: Words) -> bool:
    """Whether a row is one of several names of which one is a state's."""
    names = [text for one in children(row) if (text := all_words(one)).strip()]
    are_names = len(names) >= _FEWEST and all(map(_may_be_entry, names)) and row.tag != "body"
    return are_names and any(_state(name, words) is not None for name in names)


def _fewest(box: Element) -> int:
    return _FEWEST if nearest(box, *_LISTS) is None else _FEWEST_LISTED


def _state(text: str, words: Words) -> tuple[Kind, str] | None:
    """What a text says of an order's state, if that is all that it says."""
    name = _name(text)
    return next(((kind, entry.code) for kind in _STATES if (entry := words.entry(kind, name)) is not None), None)


def _name(text: str) -> str:
    """What an entry is called, without the count behind it."""
    return "" if len(text) > _LONGEST_NAME else _COUNT.sub("", fold(text))


def _links_alone(box: Element, clicked: _Clicked) -> list[Element] | None:
    """The links in a box that says nothing else but headings; None where it does, or where one of them says more than a
    name and a count, or leads to an order or a product."""
    if len(words := all_words(box)) > _LONGEST:
        return None
    links = [one for one in box.iter("a", "button") if one in clicked]
    headings = [one for one in box.iter(*HEADINGS) if next(one.iter("a", "button"), None) is None]
    said = "".join(map(all_words, (*links, *headings)))
    if len(_letters(said)) != len(_letters(words)) or not all(_is_plain(one, clicked[one]) for one in links):
        return None
    return links


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _is_plain(link: Element, href: str) -> bool:
    leads = order_in(href) or line_in(href) or product_in(href) or is_snapshot(href)
    return not leads and len(words := all_words(link)) <= _LONGEST_NAME and not has_digit(_name(words))


def _is_place(href: str) -> bool:
    """Whether an address is a place of the page itself."""
    return href[:1] == "#" and len(href) > 1
