"""What tests of every part have in common: the fixtures, the moments at which they play, and how a page is read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from whyclosed_parser.loading.load import load
from whyclosed_parser.model import Order
from whyclosed_parser.read.extract import extract

FIXTURES = Path(__file__).parents[1] / "fixtures"
BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 10, tzinfo=BERLIN)
"""When the rules are asked."""
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""When pages were captured."""


def page_of(name: str) -> bytes:
    """The first page of a fixture."""
    return (FIXTURES / name / "page.html").read_bytes()


def page(body: str, lang: str = "en") -> str:
    """A page with this body."""
    return f'<!DOCTYPE html><html lang="{lang}"><head><title>x</title></head><body>{body}</body></html>'


def one(html: str | bytes, url: str | None = None, at: datetime | None = AT) -> Order:
    """The one order of a page."""
    (order,) = extract(load(html, url=url, captured_at=at))
    return order


def problems(order: Order) -> set[tuple[str, str | None]]:
    """The code and the field of each problem."""
    return {(problem.code, problem.field) for problem in order.problems}
