"""Every order of the project's own collection in the popup: the server's words and nothing else, on the first screen."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.browser import reports
from tests.browser.chromium import Chromium
from tests.browser.fake_server import Fake
from tests.browser.shop import HOST

import whyclosed

FIXTURES = Path(__file__).parents[2] / "fixtures"
MANY = 25  # orders in one popup
LOOK = """(async () => {
  const text = (part) => part?.innerText ?? null;
  const seen = [];
  const count = document.querySelectorAll(".row").length;
  for (let index = 0; index < count; index++) {
    document.querySelector(`[data-focus="row-${index}"]`).click();
    const top = document.querySelector(".verdict").getBoundingClientRect().top - 10;
    const find = (selector) => document.querySelector(selector);
    seen.push({
      verdict: text(find("h1")),
      summary: text(find(".summary")),
      money: text(find(".money p[dir=auto]")),
      date: text(find(".day .fine > span")),
      page_says: find(".says q")?.textContent ?? null,
      steps: [...document.querySelectorAll(".step span[dir=auto]")].map(text),
      asked: [...document.querySelectorAll("legend")].map(text),
      tone: find(".verdict").dataset.tone,
      bottom: find(".cards").getBoundingClientRect().bottom - top,
    });
    find('[data-focus="back"]').click();
  }
  return seen;
})()"""


def every_order() -> list[Any]:
    """The answers to all pages that hold orders, each at its own time."""
    entries: list[Any] = []
    for meta_file in sorted(FIXTURES.glob("*/meta.toml")):
        meta = tomllib.loads(meta_file.read_text("utf-8"))
        now = datetime.fromisoformat(str(meta.get("now", reports.AS_OF)))
        page = sorted(meta_file.parent.glob("page.*"))
        report = whyclosed.diagnose(page, as_of=now, tz="Europe/Berlin").to_dict()
        entries += [{**entry, "answers": {}} for entry in report["orders"]]
    return entries


def test_the_popup_says_what_the_server_says(chromium: Chromium, fake: Fake) -> None:
    entries = every_order()
    assert len(entries) > 200
    page = chromium.open(f"https://{HOST}{reports.DETAIL}")
    seen: list[Any] = []
    for first in range(0, len(entries), MANY):
        answer = reports.report(*entries[first : first + MANY])
        fake.reply = lambda path, request, answer=answer: (200, answer)  # type: ignore[misc]
        seen += chromium.answer(page).run(LOOK)
    told = [entry["diagnosis"] for entry in entries]
    bottoms = [each.pop("bottom") for each in seen]
    assert seen == [
        {
            "verdict": each["verdict"],
            "summary": each["summary"],
            "money": each["money"]["text"],
            "date": each["next"] and each["next"]["text"],
            "page_says": each["page_says"],
            "steps": [step["text"] for step in each["steps"]],
            "asked": [question["text"] for question in each["questions"]],
            "tone": each["tone"],
        }
        for each in told
    ]
    assert max(bottoms) <= 300, sorted(bottoms)[-5:]
