"""The tables: proved complete and free of overlaps, small, with a sentence and a source for every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.rules.proofs import gaps, opened, overlaps, smallest_example

from whyclosed_rules import catalogue, data, tables
from whyclosed_rules.engine.narrowing import Narrowing
from whyclosed_rules.engine.rows import DecisionTable, Follows, Row
from whyclosed_rules.errors import TableError
from whyclosed_rules.facts.from_pages import page_rows
from whyclosed_rules.facts.spec import domains, specs
from whyclosed_rules.model import CauseCode, Route
from whyclosed_rules.tables import checked
from whyclosed_rules.tables.rows import DetailRow
from whyclosed_rules.telling.sentences import check, languages, sentences

UNIQUE = tables.DECISIONS
COLLECTED = tuple(tables.KINDS)
ROWS = list(tables.all_rows())


@pytest.mark.parametrize("name", UNIQUE)
def test_no_combination_of_facts_is_left_without_an_outcome(name: str) -> None:
    table = tables.decision(name)
    left = gaps(table)
    assert not left, f"{name}: no row for {smallest_example(left, table.domains)}"


@pytest.mark.parametrize("name", UNIQUE)
def test_no_two_rows_hold_together(name: str) -> None:
    table = tables.decision(name)
    shared = overlaps(table)
    told = [(one.id, two.id, smallest_example([box], table.domains)) for one, two, box in shared]
    assert not told, f"{name}: {told[0]}"


def mutants(table: DecisionTable) -> Iterator[tuple[DecisionTable, str]]:
    for place, row in enumerate(table.rows):
        before, after = table.rows[:place], table.rows[place + 1 :]
        yield replace(table, rows=(*before, *after)), f"{row.id} removed"
        for fact, cell in row.when.items():
            without = {key: value for key, value in row.when.items() if key != fact}
            yield replace(table, rows=(*before, replace(row, when=without), *after)), f"{row.id} without {fact}"
            if len(cell) > 1:
                for value in sorted(cell, key=str):
                    less = {**row.when, fact: cell - {value}}
                    yield (
                        replace(table, rows=(*before, replace(row, when=less), *after)),
                        f"{row.id} without {fact}={value}",
                    )


@pytest.mark.parametrize("name", UNIQUE)
def test_every_damage_to_a_table_is_noticed(name: str) -> None:
    for table, what in mutants(tables.decision(name)):
        left = gaps(table)
        assert left or overlaps(table), what
        if left:
            example = smallest_example(left, table.domains)
            known = {fact: frozenset([value]) for fact, value in example.items()}
            assert len(opened(tables.decision(name), known)) >= 1, what
            assert not [row for row in table.rows if row.when.items() and _covers(row, example)], what


def _covers(row: Row, example: dict[str, object]) -> bool:
    return all(fact in example and example[fact] in cell for fact, cell in row.when.items())


@pytest.mark.parametrize("name", [*UNIQUE, *COLLECTED])
def test_tables_stay_small(name: str) -> None:
    rows = tables.decision(name).rows if name in UNIQUE else tables.rows(name, Row)
    assert len(rows) <= 30
    assert all(len(row.when) <= 5 for row in rows)


@pytest.mark.parametrize("narrowing", tables.narrowings(), ids=lambda one: one.fact)
def test_narrowings_stay_small(narrowing: Narrowing) -> None:
    assert len(narrowing.evidence) <= 30
    assert all(len(row.when) <= 5 for row in (*narrowing.evidence, *narrowing.assumed))


def test_the_route_table_reads_few_facts() -> None:
    assert len(tables.decision("route").domains) <= 8


@pytest.mark.parametrize("narrowing", tables.narrowings(), ids=lambda one: one.fact)
def test_a_narrowing_reads_only_what_is_made_before_it(narrowing: Narrowing) -> None:
    later = {one.fact for one in tables.narrowings()[tables.narrowings().index(narrowing) :]}
    assert not later & set(narrowing.reads)


def test_row_ids_are_unique() -> None:
    ids = [
        row.id for name, row in ROWS if name not in (*tables.QUESTIONS, *tables.MESSAGES, "deadlines", *tables.STEPS)
    ]
    assert len(ids) == len(set(ids))


def test_every_row_rests_on_a_known_source() -> None:
    assert [f"{name}: {row.id}" for name, row in ROWS if not row.sources] == []
    assert all(catalogue.source(id_).says for _, row in ROWS for id_ in row.sources)


SECTION = {
    **dict.fromkeys(tables.WARNINGS, "warning"),
    "evidence": "evidence",
    "prevention": "prevention",
    **dict.fromkeys(tables.MESSAGES, "message"),
    **dict.fromkeys(tables.QUESTIONS, "question"),
    "deadlines": "reading",
    **dict.fromkeys(tables.STEPS, "step"),
}


@pytest.mark.parametrize("language", languages())
def test_every_row_has_its_sentence_and_every_sentence_its_row(language: str) -> None:
    words = sentences(language)
    wanted: dict[str, set[str]] = {}
    for name, row in ROWS:
        if isinstance(row, DetailRow) and row.detail is not None:
            continue  # its sentence is found by the detail
        if name == "refund_times":
            continue  # told by its sources
        wanted.setdefault(SECTION.get(name, "rule"), set()).add(row.id)
    wanted["rule"] |= {row.id for row in page_rows()}
    wanted["warning"] |= {
        "unverified_wording",
        "time_not_read",
        "page_is_old",
        "page_is_ahead",
        "period_without_start",
        "time_without_zone",
    }
    wanted["reading"] |= {"window_estimate_early"}
    wanted["question"] |= {
        "placed_on",
        "shipped_on",
        "cancelled_on",
        "dispute_opened_on",
        "dispute_decided_on",
        "confirmed_on",
        "protection_ends",
    }
    for section, keys in wanted.items():
        assert keys == set(words.keys(section)), (section, keys ^ set(words.keys(section)))


@pytest.mark.parametrize("language", languages())
def test_every_outcome_has_its_sentence(language: str) -> None:
    words = sentences(language)
    routes = set(domains()["route"])
    states = {state for fact in _STATES for state in domains()[fact]}
    states |= {
        "credit",
        "credit_due",
        "unsure",
        "if_paid",
        "partly",
        "pay_time_over",
        "rejected",
        "return_window",
        "unless_there",
        "unseen",
    }
    own = {f"{route}_{state}" for route in routes for state in states} | routes
    own |= {f"{key}_today" for key in own} | {f"undecided_{fact}" for fact in specs()}
    urgent = {row.id for row in tables.urgent_steps()}
    assert urgent <= set(words.keys("verdict"))
    assert routes <= set(words.keys("verdict")) <= own | urgent | {"undecided_wait", "undecided_unasked", "history"}
    assert all(len(words.say("verdict", key).split()) <= 6 for key in words.keys("verdict"))
    for section, other in (("money", routes | {"history"}), ("refund", {"protective", "no_bank", "history"})):
        chosen = {row.id for of, into in tables.SAID.items() if into == section for row in tables.said(of) if row.id}
        assert set(words.keys(section)) == other | chosen, section
    assert set(words.keys("cause_unsure")) == set(words.keys("cause")) - {"not_closed", "unknown"}
    assert set(words.keys("route")) == routes | {"finished_refused", "finished_lost"}
    assert {*specs(), *domains()} == set(words.keys("fact"))
    assert set(words.keys("cause")) == set(domains()["cause"])
    made = {of for row in _DETAILS for of in ([row.detail] if row.copies is None else domains()[row.copies])}
    assert set(words.keys("detail")) == set(domains()["detail"]) == made
    assert {row.other for _, row in ROWS if row.other} == set(words.keys("other"))


_DETAILS = [row for name in tables.DETAILS for row in tables.rows(name, DetailRow)]
_STATES = ("status", "situation", "dispute_turn", "progress", "recourse", "bank_case", "receipt")
"""The facts whose values may give a route a verdict of its own."""


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"when": {"statuss": "closed"}}, "Did you mean 'status'"),
        ({"when": {"status": "closd"}}, "Did you mean 'closed'"),
        ({"when": {"paid": "true"}}, "'paid' cannot be 'true'"),
        ({"when": {}, "from": ["B999"]}, "B999"),
        ({"when": {}, "other": "K999"}, "K999"),
        ({"when": {"status": "$overr"}}, "has no set '\\$overr'. Did you mean 'over'"),
        ({"when": {}, "setz": {}}, "'setz' means nothing here. Did you mean 'sets'"),
        ({"when": {}, "sets": 5}, "5 is not what belongs there"),
        ({}, "'when' is missing"),
    ],
    ids=["fact", "value", "type", "source", "other", "set", "key", "kind", "no-cells"],
)
def test_a_broken_row_is_refused_at_load(row: dict[str, object], message: str) -> None:
    with pytest.raises(TableError, match=message):
        tables.reader().row(Follows, {"id": "X", "from": ["B101"], "sets": {}, **row})


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("warnings", {"code": "watch_windows"}, "'watch_windows' is none of"),
        ("steps_alive", {"due": "tomorrow"}, "'tomorrow' is none of"),
        ("steps_alive", {"message": "M99"}, "unknown message 'M99'"),
        ("steps_alive", {"sets": {"contacted": "now"}}, "unknown fact 'contacted'"),
        ("detail", {"detail": "bad_luck", "copies": None}, "unknown detail 'bad_luck'"),
        ("deadlines", {"add": ["P99"]}, "unknown parameter 'P99'"),
        ("deadlines", {"fact": "closing"}, "unknown fact 'closing'"),
        ("refund_times", {"parameter": "P99"}, "unknown parameter 'P99'"),
        ("questions", {"id": "moved"}, "unknown fact 'moved'"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_what_a_row_names_beyond_its_cells_must_exist(
    table: str, change: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = data.load_toml
    broken = {
        key: value for key, value in {**original(f"tables/{table}")["row"][0], **change}.items() if value is not None
    }
    monkeypatch.setattr(
        data, "load_toml", lambda name: {"row": [broken]} if name == f"tables/{table}" else original(name)
    )
    with pytest.raises(TableError, match=message):
        checked.read(table)


@pytest.mark.parametrize(
    ("section", "key"),
    [
        ("fact", "placed_on"),
        ("question", "item"),
        ("moment", "closed_on"),
        ("reading", "window_estimate_early"),
        ("rule", "O-payment-row"),
        ("step", "pay_retry"),
        ("detail", "lost"),
    ],
)
def test_a_missing_sentence_is_refused_at_load(section: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    original = data.load_toml
    told = original("sentences/en")
    fewer = {**told, section: {one: text for one, text in told[section].items() if one != key}}
    monkeypatch.setattr(data, "load_toml", lambda name: fewer if name == "sentences/en" else original(name))
    with pytest.raises(TableError, match=rf"\[{section}\]: there is no sentence '{key}'"):
        check("en")


def test_a_list_of_values_that_stands_in_three_rows_is_a_named_set() -> None:
    written = Counter((fact, tuple(cell)) for fact, cell in lists_of_values())
    assert [cell for cell, times in written.items() if times > 2] == []


def lists_of_values() -> Iterator[tuple[str, list[Any]]]:
    for name in ("derived", *tables.DECISIONS, *tables.KINDS):
        table = data.load_toml(f"tables/{name}")
        narrowed = [(one["fact"], row) for one in table.get("narrow", ()) for row in one.get("evidence", ())]
        narrowed += [(one["fact"], row) for one in table.get("narrow", ()) for row in one.get("assumed", ())]
        for fact, row in narrowed:
            yield from [(fact, row["leaves"])] if isinstance(row.get("leaves"), list) and len(row["leaves"]) > 1 else []
        for row in (*table.get("row", ()), *table.get("imply", ()), *(row for _, row in narrowed)):
            for cells in ("when", "unless", "ask"):
                for fact, cell in row.get(cells, {}).items():
                    values = cell["not"] if isinstance(cell, dict) else cell
                    if isinstance(values, list) and len(values) > 1:
                        yield fact, values


def test_every_named_set_is_used_more_than_once() -> None:
    folder = Path(data.__file__).parent
    text = "".join(one.read_text("utf-8") for one in (folder / "tables").glob("*.toml"))
    code = "".join(one.read_text("utf-8") for one in folder.rglob("*.py"))
    own = [(fact, name) for fact, named in data.load_toml("tables/sets").items() for name in named]
    unused = [one for one in own if text.count(f'"${one[1]}"') < 2 and 'members("{}", "{}")'.format(*one) not in code]
    assert unused == []


def test_every_outcome_of_the_model_is_a_value_of_its_fact() -> None:
    for fact, known in (("route", Route), ("cause", CauseCode)):
        assert domains()[fact] == get_args(known)
