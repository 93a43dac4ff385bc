"""Every row of `rows.toml` has its say where it is meant to, and is silent where one of its cells forbids it."""

from __future__ import annotations

from functools import cache

import pytest
from tests.rules.rows import ROWS, says

from whyclosed_rules import tables


@cache
def behind_in() -> dict[str, set[str]]:
    """The rows behind the answer in each situation."""
    return {name: one.behind() for name, one in {say.situation.name: say.situation for say in says()}.items()}


@pytest.mark.parametrize("table", ROWS)
def test_a_row_has_its_say_where_it_is_meant_to_and_nowhere_else(table: str) -> None:
    wrong = [say for say in says() if say.table == table and not say.holds(behind_in()[say.situation.name])]
    assert [f"{say.row} is silent in {say.situation.name}" for say in wrong if say.cell is None] == []
    assert [f"{say.row} speaks in spite of its {say.cell} in {say.situation.name}" for say in wrong if say.cell] == []


def test_only_rows_of_the_tables_are_named() -> None:
    known = {row.id for _, row in tables.all_rows()}
    assert {key.partition(" (")[0] for rows in ROWS.values() for key in rows} <= known
