"""Disputes and requests: whose turn it is, and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_platform_message, is_about_cancelling, may_be_dispute_news
from whyclosed_parser.model import Dispute, DisputeResult, DisputeState, Refund, Status, Timer, TimerKind, When
from whyclosed_parser.model.order import CLOSED, OF_REQUESTS
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words, around_line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import HEADINGS
from whyclosed_parser.read.alike import step_box
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.read.dispute_news import TURNS, dispute_news
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import hits
from whyclosed_parser.read.ledger import Ledger
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.statements import (
    MOST_STATEMENTS,
    apart,
    bare,
    between,
    dated_words,
    days_in,
    lines_about,
    may_state,
    newest_dated,
    own_day,
    stated,
    statements,
    the_one_that_holds,
    undated,
    without_aside,
)
from whyclosed_parser.read.states import (
    UNDER_WAY,
    StateLine,
    is_ahead,
    is_step,
    marked_box,
    said_in,
    state_lines,
    steps_of,
)
from whyclosed_parser.read.timers import ticking
from whyclosed_parser.read.values import as_date
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.durations import is_period, read_duration, without_within
from whyclosed_parser.values.text import composed, count_words, fold, has_digit, normal_form, without_stop
from whyclosed_parser.words import DisputeWord, Entry, Kind, StepCode, Words
from whyclosed_parser.words.packs import shared

_REFUNDED = 3
_RESULTS = ("won", "partly_won", "lost")
_NEWS: dict[DisputeWord, tuple[DisputeState, DisputeResult]] = {
    "agreed": ("open", "seller_agreed"),
    "refused": ("open", "seller_refused"),
    "offered": ("waiting_buyer", "seller_offered"),
    "return_asked": ("open", "return_asked"),
    "appealed": ("waiting_platform", "appealed"),
    "appeal_lost": ("lost", "appeal_lost"),
}
"""What was done in a dispute: the state in which that leaves it, and its result so far."""
_BEGIN: dict[TimerKind, tuple[DisputeWord, ...]] = {"buyer_response": ("offered", "refused")}
"""What makes the next move somebody's."""
_UNDECIDED = (*UNDER_WAY, *TURNS, "appealed")
_RESPONSES: dict[str, TimerKind] = {"waiting_buyer": "buyer_response", "waiting_seller": "seller_response"}
_AWAITED: dict[TimerKind, DisputeState] = {"buyer_response": "waiting_buyer", "seller_response": "waiting_seller"}
_UNSHIPPED = ("awaiting_payment", "payment_review", "awaiting_shipment", "cancel_requested")
_MOST_WORDS_OF_A_HEAD = 4
_BEHIND_THE_STATE = patterns.compiled(r" ?(?:[–—·|(（:：]|(?<= )-(?= ))[^–—·|(（:：\d]{0,40}\d[^–—·|]{0,40}\Z")
"""The time that is left, apart from the words in front of it: "Waiting for your answer – 3 days left"."""
_NEAR = 4
"""Lines around the words that say whose turn it is; more are another part of the page."""


def read_dispute(reader: FieldReader) -> Dispute:
    """The dispute of an order: whose turn it is, and its days."""
    if not _may_be_told(reader):
        return Dispute()
    refund: Refund | None = reader.parts.get("refund")
    opened = reader.date("dispute.opened_on", "dispute.opened_on") or _day(reader, "opened")
    decided = reader.date("dispute.decided_on", "dispute.decided_on") or _day(reader, "decided")
    turn = reader.once(_turn)
    if (turn is None or turn.code in _UNDECIDED) and (_is_closed_by_code(reader) or _is_headed_closed(reader)):
        if decided is None and (refund is None or refund.stage is None):
            reader.ledger.problem("not_understood", "dispute.decided_on")
        turn = None
    if turn is None:
        unread = (refund is None or refund.stage is None) and _says_something(reader)
        said = reader.page.unknown and (
            stated(reader.scope.lines(), "dispute", reader.words) or _heads_a_dispute(reader)
        )
        if unread or said:
            reader.ledger.problem("not_understood", "dispute.state")
        return Dispute(None, None, opened, decided)
    reader.ledger.note("dispute", turn.anchor, turn.rank, turn.state.line.text)
    if turn.state.entry.unverified:
        reader.ledger.unverified("dispute.state")
    state, result = _meaning(turn.code)
    if turn.code in TURNS:
        result = _NEWS[turn.done][1] if turn.done is not None else _done(reader)
    return Dispute(state, turn.state.label, opened, decided, result)


