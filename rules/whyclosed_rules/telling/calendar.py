"""Deadlines as a calendar file that any calendar program can import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from hashlib import sha256

import icalendar

from whyclosed_parser.model import Order, When
from whyclosed_rules.model import Deadline, Diagnosis

_ALARM_OF_DAY = timedelta(hours=9)  # at nine in the morning of the day
_ALARM_OF_HOUR = timedelta(hours=-3)


def calendar(entries: Iterable[tuple[Order, Diagnosis]], *, now: datetime, tz: tzinfo) -> str:
    """An iCalendar text (RFC 5545) with one entry for every deadline that has not passed at `now`.

    It stands on the day to act by in the buyer's zone `tz`; once that has passed, or where there is none, on its
    instant or its last day; the day from which something is possible stands on itself. Importing a newer file moves
    the entries: their ids are made of order and kind of deadline.
    """
    result = icalendar.Calendar()
    result.add("prodid", "-//whyclosed//deadlines//EN")
    result.add("version", "2.0")
    for order, diagnosis in entries:
        for scope, deadline in _deadlines(diagnosis):
            event = _event(deadline, now, tz)
            if event is not None:
                event.add("uid", _uid(order, scope, deadline))
                event.add("dtstamp", now.astimezone(UTC))
                event.add("summary", _summary(order, deadline))
                event.add("description", _description(deadline, diagnosis))
                result.add_component(event)
    return str(result.to_ical(), "utf-8")


def _deadlines(diagnosis: Diagnosis) -> Iterator[tuple[str, Deadline]]:
    if diagnosis.tone == "done":
        return
    yield from (("", deadline) for deadline in diagnosis.deadlines)
    for package in diagnosis.packages:
        yield from ((package.id, each) for each in package.deadlines if each not in diagnosis.deadlines)


def _on(deadline: Deadline, now: datetime, tz: tzinfo) -> When | None:
    """The day or the instant of an entry: the day to act by comes before the instant at which it is over."""
    today = now.astimezone(tz).date()
    if deadline.act_by is not None and deadline.act_by >= today:
        return deadline.act_by
    if deadline.at is not None:
        return deadline.at if deadline.at >= now else None
    days = (deadline.last_day, deadline.possible_from)
    return next((day for day in days if day is not None and day >= today), None)


def _event(deadline: Deadline, now: datetime, tz: tzinfo) -> icalendar.Event | None:
    on = _on(deadline, now, tz)
    if on is None:
        return None
    hour = isinstance(on, datetime)
    event = icalendar.Event()
    event.add("dtstart", on.astimezone(UTC) if isinstance(on, datetime) else on)
    if not hour:
        event.add("dtend", on + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", deadline.text)
    alarm.add("trigger", _ALARM_OF_HOUR if hour else _ALARM_OF_DAY)
    event.add_component(alarm)
    return event


def _uid(order: Order, scope: str, deadline: Deadline) -> str:
    first_line = order.items[0].line_id if order.items else None
    name = "|".join((order.order_id or first_line or "", scope, deadline.kind))
    return f"{sha256(name.encode('utf-8', 'replace')).hexdigest()[:32]}@whyclosed"


def _summary(order: Order, deadline: Deadline) -> str:
    title = deadline.title[:1].upper() + deadline.title[1:] or deadline.text
    return f"{title} ({order.order_id})" if order.order_id else title


def _description(deadline: Deadline, diagnosis: Diagnosis) -> str:
    steps = (f"{number}. {step.text}" for number, step in enumerate(diagnosis.steps, 1))
    return "\n".join((diagnosis.headline, deadline.text, *steps))
