"""Which of several orders to look at first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from whyclosed_parser.model import When
from whyclosed_rules.facts import Clock
from whyclosed_rules.model import Deadline, Route, Step, Urgency
from whyclosed_rules.telling.next_date import sort_key, urgency_of

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 10, tzinfo=BERLIN)


def deadline(last_day: date | None = None, act_by: date | None = None, at: datetime | None = None) -> Deadline:
    return Deadline("dispute_window", last_day, act_by, at, "printed", "")


def urgency(route: Route, *dues: When | Deadline, asked: bool = False) -> Urgency:
    steps = [Step("look", "", due) for due in dues if not isinstance(due, Deadline)]
    deadlines = [due for due in dues if isinstance(due, Deadline)]
    return urgency_of(route, asked=asked, steps=steps, deadlines=deadlines, packages=(), clock=Clock(NOW, BERLIN))


@pytest.mark.parametrize(
    ("route", "group"),
    [
        ("dispute", "act"),
        ("window_closed", "act"),
        ("undecided", "act"),
        ("automatic", "watch"),
        ("in_dispute", "watch"),
        ("finished", "settled"),
    ],
)
def test_the_route_says_whether_something_is_to_be_done(route: Route, group: str) -> None:
    assert urgency(route).group == group


def test_a_dispute_that_waits_for_the_buyer_is_something_to_do() -> None:
    assert urgency("in_dispute", asked=True).group == "act"
    assert urgency("automatic", asked=True).group == "watch"


@pytest.mark.parametrize(
    ("dues", "first"),
    [
        ((), None),
        ((date(2026, 11, 21),), None),
        ((date(2026, 11, 22),), date(2026, 11, 22)),
        ((date(2026, 11, 24), date(2026, 11, 23)), date(2026, 11, 23)),
        ((NOW - timedelta(seconds=1), NOW + timedelta(hours=3)), NOW + timedelta(hours=3)),
        ((deadline(date(2026, 12, 5), date(2026, 12, 4)),), date(2026, 12, 4)),
        ((deadline(date(2026, 11, 22), date(2026, 11, 21)),), date(2026, 11, 22)),
        ((deadline(at=NOW + timedelta(hours=1)), date(2026, 11, 23)), NOW + timedelta(hours=1)),
        ((datetime(2026, 11, 22, 11),), datetime(2026, 11, 22, 11)),
    ],
    ids=["none", "over", "today", "earliest", "instant", "act-by", "last day", "deadline", "naive"],
)
def test_due_is_the_first_that_has_not_passed(dues: tuple[When | Deadline, ...], first: When | None) -> None:
    assert urgency("dispute", *dues).due == first


def test_nothing_is_due_of_what_is_settled() -> None:
    assert urgency("finished", date(2026, 11, 30)) == Urgency("settled", None)


def test_what_has_to_be_done_stands_first_then_what_comes_first() -> None:
    first_to_last = [
        Urgency("act", date(2026, 11, 22)),
        Urgency("act", datetime(2026, 11, 22, 12, tzinfo=UTC)),
        Urgency("act", date(2026, 11, 30)),
        Urgency("act", None),
        Urgency("watch", date(2026, 11, 22)),
        Urgency("watch", None),
        Urgency("settled", None),
    ]
    shuffled = [*first_to_last[3:], *first_to_last[:3]]
    assert sorted(shuffled, key=lambda one: sort_key(one, BERLIN)) == first_to_last
