"""What the sentences of a page report of a refund: "A refund of US $10.00 was sent to your card on Nov 5, 2026"."""

from __future__ import annotations

from collections.abc import Iterator

from whyclosed_parser.classify import classify_refund_news, may_be_refund_news, refund_way_told
from whyclosed_parser.classify.guard import guards
from whyclosed_parser.model import Money, RefundWay, When
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import in_link_or_button
from whyclosed_parser.read.apart import days_in, undated
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.refunds.ways import way_within
from whyclosed_parser.read.sentences import flowing, is_count, is_row, sentences
from whyclosed_parser.read.statements import stated
from whyclosed_parser.read.states import is_behind_dated_steps, state_lines
from whyclosed_parser.read.status_lines import order_box, own_lines
from whyclosed_parser.read.steps import is_step
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.money import find_amounts, told_money
from whyclosed_parser.values.text import QUESTIONS, normal_form
from whyclosed_parser.words import Entry, Words

_LONGEST = 600  # characters of a line that may report something
_LONGEST_BESIDE = 24
"""Characters beside an amount, a way and a day: how the money came, and no more."""


@dataclass(frozen=True, slots=True)
class News:
    """One report: the stage that was reached (1 to 3), the sentence as it is printed, the one amount, the one day and
    the one way that it names."""

    stage: str
    text: str
    money: Money | None
    day: When | None
    way: Entry[RefundWay] | None = None
    doubtful: bool = False
    """Whether it names an amount that is not certain to be that of the refund."""


def refund_news(reader: FieldReader) -> list[News]:
    """The reports of a page of an order or a refund, or of a mail. What stands outside of the order on a page that
    nobody knows may be a chat or a help text."""
    low = reader.scope.low
    if not may_be_refund_news(low, reader.words.tongues) and not reader.words.has_any("refund", low):
        return []
    lines = reader.scope.lines()
    if not (reader.family.evidence or reader.page.is_told or reader.is_card):
        lines = own_lines(lines, reader.words) if order_box(lines, reader.words) is not None else []
    return list(_reports(reader, lines))


def _reports(reader: FieldReader, lines: list[Line]) -> Iterator[News]:
    above = None
    for line in flowing(lines, reader.words):
        stage, above = reader.words.code("refund", above.text) if above is not None else None, line
        if stage and (terms := _terms(reader, line, stage)) is not None:
            yield terms
            continue
        if len(line.text) > _LONGEST or MARK in line.text:
            continue
        told = _told(line, reader.words)
        if not any(stage for _, stage in told) or is_step(line.element) or is_row(line, reader.words):
            continue
        if is_behind_dated_steps(line, lines, reader.words):
            continue  # one that is still to come, perhaps
        if in_link_or_button(own_boxes(line.element)) or stated([line], "refund", reader.words):
            continue  # a button, or a state's label, which is read by itself
        if reader.names_another_order(line.text) or is_count(line.text, reader.words):
            continue
        for sentence, stage in told:
            if stage is not None:
                money = told_money(undated(sentence, reader.words)[0])
                doubtful = money is None and bool(find_amounts(sentence))
                way = _way_told(reader, sentence)
                yield News(stage, sentence, money, _day(reader, sentence), way, doubtful)


def _terms(reader: FieldReader, line: Line, stage: str) -> News | None:
    """The amount of a refund, where it went and when, in a line right below what says how far it is: "Refunded
    US $10.00 to your card on Nov 5, 2026". None where it says anything else."""
    if MARK in line.text or not may_be_refund_news(normal_form(line.text), reader.words.tongues):
        return None
    money, day = told_money(undated(line.text, reader.words)[0]), _day(reader, line.text)
    way, rest = _way_beside(reader, line.text)
    if money is None or way is None or day is None or reader.is_to_come(day) or reader.names_another_order(line.text):
        return None
    if any(one.asserted(rest) != rest or one.affirmed(rest) != rest for one in guards(reader.words.languages)):
        return None
    return News(stage, line.text, money, day, way)


def _way_beside(reader: FieldReader, sentence: str) -> tuple[Entry[RefundWay] | None, str]:
    """The way that a sentence names behind the amount and the day, and the few other words that it has."""
    rest, _ = undated(sentence, reader.words)
    for start, end in reversed(find_amounts(rest)):
        rest = f"{rest[:start]}{rest[end:]}"
    way, rest = way_within(rest, reader.words)
    return (way, rest) if len(rest) <= _LONGEST_BESIDE else (None, rest)


def _way_told(reader: FieldReader, sentence: str) -> Entry[RefundWay] | None:
    """The way that a report names in any of its forms, among whatever other words it has."""
    way = refund_way_told(sentence, reader.words.tongues)
    return Entry(way, "M") if way is not None else None


def _told(line: Line, words: Words) -> list[tuple[str, str | None]]:
    """The sentences of a line with the stages that they report: one of them may be nothing but a stage."""
    said = sentences(line.text)
    told: list[tuple[str, str | None]] = [(one, classify_refund_news(one, words.tongues)) for one in said]
    if len(said) == 1:
        return told
    states = (state_lines([line._replace(text=sentence, runs=())], "refund", words) for sentence in said)
    codes = [found[0].entry.code if found else "0" for found in states]
    if len({*codes} - {"0"}) > 1 or any(one.endswith(QUESTIONS) for one in said):  # those of any refund, explained
        return [(one[0], None if code != "0" else one[1]) for one, code in zip(told, codes, strict=True)]
    return [(one[0], one[1] or (code if code != "0" else None)) for one, code in zip(told, codes, strict=True)]


def _day(reader: FieldReader, sentence: str) -> When | None:
    located = days_in(sentence, reader.words)
    return reader.when(located[0].text) if len(located) == 1 else None
