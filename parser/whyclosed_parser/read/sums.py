"""The rows of a sum, whatever a page calls them: labels and amounts that are built like the row of the total."""

from __future__ import annotations

from itertools import pairwise

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Money
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import joined
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import core, nearest, upward
from whyclosed_parser.read.boxes import COPIED_ITEM
from whyclosed_parser.read.columns import TABLES, columns
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.own_rows import are_cells, box_of_row, is_term
from whyclosed_parser.read.pieces import MOST_PIECES, bare_amount, ends_with_pieces
from whyclosed_parser.read.shapes import FEWEST_WORDS_OF_A_SENTENCE
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.money import SIGNS, find_amounts, read_money
from whyclosed_parser.values.text import fold, has_digit, has_number
from whyclosed_parser.words import Words
from whyclosed_parser.words.templates import counts_down

_GLUED_AMOUNT = patterns.compiled(rf"(?<=[^\W\d_])(?=[-−]?(?:[A-Z]{{2,3}}\s?)?[{SIGNS}])")
"""Where an amount begins right behind the name of its row ("Store discount-US $2.00")."""
_LONGEST_LABEL = 60  # characters
_BOXES = frozenset({"div", "p", "section", "article", "figure", "center", "blockquote", "hgroup"})
_SUMS = frozenset({"discount", "credit", "refund_amount"})
"""The meanings of labels that stand beside that of the total."""
_MOST_WORDS_OF_A_ROW = 8
_NEAR = 6
"""Lines between the last item's number of pieces and the first row: what is promised of it, its buttons."""
_FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A row of amounts. `money`: None where the amount is not understood."""

    label: str
    money: Money | None
    text: str


def amount_lines(lines: list[Line], words: Words) -> list[AmountLine]:
    """The rows beside that of the total which are built like it: a label and an amount, each in its own element."""
    totals = [(row, line) for row, line in labelled("total", lines, words) if MARK in row.value or has_digit(row.value)]
    readable = (line for row, line in totals if read_money(row.value) is not None)
    total = next(readable, totals[0][1] if totals else None)
    if total is not None and (sums := _columns(total, lines, words)):
        return sums
    if total is None:
        return []
    rows = _terms(total, lines) if is_term(total) else _cells(total, lines, words) or _alike(total, lines, words)
    return rows or _flat_rows(lines[: next((at for at, line in enumerate(lines) if line.element is total.element), 0)])


def _terms(total: Line, lines: list[Line]) -> list[AmountLine]:
    """The terms of the total's list with the amounts that they stand for."""
    around = {one for one in upward(total.element) if one.tag == "dl"}
    inside = [line for line in lines if around & {*upward(line.element)}]
    pairs = ([term, value] for term, value in pairwise(inside) if is_term(term) and not is_term(value))
    rows = (_amount_line(pair) or _broken_row(pair) for pair in pairs if pair[0].element is not total.element)
    return [row for row in rows if row is not None and (row.money is not None or MARK in row.text)]


def _cells(total: Line, lines: list[Line], words: Words) -> list[AmountLine]:
    """The other rows of the grid without rows in which the total and its amount are cells."""
    at = next((number for number, line in enumerate(lines) if line is total), len(lines))
    value = lines[at + 1] if at + 1 < len(lines) else None
    box = None if value is None else box_of_row(total, value)
    if value is None or box is None or not are_cells(total, value, box, words):
        return []
    inside = [line for line in lines if box in upward(line.element)]
    first = next(number for number, line in enumerate(inside) if line is total) % 2  # a heading may stand above
    pairs = zip(inside[first::2], inside[first + 1 :: 2], strict=False)
    rows = (_amount_line([name, amount]) for name, amount in pairs if name is not total)
    return [row for row in rows if row is not None and row.money is not None]


def _alike(total: Line, lines: list[Line], words: Words) -> list[AmountLine]:
    """The boxes beside that of the total which are built like it."""
    box = _row_box(total, lines)
    table = None if box is None else box.getparent()
    if box is None or table is None:
        return []
    grouped: dict[Element, list[Line]] = {}
    for line in lines:
        own = next((one for one in upward(line.element) if one.getparent() is table), None)
        if own is None or own is box or own.find(".//a") is not None or own.get("class") == COPIED_ITEM:
            continue
        if _is_like(own, box) or (_is_like(core(own), core(box)) and len(core(own)) == len(core(box))):
            grouped.setdefault(own, []).append(line)
    rows = (_amount_line(held) or _broken_row(held) for held in grouped.values())
    return [row for row in rows if row is not None and (row.money is not None or not _is_of_another_kind(row, words))]


def _is_of_another_kind(row: AmountLine, words: Words) -> bool:
    """Whether what stands beside a label is no amount that cannot be read, but a number, a day or a time left."""
    return _is_of_the_order(row.label, words) or counts_down(row.text, tuple(words.units.names))


