"""What holds of a dispute: whose turn it is, or how it ended, and where the page says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from lxml.etree import _Element as Element

from whyclosed_parser.classify import classify_platform_message, may_be_dispute_news
from whyclosed_parser.model import DisputeResult, DisputeState, Refund
from whyclosed_parser.model.order import OF_REQUESTS, REFUNDED
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.alike import step_box
from whyclosed_parser.read.apart import apart
from whyclosed_parser.read.disputes.days import RESULTS, is_unshipped
from whyclosed_parser.read.disputes.news import TURNS, dispute_news
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.statements import (
    lines_about,
    may_state,
    newest_dated,
    own_day,
    stated,
    statements,
    the_one_that_holds,
)
from whyclosed_parser.read.states import UNDER_WAY, StateLine, is_ahead, steps_of
from whyclosed_parser.read.steps import is_step, marked_box
from whyclosed_parser.read.values import as_date
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import count_words, without_stop
from whyclosed_parser.words import DisputeWord, Entry

NEWS: dict[DisputeWord, tuple[DisputeState, DisputeResult]] = {
    "agreed": ("open", "seller_agreed"),
    "refused": ("open", "seller_refused"),
    "offered": ("waiting_buyer", "seller_offered"),
    "return_asked": ("open", "return_asked"),
    "appealed": ("waiting_platform", "appealed"),
    "appeal_lost": ("lost", "appeal_lost"),
}
"""What was done in a dispute: the state in which that leaves it, and its result so far."""
UNDECIDED = (*UNDER_WAY, *TURNS, "appealed")
_MOST_WORDS_OF_A_HEAD = 4


def may_be_told(reader: FieldReader) -> bool:
    """Whether anything of a dispute may stand there: a cheap test."""
    low, words = reader.scope.low, reader.words
    told = may_be_dispute_news(low, words.languages) or words.has_any("steps", low) or may_state("dispute", low, words)
    return told or reader.may_have("dispute")


def meaning_of(word: DisputeWord) -> tuple[DisputeState, DisputeResult | None]:
    """The state that the words of a dispute mean, and what was done in it."""
    return NEWS.get(word) or (cast("DisputeState", word), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """The state of a dispute and where it stands."""

    code: DisputeWord
    state: StateLine
    anchor: str
    rank: int
    done: DisputeWord | None = None
    """What was done last, where the same sentences say so."""


def turn_of(reader: FieldReader) -> Turn | None:
    """What holds of a dispute."""
    if not may_be_told(reader):
        return None
    refund: Refund | None = reader.parts.get("refund")
    settled = refund is not None and refund.stage == REFUNDED and reader.page.layout.kind in OF_REQUESTS
    turn = _stated_turn(reader, settled)
    return turn if turn is not None and turn.code not in UNDER_WAY else _told_turn(reader, turn, settled)


def _told_turn(reader: FieldReader, stated_turn: Turn | None, settled: bool) -> Turn | None:
    """What sentences tell beyond a state that says no more than that the dispute is open."""
    news = reader.once(dispute_news)
    if news is None or reader.ledger.is_doubted("dispute.state"):
        return stated_turn
    if news.code is None:
        reader.ledger.problem("several_states", "dispute.state")
        return None
    if stated_turn is not None and news.code in (*UNDER_WAY[:1], stated_turn.code):
        return stated_turn
    if settled and news.code in UNDECIDED:
        return stated_turn
    if is_unshipped(reader) and news.code not in UNDER_WAY[:1]:
        reader.ledger.problem("not_understood", "dispute.state")
        return stated_turn
    states = {meaning_of(one.code)[0] for one in (stated_turn, news) if one is not None and one.code is not None}
    if len(states & {*TURNS}) > 1:
        reader.ledger.problem("several_states", "dispute.state")
        return None
    state = StateLine(news.line, without_stop(news.sentence), Entry(news.code, "M"))
    return Turn(news.code, state, "text:dispute", 0, news.done)


def _stated_turn(reader: FieldReader, settled: bool) -> Turn | None:
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
        if known.code in (*RESULTS, *TURNS, *NEWS) and is_unshipped(reader):
            reader.ledger.problem("not_understood", "dispute.state")
        elif not (settled and known.code in UNDECIDED):
            return Turn(known.code, state, anchor, rank)
    if reader.ledger.is_doubted("dispute.state"):
        return None
    reminded = [turn for turn in _reminded(reader) if turn.code not in (*TURNS, *NEWS) or not is_unshipped(reader)]
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


def _reminded(reader: FieldReader) -> Iterator[Turn]:
    """What whole sentences below the order's status say of a dispute: elsewhere they may be a help text."""
    if not reader.words.has_any("dispute", reader.scope.low):
        return
    for rank, anchor in reader.anchors("reminder"):
        for node in nodes(anchor, reader.scope) if anchor.kind == "element" else ():
            for line in reader.scope.inner(node).lines():
                for label in (apart(without_stop(one), reader.words)[0] for one in sentences(line.text)):
                    entry = reader.words.entry("dispute", label)
                    if entry is not None:
                        yield Turn(entry.code, StateLine(line, label, entry), anchor.written, rank)


def _disagree(states: list[StateLine], reader: FieldReader) -> bool:
    """Whether lines outside of the steps say different things, or another one than the newest step with a day."""
    steps = steps_of(states)
    dated = newest_dated(steps, reader)
    codes = {one.entry.code for one in states if one not in steps}
    return len(codes | ({dated.entry.code} if dated is not None else set())) > 1


def newest_step(reader: FieldReader) -> tuple[date, DisputeWord] | tuple[None, None]:
    """What was done last in a dispute, by the steps that were reached, and its day; None where several things were."""
    reached: dict[date, list[DisputeWord]] = {}
    steps = steps_of(stated(reader.scope.lines(), "dispute", reader.words))
    elements = {step.line.element for step in steps}
    for step in steps:
        day, _ = own_day(reader, step, step_box(step.line.element, elements))
        if day is not None and not is_ahead(step.line):
            reached.setdefault(as_date(day), []).append(cast("DisputeWord", step.entry.code))
    done = [(day, code) for day, codes in reached.items() for code in codes if code in NEWS]
    newest = {(day, code) for day, code in done if day == max(other for other, _ in done)}
    return newest.pop() if len(newest) == 1 else (None, None)
