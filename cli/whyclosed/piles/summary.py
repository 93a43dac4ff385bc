"""A pile in a few lines: what is due within a week, what is to be done, with the money that hangs on it, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import field
from datetime import date, timedelta
from decimal import Decimal
from heapq import nsmallest

from whyclosed.piles.pieces import Told
from whyclosed.piles.rows import Part
from whyclosed.text.dates import Calendar
from whyclosed_parser.model import Money
from whyclosed_parser.records import dataclass
from whyclosed_rules.telling.locale import currency
from whyclosed_rules.telling.sentences import Sentences

_WEEK = timedelta(days=7)
_DUE = 10
"""So many of the orders that are due within a week are named."""


@dataclass(slots=True)
class Summary:
    """What is counted while the orders are told one by one."""

    orders: int = 0
    unread: int = 0
    copies: int = 0
    routes: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    money: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    uncounted: int = 0
    due: list[tuple[date, str, str]] = field(default_factory=list)
    due_count: int = 0

    def add(self, told: Told, today: date) -> None:
        """Count an order."""
        self.orders += 1
        self.routes[told.route] += 1
        self.causes[told.cause] += 1
        if told.money is not None and told.tone != "done":
            self._count(told.route, told.money)
        next_ = told.next
        if next_ is not None and next_.role == "until" and today <= next_.on <= today + _WEEK:
            self.due_count += 1
            self.due = nsmallest(_DUE, [*self.due, (next_.on, told.order_id or "", told.verdict)])

    def _count(self, route: str, money: Money) -> None:
        """Amounts of one currency add up; one of no certain currency is only told."""
        if money.currency is None:
            self.uncounted += 1
            return
        sums = self.money.setdefault(route, {})
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount

    def parts(self, calendar: Calendar, words: Sentences) -> Iterator[Part]:
        """The summary, what is due soon first, then the most frequent."""
        say = calendar.say
        unread = [("", say("pile.unread", count=self.unread))] if self.unread else []
        copies = [("", say("pile.copies", count=self.copies))] if self.copies else []
        yield say("pile.orders", count=self.orders), [*unread, *copies]
        if self.due_count:
            due = [
                (calendar.brief(day), f"{order or say('overview.no_id')}: {verdict}")
                for day, order, verdict in self.due
            ]
            more = [("", say("pile.more", count=self.due_count - len(due)))] if self.due_count > len(due) else []
            yield say("pile.week", count=self.due_count), [*due, *more]
        uncounted = [("", say("pile.uncounted", count=self.uncounted))] if self.uncounted else []
        yield say("pile.routes"), [*self._routes(calendar, words), *uncounted]
        yield say("pile.causes"), [(str(count), words.say("cause", code)) for code, count in _ranked(self.causes)]

    def _routes(self, calendar: Calendar, words: Sentences) -> Iterator[tuple[str, str]]:
        language = calendar.say.language
        for code, count in _ranked(self.routes):
            sums = (currency(amount, name, language) for name, amount in sorted(self.money.get(code, {}).items()))
            yield str(count), ": ".join(filter(None, (words.say("route", code), ", ".join(sums))))


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
