"""Times, sizes and lists as named values that tables can read: a typed function for each, None where nothing is known.

`facts.toml` says which given facts each of them reads (tests hold the functions to it), so where one fact changes, only
what reads it is made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache, lru_cache, partial

from whyclosed_parser.model import When
from whyclosed_rules import tables
from whyclosed_rules.deciding.ages import AGES, decision
from whyclosed_rules.deciding.counting import Numbers
from whyclosed_rules.deciding.deadlines import Due
from whyclosed_rules.deciding.refunds import refund_limit
from whyclosed_rules.deciding.seller import seller_clock
from whyclosed_rules.deciding.windows import dispute_window, window_state
from whyclosed_rules.engine.rows import Knowledge
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts
from whyclosed_rules.facts.spec import finite_facts, group_of, grouped, reads, specs

Make = Callable[[Facts, Clock, Numbers], str | None]


def silence(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """How long nothing was heard of a parcel: of one that was only announced, since it was sent at the latest."""
    silent, sent = facts.get("silent_days"), facts.day("shipped_on", clock)
    if silent is None and sent is not None and not facts.get("moved"):
        announced = group_of("event").get(facts.get("tracking_event")) == "announced"
        silent = (clock.today - sent).days if announced else None
    if silent is None:
        return None
    usual = numbers.span("P12")
    if silent > usual.max:
        return "endless" if silent > numbers.number("W04") else "long"
    return "at_risk" if silent >= usual.min else "short"


def processing(facts: Facts, clock: Clock, _: Numbers) -> str | None:
    """Whether the time to send is over."""
    deadline, expired = facts.when("processing_deadline"), facts.get("processing_expired")
    if expired is None and deadline is None:
        return None
    over = expired if expired is not None or deadline is None else clock.passed(deadline)
    return "over" if over else "running"


def paying(facts: Facts, clock: Clock, _: Numbers) -> str | None:
    """Whether the time to pay is over."""
    pay = facts.time("payment_countdown_ends")
    return None if pay is None else "over" if clock.passed(pay) else "running"


def amounts(facts: Facts, _: Clock, numbers: Numbers) -> str | None:
    """How much of what was paid came back: nearly all where the rate of exchange may be what is missing."""
    charged, refunded = facts.get("charged"), facts.get("refunded")
    if refunded == 0:
        return "nothing"
    currencies = {facts.get("charged_currency"), facts.get("refunded_currency")} - {None}
    if charged is None or refunded is None or len(currencies) > 1:
        return None
    if refunded >= charged:
        return "full" if refunded == charged else "more"
    return "nearly" if (charged - refunded) * 100 <= charged * numbers.number("W15") else "partial"


def money_back(facts: Facts, _: Clock, __: Numbers) -> str | None:
    """Whether money has come back or is on its way back."""
    stage, received = facts.get("refund_stage"), facts.get("refund_received")
    if stage is None and received is None:
        return None
    return "yes" if received or stage in tables.members("refund_stage", "begun") else "no"


def dispute_over(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """Whether a dispute is over, whatever the page still calls the order: its refund goes out and is no mere part of
    what was paid, or the item is back."""
    stage, item = facts.get("refund_stage"), facts.get("return_state")
    if stage is None and item is None:
        return None
    paid = stage in tables.members("refund_stage", "going_out") and amounts(facts, clock, numbers) != "partial"
    return "yes" if paid or item == "arrived" else "no"


def return_owed(facts: Facts, _: Clock, __: Numbers) -> str:
    """Whether the item has to be sent back before any money comes."""
    paid_back = facts.get("refund_received") or facts.get("refund_stage") in tables.members("refund_stage", "going_out")
    return "yes" if facts.get("return_state") in tables.members("return_state", "to_post") and not paid_back else "no"


def disputed(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """Whether a dispute that was opened is decided: not while an answer or the item's return is waited for, even where
    the order has ended."""
    decided, status = facts.get("dispute_decided_on"), facts.get("status")
    awaited = status != "refunding" and _is_awaited(facts, clock)
    if not (decided or awaited or facts.get("dispute_opened_on") or facts.get("dispute_seller_reply")):
        return None
    if return_owed(facts, clock, numbers) == "yes" or (awaited and not decided):
        return "open"
    ended = status in tables.members("status", "ended") and not _is_younger(facts, clock, numbers)
    return "decided" if decided or ended else "open"


def _is_younger(facts: Facts, clock: Clock, numbers: Numbers) -> bool:
    """Whether a dispute was opened on an order that had ended, and cannot be decided yet for sure."""
    opened, ends = facts.day("dispute_opened_on", clock), ("closed_on", "cancelled_on", "completed_on")
    if opened is None or facts.get("status") == "refunding" or money_back(facts, clock, numbers) == "yes":
        return False
    if decision(facts, clock, numbers) == "over":
        return False
    return all(day < opened for name in ends if (day := facts.day(name, clock)) is not None)


def _is_awaited(facts: Facts, clock: Clock) -> bool:
    """Whether a dispute waits for somebody's answer, whose time is not known to be over."""
    turn = facts.get("dispute_turn")
    end = facts.when({"buyer": "dispute_answer_by", "seller": "dispute_seller_by"}.get(turn, "dispute_decided_on"))
    return turn is not None and not (end is not None and clock.passed(end))


