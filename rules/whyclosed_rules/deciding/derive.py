"""From raw facts to what is known of the derived ones.

Raw facts of finite kind enter as they are; times enter as named values made by typed functions (`window`, `seller`,
`lateness`, …). Then implications fill in what follows, and the narrowings leave the values still possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from typing import Any

from whyclosed_parser.model import When
from whyclosed_rules import tables
from whyclosed_rules.deciding.clocks import RefundRange, refund_range, seller_clock
from whyclosed_rules.deciding.deadlines import Due, dispute_window, window_state
from whyclosed_rules.engine.narrowing import Knowledge, Narrowed, Row, Truth, Values
from whyclosed_rules.facts.read import Facts, Origin, as_day, specs
from whyclosed_rules.library import catalogue


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of an order at one moment, before anything is decided.

    `facts` are the raw facts with those that follow from them; `known` maps facts to the values still possible;
    `narrowed` tells for each derived fact what left them. `seller_said` is False where the buyer has not told
    how far the seller is, and the usual was assumed.
    """

    facts: Facts
    now: datetime
    tz: tzinfo
    known: Knowledge
    narrowed: Mapping[str, Narrowed]
    window: Due | None
    refund: RefundRange | None
    seller_said: bool
    contradictions: tuple[tuple[str, ...], ...]
    implied: tuple[Row, ...]

    @property
    def today(self) -> date:
        """The buyer's own day."""
        return self.now.astimezone(self.tz).date()


def derive(facts: Facts, now: datetime, tz: tzinfo) -> Case:
    """Derive what is known at `now` for a buyer in `tz`."""
    contradictions = tuple(contradictory_dates(facts, now, tz))
    window = dispute_window(facts, now, tz)
    seller, seller_said = seller_clock(facts, now, tz)
    finite = finite_facts()
    known = {name: frozenset([value]) for name, value in facts.values.items() if name in finite}
    known.update((name, frozenset([value])) for name, value in _named(facts, now, tz))
    known["dates"] = frozenset(["contradictory" if contradictions else "consistent"])
    known["window"] = frozenset([window_state(window, now, tz)])
    known["seller"] = frozenset([seller])
    implied = tuple(_implied(known))
    for row in implied:
        for name, value in row.then.items():
            if name not in facts:
                facts = facts.with_(name, value, Origin("derived", sources=row.sources))
    narrowed = _narrow(known)
    refund = refund_by(facts, known, facts.get("method"), tz)
    _situate(known, facts, refund, now, tz)
    return Case(facts, now, tz, known, narrowed, window, refund, seller_said, contradictions, implied)


def routes_if(case: Case, fact: str, value: Any) -> Values:
    """The routes that would be possible if one fact were different (or known).

    Only for finite facts and those of the seller's clock: days of the refund and of the window are kept.
    """
    follows = [name for name, origin in case.facts.origins.items() if origin.kind == "derived"]
    facts = case.facts.without(*follows, fact).with_(fact, value, Origin("assumed"))
    derived = {*case.narrowed, *follows, "lateness", "situation"}
    known = {name: possible for name, possible in case.known.items() if name not in derived}
    if fact in finite_facts():
        known[fact] = frozenset([value])
    known["seller"] = frozenset([seller_clock(facts, case.now, case.tz)[0]])
    _implied(known)
    _narrow(known)
    _situate(known, facts, case.refund, case.now, case.tz)
    return outcomes("route", known)


def outcomes(table: str, known: Knowledge) -> Values:
    """The outcomes of a unique table that are still possible."""
    return frozenset([row.then[table] for row in tables.table(table).open(known)])


@cache
def finite_facts() -> frozenset[str]:
    """The raw facts with finitely many values, which tables read as they are."""
    return frozenset(name for name, spec in specs().items() if spec.kind in ("choice", "flag"))


def _implied(known: dict[str, Values]) -> list[Row]:
    """Fill in what follows from what is known; returns the rows that did."""
    used = []
    for row in tables.implications():
        if not row.then.keys() <= known.keys() and row.truth(known) is Truth.HOLDS:
            for name, value in row.then.items():
                known.setdefault(name, frozenset([value]))
            used.append(row)
    return used


def _narrow(known: dict[str, Values]) -> dict[str, Narrowed]:
    """Narrow every derived fact in turn: a later one may read an earlier one."""
    narrowed = {}
    for narrowing in tables.narrowings():
        result = narrowing.narrow(known)
        narrowed[narrowing.fact] = result
        known[narrowing.fact] = result.possible
    return narrowed


def _situate(known: dict[str, Values], facts: Facts, refund: RefundRange | None, now: datetime, tz: tzinfo) -> None:
    known["lateness"] = frozenset(["over" if _late(facts, known, refund, now, tz) else "in_time"])
    known["situation"] = outcomes("situation", known)


