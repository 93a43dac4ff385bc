"""Parts of a page that were not read, though their words are an order's: where no anchor of a layout can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.page.index import Line, PageIndex
from whyclosed_parser.page.lines import all_words, lines_inside
from whyclosed_parser.page.styles import hides, shows
from whyclosed_parser.page.tree import ancestors, upward
from whyclosed_parser.read.boxes import event_time, leading_time
from whyclosed_parser.read.foreign import is_bought
from whyclosed_parser.read.timers import has_sentence
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import Kind, Words

_LARGEST = 400
"""Elements. The site's own frame and its feeds are larger; a part of an order without an anchor is not."""
_COUNT = etree.XPath("count(descendant::*)")
_WITH_STYLE = cast(
    Callable[[Element], list[Element]],
    etree.XPath(" | ".join(f"descendant-or-self::*/@{name}/.." for name in ("style", "hidden", "popover"))),
)
_OF_ORDERS = frozenset({"pay", "confirm_receipt", "extend_protection", "contact_seller", "appeal"})
"""Buttons that stand with an order, and in no dialog or footer of the site."""
_ALSO_ELSEWHERE = frozenset({"status", "copy", "shop", "discount", "credit", "estimated_delivery", "delivered_on"})
"""Labels that a frame or a feed has, too."""
_OF_MENUS = frozenset({"a", "li"})
"""A label alone in one of these leads to another page of the site ("Payment")."""
_STATES: tuple[Kind, ...] = ("refund", "dispute")


def frame_speaks(index: PageIndex, words: Words) -> bool:
    """Whether a part that was left out as the site's frame or a dialog states something of an order: a refund, a
    request, a row, a button, an event, a deadline, or an amount beside the way that it goes."""
    lines = list(_lines(index, index.frame))
    if _has_deadline(lines, words) or any(_says(line, words) for line in lines):
        return True
    kinds: tuple[Kind, ...] = ("methods", "ways")
    ways = {line.element.getparent() for line in lines if any(words.entry(kind, line.text) for kind in kinds)}
    return bool(ways) and any(line.element.getparent() in ways and read_money(line.text) is not None for line in lines)


def frame_links(index: PageIndex, named: Callable[[str], str | None]) -> set[str]:
    """The things of this kind to which such parts link that name one of them alone: a feed names several."""
    parts = (part for part in index.frame if int(cast(float, _COUNT(part))) <= _LARGEST)
    found = ({one for a in part.iter("a") if (one := named(a.get("href") or ""))} for part in parts)
    return {one for things in found if len(things) == 1 for one in things}


def private_speaks(index: PageIndex, private: frozenset[str], words: Words) -> bool:
    """The same of parts whose name is one of those for private data; no address says when something ends, and none has
    a button but that to copy it."""
    lines = _lines(index, _private(index, private))
    return any(
        _says(line, words) or _has_button(line, words) or has_sentence(normal_form(line.text), words) for line in lines
    )


def private_refund(index: PageIndex, private: frozenset[str], words: Words) -> bool:
    """Whether a part whose name is one of those for private data states how far a refund is."""
    return any(words.entry("refund", line.text) is not None for line in _lines(index, _private(index, private)))


def _has_deadline(lines: Iterable[Line], words: Words) -> bool:
    """Whether a line says by which day or within how much time something must be done."""
    lows = [normal_form(line.text) for line in lines]
    templates = words.templates_in("\n".join(lows))
    said = (template.find(low) for template in templates for low in lows if template.may_stand_in(low))
    return any(any(True for _ in one) for one in said)


def _has_button(line: Line, words: Words) -> bool:
    return words.entry("actions", line.text) is not None and any(
        box.tag in ("a", "button") for box in upward(line.element)
    )


def _lines(index: PageIndex, parts: Iterable[Element]) -> Iterator[Line]:
    for part in parts:
        if int(cast(float, _COUNT(part))) <= _LARGEST and any(map(str.isalpha, all_words(part))):
            passed = _unseen_or_sold(part)
            for line in lines_inside(part, index.shown):
                if not passed or passed.isdisjoint(upward(line.element)):
                    yield line


def _unseen_or_sold(part: Element) -> set[Element]:
    """What in and around a part is not shown, for what stands in a part that is left out was not looked at; and the
    links to products."""
    marked = (*_WITH_STYLE(part), *part.iter("dialog"), *ancestors(part))
    unseen = {one for one in marked if _is_unseen(one)}
    links = (*part.iter("a"), *(one for one in ancestors(part) if one.tag == "a"))
    return unseen.union(link for link in links if "/item/" in (link.get("href") or ""))


def _is_unseen(element: Element) -> bool:
    style = element.get("style")
    closed = any(element.get(name) is not None for name in ("hidden", "popover"))
    closed = closed or (element.tag == "dialog" and element.get("open") is None)
    return (closed and not (style and shows(style))) or (style is not None and hides(style))


def _says(line: Line, words: Words) -> bool:
    texts = (line.text, *line.heads)
    if any(words.entry(kind, text) for kind in _STATES for text in texts):
        return True
    if event_time(line.text, words) or leading_time(line.text, words):
        return True
    action = words.entry("actions", line.text)
    if action is not None:
        return action.code in _OF_ORDERS
    if is_bought(line.text):
        return True
    row = words.row(line.text, line.runs)
    if row is None or row.entry.code in _ALSO_ELSEWHERE:
        return False
    return bool(row.value) or not any(box.tag in _OF_MENUS for box in upward(line.element))


def _private(index: PageIndex, private: frozenset[str]) -> Iterator[Element]:
    for element in index.shown.left_out:
        names = [f".{name}" for name in (element.get("class") or "").split()]
        names += [f"^{name[1 : name.rindex('--')]}" for name in names if "--" in name]
        names += [f"pl:{element.get('data-pl')}", f"#{element.get('id')}"]
        if not private.isdisjoint(names):
            yield element