def _may_be_told(reader: FieldReader) -> bool:
    """Whether anything of a dispute may stand there: a cheap test."""
    low, words = reader.scope.low, reader.words
    told = may_be_dispute_news(low, words.languages) or words.has_any("steps", low) or may_state("dispute", low, words)
    return told or reader.may_have("dispute")


def _done(reader: FieldReader) -> DisputeResult | None:
    """What was done last in a dispute whose state says only whose turn it is; a problem where something was, and when
    is not known."""
    _, code = _newest(reader)
    if code is not None:
        return _NEWS[code][1]
    if not _dated_codes(reader, "dispute").isdisjoint(_NEWS):
        reader.ledger.problem("not_understood", "dispute.result")
    return None


def awaited(reader: FieldReader, *, by_another: bool) -> TimerKind | None:
    """Whose answer a dispute waits for by a time of which its sentence does not say whose it is. `by_another`: it
    speaks of him as of somebody else than who reads."""
    turn = reader.once(_turn)
    if turn is None or turn.code not in (*UNDER_WAY, *TURNS) or turn.code == "waiting_platform":
        return None
    kind = _RESPONSES.get(_meaning(turn.code)[0])
    if turn.code in _BEGIN["buyer_response"]:
        kind = "buyer_response"
    if not by_another:
        return kind
    return None if kind == "buyer_response" else "seller_response"


def period_begins(reader: FieldReader, kind: TimerKind) -> date | None:
    """The day from which a period counts that the page of a request gives for the next move: that of the last one."""
    day, code = _newest(reader)
    turn = reader.once(_turn)
    if code is None and turn is not None:  # no step: a line with its day in it
        told, _ = own_day(reader, turn.state, None)
        day, code = (None, None) if told is None else (as_date(told), turn.code)
    return day if code in _BEGIN.get(kind, ()) else None


def _newest(reader: FieldReader) -> tuple[date, DisputeWord] | tuple[None, None]:
    """What was done last in a dispute, by the steps that were reached, and its day; None where several things were."""
    reached: dict[date, list[DisputeWord]] = {}
    steps = steps_of(stated(reader.scope.lines(), "dispute", reader.words))
    elements = {step.line.element for step in steps}
    for step in steps:
        day, _ = own_day(reader, step, step_box(step.line.element, elements))
        if day is not None and not is_ahead(step.line):
            reached.setdefault(as_date(day), []).append(cast("DisputeWord", step.entry.code))
    done = [(day, code) for day, codes in reached.items() for code in codes if code in _NEWS]
    newest = {(day, code) for day, code in done if day == max(other for other, _ in done)}
    return newest.pop() if len(newest) == 1 else (None, None)


def _meaning(word: DisputeWord) -> tuple[DisputeState, DisputeResult | None]:
    """The state that the words of a dispute mean, and what was done in it."""
    return _NEWS.get(word) or (cast("DisputeState", word), None)


def _is_closed_by_code(reader: FieldReader) -> bool:
    """Whether data says by a number that the request is closed; how, it does not say."""
    closed: list[str] = shared("order_codes")["request"]["closed"]
    anchors = (anchor for _, anchor in reader.anchors("dispute.code"))
    return any(hit.text in closed for anchor in anchors for hit in hits(anchor, reader.scope, reader.words, None))


def _is_headed_closed(reader: FieldReader) -> bool:
    """Whether the place of the state says that the request was decided; how, it does not say."""
    if not reader.words.has_any("steps", reader.scope.low):
        return False
    placed = reader.placed_lines("dispute.state")
    return any(reader.words.code("steps", without_stop(line.text)) == "decided" for line in placed)


def _day(reader: FieldReader, code: StepCode) -> When | None:
    """The day of the one step of a request that is its opening or its decision, or that a sentence tells so."""
    path = f"dispute.{code}_on"
    low, words = reader.scope.low, reader.words
    if not (words.has_any("steps", low) or may_state("dispute", low, words)) or _is_unshipped(reader):
        return None
    days = _days_of_steps(reader, code, path)
    days = days or {day: text for one, day, text in reader.once(_days_told) if one == code}
    if len(days) != 1:
        if code in _dated_codes(reader, "steps") and _tells_days(reader, path) and not reader.ledger.is_doubted(path):
            reader.ledger.problem("not_understood", path)
        return None
    ((day, text),) = days.items()
    reader.ledger.note(path, "text:dispute", 0, text)
    return day


