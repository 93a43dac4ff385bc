"""The fixtures' pages that can be changed, each with what is read from it as it is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.changed.changes import CHANGES
from tests.changed.kinds import Change
from tests.common import FIXTURES

from whyclosed_parser import parse

# A page that is damaged already: what is seen of it is not sure.
DAMAGED = {"truncated", "nul_removed", "broken_order"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a fixture, with what its `meta.toml` says of it."""

    name: str
    data: bytes
    url: str | None
    captured_at: datetime | None
    tz: str | None

    def read(self, data: bytes | None = None) -> dict[str, Any]:
        """What is read from this page, or from the same page changed."""
        given = self.data if data is None else data
        report: dict[str, Any] = parse(given, url=self.url, captured_at=self.captured_at, tz=self.tz).to_dict()
        return report


@cache
def before_of(page: Page) -> dict[str, Any]:
    return page.read()


def _pages_of(folder: Path) -> list[Page]:
    meta = tomllib.loads((folder / "meta.toml").read_text("utf-8"))
    found = []
    for at, file in enumerate(meta.get("pages", ["page.html"])):
        url, time = (
            value[at] if isinstance(value, list) else value for value in (meta.get("url"), meta.get("captured_at"))
        )
        time = datetime.fromisoformat(time) if isinstance(time, str) else time
        name = folder.name if at == 0 else f"{folder.name}/{file}"
        found.append(Page(name, (folder / file).read_bytes(), url, time, meta.get("tz")))
    return found


def _is_whole(page: Page) -> bool:
    report = before_of(page)
    codes = {problem["code"] for entry in report["orders"] for problem in entry["order"]["problems"]}
    if not report["orders"] or codes & DAMAGED or b"<body" not in page.data.replace(b"\0", b"").lower():
        return False
    # A page with markup so broken that writing it anew moves something cannot be changed by its tree.
    anew = CHANGES["written_anew"].apply(page.data, Random(0))
    return anew is not None and page.read(anew)["orders"] == report["orders"]


@cache
def pages() -> tuple[Page, ...]:
    """All pages that are whole and of which something is read."""
    folders = sorted(path.parent for path in FIXTURES.glob("*/meta.toml"))
    return tuple(page for folder in folders for page in _pages_of(folder) if _is_whole(page))


def changed(page: Page, change: Change, seed: int) -> bytes | None:
    """A page changed; the same for the same seed, whatever other pages and kinds there are."""
    return change.apply(page.data, Random(f"{change.name} {page.name} {seed}"))
