"""Saved pages and copied words in the extension's own page, with the real server and a server that is steered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser import reports
from tests.browser.chromium import Chromium
from tests.browser.fake_server import Fake
from tests.browser.real_server import Real
from tests.common import FIXTURES

import whyclosed.samples

SAMPLES = Path(whyclosed.samples.__file__).parent
ORDER, TRACKING = SAMPLES / "closed-order.html", SAMPLES / "closed-order-tracking.html"
DROP = """files => { const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name, { lastModified: 1763650000000 }));
  document.querySelector("h1").dispatchEvent(
    new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })); }"""


def saved(chromium: Chromium) -> Page:
    tab = chromium.open(chromium.url("saved.html"))
    tab.wait_for_selector("h1:not(:empty)")
    return tab


def settled(tab: Page) -> Page:
    tab.wait_for_selector("main:has(#given > li) #report:not([aria-busy])", state="attached", timeout=20_000)
    return tab


def lines(tab: Page) -> list[str]:
    return [str(text) for text in tab.locator("#given > li").all_inner_texts()]


def test_files_of_one_order_are_told_as_one(paired: Chromium, real: Real) -> None:
    tab = saved(paired)
    tab.set_input_files("#files", [ORDER, TRACKING, FIXTURES / "bad-captcha" / "page.html"])
    settled(tab)
    assert tab.locator("#report h1").inner_text() == "Write to the seller today."
    first, second, third = lines(tab)
    assert first.startswith("closed-order.html")
    assert "Orders: 1" in first
    assert "Orders: 1" in second
    assert "are you a robot" in third
    assert "Solve the check" in third
    (kept,) = real.store.orders()
    assert kept.packages[0].events
    assert tab.evaluate("document.activeElement.dataset.focus") == "headline"
    for page in kept.pages:
        assert page.captured_at is None or page.captured_at < real.now, page


def test_a_page_dropped_later_is_told_with_the_one_before(paired: Chromium) -> None:
    tab = saved(paired)
    for file in (ORDER, TRACKING):
        tab.evaluate(DROP, [[file.name, file.read_text("utf-8")]])
        tab.wait_for_selector(f"#given > li:has-text('{file.name}')")
        settled(tab)
    assert tab.locator("#report h1").inner_text() == "Write to the seller today."


def test_pasted_words_are_read_line_by_line_by_keyboard_alone(paired: Chromium, real: Real) -> None:
    tab = saved(paired)
    tab.keyboard.press("Tab")
    stops = []
    for _ in range(4):
        stops.append(tab.evaluate("document.activeElement.id || document.activeElement.type"))
        tab.keyboard.press("Tab")
    assert stops == ["orders", "files", "words", "submit"]
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.insert_text(
        "Closed\nOrder ID: 8190000011113335\nOrder placed on: Nov 2, 2026\n<b>Paid on: Nov 2, 2026"
    )
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    settled(tab)
    assert "8190000011113335" in tab.locator("#report").inner_text()
    (kept,) = real.store.orders()
    assert str(kept.placed_on) == "2026-11-02"
    assert [page.captured_at for page in kept.pages] == [None]
    assert tab.input_value("#words") == ""


def test_a_server_that_is_down_is_tried_again_with_the_same_files(chromium: Chromium, fake: Fake) -> None:
    fake.reply = answers
    tab = saved(chromium)
    port = fake.port
    tab.evaluate("chrome.storage.local.set({ port: 1 })")
    tab.reload()
    tab.wait_for_selector("h1:not(:empty)")
    tab.set_input_files("#files", [ORDER, TRACKING])
    tab.wait_for_selector("[data-state=server_down]")
    assert lines(tab) == []
    tab.evaluate(f"chrome.storage.local.set({{ port: {port} }})")
    assert tab.locator("code.command").inner_text().endswith(" serve --port 1")


def answers(path: str, request: Any) -> Any:
    """One order a file, then the report of all."""
    if path == "/read":
        order = reports.report()["orders"][0]["order"]
        return 200, {"schema": "whyclosed/1", "as_of": None, "orders": [{"order": order}], "unread": []}
    return 200, reports.report()


def test_each_file_goes_by_itself_and_pictures_stay_in_the_browser(
    chromium: Chromium, fake: Fake, tmp_path: Path
) -> None:
    fake.reply = answers
    big = tmp_path / "big.html"
    big.write_text(f"<p>Closed</p><img src='data:image/png;base64,{'iVBORw0KGgo' * 1_000_000}'>", "utf-8")
    tab = saved(chromium)
    tab.set_input_files("#files", [ORDER, big])
    settled(tab)
    assert fake.paths() == ["/read", "/read", "/join"]
    assert max(map(len, fake.sent)) < 200_000
    assert len(fake.requests[-1][1]["orders"]) == 2


@pytest.mark.parametrize(("status", "words"), [(422, "could not be read"), (413, "too big")])
def test_a_file_that_is_refused_is_named(chromium: Chromium, fake: Fake, status: int, words: str) -> None:
    fake.reply = lambda path, request: (status, {"error": {"code": "x", "message": "", "hint": ""}})
    tab = saved(chromium)
    tab.set_input_files("#files", [ORDER])
    settled(tab)
    (line,) = lines(tab)
    assert line.startswith("closed-order.html")
    assert words in line
    assert tab.locator("#report > *").count() == 0


def test_my_orders_leads_to_it(chromium: Chromium) -> None:
    tab = chromium.open(chromium.url("orders.html"))
    tab.click("#saved")
    tab.wait_for_url("**/saved.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Chromium, fake: Fake, axe: str, scheme: Any) -> None:
    fake.reply = answers
    tab = saved(chromium)
    tab.emulate_media(color_scheme=scheme)
    tab.set_input_files("#files", [ORDER])
    settled(tab)
    tab.evaluate(axe)
    found = tab.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))")
    assert found == []
