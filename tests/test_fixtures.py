"""Every folder of `fixtures/` is a page with what must be read from it; one test per folder and field.

`meta.toml` names the pages (default `page.html`), their address and capture time. `expected.json` is the report without
`found`, problems as code and field only. A folder without it gets one written, and the run fails: look at it first.
"""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from whyclosed_parser import ParseReport, merge, parse
from whyclosed_parser.layouts import Layout, layouts
from whyclosed_parser.model import Order, Unread, from_dict
from whyclosed_rules import diagnose, route_of

FIXTURES = Path(__file__).parent.parent / "fixtures"
FOLDERS = sorted(path.parent for path in FIXTURES.glob("*/meta.toml"))
FIELDS = [field.name for field in dataclasses.fields(Order) if field.name != "found"]
META_KEYS = {"about", "source", "language", "url", "captured_at", "now", "tz", "pages"}
# Parts that no page shows, by layout: a fixture that shows one makes this list wrong, and it must go.
WITHOUT_FIXTURE = {
    "g3_detail": {"close_code", "closed_on", "folded"},
    "g3_dispute": set(),
    "g3_list": {"packages", "timers"},
    "g3_refund": {"actions"},
    "g3_refund_list": {"order_id", "timers"},
    "t3_tracking": {"actions"},
}


def listed(value: Any, count: int) -> list[Any]:
    return value if isinstance(value, list) else [value] * count


def read_folder(folder: Path) -> ParseReport:
    """The report of a folder's pages, merged."""
    meta = tomllib.loads((folder / "meta.toml").read_text("utf-8"))
    pages = meta.get("pages", ["page.html"])
    orders: list[Order] = []
    unread: list[Unread] = []
    for page, url, at in zip(
        pages, listed(meta.get("url"), len(pages)), listed(meta.get("captured_at"), len(pages)), strict=True
    ):
        captured_at = datetime.fromisoformat(at) if isinstance(at, str) else at
        report = parse((folder / page).read_bytes(), url=url, captured_at=captured_at, tz=meta.get("tz"))
        orders += report.orders
        unread += report.unread
    return ParseReport(merge(orders), tuple(unread))


@cache
def report_of(folder: Path) -> ParseReport:
    return read_folder(folder)


@cache
def expected_of(folder: Path) -> dict[str, Any]:
    path = folder / "expected.json"
    if not path.exists():
        path.write_text(json.dumps(shortened(report_of(folder)), indent=2, ensure_ascii=False) + "\n", "utf-8")
        pytest.fail(f"{path} was missing; it has been written from what is read today: check it by hand")
    expected: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return expected


def shortened(report: ParseReport) -> dict[str, Any]:
    """A report in the form of `expected.json`."""
    data = report.to_dict()
    orders = []
    for entry in data["orders"]:
        order = {key: value for key, value in entry["order"].items() if key != "found"}
        order["problems"] = [{"code": one["code"], "field": one["field"]} for one in order["problems"]]
        orders.append(order)
    return {"orders": orders, "unread": [{"code": one["problem"]["code"]} for one in data["unread"]]}


def in_order(problems: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return sorted((one["code"], one["field"] or "") for one in problems)


def folder_id(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)
def test_as_many_orders_as_expected(folder: Path) -> None:
    expected, got = expected_of(folder), shortened(report_of(folder))
    ids = [order["order_id"] for order in expected["orders"]]
    assert [order["order_id"] for order in got["orders"]] == ids, "orders read without being expected, or the reverse"
    assert got["unread"] == expected["unread"]
    assert set(expected) == {"orders", "unread"}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)
def test_field(folder: Path, field: str) -> None:
    expected, got = expected_of(folder)["orders"], shortened(report_of(folder))["orders"]
    for order, other in zip(expected, got, strict=True):
        assert set(order) == set(FIELDS), "a field is missing in expected.json, or one too many"
        if field == "problems":
            assert in_order(other[field]) == in_order(order[field])
        else:
            assert other[field] == order[field]


def leaves(value: Any, path: str) -> Iterator[str]:
    """The paths of every value that is not null, empty or a list."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{at}")
    elif value is not None:
        yield path


@pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)
def test_every_value_says_where_it_was_read(folder: Path) -> None:
    for entry in report_of(folder).to_dict()["orders"]:
        order = entry["order"]
        found = order["found"]
        values = {key: value for key, value in order.items() if key not in ("found", "problems", "pages")}
        for path in leaves(values, ""):
            pieces = path.split(".")
            heads = {".".join(pieces[:length]) for length in range(1, len(pieces) + 1)}
            assert heads & set(found), f"{path} was read, but not where"
        for path in found:
            here: Any = values
            for piece in path.split("."):
                here = here[int(piece)] if isinstance(here, list) else here[piece]
            assert here not in (None, [], {}), f"{path} has a source but no value"


@pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)
def test_the_report_survives_its_json_form(folder: Path) -> None:
    for entry, order in zip(report_of(folder).to_dict()["orders"], report_of(folder).orders, strict=True):
        assert from_dict(Order, json.loads(json.dumps(entry["order"]))) == order


@pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)
def test_reading_twice_gives_the_same(folder: Path) -> None:
    assert read_folder(folder) == report_of(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)
def test_meta_is_complete(folder: Path) -> None:
    meta = tomllib.loads((folder / "meta.toml").read_text("utf-8"))
    assert set(meta) <= META_KEYS
    assert meta["about"]
    assert meta["source"] == "synthetic"
    assert {"expected.json", "meta.toml", *meta.get("pages", ["page.html"])} == {path.name for path in folder.iterdir()}


def test_every_folder_is_a_fixture() -> None:
    assert [path.name for path in sorted(FIXTURES.iterdir()) if path.is_dir()] == [path.name for path in FOLDERS]


@cache
def parts_read(layout: str) -> frozenset[str]:
    """The parts of an order that some fixture's page of this layout gives."""
    orders = (order for folder in FOLDERS for order in report_of(folder).orders)
    return frozenset(
        path.split(".")[0] for order in orders for path, found in order.found.items() if found.layout == layout
    )


@pytest.mark.parametrize("layout", [layout for layout in layouts() if layout.evidence], ids=lambda layout: layout.name)
def test_every_part_of_a_layout_is_read_from_a_fixture(layout: Layout) -> None:
    """The text layout has no page of its own: test_recognise.py reads the others' pages with it."""
    assert layout.parts - parts_read(layout.name) == WITHOUT_FIXTURE[layout.name]


@pytest.mark.parametrize("folder", FOLDERS, ids=folder_id)
def test_the_route_alone_is_that_of_the_diagnosis(folder: Path) -> None:
    meta = tomllib.loads((folder / "meta.toml").read_text("utf-8"))
    now = datetime.fromisoformat(str(meta.get("now", "2026-11-22T10:00:00+00:00")))
    for order in report_of(folder).orders:
        assert route_of(order, now=now, tz=UTC) == diagnose(order, now=now, tz=UTC).route
