"""What the next design of the site may do: copies for other screens and for paper, components, newer style sheets."""

from __future__ import annotations

import re
from random import Random

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.changes.site import _CURRENCY, _add_sheet, _own_classes
from tests.changed.html import (
    blocks,
    body_of,
    copy_of,
    place,
    some_blocks,
    some_slots,
    unseen,
)
from tests.changed.kinds import (
    Holes,
    hole,
    markup_of,
    on_tree,
    random_name,
)

_PLAIN = re.compile(r"[\w-]+")


def _twin(tree: HtmlElement, chance: Random, sheet: str) -> Holes | None:
    """A part of the page once more, in a box whose class the sheet hides on this screen."""
    found = blocks(body_of(tree), 30)
    if not found or tree.find("head") is None:
        return None
    name = f"only-{random_name(chance)}"
    _add_sheet(tree, sheet % {"name": name})
    element = chance.choice(found)
    place(hole(0), "after", element)
    return [f'<div class="{name}">{markup_of(element)}</div>']


@on_tree("a part once more for narrow screens, which a rule hides and a rule for those screens shows")
def twin_for_narrow(tree: HtmlElement, chance: Random) -> Holes | None:
    return _twin(tree, chance, ".%(name)s{display:none} @media (max-width:600px){.%(name)s{display:block}}")


@on_tree("a part once more for paper, hidden on a screen")
def twin_for_paper(tree: HtmlElement, chance: Random) -> Holes | None:
    return _twin(tree, chance, "@media screen{.%(name)s{display:none}} @media print{.%(name)s{display:block}}")


@on_tree("a part once more, hidden by a rule for where it stands")
def twin_in_place(tree: HtmlElement, chance: Random) -> Holes | None:
    return _twin(tree, chance, "body .%(name)s{display:none!important}")


@on_tree("the price of the order once more at the lower end of the window", adds=True)
def sticky_price(tree: HtmlElement, chance: Random) -> None:
    short = [one for one in blocks(body_of(tree)) if len(one.text_content()) < 60 and one.find(".//a") is None]
    found = [one for one in short if _CURRENCY.search(one.text_content())]  # where a link is, that of a product
    if found:
        bar = Element("div", {"class": random_name(chance), "style": "position:sticky;bottom:0"})
        bar.append(copy_of(chance.choice(found)))
        body_of(tree).append(bar)


@on_tree("a component that shows what it is given in its slot")
def slotted(tree: HtmlElement, chance: Random) -> Holes:
    holes: Holes = []
    for element in some_blocks(body_of(tree), chance, most=4, least=5):
        if any(one.tag == "x-hole" for one in element.iter()):
            continue
        host = Element("ae-box", {"style": "display:block"})
        parent = element.getparent()
        assert parent is not None
        host.tail, element.tail = element.tail, None
        parent.replace(element, host)
        host.append(hole(len(holes)))
        host.append(element)
        holes.append(
            '<template shadowrootmode="open"><style>:host{display:block}</style><div><slot></slot></div></template>'
        )
    return holes


@on_tree("what takes no clicks is shown all the same")
def inert_parts(tree: HtmlElement, chance: Random) -> None:
    for element in some_blocks(body_of(tree), chance):
        element.set("inert", "")


@on_tree("what is drawn only when it comes into view is shown there")
def drawn_late(tree: HtmlElement, chance: Random) -> None:
    for element in some_blocks(body_of(tree), chance):
        own = element.get("style", "").rstrip("; ")
        late = "content-visibility:auto;contain-intrinsic-size:auto 500px"
        element.set("style", f"{own};{late}" if own else late)


@on_tree("a design system puts its own name before half of the classes")
def prefixed_classes(tree: HtmlElement, chance: Random) -> None:
    new: dict[str, str] = {}
    prefix = chance.choice(["ds-", "ae3-", "v4__"])
    for element in tree.iter(etree.Element):
        names = element.get("class", "").split()
        if names:
            element.set(
                "class",
                " ".join(
                    new.setdefault(name, name if name == "sf-hidden" or chance.random() < 0.5 else prefix + name)
                    for name in names
                ),
            )


_NOT_HERE = (
    "@supports not (display:grid){.%s{display:none}}",
    "@starting-style{.%s{visibility:hidden}}",
    ".%s{color:inherit;.x9{display:none}}",
    ".%s{&.x9{display:none}}",
    ".%s{&:empty{display:none}}",
    "@layer base{.%s{display:none}} .%s{display:revert-layer;display:block}",
    "@container (max-width:9px){.%s{display:none!important}}",
    ".%s:has(x-9){display:none}",
    ":is(.x9) .%s{display:none}",
    "@media not all{.%s{display:none}}",
)


@on_tree("rules that hide under conditions which do not hold")
def newer_sheets(tree: HtmlElement, chance: Random) -> None:
    names = [
        name for name in _own_classes(tree)
        if _PLAIN.fullmatch(name) and all(one.tag == "div" for one in body_of(tree).iter() if name in (one.get("class") or "").split())
    ]  # fmt: skip
    hidden = unseen(body_of(tree))
    shown = {name for one in body_of(tree).iter("div") if one not in hidden for name in one.get("class", "").split()}
    for name in chance.sample(names, min(len(names), 6)):
        if name in shown:
            rule = chance.choice(_NOT_HERE)
            _add_sheet(tree, rule.replace("%s", name))


@on_tree("places for a break, characters without width and marks of direction, all in one number")
def mixed_marks(tree: HtmlElement, chance: Random) -> None:
    for slot, at in some_slots(body_of(tree), chance, 0.4):
        text = slot.text
        mark = chance.choice("\u200b\u2060\u00ad")
        slot.cut(at, Element("wbr"), mark + text[at:])
        slot.put(chance.choice(["\u200e", "\u2068", ""]) + slot.text)
