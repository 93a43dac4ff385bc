"""Deadlines: which day counts, what it rests on, and the readings that were not chosen.

A printed date beats a timer, a timer beats a computed date; of two printed dates the earlier (catalogue, L).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

from whyclosed_rules.deciding.clocks import PACIFIC, after, number_days, reply_due
from whyclosed_rules.facts.read import Facts, as_day
from whyclosed_rules.library.catalogue import number, span
from whyclosed_rules.model import Basis, DeadlineKind

Window = Literal["open", "closing", "ended", "maybe_over", "unknown"]


@dataclass(frozen=True, slots=True)
class Bound:
    """One reading of a deadline. `key` names its sentence; `facts` are the facts it was made from."""

    last_day: date | None
    at: datetime | None
    basis: Basis
    key: str
    facts: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as decided: the chosen reading, the day to act by, and the readings not chosen."""

    kind: DeadlineKind
    chosen: Bound
    act_by: date | None = None
    others: tuple[Bound, ...] = field(default=())


_ONE_DAY = timedelta(days=1)
_ENDED = ("closed", "cancelled", "completed", "refunding")


def dispute_window(facts: Facts, now: datetime, tz: tzinfo) -> Due | None:
    """The last day to open a dispute; None where the page gives neither date nor timer nor estimate (D04)."""
    readings = sorted(_window_readings(facts, now, tz), key=_authority)
    if not readings:
        return None
    chosen = readings[0]
    safe = chosen.last_day
    others = readings[1:]
    if chosen.key == "window_estimate":
        early = _estimate_bound(facts, 0)
        assert early is not None
        if early.last_day != chosen.last_day:  # a range: act by its earlier end, close with its later (D03)
            safe = early.last_day
            others = [early, *others]
    assert safe is not None
    return Due("dispute_window", chosen, safe - _ONE_DAY, tuple(others))


_RANK = {"printed": 0, "timer": 1, "computed": 2}


def _authority(bound: Bound) -> tuple[int, int, date]:
    assert bound.last_day is not None
    return _RANK[bound.basis], bound.key == "window_estimate", bound.last_day


def _window_readings(facts: Facts, now: datetime, tz: tzinfo) -> Iterator[Bound]:
    printed = facts.get("protection_ends")
    if printed is not None:
        yield Bound(printed, None, "printed", "window_printed", ("protection_ends",), ("L01", "B103"))
    left = facts.get("protection_left")
    if left is not None:
        end = after(now, left, tz)
        yield Bound(end.date(), end, "timer", "window_timer", ("protection_left",), ("B103", "B104", "D02", "Q6"))
    duration = facts.get("dispute_window_ends")
    if duration is not None:
        yield Bound(duration, None, "computed", "window_duration", ("dispute_window_ends",), ("L22",))
    # Only where the page gives no day of its own: real windows were seen to open after the computed one (L03, L07).
    estimate = _estimate_bound(facts, 1)
    if estimate is not None and "refund_if_undelivered_by" not in facts:
        yield estimate


def _estimate_bound(facts: Facts, end: int) -> Bound | None:
    estimate = facts.get("estimated_delivery")
    if estimate is None:
        return None
    last = estimate[end] + timedelta(days=number("P04"))
    ranged = ("D03", "Q7") if estimate[0] != estimate[1] else ()
    sources = ("B100", "B101", "B102", "P04", "K3", "D05", "D28", "Q4", *ranged)
    key = "window_estimate" if end else "window_estimate_early"
    return Bound(last, None, "computed", key, ("estimated_delivery",), sources)


def window_state(due: Due | None, now: datetime, tz: tzinfo) -> Window:
    """Where `now` stands in the window.

    `ended` only where a printed last day, or a timer, has ended in US Pacific; a computed window that has passed is
    `maybe_over`, because real windows were seen to open later.
    """
    if due is None:
        return "unknown"
    today = now.astimezone(tz).date()
    chosen = due.chosen
    assert chosen.last_day is not None
    assert due.act_by is not None
    if chosen.basis == "computed":
        if today > chosen.last_day:
            return "maybe_over"
    elif chosen.at is not None:
        if now >= chosen.at:
            return "ended"
    elif now.astimezone(PACIFIC).date() > chosen.last_day:
        return "ended"
    return "closing" if today >= due.act_by else "open"


