"""The decision: one route, the cause, and the rules that lead to them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import TypeVar, cast

from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_rules import catalogue, tables
from whyclosed_rules.deciding.derive import Case
from whyclosed_rules.deciding.inference import Inference
from whyclosed_rules.deciding.refunds import closing, refund_overdue
from whyclosed_rules.engine.compiled import Masks
from whyclosed_rules.engine.narrowing import evidence_behind
from whyclosed_rules.engine.rows import Knowledge, Outcome, Row, Truth
from whyclosed_rules.facts.known import Facts
from whyclosed_rules.model import CauseCode, Certainty, Route
from whyclosed_rules.tables.rows import CauseRow, DetailRow

R = TypeVar("R", bound=Row)

_STRENGTH: tuple[Certainty, ...] = ("possible", "likely", "certain")


@dataclass(frozen=True, slots=True)
class Finding:
    """Why the order ended: code, detail, how certain, and the other causes that nothing excludes yet.

    `certainty` is that of both together, `of_code` that of the code alone: a detail that only may be makes what is
    certain no less so. `rows` hold, the last one names the detail where there is one; `open`: those of the candidates.
    """

    code: CauseCode
    detail: str | None
    certainty: Certainty
    of_code: Certainty
    rows: tuple[Row, ...]
    open: tuple[CauseRow, ...]

    @property
    def candidates(self) -> tuple[CauseCode, ...]:
        """The other causes that are still open."""
        return tuple(dict.fromkeys(row.code for row in self.open))


@dataclass(frozen=True, slots=True, eq=False)
class Conclusion:
    """Route and cause, as they follow from what is known: see `Decision`. Remembered like the inference it rests on."""

    inference: Inference
    route: Route
    may_be: tuple[Route, ...]
    cause: Finding
    known: Knowledge
    masks: Masks
    rows: tuple[Row, ...]

    def holding(self, table: str, kind: type[R]) -> tuple[R, ...]:
        """The rows of a table that count; `kind` is what it holds."""
        return cast("tuple[R, ...]", _holding(table, self))


@dataclass(frozen=True, slots=True)
class Decision:
    """A case with its route and cause. `may_be` holds the open routes, the most usual first, where it is undecided.

    `known` is all that later tables may read; `rows` are the rules that led here, in the order they were applied.
    """

    case: Case
    conclusion: Conclusion

    @property
    def route(self) -> Route:
        """The one route, or "undecided"."""
        return self.conclusion.route

    @property
    def may_be(self) -> tuple[Route, ...]:
        """The open routes where it is undecided."""
        return self.conclusion.may_be

    @property
    def cause(self) -> Finding:
        """Why the order ended."""
        return self.conclusion.cause

    @property
    def known(self) -> Knowledge:
        """Facts with the values still possible."""
        return self.conclusion.known

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rules that led here."""
        return self.conclusion.rows

    def single(self, fact: str) -> str:
        """The value of a fact, or an empty text where none or several are possible."""
        values = self.conclusion.known.get(fact, ())
        return str(next(iter(values))) if len(values) == 1 else ""

    def holding(self, table: str, kind: type[R]) -> tuple[R, ...]:
        """The rows of a table that count; `kind` is what it holds."""
        return self.conclusion.holding(table, kind)


def decide(case: Case) -> Decision:
    """Find the route and the cause of a case."""
    return Decision(case, _conclude(case.inference, tuple(_further(case))))


@lru_cache(maxsize=1024)
def _conclude(inference: Inference, further: tuple[tuple[str, str], ...]) -> Conclusion:
    """Route and cause, where named values are known that only the cause and the advice read."""
    compiled = tables.compiled()
    routes = compiled.values("route", inference.after)
    may_be = tuple(route for route in tables.likely() if route in routes)
    route: Route = may_be[0] if len(may_be) == 1 else "undecided"
    more = {"route": route, **dict(further)}
    masks = compiled.with_(inference.after, more)
    cause = _cause(inference, masks)
    more |= {"cause": cause.code} if cause.detail is None else {"cause": cause.code, "detail": cause.detail}
    masks = compiled.with_(masks, more)
    known: Knowledge = {**inference.known, **{name: frozenset([value]) for name, value in more.items()}}
    rows = _trace(inference, masks, route, cause)
    return Conclusion(inference, route, may_be if route == "undecided" else (), cause, known, masks, rows)


@lru_cache(maxsize=16384)
def _holding(table: str, conclusion: Conclusion) -> tuple[Row, ...]:
    return tuple(tables.holding(table, Row, conclusion.masks))


def _trace(inference: Inference, masks: Masks, route: Route, cause: Finding) -> tuple[Row, ...]:
    """The rows that led to route and cause: first the evidence behind the derived facts, then the tables.

    Of several situations that all lead to the route none is told: one of them is true, and nobody knows which.
    """
    situations, routes = (tables.holding(name, Outcome, masks) for name in ("situation", "route"))
    told = [rows for rows in (situations, routes) if len(rows) == 1 or (rows is routes and route != "undecided")]
    behind = (*situations, *routes) if route != "undecided" else itertools.chain(*told)
    return (
        *evidence_behind((*behind, *cause.rows, *cause.open), inference.narrowed),
        *itertools.chain(*told),
    )


