"""Other classes, attributes and elements."""

from __future__ import annotations

import re
from random import Random

from lxml import etree
from lxml.html import HtmlElement
from tests.changed.html import (
    blocks,
    body_of,
    some_blocks,
    unseen,
)
from tests.changed.kinds import (
    NAMES,
    drop_attributes,
    on_tree,
    random_name,
    scramble_classes_of,
)


@on_tree("the build's hashes in class names are others")
def new_hashes(tree: HtmlElement, chance: Random) -> None:
    new: dict[str, str] = {}
    for element in tree.iter(etree.Element):
        if re.search("--|__", element.get("class", "")):
            renamed = re.sub(
                r"(--|__[A-Za-z0-9]+__)([A-Za-z0-9_]{2,9})(?=\s|$)",
                lambda match: match[1] + new.setdefault(match[2], random_name(chance, len(match[2]))),
                element.get("class", ""),
            )
            element.set("class", renamed)


@on_tree("data-pl is not seen")
def no_data_pl(tree: HtmlElement, chance: Random) -> None:
    drop_attributes(tree, lambda name: name == "data-pl")


@on_tree("no data-* attribute is seen")
def no_data_attributes(tree: HtmlElement, chance: Random) -> None:
    drop_attributes(tree, lambda name: name.startswith("data-"))


@on_tree("an attribute for the site's own measuring has another name")
def renamed_data_pl(tree: HtmlElement, chance: Random) -> None:
    name = chance.choice(["data-testid", "data-plx", "data-qa", "data-spm-anchor-id"])
    for element in list(tree.iter(etree.Element)):
        if "data-pl" in element.attrib:
            element.set(name, element.attrib.pop("data-pl"))


@on_tree("classes are not seen, data-pl stays")
def scramble_classes(tree: HtmlElement, chance: Random) -> None:
    scramble_classes_of(tree, chance)


@on_tree("neither classes nor data-pl nor ids are seen")
def scramble_all(tree: HtmlElement, chance: Random) -> None:
    scramble_classes_of(tree, chance)
    drop_attributes(tree, lambda name: name.startswith("data-") or name == "id")


@on_tree("every element has a class of its own")
def scramble_unique(tree: HtmlElement, chance: Random) -> None:
    for element in tree.iter(etree.Element):
        if element.get("class") and "sf-hidden" not in element.get("class", ""):
            element.set("class", f"css-{random_name(chance)}")


@on_tree("half of the classes are others: a redesign in the making")
def scramble_half(tree: HtmlElement, chance: Random) -> None:
    new: dict[str, str] = {}
    for element in tree.iter(etree.Element):
        for name in element.get("class", "").split():
            new.setdefault(name, name if chance.random() < 0.5 or name == "sf-hidden" else random_name(chance))
        if "class" in element.attrib:
            element.set("class", " ".join(new[name] for name in element.get("class", "").split()))


@on_tree("more classes on an element, in another order")
def more_classes(tree: HtmlElement, chance: Random) -> None:
    for element in body_of(tree).iter(etree.Element):
        if chance.random() < 0.4:
            names = [*element.get("class", "").split(), chance.choice(NAMES["wrappers"]["unknown"])]
            chance.shuffle(names)
            element.set("class", "  ".join(names))


@on_tree("attributes of frameworks and tests are not seen")
def more_attributes(tree: HtmlElement, chance: Random) -> None:
    for element in body_of(tree).iter(etree.Element):
        if chance.random() < 0.3:
            name = chance.choice(
                ["data-v-" + random_name(chance).lower(), "data-testid", "data-reactid", "aria-describedby", "tabindex"]
            )
            if name not in element.attrib:
                element.set(name, "0")


@on_tree("what is hidden from screen readers is on the screen")
def aria_hidden(tree: HtmlElement, chance: Random) -> None:
    for element in some_blocks(body_of(tree), chance):
        element.set("aria-hidden", "true")


@on_tree("tooltips, descriptions and the language are not seen")
def no_helping_attributes(tree: HtmlElement, chance: Random) -> None:
    drop_attributes(tree, lambda name: name in ("title", "alt", "aria-label", "lang", "role", "itemprop", "target"))


@on_tree("the language that a page says it has is not seen: a translating browser writes another")
def other_lang(tree: HtmlElement, chance: Random) -> None:
    top = body_of(tree).getparent()
    assert top is not None
    top.attrib.update({"lang": chance.choice(["de", "ru", "ko", "en-US", "x-none", "ar"]), "class": "translated-ltr"})


def _retag(tree: HtmlElement, chance: Random, old: str, new: list[str], share: float) -> None:
    hidden = unseen(body_of(tree))
    for element in body_of(tree).iterdescendants(old):
        if element not in hidden and chance.random() < share:
            tag = chance.choice(new)
            if not any(one.tag == tag for one in element.iterancestors()) and element.find(f".//{tag}") is None:
                element.tag = tag


@on_tree("a block is a block whatever it is called")
def other_block_tags(tree: HtmlElement, chance: Random) -> None:
    _retag(tree, chance, "div", NAMES["tags"]["block"], 0.5)
    for element in body_of(tree).iterdescendants("p-box"):
        element.set("style", f"display:block;{element.get('style', '')}")


@on_tree("a block that holds text alone may be a paragraph or a heading")
def leaf_block_tags(tree: HtmlElement, chance: Random) -> None:
    for element in blocks(body_of(tree)):
        if element.tag == "div" and element.find(".//*") is None and chance.random() < 0.6:
            element.tag = chance.choice(
                ["p", "h3", "h5", "pre", "header", "footer", "aside", "figcaption", "summary-line"]
            )
            if element.tag == "pre":
                element.text = " ".join((element.text or "").split())
            elif element.tag == "summary-line":
                element.set("style", "display:block")


@on_tree("bold or italic words are the same words")
def other_inline_tags(tree: HtmlElement, chance: Random) -> None:
    _retag(tree, chance, "span", NAMES["tags"]["inline"], 0.6)


@on_tree("rare and unknown elements are inline, as span is")
def rare_inline_tags(tree: HtmlElement, chance: Random) -> None:
    _retag(tree, chance, "span", NAMES["tags"]["inline_rare"], 0.6)


@on_tree("a control looks like a button whatever element it is")
def other_button_tags(tree: HtmlElement, chance: Random) -> None:
    tag, more = chance.choice([("a", {"href": "javascript:void(0)"}), ("span", {"tabindex": "0"}), ("x-button", {})])
    hidden = unseen(body_of(tree))
    for element in body_of(tree).iterdescendants("button"):
        if element not in hidden and not any(one.tag == "a" for one in element.iterancestors()):
            element.tag = tag
            element.attrib.pop("type", None)
            element.attrib.update({"role": "button", **more})
