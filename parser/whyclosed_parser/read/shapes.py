"""Parts of an order that a page shows whatever it calls them: the items by their links, the amounts beside the total,
the sentences under the status."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import pairwise

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Money
from whyclosed_parser.page.find import largest_boxes
from whyclosed_parser.page.index import BUTTONS, Line, Scope
from whyclosed_parser.page.lines import is_loading, joined, with_heads
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import core, in_link_or_button, nearest, upward
from whyclosed_parser.read.addresses import product_in
from whyclosed_parser.read.boxes import COPIED_ITEM, own_boxes
from whyclosed_parser.read.labels import columns, labelled
from whyclosed_parser.read.own_rows import is_term
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import is_one_day, looks_dated
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.values.money import find_amounts, read_money, without_conversions
from whyclosed_parser.values.numbers import names_pieces, read_quantity
from whyclosed_parser.values.text import COLONS, STOPS, count_words, fold, has_digit, has_number
from whyclosed_parser.words import Kind, Words
from whyclosed_parser.words.feeds import is_promise
from whyclosed_parser.words.templates import counts_down

QUANTITY = patterns.compiled(r"(?<!\w)[x×хX]\s?(\d{1,4})(?:\s*\(?\s*[≈≃∼~][^()≈≃∼~]*\)?)?\Z")
"""Behind it may stand what the amount in front of it is in another currency."""
_FEWEST_WORDS_OF_A_SENTENCE = 4
_GLUED_AMOUNT = patterns.compiled(r"(?<=[^\W\d_])(?=[-−]?(?:[A-Z]{2,3}\s?)?[$€£¥₽₴₩])")
"""Where an amount begins right behind the name of its row ("Store discount-US $2.00")."""
_GLUED_PIECES = patterns.compiled(r"([^\n]{0,40}\d[.,]\d\d)([x×]\d{1,4})")
"""An amount with its cents, and a number of pieces right behind it ("US $4.00x2"); "2.54x40" is a measure."""
_PIECES_FIRST = patterns.compiled(r"(\d{1,4})\s?[x×х]\s?(?=\D{0,5}\d)(.{1,30})")
"""A number of pieces in front of the price of one: "2 × US $4.00"."""
_CALLS = ("tel:", "sms:")
"""Links that a browser makes of any long number."""
_LONGEST_LABEL = 60  # characters
_MOST_WORDS_OF_A_PROMISE = 6
_LONGEST_VARIANT = 80  # characters
_MOST_WORDS_OF_A_VARIANT = 12
_NO_VARIANT: tuple[Kind, ...] = ("status", "actions", "refund", "dispute", "headlines", "methods")
_SUMS = frozenset({"discount", "credit", "refund_amount"})
"""The meanings of labels that stand beside that of the total."""
_MOST_WORDS_OF_A_ROW = 8
_NEAR = 6
"""Lines between the last item's number of pieces and the first row: what is promised of it, its buttons."""
_FEWEST_COLUMNS = 2
_MOST_PIECES = 16  # of a row; some pages print each character of an amount in an element of its own


def item_boxes(scope: Scope, words: Words) -> list[Element]:
    """The boxes of the items of an order: the largest around the links to one product each that hold no other product
    and none of the order's rows."""
    links = [(node[1], found) for href, node in scope.links if (found := product_in(href))]
    if not links:
        return []
    boxes = largest_boxes([*links, *((element, "") for element in _rows(scope.lines(), words))])
    boxes.pop("", None)
    return list(boxes.values())


def _rows(lines: list[Line], words: Words) -> Iterator[Element]:
    return (line.element for line in lines if not is_sentence(line.text) and words.row(line.text, line.runs))


def is_sentence(text: str) -> bool:
    """Whether a text is no row: whole sentences, which may begin with the words of a label."""
    return text.endswith(STOPS) and count_words(text) > _FEWEST_WORDS_OF_A_SENTENCE


@dataclass(frozen=True, slots=True)
class Priced:
    """The price and the number of pieces of an item, the words that say so, and the first line that holds them."""

    price: Money | None
    quantity: int
    text: str
    at: int


def priced(lines: list[Line]) -> Priced | None:
    """The price of an item and the number of its pieces: what stands before the one "x2", in its line or in the one
    before it; an amount with a number of pieces behind it ("2 pcs"); or an amount, a number, and what the two make."""
    lines = [piece for line in lines for piece in _pieces(line)]
    counted = _all_counted(lines)
    if len(counted) > 1:  # a variant may read like a number of pieces, but no amount stands before it
        counted = [found for found in counted if found.price is not None]
    if counted:
        return counted[0] if len(counted) == 1 else None
    rows = _all_multiplied(lines)
    return rows[0] if len(rows) == 1 else None


