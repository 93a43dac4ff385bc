"""Click to answer on pages of the project's own collection, with the real server and a real store."""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tests.browser.chromium import Chromium, Popup
from tests.browser.firefox import Firefox
from tests.browser.real_server import Real
from tests.browser.shop import Shop
from tests.common import FIXTURES

PAGES = {
    "detail-closed-seller-cancelled": "8190000011112221",
    "detail-closed-no-reason": "8190000011112222",
    "detail-closed-refund-complete": "",
    "detail-folded-payment": "folded",
    "detail-singlefile-awaiting-delivery": "",
    "tracking-shipment-cancelled": "",
    "tracking-two-packages": "",
    "list-desktop-mixed": "Orders: 10 ·",
    "list-pt-br": "Orders: ",
    "refund-mobile-completed": "AliExpress shows a refund",
    "refund-initiated-order-id": "8211550070050025",
    "refund-state-line-complete": "",
    "refund-list-mobile": "Orders: 5 ·",
    "dispute-waiting-buyer": "it waits for your answer",
    "dispute-waiting-platform": "AliExpress is looking at it now",
    "dispute-scrambled": "it waits for your answer",
}
UNREAD = {
    "bad-product-page": "product",
    "bad-captcha": "captcha",
    "bad-login": "login",
    "bad-empty-shell": "still_loading",
    "dispute-start-form": "dispute_form",
}


def serve(shop: Shop, real: Real, name: str, file: str = "page.html", url: str = "") -> str:
    """Serve a page of the collection under its own address, and set the server's clock to its time."""
    meta: dict[str, Any] = tomllib.loads((FIXTURES / name / "meta.toml").read_text("utf-8"))
    if "now" in meta:
        real.now = datetime.fromisoformat(str(meta["now"]))
    address = urlsplit(url or meta.get("url") or "https://www.aliexpress.com/p/order/detail.html")
    path = f"{address.path}?{address.query}" if address.query else address.path
    return shop.serve(path, (FIXTURES / name / file).read_bytes(), address.hostname or "www.aliexpress.com")


