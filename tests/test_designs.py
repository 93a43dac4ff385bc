"""Pages in designs that nobody has seen: what a careful person reads of them is read, and nothing else."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests import common

from whyclosed_parser import extract, load
from whyclosed_parser.model import to_dict

ID = "8203417700050177"
PAGES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "tables" / "designs.toml").read_text("utf-8"))[
    "page"
]


def value_at(order: Any, path: str) -> Any:
    """What stands at a path of an order; None where it leads nowhere."""
    for step in path.split("."):
        if order is None or (isinstance(order, list) and int(step) >= len(order)):
            return None
        order = order[int(step)] if isinstance(order, list) else order[step]
    return order


@pytest.mark.parametrize("page", [pytest.param(page, id=page["says"]) for page in PAGES])
def test_what_is_read_of_a_page(page: dict[str, Any]) -> None:
    html = common.page(page["body"].replace("{id}", ID), page.get("language", "en"))
    order = to_dict(extract(load(html, url=None, captured_at=common.AT))[0])
    assert {*page.get("told", ())} <= {problem["field"] for problem in order["problems"]}
    wanted = {path: {"-": None, "{id}": ID}.get(value, value) for path, value in page["read"].items()}
    assert {path: value_at(order, path) for path in wanted} == wanted
