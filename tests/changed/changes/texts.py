"""Texts in pieces, and white space."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import cast

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.html import (
    BLOCK_TAGS,
    body_of,
    slots,
    some_slots,
)
from tests.changed.kinds import (
    holding,
    on_tree,
)


def _split(tree: HtmlElement, chance: Random, make: Callable[[], HtmlElement], share: float = 0.35) -> None:
    for slot, at in some_slots(body_of(tree), chance, share):
        slot.cut(at, make(), slot.text[at:])


def _split_around(tree: HtmlElement, chance: Random, make: Callable[[str], HtmlElement]) -> None:
    """A piece of a text goes into an element."""
    for slot, at in some_slots(body_of(tree), chance, 0.35):
        text = slot.text
        end = chance.randint(at + 1, len(text))
        slot.cut(at, make(text[at:end]), text[end:])


@on_tree("a place where a line may break is not seen")
def split_wbr(tree: HtmlElement, chance: Random) -> None:
    _split(tree, chance, lambda: Element("wbr"))


@on_tree("a comment is not seen")
def split_comment(tree: HtmlElement, chance: Random) -> None:
    _split(tree, chance, lambda: cast(HtmlElement, etree.Comment(chance.choice([" ", "", " /react-text ", "$"]))))


@on_tree("an empty element has no width")
def split_empty(tree: HtmlElement, chance: Random) -> None:
    _split(tree, chance, lambda: Element(chance.choice(["span", "i", "x-empty", "bdi"])))


@on_tree("scripts, styles and templates between the letters are not seen")
def split_script(tree: HtmlElement, chance: Random) -> None:
    tags = [("script", "var n = 7;"), ("style", ".n{color:red}"), ("template", "7"), ("noscript", "7")]
    _split(tree, chance, lambda: holding(*chance.choice(tags)))


@on_tree("hidden letters and digits between those that are seen", withholds=True)
def split_decoy(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        how = chance.choice([{"hidden": ""}, {"style": "display:none"}, {"style": "display: none !important;"}])
        return holding(chance.choice(["span", "i", "b"]), chance.choice(["7", "42", "x", ".", "Closed"]), **how)

    _split(tree, chance, make, share=0.15)


@on_tree("a font without attributes changes nothing")
def split_font(tree: HtmlElement, chance: Random) -> None:
    _split_around(tree, chance, lambda text: holding("font", text))


@on_tree("a span within a span within a word")
def split_spans(tree: HtmlElement, chance: Random) -> None:
    def make(text: str) -> HtmlElement:
        outer = Element("span")
        outer.append(holding("span", text))
        return outer

    _split_around(tree, chance, make)


@on_tree("part of a word in an element that is inline")
def split_inline(tree: HtmlElement, chance: Random) -> None:
    _split_around(
        tree, chance, lambda text: holding(chance.choice(["bdi", "nobr", "data", "x-part", "output", "mark"]), text)
    )


@on_tree("numbers made links to telephone calls, as some browsers do")
def split_phone_link(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        match = re.search(r"\d{8,}", slot.text)
        if match and not any(one.tag in ("a", "button") for one in (slot.holder, *slot.holder.iterancestors())):
            link = holding("a", match[0], href=f"tel:{match[0]}", style="color:inherit;text-decoration:none")
            slot.cut(match.start(), link, slot.text[match.end() :])


def _with_characters(tree: HtmlElement, chance: Random, characters: str) -> None:
    for slot, at in some_slots(body_of(tree), chance, 0.4):
        slot.put(slot.text[:at] + chance.choice(characters) + slot.text[at:])


@on_tree("characters without width are not seen")
def zero_width(tree: HtmlElement, chance: Random) -> None:
    _with_characters(tree, chance, "\u200b\u200c\u200d\u2060\ufeff")


@on_tree("a soft hyphen where no line ends is not seen")
def soft_hyphen(tree: HtmlElement, chance: Random) -> None:
    _with_characters(tree, chance, "\u00ad")


@on_tree("marks of direction are not seen")
def bidi_marks(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        if chance.random() < 0.4:
            before, after = chance.choice(
                [("\u200e", ""), ("\u200e", "\u200e"), ("\u2066", "\u2069"), ("\u202a", "\u202c"), ("", "\u200f")]
            )
            slot.put(slot.text.replace(slot.words, before + slot.words + after, 1))


_NUMBER = re.compile(r"\d[\d.,]*\d")


def _characters(tree: HtmlElement, chance: Random, style: str, gap: str) -> None:
    for slot in reversed(slots(body_of(tree))):
        match = _NUMBER.search(slot.text)
        if match and chance.random() < 0.6:
            box = Element("span", {"style": style} if style else {})
            box.text = gap
            for character in match[0]:
                one = holding("span", character)
                one.tail = gap
                box.append(one)
            slot.cut(match.start(), box, slot.text[match.end() :])


@on_tree("a span a digit, side by side, is the number")
def span_per_digit(tree: HtmlElement, chance: Random) -> None:
    _characters(tree, chance, "", "")


@on_tree("white space between the members of a flexible box is not shown")
def flex_per_digit(tree: HtmlElement, chance: Random) -> None:
    _characters(tree, chance, "display:inline-flex", "\n  ")


@on_tree("the two fonts that a browser's translation puts around every text")
def translated_font(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        outer = Element("font", {"style": "vertical-align: inherit;"})
        outer.append(holding("font", slot.words, style="vertical-align: inherit;"))
        slot.replace(outer)


@on_tree("every text in a span of its own")
def text_in_spans(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        slot.replace(holding("span", slot.words))


def _only_blocks(element: HtmlElement) -> bool:
    pieces = [element.text, *(child.tail for child in element)]
    return len(element) > 0 and not any((p or "").strip() for p in pieces) and all(c.tag in BLOCK_TAGS for c in element)


def _between_blocks(tree: HtmlElement, gap: Callable[[], str]) -> None:
    for element in body_of(tree).iter(*BLOCK_TAGS, "body"):
        if _only_blocks(element):
            element.text = gap()
            for child in element:
                child.tail = gap()


@on_tree("white space between blocks is not shown")
def pretty(tree: HtmlElement, chance: Random) -> None:
    _between_blocks(tree, lambda: "\n" + " " * chance.randrange(40))


@on_tree("no white space between blocks")
def minify(tree: HtmlElement, chance: Random) -> None:
    _between_blocks(tree, str)


@on_tree("a space is a space: broken lines, tabs and several are shown as one")
def wrapped_lines(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        slot.put(re.sub(" ", lambda _: chance.choice([" ", " ", "\n      ", "\t", "  "]), slot.text))


@on_tree("a space that does not break looks like a space")
def hard_spaces(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        slot.put(re.sub(r"(?<=\S) (?=\S)", lambda _: chance.choice([" ", "\u00a0"]), slot.text))
