"""Cautions about the pages that were read, and about the season."""

from __future__ import annotations

from collections.abc import Iterator

from whyclosed_parser.model import Order
from whyclosed_rules import catalogue, tables
from whyclosed_rules.deciding.derive import Case
from whyclosed_rules.facts.timers import lacks_zone, periods_without_start
from whyclosed_rules.model import Caution
from whyclosed_rules.telling.sentences import Sentences


def page_cautions(order: Order | None, case: Case, words: Sentences) -> Iterator[Caution]:
    """What the pages themselves give cause to doubt."""
    if order is None:
        return
    unread = any((one.field or "").startswith("timers") and one.code != "unverified_wording" for one in order.problems)
    if unread:
        yield Caution("time_not_read", words.say("warning", "time_not_read"))
    if any(problem.code == "unverified_wording" for problem in order.problems):
        yield Caution("unverified_wording", words.say("warning", "unverified_wording"))
    to_come = case.known["closer"] == {"nobody"} and case.known["parcel"] <= tables.members("parcel", "not_there")
    for timer in periods_without_start(order):
        if to_come and timer.after is not None and timer.after != "placed":
            continue  # it counts from a day that lies ahead
        yield Caution("period_without_start", words.say("warning", "period_without_start", {"period": timer.text}))
    bare = [case.clock.aware_time(timer.ends_at) for timer in order.timers if timer.ends_at and lacks_zone(timer)]
    if ahead := [time for time in bare if not case.clock.passed(time)]:
        when = {"time": words.moment(min(ahead), case.clock)}
        yield Caution("time_without_zone", words.say("warning", "time_without_zone", when))
    captured = [page.captured_at for page in order.pages if page.captured_at is not None]
    if captured:
        newest = max(case.clock.aware_time(moment) for moment in captured)
        when = {"captured": words.moment(newest, case.clock)}
        if case.clock.is_ahead(newest):
            if not any(timer.basis in ("countdown", "attribute") for timer in order.timers):
                return
            yield Caution("page_is_ahead", words.say("warning", "page_is_ahead", when))
        elif (case.clock.now - newest).days >= case.numbers.number("W03"):
            yield Caution("page_is_old", words.say("warning", "page_is_old", when))


def seasons_of(case: Case, words: Sentences) -> tuple[str, ...]:
    """The seasons that today falls into."""
    return tuple(words.say("season", season.id) for season in catalogue.seasons_on(case.clock.today))
