"""Clocks: typed functions that turn times into days, ranges and named values. The event's own day is day 0 (D12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from whyclosed_parser.model import When
from whyclosed_rules.facts.read import NOT_YET, Facts, as_day
from whyclosed_rules.library.catalogue import number, span

if TYPE_CHECKING:
    from holidays import HolidayBase

PACIFIC = ZoneInfo("America/Los_Angeles")
"""The shop's own zone: a printed last day is over when it is over here (strings-policy §0.7)."""

SellerClock = Literal[
    "not_contacted",
    "clock_running",
    "clock_over",
    "refuses",
    "new_number_waiting",
    "new_number_dead",
    "resolved",
]


@dataclass(frozen=True, slots=True)
class RefundRange:
    """When a refund is expected (days, or times where the range is hours) and the day after which to ask (P01).

    `from_` and `by` are None where the sources give no range for the method (Q9, D14). `bank_known` is False where
    business days were counted Monday to Friday without holidays (D11). `sources` are the rules used.
    """

    from_: When | None
    by: When | None
    limit: date
    bank_known: bool
    sources: tuple[str, ...]


def elapsed(since: datetime, now: datetime) -> timedelta:
    """Real time between two instants, across zones and summer time (D09)."""
    return now.astimezone(UTC) - since.astimezone(UTC)


def after(since: datetime, length: timedelta, tz: tzinfo) -> datetime:
    """The instant a real duration later, written in the buyer's zone."""
    return (since.astimezone(UTC) + length).astimezone(tz)


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


_BY_METHOD = {
    "alipay": ("P07", "B138"),
    "paypal": ("P08", "B139"),
    "card": ("P09", "B140"),
    "virtual_card": ("P10", "B141"),
}


def refund_range(start: When, *, method: str | None, bank: str | None, suspended: bool, tz: tzinfo) -> RefundRange:
    """When the money should be back, counted from the cancellation (D13).

    `start` is the closing (or the decision of a dispute). A suspended seller has a range of its own (P11).
    """
    day = as_day(start, tz)
    assert day is not None
    limit = add_business_days(day, number("P01"), bank)
    common = ("A008", "D12", "D13", "D11")
    known = bank_calendar_known(bank)
    if suspended:
        first, last = span("P11").min, span("P11").max
        return RefundRange(
            day + timedelta(days=first),
            day + timedelta(days=last),
            limit,
            known,
            ("B088", "P11", "K4", *common),
        )
    if method not in _BY_METHOD:
        return RefundRange(
            None,
            None,
            limit,
            known,
            ("D14" if method is None else "Q19" if method == "wallet" else "Q9", "P01", *common),
        )
    parameter, rule = _BY_METHOD[method]
    low, high = span(parameter).min, span(parameter).max
    sources = (rule, parameter, "K4", *common)
    if parameter == "P07":
        if isinstance(start, datetime):
            return RefundRange(
                after(start, timedelta(hours=low), tz),
                after(start, timedelta(hours=high), tz),
                limit,
                known,
                sources,
            )
        return RefundRange(day, day + timedelta(hours=high), limit, known, sources)
    if parameter == "P09":
        return RefundRange(add_business_days(day, low, bank), add_business_days(day, high, bank), limit, known, sources)
    return RefundRange(day + timedelta(days=low), day + timedelta(days=high), limit, known, sources)


def refund_overdue(refund: RefundRange, now: datetime, tz: tzinfo) -> bool:
    """Whether the expected range has passed (the limit may still lie ahead: "later than usual")."""
    if isinstance(refund.by, datetime):
        return now > refund.by
    return refund.by is not None and now.astimezone(tz).date() > refund.by


def reply_due(facts: Facts, tz: tzinfo) -> datetime | None:
    """When the seller's 48 hours end (B021, B106, Q1); None where the clock has not started (D08)."""
    contacted = facts.time("contacted_at")
    return None if contacted is None else after(contacted, timedelta(hours=number("P02")), tz)


def number_days(facts: Facts) -> tuple[date, date] | None:
    """The day to look at a new tracking number, and the last day to wait for it (B020, D10)."""
    given = facts.get("new_tracking_on")
    if not isinstance(given, date):
        return None
    return given + timedelta(days=span("P03").min), given + timedelta(days=span("P03").max)


_REFUSALS = frozenset({"refuses", "cannot", "generic", "refuses_discount"})


def seller_clock(facts: Facts, now: datetime, tz: tzinfo) -> tuple[SellerClock, bool]:
    """How far the seller is, and whether that is known (False: assumed, the buyer has not said).

    A generic answer is a refusal (K21); only a new number or a resolution stops the clock (Q1); at 48 h 00 min exactly
    it is over (D09); a new number that is still silent after day 5 counts as none (Q3).
    """
    reply = facts.get("seller_reply")
    if reply == "resolved":
        return "resolved", True
    if reply in _REFUSALS:
        return "refuses", True
    if reply == "new_tracking":
        days = number_days(facts)
        if facts.get("new_tracking_updated") is True:
            return "resolved", True
        dead = days is not None and now.astimezone(tz).date() > days[1]
        return ("new_number_dead" if dead else "new_number_waiting"), days is not None
    contacted = facts.get("contacted_at")
    due = reply_due(facts, tz)
    if due is not None:
        return ("clock_over" if now >= due else "clock_running"), True
    if reply == "wrong_number_admitted":
        return "clock_running", False
    return "not_contacted", contacted == NOT_YET
