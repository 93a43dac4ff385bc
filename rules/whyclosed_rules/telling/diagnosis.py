"""The diagnosis: a decision in words, with everything it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import chain
from typing import Any

from whyclosed_parser.model import Order
from whyclosed_parser.records import dataclass
from whyclosed_rules import catalogue, tables
from whyclosed_rules.deciding.decide import Decision, decide
from whyclosed_rules.deciding.derive import derive
from whyclosed_rules.engine.rows import Advice, Row
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.from_pages import facts_of_order
from whyclosed_rules.facts.known import Facts
from whyclosed_rules.facts.read import read_facts
from whyclosed_rules.facts.spec import specs
from whyclosed_rules.model import (
    Because,
    Caution,
    Change,
    Deadline,
    Diagnosis,
    MoneyBack,
    NextDate,
    PackageDiagnosis,
    Question,
    RefundOutlook,
    Route,
    Source,
    Step,
    Tone,
)
from whyclosed_rules.tables.rows import QuestionRow, StepRow, WarningRow
from whyclosed_rules.telling.because import because_of, overruled_cautions, overruled_of
from whyclosed_rules.telling.cautions import page_cautions, seasons_of
from whyclosed_rules.telling.dates import Timing, deadline_of, timing
from whyclosed_rules.telling.money import money_of, refund_of, refund_parts
from whyclosed_rules.telling.names import JOINT, names_of
from whyclosed_rules.telling.next_date import first_of, is_history, next_of, rank, tone_of
from whyclosed_rules.telling.questions import questions, would_change
from whyclosed_rules.telling.sentences import ENGLISH, Context, Sentences, sentences
from whyclosed_rules.telling.steps import messages, of_parcel, steps
from whyclosed_rules.telling.timeline import timeline_of
from whyclosed_rules.telling.verdict import cause_of, dispute_of, short_cause, summary_of, verdict_of


def advise(facts: Mapping[str, Any], *, now: datetime, tz: tzinfo, language: str = "en") -> Diagnosis:
    """The diagnosis of given facts (names and values of `docs/facts.md`; free text is classified by the caller).

    `now` is aware; `tz` is the buyer's zone. Raises `FactError` for an unknown fact or value, `LanguageError`.
    """
    clock = Clock(now, tz)
    return _diagnosis(read_facts(facts, clock), None, (), clock, sentences(language))


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
    clock = Clock(now, tz)
    facts, rows = _read(order, clock, answers, suggested)
    return _diagnosis(facts, order, rows, clock, sentences(language))


def route_of(
    order: Order,
    *,
    now: datetime,
    tz: tzinfo,
    answers: Mapping[str, Any] | None = None,
    suggested: Mapping[str, Any] | None = None,
) -> Route:
    """The route of `diagnose` alone, without a word of explanation. Raises `FactError` for an unknown answer."""
    clock = Clock(now, tz)
    facts, _ = _read(order, clock, answers, suggested)
    _, urgent = min(_decided(facts, clock), key=lambda part: _rank(part[1]))
    return urgent.route


def _read(
    order: Order, clock: Clock, answers: Mapping[str, Any] | None, suggested: Mapping[str, Any] | None
) -> tuple[Facts, tuple[Row, ...]]:
    page = facts_of_order(order, clock)
    facts = page.facts
    if answers:
        facts = read_facts(answers, clock, "answer").over(facts)
    if suggested:
        facts = facts.over(read_facts(suggested, clock, "assumed"))
    return facts, page.rows


def _decided(facts: Facts, clock: Clock) -> list[tuple[str | None, Decision]]:
    """The decision on the order (named None), or on each of its parcels where there are several."""
    packages = facts.get("packages") or ()
    if not packages:
        return [(None, decide(derive(facts.without("packages"), clock)))]
    shared = facts.without("packages", *(spec.name for spec in specs().values() if spec.of == "parcel"))
    return [(name, decide(derive(own.over(shared), clock))) for name, own in packages]


def _diagnosis(
    facts: Facts, order: Order | None, page_rows: tuple[Row, ...], clock: Clock, words: Sentences
) -> Diagnosis:
    decided = _decided(facts, clock)
    parts = [_part(name, decision, order, words) for name, decision in decided]
    urgent = min(parts, key=lambda part: _rank(part.decision))
    if urgent.package is None:
        return _told(urgent, order, page_rows, words, ())
    alike = JOINT.join(part.package for part in parts if part.package is not None and _is_alike(part, urgent))
    claimed = JOINT.join(part.package for part in parts if part.package is not None and _is_claimed(part, urgent))
    ended = all(part.tone == "done" for part in parts)
    # No history yet where a parcel is still to come. One dispute is for all that is to be claimed.
    if alike != urgent.package or claimed not in ("", alike) or (urgent.history and not ended):
        urgent = _part(alike, urgent.decision, order, words, claimed=claimed, ended=ended)
    rows = {row.id: row for part in parts if part.decision is not urgent.decision for row in part.decision.rows[-2:]}
    page_rows = (*page_rows, *tables.rows("parcels", Row), *rows.values())
    return _told(urgent, order, page_rows, words, tuple(_package(part, words) for part in parts))


def _is_claimed(part: _Part, urgent: _Part) -> bool:
    """Whether the one dispute of an order is for this parcel too: also for one that failed, and whose seller would else
    be waited for."""
    failed = part.decision.known["situation"] <= tables.members("situation", "failed")
    asked = failed and part.decision.route in ("contact_seller", "wait_seller")
    return part.decision.route == "dispute" or (urgent.decision.route == "dispute" and asked)


def _is_alike(part: _Part, other: _Part) -> bool:
    """Whether the same is to be said and done of two parcels: an order has only one dispute, so it names both."""
    one, two = part.decision, other.decision
    return one.route == two.route and all(one.known.get(fact) == two.known.get(fact) for fact in _OF_A_PARCEL)


_OF_A_PARCEL = ("situation", "closer", "parcel", "ending", "receipt")


def _rank(decision: Decision) -> tuple[int, int]:
    window = decision.case.window
    return rank(decision.route, window.act_by if window else None, decision.case.clock.today)


@dataclass(frozen=True, slots=True)
class _Part:
    """What is told of an order, or of one of several parcels (`package` names it, or those that are alike; `claimed`
    all that a dispute is for). `history`: nothing of it can be acted on any more, so no step is told, no question
    asked."""

    package: str | None
    claimed: str | None
    decision: Decision
    times: Timing
    names: Context
    history: bool
    steps: tuple[tuple[StepRow, Step], ...]
    questions: tuple[tuple[QuestionRow | None, Question], ...]
    next: NextDate | None
    tone: Tone
    verdict: str
    summary: str

    @property
    def headline(self) -> str:
        """Verdict and summary, for those who have one line."""
        return f"{self.verdict} {self.summary}"

    def deadlines(self, words: Sentences) -> tuple[Deadline, ...]:
        """Its deadlines in words."""
        return tuple(deadline_of(due, words) for due in self.times.dues)


def _part(
    package: str | None,
    decision: Decision,
    order: Order | None,
    words: Sentences,
    *,
    claimed: str | None = None,
    ended: bool = True,
) -> _Part:
    """`ended` is False where the rest of the order is no history."""
    times = timing(decision)
    claimed = claimed or package
    names = names_of(decision, times, order, words, package, claimed)
    summary = summary_of(decision, words, names)
    if ended and is_history(decision, times):
        verdict = words.say("verdict", "history")
        return _Part(package, claimed, decision, times, names, True, (), (), None, "done", verdict, summary)
    asked = questions(decision, words)
    first = asked[0][1].fact if asked else None
    to_do = steps(decision, times, words, names, first)
    next_ = next_of(decision, times, (row for row, _ in to_do), words)
    verdict = verdict_of(decision, words, first, next_)
    tone = tone_of(decision, next_)
    return _Part(package, claimed, decision, times, names, False, to_do, asked, next_, tone, verdict, summary)


def _told(
    part: _Part,
    order: Order | None,
    page_rows: tuple[Row, ...],
    words: Sentences,
    packages: tuple[PackageDiagnosis, ...],
) -> Diagnosis:
    decision, times, names = part.decision, part.times, part.names
    english = names
    if words.language != ENGLISH:
        english = names_of(decision, times, order, sentences(ENGLISH), part.package, part.claimed)
    warned = [
        (row, words.say("warning", row.id, names))
        for table in (() if part.history else tables.WARNINGS)
        for row in decision.holding(table, WarningRow)
    ]
    kept, prevented = (
        [(row, words.say(table, row.id)) for row in decision.holding(table, Advice)]
        for table in ("evidence", "prevention")
    )
    told: list[tuple[Row, str]] = [*warned, *kept, *prevented]
    told += [(row, step.text) for row, step in part.steps]
    told += [(row, question.why) for row, question in part.questions if row is not None]
    because = tuple(because_of(decision, page_rows, told, words))
    overruled = tuple(overruled_of(decision, words))
    money, refund = _money_and_refund(part, order, words)
    steps_ = tuple(step for _, step in part.steps)
    return Diagnosis(
        verdict=part.verdict,
        summary=part.summary,
        headline=part.headline,
        tone=part.tone,
        next=part.next
        or first_of(
            (one.next for one in packages if one.next is not None and _counts(one, part)), decision.case.clock.tz
        ),
        money=money,
        page_says=order.reminder if order is not None else None,
        route=decision.route,
        may_be=decision.may_be,
        cause=cause_of(decision, words, part.summary),
        refund=refund,
        dispute=dispute_of(decision, words, names),
        deadlines=part.deadlines(words),
        steps=steps_,
        warnings=(
            *(Caution(row.code, says) for row, says in warned),
            *overruled_cautions(overruled, words),
            *page_cautions(order, decision.case, words),
        ),
        evidence=tuple(says for _, says in kept),
        prevention=tuple(says for _, says in prevented),
        messages=messages(steps_, words, names, english),
        questions=tuple(question for _, question in part.questions),
        because=because,
        overruled=overruled,
        would_change=() if part.history else tuple(_of_the_order(would_change(decision, words), part.package)),
        seasons=seasons_of(decision.case, words),
        timeline=tuple(timeline_of(decision, times, words)),
        changes=(),
        packages=packages,
        sources=_sources(decision, times, refund, because),
    )


def _counts(parcel: PackageDiagnosis, part: _Part) -> bool:
    """Whether the date of another parcel may be that of the order: what has arrived only has one for a case."""
    return parcel.route != "finished" or part.decision.route == "finished"


def _money_and_refund(part: _Part, order: Order | None, words: Sentences) -> tuple[MoneyBack, RefundOutlook]:
    """What is told of the money; of an order that is history no more than where to ask."""
    decision, names = part.decision, part.names
    money, refund = money_of(decision, order, words, names), refund_of(decision, words, names)
    if part.history and decision.route not in ("finished", "no_refund_due"):
        money = MoneyBack(words.say("money", "history"))
        refund = replace(refund, text=words.say("refund", "history"))
    text = of_parcel(refund.text, words, names)
    return money, replace(refund, text=text, parts=tuple(refund_parts(decision, order)))


def _sources(decision: Decision, times: Timing, refund: RefundOutlook, because: Iterable[Because]) -> dict[str, Source]:
    """Every source that the answer cites, once."""
    cited = [*(("D15",) if refund.parts else ()), *chain.from_iterable([entry.sources for entry in because])]
    cited += [id_ for due in times.dues for bound in (due.chosen, *due.others) for id_ in bound.sources]
    if decision.case.refund is not None:
        cited += decision.case.refund.sources
    return {id_: catalogue.source(id_, decision.case.numbers.day) for id_ in dict.fromkeys(cited)}


def _of_the_order(changes: Iterable[Change], package: str | None) -> Iterator[Change]:
    """Of an order with several parcels, what is told of one of them would not be clear."""
    return (change for change in changes if package is None or specs()[change.fact].of != "parcel")


def _package(part: _Part, words: Sentences) -> PackageDiagnosis:
    decision = part.decision
    assert part.package is not None
    summary = short_cause(decision, words)  # it stands under the parcel's name
    return PackageDiagnosis(
        id=part.package,
        verdict=part.verdict,
        summary=summary,
        headline=f"{part.verdict} {summary}",
        tone=part.tone,
        next=part.next,
        route=decision.route,
        may_be=decision.may_be,
        cause=cause_of(decision, words, summary),
        refund=refund_of(decision, words, part.names),
        dispute=dispute_of(decision, words, part.names),
        deadlines=part.deadlines(words),
        steps=tuple(step for _, step in part.steps),
    )
