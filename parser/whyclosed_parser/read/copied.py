"""Words copied out of a page: nothing is left of its boxes, so they are made again from what the words mean.

A label goes with the value in the line below it, so do the rows of the sum, and each card of a list is put into a box
of its own. Where the words leave it open what belongs together, nothing is joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from copy import deepcopy
from dataclasses import replace
from functools import cache
from itertools import islice, pairwise, zip_longest

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.document import Document
from whyclosed_parser.model import Problem
from whyclosed_parser.model.order import DAYS
from whyclosed_parser.page.index import Line
from whyclosed_parser.problems import problem_of
from whyclosed_parser.read.addresses import linked_in, product_in
from whyclosed_parser.read.apart import before_reason
from whyclosed_parser.read.boxes import COPIED_ITEM, COPIED_PARCEL
from whyclosed_parser.read.copied_items import PARTS, SHOP, TITLE, items_told, linked_items, named_items
from whyclosed_parser.read.counted_parcels import parcels_told
from whyclosed_parser.read.foreign import ALSO_OF_PRODUCTS
from whyclosed_parser.read.ids import around_number
from whyclosed_parser.read.labels import named_wholly
from whyclosed_parser.read.menus import in_menus
from whyclosed_parser.read.pieces import bare_amount, ends_with_pieces
from whyclosed_parser.read.sentences import is_wrapped, sentences
from whyclosed_parser.read.states import state_lines
from whyclosed_parser.read.talk import Said, talk_in
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import HOUR, is_one_day
from whyclosed_parser.values.money import SIGNS
from whyclosed_parser.values.numbers import read_id
from whyclosed_parser.values.text import (
    COLONS,
    UNSPACED_LETTER,
    any_of,
    fold,
    form_with_places,
    has_digit,
    has_number,
    without_stop,
)
from whyclosed_parser.words import Kind, Words
from whyclosed_parser.words.feeds import is_feed_heading

_CARD = "copied-card"  # the class of the box of a card
_HEADS = frozenset({"order_id", "placed_on"})
"""The rows with which the card of an order begins, below its status if that stands on top."""
_OF_AN_ORDER = frozenset({"order_id", "payments", "tracking_number", *DAYS})
"""Rows that no product of a feed has."""
_BAR = " | "
_BETWEEN_PARTS = patterns.compiled(r"\s[–—·•|-]\s")
_NAME = patterns.compiled(r"AliExpress|PayPal")
_FEWEST_GLUED = 3  # rows in one line
_GLUED_KINDS: tuple[Kind, ...] = ("labels", "status")
_FEWEST_STACKED = 3  # labels above each other
_MOST_ITEMS = 200  # of an order
_HEAD_LINES = 4
"""Lines in which the first rows of a card stand."""


@dataclass(frozen=True, slots=True)
class _Line:
    element: Element
    text: str
    label: str | None
    """What the label means with which it begins."""
    value: str
    """What stands behind the label."""
    bare: bool
    """Whether it is nothing but that label."""
    status: bool


def arranged(document: Document, words: Words) -> tuple[Document, tuple[Problem, ...], tuple[Said, ...]]:
    """The document with boxes, a problem for each label beside which no value was found, and where it is not clear
    which words belong to which order; and what people said, which is then no part of it."""
    root = deepcopy(document.root)
    body = root.find("body")
    if body is None:
        return document, (), ()
    problems: list[Problem] = []
    talk = _without_talk(body, words, problems)
    _without_menus(body, words)
    problems += _without_feeds(body, words)
    _part_linked(body)
    _part_glued(body, words)
    _part_cells(body, words)
    _join_columns(body, words)
    _join_stacks(body, words)
    _join_wrapped(body, words)
    _part_rows(body, words)
    lines = _told_apart([_line(element, words) for element in body.iterchildren("div")], words)
    problems += [problem_of("broken_order", label) for label in dict.fromkeys(_join_values(lines, words))]
    _join_rows(lines)
    begun = _begun(lines)
    starts = _starts(lines, begun)
    if _is_unclear(lines, begun, starts):
        problems.append(problem_of("not_understood", None))
    rows = {line.element for line in lines if _outermost(line.element) is not line.element}
    for start, end in pairwise([*(starts or [0]), len(lines)]):
        card = lines[start:end]
        problems += _box_items(card, rows, words)
        for first, behind in parcels_told([(line.text, line.label) for line in card]):
            _box([line.element for line in card[first:behind]]).set("class", COPIED_PARCEL)
        if starts:
            _box([line.element for line in card]).set("class", _CARD)
    return replace(document, root=root), tuple(problems), talk


def _without_talk(body: Element, words: Words, problems: list[Problem]) -> tuple[Said, ...]:
    """Take what people said to each other out of the page. The day of a conversation is called as a list calls that of
    an order."""
    elements = list(body.iterchildren("div"))
    lines = [_line(element, words) for element in elements]
    talk = talk_in([line.text for line in lines], words)
    said = {at for one in talk for at in one.lines}
    is_dated = len(talk) > 1 or any(one.time_text is not None for one in talk)
    for at, line in enumerate(lines):
        is_day = is_dated and line.label == "placed_on"
        if is_day:
            problems.append(problem_of("not_understood", "placed_on"))
        if at in said or is_day:
            body.remove(line.element)
    return talk


def _without_menus(body: Element, words: Words) -> None:
    """Take out what a menu of orders calls their states."""
    lines = list(body.iterchildren("div"))
    for at in in_menus([fold("".join(line.itertext())) for line in lines], words):
        body.remove(lines[at])


def _without_feeds(body: Element, words: Words) -> Iterator[Problem]:
    """Take out what stands behind the heading of a feed, down to the next row that only an order has, with the status
    above it, or to the rows of a sum below pieces, where none stood above the feed. A problem, where it has a row or
    a state of a refund, which no product has."""
    lines = _told_apart([_line(one, words) for one in body.iterchildren("div")], words)
    feed: list[_Line] = []
    begins: int | None = None
    below_pieces: int | None = None
    wanted = _OF_AN_ORDER | {"total"}
    for at, line in enumerate(lines):
        if begins is None and is_feed_heading(line.text):
            begins, below_pieces = at, None
        elif begins is None:
            wanted -= {line.label} - _OF_AN_ORDER
        elif line.label in wanted:
            own = below_pieces if line.label == "total" else at - lines[at - 1].status
            feed += lines[begins:own] if own is not None else ()
            begins = begins if own is None else None
        elif ends_with_pieces(line.text):
            below_pieces = at + 1
    feed += lines[begins:] if begins is not None else ()
    for line in feed:
        body.remove(line.element)
    states = state_lines([Line(line.text, (line.text,), line.element) for line in feed], "refund", words)
    if states or any(line.label is not None and line.label not in ALSO_OF_PRODUCTS for line in feed):
        yield problem_of("excluded_part", None)


def cards(document: Document) -> list[Element]:
    """The boxes of the cards in an arranged document; none where it is no list."""
    return document.root.findall(f"body/div[@class='{_CARD}']")


def _line(element: Element, words: Words) -> _Line:
    text = " ".join(filter(None, map(fold, element.itertext())))
    row = words.row(text)
    label, value = (row.entry.code, row.value) if row else (None, "")
    cells = [fold("".join(cell.itertext())) for cell in element.iterchildren("div")] or [text]
    is_status = sum(words.entry("status", cell) is not None for cell in cells) == 1  # several are the tabs of a list
    return _Line(element, text, label, value, words.is_label(text), is_status)


def _told_apart(lines: list[_Line], words: Words) -> list[_Line]:
    """The lines that name several orders, each alone or in a sentence that tells its state, as rows of its number."""
    told = {at: number for at, line in enumerate(lines) if (number := _number_told(line.text, words)) is not None}
    if len({*told.values()}) < 2 or any(line.label == "order_id" for line in lines):
        return lines
    return [replace(line, label="order_id", value=told[at]) if at in told else line for at, line in enumerate(lines)]


def _number_told(text: str, words: Words) -> str | None:
    """The order that a line names and no more ("Order 8190000011112222 of Nov 3"), or of which it first tells the
    state: "Your order 8190000011112222 has been closed because …"."""
    if (named := next(named_wholly(text, words), None) if has_digit(text) else None) is not None and not named.before:
        return named.number
    first = next(iter(sentences(text)), "") if has_digit(text) else ""
    for said in (without_stop(first), *before_reason(first, words)) if first else ():
        around = around_number(said)
        parts = [part.strip() for part in around]
        if len(parts) == 2 and any(words.entry("status", glue.join(parts).strip()) for glue in (" ", "")):
            return said[len(around[0]) : len(said) - len(around[1])].strip()
    return None


def _part_linked(body: Element) -> None:
    """Put what stands behind the link to a product in its line into lines of their own: "Lamp – White – US $4 x1"."""
    for line in body.iterchildren("div"):
        link = line[-1] if len(line) else None
        if link is None or link.tag != "a" or not (link.tail or "").strip() or not linked_in(line, product_in):
            continue
        for text in reversed(_BETWEEN_PARTS.split(link.tail or "")):
            if text.strip():
                below = line.makeelement("div")
                below.text = text
                line.addnext(below)
        link.tail = None


def _part_glued(body: Element, words: Words) -> None:
    """Put what a program wrote down without the breaks between the parts of a page into lines of their own: "Paid on:
    Nov 3, 2026Total: US $5.00". Names are written so, too, but no label of a row stands in them."""
    glued: dict[Element, list[str]] = {}
    for line in [one for one in body.iterchildren("div") if not len(one)]:
        text = fold(line.text or "")
        form, places = form_with_places(text)
        begins = {places[found.start()] for found in _unspaced_labels(words).finditer(form)} - {0}
        seams = [0, *sorted(begins.union(at for at in range(1, len(text) - 1) if _is_seam(text, at))), len(text)]
        if len(seams) > 2:
            glued[line] = [text[start:end].strip() for start, end in pairwise(seams)]
    rows = [[row for row in map(words.row, pieces) if row is not None and row.value] for pieces in glued.values()]
    if max(map(len, rows), default=0) < _FEWEST_GLUED:
        return
    for line, pieces in glued.items():
        line.text = pieces[0]
        for piece in reversed(pieces[1:]):
            below = line.makeelement("div")
            below.text = piece
            line.addnext(below)


