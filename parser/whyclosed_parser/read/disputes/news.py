"""What sentences tell of a dispute: on its own page, or where a page speaks of the order and names the dispute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from lxml.etree import _Element as Element

from whyclosed_parser.classify import classify_dispute_news, is_about_cancelling, may_be_dispute_news
from whyclosed_parser.model import Status
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import in_link_or_button
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.read.deadlines import awaits_the_seller
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.sentences import flowing, of_this_order, sentences
from whyclosed_parser.read.steps import is_step
from whyclosed_parser.values.durations import has_duration
from whyclosed_parser.values.text import QUESTIONS, normal_form, without_stop
from whyclosed_parser.words import DisputeWord, Words

_ENDS = ("won", "partly_won", "lost", "cancelled")
TURNS = ("waiting_seller", "waiting_buyer", "waiting_platform")
_ASKED = ("waiting_seller", "waiting_buyer", "return_asked")
_DONE = ("refused", "agreed", "offered", "return_asked")
_PLACES = ("reminder", "messages")
_MOST = 60
"""Sentences that may tell something; more are no news of one dispute."""


class DisputeNews(NamedTuple):
    """What holds, the last thing that was done in front of it, and the line and the sentence that say so. `code` None:
    the sentences say several things, and nobody knows which one holds."""

    code: DisputeWord | None
    done: DisputeWord | None
    line: Line
    sentence: str


def dispute_news(reader: FieldReader) -> DisputeNews | None:
    """What the sentences of a page tell of the order's dispute."""
    told = list(_told(reader))
    is_news = 0 < len(told) <= _MOST and (_has_dispute(reader) or any(one.code not in _ASKED for one in told))
    return _held(told) if is_news else None


def _has_dispute(reader: FieldReader) -> bool:
    """Whether the page is about a dispute of its order: else a sentence about who shall answer is what every mail says
    of disputes."""
    status: Status | None = reader.parts.get("status")
    return reader.kind == "dispute" or (status is not None and status.code == "in_dispute")


def _held(told: Sequence[DisputeNews]) -> DisputeNews:
    """What holds of all that is told: how it ended; else whose turn it is; else what was done last."""
    done = next((one.code for one in reversed(told) if one.code in _DONE), None)
    for codes in (_ENDS, ("appealed",), TURNS):
        found = [one for one in told if one.code in codes]
        if found:
            code = found[-1].code if len({one.code for one in found}) == 1 else None
            return found[-1]._replace(code=code, done=done)
    return next((one for one in reversed(told) if one.code == done), told[-1])._replace(done=done)


def _told(reader: FieldReader) -> Iterator[DisputeNews]:
    """Each thing that a sentence tells, in the order of the page."""
    for line in _lines(reader):
        for sentence in of_this_order(line.text, reader.words):
            if MARK in sentence or reader.names_another_order(sentence):
                continue
            codes = list(_codes(sentence, reader.words))
            if codes and not is_about_cancelling(sentence):
                yield from (DisputeNews(code, None, line, sentence) for code in codes)


def _codes(sentence: str, words: Words) -> Iterator[DisputeWord]:
    """What a sentence tells: of a known state what it means; whose turn it is not where it has a time left, which is
    that of a timer."""
    entry = words.entry("dispute", without_stop(sentence))
    told = classify_dispute_news(sentence, words.languages) if entry is None else (entry.code,)
    if not told and awaits_the_seller(sentence, words):
        told = ("waiting_seller",)
    ticks = has_duration(normal_form(sentence), words.units)
    yield from (cast("DisputeWord", code) for code in told if not (ticks and code in TURNS))


def _lines(reader: FieldReader) -> Iterator[Line]:
    """The lines in which the site speaks: none of buttons, of steps, or below a question, which help texts answer."""
    asked: set[Element] = set()
    for line in flowing(_where(reader), reader.words):
        if _asks(line.text) and (box := line.element.getparent()) is not None:
            asked.add(box)
        if line.mark or is_step(line.element) or in_link_or_button(own_boxes(line.element)):
            continue
        if asked.isdisjoint(line.element.iterancestors()):
            yield line


def _asks(text: str) -> bool:
    """Whether a line is a question and nothing else: one behind what is told ("The seller offers $5. Do you agree?")
    has no answer below."""
    return text.endswith(QUESTIONS) and len(sentences(text)) == 1


def _where(reader: FieldReader) -> list[Line]:
    """The lines of a dispute's page; of others those that have their place for it, of a mail all, if they name one."""
    if reader.kind == "dispute" and not reader.family.several:
        return reader.own_lines
    if not may_be_dispute_news(reader.scope.low, reader.words.languages):
        return []
    if reader.page.is_told or reader.is_of_request or reader.is_unknown():
        lines = reader.own_lines
    else:
        lines = reader.placed_lines(*_PLACES)
    low = normal_form(" ".join(line.text for line in lines))
    return lines if may_be_dispute_news(low, reader.words.languages) else []
