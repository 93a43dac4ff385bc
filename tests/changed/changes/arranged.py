"""Rows and parts in other boxes and another order, with headings, hints and badges; and what translators, clippers and
helpers for hearing and for parcels leave in a page."""

from __future__ import annotations

import html
import re
from random import Random
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.changes.beside import _inside, _outside
from tests.changed.changes.components import _styled
from tests.changed.changes.helpers import _CYRILLIC
from tests.changed.changes.relaid import _is_price
from tests.changed.changes.site import _add_sheet
from tests.changed.html import (
    BLOCK_TAGS,
    blocks,
    body_of,
    place,
    pour,
    slots,
    some_blocks,
    unseen,
    wrap,
)
from tests.changed.kinds import (
    NAMES,
    Holes,
    drop_attributes,
    holding,
    on_tree,
    random_name,
)

Run = tuple[HtmlElement, list[HtmlElement]]
_NUMBER = re.compile(r"\b(?:[A-Z]{2}\d{9,}[A-Z]{0,2}|\d{14,})\b")


def _rows(tree: HtmlElement) -> list[Run]:
    """Runs of rows of a label and a value beside each other, each with its parent."""
    hidden = unseen(body_of(tree))

    def is_row(one: HtmlElement) -> bool:
        if one in hidden or one.tag != "div" or not len(one) or (one.text or "").strip():
            return False
        if any(child.tag != "span" or child in hidden or child.find(".//div") is not None for child in one):
            return False
        whole, label = one.text_content().strip(), one[0].text_content().strip()
        return len(whole) < 90 and any(map(str.isalpha, label)) and bool(whole[len(label) :].strip())

    runs: list[Run] = []
    for parent in body_of(tree).iterdescendants("div", "section"):
        run: list[HtmlElement] = []
        for child in parent:
            if is_row(child) and not (child.tail or "").strip():
                run.append(child)
            else:
                runs.append((parent, run))
                run = []
        runs.append((parent, run))
    return [one for one in runs if len(one[1]) > 1]


def _value_of(row: HtmlElement, tag: str) -> HtmlElement:
    """All of a row but its label, in an element."""
    value = Element(tag)
    value.text, row[0].tail = (row[0].tail or "").strip(), None
    value.extend(list(row)[1:])
    return value


@on_tree("the value of a row below its label")
def stacked_rows(tree: HtmlElement, chance: Random) -> None:
    tags = chance.choice([("span", "span"), ("div", "div"), ("h6", "p")])
    for row in [row for _, run in _rows(tree) for row in run]:
        value, label = _value_of(row, tags[1]), Element(tags[0])
        label.append(row[0])
        row.extend([label, value])
        for one in (label, value) if tags[0] == "span" else ():
            _styled(one, "display:block")


@on_tree("rows that are lines of one paragraph")
def rows_by_breaks(tree: HtmlElement, chance: Random) -> None:
    tag = chance.choice(["p", "div", "address"])
    for parent, run in _rows(tree):
        box = Element(tag)
        parent.insert(parent.index(run[0]), box)
        for row in run:
            if row is not run[0]:
                box.append(Element("br"))
            for child in list(row):
                child.tail = child.tail or " "
                box.append(child)
            parent.remove(row)


@on_tree("labels in the head of a table, their values below them")
def rows_transposed(tree: HtmlElement, chance: Random) -> None:
    tag = chance.choice(["th", "td"])
    for parent, run in _rows(tree):
        table, heads, values = Element("table"), Element("tr"), Element("tr")
        table.extend([heads, values])
        parent.insert(parent.index(run[0]), table)
        for row in run:
            values.append(_value_of(row, "td"))
            head = Element(tag)
            head.append(row[0])
            heads.append(head)
            parent.remove(row)


