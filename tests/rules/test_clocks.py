"""Clocks and deadlines at their boundaries: 47:59/48:00, day 15/16, day 5/6, business day 20/21, zones, summer time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.common import BERLIN

from whyclosed_rules import advise, catalogue
from whyclosed_rules.catalogue.entries import Parameter
from whyclosed_rules.deciding.counting import add_business_days, numbers_for
from whyclosed_rules.deciding.deadlines import Due
from whyclosed_rules.deciding.decide import decide
from whyclosed_rules.deciding.derive import derive
from whyclosed_rules.deciding.refunds import RefundRange, refund_overdue, refund_range
from whyclosed_rules.deciding.seller import SellerClock, seller_clock
from whyclosed_rules.deciding.whatif import tried
from whyclosed_rules.deciding.windows import Window, dispute_window, window_state
from whyclosed_rules.facts import Clock, Facts, Origin, read_facts
from whyclosed_rules.telling.shared import share_sources


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def facts(now: str, tz: ZoneInfo = BERLIN, **values: Any) -> Facts:
    return read_facts(values, Clock(at(now), tz))


def seller_at(known: Facts, now: str) -> tuple[SellerClock, bool]:
    clock = Clock(at(now), BERLIN)
    return seller_clock(known, clock, numbers_for(known, clock))


def window_at(known: Facts, now: datetime, tz: ZoneInfo = BERLIN) -> Due | None:
    clock = Clock(now, tz)
    return dispute_window(known, {}, clock, numbers_for(known, clock))


def state_at(known: Facts, now: datetime, tz: ZoneInfo = BERLIN) -> Window:
    return window_state(window_at(known, now, tz), Clock(now, tz))


def refund_of(method: str | None, closed_on: str) -> RefundRange:
    clock = Clock(at("2027-03-02T08:00+01:00"), BERLIN)
    known = read_facts({"closed_on": closed_on}, clock)
    cells = {"closer": frozenset(["seller"]), **({"method": frozenset([method])} if method else {})}
    refund = refund_range(known, cells, clock, numbers_for(known, clock))
    assert refund is not None
    return refund


@pytest.mark.parametrize(
    ("now", "clock"),
    [
        ("2027-03-04T08:59:59+01:00", "clock_running"),
        ("2027-03-04T09:00:00+01:00", "clock_over"),
        ("2027-03-04T17:00:00+09:00", "clock_over"),
        ("2027-03-04T16:59:59+09:00", "clock_running"),
    ],
)
def test_48_hours_are_real_hours(now: str, clock: str) -> None:
    known = facts(now, contacted_at="2027-03-02T09:00+01:00", seller_reply="none")
    assert seller_at(known, now) == (clock, True)


@pytest.mark.parametrize(
    ("contacted_at", "running", "over"),
    [
        ("2027-03-27T12:00+01:00", "2027-03-29T12:59+02:00", "2027-03-29T13:00+02:00"),
        ("2026-10-24T12:00+02:00", "2026-10-26T10:59+01:00", "2026-10-26T11:00+01:00"),
    ],
    ids=["start", "end"],
)
def test_48_hours_across_the_turn_of_summer_time(contacted_at: str, running: str, over: str) -> None:
    known = facts(running, contacted_at=contacted_at)
    assert seller_at(known, running)[0] == "clock_running"
    assert seller_at(known, over)[0] == "clock_over"


@pytest.mark.parametrize(
    ("now", "clock"),
    [
        ("2027-03-08T23:59:59+01:00", "new_number_waiting"),
        ("2027-03-09T00:00:00+01:00", "new_number_dead"),
    ],
)
def test_a_new_number_has_five_whole_days(now: str, clock: str) -> None:
    known = facts(now, seller_reply="new_tracking", new_tracking_on="2027-03-03", new_tracking_updated=False)
    assert seller_at(known, now)[0] == clock


def test_a_new_number_that_moves_is_no_solution_yet() -> None:
    known = facts("2027-03-09T00:00+01:00", seller_reply="new_tracking", new_tracking_updated=True)
    assert seller_at(known, "2027-03-09T00:00+01:00") == ("new_number_moving", True)


@pytest.mark.parametrize(
    ("now", "tz", "state"),
    [
        ("2027-03-14T23:59+01:00", "Europe/Berlin", "open"),
        ("2027-03-15T00:00+01:00", "Europe/Berlin", "closing"),
        ("2027-03-16T23:59+01:00", "Europe/Berlin", "closing"),
        ("2027-03-17T00:00+01:00", "Europe/Berlin", "maybe_over"),
        ("2027-03-16T16:00-07:00", "America/Los_Angeles", "closing"),
        ("2027-03-17T10:00+11:00", "Australia/Sydney", "maybe_over"),
        ("2028-03-17T00:00+01:00", "Europe/Berlin", "maybe_over"),
    ],
)
def test_a_computed_window_never_ends_for_certain(now: str, tz: str, state: str) -> None:
    zone = ZoneInfo(tz)
    known = facts(now, zone, estimated_delivery="2027-03-01")
    assert state_at(known, at(now), zone) == state


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2027-03-15T12:00+01:00", "closing"),
        ("2027-03-17T07:59+01:00", "closing"),  # still 16 March, 23:59, in US Pacific
        ("2027-03-17T08:00+01:00", "ended"),
    ],
)
def test_a_printed_window_ends_with_its_day_in_us_pacific(now: str, state: str) -> None:
    known = facts(now, protection_ends="2027-03-16")
    assert state_at(known, at(now)) == state


@pytest.mark.parametrize(
    ("left", "state"), [("PT1M", "closing"), ("PT0S", "ended"), ("-PT1H", "ended"), ("P5D", "open")]
)
def test_a_timer_ends_at_its_instant(left: str, state: str) -> None:
    now = "2027-03-16T12:00+01:00"
    known = facts(now, protection_left=left)
    assert state_at(known, at(now)) == state


def test_no_date_no_timer_no_estimate_is_unknown() -> None:
    assert window_state(None, Clock(at("2027-03-16T12:00+01:00"), BERLIN)) == "unknown"


def test_printed_beats_timer_beats_computed() -> None:
    now = "2027-03-01T12:00+01:00"
    known = facts(now, protection_ends="2027-04-01", protection_left="P3D", estimated_delivery="2027-02-20")
    window = window_at(known, at(now))
    assert window is not None
    assert (window.chosen.basis, window.chosen.last_day) == ("printed", date(2027, 4, 1))
    assert [other.basis for other in window.others] == ["timer", "computed"]


def test_a_range_closes_late_and_is_acted_on_early() -> None:
    now = "2027-02-25T08:00+01:00"
    window = window_at(facts(now, estimated_delivery=["2027-02-20", "2027-03-01"]), at(now))
    assert window is not None
    assert window.chosen.last_day == date(2027, 3, 16)
    assert window.act_by == date(2027, 3, 6)
    assert [other.last_day for other in window.others] == [date(2027, 3, 7)]


@pytest.mark.parametrize(
    ("start", "bank", "limit"),
    [
        ("2026-12-10", "US", "2027-01-11"),
        ("2026-12-10", "DE-BY", "2027-01-12"),
        ("2026-12-10", "DE", "2027-01-11"),
        ("2026-12-10", "none", "2027-01-07"),
        ("2026-12-10", None, "2027-01-07"),
        ("2026-12-10", "XX", "2027-01-07"),
        ("2027-03-01", "IL", "2027-03-29"),
        ("2027-02-20", "GB", "2027-03-19"),
    ],
)
def test_the_20th_business_day_by_bank(start: str, bank: str | None, limit: str) -> None:
    assert add_business_days(date.fromisoformat(start), 20, bank) == date.fromisoformat(limit)


@pytest.mark.parametrize(
    ("now", "route"),
    [
        ("2027-01-11T23:59-05:00", "automatic"),
        ("2027-01-12T00:00-05:00", "ask_support"),
    ],
)
def test_support_is_due_the_day_after_the_limit(now: str, route: str) -> None:
    zone = ZoneInfo("America/New_York")
    known = facts(
        now, zone, status="closed", paid=True, tracking_assigned=False, closed_by="seller", closed_on="2026-12-10",
        method="card", bank="US", refund_stage=2,
    )  # fmt: skip
    assert decide(derive(known, Clock(at(now), zone))).route == route


@pytest.mark.parametrize(
    ("method", "first", "last"),
    [
        ("paypal", "2027-03-02", "2027-03-04"),
        ("virtual_card", "2027-03-04", "2027-03-15"),
        ("card", "2027-03-04", "2027-03-29"),
        ("alipay", "2027-03-01", "2027-03-03"),
        ("bank_transfer", None, None),
        (None, None, None),
    ],
)
def test_refund_ranges_by_method(method: str | None, first: str | None, last: str | None) -> None:
    refund = refund_of(method, "2027-03-01")
    assert (refund.from_ and refund.from_.isoformat(), refund.by and refund.by.isoformat()) == (first, last)
    assert refund.limit == date(2027, 3, 29)


def test_hours_of_alipay_are_hours() -> None:
    refund = refund_of("alipay", "2027-03-02T08:00+01:00")
    assert refund.by == at("2027-03-04T08:00+01:00")
    assert not refund_overdue(refund, Clock(at("2027-03-04T08:00+01:00"), BERLIN))
    assert refund_overdue(refund, Clock(at("2027-03-04T08:01+01:00"), BERLIN))


def dated(id_: str, value: int, read: date) -> tuple[Parameter, ...]:
    """A parameter that has changed once."""
    old = catalogue.parameter(id_)
    return (old, replace(old, value=value, read=read))


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From the year 2027 on the seller has 96 hours, and a dispute 30 days."""
    newer = {"P02": dated("P02", 96, date(2027, 1, 1)), "P04": dated("P04", 30, date(2027, 1, 1))}
    original = catalogue._dated
    monkeypatch.setattr(catalogue, "_dated", lambda id_: newer.get(id_) or original(id_))
    asked = (catalogue.entry, catalogue.number, catalogue.source)
    for one in asked:
        one.cache_clear()
    yield
    for one in asked:
        one.cache_clear()


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize(
    ("placed_on", "last_day"),
    [("2026-12-31", "2027-04-16"), ("2027-01-01", "2027-05-01"), (None, "2027-05-01")],
)
def test_the_numbers_are_those_of_the_day_of_the_order(placed_on: str | None, last_day: str) -> None:
    known = facts("2027-03-10T12:00+01:00", placed_on=placed_on, estimated_delivery="2027-04-01")
    window = window_at(known, at("2027-03-10T12:00+01:00"))
    assert window is not None
    assert window.chosen.last_day == date.fromisoformat(last_day)