def _days_of_steps(reader: FieldReader, code: StepCode, path: str) -> dict[When, str]:
    """The days of the steps with this meaning, each with the words in which it was found."""
    days: dict[When, str] = {}
    if not _tells_days(reader, path):
        return days
    lines = reader.scope.lines()
    dated = _dated(lines, reader.words)
    known = state_lines(lines, "steps", reader.words)
    steps = [one for one in known if one.line.element in dated or is_step(one.line.element)]
    if len(steps) > MOST_STATEMENTS:
        reader.ledger.problem("not_understood", path)
        return days
    for step in (one for one in steps if one.entry.code == code):
        element = step.line.element
        around = {one.line.element for one in steps}
        box = dated[element] if element in dated else _step_around(element, around)
        day, text = own_day(reader, step, box)
        if day is not None:
            days[day] = text
        elif any(MARK in line.text for line in reader.lines_in(box)):
            reader.ledger.problem("broken_words", path)
    return days


def _tells_days(reader: FieldReader, path: str) -> bool:
    """Whether the page is that of one request, which has such a day."""
    layout = reader.family
    return layout.kind in OF_REQUESTS and not layout.several and bool(layout.anchors(path))


def _dated_codes(reader: FieldReader, kind: Kind) -> set[str]:
    """The meanings of the words of this kind right below which a day stands by itself."""
    dated = dated_words(reader.scope.lines(), reader.words)
    return {code for line, _ in dated if (code := reader.words.code(kind, line.text)) is not None}


def _dated(lines: list[Line], words: Words) -> Mapping[Element, Element]:
    """The elements that stand in a box of their own with nothing but a day below, and that box: a step, though nothing
    is called so."""
    dated: dict[Element, Element] = {}
    for line, following in pairwise(lines):
        box = around_line(line).getparent()
        if box is None or around_line(following).getparent() is not box or not is_one_day(following.text, words.months):
            continue
        if [line.text, following.text] == said_in(box):
            dated[line.element] = box
    return dated


def _days_told(reader: FieldReader) -> list[tuple[StepCode, When, str]]:
    """The same of sentences that say nothing else: "You opened a dispute on Nov 10, 2026.", "Request submitted: Nov 10,
    2026"."""
    told = (_days_in(reader, sentence) for line in reader.own_lines for sentence in sentences(line.text))
    return [one for several in told for one in several]


def _days_in(reader: FieldReader, sentence: str) -> Iterator[tuple[StepCode, When, str]]:
    label, text = undated(without_stop(sentence), reader.words)
    entry = reader.words.entry("steps", apart(label, reader.words)[0]) if text is not None else None
    if text is None or entry is None:
        yield from _days_of_a_result(reader, sentence)
        return
    day = reader.when(text)
    if day is not None:
        yield cast("StepCode", entry.code), day, text


def _days_of_a_result(reader: FieldReader, sentence: str) -> Iterator[tuple[StepCode, When, str]]:
    """The days in a sentence that tells how a dispute ended: "The dispute you opened on Oct 30 was decided in your
    favour on Nov 18"."""
    words = reader.words
    result = words.entry("dispute", bare(without_stop(sentence), words)) if has_digit(sentence) else None
    if result is None or result.code not in _RESULTS:
        return
    text = composed(sentence)
    days = days_in(text, words)
    around = [without_aside(piece, words) for piece in between(text, [(day.start, day.end) for day in days])]
    opened = [
        day for day, (one, other) in zip(days, pairwise(around), strict=True) if "opened" in (one.behind, other.front)
    ]
    for located in days:
        code: StepCode = "opened" if located in opened else "decided"
        day = reader.when(located.text)
        if code == "decided" and len(days) - len(opened) > 1:  # of several days nobody knows which
            continue
        if day is not None and not reader.is_to_come(day):
            yield code, day, located.text


def _step_around(element: Element, steps: Set[Element]) -> Element:
    """The step around an element; the box that is called one where it is the only one, or that box says no more."""
    box = step_box(element, steps)
    if fold(all_words(box)) != fold(all_words(element)):
        return box
    around = (one for one in own_boxes(element) if one is not element and "step" in (one.get("class") or "").casefold())
    return next(around, box)


def _heads_a_dispute(reader: FieldReader) -> bool:
    """Whether a heading of the page speaks of a dispute."""
    headings = (line for line in reader.scope.lines() if line.element.tag in HEADINGS)
    return any(may_be_dispute_news(normal_form(line.text), reader.words.languages) for line in headings)


def _says_something(reader: FieldReader) -> bool:
    """Whether the page of a request has words where its state stands; that of a dispute always has."""
    layout = reader.family
    if layout.kind not in OF_REQUESTS:
        return False
    if layout.kind == "dispute" and not layout.several:
        return True
    return bool(reader.placed_lines("dispute.state"))


@dataclass(frozen=True, slots=True)
class _Turn:
    """The state of a dispute and where it stands."""

    code: DisputeWord
    state: StateLine
    anchor: str
    rank: int
    done: DisputeWord | None = None
    """What was done last, where the same sentences say so."""


