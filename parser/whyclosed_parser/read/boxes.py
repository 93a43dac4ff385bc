"""Parts of a page found by the structure of its text: the boxes of orders and parcels, times beside words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from whyclosed_parser.page.find import ancestor_without
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.values import read_id, read_tracking
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.words import Words

_LINE_LINK = re.compile(r"[?&]tradeOrderLineId=(\d{10,22})(?!\d)")
_ORDER_LINK = re.compile(r"[?&](?:orderId|tradeOrderId)=(\d{10,22})(?!\d)")


def event_time(text: str, words: Words) -> str | None:
    """The text of a time (date and hour) if that is all the line says."""
    located = find_dates(text, words.months)
    if len(located) != 1:
        return None
    rest = (text[: located[0].start] + text[located[0].end :]).strip(" |,.()")
    if len(rest) > 12 or not re.search(r"\d{1,2}:\d{2}", located[0].text):
        return None
    return text


def leading_time(text: str, words: Words) -> tuple[str, str] | None:
    """The time (date and hour) with which a line begins, and the words behind it."""
    located = find_dates(text, words.months)
    if len(located) != 1 or located[0].start > 0 or not re.search(r"\d{1,2}:\d{2}", located[0].text):
        return None
    rest = text[located[0].end :].strip(" |,.:–-")
    return (located[0].text, rest) if rest else None


@dataclass(frozen=True, slots=True)
class EventBox:
    """A time and the words that stand beside it."""

    time_text: str
    words: tuple[str, ...]


def event_boxes(scope: Scope, words: Words) -> list[EventBox]:
    """Lists of times with words: each time with the other lines of the largest box that holds no other time."""
    lines = scope.lines()
    timed = [line for line in lines if event_time(line.text, words)]
    elements = {line.element for line in timed}
    boxes = []
    for line in timed:
        box = ancestor_without(line.element, elements - {line.element}) if len(timed) > 1 else line.element.getparent()
        inside = set(box.iter("*")) if box is not None else set()
        beside = [other for other in lines if other is not line and other.element in inside]
        if not beside:
            beside = _flat_neighbour(lines, line, timed)
        texts = tuple(other.text for other in beside if not words.is_label(other.text))
        if texts:
            boxes.append(EventBox(line.text, texts))
    return boxes


def _flat_neighbour(lines: list[Line], line: Line, timed: list[Line]) -> list[Line]:
    """In a list without boxes: the line after the time if the list begins with a time, else the one before it."""
    siblings = [other for other in lines if other.element.getparent() is line.element.getparent()]
    if line not in siblings:
        return []
    at = siblings.index(line) + (1 if siblings[0] in timed else -1)
    return [siblings[at]] if 0 <= at < len(siblings) and siblings[at] not in timed else []


def order_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes of the orders of a list: the largest ancestor of each order id that holds no other order's id."""
    return _boxes(scope, words, "order_id", read_id) or _boxes_by_link(scope, _ORDER_LINK)


def line_boxes(scope: Scope, words: Words, url: str | None) -> list[Element]:
    """The same for a list of order lines, by the links with their ids; none on a page that names an order."""
    addresses = (url or "", *(href for href, _ in scope.links()))
    if any(map(_ORDER_LINK.search, addresses)) or next(labelled("order_id", scope.lines(), words), None):
        return []
    return _boxes_by_link(scope, _LINE_LINK)


def _boxes_by_link(scope: Scope, link: re.Pattern[str]) -> list[Element]:
    owners: dict[str, list[Element]] = {}
    for href, node in scope.links():
        if found := link.search(href):
            owners.setdefault(found[1], []).append(node[1])
    held = {element for elements in owners.values() for element in elements}
    return [ancestor_without(own[0], held - set(own)) for own in owners.values()] if len(owners) > 1 else []


def parcel_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes of the parcels of an order, by their tracking numbers in the same way."""
    return _boxes(scope, words, "tracking_number", lambda text: next(iter(read_tracking(text, words, None)), None))


def _boxes(scope: Scope, words: Words, label: str, read: Callable[[str], str | None]) -> list[Element]:
    owners: dict[str, Element] = {}
    for row, line in labelled(label, scope.lines(), words):
        if identity := read(row.value):
            owners.setdefault(identity, line.element)
    held = set(owners.values())
    return [ancestor_without(element, held - {element}) for element in owners.values()] if len(owners) > 1 else []
