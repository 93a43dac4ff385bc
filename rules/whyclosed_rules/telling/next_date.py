"""Which of several orders to look at first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, tzinfo

from whyclosed_parser.model import When
from whyclosed_rules.model import Deadline, PackageDiagnosis, Route, Step, Urgency, UrgencyGroup

_SETTLED: tuple[Route, ...] = ("finished", "no_refund_due")
_TO_DO: tuple[Route, ...] = (
    *("dispute", "window_closed", "contact_seller", "ask_support", "ask_bank"),
    *("check_facts", "undecided"),
)
_GROUPS: tuple[UrgencyGroup, ...] = ("act", "watch", "settled")


def urgency_of(
    route: Route,
    *,
    asked: bool,
    steps: Iterable[Step],
    deadlines: Iterable[Deadline],
    packages: Iterable[PackageDiagnosis],
    now: datetime,
    tz: tzinfo,
) -> Urgency:
    """Whether the buyer has to do something, and when something is next due. `asked`: the page of a dispute says that
    it waits for the buyer, which counts while the dispute is open."""
    if route in _SETTLED:
        return Urgency("settled", None)
    dues = [*_dues(steps, deadlines), *(due for parcel in packages for due in _dues(parcel.steps, parcel.deadlines))]
    coming = (due for due in dues if _begin(due, tz) >= (now if isinstance(due, datetime) else _start(now, tz)))
    due = min(coming, key=lambda due: _begin(due, tz), default=None)
    return Urgency("act" if route in _TO_DO or (asked and route == "in_dispute") else "watch", due)


def sort_key(urgency: Urgency, tz: tzinfo) -> tuple[int, datetime]:
    """What has to be done first comes first, by its day; then what only has to be watched; what is settled last."""
    due = urgency.due
    return _GROUPS.index(urgency.group), datetime.max.replace(tzinfo=UTC) if due is None else _begin(due, tz)


def _dues(steps: Iterable[Step], deadlines: Iterable[Deadline]) -> Iterator[When]:
    yield from (step.due for step in steps if step.due is not None)
    for deadline in deadlines:  # once the day to act by is over, the end itself is still to come
        yield from filter(None, (deadline.act_by, deadline.at or deadline.last_day))


def _begin(due: When, tz: tzinfo) -> datetime:
    if isinstance(due, datetime):
        return due if due.tzinfo else due.replace(tzinfo=tz)
    return datetime.combine(due, time.min, tz)


def _start(now: datetime, tz: tzinfo) -> datetime:
    today: date = now.astimezone(tz).date()
    return datetime.combine(today, time.min, tz)
