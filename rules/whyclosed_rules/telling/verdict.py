"""The decision in words: headline, cause, refund, dispute, and the names that sentences are filled with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from whyclosed_parser.model import Order, When
from whyclosed_rules.deciding.decide import Decision
from whyclosed_rules.deciding.derive import Case, refund_by
from whyclosed_rules.library import catalogue
from whyclosed_rules.model import Candidate, Cause, Caution, DisputeAdvice, RefundOutlook, RefundPart, Route
from whyclosed_rules.telling import steps as advice
from whyclosed_rules.telling.sentences import Context, Sentences
from whyclosed_rules.telling.steps import Timing


def names_of(
    decision: Decision, times: Timing, order: Order | None, words: Sentences, package: str | None
) -> dict[str, str]:
    """The names that sentences may use; a name that is not known is left out."""
    case = decision.case
    situation = single(decision, "situation")
    names: dict[str, When | str | None] = {
        "cause": _short_cause(decision, words),
        "package": package,
        "order": order.order_id if order else None,
        "button": _dispute_button(order),
        "what": words.say("dispute_text", situation) if words.has("dispute_text", situation) else None,
        "facts": ", ".join(words.say("fact", fact) for fact in advice.contradicting(decision)) or None,
    }
    if case.window is not None:
        names["last_day"] = case.window.chosen.last_day
        if single(decision, "window") in ("open", "closing") and case.window.act_by is not None:
            names["act_by"] = max(case.window.act_by, case.today)
    if case.refund is not None:
        names |= {"from": case.refund.from_, "by": case.refund.by, "limit": case.refund.limit}
    for name, kind in (
        ("seller_by", "seller_reply"),
        ("number_by", "new_number"),
        ("escalates_on", "seller_in_dispute"),
        ("ship", "ship"),
        ("pay", "pay"),
        ("promised", "refund_if_undelivered"),
    ):
        due = times.of(kind)
        if due is not None:
            names[name] = due.chosen.at or due.chosen.last_day
    names["answer_by"] = advice.answer_by(decision, times)
    asked = dispute_of(decision, words, {"package": package} if package else {}).ask_for
    names["ask_for"] = asked
    return {
        name: value if isinstance(value, str) else words.moment(value, case.tz)
        for name, value in names.items()
        if value is not None
    }


def single(decision: Decision, fact: str) -> str:
    """The value of a derived fact, or an empty text where several are possible."""
    possible = decision.known[fact]
    return str(next(iter(possible))) if len(possible) == 1 else ""


def _short_cause(decision: Decision, words: Sentences) -> str:
    """What happened, in one sentence: of an order that lives or arrived, how it stands."""
    status = decision.case.facts.get("status")
    situation = single(decision, "situation")
    tells_more = situation in ("not_arrived", "arrived_bad", "short_refund", "arrived")
    if tells_more or decision.cause.code in ("not_closed", "unknown") or status == "awaiting_payment":
        unread = "refund_shown" if decision.case.facts.get("refund_stage") else "no_status"
        for state in (status, situation, unread if status is None else None):
            if words.has("cause_alive", str(state)):
                return words.say("cause_alive", str(state))
    return words.say("cause", decision.cause.code)


def headline_of(decision: Decision, words: Sentences, names: Context) -> str:
    """The headline of the route; some states of an order have one of their own."""
    facts = decision.case.facts
    for state in (facts.get("dispute_turn"), facts.get("status"), single(decision, "situation")):
        if words.has("headline", f"{decision.route}_{state}"):
            return words.say("headline", f"{decision.route}_{state}", names)
    return words.say("headline", decision.route, names)


def _dispute_button(order: Order | None) -> str | None:
    """The label of the page's own dispute button ("Returns/refunds" is today's "Open dispute")."""
    if order is None:
        return None
    return next((action.label for action in order.actions if action.code == "open_dispute"), None)


def cause_of(decision: Decision, words: Sentences) -> Cause:
    verdict = decision.cause
    parts = [words.say("cause", verdict.code)]
    if verdict.detail is not None:
        parts.append(words.say("detail", verdict.detail))
    if verdict.code not in ("unknown", "not_closed"):
        parts.append(words.say("certainty", verdict.certainty))
    return Cause(
        verdict.code,
        verdict.detail,
        verdict.certainty,
        " ".join(parts),
        tuple(Candidate(code, words.say("cause", code)) for code in verdict.candidates),
    )


_BY_ITSELF: tuple[Route, ...] = ("automatic", "ask_support", "ask_bank")


def refund_of(decision: Decision, words: Sentences, names: Mapping[str, str]) -> RefundOutlook:
    """What comes back, and when. A protective dispute (D07) changes nothing about a refund that is due by itself."""
    refund = decision.case.refund
    route = decision.route
    protective = route == "dispute" and single(decision, "situation") == "refund_due"
    if route in _BY_ITSELF or protective:
        text = words.say("refund", "protective" if protective else _stage_of(decision), names)
        if refund is None:
            return RefundOutlook(automatic=True, text=text)
        if not refund.bank_known:
            text = f"{text} {words.say('refund', 'no_bank')}"
        return RefundOutlook(True, refund.from_, refund.by, refund.limit, text)
    key = {"no_refund_due": "none", "finished": "received"}.get(route)
    if key is not None:
        return RefundOutlook(automatic=False, text=words.say("refund", key))
    if route in ("undecided", "check_facts", "wait_shipping"):
        return RefundOutlook(text=words.say("refund", "unknown"))
    return RefundOutlook(automatic=False, text=words.say("refund", "expected"))


def _stage_of(decision: Decision) -> str:
    if decision.route != "automatic":
        return "overdue"
    return {"running": "running", "sent": "sent"}.get(single(decision, "progress"), "automatic")


def refund_parts(decision: Decision, order: Order | None) -> Iterator[RefundPart]:
    """One clock for each payment method of an order that was paid in parts (D15)."""
    methods = dict.fromkeys(payment.method for payment in order.payments if payment.method) if order else {}
    if len(methods) < 2 or decision.route not in _BY_ITSELF:
        return
    for method in methods:
        part = refund_by(decision.case.facts, decision.known, method, decision.case.tz)
        if part is not None:
            yield RefundPart(method, part.from_, part.by, part.limit)


def dispute_of(decision: Decision, words: Sentences, names: Mapping[str, str]) -> DisputeAdvice:
    if decision.route != "dispute":
        return DisputeAdvice()
    situation = single(decision, "situation")
    reasons = (row.then["reason"] for row in advice.holding("steps_dispute", decision.known) if "reason" in row.then)
    key = next(reasons, None)
    reason = words.say("dispute", key) if key else None
    if situation == "short_refund":
        ask = words.say("dispute", "ask_rest")
    elif "package" in names:
        ask = words.say("dispute", "ask_package", names)
    else:
        ask = words.say("dispute", "ask_full")
    return DisputeAdvice(reason, ask)


def page_cautions(order: Order | None, case: Case, words: Sentences) -> Iterator[Caution]:
    if order is None:
        return
    if any(problem.code == "unverified_wording" for problem in order.problems):
        yield Caution("unverified_wording", words.say("warning", "unverified_wording"))
    captured = [page.captured_at for page in order.pages if page.captured_at is not None]
    if captured:
        newest = max(_aware(moment, case.tz) for moment in captured)
        if (case.now - newest).days >= catalogue.number("W03"):
            when = {"captured": words.moment(newest, case.tz)}
            yield Caution("page_is_old", words.say("warning", "page_is_old", when))


def _aware(moment: datetime, tz: tzinfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=tz)


def seasons_of(case: Case, words: Sentences) -> tuple[str, ...]:
    return tuple(words.say("season", season.id) for season in catalogue.seasons_on(case.today))
