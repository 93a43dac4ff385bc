"""Lists of times with words, as a parcel's history is printed."""

from __future__ import annotations

from collections.abc import Set

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.classify.numbers import certain_numbers
from whyclosed_parser.model.order import DAYS
from whyclosed_parser.page.find import largest_boxes
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.lines import around_line
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.boxes import COPIED_PARCEL, ROWS_OF_A_PARCEL, own_boxes
from whyclosed_parser.read.times import event_time, has_hour, is_zone, leading_time, says_an_event
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.ages import is_age
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.text import COLONS, fold, has_digit
from whyclosed_parser.words import Words

_MOST_LINES_OF_AN_EVENT = 6
"""A time, a title, a place and some that describe it; what is longer is a page, or a part of one."""
_HOUR_ALONE = patterns.compiled(r"\d{1,2}[:.]\d\d(?:\s?[AaPp]\.?[Mm]\.?)?")
_HOUR_FIRST = patterns.compiled(rf"(?P<hour>{_HOUR_ALONE.pattern})(?:\s[\s|·–-]*(?P<said>[^\W\d_].*))?")
_BETWEEN = " |·–-,"


@dataclass(frozen=True, slots=True)
class EventBox:
    """A time and the words that stand beside it."""

    time_text: str
    words: tuple[str, ...]


def event_boxes(scope: Scope, words: Words, *, of_parcel: bool) -> list[EventBox]:
    """Lists of times with words: each time with the other lines of the largest box that holds no other time.
    `of_parcel`: the page of a parcel, which has no rows with the days of an order: what they are called happened."""
    lines = _with_days(scope.lines(), words)
    timed = [line for line in lines if event_time(line.text, words) or is_age(line.text, words.units)]
    if not timed:  # each in one line with its words
        led = ((line, leading_time(_spaced(line), words) or _in_pieces(line, words)) for line in lines)
        return [
            EventBox(time[0], (time[1],))
            for line, time in led
            if time is not None and not any(box.tag == "a" for box in own_boxes(line.element))
        ]
    if len(timed) == 1:
        around = around_line(timed[0]).getparent()
        held = 0 if around is None else sum(around in upward(line.element) for line in lines)
        is_event = around is not None and held <= _MOST_LINES_OF_AN_EVENT and around.get("class") != COPIED_PARCEL
        boxes = {around: timed[0]} if around is not None and is_event else {}
    else:
        largest = largest_boxes((line.element, line.element) for line in timed)
        boxes = {largest[line.element]: line for line in reversed(timed)}
    beside: dict[int, list[Line]] = {}
    for other in lines:
        line = next((boxes[one] for one in upward(other.element) if one in boxes), None)
        if line is not None and other is not line:
            beside.setdefault(id(line), []).append(other)
    flat: dict[Element | None, list[Line]] = {}
    for line in lines:
        if not _is_row_of_a_parcel(line, words):
            flat.setdefault(around_line(line).getparent(), []).append(line)
    timed = _without_reviews(timed, boxes, beside, words) if not of_parcel else timed
    times = set(map(id, timed))
    steps = {parent: _step_to_words(siblings, times, words) for parent, siblings in flat.items()}
    found = []
    for line in timed:
        parent = around_line(line).getparent()
        near = beside.get(id(line)) or _flat_neighbour(flat[parent], line, times, steps[parent])
        beside_it = [
            other for other in near if not (_is_label_of_a_row(other.text, words, of_parcel) or is_control(other))
        ]
        zones = [other for other in beside_it if is_zone(other.text, line.text, words)]
        time = f"{line.text} {zones[0].text.strip('[]() ')}" if len(zones) == 1 else line.text
        texts = tuple(other.printed for other in beside_it if other not in zones)
        if texts:
            found.append(EventBox(time, texts))
    return found


def is_control(line: Line) -> bool:
    """Whether a line is what a button says, by its tag or its role: one that folds a long text away."""
    return any(box.tag == "button" or box.get("role") == "button" for box in own_boxes(line.element))


def _without_reviews(
    timed: list[Line], boxes: dict[Element, Line], beside: dict[int, list[Line]], words: Words
) -> list[Line]:
    """The times without those that only say how long ago something was, if beside one of them nothing tells an event
    and none is a member of a list of dated ones: people write so of other things as well."""
    aged = [line for line in timed if is_age(line.text, words.units)]
    if not aged:
        return timed
    lists = {box.getparent() for box, line in boxes.items() if line not in aged}
    if any(box.getparent() in lists for box, line in boxes.items() if line in aged):
        return timed
    if all(any(_tells_an_event(other, words) for other in beside.get(id(line), ())) for line in aged):
        return timed
    return [line for line in timed if line not in aged]


