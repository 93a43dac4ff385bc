"""Every folder of `fixtures/` is a page with what must be read from it: see docs/adding-a-page.md."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.witnesses.pages import FIXTURES, HOME, report_of

from whyclosed.fixtures import Fixture, differences, fixtures
from whyclosed_parser import ParseReport
from whyclosed_parser.layouts import Layout, layouts
from whyclosed_parser.model import Order, from_dict
from whyclosed_rules import diagnose, route_of

META_KEYS = {"about", "source", "language", "url", "captured_at", "now", "tz", "pages", "contradicts"}
# Parts that no page shows, by layout: a fixture that shows one makes this list wrong, and it must go.
WITHOUT_FIXTURE = {
    "api_detail": {"close_code_doubt", "currency", "ended_on", "ended_on_label", "shown", "status_code"},
    "api_list": {"close_code_doubt", "currency", "dispute", "shown", "status_code"},
    "api_logistics": {"shown"},
    "api_receipt": set(),
    "api_refund": {"currency"},
    "api_refund_list": {"refund"},
    "g1_detail": set(),
    "g2_list": set(),
    "g3_detail": {"folded", "headline"},
    "g3_dispute": set(),
    "g3_list": set(),
    "g3_refund": set(),
    "g3_refund_list": set(),
    "ru_detail": set(),
    "ru_list": set(),
    "t2": set(),
    "t3_tracking": set(),
}


@pytest.mark.parametrize("name", FIXTURES)
def test_it_is_read_as_expected(name: str) -> None:
    """The report is the expected one and whole, and its route is that of the diagnosis."""
    assert set(FIXTURES[name].expected()) == {"orders", "unread"}
    report = report_of(name)
    lines = [line for one in FIXTURES[name].differences(report) for line in one.lines()]
    assert not lines, "\n".join(["- expected, + read:", *lines])
    assert list(gaps(report)) == []
    assert FIXTURES[name].read() == report, "read again it is another"
    now = datetime.fromisoformat(str(FIXTURES[name].meta.get("now", "2026-11-22T10:00:00+00:00")))
    for order in report.orders:
        assert route_of(order, now=now, tz=UTC) == diagnose(order, now=now, tz=UTC).route


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


def gaps(report: ParseReport) -> Iterator[str]:
    """Values that do not say where they were read, sources without their value, and what its JSON form does not hold."""
    for entry, read in zip(report.to_dict()["orders"], report.orders, strict=True):
        order = entry["order"]
        found = order["found"]
        values = {key: value for key, value in order.items() if key not in ("found", "problems", "pages")}
        for path in leaves(values, ""):
            pieces = path.split(".")
            heads = {".".join(pieces[:length]) for length in range(1, len(pieces) + 1)}
            if not heads & set(found):
                yield f"{path} was read, but not where"
        for path in found:
            here: Any = values
            for piece in path.split("."):
                here = here[int(piece)] if isinstance(here, list) else here[piece]
            if here in (None, [], {}):
                yield f"{path} has a source but no value"
        if from_dict(Order, json.loads(json.dumps(order))) != read:
            yield "from its JSON form another order is made"


def test_meta_is_complete() -> None:
    for name, fixture in FIXTURES.items():
        assert set(fixture.meta) <= META_KEYS, name
        assert fixture.meta["about"], name
        assert fixture.meta["source"] in ("synthetic", "scrubbed"), name
        files = {path.name for path in fixture.folder.iterdir()} - {"truth.toml"}  # tests/languages
        assert {"expected.json", "meta.toml", *fixture.pages} == files, name


def test_every_folder_is_a_fixture() -> None:
    assert sorted(path.name for path in HOME.iterdir() if path.is_dir()) == sorted(FIXTURES)


@cache
def parts_read(layout: str) -> frozenset[str]:
    """The parts of an order that some fixture's page of this layout gives."""
    orders = (order for name in FIXTURES for order in report_of(name).orders)
    return frozenset(
        path.split(".")[0] for order in orders for path, found in order.found.items() if found.layout == layout
    )


@pytest.mark.parametrize("layout", [layout for layout in layouts() if layout.evidence], ids=lambda layout: layout.name)
def test_every_part_of_a_layout_is_read_from_a_fixture(layout: Layout) -> None:
    """Of those in which it looks at places of its own. The text layout has no page: test_recognise.py reads the others'
    pages with it."""
    (text,) = (one for one in layouts() if not one.evidence)
    own = {field.partition(".")[0] for field, found in layout.fields.items() if {*found} - {*text.anchors(field)}}
    assert own - parts_read(layout.name) == WITHOUT_FIXTURE[layout.name]


# ------------------------------------------------------------------------------------- the folders' own reading


def a_fixture(tmp_path: Path) -> Fixture:
    folder = tmp_path / "fixtures" / "one"
    folder.mkdir(parents=True)
    source = FIXTURES["detail-closed-no-reason"].folder
    for name in ("page.html", "meta.toml"):
        (folder / name).write_bytes((source / name).read_bytes())
    (one,) = fixtures(tmp_path / "fixtures")
    return one


def test_what_is_written_is_read_as_expected(tmp_path: Path) -> None:
    one = a_fixture(tmp_path)
    one.write_expected(one.read())
    assert differences(one.expected(), one.read()) == ()


def test_a_difference_names_both_sides(tmp_path: Path) -> None:
    one = a_fixture(tmp_path)
    one.write_expected(one.read())
    expected = one.expected()
    number = expected["orders"][0].pop("order_id")
    expected["orders"][0]["status"]["code"] = "expired"
    expected["orders"][0]["items"].append({"title": "A second one"})
    lines = [line for each in differences(expected, one.read()) for line in each.lines()]
    assert lines == [
        '- orders.0.status.code: "expired"',
        '+ orders.0.status.code: "closed"',
        '- orders.0.items.1.title: "A second one"',
        f'+ orders.0.order_id: "{number}"',
    ]


def test_null_and_empty_are_the_same_as_left_out() -> None:
    empty: dict[str, Any] = {"orders": [{"closed_on": None, "items": [], "refund": {"stage": None}}], "unread": []}
    missing = [one.path for one in differences(empty, ParseReport((), ()))]
    assert missing == ["orders"]
    assert differences({"orders": [{"refund": {"stage": 0}}], "unread": []}, ParseReport((), ()))[1].expected == "0"
