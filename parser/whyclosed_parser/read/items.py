"""The items of an order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import takewhile
from operator import attrgetter, itemgetter
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.model import Item, Money
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.tree import beside, box_around, classes, in_link_or_button, nearest, upward
from whyclosed_parser.read.addresses import product_in
from whyclosed_parser.read.boxes import COPIED_ITEM
from whyclosed_parser.read.copied_items import is_shop
from whyclosed_parser.read.field import FieldReader, printed
from whyclosed_parser.read.pieces import QUANTITY, ends_with_pieces, priced, priced_in_row, shows_pieces, variant
from whyclosed_parser.read.shapes import is_sentence
from whyclosed_parser.read.timers import has_sentence
from whyclosed_parser.values.dates import looks_dated
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.numbers import read_id
from whyclosed_parser.values.text import COLONS, ENDS, normal_form
from whyclosed_parser.words import Kind, Words
from whyclosed_parser.words.feeds import is_promise

_SHORTEST_NAME = 8  # characters
_MOST_NAMES = 2  # of an item: the title and the variant
_NO_NAME: tuple[Kind, ...] = ("labels", "status", "headlines", "actions", "refund", "dispute", "methods")
_CLASSES = cast(Callable[[Element], list[str]], etree.XPath("descendant-or-self::*/@class", smart_strings=False))


def read_items(reader: FieldReader) -> tuple[Item, ...]:
    """The items, in reading order; what of one is not readable is a problem."""
    items: list[Item] = []
    boxes: list[Element] = []
    for node, anchor, rank in reader.each("items"):
        path = f"items.{len(items)}"
        scope = reader.scope.inner(node)
        item = _item(reader, scope, path)
        if item != Item():
            items.append(item)
            boxes.append(node[1])
            if anchor == "text:items" or (
                rank and anchor.startswith("text:")
            ):  # a redesign: what has no words of its own is not found
                reader.ledger.problem("broken_order", path)
            elif item.title is None and (item.price or item.sku or _is_told(scope)):
                reader.ledger.problem("not_understood", f"{path}.title")
                if item.sku is None and sum(_may_name(line.text, reader.words) for line in scope.lines()) > 1:
                    reader.ledger.problem("not_understood", f"{path}.sku")
    if not items and reader.scope.linked(product_in):
        reader.ledger.problem("broken_order", "items")
    elif not items and reader.is_unknown("order_detail") and shows_pieces(reader.scope.lines()):
        reader.ledger.problem("part_missing", "items")  # without the link to any product
    elif items and reader.page.layout.kind == "order_detail" and _others(reader, items, boxes):
        reader.ledger.problem("part_missing", "items")
    elif not items and reader.kind == "tracking" and (reader.page.unknown or _has_goods(reader)):
        reader.ledger.problem("part_missing", "items")  # a parcel's goods have no links
    return tuple(_without_address(reader, f"items.{at}", item) if items[1:] else item for at, item in enumerate(items))


def _without_address(reader: FieldReader, path: str, item: Item) -> Item:
    """One of several items without the number that the page's address names: of which of them, it does not say."""
    found = reader.ledger.found.get(f"{path}.line_id")
    if found is None or not found.anchor.startswith("url:"):
        return item
    reader.ledger.forget(f"{path}.line_id")
    reader.ledger.problem("not_understood", f"{path}.line_id")
    return replace(item, line_id=None)


def _has_goods(reader: FieldReader) -> bool:
    """Whether a class on the page speaks of the component by which the layout knows a parcel's goods."""
    components = _components(key for anchor in reader.page.layout.anchors("items.title") for key in anchor.keys)
    return any(component in name for component in components for name in _CLASSES(reader.scope.element))


def _components(keys: Iterable[str]) -> set[str]:
    """What names with hashes begin with: the component that they are of."""
    return {key[1:].partition("--")[0] for key in keys if key.startswith("^")}


