"""The kinds of change. Each takes a page and chance and gives the page in other bytes, and says why the eye sees the same.

A change of the tree (`on_tree`) works in place and may leave holes, into which raw markup is put that a tree cannot
hold. A change of the text (`on_text`) works on the markup of the tree, one of bytes (`on_bytes`) on the page as it is.
A kind that `adds` shows something more beside the order: a person takes it for what it is, no part of the order.
One that `withholds` makes what a person sees into something that the reading has promised never to read (a part with a
name for private data, a number with something hidden in it): to say so is right.
None: the page has nothing that could be changed so.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Literal

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.html import (
    blocks,
    body_of,
    decoded,
    encoded,
    place,
    seen_text,
    text_of,
    tree_of,
)

HERE = Path(__file__).parent
NAMES: dict[str, dict[str, list[str]]] = tomllib.loads((HERE / "names.toml").read_text("utf-8"))
# Kinds that the reading does not bear yet, each with what is wrong: a kind leaves the list when it is mended.
OPEN: dict[str, str] = tomllib.loads((HERE / "open.toml").read_text("utf-8"))
FOREIGN_ID = "3079999000055555"

Holes = list[str]
Where = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Change:
    """One kind. `why`: what makes the eye see the same."""

    name: str
    why: str
    apply: Callable[[bytes, Random], bytes | None]
    adds: bool = False
    withholds: bool = False


CHANGES: dict[str, Change] = {}


def on_bytes(
    why: str, adds: bool = False, withholds: bool = False
) -> Callable[[Callable[[bytes, Random], bytes | None]], Change]:
    def register(apply: Callable[[bytes, Random], bytes | None]) -> Change:
        change = Change(apply.__name__, why, apply, adds, withholds)
        CHANGES[change.name] = change
        return change

    return register


def on_text(
    why: str, adds: bool = False, withholds: bool = False
) -> Callable[[Callable[[str, Random], str | None]], Change]:
    def register(apply: Callable[[str, Random], str | None]) -> Change:
        def bytewise(data: bytes, chance: Random) -> bytes | None:
            text = text_of(tree_of(decoded(data)))
            changed = apply(text, chance)
            return None if changed is None or changed == text else encoded(changed)

        bytewise.__name__ = apply.__name__
        return on_bytes(why, adds, withholds)(bytewise)

    return register


def on_tree(
    why: str, adds: bool = False, withholds: bool = False
) -> Callable[[Callable[[HtmlElement, Random], Holes | None]], Change]:
    def register(apply: Callable[[HtmlElement, Random], Holes | None]) -> Change:
        def textwise(text: str, chance: Random) -> str:
            tree = tree_of(text)
            holes = apply(tree, chance) or []
            changed = text_of(tree)
            for at, markup in enumerate(holes):
                changed = changed.replace(f'<x-hole n="{at}"></x-hole>', markup, 1)
            return changed

        textwise.__name__ = apply.__name__
        return on_text(why, adds, withholds)(textwise)

    return register


def hole(at: int) -> HtmlElement:
    return Element("x-hole", {"n": str(at)})


def random_name(chance: Random, length: int = 7) -> str:
    return chance.choice(string.ascii_letters) + "".join(
        chance.choices(string.ascii_letters + string.digits, k=length - 1)
    )


def holding(tag: str, text: str, **attributes: str) -> HtmlElement:
    element = Element(tag, attributes)
    element.text = text
    return element


def markup_of(element: HtmlElement) -> str:
    return etree.tostring(element, method="html", encoding="unicode", with_tail=False)


def drop_attributes(tree: HtmlElement, unwanted: Callable[[str], bool]) -> None:
    for element in tree.iter(etree.Element):
        for name in [name for name in element.attrib if unwanted(str(name))]:
            del element.attrib[name]


def scramble_classes_of(tree: HtmlElement, chance: Random) -> None:
    new: dict[str, str] = {}
    for element in tree.iter(etree.Element):
        names = element.get("class", "").split()
        if names:
            element.set(
                "class", " ".join(n if n == "sf-hidden" else new.setdefault(n, random_name(chance)) for n in names)
            )


def scattered(tree: HtmlElement, chance: Random, write: Callable[[], str], count: int) -> Holes:
    """Markup beside some of the blocks of the page."""
    holes = []
    where: list[Where] = ["before", "after"]
    found = blocks(body_of(tree))
    for element in chance.sample(found, min(count, len(found))):
        holes.append(write())
        place(hole(len(holes) - 1), chance.choice(where), element)
    return holes


def keeps_what_is_seen(change: Change, data: bytes, changed: bytes) -> bool:
    """Whether a change that adds nothing left the text as it was, by our own measure."""
    return change.adds or seen_text(tree_of(decoded(data))) == seen_text(tree_of(decoded(changed)))