@cache
def _unspaced_labels(words: Words) -> re.Pattern[str]:
    """The labels of scripts in which no space and no capital parts words, with their colon or their number, and the
    states of an order, which may stand behind the last of them."""
    labels, states = (
        any_of(word for word in words.entries[kind] if UNSPACED_LETTER.search(word)) for kind in _GLUED_KINDS
    )
    return patterns.compiled(rf"(?:{labels})(?=\s?[:：]|[\da-z{SIGNS}])|(?<=[\d円元])(?:{states})\Z")


def _is_seam(text: str, at: int) -> bool:
    """Whether a word with a capital begins right behind a small letter, a number or a stop, and in no name."""
    if not (text[at].isupper() and text[at + 1].islower()):
        return False
    before = text[at - 1]
    return (before.islower() or before.isdecimal() or before in ".)") and not _NAME.search(text, max(at - 5, 0), at + 8)


def _part_cells(body: Element, words: Words) -> None:
    """Put what bars part into cells, where some such row has a label: "Order number | 8190000011112222". A bar stands
    between the parts of a time as well."""
    rows = {one: (one.text or "").split(_BAR) for one in body.iterchildren("div") if not len(one)}
    rows = {row: [text.strip() for text in texts] for row, texts in rows.items() if len(texts) > 1}
    labelled = [row for row, texts in rows.items() if any(words.row(text) is not None for text in texts)]
    for row, texts in rows.items() if labelled else ():
        if row in labelled or not HOUR.search(row.text or ""):
            row.text = None
            for text in texts:
                cell = row.makeelement("div")
                cell.text = text
                row.append(cell)