def priced_in_row(lines: list[Line], row: Element) -> Priced | None:
    """The same, also of an item that is the row of a table, in which the head of a column says what a number is."""
    found = priced(lines)
    headed = [] if found is not None else _headed(with_heads(lines, row))
    return headed[0] if headed else found


def _headed(lines: list[Line]) -> list[Priced]:
    """A number below the head of its column, and the one price in the row of the table."""
    prices = [(at, price) for at, line in enumerate(lines) if (price := _lone_price(line.text)) is not None]
    pieces = [(at, line) for at, line in enumerate(lines) if at and names_pieces(lines[at - 1].text)]
    if len(prices) != 1 or len(pieces) != 1 or not pieces[0][1].text.isdecimal():
        return []
    ((at, price),), ((number_at, line),) = prices, pieces
    number = read_quantity(line.text)
    return [Priced(price, number, f"{line.text} {price.raw}", min(at, number_at))] if number else []


def shows_pieces(lines: list[Line]) -> bool:
    """Whether the price of any item stands here with the number of its pieces."""
    lines = [piece for line in lines for piece in _pieces(line)]
    return any(found.price is not None for found in _all_counted(lines)) or bool(_all_multiplied(lines))


def _all_counted(lines: list[Line]) -> list[Priced]:
    return [found for at in range(len(lines)) if (found := _counted(lines, at)) is not None]


def _all_multiplied(lines: list[Line]) -> list[Priced]:
    return [found for at in range(len(lines)) if (found := _multiplied(lines, at)) is not None]


def _pieces(line: Line) -> Iterator[Line]:
    """A line, or those of which it is made if its last element is a number of pieces: there need be no space between
    them."""
    *before, last = line.runs or ("",)
    glued = _GLUED_PIECES.fullmatch(line.text) if not before else None
    if glued is not None and _lone_price(glued[1]) is not None:
        before, last = [glued[1]], glued[2]
    if before and len(line.runs) <= _MOST_PIECES and is_quantity(fold(last)) and (own := fold("".join(before))):
        *title, price = [run for run in before if run.strip()]
        if title and _lone_price(price) is not None and _lone_price(own) is None:  # an element behind the title
            yield line._replace(text=fold("".join(before)).removesuffix(fold(price)).rstrip(), runs=tuple(title))
            own, before = fold(price), [price]
        yield line._replace(text=own, runs=tuple(before))
        yield line._replace(text=fold(last), runs=())
    elif line.last and (own := line.text.removesuffix(line.last).rstrip()) and _is_priced(line.last):
        yield line._replace(text=own, runs=line.runs[:-1])
        yield line._replace(text=line.last, runs=())
    else:
        yield line


def is_quantity(text: str) -> bool:
    """Whether a text is a number of pieces, with a word or sign that says so."""
    return QUANTITY.fullmatch(text) is not None or (not text.isdecimal() and read_quantity(text) is not None)


def _is_priced(text: str) -> bool:
    """Whether a text is a price and a number of pieces, and nothing else."""
    pieces = QUANTITY.search(text)
    own = text[: pieces.start()].strip() if pieces is not None else ""
    return bool(own and _lone_price(own)) or _counted_first(text) is not None


def _counted_first(text: str) -> tuple[int, Money] | None:
    """The number of pieces with which a line begins, and the price of one behind it."""
    match = _PIECES_FIRST.fullmatch(text)
    price = _lone_price(match[2]) if match is not None else None
    return (int(match[1]), price) if match is not None and price is not None and int(match[1]) else None


def _counted(lines: list[Line], at: int) -> Priced | None:
    """A line that ends in a number of pieces, or begins with one in front of their price."""
    text = lines[at].text
    if (first := _counted_first(text)) is not None:
        return Priced(first[1], first[0], text, at)
    match = QUANTITY.search(text)
    if match is None:
        pieces = read_quantity(text) if at and not text.isdecimal() else None
        price = _lone_price(lines[at - 1].text) if pieces is not None else None
        return Priced(price, pieces, f"{lines[at - 1].text} {text}", at - 1) if pieces and price is not None else None
    own = text[: match.start()].strip()
    if QUANTITY.search(own):  # "x2 x3": which of them?
        return None
    before = own or (lines[at - 1].text if at else "")
    price = _lone_price(before)
    if not int(match[1]) or (match[0][0] == "X" and price is None):  # "Series X2" is a name
        return None
    return Priced(price, int(match[1]), f"{before} {match[0]}".strip(), at if own or price is None else at - 1)