@on_tree("parts that stand in another order in the source than on the screen")
def blocks_reordered(tree: HtmlElement, chance: Random) -> None:
    hidden, found = unseen(body_of(tree)), []
    for box in body_of(tree).iter("div", "section", "body"):
        texts = [box.text, *(one.tail for one in box)]
        plain = box not in hidden and not any((text or "").strip() for text in texts)
        if plain and len(box) > 2 and all(one.tag in BLOCK_TAGS and one not in hidden for one in box):
            found.append(box)
    for box in chance.sample(found, min(len(found), 3)):
        for at, one in enumerate(box):
            _styled(one, f"order:{at + 1}")
        inner = list(box)
        chance.shuffle(inner)
        box.extend(inner)
        _styled(box, "display:flex;flex-direction:column")


@on_tree("a list of cards as a table, a card a row")
def cards_in_table(tree: HtmlElement, chance: Random) -> None:
    for box in list(body_of(tree).iterdescendants("div")):
        cards = [one for one in box if one.tag == "div" and len(one.text_content()) > 80 and len(one) > 1]
        texts = [text for card in cards for text in (card.text, *(one.tail for one in card))]
        alike = len({one.get("class") for one in cards}) == 1 and len(cards) == len(box) > 1
        if not alike or any((text or "").strip() for text in texts):
            continue
        table, rows = Element("table"), Element("tbody")
        table.append(rows)
        for card in cards:
            for one in list(card):
                cell = Element("td")
                card.replace(one, cell)
                cell.append(one)
            rows.append(card)
            card.tag = "tr"
        box.append(table)
        return


@on_tree("a hint that opened beside the label of a row", adds=True)
def hints_in_rows(tree: HtmlElement, chance: Random) -> None:
    said = ["Includes all taxes.", "What you paid.", "Shown as on your statement."]
    for row in [row for _, run in _rows(tree) for row in run if chance.random() < 0.4]:
        hint = Element("span", {"style": "position:relative"})
        hint.append(holding("span", "?", role="button", tabindex="0"))
        hint.append(holding("span", chance.choice(said), role="tooltip", style="position:absolute;top:20px"))
        hint.tail, row[0].tail = row[0].tail, None
        row.insert(1, hint)


@on_tree("parts under headings that can be folded, and are not", adds=True)
def accordions(tree: HtmlElement, chance: Random) -> None:
    words = ["Order details", "Payment", "Refund", "Tracking", "Items", "Summary", "Delivery", "Price details"]
    for at, element in enumerate(some_blocks(body_of(tree), chance, most=4, least=90)):
        section, region = Element("section"), Element("div", {"role": "region", "id": f"acc-{at}"})
        section.append(region)
        wrap(element, section)
        head = Element("h3")
        head.append(holding("button", chance.choice(words), **{"aria-expanded": "true", "aria-controls": f"acc-{at}"}))
        section.insert(0, head)


@on_tree("a list of what is on the page", adds=True)
def contents_of_page(tree: HtmlElement, chance: Random) -> Holes | None:
    labels = [row[0].text_content().strip().rstrip(":： ") for _, run in _rows(tree) for row in run]
    found = chance.sample(every := blocks(body_of(tree)), min(len(every), 5))
    words = (labels or ["Refund", "Payment method", "Total", "Tracking"])[: len(found)]
    for at, element in enumerate(found):
        element.set("id", element.get("id", f"s{at}"))
    rows = (
        f'<li><a href="#{one.get("id")}">{html.escape(word)}</a></li>' for one, word in zip(found, words, strict=False)
    )
    tag = chance.choice(["nav", "aside", "div"])
    place_it = chance.choice([_outside, _inside])
    return place_it(tree, chance, f"<{tag}><h4>On this page</h4><ul>{''.join(rows)}</ul></{tag}>")


@on_tree("badges on buttons and headings", adds=True)
def badges(tree: HtmlElement, chance: Random) -> None:
    for element in body_of(tree).iterdescendants("button", "h2", "h3", "h4"):
        if chance.random() < 0.5 and element.text_content().strip():
            said = chance.choice(["2", "99+", "NEW", "HOT", "1", "Beta"])
            element.append(holding(chance.choice(["sup", "span"]), said, **{"class": random_name(chance)}))


