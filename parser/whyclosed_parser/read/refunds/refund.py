"""The refund of an order: how far the money is, how much, by which ways and since when."""

from __future__ import annotations

from dataclasses import replace

from whyclosed_parser.classify import may_be_refund_news
from whyclosed_parser.model import Money, Refund, RefundPart
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import upward
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.labels import labelled
from whyclosed_parser.read.pieces import bare_amount
from whyclosed_parser.read.refunds.amounts import amount_of, different
from whyclosed_parser.read.refunds.by_ways import in_several_ways
from whyclosed_parser.read.refunds.channels import amounts_of_all, read_channels
from whyclosed_parser.read.refunds.claims import Claim, claims_of
from whyclosed_parser.read.refunds.news import News, refund_news
from whyclosed_parser.read.refunds.parts import part_of
from whyclosed_parser.read.refunds.ways import OF_A_REFUND, read_way
from whyclosed_parser.read.sentences import is_count
from whyclosed_parser.read.statements import dated_words, stated
from whyclosed_parser.values.dates import is_one_day
from whyclosed_parser.values.money import find_amounts, read_money
from whyclosed_parser.words import Words

_MOVING = (2, 3)
"""Stages in which the money is on its way, or there."""
_ASKED_FOR = (1, 2)
"""Stages in which the amount that was asked for is that of the refund: it runs, and nobody gave another one."""
_LABELS = OF_A_REFUND | {"refund_state"}
_LONGEST_STATED = 100  # characters of a state, its amount and what is said of it
_SEAMS = " :：,–—-"


def read_refund(reader: FieldReader) -> Refund:
    """The refund of an order. A row of the sum writes it as a deduction; what comes back is no debt."""
    if not _may_be_told(reader):
        return Refund()
    refund = _read(reader)
    if refund.updated_on is None and _has_dated_state(reader):
        reader.ledger.problem("not_understood", "refund.updated_on")
    parts = tuple(replace(part, amount=_without_sign(part.amount)) for part in refund.parts)
    return replace(refund, amount=_without_sign(refund.amount), parts=parts)


def _may_be_told(reader: FieldReader) -> bool:
    """Whether anything of a refund may stand there: a cheap test."""
    return (
        reader.may_have("refund")
        or not _LABELS.isdisjoint(reader.labels)
        or _may_state(reader)
        or may_be_refund_news(reader.scope.low, reader.words.tongues)
    )


def _has_dated_state(reader: FieldReader) -> bool:
    """Whether a day stands right below what says how far a refund is, and nothing was read from it."""
    if not _may_state(reader) or any(reader.ledger.is_doubted(path) for path in ("refund", "refund.updated_on")):
        return False
    read = {found.quote for path, found in reader.ledger.found.items() if path.endswith("updated_on")}
    dated = dated_words(reader.scope.lines(), reader.words)
    return any(day.text not in read and reader.words.entry("refund", line.text) is not None for line, day in dated)


def _without_sign(money: Money | None) -> Money | None:
    return replace(money, amount=abs(money.amount)) if money is not None else None


def _read(reader: FieldReader) -> Refund:
    """Several statements of their own are several refunds; the steps of one are a bar."""
    channels = reader.known["channels"] = read_channels(reader)
    claims = claims_of(reader, channels)
    if channels.each and len(claims) < 2:
        return in_several_ways(reader, channels, claims)
    if channels.each or channels.doubtful:
        reader.ledger.problem("not_understood", "refund.parts")  # of several refunds none says by which way it goes
    if len(claims) > 1:
        return _several(reader, claims)
    news = refund_news(reader)
    if claims:
        refund = _stated(reader, claims[0], news)
        if channels.doubtful and refund.updated_on is None:
            reader.ledger.problem("not_understood", "refund.updated_on")
        return refund
    return _reported(reader, news) if news else _unstated(reader)


def _stated(reader: FieldReader, claim: Claim, news: list[News]) -> Refund:
    """The one refund that is stated."""
    part = _completed(reader, part_of(reader, claim, "refund"), news)
    if part.stage is not None and reader.ledger.has("no_sum", "refund.amount"):
        reader.ledger.problem("not_understood", "refund.stage")  # of one of several refunds, perhaps
        part = replace(part, stage=None)
    if part.amount is None and _breaks_sums(reader):
        reader.ledger.problem("broken_words", "refund.parts")
        if part.updated_on is None:
            reader.ledger.problem("broken_words", "refund.updated_on")
    if part.amount is None and part.stage in _ASKED_FOR:
        part = replace(part, amount=_requested(reader))
    is_missed = reader.page.unknown or (reader.page.is_told and _is_beside_amount(reader, claim))
    if part.amount is None and part.stage in _MOVING and is_missed:
        reader.ledger.problem("part_missing", "refund.amount")
    return Refund.of([part])


