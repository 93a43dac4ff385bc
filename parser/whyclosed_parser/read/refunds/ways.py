"""The way that a refund goes (to the card, as a coupon), as a line names it, with its amount, its stage and its day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from whyclosed_parser import patterns
from whyclosed_parser.model import Money, PaymentMethod, RefundWay, When
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.amounts import TAKEN_OFF
from whyclosed_parser.read.apart import undated
from whyclosed_parser.read.field import FieldReader, in_zone
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.records import dataclass
from whyclosed_parser.redact import without_digits
from whyclosed_parser.values.money import MINUS, find_money, without_conversions
from whyclosed_parser.values.numbers import read_instant
from whyclosed_parser.values.text import UNSPACED, fold, normal_form
from whyclosed_parser.words import Entry, Words

_WAY_OF: Final[Mapping[PaymentMethod, RefundWay]] = {
    "card": "card",
    "virtual_card": "card",
    "paypal": "paypal",
    "alipay": "other",
    "bank_transfer": "bank_transfer",
    "wallet": "wallet",
    "other": "other",
}
"""A refund that goes back to a way of payment."""
OF_A_REFUND = frozenset({"refund_amount", "refund_to", "refund_updated_on"})
"""Labels of its rows."""
_CARD_NUMBER = patterns.compiled(r"(?:[*•·xX.]{2,16}\s?\d{2,4}|(?<![\d.,])\d{4})\)?\Z")
"""The end of a card's number, behind its name."""
_SHOP = "aliexpress"
_BRAND = patterns.compiled(r"(?i)(?:\b(?:de|do|da|di|von|van) )?\baliexpress(?:の|의)?(?![a-z])-?")
"""The shop's own bonus is a bonus."""
_SEPARATORS = " ,.;:：·|()[]–-"
_LONGEST = 120  # characters of a line that names a way
_MOST_WORDS = 8  # of it
_MOST_PIECES = 24  # text nodes of it; a browser may mark each word, a page print each digit by itself
_MOST_WORDS_BEHIND = 3  # a card's name: "Visa ending in 1234"


@dataclass(frozen=True, slots=True)
class Said:
    """What a line says of a way. `rest`: the words that were not understood; `other`: it is a row of something else."""

    way: Entry[RefundWay] | None = None
    stage: Entry[str] | None = None
    label: str | None = None
    amounts: tuple[Money, ...] = ()
    day: When | None = None
    rest: str = ""
    other: bool = False
    total: bool = False


NOTHING = Said()


def read_way(reader: FieldReader, lines: Callable[[], list[Line]], path: str) -> RefundWay | None:
    """The way that these lines name in the row for it; None and a problem where they name several, or one in words that
    are not known."""
    low, words = reader.scope.low, reader.words
    codes = [anchor.path[0] for anchor in reader.page.layout.anchors("refund.to")]
    codes = [code for code in codes if any(map(low.__contains__, words.labels(code)))]
    ways = {}
    for row in (row for code in codes for row, _ in labelled(code, lines(), words)):
        way = _way(row.value, words)
        if way is None:
            reader.ledger.problem("not_understood", f"{path}.to")
        else:
            ways[way.code] = (way, row)
    if len(ways) > 1:
        reader.ledger.problem("not_understood", f"{path}.to")
    if len(ways) != 1:
        return None
    ((way, row),) = ways.values()
    reader.ledger.note(f"{path}.to", "label:refund_to", 0, reader.free(row.value))
    if way.unverified or row.entry.unverified:
        reader.ledger.unverified(f"{path}.to")
    return way.code


def way_within(text: str, words: Words) -> tuple[Entry[RefundWay] | None, str]:
    """The one way that words name among others, and these others: "Refunded to your card". None where they name none,
    or several."""
    low = normal_form(text)
    found: dict[str, Entry[RefundWay]] = {}
    for key, method in words.entries["methods"].items():
        found |= {key: Entry(_WAY_OF[method.code], method.tier)} if _stands_in(key, low) else {}
    found |= {key: way for key, way in words.entries["ways"].items() if _stands_in(key, low)}
    whole = [key for key in found if not any(key in other and key != other for other in found)]
    if len({found[key].code for key in whole}) != 1:
        return None, text
    return found[whole[0]], " ".join(low.replace(max(whole, key=len), " ").split())


def _stands_in(key: str, low: str) -> bool:
    """Whether a word stands in a text, and is no part of a longer one."""
    letter = rf"[^\W{UNSPACED}]"
    return key in low and patterns.compiled(rf"(?<!{letter}){re.escape(key)}(?!{letter})").search(low) is not None


