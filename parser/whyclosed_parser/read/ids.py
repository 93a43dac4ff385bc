"""The number of an order: printed, in a link or the page's address, or told by the subject of a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyclosed_parser import patterns
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_parser.page.find import Hit
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.addresses import order_in
from whyclosed_parser.read.field import FieldReader, no_doubt
from whyclosed_parser.read.labels import goes_on, labelled
from whyclosed_parser.read.named_orders import LONGEST_TOLD, named_orders
from whyclosed_parser.values.numbers import ORDER_NUMBER, read_id
from whyclosed_parser.values.text import COLONS, count_words
from whyclosed_parser.words import Words

FEWEST_WORDS = 3  # of a sentence that tells how an order ended
_NUMBER_OF_ORDER = patterns.compiled(
    r"[(（][^()（）\d]{0,30}\d{15,19}[)）]|(?:(?:no|nr|number|nº|n\.º|№)\.?\s?|#)?\d{15,19}", re.IGNORECASE
)
_SHORTEST = 14  # digits of the number of an order


def read_order_id(reader: FieldReader) -> str | None:
    """The order's number; None where none is printed whole, or several are and the page's address names none of them.
    On a known layout of orders its absence is a problem."""
    layout, own = reader.page.layout, order_in(reader.page.url or "")

    def read(hit: Hit) -> str | None:
        if hit.label is not None and goes_on(hit.text, reader.words):
            return None
        number = order_in(hit.text) or read_id(hit.text)
        if hit.label is not None and number != (own or number) and reader.words.row(f"{hit.label} {number}") is None:
            return None  # the page's own address outranks the word for an order
        if number is None or (hit.node is None and hit.label is None) or _is_own_row(reader, hit):
            return number
        return None if reader.once(_is_own_broken) else number

    found = reader.first("order_id", "order_id", read, doubt=no_doubt)
    if found is not None and found[1].label is not None and not layout.several:
        return _own_id(reader, found[0])
    if found is None and layout.evidence and (layout.kind not in OF_REQUESTS or reader.once(_is_own_broken)):
        reader.ledger.problem("broken_order", "order_id")
    return found[0] if found else _told(reader)


def _is_own_broken(reader: FieldReader) -> bool:
    """Whether a row of an order's number is not readable whole: another number on the page is then another order's."""
    printed = printed_ids(reader.scope.lines(), reader.words)
    return any(MARK in own or (sum(map(str.isdigit, own)) >= _SHORTEST and read_id(own) is None) for own in printed)


def printed_ids(lines: list[Line], words: Words) -> Iterator[str]:
    """What stands behind each label of an order's number, without sentences that go on behind it."""
    return (row.value for row, _ in labelled("order_id", lines, words) if not goes_on(row.value, words))


def named_numbers(lines: list[Line]) -> set[str]:
    """The numbers that stand behind the word for an order in these lines, also in sentences."""
    return {one.number for line in lines for one in named_orders(line.text)}


def around_number(text: str) -> list[str]:
    """The words around the numbers of orders in a text."""
    return _NUMBER_OF_ORDER.split(text)


def without_number(text: str) -> str:
    """The words without the numbers of orders in them."""
    return " ".join(_NUMBER_OF_ORDER.sub(" ", text).split())


def subject_of(around: list[str]) -> str | None:
    """What the subject of a mail says of the order that it names first: "Order 8190000011112222: order shipped"."""
    if len(around) != 2:
        return None
    name, said = around
    if not name[:1].isalpha() or ":" in name or not said.lstrip().startswith(COLONS):
        return None
    return said.lstrip(":： ") if 0 < count_words(name) < FEWEST_WORDS else None


def _told(reader: FieldReader) -> str | None:
    """The order whose state the subject of a mail tells, where its words name none; or of a mail and of words that were
    copied the only one that their sentences name."""
    if reader.page.layout.evidence:
        return None
    told = {}
    for text in (*(line.text for line in reader.scope.lines()), *(said.text for said in reader.page.talk)):
        said = subject_of(around_number(text)) if len(text) < LONGEST_TOLD else None
        if said and count_words(said) > 1 and reader.words.is_any(said, "status"):
            told[read_id(text.partition(":")[0])] = text
        elif reader.page.is_told:
            told.update((one.number, text) for one in named_orders(text))
    if len(told) != 1 or None in told:
        if len(told) > 1 or any(_may_be_one(line, reader.words) for line in reader.scope.lines()):
            reader.ledger.problem("not_understood", "order_id")
        return None
    ((number, text),) = told.items()
    reader.ledger.note("order_id", "text:status", 0, reader.free(text))
    return number


def _may_be_one(line: Line, words: Words) -> bool:
    """Whether a line may print an order's number behind words for it that nobody knows."""
    number = ORDER_NUMBER.search(line.text) if len(line.text) < LONGEST_TOLD else None
    return number is not None and words.row(line.text, line.runs) is None


def _is_own_row(reader: FieldReader, hit: Hit) -> bool:
    """Whether an element of a card is the row of the card's own number, with its label in it."""
    row = reader.words.row(hit.text) if reader.page.layout.several and hit.node is not None else None
    return (
        row is not None and row.entry.code == "order_id" and not (MARK in hit.text or goes_on(row.value, reader.words))
    )


def _own_id(reader: FieldReader, printed_id: str) -> str | None:
    """The id that a page prints; of several the one in its address, else none: it is half of one order and half of
    another."""
    ids = set(map(read_id, printed_ids(reader.scope.lines(), reader.words))) - {None, printed_id}
    if not ids or (own := order_in(reader.page.url or "")) == printed_id:
        return printed_id
    if own in ids:
        reader.ledger.note("order_id", "url", 0, own or "")
        return own
    reader.ledger.forget("order_id")
    reader.ledger.problem("broken_words", "order_id")
    return None
