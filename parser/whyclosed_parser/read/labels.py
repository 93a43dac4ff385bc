"""Rows of a page: the words beside a label of the language pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model.order import DAYS
from whyclosed_parser.page.anchor import Anchor
from whyclosed_parser.page.find import Hit, found_at
from whyclosed_parser.page.index import Line, Scope
from whyclosed_parser.page.lines import all_words, is_inline
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import HEADINGS, nearest, upward
from whyclosed_parser.read.columns import OF_WAYS, cells_below
from whyclosed_parser.read.goods import names_goods
from whyclosed_parser.read.named_orders import NamedOrder, is_name, low_nouns, named_orders
from whyclosed_parser.read.own_rows import (
    are_cells,
    box_of_row,
    is_beside_number,
    is_of_a_request,
    is_term,
    rows_of_numbers,
    value_above,
)
from whyclosed_parser.values.dates import HOUR, find_dates
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.numbers import read_id
from whyclosed_parser.values.text import COLONS, fold, has_digit, words_key
from whyclosed_parser.words import Entry, Row, Words
from whyclosed_parser.words.packs import shared

_BEHIND_A_NUMBER = patterns.compiled(r"\d\W*\s(?P<rest>[^\W\d_].*)", re.DOTALL)
_OF_MONEY = "refund_amount"
_OF_COLUMNS = ("placed_on", "refund_to")
"""Labels that need a colon in running text, and none above a column."""
_OF_ROWS = ("status", "placed_on", "total", "carrier", "shop", "dispute_opened_on", "dispute_decided_on")
"""Labels that need none in the list of rows that has the order's number, too."""
_ROW_WITH_ADDRESS = patterns.compiled(r"[^\W\d_]{1,12}\s?[:：].{0,80}?\w@\w")
_ROWS_OF_A_HEAD = 3  # on either side
_MOST_RUNS = 12  # pieces of a line in which a label may stand
_NAMED = Entry("order_id", "U")
"""What the word for an order means in front of its number."""
_DATED = Entry("placed_on", "M")
"""What a word between the number of an order and a day means."""
_BESIDE_A_NUMBER = " .,;:|·•()（）[]–—-"
_BETWEEN_ROWS = patterns.compiled(r"\s?[·•∙|｜‧]\s|\s[·•∙|｜‧]")
"""What parts the rows that stand in one line: "Order ID 8190000011112222 · Paid on Nov 3, 2026"."""
_SHORTEST_NUMBER, _LONGEST_NUMBER = 15, 19  # digits of the number of an order, but of the oldest ones


def hits(anchor: Anchor, scope: Scope, words: Words, url: str | None) -> Iterable[Hit]:
    """What an anchor gives inside the scope, in page order. `text:` anchors are read elsewhere."""
    if anchor.kind != "label":
        return found_at(anchor, scope, url)
    code, low = anchor.path[0], scope.low
    if code not in labels_in(low, words):
        return ()
    if code in (*_OF_ROWS, _OF_MONEY) or may_be_labelled(code, low, words):
        return _rows(code, scope.lines(), words)
    return ()


@lru_cache(maxsize=64)  # each field asks
def labels_in(low: str, words: Words) -> frozenset[str]:
    """The meanings of the labels that may stand in a text that is in its normal form, with the colons that some need or
    without; the word for an order may be that of its number, and the day may stand behind it."""
    known = words.labels_in(low)
    return known | {"order_id", "placed_on"} if any(map(low.__contains__, low_nouns())) else known


def may_be_labelled(code: str, low: str, words: Words) -> bool:
    """Whether a label of this meaning may stand in a text that is in its normal form: a cheap test."""
    names = low_nouns() if code == "order_id" else ()
    return any(map(low.__contains__, (*words.labels(code), *names)))


def _rows(code: str, lines: list[Line], words: Words) -> Iterator[Hit]:
    """The values beside the labels of one meaning."""
    for row, line in labelled(code, lines, words):
        row = row._replace(value=_without_link(row.value, line))
        own = line.text.startswith(row.label) and line.text.endswith(row.value)
        yield Hit(row.value, None, row.label, row.entry.unverified, line.text if own else None)


def _without_link(value: str, line: Line) -> str:
    """A value with a number in it, without the words of the link or button behind it."""
    last = fold(next((run for run in reversed(line.runs) if run.strip()), ""))
    rest = value.removesuffix(last).rstrip()
    if not last or rest == value or has_digit(last) or not has_digit(rest):
        return value
    box = next((one for one in upward(line.element) if not is_inline(one)), line.element)
    ends = any(one.tag in ("a", "button") and fold(all_words(one)) == last for one in box.iter("a", "button"))
    return rest if ends else value