def _turn(reader: FieldReader) -> _Turn | None:
    """What holds of a dispute."""
    if not _may_be_told(reader):
        return None
    refund: Refund | None = reader.parts.get("refund")
    settled = refund is not None and refund.stage == _REFUNDED and reader.page.layout.kind in OF_REQUESTS
    turn = _stated_turn(reader, settled)
    return turn if turn is not None and turn.code not in UNDER_WAY else _told_turn(reader, turn, settled)


def _told_turn(reader: FieldReader, stated_turn: _Turn | None, settled: bool) -> _Turn | None:
    """What sentences tell beyond a state that says no more than that the dispute is open."""
    news = reader.once(dispute_news)
    if news is None or reader.ledger.is_doubted("dispute.state"):
        return stated_turn
    if news.code is None:
        reader.ledger.problem("several_states", "dispute.state")
        return None
    if stated_turn is not None and news.code in (*UNDER_WAY[:1], stated_turn.code):
        return stated_turn
    if settled and news.code in _UNDECIDED:
        return stated_turn
    if _is_unshipped(reader) and news.code not in UNDER_WAY[:1]:
        reader.ledger.problem("not_understood", "dispute.state")
        return stated_turn
    states = {_meaning(one.code)[0] for one in (stated_turn, news) if one is not None and one.code is not None}
    if len(states & {*TURNS}) > 1:
        reader.ledger.problem("several_states", "dispute.state")
        return None
    state = StateLine(news.line, news.sentence, Entry(news.code, "M"))
    return _Turn(news.code, state, "text:dispute", 0, news.done)


def _stated_turn(reader: FieldReader, settled: bool) -> _Turn | None:
    """What states that are known as a whole say. `settled`: a refund that is done outranks the older lines about it, on
    the page of one request."""
    unread = False
    for lines, anchor, rank in lines_about(reader, "dispute"):
        states = statements(reader, "dispute", lines)
        state = the_one_that_holds(states, reader)
        if not states and not anchor.startswith("text:") and reader.page.layout.kind == "dispute":
            unread = not _understood(lines, reader)
        if state is not None and state.entry.code in UNDER_WAY:
            unread = unread or _says_closed(lines, reader)
        if unread and state is not None and (state.entry.code in UNDER_WAY or _is_old_step(state.line.element)):
            reader.ledger.problem("not_understood", "dispute.state")
            break  # where the state stands are other words, and the steps may lag behind them
        if state is None:
            if _disagree(states, reader):
                reader.ledger.problem("several_states", "dispute.state")
            continue
        known = cast("Entry[DisputeWord]", state.entry)
        if known.code in (*_RESULTS, *TURNS, *_NEWS) and _is_unshipped(reader):
            reader.ledger.problem("not_understood", "dispute.state")
        elif not (settled and known.code in _UNDECIDED):
            return _Turn(known.code, state, anchor, rank)
    if reader.ledger.is_doubted("dispute.state"):
        return None
    reminded = [turn for turn in _reminded(reader) if turn.code not in (*TURNS, *_NEWS) or not _is_unshipped(reader)]
    if len({turn.code for turn in reminded} - {*UNDER_WAY}) > 1:
        reader.ledger.problem("several_states", "dispute.state")
        return None
    return next((turn for turn in reminded if turn.code not in UNDER_WAY), next(iter(reminded), None))


def _says_closed(lines: list[Line], reader: FieldReader) -> bool:
    """Whether a short line of the page of a request says that it is closed, and not how; on another page, that the
    dispute is."""
    short = [line.text for line in lines if count_words(line.text) <= _MOST_WORDS_OF_A_HEAD]
    if not reader.is_of_request:
        short = [text for text in short if reader.words.code("steps", text) == "decided"]
    return any(
        reader.words.entry("status", text) is None and classify_platform_message(text, reader.words.tongues) == "other"
        for text in short
    )


def _is_old_step(element: Element) -> bool:
    """Whether an element is a step, and not marked as the one that was reached last."""
    return is_step(element) and marked_box(element) is None


def _understood(lines: list[Line], reader: FieldReader) -> bool:
    """Whether the words in the place of a dispute's state say something else that is known: of the refund, or of the
    return."""
    texts = [line.text for line in lines if any(map(str.isalpha, line.text))]
    news = reader.once(dispute_news)
    return (
        not texts
        or (news is not None and news.line in lines)
        or any(
            reader.words.entry("refund", text) is not None
            or (classify_platform_message(text, reader.words.tongues) or "").startswith(("refund_", "return_"))
            for text in texts
        )
    )


