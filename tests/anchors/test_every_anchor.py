"""Every anchor of every layout has a page on which it alone answers: see `book.py`."""

from __future__ import annotations

import pytest
from tests.anchors.book import HERE, TABLES, entries, in_place, labelled, mutant, table_of, witnesses

from whyclosed_parser.datafiles import read_file
from whyclosed_parser.layouts import layouts
from whyclosed_parser.model.order import OF_ORDERS

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
    """But where words tell it on every page, and an entry says only what it stands before."""
    idle = []
    told = set() if name == "text" else set(entries(table_of("text")))
    for row in witnesses(name):
        with in_place(mutant(name, row.entry)):
            if not row.faults() and row.entry not in told:
                idle.append(row.entry)
    assert idle == []


@pytest.mark.parametrize("name", [one.name for one in layouts() if one.kind in OF_ORDERS and one.markers])
def test_what_words_tell_is_read_on_every_design(name: str) -> None:
    faults = {row.entry: row.faults() for row in labelled(name)}
    assert {entry: told for entry, told in faults.items() if told} == {}


def test_every_book_belongs_to_a_table() -> None:
    assert sorted(path.stem for path in HERE.glob("*.toml")) == sorted([*TABLES, "shared"])


def test_every_shared_page_is_that_of_a_layout() -> None:
    books = [read_file(HERE / f"{name}.toml") for name in TABLES]
    for field, rows in read_file(HERE / "shared.toml").items():
        for anchor in rows:
            assert sum(book.get(field, {}).get(anchor) is True for book in books) > 0, (field, anchor)
