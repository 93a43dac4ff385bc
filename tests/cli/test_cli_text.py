"""The text answer: golden texts, widths, colours, and nothing that steers a terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed.api import Diagnosed, Report, advise
from whyclosed.labels import labels
from whyclosed.text.dates import Calendar
from whyclosed.text.diagnosis import write_diagnosis
from whyclosed.text.explanation import write_explanation
from whyclosed.text.order import write_orders
from whyclosed.text.paper import cells, clean, wrap
from whyclosed.text.report import write_report
from whyclosed.text.short import clip
from whyclosed.text.sources import cite_all
from whyclosed_parser.model import Order
from whyclosed_rules import explain
from whyclosed_rules.catalogue import source
from whyclosed_rules.model import Basis, Caution, Deadline, Diagnosis, NextDate, Source, Tone

GOLDEN = Path(__file__).parent / "golden"


def _golden(name: str) -> str:
    return (GOLDEN / name).read_text("utf-8")


def _deadline(day: date) -> Deadline:
    return Deadline("dispute_window", day, day - timedelta(days=1), None, "printed", "Last day.")


def _due(diagnosis: Diagnosis, day: date, tone: Tone = "act", basis: Basis = "printed") -> Diagnosis:
    next_ = NextDate("dispute_window", "until", day, None, "the day", basis)
    deadlines = (_deadline(day),)
    return replace(diagnosis, tone=tone, next=next_, steps=(), deadlines=deadlines, packages=(), timeline=())


@pytest.mark.parametrize("id_", ["P04", "W07", "K1", "Q18", "D25", "L25"])
def test_our_own_sources_are_named_in_the_language(id_: str) -> None:
    known = {id_: source(id_)}
    assert cite_all([id_], known, labels()) == f"whyclosed, {source(id_).section} [{id_}]"
    assert source(id_).section not in cite_all([id_], known, labels("fr"))


@pytest.fixture
def several(order: Order, diagnosis: Diagnosis, now: datetime) -> Report:
    late = Diagnosed(replace(order, order_id="8190000000000011"), _due(diagnosis, date(2026, 12, 20)))
    soon = Diagnosed(replace(order, order_id="8190000000000012"), _due(diagnosis, date(2026, 11, 24)))
    waits = Diagnosed(
        replace(order, order_id="8190000000000013"), _due(diagnosis, date(2027, 1, 23), "wait", "computed")
    )
    over = Diagnosed(replace(order, order_id="8190000000000014"), replace(diagnosis, tone="done", next=None))
    return Report(now, (over, waits, late, soon), ())


@pytest.mark.parametrize("width", range(12, 60))
def test_what_is_cut_has_no_line_more_than_it_may(width: int) -> None:
    text = "The parcel did not come. Its shipment was cancelled or failed. It never reached the carrier."
    for lines in (1, 2):
        cut = clip(text, width, lines)
        assert len(list(wrap(cut, width))) <= lines
        assert cut == text or cut.endswith("…")


def test_one_order(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    report = Report(now, (Diagnosed(order, diagnosis),), ())
    assert write_report(report, width=80, colour=False) == _golden("one_order.txt")


def test_an_old_page_says_how_old_it_is(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    page = replace(order.pages[0], captured_at=now - timedelta(days=7, hours=3))
    old = replace(diagnosis, warnings=(Caution("page_is_old", "This page was saved on Nov 15."),))
    report = Report(now, (Diagnosed(replace(order, pages=(page,)), old),), ())
    assert "“Closed” · page saved 7 days ago" in write_report(report, width=80, colour=False)


def test_one_order_with_everything(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    report = Report(now, (Diagnosed(order, diagnosis),), ())
    assert write_report(report, width=80, colour=False, depth="full") == _golden("one_order_full.txt")


def test_one_order_with_its_reasons(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    report = Report(now, (Diagnosed(order, diagnosis),), ())
    why = write_report(report, width=80, colour=False, depth="why")
    assert "What this rests on" in why
    assert "Keep as evidence" not in why


def test_narrow_terminal(diagnosis: Diagnosis, now: datetime) -> None:
    assert write_diagnosis(diagnosis, as_of=now, width=44, colour=False) == _golden("narrow.txt")


@pytest.mark.parametrize(
    ("facts", "told", "times"),
    [
        ({"status": "completed", "received": False}, "By when  today, because your last day", 1),
        ({"status": "completed", "received": False, "completed_on": "2026-11-20"}, "By when", 1),
        ({"closed_by": "seller", "platform_message": "not_shipped_in_time"}, "The seller closed the order.", 1),
        ({"packages": [{"id": "A", "tracking_event": "LOST"}, {"id": "B", "received": True}]}, "Parcel A:", 2),
    ],
)
def test_what_the_short_answer_says_it_says_once(facts: dict[str, object], told: str, times: int) -> None:
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    shown = write_diagnosis(advise(facts, as_of=now, tz=UTC), as_of=now, width=88, colour=False)
    assert shown.count(told) == times


def test_what_one_must_not_do_comes_before_words_for_a_form(now: datetime) -> None:
    lost = {"id": "C", "tracking_assigned": True, "tracking_event": "INFO_RECEIVED", "silent_days": 40}
    good = [{"id": name, "tracking_event": "DELIVERED", "received": True, "condition": "good"} for name in "AB"]
    facts = {"status": "shipped", "paid": True, "packages": [*good, lost]}
    shown = write_diagnosis(advise(facts, as_of=now, tz=UTC), as_of=now, width=80, colour=False)
    assert "Do not confirm receipt" in shown


def test_pages_only(order: Order, now: datetime) -> None:
    assert write_orders((order,), as_of=now, width=88, colour=False) == _golden("parse.txt")


def test_nothing_read_is_an_empty_text(now: datetime) -> None:
    assert write_report(Report(now, (), ()), width=88, colour=False) == ""
    assert write_orders((), as_of=now, width=88, colour=False) == ""


def test_several_orders_are_a_table_with_what_is_due_first_on_top(several: Report) -> None:
    lines = [line for line in write_report(several, width=80, colour=False).splitlines() if line]
    assert lines == [
        "4 orders, what is due first on top",
        "Tue, Nov 24   8190000000000012  Open a dispute now.  Desk lamp",
        "Sun, Dec 20   8190000000000011  Open a dispute now.  Desk lamp",
        "Jan 23, 2027  8190000000000013  Open a dispute now.  Desk lamp",
        "1 other needs nothing any more.",
        "One of them: --order ID. All at length: --why or --full.",
    ]


def test_one_of_several_by_its_id(several: Report) -> None:
    text = write_report(several, width=80, colour=False, order="8190000000000013")
    assert "8190000000000013" in text
    assert "8190000000000012" not in text
    assert write_report(several, width=80, colour=False, order="1") == write_report(several, width=80, colour=False)


def test_everything_is_told_on_request(several: Report) -> None:
    text = write_report(several, width=80, colour=False, depth="full")
    assert "8190000000000014" in text
    assert text.count("What this rests on") == 4


@pytest.mark.parametrize("width", [40, 60, 88])
def test_no_line_is_wider_than_the_terminal(several: Report, width: int) -> None:
    lines = write_report(several, width=width, colour=False).splitlines()
    # An answer to be typed is one word and must not be broken.
    assert [line for line in lines if cells(line) > width and "=" not in line] == []


def test_colours_add_nothing_but_colours(several: Report) -> None:
    import re

    coloured = write_report(several, width=88, colour=True)
    assert "\x1b[1m" in coloured
    assert re.sub(r"\x1b\[[\d;]+m", "", coloured) == write_report(several, width=88, colour=False)


def test_words_of_a_page_cannot_steer_the_terminal(order: Order, diagnosis: Diagnosis, now: datetime) -> None:
    evil = "a\x1b]0;title\x07b\x9b31m\u202ec"
    report = Report(now, (Diagnosed(replace(order, order_id=evil), replace(diagnosis, verdict=evil)),), ())
    text = write_report(report, width=88, colour=False)
    assert not set(text) & set("\x1b\x07\x9b\u202e")
    assert "]0;titleb31mc" in text


def test_explanation_names_its_place() -> None:
    text = write_explanation(explain("B101"), width=88, colour=False)
    assert text.startswith("B101 · ")
    assert "alibestfinds article, section The 15-day dispute window, lines 162, 168-170 [B101]" in text


DISTANCES = [
    (date(2026, 11, 22), "today"),
    (date(2026, 11, 23), "tomorrow"),
    (date(2026, 11, 21), "yesterday"),
    (date(2026, 12, 5), "in 13 days"),
    (date(2026, 11, 12), "10 days ago"),
    (datetime.fromisoformat("2026-11-22T10:00+01:00"), "now"),
    (datetime.fromisoformat("2026-11-22T10:01+01:00"), "in 1 minute"),
    (datetime.fromisoformat("2026-11-22T10:59+01:00"), "in 59 minutes"),
    (datetime.fromisoformat("2026-11-22T11:00+01:00"), "in 1 hour"),
    (datetime.fromisoformat("2026-11-24T08:59:59Z"), "in 47 hours"),
    (datetime.fromisoformat("2026-11-24T09:00:00Z"), "in 2 days"),
    (datetime.fromisoformat("2026-11-22T08:00:00Z"), "1 hour ago"),
    (datetime.fromisoformat("2026-11-22T09:00"), "1 hour ago"),
]


@pytest.mark.parametrize(("value", "words"), DISTANCES, ids=[str(value) for value, _ in DISTANCES])
def test_distance(value: date, words: str, now: datetime) -> None:
    assert Calendar(now).distance(value) == words


def test_a_time_is_told_on_the_buyers_clock(now: datetime) -> None:
    assert Calendar(now).when(datetime.fromisoformat("2026-11-23T23:30Z")) == "Tue, Nov 24, 2026, 00:30"


def test_days_in_another_language(now: datetime) -> None:
    assert Calendar(now, labels("de")).day(date(2026, 12, 5)) == "Sa., 5. Dez. 2026"


def test_passages_of_one_section_stand_together() -> None:
    known = {
        "B1": Source("B1", "B", "Window", "61-63", ""),
        "B2": Source("B2", "B", "Window", "63, 70", ""),
        "A1": Source("A1", "A", "Start", "5", ""),
    }
    assert cite_all(["B1", "A1", "B2", "X9"], known, labels()) == (
        "alibestfinds article, section Window, lines 61-63, 70 [B1, B2]; "
        "freightcourse article, section Start, line 5 [A1]"
    )


@given(st.text(), st.integers(min_value=20, max_value=90))
def test_wrapping_loses_no_character(text: str, width: int) -> None:
    lines = list(wrap(text, width))
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet=st.sampled_from("ab 订单é\u0301"), max_size=200), st.integers(min_value=20, max_value=60))
def test_wide_characters_fit(text: str, width: int) -> None:
    for line in wrap(text, width):
        assert cells(line) <= width or " " not in line


@given(st.text())
def test_cleaning_leaves_no_control_character(text: str) -> None:
    assert all(char in "\n\t" or ord(char) >= 32 for char in clean(text))
    assert clean(clean(text)) == clean(text)
