"""For every eye and hand: accessibility, keyboard, zoom, dark and light, stillness."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser import reports
from tests.browser.chromium import Chromium
from tests.browser.fake_server import Fake
from tests.browser.shop import HOST

ORDER_PAGE = f"https://{HOST}{reports.DETAIL}"
OPEN_ALL = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
RUN_AXE = """axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.map(
  ({id, nodes}) => [id, ...nodes.map(({html, failureSummary}) => html.slice(0, 160) + " — " + failureSummary)]))"""

SHOWN: dict[str, Callable[[str, Any], tuple[int, Any]]] = {
    "dispute": lambda path, request: (200, reports.report(reports.entry(answers={"paid": True}))),
    "automatic": lambda path, request: (200, reports.report(reports.entry(diagnosis=reports.AUTOMATIC))),
    "finished": lambda path, request: (200, reports.report(reports.entry(diagnosis=reports.FINISHED))),
    "undecided": lambda path, request: (200, reports.report(reports.entry(diagnosis=reports.UNDECIDED))),
    "foreign": lambda path, request: (
        200,
        {**reports.report(), "unread": reports.unread("other_language", "Read in part.", "Switch.")["unread"]},
    ),
    "list": lambda path, request: (200, reports.several()),
    "state": lambda path, request: (503, {"error": {"code": "busy"}}),
}


@pytest.mark.parametrize("name", SHOWN)
def test_axe_finds_nothing_in_the_popup(chromium: Chromium, fake: Fake, axe: str, name: str) -> None:
    fake.reply = SHOWN[name]
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    popup.run(OPEN_ALL)
    popup.run(f"{axe};0")
    for scheme in ("light", "dark"):
        popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        assert popup.run(RUN_AXE) == [], scheme


def check(chromium: Chromium, page: Page, axe: str) -> Any:
    session = chromium.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": f"{OPEN_ALL};{axe};0"})
    answer = session.send("Runtime.evaluate", {"expression": RUN_AXE, "awaitPromise": True, "returnByValue": True})
    session.detach()
    return answer["result"]["value"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_tabs(chromium: Chromium, fake: Fake, axe: str, scheme: Any) -> None:
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    report = chromium.wait_for_tab(lambda: popup.click("#full"), "report.html")
    report.emulate_media(color_scheme=scheme)
    report.wait_for_selector("h1")
    assert check(chromium, report, axe) == []
    fake.reply = SHOWN["list"]
    for name, ready in (("orders.html", ".row"), ("pairing.html", "h1:not(:empty)")):
        page = chromium.open(chromium.url(name))
        page.emulate_media(color_scheme=scheme)
        page.wait_for_selector(ready)
        assert check(chromium, page, axe) == [], name


def test_tab_leads_through_the_popup_in_the_order_in_which_it_is_read(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    popup.run("document.activeElement.blur()")
    stops: list[Any] = []
    for _ in range(60):
        popup.press("Tab", 9)
        stop = popup.run(
            "(() => { const e = document.activeElement; const r = e.getBoundingClientRect();"
            "return [e.dataset.focus || e.id || e.outerHTML, e.closest('footer') !== null, r.y + document.querySelector('main').scrollTop,"
            "getComputedStyle(e).outlineStyle]; })()"
        )
        assert stops or not stop[1], "the first stop is inside the answer"
        if stop[1] or (stops and stop[0] == stops[0][0]):
            break
        stops.append(stop)
    names = [name for name, *_ in stops]
    wanted = ["step-ask_seller", "step-open_dispute", "part-questions", "ask-seller_reply-0", "part-why"]
    assert [name for name in names if name in wanted] == wanted
    heights = [top for _, _, top, _ in stops]
    assert heights == sorted(heights)
    assert [name for name, *_, outline in stops if outline == "none"] == []


def test_the_answer_is_said_aloud(chromium: Chromium, fake: Fake) -> None:
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    assert popup.run("document.getElementById('live').getAttribute('role')") == "status"
    assert popup.run("document.getElementById('live').textContent") == reports.DISPUTE.headline
    fake.reply = SHOWN["state"]
    popup.click("#again")
    popup.wait("document.getElementById('live').textContent.includes('busy')")


@pytest.mark.parametrize("name", ["dispute", "undecided", "list", "state"])
@pytest.mark.parametrize("width", [392, 196])
def test_at_200_percent_nothing_is_cut_off(chromium: Chromium, fake: Fake, name: str, width: int) -> None:
    fake.reply = SHOWN[name]
    popup = chromium.zoomed(chromium.open(ORDER_PAGE), width)
    popup.evaluate(OPEN_ALL)
    over = popup.evaluate(
        """[...document.querySelectorAll("main *, nav *")].filter((e) => e.checkVisibility() && !e.closest(".unseen")
          && !e.closest("svg") && (e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
          || e.getBoundingClientRect().left < -1)).map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert over == []