def _join_columns(body: Element, words: Words) -> None:
    """Write each label of a row of nothing but labels beside its value in the row below, where there are as many."""
    for row, below in pairwise(list(body.iterchildren("div"))):
        cells, values = (list(one.iterchildren("div")) for one in (row, below))
        if len(cells) < 2 or len(cells) != len(values):
            continue
        texts = [fold("".join(one.itertext())) for one in (*cells, *values)]
        heads, rest = texts[: len(cells)], texts[len(cells) :]
        if all(map(words.is_label, heads)) and not any(words.row(text) for text in rest):
            for cell, value in zip(cells, values, strict=True):
                box = cell.makeelement("div")
                box.extend([cell, value])
                row.addprevious(box)
            body.remove(row)
            body.remove(below)


def _join_stacks(body: Element, words: Words) -> None:
    """Write each label of a column of nothing but labels beside its value in the column of as many values below it,
    each of which is what its label names."""
    lines = list(body.iterchildren("div"))
    texts = [fold("".join(one.itertext())) for one in lines]
    entries = [None if len(one) else words.entry("labels", text) for one, text in zip(lines, texts, strict=True)]
    codes = [None if entry is None else entry.code for entry in entries]
    at = 0
    while at < len(lines):
        count = next((end for end in range(at, len(lines)) if codes[end] is None), len(lines)) - at
        labels, values = codes[at : at + count], texts[at + count : at + 2 * count]
        if count >= _FEWEST_STACKED and len(values) == count and _are_values(labels, values, words):
            for label, value in zip(lines[at : at + count], lines[at + count : at + 2 * count], strict=True):
                _box([label, value])
        at += max(count, 1)