def _lone_price(text: str) -> Money | None:
    """The amount that a text is; one with words of its own is another one, and "Free returns" is none."""
    text = without_conversions(text)
    price = read_money(text) if has_digit(text) else None
    return None if price is not None and any(map(str.isalpha, text.replace(price.raw, ""))) else price


def bare_amount(text: str) -> Money | None:
    """The sum that a text is, or that nothing is to be paid."""
    if QUANTITY.search(text):
        return None
    return _lone_price(text) if has_digit(text) else read_money(text)


def _multiplied(lines: list[Line], at: int) -> Priced | None:
    """A number beside an amount, and what so many of it cost behind them: the cells of a table without words."""
    text = lines[at].text
    if not text.isdecimal() or at + 1 == len(lines):
        return None
    for price_at, sum_at in ((at - 1, at + 1), (at + 1, at + 2)):
        if price_at < 0 or sum_at >= len(lines):
            continue
        price, together, pieces = (
            _lone_price(lines[price_at].text),
            _lone_price(lines[sum_at].text),
            read_quantity(text),
        )
        if price is None or together is None or pieces is None or price.currency != together.currency:
            continue
        if price.amount * pieces == together.amount:
            first, last = sorted((price_at, at))
            return Priced(price, pieces, f"{lines[first].text} {lines[last].text}", first)
    return None


def variant(lines: list[Line], title: str, words: Words) -> str | None:
    """The chosen variant of an item, which has no words of its own: the one line between its title and its price. None
    where several stand there, or one that says something else."""
    at = next((number for number, line in enumerate(lines) if line.printed.startswith(title)), None)
    if at is None:
        return None
    rest = lines[at].text[len(title) :].strip()
    between = [rest] if rest else []
    for line in lines[at + 1 :]:
        if (line.text == title and not between) or is_loading(line.text):  # a picture's words
            continue
        if is_promise(line.text) and count_words(line.text) < _MOST_WORDS_OF_A_PROMISE:
            continue
        if _is_price(line.text):
            return between[0] if len(between) == 1 and _may_be_variant(between[0], words) else None
        if len(between) > 1 or in_link_or_button(own_boxes(line.element)):
            return None
        between.append(line.text)
    return None


def _is_price(text: str) -> bool:
    """Whether a line is an amount, also one that cannot be read, perhaps with a number of pieces behind it."""
    text = without_conversions(text)
    amounts = find_amounts(text)
    rest = QUANTITY.sub("", text[: amounts[0][0]] + text[amounts[0][1] :]) if len(amounts) == 1 else "x"
    return not any(map(str.isalpha, rest))


def _may_be_variant(text: str, words: Words) -> bool:
    """Whether a text can name a variant: no sentence, no promise, and none of the words of an order."""
    if (
        MARK in text
        or len(text) > _LONGEST_VARIANT
        or text.endswith((*STOPS, *COLONS))
        or any(char in text for char in "%+?!")
    ):
        return False
    if count_words(text) > _MOST_WORDS_OF_A_VARIANT or words.row(text) is not None or is_promise(text):
        return False
    if words.is_any(text, *_NO_VARIANT) or looks_dated(text, words.months):
        return False
    return read_money(text) is None and read_duration(text, words.units) is None


@dataclass(frozen=True, slots=True)
class AmountLine:
    """A row of amounts. `money`: None where the amount is not understood."""

    label: str
    money: Money | None
    text: str


def ends_with_pieces(text: str) -> bool:
    """Whether a line ends with a number of pieces, perhaps right behind their price ("US $4.00x2"), or is one."""
    glued = _GLUED_PIECES.fullmatch(text)
    return (
        QUANTITY.search(text) is not None
        or (glued is not None and bare_amount(glued[1]) is not None)
        or is_quantity(text)
    )


