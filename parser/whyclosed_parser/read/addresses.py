"""What an address of the site names: an order, one of its lines, a product, a store."""

from __future__ import annotations

from collections.abc import Callable

from lxml.etree import _Element as Element

from whyclosed_parser import patterns

_ORDER = patterns.compiled(r"(?:[?&](?:orderId|tradeOrderId|tradeId)=|/order-list/)(\d{10,22})(?!\d)")
_LINE = patterns.compiled(r"[?&](?:tradeOrderLineId|orderLineId|subOrderId)=(\d{10,22})(?!\d)")
_PRODUCT = patterns.compiled(r"/(?:item|i|product)/(?:[^?#]*/)?(\d{6,20})(?:\.html?)?(?:[?#/]|\Z)")
_PARCEL = patterns.compiled(r"[?&](?:trackingNumber|mailNo)=([A-Za-z0-9]{8,40})(?:[&#]|\Z)")
_STORE = patterns.compiled(r"/store/([^/?#]+)")
_NAMED = "Id="
"""How the name of every id ends: few addresses have one, and this is found many times faster than a pattern."""
_IN_PATH = "/order-list/"
_SNAPSHOT = "/snapshot"
"""A snapshot's "order" is the picture of an item as it was sold."""


TRACKING_PAGE = "/p/tracking/"


def order_in(address: str) -> str | None:
    """The id of the order that an address is about."""
    if (_NAMED not in address and _IN_PATH not in address) or _SNAPSHOT in address:
        return None
    found = _ORDER.search(address)
    return found[1] if found else None


def line_in(address: str) -> str | None:
    """The id of the line of an order that an address is about."""
    found = _LINE.search(address) if _NAMED in address else None
    return found[1] if found else None


def is_snapshot(address: str) -> bool:
    """Whether an address is that of an item as it was sold."""
    return _SNAPSHOT in address


def product_in(address: str) -> str | None:
    """The id of the product that an address is about."""
    found = _PRODUCT.search(address)
    return found[1] if found else None


def linked_in(box: Element, named: Callable[[str], str | None]) -> set[str]:
    """What the addresses of the links in a box name."""
    return {found for link in box.iter("a") if (found := named(link.get("href") or ""))}


def parcel_in(address: str) -> str | None:
    """The number of the parcel that an address is about."""
    found = _PARCEL.search(address)
    return found[1] if found else None


def store_in(address: str) -> str | None:
    """The store that an address is about, by its number or name."""
    found = _STORE.search(address)
    return found[1] if found else None