def _are_values(labels: Sequence[str | None], values: Sequence[str], words: Words) -> bool:
    """Whether each of these texts is what its label names, as far as that can be seen, of at least two of them."""
    seen = [_is_value(label, value, words) for label, value in zip(labels, values, strict=True)]
    return False not in seen and seen.count(True) > 1


def _is_value(label: str | None, value: str, words: Words) -> bool | None:
    if label == "order_id":
        return read_id(value) is not None
    if label in DAYS:
        return is_one_day(value, words.months)
    if label == "total":
        return bare_amount(value) is not None
    if label == "payments":
        return words.entry("methods", value) is not None
    return False if words.entry("labels", value) is not None else None


def _join_wrapped(body: Element, words: Words) -> None:
    """Write a sentence that a narrow screen broke into one line again. Who begins with a small letter writes no
    capitals, and then a small letter says nothing."""
    last: Element | None = None
    if next((text for one in body.iterchildren("div") if (text := fold(one.text or ""))), "")[:1].islower():
        return
    for element in list(body.iterchildren("div")):
        lines = [Line(fold(one.text or ""), (one.text or "",), one) for one in (last, element) if one is not None]
        if last is not None and not len(last) and not len(element) and is_wrapped(lines[0], lines[-1], words):
            last.text = f"{lines[0].text} {lines[-1].text}"
            body.remove(element)
        else:
            last = element


def _part_rows(body: Element, words: Words) -> None:
    """Put a row that stands behind a sentence into a line of its own: "It is on its way. Estimated delivery: Dec 3"."""
    for element in [one for one in body.iterchildren("div") if not len(one)]:
        first, *rest = sentences(element.text or "") or [""]
        if not any(":" in one and words.row(one) for one in rest):
            continue
        element.text = first
        for one in reversed(rest):
            line = element.makeelement("div")
            line.text = one
            element.addnext(line)


