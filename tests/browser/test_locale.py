"""The extension in a browser that speaks another language: its own words, its dates, and the answer it asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from tests.browser import reports
from tests.browser.chromium import SOURCE, run_chromium
from tests.browser.fake_server import KEY, Fake
from tests.browser.shop import HOST, Shop

ORDER_PAGE = f"https://{HOST}{reports.DETAIL}"
OTHERS = sorted(folder.name for folder in (SOURCE / "_locales").iterdir() if folder.name != "en")


@pytest.mark.parametrize("locale", OTHERS)
def test_a_browser_is_answered_in_its_language(
    locale: str, playwright: Playwright, shop: Shop, fake: Fake, tmp_path: Path
) -> None:
    tag = locale.replace("_", "-")
    words = json.loads((SOURCE / "_locales" / locale / "messages.json").read_text("utf-8"))
    with run_chromium(playwright, tmp_path, shop.port, locale=tag) as chromium:
        chromium.pair(fake.port, KEY)
        popup = chromium.answer(chromium.open(ORDER_PAGE))
        assert popup.run("document.documentElement.lang") == tag
        assert words["my_orders"]["message"] in popup.run("document.body.innerText")
    asked = [request for path, request in fake.requests if path == "/diagnose"]
    assert [one["lang"] for one in asked] == [tag]
