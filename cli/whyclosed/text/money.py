"""Amounts of money for people."""

from __future__ import annotations

from whyclosed_parser.model import Money


def amount(money: Money, locale: str = "en") -> str:
    """`US $26.18`, as the page prints it; what no page prints, as the reader's language writes it."""
    if money.raw or money.currency is None:
        return money.raw
    from babel.numbers import format_currency

    return format_currency(money.amount, money.currency, locale=locale.replace("-", "_"))