def _join_values(lines: Sequence[_Line], words: Words) -> Iterator[str]:
    """Put each label that stands alone into one box with the value below; what the others mean. Without a colon only
    what can be one is a value: a number, a way to pay."""
    for line, below in zip_longest(lines, lines[1:]):
        if not line.bare or line.label is None:
            continue
        colon = line.text.endswith(COLONS)
        is_way = line.label == "payments" and below is not None and words.entry("methods", below.text) is not None
        if below is not None and below.label is None and (colon or is_way or has_digit(below.text)):
            _box([line.element, below.element])
        elif colon or line.label in _HEADS:
            yield line.label


def _join_rows(lines: Sequence[_Line]) -> None:
    """Put each row of the sum into one box: what stands above the total, a label and an amount each, up to the number
    of pieces of the last item. Without that an item's variant and price would look the same."""
    totals = [
        number
        for number, line in enumerate(lines)
        if line.label == "total" and (line.bare or bare_amount(line.value) is not None)
    ]
    total = totals[0] if len(totals) == 1 else 0
    floor = next((number for number in range(total - 1, -1, -1) if ends_with_pieces(lines[number].text)), None)
    rows: list[tuple[_Line, ...]] = []
    while floor is not None and total - 2 > floor and _is_row(*(row := lines[total - 2 : total])):
        rows.append(tuple(row))
        total -= 2
    while rows and not has_digit(rows[-1][1].text):  # "Choice", "Free returns": what a shop promises of the item
        rows.pop()
    for row in rows:
        _box([line.element for line in row])


def _box_items(card: Sequence[_Line], rows: Set[Element], words: Words) -> Iterator[Problem]:
    """Put each item of an order into a box; what of them was not found."""
    named = list(named_items(card))
    for one in named:
        _box(one).set("class", COPIED_ITEM)
    parts = {element for one in named for element in one}
    card = [line for line in card if line.element not in parts]
    items = list(islice(items_told(card, rows, words), _MOST_ITEMS + 1))
    held = {element for item in items for element in item.lines}
    last = max((at for at, line in enumerate(card) if line.label is not None), default=0)  # a feed stands below
    items += linked_items(card[: last + 1], held, words)
    if len(items) > _MOST_ITEMS:
        items = []
    shops = {item.shop.text: item.shop for item in items if item.shop is not None}
    for item in items:
        _box(item.lines).set("class", COPIED_ITEM)
        if item.title is not None:
            item.title.set("class", TITLE)
        if item.variant is not None:
            item.variant.set("class", PARTS["sku"])
    if len(shops) == 1:
        next(iter(shops.values())).set("class", SHOP)
    elif items:
        yield problem_of("part_missing", "shop")
    held = {element for item in items for element in item.lines}
    if any(ends_with_pieces(line.text) and line.element not in held for line in card):
        yield problem_of("part_missing" if items else "broken_order", "items")
    others = [
        a
        for line in card
        if line.element not in held
        for a in line.element.iter("a")
        if product_in(a.get("href") or "")
    ]
    for link in others:  # of a feed, perhaps
        link.attrib.pop("href")
    if others and not items:
        yield problem_of("part_missing", "items")


def _is_row(name: _Line, amount: _Line) -> bool:
    named = name.label != "refund_amount" and not name.status and not has_number(name.text)
    return named and bare_amount(name.text) is None and bare_amount(amount.text) is not None


def _begun(lines: Sequence[_Line]) -> list[int]:
    """The rows with which the cards of a list begin: what one began with stands again, and says something else. None
    where there is no list."""
    begun: list[int] = []
    said: dict[str, str] = {}
    again = -_HEAD_LINES  # where one stood again and said the same: two orders of one day
    for number, line in enumerate(lines):
        if line.label not in _HEADS:
            continue
        value = line.value or (lines[number + 1].text if number + 1 < len(lines) else "")
        if not begun or said.get(line.label, value) != value:
            is_second = number - again < _HEAD_LINES
            begun.append(again if is_second else number)
            said = {label: kept for label, kept in said.items() if is_second and label == lines[again].label}
            again = -_HEAD_LINES
        elif line.label in said:
            again = number
        said[line.label] = value
    return begun if len(begun) > 1 else []