def labelled(code: str, lines: list[Line], words: Words) -> Iterator[tuple[Row, Line]]:
    """The rows with a label of this meaning, and the line of the label. Where none of them has the order's number, the
    word for an order in front of it is its label."""
    is_named = code != "order_id"
    lines = [piece for line in lines for piece in rows_of(line, words)]
    for row, line in _labelled(code, lines, words):
        is_named = is_named or read_id(row.value) is not None
        yield row, line
    if not is_named:
        yield from _named(lines, words)
    if code == "placed_on":
        yield from _dated_numbers(lines, words)


def numbers_of_orders(lines: list[Line], words: Words) -> set[str]:
    """The numbers of orders that rows print whole."""
    return {number for row, _ in labelled("order_id", lines, words) if (number := read_id(row.value)) is not None}


def rows_of(line: Line, words: Words) -> Iterable[Line]:
    """A line, or those of which it is made if a sign parts several rows in it, or what else stands beside the order's
    number: a title may have such signs, too."""
    if _BETWEEN_ROWS.search(line.text) is None:
        return (line,)
    pieces = _parted(line.text, words)
    return [Line(piece, (piece,), line.element, mark=line.mark) for piece in pieces] if pieces else (line,)


@lru_cache(maxsize=512)  # each field that has a label asks
def _parted(text: str, words: Words) -> tuple[str, ...]:
    pieces = tuple(filter(None, map(str.strip, _BETWEEN_ROWS.split(text))))
    rows = [row for piece in pieces if (row := words.row(piece)) is not None and row.value]
    is_parted = len(rows) > 1 or any(row.entry.code == "order_id" and read_id(row.value) for row in rows)
    return pieces if is_parted and len(pieces) > 1 else ()


def _named(lines: list[Line], words: Words) -> Iterator[tuple[Row, Line]]:
    """The lines that say nothing but which order it is ("Order 8190000011112222"), and headings that end so ("Refunds
    for order 8190000011112222"); a row or a state may stand behind the number."""
    for number, line in enumerate(lines):
        if is_name(line.text) and (value := read_id(_in_next_line(lines, number, "order_id", words))) is not None:
            yield Row(_NAMED, line.text, value), line
        if MARK in line.text or not has_digit(line.text):
            continue
        for one in () if names_goods(line.element) else named_wholly(line.text, words):
            is_heading = nearest(line.element, *HEADINGS) is not None
            if one.before and one.before.rstrip()[-1] not in _BESIDE_A_NUMBER and not is_heading:
                continue
            yield Row(_NAMED, one.name.strip(), one.number), line


def named_wholly(text: str, words: Words) -> Iterator[NamedOrder]:
    """The orders that a line names by their numbers, behind which a day or a row may stand, and no other words."""
    for one in named_orders(text):
        rest = one.behind.strip(_BESIDE_A_NUMBER)
        if not rest or words.row(rest) or dated_end(rest, words) or _of_a_day(rest, words):
            yield one


def _dated_numbers(lines: list[Line], words: Words) -> Iterator[tuple[Row, Line]]:
    """The days of the order that stand right behind its number: "Order 8190000011112222 of Nov 3, 2026"."""
    for line in lines:
        for one in named_orders(line.text) if has_digit(line.text) and MARK not in line.text else ():
            if not one.before and (row := _of_a_day(one.behind, words)) is not None:
                yield row, line


def _of_a_day(text: str, words: Words) -> Row | None:
    """What stands behind the number of an order, where that is a day and the word before it."""
    located = find_dates(text, words.months)
    if len(located) != 1 or text[located[0].end :].strip(_BESIDE_A_NUMBER):
        return None
    name = text[: located[0].start].strip(_BESIDE_A_NUMBER)
    return Row(_DATED, name, located[0].text) if words_key(name) in _dated() else None


@cache
def _dated() -> frozenset[str]:
    return frozenset(map(words_key, shared("orders")["dated"]))


def dated_end(text: str, words: Words) -> Row | None:
    """A day behind a label that needs a colon, and has none: "placed Nov 10, 2026"."""
    located = find_dates(text, words.months)
    if len(located) != 1 or located[0].end < len(text):
        return None
    label = text[: located[0].start].rstrip()
    entry = words.entry("labels", label)
    return Row(entry, label, located[0].text) if entry is not None and entry.code in DAYS else None


