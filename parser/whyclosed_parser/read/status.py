"""The status of an order: a row, a headline, a line of its own, or sentences that tell how it ended."""

from __future__ import annotations

from dataclasses import replace

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_dispute_news, classify_event, names_a_dispute
from whyclosed_parser.model import Status, StatusCode
from whyclosed_parser.model.order import CLOSED, WITHOUT_STATUS
from whyclosed_parser.page.find import Hit
from whyclosed_parser.page.lines import joined, read_lines
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.apart import apart, before_reason
from whyclosed_parser.read.bare_days import BareDay, bare_days
from whyclosed_parser.read.coded import by_code
from whyclosed_parser.read.field import FieldReader, printed
from whyclosed_parser.read.ids import FEWEST_WORDS, around_number, subject_of
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.named_orders import LONGEST_TOLD
from whyclosed_parser.read.sentences import of_this_order
from whyclosed_parser.read.states import state_lines
from whyclosed_parser.read.status_lines import status_line, step_under_way, steps_ahead
from whyclosed_parser.read.steps import is_listed
from whyclosed_parser.read.values import as_date, read_status
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.values.text import QUESTIONS, count_words, without_stop
from whyclosed_parser.words.packs import shared

_ADDED = patterns.compiled(r"[\W_]*(?=(?:[A-Z]*\d){8})[A-Z0-9]{8,40}[\W_]*")
"""The number of a parcel, and what parts it from the words in front."""
_LONGEST = 200
"""Characters of a status with what was added to it."""
_DONE = ("shipped", "completed")
"""What a sentence with the order's number tells of it besides its end."""
_Read = tuple[Status, bool]
"""A status, and whether its words are not verified."""


def read_order_status(reader: FieldReader) -> Status | None:
    """The order's status by its words and by the code that data gives for it; None where the page prints none. Words
    that nobody knows where a status stands are `unknown`, with a problem."""
    return by_code(reader, _in_words(reader))


def _in_words(reader: FieldReader) -> Status | None:
    if not reader.page.layout.evidence and reader.kind in WITHOUT_STATUS:
        return None
    read = _found(reader)
    if read is None:
        return None
    status, unverified = read
    if unverified:
        reader.ledger.unverified("status")
    if status.code == "unknown" and not reader.words.is_any(status.label, "status", "headlines"):
        if (code := _of_parcel(reader, status.label)) is not None:
            reader.ledger.unverified("status")
            return replace(status, code=code)
        reader.ledger.problem("unknown_status", "status")
    return status


def _of_parcel(reader: FieldReader, label: str) -> StatusCode | None:
    """The status that words of a parcel tell where those of the order stand: "In transit"."""
    tongues = reader.words.languages
    if names_a_dispute(label, tongues) or classify_dispute_news(label, tongues):
        return None  # which is handed over, too, and withdrawn as parcels are
    states: dict[str, StatusCode] = shared("notices")["status"]
    return states.get(classify_event(label, reader.page.language))


def _found(reader: FieldReader) -> _Read | None:
    """The status where the layout has it, in the headline, or else in the text."""
    found = reader.first("status", "status", lambda hit: _in_its_place(hit, reader))
    if found is not None:
        return found[0]
    for lines, anchor, rank in reader.block_lines("headline"):
        read = read_status(lines[0], reader.words)
        if read is not None:
            reader.ledger.note("status", anchor, rank, read[0].label)
        return read
    return _in_text(reader)


def _in_its_place(hit: Hit, reader: FieldReader) -> _Read | None:
    """The status that words in its place are; where nobody knows them, that without the numbers of parcels which
    programs add to it, each in an element of its own."""
    read = read_status(printed(hit, reader.scope) or "", reader.words)
    if read is None or read[0].code != "unknown" or hit.node is None or len(read[0].label) > _LONGEST:
        return read
    scope, place = reader.scope, hit.node[1]
    added = {part for part in place.iterdescendants("*") if _ADDED.fullmatch(scope.text((hit.node[0], part)))}
    if not added:
        return read
    kept = read_status(joined(line.printed for line in read_lines(place, scope.index.shown, added)), reader.words)
    return kept if kept is not None and kept[0].code != "unknown" else read


