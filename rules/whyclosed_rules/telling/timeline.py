"""The timeline: past dates, today and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.model import Moment
from whyclosed_rules.telling.dates import Timing
from whyclosed_rules.telling.sentences import Sentences


def timeline_of(decision: Decision, times: Timing, words: Sentences) -> Iterator[Moment]:
    """Past dates, today and deadlines, in the order of their days."""
    case = decision.case
    moments: list[Moment] = [Moment(case.clock.today, "now", words.say("moment", "now"))]
    wrong = {fact for facts in case.contradictions for fact in facts}
    for fact in words.keys("moment"):
        value = None if fact in wrong else case.facts.get(fact)
        if isinstance(value, date):
            moments.append(Moment(value, fact, words.say("moment", fact)))
    refund = case.refund
    if refund is not None and decision.route == "automatic":
        for name, day in (("refund_from", refund.from_), ("refund_by", refund.by)):
            if day is not None and day != refund.limit:  # its limit is told as a deadline
                moments.append(Moment(day, name, words.say("moment", name)))
    for due in times.dues:
        on = due.chosen.at or due.chosen.last_day
        assert on is not None
        moments.append(Moment(on, due.kind, words.say("deadline", due.kind)))
        if due.kind == "dispute_window" and due.act_by is not None:
            moments.append(Moment(due.act_by, "act_by", words.say("moment", "act_by")))
    return iter(sorted(moments, key=lambda moment: (case.clock.day(moment.on), moment.kind != "now")))
