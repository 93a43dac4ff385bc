"""Boxes around boxes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from lxml.html import Element, HtmlElement
from tests.changed.html import (
    NO_BLOCKS_INSIDE,
    body_of,
    copy_of,
    fragment,
    pour,
    some_blocks,
    wrap,
)
from tests.changed.kinds import (
    NAMES,
    on_tree,
)


@on_tree("the same elements, written anew")
def written_anew(tree: HtmlElement, chance: Random) -> None:
    body_of(tree).set("data-written", "anew")


def _wrapped(tree: HtmlElement, chance: Random, make: Callable[[], HtmlElement]) -> None:
    for element in some_blocks(body_of(tree), chance):
        wrap(element, make())


def _named(chance: Random, attribute: str, names: list[str]) -> HtmlElement:
    tag = chance.choice(NAMES["wrappers"]["plain_tags"])
    return Element(tag, {attribute: chance.choice(names)})


@on_tree("a box around a box is not seen")
def wrap_plain(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: Element(chance.choice(NAMES["wrappers"]["plain_tags"])))


@on_tree("a class without a style is not seen")
def wrap_unknown_class(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["unknown"]))


@on_tree("the site's own wrappers show nothing")
def wrap_comet(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["comet"]))


@on_tree("the name of a footer, a feed or a dialog on a box around the order moves nothing")
def wrap_noise_class(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["noise"]))


@on_tree("a name that sounds of private data, and of which nobody knows that it is one, moves nothing")
def wrap_private_class(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["private"]))


@on_tree("the name of a box for private data moves nothing", withholds=True)
def wrap_known_private(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "class", NAMES["wrappers"]["known_private"]))


@on_tree("a box around a box, or in it, that has its class once more and holds the same")
def wrap_own_class(tree: HtmlElement, chance: Random) -> None:
    # Around anything else a page's own class is seen: the page's sheet gives it the looks of the part that it names.
    for element in some_blocks(body_of(tree), chance):
        names = set(element.get("class", "").split()) - {"sf-hidden"}
        if not names:
            continue
        twin = Element(chance.choice(NAMES["wrappers"]["plain_tags"]), {"class": chance.choice(sorted(names))})
        if chance.random() < 0.5 or element.tag in NO_BLOCKS_INSIDE:
            wrap(element, twin)
        else:
            pour(element, twin)
            element.append(twin)


@on_tree("an id is not seen")
def wrap_id(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "id", NAMES["wrappers"]["ids"]))


@on_tree("a role is not seen")
def wrap_role(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: _named(chance, "role", NAMES["wrappers"]["roles"]))


@on_tree("a dialog that is open is on the screen")
def wrap_open_dialog(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        return chance.choice(
            [Element("div", {"role": "dialog", "aria-modal": "true"}), Element("dialog", {"open": ""})]
        )

    _wrapped(tree, chance, make)


@on_tree("the page is shown in an open dialog or tab panel")
def wrap_page(tree: HtmlElement, chance: Random) -> None:
    body = body_of(tree)
    role = chance.choice(["dialog", "tabpanel", "tablist", "alertdialog", "main"])
    inner = Element("div", {"role": role})
    pour(body, inner)
    body.append(inner)


@on_tree("a footer, navigation or aside inside a card is part of the card")
def wrap_semantic(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        tag, _, flag = chance.choice(NAMES["wrappers"]["semantic_tags"]).partition(" ")
        return Element(tag, {flag: ""} if flag else {})

    _wrapped(tree, chance, make)


@on_tree("a list, a table or a fieldset with one member shows that member")
def wrap_nested(tree: HtmlElement, chance: Random) -> None:
    _wrapped(tree, chance, lambda: copy_of(fragment(chance.choice(NAMES["wrappers"]["nested"]))[0]))


@on_tree("boxes in boxes in boxes are not seen")
def deep_300(tree: HtmlElement, chance: Random) -> None:
    found = some_blocks(body_of(tree), chance, most=3, least=20)
    for element in found:
        for _ in range(300 // len(found)):
            wrap(element, Element("div"))


@on_tree("custom elements and slots around a block are not seen")
def wrap_custom(tree: HtmlElement, chance: Random) -> None:
    _wrapped(
        tree,
        chance,
        lambda: Element(chance.choice(["order-box", "ae-card", "slot", "app-root"]), {"style": "display:block"}),
    )


@on_tree("what stands in open details is shown")
def wrap_open_details(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        details = Element("details", {"open": ""})
        details.append(Element("div"))
        details.append(Element("summary"))
        return details

    _wrapped(tree, chance, make)


@on_tree("what a style or a box within shows is shown, though the element says hidden")
def shown_though_hidden(tree: HtmlElement, chance: Random) -> None:
    def make() -> HtmlElement:
        tag, attributes = chance.choice(
            [
                ("div", {"hidden": "", "style": "display:block"}),
                ("dialog", {"style": "display:block"}),
                ("section", {"hidden": "", "style": "color:inherit;display:flow-root!important"}),
                ("div", {"popover": "manual", "style": "display:block;position:static"}),
                ("div", {"style": "visibility:hidden"}),
            ]
        )
        outer = Element(tag, attributes)
        if "hidden" in attributes.get("style", ""):
            outer.append(Element("div", {"style": "visibility:visible"}))
        return outer

    _wrapped(tree, chance, make)
