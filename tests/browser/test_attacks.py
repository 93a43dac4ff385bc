"""Web pages that try to reach the real server, with the browsers' own protection of local addresses switched off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright
from tests.browser import reports
from tests.browser.chromium import Chromium, run_chromium
from tests.browser.fake_server import Fake
from tests.browser.real_server import Real
from tests.browser.shop import HOST, Shop

# What a page can try without being asked: each gives what it could read, or how it was turned away.
ATTACKS = {
    "fetch": "fetch(url, {method: 'POST', body, headers: {'Content-Type': 'application/json'}}).then((r) => r.text())",
    "simple": "fetch(url, {method: 'POST', body}).then((r) => r.text())",
    "get": "fetch(url).then((r) => r.text())",
    "no-cors": "fetch(url, {method: 'POST', mode: 'no-cors', body}).then((r) => r.text())",
    "beacon": "Promise.resolve(navigator.sendBeacon(url, new Blob([body], {type: 'text/plain'}))).then(() => '')",
    "image": "new Promise((done) => { const i = new Image(); i.onload = () => done('LOADED'); "
    "i.onerror = () => done('failed'); i.src = url; })",
    "script": "new Promise((done) => { const s = document.createElement('script'); s.onload = () => done('LOADED'); "
    "s.onerror = () => done('failed'); s.src = url; document.head.append(s); })",
    "form": "new Promise((done) => { const f = document.createElement('iframe'); f.name = 'f'; "
    "document.body.append(f); const form = document.createElement('form'); form.method = 'POST'; form.target = 'f'; "
    "form.action = url; form.enctype = 'text/plain'; document.body.append(form); "
    "f.onload = () => { let text = ''; try { text = f.contentDocument.body.innerText; } catch { text = 'failed'; } "
    "done(text); }; setTimeout(() => done('failed'), 700); form.submit(); })",
}
PATHS = ("/hello", "/diagnose", "/orders", "/forget")


@pytest.fixture(scope="module")
def unguarded(playwright: Playwright, shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A Chromium that lets web pages speak to this computer, as browsers did before 2025."""
    extra = ("--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",)
    with run_chromium(playwright, tmp_path_factory.mktemp("unguarded"), shop.port, extra=extra) as running:
        yield running


def attack(page: Page, name: str, port: int, path: str) -> str:
    body = json.dumps({"client_nonce": "00" * 32})
    script = f"([url, body]) => ({ATTACKS[name]}).catch((error) => 'failed')"
    return str(page.evaluate(script, [f"http://127.0.0.1:{port}{path}", body]))


@pytest.mark.parametrize("name", ATTACKS)
def test_a_web_page_reads_nothing_and_changes_nothing(unguarded: Chromium, real: Real, shop: Shop, name: str) -> None:
    page = unguarded.open(shop.serve(reports.DETAIL, "<p>the shop itself, turned bad</p>"))
    for path in PATHS:
        got = attack(page, name, real.port, path)
        assert got in ("", "failed"), f"{path}: {got}"
    assert real.read == []
    page.close()


def test_the_attacks_do_reach_the_port(unguarded: Chromium, fake: Fake, shop: Shop) -> None:
    """Without this the test above would prove nothing."""
    page = unguarded.open(shop.serve(reports.DETAIL, "<p>x</p>"))
    for name in ATTACKS:
        attack(page, name, fake.port, "/hello")
    assert sum(hit.startswith("POST") for hit in fake.hits) >= 3
    assert any(hit.startswith("GET") for hit in fake.hits)
    page.close()


def test_a_name_that_was_pointed_here_reads_nothing(unguarded: Chromium, real: Real) -> None:
    page = unguarded.context.new_page()
    address = f"http://rebind.example:{real.port}/"
    page.route(address, lambda route: route.fulfill(body="<p>rebound</p>", content_type="text/html"))
    page.goto(address)
    for path in PATHS:
        script = "([path, body]) => fetch(path, {method: 'POST', body, headers: {'Content-Type': 'application/json'}})"
        status = page.evaluate(f"{script}.then((r) => r.status)", [path, json.dumps({"client_nonce": "00" * 32})])
        assert status == 421
    assert real.read == []
    page.close()


def test_nothing_is_sent_before_the_click(chromium: Chromium, fake: Fake, shop: Shop) -> None:
    for number in range(6):
        chromium.open(shop.serve(f"/p/order/detail{number}.html", "<p>order</p>"))
    for page in chromium.context.pages[1:4]:
        page.bring_to_front()
        page.reload()
    assert fake.hits == []
    chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert [hit.split()[1] for hit in fake.hits if hit.startswith("POST")] == ["/hello", "/diagnose"]


def test_extension_pages_can_speak_to_this_computer_only(chromium: Chromium, shop: Shop) -> None:
    shop.serve("/", "<p>reached</p>")
    page = chromium.open(chromium.url("orders.html"))
    for url in (f"https://{HOST}/", "http://localhost:1/", "http://[::1]:1/", "http://127.0.0.2/", "data:,x"):
        blocked = page.evaluate(
            """(url) => new Promise((done) => {
              document.addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective), {once: true});
              fetch(url).then(() => done("reached"), () => setTimeout(() => done("failed"), 300)); })""",
            url,
        )
        assert blocked == "connect-src", url
    assert not any(request.startswith(HOST) for request in shop.requests)


def test_a_web_page_cannot_see_the_extension(chromium: Chromium, shop: Shop) -> None:
    page = chromium.open(shop.serve(reports.DETAIL, "<p>x</p>"))
    for path in ("manifest.json", "popup.html", "icons/icon-16.png", "style.css"):
        script = "(url) => fetch(url).then(() => 'seen', () => 'hidden')"
        assert page.evaluate(script, chromium.url(path)) == "hidden"


def test_an_injected_script_cannot_read_the_key(chromium: Chromium, fake: Fake) -> None:
    page = chromium.open(chromium.url("pairing.html"))
    page.click("#by-hand summary")
    page.fill("#key", fake.key)
    page.fill("#port", str(fake.port))
    page.click("[type=submit]")
    page.wait_for_selector("[data-mood=good]")
    shop_page = chromium.open(reports.ORDER_PAGE)
    chromium.answer(shop_page)
    found = chromium.desk.evaluate(
        """async () => {
          const [tab] = await chrome.tabs.query({active: true});
          const [answer] = await chrome.scripting.executeScript({
            target: {tabId: tab.id}, func: () => chrome.storage.local.get().catch((error) => String(error))});
          return JSON.stringify(answer.result); }"""
    )
    assert fake.key not in found


def test_the_browser_has_no_complaint_and_no_warning_at_install(chromium: Chromium, tmp_path: Path) -> None:
    chromium.answer(chromium.open(reports.ORDER_PAGE))
    page = chromium.open("chrome://extensions/")
    info = page.evaluate("(id) => chrome.developerPrivate.getExtensionInfo(id)", chromium.id)
    assert info["manifestErrors"] == []
    assert info["runtimeErrors"] == []
    assert info["permissions"]["simplePermissions"] == []
    page.close()