def _starts(lines: Sequence[_Line], begun: Sequence[int]) -> list[int]:
    """Where the cards of a list begin, with what stands above their first rows.

    The status stands either on top of every card or in it. Where it is now here, now there, the words do not say to
    which card it belongs, and there are no cards.
    """
    if not begun or _are_ends(begun, lines):
        return []
    heading = _headings(lines, begun)
    if heading is not None:
        return heading
    statuses = {number for number, line in enumerate(lines) if line.status and number >= begun[0] - 1}
    on_top = {number - 1 for number in begun} & statuses
    if not on_top or (on_top == {begun[0] - 1} and _hold_one_each(begun, len(lines), statuses)):  # that of a tab
        return list(begun)
    if statuses != on_top or on_top == {begun[0] - 1}:
        return []
    return [number - 1 if number and _may_be_status(lines[number - 1]) else number for number in begun]


def _hold_one_each(begun: Sequence[int], end: int, statuses: Set[int]) -> bool:
    return all(sum(start <= at < behind for at in statuses) == 1 for start, behind in pairwise([*begun, end]))


def _are_ends(begun: Sequence[int], lines: Sequence[_Line]) -> bool:
    """Whether what seems to begin each card ends it: a total stands above the first, and none below the last."""
    totals = [number for number, line in enumerate(lines) if line.label == "total"]
    return bool(totals) and totals[0] < begun[0] and totals[-1] < begun[-1]


def _headings(lines: Sequence[_Line], begun: Sequence[int]) -> list[int] | None:
    """Where each card begins with its status, some lines above its number: one stands above every number, and none
    below the last. Nowhere, where the first one has none: those behind it may be of the card above or below. None where
    the statuses stand elsewhere."""
    statuses = [number for number, line in enumerate(lines) if line.status]
    spans = [(0, begun[0]), *pairwise(begun)]
    last = [[at for at in statuses if start <= at < end][-1:] for start, end in spans]
    if any(at > begun[-1] for at in statuses) or not all(last[1:]):
        return None
    starts = [at for one in last for at in one]
    if not last[0] or starts[0] == begun[0] - 1:  # right above, or not at all
        return None if last[0] or not _is_low(starts, begun) else []
    above, *others = (head - at for head, at in zip(begun, starts, strict=True))
    if starts[0] - 1 in statuses and above not in others:  # two tabs, and the status of the first card in other words
        return [begun[0], *starts[1:]]
    counts = [sum(start <= at < end for at in statuses) for start, end in spans[1:]]
    return starts if set(counts) == {1} else []


def _is_low(statuses: Sequence[int], begun: Sequence[int]) -> bool:
    """Whether none of these stands right below the number of a card."""
    return all(at - 1 not in begun and at + 1 not in begun for at in statuses)


def _is_unclear(lines: Sequence[_Line], begun: Sequence[int], starts: Sequence[int]) -> bool:
    """Whether there seems to be a list whose cards could not be told apart: also where one day stands twice, and one
    number of an order."""
    if begun:
        return not starts
    count = Counter(line.label for line in lines)
    return count["placed_on"] > max(count["order_id"], 1)


def _may_be_status(line: _Line) -> bool:
    return line.label is None and not has_digit(line.text)


def _box(elements: Sequence[Element]) -> Element:
    """A box around elements that stand beside each other; a box that one of them got before is part of it."""
    outermost = [_outermost(element) for element in elements]
    box: Element = elements[0].makeelement("div")
    outermost[0].addprevious(box)
    for element in dict.fromkeys(outermost):
        box.append(element)
    return box


def _outermost(element: Element) -> Element:
    while (around := element.getparent()) is not None and around.tag != "body":
        element = around
    return element
