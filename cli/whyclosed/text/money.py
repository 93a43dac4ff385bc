"""Amounts of money for people."""

from __future__ import annotations

from whyclosed_parser.model import Money


def amount(money: Money, locale: str = "en") -> str:
    """`$26.18`, as the reader's language writes it; as the page prints it where the currency is not known."""
    if money.currency is None:
        return money.raw
    from babel.numbers import format_currency

    return format_currency(money.amount, money.currency, locale=locale.replace("-", "_"))
