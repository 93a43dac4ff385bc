"""One order, one currency: what is certain settles what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from whyclosed_parser.model import Amounts, Item, Money, Refund
from whyclosed_parser.model.order import sum_of
from whyclosed_parser.read.ledger import Ledger
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import has_digit


def settle_currencies(parts: Mapping[str, Any], ledger: Ledger) -> dict[str, Any]:
    """The parts of an order by name, where amounts with an ambiguous sign ("$") have the currency that all certain
    amounts of the order share, if the sign allows it. Those that stay ambiguous, and a sum of refunds that cannot be
    formed, are named in the ledger."""
    amounts: Amounts = parts.get("amounts", Amounts())
    refund: Refund = parts.get("refund", Refund())
    items: tuple[Item, ...] = parts.get("items", ())
    refunds = [part.amount for part in refund.parts] if refund.parts else [refund.amount]
    printed = (amounts.total, *refunds, *(row.money for row in amounts.rows), *(item.price for item in items))
    known = {money.currency for money in printed if money is not None}
    settled = dict(parts)
    if None in known:
        known.discard(None)
        settle = _Settler(known.pop() if len(known) == 1 else None, ledger)
        refund = settle.refund(refund)
        settled |= {"amounts": settle.amounts(amounts), "refund": refund, "items": settle.items(items)}
    if refund.parts and refund.amount is None and all(part.amount is not None for part in refund.parts):
        ledger.problem("no_sum", "refund.amount")
    return settled


class _Settler:
    """Gives amounts the currency of the order, None where it is not certain itself."""

    def __init__(self, currency: str | None, ledger: Ledger) -> None:
        self.currency = currency
        self.ledger = ledger

    def amounts(self, amounts: Amounts) -> Amounts:
        rows = enumerate(amounts.rows)
        return Amounts(
            self._money(amounts.total, "amounts.total"),
            tuple(replace(row, money=self._money(row.money, f"amounts.rows.{at}.money")) for at, row in rows),
        )

    def refund(self, refund: Refund) -> Refund:
        if not refund.parts:
            return replace(refund, amount=self._money(refund.amount, "refund.amount"))
        parts = tuple(
            replace(part, amount=self._money(part.amount, f"refund.parts.{at}.amount"))
            for at, part in enumerate(refund.parts)
        )
        if refund.amount is not None:
            return replace(refund, parts=parts, amount=self._money(refund.amount, "refund.amount"))
        contradicted = self.ledger.has("no_sum", "refund.amount")
        return replace(refund, parts=parts, amount=None if contradicted else sum_of([part.amount for part in parts]))

    def items(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(item, price=self._money(item.price, f"items.{at}.price")) for at, item in enumerate(items))

    def _money(self, money: Money | None, path: str) -> Money | None:
        if money is None or money.currency is not None:
            return money
        better = read_money(money.raw, currency=self.currency) if self.currency else None
        if better is not None and better.currency is not None:
            return replace(money, currency=better.currency)
        if has_digit(money.raw):
            self.ledger.problem("ambiguous_currency", path)
        return money
