"""The same words put together in another way: for those who hear the page, by other boxes, in another order of the source."""

from __future__ import annotations

import re
from itertools import islice
from random import Random

from lxml.html import Element, HtmlElement
from tests.changed.changes.beside import _outside
from tests.changed.changes.site import _CURRENCY, _OUT_OF_SIGHT, _add_sheet
from tests.changed.changes.unseen import _foreign_order
from tests.changed.html import (
    Slot,
    body_of,
    fragment,
    place,
    pour,
    slots,
    some_blocks,
    unseen,
)
from tests.changed.kinds import (
    Holes,
    holding,
    hole,
    on_tree,
    random_name,
)

_AMOUNT = re.compile(r"\d[\d.,]*[.,]\d\d(?!\d)")
_NUMBER = re.compile(r"\d[\d.,:-]*\d")
_COLON = re.compile(r"\s*[:：]\s*\Z")
_AS_BOXES = {
    "table": "table", "tbody": "table-row-group", "thead": "table-header-group", "tfoot": "table-footer-group",
    "tr": "table-row", "td": "table-cell", "th": "table-cell", "dl": "block", "dt": "block", "dd": "block",
}  # fmt: skip
_SPACES = " \u202f\u2009\u2007\u205f"


def _is_price(slot: Slot) -> bool:
    text = slot.text.strip()
    return len(text) < 20 and any(map(str.isdigit, text)) and _CURRENCY.search(text) is not None