def _is_beside_amount(reader: FieldReader, claim: Claim) -> bool:
    """Whether an amount without a label stands right above or below the statement and its day: that of the refund,
    perhaps."""
    stated = claim.state and claim.state.line.element
    lines = [
        one for one in reader.scope.lines() if one.element is stated or not is_one_day(one.text, reader.words.months)
    ]
    at = next((number for number, line in enumerate(lines) if line.element is stated), len(lines))
    beside = lines[max(at - 1, 0) : at + 2] if at < len(lines) else []
    return any(bare_amount(line.text) is not None for line in beside)


def _breaks_sums(reader: FieldReader) -> bool:
    """Whether several sums on the page of a refund are not readable whole: those of the ways that it goes, perhaps."""
    broken = (line.printed.replace(MARK, "") for line in reader.scope.lines() if MARK in line.text)
    return reader.kind == "refund" and sum(bool(find_amounts(text)) for text in broken) > 1


def _requested(reader: FieldReader) -> Money | None:
    """The amount that the buyer asked for. By itself it is no refund: a dispute may give less, or nothing."""
    values = [row.value for row, _ in labelled("refund_requested", reader.scope.lines(), reader.words)]
    amounts = different(read_money(value, per_piece=False) for value in values)
    if not values or reader.ledger.is_doubted("refund.amount"):
        return None
    if len(amounts) != 1:
        reader.ledger.problem("no_sum" if amounts else "unreadable_money", "refund.amount")
        return None
    reader.ledger.note("refund.amount", "label:refund_requested", 0, amounts[0].raw)
    reader.ledger.unverified("refund.amount")
    return amounts[0]


def _is_requested(reader: FieldReader) -> bool:
    """Whether an amount that the buyer asked for stands on a page that has no place of its own for it."""
    return not reader.is_of_request and any(labelled("refund_requested", reader.scope.lines(), reader.words))


def _several(reader: FieldReader, claims: list[Claim]) -> Refund:
    """Several refunds: the lowest stage, and their sum, where the page names no other amount for all of them."""
    parts = [part_of(reader, claim, f"refund.parts.{at}") for at, claim in enumerate(claims)]
    stages = {part.stage for part in parts}
    if None in stages:
        reader.ledger.problem("not_understood", "refund.stage")
    elif len(stages) > 1:
        reader.ledger.problem("several_stages", "refund.stage")
    refund = Refund.of(parts)
    if refund.lowest is not None:
        reader.ledger.copy(f"refund.parts.{refund.lowest}", "refund")
    if refund.amount is not None:
        boxes = [claim.box for claim in claims]
        outside = [line for line in reader.scope.lines() if not any(box in upward(line.element) for box in boxes)]
        totals = {money.amount for money in amounts_of_all(reader, outside)}
        if totals and refund.amount.amount not in totals:
            reader.ledger.problem("no_sum", "refund.amount")
            return replace(refund, amount=None)
    return refund


def _unstated(reader: FieldReader) -> Refund:
    """The refund of which no more than an amount, a day or a way is told; none where even the amount may be that of one
    of several."""
    if reader.ledger.is_doubted("refund"):
        return Refund()
    lines, words = reader.scope.lines, reader.words
    if _may_state(reader) and any(MARK in line.text and stated([_as_seen(line)], "refund", words) for line in lines()):
        reader.ledger.problem("broken_words", "refund")
    if _may_state(reader) and any(_states_a_sum(line.text, words) for line in lines()):
        reader.ledger.problem("not_understood", "refund")
    amount = amount_of(reader, "refund.amount", None)
    stage = 0 if amount is not None and amount.amount == 0 else None
    if amount is not None and stage is None and reader.kind == "dispute":  # of one of the solutions, perhaps
        reader.ledger.forget("refund.amount")
        reader.ledger.problem("not_understood", "refund.amount")
        amount = None
    if stage is None and reader.page.unknown and (stated(lines(), "refund", words) or _is_requested(reader)):
        reader.ledger.problem("not_understood", "refund")  # the mark of a bar, the place of a state have unknown names
    elif stage is None and ((reader.page.unknown and amount is not None) or _must_say_a_stage(reader)):
        reader.ledger.problem("not_understood", "refund.stage")
    way = read_way(reader, lines, "refund")
    return Refund(stage, None, amount, reader.date("refund.updated_on", "refund.updated_on"), way)


