"""One file of each container is the same order to the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from tests.common import FIXTURES
from tests.containers.builders import CONTAINERS, URL

PAGE = (FIXTURES / "detail-closed-seller-cancelled" / "page.html").read_bytes()
PAGE = PAGE.replace(
    b"8190000011112221", URL.rpartition("=")[2].encode()
)  # the order that the containers' address names


def order(told: Result) -> dict[str, Any]:
    """The only order, without where it was read and what hangs on when the page was kept."""
    assert told.exit_code == 0
    (one,) = json.loads(told.stdout)["orders"]
    return {name: value for name, value in one["order"].items() if name not in ("pages", "found")}


@pytest.mark.parametrize("name", CONTAINERS)
def test_one_file_of_each_container_shows_the_same_order(run: Callable[..., Result], name: str) -> None:
    Path("page.html").write_bytes(PAGE)
    Path("kept").write_bytes(CONTAINERS[name][0](PAGE))
    plain = order(run("parse", "--format", "json", "page.html"))
    assert plain["order_id"]
    assert order(run("parse", "--format", "json", "kept")) == plain
