"""From element to element by hand. An iterator of lxml takes longer to make than most of the ways it would go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from lxml.etree import _Element as Element

from whyclosed_parser import patterns

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""Tags of headings."""
_UNFIT = patterns.compiled("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def fitting(text: str) -> str:
    """A text without the characters that can be read from a page, but not written into its tree."""
    return _UNFIT.sub("", text)


def classes(element: Element) -> list[str]:
    """The classes that an element is given."""
    return (element.get("class") or "").split()


def children(element: Element) -> Iterator[Element]:
    """The elements in an element, without comments."""
    try:
        child: Element | None = element[0]  # `len` counts them all
    except IndexError:
        return
    while child is not None:
        if isinstance(child.tag, str):
            yield child
        child = child.getnext()


def upward(element: Element) -> Iterator[Element]:
    """An element and all around it, from inside out."""
    box: Element | None = element
    while box is not None:
        yield box
        box = box.getparent()


def in_link_or_button(boxes: Iterable[Element]) -> bool:
    """Whether one of these boxes, an element and others around it, can be clicked."""
    return any(box.tag in ("a", "button") for box in boxes)


def ancestors(element: Element) -> Iterator[Element]:
    """All around an element, from inside out."""
    box = element.getparent()
    while box is not None:
        yield box
        box = box.getparent()


def nearest(element: Element, *tags: str) -> Element | None:
    """The smallest box with one of these tags that an element is or stands in."""
    return next((box for box in upward(element) if box.tag in tags), None)


def box_around(element: Element, *others: Element) -> Element | None:
    """The smallest box around all of these elements, which is none of them."""
    shared = [set(ancestors(other)) for other in others]
    return next((box for box in ancestors(element) if all(box in one for one in shared)), None)


def behind(element: Element) -> Iterator[Element]:
    """All elements of the page that follow an element and what it holds."""
    boxes = (box for box in upward(element) if box.getparent() is not None)  # beside the root stand no elements
    return chain.from_iterable(one.iter("*") for box in boxes for one in box.itersiblings("*"))


def beside(elements: Sequence[Element]) -> Iterator[Element]:
    """The elements that stand in the smallest box around all of these, and hold none of them."""
    held = {box for element in elements for box in upward(element)}
    box = box_around(elements[0], elements[-1]) if elements else None
    return iter(()) if box is None else (one for one in children(box) if one not in held)


def rewrite(element: Element, write: Callable[[str], str]) -> None:
    """Write the texts of an element and of what it holds anew."""
    for part in element.iter():
        if isinstance(part.tag, str):
            part.text = part.text and write(part.text)
        if part is not element:
            part.tail = part.tail and write(part.tail)


def parents(elements: Iterable[Element]) -> list[Element]:
    """The boxes in which elements stand, each once."""
    return list(dict.fromkeys(parent for one in elements if (parent := one.getparent()) is not None))


def core(element: Element) -> Element:
    """What an element holds, where it is only a wrapper: one element and not a word beside it, all the way down."""
    while not (element.text and element.text.strip()):
        inner = [child for child in children(element) if "".join(child.itertext()).strip()]
        if len(inner) != 1 or any(child.tail and child.tail.strip() for child in element):
            break
        element = inner[0]
    return element
