"""Lines that state something: the order's status, the stage of a refund, the state of a dispute."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, partial
from itertools import pairwise

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event, may_be_refund_news
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import all_words, around_line
from whyclosed_parser.page.tree import box_around, children, classes, core, in_link_or_button, nearest
from whyclosed_parser.read.addresses import linked_in, order_in
from whyclosed_parser.read.boxes import event_time, own_boxes
from whyclosed_parser.read.sentences import is_count, parted
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import HOUR, is_one_day, read_when
from whyclosed_parser.values.durations import read_duration, without_within
from whyclosed_parser.values.marks import AHEAD, FULL, TICKS
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.values.text import count_words, fold, has_digit, normal_form, words_key
from whyclosed_parser.words import Entry, Kind, Words
from whyclosed_parser.words.packs import shared

_DIGIT = patterns.compiled(r"\d")
_BEHIND_AN_ID = patterns.compiled(r"\d{15,19}\W+(?P<state>[^\W\d_](?:.*[^\W_])?)")
_COUNT = patterns.compiled(r"(?:(?<!\s)\s++)?[(\[]\d{1,4}[)\]]\Z")
_SIGN_OF_MONEY = patterns.compiled(  # no run is begun in its middle
    r"(?:(?<![\s:：(])[\s:：(]++)?-?\s?(?:[A-Z]{1,3})?\s?[^\w\s]{0,2}(?:(?<!\s)\s++)?\Z"
)
_BETWEEN = " ·•|–—,;"
"""What may stand between a state and its amount."""
_ACTIVE = patterns.compiled(r"(?:\A|[-_])(?:active|current|now|doing)(?:[-_]|\Z)", re.IGNORECASE)
_KINDS: tuple[Kind, ...] = ("refund", "dispute")
UNDER_WAY = ("open", "agreed", "refused", "offered", "return_asked")
"""What says of a dispute that it is open, and not whose turn it is; the first says nothing more."""
ONLY_OF_ORDERS = frozenset(
    {"pay", "cancel", "confirm_receipt", "open_dispute", "refund_details", "extend_protection", "track"}
)
"""Buttons that only an order has."""
_PARTS_OF_A_STEP = 4
"""Elements: a mark, a title, a description, a time."""
_FEWEST_STEPS, _MOST_STEPS = 3, 60
"""A status and one line of its parcel are no row of steps."""
_MOST_WORDS_OF_A_STATUS = 6
"""The longest known one has six ("This order is awaiting your payment")."""
_LINES_OF_TWO_STEPS = 4
_NEAR = 8  # lines above a state in which they stand
_LONGEST_LABEL = 40  # characters
_LONGEST_STATE = 160
"""Characters. The longest known state with an amount behind it has half of that; what is longer is prose."""


def status_line(lines: list[Line], words: Words, *, headed: bool = False) -> Line | None:
    """The line that is the order's status: above the order id, not one of a row of tabs or steps. Where other words
    stand in its place, those below the id are none, unless they head something else (`headed`)."""
    lines = parted(lines, words)
    candidates: list[tuple[int, Line, Entry[str]]] = []
    id_at = -1
    for number, line in enumerate(map(partial(_without_day, words=words), lines)):
        entry = words.entry("status", line.text) or words.entry("headlines", line.text)
        if entry is not None:
            is_of_refund = number > 0 and _is_of_refund(line, lines[number - 1], words)
            is_button = nearest(line.element, "button") is not None
            if not (is_button or is_of_refund or _is_step(lines, number, words)):
                candidates.append((number, line, entry))
        elif id_at < 0 and (row := words.row(line.text, line.runs)) and row.entry.code == "order_id":
            id_at = number
            behind = _BEHIND_AN_ID.search(row.value)
            entry = None if behind is None else words.entry("status", state := behind["state"])
            if entry is not None:  # "Order ID: 8190000011112222 · Closed"
                candidates.append((0, line._replace(text=state, runs=(state,)), entry))
    steps = _neighbours([*(line for _, line, _ in candidates), *(line for line in lines if _is_counted(line, words))])
    steps += _stages([line for _, line, _ in candidates], lines, words)
    candidates = [found for found in candidates if found[1] not in steps]
    above = [line for number, line, _ in candidates if number < max(id_at, 1)]
    if above:
        return above[0]
    if id_at > 0 and not headed and _headline(lines[:id_at], lines[id_at], words):
        return None
    # Below the id the parcel speaks too: there only an order's own words count, and only if they agree.
    below = [(line, entry) for _, line, entry in candidates if _is_of_an_order(line, entry, words)]
    return below[0][0] if below and len({entry.code for _, entry in below}) == 1 else None


def _is_of_refund(line: Line, label: Line, words: Words) -> bool:
    """Whether a line is the value of a row about a refund: "Refund status | Processing"."""
    row = around_line(line).getparent()
    if row is None or around_line(label).getparent() is not row or len(label.text) > _LONGEST_LABEL or len(row) != 2:
        return False
    said = normal_form(label.text)
    return may_be_refund_news(said, words.tongues) or words.has_any("refund", said)


def _is_step(lines: list[Line], at: int, words: Words) -> bool:
    """Whether a line is a step of a refund or dispute: the stage of one of its ways, below the name of the way or its
    amount, or the opening of a dispute, above its time."""
    if words.code("status", lines[at].text) == "in_dispute":
        return any(event_time(line.text, words) for line in lines[at + 1 : at + 2])
    above = [line.text for line in reversed(lines[max(at - 2, 0) : at])]
    if above and find_amounts(above[0]) == ((0, len(above[0])),):
        above = above[1:]
    is_stage = bool(above) and words.entry("channel", lines[at].text) is not None
    return is_stage and words.is_any(above[0], "ways", "methods")


def steps_ahead(lines: list[Line], reached: list[Line], words: Words) -> list[Line]:
    """The steps of an order behind those that were reached, which have their days, in one bar with them."""
    begins = next((at for at, line in enumerate(lines) if line in reached), len(lines))
    behind = [line for line in lines[begins:] if line not in reached and words.entry("status", line.text) is not None]
    bar = _neighbours([*reached, *behind]) if behind else []
    return [line for line in behind if line in bar]


def step_under_way(lines: list[Line]) -> Line | None:
    """The one of the steps of an order that is marked as the active one, where only one is."""
    marked = [(line, box) for line in lines if (box := marked_box(line.element)) is not None]
    return marked[0][0] if len({box for _, box in marked}) == 1 == len(marked) else None


def is_listed(line: Line) -> bool:
    """Whether a line is an entry of a list."""
    return any(_is_listed(box) for box in own_boxes(line.element))


def _without_day(line: Line, words: Words) -> Line:
    """A line without the day that stands beside its words in an element of its own."""
    behind, *others = [fold(run) for run in line.runs[1:] if run.strip()] or [""]
    if others or not behind or not is_one_day(behind, words.months):
        return line
    return line._replace(text=line.text.removesuffix(behind).rstrip(), runs=line.runs[:1])


def _stages(candidates: list[Line], lines: list[Line], words: Words) -> list[Line]:
    """Those of these lines that are steps of a refund: other stages stand on the page, too."""
    if all(words.entry("refund", line.text) is None for line in candidates):
        return []
    stages = {line: code for line in lines if (code := words.code("refund", line.text)) is not None}
    return list(stages) if len(set(stages.values())) > 1 else []


def _is_of_an_order(line: Line, entry: Entry[str], words: Words) -> bool:
    """Whether a status is no event of a parcel: "Awaiting delivery" is said of an order alone."""
    if entry.code == "shipped":
        return all(classify_event(line.text, language) == "UNKNOWN" for language in words.languages)
    return entry.code not in ("delivered", "unknown")


def _headline(above: list[Line], id_line: Line, words: Words) -> bool:
    """Whether unknown words stand where the status does: a short line above the id, in its box or one of the two around
    it, that is no label, button or link."""
    around = set(list(own_boxes(id_line.element))[-1].iter("*"))
    return any(
        line.element in around
        and len(line.text.split()) <= _MOST_WORDS_OF_A_STATUS
        and not has_digit(line.text)
        and not words.is_label(line.text)
        and words_key(line.text) not in _titles()
        and words.entry("actions", line.text) is None
        and not in_link_or_button(own_boxes(line.element))
        for line in above
    )


@cache
def _titles() -> frozenset[str]:
    """What pages about orders are called themselves."""
    return frozenset(map(words_key, shared("orders")["titles"]))


def order_box(lines: list[Line], words: Words, *, of_request: bool = False) -> Element | None:
    """The smallest box that holds the rows, the buttons and the status of an order, or what is said of its refund. None
    where no two of its rows are seen; of a request one suffices. What stands outside is the page's: help, banners."""
    rows = [line.element for line in lines if words.row(line.text, line.runs) is not None]
    states = [state.line.element for kind in _KINDS for state in state_lines(lines, kind, words)] if rows else []
    if len(rows) < 2 and not (of_request and len({*rows, *states}) > 1):
        return None
    status = status_line(lines, words)
    buttons = [line.element for line in lines if _is_button_of_an_order(line, words)]
    return box_around(*rows, *([status.element] if status else states), *buttons)