def _states_a_sum(text: str, words: Words) -> bool:
    """Whether a line is a state with an amount and more words, or with a number that may be the count of a filter or a
    sum without its currency."""
    amounts = find_amounts(text) if len(text) <= _LONGEST_STATED else []
    if amounts and words.entry("refund", text[: amounts[0][0]].rstrip(_SEAMS)) is not None:
        return True
    if not text[-1:].isdecimal() or not is_count(text, words):
        return False
    return words.entry("refund", text.rstrip("".join(filter(str.isdecimal, text)))) is not None


def _must_say_a_stage(reader: FieldReader) -> bool:
    """Whether there is a row that says how far a refund is, or this is the page of one refund and no request, which
    always says so."""
    known = any(map(reader.scope.low.__contains__, reader.words.labels("refund_state")))
    if known and next(labelled("refund_state", reader.scope.lines(), reader.words), None) is not None:
        return True
    layout = reader.family
    return layout.kind == "refund" and not layout.several and not layout.anchors("dispute.state")


def _may_state(reader: FieldReader) -> bool:
    """Whether a line may state a refund, also one of which something is left out: a cheap test before lines are
    read."""
    return reader.scope.leaves_out or reader.words.has_any("refund", reader.scope.low)


def _as_seen(line: Line) -> Line:
    """A line with the words that are seen of it, of which a part is not readable whole."""
    return line._replace(text=line.printed, runs=())


def _reported(reader: FieldReader, news: list[News]) -> Refund:
    """The refund of which only sentences speak: the stage that was reached last, told with its own sentence. Stages of
    different amounts are of several refunds, and which of them was reached last says nothing of the others."""
    amounts = {(one.money.amount, one.money.currency): one.stage for one in news if one.money is not None}
    if len(set(amounts.values())) > 1:
        reader.ledger.problem("not_understood", "refund")
        return Refund()
    stages = {one.stage for one in news}
    if len(stages) > 1 and not amounts and all(one.day is None for one in news):
        reader.ledger.problem("not_understood", "refund.stage")  # what each stage means, as help texts say it
        return Refund()
    newest = max(news, key=lambda one: one.stage)
    text = reader.free(newest.text)
    reader.ledger.note("refund", "text:refund", 0, text)
    reader.ledger.unverified("refund.stage")
    reported = _completed(reader, RefundPart(int(newest.stage), text, None, None), news)
    if reported.amount is None:
        reported = replace(reported, amount=amount_of(reader, "refund.amount", None))
    return Refund.of([reported])


def _completed(reader: FieldReader, part: RefundPart, news: list[News]) -> RefundPart:
    """A refund with the amount, the day and the way that sentences of its stage name, where it has none of its own."""
    same = [one for one in news if int(one.stage) == part.stage]
    amounts = {(one.money.amount, one.money.currency): one for one in same if one.money is not None}
    days = {one.day: one for one in same if one.day is not None}
    doubted = reader.ledger.is_doubted("refund.amount")
    if part.amount is None and len(amounts) > 1 and not doubted:
        reader.ledger.problem("no_sum", "refund.amount")
    if part.amount is None and len(amounts) == 1 and not doubted:
        (named,) = amounts.values()
        part = replace(part, amount=named.money)
        reader.ledger.note("refund.amount", "text:refund", 0, reader.free(named.text))
    if part.amount is None and not amounts and not doubted and any(one.doubtful for one in same):
        reader.ledger.problem("unreadable_money", "refund.amount")
    if part.updated_on is None and len(days) == 1:
        (dated,) = days.values()
        part = replace(part, updated_on=dated.day)
        reader.ledger.note("refund.updated_on", "text:refund", 0, reader.free(dated.text))
    ways = {one.way.code: (one.way, one) for one in same if one.way is not None}
    if part.to is None and len(ways) == 1 and not reader.ledger.is_doubted("refund.to"):
        ((way, named),) = ways.values()
        part = replace(part, to=way.code)
        reader.ledger.note("refund.to", "text:refund", 0, reader.free(named.text))
        if way.unverified:
            reader.ledger.unverified("refund.to")
    return part