def _reminded(reader: FieldReader) -> Iterator[_Turn]:
    """What whole sentences below the order's status say of a dispute: elsewhere they may be a help text."""
    if not reader.words.has_any("dispute", reader.scope.low):
        return
    for rank, anchor in reader.anchors("reminder"):
        for node in nodes(anchor, reader.scope) if anchor.kind == "element" else ():
            for line in reader.scope.inner(node).lines():
                for label in (apart(without_stop(one), reader.words)[0] for one in sentences(line.text)):
                    entry = reader.words.entry("dispute", label)
                    if entry is not None:
                        yield _Turn(entry.code, StateLine(line, label, entry), anchor.written, rank)


def _disagree(states: list[StateLine], reader: FieldReader) -> bool:
    """Whether lines outside of the steps say different things, or another one than the newest step with a day."""
    steps = steps_of(states)
    dated = newest_dated(steps, reader)
    codes = {one.entry.code for one in states if one not in steps}
    return len(codes | ({dated.entry.code} if dated is not None else set())) > 1


def _is_unshipped(reader: FieldReader) -> bool:
    """Whether the order cannot have a dispute yet: the request that waits or was rejected is one to cancel it."""
    status = reader.parts.get("status")
    return isinstance(status, Status) and status.code in _UNSHIPPED


def _without_words(text: str) -> str:
    """The time left without what stands before it."""
    digit = next((at for at, char in enumerate(text) if char.isdigit()), 0)
    return f"{without_within(text[:digit])}{text[digit:]}".strip(" :：()·-–")


def response_timer(reader: FieldReader) -> Timer | None:
    """The countdown that stands beside the words that say whose turn it is, in no sentence of its own."""
    turn = reader.once(_turn)
    kind = _RESPONSES.get(_meaning(turn.code)[0]) if turn is not None else None
    parent = around_line(turn.state.line).getparent() if turn is not None else None
    if turn is None or kind is None or parent is None:
        return None
    label = turn.state.label
    lines = reader.lines_in(parent)
    texts = [line.text.removeprefix(label) for line in lines[:_NEAR]]
    found = {_without_words(text): None for text in texts}
    left = {text: span for text in found if (span := read_duration(text, reader.words.units)) is not None}
    if len(left) != 1:
        return None
    ((text, span),) = left.items()
    if span == timedelta(days=span.days) and any(is_period(one.partition(text)[0], "") for one in texts):
        return None  # of which nobody knows when it began
    return ticking(kind, f"{label}: {text}", span, reader.page.captured_at)


def settled_dispute(parts: Mapping[str, Any], ledger: Ledger, seen: datetime | None) -> Dispute | None:
    """A dispute of which no words but those of a time for somebody's answer say whose turn it is; None where it stays
    as it is."""
    dispute, status = parts.get("dispute"), parts.get("status")
    if not isinstance(dispute, Dispute) or dispute.state not in (None, *UNDER_WAY[:1]):
        return None
    has_failed = any(message.meaning == "refund_failed" for message in parts.get("messages", ()))
    if has_failed or (isinstance(status, Status) and status.code in (*_UNSHIPPED, *CLOSED)):
        return None  # whoever is awaited there is asked something else: for another way, as a rule
    refund = parts.get("refund")
    if dispute.decided_on is not None or (refund is not None and refund.stage == _REFUNDED) or _is_in_doubt(ledger):
        return None
    runs = {timer.kind: at for at, timer in enumerate(parts.get("timers", ())) if _runs_for_an_answer(timer, seen)}
    if len(runs) != 1 or any(message.meaning == "cancel_asked" for message in parts.get("messages", ())):
        return None  # who is asked to cancel an order is awaited in no dispute
    ((kind, at),) = runs.items()
    if is_about_cancelling(parts["timers"][at].text):
        return None
    ledger.copy(f"timers.{at}", "dispute")
    ledger.unverified("dispute.state")
    label = dispute.label or _BEHIND_THE_STATE.sub("", parts["timers"][at].text)
    return replace(dispute, state=_AWAITED[kind], label=label)


def _is_in_doubt(ledger: Ledger) -> bool:
    """Whether words about the state of the dispute were not understood."""
    return any(one.field == "dispute.state" and one.code != "unverified_wording" for one in ledger.problems)


def _runs_for_an_answer(timer: Timer, seen: datetime | None) -> bool:
    """Whether a timer is the one of an answer, and was running when the page was seen."""
    if timer.kind not in _AWAITED or timer.after is not None:
        return False
    end = timer.ends_at or timer.ends_on
    return seen is None or end is None or as_date(end) >= seen.date()