def _cause(inference: Inference, masks: Masks) -> Finding:
    held = next(iter(tables.holding("cause", CauseRow, masks)), None)
    if held is None:
        return Finding("unknown", None, "possible", "possible", (), _may(inference))
    said = [_certainty(inference, fact) for fact in held.when]
    disputed: Certainty = "likely" if inference.overruled else "certain"
    certainty: Certainty = min([*said, held.certainty or "certain", disputed], key=_STRENGTH.index)
    detail_row, detail = _detail(inference.known, tables.compiled().with_(masks, {"cause": held.code}))
    # Where the page itself names the cause, nothing else stays open.
    others = () if certainty == "certain" else tuple(row for row in _may(inference) if row.code != held.code)
    if detail_row is None:
        return Finding(held.code, None, certainty, certainty, (held,), others)
    weakest = min(certainty, detail_row.certainty, key=_STRENGTH.index)
    return Finding(held.code, detail, weakest, certainty, (held, detail_row), others)


def _may(inference: Inference) -> tuple[CauseRow, ...]:
    """The causes that no evidence excludes."""
    proved = {**inference.known, **{fact: result.proved for fact, result in inference.narrowed.items()}}
    rows = (row for row in tables.rows("cause", CauseRow) if row.candidate)
    return tuple(row for row in rows if row.truth(proved) is not Truth.FAILS)


def _certainty(inference: Inference, fact: str) -> Certainty:
    """How sure a derived fact is: the strongest of the rows that named it, as far as they say.

    What only an assumption left, or what other evidence contradicts, is likely at most.
    """
    said = inference.narrowed.get(fact)
    if said is None:
        return "certain"
    rows = [row for row in (*said.used, *said.assumed) if row.certainty]
    stated = max((cast("Certainty", row.certainty) for row in rows), key=_STRENGTH.index, default=_STRENGTH[-1])
    return stated if said.sure else min(stated, _STRENGTH[1], key=_STRENGTH.index)


def _detail(known: Knowledge, masks: Masks) -> tuple[DetailRow | None, str | None]:
    for row in itertools.chain(*(tables.holding(name, DetailRow, masks) for name in tables.DETAILS)):
        if row.copies is None:
            return row, row.detail
        copied = known.get(row.copies)
        if copied is not None:
            return row, cast("str", next(iter(copied)))
    return None, None


def _further(case: Case) -> Iterable[tuple[str, str]]:
    """Named values that only the cause and the advice read."""
    facts, today = case.facts, case.clock.today
    alive = case.known["closer"] == frozenset(["nobody"])
    for name, effect, day in (
        # Of an order that ended, the season of its own days counts; where they are not known, none is guessed.
        ("season_closes", "closes_warehouses", _shipping_day(case) or (today if alive else None)),
        ("season_carriers", "carriers_over_capacity", _first_day(case, "cancelled_on", "closed_on")),
        ("season_refunds", "slows_refunds", _day(case, closing(facts)) or today),
    ):
        seasons = () if day is None else catalogue.seasons_on(day)
        yield name, _yes(any(effect in season.effects for season in seasons))
    yield "overdue", _yes(case.refund is not None and refund_overdue(case.refund, case.clock))
    yield "refund_after_window", _yes(_refund_after_window(case))
    yield "phase", _phase(facts)
    begun = case.known["progress"] <= frozenset(tables.members("progress", "begun"))
    yield "credit_back", _yes(begun and case.facts.get("refund_to") in tables.members("refund_to", "credit"))
    yield "window_basis", case.window.chosen.basis if case.window else "none"
    deadline = facts.when("processing_deadline")
    if deadline is not None:
        left = case.clock.day(deadline) - today
        yield "few_days_left", _yes(0 <= left.days <= case.numbers.number("W01"))
    volume = facts.get("daily_volume_usd")
    if volume is not None:
        yield "high_volume", _yes(volume >= case.numbers.number("W02"))


def _phase(facts: Facts) -> str:
    """How far a dispute is. A page that waits for the buyer waits for the parcel only with a label, or a day for it."""
    turn, state, reply = (facts.get(name) for name in ("dispute_turn", "return_state", "dispute_seller_reply"))
    sent_for = state == "label" or (state == "asked" and facts.get("return_by") is not None)
    if sent_for or (state in ("asked", "posted") and turn is None) or (state == "posted" and turn != "buyer"):
        return "return"
    if facts.get("appeal") == "open":
        return "appeal"
    if turn in ("buyer", "platform"):
        return str(turn)
    if turn is None and reply == "offers":  # it waits for a word
        return "buyer"
    return {"agrees": "agreed", "refuses": "platform"}.get(reply or "", "seller")


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _day(case: Case, when: When | None) -> date | None:
    return None if when is None else case.clock.day(when)


def _first_day(case: Case, *names: str) -> date | None:
    return next((day for name in names if (day := case.facts.day(name, case.clock)) is not None), None)


def _shipping_day(case: Case) -> date | None:
    """The day on which the shop should have shipped."""
    return _first_day(case, "processing_deadline", "closed_on", "cancelled_on")


def _refund_after_window(case: Case) -> bool:
    """Whether the refund may come only after the last day to dispute (D07). An order that closed on a day that nobody
    knows may have closed today."""
    window = None if case.window is None else case.window.chosen.last_day
    if window is None:
        return False
    if case.refund is not None:
        last = _day(case, case.refund.by) or case.refund.limit
    elif closing(case.facts) is None:
        last = case.clock.day(case.numbers.later(case.clock.today, "P01", case.clock, bank=case.facts.get("bank")))
    else:  # it comes as credit, with which no bank has anything to do
        return False
    return last > window
