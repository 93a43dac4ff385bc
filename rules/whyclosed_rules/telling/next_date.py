"""Which of several orders to look at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, tzinfo

from whyclosed_parser.model import When
from whyclosed_rules import tables
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.model import Deadline, PackageDiagnosis, Route, Step, Urgency


def rank(route: Route, act_by: date | None, today: date) -> tuple[int, int]:
    """Of several parcels: what must be done first comes first; of the same kind, what ends first (D17)."""
    order = [one for routes in tables.urgency().values() for one in routes]
    return order.index(route), 10_000 if act_by is None else (act_by - today).days


def urgency_of(
    route: Route,
    *,
    asked: bool,
    steps: Iterable[Step],
    deadlines: Iterable[Deadline],
    packages: Iterable[PackageDiagnosis],
    clock: Clock,
) -> Urgency:
    """Whether the buyer has to do something, and when something is next due. `asked`: the page of a dispute says that
    it waits for the buyer, which counts while the dispute is open."""
    (group,) = (group for group, routes in tables.urgency().items() if route in routes)
    if group == "settled":
        return Urgency("settled", None)
    dues = [*_dues(steps, deadlines), *(due for parcel in packages for due in _dues(parcel.steps, parcel.deadlines))]
    coming = [due for due in dues if not clock.passed(clock.aware(due))]
    due = min(coming, key=lambda due: _begin(due, clock.tz), default=None)
    return Urgency("act" if group == "act" or (asked and route == "in_dispute") else "watch", due)


def sort_key(urgency: Urgency, tz: tzinfo) -> tuple[int, datetime]:
    """What has to be done first comes first, by its day; then what only has to be watched; what is settled last."""
    due = urgency.due
    begin = datetime.max.replace(tzinfo=UTC) if due is None else _begin(due, tz)
    return tuple(tables.urgency()).index(urgency.group), begin


def _dues(steps: Iterable[Step], deadlines: Iterable[Deadline]) -> Iterator[When]:
    yield from (step.due for step in steps if step.due is not None)
    for deadline in deadlines:  # once the day to act by is over, the end itself is still to come
        yield from filter(None, (deadline.act_by, deadline.at or deadline.last_day))


def _begin(due: When, tz: tzinfo) -> datetime:
    if isinstance(due, datetime):
        return due if due.tzinfo else due.replace(tzinfo=tz)
    return datetime.combine(due, time.min, tz)
