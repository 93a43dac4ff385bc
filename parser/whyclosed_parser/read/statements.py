"""What lines state of a refund or dispute: the words without their date, the step that was reached, its day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_refund_news, may_be_refund_news
from whyclosed_parser.model import When
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words
from whyclosed_parser.page.tree import core, upward
from whyclosed_parser.read.alike import of_one_kind, siblings, step_box
from whyclosed_parser.read.apart import NUMBER_OF_ORDER, apart, bare, before_reason, days_in, undated
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.sentences import flows, sentences
from whyclosed_parser.read.states import UNDER_WAY, StateLine, is_reached, state_lines, steps_of, the_state, unmarked
from whyclosed_parser.read.steps import is_step, marked_box
from whyclosed_parser.read.values import as_date
from whyclosed_parser.values.dates import find_dates, is_one_day, looks_dated
from whyclosed_parser.values.marks import AHEAD
from whyclosed_parser.values.text import composed, fold, has_digit, normal_form, without_stop
from whyclosed_parser.words import Entry, Words

StatementKind = Literal["refund", "dispute"]

_LONGEST = 160  # characters; a line that states something is shorter
_LONGEST_TEXT = 400  # characters of a line that may tell a result among other sentences
_ORDER_PAGE = patterns.compiled(r"/order/detail\.html\?(?:[^#]*&)?orderId=(\d{10,22})")
_LIKE_A_DAY = patterns.compiled(
    r"[\d?*#]{1,4}\s?[./-]\s?[\d?*#]{1,4}(?:\s?[./-]\s?[\d?*#]{1,4})?|[?*#]{1,8}[\s,]{1,2}20\d\d|\d{1,2}[\s./-]\S{1,12}[\s./-]{1,2}20\d\d"
)
"""A text that is a day for the eye, and for no calendar."""
_DIGIT = patterns.compiled(r"\d")
_NEAR_DAY, _NEAR_ORDER = 8, 26  # characters beside an aside in which its day begins, its order's number ends
_RESULTS = ("won", "partly_won", "lost", "appeal_lost")
MOST_STATEMENTS = 40  # statements about one order; a page with more is no page of one order


def lines_about(reader: FieldReader, kind: StatementKind) -> Iterator[tuple[list[Line], str, int]]:
    """The lines in which the page may say something about refund or dispute, with the anchor and its rank."""
    low, codes = reader.scope.low, ("refund_amount", "refund_state") if kind == "refund" else ()
    labels = (label for code in codes for label in reader.words.labels(code))
    known = may_state(kind, low, reader.words) or any(map(low.__contains__, labels))
    if not known and not (kind == "refund" and may_be_refund_news(low, reader.words.tongues)):
        return
    for lines, anchor, rank in reader.lines_of(f"{kind}.state"):
        if not known and anchor.startswith("text:"):
            continue
        others = {node[1] for href, node in reader.scope.links if _is_of_another(href, reader.order_id)}
        yield [line for line in lines if others.isdisjoint(upward(line.element))] if others else lines, anchor, rank


def may_state(kind: StatementKind, low: str, words: Words) -> bool:
    """Whether a text in its normal form may state something of this kind: a cheap test. An aside may part its words."""
    return words.has_any(kind, low) or (kind == "dispute" and words.has_any("asides", low) and _has_aside(low, words))


def _has_aside(low: str, words: Words) -> bool:
    """Whether an aside stands beside a number, as that of its day or of its order."""
    for aside, said in words.entries["asides"].items():
        number, near = (NUMBER_OF_ORDER, _NEAR_ORDER) if said.code == "order" else (_DIGIT, _NEAR_DAY)
        at = low.find(aside)
        while at >= 0:
            end = at + len(aside)
            if number.search(low, max(at - near, 0), at) or number.search(low, end, end + near):
                return True
            at = low.find(aside, end)
    return False


def _is_of_another(href: str, order_id: str | None) -> bool:
    """Whether an address is that of another order's page: what stands in such a link is not of this one."""
    found = _ORDER_PAGE.search(href)
    return found is not None and order_id is not None and found[1] != order_id


def statements(reader: FieldReader, kind: StatementKind, lines: list[Line]) -> list[StateLine]:
    """What the lines state; nothing, and a problem, where they state more than can be of one order."""
    states = stated(lines, kind, reader.words, of_refund=reader.kind == "refund")
    if len(states) > MOST_STATEMENTS:
        reader.ledger.problem("not_understood", kind)
        return []
    return states


