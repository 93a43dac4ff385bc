"""The public library: pages in, answers out. The only place, beside the command, that may look at a clock."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any

import whyclosed_parser
import whyclosed_rules
from whyclosed.labels import label
from whyclosed.texts import Classified, classified
from whyclosed.zone import machine_zone, zone, zone_of
from whyclosed_parser import SCHEMA, ParseReport, merge
from whyclosed_parser.model import Json, Order, Problem, Unread, UnreadProblem, WhyclosedError, to_dict
from whyclosed_rules import Explanation, explain
from whyclosed_rules.model import Caution, Diagnosis
from whyclosed_rules.telling.sentences import sentences

__all__ = [
    "Diagnosed",
    "Explanation",
    "ParseReport",
    "Report",
    "ZoneWarning",
    "advise",
    "diagnose",
    "diagnose_orders",
    "explain",
    "merge",
    "parse",
    "read",
    "setting",
]

log = logging.getLogger("whyclosed.api")

UNCLEAR = "answer_unclear"
"""The problem of an answer whose words were not understood."""

Source = bytes | str | Path
"""One page: its bytes, its HTML, or the path of its file."""


class ZoneWarning(UserWarning):
    """No time zone was given and this machine tells none: UTC was taken, so days may be off by one."""


class OrderError(WhyclosedError, ValueError):
    """It is not clear which of several orders is meant."""


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """An order with its diagnosis."""

    order: Order
    diagnosis: Diagnosis


@dataclass(frozen=True, slots=True)
class Report:
    """What pages say of orders, and why and what to do. `as_of` is the moment that was taken as the present, in
    the buyer's zone; `unread` names every source that gave no order."""

    as_of: datetime
    orders: tuple[Diagnosed, ...]
    unread: tuple[Unread, ...]

    def to_dict(self) -> Json:
        """The JSON form, schema `whyclosed/1`."""
        return {
            "schema": SCHEMA,
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "orders": to_dict(self.orders),
            "unread": to_dict(self.unread),
        }


@dataclass(frozen=True, slots=True)
class Setting:
    """The present time and the buyer's zone. `guessed`: nobody named a zone and UTC was taken."""

    now: datetime
    tz: tzinfo
    guessed: bool = False


def setting(as_of: datetime | None = None, tz: str | tzinfo | None = None) -> Setting:
    """The present and the zone, with what is not given taken from this machine.

    A naive `as_of` is in the zone. Raises `ZoneError` for an unknown zone.
    """
    machine = machine_zone() if tz is None else None
    if isinstance(tz, str):
        there: tzinfo = zone(tz)
    else:
        there = tz or zone_of(as_of, machine)
    guessed = tz is None and machine is None and there is UTC
    if as_of is None:
        return Setting(datetime.now(there), there, guessed)
    return Setting(as_of.astimezone(there) if as_of.tzinfo else as_of.replace(tzinfo=there), there, guessed)


def parse(
    source: Source | Sequence[Source],
    url: str | None = None,
    captured_at: datetime | None = None,
    tz: str | None = None,
) -> ParseReport:
    """Read pages: `.orders`, merged where pages show the same order, and `.unread`.

    `source` is bytes, HTML text, a `Path`, or a list of them. `url` and `captured_at` are where and when the page
    was saved, for a page that does not say; a naive `captured_at` is in the zone `tz` (None: UTC). A page that
    cannot be read is in `.unread`, never raised. Raises `ZoneError` for an unknown zone.
    """
    if tz is not None:
        zone(tz)
    return whyclosed_parser.parse(source, url=url, captured_at=captured_at, tz=tz)


def diagnose(
    source: Source | Order | ParseReport | Sequence[Source | Order],
    *,
    as_of: datetime | None = None,
    tz: str | tzinfo | None = None,
    answers: Mapping[str, Any] | None = None,
    order: str | None = None,
    language: str = "en",
) -> Report:
    """Why the orders on these pages were closed, and what to do.

    `source` is what `parse` takes, what it gave, or orders that are known already. `as_of` is the moment to advise
    for (default: now; naive: in the zone), `tz` the buyer's zone (default: this machine's). `answers` are facts the
    buyer knows, by name; `order` is the order that a page without an order id belongs to and, where several were
    read, the one that the answers are about. Raises `FactError` for an impossible answer and `OrderError` where it is
    unclear whose answers these are.
    """
    here = setting(as_of, tz)
    _warn(here)
    if isinstance(source, ParseReport):
        orders, unread = source.orders, source.unread
    else:
        given = [source] if isinstance(source, bytes | str | Path | Order) else list(source)
        known = [one for one in given if isinstance(one, Order)]
        found, unread = read((one for one in given if not isinstance(one, Order)), order_id=order, now=here.now)
        orders = merge([*known, *found], now=here.now)
    return diagnose_orders(orders, unread, here, answers=answers, order=order, language=language)


