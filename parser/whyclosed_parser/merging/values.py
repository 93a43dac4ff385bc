"""One value out of those of several pages: as a rule that of the newest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from operator import attrgetter

from whyclosed_parser.merging.refunds import Line, agree, line_of, merge_refunds
from whyclosed_parser.merging.seen import Pages, Seen
from whyclosed_parser.model import Dispute, Money, Refund, Status, When
from whyclosed_parser.model.order import ENDED, REFUNDED

_ZONES = (timezone(timedelta(hours=-12)), timezone(timedelta(hours=14)))
_WON = frozenset({"won", "partly_won"})
_LIST_LAG = timedelta(days=1)
"""So long the list may still show the status of before."""


def date_of(pages: Pages, name: str) -> When | None:
    """The newest page's date; a time of the same day says more and replaces it."""
    return pages.finest(name, _one_day, lambda one, other: isinstance(one, datetime) > isinstance(other, datetime))


def total_of(pages: Pages) -> Money | None:
    """The newest total; the same amount with its currency says more and replaces it."""
    return pages.finest("amounts.total", agree, lambda one, other: other.currency is None and one.currency is not None)


def close_code_of(pages: Pages) -> str | None:
    """The newest close code; it cannot change, so another one is a disagreement."""
    codes = [one.order.close_code for one in pages.newest if one.order.close_code is not None]
    if len(set(codes)) > 1:
        pages.doubt("disagreement", "close_code")
    return codes[0] if codes else None


def status_of(pages: Pages) -> Status | None:
    """The newest status. The list lags behind: a detail page of the day before outranks it, unless the list shows an
    end. Two statuses are a contradiction only where no capture time says which is the older."""
    stated = [one for one in pages.newest if one.order.status is not None]
    chosen = next((one for one in stated if not any(_outranks(other, one) for other in stated)), None)
    if chosen is None or chosen.order.status is None:
        return None
    pages.finer["status"] = chosen
    if chosen.code != "unknown" and any(_contradicts(other, chosen) for other in stated):
        pages.doubt("disagreement", "status")
    return chosen.order.status


def refund_of(pages: Pages) -> Refund:
    """The refund of all pages, see `merge_refunds`."""
    refund, codes = merge_refunds([(one.order, one.places) for one in pages.newest])
    paths = {"several_stages": "refund.stage"}
    for code in codes:
        pages.doubt(code, paths.get(code, "refund.amount"))
    return refund


def dispute_of(pages: Pages) -> Dispute:
    """The newest state with its own words; two states of one moment are a contradiction. A refund that is done outranks
    an older request that was still open or refused."""
    done: dict[Line | None, datetime] = {}
    for one in pages.newest:
        if one.order.refund.stage == REFUNDED and one.captured_at is not None:
            done.setdefault(line_of(one.order), one.captured_at)
    stated = [one for one in pages.newest if one.order.dispute.state is not None and not _is_settled(one, done)]
    latest = stated[0].order.dispute if stated else Dispute()
    if any(one.captured_at == stated[0].captured_at and one.order.dispute.state != latest.state for one in stated):
        pages.doubt("disagreement", "dispute.state")
    return replace(latest, **{name: pages.first(attrgetter(f"dispute.{name}")) for name in ("opened_on", "decided_on")})


def _is_settled(asked: Seen, done: Mapping[Line | None, datetime]) -> bool:
    """Whether a newer page shows the refund as done for which a request was still open or refused: that of its line,
    where both pages name one."""
    if asked.order.dispute.state in _WON or asked.captured_at is None:
        return False
    line = line_of(asked.order)
    days = done.values() if line is None else filter(None, (done.get(line), done.get(None)))
    return any(day > asked.captured_at for day in days)


def _one_day(one: When, other: When) -> bool:
    """Whether two dates can be the same day: a time with an offset is another day in another zone."""
    days = [_days(value) for value in (one, other)]
    return not days[0].isdisjoint(days[1])


def _days(value: When) -> set[date]:
    if not isinstance(value, datetime):
        return {value}
    if value.tzinfo is None:
        return {value.date()}
    return {value.date(), *(value.astimezone(zone).date() for zone in _ZONES)}


def _outranks(one: Seen, other: Seen) -> bool:
    """Whether a page shows an order's status better than a list that was captured within a day after it."""
    if not one.only("order_detail") or not other.only("order_list") or one.ahead != other.ahead:
        return False
    if one.code == "unknown" or other.code in ENDED or one.captured_at is None or other.captured_at is None:
        return False
    return timedelta() <= other.captured_at - one.captured_at <= _LIST_LAG


def _contradicts(other: Seen, chosen: Seen) -> bool:
    if _outranks(chosen, other) or other.code in ("unknown", chosen.code):
        return False
    return None in (other.captured_at, chosen.captured_at) or other.captured_at == chosen.captured_at
