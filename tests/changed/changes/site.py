"""What the site itself, an extension, a translator or a saver does to a page."""

from __future__ import annotations

import html
import re
from random import Random
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import Element, HtmlElement
from tests.changed.changes.beside import _inside, _outside
from tests.changed.html import (
    NO_BLOCKS_INSIDE,
    blocks,
    body_of,
    copy_of,
    place,
    pour,
    slots,
    some_blocks,
    unseen,
)
from tests.changed.kinds import (
    FOREIGN_ID,
    NAMES,
    Holes,
    holding,
    hole,
    on_tree,
    random_name,
)

_OUT_OF_SIGHT = "position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)"
_CURRENCY = re.compile(r"(?:US |AU |C|R)?[$€£₽]|\b(?:USD|EUR|PLN|CHF)\b")
_DAY = re.compile(r"\b[A-Z][a-z]{2}\.? \d{1,2}, 20\d\d\b|\b\d{1,2} [A-Z][a-z]{2} 20\d\d\b|\b20\d\d-\d\d-\d\d\b")
_OVER_NARROW = "@media print{%s{display:none}} @media (max-width:600px){%s{display:none!important}}"


def _own_classes(tree: HtmlElement) -> list[str]:
    return sorted({name for one in body_of(tree).iter("div", "span") for name in one.get("class", "").split()})


def _add_sheet(tree: HtmlElement, css: str) -> None:
    head = tree.find("head")
    (head if head is not None else body_of(tree)).append(holding("style", css))


