"""An item as lines show it: the price of one, the number of pieces, and the variant that was chosen."""

from __future__ import annotations

from collections.abc import Iterator

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.model import Money
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.lines import is_loading, with_heads
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import in_link_or_button
from whyclosed_parser.read.boxes import own_boxes
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import looks_dated
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.values.money import find_amounts, read_money, without_conversions
from whyclosed_parser.values.numbers import names_pieces, read_quantity
from whyclosed_parser.values.text import COLONS, STOPS, count_words, fold, has_digit
from whyclosed_parser.words import Kind, Words
from whyclosed_parser.words.feeds import is_promise

QUANTITY = patterns.compiled(r"(?<!\w)[x×хX]\s?(\d{1,4})(?:\s*\(?\s*[≈≃∼~][^()≈≃∼~]*\)?)?\Z")
"""Behind it may stand what the amount in front of it is in another currency."""
_GLUED_PIECES = patterns.compiled(r"([^\n]{0,40}\d[.,]\d\d)([x×]\d{1,4})")
"""An amount with its cents, and a number of pieces right behind it ("US $4.00x2"); "2.54x40" is a measure."""
_PIECES_FIRST = patterns.compiled(r"(\d{1,4})\s?[x×х]\s?(?=\D{0,5}\d)(.{1,30})")
"""A number of pieces in front of the price of one: "2 × US $4.00"."""
_NUMBER = patterns.compiled(r"[\d.,'’\s]+")
_MOST_WORDS_OF_A_PROMISE = 6
_LONGEST_VARIANT = 80  # characters
_MOST_WORDS_OF_A_VARIANT = 12
_NO_VARIANT: tuple[Kind, ...] = ("status", "actions", "refund", "dispute", "headlines", "methods")
MOST_PIECES = 16  # of a row; some pages print each character of an amount in an element of its own


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
    if before and len(line.runs) <= MOST_PIECES and is_quantity(fold(last)) and (own := fold("".join(before))):
        *title, price = [run for run in before if run.strip()]
        if title and _lone_price(price) is not None and _lone_price(own) is None:  # an element behind the title
            yield line._replace(text=fold("".join(before)).removesuffix(fold(price)).rstrip(), runs=tuple(title))
            own, before = fold(price), [price]
        yield line._replace(text=own, runs=tuple(before))
        yield line._replace(text=fold(last), runs=())
    elif (own := _before_last(line)) and _is_priced(line.last) and not _is_priced(line.text):  # not "US" and "$4.00 x2"
        yield line._replace(text=own, runs=line.runs[:-1])
        yield line._replace(text=line.last, runs=())
    else:
        yield line


def _before_last(line: Line) -> str:
    """What stands before the last of several elements of a line. Empty where it is one piece."""
    return line.text.removesuffix(line.last).rstrip() if line.last else ""


def is_quantity(text: str) -> bool:
    """Whether a text is a number of pieces, with a word or sign that says so."""
    return QUANTITY.fullmatch(text) is not None or (not _NUMBER.fullmatch(text) and read_quantity(text) is not None)


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
        pieces = read_quantity(text) if at and not _NUMBER.fullmatch(text) else None
        price = _price(lines[at - 1].text) if pieces is not None else None
        return Priced(price, pieces, f"{lines[at - 1].text} {text}", at - 1) if pieces and price is not None else None
    own = text[: match.start()].strip()
    if QUANTITY.search(own):  # "x2 x3": which of them?
        return None
    before = own or (lines[at - 1].text if at else "")
    price = _price(before)
    if not int(match[1]) or (match[0][0] == "X" and price is None):  # "Series X2" is a name
        return None
    return Priced(price, int(match[1]), f"{before} {match[0]}".strip(), at if own or price is None else at - 1)


def _lone_price(text: str) -> Money | None:
    """The amount that a text is; one with words of its own is another one, and "Free returns" is none."""
    text = without_conversions(text)
    price = read_money(text) if has_digit(text) else None
    return None if price is not None and any(map(str.isalpha, text.replace(price.raw, ""))) else price


def _price(text: str) -> Money | None:
    """The price that a text is: what is taken off is none."""
    price = _lone_price(text)
    return price if price is not None and price.amount >= 0 else None


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
            return between[0] if len(between) == 1 and may_be_variant(between[0], words) else None
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


def may_be_variant(text: str, words: Words) -> bool:
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


def ends_with_pieces(text: str) -> bool:
    """Whether a line ends with a number of pieces, perhaps right behind their price ("US $4.00x2"), or is one."""
    glued = _GLUED_PIECES.fullmatch(text)
    return (
        QUANTITY.search(text) is not None
        or (glued is not None and bare_amount(glued[1]) is not None)
        or is_quantity(text)
    )