def amount_lines(lines: list[Line], words: Words) -> list[AmountLine]:
    """The rows beside that of the total which are built like it: a label and an amount, each in its own element."""
    totals = [(row, line) for row, line in labelled("total", lines, words) if MARK in row.value or has_digit(row.value)]
    readable = (line for row, line in totals if read_money(row.value) is not None)
    total = next(readable, totals[0][1] if totals else None)
    if total is not None and (sums := _columns(total, lines, words)):
        return sums
    if total is None:
        return []
    rows = _terms(total, lines) if is_term(total) else _alike(total, lines, words)
    return rows or _flat_rows(lines[: next((at for at, line in enumerate(lines) if line.element is total.element), 0)])


def _terms(total: Line, lines: list[Line]) -> list[AmountLine]:
    """The terms of the total's list with the amounts that they stand for."""
    around = {one for one in upward(total.element) if one.tag == "dl"}
    inside = [line for line in lines if line.element is not total.element and around & {*upward(line.element)}]
    rows = (_amount_line([term, value]) for term, value in pairwise(inside) if is_term(term) and not is_term(value))
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
    return [
        row for row in rows if row is not None and (row.money is not None or not _is_of_the_order(row.label, words))
    ]


def _broken_row(held: list[Line]) -> AmountLine | None:
    """A row in which something is not readable whole: of what it is a row cannot be told, either."""
    text = joined(line.text for line in held)
    return AmountLine("", None, text) if MARK in text else None


def _columns(total: Line, lines: list[Line], words: Words) -> list[AmountLine]:
    """The columns of the total's table, with their heads above them, if it is one of sums and not of products."""
    table = nearest(total.element, "table")
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
    """Whether two boxes are of one kind; a paragraph is a box with a name."""
    return one.tag == other.tag or {one.tag, other.tag} == {"div", "p"}


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
    splits = [(pieces[:count], pieces[count:]) for count in range(1, min(len(pieces), _MOST_PIECES))]
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
    unread = unread and sum(any(map(str.isalpha, word)) for word in amount.split()) < _FEWEST_WORDS_OF_A_SENTENCE
    return AmountLine(label, None, f"{label} {amount}") if unread and len(label) <= _LONGEST_LABEL else None


def prose(scope: Scope, left_out: Set[Element] = frozenset()) -> list[Line]:
    """The lines of a block without its buttons and links. A link within a sentence is a part of it."""
    buttons = {element for key in BUTTONS for _, element in scope.find(key)} | left_out
    links = {element for _, element in scope.find("<a>") if not (element.get("href") or "").startswith(_CALLS)}
    whole = scope.lines_without(buttons)
    if not links - buttons:
        return whole
    bare = iter(scope.lines_without(buttons | links))
    kept, following = [], next(bare, None)
    for line in whole:
        if following is not None and _is_within(following.text, line.text):
            ends = line.text.startswith(following.text) and following.text.endswith((*STOPS, *COLONS))
            kept.append(following if ends else line)
            following = next(bare, None)
    return kept


def _is_within(small: str, large: str) -> bool:
    """Whether all words of a text stand in another one, in their order."""
    rest = iter(large.split())
    return all(any(word in other for other in rest) for word in small.split())


def is_followed_by_a_sentence(status: Line, lines: list[Line], words: Words) -> bool:
    """Whether a sentence stands next behind the status, in another block: it may be about the order."""
    at = next((number for number, line in enumerate(lines) if line is status), len(lines))
    following = [line for line in lines[at + 1 : at + 2] if words.row(line.text, line.runs) is None]
    return any(count_words(line.text) >= _FEWEST_WORDS_OF_A_SENTENCE for line in following)


def without_clock(below: list[str], words: Words) -> list[str]:
    """The sentences under a status without the clock below them."""
    ticks = len(below) > 1 and not is_sentence(below[-1]) and counts_down(below[-1], tuple(words.units.names))
    return below[:-1] if ticks else below


def under_status(status: Line, scope: Scope, words: Words) -> list[str] | None:
    """The sentences under the status in its block: the largest box that holds no row of the order and no item. None
    where other words stand among them."""
    lines = scope.lines()
    links = (node[1] for href, node in scope.links if product_in(href))
    others = [(element, "other") for element in (*_rows(lines, words), *links) if element is not status.element]
    if not others:
        return []
    box = largest_boxes([(status.element, "status"), *others])["status"]
    inner = [line for line in prose(scope) if box in upward(line.element)]
    at = next((number for number, line in enumerate(inner) if line.element is status.element), len(inner))
    below = [line.printed for line in inner[at + 1 :]]
    below = without_clock(below, words)
    if any(count_words(text) < _FEWEST_WORDS_OF_A_SENTENCE or is_one_day(text, words.months) for text in below):
        return None
    return below