def _with_days(lines: list[Line], words: Words) -> list[Line]:
    """The lines, with the hours that stand alone below the day that holds for them, in its box: "Nov 18, 2026 | 14:05 |
    Delivered | 08:12 | …". As they are where one of these tells no event: what was said in a chat, perhaps."""
    whole: list[Line] = []
    day: Line | None = None
    days: set[int] = set()
    told_behind: list[bool] = []
    told_before: list[bool] = []
    for number, line in enumerate(lines):
        at, said = _hour_and_words(line)
        if not at:
            whole.append(line)
            if has_digit(line.text) and not has_hour(line.text, words) and is_one_day(line.text, words.months):
                day = line
            continue
        time = None if day is None else event_time(f"{day.text} {at}", words)
        if day is None or time is None or not _is_headed(line, day):
            return lines
        days.add(id(day))
        whole.append(line._replace(text=time, runs=()))
        if said is not None:
            whole.append(line._replace(text=said, runs=()))
            told_behind.append(_tells_an_event(whole[-1], words))
        else:
            told_behind.append(any(_tells_an_event(other, words) for other in lines[number + 1 : number + 2]))
        told_before.append(number > 0 and _tells_an_event(lines[number - 1], words))
    if not days or not (all(told_behind) or all(told_before)):
        return lines
    return [line for line in whole if id(line) not in days]


def _hour_and_words(line: Line) -> tuple[str, str | None]:
    """The hour alone with which a line begins, and the words behind it in the same line, if any; an empty hour where
    it begins with none."""
    if not line.text[:1].isdigit():
        return "", None
    pieces = [fold(run) for run in line.runs if run.strip()]
    if len(pieces) > 1 and _HOUR_ALONE.fullmatch(pieces[0]):
        return pieces[0], _spaced(line).removeprefix(pieces[0]).strip(_BETWEEN)
    found = _HOUR_FIRST.fullmatch(line.text)
    if found is None:
        return "", None
    return found["hour"], found["said"]


def _spaced(line: Line) -> str:
    """The words of a line, with a gap before each element that begins with a capital right behind another one: a title
    and a place that only a sheet parts."""
    text = ""
    for run in line.runs:
        text += f" {run}" if text[-1:].isalnum() and run[:1].isupper() else run
    return fold(text) or line.text


def _is_headed(line: Line, day: Line) -> bool:
    """Whether a line stands in the box that begins with a day, or behind that in the next one."""
    box = day.element.getparent()
    return box is not None and any(one in upward(line.element) for one in (box, box.getparent()) if one is not None)


def _is_row_of_a_parcel(line: Line, words: Words) -> bool:
    """Whether a line is a row with a number or the carrier of a parcel, or such a number alone."""
    row = words.row(line.text, line.runs)
    return certain_numbers(line.text) == [line.text] or (row is not None and row.entry.code in ROWS_OF_A_PARCEL)


def _is_label_of_a_row(text: str, words: Words, of_parcel: bool) -> bool:
    is_event = of_parcel and not text.endswith(COLONS) and words.code("labels", text) in DAYS
    return words.is_label(text) and not is_event


def _step_to_words(siblings: list[Line], times: Set[int], words: Words) -> int:
    """Where the words of a time stand in a list without boxes: in the line after it (1) if the list begins with a time,
    or only what follows the last one tells an event; else in the one before it (-1). Nowhere (0) where both ends do, as
    every event would get the time of another; but a heading may say the newest one once more."""
    places = [at for at, line in enumerate(siblings) if id(line) in times]
    if not places or places[0] == 0:
        return 1
    before, behind = siblings[places[0] - 1], siblings[places[-1] + 1 : places[-1] + 2]
    if len(places) == 1 or not behind or not _tells_an_event(behind[0], words):
        return -1
    again = before.text == siblings[places[0] + 1].text
    return 1 if again or not _tells_an_event(before, words) else 0


def _tells_an_event(line: Line, words: Words) -> bool:
    """Whether a line is no row, and says what happened to a parcel."""
    return words.row(line.text, line.runs) is None and says_an_event(line.text, words)


def _flat_neighbour(siblings: list[Line], line: Line, times: Set[int], step: int) -> list[Line]:
    at = next(number for number, other in enumerate(siblings) if other is line) + step
    return [siblings[at]] if step and 0 <= at < len(siblings) and id(siblings[at]) not in times else []


def _in_pieces(line: Line, words: Words) -> tuple[str, str] | None:
    """The time that is the first or the last piece of a line, and the words of the others: elements that meet without a
    gap are parted by how the page looks."""
    pieces = [run for run in line.runs if run.strip()]
    if len(pieces) != 2 or pieces[0][-1:].isspace() or pieces[1][:1].isspace():
        return None
    first, last = map(fold, pieces)
    for time, said in ((first, last), (last, first)):
        if event_time(time, words) and not event_time(said, words) and words.row(line.text, line.runs) is None:
            return time, said
    return None
