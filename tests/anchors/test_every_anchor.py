"""Every anchor of every layout has a page on which it alone answers: see `book.py`."""

from __future__ import annotations

import pytest
from tests.anchors.book import DATA_TABLES, HERE, TABLES, entries, in_place_of, table_of, without, witnesses

from whyclosed.fixtures import fixtures
from whyclosed_parser.datafiles import read_file

each_table = pytest.mark.parametrize("name", TABLES)


@each_table
def test_every_entry_has_its_witness_and_every_witness_its_entry(name: str) -> None:
    assert {row.entry for row in witnesses(name)} == set(entries(table_of(name)))


@each_table
def test_every_witness_is_read(name: str) -> None:
    faults = {row.entry: row.faults() for row in witnesses(name)}
    assert {entry: told for entry, told in faults.items() if told} == {}


@each_table
def test_every_witness_needs_its_entry(name: str) -> None:
    table = table_of(name)
    idle = []
    for row in witnesses(name):
        with in_place_of(name, without(table, row.entry)):
            if not row.faults():
                idle.append(row.entry)
    assert idle == []


def test_every_book_belongs_to_a_table() -> None:
    assert sorted(path.stem for path in HERE.glob("*.toml")) == sorted([*TABLES, "shared", "unwitnessed"])


def test_every_shared_page_is_that_of_a_layout() -> None:
    books = [read_file(HERE / f"{name}.toml") for name in TABLES]
    for field, rows in read_file(HERE / "shared.toml").items():
        for anchor in rows:
            assert sum(book.get(field, {}).get(anchor) is True for book in books) > 0, (field, anchor)


@pytest.mark.parametrize("name", DATA_TABLES)
def test_a_fixture_needs_every_entry_of_a_table_of_data(name: str) -> None:
    """Where an entry is left out, a fixture reads differently; those that no fixture needs yet are named, and no more."""
    answers = [one for one in fixtures(HERE.parents[1] / "fixtures") if one.name.startswith("api-")]
    table = table_of(name)
    idle: dict[str, list[str]] = {}
    for field, anchor in entries(table):
        with in_place_of(name, without(table, (field, anchor))):
            if not any(one.differences(one.read()) for one in answers):
                idle.setdefault(field, []).append(anchor)
    assert idle == read_file(HERE / "unwitnessed.toml")[name]
