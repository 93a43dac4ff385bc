"""The notices of the site about an order, and what its reminder says of a reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice, pairwise, takewhile

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import (
    classify_platform_message,
    classify_reason_told,
    classify_seller_message,
    guards,
    may_be_refund_news,
)
from whyclosed_parser.classify.tables import matched_form
from whyclosed_parser.model import Message, Status
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import is_loading, text_of, unwrapped
from whyclosed_parser.page.seams import MARK, has_ended
from whyclosed_parser.page.tree import HEADINGS, in_link_or_button, nearest, upward
from whyclosed_parser.read.apart import undated
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import is_copy
from whyclosed_parser.read.refunds.channels import Channels
from whyclosed_parser.read.sentences import (
    FEWEST_WORDS,
    flowing,
    is_count,
    is_long_enough,
    is_statement,
    parted,
    sentences,
)
from whyclosed_parser.read.status_lines import own_lines
from whyclosed_parser.read.talk import Said, is_sellers_message
from whyclosed_parser.read.times import leading_time
from whyclosed_parser.values.numbers import ORDER_NUMBER
from whyclosed_parser.values.text import COLONS, QUESTIONS, count_words, has_digit, words_key

_DENIALS = ("not_shipped_in_time", "payment_not_received")
"""Meanings of notices that say themselves what did not happen."""
_FAILED = frozenset({"refund_failed"})
_ENDINGS = _FAILED | {
    "security",
    "seller_suspended",
    "cancelled_by_seller",
    "cancelled_by_buyer",
    "shipment_cancelled",
    *_DENIALS,
}
_ENDED = ("closed", "cancelled", "expired")
"""Statuses that do not say why."""
_CLOCK = patterns.compiled(r"\d\d:\d\d:\d\d\Z")
_LONGEST_LABEL = 60  # characters
_LARGEST_LABEL = 150  # elements; a page may print each letter by itself


def read_messages(reader: FieldReader) -> tuple[Message, ...]:
    """The platform's notices, and the sentences of the reminder that say why something happened."""
    notices = _Notices(reader)
    for lines, anchor, rank in reader.lines_of("messages"):
        if anchor.startswith("text:"):
            notices.add_anywhere(anchor, rank)
        else:
            notices.add_placed(lines, anchor, rank)
    for sentence in (*_failures(reader), *_states_of_card(reader)):
        notices.add(sentence, "text:messages", 0, within=sentence)
    unread = [line for line in _lines_not_looked_at(reader) if is_statement(line, reader.words)]
    told = {*notices.found, *(found.quote for found in reader.ledger.found.values())} if unread else set()
    for line in unread:
        if not any(reader.free(one) in told for one in sentences(line.text)):
            _not_told(reader, line.text)
    reminder = reader.parts.get("reminder", "")
    for sentence in sentences(reminder):
        notices.add(sentence, "reminder", 0, within=reminder)
    _headline(reader, notices.found)
    read = (*notices.found.values(), *_talk(reader, len(notices.found)))
    return (*read, *_written(reader, notices.of_the_seller.values(), len(read)))


