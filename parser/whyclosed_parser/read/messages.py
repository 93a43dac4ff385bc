"""The notices of the site about an order, and what its reminder says of a reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from lxml.etree import _Element as Element

from whyclosed_parser.classify import classify_platform_message, guard, may_be_refund_news
from whyclosed_parser.classify.matcher import matched_form
from whyclosed_parser.layouts.recognise import family
from whyclosed_parser.model import Message, Status
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import MARK, is_loading
from whyclosed_parser.read.boxes import leading_time
from whyclosed_parser.read.channels import Channels
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.sentences import flowing, is_statement, sentences
from whyclosed_parser.read.states import own_lines
from whyclosed_parser.values.text import fold, words_key

_DENIALS = ("not_shipped_in_time", "payment_not_received")
"""Meanings of notices that say themselves what did not happen."""
_LONGEST_LABEL = 60  # characters


def read_messages(reader: FieldReader) -> tuple[Message, ...]:
    """The platform's notices, and the sentences of the reminder that say why something happened."""
    messages: dict[str, Message] = {}
    channels: Channels = reader.known.get("channels", Channels())

    def add(text: str, anchor: str, rank: int, *, only_known: bool, within: str) -> None:
        meaning = classify_platform_message(text, reader.words.tongues)
        placed = not anchor.startswith("text:") or not reader.is_unknown() or meaning in _DENIALS
        denied = meaning is not None and not placed and _denies(reader, text)
        if meaning == "other" or denied or (meaning is not None and reader.names_another_order(within)):
            meaning = None
        unreadable = meaning is not None and not only_known and MARK in text  # the number of another order, perhaps
        text = reader.free(text)
        if only_known and meaning is None and reader.is_unknown() and anchor.startswith("text:"):
            _not_told(reader, text)
        if (only_known and meaning is None) or text in messages or _is_control(reader, text):
            return
        if is_loading(text):
            return
        reader.ledger.note(f"messages.{len(messages)}", anchor, rank, text)
        if unreadable:
            reader.ledger.problem("broken_words", f"messages.{len(messages)}.meaning")
        messages[text] = Message("platform", text, None if unreadable else meaning)

    for lines, anchor, rank in reader.lines_of("messages"):
        anywhere = anchor.startswith("text:")
        asked: set[Element] = set()  # boxes of questions: what stands in them are answers to choose from
        for line in flowing(reader.own_lines() if anywhere else lines, reader.words):
            if _is_of_a_button(line):
                continue
            if line.text.endswith(("?", "？")) and (box := line.element.getparent()) is not None:
                asked.add(box)
            elsewhere = not is_statement(line, reader.words) or _is_event(reader, line) or channels.are_of(line)
            if anywhere and (elsewhere or not asked.isdisjoint(line.element.iterancestors())):
                continue
            for sentence in sentences(line.text.removeprefix(_label_of(line)).lstrip()):
                add(sentence, anchor, rank, only_known=anywhere, within=line.text)
    for sentence in _failures(reader):
        add(sentence, "text:messages", 0, only_known=True, within=sentence)
    if reader.is_unknown():
        for line in _lines_not_looked_at(reader):
            if is_statement(line, reader.words):
                _not_told(reader, line.text)
    reminder = reader.parts.get("reminder", "")
    for sentence in sentences(reminder):
        add(sentence, "reminder", 0, only_known=True, within=reminder)
    _headline(reader, messages)
    return tuple(messages.values())


def _lines_not_looked_at(reader: FieldReader) -> list[Line]:
    """Lines of an unknown design in which the site's notices may stand: those above the order's own; and these too
    where the layout would know the notices by a name."""
    lines = reader.scope.lines()
    own = own_lines(lines, reader.words)
    above = list(takewhile(lambda line: line is not own[0], lines)) if own else []
    return [*above, *own] if reader.page.layout.evidence else above


def _not_told(reader: FieldReader, sentence: str) -> None:
    """A sentence that nothing was read from: a notice of the site, perhaps, in a place that is not known."""
    read = (reader.parts.get("reminder") or "", *(timer.text for timer in reader.timers))
    if not any(sentence in text for text in read):
        reader.ledger.problem("not_understood", "messages")


def _denies(reader: FieldReader, sentence: str) -> bool:
    """Whether a sentence of no certain place says what has not happened."""
    form = matched_form(sentence)
    return any(guard(language).denials.search(form) for language in reader.words.languages)


def _is_control(reader: FieldReader, text: str) -> bool:
    """Whether words are those of a button."""
    entry = reader.words.entry("labels", text)
    return reader.words.entry("actions", text) is not None or (entry is not None and entry.code == "copy")


def _failures(reader: FieldReader) -> Iterator[str]:
    """What is said of a refund that failed: anywhere on a refund's page, for it may be the state, of two words; else
    where such a state has its place."""
    if not may_be_refund_news(reader.scope.low, reader.words.tongues):
        return
    lines = reader.scope.lines()
    if family(reader.page.layout, reader.page.url).kind != "refund":
        said = (one for field in ("refund.state", "dispute.state") for one in reader.lines_of(field))
        lines = [line for placed, anchor, _ in said if not anchor.startswith("text:") for line in placed]
    for line in lines:
        for sentence in sentences(line.text):
            if classify_platform_message(sentence, reader.words.tongues) == "refund_failed":
                yield sentence


def _is_event(reader: FieldReader, line: Line) -> bool:
    """Whether a line is an event of a parcel, which is read as such."""
    key = words_key(line.printed)
    events = (event for package in reader.parts.get("packages", ()) for event in package.events)
    return leading_time(line.text, reader.words) is not None or any(key in words_key(event.text) for event in events)


def _headline(reader: FieldReader, messages: dict[str, Message]) -> None:
    """A headline that speaks of the parcel, or says who ended the order or why, is the platform's word, whether it is
    known as a status of the order or not."""
    status: Status | None = reader.parts.get("status")
    if status is None or status.label in messages:
        return
    entry = reader.words.entry("headlines", status.label)
    meaning = entry.code if entry is not None else None
    if entry is None and status.code == "unknown":
        meaning = classify_platform_message(status.label, reader.words.tongues)
    if meaning in (None, "other"):
        return
    path = f"messages.{len(messages)}"
    reader.ledger.note(path, "status", 0, status.label)
    if entry is not None and entry.unverified:
        reader.ledger.unverified(path)
    messages[status.label] = Message("platform", status.label, meaning)


def _is_of_a_button(line: Line) -> bool:
    """Whether a line is all that a button says, which stands behind other words of its block: it folds a long text
    away, as a rule."""
    box = line.element
    return (box.tag == "button" or box.get("role") == "button") and box.getprevious() is not None


def _label_of(line: Line) -> str:
    """The label in front of a line's words, which has an element of its own, maybe in pieces; empty where there is
    none."""
    for count in range(1, len(line.runs)):
        label = fold("".join(line.runs[:count]))
        if len(label) > _LONGEST_LABEL:
            break
        if label.endswith((":", "：")):
            return label if len(sentences(label)) == 1 and not any(map(str.isdigit, label)) else ""
    return ""
