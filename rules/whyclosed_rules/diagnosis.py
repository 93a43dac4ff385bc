"""The diagnosis: a decision in words, with everything it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from whyclosed_parser.model import Order, When
from whyclosed_rules import advice, catalogue
from whyclosed_rules.advice import Timing
from whyclosed_rules.decide import Decision, decide
from whyclosed_rules.derive import Case, derive, refund_by
from whyclosed_rules.engine import Row, Values
from whyclosed_rules.facts import Facts, as_day, read_facts, shown
from whyclosed_rules.model import (
    Because,
    Candidate,
    Cause,
    Caution,
    Diagnosis,
    DisputeAdvice,
    FactUsed,
    Moment,
    PackageDiagnosis,
    RefundOutlook,
    RefundPart,
    Route,
)
from whyclosed_rules.page import facts_of_order
from whyclosed_rules.sentences import Context, Sentences, sentences


def advise(facts: Mapping[str, Any], *, now: datetime, tz: tzinfo, language: str = "en") -> Diagnosis:
    """The diagnosis of given facts (names and values of `docs/facts.md`; free text is classified by the caller).

    `now` is aware; `tz` is the buyer's zone. Raises `FactError` for an unknown fact or value, `LanguageError`.
    """
    return _diagnosis(read_facts(facts, now=now, tz=tz), None, (), now, tz, sentences(language))


def diagnose(
    order: Order,
    *,
    now: datetime,
    tz: tzinfo,
    answers: Mapping[str, Any] | None = None,
    suggested: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Diagnosis:
    """The diagnosis of an order as read from its pages, with the buyer's answers over them (D27).

    `suggested` are facts that the order's words only suggest, such as the kind of item: they count as assumed until
    the buyer confirms them. `now` is aware; `tz` is the buyer's zone. Raises `FactError` for an unknown answer,
    `LanguageError`.
    """
    page = facts_of_order(order, now=now, tz=tz)
    facts = page.facts
    if answers:
        facts = read_facts(answers, now=now, tz=tz, origin="answer").over(facts)
    if suggested:
        facts = facts.over(read_facts(suggested, now=now, tz=tz, origin="assumed"))
    return _diagnosis(facts, order, page.rows, now, tz, sentences(language))


def _diagnosis(
    facts: Facts, order: Order | None, page_rows: tuple[Row, ...], now: datetime, tz: tzinfo, words: Sentences
) -> Diagnosis:
    packages = facts.get("packages") or ()
    whole = decide(derive(facts.without("packages"), now, tz))
    if not packages:
        return _told(whole, order, page_rows, words, None, ())
    shared = facts.without("packages", *_OWN_OF_A_PACKAGE)
    parts = [(name, decide(derive(own.over(shared), now, tz))) for name, own in packages]
    name, urgent = min(parts, key=lambda part: _urgency(part[1]))
    told = tuple(_package(one, part, words) for one, part in parts)
    rows = {row.id: row for _, part in parts if part is not urgent for row in part.rows[-2:]}
    return _told(urgent, order, (*page_rows, PER_PACKAGE, *rows.values()), words, name, told)


PER_PACKAGE = Row("D-per-package", {}, {}, ("D17", "Q8"))
"""Several parcels are judged one by one; the most urgent one is the headline."""

_OWN_OF_A_PACKAGE = ("tracking_event", "moved", "silent_days", "tracking_assigned", "received", "condition")
"""Facts of one parcel: those of the whole order say nothing about each of several."""


def _urgency(decision: Decision) -> tuple[int, int]:
    window = decision.case.window
    return advice.urgency(decision.route, window.act_by if window else None, decision.case.today)


def _told(
    decision: Decision,
    order: Order | None,
    page_rows: tuple[Row, ...],
    words: Sentences,
    package: str | None,
    packages: tuple[PackageDiagnosis, ...],
) -> Diagnosis:
    times = advice.timing(decision)
    names = _names(decision, times, order, words, package)
    deadlines = tuple(advice.deadline(due, words) for due in times.dues)
    steps = advice.steps(decision, times, words, names)
    cautions = tuple(advice.holding("warnings", decision.known))
    evidence = tuple(advice.holding("evidence", decision.known))
    prevention = tuple(advice.holding("prevention", decision.known))
    asked = advice.questions(decision, words)
    told = [
        *((row, words.say("warning", row.id, names)) for row in cautions),
        *((row, words.say("evidence", row.id)) for row in evidence),
        *((row, words.say("prevention", row.id)) for row in prevention),
        *((row, step.text) for row, step in steps),
        *((row, question.why) for row, question in asked if row is not None),
    ]
    because = tuple(_because(decision, page_rows, told, words))
    parts = tuple(_parts(decision, order))
    cited = [*(("D15",) if parts else ()), *(id_ for entry in because for id_ in entry.sources)]
    cited += [id_ for due in times.dues for bound in (due.chosen, *due.others) for id_ in bound.sources]
    if decision.case.refund is not None:
        cited += decision.case.refund.sources
    return Diagnosis(
        headline=_headline(decision, words, names),
        route=decision.route,
        may_be=decision.may_be,
        cause=_cause(decision, words),
        refund=replace(_refund(decision, words, names), parts=parts),
        dispute=_dispute(decision, words, names),
        deadlines=deadlines,
        steps=tuple(step for _, step in steps),
        warnings=(
            *(Caution(row.then["code"], words.say("warning", row.id, names)) for row in cautions),
            *_page_cautions(order, decision.case, words),
        ),
        evidence=tuple(words.say("evidence", row.id) for row in evidence),
        prevention=tuple(words.say("prevention", row.id) for row in prevention),
        messages=advice.messages((step for _, step in steps), words, names),
        questions=tuple(question for _, question in asked),
        because=because,
        would_change=advice.would_change(decision),
        seasons=_seasons(decision.case, words),
        timeline=tuple(_timeline(decision, times, words)),
        changes=(),
        packages=packages,
        sources={id_: catalogue.source(id_) for id_ in dict.fromkeys(cited)},
    )


def _package(name: str, decision: Decision, words: Sentences) -> PackageDiagnosis:
    times = advice.timing(decision)
    names = _names(decision, times, None, words, name)
    return PackageDiagnosis(
        id=name,
        headline=_headline(decision, words, names),
        route=decision.route,
        may_be=decision.may_be,
        cause=_cause(decision, words),
        refund=_refund(decision, words, names),
        dispute=_dispute(decision, words, names),
        deadlines=tuple(advice.deadline(due, words) for due in times.dues),
        steps=tuple(step for _, step in advice.steps(decision, times, words, names)),
    )


# ------------------------------------------------------------------------------------------------ words


def _names(
    decision: Decision, times: Timing, order: Order | None, words: Sentences, package: str | None
) -> dict[str, str]:
    """The names that sentences may use; a name that is not known is left out."""
    case = decision.case
    situation = _single(decision, "situation")
    names: dict[str, When | str | None] = {
        "cause": _short_cause(decision, words),
        "package": package,
        "order": order.order_id if order else None,
        "button": _dispute_button(order),
        "what": words.say("dispute_text", situation) if words.has("dispute_text", situation) else None,
        "facts": ", ".join(advice.contradicting(decision)) or None,
    }
    if case.window is not None:
        names["last_day"] = case.window.chosen.last_day
        if _single(decision, "window") in ("open", "closing") and case.window.act_by is not None:
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
    asked = _dispute(decision, words, {"package": package} if package else {}).ask_for
    names["ask_for"] = asked
    return {
        name: value if isinstance(value, str) else words.moment(value, case.tz)
        for name, value in names.items()
        if value is not None
    }


def _single(decision: Decision, fact: str) -> str:
    """The value of a derived fact, or an empty text where several are possible."""
    possible = decision.known[fact]
    return str(next(iter(possible))) if len(possible) == 1 else ""


def _short_cause(decision: Decision, words: Sentences) -> str:
    """What happened, in one sentence: of an order that lives or arrived, how it stands."""
    status = decision.case.facts.get("status")
    situation = _single(decision, "situation")
    tells_more = situation in ("not_arrived", "arrived_bad", "short_refund", "arrived")
    if tells_more or decision.cause.code in ("not_closed", "unknown") or status == "awaiting_payment":
        for state in (status, situation, "no_status" if status is None else None):
            if words.has("cause_alive", str(state)):
                return words.say("cause_alive", str(state))
    return words.say("cause", decision.cause.code)


def _headline(decision: Decision, words: Sentences, names: Context) -> str:
    """The headline of the route; some states of an order have one of their own."""
    for state in (decision.case.facts.get("status"), _single(decision, "situation")):
        if words.has("headline", f"{decision.route}_{state}"):
            return words.say("headline", f"{decision.route}_{state}", names)
    return words.say("headline", decision.route, names)


def _dispute_button(order: Order | None) -> str | None:
    """The label of the page's own dispute button ("Returns/refunds" is today's "Open dispute")."""
    if order is None:
        return None
    return next((action.label for action in order.actions if action.code == "open_dispute"), None)


def _cause(decision: Decision, words: Sentences) -> Cause:
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


_SETTLED: tuple[Route, ...] = ("finished", "no_refund_due")
_BY_ITSELF: tuple[Route, ...] = ("automatic", "ask_support", "ask_bank")


def _refund(decision: Decision, words: Sentences, names: Mapping[str, str]) -> RefundOutlook:
    refund = decision.case.refund
    route = decision.route
    if route == "no_refund_due":
        return RefundOutlook(automatic=False, text=words.say("refund", "none"))
    if route == "finished":
        return RefundOutlook(automatic=False, text=words.say("refund", "received"))
    if route in _BY_ITSELF:
        running = _single(decision, "progress") != "none"
        key = "overdue" if route != "automatic" else "running" if running else "automatic"
        text = words.say("refund", key, names)
        if refund is not None and not refund.bank_known:
            text = f"{text} {words.say('refund', 'no_bank')}"
        if refund is None:
            return RefundOutlook(automatic=True, text=text)
        return RefundOutlook(True, refund.from_, refund.by, refund.limit, text)
    if route in ("undecided", "check_facts", "wait_shipping"):
        return RefundOutlook(text=words.say("refund", "unknown"))
    return RefundOutlook(automatic=False, text=words.say("refund", "expected"))


def _parts(decision: Decision, order: Order | None) -> Iterator[RefundPart]:
    """One clock for each payment method of an order that was paid in parts (D15)."""
    methods = dict.fromkeys(payment.method for payment in order.payments if payment.method) if order else {}
    if len(methods) < 2 or decision.route not in _BY_ITSELF:
        return
    for method in methods:
        part = refund_by(decision.case.facts, decision.known, method, decision.case.tz)
        if part is not None:
            yield RefundPart(method, part.from_, part.by, part.limit)


def _dispute(decision: Decision, words: Sentences, names: Mapping[str, str]) -> DisputeAdvice:
    if decision.route != "dispute":
        return DisputeAdvice()
    situation = _single(decision, "situation")
    reason = None
    if situation in ("shipment_failed", "returned_by_customs", "refund_due"):
        reason = words.say("dispute", "reason_parcel")
    elif situation in ("not_arrived", "on_the_way"):
        reason = words.say("dispute", "reason_not_received")
    if situation == "short_refund":
        ask = words.say("dispute", "ask_rest")
    elif "package" in names:
        ask = words.say("dispute", "ask_package", names)
    else:
        ask = words.say("dispute", "ask_full")
    return DisputeAdvice(reason, ask)


def _page_cautions(order: Order | None, case: Case, words: Sentences) -> Iterator[Caution]:
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


def _seasons(case: Case, words: Sentences) -> tuple[str, ...]:
    return tuple(words.say("season", season.id) for season in catalogue.seasons_on(case.today))


# ------------------------------------------------------------------------------------------------ reasons


def _because(
    decision: Decision, page_rows: Iterable[Row], told: Iterable[tuple[Row, str]], words: Sentences
) -> Iterator[Because]:
    """Every rule that led here, then those behind each piece of advice; each once."""
    verdict = decision.cause
    for row in {row.id: row for row in (*page_rows, *decision.rows, *verdict.rows, *verdict.open)}.values():
        detail = verdict.detail if verdict.rows and row is verdict.rows[-1] else None
        yield _entry(decision, row, words.say("detail", detail) if detail else words.say("rule", row.id), words)
    for result in decision.case.narrowed.values():
        for row in result.assumed:
            yield _entry(decision, row, words.say("rule", row.id), words, assumed=result.possible)
    for row, says in told:
        yield _entry(decision, row, says, words)


def _entry(decision: Decision, row: Row, says: str, words: Sentences, assumed: Values | None = None) -> Because:
    facts = [used for fact in row.when for used in _fact_used(decision, fact)]
    if assumed is not None:
        facts.append(FactUsed(row.id, ", ".join(sorted(map(str, assumed))), "assumed"))
    if row.other is not None:
        says = f"{says} {words.say('other', row.other)}"
    return Because(row.id, says, tuple(facts), row.sources)


def _fact_used(decision: Decision, fact: str) -> Iterator[FactUsed]:
    facts = decision.case.facts
    if fact in facts:
        origin = facts.origins[fact]
        yield FactUsed(fact, shown(facts.get(fact)), origin.kind, origin.found, origin.quote)
        return
    possible = decision.known.get(fact)
    if possible is not None and len(possible) == 1:
        yield FactUsed(fact, next(iter(possible)), "derived")
    for raw in _MADE_FROM.get(fact, ()):
        if raw in facts:
            yield from _fact_used(decision, raw)


_MADE_FROM: Mapping[str, tuple[str, ...]] = {
    "event": ("tracking_event",),
    "code_closer": ("close_code",),
    "message_closer": ("platform_message",),
    "silence": ("silent_days",),
    "processing": ("processing_deadline", "processing_expired"),
    "amounts": ("charged", "refunded"),
    "window": ("protection_ends", "protection_left", "dispute_window_ends", "estimated_delivery"),
    "seller": ("contacted_at", "seller_reply", "new_tracking_on", "new_tracking_updated"),
    "lateness": ("closed_on", "cancelled_on", "dispute_decided_on", "method", "bank"),
    "overdue": ("closed_on", "method", "bank"),
    "few_days_left": ("processing_deadline",),
    "high_volume": ("daily_volume_usd",),
}
"""The raw facts behind each named value."""


def _timeline(decision: Decision, times: Timing, words: Sentences) -> Iterator[Moment]:
    """Past dates, today and deadlines, in the order of their days."""
    case = decision.case
    moments: list[Moment] = [Moment(case.today, "now", words.say("moment", "now"))]
    for fact in words.keys("moment"):
        value = case.facts.get(fact)
        if isinstance(value, date):
            moments.append(Moment(value, fact, words.say("moment", fact)))
    refund = case.refund
    if refund is not None and decision.route == "automatic":
        for name, day in (("refund_from", refund.from_), ("refund_by", refund.by)):
            if day is not None:
                moments.append(Moment(day, name, words.say("moment", name)))
    for due in times.dues:
        on = due.chosen.at or due.chosen.last_day
        assert on is not None
        moments.append(Moment(on, due.kind, words.say("deadline", due.kind)))
        if due.kind == "dispute_window" and due.act_by is not None:
            moments.append(Moment(due.act_by, "act_by", words.say("moment", "act_by")))
    return iter(sorted(moments, key=lambda moment: (as_day(moment.on, case.tz) or case.today, moment.kind != "now")))
