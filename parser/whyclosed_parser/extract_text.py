"""What the structure of the text says where no anchor helps: lines, sentences, dates beside words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from whyclosed_parser.extract_hits import ancestor_without, labelled
from whyclosed_parser.extract_index import Line, Scope
from whyclosed_parser.extract_values import read_id, read_tracking
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.words import Entry, Kind, Words

_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s*(?=[^\W\d_a-zß-öø-ÿ])|\s*[·•|;；]\s*")
_DIGIT = re.compile(r"\d")
_SIGN_OF_MONEY = re.compile(r"[\s:：(]*-?\s?(?:[A-Z]{1,3})?\s?[^\w\s]{0,2}\s*\Z")
_LINE_LINK = re.compile(r"[?&]tradeOrderLineId=(\d{10,22})(?!\d)")
_ORDER_LINK = re.compile(r"[?&](?:orderId|tradeOrderId)=(\d{10,22})(?!\d)")
_ACTIVE = re.compile(r"(?:\A|[-_])(?:active|current|now|doing)(?:[-_]|\Z)", re.IGNORECASE)
_CLOSE_CODES = re.compile(
    r"(?<!\w)(?:buyer_pay_timeout|buyer_cancel_notpay_order|risk_reject_closed|buyer_cancel_order_in_risk"
    r"|cancel_order_close_trade|seller_send_goods_timeout|seller_accept_issue_no_goods_return"
    r"|seller_response_issue_timeout|buyer_accept_goods_timeout|buyer_accept_goods|buyer_confirm_goods)(?!\w)"
)


def sentences(text: str) -> list[str]:
    """The statements of a line. The site glues sentences ("parcel.If you"), so a capital letter is what counts."""
    return [piece for piece in (part.strip() for part in _SENTENCE_END.split(text)) if piece]


def status_line(lines: list[Line], words: Words) -> Line | None:
    """The line that is the order's status: above the order id, not one of a row of tabs or steps."""
    candidates: list[tuple[int, Line, Entry]] = []
    id_at = -1
    id_pattern = words.label_pattern("order_id")
    for number, line in enumerate(lines):
        entry = words.entry("status", line.text)
        if entry is not None:
            candidates.append((number, line, entry))
        elif id_at < 0 and id_pattern and id_pattern.match(line.text):
            id_at = number
    steps = _neighbours([line for _, line, _ in candidates])
    candidates = [found for found in candidates if found[1] not in steps]
    above = [line for number, line, _ in candidates if number < max(id_at, 1)]
    if above:
        return above[0]
    # Below the id the parcel speaks too: there only an order's own words count, and only if they agree.
    below = [(line, entry) for _, line, entry in candidates if entry.code not in ("delivered", "shipped", "unknown")]
    return below[0][0] if below and len({entry.code for _, entry in below}) == 1 else None


def _neighbours(lines: list[Line]) -> list[Line]:
    """Lines that stand together in a box of three or more of them: tabs, steps."""
    together: dict[Element, list[Line]] = {}
    for line in lines:
        for ancestor in list(line.element.iterancestors())[:2]:
            together.setdefault(ancestor, []).append(line)
    return [line for group in together.values() if len({one.text for one in group}) >= 3 for line in group]


@dataclass(frozen=True, slots=True)
class StateLine:
    """A line that states something: its words without the amount behind them, and what they mean."""

    line: Line
    label: str
    entry: Entry


def state_lines(lines: list[Line], kind: Kind, words: Words) -> list[StateLine]:
    """The lines whose whole text, without an amount behind it, is a known state."""
    found = []
    for line in lines:
        if len(line.text) > 160:
            continue
        for label in (line.text, line.first, _before_amount(line.text)):
            entry = words.entry(kind, label) if label else None
            if entry is not None:
                found.append(StateLine(line, label, entry))
                break
    return found