_GROUPED = (
    ("event", "event_groups", "tracking_event"),
    ("code_closer", "code_closers", "close_code"),
    ("message_closer", "message_closers", "platform_message"),
)


def _named(facts: Facts, now: datetime, tz: tzinfo) -> Iterator[tuple[str, str]]:
    """Times and sizes as named values; what is not known is left out."""
    for name, groups, fact in _GROUPED:
        group = tables.group_of(groups).get(facts.get(fact))
        if group is not None:
            yield name, group
    silent = facts.get("silent_days")
    if silent is not None:
        silence = catalogue.span("P12")
        yield "silence", "long" if silent > silence.max else "at_risk" if silent >= silence.min else "short"
    deadline = facts.when("processing_deadline")
    if facts.get("processing_expired") is not None:
        yield "processing", "over" if facts.get("processing_expired") else "running"
    elif deadline is not None:
        yield "processing", "over" if _passed(deadline, now, tz) else "running"
    pay = facts.time("payment_countdown_ends")
    if pay is not None:
        yield "paying", "over" if _passed(pay, now, tz) else "running"
    charged, refunded = facts.get("charged"), facts.get("refunded")
    if charged is not None and refunded is not None and refunded > 0:
        yield "amounts", "partial" if refunded < charged else "full"
    if facts.get("dispute_opened_on") or facts.get("dispute_seller_reply") or facts.get("dispute_decided_on"):
        yield "disputed", "yes"


def _passed(moment: When, now: datetime, tz: tzinfo) -> bool:
    """Whether a time, or the whole of a day in the buyer's zone, lies behind `now`."""
    return now > moment if isinstance(moment, datetime) else now.astimezone(tz).date() > moment


def closing(facts: Facts) -> When | None:
    """The event that starts the refund clock: a dispute's decision, else the closing or cancellation (D13), else the
    day of the stage that the refund shows (Q5)."""
    names = ("dispute_decided_on", "closed_on", "cancelled_on", "refund_updated_on")
    return next((when for name in names if (when := facts.when(name)) is not None), None)


def refund_by(facts: Facts, known: Knowledge, method: str | None, tz: tzinfo) -> RefundRange | None:
    """When the refund of one payment method is expected; None where no day of closing is known."""
    start = closing(facts)
    if start is None:
        return None
    return refund_range(
        start,
        method=method,
        bank=facts.get("bank"),
        suspended=known["closer"] == frozenset(["suspension"]),
        tz=tz,
    )


def _late(facts: Facts, known: Knowledge, refund: RefundRange | None, now: datetime, tz: tzinfo) -> bool:
    """Whether the limit of a refund (20 business days), or the page's own "refund if not delivered by", has passed.

    That promise counts as long as the order lives and no refund runs: what has started is not overdue by it.
    """
    today = now.astimezone(tz).date()
    if refund is not None:
        return today > refund.limit
    promised = facts.get("refund_if_undelivered_by")
    return promised is not None and today > promised and "nobody" in known["closer"] and "none" in known["progress"]


_IN_ORDER = (
    ("placed_on", "paid_on"),
    ("placed_on", "shipped_on"),
    ("placed_on", "closed_on"),
    ("placed_on", "cancelled_on"),
    ("placed_on", "dispute_opened_on"),
    ("paid_on", "shipped_on"),
    ("dispute_opened_on", "dispute_decided_on"),
)
_PAST = (
    "placed_on",
    "paid_on",
    "shipped_on",
    "closed_on",
    "cancelled_on",
    "dispute_opened_on",
    "dispute_decided_on",
    "refund_updated_on",
    "contacted_at",
    "new_tracking_on",
)


def contradictory_dates(facts: Facts, now: datetime, tz: tzinfo) -> Iterator[tuple[str, ...]]:
    """Facts whose dates cannot be true together: an end before its start, an event in the future (D20).

    A day of slack is left where only days are known: two pages may print the same event in two zones.
    """
    today = now.astimezone(tz).date()
    for first, second in _IN_ORDER:
        start, end = facts.when(first), facts.when(second)
        if start is not None and end is not None and _before(end, start, tz):
            yield first, second
    for name in _PAST:
        day = facts.day(name, tz)
        if isinstance(day, date) and (day - today).days > 1:
            yield (name,)


def _before(end: When, start: When, tz: tzinfo) -> bool:
    if isinstance(end, datetime) and isinstance(start, datetime):
        return end < start
    last, first = as_day(end, tz), as_day(start, tz)
    assert last is not None
    assert first is not None
    return (first - last).days > 1
