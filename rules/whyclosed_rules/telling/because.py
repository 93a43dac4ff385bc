"""Why: every rule behind an answer with the facts it used, and the order's timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.engine.narrowing import Row
from whyclosed_rules.facts.read import as_day, shown
from whyclosed_rules.model import Because, FactUsed, Moment
from whyclosed_rules.telling.sentences import Sentences
from whyclosed_rules.telling.steps import Timing


def because_of(
    decision: Decision, page_rows: Iterable[Row], told: Iterable[tuple[Row, str]], words: Sentences
) -> Iterator[Because]:
    """Every rule that led here, then those behind each piece of advice; each once."""
    for row in decision.case.implied:
        yield _entry(decision, row, words.say("rule", row.id), words)
    verdict = decision.cause
    for row in {row.id: row for row in (*page_rows, *decision.rows, *verdict.rows, *verdict.open)}.values():
        detail = verdict.detail if verdict.rows and row is verdict.rows[-1] else None
        yield _entry(decision, row, words.say("detail", detail) if detail else words.say("rule", row.id), words)
    for fact, result in decision.case.narrowed.items():
        left = FactUsed(fact, words.say("fact", fact), ", ".join(sorted(map(str, result.possible))), "assumed")
        for row in result.assumed:
            yield _entry(decision, row, words.say("rule", row.id), words, left)
    for row, says in told:
        yield _entry(decision, row, says, words)


def _entry(decision: Decision, row: Row, says: str, words: Sentences, *assumed: FactUsed) -> Because:
    facts = [used for fact in row.when for used in _fact_used(decision, fact, words)]
    if row.other is not None:
        says = f"{says} {words.say('other', row.other)}"
    return Because(row.id, says, (*facts, *assumed), row.sources)


def _fact_used(decision: Decision, fact: str, words: Sentences) -> Iterator[FactUsed]:
    facts = decision.case.facts
    if fact in facts:
        origin = facts.origins[fact]
        yield FactUsed(fact, words.say("fact", fact), shown(facts.get(fact)), origin.kind, origin.found, origin.quote)
        return
    possible = decision.known.get(fact)
    if possible is not None and len(possible) == 1:
        yield FactUsed(fact, words.say("fact", fact), next(iter(possible)), "derived")
    for raw in _MADE_FROM.get(fact, ()):
        if raw in facts:
            yield from _fact_used(decision, raw, words)


_MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "event": ("tracking_event",),
    "code_closer": ("close_code",),
    "message_closer": ("platform_message",),
    "silence": ("silent_days",),
    "processing": ("processing_deadline", "processing_expired"),
    "amounts": ("charged", "refunded"),
    "window": ("protection_ends", "protection_left", "dispute_window_ends", "estimated_delivery"),
    "seller": ("contacted_at", "seller_reply", "new_tracking_on", "new_tracking_updated"),
    "lateness": ("closed_on", "cancelled_on", "dispute_decided_on", "refund_updated_on", "method", "bank"),
    "overdue": ("closed_on", "method", "bank"),
    "few_days_left": ("processing_deadline",),
    "high_volume": ("daily_volume_usd",),
}
"""The raw facts behind each named value."""


def timeline_of(decision: Decision, times: Timing, words: Sentences) -> Iterator[Moment]:
    """Past dates, today and deadlines, in the order of their days."""
    case = decision.case
    moments: list[Moment] = [Moment(case.today, "now", words.say("moment", "now"))]
    for fact in words.keys("moment"):
        value = case.facts.get(fact)
        if isinstance(value, date):
            moments.append(Moment(value, fact, words.say("moment", fact)))
    refund = case.refund
    if refund is not None and decision.route == "automatic":
        for name, day in (("refund_from", refund.from_), ("refund_by", refund.by)):
            if day is not None:
                moments.append(Moment(day, name, words.say("moment", name)))
    for due in times.dues:
        on = due.chosen.at or due.chosen.last_day
        assert on is not None
        moments.append(Moment(on, due.kind, words.say("deadline", due.kind)))
        if due.kind == "dispute_window" and due.act_by is not None:
            moments.append(Moment(due.act_by, "act_by", words.say("moment", "act_by")))
    return iter(sorted(moments, key=lambda moment: (as_day(moment.on, case.tz) or case.today, moment.kind != "now")))