def stated(lines: list[Line], kind: StatementKind, words: Words, *, of_refund: bool = False) -> list[StateLine]:
    """The lines that state something of this kind; a date in the line is no part of the statement. A line that was
    broken states what its parts do not. `of_refund`: on its page, where "Status:" is the refund's."""
    low = normal_form(" ".join([line.text for line in lines]))
    if not of_refund and not may_be_stated(kind, low, words):
        return []
    lines = [
        unmarked(line)
        for joined, parts in flows(lines, words)
        for line in ([joined] if _is_broken(joined, parts, kind, words) else parts)
    ]
    known = {id(state.line): state for state in state_lines(lines, kind, words)}
    labels = ("refund_state", "status") if of_refund else ("refund_state",)
    for code in labels if kind == "refund" else ():
        if any(map(low.__contains__, words.labels(code))):
            known.update((id(state.line), state) for state in _in_rows(code, lines, words))
    found = (known.get(id(line)) or _stated_with_value(line, kind, words) or _told(line, kind, words) for line in lines)
    return [state for state in found if state is not None]


def _is_broken(joined: Line, parts: list[Line], kind: StatementKind, words: Words) -> bool:
    """Whether a statement stands in several lines, none of which states anything by itself."""
    if len(parts) < 2 or (words.entry(kind, joined.text) is None and state_lines(parts, kind, words)):
        return False
    return bool(state_lines([joined], kind, words))


@lru_cache(maxsize=1024)  # the frame of the site says the same on each page
def may_be_stated(kind: StatementKind, low: str, words: Words) -> bool:
    """A cheap test: whether words of this kind stand in a text, or their parts, where a day may stand between."""
    parted = has_digit(low)
    if words.has_any(kind, low, parted=parted):
        return True
    if kind == "dispute":
        return False
    return any(map(low.__contains__, _labels_of_refunds(words))) or (parted and may_be_refund_news(low, words.tongues))


def _in_rows(code: str, lines: list[Line], words: Words) -> Iterator[StateLine]:
    """States beside a label that says of what: "Refund status: Processing"."""
    for row, line in labelled(code, lines, words):
        label = apart(row.value, words)[0]
        entry = words.entry("refund", label) or words.entry("channel", label)
        below = (one for one in lines[lines.index(line) :] if one.text == row.value)
        holder = line if row.value in line.text else next(below, None)
        if entry is not None and holder is not None:
            yield StateLine(holder, label, entry, is_row=True)


@cache
def _labels_of_refunds(words: Words) -> tuple[str, ...]:
    codes = ("refund_amount", "refund_state")
    return tuple(label.rstrip(":") for code in codes for label in words.labels(code))


def _stated_with_value(line: Line, kind: StatementKind, words: Words) -> StateLine | None:
    """A state with its day, its amount, or both in the line, in any order."""
    if len(line.text) > _LONGEST or not has_digit(line.text):
        return None
    label, day = undated(without_stop(line.text), words)
    if day is None and kind == "refund":
        return None  # its amount stands behind it, or a sentence tells it
    entry = words.entry(kind, label)
    if entry is None:
        label = apart(without_stop(line.text), words)[0]
        entry = words.entry(kind, label) if label in line.text or kind == "dispute" else None
    return StateLine(line, label, entry) if entry is not None else None


def _told(line: Line, kind: StatementKind, words: Words) -> StateLine | None:
    return _decided(line, words) if kind == "dispute" else _stated_with_row(line, words) or _reported(line, words)


def reported(lines: list[Line], words: Words) -> list[StateLine]:
    """What the lines report of a refund in a sentence, where the page is known to say how far it is: "Refund sent"."""
    found = ((line, classify_refund_news(undated(line.text, words)[0], words.tongues)) for line in lines)
    return [StateLine(line, line.text, Entry(stage, "M")) for line, stage in found if stage is not None]