def tell_missed_goods(reader: FieldReader) -> None:
    """Leave a problem where the page of a parcel, of a design that is known, names something among its parts in one
    that is not, and of which nothing was read: what is in the parcel, perhaps."""
    layout, items = reader.page.layout, reader.parts.get("items", ())
    if reader.kind != "tracking" or items or not layout.anchors("items.title") or reader.ledger.is_doubted("items"):
        return
    read = "\n".join([one.quote for one in reader.ledger.found.values()])
    read = "\n".join([read, *(event.text for one in reader.parts.get("packages", ()) for event in one.events)])
    components = _components((*layout.named, *(key for anchor in layout.evidence for key in anchor.keys)))
    parts = [element for key in layout.named for _, element in reader.scope.find(key)]
    around = box_around(*parts) if parts else None
    if around is None:
        return
    lines = (line for line in reader.scope.lines() if line.text not in read and _may_be_a_name(line, reader.words))
    lines = (line for line in lines if around in upward(line.element))
    if any(components.isdisjoint(_components_around(line.element)) for line in lines):
        reader.ledger.problem("part_missing", "items")


def _components_around(element: Element) -> set[str]:
    """The components of which the smallest box with a name is."""
    named = next((box for box in upward(element) if box.get("class")), None)
    return set() if named is None else {name.partition("--")[0] for name in classes(named)}


def _may_be_a_name(line: Line, words: Words) -> bool:
    """Whether a line may be the name of something: no sentence, no row, no control, no promise and no state."""
    text = line.text
    if len(text) < _SHORTEST_NAME or text.endswith((*ENDS, *COLONS)) or not any(map(str.isalpha, text)):
        return False
    if words.row(text, line.runs) is not None or words.is_any(text, *_NO_NAME):
        return False
    if in_link_or_button(upward(line.element)):
        return False
    return not (is_promise(text) or looks_dated(text, words.months) or has_sentence(normal_form(text), words))


def _others(reader: FieldReader, items: list[Item], boxes: list[Element]) -> bool:
    """Whether a page of an order leads to a product that is none of those which were read: told by its link, by a box
    among those of the items that is none of them, or by one that holds several."""
    read, links = {item.item_id for item in items}, [(node[1], product_in(href)) for href, node in reader.scope.links]
    if None not in read and not {product for _, product in links} <= {None, *read}:
        return True
    among = {link for one in beside(boxes) for link in one.iter("a")}
    if any(product and link in among for link, product in links):
        return True
    held = ({product for link, product in links if box in upward(link)} - {None} for box in boxes)
    return None in read and any(len(products) > 1 for products in held)


def _item(reader: FieldReader, scope: Scope, path: str) -> Item:
    line_id = reader.first("items.line_id", f"{path}.line_id", lambda hit: read_id(hit.text), scope)
    item_id = reader.first(
        "items.item_id", f"{path}.item_id", lambda hit: hit.text if hit.text.isdigit() else None, scope
    )
    title = _title(reader, scope, f"{path}.title")
    quantity, price = _pieces(reader, scope, path, title)
    told = {one.field for one in reader.ledger.problems}
    for name, value in (("quantity", quantity), ("price", price)):
        if value is None and reader.is_unknown() and item_id is not None and f"{path}.{name}" not in told:
            reader.ledger.problem("part_missing", f"{path}.{name}")
    return Item(
        line_id=line_id[0] if line_id else None,
        item_id=item_id[0] if item_id else None,
        title=title,
        sku=_sku(reader, scope, f"{path}.sku", title),
        quantity=quantity,
        price=price,
    )


def _pieces(reader: FieldReader, scope: Scope, path: str, title: str | None) -> tuple[int | None, Money | None]:
    """The number of pieces and the price of one: in places of their own, or as the text has them beside each other."""
    is_told = _is_told(scope)
    quantity = reader.quantity("items.quantity", f"{path}.quantity", scope, once=int if is_told else None)
    price = reader.amount("items.price", f"{path}.price", scope, once=attrgetter("amount") if is_told else None)
    unread = [name for name, value in (("quantity", quantity), ("price", price)) if value is None]
    broken = {one.field for one in reader.ledger.problems if one.code == "broken_words"}
    wanted = [name for name in unread if reader.asks(f"items.{name}") and f"{path}.{name}" not in broken]
    beside = priced_in_row(_without_names(reader, scope, title), scope.element) if wanted else None
    if beside is None:
        return quantity, price
    for name in wanted:
        if name == "quantity" or beside.price is not None:
            reader.ledger.forget(f"{path}.{name}")
            reader.ledger.note(f"{path}.{name}", "text:items", 0, beside.text)
    if "price" in wanted and beside.price is None:
        reader.ledger.problem("unreadable_money", f"{path}.price")
    return beside.quantity if "quantity" in wanted else quantity, beside.price if "price" in wanted else price


