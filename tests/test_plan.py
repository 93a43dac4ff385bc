"""Cards that are filled by the plan of another one say the same as when each is read the long way."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import get_args
from unittest import mock

import pytest
from lxml import html
from lxml.etree import _Element as Element

from whyclosed_parser import parse
from whyclosed_parser.model import Order
from whyclosed_parser.page.index import Scope
from whyclosed_parser.read import cards
from whyclosed_parser.read.order import OrderReader
from whyclosed_parser.words import Kind, words_for
from whyclosed_parser.words.packs import languages

FIXTURES = Path(__file__).parent.parent / "fixtures"
LISTS = sorted(
    folder.parent.name
    for folder in FIXTURES.glob("*/page.html")
    if "list" in folder.parent.name or folder.parent.name in ("trap-tab-processed", "trap-words-in-titles")
)
CARD = "//*[contains(concat(' ', normalize-space(@class), ' '), ' order-item ')]"
SEEDS = 1

PHRASES = (
    "Order ID: 8203777000112233",
    "Ref. Number: 8203777000112233 was cancelled",
    "Refund completed",
    "Refund completed on Nov 5, 2026",
    "Refund of US $4.40 was sent to your card",
    "Dispute open",
    "You have 3 days 4 hours left to pay",
    "Your order will be closed in 2 days",
    "Estimated delivery: Nov 30 - Dec 4",
    "Tracking number: LB123456789SG",
    "Tracking number LB123456789SG",
    "Total: US $3.00",
    "US $5.00",
    "US $0.00",
    "$7.10",
    "1.234,50 €",
    "x3",
    "x0",
    "2 pcs",
    "Date: Feb 30, 2026",
    "Date: Jan 5, 2031",
    "Date: 03/04/2026",
    "Nov 8",
    "Confirm received",
    "Cancel order",
    "Completed",
    "In dispute",
    "Card for card@example.net, +49 170 1234567",
    "Loading…",
    "\ufffc",
    "A\ufdd0B",
    "3\u200b4",
    "½ inch, ③ sizes, ٣ قطع",
    "Fish & chips <b>",
    "Set of 12, 120 cm, for 5 m",
    "a " * 120,
    "",
    " ",
)


@contextmanager
def the_long_way() -> Iterator[None]:
    """No card is filled."""
    with mock.patch.object(cards, "_FEWEST", 10**9):
        yield


@contextmanager
def counted() -> Iterator[list[Scope]]:
    """The cards that are read the long way."""
    read: list[Scope] = []
    whole = OrderReader.read

    def counting(reader: OrderReader, page: object) -> Order:
        read.append(reader.scope)
        return whole(reader, page)  # type: ignore[arg-type]

    with mock.patch.object(OrderReader, "read", counting):
        yield read


def said(page: bytes) -> str:
    return json.dumps(parse(page).to_dict(), ensure_ascii=False)


def assert_same(page: bytes) -> None:
    filled = said(page)
    with the_long_way():
        assert filled == said(page)


@pytest.mark.parametrize("name", LISTS)
def test_fixtures(name: str) -> None:
    assert_same((FIXTURES / name / "page.html").read_bytes())


def list_of(made: list[Element], name: str = "list-desktop-mixed") -> bytes:
    """The page with the first card of its own, and these behind it."""
    root = html.document_fromstring((FIXTURES / name / "page.html").read_bytes())
    first, *others = root.xpath(CARD)
    for other in others:
        other.getparent().remove(other)
    for card in reversed(made):
        first.addnext(card)
    return html.tostring(root, encoding="utf-8")


def first_card(name: str = "list-desktop-mixed") -> Element:
    card: Element = html.document_fromstring((FIXTURES / name / "page.html").read_bytes()).xpath(CARD)[0]
    card.tail = "\n"
    return card


PLACES = {
    "title": ".//*[@title]",
    "sku": ".//*[@class='order-item-content-info-sku']",
    "shop": ".//*[@data-pl='order_item_store_name']/a/span",
    "tag": ".//*[@class='order-item-tag']",
    "status": ".//*[@class='order-item-header-status-text']",
    "date": ".//*[@data-pl='order_item_header_info']/div[1]",
    "number": ".//*[@data-pl='order_item_header_info']/div[2]",
    "quantity": ".//*[@class='order-item-content-info-number-quantity']",
    "price": ".//*[@class='order-item-content-info-number']/div/span[2]",
    "cents": ".//*[@class='order-item-content-info-number']/div/span[3]",
    "sign": ".//*[@class='order-item-content-info-number']/div/span[1]",
    "total": ".//*[@data-pl='order_item_content_price_total']/div/span[2]",
    "button": ".//button/span",
    "link": ".//a[@data-pl='order_item_header_detail']",
}


@pytest.mark.parametrize("place", PLACES)
def test_words_that_may_mean_something(place: str) -> None:
    """Whatever stands in a place of a card, also where it has to be read the long way."""
    known = [key for kind in get_args(Kind) for key in [*words_for("en").entries[kind]][:3]]
    actions = list(words_for("en").entries["actions"])
    made = []
    for phrase in (*PHRASES, *known, *actions[:12]):
        card = first_card()
        for one in card.xpath(PLACES[place]):
            one.text = phrase
            if place == "title":
                one.set("title", phrase)
        made.append(card)
    assert_same(list_of(made))


TITLES = ("Garden kettle, 2 l", "Brush & comb", "Mirror <small>", "Lampe für den Garten", "Кружка 350 мл", "x" * 90)


def test_cards_of_one_template_are_read_once() -> None:
    """With other numbers, days, titles and amounts, and not a second time the long way."""
    made = []
    for number, title in enumerate(TITLES):
        card = first_card()
        for place, words in (("title", title), ("sku", f"Colour {title}"), ("shop", f"{title} Store")):
            card.xpath(PLACES[place])[0].text = words[:50] if place != "title" else words
        card.xpath(PLACES["title"])[0].set("title", title)
        card.xpath(PLACES["date"])[0].text = f"Date: Oct {number + 8}, 2026"
        card.xpath(PLACES["number"])[0].text = f"Ref. Number: 820300000000{number + 2000}"
        card.xpath(PLACES["price"])[0].text = f"{number + 1},0{number}0"
        card.xpath(PLACES["total"])[0].text = f"{number * 9 + 1}"
        card.xpath(PLACES["quantity"])[0].text = f"x{number * 7 + 1}"
        made.append(card)
    page = list_of(made)
    with counted() as read:
        orders = parse(page).orders
    assert len(read) == 1
    assert [order.items[0].title for order in orders[1:]] == list(TITLES)
    assert [order.order_id for order in orders[1:]] == [f"820300000000{number + 2000}" for number in range(len(TITLES))]
    assert [str(order.amounts.total.amount) for order in orders[1:] if order.amounts.total] == [
        f"{number * 9 + 1}.27" for number in range(len(TITLES))
    ]
    assert_same(page)


@pytest.mark.parametrize("language", languages("labels"))
def test_no_label_has_a_number(language: str) -> None:
    """So that another number in a row leaves it the row that it is."""
    assert not [key for key in words_for(language).entries["labels"] if re.search(r"\d", key)]


# Lists of cards that were changed.


def phrase(chance: random.Random) -> str:
    """Words that may mean something anywhere in a card."""
    words = words_for("en")
    kinds: tuple[Kind, ...] = ("labels", "status", "refund", "dispute", "actions", "headlines", "ways")
    known = chance.choice(list(words.entries[chance.choice(kinds)]))
    return chance.choice([chance.choice(PHRASES), known, f"{known}: {chance.choice(PHRASES)}", f"Blue {known} 5"])


def texts(card: Element) -> list[tuple[Element, str]]:
    return [(one, part) for one in card.iter("*") for part in ("text", "tail") if (getattr(one, part) or "").strip()]


def other_words(card: Element, chance: random.Random) -> None:
    element, part = chance.choice(texts(card))
    setattr(element, part, phrase(chance))


def other_numbers(card: Element, chance: random.Random) -> None:
    element, part = chance.choice(texts(card))
    words = "".join(str(chance.randrange(10)) if char.isdigit() else char for char in getattr(element, part))
    setattr(element, part, words.replace("1", chance.choice(["1", "11", ""])))


def other_title(card: Element, chance: random.Random) -> None:
    words = phrase(chance)
    for one in card.xpath(".//*[@title]"):
        one.set("title", words if chance.random() < 0.9 else phrase(chance))
        one.text = words


def other_attribute(card: Element, chance: random.Random) -> None:
    element = chance.choice([one for one in card.iter("*") if one.attrib])
    name = chance.choice(element.keys())
    value = element.get(name) or ""
    numbers = "".join(str(chance.randrange(10)) if char.isdigit() else char for char in value)
    element.set(name, chance.choice([numbers, numbers, f"{value} hidden", "", phrase(chance).replace("\ufffc", "")]))


def other_address(card: Element, chance: random.Random) -> None:
    links = card.xpath(".//a[@href]")
    if links:
        one, other = chance.choice(links), chance.choice(links)
        one.set("href", chance.choice([other.get("href"), "/p/tracking/index.html", "/p/message/1", "#", "/store/12"]))


def other_structure(card: Element, chance: random.Random) -> None:
    element = chance.choice(list(card.iterdescendants("*")))
    parent = element.getparent()
    assert parent is not None
    match chance.randrange(6):
        case 0:
            parent.remove(element)
        case 1:
            parent.append(deepcopy(element))
        case 2:
            element.set("style", "display:none")
        case 3:
            element.insert(0, html.HtmlComment("a note"))
        case 4:
            element.append(html.fromstring(f"<span>{len(parent)}</span>"))
        case _:
            element.set("class", chance.choice(["comet-modal", "order-item-header", "a", "address"]))


CHANGES: tuple[Callable[[Element, random.Random], None], ...] = (
    *[other_words] * 4,
    *[other_numbers] * 4,
    *[other_title] * 3,
    other_attribute,
    other_address,
    other_structure,
)


def changed_list(name: str, seed: int, count: int = 12) -> bytes | None:
    """The page with more cards, most of them with a few changes; None where it has none that are known."""
    chance = random.Random(f"{name} {seed}")
    source = (FIXTURES / name / "page.html").read_bytes()
    root = html.document_fromstring(source.decode("utf-8", "replace").replace("\0", ""))
    held = root.xpath(CARD)
    if not held or held[-1].getparent() is None:
        return None
    last = held[-1]
    for _ in range(count):
        card = deepcopy(chance.choice(held[:3]))
        for _change in range(chance.choice([0, 1, 1, 1, 2, 3])):
            if texts(card):
                chance.choice(CHANGES)(card, chance)
        card.tail = "\n"
        last.addnext(card)
    return html.tostring(root, encoding="utf-8")


CHANGED = [name for name in LISTS if changed_list(name, 0) is not None]


@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("name", CHANGED)
def test_changed_cards(name: str, seed: int) -> None:
    page = changed_list(name, seed)
    assert page is not None
    assert_same(page)
