"""The extension in a browser that speaks another language: its own words, its dates, and the answer it asks for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from tests.browser import reports
from tests.browser.chromium import SOURCE, run_chromium
from tests.browser.fake_server import KEY, Fake
from tests.browser.shop import Shop

OTHERS = sorted(folder.name for folder in (SOURCE / "_locales").iterdir() if folder.name != "en")
STARTED = ["pt_BR", "ru"]
"""Each needs a browser of its own, which takes as long as ten tests: one with a country and one in other letters. That
the words of all are there is told without a browser."""


def test_every_language_has_all_words() -> None:
    messages = {
        locale: json.loads((SOURCE / "_locales" / locale / "messages.json").read_text("utf-8"))
        for locale in ("en", *OTHERS)
    }
    assert set(STARTED) < set(OTHERS)
    assert {locale for locale, told in messages.items() if told.keys() != messages["en"].keys()} == set()
    assert [name for told in messages.values() for name, one in told.items() if not one["message"].strip()] == []


@pytest.mark.parametrize("locale", STARTED)
def test_a_browser_is_answered_in_its_language(
    locale: str, playwright: Playwright, shop: Shop, fake: Fake, tmp_path: Path
) -> None:
    tag = locale.replace("_", "-")
    words = json.loads((SOURCE / "_locales" / locale / "messages.json").read_text("utf-8"))
    with run_chromium(playwright, tmp_path, shop.port, locale=tag) as chromium:
        chromium.pair(fake.port, KEY)
        popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
        assert popup.run("document.documentElement.lang") == tag
        assert words["my_orders"]["message"] in popup.run("document.body.innerText")
    asked = [request for path, request in fake.requests if path == "/diagnose"]
    assert [one["lang"] for one in asked] == [tag]