def button(action: str, facts: Facts, _: Clock, __: Numbers) -> str:
    """Whether the page has a button; "unread" where no page with buttons was read."""
    actions = facts.get("actions")
    return "unread" if actions is None else "present" if action in actions else "absent"


def group(name: str, rest: str | None, facts: Facts, _: Clock, __: Numbers) -> str | None:
    """The group of a value of the one fact behind a made one; `rest` is that of a value in none."""
    return group_of(name).get(facts.get(grouped()[name]), rest)


def dates(facts: Facts, clock: Clock, _: Numbers) -> str:
    """Whether the dates can be true together."""
    return "contradictory" if next(contradictory_dates(facts, clock), None) else "consistent"


def window(facts: Facts, clock: Clock, numbers: Numbers) -> str:
    """Where now stands in the dispute window."""
    return window_of(dispute_window(facts, finite(facts), clock, numbers), facts, clock)


def window_of(due: Due | None, facts: Facts, clock: Clock) -> str:
    """Where now stands in this window: while the page still has the button, it is not over for certain; nor is one that
    was only computed certain to run where the page of an order that came has none."""
    state, actions = window_state(due, clock), facts.get("actions")
    if actions is None or due is None:
        return state
    if "open_dispute" in actions:
        return "maybe_over" if state == "ended" else state
    gone = facts.get("status") == "completed" and due.chosen.basis == "computed"
    return "maybe_over" if gone and state in tables.members("window", "running") else state


def seller(facts: Facts, clock: Clock, numbers: Numbers) -> str:
    """How far the seller is."""
    return seller_clock(facts, clock, numbers)[0]


def refund_time(facts: Facts, clock: Clock, numbers: Numbers) -> str | None:
    """Whether the time in which refunds come is over. A page that shows one as due may tell no day of it, but whoever
    still misses the money so long after it was saved has waited long enough."""
    limit = refund_limit(facts, clock, numbers)
    if limit is not None:
        return "over" if clock.passed(limit) else "running"
    seen = facts.when("refund_seen_on") if facts.get("refund_received") is False else None
    latest = None if seen is None else refund_limit(facts, clock, numbers, since=seen)
    return "over" if latest is not None and clock.passed(latest) else None


@cache
def makers() -> Mapping[str, Make]:
    """The function that makes each named value, by the name of the fact."""
    rest = {"ending": "other"}
    return {
        **{name: partial(group, name, rest.get(name)) for name in grouped()},
        **{one.__name__: one for one in (silence, processing, paying, amounts, disputed, dates, window, seller)},
        "money_back": money_back,
        "dispute_over": dispute_over,
        "return_owed": return_owed,
        "refund_time": refund_time,
        "dispute_button": partial(button, "open_dispute"),
        "refund_button": partial(button, "refund_details"),
        "extend_button": partial(button, "extend_protection"),
        **AGES,
    }


@cache
def makers_reading(fact: str) -> tuple[tuple[str, Make], ...]:
    """What is made of a given fact. The numbers that count depend on the day of the order: all may change with it."""
    every = makers().items()
    return tuple((name, make) for name, make in every if fact == "placed_on" or fact in reads(name))


@lru_cache(maxsize=1024)
def makers_of(facts: tuple[str, ...]) -> tuple[tuple[str, Make], ...]:
    """What is made of given facts, each once."""
    return tuple(dict(one for fact in facts for one in makers_reading(fact)).items())


def finite(facts: Facts) -> Knowledge:
    """The given facts with finitely many values, which tables read as they are."""
    names = finite_facts()
    return {name: frozenset([value]) for name, value in facts.values.items() if name in names}


def contradictory_dates(facts: Facts, clock: Clock) -> Iterator[tuple[str, ...]]:
    """Facts whose dates cannot be true together: an end before its start, an event in the future (D20).

    A day of slack is left where only days are known: two pages may print the same event in two zones.
    """
    orders, past = _dated()
    given = facts.values
    for name, ends in orders.items():
        if name in given and not ends.isdisjoint(given):
            start = facts.when(name)
            for later in specs()[name].before:
                end = facts.when(later)
                if start is not None and end is not None and _before(end, start, clock):
                    yield name, later
    for name in past:
        if name in given:
            day = facts.when(name)
            if isinstance(day, date) and (clock.day(day) - clock.today).days > 1:
                yield (name,)


@cache
def _dated() -> tuple[Mapping[str, frozenset[str]], tuple[str, ...]]:
    """The facts that cannot lie after others, each with those, and the facts that cannot lie in the future."""
    given = specs().values()
    return (
        {spec.name: frozenset(spec.before) for spec in given if spec.before},
        tuple(spec.name for spec in given if spec.past),
    )


def _before(end: When, start: When, clock: Clock) -> bool:
    if isinstance(end, datetime) and isinstance(start, datetime):
        return end < start
    return (clock.day(start) - clock.day(end)).days > 1
