"""Steps, told by the boxes around them: members of a list, or of a row with times, and the one that is marked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words, is_loading
from whyclosed_parser.page.tree import children, classes, core
from whyclosed_parser.read.addresses import linked_in, order_in
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.values.dates import HOUR
from whyclosed_parser.values.text import fold

_ACTIVE = patterns.compiled(r"(?:\A|[-_])(?:active|current|now|doing)(?:[-_]|\Z)", re.IGNORECASE)
_PARTS_OF_A_STEP = 4
"""Elements: a mark, a title, a description, a time."""
FEWEST_STEPS, _MOST_STEPS = 3, 60
"""A status and one line of its parcel are no row of steps."""
LONGEST_STATE = 160
"""Characters. The longest known state with an amount behind it has half of that; what is longer is prose."""


def is_step(element: Element) -> bool:
    """Whether an element is one of several steps, even if the others are missing."""
    return any(
        "step" in (box.get("class") or "").casefold() or _is_listed(box) or is_dated_row(box)
        for box in own_boxes(element)
    )


def is_dated_row(box: Element) -> bool:
    """Whether a box stands in a row of short ones of which some name the time they were reached, below their words:
    steps, whatever they are called."""
    parent = box.getparent()
    if parent is None or not FEWEST_STEPS <= len(parent) <= _MOST_STEPS:
        return False
    others = (one for one in children(parent) if one.tag != box.tag)
    if any(fold(all_words(one).strip()[:LONGEST_STATE]) for one in others):  # a script is long
        return False
    if len(HOUR.findall(fold(all_words(parent)))) < 2:  # the usual case, and cheap
        return False
    words = {one: text for one in children(parent) if (text := fold(all_words(one)))}
    if len(words) < FEWEST_STEPS or any(len(text) > LONGEST_STATE for text in words.values()):
        return False
    if sum(HOUR.search(text) is not None for text in words.values()) < 2:
        return False
    row = [said_in(core(one)) for one in words]
    if any(len(parts) > _PARTS_OF_A_STEP for parts in row):
        return False
    return sum(len(parts) > 1 and HOUR.search(parts[-1]) is not None for parts in row) > 1


def said_in(box: Element) -> list[str]:
    """What the elements in a box say, without those that only make room, or keep it for what is still loading."""
    return [text for one in children(box) if (text := fold(all_words(one))) and not is_loading(text)]


def _is_listed(box: Element) -> bool:
    """Whether a box is an entry of a list that has other entries with words, and no order of a list of orders."""
    if box.tag != "li" or linked_in(box, order_in):
        return False
    return any("".join(other.itertext()).strip() for other in _siblings(box))


def _siblings(box: Element) -> Iterator[Element]:
    yield from box.itersiblings("li")
    yield from box.itersiblings("li", preceding=True)


def marked_box(element: Element) -> Element | None:
    """The step around an element that is marked as the active one."""
    for box in own_boxes(element):
        if box.get("aria-current") not in (None, "false"):
            return box
        if any(_ACTIVE.search(name) for name in classes(box)):
            return box
    return None


def is_listed(line: Line) -> bool:
    """Whether a line is an entry of a list."""
    return any(_is_listed(box) for box in own_boxes(line.element))
