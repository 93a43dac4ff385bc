"""Every order of the project's own collection in the popup: the server's words and nothing else, on the first screen."""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from typing import Any

from tests.browser import reports
from tests.browser.chromium import Chromium
from tests.browser.fake_server import Fake
from tests.browser.shop import HOST
from tests.common import FIXTURES

import whyclosed

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


def shown(diagnosis: Any) -> dict[str, Any]:
    """What the popup shows of an answer before anything is unfolded."""
    return {
        "verdict": diagnosis["verdict"],
        "summary": diagnosis["summary"],
        "money": diagnosis["money"]["text"],
        "date": diagnosis["next"] and diagnosis["next"]["text"],
        "page_says": diagnosis["page_says"],
        "steps": [step["text"] for step in diagnosis["steps"]],
        "asked": [question["text"] for question in diagnosis["questions"]],
        "tone": diagnosis["tone"],
    }


def every_answer() -> list[Any]:
    """The answers to all pages that hold orders, each at its own time; of those that look the same, one."""
    entries: dict[str, Any] = {}
    for meta_file in sorted(FIXTURES.glob("*/meta.toml")):
        meta = tomllib.loads(meta_file.read_text("utf-8"))
        now = datetime.fromisoformat(str(meta.get("now", reports.AS_OF)))
        page = sorted(meta_file.parent.glob("page.*"))
        report = whyclosed.diagnose(page, as_of=now, tz="Europe/Berlin").to_dict()
        entries |= {json.dumps(shown(entry["diagnosis"])): {**entry, "answers": {}} for entry in report["orders"]}
    return list(entries.values())


def test_the_popup_says_what_the_server_says(chromium: Chromium, fake: Fake) -> None:
    entries = every_answer()
    assert len(entries) > 120
    page = chromium.open(f"https://{HOST}{reports.DETAIL}")
    seen: list[Any] = []
    for first in range(0, len(entries), MANY):
        answer = reports.report(*entries[first : first + MANY])
        fake.reply = lambda path, request, answer=answer: (200, answer)  # type: ignore[misc]
        seen += chromium.answer(page).run(LOOK)
    bottoms = [each.pop("bottom") for each in seen]
    assert seen == [shown(entry["diagnosis"]) for entry in entries]
    assert max(bottoms) <= 300, sorted(bottoms)[-5:]
