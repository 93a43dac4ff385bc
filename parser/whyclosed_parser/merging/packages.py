"""Parcels of several pages: which are the same, and what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as clock

from whyclosed_parser.model import Event, Package
from whyclosed_parser.values.text import words_key

Places = dict[str, str | None]
"""Path of a list element of a page -> its path in the merged order."""


def merge_packages(newest: Sequence[tuple[tuple[Package, ...], Places]]) -> tuple[Package, ...]:
    """Unite the parcels of several pages, newest page first; writes into each page's places where they went.

    The same parcel: one tracking number in common (a renumbered parcel names its old number); a parcel without a
    number is the only other parcel there is.
    """
    packages: list[Package] = []
    members: list[list[tuple[Places, int, Package]]] = []
    for ours, places in newest:
        taken: set[int] = set()
        before = len(packages)
        for here, package in enumerate(ours):
            at = _same(package, packages[:before], taken, alone=len(ours) == 1)
            if at is None:
                at = len(packages)
                packages.append(package)
                members.append([])
            else:
                packages[at] = _filled(packages[at], package)
            taken.add(at)
            members[at].append((places, here, package))
            places[f"packages.{here}"] = f"packages.{at}"
    return tuple(replace(package, events=_events(f"packages.{at}", members[at])) for at, package in enumerate(packages))


def _numbers(package: Package) -> set[str]:
    return {number for number in (package.tracking_number, *package.other_numbers) if number}


def _same(package: Package, known: Sequence[Package], taken: set[int], *, alone: bool) -> int | None:
    numbers = _numbers(package)
    for at, other in enumerate(known):
        if at not in taken and numbers & _numbers(other):
            return at
    free = [at for at in range(len(known)) if at not in taken]
    unnumbered = [at for at in free if not numbers or not _numbers(known[at])]
    return unnumbered[0] if alone and len(known) == 1 and unnumbered else None


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
    where: list[tuple[Places, str, int]] = []
    for places, here, package in members:
        for number, event in enumerate(package.events):
            at = next((at for at, other in enumerate(events) if _same_event(event, other)), len(events))
            if at == len(events):
                events.append(event)
            else:
                events[at] = _fuller(events[at], event)
            where.append((places, f"packages.{here}.events.{number}", at))
    # A history of one page keeps its order; only united ones are sorted, and only by times that are known.
    order = list(range(len(events)))
    if len(members) > 1:
        order.sort(key=lambda at: _instant(events[at]), reverse=True)
    new_place = {at: place for place, at in enumerate(order)}
    for places, old, at in where:
        places[old] = f"{path}.events.{new_place[at]}"
    return tuple(events[at] for at in order)


def _instant(event: Event) -> float:
    """A line without a time is the state of the day it was read: the newest."""
    if event.time is None:
        return float("inf")
    time = event.time if isinstance(event.time, datetime) else datetime.combine(event.time, clock.min)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _same_event(one: Event, two: Event) -> bool:
    first, second = words_key(one.text), words_key(two.text)
    if one.time is not None and two.time is not None:
        return one.time == two.time and (first.startswith(second) or second.startswith(first))
    if one.time_text is not None and two.time_text is not None:
        return one.time_text == two.time_text and first == second
    return one.class_ == two.class_ and (first.startswith(second) or second.startswith(first))


def _fuller(one: Event, two: Event) -> Event:
    if (one.time is None) != (two.time is None):
        return one if one.time is not None else two
    return one if len(one.text) >= len(two.text) else two