@on_tree("digits one by one in a box that says the whole for those who hear it")
def heard_value(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        match = _NUMBER.search(slot.text)
        if match and chance.random() < 0.5:
            box = Element("span", {"role": "img", "aria-label": slot.text.strip()})
            box.extend(holding("span", character, **{"aria-hidden": "true"}) for character in match[0])
            slot.cut(match.start(), box, slot.text[match.end() :])


@on_tree("the cents of a price in small print, raised")
def raised_cents(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        match = _AMOUNT.search(slot.text) if _is_price(slot) else None
        if match:
            tag, style = chance.choice([("sup", "font-size:60%"), ("span", "font-size:60%;vertical-align:super")])
            slot.cut(match.end() - 2, holding(tag, match[0][-2:], style=style), slot.text[match.end() :])


@on_tree("narrow spaces and those as wide as a digit are spaces")
def narrow_spaces(tree: HtmlElement, chance: Random) -> None:
    for slot in slots(body_of(tree)):
        slot.put(re.sub(r"(?<=\S) (?=\S)", lambda _: chance.choice(_SPACES), slot.text))


def _pairs(tree: HtmlElement, chance: Random) -> list[HtmlElement]:
    """Rows of two elements beside each other and nothing else."""
    hidden = unseen(body_of(tree))
    found = []
    for row in body_of(tree).iterdescendants("div", "li", "p"):
        words = [row.text, *(one.tail for one in row)]
        if row in hidden or len(row) != 2 or any((word or "").strip() for word in words) or chance.random() < 0.4:
            continue
        if all(one.tag == "span" and one not in hidden and one.text_content().strip() for one in row):
            found.append(row)
    return found


@on_tree("a row whose members stand in the source the other way round")
def row_reversed(tree: HtmlElement, chance: Random) -> None:
    for row in _pairs(tree, chance):
        own = row.get("style", "").rstrip("; ")
        row.append(row[0])
        how = chance.random()
        if how < 0.3:
            name = f"r-{random_name(chance)}"
            _add_sheet(tree, f".{name}{{display:flex;flex-direction:row-reverse}}")
            row.set("class", f"{row.get('class', '')} {name}".strip())
            continue
        if how < 0.6:
            style = "display:flex;flex-direction:row-reverse;justify-content:flex-end;gap:4px"
        else:
            style = "display:flex;gap:4px"
            row[0].set("style", f"{row[0].get('style', '').rstrip('; ')};order:2".lstrip(";"))
        row.set("style", f"{own};{style}" if own else style)


@on_tree("a component whose slots stand in the order of its shadow root")
def named_slots(tree: HtmlElement, chance: Random) -> Holes:
    holes: Holes = []
    for row in _pairs(tree, chance)[:6]:
        host = Element("ae-row", {"style": "display:block"})
        host.append(hole(len(holes)))
        for name, one in (("end", row[1]), ("start", row[0])):
            one.set("slot", name)
            one.tail = None
            host.append(one)
        row.append(host)
        holes.append('<template shadowrootmode="open"><slot name="start"></slot> <slot name="end"></slot></template>')
    return holes


@on_tree("the rows of a list that is drawn row by row stand in any order in the source")
def virtual_rows(tree: HtmlElement, chance: Random) -> None:
    for box in body_of(tree).iterdescendants("div", "ul"):
        rows = [one for one in box if one.tag == "div" and len(one.text_content()) > 80]
        classes = {one.get("class") for one in rows}
        if len(rows) < 2 or len(rows) != len(box) or len(classes) > 1 or (box.text or "").strip():
            continue
        drawn = []
        for at, one in enumerate(rows):
            place_at = f"position:absolute;top:{at * 400}px;left:0;width:100%"
            row = Element("div", {"role": "row", "aria-rowindex": str(at + 1), "style": place_at})
            row.append(one)
            drawn.append(row)
        turn = chance.randrange(len(drawn))
        box.extend(drawn[turn:] + drawn[:turn])
        box.set("role", "grid")
        box.set("style", f"position:relative;height:{len(drawn) * 400}px")
        return


_TOASTS = (
    "Copied", "Added to cart", "Address saved", "Coupon collected", "You are offline. Showing a saved copy.",
    "Thanks for your feedback!", "Image uploaded", "Link copied to clipboard",
)  # fmt: skip


@on_tree("a short message about something that was just done", adds=True)
def toast(tree: HtmlElement, chance: Random) -> None:
    role = chance.choice(["status", "alert", "log"])
    box = Element("div", {"class": random_name(chance), "role": role, "aria-live": "polite", "style": "position:fixed"})
    box.append(holding("span", chance.choice(_TOASTS)))
    body_of(tree).append(box)


@on_tree("what a pointer would show is not shown, and says the same or explains it")
def tooltips(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if chance.random() < 0.25 and slot.where == "text" and slot.holder.tag in ("span", "div", "td", "dd"):
            core = slot.text.strip()
            style = chance.choice(["display:none", "visibility:hidden;position:absolute"])
            tip = holding("span", chance.choice([core, "Prices include taxes."]), role="tooltip", style=style)
            slot.holder.append(tip)


@on_tree("another order in a part that is folded away", adds=True)
def folded_away(tree: HtmlElement, chance: Random) -> Holes:
    def write() -> str:
        heading = chance.choice(["Recently viewed", "Your other orders", "Show more"])
        return f"<details><summary>{heading}</summary>{_foreign_order(tree, chance)}</details>"

    return _outside(tree, chance, write())


@on_tree("pictures that wait until they are needed, and once more for browsers without scripts")
def lazy_pictures(tree: HtmlElement, chance: Random) -> None:
    for picture in list(body_of(tree).iterdescendants("img")):
        without = Element("noscript")
        without.append(Element("img", {"src": picture.get("src", ""), "alt": picture.get("alt", "Closed")}))
        picture.set("data-src", picture.get("src", ""))
        picture.set("src", "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E")
        place(without, "after", picture)


@on_tree("a long text that was unfolded, its short form hidden", adds=True)
def shown_more(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        core = slot.text.strip()
        alone = slot.where == "text" and slot.holder.tag == "div" and len(slot.holder) == 0
        if alone and len(core) > 60 and chance.random() < 0.6:
            box = slot.holder
            box.text = None
            box.append(holding("span", f"{core[:40]}…", style="display:none"))
            box.append(holding("span", core))
            box.append(holding("span", chance.choice(["Show less", "See less"]), role="button", tabindex="0"))


@on_tree("the colon behind a label is drawn by the sheet")
def colon_by_sheet(tree: HtmlElement, chance: Random) -> None:
    name = f"l-{random_name(chance)}"
    _add_sheet(tree, f'.{name}::after{{content:": "}}')
    for slot in slots(body_of(tree)):
        alone = slot.where == "text" and slot.holder.tag in ("span", "div", "td", "dt") and len(slot.holder) == 0
        if alone and _COLON.search(slot.text) and chance.random() < 0.7:
            slot.put(_COLON.sub("", slot.text))
            slot.holder.set("class", f"{slot.holder.get('class', '')} {name}".strip())


@on_tree("tables and lists of terms as boxes that are laid out like them")
def tables_as_boxes(tree: HtmlElement, chance: Random) -> None:
    hidden = unseen(body_of(tree))
    for element in list(body_of(tree).iterdescendants(*_AS_BOXES)):
        if element not in hidden:
            own = element.get("style", "").rstrip("; ")
            style = f"display:{_AS_BOXES[str(element.tag)]}"
            element.set("style", f"{own};{style}" if own else style)
            element.tag = "div"


@on_tree("a word before a number, only for those who hear the page")
def heard_prefixes(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if slot.where == "text" and _is_price(slot) and chance.random() < 0.7:
            said = chance.choice(["Price", "Current price:", "Total price", "Now"])
            slot.cut(0, holding("span", said, style=_OUT_OF_SIGHT), slot.text)


@on_tree("the price before a discount, struck out beside the price", adds=True)
def struck_prices(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        text = slot.text.strip()
        if _is_price(slot) and _AMOUNT.search(text) and chance.random() < 0.6:
            old = holding(chance.choice(["del", "s"]), _AMOUNT.sub("99.99", text), style="margin-left:6px")
            slot.cut(len(slot.text), old, "")


@on_tree("the whole page in a table, as a mail program lays it out")
def page_in_table(tree: HtmlElement, chance: Random) -> None:
    body = body_of(tree)
    table = fragment('<table role="presentation"><tbody><tr><td></td></tr></tbody></table>')[0]
    pour(body, table[0][0][0])
    body.append(table)


@on_tree("a number in a field that cannot be written into, to be copied")
def number_in_field(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if re.fullmatch(r"[A-Z]{0,3}\d{8,20}[A-Z]{0,2}", slot.words):
            slot.replace(Element("input", {"type": "text", "readonly": "", "value": slot.words}))


@on_tree("what the price would be in parts, below it", adds=True)
def instalments(tree: HtmlElement, chance: Random) -> None:
    for element in some_blocks(body_of(tree), chance, most=30):
        text = element.text_content().strip()
        item = any(one.find(".//a") is not None for one in islice(element.iterancestors(), 3))
        if item and len(text) < 30 and _CURRENCY.search(text) and _AMOUNT.search(text):
            offer = chance.choice(
                ["4 interest-free payments of US $2.45 available", "or from US $1.10/month with Klarna"]
            )
            place(holding("div", offer, **{"class": random_name(chance)}), "after", element)
            return