def _before_amount(text: str) -> str:
    """The words before the first number and its currency; empty where there is no number."""
    digit = _DIGIT.search(text)
    return _SIGN_OF_MONEY.sub("", text[: digit.start()]) if digit else ""


def the_state(states: list[StateLine]) -> StateLine | None:
    """The one state that holds. Several different labels, or those in a list of steps, are a progress bar: of them
    only an active mark says which holds, and without one none does. The bar of a dispute names what was done: what is
    awaited is said beside it. Beside the bar of a refund the same words may be a help text."""
    said = [state for state in states if not is_step(state.line.element)]
    if len(_codes(said)) > 1:
        said = []
    bar = [state for state in states if state not in said]
    marked = _marked(bar)
    if any(_is_stage(code) for code in _codes(bar)) and not marked:
        return None
    holds = marked + said if any(map(_is_stage, _codes(marked))) else said or marked
    return holds[0] if len(_codes(holds)) == 1 else None


def _marked(bar: list[StateLine]) -> list[StateLine]:
    """The marked steps of a bar. Where the stages of a refund are marked from the first one on, it is at the last of
    them (B135-B137)."""
    marked = [state for state in bar if marked_box(state.line.element) is not None]
    lit = _codes(marked)
    if len(lit) > 1 and lit == _codes(bar)[: len(lit)] and all(map(_is_stage, lit)):
        marked = [state for state in marked if state.entry.code == lit[-1]]
    return marked


def _is_stage(code: str) -> bool:
    """Whether a state is a refund's: those are numbered in their order."""
    return code.isdigit()


def _codes(states: list[StateLine]) -> list[str]:
    return sorted({state.entry.code for state in states})


def is_step(element: Element) -> bool:
    """Whether an element is one of several steps, even if the others are missing."""
    boxes = (element, *list(element.iterancestors())[:2])
    return any(box.tag == "li" or "step" in (box.get("class") or "") for box in boxes)


def marked_box(element: Element) -> Element | None:
    """The step around an element that is marked as the active one."""
    for box in (element, *list(element.iterancestors())[:2]):
        if box.get("aria-current") not in (None, "false"):
            return box
        if any(_ACTIVE.search(name) for name in (box.get("class") or "").split()):
            return box
    return None


def close_code(lines: list[Line]) -> tuple[str, Line] | None:
    """The platform's own code for the end of the order, where the page prints one."""
    for line in lines:
        if "_" in line.text and (found := _CLOSE_CODES.search(line.text)):
            return found[0], line
    return None


def event_time(text: str, words: Words) -> str | None:
    """The text of a time (date and hour) if that is all the line says."""
    located = find_dates(text, words.months)
    if len(located) != 1:
        return None
    rest = (text[: located[0].start] + text[located[0].end :]).strip(" |,.()")
    if len(rest) > 12 or not re.search(r"\d{1,2}:\d{2}", located[0].text):
        return None
    return text


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


def is_statement(line: Line, words: Words) -> bool:
    """Whether a line can be a notice: a sentence, no link, no button, no state that is read as such elsewhere."""
    boxes = (line.element, *list(line.element.iterancestors())[:3])
    if any(box.tag in ("a", "button") for box in boxes) or len(line.text.split()) < 4:
        return False
    kinds: tuple[Kind, ...] = ("status", "refund", "dispute")
    return not any(words.entry(kind, line.text) for kind in kinds)


def parcel_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes of the parcels of an order, by their tracking numbers in the same way."""
    return _boxes(scope, words, "tracking_number", lambda text: next(iter(read_tracking(text, words, None)), None))


def _boxes(scope: Scope, words: Words, label: str, read: Callable[[str], str | None]) -> list[Element]:
    owners: dict[str, Element] = {}
    for _, value, line in labelled(label, scope.lines(), words):
        if identity := read(value):
            owners.setdefault(identity, line.element)
    held = set(owners.values())
    return [ancestor_without(element, held - {element}) for element in owners.values()] if len(owners) > 1 else []
