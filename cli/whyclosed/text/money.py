"""Amounts of money for people."""

from __future__ import annotations

from whyclosed_parser.model import Money
from whyclosed_rules.telling.locale import currency


def amount(money: Money, language: str) -> str:
    """`US $26.18`, as the page prints it; what no page prints, as the reader's language writes it."""
    if money.raw or money.currency is None:
        return money.raw
    return currency(money.amount, money.currency, language)
