"""What the rules answer: the diagnosis of an order, as frozen values with one JSON form.

Every text is a finished sentence in the buyer's language; every id in `sources` is a rule of the two source
articles (A…, B…), a named conflict (K…), an ambiguity (Q…), a parameter (P…), a rule of our own (D…) or a fact of
a page layout, and `Diagnosis.sources` says where each one stands. In a report of several orders that stands once, for
all of them: `telling.shared`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any, Literal

from whyclosed_parser.model import Money, When
from whyclosed_parser.records import dataclass

Route = Literal[
    "automatic",
    "dispute",
    "contact_seller",
    "wait_seller",
    "wait_new_tracking",
    "wait_shipping",
    "wait_delivery",
    "no_refund_due",
    "finished",
    "in_dispute",
    "ask_support",
    "ask_bank",
    "window_closed",
    "check_facts",
    "undecided",
]
CauseCode = Literal[
    "unpaid",
    "never_shipped",
    "seller_cancelled",
    "buyer_cancelled",
    "security",
    "seller_suspended",
    "shipment_cancelled",
    "status_wrong",
    "buyer_confirmed",
    "dispute_resolved",
    "auto_confirmed",
    "group_buy_failed",
    "not_collected",
    "not_closed",
    "unknown",
]
Certainty = Literal["certain", "likely", "possible"]
DeadlineKind = Literal[
    "dispute_window",
    "seller_reply",
    "new_number_check",
    "new_number",
    "refund_if_undelivered",
    "return_window",
    "ship",
    "pay",
    "confirm",
    "buyer_in_dispute",
    "seller_in_dispute",
    "arbitration",
    "cancel_reply",
    "ask_support",
    "appeal",
    "bank_case",
    "return_by",
]
Basis = Literal["printed", "timer", "computed"]
Role = Literal["until", "from"]
Tone = Literal["act", "decide", "wait", "done"]
WarningCode = Literal[
    "do_not_cancel",
    "cancel_reason_decides_blame",
    "window_maybe_over",
    "watch_window",
    "protective_dispute",
    "coupon_may_be_lost",
    "leverage_lost",
    "later_than_usual",
    "season",
    "do_not_open_another",
    "decision_final",
    "may_not_be_cancelled",
    "unverified_wording",
    "time_not_read",
    "page_is_old",
    "page_is_ahead",
    "button_missing",
    "period_without_start",
    "time_without_zone",
    "do_not_confirm",
    "do_not_close_dispute",
    "do_not_pay_outside",
    "credit_not_money",
    "evidence_overruled",
    "outside_the_sources",
]
QuestionKind = Literal["yes_no", "choice", "date", "time", "amount", "number", "duration", "text"]
Recipient = Literal["seller", "support", "bank", "dispute_form", "aliexpress"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another cause that is still open."""

    code: CauseCode
    text: str


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the order ended. `code` is the most certain cause; every other open one is in `candidates`. `quote` are the
    page's words that it rests on, None where no page says it."""

    code: CauseCode
    detail: str | None
    certainty: Certainty
    text: str
    candidates: tuple[Candidate, ...] = ()
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class RefundPart:
    """The refund of one payment method, where an order was paid in parts."""

    method: str
    from_: When | None
    by: When | None
    limit: date | None