@pytest.mark.usefixtures("changed")
@pytest.mark.parametrize("now", ["2026-12-10T12:00+01:00", "2027-03-10T12:00+01:00"])
def test_what_is_tried_follows_the_time_that_the_seller_has(now: str) -> None:
    clock = Clock(at(now), BERLIN)
    numbers = numbers_for(Facts(), clock)
    for word, state in (("recently", "clock_running"), ("long_ago", "clock_over"), ("not_yet", "not_contacted")):
        known = facts(now).with_("contacted_at", tried(word, clock.now, numbers), Origin("assumed"))
        assert seller_clock(known, clock, numbers) == (state, True)


@pytest.mark.usefixtures("changed")
def test_the_sources_of_an_answer_say_the_number_that_was_used() -> None:
    given = {"status": "shipped", "placed_on": "2026-12-31", "estimated_delivery": "2027-04-01"}
    answers = [
        advise({**given, "placed_on": day}, now=at("2027-03-10T12:00+01:00"), tz=BERLIN)
        for day in ("2026-12-31", "2027-01-01")
    ]
    old, new = (answer.sources["P04"].says for answer in answers)
    assert ("15 days" in old, "30 days" in new) == (True, True)
    shared, told = share_sources(answers)
    assert [dict(answer.sources) for answer in told] == [{}, {"P04": answers[1].sources["P04"]}]
    assert shared == {**answers[1].sources, **answers[0].sources}


