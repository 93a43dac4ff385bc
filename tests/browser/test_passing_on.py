"""What the buyer passes on: from the press to the saved file, with the real server, in real browsers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect
from tests.browser import reports
from tests.browser.chromium import Chromium
from tests.browser.fake_server import Fake, wait_until
from tests.browser.firefox import Firefox
from tests.browser.real_server import Real
from tests.browser.shop import HOST, Shop
from tests.browser.test_looks import SCHEMES, check
from tests.browser.test_real_server import serve
from tests.common import FIXTURES, page_of

from whyclosed_parser import parse

PERSON = ("Quillfeather", "Calle Inventada", "8190000011112221", "canarytoken")
NEW = "<!doctype html><html lang='en'><body><h1>Wholly new</h1><p>Nadia Quillfeather, Calle Inventada 12</p></body></html>"
PATIENCE = 120_000  # milliseconds: the first copy loads much, and the machine may be busy
SAFE = {"pages": ["<p>safe</p>"], "packed": None, "suffix": ".html", "counts": {"words": 2}}


def copied(safe: Any = SAFE, problem: Any = None, fields: tuple[str, ...] = ()) -> Any:
    """A steered server that answers clicks, and this to the wish for a copy."""

    def reply(path: str, _request: Any) -> tuple[int, Any]:
        if path == "/scrub":
            return 200, {"safe": safe, "problem": problem, "fields": list(fields)}
        return 200, reports.report()

    return reply


def from_popup(chromium: Chromium, page: Page) -> Page:
    """The tab with the copy of the page on which the button is pressed."""
    popup = chromium.answer(page)
    return made(chromium.wait_for_tab(lambda: popup.click("[data-focus=way-safe]"), "safe.html"))


def made(tab: Page) -> Page:
    tab.wait_for_selector("#copy:not([aria-busy])", timeout=PATIENCE)
    return tab


def saved(tab: Page) -> tuple[str, bytes]:
    with tab.expect_download(timeout=PATIENCE) as download:
        tab.keyboard.press("Enter")
    return download.value.suggested_filename, download.value.path().read_bytes()


def with_person() -> bytes:
    page = page_of("detail-closed-seller-cancelled")
    assert b"Quillfeather" in page
    return page.replace(b"</body>", b"<script>window.token='canarytoken'</script><img src='/canarytoken.png'></body>")


@pytest.fixture
def order_page(paired: Chromium, real: Real, shop: Shop) -> Page:
    serve(shop, real, "detail-closed-seller-cancelled")
    address = shop.serve("/p/order/detail.html?orderId=8190000011112221", with_person())
    return paired.open(address)


def test_a_safe_copy_is_looked_through_and_saved_by_keyboard_alone(
    paired: Chromium, real: Real, shop: Shop, order_page: Page
) -> None:
    popup = paired.answer(order_page)
    popup.run("document.querySelector('[data-focus=way-safe]').focus()")
    known = real.store.orders()
    asked = len(shop.requests)
    tab = made(paired.wait_for_tab(lambda: popup.press("Enter", 13, "\r"), "safe.html"))
    words = tab.locator(".copy > .paper").inner_text()
    assert "Closed" in words
    assert [one for one in PERSON if one in tab.content()] == []
    assert re.search(r"Words: \d", tab.locator(".counts").inner_text())
    tab.locator("#look").focus()
    for typed, mood in (("quillfeather", "good"), ("Closed", "bad"), ("ab", "")):
        tab.locator("#look").fill(typed)
        expect(tab.locator(".told")).to_have_attribute("data-mood", mood)
        expect(tab.locator(".told")).not_to_be_empty()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.dataset.focus") == "save"
    name, content = saved(tab)
    assert name == "whyclosed-safe-copy.html"
    assert [one for one in PERSON if one.encode() in content] == []
    (order,) = parse(content).orders
    assert order.status is not None
    assert (order.status.code, order.pages[0].captured_at_from) == ("closed", "request")
    expect(tab.locator("#live")).to_contain_text("downloads")
    assert real.store.orders() == known
    assert len(shop.requests) == asked, "nothing is fetched for the copy"


def test_a_page_in_which_nothing_was_found_is_copied_too(paired: Chromium, shop: Shop) -> None:
    tab = from_popup(paired, paired.open(shop.serve("/p/order/detail.html", NEW.encode())))
    assert "Calle Inventada" not in tab.content()
    tab.locator("[data-focus=save]").focus()
    name, content = saved(tab)
    assert (name, b"Quillfeather" in content) == ("whyclosed-safe-copy.html", False)


def test_where_no_page_was_read_none_is_offered(chromium: Chromium, shop: Shop) -> None:
    popup = chromium.answer(chromium.open(shop.serve("/", "<p>Hello</p>", "evil.example")))
    assert popup.state() == "not_shop"
    assert not popup.run("!!document.querySelector('[data-focus=way-safe]')")


def test_a_page_that_stopped_the_parser_is_offered(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    fake.reply = lambda path, request: (
        (422, {"error": {"code": "unparsable"}}) if path == "/diagnose" else copied()(path, request)
    )
    tab = from_popup(chromium, chromium.open(f"https://{HOST}{reports.DETAIL}"))
    assert "safe" in tab.locator(".copy > .paper").inner_text()
    diagnosed, scrubbed = fake.sent[-1], [body for body in fake.sent if body[:2] == b"\x1f\x8b"]
    assert scrubbed[-1] == diagnosed
    assert len({*scrubbed}) == 1, "the page is sent as it was read, and read once"


HOSTILE = """<html><head><base href="https://evil.example/"><script>window.top.hacked = 1</script>
<style>body{display:none}</style><meta http-equiv="refresh" content="0;url=https://evil.example/"></head>
<body onload="window.top.hacked = 1"><img src="x" onerror="window.top.hacked = 1"><iframe src="https://evil.example/"
srcdoc="<script>parent.hacked = 1</script><p>inner words</p>"></iframe><svg onload="window.top.hacked = 1"></svg>
<template shadowrootmode="open"><p>shadow words</p></template><p>&lt;b&gt;words&lt;/b&gt;</p></body></html>"""


def test_what_the_server_sends_is_shown_as_text_and_never_run(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    fake.reply = copied({**SAFE, "pages": [HOSTILE], "counts": {"words": "<b>1</b>", "odd": 5}})
    page = chromium.open(f"https://{HOST}{reports.DETAIL}")
    asked = len(shop.requests)
    tab = from_popup(chromium, page)
    tab.locator("summary").click()
    expect(tab.locator(".paper").last).not_to_be_empty()
    words, source = tab.locator(".paper").all_inner_texts()
    for text in ("inner words", "shadow words", "<b>words</b>"):
        assert text in words
    assert "<script>window.top.hacked = 1</script>" in source
    assert tab.evaluate(
        "[window.hacked, document.querySelectorAll('.copy script, .copy iframe, .copy img, .copy b').length]"
    ) == [None, 0]
    assert tab.url.startswith("chrome-extension://")
    assert [one for one in shop.requests[asked:] if not one.endswith("/favicon.ico")] == []  # that of the page
    assert "#" in tab.url
    assert reports.ORDER_ID not in tab.url


def test_doubt_is_told_in_words_and_there_is_nothing_to_save(chromium: Chromium, fake: Fake) -> None:
    problem = {"code": "scrub_leaks", "message": "In doubt <b>x</b>.", "hint": "Do not pass it on.", "language": None}
    fake.reply = copied(None, problem, ("orders.items", "orders.timers.ends_at"))
    tab = from_popup(chromium, chromium.open(f"https://{HOST}{reports.DETAIL}"))
    text = tab.locator("#copy").inner_text()
    for words in (
        "No copy was made",
        "In doubt <b>x</b>.",
        "Do not pass it on.",
        "orders.items, orders.timers.ends_at",
    ):
        assert words in text
    assert tab.locator("button").count() == 0


def test_a_server_of_another_version_and_one_that_is_gone_are_named(chromium: Chromium, fake: Fake) -> None:
    fake.reply = copied({"pages": []})
    page = chromium.open(f"https://{HOST}{reports.DETAIL}")
    tab = from_popup(chromium, page)
    expect(tab.locator("#copy .panel")).to_have_attribute("data-state", "other_version")
    fake.reply = copied()
    tab.locator("[data-focus=way-retry]").click()
    expect(tab.locator("[data-focus=save]")).to_be_visible()


def test_a_page_is_kept_until_its_tab_is_reloaded_and_nowhere_else(chromium: Chromium, fake: Fake) -> None:
    fake.reply = copied()
    tab = from_popup(chromium, chromium.open(f"https://{HOST}{reports.DETAIL}"))
    stored = tab.evaluate("Promise.all([chrome.storage.local.get(null), chrome.storage.session.get(null)])")
    assert "<h1>" not in str(stored)
    tab.reload()
    expect(tab.locator("#copy")).to_contain_text("kept only until its tab is closed")


def test_a_saved_file_is_copied_from_where_it_was_read(paired: Chromium) -> None:
    tab = paired.open(paired.url("saved.html"))
    tab.set_input_files("#files", [FIXTURES / "detail-closed-seller-cancelled" / "page.html"])
    tab.wait_for_selector("#given > li", timeout=PATIENCE)
    button = tab.get_by_role("button", name="Make a safe copy of page.html")
    copy = made(paired.wait_for_tab(button.click, "safe.html"))
    copy.locator("[data-focus=save]").focus()
    _, content = saved(copy)
    assert b"Quillfeather" not in content
    assert len(parse(content).orders) == 1


def report_of(chromium: Chromium, page: Page) -> Page:
    popup = chromium.answer(page)
    return chromium.wait_for_tab(lambda: popup.click("#full"), "report.html")


def packed(report: Page) -> tuple[str, dict[str, bytes]]:
    with report.expect_download(timeout=PATIENCE) as download:
        report.click("[data-focus=pack]")
    with ZipFile(BytesIO(download.value.path().read_bytes())) as archive:
        return download.value.suggested_filename, {name: archive.read(name) for name in archive.namelist()}


def test_the_evidence_pack_is_saved_with_one_press_and_the_page_only_when_asked(
    paired: Chromium, order_page: Page
) -> None:
    report = report_of(paired, order_page)
    name, files = packed(report)
    assert name == "evidence-8190000011112221.zip"
    assert {"evidence.html"} <= set(files) <= {"evidence.html", "messages.txt"}
    assert "Quillfeather" not in str(files)
    expect(report.locator("#live")).to_contain_text("screenshots")
    report.check("[data-focus=pack-page]")
    _, files = packed(report)
    page = files["pages/page.html"]
    assert b"Quillfeather" in page
    assert files["SHA256SUMS"].decode() == f"{hashlib.sha256(page).hexdigest()}  pages/page.html\n"


def test_the_full_report_leads_to_the_copy_and_a_reloaded_one_has_no_page(paired: Chromium, order_page: Page) -> None:
    report = report_of(paired, order_page)
    tab = made(paired.wait_for_tab(lambda: report.click("[data-focus=way-safe]"), "safe.html"))
    assert "Quillfeather" not in tab.content()
    tab.close()
    report.bring_to_front()
    report.reload()
    expect(report.locator("[data-focus=pack]")).to_be_visible()
    assert report.locator("[data-focus=way-safe], [data-focus=pack-page]").count() == 0
    _, files = packed(report)
    assert b"8190000011112221" in files["evidence.html"]


def test_a_pack_that_fails_is_told_beside_the_answer(chromium: Chromium, fake: Fake) -> None:
    report = report_of(chromium, chromium.open(f"https://{HOST}{reports.DETAIL}"))
    fake.reply = lambda path, request: (503, {"error": {"code": "busy"}})
    report.click("[data-focus=pack]")
    expect(report.locator("[data-late]")).to_have_attribute("data-state", "busy")
    expect(report.locator("h1")).to_have_text(reports.DISPUTE.verdict)


@pytest.mark.parametrize("state", ["copy", "doubt"])
def test_axe_finds_nothing_and_the_copy_fits_narrow_and_wide_windows(
    chromium: Chromium, fake: Fake, axe: str, state: str
) -> None:
    long = "".join(f"<p>Line {number} with a wordthatisverylong{'x' * 200}</p>" for number in range(80))
    several = {**SAFE, "pages": [long, "<p>two</p>"], "packed": "UEs=", "suffix": ".zip"}
    problem = {"code": "scrub_differs", "message": "In doubt.", "hint": "Do not pass it on.", "language": None}
    fake.reply = copied(several) if state == "copy" else copied(None, problem, ("orders.items",) * 12)
    tab = from_popup(chromium, chromium.open(f"https://{HOST}{reports.DETAIL}"))
    if state == "copy":
        tab.locator("summary").click()
        tab.locator("#look").fill("Line")
    for scheme in SCHEMES:
        tab.emulate_media(color_scheme=scheme)
        assert check(chromium, tab, axe) == [], scheme
    for width in (320, 1280):
        tab.set_viewport_size({"width": width, "height": 700})
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), width


@pytest.fixture
def firefox_here(firefox: Firefox, real: Real, shop: Shop) -> Iterator[Firefox]:
    firefox.pair(real.port, real.key)
    yield firefox
    firefox.close_others()


def test_firefox_saves_a_safe_copy_too(firefox_here: Firefox, real: Real, shop: Shop, tmp_path: Path) -> None:
    firefox = firefox_here
    serve(shop, real, "detail-closed-seller-cancelled")
    address = shop.serve("/p/order/detail.html?orderId=8190000011112221", with_person())
    firefox.download_to(tmp_path)
    firefox.answer(address)
    firefox.popup("void document.querySelector('[data-focus=way-safe]').click()")
    firefox.switch_to("safe.html")
    wait_until(lambda: firefox.here("return !!document.querySelector('[data-focus=save]')"), PATIENCE / 1000)
    words = firefox.here("return document.querySelector('.paper').innerText")
    assert "Closed" in words
    assert [one for one in PERSON if one in words] == []
    firefox.here("document.querySelector('[data-focus=save]').click()")
    place = tmp_path / "whyclosed-safe-copy.html"
    wait_until(lambda: place.exists() and place.stat().st_size > 0 and not list(tmp_path.glob("*.part")))
    content = place.read_bytes()
    assert [one for one in PERSON if one.encode() in content] == []
    assert len(parse(content).orders) == 1