@dataclass(frozen=True, slots=True)
class RefundOutlook:
    """When money should be back. `automatic` None: not decided. `from_`/`by`: the expected range (days, or times
    where the range is hours); `limit`: the 20th business day, after which one asks support."""

    automatic: bool | None = None
    from_: When | None = None
    by: When | None = None
    limit: date | None = None
    text: str = ""
    parts: tuple[RefundPart, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeAdvice:
    """What to choose (the label of the form, as it is) and to ask for in a dispute; both None where none is advised."""

    reason: str | None = None
    ask_for: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of a deadline that was not chosen."""

    last_day: date | None
    at: datetime | None
    basis: Basis
    says: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day (`last_day`, included, with `act_by` in the buyer's calendar) or an instant (`at`). With the role "from" it
    ends nothing: `possible_from` is the day from which the buyer may ask, and there is no last day. `text` tells what
    ends or begins and what that rests on; `title` in a few words what the day to act by is, as a calendar shows it."""

    kind: DeadlineKind
    last_day: date | None
    act_by: date | None
    at: datetime | None
    basis: Basis
    text: str
    sources: tuple[str, ...] = ()
    other_readings: tuple[Reading, ...] = ()
    role: Role = "until"
    possible_from: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `message` is the id of a message to send; `sets` the facts that doing it answers. `role` tells
    what `due` is: the day to do it by, the day until which to wait, or the first day for it."""

    id: str
    text: str
    due: When | None = None
    message: str | None = None
    sets: Mapping[str, Any] = field(default_factory=dict)
    role: Literal["by", "until", "from"] = "by"


@dataclass(frozen=True, slots=True)
class Caution:
    """Something that could cost the buyer money."""

    code: WarningCode
    text: str


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """A message ready to send, with its translation into the buyer's language (None where it is the same)."""

    id: str
    to: Recipient
    language: str
    text: str
    translation: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question."""

    value: Any
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that still matters; answer it with `--answer FACT=VALUE`."""

    fact: str
    kind: QuestionKind
    text: str
    options: tuple[Option, ...]
    why: str


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact that a conclusion rests on. `name` says in words what fact it is; `origin`: read on a page, answered by
    the buyer, given by the caller, or derived from other facts; `found` is the JSON path in the order and `quote` the
    page's words, where read. `text` is the value in words, None for a day, an amount or a number, and for a code that
    has none of its own: what it means, the rule says."""

    fact: str
    name: str
    value: Any
    origin: Literal["page", "answer", "given", "derived", "assumed"]
    found: str | None = None
    quote: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """One rule that holds: what it says, the facts it used and the sources it rests on. `deciding`: the route or the
    cause rests on it, and not only a step towards them or a piece of advice."""

    rule: str
    says: str
    facts: tuple[FactUsed, ...]
    sources: tuple[str, ...]
    deciding: bool = False


@dataclass(frozen=True, slots=True)
class Overruled:
    """Evidence that stronger evidence contradicts: its rule, what it says, and the page's words (None where no page
    gave it). Where there is any, the cause is likely at most."""

    rule: str
    says: str
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A single other fact that would lead to another route. `name` says in words what fact it is, `leads_to` where
    the route goes; `text` is all of it in one sentence."""

    fact: str
    name: str
    value: Any
    route: Route
    leads_to: str
    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point of the order's timeline: past dates and deadlines."""

    on: When
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a cited rule stands: the document (A or B of the source articles, or "whyclosed" for our own), its
    section, its lines, and what it says in our words."""

    id: str
    document: str
    section: str
    lines: str
    says: str


@dataclass(frozen=True, slots=True)
class PackageDiagnosis:
    """The same questions answered for one parcel of an order with several."""

    id: str
    verdict: str
    summary: str
    headline: str
    tone: Tone
    next: NextDate | None
    route: Route
    may_be: tuple[Route, ...]
    cause: Cause
    refund: RefundOutlook
    dispute: DisputeAdvice
    deadlines: tuple[Deadline, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NextDate:
    """The one date of an answer. `on` is a day of the buyer's calendar: the day to act by, or with the role "from" the
    first day on which the buyer may ask. `at` is the instant where an hour counts, else None; `text` says what it is.
    """

    kind: DeadlineKind
    role: Role
    on: date
    at: datetime | None
    text: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """What comes back. `amount` is what the page shows as refund, else what was paid, and None where nothing is to come
    or no page shows it; `expected_by` the last day or time of the usual range, None where no day is known."""

    text: str
    amount: Money | None = None
    expected_by: When | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why an order was closed and what to do: the JSON form `diagnosis` of the schema `whyclosed/1`.

    `verdict` says in at most six words what to do, `summary` in one sentence why, with how sure that is; `headline` is
    both in one. `tone`: the buyer has to act, has to find something out or choose, waits, or is done. `next` is the one
    date, None where nothing is due. `page_says` is the page's own sentence about the order, None where it has none.
    `questions` holds at most three; answered, or told to be unknown, they make room for others.
    """

    verdict: str
    summary: str
    headline: str
    tone: Tone
    next: NextDate | None
    money: MoneyBack
    page_says: str | None
    route: Route
    may_be: tuple[Route, ...]
    cause: Cause
    refund: RefundOutlook
    dispute: DisputeAdvice
    deadlines: tuple[Deadline, ...]
    steps: tuple[Step, ...]
    warnings: tuple[Caution, ...]
    evidence: tuple[str, ...]
    prevention: tuple[str, ...]
    messages: tuple[MessageDraft, ...]
    questions: tuple[Question, ...]
    because: tuple[Because, ...]
    would_change: tuple[Change, ...]
    seasons: tuple[str, ...]
    timeline: tuple[Moment, ...]
    changes: tuple[str, ...]
    packages: tuple[PackageDiagnosis, ...]
    sources: Mapping[str, Source]
    overruled: tuple[Overruled, ...] = ()
