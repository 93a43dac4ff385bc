"""The verdict in words: what to do, why, what to ask for in a dispute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from whyclosed_rules import tables
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.model import Candidate, Cause, DisputeAdvice, NextDate
from whyclosed_rules.tables.rows import DetailRow, StepRow
from whyclosed_rules.telling.because import quote_of
from whyclosed_rules.telling.money import is_credit, is_paid
from whyclosed_rules.telling.sentences import Context, Sentences
from whyclosed_rules.telling.steps import of_parcel, turn_of, urgent_step


def short_cause(decision: Decision, words: Sentences) -> str:
    """What happened, in one sentence: of an order that lives or arrived, how it stands."""
    sure = decision.cause.of_code
    names = {"perhaps": words.say("perhaps", sure)} if words.has("perhaps", sure) else None
    return next(words.say(section, key, names) for section, key in _causes(decision) if words.has(section, key))


def _causes(decision: Decision) -> Iterator[tuple[str, str]]:
    """Section and key of what may be said of a case, the most telling first."""
    facts, situation, code = decision.case.facts, decision.single("situation"), decision.cause.code
    if situation == "dispute_open":
        phase = decision.single("phase")
        yield "cause_alive", f"dispute_{phase if phase in ('return', 'appeal') else turn_of(decision)}"
    if situation == "shipment_failed":  # what the seller did after it
        yield "cause_alive", f"{situation}_{decision.route}"
    if situation == "shipment_failed" and decision.cause.of_code != "certain":
        yield "cause_alive", f"{situation}_{decision.single('parcel')}"
    if situation == "on_the_way":  # the seller has sent again, so what the old number says is past
        yield "cause_alive", f"{situation}_{decision.single('patience')}"
    if situation in _NOT_COMING and code in _ABOUT_THE_PARCEL:
        for how in (decision.single("ending"), decision.single("parcel"), _waits_for(decision, situation)):
            yield "tracking_says", how
    if situation in _TELLING or code in ("not_closed", "unknown") or facts.get("status") == "awaiting_payment":
        yield from (("cause_alive", state) for state in _states_alive(decision, situation))
    yield "cause_alive", f"{code}_{decision.cause.detail}"
    if decision.cause.of_code != "certain":
        yield "cause_unsure", code
    yield "cause", code


def _states_alive(decision: Decision, situation: str) -> Iterator[str]:
    """The states of an order that may have a sentence of their own, the most telling first."""
    facts = decision.case.facts
    status, result = facts.get("status"), facts.get("dispute_result")
    if situation == "charged_unpaid":
        yield situation
    if is_credit(decision):
        yield f"{situation}_credit"
    yield f"{situation}_{facts.get('place')}"
    yield f"{situation}_{status}"
    if not result:
        yield f"{situation}_{facts.get('return_state')}"
    yield f"{situation}_{facts.get('condition')}"
    if situation == "dispute_won":
        yield f"{situation}_{result}"
    yield f"{situation}_{decision.single('receipt')}"
    yield f"{status}_{decision.single('paying')}"
    yield str(status)
    yield f"{situation}_{decision.route}"
    yield f"{situation}_{decision.single('parcel')}"
    yield situation
    refunds = facts.get("refund_stage") and (status is None or decision.cause.code == "not_closed")
    if refunds or status == "refunding":
        yield "refund_shown"
    elif decision.known.get("event") == frozenset(["delivered"]):
        yield "delivered_unread" if status is None else "shown_delivered"
    elif status is None:
        yield "no_status"


def _waits_for(decision: Decision, situation: str) -> str:
    """What a living parcel waits for, by its newest event, or an empty text: one at a wrong place waits for nothing."""
    facts = decision.case.facts
    waits = situation == "on_the_way" and facts.get("place") not in tables.members("place", "wrong")
    return str(facts.get("tracking_event")).lower() if waits else ""


_TELLING = (
    "not_arrived",
    "counted_received",
    "arrived_bad",
    "claimed",
    "short_refund",
    "arrived",
    "charged_unpaid",
    "contradictory",
    "dispute_won",
    "dispute_lost",
)
"""Situations that say more than the cause does."""
_NOT_COMING = ("shipment_failed", "returned_by_customs", "counted_received", "on_the_way")
_ABOUT_THE_PARCEL = ("shipment_cancelled", "not_collected", "not_closed", "unknown")
"""Causes that say no more than that the parcel failed: how it failed says more."""
_WITH_DETAIL = ("not_closed", "status_wrong")
"""Causes that have no detail, or name it themselves."""


def verdict_of(decision: Decision, words: Sentences, asked: str | None, next_: NextDate | None) -> str:
    """What to do, in at most six words. `asked` is the fact that is asked for first."""
    urgent = urgent_step(decision)
    if urgent is not None:
        return words.say("verdict", urgent)
    if decision.route == "undecided":
        return _open_verdict(decision, words, asked)
    clock, window = decision.case.clock, decision.case.window
    last = window.chosen.last_day if window is not None else None
    late = last is not None and clock.passed(last)  # what is left of it at the shop ends today, nobody knows when
    today = (next_ is None or next_.on <= clock.today) and not late
    for key in (*_verdict_keys(decision, next_, asked), decision.route):
        for own in (f"{key}_today", key) if today else (key,):
            if words.has("verdict", own):
                return words.say("verdict", own)
    raise KeyError(decision.route)


def _verdict_keys(decision: Decision, next_: NextDate | None, asked: str | None) -> Iterator[str]:
    """The states of an order that may have a verdict of their own, the most telling first."""
    facts = decision.case.facts
    situation = decision.single("situation")
    yield f"{decision.route}_{facts.get('bank_case')}"
    if situation == "arrived" and not to_inspect(decision):
        if next_ is not None:
            yield f"{decision.route}_{next_.kind}"
        return
    if situation == "dispute_lost":
        yield f"{decision.route}_{decision.single('recourse')}"
    if situation == "dispute_open" and turn_of(decision) != "buyer" and decision.single("phase") != "return":
        yield f"{decision.route}_{decision.single('receipt')}"
    is_due = decision.known["lateness"] == {"over"} and decision.single("amounts") != "nothing"
    if is_due and facts.get("refund_received") is None:
        yield f"{decision.route}_unless_there"
    if situation == "settled" and facts.get("dispute_result") == "partial_refund":
        yield f"{decision.route}_partly"
    if is_credit(decision):
        yield f"{decision.route}_{'credit' if decision.known['credit_back'] == {'yes'} else 'credit_due'}"
    if asked == "refund_stage" and facts.get("return_state") == "arrived":
        yield f"{decision.route}_unseen"
    if decision.known["progress"] == {"none"} and not is_paid(decision):
        yield f"{decision.route}_if_paid"
    if facts.get("cancel_request") == "rejected":  # who wanted to cancel is not told to let it be
        yield f"{decision.route}_rejected"
    if facts.get("status") == "awaiting_payment" and decision.known.get("paying", frozenset()) == {"over"}:
        yield f"{decision.route}_pay_time_over"
    button = decision.known["dispute_button"]
    if button == {"absent"} or (button == {"unread"} and decision.known["window"] == {"maybe_over"}):
        yield f"{decision.route}_unsure"
    for state in (turn_of(decision), facts.get("status"), decision.single("progress"), situation):
        yield f"{decision.route}_{state}"


def to_inspect(decision: Decision) -> bool:
    """Whether an order counts as received, its buyer has not said that it is in order, and its time may still run."""
    arrived = decision.known["situation"] == {"arrived"} and decision.known["receipt"] == {"confirmed"}
    day = decision.case.window.act_by if decision.case.window is not None else None
    runs = day is not None and not decision.case.clock.passed(day)
    return arrived and (runs or decision.known["window"] <= tables.members("window", "usable"))


def _open_verdict(decision: Decision, words: Sentences, asked: str | None) -> str:
    """Where every open route tells the buyer the same to do, that; else what to find out first."""
    told = {words.say("verdict", route) for route in decision.may_be}
    if len(told) == 1:
        return told.pop()
    tones = {tone for tone, routes in tables.tones().items() for route in decision.may_be if route in routes}
    if tones <= {"wait", "done"} and asked != "status" and "dispute_lost" not in decision.known["situation"]:
        return words.say("verdict", "undecided_wait")
    key = f"undecided_{asked}"
    return words.say("verdict", key if words.has("verdict", key) else "undecided" if asked else "undecided_unasked")


def summary_of(decision: Decision, words: Sentences, names: Context) -> str:
    """Why, in one sentence, with how sure that is."""
    return of_parcel(short_cause(decision, words), words, names)


def cause_of(decision: Decision, words: Sentences, summary: str) -> Cause:
    """Why the order ended; of an order that lives, how it stands. It begins with the summary."""
    found = decision.cause
    parts = [summary]
    if found.detail not in (None, decision.single("ending")) and found.code not in _WITH_DETAIL:
        detail = words.say("detail", str(found.detail))
        sure = isinstance(found.rows[-1], DetailRow) and found.rows[-1].certainty == "certain"
        if detail not in parts[0]:
            parts.append(detail if sure else words.say("detail_unsure", "told", {"says": detail}))
    return Cause(
        found.code,
        found.detail,
        found.certainty,
        " ".join(parts),
        tuple(Candidate(code, words.say("cause", code)) for code in found.candidates),
        quote_of(decision, words),
    )


def dispute_of(decision: Decision, words: Sentences, names: Mapping[str, str]) -> DisputeAdvice:
    """What to choose in the form of a dispute, and what to ask for; empty where none is to be opened."""
    if decision.route != "dispute":
        return DisputeAdvice()
    situation = decision.single("situation")
    reasons = (row.reason for row in decision.holding("steps_dispute", StepRow))
    key = next(filter(None, reasons), None)
    reason = words.say("dispute", key) if key else None
    if situation == "short_refund":
        ask = words.say("dispute", "ask_rest")
    elif decision.case.facts.get("condition") == "partial":
        ask = words.say("dispute", "ask_missing")
    elif "claimed" in names:
        ask = words.say("dispute", "ask_package", names)
    else:
        ask = words.say("dispute", "ask_full")
    return DisputeAdvice(reason, ask)
