"""Lists of several pages united, each element once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from whyclosed_parser.merging.seen import Pages, Seen
from whyclosed_parser.model import AmountRow, Item, Payment, Timer
from whyclosed_parser.values.text import words_key

_ITEM_NAMES = ("line_id", "item_id", "title")
"""What tells an item, best first."""
_OF_THE_US = 1 << 51
"""What aliexpress.us adds to the number that a product has at aliexpress.com."""


def rows_of(pages: Pages) -> tuple[AmountRow, ...]:
    """The rows of the sum, by their labels."""
    rows: list[AmountRow] = []
    for one in pages.newest:
        known = {words_key(row.label): at for at, row in enumerate(rows)}
        for here, row in enumerate(one.order.amounts.rows):
            at = known.get(words_key(row.label))
            if at is None:
                at = len(rows)
                rows.append(row)
            elif rows[at].money is None:
                rows[at] = replace(rows[at], money=row.money)
            one.places[f"amounts.rows.{here}"] = f"amounts.rows.{at}"
    return tuple(rows)


def payments_of(pages: Pages) -> tuple[Payment, ...]:
    """The payments, by their labels."""
    payments: list[Payment] = []
    known: dict[str, int] = {}
    for one in pages.newest:
        for here, payment in enumerate(one.order.payments):
            at = known.setdefault(words_key(payment.label), len(payments))
            if at == len(payments):
                payments.append(payment)
            else:
                held = payments[at]
                payments[at] = replace(held, method=held.method or payment.method, amount=held.amount or payment.amount)
            one.places[f"payments.{here}"] = f"payments.{at}"
    return tuple(payments)


def items_of(pages: Pages) -> tuple[Item, ...]:
    """The items, by the ids of their lines or products, or else by their titles."""
    items: list[Item] = []
    known: dict[tuple[str, str], list[int]] = {}
    shown = [one for one in pages.newest if one.only("order_list") or one.only("order_detail")]
    single = bool(shown) and all(len(one.order.items) == 1 for one in shown)
    for one in pages.newest:
        taken: set[int] = set()
        for here, item in enumerate(one.order.items):
            told = replace(item, item_id=product_of(item))
            keys = [(name, getattr(told, name)) for name in _ITEM_NAMES if getattr(told, name)]
            like = dict.fromkeys(at for key in keys for at in known.get(key, ()) if at not in taken)
            at = next((at for at in like if _same_item(item, items[at])), len(items))
            if single and len(items) == 1 and not taken and _is_line_of(item, items[0]):
                at = 0
            if at == len(items):
                items.append(item)
            else:
                items[at] = _filled(items[at], item)
            for key in keys:
                places = known.setdefault(key, [])
                if at not in places[-1:]:
                    places.append(at)
            taken.add(at)
            one.places[f"items.{here}"] = f"items.{at}"
    return tuple(items)


def timers_of(pages: Pages) -> tuple[Timer, ...]:
    """Of each kind of timer the reading of the newest page that counts for the moment."""
    latest = {timer.kind: one for one in pages.oldest if one.current for timer in one.order.timers}
    return united(
        pages.oldest, "timers", lambda timer: (timer.kind, timer.text), lambda one, timer: latest.get(timer.kind) is one
    )


def united(
    pages: Iterable[Seen],
    name: str,
    key: Callable[[Any], object],
    counts: Callable[[Seen, Any], bool] = lambda _one, _element: True,
) -> tuple[Any, ...]:
    """What the lists of this name hold, each once, in the order of the pages, without what does not count."""
    united: dict[object, tuple[int, Any]] = {}
    for one in pages:
        for here, element in enumerate(getattr(one.order, name)):
            path = f"{name}.{here}"
            if counts(one, element):
                at, _ = united.setdefault(key(element), (len(united), element))
                one.places[path] = f"{name}.{at}"
            else:
                one.places[path] = None
    return tuple(element for _, element in united.values())


def product_of(item: Item) -> str | None:
    """The number of its product at aliexpress.com."""
    number = int(item.item_id) if item.item_id and item.item_id.isdecimal() else 0
    return str(number - _OF_THE_US) if number > _OF_THE_US else item.item_id


def _same_item(one: Item, two: Item) -> bool:
    if one.line_id and two.line_id:
        return one.line_id == two.line_id
    if one.item_id and two.item_id:
        return product_of(one) == product_of(two) and _compatible(one.sku, two.sku)
    return bool(one.title) and one.title == two.title and _compatible(one.sku, two.sku)


def _is_line_of(one: Item, two: Item) -> bool:
    """Whether one of the two is nothing but a line's number, as an address tells it, and the other may have it."""
    (line, item) = (one, two) if two.line_id is None else (two, one)
    return line.line_id is not None and line == Item(line_id=line.line_id) and item.line_id is None


def _compatible(one: str | None, two: str | None) -> bool:
    return one is None or two is None or words_key(one) == words_key(two)


def _filled(newer: Item, older: Item) -> Item:
    names = ("line_id", "item_id", "title", "sku", "quantity", "price")
    return replace(newer, **{name: getattr(older, name) for name in names if getattr(newer, name) is None})
