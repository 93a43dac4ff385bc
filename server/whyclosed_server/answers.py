"""The buyer's answers, checked, and fixed: which time "now" was when it was said, what free text means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from whyclosed_parser import classify_fact
from whyclosed_parser.model import Json
from whyclosed_rules.errors import FactError
from whyclosed_rules.facts import Clock, Spec, read_facts, specs
from whyclosed_rules.facts.read import NOT_KNOWN
from whyclosed_rules.tables import step_ids

DONE = "done"
"""The one answer that is no fact: the ids of the steps that the buyer has ticked."""


def facts_only(answers: Mapping[str, Json]) -> dict[str, Json]:
    """The answers that are facts, as the rules take them."""
    return {fact: value for fact, value in answers.items() if fact != DONE}


def settle(answers: Mapping[str, Json], *, now: datetime, tz: tzinfo) -> dict[str, Json]:
    """Answers as they are remembered. Raises `FactError` for an unknown fact or an impossible value.

    Free text is replaced by its class, so that nobody's words are kept; text of no known class says nothing.
    """
    facts: dict[str, Json] = {}
    for fact, value in facts_only(answers).items():
        settled = _settled(fact, specs().get(fact), value, now, tz)
        facts.update({name: meaning for name, meaning in settled.items() if name == fact or name not in answers})
    read_facts(facts, Clock(now, tz), "answer")
    return {**facts, **_done(answers)}


def _settled(fact: str, spec: Spec | None, value: Json, now: datetime, tz: tzinfo) -> Mapping[str, Json]:
    """The facts that one answer gives; none where its words are not understood."""
    if spec is None or not isinstance(value, str):
        return {fact: value}
    if value == "now" and spec.kind in ("time", "when", "day"):
        local = now.astimezone(tz)
        return {fact: (local.date() if spec.kind == "day" else local).isoformat()}
    if spec.text and value not in (*spec.values, NOT_KNOWN):
        return classify_fact(fact, value)
    return {fact: value}


def _done(answers: Mapping[str, Json]) -> dict[str, Json]:
    if DONE not in answers:
        return {}
    steps = answers[DONE]
    if not isinstance(steps, list) or not all(isinstance(step, str) for step in steps):
        raise FactError("no_steps")
    known = step_ids()
    return {DONE: sorted({step for step in steps if step in known})}  # anything else would be words of somebody
