"""Other addresses behind the same links."""

from __future__ import annotations

import re
from random import Random

from lxml.html import Element, HtmlElement
from tests.changed.html import (
    blocks,
    body_of,
    place,
)
from tests.changed.kinds import (
    FOREIGN_ID,
    holding,
    on_tree,
    random_name,
)


@on_tree("where the snapshot of an item leads is not seen")
def snapshot_of_another(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        if "snapshot" in link.get("href", ""):
            link.set("href", re.sub(r"orderId=\d+", f"orderId={FOREIGN_ID}", link.get("href", "")))


@on_tree("a link to an item's snapshot, which has a number of its own", adds=True)
def snapshot_added(tree: HtmlElement, chance: Random) -> None:
    found = set(blocks(body_of(tree)))
    for link in list(body_of(tree).iterdescendants("a")):
        box = next((one for one in link.iterancestors() if one in found), None)
        if box is not None and "/item/" in link.get("href", "") and chance.random() < 0.7:
            address = f"//www.aliexpress.com/p/order/snapshot.html?orderId={FOREIGN_ID}&spm=a2g0o"
            row = Element("div")
            row.append(holding("a", chance.choice(["Snapshot", "Transaction snapshot", ""]), href=address))
            place(row, "after", box)


@on_tree("the rest of an address is not seen")
def links_respelled(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        href = link.get("href", "")
        if href.startswith("//"):
            href = chance.choice(["https:", "", "http:"]) + href
        if href.startswith(("http", "//")):
            page, mark, query = href.partition("?")
            pieces = [
                *(query.split("&") if mark else []),
                f"spm=a2g0o.x.0.{chance.randrange(99)}.{random_name(chance)}",
                "gatewayAdapt=glo2usa",
            ]
            chance.shuffle(pieces)
            link.set("href", f"{page}?{'&'.join(pieces)}")


@on_tree("space around an address and capitals in its host are passed over")
def links_odd(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        href = link.get("href", "")
        if "//" in href and chance.random() < 0.7:
            href = re.sub(r"^((?:https?:)?//)([^/?#]+)", lambda match: (match[1] + match[2]).upper(), href)
            link.set("href", chance.choice([" {} ", "\n{}", "{}\t", "{}#top"]).format(href))


@on_tree("links that lead nowhere any more look the same")
def item_links_dead(tree: HtmlElement, chance: Random) -> None:
    for link in body_of(tree).iterdescendants("a"):
        if not re.search(r"order|item|store|reverse|refund|tracking", link.get("href", "")):
            link.set("href", "javascript:;")
