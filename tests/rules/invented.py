"""Invented facts for properties: any fact with any value, the telling ones more often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

from hypothesis import strategies as st
from tests.common import NOW

from whyclosed_rules.facts.spec import Spec, specs

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


_NAMES = tuple(_GIVEN)
_SLOTS = (*_NAMES, *TELLING * (len(_NAMES) // len(TELLING)))
"""As often one of all facts, and one of those that tell most."""
_SIZES = (0, *[1] * 4, *[2] * 8, *[3] * 12, *[4] * 12, *[5] * 10, *[6] * 8, *[7] * 5, 8, 9, 10, 12)
_BYTES = 3


def one_fact() -> st.SearchStrategy[dict[str, Any]]:
    """One fact with a value: each fact as often as another, and so its values."""
    return st.sampled_from(_NAMES).flatmap(lambda name: st.sampled_from(_GIVEN[name]).map(lambda value: {name: value}))


def some_facts() -> st.SearchStrategy[dict[str, Any]]:
    """Some four facts, now and then up to a dozen.

    A single choice, of bytes, for it is choosing that takes the time: several times as long as the answer. The first
    byte says how many, so what fails shrinks: a smaller one is fewer facts.
    """
    size = 1 + _BYTES * max(_SIZES)
    return st.binary(min_size=size, max_size=size).map(_facts)


def _facts(drawn: bytes) -> dict[str, Any]:
    end = 1 + _BYTES * _SIZES[drawn[0] % len(_SIZES)]
    numbers = [int.from_bytes(drawn[at : at + _BYTES]) for at in range(1, end, _BYTES)]
    turns = [(_SLOTS[number % len(_SLOTS)], number // len(_SLOTS)) for number in numbers]
    return {name: _GIVEN[name][turn % len(_GIVEN[name])] for name, turn in turns}