def _is_button_of_an_order(line: Line, words: Words) -> bool:
    return words.code("actions", line.text) in ONLY_OF_ORDERS


def own_lines(lines: list[Line], words: Words, *, of_request: bool = False) -> list[Line]:
    """The lines inside the box of an order's rows, and those right beside it where it is a table of nothing but rows;
    all of them where no such box is seen. `of_request`: the page of a refund or a dispute, where one row beside what is
    said of it makes a box."""
    box = order_box(lines, words, of_request=of_request)
    if box is None:
        return lines
    table = box.getparent() if box.tag == "tbody" else box
    beside = table.getparent() if table is not None and table.tag in ("table", "dl") else None
    return [
        line
        for line in lines
        if box in line.element.iterancestors() or (beside is not None and line.element.getparent() is beside)
    ]


def _is_counted(line: Line, words: Words) -> bool:
    """Whether a line is a tab that says how many orders it holds."""
    name = _COUNT.sub("", line.text)
    return name != line.text and words.entry("status", name) is not None


def _neighbours(lines: list[Line]) -> list[Line]:
    """Tabs and steps: lines that stand each in a box of its own, in a box with two or more of the others."""
    held = Counter(box for line in lines for box in own_boxes(line.element))
    together: dict[Element, list[Line]] = {}
    for line in lines:
        for inner, box in pairwise(own_boxes(line.element)):
            if held[inner] > 1:
                break
            together.setdefault(box, []).append(line)
    return [line for group in together.values() if len({one.text for one in group}) >= _FEWEST_STEPS for line in group]


