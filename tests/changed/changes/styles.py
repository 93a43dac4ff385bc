"""Styles that hide nothing."""

from __future__ import annotations

from random import Random

from lxml.html import HtmlElement
from tests.changed.html import (
    body_of,
    unseen,
)
from tests.changed.kinds import (
    NAMES,
    on_tree,
)


def _styled(tree: HtmlElement, chance: Random, styles: list[str], tags: tuple[str, ...]) -> None:
    hidden = unseen(body_of(tree))
    for element in body_of(tree).iterdescendants(*tags):
        if element not in hidden and chance.random() < 0.2:
            own = element.get("style", "").rstrip("; ")
            element.set("style", f"{own};{chance.choice(styles)}" if own else chance.choice(styles))


@on_tree("styles that change nothing")
def styles_plain(tree: HtmlElement, chance: Random) -> None:
    _styled(tree, chance, NAMES["styles"]["plain"], ("div", "span", "a", "li", "p"))


@on_tree("styles that sound like hiding and hide nothing")
def styles_tricky(tree: HtmlElement, chance: Random) -> None:
    _styled(tree, chance, NAMES["styles"]["tricky"], ("div", "span", "a", "li", "p"))


@on_tree("of several declarations the last or the important one counts")
def styles_overruled(tree: HtmlElement, chance: Random) -> None:
    _styled(tree, chance, NAMES["styles"]["block"], ("div",))
