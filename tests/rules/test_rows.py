"""Every row of `rows.toml` has its say where it is meant to, and is silent where one of its cells forbids it."""

from __future__ import annotations

from functools import cache

import pytest
from tests.rules.rows import ROWS, Say, says

from whyclosed_rules import tables
from whyclosed_rules.engine.rows import Knowledge, Row, counts


@cache
def behind_in() -> dict[str, set[str]]:
    """The rows behind the answer in each situation."""
    return {name: one.behind() for name, one in {say.situation.name: say.situation for say in says()}.items()}


@pytest.mark.parametrize("table", ROWS)
def test_a_row_has_its_say_where_it_is_meant_to_and_nowhere_else(table: str) -> None:
    wrong = [say for say in says() if say.table == table and not say.holds(behind_in()[say.situation.name])]
    assert [f"{say.row} is silent in {say.situation.name}" for say in wrong if say.cell is None] == []
    assert [f"{say.row} speaks in spite of its {say.cell} in {say.situation.name}" for say in wrong if say.cell] == []


def test_it_is_this_row_that_speaks_and_this_cell_that_keeps_it_silent() -> None:
    """Not where facts are only suggested, nor of deadlines, which are read otherwise, nor of causes, which are told where
    they only may be."""
    looked_up = [say for say in says() if say.table not in ("cause", "deadlines") and not say.situation.suggested]
    assert [f"{say.table}: {say.row}, {say.cell}: {say.situation.name}" for say in looked_up if not alone(say)] == []


def alone(say: Say) -> bool:
    """Whether this very row counts, or would without the one cell; one cell of `unless` takes it back only with all."""
    row = rows_of(say.table)[say.row][say.turn - 1]
    cells = {part: dict(getattr(row, part, None) or {}) for part in ("when", "unless", "ask")}
    kind, _, fact = (say.cell or "").rpartition(" ")
    if say.cell is not None:
        del cells[kind or "when"][fact]
    if kind == "unless":
        cells["unless"] = {}
    known = known_in()[say.situation.name]
    asked = kind != "ask" or counts(cells["ask"], None, known)  # what tells most is asked whatever its `ask` says
    return asked and counts(cells["when"], cells["unless"] or None, known)


@cache
def known_in() -> dict[str, Knowledge]:
    """What is known in each situation."""
    return {name: one.decision().known for name, one in {say.situation.name: say.situation for say in says()}.items()}


@cache
def rows_of(table: str) -> dict[str, list[Row]]:
    """The rows of a table by their ids; of the derived facts together."""
    found: dict[str, list[Row]] = {}
    for name, row in tables.all_rows():
        if (name if name in ROWS else "derived") == table:
            found.setdefault(row.id, []).append(row)
    return found


def test_only_rows_of_the_tables_are_named() -> None:
    known = {row.id for _, row in tables.all_rows()}
    assert {key.partition(" (")[0] for rows in ROWS.values() for key in rows} <= known
