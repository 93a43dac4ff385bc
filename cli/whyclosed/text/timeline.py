"""The order's time as a small picture: what was, now, and what is to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from whyclosed.text.dates import Calendar
from whyclosed.text.paper import Paper, Style
from whyclosed_rules.model import Moment

_NOW = "now"


def draw(paper: Paper, moments: Sequence[Moment], calendar: Calendar) -> None:
    """One row a moment, oldest first, with the present among them and long pauses marked."""
    others = (one for one in moments if one.kind != _NOW)  # the present is drawn with its hour
    rows = sorted(
        (*others, Moment(calendar.now, _NOW, calendar.say("timeline.now"))), key=lambda one: _key(one, calendar)
    )
    column = max(len(calendar.when(one.on)) for one in rows) + 2
    for row, after in pairwise((*rows, None)):
        assert row is not None
        mark, style = _mark(row, calendar)
        paper.write(row.text, style, indent=2, lead=f"{mark} {calendar.when(row.on):<{column}}")
        pause = (calendar.date_of(after.on) - calendar.date_of(row.on)).days if after else 0
        if pause > 1:
            paper.write(
                calendar.say("timeline.pause", count=pause), "quiet", indent=2, lead=f"{calendar.say('timeline.gap')} "
            )


def _key(moment: Moment, calendar: Calendar) -> tuple[datetime, bool]:
    """Of one day, a day stands before a time; the present after what is already over."""
    return calendar.sort_key(moment.on), moment.kind == _NOW


def _mark(moment: Moment, calendar: Calendar) -> tuple[str, Style | None]:
    if moment.kind == _NOW:
        return calendar.say("timeline.mark_now"), "strong"
    on = moment.on
    over = calendar.here(on) <= calendar.now if isinstance(on, datetime) else on < calendar.today
    return (calendar.say("timeline.mark_past"), "quiet") if over else (calendar.say("timeline.mark_future"), None)
