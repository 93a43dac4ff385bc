"""From raw facts to what is known of the derived ones.

Raw facts of finite kind enter as they are; times enter as named values made by typed functions (`window`, `seller`,
`lateness`, …). Then implications fill in what follows, and the narrowings leave the values still possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import cast

from whyclosed_parser.model import When
from whyclosed_rules import tables
from whyclosed_rules.deciding.ages import ages
from whyclosed_rules.deciding.counting import Numbers, numbers_for
from whyclosed_rules.deciding.deadlines import Due
from whyclosed_rules.deciding.refunds import RefundRange, refund_limit, refund_range
from whyclosed_rules.deciding.seller import seller_clock
from whyclosed_rules.deciding.windows import dispute_window, window_state
from whyclosed_rules.engine.compiled import Masks
from whyclosed_rules.engine.narrowing import Evidence, Narrowed, Overruled
from whyclosed_rules.engine.rows import Follows, Knowledge, Narrows, Row, Truth, Values
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.read import Facts, Origin
from whyclosed_rules.facts.spec import derived, group_of, grouped, specs


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of an order at one moment, before anything is decided.

    `facts` are the raw facts with those that follow from them; `known` maps facts to the values still possible;
    `narrowed` tells for each derived fact what left them. `seller_said` is False where the buyer has not told
    how far the seller is, and the usual was assumed. `numbers` are those that held for the order. `before`
    and `after` are what was known before anything followed and after all tables were applied, for the compiled tables.
    """

    facts: Facts
    clock: Clock
    numbers: Numbers
    known: Knowledge
    narrowed: Mapping[str, Narrowed]
    window: Due | None
    refund: RefundRange | None
    seller_said: bool
    contradictions: tuple[tuple[str, ...], ...]
    implied: tuple[Follows, ...]
    before: Masks
    after: Masks

    @property
    def overruled(self) -> tuple[Overruled, ...]:
        """The evidence that stronger evidence contradicts."""
        return tuple(one for result in self.narrowed.values() for one in result.overruled)

    def behind(self, row: Row) -> Iterator[str]:
        """The given facts that make a row hold."""
        for fact in row.reads:
            if fact in self.facts and self.facts.origins[fact].kind != "derived":
                yield fact
            for one in self.implied:
                if fact in one.sets and self.facts.origins[fact].kind == "derived":
                    yield from self.behind(one)
            for used in self.narrowed[fact].used if fact in self.narrowed else ():
                yield from self.behind(used)
            for given in derived()[fact].made_from if fact in derived() else ():
                if given in self.facts:
                    yield given

    def in_conflict(self) -> tuple[str, ...]:
        """The given facts that contradict each other: impossible dates, else evidence and what overrules it."""
        if self.contradictions:
            return tuple(dict.fromkeys(fact for facts in self.contradictions for fact in facts))
        rows = (row for one in self.overruled for row in (one.row, *one.by))
        return tuple(dict.fromkeys(fact for row in rows for fact in self.behind(row)))

    def settling(self) -> tuple[str, ...]:
        """The facts that are not given and would settle a conflict: evidence with no less authority reads them."""
        settling: dict[str, None] = {}
        for narrowing in tables.narrowings():
            overruled = self.narrowed[narrowing.fact].overruled
            if overruled:
                rank = min(row.rank for one in overruled for row in (one.row, *one.by))
                rows = sorted((row for row in narrowing.evidence if row.rank <= rank), key=lambda row: row.rank)
                settling.update((fact, None) for row in rows for fact in row.reads if fact in specs())
        return tuple(fact for fact in settling if fact not in self.facts)


def derive(facts: Facts, clock: Clock) -> Case:
    """Derive what is known of an order."""
    start = begin(facts, clock)
    known = dict(start.known)
    compiled = tables.compiled()
    before = compiled.masks(known)
    after = compiled.run(before)
    implied = tuple(fill_in(known))
    for row in implied:
        for name, value in row.sets.items():
            if name not in facts:
                facts = facts.with_(name, value, Origin("derived", sources=row.sources))
    narrowed = narrow(known, after)
    refund = refund_range(facts, known, clock, start.numbers)
    known["situation"] = compiled.values("situation", after)
    return Case(
        facts,
        clock,
        start.numbers,
        known,
        narrowed,
        start.window,
        refund,
        start.seller_said,
        start.contradictions,
        implied,
        before,
        after,
    )


@dataclass(frozen=True, slots=True)
class Start:
    """What is known before anything follows: the finite facts, and times and sizes as named values. See `Case`."""

    known: Knowledge
    numbers: Numbers
    window: Due | None
    seller_said: bool
    contradictions: tuple[tuple[str, ...], ...]


