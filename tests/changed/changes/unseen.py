"""Other orders, and words of an order, that are not seen."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from random import Random

from lxml.html import HtmlElement
from tests.changed.html import (
    blocks,
    body_of,
    place,
)
from tests.changed.kinds import (
    FOREIGN_ID,
    HERE,
    NAMES,
    Holes,
    holding,
    hole,
    markup_of,
    on_text,
    on_tree,
    random_name,
    scattered,
)

ORDERS = (HERE / "foreign/orders.html").read_text("utf-8").split("<!-- next -->\n")


def _foreign_order(tree: HtmlElement, chance: Random) -> str:
    """Another order's markup: one of ours, or a copy of the page's own with other numbers."""
    if chance.random() < 0.5:
        return chance.choice(ORDERS)
    found = blocks(body_of(tree), 60) or blocks(body_of(tree))
    if not found:
        return chance.choice(ORDERS)
    copied = markup_of(chance.choice(sorted(found, key=lambda one: -len(markup_of(one)))[:6]))
    return re.sub(r"(?<=\d)\d(?=\d)", lambda match: str((int(match[0]) + 3) % 10), copied)


def _hidden(tree: HtmlElement, chance: Random, write: Callable[[str], str], count: int = 3) -> Holes:
    """Other orders in what `write` puts around each, anywhere in the page."""
    return scattered(tree, chance, lambda: write(_foreign_order(tree, chance)), count)


@on_tree("an order in an element that is hidden")
def hidden_attribute(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, lambda inner: f"<div {chance.choice(NAMES['hidden']['attributes'])}>{inner}</div>")


def _in_style(chance: Random, styles: list[str]) -> Callable[[str], str]:
    def write(inner: str) -> str:
        return f'<div {chance.choice(["style", "style", "STYLE"])}="{chance.choice(styles)}">{inner}</div>'

    return write


@on_tree("an order in an element that its style hides")
def hidden_style(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, _in_style(chance, NAMES["hidden"]["styles"]))


@on_tree("the same in rarer spellings")
def hidden_style_rare(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, _in_style(chance, NAMES["hidden"]["styles_rare"]))


@on_tree("an order in a dialog that is not open, in a template")
def hidden_element(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, lambda inner: chance.choice(NAMES["hidden"]["elements"]).format(inner))


@on_tree("an order in a popover that was not called")
def hidden_popover(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, lambda inner: chance.choice(NAMES["hidden"]["popovers"]).format(inner))


@on_tree("an order that the page's style sheet hides")
def hidden_by_sheet(tree: HtmlElement, chance: Random) -> Holes:
    name = random_name(chance)
    head = tree.find("head")
    if head is not None:
        head.append(holding("style", f".{name}{{display:none}}"))
    return _hidden(tree, chance, lambda inner: f'<div class="{name}">{inner}</div>', count=1)


@on_tree("an order without size or outside of the window")
def hidden_off_screen(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(tree, chance, _in_style(chance, NAMES["hidden"]["off_screen"]), count=1)


@on_tree("the same part once more for narrow screens, not shown on this one")
def hidden_twin(tree: HtmlElement, chance: Random) -> Holes | None:
    found = blocks(body_of(tree), 30)
    if not found:
        return None
    element = chance.choice(found)
    place(hole(0), "after", element)
    how = chance.choice(
        ["hidden", 'style="display:none"', 'class="mobile-only" style="display: none;"', 'aria-hidden="true" hidden']
    )
    return [f"<div {how}>{markup_of(element)}</div>"]


@on_tree("an order in a comment")
def hidden_comment(tree: HtmlElement, chance: Random) -> Holes:
    def write(inner: str) -> str:
        inner = inner.replace("<!--", "").replace("-->", "")
        return chance.choice(["<!-- {} -->", "<!--[if lt IE 9]>{}<![endif]-->", "<!--\n{}\n--!>"]).format(inner)

    return _hidden(tree, chance, write)


@on_tree("tags that no browser knows as such are comments")
def bogus_comments(tree: HtmlElement, chance: Random) -> Holes:
    return _hidden(
        tree,
        chance,
        lambda _: chance.choice(["<?php echo 1 ?>", "<![CDATA[ Closed ]]>", "<!ELEMENT x>", "</ Closed>", "<!x>"]),
        count=5,
    )


@on_text("scripts are not seen, however large")
def large_scripts(text: str, chance: Random) -> str:
    one = "".join(chance.choice(ORDERS) for _ in range(4)).replace("\n", "").replace('"', '\\"').replace("</", "<\\/")
    row = f'"{one}",{{"orderId":"{FOREIGN_ID}","statusText":"Closed","data-pl":"order_item_header_status","totalPriceText":"US $9.99"}},\n'
    script = "<script>window.__cache__=[" + row * (1_000_000 // len(row)) + "0];</script>"
    data = f'<script type="application/json">{{"orderId":"{FOREIGN_ID}","url":"/p/order/detail.html?orderId={FOREIGN_ID}"}}</script>'
    source = '<script src="https://assets.alicdn.com/p/order/index.js"></script><script>/* <!-- */</script>'
    where = chance.choice(["</head>", "</body>"])
    return text.replace(where, script + data + source + where, 1)


@on_tree("comments and pictures within the page are not read, however large")
def large_values(tree: HtmlElement, chance: Random) -> Holes | None:
    row = f"Order ID: {FOREIGN_ID} Closed US $9.99 Refund completed "
    picture = f'<img alt="" width="1" height="1" src="data:image/png;base64,{"QUJD" * 120_000}">'
    comment = f"<!-- {row * 12_000} -->"
    box = f'<div data-state="{row * 4_000}"></div>'
    found = blocks(body_of(tree), 20)
    if not found:
        return None
    place(hole(0), "before", chance.choice(found))
    return [chance.choice([picture, comment, box]) + chance.choice([comment, box, ""])]


@on_tree("values of attributes and hidden fields are not seen")
def attribute_traps(tree: HtmlElement, chance: Random) -> Holes:
    titles = NAMES["traps"]["titles"]
    for element in body_of(tree).iterdescendants("div", "span"):
        if chance.random() < 0.15:
            element.set(
                chance.choice(["data-state", "data-text", "aria-description", "data-title"]), chance.choice(titles)
            )

    def write(_: str) -> str:
        title = html.escape(chance.choice(titles))
        return chance.choice(
            [
                f'<input type="hidden" name="orderId" value="{FOREIGN_ID}">',
                f'<input type="hidden" value="{title}">',
                f'<svg width="9" height="9"><title>{title}</title><desc>{title}</desc><path d="M0 0h9"/></svg>',
                f'<datalist><option value="{title}">{title}</option></datalist>',
                f'<img alt="" title="{title}" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="1" height="1">',
                f'<meta itemprop="orderNumber" content="{FOREIGN_ID}"><link itemprop="orderStatus" href="https://schema.org/OrderCancelled">',
            ]
        )

    return _hidden(tree, chance, write, count=4)