BOTTOMS = """Object.fromEntries([["verdict", "h1"], ["money", ".money"], ["date", ".day"], ["on", ".day .big"]]
  .map(([name, one]) => [name, document.querySelector(one)?.getBoundingClientRect().bottom]))"""


@pytest.mark.parametrize("name", ["dispute", "automatic", "undecided", "finished", "foreign"])
def test_verdict_money_and_date_stand_in_the_first_300_pixels(chromium: Chromium, fake: Fake, name: str) -> None:
    fake.reply = SHOWN[name]
    page = chromium.open(ORDER_PAGE)
    popup = chromium.answer(page)
    assert popup.run("[innerWidth, innerHeight]") == [392, 600]
    assert max(each for each in popup.run(BOTTOMS).values() if each is not None) <= 300
    for width in (392, 196):
        zoomed = chromium.zoomed(page, width).evaluate(BOTTOMS)
        assert max(zoomed["verdict"], zoomed.get("on") or 0) <= 300, width


@pytest.mark.parametrize("name", SHOWN)
def test_no_print_is_smaller_than_13_pixels(chromium: Chromium, fake: Fake, name: str) -> None:
    fake.reply = SHOWN[name]
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    popup.run(OPEN_ALL)
    small = popup.run(
        """[...document.querySelectorAll("body *")].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
          && parseFloat(getComputedStyle(e).fontSize) < 13).map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_every_text_of_the_server_has_the_direction_of_its_own_letters(chromium: Chromium, fake: Fake) -> None:
    words = "שלום 12"
    fake.reply = lambda path, request: (200, reports.hostile(words))
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    popup.run(OPEN_ALL)
    strays = popup.run(
        f"""(() => {{ const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
          let seen = 0;
          while (walk.nextNode()) if (walk.currentNode.data.includes({json.dumps(words)})) {{
            seen += 1; const e = walk.currentNode.parentElement;
            if (e.dir !== "auto" && e.localName !== "bdi" && e.localName !== "code") found.push(e.outerHTML.slice(0, 120)); }}
          return [seen > 25, found]; }})()"""
    )
    assert strays == [True, []]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_tabs_fit_narrow_and_wide_windows(chromium: Chromium, fake: Fake, width: int) -> None:
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    report = chromium.wait_for_tab(lambda: popup.click("#full"), "report.html")
    fake.reply = SHOWN["list"]
    for page in (report, chromium.open(chromium.url("orders.html")), chromium.open(chromium.url("pairing.html"))):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_selector("h1:not(:empty)")
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_nothing_jumps_while_the_answer_is_awaited(chromium: Chromium, fake: Fake) -> None:
    fake.delay = 0.7
    popup = chromium.click(chromium.open(ORDER_PAGE))
    popup.wait("document.querySelector('.waiting')")
    size = "[innerWidth, innerHeight, document.querySelector('footer').getBoundingClientRect().top]"
    popup.wait("document.querySelector('nav button').textContent")
    before = popup.run(size)
    popup.settled()
    assert popup.run(size) == before
    shifts = popup.run(
        """new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().map(({value}) => value)))
          .observe({type: "layout-shift", buffered: true}) ?? setTimeout(() => done([]), 200))"""
    )
    assert sum(shifts) < 0.1


def test_those_who_want_stillness_get_it(chromium: Chromium, fake: Fake) -> None:
    fake.delay = 1.5
    popup = chromium.click(chromium.open(ORDER_PAGE))
    popup.wait("document.querySelector('.waiting')")
    moving = "document.getAnimations().length"
    popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "no-preference"}])
    assert popup.run(moving) > 0
    popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    assert popup.run(moving) == 0


def test_pages_say_in_which_language_they_stand(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(ORDER_PAGE))
    assert popup.run("[document.documentElement.lang, document.documentElement.dir]") == ["en", "ltr"]
    assert popup.run("document.querySelector('blockquote').lang") == "en"


def test_the_store_manifest_is_built_without_the_test_key(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "extension" / "build.py"
    spec = importlib.util.spec_from_file_location("extension_build", source)
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    first = {path.name: path.read_bytes() for path in build.build(tmp_path / "a")}
    assert first == {path.name: path.read_bytes() for path in build.build(tmp_path / "b")}
    assert len(first) == 2
    for path in (tmp_path / "a").iterdir():
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            assert "key" not in manifest
            assert ("browser_specific_settings" in manifest) == ("firefox" in path.name)
            assert "popup.html" in archive.namelist()