@dataclass(frozen=True, slots=True)
class StateLine:
    """A line that states something: its words without the amount behind them, and what they mean. `is_row`: a label
    beside them says what they are of, so that they are no step, though an entry of a list."""

    line: Line
    label: str
    entry: Entry[str]
    is_row: bool = False


def state_lines(lines: list[Line], kind: Kind, words: Words) -> list[StateLine]:
    """The lines whose whole text, without an amount behind it, is a known state."""
    found = []
    for line in lines:
        if len(line.text) > _LONGEST_STATE or is_count(line.text, words):
            continue
        line = unmarked(line)
        for label in (line.text.rstrip(".。"), *line.heads, _before_amount(line.text, kind, words)):
            entry = words.entry(kind, label) if label else None
            if entry is not None:
                found.append(StateLine(line, label, entry))
                break
    return found


def unmarked(line: Line) -> Line:
    """A line without the mark of a step that is ahead, for reading which step that is."""
    if not is_ahead(line) or not line.text.startswith(line.mark):
        return line
    return line._replace(text=line.text[len(line.mark) :].lstrip(), runs=line.runs[1:])


def is_ahead(line: Line) -> bool:
    """Whether a line says what has not happened."""
    return line.mark in AHEAD


def _before_amount(text: str, kind: Kind, words: Words) -> str:
    """The words of this kind before an amount, a day or a countdown that ends the line; empty where other words follow
    the number ("Refund processing 3-20 business days" says how long it may take)."""
    digit = _DIGIT.search(text)
    if digit is None:
        return ""
    amount = next((start for start, end in find_amounts(text) if start <= digit.start() < end), None)
    front = _SIGN_OF_MONEY.sub("", text[: digit.start()]) if amount is None else text[:amount].rstrip(" :：(")
    label = front.rstrip(_BETWEEN)
    rest = text[len(label) :].strip(f" :：(){_BETWEEN}")
    bare = not any(map(str.isalpha, text[digit.start() :]))  # an amount, even if it cannot be read
    within = without_within(label)
    if words.entry(kind, label) is None and words.entry(kind, within) is None:
        return ""
    if read_duration(rest, words.units) is not None:
        label = within
    readable = read_money(rest) or read_when(rest, words.months) or read_duration(rest, words.units)
    return label if bare or readable is not None else ""