@on_tree("what a translator keeps of the words before, which its sheet hides")
def translation_sources(tree: HtmlElement, chance: Random) -> None:
    _add_sheet(tree, ".google-src-text{display:none !important}.google-src-active-text{display:block !important}")
    for slot in reversed(slots(body_of(tree))):
        if chance.random() < 0.6:
            outer = Element("span", {"class": "notranslate", "onmouseover": "_tipon(this)", "onmouseout": "_tipoff()"})
            outer.append(holding("span", slot.words.lower().translate(_CYRILLIC), **{"class": "google-src-text"}))
            outer[0].tail = slot.words
            slot.replace(outer)


@on_tree("words for those who hear the page, which a class of the sheet puts out of sight")
def heard_hints_by_sheet(tree: HtmlElement, chance: Random) -> None:
    name = f"sr-{random_name(chance)}"
    _add_sheet(tree, chance.choice(NAMES["hidden"]["out_of_sight"]).replace("%n", name))
    for slot in reversed(slots(body_of(tree))):
        if slot.where != "text" or chance.random() > 0.4:
            continue
        if _is_price(slot):
            said, at = chance.choice(["Price", "Current price is", "Total"]), 0
        else:
            said, at = chance.choice(["(opens in a new tab)", " heading level 2", ", selected"]), len(slot.text)
        slot.cut(at, holding("span", said, **{"class": name}), slot.text[at:])
    live = {"class": name, "aria-live": "polite"}
    body_of(tree).append(holding("div", "Order Closed, page loaded", **live))


@on_tree("the page in a clipper's note: plain boxes, empty lines between them")
def clipped_note(tree: HtmlElement, chance: Random) -> None:
    body = body_of(tree)
    for element in unseen(body):
        if element.getparent() is not None and not isinstance(element, etree._Comment):
            element.drop_tree()
    for element in list(tree.iter("style", "link", "script")):
        element.drop_tree()
    drop_attributes(body, lambda name: name not in ("href", "src", "alt", "lefttime", "value", "readonly"))
    for element in blocks(body):
        if element.tag == "div" and not any(one.tag in BLOCK_TAGS for one in element.iterdescendants()):
            gap = Element("div")
            gap.append(Element("br", {"clear": "none"}))
            place(gap, "after", element)
    note = Element("en-note", {"style": "display:block"})
    pour(body, note)
    body.append(note)


@on_tree("addresses counted from a base that the page names")
def base_and_relative(tree: HtmlElement, chance: Random) -> None:
    links = [one for one in tree.iter("a") if one.get("href")]
    hosts = [urlsplit(one.get("href", "")).netloc for one in links if "order" in one.get("href", "")]
    head, host = tree.find("head"), next((one for one in hosts if "aliexpress" in one), None)
    rooted = any(re.match(r"/(?!/)", one.get("href", "")) for one in links)
    if head is None or host is None or rooted:
        return
    head.insert(0, Element("base", {"href": f"https://{host}/p/order/"}))
    for link in links:
        parts = urlsplit(link.get("href", ""))
        if parts.netloc == host:
            path = parts.path.removeprefix("/p/order/")
            rest = f"?{parts.query}" if parts.query else ""
            link.set("href", (path if path and path != parts.path else f"../..{parts.path}") + rest)


@on_tree("numbers made links to a tracker of parcels, with its name beside those that stand by themselves", adds=True)
def number_links(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        inside = {one.tag for one in (slot.holder, *slot.holder.iterancestors())}
        if (found := _NUMBER.search(slot.text)) is not None and not inside & {"a", "button"}:
            box = Element("span")
            box.append(holding("a", found[0], href=f"https://parcels.example/en#nums={found[0]}"))
            block = next(one for one in (slot.holder, *slot.holder.iterancestors()) if one.tag in BLOCK_TAGS)
            if slot.text.strip() == found[0] and block.text_content().rstrip().endswith(found[0]):
                said = chance.choice(["Track with ParcelPal", "17T", "↗"])
                box.append(holding("a", said, href="https://parcels.example/", style="margin-left:4px"))
            slot.cut(found.start(), box, slot.text[found.end() :])


@on_tree("hyphens at which no line may end")
def hard_hyphens(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        slot.put(re.sub(r"(?<=\w)-(?=\w)", chance.choice("\u2010\u2011"), slot.text))
