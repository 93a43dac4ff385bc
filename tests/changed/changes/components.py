"""Components, their shadow roots and sheets; what is hidden by rules of libraries, and what only seems to be hidden."""

from __future__ import annotations

import html
import re
from random import Random

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.changes.beside import PLAIN_TITLES, _outside
from tests.changed.changes.moved import _moved_into
from tests.changed.changes.relaid import _is_price
from tests.changed.changes.site import _add_sheet, _own_classes
from tests.changed.changes.unseen import _hidden
from tests.changed.html import (
    blocks,
    body_of,
    pour,
    slots,
    some_blocks,
    wrap,
)
from tests.changed.kinds import (
    NAMES,
    Holes,
    drop_attributes,
    holding,
    hole,
    on_tree,
    random_name,
    scattered,
    scramble_classes_of,
)

_PLAIN = re.compile(r"[A-Za-z_][\w-]*")


def _styled(element: HtmlElement, style: str) -> None:
    own = element.get("style", "").rstrip("; ")
    element.set("style", f"{own};{style}" if own else style)


@on_tree("a build puts the name of a file before each class and a hash behind it")
def module_classes(tree: HtmlElement, chance: Random) -> None:
    forms = ["Detail_{0}__{1}", "{0}_{1}", "src-pages-order-module--{0}--{1}", "{0}___{1}", "css-{1}-{0}"]
    form = chance.choice(forms)
    new: dict[str, str] = {"sf-hidden": "sf-hidden"}
    for element in tree.iter(etree.Element):
        names = element.get("class", "").split()
        if names:
            named = (new.setdefault(name, form.format(name, random_name(chance, 5))) for name in names)
            element.set("class", " ".join(named))


def _in_a_component(inner: str) -> str:
    """A part of the page in the shadow root of a component."""
    return f'<ae-part style="display:block"><template shadowrootmode="open">{inner}</template></ae-part>'


@on_tree("the sheet of a component rules in it alone, and the page's not in it")
def scoped_sheets(tree: HtmlElement, chance: Random) -> Holes | None:
    names = [name for name in _own_classes(tree) if _PLAIN.fullmatch(name) and name != "sf-hidden"]
    rules = "".join(f".{name}{{display:none!important}}" for name in chance.sample(names, min(8, len(names))))
    name = f"in-{random_name(chance)}"
    _add_sheet(tree, f".{name}{{display:none}}")
    holes = _moved_into(tree, chance, lambda inner: _in_a_component(f'<div class="{name}">{inner}</div>'))
    body_of(tree).insert(0, hole(1))
    widget = f'<template shadowrootmode="open"><style>div,section,table{{display:none}}{rules}</style></template>'
    return holes and [*holes, f"<ae-widget>{widget}</ae-widget>"]


@on_tree("a slot into which nothing was put shows what it holds itself")
def slot_fallback(tree: HtmlElement, chance: Random) -> Holes | None:
    slot = f"slot{chance.choice(['', ' name=body'])}"
    return _moved_into(tree, chance, lambda inner: _in_a_component(f"<section><{slot}>{inner}</slot></section>"))


@on_tree("what a component was given and has no slot for is not shown")
def unslotted(tree: HtmlElement, chance: Random) -> Holes:
    root = chance.choice(['<div style="height:1px"></div>', '<slot name="now"></slot>', "<style>p{color:red}</style>"])
    template = f'<template shadowrootmode="open">{root}</template>'
    return _hidden(tree, chance, lambda inner: f'<ae-lazy style="display:block">{template}{inner}</ae-lazy>', count=2)


@on_tree("the whole page in a drawing, as some programs keep one")
def page_in_drawing(tree: HtmlElement, chance: Random) -> None:
    body = body_of(tree)
    inner = Element("div", {"xmlns": "http://www.w3.org/1999/xhtml"})
    pour(body, inner)
    held = Element("foreignObject", {"width": "100%", "height": "100%"})
    held.append(inner)
    drawing = Element("svg", {"width": "1280", "height": "20000"})
    drawing.append(held)
    body.append(drawing)


@on_tree("one part of the page is of the next design, the others are not")
def one_part_redesigned(tree: HtmlElement, chance: Random) -> None:
    whole = len(body_of(tree).text_content())
    found = [one for one in blocks(body_of(tree), 30) if len(one.text_content()) < 0.7 * whole]
    if found:
        part = chance.choice(found)
        scramble_classes_of(part, chance)
        drop_attributes(part, lambda name: name.startswith("data-") or name == "id")
        names = dict.fromkeys(one.get("class") for one in part.iter("div"))
        sections = {name for name in names if chance.random() < 0.4}
        for one in list(part.iterdescendants("div")):
            if one.get("class") in sections:
                one.tag = "section"


