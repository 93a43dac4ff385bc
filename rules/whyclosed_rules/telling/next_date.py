"""The one date of an answer, what the answer asks of the buyer, and which of several orders comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache

from whyclosed_rules import tables
from whyclosed_rules.deciding.deadlines import Due
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.facts.spec import specs
from whyclosed_rules.model import DeadlineKind, NextDate, Route, Tone
from whyclosed_rules.tables.rows import StepRow
from whyclosed_rules.telling.dates import Timing, is_promise_overtaken, title_of
from whyclosed_rules.telling.sentences import Sentences
from whyclosed_rules.telling.steps import turn_of, urgent_step
from whyclosed_rules.telling.verdict import to_inspect

_ENDS = ("printed", "timer")
_NAMED: dict[str, DeadlineKind] = {"dispute": "dispute_window", "refund_by": "ask_support"}
"""The words that steps use for a deadline."""
_TONES: tuple[Tone, ...] = ("act", "decide", "wait", "done")


def rank(route: Route, act_by: date | None, today: date) -> tuple[int, int]:
    """Of several parcels: what must be done first comes first; of the same kind, what ends first (D17)."""
    return _urgency()[route], 10_000 if act_by is None else (act_by - today).days


@cache
def _urgency() -> Mapping[Route, int]:
    routes = [route for routes in tables.tones().values() for route in routes]
    return {route: place for place, route in enumerate(routes)}


def tone_of(decision: Decision, next_: NextDate | None) -> Tone:
    """What the answer asks of the buyer. A dispute that waits for the buyer is to be acted on; a received item whose
    time still runs is to be watched; an unpaid order that can still be paid is the buyer's to choose."""
    if urgent_step(decision) is not None:
        return "act"
    (tone,) = (tone for tone, routes in tables.tones().items() if decision.route in routes)
    if decision.route == "in_dispute" and turn_of(decision) == "buyer":
        return "act"
    if decision.route == "no_refund_due" and decision.case.facts.get("status") == "awaiting_payment":
        return "done" if decision.known.get("paying", frozenset()) == {"over"} else "decide"
    if decision.known["situation"] == {"at_bank"}:
        return "wait"
    if decision.known["situation"] == {"dispute_lost"}:
        if next_ is not None and (_weight(next_) == 0 or next_.on <= decision.case.clock.today):
            return "act"
        if decision.case.facts.get("bank_case") == "open":
            return "wait"
        return tone if tone == "act" else "decide"  # a way that is known is gone today
    waits = next_ is not None or to_inspect(decision) or decision.case.facts.get("bank_case") == "open"
    return "wait" if tone == "done" and waits else tone


def next_of(decision: Decision, times: Timing, rows: Iterable[StepRow], words: Sentences) -> NextDate | None:
    """The date that matters for the route: an end that a page prints or counts down to comes first, then a day from
    which one may ask, then a computed end; of the same kind the nearest. None where nothing is due any more."""
    kinds = {*tables.due_kinds(decision.route), *(_NAMED.get(row.due, row.due) for row in rows if row.due)}
    if decision.route == "in_dispute" and turn_of(decision) == "buyer":
        kinds = {"buyer_in_dispute", "appeal", "return_by"}
    if decision.route == "ask_support" and decision.known["situation"] == {"on_the_way"}:
        kinds.add("dispute_window")  # the page has no button for a dispute, and its time runs all the same
    if decision.known["receipt"] == {"good"} and times.of("return_window") is not None:
        kinds -= {"dispute_window"}  # what is in order can only be sent back
    if is_promise_overtaken(decision, times):
        kinds -= {"refund_if_undelivered"}
    clock = decision.case.clock
    running = decision.known["window"] <= tables.members("window", "running")
    coming = [_next(due, decision, words, running=running) for due in times.dues if due.kind in kinds]
    return first_of(filter(None, coming), clock.tz)


def first_of(dates: Iterable[NextDate], tz: tzinfo) -> NextDate | None:
    """Of several dates the one that counts."""
    return min(dates, key=lambda one: (_weight(one), begin(one, tz)), default=None)


def _weight(one: NextDate) -> int:
    if one.role == "from":
        return 1
    return 0 if one.basis in _ENDS else 2


def _next(due: Due, decision: Decision, words: Sentences, *, running: bool) -> NextDate | None:
    """What a deadline still calls for: its act-by day, once that is over its end; None where that is over too.

    The dispute window may still be `running` at the shop when its last day is over for the buyer: then it is today.
    A route that calls for it under a condition only has words of its own.
    """
    chosen, clock = due.chosen, decision.case.clock
    own = f"{due.kind}_{decision.route}"
    text = words.say("next", own) if words.has("next", own) else title_of(due.kind, words)
    if due.act_by is not None and clock.today <= due.act_by:
        return NextDate(due.kind, due.role, due.act_by, None, text, chosen.basis)
    if chosen.at is not None:
        on = clock.day(chosen.at)
        return None if chosen.at <= clock.now else NextDate(due.kind, due.role, on, chosen.at, text, chosen.basis)
    if chosen.last_day is None:
        return None
    if clock.today > chosen.last_day:
        if due.kind != "dispute_window" or not running:
            return None
        return NextDate(due.kind, due.role, clock.today, None, words.say("next", "dispute_window_late"), chosen.basis)
    return NextDate(due.kind, due.role, chosen.last_day, None, text, chosen.basis)


def is_history(decision: Decision, times: Timing) -> bool:
    """Whether an order has ended and every clock of it has been over for long (W10). Where no clock is known, the
    newest day that is known counts, with the time in which clocks can still run (W13). What the buyer complains of is
    none: only a buyer knows that something is missing or wrong."""
    case = decision.case
    if "nobody" in case.known["closer"] or decision.route in ("in_dispute", "check_facts"):
        return False
    if False in (case.facts.get("received"), case.facts.get("refund_received")) or decision.single("receipt") == "bad":
        return False
    ends = [due.chosen.at or due.chosen.last_day for due in times.dues]
    if case.refund is not None:
        ends.append(case.refund.limit)
    over = [case.clock.day(end) for end in ends if end is not None]
    if not over:
        days = [
            value for spec in specs().values() if spec.past and isinstance(value := case.facts.get(spec.name), date)
        ]
        length = timedelta(days=case.numbers.number("W13"))
        over = [case.clock.day(day) + length for day in days]
    return bool(over) and (case.clock.today - max(over)).days > case.numbers.number("W10")


def begin(one: NextDate, tz: tzinfo) -> datetime:
    """The instant at which a date begins, in the buyer's zone."""
    return one.at or datetime.combine(one.on, time.min, tz)


def sort_key(tone: Tone, next_: NextDate | None, tz: tzinfo) -> tuple[int, datetime, int]:
    """What is to be done comes first, by its day; then what a page's own clock ends; then what is to be found out; then
    what is only to be waited for; what is done comes last."""
    if tone in ("act", "done"):
        group = 0 if tone == "act" else 4
    elif next_ is not None and _weight(next_) == 0:
        group = 1
    else:
        group = 2 if tone == "decide" else 3
    start = datetime.max.replace(tzinfo=UTC) if next_ is None else begin(next_, tz)
    return group, start, _TONES.index(tone)