def is_behind_dated_steps(line: Line, lines: list[Line], words: Words) -> bool:
    """Whether a state without a day stands below two steps that have theirs, perhaps with others without between, in
    lines without any box: it may be one that is still to come."""
    at = next((number for number, one in enumerate(lines) if one is line), 0)
    around = [is_one_day(one.text, words.months) for one in lines[max(at - _NEAR, 0) : at + 2]]
    *above, own, below = around if at + 1 < len(lines) else (*around, False)
    ahead = next((number for number, dated in enumerate(reversed(above)) if dated), 0)
    steps = above[: len(above) - ahead][-_LINES_OF_TWO_STEPS:]
    if own or below or steps != [False, True] * 2 or is_step(line.element):
        return False
    named = lines[max(at - _NEAR, 0) : at - ahead][-_LINES_OF_TWO_STEPS::2]
    if all(words.is_label(one.text) for one in named):  # rows of the order
        return False
    return all(count_words(one.text) <= _MOST_WORDS_OF_A_STATUS for one in lines[at - ahead : at])


def the_state(states: list[StateLine]) -> StateLine | None:
    """The one state that holds. Several different labels, or those in a list of steps, are a progress bar: of them
    only an active mark says which holds, and without one none does. The bar of a dispute may name what was done, and
    what is awaited is said beside it. Beside the bar of a refund the same words may be a help text."""
    steps = steps_of(states)
    said = _without_vague([state for state in states if state not in steps])
    if len(_codes(said)) > 1:
        said = []
    bar = [state for state in states if state not in said]
    marked = _marked(bar)
    if said and _codes(marked)[-1:] <= _codes(said) and all(state.line.mark in TICKS for state in marked):
        marked = []  # what is ticked was passed
    if any(_is_stage(code) for code in _codes(bar)) and not marked:
        return None
    holds = marked + said if any(map(_is_stage, _codes(marked))) else _closer(marked, said)
    return holds[0] if len(_codes(holds)) == 1 else None


def _without_vague(said: list[StateLine]) -> list[StateLine]:
    """What is said of a dispute, without that it is open where whose turn it is is said as well."""
    closer = [state for state in said if state.entry.code not in UNDER_WAY[:1]]
    return closer if closer and all(state.entry.code.startswith("waiting_") for state in closer) else said


def _closer(marked: list[StateLine], said: list[StateLine]) -> list[StateLine]:
    """What holds of a dispute's marked step and of a line outside of the steps: the step, unless the line says the
    same more closely."""
    vague = UNDER_WAY[:1] if set(_codes(said)) <= {*UNDER_WAY} else UNDER_WAY
    return said if said and set(_codes(marked)) <= {*_codes(said), *vague} else marked


