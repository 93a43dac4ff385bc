"""The list page read with BeautifulSoup the usual way, by its un-hashed class names: the twin to be faster than."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag

Row = dict[str, object]


def read_list(page: bytes) -> list[Row]:
    """Number, status, date, shop, lines, total and buttons of every order on a list page."""
    soup = BeautifulSoup(page, "lxml")
    return [_order(card) for card in soup.find_all("div", class_="order-item")]


def _order(card: Tag) -> Row:
    info = _text(card, "order-item-header-right-info")
    date = re.search(r"Date: (\w+ \d+, \d{4})", info)
    link = card.find("a", attrs={"data-pl": "order_item_header_detail"})
    query = parse_qs(urlsplit(str(link["href"])).query) if isinstance(link, Tag) else {}
    return {
        "order_id": query.get("orderId", [None])[0],
        "status": _text(card, "order-item-header-status-text"),
        "placed_on": date.group(1) if date else None,
        "shop": _text(card, "order-item-store-name"),
        "items": [_line(line) for line in card.find_all("div", class_="order-item-content-body")],
        "total": _text(card, "order-item-content-opt-price-total"),
        "actions": [button.get_text(strip=True) for button in card.find_all(class_="order-item-btn")],
    }


def _line(line: Tag) -> Row:
    link = line.find("a", href=re.compile(r"/item/\d+"))
    return {
        "item": str(link["href"]) if isinstance(link, Tag) else None,
        "title": _text(line, "order-item-content-info-name"),
        "sku": _text(line, "order-item-content-info-sku"),
        "price": _text(line, "notranslate"),
        "quantity": _text(line, "order-item-content-info-number-quantity"),
    }


def _text(tag: Tag, name: str) -> str:
    found = tag.find(class_=name)
    return found.get_text(strip=True) if isinstance(found, Tag) else ""