def _broken_row(held: list[Line]) -> AmountLine | None:
    """A row in which something is not readable whole: of what it is a row cannot be told, either."""
    text = joined(line.text for line in held)
    return AmountLine("", None, text) if MARK in text else None


def _columns(total: Line, lines: list[Line], words: Words) -> list[AmountLine]:
    """The columns of the total's table, with their heads above them, if it is one of sums and not of products."""
    table = nearest(total.element, *TABLES)
    held = list(columns(table, lines, words)) if table is not None and table.find(".//a") is None else []
    amounts = [read_money(below[0].text) if len(below) == 1 else None for _, below in held]
    if amounts.count(None) > 1 or len(amounts) - amounts.count(None) < _FEWEST_COLUMNS:
        return [row for _, below in held if (row := _broken_row(below)) is not None]
    return [
        AmountLine(head.text, money, f"{head.text} {joined(line.text for line in below)}")
        for (head, below), money in zip(held, amounts, strict=True)
        if words.code("labels", head.text) != "total"
    ]


def _is_like(one: Element, other: Element) -> bool:
    """Whether two boxes are of one kind; a paragraph or a section is a box with a name."""
    return one.tag == other.tag or {one.tag, other.tag} <= _BOXES


def _flat_rows(above: list[Line]) -> list[AmountLine]:
    """The rows above a total that has label and amount in one piece, built like it, up to the number of pieces of the
    last item: without that a line may be the item."""
    rows: list[AmountLine] = []
    while above and (row := _amount_behind(above[-1].text)) is not None:
        rows.insert(0, row)
        above = above[:-1]
    return rows if any(ends_with_pieces(line.text) for line in above[-_NEAR:]) else []


def _amount_behind(text: str) -> AmountLine | None:
    """A label and the amount behind it in one piece of text."""
    words = _GLUED_AMOUNT.sub(" ", text).split() if bare_amount(text) is None else []
    for count in range(1, min(len(words), _MOST_WORDS_OF_A_ROW)):
        label, amount = " ".join(words[:count]), " ".join(words[count:])
        money = bare_amount(amount)
        if money is not None and not has_number(label):
            return AmountLine(label, money, text)
    return None


def amount_row(line: Line) -> AmountLine | None:
    """The row that a line is by itself: a label and the amount behind it."""
    begins = next((start for start, _ in find_amounts(line.text)), len(line.text))
    if not any(map(str.isalpha, line.text[:begins])):  # its sign may be a piece of its own
        return None
    return _amount_line([line]) or _amount_behind(line.text)


def _is_of_the_order(label: str, words: Words) -> bool:
    """Whether a label is that of a number or a day of the order, which words without boxes put beside the sums."""
    return words.code("labels", label) not in (None, *_SUMS)


def _row_box(line: Line, lines: list[Line]) -> Element | None:
    """The largest box around a label and its amount that holds nothing else."""
    whole = _amount_line([line]) is not None
    row: Element | None = None
    for box in upward(line.element):
        held = sum(box in upward(one.element) for one in lines)
        if held > (1 if whole else 2):
            return row
        if whole or held == 2:
            row = box
    return row


def _amount_line(held: list[Line]) -> AmountLine | None:
    """A label and the amount behind it or above: two lines, or the pieces of one."""
    if any(MARK in line.text for line in held):
        return None
    pieces = [line.text for line in held] if len(held) == 2 else [run for line in held for run in line.runs]
    splits = [(pieces[:count], pieces[count:]) for count in range(1, min(len(pieces), MOST_PIECES))]
    if not splits:  # one piece, with a colon
        splits = [([label], [amount]) for label, colon, amount in [fold(pieces[0]).partition(":")] if colon]
    for split in splits:
        label, amount = (fold("".join(part)) for part in split)
        money = read_money(amount, per_piece=False)
        is_cut = bool(find_amounts(f"{label}1"))  # within an amount, behind its sign
        if money is not None and label and len(label) <= _LONGEST_LABEL and not (has_number(label) or is_cut):
            return AmountLine(label, money, f"{label} {amount}")
    label, amount = fold(pieces[0]), fold("".join(pieces[1:]))
    above = read_money(label, per_piece=False) if len(pieces) == 2 and not has_number(amount) else None
    if above is not None and amount and len(amount) <= _LONGEST_LABEL and read_money(amount) is None:
        return AmountLine(amount, above, f"{label} {amount}")  # its name stands below it
    unread = len(pieces) == 2 and has_digit(amount) and not has_number(label)
    unread = unread and sum(any(map(str.isalpha, word)) for word in amount.split()) < FEWEST_WORDS_OF_A_SENTENCE
    return AmountLine(label, None, f"{label} {amount}") if unread and len(label) <= _LONGEST_LABEL else None
