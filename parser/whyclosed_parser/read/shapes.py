"""Parts of an order that a page shows whatever it calls them: the items by their links, the amounts beside the total,
the sentences under the status."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Money
from whyclosed_parser.page.find import largest_boxes
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.lines import MARK
from whyclosed_parser.page.tree import core
from whyclosed_parser.read.addresses import product_in
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import count_words, fold
from whyclosed_parser.words import Words

QUANTITY = patterns.compiled(r"(?<!\w)[x×х]\s?(\d{1,4})\Z")
_FEWEST_WORDS_OF_A_SENTENCE = 4
_STOPS = (".", "!", "?", "。", "！", "？", ":", "：")
_CALLS = ("tel:", "sms:")
"""Links that a browser makes of any long number."""
_LONGEST_LABEL = 60  # characters
_MOST_PIECES = 16  # of a row; some pages print each character of an amount in an element of its own


def item_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes of the items of an order: the largest around the links to one product each that hold no other product
    and none of the order's rows."""
    links = [(node[1], found) for href, node in scope.links if (found := product_in(href))]
    if not links:
        return []
    boxes = largest_boxes([*links, *((element, "") for element in _rows(scope.lines(), words))])
    boxes.pop("", None)
    return list(boxes.values())


def _rows(lines: list[Line], words: Words) -> Iterator[Element]:
    return (line.element for line in lines if words.row(line.text, line.runs) is not None)


@dataclass(frozen=True, slots=True)
class Priced:
    """The price and the number of pieces of an item, and the words that say so."""

    price: Money | None
    quantity: int
    text: str


def priced(lines: list[Line]) -> Priced | None:
    """What stands before the one number of pieces ("x2") of an item, in its line or in the one before it."""
    found = [(at, match) for at, line in enumerate(lines) if (match := QUANTITY.search(line.text))]
    if len(found) != 1 or not int(found[0][1][1]):
        return None
    ((at, match),) = found
    before = lines[at].text[: match.start()].strip() or (lines[at - 1].text if at else "")
    price = read_money(before) if any(map(str.isdigit, before)) else None  # "Free returns" is no price
    if price is not None and any(map(str.isalpha, before.replace(price.raw, ""))):
        price = None  # an amount with words of its own is another one
    return Priced(price, int(match[1]), f"{before} {match[0]}".strip())


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A row of amounts. `money`: None where the amount is not understood."""

    label: str
    money: Money | None
    text: str


def amount_lines(lines: list[Line], words: Words) -> list[AmountLine]:
    """The rows beside that of the total which are built like it: a label and an amount, each in its own element."""
    total = next((line for _, line in labelled("total", lines, words)), None)
    box = None if total is None else _row_box(total, lines)
    table = None if box is None else box.getparent()
    if box is None or table is None:
        return []
    grouped: dict[Element, list[Line]] = {}
    for line in lines:
        own = next((one for one in (line.element, *line.element.iterancestors()) if one.getparent() is table), None)
        if own is None or own is box or own.find(".//a") is not None:
            continue
        if own.tag == box.tag or (core(own).tag == box.tag and len(core(own)) == len(box)):
            grouped.setdefault(own, []).append(line)
    return [row for held in grouped.values() if (row := _amount_line(held)) is not None]


def _row_box(line: Line, lines: list[Line]) -> Element | None:
    """The largest box around a label and its amount that holds nothing else."""
    whole = _amount_line([line]) is not None
    row: Element | None = None
    for box in (line.element, *line.element.iterancestors()):
        held = sum(box in (one.element, *one.element.iterancestors()) for one in lines)
        if held > (1 if whole else 2):
            return row
        if whole or held == 2:
            row = box
    return row


def _amount_line(held: list[Line]) -> AmountLine | None:
    """A label and the amount behind it: two lines, or the pieces of one."""
    if any(MARK in line.text for line in held):
        return None
    pieces = [line.text for line in held] if len(held) == 2 else [run for line in held for run in line.runs]
    splits = [(pieces[:count], pieces[count:]) for count in range(1, min(len(pieces), _MOST_PIECES))]
    if not splits:  # one piece, with a colon
        splits = [([label], [amount]) for label, colon, amount in [fold(pieces[0]).partition(":")] if colon]
    for split in splits:
        label, amount = (fold("".join(part)) for part in split)
        money = read_money(amount)
        if money is not None and label and len(label) <= _LONGEST_LABEL and not any(map(str.isdigit, label)):
            return AmountLine(label.rstrip(":： "), money, f"{label} {amount}")
    return None


def prose(scope: Scope, left_out: Set[Element] = frozenset()) -> list[Line]:
    """The lines of a block without its buttons and links. A link within a sentence is a part of it."""
    buttons = {element for key in ("<button>", "role:button") for _, element in scope.find(key)} | left_out
    links = {element for _, element in scope.find("<a>") if not (element.get("href") or "").startswith(_CALLS)}
    whole = scope.lines_without(buttons)
    if not links - buttons:
        return whole
    bare = iter(scope.lines_without(buttons | links))
    kept, following = [], next(bare, None)
    for line in whole:
        if following is not None and _is_within(following.text, line.text):
            ends = line.text.startswith(following.text) and following.text.endswith(_STOPS)
            kept.append(following if ends else line)
            following = next(bare, None)
    return kept


def _is_within(small: str, large: str) -> bool:
    """Whether all words of a text stand in another one, in their order."""
    rest = iter(large.split())
    return all(any(word in other for other in rest) for word in small.split())


def is_followed_by_a_sentence(status: Line, lines: list[Line], words: Words) -> bool:
    """Whether a sentence stands next behind the status, in another block: it may be about the order."""
    at = next((number for number, line in enumerate(lines) if line is status), len(lines))
    following = [line for line in lines[at + 1 : at + 2] if words.row(line.text, line.runs) is None]
    return any(count_words(line.text) >= _FEWEST_WORDS_OF_A_SENTENCE for line in following)


def under_status(status: Line, scope: Scope, words: Words) -> list[str] | None:
    """The sentences under the status in its block: the largest box that holds no row of the order and no item. None
    where other words stand among them."""
    lines = scope.lines()
    links = (node[1] for href, node in scope.links if product_in(href))
    others = [(element, "other") for element in (*_rows(lines, words), *links) if element is not status.element]
    if not others:
        return []
    box = largest_boxes([(status.element, "status"), *others])["status"]
    inner = [line for line in prose(scope) if box in (line.element, *line.element.iterancestors())]
    at = next((number for number, line in enumerate(inner) if line.element is status.element), len(inner))
    below = [line.printed for line in inner[at + 1 :]]
    if any(count_words(text) < _FEWEST_WORDS_OF_A_SENTENCE for text in below):
        return None
    return below
