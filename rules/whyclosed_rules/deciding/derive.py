"""From raw facts to what is known of the derived ones.

Raw facts of finite kind enter as they are; times enter as named values made by typed functions (`window`, `seller`,
`lateness`, …). What follows from them all is inferred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache

from whyclosed_parser.records import dataclass
from whyclosed_rules import tables
from whyclosed_rules.deciding.counting import Numbers, numbers_for
from whyclosed_rules.deciding.deadlines import Due
from whyclosed_rules.deciding.inference import Inference, infer
from whyclosed_rules.deciding.named import contradictory_dates, finite, makers, makers_of, window_of
from whyclosed_rules.deciding.refunds import RefundRange, refund_range
from whyclosed_rules.deciding.seller import seller_clock
from whyclosed_rules.deciding.windows import dispute_window
from whyclosed_rules.engine.narrowing import Narrowed, Overruled
from whyclosed_rules.engine.rows import Follows, Knowledge, Row
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts
from whyclosed_rules.facts.spec import derived, specs

ANY_CLOCK = Clock(datetime(2026, 7, 15, 12, tzinfo=UTC), UTC)
"""For what depends on no clock."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of an order at one moment, before anything is decided.

    `facts` are the raw facts with those that follow from them, `given` those without, `names` the names of them all.
    `inference` is what follows from what is known; `known`, `narrowed`, `implied` and `overruled` are parts of it.
    `seller_said` is False where the buyer has not told how far the seller is, and the usual was assumed. `numbers` are
    those that held for the order.
    """

    facts: Facts
    given: Facts
    names: frozenset[str]
    clock: Clock
    numbers: Numbers
    inference: Inference
    window: Due | None
    refund: RefundRange | None
    seller_said: bool
    contradictions: tuple[tuple[str, ...], ...]

    @property
    def known(self) -> Knowledge:
        """Facts with the values still possible."""
        return self.inference.known

    @property
    def narrowed(self) -> Mapping[str, Narrowed]:
        """What left the values of each derived fact."""
        return self.inference.narrowed

    @property
    def implied(self) -> tuple[Follows, ...]:
        """The rows that filled in what follows."""
        return self.inference.implied

    @property
    def overruled(self) -> tuple[Overruled, ...]:
        """The evidence that stronger evidence contradicts."""
        return self.inference.overruled

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
            yield from self.made_from(fact)

    def made_from(self, fact: str) -> Iterator[str]:
        """The given facts behind a made one: of the time for a dispute those of the reading that counts."""
        counts = self.window.chosen.facts if fact == "window" and self.window is not None else None
        made = counts if counts is not None else derived()[fact].made_from if fact in derived() else ()
        return (given for given in made if given in self.facts)

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
    inference = infer(tuple(tables.compiled().masks(start.known)))
    followed = facts.over(inference.filled)
    return Case(
        followed,
        facts,
        frozenset(followed),
        clock,
        start.numbers,
        inference,
        start.window,
        refund_range(followed, inference.known, clock, start.numbers),
        start.seller_said,
        start.contradictions,
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
    known = {**_nothing(), **finite(facts)}
    window = dispute_window(facts, known, clock, numbers)
    contradictions = tuple(contradictory_dates(facts, clock))
    seller, seller_said = seller_clock(facts, clock, numbers)
    made = {
        "window": window_of(window, facts, clock),
        "seller": seller,
        "dates": "contradictory" if contradictions else "consistent",
    }
    for name, make in makers_of(tuple(facts)):
        value = made[name] if name in made else make(facts, clock, numbers)
        if value is None:
            known.pop(name, None)
        else:
            known[name] = frozenset([value])
    return Start(known, numbers, window, seller_said, contradictions)


@cache
def _nothing() -> Knowledge:
    """What is made of no facts at all."""
    made = {name: make(Facts(), ANY_CLOCK, Numbers(ANY_CLOCK.today)) for name, make in makers().items()}
    return {name: frozenset([value]) for name, value in made.items() if value is not None}


def always_made(name: str) -> bool:
    """Whether a named value is made whatever is known: what is made of nothing at all."""
    return name in _nothing()