class _Notices:
    """Collects the notices of the site, each once, by their words."""

    def __init__(self, reader: FieldReader) -> None:
        self.reader = reader
        self.of_the_seller = _of_the_seller(reader)
        self.found: dict[str, Message] = {}

    def add_placed(self, lines: list[Line], anchor: str, rank: int) -> None:
        """Add all that is said where the layout has its notices; of boxes of something else only what is understood,
        the rest is a problem."""
        reader, others = self.reader, set(_boxes_of_others(lines, self.reader))
        for line in flowing(lines, reader.words):
            around = list(upward(line.element))
            is_other = not others.isdisjoint(around) or any(box.get("href") for box in around)  # a link to an offer
            for sentence in () if _is_of_a_button(line) else sentences(_said_in(line, reader)):
                self.add(sentence, anchor, rank, within=line.text, only_known=is_other)
                if is_other and reader.free(sentence) not in self.found:
                    reader.ledger.problem("not_understood", "messages")

    def add_anywhere(self, anchor: str, rank: int) -> None:
        """Add what is understood of the order's lines, but for answers to choose from and what is read as something
        else."""
        reader, channels = self.reader, self.reader.known.get("channels", Channels())
        asked: set[Element] = set()  # boxes of questions
        for line in reader.flowing_lines:
            if _is_of_a_button(line) or line.mark:  # a step
                continue
            if line.text.endswith(QUESTIONS) and (box := line.element.getparent()) is not None:
                asked.add(box)
            said = _said_in(line, reader)
            if not (is_statement(line, reader.words) and is_long_enough(said)) and not _is_short_end(line, reader):
                continue
            if _is_event(reader, line) or channels.are_of(line) or not asked.isdisjoint(line.element.iterancestors()):
                continue
            for sentence in sentences(said):
                self.add(sentence, anchor, rank, within=line.text)

    def add(self, text: str, anchor: str, rank: int, *, within: str, only_known: bool = True) -> None:
        """Add a sentence that stands `within` others. `only_known`: only if it is understood; where nobody knows the
        place of notices it is a problem if not."""
        reader = self.reader
        if within in self.of_the_seller or is_count(text, reader.words):
            return
        is_placed = not (anchor.startswith("text:") and reader.is_unknown())
        meaning = self._meaning(text, within, is_placed=is_placed)
        unreadable = meaning is not None and not only_known and MARK in text  # the number of another order, perhaps
        text = reader.free(text)
        if only_known and meaning is None:
            if not is_placed:
                _not_told(reader, text)
            return
        if meaning is None and _is_of_an_offer(text):
            reader.ledger.problem("not_understood", "messages")
            return
        if text in self.found or _is_control(reader, text) or is_loading(text):
            return
        path = f"messages.{len(self.found)}"
        reader.ledger.note(path, anchor, rank, text)
        if unreadable:
            reader.ledger.problem("broken_words", f"{path}.meaning")
        meaning = None if unreadable else meaning
        languages = reader.words.languages
        reason = classify_reason_told(text, meaning, languages)
        if reason is None and (behind := self._reason_behind(text, within)):
            reason = classify_reason_told(behind, meaning, languages)
        self.found[text] = Message("platform", text, meaning, reason=reason)

    @cached_property
    def _below(self) -> dict[str, str]:
        """The line below each line, by its words; below the first of several that say the same."""
        return {above.text: below.text for above, below in reversed([*pairwise(self.reader.scope.lines())])}

    def _reason_behind(self, text: str, within: str) -> str | None:
        """The sentence behind this one, in its line or below it, that begins as a reason does: "Reason: ..."."""
        behind = sentences(within.partition(text)[2])
        if not behind:
            behind = sentences(self._below.get(within, ""))
        opened = matched_form(behind[0]) if behind else ""
        is_reason = any(one.reasons.search(opened) for one in guards(self.reader.words.languages))
        return behind[0] if is_reason else None

    def _meaning(self, text: str, within: str, *, is_placed: bool) -> str | None:
        """What a sentence says of the order; None where that is nothing, is not known, of another order, or taken back
        by what stands behind it."""
        meaning = classify_platform_message(text, self.reader.words.tongues)
        if meaning in (None, "other"):  # a day may part the words of a clause
            meaning = classify_platform_message(undated(text, self.reader.words)[0], self.reader.words.tongues)
        if meaning in (None, "other") or self.reader.names_another_order(within):
            return None
        behind = matched_form(within.partition(text)[2])
        if any(one.unsaid(behind) for one in guards(self.reader.words.languages)):
            return None
        return None if not is_placed and meaning not in _DENIALS and _denies(self.reader, text, meaning) else meaning


def _talk(reader: FieldReader, first: int) -> Iterator[Message]:
    """What people said in a conversation, what the seller wants in it, and what the platform reports."""
    if any(one.sender is None for one in reader.page.talk):
        reader.ledger.problem("not_understood", "messages")
    for at, said in enumerate((one for one in reader.page.talk if one.sender is not None), first):
        path, text = f"messages.{at}", reader.free(said.text)
        time = reader.when(said.time_text) if said.time_text else None
        if time is None and said.time_text:
            reader.ledger.problem("missing_year", f"{path}.time")
        reader.ledger.note(path, "text:talk", 0, text)
        yield Message(said.sender or "platform", text, _wanted(reader, said), time)


