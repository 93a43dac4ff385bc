"""What the parts of an item are called: the heads of columns, and before a colon."""

from __future__ import annotations

from functools import cache
from typing import Literal

from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.numbers import names_pieces

ItemPart = Literal["title", "sku", "quantity", "price"]


def item_part(name: str, *, within: bool = False) -> ItemPart | None:
    """The part of an item that is called so. `within`: by a program, among the parts of an item."""
    key = name.lower().rstrip(":：. ")
    if names_pieces(key):
        return "quantity"
    return "title" if within and key in _named("title_within") else _parts().get(key)


def may_be_title(text: str) -> bool:
    """Whether a text may be the name of an item: a number of goods is none, nor is what they cost."""
    return any(map(str.isalpha, text)) and read_money(text) is None


def may_be_price_of_one(name: str) -> bool:
    """Whether the price of one piece may be called so, or that of all."""
    return name.lower().rstrip(":：. ") in _named("price_of_one")


@cache
def _parts() -> dict[str, ItemPart]:
    parts: tuple[ItemPart, ...] = ("title", "sku", "price")
    return {name: part for part in parts for name in _named(part)}


@cache
def _named(table: str) -> frozenset[str]:
    return frozenset(read_toml("whyclosed_parser.values", "items")[table])