def _stated_with_row(line: Line, words: Words) -> StateLine | None:
    """A state of a refund in the row of its amount, or in front of it: "Refund: completed", "Refund: $5.00, completed
    on Nov 4", "Refund completed. Refund amount: US $5.00"."""
    if len(line.text) > _LONGEST:
        return None
    whole, said = words.row(line.text, line.runs), sentences(line.text)
    if whole is not None and whole.entry.code == "refund_amount":
        head, label = whole.label.rstrip(":： "), apart(whole.value, words)[0]
        entry = words.entry("refund", f"{head} {label}") or words.entry("refund", label)
        return StateLine(line, line.text, entry) if entry is not None else None
    row = words.row(said[1]) if len(said) == 2 else None
    if row is None or row.entry.code != "refund_amount":
        return None
    label = without_stop(said[0])
    entry = words.entry("refund", label)
    return StateLine(line, label, entry) if entry is not None else None


def _reported(line: Line, words: Words) -> StateLine | None:
    """A step that reports a refund in a sentence: "Refund of US $10.00 sent on Nov 9, 2026"."""
    if len(line.text) > _LONGEST or not has_digit(line.text):
        return None
    stage = classify_refund_news(line.text, words.tongues)
    return StateLine(line, line.text, Entry(stage, "M")) if stage is not None and is_step(line.element) else None


def _decided(line: Line, words: Words) -> StateLine | None:
    """The result of a dispute in a sentence of its own, perhaps with its reason behind it. Whose turn it is, is no such
    sentence: help texts say it, too."""
    if len(line.text) > _LONGEST_TEXT or not may_state("dispute", normal_form(line.text), words):
        return None
    for sentence in sentences(line.text):
        said = without_stop(sentence)
        for label in (said, apart(sentence, words)[0], *before_reason(sentence, words), bare(said, words)):
            entry = words.entry("dispute", label)
            if entry is not None and entry.code in _RESULTS:
                return StateLine(line, label if label in line.text else sentence, entry)
    return None


def dated_words(lines: list[Line], words: Words) -> Iterator[tuple[Line, Line]]:
    """The lines right below which a day stands by itself, and those days: steps, whatever they are called."""
    whole = (line for line, _ in flows(lines, words))
    return ((line, day) for line, day in pairwise(whole) if is_one_day(day.text, words.months))


def the_one_that_holds(states: list[StateLine], reader: FieldReader) -> StateLine | None:
    """The one state that holds: said or marked as the active step; where nothing is marked, the newest step with a
    date of its own, for such a step was reached."""
    state = _holding(states, reader)
    steps = steps_of(states)
    of_refund = all(step.entry.code.isdigit() for step in steps)
    if state is not None and (of_refund or state in steps) and _passes_over(steps, reader):
        reader.ledger.problem("not_understood", "refund.stage" if of_refund else "dispute.state")
        return None
    return state


def _holding(states: list[StateLine], reader: FieldReader) -> StateLine | None:
    """The same, if every step is known."""
    state = the_state(states)
    steps = steps_of(states)
    if any(is_reached(one, states) for one in states) or not (steps or state is None):
        return state
    bar = steps or states
    dated = newest_dated(bar, reader)
    if not steps and (closer := _said_beside(states, reader, dated)) is not None:
        return closer
    if dated is None:
        return state
    said = {one.entry.code: one for one in states if one not in bar}
    vague = dated.entry.code in UNDER_WAY
    if said.keys() <= {dated.entry.code, *(UNDER_WAY[:1] if vague else ())}:
        return dated if dated.entry.code.isdigit() else said.get(dated.entry.code, dated)  # the day is of a refund's
    return state if vague else None


def _said_beside(states: list[StateLine], reader: FieldReader, dated: StateLine | None) -> StateLine | None:
    """What is said of a dispute, where words without any box around them name what was done as well: it stands on top,
    as a headline or the newest step, or is the only one without a day."""
    closer = [one for one in states if one.entry.code not in UNDER_WAY]
    if len({one.entry.code for one in closer}) != 1 or len(closer) == len(states):
        return None
    if dated is not None:
        closer = [one for one in closer if own_day(reader, one, None)[0] is None] if dated not in closer else []
        return next(iter(closer), None)
    return closer[0] if closer[0] is states[0] else None