def _of_the_seller(reader: FieldReader) -> dict[str, str]:
    """What stands behind "Seller:" and is no shop's name, by its line."""
    if "shop" not in reader.labels:
        return {}
    rows = ((line.text, reader.words.row(line.text)) for line in reader.own_lines)
    return {
        text: row.value
        for text, row in rows
        if row is not None and row.entry.code == "shop" and is_sellers_message(row.value)
    }


def _written(reader: FieldReader, said: Iterable[str], first: int) -> Iterator[Message]:
    """The seller's words as messages, each once."""
    for at, words in enumerate(dict.fromkeys(said), first):
        text = reader.free(words)
        reader.ledger.note(f"messages.{at}", "text:talk", 0, text)
        yield Message("seller", text, classify_seller_message(words))


def _wanted(reader: FieldReader, said: Said) -> str | None:
    if said.sender == "seller":
        return classify_seller_message(said.text)
    reports = (classify_platform_message(sentence, reader.words.tongues) for sentence in sentences(said.text))
    told = (meaning for meaning in reports if meaning not in (None, "other"))
    return next(told, None) if said.sender == "platform" else None


def _lines_not_looked_at(reader: FieldReader) -> list[Line]:
    """Lines of an unknown design in which the site's notices may stand: those above the order's own; and these too
    where the layout would know the notices by a name. Of a page of known design those that name an order, or say why
    one ended."""
    lines = reader.scope.lines()
    if not reader.is_unknown():
        known = reader.kind == "order_detail" and not reader.page.is_told
        return [line for line in lines if known and (_speaks_of_an_order(line.text) or _tells_an_end(reader, line))]
    own = own_lines(lines, reader.words)
    above = list(takewhile(lambda line: line is not own[0], lines)) if own else []
    return [*above, *own] if reader.page.layout.evidence else above


def _is_short_end(line: Line, reader: FieldReader) -> bool:
    """Whether a line of so few words says who ended the order, as in a language in which the verb says who did it."""
    if count_words(line.text) != FEWEST_WORDS - 1 or in_link_or_button(own_boxes(line.element)) or MARK in line.text:
        return False
    is_word = reader.words.is_any(line.text, "status", "actions", "labels", "headlines")
    return not is_word and classify_platform_message(line.text, reader.words.tongues) in _ENDINGS


def _speaks_of_an_order(text: str) -> bool:
    bare, numbers = ORDER_NUMBER.subn("", text)
    return numbers > 0 and count_words(bare) >= FEWEST_WORDS


def _tells_an_end(reader: FieldReader, line: Line) -> bool:
    said = sentences(line.text) if count_words(line.text) >= FEWEST_WORDS else ()
    return any(classify_platform_message(sentence, reader.words.tongues) in _ENDINGS for sentence in said)


def _not_told(reader: FieldReader, sentence: str) -> None:
    """A sentence that nothing was read from: a notice of the site, perhaps, in a place that is not known."""
    read = (reader.parts.get("reminder") or "", *(timer.text for timer in reader.timers))
    if not any(sentence in text for text in read):
        reader.ledger.problem("not_understood", "messages")


def _denies(reader: FieldReader, sentence: str, meaning: str | None) -> bool:
    """Whether a sentence of no certain place says what has not happened, and no clause without a denial the same."""
    said = matched_form(sentence)
    if not any(one.denials.search(said) for one in guards(reader.words.languages)):
        return False
    for one in guards(reader.words.languages):
        said = one.affirmed(said)
    return classify_platform_message(said, reader.words.tongues) != meaning


def _is_of_an_offer(text: str) -> bool:
    """Whether words that are no sentence and no row are a number with its name ("128 coins"), or end in a clock."""
    if has_ended(text) or any(colon in _CLOCK.sub("", text) for colon in COLONS):
        return False
    return _CLOCK.search(text) is not None or (has_digit(text) and count_words(text) < FEWEST_WORDS)


def _is_control(reader: FieldReader, text: str) -> bool:
    """Whether words are those of a button."""
    return reader.words.entry("actions", text) is not None or is_copy(text, reader.words)


