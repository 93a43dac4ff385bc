"""The order's time as a small picture: what was, now, and what is to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal

from whyclosed.text.dates import Calendar
from whyclosed.text.paper import Paper, Style
from whyclosed_parser.records import dataclass
from whyclosed_rules.model import Moment

Tense = Literal["past", "now", "future"]
_NOW = "now"
_MARKS: dict[Tense, str] = {
    "past": "timeline.mark_past",
    "now": "timeline.mark_now",
    "future": "timeline.mark_future",
}
_STYLES: dict[Tense, Style | None] = {"past": "quiet", "now": "strong", "future": None}


@dataclass(frozen=True, slots=True)
class Beat:
    """A moment of the picture, and how many days pass behind it where that is more than one, else 0."""

    moment: Moment
    tense: Tense
    pause: int


def beats(moments: Sequence[Moment], calendar: Calendar) -> Iterator[Beat]:
    """The moments, oldest first, with the present (to the hour) among them; nothing where there is only the present."""
    others = [one for one in moments if one.kind != _NOW]
    if not others:
        return
    rows = sorted(
        (*others, Moment(calendar.now, _NOW, calendar.say("timeline.now"))), key=lambda one: _key(one, calendar)
    )
    for row, after in pairwise((*rows, None)):
        assert row is not None
        days = (calendar.date_of(after.on) - calendar.date_of(row.on)).days if after else 0
        yield Beat(row, _tense(row, calendar), days if days > 1 else 0)


def draw(paper: Paper, moments: Sequence[Moment], calendar: Calendar) -> None:
    """One row a moment, with long pauses marked."""
    rows, say = list(beats(moments, calendar)), calendar.say
    column = max((len(calendar.when(row.moment.on)) for row in rows), default=0) + 2
    for row in rows:
        lead = f"{say(_MARKS[row.tense])} {calendar.when(row.moment.on):<{column}}"
        paper.write(row.moment.text, _STYLES[row.tense], indent=2, lead=lead)
        if row.pause:
            paper.write(say("timeline.pause", count=row.pause), "quiet", indent=2, lead=f"{say('timeline.gap')} ")


def _key(moment: Moment, calendar: Calendar) -> tuple[datetime, bool]:
    """Of one day, a day stands before a time; the present after what is already over."""
    return calendar.sort_key(moment.on), moment.kind == _NOW


def _tense(moment: Moment, calendar: Calendar) -> Tense:
    if moment.kind == _NOW:
        return "now"
    on = moment.on
    over = calendar.here(on) <= calendar.now if isinstance(on, datetime) else on < calendar.today
    return "past" if over else "future"