def other_deadlines(facts: Facts, tz: tzinfo) -> Iterator[Due]:
    """Every other deadline that the facts give, apart from the refund's own limit."""
    yield from _printed_days(facts)
    ship = facts.when("processing_deadline")
    if ship is not None:
        yield Due("ship", _moment(ship, "printed", "ship", ("processing_deadline",), ("B026", "B028"), tz))
    pay = facts.time("payment_countdown_ends")
    if pay is not None:
        yield Due("pay", _moment(pay, "timer", "pay", ("payment_countdown_ends",), ("B095", "Q17"), tz))
    reply = reply_due(facts, tz)
    if reply is not None and facts.get("seller_reply") in (None, "none", "wrong_number_admitted"):
        sources = ("B021", "B106", "P02", "D09", "K14", "K21", "Q1")
        yield Due("seller_reply", Bound(None, reply, "computed", "seller_reply", ("contacted_at",), sources))
    number = number_days(facts)
    if number is not None and facts.get("new_tracking_updated") is not True:
        used = ("new_tracking_on",)
        check, last = number
        rules = ("B020", "P03", "D10", "Q3")
        yield Due("new_number_check", Bound(check, None, "computed", "new_number_check", used, rules))
        yield Due("new_number", Bound(last, None, "computed", "new_number", used, rules))
    opened = facts.day("dispute_opened_on", tz)
    decided = facts.get("dispute_result") or facts.get("dispute_decided_on")
    if decided is None and facts.get("status") not in _ENDED:
        yield from _dispute_clocks(facts, opened, tz)


def _printed_days(facts: Facts) -> Iterator[Due]:
    undelivered = facts.get("refund_if_undelivered_by")
    if undelivered is not None:
        bound = Bound(undelivered, None, "printed", "refund_if_undelivered", ("refund_if_undelivered_by",), ("L07",))
        yield Due("refund_if_undelivered", bound, undelivered - _ONE_DAY)
    returns = facts.get("return_window_ends")
    if returns is not None:
        bound = Bound(returns, None, "computed", "return_window", ("return_window_ends",), ("L22",))
        yield Due("return_window", bound, returns - _ONE_DAY)
    confirm = facts.get("confirm_by")
    if confirm is not None:
        yield Due("confirm", Bound(confirm, None, "printed", "confirm", ("confirm_by",), ("L19",)))


def _dispute_clocks(facts: Facts, opened: date | None, tz: tzinfo) -> Iterator[Due]:
    """The clocks of an open dispute. Only the side that it waits for has one; what the page prints comes first."""
    turn = facts.get("dispute_turn")
    if turn in (None, "buyer") and (answer := facts.when("dispute_answer_by")) is not None:
        used = ("dispute_answer_by",)
        bound = _moment(answer, _basis(answer), "buyer_in_dispute", used, ("B127", "D25", "L34"), tz)
        assert bound.last_day is not None
        yield Due("buyer_in_dispute", bound, bound.last_day - _ONE_DAY if bound.at is None else None)
    if turn == "buyer":
        return
    escalates = opened + timedelta(days=number("P05")) if opened else None
    if turn != "platform":
        readings = list(_seller_in_dispute(facts, escalates, tz))
        if readings:
            yield Due("seller_in_dispute", readings[0], None, tuple(readings[1:]))
    if escalates is not None:
        decided = escalates + timedelta(days=span("P06").max)
        used = ("dispute_opened_on",)
        yield Due("arbitration", Bound(decided, None, "computed", "arbitration", used, ("B128", "P06", "D25", "Q2")))


def _seller_in_dispute(facts: Facts, computed: date | None, tz: tzinfo) -> Iterator[Bound]:
    printed = facts.when("dispute_seller_by")
    if printed is not None:
        used = ("dispute_seller_by",)
        yield _moment(printed, _basis(printed), "seller_in_dispute_printed", used, ("B127", "D25", "L34"), tz)
    if computed is not None:
        rules = ("B127", "P05", "D25", "K14")
        yield Bound(computed, None, "computed", "seller_in_dispute", ("dispute_opened_on",), rules)


def _basis(value: date | datetime) -> Basis:
    """A page prints a day, and counts down to an instant."""
    return "timer" if isinstance(value, datetime) else "printed"


def _moment(
    value: date | datetime,
    basis: Basis,
    key: str,
    facts: tuple[str, ...],
    sources: tuple[str, ...],
    tz: tzinfo,
) -> Bound:
    if isinstance(value, datetime):
        return Bound(as_day(value, tz), value.astimezone(tz), basis, key, facts, sources)
    return Bound(value, None, basis, key, facts, sources)
