"""The engine: three-valued evaluation is sound, gaps and overlaps are exact."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.proofs import gaps, opened, overlaps, smallest_example

from whyclosed_rules.engine.narrowing import Narrowing
from whyclosed_rules.engine.rows import DecisionTable, Leaves, Outcome, Truth, Values

DOMAINS: dict[str, tuple[str, ...]] = {"a": ("1", "2", "3"), "b": ("x", "y"), "c": ("p", "q", "r")}
COMBINATIONS = [dict(zip(DOMAINS, values, strict=True)) for values in product(*DOMAINS.values())]


def cells() -> st.SearchStrategy[dict[str, Values]]:
    return st.fixed_dictionaries(
        {},
        optional={
            fact: st.sets(st.sampled_from(values), min_size=1).map(frozenset) for fact, values in DOMAINS.items()
        },
    )


def rows() -> st.SearchStrategy[tuple[Outcome, ...]]:
    return st.lists(cells(), max_size=6).map(
        lambda boxes: tuple(Outcome(f"R{place}", box, ("B101",), value=place) for place, box in enumerate(boxes))
    )


def holds(row: Outcome, values: dict[str, str]) -> bool:
    return all(values[fact] in cell for fact, cell in row.when.items())


@given(rows())
def test_gaps_are_exactly_the_combinations_that_no_row_covers(given_rows: tuple[Outcome, ...]) -> None:
    left = gaps(DecisionTable("t", DOMAINS, given_rows))
    for values in COMBINATIONS:
        covered = any(holds(row, values) for row in given_rows)
        in_gap = [box for box in left if all(values[fact] in cell for fact, cell in box.items())]
        assert len(in_gap) == (0 if covered else 1)


@given(rows())
def test_overlaps_are_exactly_the_pairs_that_hold_together(given_rows: tuple[Outcome, ...]) -> None:
    found = {(one.id, two.id) for one, two, _ in overlaps(DecisionTable("t", DOMAINS, given_rows))}
    expected = {
        (one.id, two.id)
        for place, one in enumerate(given_rows)
        for two in given_rows[place + 1 :]
        if any(holds(one, values) and holds(two, values) for values in COMBINATIONS)
    }
    assert found == expected


@given(rows(), cells())
def test_an_outcome_on_partial_facts_never_changes_when_the_rest_is_known(
    given_rows: tuple[Outcome, ...], known: dict[str, Values]
) -> None:
    table = DecisionTable("t", DOMAINS, given_rows)
    open_rows = opened(table, known)
    for values in COMBINATIONS:
        if any(values[fact] not in cell for fact, cell in known.items()):
            continue
        held = [row for row in given_rows if holds(row, values)]
        assert set(map(id, held)) <= set(map(id, open_rows))
        for row in given_rows:
            if row.truth(known) is Truth.HOLDS:
                assert holds(row, values)


@given(rows())
def test_the_smallest_example_names_a_real_gap(given_rows: tuple[Outcome, ...]) -> None:
    left = gaps(DecisionTable("t", DOMAINS, given_rows))
    if not left:
        return
    example = smallest_example(left, DOMAINS)
    matching = [values for values in COMBINATIONS if example.items() <= values.items()]
    assert matching
    assert not any(holds(row, values) for row in given_rows for values in matching)


def row(id_: str, when: dict[str, str], leaves: list[str]) -> Leaves:
    cells_: dict[str, Values] = {fact: frozenset([value]) for fact, value in when.items()}
    return Leaves(id_, cells_, ("B101",), leaves=frozenset(leaves))


FIRST, SECOND = row("first", {"a": "1"}, ["u"]), row("second", {"b": "x"}, ["v", "w"])
NARROWING = Narrowing("fact", ("u", "v", "w"), (FIRST, SECOND), (row("assumed", {}, ["w"]),))


def test_nothing_known_leaves_everything_to_the_assumption() -> None:
    result = NARROWING.narrow({})
    assert result.proved == {"u", "v", "w"}
    assert result.possible == {"w"}
    assert [one.id for one in result.assumed] == ["assumed"]


BOTH = {"a": frozenset(["1"]), "b": frozenset(["x"])}


def ranked(first: Leaves, second: Leaves) -> Narrowing:
    return Narrowing("fact", ("u", "v", "w"), (first, second), NARROWING.assumed)


def test_of_two_rows_that_contradict_each_other_the_one_of_higher_rank_counts_and_the_other_is_told() -> None:
    for rows_ in ((FIRST, replace(SECOND, rank=2)), (replace(SECOND, rank=2), FIRST)):
        result = ranked(*rows_).narrow(BOTH)
        assert result.possible == result.proved == {"u"}
        assert not result.sure
        assert [one.id for one in result.used] == ["first"]
        assert [(one.row.id, [by.id for by in one.by]) for one in result.overruled] == [("second", ["first"])]
        assert not result.assumed


def test_rows_of_one_rank_that_contradict_each_other_leave_what_any_of_them_leaves() -> None:
    for rows_ in ((FIRST, SECOND), (SECOND, FIRST)):
        result = ranked(*rows_).narrow(BOTH)
        assert result.proved == {"u", "v", "w"}
        assert {one.row.id for one in result.overruled} == {"first", "second"}


@pytest.mark.parametrize(
    ("leaves", "proved"),
    [
        (["u", "v", "uvw"], "uv"),  # what a broad row leaves is excluded by both exact ones
        (["u", "vw", "uw"], "uw"),
        (["u", "vw", "vw"], "uvw"),
        (["u", "v", "w"], "uvw"),
        (["u", "v", "uvw", "vw"], "uv"),
    ],
)
def test_a_broad_row_brings_nothing_back_that_exact_rows_of_its_rank_exclude(leaves: list[str], proved: str) -> None:
    found = [row(f"row {place}", {"a": "1"}, list(left)) for place, left in enumerate(leaves)]
    for order in permutations(found):
        assert Narrowing("fact", ("u", "v", "w"), order, ()).narrow(BOTH).proved == set(proved)


def test_a_row_that_only_says_what_is_usual_gives_way_without_a_word() -> None:
    result = ranked(FIRST, replace(SECOND, rank=2, yields=True)).narrow(BOTH)
    assert result.proved == {"u"}
    assert result.sure
    assert not result.overruled


def test_an_exception_takes_a_row_back() -> None:
    result = ranked(FIRST, replace(SECOND, unless={"a": frozenset(["1"])})).narrow(BOTH)
    assert result.proved == {"u"}
    assert not result.overruled


def test_what_only_confirms_is_kept_for_the_explanation() -> None:
    result = ranked(FIRST, replace(SECOND, rank=2, leaves=frozenset(["u", "v"]))).narrow(BOTH)
    assert [one.id for one in result.used] == ["first", "second"]


def test_what_rests_on_an_unsure_fact_is_unsure() -> None:
    only = {"a": frozenset(["1"])}
    assert NARROWING.narrow(only).sure
    assert not NARROWING.narrow(only, frozenset(["a"])).sure


def test_evidence_that_may_hold_does_not_narrow() -> None:
    assert NARROWING.narrow({"a": frozenset(["1", "2"])}).proved == {"u", "v", "w"}
