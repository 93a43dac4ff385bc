"""The catalogue is complete, consistent and says each thing once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from typing import TypeVar, cast, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_rules import catalogue
from whyclosed_rules.catalogue import UnknownRule
from whyclosed_rules.catalogue.entries import Entry, OwnRule, Parameter, Rule, RuleKind, Ruling, Span
from whyclosed_rules.model import Source

E = TypeVar("E", bound=Entry)
FILES = ("seed_a", "seed_b", "parameters", "conflicts", "ambiguities", "own_rules", "seasons")
SENTENCE = re.compile(r"[A-Z0-9][^\n]*[^.\s]\.")
KINDS: dict[str, type[Entry]] = {
    "A": Rule,
    "B": Rule,
    "P": Parameter,
    "W": Parameter,
    "K": Ruling,
    "Q": Ruling,
    "D": OwnRule,
    "L": OwnRule,
}
EFFECTS = {
    "closes_warehouses": {"chinese_new_year", "eleven_eleven", "national_day"},
    "delays_shipping": {"chinese_new_year", "eleven_eleven"},
    "slows_refunds": {"eleven_eleven", "christmas"},
    "carriers_over_capacity": {"eleven_eleven", "christmas"},
}


def entries(letters: str, kind: type[E]) -> list[E]:
    """Every entry of these letters, which are all of one kind."""
    found = [catalogue.entry(id_) for id_ in catalogue.ids(letters)]
    assert all(isinstance(one, kind) for one in found)
    return cast("list[E]", found)


def line_ranges(rule: Rule) -> tuple[tuple[int, int], ...]:
    """First and last line of each passage that a rule cites."""
    parts = (part.split("-") for part in rule.lines.split(", "))
    return tuple((int(part[0]), int(part[-1])) for part in parts)


def whole(file: str) -> dict[str, dict[str, object]]:
    text = files("whyclosed_rules").joinpath("catalogue", f"{file}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


# complete


@pytest.mark.parametrize(
    ("letter", "width", "count"),
    [
        ("A", 3, 95),
        ("B", 3, 172),
        ("P", 2, 27),
        ("K", 0, 30),
        ("Q", 0, 23),
        ("D", 2, 30),
    ],
    ids=lambda value: str(value),
)
def test_ids_are_numbered_without_a_gap(letter: str, width: int, count: int) -> None:
    assert catalogue.ids(letter) == tuple(f"{letter}{n:0{width}}" for n in range(1, count + 1))


@pytest.mark.parametrize("letter", ["W", "L"])
def test_ids_of_our_own_are_numbered_without_a_gap(letter: str) -> None:
    ids = catalogue.ids(letter)
    assert ids == tuple(f"{letter}{n:02}" for n in range(1, len(ids) + 1)) != ()


@pytest.mark.parametrize("file", FILES)
def test_entries_are_those_of_the_whole_file(file: str) -> None:
    assert catalogue._blocks(file) == whole(file)


@pytest.mark.parametrize("letter", KINDS)
def test_every_id_has_a_typed_entry_and_a_source(letter: str) -> None:
    of_an_article = letter in "AB"
    for id_ in catalogue.ids(letter):
        assert type(catalogue.entry(id_)) is KINDS[letter]
        cited = catalogue.source(id_)
        assert cited.id == id_
        assert cited.document == (letter if of_an_article else "whyclosed"), id_
        assert cited.section, id_
        assert bool(cited.lines) == of_an_article, id_
        assert SENTENCE.fullmatch(cited.says), id_


# consistent


@pytest.mark.parametrize("letter", ["A", "B"])
def test_lines_are_in_the_document_and_begin_in_the_section(letter: str) -> None:
    document = catalogue.document(letter)
    for rule in entries(letter, Rule):
        assert rule.kind in get_args(RuleKind), rule.id
        assert all(1 <= first <= last <= document.lines for first, last in line_ranges(rule)), rule.id
        start, end = document.sections[rule.section]
        assert start <= line_ranges(rule)[0][0] <= line_ranges(rule)[0][1] <= end, rule.id


@pytest.mark.parametrize(("id_", "lines"), [("A", 130), ("B", 299)])
def test_sections_follow_each_other_and_are_all_used(id_: str, lines: int) -> None:
    document = catalogue.document(id_)
    assert document.lines == lines
    bounds = [line for section in document.sections.values() for line in section]
    assert bounds == sorted(bounds)
    assert 1 <= bounds[0] <= bounds[-1] <= lines
    assert {rule.section for rule in entries(id_, Rule)} == set(document.sections)


@pytest.mark.parametrize("letter", ["A", "B"])
def test_rules_of_an_article_stand_in_the_order_of_its_lines(letter: str) -> None:
    starts = {rule.id: line_ranges(rule)[0][0] for rule in entries(letter, Rule)}
    early = [later for (_, line), (later, after) in pairwise(starts.items()) if after < line]
    # the heading of a section stands before its first sentence, and its rule after the rule of that sentence
    assert early == {"A": [], "B": ["B101"]}[letter]


def test_every_id_that_an_entry_names_exists() -> None:
    named = {id_ for rule in entries("AB", Rule) for id_ in rule.parameters}
    named |= {id_ for entry in map(catalogue.entry, catalogue.ids()) for id_ in entry.related}
    assert named <= {*catalogue.ids()}


@pytest.mark.parametrize("letter", ["A", "B"])
def test_relations_hold_in_both_directions(letter: str) -> None:
    for rule in entries(letter, Rule):
        assert rule.id not in rule.related
        assert len(set(rule.related)) == len(rule.related), rule.id
        assert [other for other in rule.related if rule.id not in catalogue.entry(other).related] == [], rule.id
        assert [one for one in rule.parameters if rule.id not in catalogue.entry(one).related] == [], rule.id


@pytest.mark.parametrize("letter", ["K", "Q"])
def test_conflicts_and_gaps_are_named_by_their_rules(letter: str) -> None:
    for entry in entries(letter, Ruling):
        assert entry.question.endswith("?"), entry.id
        assert (entry.other_reading is None) == (letter == "Q")
        assert [one for one in entry.related if entry.id not in catalogue.entry(one).related] == [], entry.id


def test_a_conflict_has_two_sides() -> None:
    for conflict in entries("K", Ruling):
        assert len(conflict.related) > 1, conflict.id
        assert "B" in {one[0] for one in conflict.related}, conflict.id
        assert conflict.says != conflict.other_reading, conflict.id
        assert SENTENCE.fullmatch(conflict.other_reading or ""), conflict.id


def test_numbers_of_the_sources_name_rules_that_name_them() -> None:
    rules = {rule.id: rule for rule in entries("AB", Rule)}
    for parameter in entries("P", Parameter):
        assert parameter.related, parameter.id
        assert [one for one in parameter.related if parameter.id not in rules[one].parameters] == []


def test_no_sentence_says_what_another_says() -> None:
    says = Counter(catalogue.source(id_).says for id_ in catalogue.ids())
    assert [text for text, times in says.items() if times > 1] == []


def test_own_rules_say_where_they_come_from() -> None:
    assert [rule.id for rule in entries("DL", OwnRule) if not rule.origin] == []


# what some entries must say


def test_a_rule_of_an_article_is_cited_with_its_place() -> None:
    assert catalogue.source("B101") == Source(
        id="B101",
        document="B",
        section="The 15-day dispute window",
        lines="162, 168-170",
        says="The right to a dispute lasts until day 15 after the expected delivery.",
    )
    (rule,) = (rule for rule in entries("B", Rule) if rule.id == "B101")
    assert line_ranges(rule) == ((162, 162), (168, 170))


def test_documents_are_named() -> None:
    first, second = catalogue.document("A"), catalogue.document("B")
    assert (first.publisher, first.year, second.publisher, second.year) == (
        "freightcourse",
        2022,
        "alibestfinds",
        2026,
    )


@pytest.mark.parametrize(
    ("id_", "value", "text"),
    [
        ("P01", 20, "20 business days"),
        ("P02", 48, "48 hours"),
        ("P03", Span(3, 5), "3 to 5 days"),
        ("P04", 15, "15 days"),
        ("P05", 5, "5 days"),
        ("P06", Span(7, 10), "7 to 10 days"),
        ("P07", Span(0, 48), "0 to 48 hours"),
        ("P08", Span(1, 3), "1 to 3 days"),
        ("P09", Span(3, 20), "3 to 20 business days"),
        ("P10", Span(3, 14), "3 to 14 days"),
        ("P11", Span(7, 14), "7 to 14 days"),
        ("P12", Span(8, 14), "8 to 14 days"),
        ("P13", 10000, "10000 USD per day"),
        ("P16", "11 November", "11 November"),
        ("P27", "USD", "USD"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_values_of_parameters(id_: str, value: int | Span | str, text: str) -> None:
    parameter = catalogue.parameter(id_)
    assert parameter.value == value
    assert str(parameter) == text
    assert catalogue.source(id_).says.endswith(f": {text}.")


def test_a_number_is_no_range() -> None:
    assert catalogue.number("P04") == 15
    with pytest.raises(TypeError, match="P09"):
        catalogue.number("P09")


def test_a_parameter_has_the_value_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = """
        description = "A wait."
        unit = "days"
        values = [
            { read = 2027-05-01, value = 7, from = ["B128"] },
            { read = 2026-11-22, value = 5, from = ["B127"] },
        ]
    """
    monkeypatch.setattr(catalogue, "_blocks", lambda file: {"P05": tomllib.loads(changed)})
    monkeypatch.setattr(catalogue, "_dated", catalogue._dated.__wrapped__)
    monkeypatch.setattr(catalogue, "entry", catalogue.entry.__wrapped__)  # what was asked before is remembered
    days = {
        as_of: catalogue.parameter("P05", as_of).value
        for as_of in (date(2020, 1, 1), date(2026, 11, 22), date(2027, 4, 30), date(2027, 5, 1), None)
    }
    assert list(days.values()) == [5, 5, 5, 7, 7]
    assert catalogue.parameter("P05").related == ("B128",)


# unknown ids


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("b101", "B101"),
        ("A1", "A001"),
        ("K07", "K7"),
        ("P4", "P04"),
        (" D7 ", "D07"),
    ],
    ids=lambda value: str(value),
)
def test_an_id_written_otherwise_is_recognised_in_the_error(wrong: str, near: str) -> None:
    with pytest.raises(UnknownRule) as caught:
        catalogue.source(wrong)
    assert caught.value.near == near
    assert str(caught.value) == f"there is no rule {wrong!r}; did you mean {near}?"


@pytest.mark.parametrize("wrong", ["", "A", "document", "B173", "Z1", "chinese_new_year", "[A001]", "A001\n"])
def test_an_unknown_id_is_a_key_error(wrong: str) -> None:
    with pytest.raises(KeyError):
        catalogue.source(wrong)


@pytest.mark.parametrize("read", ["parameter", "document"])
def test_an_entry_of_another_kind_is_refused(read: str) -> None:
    with pytest.raises(UnknownRule):
        getattr(catalogue, read)("K1")


@given(st.text(max_size=8).filter(lambda text: text not in catalogue.ids()))
def test_any_other_text_is_a_named_error(text: str) -> None:
    with pytest.raises(UnknownRule) as caught:
        catalogue.source(text)
    assert caught.value.id == text
    assert caught.value.near in (None, *catalogue.ids())


# seasons


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2027, 1, 26), []),
        (date(2027, 1, 27), ["chinese_new_year"]),
        (date(2027, 2, 8), ["chinese_new_year"]),
        (date(2027, 2, 21), ["chinese_new_year"]),
        (date(2027, 2, 22), []),
        (date(2026, 11, 7), []),
        (date(2026, 11, 8), ["eleven_eleven"]),
        (date(2026, 11, 30), ["eleven_eleven"]),
        (date(2026, 12, 1), []),
        (date(2026, 9, 30), ["national_day"]),
        (date(2026, 10, 8), ["national_day"]),
        (date(2026, 12, 10), ["christmas"]),
        (date(2027, 1, 4), ["christmas"]),
        (date(2027, 1, 5), []),
        (date(2036, 1, 28), []),
        (date.min, []),
        (date.max, []),
    ],
    ids=str,
)
def test_seasons_of_a_day(day: date, names: list[str]) -> None:
    assert [season.id for season in catalogue.seasons_on(day)] == names


def test_a_season_tells_its_days_and_effects() -> None:
    (season,) = catalogue.seasons_on(date(2027, 2, 8))
    assert (season.id, season.day) == ("chinese_new_year", date(2027, 2, 6))
    assert season.effects == {"closes_warehouses": ("B030",), "delays_shipping": ("B146",)}


def test_each_effect_has_the_seasons_of_its_own_rule() -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    met = {(effect, season.id) for day in year for season in catalogue.seasons_on(day) for effect in season.effects}
    assert met == {(effect, id_) for effect, ids in EFFECTS.items() for id_ in ids}


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
def test_a_day_lies_inside_its_seasons(day: date) -> None:
    for season in catalogue.seasons_on(day):
        assert season.first <= season.day <= season.last
        assert season.first <= day <= season.last
        assert {one for rules in season.effects.values() for one in rules} <= {*catalogue.ids("B")}