def said_of(line: Line, reader: FieldReader) -> Said:
    """What a line says, as one text or piece by piece."""
    if len(line.text) > _LONGEST:
        return NOTHING
    whole = _said_in(line.text, reader, line.runs)
    if not whole.rest or not 1 < len(line.runs) <= _MOST_PIECES:
        return whole
    pieces = [_said_in(fold(run), reader) for run in line.runs if fold(run)]
    ways = [one for one in pieces if one.way is not None]
    stages = [one for one in pieces if one.stage is not None]
    if len(ways) != 1 or len(stages) > 1 or any(one.rest or one.other for one in pieces):
        behind = (_said_in(fold("".join(line.runs[at:])), reader) for at in range(1, len(line.runs)))
        value = next((one for one in behind if not one.rest and (one.amounts or one.day)), whole)
        return replace(whole, amounts=value.amounts, day=value.day)  # behind a label that is not known
    stage = stages[0] if stages else NOTHING
    days = [one.day for one in pieces if one.day is not None]
    amounts = tuple(money for one in pieces for money in one.amounts)
    return Said(ways[0].way, stage.stage, stage.label, amounts, days[0] if len(days) == 1 else None)


def _said_in(text: str, reader: FieldReader, runs: tuple[str, ...] = ()) -> Said:
    """What a text says of a way: of a row of the refund its value, with amount and day taken out of the words."""
    words = reader.words
    day = _day(text, reader)
    if day is not None:
        return Said(day=day)
    row = words.row(text, runs)
    total = False
    if row is not None and row.entry.code not in TAKEN_OFF:  # they name a way as well
        if row.entry.code == "payments" and reader.is_of_request:  # there it names the way back
            text = row.value
        elif row.entry.code not in OF_A_REFUND:
            return Said(amounts=tuple(find_money(row.value)), other=True)
        else:
            total, text = row.entry.code == "refund_amount", row.value
    rest, printed = undated(without_conversions(text), words)
    day = _day(printed, reader) if printed else None
    amounts = find_money(rest)
    for money in amounts:
        before, _, behind = rest.partition(money.raw)
        if before.endswith(MINUS):
            return Said(amounts=tuple(amounts), other=True)  # taken off the price: "Bonus -US $2.00"
        rest = f"{before.rstrip(_SEPARATORS)} {behind.lstrip(_SEPARATORS)}"
    way, stage, label = _way_and_stage(rest.strip(_SEPARATORS), words)
    rest = "" if way is not None or stage is not None else rest.strip(_SEPARATORS)
    return Said(way, stage, label, tuple(amounts), None if rest else day, rest, total=total)


def _day(text: str, reader: FieldReader) -> When | None:
    """A day, as it is printed; none that is still to come when the page was saved."""
    when = read_instant(text) or reader.when(text)
    return None if when is None or reader.is_to_come(when) else in_zone(when, reader.page.layout.zone)


def _way_and_stage(text: str, words: Words) -> tuple[Entry[RefundWay] | None, Entry[str] | None, str | None]:
    """The way, the stage, or both one behind the other, that are all of a text; the words of the stage."""
    tokens = text.split()
    if not tokens or len(tokens) > _MOST_WORDS:
        return None, None, None
    for at in range(len(tokens), -1, -1):
        for first, last in ((tokens[:at], tokens[at:]), (tokens[at:], tokens[:at])):
            named, said = (" ".join(part).strip(_SEPARATORS) for part in (first, last))
            way, stage = _way(named, words), stage_of(said, words)
            if (way is not None or not named) and (stage is not None or not said) and (named or said):
                return way, stage, said or None
    return None, None, None


def stage_of(text: str, words: Words) -> Entry[str] | None:
    """The stage of a refund, or of one of its ways, that a whole text states; None where it states none."""
    return (words.entry("refund", text) or words.entry("channel", text)) if text else None


def _way(text: str, words: Words) -> Entry[RefundWay] | None:
    """The way that a text names, perhaps with the last digits of a card behind it."""
    named = without_digits(text).strip(f"{_SEPARATORS}*•…{MARK}")
    tokens = named.split()
    least = max(1, len(tokens) - _MOST_WORDS_BEHIND) if _CARD_NUMBER.search(text) else len(tokens)
    for length in range(len(tokens), least - 1, -1):
        head = " ".join(tokens[:length])
        if (own := words.entry("ways", head)) is not None:
            return own
        label = words.entry("labels", head)
        if label is not None and label.code == "credit":
            return Entry("bonus", label.tier)
        if (method := words.entry("methods", head)) is not None:
            return Entry(_WAY_OF[method.code], method.tier)
    if _SHOP not in text.casefold():
        return None
    bare = " ".join(_BRAND.sub(" ", text).split())
    return _way(bare, words) if bare not in ("", text) else None
