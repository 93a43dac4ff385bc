"""Other things on the screen, beside the order."""

from __future__ import annotations

import html
from random import Random

from lxml.html import HtmlElement
from tests.changed.html import (
    blocks,
    body_of,
    place,
)
from tests.changed.kinds import (
    HERE,
    NAMES,
    Holes,
    Where,
    drop_attributes,
    hole,
    on_tree,
    random_name,
    scramble_classes_of,
)

BOXES = (HERE / "foreign/boxes.html").read_text("utf-8").split("<!-- next -->\n")


def _feed(chance: Random, titles: list[str]) -> str:
    """A row of products as the site shows it, in a box of a name that nobody knows."""
    names = [random_name(chance) for _ in range(4)]
    cards = []
    for _ in range(chance.randint(3, 6)):
        item = chance.randrange(10**12)
        price = f"US ${chance.randrange(1, 90)}.{chance.randrange(10, 100)}"
        cards.append(
            f'<div class="{names[1]}"><a href="//www.aliexpress.com/item/1005{item:012d}.html?spm=a2g0o.feed">'
            f'<img alt="" src="//ae01.alicdn.com/kf/{random_name(chance)}.jpg"><div class="{names[2]}">{html.escape(chance.choice(titles))}</div>'
            f'<div class="{names[3]}">{price}</div><div>{chance.choice(NAMES["traps"]["lines"])}</div></a></div>'
        )
    tag = chance.choice(["div", "section", "aside"])
    return f'<{tag} class="{names[0]}"><h2>{chance.choice(NAMES["traps"]["headings"])}</h2>{"".join(cards)}</{tag}>'


PLAIN_TITLES = [
    "Silicone Baking Mat",
    "Desk Lamp with Clamp",
    "Wool Hiking Socks 3 Pairs",
    "USB-C Cable 2m",
    "Garden Gloves",
]


def _outside(tree: HtmlElement, chance: Random, markup: str) -> Holes:
    body = body_of(tree)
    if chance.random() < 0.5:
        body.insert(0, hole(0))
    else:
        body.append(hole(0))
    return [markup]


def _inside(tree: HtmlElement, chance: Random, markup: str) -> Holes | None:
    """Between two parts of the page that are each more than a row."""
    found = blocks(body_of(tree), 60)
    if not found:
        return None
    where: list[Where] = ["before", "after"]
    place(hole(0), chance.choice(where), chance.choice(found))
    return [markup]


@on_tree("products offered above or below the page", adds=True)
def feed_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(tree, chance, _feed(chance, PLAIN_TITLES))


@on_tree("products offered between the parts of the page", adds=True)
def feed_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, _feed(chance, PLAIN_TITLES))


@on_tree("products with names like an order's words, above or below", adds=True)
def feed_traps_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(tree, chance, _feed(chance, NAMES["traps"]["titles"]))


@on_tree("products with names like an order's words, between the parts", adds=True)
def feed_traps_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, _feed(chance, NAMES["traps"]["titles"]))


@on_tree("a banner, a chat, a help article, a dialog of the site's own beside the order", adds=True)
def boxes_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(tree, chance, chance.choice(BOXES))


@on_tree("the same between the parts of the page", adds=True)
def boxes_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, chance.choice(BOXES))


@on_tree("a feed in a page whose names are all unknown", adds=True)
def scramble_all_with_feed(tree: HtmlElement, chance: Random) -> Holes | None:
    scramble_classes_of(tree, chance)
    drop_attributes(tree, lambda name: name.startswith("data-") or name == "id")
    return _outside(tree, chance, _feed(chance, NAMES["traps"]["titles"]))


@on_tree("what an extension of the browser adds to a page", adds=True)
def extension_traces(tree: HtmlElement, chance: Random) -> Holes:
    html_element = body_of(tree).getparent()
    assert html_element is not None
    html_element.set("data-darkreader-mode", "dynamic")
    body_of(tree).set("cz-shortcut-listen", "true")
    return _outside(
        tree,
        chance,
        '<div id="ext-container"></div><grammarly-desktop-integration data-grammarly-shadow-root="true"></grammarly-desktop-integration>',
    )
