"""One order, one currency: what is certain settles what is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from whyclosed_parser.model import Amounts, Item, Money, Refund
from whyclosed_parser.read.ledger import Ledger
from whyclosed_parser.values.money import read_money


def settle_currencies(parts: dict[str, Any], ledger: Ledger) -> None:
    """Give amounts with an ambiguous sign ("$") the currency that all certain amounts of the order share, if the sign
    allows it; name those that stay ambiguous. `parts`: the order's parts by name, changed in place."""
    amounts: Amounts = parts.get("amounts", Amounts())
    refund: Refund = parts.get("refund", Refund())
    items: tuple[Item, ...] = parts.get("items", ())
    printed = (amounts.total, refund.amount, *(row.money for row in amounts.rows), *(item.price for item in items))
    known = {money.currency for money in printed if money is not None}
    if None not in known:
        return
    known.discard(None)
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

    rows = enumerate(amounts.rows)
    parts["amounts"] = Amounts(
        settled(amounts.total, "amounts.total"),
        tuple(replace(row, money=settled(row.money, f"amounts.rows.{at}.money")) for at, row in rows),
    )
    parts["refund"] = replace(refund, amount=settled(refund.amount, "refund.amount"))
    parts["items"] = tuple(
        replace(item, price=settled(item.price, f"items.{at}.price")) for at, item in enumerate(items)
    )
