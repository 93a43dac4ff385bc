"""A refund that is paid back in several ways, each a part of it with its own amount, stage and day."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from whyclosed_parser.model import Money, Refund
from whyclosed_parser.model.order import sum_of
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.refunds.channels import Channels
from whyclosed_parser.read.refunds.claims import Claim
from whyclosed_parser.read.refunds.parts import part_of, updated_on
from whyclosed_parser.read.values import as_date


def in_several_ways(reader: FieldReader, channels: Channels, claims: list[Claim]) -> Refund:
    """A refund that is paid back in several ways: no further than the slowest of them."""
    ledger, parts = reader.ledger, [channel.part for channel in channels.each]
    stages = {part.stage for part in parts if part.stage is not None}
    amount = _amount_of_all(reader, channels)
    if amount is None and channels.totals:
        ledger.problem("not_understood", "refund.parts")  # one may be missing
    if amount is None and not stages and all(channel.quote is not None for channel in channels.each):
        # They may be those of something else, as of the payments.
        return replace(Refund.of([part_of(reader, claim, "refund") for claim in claims]), amount=None)
    for at, channel in enumerate(channels.each):
        if channel.quote is not None:
            ledger.note(f"refund.parts.{at}", channels.anchor, channels.rank, channel.quote)
        for code, field in channel.doubts:
            ledger.problem(code, f"refund.parts.{at}.{field}")
    refund = replace(Refund.of(parts), amount=amount)
    if len(stages) > 1:
        ledger.problem("several_stages", "refund.stage")
    state = claims[0].state if claims else None
    stage = int(state.entry.code) if state is not None else 0
    all_known = all(part.stage is not None for part in parts)
    if state is None or (all_known and min(stages) < stage and stage in stages):
        if refund.lowest is not None:  # what is said of the whole is said of the part that came first
            ledger.copy(f"refund.parts.{refund.lowest}", "refund")
        elif stages:
            ledger.problem("not_understood", "refund.stage")
        return refund
    slowest = min(stages, default=stage)
    if stage > 0 and (slowest == stage or (slowest > stage and not all_known)):
        ledger.note("refund", claims[0].anchor, claims[0].rank, state.line.text)
        if state.entry.unverified:
            ledger.unverified("refund.stage")
        day = updated_on(reader, claims[0], "refund.updated_on", channels)
        days = [part.updated_on for part in parts if part.updated_on is not None]
        if day is None and len(days) == len(parts):
            day = max(days, key=as_date)
        return replace(refund, stage=stage, label=state.label, updated_on=day)
    ledger.problem("not_understood", "refund.stage")
    return replace(refund, stage=None, label=None, updated_on=None)


def _amount_of_all(reader: FieldReader, channels: Channels) -> Money | None:
    """What the ways bring back together: the amount that the page names for the whole, where they add up to it; their
    sum where it names none; nothing where the two contradict each other."""
    amounts = [channel.part.amount for channel in channels.each]
    known = [money for money in amounts if money is not None]
    if not channels.totals:
        for path in ("refund.parts.0", "refund.parts.0.amount"):
            reader.ledger.copy(path, "refund.amount")
        return sum_of(amounts)
    added = sum((money.amount for money in known), Decimal(0))
    fitting = [total for total in channels.totals if total.amount == added or len(known) < len(amounts)]
    one_currency = len({money.currency for money in (*known, *channels.totals)} - {None}) < 2
    if len(fitting) != 1 or not one_currency or added > fitting[0].amount:
        reader.ledger.problem("no_sum", "refund.amount")
        return None
    return reader.amount("refund.amount", "refund.amount", only=fitting[0].amount) or fitting[0]
