"""Every statement of the sources stands behind an answer, or in a short list with the reason why not."""

from __future__ import annotations

import pytest
from tests.rules.coverage import LEFT_OUT, STATEMENTS, reached

from whyclosed_rules.library import catalogue


@pytest.mark.parametrize("id_", STATEMENTS)
def test_every_statement_stands_behind_an_answer_or_is_excused(id_: str) -> None:
    assert bool(reached()[id_]) is not (id_ in LEFT_OUT), f"{id_}: {catalogue.source(id_).says}"


def test_the_list_stays_short() -> None:
    assert len(LEFT_OUT) <= 20
    assert set(LEFT_OUT) <= set(catalogue.ids())