def _labelled(code: str, lines: list[Line], words: Words) -> Iterator[tuple[Row, Line]]:
    """The value stands in the line of its label, in the next one if the two have a box of their own, or below the label
    in a table."""
    numbers = cache(lambda: rows_of_numbers(lines, words))
    for number, line in enumerate(lines):
        row = (
            words.row(line.text, line.runs)
            or _proven(lines, number, code, words, numbers)
            or _head_of_a_column(line, code, words)
            or _with_label_behind(lines, number, words)
        )
        if row is None or row.entry.code != code:
            if 1 < len(line.runs) <= _MOST_RUNS:
                further = _further_rows(line.text, line.runs, row.label if row is not None else None, words)
                found = [inner for inner in further if inner.entry.code == code]
                yield from () if found and names_goods(line.element) else ((inner, line) for inner in found)
            continue
        row = _up_to_the_next(row, line, words)
        if code in DAYS and HOUR.search(row.value) and is_in_a_head(lines, number):
            continue
        if names_goods(line.element):
            continue
        if not row.value and (cells := cells_below(line, words)) is not None:
            for at, one in enumerate(lines):
                if not cells.isdisjoint(upward(one.element)):
                    yield row._replace(value=_if_of_the_order(one.text, row, lines, at, words)), one
            continue
        value = row.value or _in_next_line(lines, number, code, words) or value_above(lines, number, words)
        if code == "order_id" and _goes_on_below(value, lines[number + 1 : number + 3]):
            value = f"{value}{MARK}"
        if value:
            yield row._replace(value=_if_of_the_order(value, row, lines, number, words)), line


def _up_to_the_next(row: Row, line: Line, words: Words) -> Row:
    """A row without those that follow it in its line."""
    if not (row.value and 1 < len(line.runs) <= _MOST_RUNS):
        return row
    following = (one.label for one in _further_rows(line.text, line.runs, row.label, words))
    ends = [at for label in following if (at := row.value.find(label)) > 0]
    return row._replace(value=row.value[: min(ends)].rstrip()) if ends else row


def _goes_on_below(value: str, below: list[Line]) -> bool:
    """Whether a number is too short for that of an order, and the rest of it stands in the line below it."""
    digits = value.removeprefix("#").strip()
    if not digits.isdecimal() or len(digits) >= _SHORTEST_NUMBER:
        return False
    rest = next((line.text for line in below if line.text != value), "")
    return rest.isdecimal() and _SHORTEST_NUMBER <= len(digits) + len(rest) <= _LONGEST_NUMBER


def label_behind(line: Line, words: Words) -> Row | None:
    """The label that is the last piece of its line, without a value."""
    entry = words.entry("labels", line.last) if line.last and words.is_label(line.last) else None
    return Row(entry, line.last, "") if entry is not None else None


def _with_label_behind(lines: list[Line], number: int, words: Words) -> Row | None:
    """A row whose label is the last piece of its line."""
    row = label_behind(lines[number], words)
    value = value_above(lines, number, words) if row is not None else ""
    return row._replace(value=value) if row is not None and value else None


def _head_of_a_column(line: Line, code: str, words: Words) -> Row | None:
    """The label that the head of a column is: there it needs no colon. A column of states may be of anything."""
    entry = words.entry("labels", line.text) if code in _OF_COLUMNS else None
    if entry is None or entry.code != code:
        return None
    return Row(entry, line.text, "") if line.element.tag == "th" or cells_below(line, words) is not None else None


def _if_of_the_order(value: str, row: Row, lines: list[Line], number: int, words: Words) -> str:
    """The value of a row; marked as one that is not certain where the label is as plain as "Date:", and what is said of
    a refund or a request stands nearer than the order's number."""
    if row.entry.code != "placed_on" or not row.entry.needs_colon:
        return value
    for distance in range(1, _ROWS_OF_A_HEAD + 1):
        near = [lines[at] for at in (number - distance, number + distance) if 0 <= at < len(lines)]
        if any(_is_number_of_order(line, words) for line in near):
            return value
        if any(words.is_any(line.text, "refund", "dispute") for line in near):
            return f"{value} {MARK}"
    return value


def _is_number_of_order(line: Line, words: Words) -> bool:
    row = words.row(line.text, line.runs)
    return read_id(line.text) is not None or (row is not None and row.entry.code == "order_id")


def _proven(lines: list[Line], number: int, code: str, words: Words, numbers: Callable[[], list[Line]]) -> Row | None:
    """A label that needs a colon and has none, of which the next line is the proof: a way, or an amount and no more; or
    the row of the order's number, in one list with its own."""
    line, below = lines[number], lines[number + 1] if number + 1 < len(lines) else None
    label = line.text
    entry = words.entry("labels", label)
    if entry is None and code in _OF_ROWS and len(line.runs) > 1:
        label, below = fold(line.runs[0]), line
        entry = words.entry("labels", label)
    if entry is None or entry.code != code or below is None:
        return None
    value = below.text.removeprefix(label).strip() if below is line else below.text
    if code in _OF_ROWS:
        is_proven = entry.needs_colon and bool(value) and is_beside_number(line, below, numbers(), words)
        is_proven = is_proven and not (code == "status" and is_of_a_request(line, below, lines, words))
    else:
        money = read_money(value) if code == _OF_MONEY else None
        is_proven = words.is_proof(entry, value) or (money is not None and money.raw == value)
        if code == _OF_MONEY and has_digit(value):
            is_proven = is_proven or is_beside_number(line, below, numbers(), words)
    return Row(entry, label, value if below is line else "") if is_proven else None


