"""The deadlines of a decision, and their sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_rules import tables
from whyclosed_rules.deciding.deadlines import Due, other_deadlines, refund_limit
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.model import Deadline, DeadlineKind, Reading
from whyclosed_rules.telling.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Timing:
    """The deadlines of a decision by kind, with the dispute window first."""

    by_kind: Mapping[str, Due]

    @property
    def dues(self) -> Collection[Due]:
        """All of them."""
        return self.by_kind.values()

    def of(self, kind: str) -> Due | None:
        """The deadline of a kind, or None."""
        return self.by_kind.get(kind)


def timing(decision: Decision) -> Timing:
    """Every deadline that matters for a decision."""
    case = decision.case
    window = None if decision.known["standing"] <= _DISPUTED else case.window  # an order has only one dispute
    dues: list[Due] = [] if window is None else [window]
    dues.extend(other_deadlines(case.facts, case.known, case.clock, case.numbers))
    if case.refund is not None and awaited(decision):
        dues.append(refund_limit(case.refund.limit, case.refund.sources))
    wrong = {fact for facts in case.contradictions for fact in facts}
    times = Timing({due.kind: due for due in dues if wrong.isdisjoint(due.chosen.facts)})
    safe = safe_day(times.of("dispute_window"), decision, times)
    if safe is None or window is None or window.act_by is None or case.clock.day(safe) >= window.act_by:
        return times
    # The order confirms itself earlier.
    return Timing({**times.by_kind, "dispute_window": replace(window, act_by=case.clock.day(safe))})


_DISPUTED = frozenset({"dispute_open", "dispute_won", "dispute_lost"})


def awaited(decision: Decision) -> bool:
    """Whether money is to come by itself. Support and banks are also asked for what no refund is due for yet."""
    if decision.route == "automatic":
        return True
    due = decision.known["situation"] <= _DUE or decision.known["progress"] <= tables.members("progress", "begun")
    return due and decision.route in tables.members("route", "by_itself")


_DUE = frozenset({"refund_due", "dispute_won"})


def deadline_of(due: Due, words: Sentences) -> Deadline:
    """A deadline with its sentences."""
    chosen = due.chosen
    starts = due.role == "from"
    return Deadline(
        due.kind,
        None if starts else chosen.last_day,
        None if starts else due.act_by,
        chosen.at,
        chosen.basis,
        f"{words.say('deadline', due.kind)}. {words.say('reading', chosen.key)}",
        chosen.sources,
        tuple(
            Reading(other.last_day, other.at, other.basis, words.say("reading", other.key), other.sources)
            for other in due.others
        ),
        due.role,
        chosen.last_day if starts else None,
        title_of(due.kind, words),
    )


def title_of(kind: DeadlineKind, words: Sentences) -> str:
    """What the day to act by is, in a few words."""
    return words.say("next", kind)


def answer_by(decision: Decision, times: Timing) -> When | None:
    """By when the buyer answers in the dispute; None where the page does not tell, or where that is over."""
    due, clock = times.of("buyer_in_dispute"), decision.case.clock
    if due is None:
        return None
    if due.chosen.at is not None:
        return due.chosen.at if due.chosen.at > clock.now else None
    assert due.act_by is not None
    assert due.chosen.last_day is not None
    return max(due.act_by, clock.today) if clock.today <= due.chosen.last_day else None


def is_promise_overtaken(decision: Decision, times: Timing) -> bool:
    """Whether an order counts as received, or its time for a dispute ends, before the day is over from which its page
    promises the refund."""
    promise, clock = times.of("refund_if_undelivered"), decision.case.clock
    ends = (due.chosen.last_day for due in (times.of("confirm"), decision.case.window) if due is not None)
    day = None if promise is None else promise.chosen.last_day
    return day is not None and any(end is not None and clock.today <= end <= day for end in ends)


def safe_day(window: Due | None, decision: Decision, times: Timing) -> When | None:
    """By when a dispute is best opened; None outside of a running window. An order that confirms itself earlier gives
    the seller the money, so then it is the day before that. Once only today is left, it is the hour of a countdown."""
    if window is None or window.act_by is None or not decision.known["window"] <= tables.members("window", "running"):
        return None
    clock, confirm, safe = decision.case.clock, times.of("confirm"), window.act_by
    end = None if confirm is None else confirm.chosen.last_day
    if end is not None and not clock.passed(end):
        safe = min(safe, end - timedelta(days=1))
    if safe >= clock.today:
        return safe
    hour = window.chosen.at
    return hour if hour is not None and clock.day(hour) == clock.today else clock.today


def step_day(name: str | None, decision: Decision, times: Timing) -> tuple[When | None, Literal["by", "until", "from"]]:
    """The day of a step, and what it is: what is done only once a deadline is over is for the day after it."""
    due, role = step_due(name, decision, times), tables.due_role(name or "")
    if role == "after":
        if due is None:
            return None, "by"
        return decision.case.clock.day(due) + timedelta(days=1), "from"
    return due, "until" if role == "until" and due is not None else "by"


def step_due(name: str | None, decision: Decision, times: Timing) -> When | None:
    """When a step is due: by a kind of deadline, or by one of the words that steps may use."""
    today = decision.case.clock.today
    if name is None:
        return None
    if name == "today":
        return today
    if name == "refund_by":
        refund = decision.case.refund
        return None if refund is None else refund.by or refund.limit
    if name == "dispute":
        day = safe_day(times.of("dispute_window"), decision, times)
        return today if day is None and decision.route == "dispute" else day
    if name == "buyer_in_dispute":
        return answer_by(decision, times) or today  # nobody knows how much time is left
    due = times.of(name)
    return None if due is None else due.act_by or due.chosen.at or due.chosen.last_day
