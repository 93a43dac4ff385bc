"""The days on which a request was opened and decided: steps with their days, and sentences that tell no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from itertools import pairwise
from typing import cast

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Status, When
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words, around_line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.alike import step_box
from whyclosed_parser.read.apart import apart, bare, between, days_in, undated, without_aside
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.statements import MOST_STATEMENTS, dated_words, may_state, own_day
from whyclosed_parser.read.states import state_lines
from whyclosed_parser.read.steps import is_step, said_in
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.text import composed, fold, has_digit, without_stop
from whyclosed_parser.words import Kind, StepCode, Words

_REASON = patterns.compiled(r":\s|：")
"""What parts what happened from why."""
RESULTS = ("won", "partly_won", "lost")
UNSHIPPED = ("awaiting_payment", "payment_review", "awaiting_shipment", "cancel_requested")


def day_of(reader: FieldReader, code: StepCode) -> When | None:
    """The day of the one step of a request that is its opening or its decision, or that a sentence tells so."""
    path = f"dispute.{code}_on"
    low, words = reader.scope.low, reader.words
    if not (words.has_any("steps", low) or may_state("dispute", low, words)) or is_unshipped(reader):
        return None
    days = _days_of_steps(reader, code, path)
    days = days or {day: text for one, day, text in reader.once(_days_told) if one == code}
    if len(days) != 1:
        if code in dated_codes(reader, "steps") and _tells_days(reader, path) and not reader.ledger.is_doubted(path):
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


def dated_codes(reader: FieldReader, kind: Kind) -> set[str]:
    """The meanings of the words of this kind right below which a day stands by itself."""
    dated = dated_words(reader.scope.lines(), reader.words)
    return {code for line, _ in dated if (code := reader.words.code(kind, line.text)) is not None}


def _dated(lines: list[Line], words: Words) -> Mapping[Element, Element]:
    """The elements that stand in a box with nothing but a day below, or with others each of which has its day below,
    and that day: steps, though nothing is called so."""
    dated: dict[Element, Element] = {}
    of_steps: dict[Element, bool] = {}
    for line, following in pairwise(lines):
        box = around_line(line).getparent()
        if box is None or around_line(following).getparent() is not box or not is_one_day(following.text, words.months):
            continue
        if box not in of_steps:
            days = [is_one_day(text, words.months) for text in said_in(box)]
            of_steps[box] = days == [False, True] * (len(days) // 2)
        if of_steps[box]:
            dated[line.element] = around_line(following)
    return dated


def _days_told(reader: FieldReader) -> list[tuple[StepCode, When, str]]:
    """The same of sentences that say nothing else: "You opened a dispute on Nov 10, 2026.", "Request submitted: Nov 10,
    2026"."""
    told = (_days_in(reader, sentence) for line in reader.own_lines for sentence in sentences(line.text))
    return [one for several in told for one in several]


def _days_in(reader: FieldReader, sentence: str) -> Iterator[tuple[StepCode, When, str]]:
    label, text = undated(without_stop(sentence), reader.words)
    entry = reader.words.entry("steps", apart(label, reader.words)[0]) if text is not None else None
    if entry is None:  # "Nov 10, 2026 10:12 You opened a dispute: it does not work"
        label, text = undated(_REASON.split(sentence, maxsplit=1)[0], reader.words)
        entry = reader.words.entry("steps", label) if text is not None else None
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
    if result is None or result.code not in RESULTS:
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


def is_unshipped(reader: FieldReader) -> bool:
    """Whether the order cannot have a dispute yet: the request that waits or was rejected is one to cancel it."""
    status = reader.parts.get("status")
    return isinstance(status, Status) and status.code in UNSHIPPED