def _in_text(reader: FieldReader) -> _Read | None:
    """The status by its place in the text, or as sentences tell it."""
    anchors, evidence = reader.page.layout.anchors("status"), reader.page.layout.evidence
    headed = bool(reader.page.talk)  # with the name of the other one
    rows = reader.once(bare_days) if reader.asks("status") and not evidence else ()
    steps = (  # and no rows of the order
        row for row in rows if not reader.words.is_label(row.label) or any(map(is_listed, row.lines))
    )
    ahead = steps_ahead(reader.scope.lines(), [row.lines[0] for row in steps], reader.words)
    passed = {(line.element, line.text) for line in (*ahead, *(line for row in rows for line in row.lines))}
    lines = [line for line in reader.scope.lines() if (line.element, line.text) not in passed]
    line = status_line(lines, reader.words, headed=headed) if reader.asks("status") else None
    line = line or step_under_way(ahead)
    read = (read_status(line.text, reader.words) if line else _told(reader)) or _last_reached(rows, reader)
    if read is None:
        if anchors and (evidence or _is_order(reader)):
            reader.ledger.problem("broken_order" if evidence else "unknown_status", "status")
        return None
    reader.known["status_line"] = line
    reader.ledger.note("status", "text:status", len(anchors) - 1, read[0].label)
    return read


def _last_reached(rows: tuple[BareDay, ...], reader: FieldReader) -> _Read | None:
    """The status that is the label of the newest of several rows with the days on which something was reached."""
    days = [as_date(row.day) for row in rows]
    newest = [row for row, day in zip(rows, days, strict=True) if day == max(days)]
    entry = reader.words.entry("status", newest[0].label) if len(newest) == 1 else None
    return (Status(entry.code, newest[0].label), True) if entry is not None else None


def _told(reader: FieldReader) -> _Read | None:
    """The end of the order that sentences of a mail or a message tell, with its number in it or its reason behind
    it: "Your order 8190000011112222 has been closed because …"; or the state that its subject tells."""
    if reader.page.layout.evidence or not reader.asks("status"):
        return None
    told: dict[str, _Read] = {}
    texts = [line.text for line in reader.scope.lines()]
    texts += [said.text for said in reader.page.talk if said.sender == "platform"]
    texts = [without_quotations(text[:LONGEST_TOLD]) for text in texts]
    for sentence in (one for text in texts for one in of_this_order(text, reader.words)):
        if MARK in sentence or count_words(sentence) < FEWEST_WORDS or reader.names_another_order(sentence):
            continue
        if sentence.endswith(QUESTIONS):  # "Order cancelled: what now?" heads a help text
            continue
        for said in (without_stop(sentence), *before_reason(sentence, reader.words)):
            around = [part.strip() for part in around_number(said)]
            subject = subject_of(around)
            whole = " ".join(around).strip()
            for label in filter(None, (whole, "".join(around), subject, apart(whole, reader.words)[0])):
                entry = reader.words.entry("status", label)
                if entry is None or count_words(label) < 2:
                    continue
                if label == subject or entry.code in CLOSED or (len(around) > 1 and entry.code in _DONE):
                    told[entry.code] = Status(entry.code, reader.free(sentence)), entry.unverified
            if subject and not told and (code := _of_parcel(reader, subject)) is not None:
                told[code] = Status(code, reader.free(sentence)), True
    ends = [read for code, read in told.items() if code in CLOSED]  # what it was before is told, too
    reads = ends or [*told.values()]
    return reads[0] if len(reads) == 1 else None


def _is_order(reader: FieldReader) -> bool:
    """Whether the text has rows that only the page of an order has, so that a status must stand somewhere: in any
    language an id and amounts (or what may be one and is not readable), unless they are a refund's; or words that only
    a status has."""
    lines = reader.scope.lines()
    if any(next(labelled(code, lines, reader.words), None) for code in ("placed_on", "total")):
        return True
    if state_lines(lines, "refund", reader.words) or any(labelled("refund_amount", lines, reader.words)):
        return False
    words = [reader.words.entry("status", line.text) for line in lines]
    if any(entry is not None and entry.code not in ("delivered", "shipped", "unknown") for entry in words):
        return True
    return reader.order_id is not None and any(MARK in line.text or read_money(line.text) for line in lines)
