"""Pages of real size, made of the fixtures: what a browser saves is mostly scripts, styles and a feed of products."""

from __future__ import annotations

import json
import random
import re
from functools import cache

from tests.common import page_of

CARD = b'<div class="order-item">'
WORDS = ("wireless", "charger", "bracelet", "garden", "lamp", "cotton", "brush", "kettle", "mirror", "cable", "lining")


def script(size: int, seed: int = 1) -> bytes:
    """A script of about `size` bytes, like the state and the bundles that such a page carries."""
    chance = random.Random(seed)
    lines = [b"<script>window.__state__=window.__state__||[];"]
    while size > 0:
        state = {
            "id": f"module_{chance.randrange(10**6)}",
            "fields": {chance.choice(WORDS): chance.randrange(10**9) for _ in range(6)},
            "children": [f"node_{chance.randrange(10**5)}" for _ in range(8)],
        }
        line = b"window.__state__.push(" + json.dumps(state).encode() + b");\n"
        lines.append(line)
        size -= len(line)
    return b"".join([*lines, b"</script>"])


def styles(size: int, seed: int = 2) -> bytes:
    """A style sheet of about `size` bytes."""
    chance = random.Random(seed)
    lines = [b"<style>"]
    while size > 0:
        name = f"{chance.choice(WORDS)}--{chance.choice(WORDS)}--{chance.randrange(10**7):x}"
        line = (
            f".{name}{{display:flex;margin:{chance.randrange(40)}px;color:#{chance.randrange(16**6):06x}}}\n".encode()
        )
        lines.append(line)
        size -= len(line)
    return b"".join([*lines, b"</style>"])


def feed(products: int, seed: int = 3) -> bytes:
    """Recommended products below an order."""
    chance = random.Random(seed)
    cards = []
    for _ in range(products):
        item, title = chance.randrange(10**15, 10**16), " ".join(chance.choices(WORDS, k=9))
        sold, stars = chance.randrange(9000), chance.randrange(10)
        picture = f"https://pictures.example/kf/S{chance.randrange(16**30):030x}.jpg_480x480q75.jpg_.avif"
        cards.append(
            f'<div class="card--wrap--2f1 card--grid--9aa"><a class="card--link--3c" target="_blank" '
            f'href="https://www.aliexpress.com/item/{item}.html?pvid={chance.randrange(16**30):030x}&amp;scm=1007">'
            f'<div class="image--wrap--1b"><img class="image--real--4d" src="{picture}" alt="{title}"></div>'
            f'<div class="text--wrap--5e"><h3 class="title--text--6f">{title}</h3>'
            f'<div class="price--wrap--7a"><span>US $</span><span>{chance.randrange(90)}</span><span>.</span>'
            f'<span>{chance.randrange(10, 99)}</span></div><div class="trade--wrap--8b"><span>{sold} sold</span>'
            f'<span class="star--text--9c">4.{stars}</span></div></div></a></div>'
        )
    return f'<div class="recommend--feed--0a">{"".join(cards)}</div>'.encode()


def of_size(name: str, size: int) -> bytes:
    """The page of a fixture with a feed in its place, and scripts and styles up to `size` bytes."""
    page = page_of(name)
    place = _feed_place(page)
    page = page[:place] + feed(250) + page[place:]
    rest = size - len(page)
    head = page.index(b"</head>")
    page = page[:head] + script(rest * 2 // 5) + styles(rest // 3) + page[head:]
    end = page.rindex(b"</body>")
    return page[:end] + script(size - len(page), seed=4) + page[end:]


def _feed_place(page: bytes) -> int:
    known_place = re.search(rb'<div class="(?:more-to-love--list--\w+|order-recommend)"[^>]*>', page)
    assert known_place
    return known_place.end()


@cache
def detail_page(name: str = "detail-closed-labels-2026", products: int = 250, *, strange: bool = False) -> bytes:
    """The order details of a fixture as a browser saves them: about 1.5 MB.

    `strange`: the feed stands where no layout knows it, as after a redesign.
    """
    page = page_of(name)
    end = page.rindex(b"</body>")
    place = end if strange else _feed_place(page)
    page = page[:place] + feed(products) + page[place:end] + script(350_000, seed=4) + page[end:]
    head = page.index(b"</head>")
    return page[:head] + script(500_000) + styles(450_000) + page[head:]


@cache
def list_page(orders: int = 100, name: str = "list-desktop-mixed") -> bytes:
    """A list of so many different orders: the cards of a fixture again and again, each with a number of its own."""
    before, *cards = page_of(name).split(CARD)
    after = cards[-1][cards[-1].index(b'</div></div><div class="order-more"') :]
    numbered = re.compile(rb"\b8203\d{12}\b")
    made = [
        CARD + numbered.sub(b"8203%012d" % (place * 137 + 1000), cards[place % (len(cards) - 1)])
        for place in range(orders)
    ]
    return before + b"".join(made) + after
