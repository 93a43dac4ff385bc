"""Parts of an order that a page shows whatever it calls them: its items by their links, sentences under the status."""

from __future__ import annotations

from collections.abc import Iterator, Set

from lxml.etree import _Element as Element

from whyclosed_parser.page.find import largest_boxes
from whyclosed_parser.page.index import BUTTONS, Line, Scope
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.addresses import product_in
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.text import COLONS, STOPS, count_words
from whyclosed_parser.words import Words
from whyclosed_parser.words.templates import counts_down

FEWEST_WORDS_OF_A_SENTENCE = 4
_CALLS = ("tel:", "sms:")
"""Links that a browser makes of any long number."""


def item_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes of the items of an order: the largest around the links to one product each that hold no other product
    and none of the order's rows."""
    links = scope.linked(product_in)
    if not links:
        return []
    boxes = largest_boxes([*links, *((element, "") for element in _rows(scope.lines(), words))])
    boxes.pop("", None)
    return list(boxes.values())


def _rows(lines: list[Line], words: Words) -> Iterator[Element]:
    return (line.element for line in lines if not is_sentence(line.text) and words.row(line.text, line.runs))


def is_sentence(text: str) -> bool:
    """Whether a text is no row: whole sentences, which may begin with the words of a label."""
    return text.endswith(STOPS) and count_words(text) > FEWEST_WORDS_OF_A_SENTENCE


def prose(scope: Scope, left_out: Set[Element] = frozenset()) -> list[Line]:
    """The lines of a block without its buttons and links. A link within a sentence is a part of it."""
    buttons = {element for key in BUTTONS for _, element in scope.find(key)} | left_out
    links = {element for _, element in scope.find("<a>") if not (element.get("href") or "").startswith(_CALLS)}
    whole = scope.lines_without(buttons)
    if not links - buttons:
        return whole
    bare = iter(scope.lines_without(buttons | links))
    kept, following = [], next(bare, None)
    for line in whole:
        if following is not None and _is_within(following.text, line.text):
            ends = line.text.startswith(following.text) and following.text.endswith((*STOPS, *COLONS))
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
    return any(count_words(line.text) >= FEWEST_WORDS_OF_A_SENTENCE for line in following)


def without_clock(below: list[str], words: Words) -> list[str]:
    """The sentences under a status without the clock below them."""
    ticks = len(below) > 1 and not is_sentence(below[-1]) and counts_down(below[-1], tuple(words.units.names))
    return below[:-1] if ticks else below


def under_status(status: Line, scope: Scope, words: Words) -> list[str] | None:
    """The sentences under the status in its block: the largest box that holds no row of the order and no item. None
    where other words stand among them."""
    lines = scope.lines()
    links = (link for link, _ in scope.linked(product_in))
    others = [(element, "other") for element in (*_rows(lines, words), *links) if element is not status.element]
    if not others:
        return []
    box = largest_boxes([(status.element, "status"), *others])["status"]
    inner = [line for line in prose(scope) if box in upward(line.element)]
    at = next((number for number, line in enumerate(inner) if line.element is status.element), len(inner))
    below = [line.printed for line in inner[at + 1 :]]
    below = without_clock(below, words)
    if any(count_words(text) < FEWEST_WORDS_OF_A_SENTENCE or is_one_day(text, words.months) for text in below):
        return None
    return below
