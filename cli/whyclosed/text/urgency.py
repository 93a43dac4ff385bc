"""What is due first: the order in which several orders are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from whyclosed.api import Diagnosed
from whyclosed.text.dates import Calendar
from whyclosed_parser.model import When
from whyclosed_rules.model import Deadline, Diagnosis, Route

_SETTLED: tuple[Route, ...] = ("finished", "no_refund_due")
_TO_DO: tuple[Route, ...] = ("dispute", "contact_seller", "ask_support", "ask_bank", "check_facts", "undecided")


def by_urgency(entries: Sequence[Diagnosed], calendar: Calendar) -> list[Diagnosed]:
    """What has to be done first stands first, by its day; then what only has to be watched; what is settled last."""
    return sorted(entries, key=lambda entry: _key(entry.diagnosis, calendar))


def next_due(diagnosis: Diagnosis, calendar: Calendar) -> When | None:
    """The first day or time, today or later, by which something is to be done or looked at."""
    if diagnosis.route in _SETTLED:
        return None
    coming = [due for due in _dues(diagnosis) if _still_comes(due, calendar)]
    return min(coming, key=calendar.sort_key, default=None)


def _key(diagnosis: Diagnosis, calendar: Calendar) -> tuple[int, datetime]:
    due = next_due(diagnosis, calendar)
    group = 2 if diagnosis.route in _SETTLED else 0 if diagnosis.route in _TO_DO else 1
    return group, calendar.sort_key(due if due is not None else calendar.today.max)


def _dues(diagnosis: Diagnosis) -> Iterator[When]:
    yield from (step.due for step in diagnosis.steps if step.due is not None)
    yield from filter(None, map(day_to_act, diagnosis.deadlines))
    for package in diagnosis.packages:
        yield from (step.due for step in package.steps if step.due is not None)
        yield from filter(None, map(day_to_act, package.deadlines))


def day_to_act(deadline: Deadline) -> When | None:
    """The day to act by, else the instant, else the last day."""
    return deadline.act_by or deadline.at or deadline.last_day


def _still_comes(due: When, calendar: Calendar) -> bool:
    if isinstance(due, datetime):
        return calendar.here(due) >= calendar.now
    return due >= calendar.today