@on_tree("a base of small print that has no print beside it")
def ruby_without_text(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if chance.random() < 0.3:
            ruby = holding("ruby", slot.words)
            ruby.append(Element("rt"))
            slot.replace(ruby)


@on_tree("a broken line goes on in the next one")
def break_for_space(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        text = slot.text
        gaps = [
            at
            for at in range(1, len(text) - 1)
            if text[at] == " " and text[at - 1 : at + 2].strip() == text[at - 1 : at + 2]
        ]
        if gaps and len(text.split()) > 5 and chance.random() < 0.5:
            at = chance.choice(gaps)
            slot.cut(at, Element("br"), text[at + 1 :])


@on_tree("a day in an element that says it once more for machines")
def time_element(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if (day := _DAY.search(slot.text)) is not None:
            stamp = chance.choice(["2026-11-05", "2026-11-05T23:59:59Z", "PT5H", ""])
            slot.cut(day.start(), holding("time", day[0], datetime=stamp), slot.text[day.end() :])


@on_tree("a day made a link to the calendar, as mail programs do")
def data_detectors(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        inside = {one.tag for one in (slot.holder, *slot.holder.iterancestors())}
        if (day := _DAY.search(slot.text)) is not None and not inside & {"a", "button"}:
            link = holding("a", day[0], href="x-apple-data-detectors://4", dir="ltr")
            slot.cut(day.start(), link, slot.text[day.end() :])


@on_tree("every text once more for those who hear it, out of sight")
def heard_twin(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        text = slot.text
        core = text.strip()
        if chance.random() < 0.25:
            start = text.index(core)
            twin = holding("span", core, style=_OUT_OF_SIGHT)
            slot.cut(start, twin, "")
            shown = Element("span", {"aria-hidden": "true"})
            shown.text, shown.tail = core, text[start + len(core) :]
            parent = twin.getparent()
            assert parent is not None
            parent.insert(parent.index(twin) + 1, shown)


@on_tree("labels and descriptions for those who hear the page")
def heard_labels(tree: HtmlElement, chance: Random) -> None:
    for element in body_of(tree).iterdescendants("a", "button", "div", "img"):
        if chance.random() < 0.3:
            name = "alt" if element.tag == "img" else chance.choice(["aria-label", "title", "aria-roledescription"])
            if element.get(name) is None:
                element.set(name, chance.choice(NAMES["traps"]["titles"]))


@on_tree("the sign of a currency in an element of its own")
def currency_apart(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if (sign := _CURRENCY.search(slot.text)) is not None:
            apart = holding(chance.choice(["span", "small", "b"]), sign[0], **{"data-currency": "EUR"})
            slot.cut(sign.start(), apart, slot.text[sign.end() :])


@on_tree("places that something is still loaded into", adds=True)
def skeletons(tree: HtmlElement, chance: Random) -> Holes | None:
    found = blocks(body_of(tree))
    if not found:
        return None
    one = '<div class="comet-skeleton" aria-busy="true"><span>&nbsp;</span><img alt="" data-src="//ae01.alicdn.com/kf/S1.jpg" width="1" height="1"><i></i></div>'
    spinner = '<div class="comet-loading-wrap"><div>Loading…</div></div>'
    where = chance.sample(found, min(3, len(found)))
    for at, element in enumerate(where):
        place(hole(at), "after", element)
    return [chance.choice([one, spinner]) for _ in where]


@on_tree("what is hidden on paper and on narrow screens is shown on this one")
def sheets_for_others(tree: HtmlElement, chance: Random) -> None:
    for name in chance.sample(names := _own_classes(tree), min(len(names), 6)):
        if re.fullmatch(r"[\w-]+", name):
            _add_sheet(tree, _OVER_NARROW % (f".{name}", f".{name}"))


@on_tree("the rules of an ad blocker meet nothing of the order")
def blocker_sheets(tree: HtmlElement, chance: Random) -> None:
    names = [name for name in _own_classes(tree) if re.fullmatch(r"[\w-]+", name)]
    for name in chance.sample(names, min(len(names), 4)):
        rule = chance.choice(
            [
                ".{0} .x9-advert",
                ".x9-advert .{0}",
                ".{0}.x9-advert",
                ".{0}:not(.{0})",
                "i.x9 > .{0}",
                ".{0}::before",
                ".{0}:empty ~ .x9",
            ]
        )
        _add_sheet(tree, f"{rule.format(name)}{{display:none!important}}")


@on_tree("the page's parts stand in boxes that make none")
def display_contents(tree: HtmlElement, chance: Random) -> None:
    for element in some_blocks(body_of(tree), chance, most=12):
        tag = "span" if element.tag in NO_BLOCKS_INSIDE else "div"
        inner = Element(tag, {"style": "display:contents"})
        pour(element, inner)
        element.append(inner)


@on_tree("the page after a translation into its own language")
def translated_page(tree: HtmlElement, chance: Random) -> Holes:
    tree.set("class", f"{tree.get('class', '')} translated-ltr".strip())
    for slot in reversed(slots(body_of(tree))):
        outer = Element("font", {"dir": "auto", "style": "vertical-align: inherit;"})
        outer.append(holding("font", slot.words, dir="auto", style="vertical-align: inherit;"))
        slot.replace(outer)
    body_of(tree).append(hole(0))
    return [
        '<div id="goog-gt-tt" class="skiptranslate VIpgJd" style="display:none"><h1>Original text</h1><div>Rate this translation</div></div>'
    ]


@on_tree("colours of a dark mode, written at every element")
def dark_mode(tree: HtmlElement, chance: Random) -> None:
    for element in body_of(tree).iterdescendants("div", "span", "a", "button"):
        if chance.random() < 0.5:
            style = element.get("style", "").rstrip("; ")
            element.set("style", f"{style + '; ' if style else ''}--darkreader-inline-color: #e8e6e3;")
            element.set("data-darkreader-inline-color", "")


@on_tree("a row of two words beside each other may be a table")
def rows_as_tables(tree: HtmlElement, chance: Random) -> None:
    _as_rows(tree, chance, ("table", "tr", "td"))


@on_tree("a row of two words beside each other may be a list of terms")
def rows_as_lists(tree: HtmlElement, chance: Random) -> None:
    _as_rows(tree, chance, ("dl", "div", "dd"))


def _as_rows(tree: HtmlElement, chance: Random, tags: tuple[str, str, str]) -> None:
    hidden = unseen(body_of(tree))
    for element in list(body_of(tree).iterdescendants("div", "p", "li")):
        inner = list(element)
        words = [element.text, *(one.tail for one in inner)]
        plain = element.getparent() is not None and element.tag == "div" and element not in hidden
        if not plain or len(inner) != 2 or any((word or "").strip() for word in words) or chance.random() < 0.3:
            continue
        if any(one.tag != "span" or not one.text_content().strip() or one in hidden for one in inner):
            continue
        table, row = Element(tags[0]), Element(tags[1])
        for one in inner:
            cell = Element(tags[2])
            cell.append(one)
            one.tail = None
            row.append(cell)
        table.append(row)
        element.append(table)


@on_tree("a page that runs from right to left")
def right_to_left(tree: HtmlElement, chance: Random) -> None:
    tree.set("dir", "rtl")
    for element in some_blocks(body_of(tree), chance):
        element.set("dir", chance.choice(["ltr", "auto", "rtl"]))


@on_tree("addresses without the host that the page has anyway")
def relative_links(tree: HtmlElement, chance: Random) -> None:
    own = re.search(r"(?:saved from url=\(\d+\)|\burl: )https?://([\w.-]+)", _comments(tree))
    for link in body_of(tree).iterdescendants("a") if own is not None else ():
        parts = urlsplit(link.get("href", ""))
        if own is not None and parts.netloc == own[1]:
            link.set("href", parts.path + (f"?{parts.query}" if parts.query else ""))


def _comments(tree: HtmlElement) -> str:
    """What savers wrote before the page and at its beginning."""
    found = [one.text or "" for one in tree.iter(etree.Comment)]
    before = tree.getprevious()
    while before is not None:
        found.append(before.text or "")
        before = before.getprevious()
    return "\n".join(found)


@on_tree("signs of an icon font beside words", adds=True)
def icon_glyphs(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        if chance.random() < 0.25:
            icon = holding(chance.choice(["i", "span"]), chance.choice("\ue604\ue6a3\uf105"), **{"class": "iconfont"})
            if chance.random() < 0.5:
                slot.cut(0, icon, slot.text)
            else:
                slot.cut(len(slot.text), icon, "")


@on_tree("buttons that copy what stands before them", adds=True)
def copy_icons(tree: HtmlElement, chance: Random) -> None:
    for slot in reversed(slots(body_of(tree))):
        inside = {one.tag for one in (slot.holder, *slot.holder.iterancestors())}
        if (found := re.search(r"\b\d{14,}\b", slot.text)) is not None and not inside & {"a", "button"}:
            slot.cut(found.end(), holding("button", "Copy", type="button"), slot.text[found.end() :])


@on_tree("a question of the site that was left open", adds=True)
def dialog_left_open(tree: HtmlElement, chance: Random) -> Holes:
    body_of(tree).append(hole(0))
    words = chance.choice(
        [
            (
                "Are you sure you want to cancel this order?",
                "Once cancelled, your payment will be refunded within 3-20 business days.",
                "Cancel order",
                "Keep order",
            ),
            (
                "Item received confirmation",
                "Please confirm your package was delivered and is in your possession.",
                "Cancel",
                "Confirm",
            ),
            ("Have you received your package?", "If not, you can open a dispute within 15 days.", "Yes", "No"),
            ("Leave this page?", "Your refund request has not been submitted yet.", "Stay", "Leave"),
        ]
    )
    buttons = "".join(f"<button>{word}</button>" for word in words[2:])
    how = chance.choice(['role="dialog" aria-modal="true"', 'class="comet-modal" role="dialog"', 'role="alertdialog"'])
    return [f'<div class="{random_name(chance)}" {how}><h2>{words[0]}</h2><p>{words[1]}</p>{buttons}</div>']


@on_tree("the page's head once more, which sticks to the top", adds=True)
def sticky_copy(tree: HtmlElement, chance: Random) -> None:
    found = [one for one in blocks(body_of(tree), 8) if len(one.text_content()) < 120]
    if found:
        copied = copy_of(chance.choice(found[:4]))
        bar = Element("div", {"style": "position:sticky;top:0", "aria-hidden": "true"})
        bar.append(copied)
        body_of(tree).insert(0, bar)


@on_tree("what the seller and a robot wrote, in a chat beside the order", adds=True)
def chat_bubbles(tree: HtmlElement, chance: Random) -> Holes:
    said = [
        "Hello! How can I help you?", "Your order was cancelled because the item is out of stock.", "We have refunded US $9.99 to your card on Nov 5, 2026.",
        "Please confirm receipt within 3 days.", "Dear friend, please close the dispute, we will ship again.", "The refund was sent to your card.",
        "Your package has been delivered.", "Order 3079999000055555 is closed.",
    ]  # fmt: skip
    rows = "".join(
        f'<li class="{random_name(chance)}"><p>{one}</p><time>{chance.randrange(10, 24)}:{chance.randrange(10, 60)}</time></li>'
        for one in chance.sample(said, 4)
    )
    return _outside(
        tree,
        chance,
        f'<aside class="im-window"><header>Chat with seller</header><ul>{rows}</ul><textarea>Type here</textarea></aside>',
    )


_COUPONS = (
    "<div><b>US $5.00</b><span>off orders over US $30.00</span><p>Ends in 05:12:44</p><p>Valid until Dec 24, 2026</p><button>Collect</button></div>",
    "<div><p>New customer bonus: US $3.00</p><p>Use it before Dec 1, 2026</p><button>Shop now</button></div>",
    "<div><h3>Black Friday</h3><p>Up to 70% off. Sale ends Nov 30, 2026</p><p>Free shipping over €10.00</p></div>",
    "<div><p>128 coins</p><p>Collect 12 coins in 23:59:59</p></div>",
)


@on_tree("coupons and sales with amounts and clocks", adds=True)
def coupons_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(
        tree, chance, f'<section class="{random_name(chance)}">{"".join(chance.sample(_COUPONS, 2))}</section>'
    )


@on_tree("a coupon between the parts of the page", adds=True)
def coupons_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, f'<section class="{random_name(chance)}">{chance.choice(_COUPONS)}</section>')


_SURVEY = (
    '<form><p>How do you feel about this page?</p><label><input type="radio"> My order was closed</label>'
    '<label><input type="radio"> Refund not received</label><label><input type="radio"> Completed</label><button>Submit</button></form>',
    "<div><p>Why was your order cancelled?</p><ul><li>The seller asked me to cancel</li><li>Not shipped in time</li><li>I changed my mind</li></ul><button>Send</button></div>",
    "<div><p>Has your refund been sent?</p><button>Yes</button><button>No</button><p>Thank you for your feedback!</p></div>",
)


@on_tree("a question about how one feels, with an order's words", adds=True)
def survey_outside(tree: HtmlElement, chance: Random) -> Holes:
    return _outside(tree, chance, f'<div class="{random_name(chance)}">{chance.choice(_SURVEY)}</div>')


@on_tree("the same between the parts of the page", adds=True)
def survey_inside(tree: HtmlElement, chance: Random) -> Holes | None:
    return _inside(tree, chance, f'<div class="{random_name(chance)}">{chance.choice(_SURVEY)}</div>')


@on_tree("another order in a few words, with a link to it", adds=True)
def other_order_card(tree: HtmlElement, chance: Random) -> Holes:
    state = chance.choice(["Awaiting delivery", "Closed", "Refund completed", "Completed"])
    title = html.escape(chance.choice(["Silicone Baking Mat", "Desk Lamp with Clamp"]))
    card = (
        f'<div class="{random_name(chance)}"><h3>{chance.choice(["Your other orders", "You may also need", "Recent orders"])}</h3>'
        f'<a href="/p/order/detail.html?orderId={FOREIGN_ID}"><p>{state}</p><p>{title}</p><p>Nov 2, 2026</p><p>US $4.20</p></a></div>'
    )
    return _outside(tree, chance, card)


@on_tree("what an extension says of a price, beside it", adds=True)
def price_badge(tree: HtmlElement, chance: Random) -> Holes | None:
    found = [
        one for one in blocks(body_of(tree)) if _CURRENCY.search(one.text_content()) and len(one.text_content()) < 40
    ]
    if not found:
        return None
    place(hole(0), "after", chance.choice(found))
    return ['<div id="pc-ext-badge" class="pc-ext"><span>Lowest price in 90 days:</span> <b>US $3.99</b></div>']


@on_tree("what stands for pictures that did not load", adds=True)
def broken_pictures(tree: HtmlElement, chance: Random) -> None:
    for element in list(body_of(tree).iterdescendants("img"))[:6]:
        element.set("src", "")
        element.set("alt", chance.choice(["Product image", "Closed", "US $9.99"]))


@on_tree("part of a page that its script never filled")
def half_loaded(tree: HtmlElement, chance: Random) -> None:
    head = tree.find("head")
    if head is not None:
        head.append(holding("script", "window.__loading = {'/p/order/': true};"))
    body_of(tree).append(Element("div", {"id": "app"}))
    body_of(tree).append(Element("div", {"class": "comet-loading"}))