def advise(
    facts: Mapping[str, Any],
    *,
    as_of: datetime | None = None,
    tz: str | tzinfo | None = None,
    language: str = "en",
) -> Diagnosis:
    """The diagnosis of plain facts, without a page. An absent fact is unknown.

    Free text of messages and events is classified first; words that are not understood count as unknown, and a
    warning of the diagnosis says so. Raises `FactError` for an unknown fact or an impossible value.
    """
    here = setting(as_of, tz)
    _warn(here)
    read_facts = classified(facts) if isinstance(facts, Mapping) else Classified(facts, ())
    diagnosis = whyclosed_rules.advise(read_facts.facts, now=here.now, tz=here.tz, language=language)
    said = tuple(
        Caution("unverified_wording", label("note.unclear_text", fact=_name(fact))) for fact in read_facts.unclear
    )
    return replace(diagnosis, warnings=(*diagnosis.warnings, *said))


def read(
    sources: Iterable[Source],
    *,
    order_id: str | None = None,
    now: datetime | None = None,
    tick: Callable[[], object] = lambda: None,
) -> tuple[tuple[Order, ...], tuple[Unread, ...]]:
    """Read sources one by one and merge what they say. One that cannot be read never stops the others.

    `order_id` is given to an order of a page that names none, where the page shows only one. A page captured after
    `now` (None: whenever) never counts as the newest. `tick` is called after each source.
    """
    orders: list[Order] = []
    unread: list[Unread] = []
    for source in sources:
        try:
            report = whyclosed_parser.parse(source)
        except Exception as error:  # a fault of ours on one page: the others are still read
            log.debug("reading a page", exc_info=True)
            unread.append(_fault(str(source) if isinstance(source, Path) else None, error))
        else:
            orders.extend(_named(report.orders, order_id))
            unread.extend(report.unread)
        tick()
    return merge(orders, now=now), tuple(unread)


def diagnose_orders(
    orders: Sequence[Order],
    unread: Sequence[Unread],
    here: Setting,
    *,
    answers: Mapping[str, Any] | None = None,
    order: str | None = None,
    language: str = "en",
) -> Report:
    """Diagnose orders that were read already; the rest as for `diagnose`."""
    given = classified(answers or {})
    meant = _meant(orders, order) if answers else None
    entries: list[Diagnosed] = []
    faults: list[Unread] = []
    for one in orders:
        mine = given if one is meant else Classified({}, ())
        noted = replace(one, problems=(*one.problems, *map(_unclear, mine.unclear)))
        try:
            suggested = whyclosed_parser.suggested_facts(noted)
            diagnosis = whyclosed_rules.diagnose(
                noted, now=here.now, tz=here.tz, answers=mine.facts, suggested=suggested, language=language
            )
        except WhyclosedError:
            raise
        except Exception as error:  # a fault of ours on one order: the others are still told
            log.debug("diagnosing an order", exc_info=True)
            faults.append(_fault(one.order_id, error))
        else:
            entries.append(Diagnosed(noted, diagnosis))
    return Report(here.now, tuple(entries), (*unread, *faults))


def _named(orders: tuple[Order, ...], order_id: str | None) -> tuple[Order, ...]:
    nameless = [one for one in orders if one.order_id is None]
    if order_id is None or len(nameless) != 1:
        return orders
    return tuple(replace(one, order_id=order_id) if one is nameless[0] else one for one in orders)


def _meant(orders: Sequence[Order], order_id: str | None) -> Order | None:
    """The order that the answers are about. Raises `OrderError`."""
    if len(orders) == 1 or not orders:
        return orders[0] if orders else None
    found = [one for one in orders if order_id is not None and one.order_id == order_id]
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.order_id or "?" for one in orders[:5]) + (", …" if len(orders) > 5 else "")
    raise OrderError(label("error.which_order", count=len(orders), orders=names))


def _unclear(fact: str) -> Problem:
    return Problem(UNCLEAR, None, label("note.unclear_text", fact=_name(fact)))


def _fault(path: str | None, error: Exception) -> Unread:
    message = label("error.fault", kind=type(error).__name__)
    return Unread(path, UnreadProblem("internal_error", message, label("error.fault_hint")))


def _warn(here: Setting) -> None:
    if here.guessed:
        warnings.warn(label("note.zone_unknown"), ZoneWarning, stacklevel=3)


def _name(fact: str) -> str:
    """A fact in words; of one parcel's, `packages.0.fact`, the fact alone."""
    words, name = sentences("en"), fact.rpartition(".")[2]
    return words.say("fact", name) if words.has("fact", name) else name