@pytest.mark.parametrize(
    ("id_", "end", "start", "later"),
    [
        ("P02", "max", "2027-03-27T12:00+01:00", "2027-03-29T13:00+02:00"),
        ("P07", "min", "2027-03-01T08:00+01:00", "2027-03-01T08:00+01:00"),
        ("P07", "max", "2027-03-01", "2027-03-03"),
        ("P08", "max", "2027-03-01T23:30+01:00", "2027-03-04"),
        ("P09", "min", "2027-03-05", "2027-03-10"),
        ("P01", "max", "2027-03-01", "2027-03-29"),
    ],
)
def test_a_parameter_is_added_in_its_own_unit(id_: str, end: Literal["min", "max"], start: str, later: str) -> None:
    clock = Clock(at("2027-03-01T12:00+01:00"), BERLIN)
    given = at(start) if "T" in start else date.fromisoformat(start)
    moved = numbers_for(Facts(), clock).later(given, id_, clock, end=end)
    assert moved == (at(later) if "T" in later else date.fromisoformat(later))


def test_what_is_no_length_of_time_is_not_added() -> None:
    clock = Clock(at("2027-03-01T12:00+01:00"), BERLIN)
    with pytest.raises(TypeError, match="P26"):
        numbers_for(Facts(), clock).later(clock.today, "P26", clock)


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(days, st.integers(0, 40), st.sampled_from([None, "US", "DE-BY", "IL", "GB", "ZZ"]))
def test_business_days_only_move_forward(start: date, count: int, bank: str | None) -> None:
    end = add_business_days(start, count, bank)
    assert end >= start
    assert add_business_days(start, count + 1, bank) > end


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_a_later_now_never_reopens_a_window(estimate: date, first: int, more: int) -> None:
    order = {"open": 0, "closing": 1, "maybe_over": 2}
    states = []
    for offset in (first, first + more):
        now = datetime(estimate.year, estimate.month, estimate.day, 12, tzinfo=BERLIN) + timedelta(days=offset - 20)
        known = read_facts({"estimated_delivery": estimate.isoformat()}, Clock(now, BERLIN))
        states.append(order[state_at(known, now)])
    assert states == sorted(states)
