"""Invented facts for properties: any fact with any value, the telling ones more often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from whyclosed_rules.facts.spec import Spec, specs

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 10, tzinfo=BERLIN)
TELLING = (
    "status",
    "closed_by",
    "paid",
    "tracking_assigned",
    "tracking_event",
    "refund_stage",
    "closed_on",
    "received",
)

_DAYS = (-60, -40, -21, -20, -9, -5, -3, -2, -1, 0, 1, 2, 5, 20, 40)
_HOURS = (-900, -200, -72, -49, -48, -47, -1, 0, 1, 30, 200)


def values(spec: Spec) -> Sequence[Any]:
    """Values of a fact, as JSON: all of a finite one, telling ones of any other."""
    if spec.domain is not None:
        return spec.domain
    days = [(NOW.date() + timedelta(days=days)).isoformat() for days in _DAYS]
    times = [(NOW + timedelta(hours=hours)).isoformat() for hours in _HOURS]
    made: dict[str, Sequence[Any]] = {
        "day": days,
        "days_range": days,
        "when": [*days, *times],
        "time": times,
        "duration": ["-P2D", "PT5H", "P1D", "P9D", "P40D"],
        "amount": ["0", "5", "10"],
        "currency": ["USD", "EUR", "CHF"],
        "number": [0, 3, 13, 14, 20, 30, 50],
        "country": ["DE", "US", "none"],
        "list": [list(some) for count in range(4) for some in combinations(spec.values, count)],
    }
    return made[spec.kind]


_GIVEN = {name: values(spec) for name, spec in specs().items() if spec.kind != "packages"}


@cache
def one_fact(names: tuple[str, ...] = tuple(_GIVEN)) -> st.SearchStrategy[dict[str, Any]]:
    """One fact with a value: each fact as often as another, and nearly so its values. A single choice, for it is
    choosing that takes the time."""
    each = max(len(_GIVEN[name]) for name in names)
    return st.sampled_from(
        [(name, _GIVEN[name][turn % len(_GIVEN[name])]) for name in names for turn in range(each)]
    ).map(lambda pair: dict([pair]))


def some_facts() -> st.SearchStrategy[dict[str, Any]]:
    """Up to six facts, and now and then many."""
    few = st.tuples(
        st.lists(one_fact(TELLING), max_size=3),
        st.lists(one_fact(), max_size=3),
    )
    many = st.tuples(st.lists(one_fact(TELLING), max_size=3), st.lists(one_fact(), min_size=8, max_size=12))
    parts = st.integers(0, 9).flatmap(lambda chance: many if chance == 0 else few)
    return parts.map(lambda two: {name: value for part in (*two[0], *two[1]) for name, value in part.items()})
