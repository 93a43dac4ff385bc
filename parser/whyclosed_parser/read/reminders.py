"""The words below the status: what happens next, and until when."""

from __future__ import annotations

from collections.abc import Sequence

from whyclosed_parser.classify import classify_platform_message, may_be_refund_news
from whyclosed_parser.model import Refund, Timer
from whyclosed_parser.page.find import nodes
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import is_loading
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.boxes import DAYS_OF_A_PARCEL
from whyclosed_parser.read.deadlines import is_about_another_thing, is_of_somebody, may_name_an_end
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.sentences import is_long_enough, is_statement, sentences
from whyclosed_parser.read.shapes import is_followed_by_a_sentence, under_status, without_clock
from whyclosed_parser.read.values import as_date, read_day
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import has_digit, normal_form, words_key
from whyclosed_parser.words.templates import counts_down

_MOST_LINES = 14
"""Behind a status: the rows of an order, and a notice below them."""


def read_reminder(reader: FieldReader) -> str | None:
    """The words below the status; None where there are none, or they cannot be told from the rest."""
    text = _read_reminder(reader)
    told = [*(sentences(text) if text is not None and reader.asks("timers") else ()), *_told(reader)]
    if any(is_unread_day(reader, sentence, reader.timers) for sentence in told):
        reader.ledger.problem("not_understood", "timers")
    if text is not None and any(_is_unread_refund(reader, sentence) for sentence in sentences(text)):
        reader.ledger.problem("not_understood", "refund")
    return text


def _told(reader: FieldReader) -> list[str]:
    """The sentences that nothing was read from: of a mail or of copied words, which have no place for a reminder, all;
    elsewhere on a page those whose day is the end of something that nobody knows. What lies ahead nobody knows where it
    is not known when they were copied."""
    if reader.page.captured_at is None or not (reader.page.is_told or may_name_an_end(reader.scope.low, reader.words)):
        return []
    quotes = {found.quote for found in reader.ledger.found.values()}
    lines = (line for line in reader.flowing_lines if has_digit(line.text))
    lines = (line for line in lines if is_statement(line, reader.words))
    if not reader.page.is_told:
        lines = (line for line in lines if not is_about_another_thing(line.text, reader.words))
    unread = (one for line in lines for one in sentences(line.text) if one not in quotes)
    return [one for one in unread if reader.page.is_told or is_of_somebody(one, reader.words)]


def _is_unread_refund(reader: FieldReader, sentence: str) -> bool:
    """Whether a sentence names the money of a refund that nothing was made of."""
    refund: Refund | None = reader.parts.get("refund")
    if refund is None or refund.stage is not None or refund.amount is not None:
        return False
    return may_be_refund_news(normal_form(sentence), reader.words.tongues) and bool(find_amounts(sentence))


def is_unread_day(reader: FieldReader, sentence: str, timers: Sequence[Timer]) -> bool:
    """Whether a sentence names a day ahead, or on a living order a time left, that nothing was made of."""
    if any(sentence in timer.text or timer.text in sentence for timer in timers):
        return False
    if (row := reader.words.row(sentence)) is not None and row.entry.code in DAYS_OF_A_PARCEL:
        return False
    at = reader.page.captured_at
    if reader.has_ended:
        if at is None:  # what lies behind an order that has ended is most of what its page says
            return False
    elif counts_down(sentence, tuple(reader.words.units.names)) or is_of_somebody(sentence, reader.words):
        return True
    days = [read_day(one.text, reader.words, at, past=False) for one in find_dates(sentence, reader.words.months)]
    ahead = [day.value for day in days if day is not None and day.value is not None]
    return any(at is None or as_date(day) > at.date() for day in ahead)


def _read_reminder(reader: FieldReader) -> str | None:
    status = reader.parts.get("status")
    texts: dict[str, int] = {}  # several boxes of one name are one reminder
    for lines, anchor, rank in reader.block_lines("reminder"):
        if texts and rank not in texts.values():
            break
        if status is not None and words_key(lines[0]) == words_key(status.label):
            lines = lines[1:]  # the status stands in the same block where it has no element of its own
        text = reader.free(" ".join(without_clock(lines, reader.words)))
        if text and not is_loading(text):
            texts[text] = rank
            reader.ledger.note("reminder", anchor, rank, " ".join(texts))
    if texts:
        return " ".join(texts)
    anchors = reader.page.layout.anchors("reminder")
    if not reader.family.anchors("reminder"):
        return None  # pages of that address say it as notices
    unread = reader.ledger.is_doubted("status")
    counts = any(timer.basis == "countdown" for timer in reader.timers)
    if status is None and reader.is_unknown() and (unread or counts):
        reader.ledger.problem("not_understood", "reminder")  # it stands below the status, and often counts down
    if status is None or any(nodes(anchor, reader.scope) for anchor in anchors if anchor.keys):
        return None
    lines_of_status = (line for line in reader.scope.lines() if words_key(line.text) == words_key(status.label))
    beside_label = (line for _, line in labelled("status", reader.scope.lines(), reader.words))
    line = reader.known.get("status_line") or next(lines_of_status, None) or next(beside_label, None)
    if line is None or not reader.asks("reminder"):
        return None
    below = under_status(line, reader.scope, reader.words)
    if not below and (notice := _notice(line, status.label, reader)) is not None:
        below = [notice]
    if below is None or (not below and is_followed_by_a_sentence(line, reader.scope.lines(), reader.words)):
        reader.ledger.problem("not_understood", "reminder")
    text = reader.free(" ".join(below or ()))
    if text:
        reader.ledger.note("reminder", "text:reminder", 0, text)
    return text or None


def _notice(status: Line, label: str, reader: FieldReader) -> str | None:
    """What is said of an order behind its status, in the same line or in a block beside it, perhaps with rows of the
    order between: words that report how it ended."""
    lines, words = reader.scope.lines(), reader.words
    at = next((number for number, line in enumerate(lines) if line.element is status.element), len(lines))
    own = (line.text[len(label) :].strip() for line in lines[at : at + 1] if line.last and line.text.startswith(label))
    if (said := next((text for text in own if _reports(text, reader)), None)) is not None:
        return said
    around, is_value = set(upward(status.element)), False
    for line in lines[at + 1 : at + 1 + _MOST_LINES]:
        row = words.row(line.text, line.runs)
        if row is None and not is_value:
            return line.printed if line.element.getparent() in around and _reports(line.text, reader) else None
        is_value = row is not None and not row.value
    return None


def _reports(text: str, reader: FieldReader) -> bool:
    if not is_long_enough(text) or reader.names_another_order(text):
        return False
    return any(classify_platform_message(one, reader.words.tongues) is not None for one in sentences(text))