def _failures(reader: FieldReader) -> Iterator[str]:
    """What is said of a refund that failed: wherever it stands on a refund's page, where it may be the state, of two
    words; elsewhere only where such a state has its place."""
    if not may_be_refund_news(reader.scope.low, reader.words.tongues):
        return
    lines = reader.scope.lines()
    if reader.kind != "refund":
        lines = reader.placed_lines("refund.state", "dispute.state")
    for line in lines:
        for sentence in sentences(line.text):
            if classify_platform_message(sentence, reader.words.tongues) == "refund_failed":
                yield sentence


def _states_of_card(reader: FieldReader) -> Iterator[str]:
    """Short lines of a card of unknown design, or without a status, that say why it ended where its status says no
    more, or that a refund failed. What stands in a link or with a product is its name; what is read is said once."""
    status: Status | None = reader.parts.get("status")
    if not reader.is_card or not (reader.is_unknown() or status is None):
        return
    wanted = _ENDINGS if status is None or status.code in _ENDED else _FAILED
    read = [f"{item.title} {item.sku}" for item in reader.parts.get("items", ())]
    names = " ".join([*read, status.label if status is not None else "", reader.parts.get("reminder") or ""])
    for line in parted(reader.scope.lines(), reader.words):
        if len(line.text) > _LONGEST_LABEL or line.text in names or nearest(line.element, "a") is not None:
            continue
        if classify_platform_message(line.text, reader.words.tongues) in wanted:
            yield line.text


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
    placed = reader.known.get("status_line", True) is not None  # a sentence that tells it is a message itself
    if entry is None and (status.code == "unknown" or (placed and status.code in ("closed", "cancelled"))):
        meaning = classify_platform_message(status.label, reader.words.tongues)
    if meaning in (None, "other") or (status.code != "unknown" and meaning not in _ENDINGS):
        return
    path = f"messages.{len(messages)}"
    reader.ledger.note(path, "status", 0, status.label)
    if entry is not None and entry.unverified:
        reader.ledger.unverified(path)
    reason = classify_reason_told(status.label, meaning, reader.words.languages)
    messages[status.label] = Message("platform", status.label, meaning, reason=reason)


def _is_of_a_button(line: Line) -> bool:
    """Whether a line is all that a button says which folds a text away: it says so, or stands behind other words of its
    block, as a rule."""
    box = line.element
    is_button = box.tag == "button" or box.get("role") == "button"
    return is_button and (box.get("aria-expanded") is not None or box.getprevious() is not None)


def _boxes_of_others(lines: list[Line], reader: FieldReader) -> Iterator[Element]:
    """Boxes among notices with a heading or a button of their own, which no notice of an order has: a chat, an offer,
    a help text."""
    for line in lines:
        if line.element.tag in HEADINGS or (_is_of_a_button(line) and not _is_control(reader, line.text)):
            around = ((box, sum(box in upward(one.element) for one in lines)) for box in upward(line.element))
            box, held = next(((box, held) for box, held in around if held > 1), (line.element, 1))
            if 1 < held < len(lines):
                yield box
            elif line.element.tag in HEADINGS:  # of what is not read
                yield line.element


def _is_translated(element: Element) -> bool:
    """Whether an element is one that a browser's translation puts around each piece of a text."""
    return element.tag == "font" and "vertical-align: inherit" in (element.get("style") or "")


def _said_in(line: Line, reader: FieldReader) -> str:
    """What a line says: of a row what stands behind its label, each in an element of its own."""
    whole, shown = "".join(line.text.split()), reader.scope.index.shown
    for label in upward(unwrapped(line.element)):
        if next(islice(label.iter("*"), _LARGEST_LABEL, None), None) is not None:
            break
        words, value = text_of(label, shown), label.getnext()
        if len(words) > _LONGEST_LABEL:
            break
        if _is_translated(label):  # it may be the first piece of a sentence
            continue
        behind = text_of(value, shown) if value is not None and not (label.tail or "").strip() else ""
        if words and behind and "".join(f"{words}{behind}".split()) == whole:
            is_label = not words.endswith((".", "!", "?")) and not has_digit(words) and len(sentences(words)) == 1
            return behind if is_label else line.text
    return line.text
