"""The public library: pages in, answers out. The only place, beside the command, that may look at a clock."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import whyclosed_parser
import whyclosed_rules
from whyclosed.errors import LabelledError
from whyclosed.labels import labels
from whyclosed.pages import Source, fault, parse, read, trace
from whyclosed.texts import Classified, classified
from whyclosed.zone import Setting, setting
from whyclosed_parser import SCHEMA, ParseReport, merge
from whyclosed_parser.model import Json, Order, Problem, Unread, WhyclosedError, to_dict
from whyclosed_parser.records import dataclass
from whyclosed_rules import Explanation, explain
from whyclosed_rules.model import Caution, Diagnosis
from whyclosed_rules.telling.problems import order_in, unread_in
from whyclosed_rules.telling.sentences import sentences
from whyclosed_rules.telling.shared import share_sources

__all__ = [
    "Diagnosed",
    "Explanation",
    "ParseReport",
    "Report",
    "Setting",
    "Source",
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


UNCLEAR = "answer_unclear"
"""The problem of an answer whose words were not understood."""


class ZoneWarning(UserWarning):
    """No time zone was given and this machine tells none: UTC was taken, so days may be off by one."""


class OrderError(LabelledError):
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
        """The JSON form, schema `whyclosed/1`. What the orders cite stands once, in `sources`."""
        sources, diagnoses = share_sources(entry.diagnosis for entry in self.orders)
        entries = [replace(entry, diagnosis=one) for entry, one in zip(self.orders, diagnoses, strict=True)]
        return {
            "schema": SCHEMA,
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "orders": to_dict(entries),
            "sources": to_dict(sources),
            "unread": to_dict(self.unread),
        }


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
    read, the one that the answers are about. `language` is that of the answer (BCP 47). Raises `FactError` for an
    impossible answer, `OrderError` where it is unclear whose answers these are, and `LanguageError` for a language
    without sentences.
    """
    here = setting(as_of, tz)
    _warn(here, language)
    if isinstance(source, ParseReport):
        orders, unread = source.orders, source.unread
    else:
        given = [source] if isinstance(source, bytes | str | Path | Order) else list(source)
        known = [one for one in given if isinstance(one, Order)]
        found, unread = read(
            (one for one in given if not isinstance(one, Order)), order_id=order, now=here.now, language=language
        )
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
    warning of the diagnosis says so. The rest as for `diagnose`. Raises `FactError` for an unknown fact or an
    impossible value, and `LanguageError`.
    """
    here = setting(as_of, tz)
    _warn(here, language)
    read_facts = classified(facts) if isinstance(facts, Mapping) else Classified(facts, ())
    diagnosis = whyclosed_rules.advise(read_facts.facts, now=here.now, tz=here.tz, language=language)
    said = tuple(Caution("unverified_wording", _unclear(fact, language)) for fact in read_facts.unclear)
    return replace(diagnosis, warnings=(*diagnosis.warnings, *said)) if said else diagnosis


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
    words = sentences(language)
    entries: list[Diagnosed] = []
    faults: list[Unread] = []
    for one in orders:
        mine = given if one is meant else Classified({}, ())
        unclear = (Problem(UNCLEAR, None, _unclear(fact, language)) for fact in mine.unclear)
        told = order_in(one, words)
        noted = replace(told, problems=(*told.problems, *unclear))
        try:
            suggested = whyclosed_parser.suggested_facts(noted)
            diagnosis = whyclosed_rules.diagnose(
                noted, now=here.now, tz=here.tz, answers=mine.facts, suggested=suggested, language=language
            )
        except WhyclosedError:
            raise
        except Exception as error:  # a fault of ours on one order: the others are still told
            trace("diagnosing an order")
            faults.append(fault(one.order_id, error, language))
        else:
            entries.append(Diagnosed(noted, diagnosis))
    return Report(here.now, tuple(entries), (*(unread_in(one, words) for one in unread), *faults))


def _meant(orders: Sequence[Order], order_id: str | None) -> Order | None:
    """The order that the answers are about. Raises `OrderError`."""
    if len(orders) == 1 or not orders:
        return orders[0] if orders else None
    found = [one for one in orders if order_id is not None and one.order_id == order_id]
    if len(found) == 1:
        return found[0]
    raise OrderError("error.which_order", count=len(orders), orders=names_of(orders))


def names_of(orders: Sequence[Order]) -> str:
    """The numbers of orders to choose from, the first few of many."""
    return ", ".join(one.order_id or "?" for one in orders[:5]) + (", …" if len(orders) > 5 else "")


def _unclear(fact: str, language: str) -> str:
    """What is said of words that were not understood; of one parcel's `packages.0.fact`, the fact alone."""
    words, name = sentences(language), fact.rpartition(".")[2]
    told = words.say("fact", name) if words.has("fact", name) else name
    return labels(language)("note.unclear_text", fact=told)


def _warn(here: Setting, language: str) -> None:
    if here.guessed:
        warnings.warn(labels(language)("note.zone_unknown"), ZoneWarning, stacklevel=3)
