"""What tools between the site and the eye leave in a page: translators, blockers, experiments, printers, readers."""

from __future__ import annotations

import re
from random import Random

from lxml.html import Element, HtmlElement
from tests.changed.changes.beside import _inside
from tests.changed.changes.relaid import _is_price
from tests.changed.changes.site import _add_sheet
from tests.changed.html import (
    BLOCK_TAGS,
    blocks,
    body_of,
    place,
    slots,
    some_blocks,
    unseen,
    wrap,
)
from tests.changed.kinds import (
    Holes,
    drop_attributes,
    holding,
    on_tree,
    random_name,
    scattered,
)

_WORD = re.compile(r"\w[\w.,:/-]*\w|\w")


def _in_pieces(tree: HtmlElement, chance: Random, share: float, piece: re.Pattern[str], tag: str, **more: str) -> None:
    """Some of the texts with each such piece in an element of its own."""
    for slot in reversed(slots(body_of(tree))):
        found = list(piece.finditer(slot.text))
        if chance.random() < share:
            for match in reversed(found):
                slot.cut(match.start(), holding(tag, match[0], **more), slot.text[match.end() :])


@on_tree("a translator's elements around the sentences of a text, each by itself")
def translated_in_pieces(tree: HtmlElement, chance: Random) -> None:
    _in_pieces(tree, chance, 0.5, re.compile(r"[^\s.!?:][^.!?:]*[.!?:]?"), "font", style="vertical-align: inherit;")


@on_tree("each word in an element of its own, to be read aloud")
def words_in_spans(tree: HtmlElement, chance: Random) -> None:
    _in_pieces(tree, chance, 0.4, re.compile(r"\S+"), "span", **{"class": "tts-word"})


@on_tree("words that were searched for, highlighted")
def highlighted(tree: HtmlElement, chance: Random) -> None:
    words = [word for slot in slots(body_of(tree)) for word in _WORD.findall(slot.text)]
    wanted = "|".join(map(re.escape, chance.sample(words, min(len(words), 12))))
    if wanted:
        _in_pieces(tree, chance, 0.8, re.compile(rf"(?<!\w)(?:{wanted})(?!\w)"), "mark", **{"class": "find-hit"})


@on_tree("what a blocker hid, and the empty places of what it took out")
def blocker_leftovers(tree: HtmlElement, chance: Random) -> Holes:
    for element in some_blocks(body_of(tree), chance, most=20):
        element.set("abp", str(chance.randrange(100)))
    kept = "Your order has been cancelled. Refund of US $9.99 sent on Nov 3, 2026."
    return scattered(
        tree,
        chance,
        lambda: chance.choice(
            [
                f'<div class="ad-slot" style="display: none !important;"><p>{kept}</p></div>',
                '<div class="ad-slot" style="height:90px"></div>',
                f'<aside hidden="" data-blocked="1">{kept}</aside>',
                '<iframe title="Advertisement" style="display: none !important;"></iframe>',
            ]
        ),
        4,
    )


@on_tree("a part in the box of an experiment, beside which the other form waits unseen")
def experiment(tree: HtmlElement, chance: Random) -> None:
    name = f"ab-{random_name(chance)}"
    _add_sheet(tree, f".{name}-a{{display:none!important}} .async-hide{{opacity:0!important}}")
    for element in some_blocks(body_of(tree), chance, most=5):
        wrap(element, Element("div", {"class": f"{name}-b", "data-experiment": name}))
        box = element.getparent()
        assert box is not None
        place(
            holding("div", chance.choice(["Refund completed", "Order closed"]), **{"class": f"{name}-a"}), "after", box
        )


@on_tree("the address of each link in print behind it", adds=True)
def printed_links(tree: HtmlElement, chance: Random) -> None:
    for link in list(body_of(tree).iterdescendants("a")):
        href = link.get("href", "")
        if href.startswith(("http", "//")) and link.text_content().strip() and chance.random() < 0.5:
            address = f" ({href.partition('?')[0]})"
            link.append(holding("span", address, **{"class": "print-url"}))


@on_tree("a reader's view: no name, no style, and of all tags those for text")
def reader_view(tree: HtmlElement, chance: Random) -> None:
    body = body_of(tree)
    for element in unseen(body):
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(tree.iter("style", "link", "script")):
        element.drop_tree()
    drop_attributes(body, lambda name: name not in ("href", "src", "alt", "hidden", "lefttime"))
    for element in blocks(body):
        if element.tag == "div" and not any(one.tag in BLOCK_TAGS for one in element.iterdescendants()):
            element.tag = "p"
    inner = Element("article", {"class": "reader-content"})
    inner.text, body.text = body.text, None
    inner.extend(list(body))
    body.append(inner)


@on_tree("the style that each element has, written at it")
def computed_styles(tree: HtmlElement, chance: Random) -> None:
    hidden = unseen(body_of(tree))
    for element in body_of(tree).iterdescendants("div", "span", "p", "a"):
        if element not in hidden and chance.random() < 0.7 and "display" not in element.get("style", ""):
            display = "block" if element.tag in BLOCK_TAGS else "inline"
            own = element.get("style", "").rstrip("; ")
            style = f"display: {display}; visibility: visible; opacity: 1; position: static; overflow: visible; height: auto"
            element.set("style", f"{style}; {own}" if own else style)


_HISTORY = (
    '<div class="{0}"><h4>Price history</h4><ul><li>Nov 3, 2026 US $3.99</li><li>Oct 12, 2026 US $5.49</li></ul>'
    "<p>Lowest: US $3.99 · Highest: US $8.10</p><button>Track price</button></div>"
)


@on_tree("what an item cost on other days, drawn by a tracker of prices", adds=True)
def price_history(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, _HISTORY.format(random_name(chance)))


@on_tree("each amount once more in the buyer's money", adds=True)
def converted_prices(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if _is_price(slot) and chance.random() < 0.6:
            said = chance.choice([" (≈ 37,60 zł)", " ≈ CHF 8.15", " (~¥1,530)"])
            slot.cut(len(slot.text.rstrip()), holding("span", said, **{"class": "cc-converted"}), "")
