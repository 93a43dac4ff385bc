"""The refund of an order whose pages each speak of the whole, or of one of its lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from whyclosed_parser.merging.lists import product_of
from whyclosed_parser.merging.places import Places
from whyclosed_parser.model import Money, Order, Refund, RefundPart
from whyclosed_parser.model.order import OF_REQUESTS
from whyclosed_parser.records import dataclass

Line = tuple[str | None, str | None, str | None]
"""What tells an order line."""
LineKey = tuple[str | None, str | None, str | None, int]
"""What tells one refunded order line from another, and the how-manieth refund of it on its page this is."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one page says of the refund. `line`: of which order line, None for the whole order."""

    refund: Refund
    line: LineKey | None
    places: Places


def merge_refunds(newest: Sequence[tuple[Order, Places]]) -> tuple[Refund, list[str]]:
    """The refund of an order, newest page first, and the codes of doubts about it; writes into each page's places
    where its refund went.

    Pages of a single line's refund are several refunds as soon as they are of several lines; one that goes several ways
    is as many of them. A page that shows several refunds of the order counts for all of them.
    """
    said = list(_said(newest))
    lines = dict.fromkeys(one.line for one in reversed(said) if one.line is not None)
    several = len(lines) > 1
    whole = next((at for at, one in enumerate(said) if one.refund.parts and not (several and one.line)), None)
    if whole is not None and (not several or all(one.line is None for one in said[:whole])):
        return _with_newer_lines(said, whole)
    if not several:
        return _of_one(said)
    refunds: list[RefundPart] = []
    for line in lines:
        own = [one for one in said if one.line == line]
        by = _in_several_ways(own)
        for one in own:
            one.places["refund"] = f"refund.parts.{len(refunds)}" if by is None else None
        if by is None:
            refunds.append(_part(_of_one(own)[0]))
            continue
        for at in range(len(by.refund.parts)):
            by.places[f"refund.parts.{at}"] = f"refund.parts.{len(refunds) + at}"
        refunds += by.refund.parts
    for one in said:
        if one.line is None:
            one.places["refund"] = None
    return _together(refunds)


def _in_several_ways(own: Sequence[_Said]) -> _Said | None:
    """The newest page that shows by which ways the refund of a line goes; None where a newer one contradicts it."""
    shown = next((one for one in own if one.refund.parts), None)
    newer = takewhile(lambda one: one is not shown, own)
    return shown if shown is not None and all(_says_the_same(one.refund, shown.refund) for one in newer) else None


def _says_the_same(refund: Refund, parts: Refund) -> bool:
    """Whether a refund is the one that another page shows in parts, at the same stage."""
    amounts = refund.amount, parts.amount
    return refund.stage == parts.stage and (None in amounts or agree(*filter(None, amounts)))


def _together(parts: Sequence[RefundPart]) -> tuple[Refund, list[str]]:
    refund = Refund.of(parts)
    return refund, _doubts(refund)


def _doubts(refund: Refund) -> list[str]:
    doubts = ["several_stages"] if len({part.stage for part in refund.parts}) > 1 else []
    if refund.amount is None and all(part.amount is not None for part in refund.parts):
        doubts.append("no_sum")
    return doubts


def _said(newest: Sequence[tuple[Order, Places]]) -> Iterator[_Said]:
    """What is said of a refund at all. Cards of one page with one line are its refunds one by one."""
    seen: dict[object, list[Refund]] = {}
    for order, places in newest:
        if order.refund == Refund():
            continue
        item = line_of(order)
        if item is None:
            yield _Said(order.refund, None, places)
            continue
        here = seen.setdefault((order.pages, item), [])
        if order.refund not in here:
            here.append(order.refund)
        yield _Said(order.refund, (*item, here.index(order.refund)), places)


def line_of(order: Order) -> Line | None:
    """The one line that a page of a refund or dispute is about."""
    if not order.pages or any(page.kind not in OF_REQUESTS for page in order.pages) or len(order.items) != 1:
        return None
    item = order.items[0]
    key = (item.line_id, product_of(item), None if item.line_id or item.item_id else item.title)
    return key if any(key) else None


def _of_one(said: Sequence[_Said]) -> tuple[Refund, list[str]]:
    """One refund out of all that pages say of it: the newest stage, with a day only from pages at that stage."""
    refunds = [one.refund for one in said if not one.refund.parts]
    for one in said:
        if one.refund.parts:
            one.places["refund.parts"] = None
    stated = next((refund for refund in refunds if refund.stage is not None), None)
    stage = stated.stage if stated else None
    named = refunds if any(refund.amount for refund in refunds) else [one.refund for one in said]
    amounts = [refund.amount for refund in named if refund.amount is not None]
    days = (refund.updated_on for refund in refunds if refund.stage in (None, stage) and refund.updated_on is not None)
    label = stated.label if stated else next((refund.label for refund in refunds if refund.label), None)
    doubts = ["disagreement"] if any(not agree(amounts[0], other) for other in amounts[1:]) else []
    ways = dict.fromkeys(refund.to for refund in refunds if refund.to is not None)
    return Refund(stage, label, amounts[0] if amounts else None, next(days, None), next(iter(ways), None)), doubts


def agree(one: Money, other: Money) -> bool:
    """Whether two amounts may be the same one: a currency that is not known contradicts none."""
    return one.amount == other.amount and (None in (one.currency, other.currency) or one.currency == other.currency)


def _with_newer_lines(said: Sequence[_Said], whole: int) -> tuple[Refund, list[str]]:
    """The refunds of the page that shows all of them; the one whose amount a newer page of a line names is as that
    page says."""
    shown = said[whole].refund
    parts = list(shown.parts)
    newer = said[:whole]
    if any(one.line is None and not _says_the_same(one.refund, shown) for one in newer):
        return _of_one(said)  # a newer page speaks of the order as a whole, and of a single refund
    for one in said:
        if one is not said[whole]:
            one.places["refund"] = None
    for one in (one for one in reversed(newer) if one.line is not None):
        money = one.refund.amount
        same = [at for at, part in enumerate(parts) if money and part.amount and agree(part.amount, money)]
        if len(same) == 1 and one.refund.stage is not None:
            parts[same[0]] = _part(replace(one.refund, amount=parts[same[0]].amount))
            one.places["refund"] = f"refund.parts.{same[0]}"
    return _together(parts) if tuple(parts) != shown.parts else (shown, _doubts(shown))


def _part(refund: Refund) -> RefundPart:
    return RefundPart(refund.stage, refund.label, refund.amount, refund.updated_on, refund.to)
