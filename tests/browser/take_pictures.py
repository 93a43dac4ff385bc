"""Take pictures of every state of the extension: `python tests/browser/take_pictures.py FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import reports
from tests.browser.chromium import Chromium, run_chromium
from tests.browser.fake_server import KEY, Fake, run_fake
from tests.browser.shop import HOST, Shop, open_shop
from tests.browser.test_states import ANSWERS

import whyclosed
import whyclosed.samples
from whyclosed_parser.model import Problem

OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
FOLDED = replace(
    reports.ORDER,
    problems=(Problem("folded_parts", "payments", "The payment rows are folded: click the small arrow."),),
)
CHANGED = replace(reports.DISPUTE, changes=("The tracking page now says that the shipment was cancelled.",))


def shown(*entries: Any) -> Any:
    """A reply with these orders."""
    return lambda path, request: (200, reports.report(*entries))


SAMPLES = Path(whyclosed.samples.__file__).parent


def sample(*pages: str) -> Any:
    """A reply with the real answer for sample pages of the command."""
    report = whyclosed.diagnose(
        [SAMPLES / page for page in pages], as_of=datetime(2026, 11, 22, 10, tzinfo=UTC), tz="Europe/Berlin"
    ).to_dict()
    for entry in report["orders"]:
        entry["answers"] = {}
    return lambda path, request: (200, report)


def take(folder: Path, chromium: Chromium, fake: Fake, shop: Shop) -> None:
    """Write one PNG a state, the answers also in the dark."""
    page = shop.serve(reports.DETAIL, "<title>Order</title><h1>Order</h1>")
    replies = {
        "answer": sample("closed-order.html", "closed-order-tracking.html"),
        "answer-undecided": sample("closed-order.html"),
        "answer-list": sample("orders.html"),
        "dispute": shown(),
        "automatic": shown(reports.entry(diagnosis=reports.AUTOMATIC)),
        "finished": shown(reports.entry(diagnosis=reports.FINISHED)),
        "undecided": shown(reports.entry(diagnosis=reports.UNDECIDED)),
        "changed": shown(reports.entry(diagnosis=CHANGED)),
        "folded": shown(reports.entry(FOLDED)),
        "nameless": shown(reports.entry(replace(reports.ORDER, order_id=None))),
        "list": lambda path, request: (200, reports.several()),
        **{f"state-{name}": answer[0] for name, answer in ANSWERS.items()},
    }
    for name, reply in replies.items():
        chromium.fresh()
        chromium.pair(fake.port, KEY)
        fake.reply = reply
        order_page = chromium.open(page)
        popup = chromium.answer(order_page)
        popup.picture(folder / f"{name}.png")
        if not name.startswith("state-"):
            popup.picture(folder / f"{name}-dark.png", dark=True)
            for _, zoomed in chromium.zoomed(order_page, 392):
                zoomed.screenshot(path=folder / f"{name}-200.png")
                zoomed.close()
            popup = chromium.answer(chromium.open(page))
        if name == "dispute":
            popup.run(OPEN_ALL)
            popup.run("document.querySelector('[data-part=steps]').scrollIntoView()")
            popup.picture(folder / "dispute-steps.png")
            popup.run("document.querySelector('[data-part=messages]').scrollIntoView()")
            popup.picture(folder / "dispute-below.png")
            tab = chromium.wait_for_tab(partial(popup.click, "#full"), "report.html")
            _tab(tab, folder / "report.png")
    for name, port, key in (("down", 1, KEY), ("no-key", fake.port, None), ("wrong-key", fake.port, "00" * 32)):
        chromium.fresh()
        chromium.pair(port, key)
        chromium.answer(chromium.open(page)).picture(folder / f"state-{name}.png")
    fake.stranger = "silent"
    chromium.pair(fake.port, KEY)
    chromium.answer(chromium.open(page)).picture(folder / "state-stranger.png")
    fake.stranger = None
    fake.reply = replies["dispute"]
    chromium.answer(chromium.open(page))
    chromium.pair(1, KEY)
    chromium.answer(chromium.open(page)).picture(folder / "state-down-remembered.png")
    chromium.pair(fake.port, KEY)
    chromium.answer(chromium.open("about:blank")).picture(folder / "state-not-shop.png")
    fake.reply = replies["list"]
    for name in ("orders", "pairing"):
        tab = chromium.open(chromium.url(f"{name}.html"))
        tab.wait_for_selector("h1:not(:empty)")
        _tab(tab, folder / f"{name}.png")


def _tab(tab: Any, path: Path) -> None:
    tab.set_viewport_size({"width": 820, "height": 900})
    tab.wait_for_timeout(200)
    tab.screenshot(path=path, full_page=True)


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as workshop,
        open_shop(Path(workshop)) as shop,
        run_fake(shown()) as fake,
        sync_playwright() as playwright,
        run_chromium(playwright, Path(workshop) / "profile", shop.port) as chromium,
    ):
        shop.serve(reports.DETAIL, f"<h1>{HOST}</h1>")
        take(folder, chromium, fake, shop)


if __name__ == "__main__":
    main()
