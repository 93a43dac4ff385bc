"""Packages of several pages: which are the same, and what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import UTC, datetime
from datetime import time as clock
from functools import reduce

from whyclosed_parser import patterns
from whyclosed_parser.merging.places import Places
from whyclosed_parser.model import Event, Package
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import words_key

_TITLE = patterns.compiled(r"(.*?)(?::\s|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A package as one page shows it: `page` counts from the newest, `here` on that page."""

    page: int
    here: int
    package: Package
    places: Places


def merge_packages(newest: Sequence[tuple[tuple[Package, ...], Places]]) -> tuple[tuple[Package, ...], bool]:
    """Unite the packages of several pages, newest page first; writes into each page's places where they went. Also
    whether something was told that has no parcel: a carrier, or when it should come.

    The same package: one tracking number in common (a renumbered one names its old number). One without a number is
    the only other package there is, else the one that tells the same. If it is none, but another page names each
    package, it is one more only if it tells of an event or an arrival that none of them has. The only one of a page
    that says nothing but its number may be an old number of one that is known: it is none more.
    """
    shown = [
        _Shown(page, here, package, places)
        for page, (packages, places) in enumerate(newest)
        for here, package in enumerate(packages)
    ]
    parcels: list[list[_Shown]] = []
    by_number: dict[str, int] = {}
    lost = False
    for one in sorted(shown, key=lambda one: _is_bare(one, newest)):
        if not (numbers := _numbers(one.package)):
            continue
        if _is_bare(one, newest) and by_number.keys().isdisjoint(numbers) and _tell(parcels):
            one.places[f"packages.{one.here}"] = None
            lost = True
            continue
        known = (by_number[number] for number in numbers if number in by_number)
        at = min((at for at in known if not _is_on(one.page, parcels[at])), default=len(parcels))
        _put(one, at, parcels)
        for number in numbers:
            by_number.setdefault(number, at)
    numbered = len(parcels)
    for one in shown:
        if _numbers(one.package):
            continue
        home = _home(one, parcels, alone=len(newest[one.page][0]) == 1)
        if home is not None:
            _put(one, home, parcels)
        elif numbered > 1 and not _is_numbered(newest[one.page][0]) and not _tells_more(one, parcels[:numbered]):
            one.places[f"packages.{one.here}"] = None
            lost = lost or not _is_told(one.package, parcels[:numbered])
        else:
            _put(one, len(parcels), parcels)
    parcels = [sorted(members, key=lambda one: (one.page, one.here)) for members in parcels]
    parcels.sort(key=lambda members: (members[0].page, members[0].here))
    return tuple(_united(f"packages.{at}", members) for at, members in enumerate(parcels)), lost


def _is_bare(one: _Shown, newest: Sequence[tuple[tuple[Package, ...], Places]]) -> bool:
    """Whether a page tells of one parcel, and of that nothing but its number: where a link leads."""
    return newest[one.page][0] == (Package(tracking_number=one.package.tracking_number),)


def _tell(parcels: Iterable[Iterable[_Shown]]) -> bool:
    """Whether more than its number is known of a parcel."""
    return any(
        member.package != Package(tracking_number=member.package.tracking_number)
        for members in parcels
        for member in members
    )


def _is_told(package: Package, parcels: Iterable[Iterable[_Shown]]) -> bool:
    """Whether some parcel has the carrier and the expected days of this package."""
    known = [member.package for members in parcels for member in members]
    carriers = {words_key(one.carrier) for one in known if one.carrier}
    days = [one.estimated_delivery for one in known]
    carried = package.carrier is None or words_key(package.carrier) in carriers
    return carried and (package.estimated_delivery is None or package.estimated_delivery in days)


def _put(one: _Shown, at: int, parcels: list[list[_Shown]]) -> None:
    if at == len(parcels):
        parcels.append([])
    parcels[at].append(one)


def _is_on(page: int, members: Iterable[_Shown]) -> bool:
    return any(member.page == page for member in members)


def _is_numbered(packages: Iterable[Package]) -> bool:
    return any(map(_numbers, packages))


def _home(one: _Shown, parcels: Sequence[Sequence[_Shown]], *, alone: bool) -> int | None:
    """The parcel that a package without a number is; None where it is none, or may be several."""
    if alone and len(parcels) == 1 and not _is_on(one.page, parcels[0]):
        return 0
    alike = [
        at
        for at, members in enumerate(parcels)
        if not _is_on(one.page, members) and any(_tell_the_same(one.package, member.package) for member in members)
    ]
    return alike[0] if len(alike) == 1 else None


def _tell_the_same(one: Package, two: Package) -> bool:
    """Whether two packages tell of one event, arrived on one day, or are expected on the same days."""
    if one.carrier and two.carrier and words_key(one.carrier) != words_key(two.carrier):
        return False
    if any(_same_event(first, second) for first in one.events for second in two.events):
        return True
    if one.delivered_on and one.delivered_on == two.delivered_on:
        return True
    first, second = one.estimated_delivery, two.estimated_delivery
    return bool(first and second and (None, None) != (first.from_, first.to) == (second.from_, second.to))


def _tells_more(one: _Shown, parcels: Iterable[Iterable[_Shown]]) -> bool:
    """Whether a package has an event that no other has, or arrived when none did."""
    known = [member.package for members in parcels for member in members]
    arrived = one.package.delivered_on
    if arrived and all(package.delivered_on != arrived for package in known):
        return True
    events = [event for package in known for event in package.events]
    return any(not any(_same_event(event, other) for other in events) for event in one.package.events)


def _united(path: str, members: Sequence[_Shown]) -> Package:
    for one in members:
        one.places[f"packages.{one.here}"] = path
    package = reduce(_filled, (one.package for one in members))
    return replace(package, events=_events(path, [(one.places, one.here, one.package) for one in members]))


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
    """Whether two readings are of one event: the same words, perhaps less of them, at one time as far as both tell
    it."""
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
