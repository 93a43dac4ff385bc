"""Deadlines: which day counts, what it rests on, and the readings that were not chosen.

What each reading is made of stands in `deadlines.toml`. A printed date beats a timer, a timer beats a computed date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal, cast

from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_rules import tables
from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.engine.rows import Knowledge, Truth, truth
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts
from whyclosed_rules.model import Basis, DeadlineKind
from whyclosed_rules.tables.rows import DeadlineRow


@dataclass(frozen=True, slots=True)
class Bound:
    """One reading of a deadline. `key` names its sentence; `facts` are the facts it was made from; `named`: the page
    names the period, if not its last day."""

    last_day: date | None
    at: datetime | None
    basis: Basis
    key: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    named: bool = False

    @property
    def firm(self) -> bool:
        """Whether the page itself says it as a day or a countdown."""
        return self.basis != "computed"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as decided: the chosen reading, the day to act by, and the readings not chosen.

    `role` tells whether it ends something or is the day from which something is possible.
    """

    kind: DeadlineKind
    chosen: Bound
    act_by: date | None = None
    others: tuple[Bound, ...] = ()
    role: Literal["until", "from"] = "until"


_RANK = {"printed": 0, "timer": 1, "computed": 2}
_ELSEWHERE = ("dispute_window", "ask_support")
_ONE_DAY = timedelta(days=1)


def other_deadlines(facts: Facts, known: Knowledge, clock: Clock, numbers: Numbers) -> Iterator[Due]:
    """Every deadline that the facts give, apart from the dispute window and the refund's own limit."""
    for kind in _readings_of(tuple(facts)):
        due = None if kind in _ELSEWHERE else deadline(kind, facts, known, clock, numbers)
        if due is not None:
            yield due


@lru_cache(maxsize=1024)
def _readings_of(facts: tuple[str, ...]) -> Mapping[DeadlineKind, tuple[DeadlineRow, ...]]:
    """The readings that these facts give, by kind of deadline, in the order of the table."""
    given = frozenset(facts)
    found = {
        kind: tuple(row for row in rows if row.fact in given and given.isdisjoint(row.without))
        for kind, rows in _readings().items()
    }
    return {kind: rows for kind, rows in found.items() if rows}


@cache
def _readings() -> Mapping[DeadlineKind, tuple[DeadlineRow, ...]]:
    """The readings of each kind of deadline, in the order of the table."""
    rows = tables.rows("deadlines", DeadlineRow)
    return {kind: tuple(row for row in rows if row.kind == kind) for kind in dict.fromkeys(row.kind for row in rows)}


def refund_limit(limit: date, sources: tuple[str, ...]) -> Due:
    """The day after which one asks for a refund (P01)."""
    (row,) = _readings()["ask_support"]
    all_sources = tuple(dict.fromkeys((*row.sources, *sources)))
    return Due(row.kind, Bound(limit, None, row.basis, row.id, (row.fact,), all_sources), role=row.role)


def deadline(kind: DeadlineKind, facts: Facts, known: Knowledge, clock: Clock, numbers: Numbers) -> Due | None:
    """The deadline of a kind by its best reading; None where no reading counts."""
    counting = [row for row in _readings_of(tuple(facts)).get(kind, ()) if _counts(row, known)]
    read = [(row, bound) for row in counting if (bound := _bound(row, facts, clock, numbers)) is not None]
    if not read:
        return None
    read.sort(key=lambda one: _authority(one[1], clock))
    row, chosen = read[0]
    others = [bound for _, bound in read[1:]]
    safe = chosen.last_day
    early = _bound(row, facts, clock, numbers, early=True) if row.earlier else None
    if early is not None and early.last_day != safe:  # a range: act by its earlier end, close with its later (D03)
        safe = early.last_day
        others.insert(0, early)
    wants_a_day = row.act_by == "day_before" or (row.act_by == "day_before_a_day" and chosen.at is None)
    return Due(kind, chosen, safe - _ONE_DAY if wants_a_day and safe else None, tuple(others), row.role)


def _authority(bound: Bound, clock: Clock) -> tuple[bool, bool, int]:
    """What a page itself says comes first, and of that what is not over: an end that has passed ends nothing while
    another one still runs."""
    ended = has_ended(bound, clock)
    said = bound.firm or (bound.named and not ended)
    return not said, ended, _RANK[bound.basis]


def has_ended(bound: Bound, clock: Clock) -> bool:
    """Whether a reading has ended: a last day in the time of the shop."""
    if bound.at is not None:
        return clock.now >= bound.at
    assert bound.last_day is not None
    return clock.today_at_the_shop > bound.last_day


def _counts(row: DeadlineRow, known: Knowledge) -> bool:
    return row.truth(known) is not Truth.FAILS and (row.needs is None or truth(row.needs, known) is Truth.HOLDS)


def _bound(row: DeadlineRow, facts: Facts, clock: Clock, numbers: Numbers, *, early: bool = False) -> Bound | None:
    value = facts.get(row.fact)
    start = _start(value, clock, early)
    if start is None:
        return None
    end = start
    for parameter in row.add:
        end = numbers.later(end, parameter, clock, end=row.end)
    ranged = isinstance(value, tuple) and value[0] != value[1]
    sources = (*row.sources, *(row.from_of_a_range if ranged else ()))
    key = row.earlier if early and row.earlier else row.id
    if not isinstance(end, datetime):
        return Bound(end, None, row.basis, key, (row.fact,), sources, row.named)
    at = clock.local(end)
    last_day = None if row.add else at.date()  # so many hours after something: no day of its own
    return Bound(last_day, at, row.basis_of_a_time or row.basis, key, (row.fact,), sources)


def _start(value: object, clock: Clock, early: bool) -> When | None:
    """The day or time that a fact stands for: a countdown runs from now; of a range one of its ends."""
    if isinstance(value, timedelta):
        return clock.later(clock.now, value)
    if isinstance(value, tuple):
        return cast("date", value[0 if early else 1])
    return value if isinstance(value, date) else None