def _marked(bar: list[StateLine]) -> list[StateLine]:
    """The marked steps of a bar. Where the stages of a refund are marked from the first one on, it is at the last of
    them (B135-B137); where signs mark what was reached and what is ahead, at the one between both."""
    marked = [state for state in bar if is_reached(state, bar)]
    if marked and is_ahead(bar[-1].line) and bar[: len(marked)] == marked:
        return marked[-1:]
    lit = _codes(marked)
    if len(lit) > 1 and lit == _codes(bar)[: len(lit)] and all(map(_is_stage, lit)):
        marked = [state for state in marked if state.entry.code == lit[-1]]
    return marked


def _is_stage(code: str) -> bool:
    """Whether a state is a refund's: those are numbered in their order."""
    return code.isdigit()


def _codes(states: list[StateLine]) -> list[str]:
    return sorted({state.entry.code for state in states})


def steps_of(states: list[StateLine]) -> list[StateLine]:
    """Those of the states that are steps, told by the page's boxes or by a mark in front of them."""
    signs = _signs(states)
    return [state for state in states if state.line.mark in signs or (not state.is_row and is_step(state.line.element))]


def is_reached(state: StateLine, bar: list[StateLine]) -> bool:
    """Whether a step is marked as one that was reached."""
    return state.line.mark in _signs(bar) - AHEAD or marked_box(state.line.element) is not None


def _signs(states: list[StateLine]) -> frozenset[str]:
    """The marks that say how far something is: a full circle does so only beside an empty one."""
    return TICKS | AHEAD | (FULL if any(state.line.mark in AHEAD for state in states) else frozenset())


def is_step(element: Element) -> bool:
    """Whether an element is one of several steps, even if the others are missing."""
    return any(
        "step" in (box.get("class") or "").casefold() or _is_listed(box) or is_dated_row(box)
        for box in own_boxes(element)
    )


def is_dated_row(box: Element) -> bool:
    """Whether a box stands in a row of short ones of which some name the time they were reached, below their words:
    steps, whatever they are called."""
    parent = box.getparent()
    if parent is None or not _FEWEST_STEPS <= len(parent) <= _MOST_STEPS:
        return False
    others = (one for one in children(parent) if one.tag != box.tag)
    if any(fold(all_words(one).strip()[:_LONGEST_STATE]) for one in others):  # a script is long
        return False
    if len(HOUR.findall(fold(all_words(parent)))) < 2:  # the usual case, and cheap
        return False
    words = {one: text for one in children(parent) if (text := fold(all_words(one)))}
    if len(words) < _FEWEST_STEPS or any(len(text) > _LONGEST_STATE for text in words.values()):
        return False
    if sum(HOUR.search(text) is not None for text in words.values()) < 2:
        return False
    row = [said_in(core(one)) for one in words]
    if any(len(parts) > _PARTS_OF_A_STEP for parts in row):
        return False
    return sum(len(parts) > 1 and HOUR.search(parts[-1]) is not None for parts in row) > 1


def said_in(box: Element) -> list[str]:
    """What the elements in a box say, without those that only make room."""
    return [text for one in children(box) if (text := fold(all_words(one)))]


def _is_listed(box: Element) -> bool:
    """Whether a box is an entry of a list that has other entries with words, and no order of a list of orders."""
    if box.tag != "li" or linked_in(box, order_in):
        return False
    return any("".join(other.itertext()).strip() for other in _siblings(box))


def _siblings(box: Element) -> Iterator[Element]:
    yield from box.itersiblings("li")
    yield from box.itersiblings("li", preceding=True)


def marked_box(element: Element) -> Element | None:
    """The step around an element that is marked as the active one."""
    for box in own_boxes(element):
        if box.get("aria-current") not in (None, "false"):
            return box
        if any(_ACTIVE.search(name) for name in classes(box)):
            return box
    return None
