"""Invented facts for properties: any fact with any value, the telling ones more often."""

from __future__ import annotations

from datetime import datetime, timedelta
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


def values(spec: Spec) -> st.SearchStrategy[Any]:
    """Any value of a fact, as JSON."""
    days = st.sampled_from([(NOW.date() + timedelta(days=days)).isoformat() for days in _DAYS])
    times = st.sampled_from([(NOW + timedelta(hours=hours)).isoformat() for hours in _HOURS])
    if spec.domain is not None:
        return st.sampled_from(spec.domain)
    made: dict[str, st.SearchStrategy[Any]] = {
        "day": days,
        "days_range": days,
        "when": days | times,
        "time": times,
        "duration": st.sampled_from(["-P2D", "PT5H", "P1D", "P9D", "P40D"]),
        "amount": st.sampled_from(["0", "5", "10"]),
        "currency": st.sampled_from(["USD", "EUR", "CHF"]),
        "number": st.sampled_from([0, 3, 13, 14, 20, 30, 50]),
        "country": st.sampled_from(["DE", "US", "none"]),
        "list": st.lists(st.sampled_from(spec.values), unique=True, max_size=3),
    }
    return made[spec.kind]


_GIVEN = {name: values(spec) for name, spec in specs().items() if spec.kind != "packages"}


def one_fact(names: tuple[str, ...] = tuple(_GIVEN)) -> st.SearchStrategy[dict[str, Any]]:
    """One fact with a value."""
    return st.sampled_from(names).flatmap(lambda name: _GIVEN[name].map(lambda value: {name: value}))


def some_facts() -> st.SearchStrategy[dict[str, Any]]:
    """Up to six facts, and now and then many."""
    few = st.tuples(
        st.lists(one_fact(TELLING), max_size=3),
        st.lists(one_fact(), max_size=3),
    )
    many = st.tuples(st.lists(one_fact(TELLING), max_size=3), st.lists(one_fact(), min_size=8, max_size=12))
    parts = st.integers(0, 9).flatmap(lambda chance: many if chance == 0 else few)
    return parts.map(lambda two: {name: value for part in (*two[0], *two[1]) for name, value in part.items()})
