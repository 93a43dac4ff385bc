"""What to do: steps, the messages that they send, and the other tables of which every row counts that holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from whyclosed_parser.model import When
from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.engine.rows import Advice, Knowledge
from whyclosed_rules.model import MessageDraft, Step
from whyclosed_rules.tables.rows import MessageRow, StepRow
from whyclosed_rules.telling.dates import Timing, step_due
from whyclosed_rules.telling.sentences import Context, Sentences, sentences

A = TypeVar("A", bound=Advice)


def counting(table: str, kind: type[A], known: Knowledge) -> Iterator[A]:
    """The rows of an advice table that count."""
    return (row for row in tables.rows(table, kind) if row.counts(known))


def steps(decision: Decision, times: Timing, words: Sentences, names: Context) -> tuple[tuple[StepRow, Step], ...]:
    """What to do, in order, each with the row it comes from."""
    return tuple(
        (row, Step(row.id, words.say("step", row.id, names), _ahead(row, decision, times), row.message, row.sets))
        for table in tables.STEPS
        for row in counting(table, StepRow, decision.known)
    )


def _ahead(row: StepRow, decision: Decision, times: Timing) -> When | None:
    """When a step is due; nothing is due in the past."""
    due = step_due(row.due, decision, times)
    return None if due is None or decision.case.clock.passed(due) else due


def messages(steps_: Iterable[Step], words: Sentences, names: Context) -> tuple[MessageDraft, ...]:
    """The messages that the steps send: in English, with a translation where the buyer reads another language."""
    wanted = {step.message for step in steps_ if step.message}
    english = sentences("en")
    made = []
    for row in tables.rows("messages", MessageRow):
        if row.id in wanted:
            text = english.say("message", row.id, names)
            translation = None if words.language == "en" else words.say("message", row.id, names)
            made.append(MessageDraft(row.id, row.to, "en", text, translation))
    return tuple(made)
