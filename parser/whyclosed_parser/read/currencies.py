"""One order, one currency: what is certain settles what is not."""

from __future__ import annotations

from dataclasses import replace

from whyclosed_parser.model import Amounts, Money, Order, Refund
from whyclosed_parser.read.ledger import Ledger
from whyclosed_parser.values.money import read_money


def settle_currencies(order: Order, ledger: Ledger) -> Order:
    """The order whose amounts with an ambiguous sign ("$") have the currency that all certain amounts of it share, if
    the sign allows it. Those that stay ambiguous, and a sum that cannot be formed, are named in the ledger."""
    amounts, refund = order.amounts, order.refund
    printed = (
        amounts.total,
        *((part.amount for part in refund.parts) if refund.parts else (refund.amount,)),
        *(row.money for row in amounts.rows),
        *(item.price for item in order.items),
    )
    known = {money.currency for money in printed if money is not None}
    if None in known:
        known.discard(None)
        currency = known.pop() if len(known) == 1 else None
        order = _settled(order, currency, ledger)
    parts = order.refund.parts
    if parts and order.refund.amount is None and all(part.amount is not None for part in parts):
        ledger.problem("no_sum", "refund.amount")
    return order


def _settled(order: Order, currency: str | None, ledger: Ledger) -> Order:
    def settled(money: Money | None, path: str) -> Money | None:
        if money is None or money.currency is not None:
            return money
        better = read_money(money.raw, currency=currency) if currency else None
        if better is not None and better.currency is not None:
            return replace(money, currency=better.currency)
        if any(char.isdigit() for char in money.raw):
            ledger.problem("ambiguous_currency", path)
        return money

    rows = enumerate(order.amounts.rows)
    refund = order.refund
    if refund.parts:
        refund = Refund.of(
            [
                replace(part, amount=settled(part.amount, f"refund.parts.{at}.amount"))
                for at, part in enumerate(refund.parts)
            ]
        )
    else:
        refund = replace(refund, amount=settled(refund.amount, "refund.amount"))
    return replace(
        order,
        amounts=Amounts(
            settled(order.amounts.total, "amounts.total"),
            tuple(replace(row, money=settled(row.money, f"amounts.rows.{at}.money")) for at, row in rows),
        ),
        refund=refund,
        items=tuple(
            replace(item, price=settled(item.price, f"items.{at}.price")) for at, item in enumerate(order.items)
        ),
    )
