"""One order, one currency: what is certain settles what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whyclosed_parser.extract_ledger import Ledger
from whyclosed_parser.model import Money, Order
from whyclosed_parser.values.money import read_money


def settle_currencies(order: Order, ledger: Ledger) -> Order:
    """Give amounts with an ambiguous sign ("$") the currency that all certain amounts of the order share, if the sign
    allows it; name those that stay ambiguous."""
    currencies = {money.currency for money in _moneys(order)}
    if None not in currencies:
        return order
    known = currencies - {None}
    currency = known.pop() if len(known) == 1 else None

    def settled(money: Money | None, path: str) -> Money | None:
        if money is None or money.currency is not None:
            return money
        better = read_money(money.raw, currency=currency) if currency else None
        if better is not None and better.currency is not None:
            return replace(money, currency=better.currency)
        if any(char.isdigit() for char in money.raw):
            ledger.problem("ambiguous_currency", path)
        return money

    amounts = replace(
        order.amounts,
        total=settled(order.amounts.total, "amounts.total"),
        rows=tuple(
            replace(row, money=settled(row.money, f"amounts.rows.{at}.money"))
            for at, row in enumerate(order.amounts.rows)
        ),
    )
    return replace(
        order,
        amounts=amounts,
        refund=replace(order.refund, amount=settled(order.refund.amount, "refund.amount")),
        items=tuple(
            replace(item, price=settled(item.price, f"items.{at}.price")) for at, item in enumerate(order.items)
        ),
    )


def _moneys(order: Order) -> Iterator[Money]:
    parts = (
        order.amounts.total,
        order.refund.amount,
        *(row.money for row in order.amounts.rows),
        *(item.price for item in order.items),
    )
    return (money for money in parts if money is not None)
