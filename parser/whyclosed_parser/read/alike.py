"""Boxes that are written alike: the steps of a bar, the cards of a list, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import chain, islice

from lxml.etree import _Element as Element

from whyclosed_parser.page.lines import WRAPPERS, all_words, unwrapped
from whyclosed_parser.page.styles import is_unseen
from whyclosed_parser.page.tree import classes, core, upward
from whyclosed_parser.read.steps import is_dated_row
from whyclosed_parser.values.text import fold

_MOST_PARTS = 12  # elements of a step
_MOST_AROUND = 5  # an element, and boxes around it


def step_box(element: Element, steps: Set[Element] = frozenset()) -> Element:
    """The step around an element: the first box beside a box of its kind that holds another one of the steps, else that
    in a row of dated ones, else beside any box of its kind."""
    around = {box for step in steps for box in upward(step)}
    boxes = [element]
    for box in element.iterancestors():
        if len(boxes) == _MOST_AROUND:
            break
        if len(box) == 1 and not any(text and text.strip() for text in (box.text, box[0].tail)):  # it only wraps
            boxes[-1] = box
        else:
            boxes.append(box)
    held = (box for box in boxes if any(other in around for other in _like(box)))
    listed = (box for box in boxes if next(_like(box), None) is not None)
    return next(chain(held, filter(is_dated_row, boxes), listed), element)


def _like(box: Element) -> Iterator[Element]:
    """The boxes beside a box that are of its kind."""
    return (other for other in siblings(box) if of_one_kind(box, other))


def siblings(box: Element) -> list[Element]:
    """The boxes beside a box that say something else: the same words once more are for those who hear the page."""
    parent = box.getparent()
    words = fold(all_words(box))
    others = [] if parent is None else [other for other in parent.iterchildren("*") if other is not box]
    return [other for other in others if fold(all_words(other)) != words]


def of_one_kind(one: Element, other: Element) -> bool:
    """Whether two elements, or what they wrap, are written alike: a class in common, or no class and the same tag."""
    if any(_alike(first, second) for first in _written(one) for second in _written(other)):
        return True
    parts = _parts(one)
    is_one_text = sum(bool(fold(unwrapped(part).text or "")) for part in parts) < 2
    alike = not is_one_text and [part.tag for part in parts] == [part.tag for part in _parts(other)]
    return alike and _have_own_names(one) and _have_own_names(other)


def are_apart(one: Element, other: Element) -> bool:
    """Whether two boxes stand in parts of the page that are not written alike, and so in no list."""
    above, others = list(upward(one)), list(upward(other))
    common = next(box for box in above if box in others)
    first, second = (boxes[: boxes.index(common)][-1:] for boxes in (above, others))
    return bool(first and second) and not of_one_kind(first[0], second[0])


def _parts(box: Element) -> list[Element]:
    """The elements of a box, without those that say nothing of how it is written: a place for a break, a picture, what
    is put around some of its words, what is not shown."""
    parts = (part for part in islice(box.iter("*"), _MOST_PARTS) if part.tag not in WRAPPERS)
    return [part for part in parts if (len(part) or fold(part.text or "")) and not is_unseen(part)]


def _have_own_names(box: Element) -> bool:
    """Whether each of the boxes beside this one has a class that none of the others has: they say nothing."""
    parent = box.getparent()
    beside = () if parent is None else parent.iterchildren("*")
    named = [set(names) for one in beside if (names := classes(one))]
    return len(named) > 1 and sum(map(len, named)) == len(set().union(*named))


def _written(box: Element) -> set[Element]:
    """A box and what it wraps: a box without a class in one that has one says nothing of what it is."""
    inner = core(box)
    return {box, inner} if inner.get("class") or not box.get("class") else {box}


def _alike(one: Element, other: Element) -> bool:
    names, others = set(classes(one)), set(classes(other))
    return bool(names & others) or (one.tag == other.tag and not names | others)
