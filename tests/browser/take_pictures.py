"""Take pictures of the extension.

python tests/browser/take_pictures.py FOLDER      every state and forty answers in every look, and an index of them
python tests/browser/take_pictures.py --readme    those in docs/pictures
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import reports
from tests.browser.chromium import OPEN_ALL, Chromium, Popup, run_chromium
from tests.browser.fake_server import KEY, Fake, run_fake
from tests.browser.shop import Shop, open_shop
from tests.browser.test_states import ANSWERS

import whyclosed
import whyclosed.samples
from whyclosed_parser.model import Problem
from whyclosed_parser.scrub import scrub
from whyclosed_rules.telling.next_date import sort_key

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
FOLDED = replace(
    reports.ORDER,
    problems=(Problem("folded_parts", "payments", "The payment rows are folded: click the small arrow."),),
)
CHANGED = replace(reports.DISPUTE, changes=("The tracking page now says that the shipment was cancelled.",))


def shown(*entries: Any) -> Any:
    """A reply with these orders."""
    return lambda path, request: (200, reports.report(*entries))


SAMPLES = Path(whyclosed.samples.__file__).parent


NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@cache
def served(pages: tuple[Path, ...], now: datetime = NOW, language: str = "en") -> Any:
    """What the server says of these pages: what is due first stands on top."""
    zone = ZoneInfo("Europe/Berlin")
    report = whyclosed.diagnose(pages, as_of=now, tz=zone.key, language=language)
    orders = sorted(report.orders, key=lambda one: sort_key(one.diagnosis.tone, one.diagnosis.next, zone))
    told = replace(report, orders=tuple(orders)).to_dict()
    for entry in told["orders"]:
        entry["answers"] = {}
    return told


def sample(*pages: str) -> Any:
    """A reply with the real answer for sample pages of the command."""
    return lambda path, request: (200, served(tuple(SAMPLES / page for page in pages)))


FROM_FIXTURES = (
    "detail-auto-confirm",
    "detail-awaiting-delivery-commitment",
    "detail-awaiting-payment-countdown",
    "detail-canceled-2026",
    "detail-canceled-by-buyer",
    "detail-canceled-refund-processing",
    "detail-closed-carrier-cancelled",
    "detail-closed-no-reason",
    "detail-closed-refund-complete",
    "detail-closed-security",
    "detail-closed-seller-cancelled",
    "detail-currency-ambiguous",
    "detail-expired-never-paid",
    "detail-frozen",
    "detail-in-dispute",
    "detail-payment-verifying",
    "detail-pt-br-completed",
    "detail-to-ship-countdown",
    "detail-two-shops-two-items",
    "dispute-waiting-buyer",
    "dispute-waiting-platform",
    "pair-contradiction",
    "pair-delivered-with-dispute",
    "refund-mobile-completed",
    "ru-detail-cancelled-refund",
    "t2-returned",
    "tracking-delivered",
    "tracking-no-events",
    "tracking-returned-to-sender",
    "tracking-two-packages",
    "list-desktop-mixed",
    "list-pt-br",
)


def fixture(name: str) -> Any:
    """A reply with the real answer for pages of the collection, at their own time."""
    folder = FIXTURES / name
    meta = tomllib.loads((folder / "meta.toml").read_text("utf-8"))
    now = datetime.fromisoformat(str(meta.get("now", reports.AS_OF)))
    return lambda path, request: (200, served(tuple(sorted(folder.glob("page.*"))), now))


README = {
    "answer": sample("closed-order.html", "closed-order-tracking.html"),
    "undecided-dark": sample("closed-order.html"),
    "list": sample("orders.html"),
}
SHOWN = {
    "dispute": shown(),
    "automatic": shown(reports.entry(diagnosis=reports.AUTOMATIC)),
    "finished": shown(reports.entry(diagnosis=reports.FINISHED)),
    "undecided": shown(reports.entry(diagnosis=reports.UNDECIDED)),
    "changed": shown(reports.entry(diagnosis=CHANGED)),
    "folded": shown(reports.entry(FOLDED)),
    "nameless": shown(reports.entry(replace(reports.ORDER, order_id=None))),
    "list": lambda path, request: (200, reports.several()),
}

# A language with words a third longer, and one that is written from right to left: every letter but those of codes.
WORDS = """((change) => { const all = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (all.nextNode()) all.currentNode.data = all.currentNode.data.replace(/[A-Za-zÀ-ÿ]{3,}/g, change); })"""
LONG = f"{WORDS}((word) => word + 'enschaftlichkeit'.slice(0, Math.ceil(word.length * 0.45)))"
RIGHT_TO_LEFT = (
    "document.documentElement.dir = 'rtl';"
    f"{WORDS}((word) => word.replace(/[a-zÀ-ÿ]/gi, (one) => String.fromCharCode(0x5d0 + one.charCodeAt(0) % 27)))"
)


def looks(popup: Popup, path: Callable[[str], Path]) -> None:
    """Pictures of the popup in each look; the words change last."""
    popup.picture(path("light"))
    popup.picture(path("dark"), dark=True)
    popup.run(LONG)
    popup.picture(path("long"))
    popup.run(RIGHT_TO_LEFT)
    popup.picture(path("rtl"))


def zooms(chromium: Chromium, front: Page, path: Callable[[str], Path]) -> None:
    """Pictures of the popup at 200 %, as wide as it gets and half as wide."""
    for width, tab in chromium.zoomed(front, 392, 196):
        session = tab.context.new_cdp_session(tab)
        shot = session.send("Page.captureScreenshot", {"format": "png"})
        path("zoomed" if width == 392 else "narrow").write_bytes(b64decode(shot["data"]))


TAB_LOOKS: tuple[tuple[str, int, Any], ...] = (
    ("tab", 820, "light"),
    ("tabdark", 820, "dark"),
    ("tabnarrow", 360, "light"),
)
SAFE_COPY: dict[str, Any] = {"safe-copy": "light", "safe-copy-dark": "dark"}
Clicks = Iterator[tuple[str, Popup]]


def answers(chromium: Chromium, fake: Fake, page: str, replies: dict[str, Any]) -> Clicks:
    """The popup with each of these replies."""
    for name, reply in replies.items():
        chromium.fresh()
        chromium.pair(fake.port, KEY)
        fake.reply = reply
        yield name, chromium.answer(chromium.open(page))


def troubles(chromium: Chromium, fake: Fake, page: str) -> Clicks:
    """The states in which the server has not answered."""
    fake.reply = shown()
    for name, port, key in (("down", 1, KEY), ("no-key", fake.port, None), ("wrong-key", fake.port, "00" * 32)):
        chromium.fresh()
        chromium.pair(port, key)
        yield f"state-{name}", chromium.answer(chromium.open(page))
    fake.stranger = "silent"
    chromium.pair(fake.port, KEY)
    yield "state-stranger", chromium.answer(chromium.open(page))
    fake.stranger = None
    chromium.answer(chromium.open(page))
    chromium.pair(1, KEY)
    yield "state-down-remembered", chromium.answer(chromium.open(page))
    chromium.pair(fake.port, KEY)
    yield "state-not-shop", chromium.answer(chromium.open("about:blank"))


def unfolded(chromium: Chromium, fake: Fake, page: str) -> Clicks:
    """The parts below the first screen."""
    for name, part in (("below-steps", "steps"), ("below-messages", "messages"), ("below-why", "why")):
        for _, popup in answers(chromium, fake, page, {"dispute": SHOWN["dispute"]}):
            popup.run(OPEN_ALL)
            popup.run(f"document.querySelector('[data-part={part}]').scrollIntoView()")
            yield name, popup


def read_or_copied(path: str, request: Any) -> Any:
    """What the server says of a page, and of the wish for a copy of it: the real copy of a sample."""
    if path != "/scrub":
        return README["answer"](path, request)
    made = scrub((SAMPLES / "closed-order.html").read_bytes(), seed="picture")
    safe = {"pages": [page.text for page in made.pages], "packed": None, "suffix": made.suffix, "counts": made.counts}
    return 200, {"safe": safe, "problem": None, "fields": []}


def safe_copy(chromium: Chromium, fake: Fake, page: str) -> Page:
    """The tab with the copy, as it stands there after the press below an answer."""
    for _, popup in answers(chromium, fake, page, {"safe": read_or_copied}):
        tab = chromium.wait_for_tab(partial(popup.click, "[data-focus=way-safe]"), "safe.html")
        tab.wait_for_selector("#copy:not([aria-busy])")
    return tab


def tabs(chromium: Chromium, fake: Fake, page: str) -> Iterator[tuple[str, Page]]:
    """The pages of the extension that stand in a tab."""
    for _, popup in answers(chromium, fake, page, {"report": README["answer"]}):
        yield "report", chromium.wait_for_tab(partial(popup.click, "#full"), "report.html")
    yield "safe", safe_copy(chromium, fake, page)
    fake.reply = SHOWN["list"]
    for name in ("orders", "pairing", "saved"):
        yield name, chromium.open(chromium.url(f"{name}.html"))
    fake.reply = read_as_one
    tab = chromium.open(chromium.url("saved.html"))
    tab.set_input_files("#files", [SAMPLES / "closed-order.html", FIXTURES / "bad-captcha" / "page.html"])
    tab.wait_for_selector("#report h1")
    yield "saved-answer", tab


def read_as_one(path: str, request: Any) -> Any:
    """What the server says of saved pages."""
    if path == "/join":
        return README["answer"](path, request)
    report = whyclosed.parse(b64decode(request["file"])).to_dict()
    return 200, report


def take(folder: Path, chromium: Chromium, fake: Fake, shop: Shop) -> None:
    """Write one PNG for each thing that can be seen, in each look, and an index of them."""
    page = shop.serve(reports.DETAIL, "<title>Order</title><h1>Order</h1>")
    replies = {**README, **SHOWN, **{name: fixture(name) for name in FROM_FIXTURES}}
    states = {f"state-{name}": answer[0] for name, answer in ANSWERS.items()}

    def path(name: str) -> Callable[[str], Path]:
        return lambda look: folder / f"{name}-{look}.png"

    for name, popup in answers(chromium, fake, page, {**replies, **states}):
        looks(popup, path(name))
        front = chromium.context.pages[-1]
        zooms(chromium, front, path(name))
    for name, popup in chain(troubles(chromium, fake, page), unfolded(chromium, fake, page)):
        looks(popup, path(name))
    for name, tab in tabs(chromium, fake, page):
        tab.wait_for_selector("main:not([aria-busy]) h1:not(:empty)")
        for look, width, scheme in TAB_LOOKS:
            tab.emulate_media(color_scheme=scheme)
            tab.set_viewport_size({"width": width, "height": 900})
            tab.wait_for_timeout(200)
            tab.screenshot(path=path(name)(look), full_page=True)
    (folder / "index.html").write_text(_index(folder), "utf-8")


def _index(folder: Path) -> str:
    """All pictures, look by look."""
    names = sorted((path.stem.rpartition("-") for path in folder.glob("*.png")), key=lambda parts: parts[::-1])
    figures = [f'<figure><img src="{name}-{look}.png"><figcaption>{look}: {name}' for name, _, look in names]
    style = "body { display: flex; flex-wrap: wrap; gap: 8px } figure { margin: 0 } img { max-width: 392px }"
    return f"<!doctype html><meta charset='utf-8'><style>{style}</style>{'</figure>'.join(figures)}\n"


def take_readme(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    """Write the pictures of the documents."""
    folder = ROOT / "docs" / "pictures"
    page = shop.serve(reports.DETAIL, "<title>Order</title><h1>Order</h1>")
    for name, popup in answers(chromium, fake, page, README):
        popup.picture(folder / f"{name}.png", dark=name.endswith("-dark"))
    tab = safe_copy(chromium, fake, page)
    tab.set_viewport_size({"width": 820, "height": 640})
    for name, scheme in SAFE_COPY.items():
        tab.emulate_media(color_scheme=scheme)
        tab.screenshot(path=folder / f"{name}.png")


def main() -> None:
    (where,) = sys.argv[1:]
    with (
        tempfile.TemporaryDirectory() as workshop,
        open_shop(Path(workshop)) as shop,
        run_fake(shown()) as fake,
        sync_playwright() as playwright,
        run_chromium(playwright, Path(workshop) / "profile", shop.port) as chromium,
    ):
        if where == "--readme":
            take_readme(chromium, fake, shop)
        else:
            Path(where).mkdir(parents=True, exist_ok=True)
            take(Path(where), chromium, fake, shop)


if __name__ == "__main__":
    main()
