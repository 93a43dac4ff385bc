"""The buyer's answers, checked, and fixed: which time "now" was when it was said, what free text means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo

from whyclosed_parser import (
    classify_payment_error,
    classify_platform_message,
    classify_seller_message,
    classify_seller_reason,
)
from whyclosed_parser.model import Json
from whyclosed_rules.errors import FactError
from whyclosed_rules.facts import Spec, read_facts, specs
from whyclosed_server.engine import DONE, facts_only

_CLASSIFIERS: Mapping[str, Callable[[str], str | None]] = {
    "payment_error": classify_payment_error,
    "platform_message": classify_platform_message,
    "seller_message": classify_seller_message,
    "seller_reason": classify_seller_reason,
}


def settle(answers: Mapping[str, Json], *, now: datetime, tz: tzinfo) -> dict[str, Json]:
    """Answers as they are remembered. Raises `FactError` for an unknown fact or an impossible value.

    Free text is replaced by its class, so that nobody's words are kept; text of no known class says nothing.
    """
    facts = {fact: _settled(specs().get(fact), value, now, tz) for fact, value in facts_only(answers).items()}
    facts = {fact: value for fact, value in facts.items() if value is not None or answers[fact] is None}
    read_facts(facts, now=now, tz=tz, origin="answer")
    return {**facts, **_done(answers)}


def _settled(spec: Spec | None, value: Json, now: datetime, tz: tzinfo) -> Json:
    if spec is None or not isinstance(value, str):
        return value
    if value == "now" and spec.kind in ("time", "when", "day"):
        local = now.astimezone(tz)
        return (local.date() if spec.kind == "day" else local).isoformat()
    if spec.text and value not in spec.values and spec.name in _CLASSIFIERS:
        return _CLASSIFIERS[spec.name](value)
    return value


def _done(answers: Mapping[str, Json]) -> dict[str, Json]:
    if DONE not in answers:
        return {}
    steps = answers[DONE]
    if not isinstance(steps, list) or not all(isinstance(step, str) and len(step) <= 100 for step in steps):
        raise FactError("'done': expected a list of step ids")
    return {DONE: steps}
