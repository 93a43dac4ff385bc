"""Counting: the numbers of the sources as they held for an order, and time moved by them in their own units.

The event's own day is day 0 (D12).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from whyclosed_parser.model import When
from whyclosed_parser.records import dataclass
from whyclosed_rules import catalogue
from whyclosed_rules.catalogue.entries import Span
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.facts.known import Facts

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of the catalogue as known on `day`."""

    day: date

    def number(self, id_: str) -> int:
        """A parameter that is one whole number."""
        return catalogue.number(id_, self.day)

    def span(self, id_: str) -> Span:
        """A parameter as a range; of a single number both ends are the same."""
        value = catalogue.parameter(id_, self.day).value
        return value if isinstance(value, Span) else Span(self.number(id_), self.number(id_))

    def later(
        self, start: When, id_: str, clock: Clock, *, end: Literal["min", "max"] = "max", bank: str | None = None
    ) -> When:
        """A day or time moved by a parameter: hours from an instant give an instant, everything else gives a day.

        Business days are counted in the calendar of the paying bank.
        """
        count = getattr(self.span(id_), end)
        unit = catalogue.parameter(id_, self.day).unit
        if unit == "hours":
            length = timedelta(hours=count)
            return clock.later(start, length) if isinstance(start, datetime) else start + length
        if unit == "business days":
            return add_business_days(clock.day(start), count, bank)
        if unit == "days":
            return clock.day(start) + timedelta(days=count)
        raise TypeError(f"parameter {id_} is no length of time: {unit}")


def numbers_for(facts: Facts, clock: Clock) -> Numbers:
    """The numbers that held when the order was placed; where that day is not known, those of today."""
    return Numbers(facts.day("placed_on", clock) or clock.today)


@lru_cache(maxsize=32)
def _calendar(bank: str) -> HolidayBase | None:
    """The public holidays of a country or region (`DE-BY`); None where they are not known."""
    import holidays

    country, _, region = bank.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=region or None)
    except NotImplementedError:
        return holidays.country_holidays(country) if region and country in holidays.list_supported_countries() else None


def bank_calendar_known(bank: str | None) -> bool:
    """Whether business days can be counted with the bank's own holidays."""
    return bank is not None and bank != "none" and _calendar(bank) is not None


@lru_cache(maxsize=1024)
def add_business_days(start: date, count: int, bank: str | None) -> date:
    """The `count`-th business day after `start` in the country of the paying bank (D11, D12).

    `bank` None or "none", or a country without a known calendar: Monday to Friday, no holidays.
    """
    calendar = _calendar(bank) if bank and bank != "none" else None
    weekend = calendar.weekend if calendar is not None else {5, 6}
    day = start
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() not in weekend and (calendar is None or day not in calendar):
            count -= 1
    return day