def is_in_a_head(lines: list[Line], number: int) -> bool:
    """Whether a row stands in the head of a mail that was passed on: beside one with an address, and a colon."""
    beside = lines[max(number - _ROWS_OF_A_HEAD, 0) : number + _ROWS_OF_A_HEAD + 1]
    return any(_ROW_WITH_ADDRESS.match(line.text) for line in beside)


@lru_cache(maxsize=512)  # each field that has a label asks
def _further_rows(text: str, runs: tuple[str, ...], first: str | None, words: Words) -> tuple[Row, ...]:
    """The rows of a line behind its `first` label: labels with a colon, or
    the order's number, each in an element of its own. What stands before
    any value is the end of the first label; where that is not known, only a capital letter begins another one."""
    least = len(text if first is None else first)
    starts = []
    for at, run in enumerate(runs):
        before = fold("".join(runs[:at]))
        is_further = len(before) > least or any(colon in before for colon in COLONS)
        is_further |= first is None and run.lstrip()[:1].isupper()
        if is_further and _begins_a_row(runs[at:], words):
            starts.append(at)
    ends = [*starts[1:], len(runs)]
    rows = (words.row(fold("".join(runs[at:end])), runs[at:end]) for at, end in zip(starts, ends, strict=False))
    return tuple(row for row in rows if row is not None and row.value)


def _begins_a_row(runs: tuple[str, ...], words: Words) -> bool:
    """Whether a label with a colon, over whose words several elements may stand, or the order's number begins here."""
    named = words.row(fold(runs[0]))
    if named is not None and (any(colon in runs[0] for colon in COLONS) or _is_number(named, runs[1:])):
        return True
    text = fold("".join(runs))
    row = words.row(text, runs) if runs[0].strip() else None
    return row is not None and any(colon in text[: len(row.label) + 1] for colon in COLONS)


def _is_number(row: Row, behind: tuple[str, ...]) -> bool:
    """Whether a row is the order's number in full, which may be the next piece: that needs no colon to be known."""
    value = row.value or next((run for run in behind if run.strip()), "")
    return row.entry.code == "order_id" and read_id(value) is not None


def _in_next_line(lines: list[Line], number: int, code: str, words: Words) -> str:
    """The value of a label that stands alone, in the line below; empty where that is another label, or not surely its
    own."""
    if number + 1 == len(lines):
        return ""
    names_a_way = code in OF_WAYS and words.code("labels", lines[number + 1].text) == "credit"
    if words.is_label(lines[number + 1].text) and not names_a_way:
        return ""
    line, following = lines[number], lines[number + 1]
    box = box_of_row(line, following)
    others = (*lines[max(number - 1, 0) : number], *lines[number + 2 : number + 3])
    inside = [other for other in others if _inside(box, other) and not is_copy(other.text, words)]
    if not (is_term(line) or not inside or (box is not None and are_cells(line, following, box, words))):
        if not _is_lone_amount(following, inside):
            return ""
        goes_on_below = any(_inside(box, other) and other.text.isdecimal() for other in others[-1:])
        return f"{following.text}{MARK}" if goes_on_below else following.text  # its cents, perhaps
    return following.text


def _is_lone_amount(line: Line, others: Iterable[Line]) -> bool:
    """Whether a line is an amount of money, and none of its neighbours is one that the label could mean as well."""
    return read_money(line.text) is not None and all(read_money(other.text) is None for other in others)


def goes_on(value: str, words: Words) -> bool:
    """Whether words beside a label are no value but the rest of a sentence: "Order no. 8190000011112222 was cancelled."
    is told of another order as a rule."""
    found = _BEHIND_A_NUMBER.search(value)
    if found is None or found["rest"][0].isupper() or words.row(found["rest"]) or _of_a_day(found["rest"], words):
        return False
    return " " in found["rest"] or found["rest"].endswith((".", "。"))


def _inside(box: Element | None, line: Line) -> bool:
    return any(one is box for one in upward(line.element))


def is_copy(text: str, words: Words) -> bool:
    """Whether words are only those of the button that copies the value beside it."""
    return words.code("labels", text) == "copy"


def without_copy(text: str, words: Words) -> str | None:
    """The words before those of such a button; None where there is none."""
    value, _, last = text.rpartition(" ")
    return value if value and is_copy(last, words) else None