def _without_names(reader: FieldReader, scope: Scope, title: str | None) -> list[Line]:
    """The lines of an item without its title and its variant in a place of its own, which may read like a number of
    pieces."""
    anchors = [anchor for _, anchor in reader.anchors("items.sku", scope) if anchor.kind == "element"]
    variants = {element for anchor in anchors for _, element in nodes(anchor, scope)}
    lines = scope.lines_without(variants) if variants else scope.lines()
    return [line for line in lines if line.printed != title]


def _sku(reader: FieldReader, scope: Scope, path: str, title: str | None) -> str | None:
    """The chosen variant of an item: in a place of its own, or between title and price."""
    sku = reader.words_of("items.sku", path, scope)
    if sku is not None or title is None:
        return sku
    sku = variant(scope.lines(), title, reader.words) if reader.asks("items.sku") else None
    if sku is not None:
        reader.ledger.note(path, "text:items", 0, sku)
    elif _has_more_below(reader, title, scope):
        reader.ledger.problem("not_understood", path)
    return sku


def _title(reader: FieldReader, scope: Scope, path: str) -> str | None:
    """An item's title; of a link around all of the item its first line."""
    once = itemgetter(0) if _is_told(scope) else None
    found = reader.first("items.title", path, lambda hit: (printed(hit, scope) or "", hit.node), scope, once=once)
    title, node = found[0] if found else (None, None)
    if title is None and reader.page.is_told and (title := _beside_picture(reader, scope)) is not None:
        reader.ledger.note(path, "text:items", 0, title)
    if title and node is not None and node[1].tag == "a":
        lines = reader.scope.inner(node).lines()
        if len(lines) > 1 and priced(lines) is not None:
            title = lines[0].printed
            reader.ledger.found[path] = replace(reader.ledger.found[path], quote=title)
    return title or None


def _beside_picture(reader: FieldReader, scope: Scope) -> str | None:
    """The title of an item in a mail, which shows its picture, and beside that nothing but its name, perhaps its
    variant, and the price with the number of pieces."""
    lines = scope.lines()
    last = next((line for line in lines if ends_with_pieces(line.text)), None)
    cell = nearest(last.element, "td") if last is not None else None
    row = cell.getparent() if cell is not None else None
    if cell is None or row is None or next(row.iter("img"), None) is None:
        return None
    names = [line.text for line in takewhile(lambda line: line is not last, lines) if cell in upward(line.element)]
    names = [text for text in names if read_money(text) is None]
    may_be = all(_may_be_in_an_item(text, reader.words) for text in names)
    return names[0] if 0 < len(names) <= _MOST_NAMES and may_be and not is_shop(names[0]) else None


def _may_be_in_an_item(text: str, words: Words) -> bool:
    """Whether a line may be the name or the variant of something."""
    is_other = is_sentence(text) or words.row(text) is not None or words.is_any(text, *_NO_NAME)
    return not (is_other or is_promise(text) or looks_dated(text, words.months))


def _is_told(scope: Scope) -> bool:
    """Whether an item is one of copied words, which may call several of them by the name of one part."""
    return scope.element.get("class") == COPIED_ITEM


def _has_more_below(reader: FieldReader, title: str, scope: Scope) -> bool:
    """Whether other words than an amount, a button or a label stand right below an item's title."""
    if not reader.page.layout.anchors("items.sku"):
        return False
    lines = [line.text for line in scope.lines()]
    below = lines[lines.index(title) + 1] if title in lines[:-1] else ""
    return bool(below) and _may_name(below, reader.words)


def _may_name(text: str, words: Words) -> bool:
    """Whether a line of an item may be its title or variant: no amount, number of pieces, button or row."""
    priced = read_money(QUANTITY.sub("", text)) or QUANTITY.search(text)
    return not (priced or words.entry("actions", text) or words.row(text))