def begin(facts: Facts, clock: Clock) -> Start:
    """Turn raw facts into the finite ones that tables read."""
    numbers = numbers_for(facts, clock)
    contradictions = tuple(contradictory_dates(facts, clock))
    finite = finite_facts()
    known = {name: frozenset([value]) for name, value in facts.values.items() if name in finite}
    window = dispute_window(facts, known, clock, numbers)
    seller, seller_said = seller_clock(facts, clock, numbers)
    known.update((name, frozenset([value])) for name, value in _named(facts, clock, numbers))
    known["dates"] = frozenset(["contradictory" if contradictions else "consistent"])
    known["window"] = frozenset([_window(window, facts, clock)])
    known["seller"] = frozenset([seller])
    limit = refund_limit(facts, clock, numbers)
    if limit is not None:
        known["refund_time"] = frozenset(["over" if clock.passed(limit) else "running"])
    return Start(known, numbers, window, seller_said, contradictions)


@cache
def finite_facts() -> frozenset[str]:
    """The raw facts with finitely many values, which tables read as they are."""
    return frozenset(name for name, spec in specs().items() if spec.domain is not None)


def fill_in(known: dict[str, Values]) -> list[Follows]:
    """Fill in what follows from what is known; returns the rows that did."""
    used = []
    for row in tables.implications():
        if not row.sets.keys() <= known.keys() and row.truth(known) is Truth.HOLDS:
            for name, value in row.sets.items():
                known.setdefault(name, frozenset([value]))
            used.append(row)
    return used


def narrow(known: dict[str, Values], masks: Masks | None = None) -> dict[str, Narrowed]:
    """Narrow every derived fact in turn: a later one may read an earlier one. `masks` are what all tables made."""
    narrowed: dict[str, Narrowed] = {}
    unsure: set[str] = set()
    for narrowing in tables.narrowings():
        held = None if masks is None else tables.holding(narrowing.fact, Narrows, masks)
        result = narrowing.narrow(known, frozenset(unsure), cast("list[Evidence] | None", held))
        narrowed[narrowing.fact] = result
        if not result.sure:
            unsure.add(narrowing.fact)
        known[narrowing.fact] = result.possible
    return narrowed


_BUTTONS = (
    ("dispute_button", "open_dispute"),
    ("refund_button", "refund_details"),
    ("extend_button", "extend_protection"),
)


def _named(facts: Facts, clock: Clock, numbers: Numbers) -> Iterator[tuple[str, str]]:
    """Times and sizes as named values; what is not known is left out."""
    for name, fact in grouped().items():
        group = group_of(name).get(facts.get(fact))
        if group is not None:
            yield name, group
    if facts.get("tracking_event") not in group_of("ending"):
        yield "ending", "other"
    silent = facts.get("silent_days")
    if silent is not None:
        silence = numbers.span("P12")
        long = "endless" if silent > numbers.number("W04") else "long"
        yield "silence", long if silent > silence.max else "at_risk" if silent >= silence.min else "short"
    deadline = facts.when("processing_deadline")
    if facts.get("processing_expired") is not None:
        yield "processing", "over" if facts.get("processing_expired") else "running"
    elif deadline is not None:
        yield "processing", "over" if clock.passed(deadline) else "running"
    pay = facts.time("payment_countdown_ends")
    if pay is not None:
        yield "paying", "over" if clock.passed(pay) else "running"
    charged, refunded = facts.get("charged"), facts.get("refunded")
    currencies = {facts.get("charged_currency"), facts.get("refunded_currency")} - {None}
    if refunded == 0:
        yield "amounts", "nothing"
    elif charged is not None and refunded is not None and len(currencies) < 2:
        yield "amounts", "partial" if refunded < charged else "full" if refunded == charged else "more"
    if facts.get("dispute_opened_on") or facts.get("dispute_seller_reply") or facts.get("dispute_decided_on"):
        over = facts.get("dispute_decided_on") or facts.get("status") in tables.members("status", "ended")
        yield "disputed", "decided" if over else "open"
    actions = facts.get("actions")
    for name, action in _BUTTONS:
        yield name, "unread" if actions is None else "present" if action in actions else "absent"
    yield from ages(facts, clock, numbers)


def _window(window: Due | None, facts: Facts, clock: Clock) -> str:
    """Where now stands in the dispute window: while the page still has the button, it is not over for certain."""
    state = window_state(window, clock)
    return "maybe_over" if state == "ended" and "open_dispute" in (facts.get("actions") or ()) else state


def contradictory_dates(facts: Facts, clock: Clock) -> Iterator[tuple[str, ...]]:
    """Facts whose dates cannot be true together: an end before its start, an event in the future (D20).

    A day of slack is left where only days are known: two pages may print the same event in two zones.
    """
    orders, past = _dated()
    for name, later in orders:
        if name in facts and later in facts:
            start, end = facts.when(name), facts.when(later)
            if start is not None and end is not None and _before(end, start, clock):
                yield name, later
    for name in past:
        if name in facts:
            day = facts.when(name)
            if isinstance(day, date) and (clock.day(day) - clock.today).days > 1:
                yield (name,)


@cache
def _dated() -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The facts of which the first cannot lie after the second, and those that cannot lie in the future."""
    given = specs().values()
    return (
        tuple((spec.name, later) for spec in given for later in spec.before),
        tuple(spec.name for spec in given if spec.past),
    )


def _before(end: When, start: When, clock: Clock) -> bool:
    if isinstance(end, datetime) and isinstance(start, datetime):
        return end < start
    return (clock.day(start) - clock.day(end)).days > 1