def _passes_over(steps: list[StateLine], reader: FieldReader) -> bool:
    """Whether beside the known steps stands one that nobody understands and that was reached after them: it is marked,
    or has the newest day."""
    elements = {step.line.element for step in steps}
    boxes = [step_box(step.line.element, elements) for step in steps]
    said = {"", *(fold(all_words(box)) for box in boxes)}  # what says the same is a copy of a step
    unknown = {
        other: None
        for box in boxes
        for other in siblings(box)
        if of_one_kind(box, other) and elements.isdisjoint(other.iter("*")) and fold(all_words(other)) not in said
        if not _is_of_refund(other, reader)
    }
    if any(step.line.mark for step in steps):
        unknown = {box: None for box in unknown if _marks(box, reader)}
    if any(marked_box(part) is not None for box in unknown for part in core(box).iter("*")):
        return True
    passed = [box for box, step in zip(boxes, steps, strict=True) if is_reached(step, steps)]
    beyond = (box for box in unknown if not any(known in box.itersiblings() for known in passed))
    if any(not _marks(box, reader) <= AHEAD for box in beyond):
        return True
    days = [_days_of(reader, box) for box in (boxes, unknown)]
    return bool(days[1]) and max(days[1]) > max(days[0], default=date.min)


def _marks(box: Element, reader: FieldReader) -> set[str]:
    """The marks of the steps in a box."""
    return {line.mark for line in reader.lines_in(box)} - {""}


def _is_of_refund(box: Element, reader: FieldReader) -> bool:
    """Whether a step is one of a refund: it says nothing of the request for it."""
    lines = reader.lines_in(box)
    return any(reader.words.entry("refund", unmarked(line).text) is not None for line in lines)


def _days_of(reader: FieldReader, boxes: Iterable[Element]) -> list[date]:
    """The days that stand in these boxes and have come."""
    near = reader.page.captured_at
    texts = [line.text for box in boxes for line in reader.lines_in(box)]
    found = (day for text in texts for day in days_in(composed(text), reader.words))
    days = (reader.when(day.text) for day in found)
    return [as_date(day) for day in days if day is not None and (near is None or as_date(day) <= near.date())]


def newest_dated(bar: list[StateLine], reader: FieldReader) -> StateLine | None:
    """The newest step with a day of its own; None where the days are not those of steps one after the other."""
    reached: list[tuple[date, StateLine]] = []
    elements = {step.line.element for step in bar}
    for step in bar:
        day, _ = own_day(reader, step, step_box(step.line.element, elements))
        if day is not None:
            reached.append((as_date(day), step))
    if not reached:
        return None
    if all(step.entry.code.isdigit() for step in bar):  # the stages of a refund are numbered in their order
        newest = max(reached, key=lambda one: one[1].entry.code)
        later = [step for step in bar if step.entry.code > newest[1].entry.code]
        if any(_has_unread_day(reader, step, step_box(step.line.element, elements)) for step in later):
            reader.ledger.problem("not_understood", "refund.stage")
            return None  # it may have been reached
        lower = {step.entry.code for step in bar if step.entry.code < newest[1].entry.code}
        if lower - {step.entry.code for _, step in reached}:
            return None  # a step before it was not reached, so its date says something else
    else:
        newest = max(reached, key=lambda one: one[0])
        if len({step.entry.code for day, step in reached if day == newest[0]}) > 1:
            newest = [one for one in reached if one[0] == newest[0]][-1]
    return newest[1] if newest[0] == max(day for day, _ in reached) else None


def _has_unread_day(reader: FieldReader, step: StateLine, box: Element) -> bool:
    """Whether a step has something like a day beside it that cannot be read."""
    months = reader.words.months
    lines = reader.lines_in(box)
    texts = [text for line in lines for run in line.runs if (text := fold(run)) != step.label]
    return any(
        (looks_dated(text, months) or _LIKE_A_DAY.fullmatch(text)) and not find_dates(text, months) for text in texts
    )


def own_day(reader: FieldReader, state: StateLine, box: Element | None) -> tuple[When | None, str]:
    """The day of a statement as it is printed: in the same line, or by itself in its box and as the only one there.
    None for a day after the capture: no stage was reached in the future."""
    beside = undated(state.line.text, reader.words)[1]
    if beside is None:  # the two may stand without a gap
        beside = undated(state.line.text.removeprefix(state.label).strip(), reader.words)[1]
    texts = [] if beside is None else [beside]
    if beside is None and box is not None:
        for line in reader.lines_in(box):
            behind = line.text.removeprefix(state.label).strip()  # without a gap, perhaps, and in pieces
            whole = reader.when(behind) is not None
            texts += [behind] if whole else line.runs
    days = {day: text for text in texts if (day := reader.when(text)) is not None}
    if len(days) != 1:
        return None, ""
    ((day, text),) = days.items()
    return (None, "") if reader.is_to_come(day) else (day, text)
