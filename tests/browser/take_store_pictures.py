"""Take the pictures for the stores: python tests/browser/take_store_pictures.py [LANGUAGE …]

Each shows the real popup with the real answer for sample pages, in one of the languages, beside its caption from
extension/store/<language>.toml. Tile and logo have no words but the name.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Playwright, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser import reports
from tests.browser.chromium import SOURCE, Chromium, run_chromium
from tests.browser.fake_server import KEY, Fake, run_fake
from tests.browser.shop import Shop, open_shop
from tests.browser.take_pictures import FIXTURES, SAMPLES, served

STORE = SOURCE.parent / "store"
PICTURES = STORE / "pictures"
LIMITS = tomllib.loads((STORE / "limits.toml").read_text("utf-8"))["pictures"]
SCREENS: Mapping[str, tuple[Path, ...]] = {
    "answer": (SAMPLES / "closed-order.html", SAMPLES / "closed-order-tracking.html"),
    "undecided": (SAMPLES / "closed-order.html",),
    "list": (FIXTURES / "list-desktop-mixed" / "page.html",),
}
DARK = "undecided"
SHARP = ("--force-device-scale-factor=2", "--screen-info={3200x2400}")
STYLE = """
* { box-sizing: border-box } html, body { margin: 0; height: 100% }
body { display: flex; align-items: center; gap: 56px; padding: 0 64px 0 72px; background: #f3ede4; color: #201a15;
  font: 25px/1.4 "DejaVu Sans", sans-serif }
body.dark { background: #1b1d22; color: #f2f2f2 }
div { flex: 1 } .icon { width: 84px } h1 { font-size: 43px; line-height: 1.25; margin: 28px 0 28px; font-weight: 700 }
p { margin: 0; opacity: .8 } h1, p { text-wrap: balance } .popup { height: 720px; border-radius: 12px; box-shadow: 0 12px 48px rgb(0 0 0 / .28) }
body.tile { flex-direction: column; justify-content: center; gap: 16px; padding: 0 } .tile .icon { width: 104px }
.tile b { font-size: 46px } body.logo { padding: 0; justify-content: center } .logo .icon { width: 240px }
"""


def told(*pages: Path) -> Any:
    """The server's answer for sample pages, in the language that the browser asks for."""
    return lambda path, request: (200, served(pages, language=request["lang"]))


def image(kind: str, content: bytes, media: str) -> str:
    """A picture within a page."""
    return f'<img class="{kind}" src="data:{media};base64,{b64encode(content).decode()}">'


ICON = image("icon", (SOURCE / "icons" / "icon.svg").read_bytes(), "image/svg+xml")


def put(stage: Page, place: Path, size: str, looks: str, content: str) -> None:
    """Write a picture of this size."""
    width, height = LIMITS[size]
    stage.set_viewport_size({"width": width, "height": height})
    stage.set_content(f'<!doctype html><style>{STYLE}</style><body class="{looks}">{content}</body>')
    stage.wait_for_function("[...document.images].every((one) => one.complete)")
    place.parent.mkdir(parents=True, exist_ok=True)
    stage.screenshot(path=place)


def take(language: str, chromium: Chromium, fake: Fake, shop: Shop, stage: Page, place: Path) -> None:
    """Write the screens in one language; `place` is a folder to work in."""
    captions = tomllib.loads((STORE / f"{language}.toml").read_text("utf-8"))["captions"]
    page = shop.serve(reports.DETAIL, "<title>Order</title><h1>Order</h1>")
    for number, (name, pages) in enumerate(SCREENS.items(), 1):
        chromium.fresh()
        chromium.pair(fake.port, KEY)
        fake.reply = told(*pages)
        popup = place / "popup.png"
        chromium.answer(chromium.open(page)).picture(popup, dark=name == DARK)
        lines = "<br>".join(map(escape, captions[name]))
        words = f"<div>{ICON}<h1>{lines}</h1><p>{escape(captions['small'])}</p></div>"
        content = words + image("popup", popup.read_bytes(), "image/png")
        put(stage, PICTURES / language / f"{number}-{name}.png", "screenshot", "dark" if name == DARK else "", content)


def languages() -> list[str]:
    """The languages of the listings, as the extension's folders are called."""
    return sorted(folder.name for folder in (SOURCE / "_locales").iterdir())


def take_all(wanted: list[str], playwright: Playwright, workshop: Path, fake: Fake, shop: Shop) -> None:
    """Write every picture; the popups are those of a browser in the language."""
    with playwright.chromium.launch(executable_path="/usr/bin/chromium") as browser:
        stage = browser.new_page()
        put(stage, PICTURES / "tile.png", "tile", "tile", f"{ICON}<b>whyclosed</b>")
        put(stage, PICTURES / "logo.png", "logo", "logo", ICON)
        for language in wanted:
            locale = language.replace("_", "-")
            with run_chromium(playwright, workshop / language, shop.port, extra=SHARP, locale=locale) as chromium:
                take(language, chromium, fake, shop, stage, workshop)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as workshop,
        open_shop(Path(workshop)) as shop,
        run_fake(told(*SCREENS["answer"])) as fake,
        sync_playwright() as playwright,
    ):
        take_all(sys.argv[1:] or languages(), playwright, Path(workshop), fake, shop)


if __name__ == "__main__":
    main()
