"""Lines that state something: the stage of a refund, the state of a dispute; and which of several holds."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.sentences import is_count
from whyclosed_parser.read.steps import LONGEST_STATE, is_step, marked_box
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import is_one_day, read_when
from whyclosed_parser.values.durations import read_duration, without_within
from whyclosed_parser.values.marks import AHEAD, FULL, TICKS
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.values.text import count_words
from whyclosed_parser.words import Entry, Kind, Words

_DIGIT = patterns.compiled(r"\d")
_SIGN_OF_MONEY = patterns.compiled(  # no run is begun in its middle
    r"(?:(?<![\s:：(])[\s:：(]++)?-?\s?(?:[A-Z]{1,3})?\s?[^\w\s]{0,2}(?:(?<!\s)\s++)?\Z"
)
_BETWEEN = " ·•|–—,;"
"""What may stand between a state and its amount."""
UNDER_WAY = ("open", "agreed", "refused", "offered", "return_asked")
"""What says of a dispute that it is open, and not whose turn it is; the first says nothing more."""
MOST_WORDS_OF_A_STATUS = 6
"""The longest known one has six ("This order is awaiting your payment")."""
_LINES_OF_TWO_STEPS = 4
_NEAR = 8  # lines above a state in which they stand


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
        if len(line.text) > LONGEST_STATE or is_count(line.text, words):
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
    return all(count_words(one.text) <= MOST_WORDS_OF_A_STATUS for one in lines[at - ahead : at])


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
