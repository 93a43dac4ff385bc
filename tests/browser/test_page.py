"""The answer as a page of HTML, seen by a browser: legible, accessible, and of one piece in every window."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.browser.chromium import OPEN_ALL, Chromium
from tests.browser.test_looks import SCHEMES, SMALL, check
from tests.common import FIXTURES

import whyclosed
from whyclosed.webpage import write_page

SHOWN = [
    ("detail-closed-carrier-cancelled", "fr"),
    ("detail-refund-steps-active", "de"),
    ("detail-three-parcels-partly-delivered", "en"),
    ("detail-in-he", "es"),
    ("list-desktop-mixed", "pt-BR"),
]
FIRST = """[...document.querySelectorAll(".verdict h2, .cards .big")].slice(0, 3).map((e) => e.getBoundingClientRect().bottom)"""
LINES = """[...document.querySelectorAll(".timeline li:not(.pause)")].map((e) => [...e.children].map((part) => {
  const {left, right, top} = part.getBoundingClientRect(); return [left, right, top]; }))"""


@pytest.mark.parametrize(("name", "language"), SHOWN)
def test_every_eye_can_read_the_page(chromium: Chromium, axe: str, tmp_path: Path, name: str, language: str) -> None:
    """Verdict, money and date come first; axe finds nothing in light and dark; nothing is cut off or set over another."""
    meta = tomllib.loads((FIXTURES / name / "meta.toml").read_text("utf-8"))
    now = datetime.fromisoformat(str(meta["now"]))
    pages = sorted((FIXTURES / name).glob("page.*"))
    file = tmp_path / "orders.html"
    report = whyclosed.diagnose(pages, as_of=now, tz=meta.get("tz", "Europe/Berlin"), language=language)
    file.write_text(write_page(report, language=language), "utf-8")
    page = chromium.open(file.as_uri())
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    if len(report.orders) == 1:
        page.set_viewport_size({"width": 900, "height": 700})
        assert max(page.evaluate(FIRST)) <= 350
    page.evaluate(OPEN_ALL)
    assert page.evaluate(SMALL) == []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert check(chromium, page, axe) == [], scheme
    for width in (320, 900):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        for day, text in page.evaluate(LINES):
            assert day[1] <= text[0] or day[2] < text[2], width
    assert asked == [file.as_uri()]
