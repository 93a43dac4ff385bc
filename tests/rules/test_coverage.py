"""Every statement of the sources stands behind an answer, or in a short list with the reason why not."""

from __future__ import annotations

from tests.rules.coverage import LEFT_OUT, STATEMENTS, reached

from whyclosed_rules import catalogue


def test_every_statement_stands_behind_an_answer_or_is_excused() -> None:
    says = {id_: catalogue.source(id_).says for id_ in STATEMENTS}
    assert {id_: told for id_, told in says.items() if not reached()[id_] and id_ not in LEFT_OUT} == {}
    assert [id_ for id_ in LEFT_OUT if reached()[id_]] == [], "these are executable after all"


def test_the_list_stays_short() -> None:
    assert len(LEFT_OUT) <= 20
    assert set(LEFT_OUT) <= set(catalogue.ids())
