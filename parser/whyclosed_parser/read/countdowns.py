"""The time left where a layout knows its place: an attribute in milliseconds, or an element that holds nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from whyclosed_parser import patterns
from whyclosed_parser.layouts import Anchor
from whyclosed_parser.model import Status, Timer, TimerBasis, TimerKind
from whyclosed_parser.page.find import Hit, found_at
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.deadlines import deadline
from whyclosed_parser.read.endings import FoundTimer, ticking, unclear_end
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.words.templates import counts_down

_MILLISECONDS = patterns.compiled(r"\d{1,12}")
_DIGIT = patterns.compiled(r"\d")
_LONGEST = 160  # characters of a line that names a time left


def read_countdowns(reader: FieldReader) -> Iterator[tuple[FoundTimer, str, int]]:
    """The timers of the layout's own places, each with its anchor and rank."""
    for rank, anchor in reader.anchors("timers"):
        if anchor.kind == "element":
            for hit in found_at(anchor, reader.scope, None):
                if (found := _countdown(reader, anchor, hit)) is not None:
                    yield found, anchor.written, rank


def by_status(reader: FieldReader, lines: list[Line]) -> FoundTimer | None:
    """The one time left in these lines whose words do not say for what: on such a page the order's status says it."""
    units = tuple(reader.words.units.names)
    counting = [line.text for line in lines if len(line.text) <= _LONGEST and counts_down(line.text, units)]
    kind = _by_status(reader)
    if kind is None or len(counting) != 1 or MARK in counting[0]:
        return None
    digit = _DIGIT.search(counting[0])
    left = read_duration(counting[0][digit.start() :], reader.words.units) if digit else None
    return _ticking(reader, kind, counting[0], left, "countdown") if left is not None else None


def _countdown(reader: FieldReader, anchor: Anchor, hit: Hit) -> FoundTimer | None:
    basis: TimerBasis = "attribute" if anchor.take == "@" else "countdown"
    sentence = _sentence(reader, hit)
    said = _said(reader, sentence)
    kind = said or _by_status(reader)
    if kind is None or not sentence:
        reader.ledger.problem("not_understood", "timers")
        return None
    left = _milliseconds(hit.text) if basis == "attribute" else read_duration(hit.text, reader.words.units)
    return _ticking(reader, kind, sentence, left, basis)


def _ticking(
    reader: FieldReader, kind: TimerKind, sentence: str, left: timedelta | None, basis: TimerBasis
) -> FoundTimer:
    """The timer with this time left (None: it could not be read)."""
    if left is None:
        return FoundTimer(Timer(kind, sentence, basis=basis), unverified=False, problem="unreadable_countdown")
    timer = ticking(kind, sentence, left, reader.page.captured_at, basis)
    return FoundTimer(timer, unverified=False, problem=unclear_end(timer))


def _sentence(reader: FieldReader, hit: Hit) -> str:
    """What the page says around the time that is left."""
    if hit.node is None:
        return ""
    own = reader.scope.text(hit.node)
    lines = (line for line in reader.scope.lines() if own and own in line.text)
    return next((one for line in lines for one in sentences(line.text) if own in one), own)


def _said(reader: FieldReader, sentence: str) -> TimerKind | None:
    """The kind of timer that the words name: those that the site is known to print, else any."""
    kinds = {template.code for template in reader.words.templates for _ in template.find(sentence)}
    if not kinds and (found := deadline(sentence, reader.words)) is not None and not found.supposed:
        return found.kind
    return kinds.pop() if len(kinds) == 1 else None


def _by_status(reader: FieldReader) -> TimerKind | None:
    """What is counted on such a page while the order has its status."""
    status = reader.parts.get("status")
    return reader.page.layout.countdowns.get(status.code) if isinstance(status, Status) else None


def _milliseconds(text: str) -> timedelta | None:
    return timedelta(milliseconds=int(text)) if _MILLISECONDS.fullmatch(text) and text.isascii() else None
