"""Lines that state something: the order's status, the stage of a refund, the state of a dispute."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

from whyclosed_parser.page.index import Line
from whyclosed_parser.words import Entry, Kind, Words

_DIGIT = re.compile(r"\d")
_SIGN_OF_MONEY = re.compile(r"[\s:：(]*-?\s?(?:[A-Z]{1,3})?\s?[^\w\s]{0,2}\s*\Z")
_ACTIVE = re.compile(r"(?:\A|[-_])(?:active|current|now|doing)(?:[-_]|\Z)", re.IGNORECASE)


def status_line(lines: list[Line], words: Words) -> Line | None:
    """The line that is the order's status: above the order id, not one of a row of tabs or steps."""
    candidates: list[tuple[int, Line, Entry[str]]] = []
    id_at = -1
    for number, line in enumerate(lines):
        entry = words.entry("status", line.text)
        if entry is not None:
            candidates.append((number, line, entry))
        elif id_at < 0 and (row := words.row(line.text, line.runs)) and row.entry.code == "order_id":
            id_at = number
    steps = _neighbours([line for _, line, _ in candidates])
    candidates = [found for found in candidates if found[1] not in steps]
    above = [line for number, line, _ in candidates if number < max(id_at, 1)]
    if above:
        return above[0]
    # Below the id the parcel speaks too: there only an order's own words count, and only if they agree.
    below = [(line, entry) for _, line, entry in candidates if entry.code not in ("delivered", "shipped", "unknown")]
    return below[0][0] if below and len({entry.code for _, entry in below}) == 1 else None


def _neighbours(lines: list[Line]) -> list[Line]:
    """Lines that stand together in a box of three or more of them: tabs, steps."""
    together: dict[Element, list[Line]] = {}
    for line in lines:
        for ancestor in list(line.element.iterancestors())[:2]:
            together.setdefault(ancestor, []).append(line)
    return [line for group in together.values() if len({one.text for one in group}) >= 3 for line in group]


@dataclass(frozen=True, slots=True)
class StateLine:
    """A line that states something: its words without the amount behind them, and what they mean."""

    line: Line
    label: str
    entry: Entry[str]


def state_lines(lines: list[Line], kind: Kind, words: Words) -> list[StateLine]:
    """The lines whose whole text, without an amount behind it, is a known state."""
    found = []
    for line in lines:
        if len(line.text) > 160:
            continue
        for label in (line.text, line.first, _before_amount(line.text)):
            entry = words.entry(kind, label) if label else None
            if entry is not None:
                found.append(StateLine(line, label, entry))
                break
    return found


def _before_amount(text: str) -> str:
    """The words before the first number and its currency; empty where there is no number."""
    digit = _DIGIT.search(text)
    return _SIGN_OF_MONEY.sub("", text[: digit.start()]) if digit else ""


def the_state(states: list[StateLine]) -> StateLine | None:
    """The one state that holds. Several different labels, or those in a list of steps, are a progress bar: of them
    only an active mark says which holds, and without one none does. The bar of a dispute names what was done: what is
    awaited is said beside it. Beside the bar of a refund the same words may be a help text."""
    said = [state for state in states if not is_step(state.line.element)]
    if len(_codes(said)) > 1:
        said = []
    bar = [state for state in states if state not in said]
    marked = _marked(bar)
    if any(_is_stage(code) for code in _codes(bar)) and not marked:
        return None
    holds = marked + said if any(map(_is_stage, _codes(marked))) else said or marked
    return holds[0] if len(_codes(holds)) == 1 else None


def _marked(bar: list[StateLine]) -> list[StateLine]:
    """The marked steps of a bar. Where the stages of a refund are marked from the first one on, it is at the last of
    them (B135-B137)."""
    marked = [state for state in bar if marked_box(state.line.element) is not None]
    lit = _codes(marked)
    if len(lit) > 1 and lit == _codes(bar)[: len(lit)] and all(map(_is_stage, lit)):
        marked = [state for state in marked if state.entry.code == lit[-1]]
    return marked


def _is_stage(code: str) -> bool:
    """Whether a state is a refund's: those are numbered in their order."""
    return code.isdigit()


def _codes(states: list[StateLine]) -> list[str]:
    return sorted({state.entry.code for state in states})


def is_step(element: Element) -> bool:
    """Whether an element is one of several steps, even if the others are missing."""
    boxes = (element, *list(element.iterancestors())[:2])
    return any(_is_item(box) or "step" in (box.get("class") or "").casefold() for box in boxes)


def _is_item(box: Element) -> bool:
    """Whether an element is an item of a list of several."""
    return box.tag == "li" and (
        next(box.itersiblings("li"), None) is not None or next(box.itersiblings("li", preceding=True), None) is not None
    )


def marked_box(element: Element) -> Element | None:
    """The step around an element that is marked as the active one."""
    for box in (element, *list(element.iterancestors())[:2]):
        if box.get("aria-current") not in (None, "false"):
            return box
        if any(_ACTIVE.search(name) for name in (box.get("class") or "").split()):
            return box
    return None
