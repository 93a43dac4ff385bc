"""For every eye and hand: accessibility, keyboard, zoom, dark and light, stillness."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page
from tests.browser import reports
from tests.browser.chromium import OPEN_ALL, Chromium
from tests.browser.fake_server import Fake

RUN_AXE = """axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => violations.map(
  ({id, nodes}) => [id, ...nodes.map(({html, failureSummary}) => html.slice(0, 160) + " — " + failureSummary)]))"""

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
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


SMALL = """[...document.querySelectorAll("body *")].filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
  && parseFloat(getComputedStyle(e).fontSize) < 13).map((e) => e.outerHTML.slice(0, 90))"""
BOTTOMS = """Object.fromEntries([["verdict", "h1"], ["money", ".money"], ["date", ".day"], ["on", ".day .big"]]
  .map(([name, one]) => [name, document.querySelector(one)?.getBoundingClientRect().bottom]))"""
CUT_OFF = """[...document.querySelectorAll("main *, nav *")].filter((e) => e.checkVisibility() && !e.closest(".unseen")
  && !e.closest("svg") && (e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
  || e.getBoundingClientRect().left < -1)).map((e) => e.outerHTML.slice(0, 90))"""
WITHOUT_A_FIRST_SCREEN = {"list", "state"}


@pytest.mark.parametrize("name", SHOWN)
def test_every_eye_can_read_the_popup(chromium: Chromium, fake: Fake, axe: str, name: str) -> None:
    """Verdict, money and date stand in the first 300 pixels; no print is smaller than 13; axe finds nothing, in the
    light and in the dark; at 200 % the verdict is still there and nothing is cut off."""
    fake.reply = SHOWN[name]
    page = chromium.open(reports.ORDER_PAGE)
    popup = chromium.answer(page)
    assert popup.run("[innerWidth, innerHeight]") == [392, 600] or name in WITHOUT_A_FIRST_SCREEN
    if name not in WITHOUT_A_FIRST_SCREEN:
        assert max(each for each in popup.run(BOTTOMS).values() if each is not None) <= 300
    popup.run(OPEN_ALL)
    assert popup.run(SMALL) == []
    popup.run(f"{axe};0")
    for scheme in SCHEMES:
        popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        assert popup.run(RUN_AXE) == [], scheme
    for width, zoomed in chromium.zoomed(page, 392, 196):
        if name not in WITHOUT_A_FIRST_SCREEN:
            seen = zoomed.evaluate(BOTTOMS)
            assert max(seen["verdict"], seen.get("on") or 0) <= 300, width
        zoomed.evaluate(OPEN_ALL)
        assert zoomed.evaluate(CUT_OFF) == [], width


def check(chromium: Chromium, page: Page, axe: str) -> Any:
    session = chromium.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": f"{axe};0"})
    answer = session.send("Runtime.evaluate", {"expression": RUN_AXE, "awaitPromise": True, "returnByValue": True})
    session.detach()
    return answer["result"]["value"]


def test_axe_finds_nothing_in_the_tabs_and_they_fit_narrow_and_wide_windows(
    chromium: Chromium, fake: Fake, axe: str
) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    report = chromium.wait_for_tab(lambda: popup.click("#full"), "report.html")
    fake.reply = SHOWN["list"]
    tabs = [(report, "h1:not(:empty)")]
    tabs += [(chromium.open(chromium.url("orders.html")), ".row")]
    tabs += [(chromium.open(chromium.url(name)), "h1:not(:empty)") for name in ("pairing.html", "saved.html")]
    for page, ready in tabs:
        page.wait_for_selector(ready)
        page.evaluate(OPEN_ALL)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert check(chromium, page, axe) == [], (page.url, scheme)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)


def test_tab_leads_through_the_popup_in_the_order_in_which_it_is_read(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
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
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
    assert popup.run("document.getElementById('live').getAttribute('role')") == "status"
    assert popup.run("document.getElementById('live').textContent") == reports.DISPUTE.headline
    fake.reply = SHOWN["state"]
    popup.click("#again")
    popup.wait("document.getElementById('live').textContent.includes('busy')")


def test_every_text_of_the_server_has_the_direction_of_its_own_letters(chromium: Chromium, fake: Fake) -> None:
    words = "שלום 12"
    fake.reply = lambda path, request: (200, reports.hostile(words))
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
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


def test_nothing_jumps_while_the_answer_is_awaited(chromium: Chromium, fake: Fake) -> None:
    fake.delay = 0.7
    popup = chromium.click(chromium.open(reports.ORDER_PAGE))
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


def test_a_long_wait_is_told_and_those_who_want_stillness_get_it(chromium: Chromium, fake: Fake) -> None:
    fake.delay = 30
    popup = chromium.click(chromium.open(reports.ORDER_PAGE))
    popup.wait("document.querySelector('.waiting')")
    moving = "document.getAnimations().length"
    popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "no-preference"}])
    popup.wait(f"{moving} > 0")
    popup.wait("document.querySelector('.still').checkVisibility({visibilityProperty: true})")
    popup.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    popup.wait(f"{moving} === 0 && document.querySelector('.waiting')")
    assert popup.run("document.querySelector('.still').innerText") == "Reading the page…"


def test_pages_say_in_which_language_they_stand(chromium: Chromium) -> None:
    popup = chromium.answer(chromium.open(reports.ORDER_PAGE))
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
    assert {name.rpartition("-")[2] for name in first} == {"chromium.zip", "firefox.zip", "firefox.xpi"}
    for path in (tmp_path / "a").iterdir():
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            assert "key" not in manifest
            assert ("browser_specific_settings" in manifest) == ("firefox" in path.name)
            assert "popup.html" in archive.namelist()
