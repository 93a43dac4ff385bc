"""Packages of several pages: which are the same, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from datetime import time as clock

from whyclosed_parser import patterns
from whyclosed_parser.merging.places import Places
from whyclosed_parser.model import Event, Package
from whyclosed_parser.values.text import words_key

_TITLE = patterns.compiled(r"(.*?)(?::\s|\Z)", re.DOTALL)


def merge_packages(newest: Sequence[tuple[tuple[Package, ...], Places]]) -> tuple[Package, ...]:
    """Unite the packages of several pages, newest page first; writes into each page's places where they went.

    The same package: one tracking number in common (a renumbered one names its old number); one without a number is
    the only other package there is.
    """
    packages: list[Package] = []
    members: list[list[tuple[Places, int, Package]]] = []
    by_number: dict[str, int] = {}
    for ours, places in newest:
        taken: set[int] = set()
        before = len(packages)
        alone = len(ours) == 1 and before == 1
        for here, package in enumerate(ours):
            numbers = _numbers(package)
            known = (by_number[number] for number in numbers if number in by_number)
            at = min((at for at in known if at < before and at not in taken), default=None)
            if at is None and alone and not (numbers and _numbers(packages[0])):
                at = 0
            if at is None:
                at = len(packages)
                packages.append(package)
                members.append([])
            else:
                packages[at] = _filled(packages[at], package)
            for number in numbers:
                by_number.setdefault(number, at)
            taken.add(at)
            members[at].append((places, here, package))
            places[f"packages.{here}"] = f"packages.{at}"
    return tuple(replace(package, events=_events(f"packages.{at}", members[at])) for at, package in enumerate(packages))


def _numbers(package: Package) -> set[str]:
    return {number for number in (package.tracking_number, *package.other_numbers) if number}


def _filled(newer: Package, older: Package) -> Package:
    number = newer.tracking_number or older.tracking_number
    others = [*newer.other_numbers, *older.other_numbers]
    if older.tracking_number and older.tracking_number != number:
        others.append(older.tracking_number)
    return replace(
        newer,
        tracking_number=number,
        other_numbers=tuple(dict.fromkeys(other for other in others if other != number)),
        carrier=newer.carrier or older.carrier,
        delivered_on=newer.delivered_on or older.delivered_on,
        estimated_delivery=newer.estimated_delivery or older.estimated_delivery,
    )


def _events(path: str, members: Sequence[tuple[Places, int, Package]]) -> tuple[Event, ...]:
    """The united history, newest first. A line without a time is an event only if no other page has it with one."""
    events: list[Event] = []
    known = _Known()
    where: list[tuple[Places, str, int]] = []
    for places, here, package in members:
        for number, event in enumerate(package.events):
            at = next((at for at in known.like(event) if _same_event(event, events[at])), len(events))
            if at == len(events):
                events.append(event)
            else:
                events[at] = _fuller(events[at], event)
            known.add(event, at)
            where.append((places, f"packages.{here}.events.{number}", at))
    # A history of one page keeps its order; only united ones are sorted, and only by times that are known.
    order = list(range(len(events)))
    if len(members) > 1:
        order.sort(key=lambda at: _instant(events[at]), reverse=True)
    new_place = {at: place for place, at in enumerate(order)}
    for places, old, at in where:
        places[old] = f"{path}.events.{new_place[at]}"
    return tuple(events[at] for at in order)


@dataclass(slots=True)
class _Known:
    """The events that stand already, by what two readings of one event have in common."""

    by_key: dict[tuple[object, ...], dict[int, None]] = field(default_factory=dict)

    def add(self, event: Event, at: int) -> None:
        for key in self._keys(event):
            self.by_key.setdefault(key, {})[at] = None

    def like(self, event: Event) -> Iterable[int]:
        """The places of the events that may be the same, in order."""
        title = _title(event)
        if event.time is None and event.time_text is None:
            return self.by_key.get((event.class_, title), ())  # whatever its time
        keys = ((_day(event), title), (event.time_text, title), (None, event.class_, title))
        return dict.fromkeys(at for key in keys for at in self.by_key.get(key, ()))

    def _keys(self, event: Event) -> Iterator[tuple[object, ...]]:
        title = _title(event)
        yield event.class_, title
        if event.time is None and event.time_text is None:
            yield None, event.class_, title
        else:
            yield _day(event), title
            yield event.time_text, title


def _title(event: Event) -> str:
    """The words of an event without the description behind them, which another page may lack."""
    found = _TITLE.match(event.text)
    return words_key(found[1] if found else event.text).rstrip(".")


def _day(event: Event) -> str:
    return event.time.isoformat()[:10] if event.time is not None else event.time_text or ""


def _instant(event: Event) -> float:
    """A line without a time is the state of the day it was read: the newest."""
    if event.time is None:
        return float("inf")
    time = event.time if isinstance(event.time, datetime) else datetime.combine(event.time, clock.min)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _same_event(one: Event, two: Event) -> bool:
    first, second = sorted((words_key(event.text).rstrip(".") for event in (one, two)), key=len)
    if not (first == second or second.startswith(f"{first}:")):
        return False
    if one.time is not None and two.time is not None:
        days_only = not (isinstance(one.time, datetime) and isinstance(two.time, datetime))
        return one.time == two.time or (days_only and _day(one) == _day(two))
    if one.time_text is not None and two.time_text is not None:
        return one.time_text == two.time_text
    return one.class_ == two.class_


def _fuller(one: Event, two: Event) -> Event:
    if (one.time is None) != (two.time is None):
        return one if one.time is not None else two
    if isinstance(one.time, datetime) != isinstance(two.time, datetime):
        return one if isinstance(one.time, datetime) else two
    return one if len(one.text) >= len(two.text) else two
