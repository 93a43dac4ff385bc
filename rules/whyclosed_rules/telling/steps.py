"""What to do: steps, the messages that they send, and the other tables of which every row counts that holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.model import MessageDraft, Step
from whyclosed_rules.tables.rows import MessageRow, StepRow
from whyclosed_rules.telling.dates import Timing, step_day
from whyclosed_rules.telling.sentences import ENGLISH, Context, Sentences, sentences


def urgent_step(decision: Decision) -> str | None:
    """The step that comes before what the route says, or None."""
    return next((row.id for row in decision.holding("urgent", StepRow)), None)


def turn_of(decision: Decision) -> str | None:
    """For whom a dispute waits, as far as is known."""
    turn: str | None = decision.case.facts.get("dispute_turn")
    return turn or ("buyer" if decision.known["phase"] == {"buyer"} else None)


def steps(
    decision: Decision, times: Timing, words: Sentences, names: Context, asked: str | None
) -> tuple[tuple[StepRow, Step], ...]:
    """What to do, in order, each with the row it comes from; of one parcel among several each step names it. Where
    nothing is decided, what finds out the fact that is `asked` for first leads."""
    every = [row for table in tables.STEPS for row in decision.holding(table, StepRow)]
    rows = list({row.id: row for row in reversed(every)}.values())[::-1]  # of several of one id the first is said
    if decision.route == "undecided":
        leading = tables.finding_steps(asked)
        rows.sort(key=lambda row: row.id not in leading)
    return tuple((row, _step(row, decision, times, words, names)) for row in rows)


def _step(row: StepRow, decision: Decision, times: Timing, words: Sentences, names: Context) -> Step:
    due, role = step_day(row.due, decision, times)
    if due is not None and decision.case.clock.passed(due):  # nothing is due in the past
        due = None
    text = of_parcel(words.say("step", row.id, names), words, names)
    return Step(row.id, text, due, row.message, row.sets, role)


def of_parcel(text: str, words: Sentences, names: Context) -> str:
    """A sentence with the parcel that it is about, where an order has several."""
    if "package" not in names or _names(text, names["package"]):
        return text
    return words.say("parcel", "about", {**names, "text": text})


def _names(text: str, parcel: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(parcel)}(?!\w)", text) is not None


def messages(steps_: Iterable[Step], words: Sentences, names: Context, english: Context) -> tuple[MessageDraft, ...]:
    """The messages that the steps send, in their order: in English, with a translation where the buyer reads another
    language; to the buyer's own bank in the buyer's language. `english` are the names as English writes them."""
    made = []
    for row in (_message_rows()[id_] for id_ in dict.fromkeys(step.message for step in steps_) if id_ is not None):
        own = _message(row.id, words, names)
        if row.to == "bank" or words.language == ENGLISH:
            made.append(MessageDraft(row.id, row.to, words.language, own))
        else:
            made.append(MessageDraft(row.id, row.to, ENGLISH, _message(row.id, sentences(ENGLISH), english), own))
    return tuple(made)


@cache
def _message_rows() -> Mapping[str, MessageRow]:
    return {row.id: row for table in tables.MESSAGES for row in tables.rows(table, MessageRow)}


def _message(id_: str, words: Sentences, names: Context) -> str:
    """A message; of one parcel among several it says which."""
    text = words.say("message", id_, names)
    if "package" not in names or _names(text, names["package"]):
        return text
    return f"{text} {words.say('parcel', 'message', names)}"
