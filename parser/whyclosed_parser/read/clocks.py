"""All times of an order that run: those in places that the layout knows, and those that its words tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from whyclosed_parser.model import Status, StatusCode, Timer
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.countdowns import by_status, read_countdowns
from whyclosed_parser.read.deadlines import answer_awaited, may_name_a_deadline, may_tell_an_end
from whyclosed_parser.read.disputes.answers import awaited, period_begins, response_timer
from whyclosed_parser.read.endings import FoundTimer, unclear_end
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.reminders import is_unread_day
from whyclosed_parser.read.sentences import flowing, of_this_order
from whyclosed_parser.read.shapes import is_sentence
from whyclosed_parser.read.steps import is_step
from whyclosed_parser.read.timers import find_answer_timer, find_timers, has_sentence
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words.templates import counts_down

_LONGEST_COUNTDOWN = 160  # characters of a line that names a time left
_OF_THE_LIVING = frozenset({"pay", "ship", "confirm"})
"""Kinds of timers that no order has which has ended."""
_PAID: tuple[StatusCode, ...] = ("awaiting_shipment", "partially_shipped", "shipped", "delivered", "refunding")


def read_clocks(reader: FieldReader) -> tuple[Timer, ...]:
    """The times that run, in reading order; what looks like one and is none that is understood is a problem."""
    timers = _told(reader)
    if not reader.asks("timers"):
        return timers
    if not timers and _runs_beyond_the_order(reader):
        reader.ledger.problem("not_understood", "timers")
    if not any(timer.kind in ("buyer_response", "seller_response") for timer in timers):
        timers += _of_whose_turn_it_is(reader, len(timers))
    in_doubt = reader.ledger.has("several_states", "dispute.state")
    in_doubt = in_doubt or (reader.kind == "dispute" and _says_a_day_ahead(reader))
    if not timers and (in_doubt or _counts_down(reader)):
        reader.ledger.problem("not_understood", "timers")
    return timers


def _told(reader: FieldReader) -> tuple[Timer, ...]:
    timers: list[Timer] = []
    placed = list(read_countdowns(reader))
    known = {found.timer.text for found, _, _ in placed}
    in_words = ((found, "text:timers", 0) for found in _in_words(reader, placed) if found.timer.text not in known)
    status = reader.parts.get("status")
    for found, anchor, rank in (*placed, *in_words):
        kind = found.timer.kind
        if (reader.has_ended and kind in _OF_THE_LIVING) or _is_about_another(reader, found.timer.text):
            continue  # a help text, or a notice about another order
        if kind == "pay" and isinstance(status, Status) and status.code in _PAID:
            reader.ledger.problem("not_understood", "timers")  # an advert, perhaps
            continue
        timers.append(_noted(reader, _begun(reader, found), len(timers), anchor, rank))
    if reader.scope.broken and any(
        MARK in line.text and has_sentence(normal_form(line.printed), reader.words) for line in reader.own_lines
    ):
        reader.ledger.problem("broken_words", "timers")
    return tuple(timers)


def _noted(reader: FieldReader, found: FoundTimer, place: int, anchor: str, rank: int) -> Timer:
    """The timer, with its words redacted, written down in the ledger."""
    path, text = f"timers.{place}", reader.free(found.timer.text)
    reader.ledger.note(path, anchor, rank, text)
    if found.unverified:
        reader.ledger.unverified(path)
    if found.problem:
        reader.ledger.problem(found.problem, path)
    return replace(found.timer, text=text)


def _begun(reader: FieldReader, found: FoundTimer) -> FoundTimer:
    """A period that counts from what was done last in the request, where the page has the day of that."""
    days = found.timer.days
    began = period_begins(reader, found.timer.kind) if found.problem == "unknown_start" and days is not None else None
    if began is None or days is None:
        return found
    return replace(found, timer=replace(found.timer, ends_on=began + timedelta(days=days)), problem=None)


def _in_words(reader: FieldReader, placed: Sequence[object]) -> list[FoundTimer]:
    """The timers that sentences tell; where they tell none, the one time left whose meaning the status gives."""
    layout, scope = reader.page.layout, reader.scope
    if reader.asks("timers"):
        found = find_timers(scope.low, lambda: reader.flowing_lines, reader.words, reader.page.captured_at)
        if found:
            return found
    if not placed and layout.countdowns and not layout.evidence and _counts_down(reader):
        return [one for one in [by_status(reader, reader.own_lines)] if one is not None]
    return []


def _runs_beyond_the_order(reader: FieldReader) -> bool:
    """Whether a time runs in other lines than the order's: without a line of its status nothing says how far its part
    goes."""
    scope = reader.scope
    placed = "status" in reader.parts and reader.known.get("status_line", True) is not None
    if placed or reader.own_lines is scope.lines():
        return False
    lines = partial(flowing, scope.lines(), reader.words)
    return bool(find_timers(scope.low, lines, reader.words, reader.page.captured_at))


def _of_whose_turn_it_is(reader: FieldReader, place: int) -> tuple[Timer, ...]:
    """The time left beside the words that say who has to answer, or in a sentence that leaves that to them."""
    beside = response_timer(reader)
    told = FoundTimer(beside, False, unclear_end(beside)) if beside is not None else _for_an_answer(reader)
    return () if told is None else (_noted(reader, told, place, "text:dispute", 0),)


def _for_an_answer(reader: FieldReader) -> FoundTimer | None:
    """The one time by which an answer is awaited, where the page says whose in other sentences."""
    if not may_name_a_deadline(reader.scope.low, reader.words):
        return None
    told: dict[str, FoundTimer] = {}
    lines = (line.text for line in reader.own_lines if may_tell_an_end(line.text, reader.words))
    for sentence in (one for text in lines for one in of_this_order(text, reader.words)):
        found = answer_awaited(sentence, reader.words)
        kind = awaited(reader, by_another=found.by_another) if found is not None else None
        if found is None or kind is None:
            continue
        timer = find_answer_timer(sentence, found, kind, reader.words, reader.page.captured_at)
        if timer is not None:
            told[sentence] = timer
    return next(iter(told.values())) if len(told) == 1 else None


def _says_a_day_ahead(reader: FieldReader) -> bool:
    """Whether a sentence on the page of a request names a day that is to come: mostly one by which to answer."""
    told = (line.text for line in reader.own_lines if not is_step(line.element))
    return any(is_unread_day(reader, text, ()) for text in told if is_sentence(text))


def _is_about_another(reader: FieldReader, sentence: str) -> bool:
    """Whether a sentence stands in a line that names another order."""
    return any(sentence in line.text and reader.names_another_order(line.text) for line in reader.flowing_lines)


def _counts_down(reader: FieldReader) -> bool:
    """Whether the order's lines name a time that is left, whatever it is for."""
    units = tuple(reader.words.units.names)
    return counts_down(reader.scope.low, units) and any(
        counts_down(line.text, units) for line in reader.own_lines if len(line.text) <= _LONGEST_COUNTDOWN
    )