def open_all(popup: Popup) -> str:
    popup.run("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    return popup.text()


def test_a_click_is_answered(paired: Chromium, real: Real, shop: Shop) -> None:
    for name, words in PAGES.items():
        real.store.forget(None)
        real.read.clear()
        page = paired.open(serve(shop, real, name))
        popup = paired.answer(page)
        assert popup.state() in (None, "folded"), (name, popup.text())
        text = open_all(popup)
        assert words in text, name
        assert "What you get back" in text or "Orders: " in text, name
        assert "undefined" not in text, name
        assert "[object" not in text, name
        assert len(real.read) == 1, name
        page.close()


def test_an_order_in_a_frame_of_the_shop_is_read_like_one_of_the_page(
    paired: Chromium, firefox: Firefox, real: Real, shop: Shop
) -> None:
    address = serve(shop, real, "detail-closed-no-reason")
    plain = paired.answer(paired.open(address)).text()
    path = urlsplit(address).path
    shop.serve("/inner", shop.pages[path])
    shop.pages[path] = b"<!doctype html><title>Order</title><iframe src=/inner></iframe>"
    real.store.forget(None)
    assert paired.answer(paired.open(address)).text() == plain
    real.store.forget(None)
    firefox.pair(real.port, real.key)
    assert "8190000011112222" in firefox.answer(address)


def test_a_page_without_an_order_says_what_it_is(paired: Chromium, real: Real, shop: Shop) -> None:
    told = {}
    for name in UNREAD:
        page = paired.open(serve(shop, real, name))
        told[name] = paired.answer(page).state()
        page.close()
    assert told == UNREAD


def test_a_list_is_read_with_its_cards_inside_a_group_of_checkboxes(paired: Chromium, real: Real, shop: Shop) -> None:
    address = serve(shop, real, "list-desktop-mixed")
    path = urlsplit(address).path
    html = shop.pages[path].decode()
    plain = paired.answer(paired.open(address)).run(ROWS)
    paired.fresh()
    paired.pair(real.port, real.key)
    wrap = """<script>addEventListener("DOMContentLoaded", () => {
      const group = document.createElement("div"); group.className = "comet-checkbox-group";
      const [first] = document.querySelectorAll(".order-item"); first.before(group);
      document.querySelectorAll(".order-item").forEach((card) => group.append(card)); })</script>"""
    shop.pages[path] = html.replace("</body>", f"{wrap}</body>").encode()
    page = paired.open(address)
    assert page.evaluate("document.querySelectorAll('.comet-checkbox-group .order-item').length") == 10
    assert paired.answer(page).run(ROWS) == plain


ROWS = "[...document.querySelectorAll('.row')].map((row) => row.textContent)"


def test_a_page_in_a_language_that_is_read_in_part_says_so(paired: Chromium, real: Real, shop: Shop) -> None:
    address = serve(shop, real, "detail-closed-no-reason")
    path = urlsplit(address).path
    html = shop.pages[path].decode()
    assert 'lang="en"' in html
    shop.pages[path] = html.replace('lang="en"', 'lang="sv"').encode()
    popup = paired.answer(paired.open(address))
    assert popup.state() == "other_language"
    assert "This page is in Swedish, which is read only in part." in popup.text()
    shop.pages[path] = b'<html lang="sv"><body><p>Hej, det finns inget att se.</p></body></html>'
    popup = paired.answer(paired.open(address))
    assert popup.state() == "other_language"
    assert popup.run("document.querySelector('.next').innerText").startswith("Switch AliExpress to English")


def test_the_refund_page_adds_to_the_order_of_its_line(paired: Chromium, real: Real, shop: Shop) -> None:
    name = "pair-closed-with-refund"
    refund = "https://m.aliexpress.com/p/refund-amount/detail.html?tradeOrderLineId=8211550070123492"
    popup = paired.answer(paired.open(serve(shop, real, name)))
    before = popup.run("document.querySelector('h1').innerText")
    popup = paired.answer(paired.open(serve(shop, real, name, "page2.html", refund)))
    assert "8211550070120492" in open_all(popup)
    assert popup.run("document.querySelector('h1').innerText") != before
    page = paired.open(paired.url("orders.html"))
    page.wait_for_selector("main .row")
    assert page.locator("main .row").count() == 1


def test_answers_and_ticks_are_remembered_by_the_server(paired: Chromium, real: Real, shop: Shop) -> None:
    page = paired.open(serve(shop, real, "detail-closed-no-reason"))
    popup = paired.answer(page)
    before = popup.run("document.querySelector('h1').innerText")
    popup.click("[data-part=steps] input")
    popup.wait("document.querySelector('[data-part=steps] input').checked && !document.querySelector('[aria-busy]')")
    popup.click('[data-focus="ask-received-0"]')
    popup.wait("document.querySelector('[data-part=answers]')")
    after = popup.run("document.querySelector('h1').innerText")
    assert after != before
    stored = real.store.answers("8190000011112222")
    assert stored["received"] is True
    assert len(stored["done"]) == 1
    paired.fresh()
    paired.pair(real.port, real.key)
    again = paired.answer(paired.open(serve(shop, real, "detail-closed-no-reason")))
    assert again.run("document.querySelector('h1').innerText") == after
    again.run("document.querySelector('[data-part=answers]').open = true")
    again.click("[data-part=answers] .button")
    again.wait("!document.querySelector('[data-part=answers]')")
    assert again.run("document.querySelector('h1').innerText") == before
    assert again.run("document.querySelector('[data-part=steps] input').checked")


def test_orders_are_remembered_listed_and_forgotten(paired: Chromium, real: Real, shop: Shop) -> None:
    paired.answer(paired.open(serve(shop, real, "detail-closed-carrier-cancelled")))
    page = paired.open(paired.url("orders.html"))
    rows = page.locator(".row")
    rows.first.wait_for()
    assert rows.count() == 1
    paired.answer(paired.open(serve(shop, real, "list-desktop-mixed")))
    page.bring_to_front()
    page.reload()
    rows.nth(9).wait_for(state="attached")
    with page.expect_download() as download:
        page.click("text=Calendar file of all orders")
    assert download.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")
    page.click("text=Forget all orders")
    page.click("dialog [value=yes]")
    page.wait_for_selector("text=No order is remembered yet")
    assert real.store.orders() == ()


def test_the_tracking_page_adds_to_what_is_known(paired: Chromium, real: Real, shop: Shop) -> None:
    paired.answer(paired.open(serve(shop, real, "pair-closed-with-tracking")))
    popup = paired.answer(paired.open(serve(shop, real, "pair-closed-with-tracking", "page2.html")))
    assert len(real.store.orders()) == 1
    assert popup.state() in (None, "folded")


def test_firefox_is_answered_too(firefox: Firefox, real: Real, shop: Shop) -> None:
    firefox.pair(real.port, real.key)
    assert "8190000011112222" in firefox.answer(serve(shop, real, "detail-closed-no-reason"))
    assert "Orders: 10 ·" in firefox.answer(serve(shop, real, "list-desktop-mixed"))