@on_tree("products offered in the classes of the order's own items and prices", adds=True)
def feed_in_own_classes(tree: HtmlElement, chance: Random) -> Holes | None:
    titles, prices = {""}, {""}
    for slot in slots(body_of(tree)):
        around = (slot.holder, *slot.holder.iterancestors())
        if _is_price(slot):
            prices.add(slot.holder.get("class", ""))
        elif any("/item/" in one.get("href", "") for one in around):
            titles.add(slot.holder.get("class", ""))
    title, price = max(titles), max(prices)
    cards = "".join(
        f'<div class="{random_name(chance)}"><a href="//www.aliexpress.com/item/1005{chance.randrange(10**12):012d}.html">'
        f'<div class="{title}">{chance.choice(PLAIN_TITLES)}</div><div class="{price}">US ${chance.randrange(1, 90)}.99</div></a></div>'
        for _ in range(chance.randint(3, 5))
    )
    heading = chance.choice(NAMES["traps"]["headings"])
    return _outside(tree, chance, f'<section class="{random_name(chance)}"><h2>{heading}</h2>{cards}</section>')


@on_tree("an order in a panel that is not the open one, by a rule as libraries write them")
def hidden_by_rules(tree: HtmlElement, chance: Random) -> Holes:
    rule, box = chance.choice(NAMES["hidden"]["rules"]).split(" | ")
    name = f"p{random_name(chance)}"
    _add_sheet(tree, rule.replace("%n", name))
    return _hidden(tree, chance, lambda inner: box.replace("%n", name).replace("%s", inner), count=1)


@on_tree("what bars, canvases and films hold for browsers that do not know them")
def fallbacks_unseen(tree: HtmlElement, chance: Random) -> Holes:
    def write() -> str:
        said = html.escape(chance.choice(NAMES["traps"]["titles"]))
        form = chance.choice(NAMES["hidden"]["fallbacks"])
        boxed = chance.choice([said, f"<p>{said}</p>", f"<div><span>{said}</span></div>"])
        return form.replace("%s", said if form.startswith("<svg") else boxed)  # a drawing ends where a paragraph begins

    return scattered(tree, chance, write, 4)


def _boxed(tree: HtmlElement, chance: Random, pairs: list[str], most: int) -> None:
    """Parts in a box with one style, in a box with another."""
    for element in some_blocks(body_of(tree), chance, most=most):
        outer, _, inner = chance.choice(pairs).partition(" | ")
        box = Element("div", {"style": outer})
        if inner:
            box.append(Element("div", {"style": inner}))
        wrap(element, box)


@on_tree("styles that hide by size, place or colour, and are undone")
def shown_against_odds(tree: HtmlElement, chance: Random) -> None:
    _add_sheet(tree, "@keyframes x-in{to{opacity:1}}")
    _boxed(tree, chance, NAMES["styles"]["undone"], 10)


@on_tree("a page held in its place behind a dialog that was closed; parts moved away and back")
def moved_and_back(tree: HtmlElement, chance: Random) -> None:
    _boxed(tree, chance, NAMES["styles"]["moved"], 3)
    for element in some_blocks(body_of(tree), chance, most=2):
        window = Element("div", {"style": "overflow:hidden"})
        track = Element("div", {"style": "display:flex;transform:translate3d(-1280px,0px,0px)"})
        track.append(Element("div", {"style": "flex:0 0 1280px"}))
        wrap(element, window)
        window.append(track)
        slide = Element("div", {"style": "flex:0 0 1280px"})
        slide.append(element)
        track.append(slide)
    if chance.random() < 0.6:
        _styled(body_of(tree), f"position:fixed;left:0;right:0;top:-{chance.randrange(40, 2400)}px;overflow-y:scroll")


@on_tree("digits that stand in another order in the source than on the screen")
def digits_out_of_order(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        told = _is_price(slot) or re.search(r"\b\d{14,}\b", slot.text)
        number = re.search(r"\d[\d.,]*\d", slot.text) if told else None
        if number is not None and chance.random() < 0.6:
            slot.cut(number.start(), _turned(number[0], chance), slot.text[number.end() :])


def _turned(number: str, chance: Random) -> HtmlElement:
    how = chance.choice(["bdo", "unicode-bidi:bidi-override;direction:rtl", "order", "row-reverse", "float:right"])
    if how == "bdo":
        return holding("bdo", number[::-1], dir="rtl")
    if how.startswith("unicode"):
        return holding("span", number[::-1], style=how)
    style = "display:inline-block" if how == "float:right" else "display:inline-flex"
    box = Element("span", {"style": style})
    digits = [holding("span", one) for one in number]
    if how == "order":
        for at, one in enumerate(digits):
            one.set("style", f"order:{at}")
        chance.shuffle(digits)
    else:
        digits.reverse()
        if how == "row-reverse":
            _styled(box, "flex-direction:row-reverse")
        for one in digits if how == "float:right" else ():
            one.set("style", how)
    box.extend(digits)
    return box
