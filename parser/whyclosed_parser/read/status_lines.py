"""The line that is an order's status, among steps and tabs, and the box that holds what is the order's."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from itertools import pairwise

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event, may_be_refund_news
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import around_line
from whyclosed_parser.page.tree import box_around, in_link_or_button, nearest
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.read.sentences import parted
from whyclosed_parser.read.states import MOST_WORDS_OF_A_STATUS, state_lines
from whyclosed_parser.read.steps import FEWEST_STEPS, marked_box
from whyclosed_parser.read.times import event_time
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import fold, has_digit, normal_form, words_key
from whyclosed_parser.words import Entry, Kind, Words
from whyclosed_parser.words.packs import shared

_BEHIND_AN_ID = patterns.compiled(r"\d{15,19}\W+(?P<state>[^\W\d_](?:.*[^\W_])?)")
_COUNT = patterns.compiled(r"(?:(?<!\s)\s++)?[(\[]\d{1,4}[)\]]\Z")
_KINDS: tuple[Kind, ...] = ("refund", "dispute")
ONLY_OF_ORDERS = frozenset(
    {"pay", "cancel", "confirm_receipt", "open_dispute", "refund_details", "extend_protection", "track"}
)
"""Buttons that only an order has."""
_LONGEST_LABEL = 40  # characters


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
        and len(line.text.split()) <= MOST_WORDS_OF_A_STATUS
        and not has_digit(line.text)
        and not words.is_label(line.text)
        and not is_title(line.text)
        and words.entry("actions", line.text) is None
        and not in_link_or_button(own_boxes(line.element))
        for line in above
    )


def is_title(text: str) -> bool:
    """Whether a text is what pages about orders are called themselves."""
    return words_key(text) in _titles()


@cache
def _titles() -> frozenset[str]:
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
    return [line for group in together.values() if len({one.text for one in group}) >= FEWEST_STEPS for line in group]
