"""Several pages, one order.

Pages belong together by order id, else by order-line id. Per field the newest capture wins; a coarser value that
agrees (a day for a time) is no disagreement; lists unite without duplicates. What describes the moment (timers,
buttons, the reminder) counts only from the newest page of its kind. Facts that cannot change and yet differ (dates,
the total, a close code) leave the problem `disagreement`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from operator import attrgetter
from typing import Any, TypeVar

from whyclosed_parser.merging.groups import grouped
from whyclosed_parser.merging.packages import merge_packages
from whyclosed_parser.merging.places import Places, place
from whyclosed_parser.merging.refunds import Line, agree, line_of, merge_refunds
from whyclosed_parser.model import (
    CLOCK_ERROR,
    AmountRow,
    Amounts,
    Dispute,
    Found,
    Item,
    Money,
    Order,
    PageKind,
    Payment,
    Problem,
    Refund,
    Shop,
    Status,
    Timer,
    When,
)
from whyclosed_parser.problems import problem_of
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import words_key

_T = TypeVar("_T")
_DATES = ("placed_on", "paid_on", "shipped_on", "completed_on", "closed_on")
_ITEM_NAMES = ("line_id", "item_id", "title")
"""What tells an item, best first."""
_ZONES = (timezone(timedelta(hours=-12)), timezone(timedelta(hours=14)))
_UNKNOWN = datetime.min.replace(tzinfo=UTC)
_WAY = (
    *("awaiting_payment", "payment_review", "awaiting_shipment", "cancel_requested", "partially_shipped", "shipped"),
    *("delivered", "frozen", "in_dispute", "refunding", "completed", "expired", "cancelled", "closed"),
)
"""The states in the order in which an order reaches them."""
_ENDS = frozenset({"completed", "closed", "cancelled", "expired"})
_WON = frozenset({"won", "partly_won"})
_DONE = 3
"""The stage of a refund that was sent."""
_STATED_IN = {"refund.stage": "refund", "dispute.state": "dispute"}
"""Under which path the place of a state is found."""
_LIST_LAG = timedelta(days=1)
"""So long the list may still show the status of before."""


def merge(orders: Iterable[Order], *, now: datetime | None = None) -> tuple[Order, ...]:
    """Make one order of all pages of an order; the orders stand where their first page stood.

    `now` (aware) is the present, where the caller has one: a page captured later than that counts as older than the
    others, for its clock was wrong.
    """
    return tuple(pages[0] if len(pages) == 1 else _merged(pages, now) for pages in grouped(list(orders)))


@dataclass(slots=True)
class _Observation:
    """One page's order; `places` maps what moved (list elements, the refund) to its path in the merged order."""

    order: Order
    captured_at: datetime | None
    ahead: bool
    current: bool = True
    places: Places = field(default_factory=dict)

    def place(self, path: str) -> str | None:
        """The path in the merged order, None for what was left out."""
        return place(self.places, path)

    def only(self, kind: PageKind) -> bool:
        """Whether this was read from pages of one kind alone."""
        return bool(self.order.pages) and all(page.kind == kind for page in self.order.pages)


def _merged(group: Sequence[Order], now: datetime | None) -> Order:
    seen = [_observation(order, now) for order in group]
    # Oldest first. A page of unknown time counts as older than every page of known time, one of a time that is still
    # to come as older than all. Of pages of one moment a list is the older one, then the state that comes first.
    seen.sort(key=lambda one: (not one.ahead, one.captured_at or _UNKNOWN, not one.only("order_list"), _reached(one)))
    newest = seen[::-1]
    kinds_seen: set[frozenset[PageKind]] = set()
    for one in newest:
        kinds = frozenset(page.kind for page in one.order.pages)
        one.current = not any(kinds <= newer for newer in kinds_seen)
        kinds_seen.add(kinds)
    doubts: list[Problem] = []
    finer: dict[str, _Observation] = {}
    packages, lost = merge_packages([(one.order.packages, one.places) for one in newest])
    if lost:
        doubts.append(problem_of("not_understood", "packages"))

    parts: dict[str, Any] = {
        "order_id": _first(newest, lambda order: order.order_id),
        "status": _status(newest, doubts, finer),
        "reminder": _first([one for one in newest if one.current], lambda order: order.reminder),
        "close_code": _close_code(newest, doubts),
        "amounts": Amounts(_total(newest, doubts, finer), _rows(newest)),
        "refund": _refund(newest, doubts),
        "dispute": _dispute(newest, doubts),
        "shop": Shop(_first(newest, lambda order: order.shop.name), _first(newest, lambda order: order.shop.url)),
        "payments": _payments(newest),
        "items": _items(newest),
        "packages": packages,
        "timers": _timers(seen),
        "actions": _united(seen, "actions", lambda action: (action.code, action.label), lambda one, _: one.current),
        "messages": _united(
            newest,
            "messages",
            lambda message: (message.sender, message.text),
            lambda one, message: one.current or message.meaning != "refund_failed",
        ),
        "pages": tuple(dict.fromkeys(page for one in seen for page in one.order.pages)),
    }
    for name in _DATES:
        parts[name] = _date(newest, name, doubts, finer)
    found = _found(newest, finer)
    if (lowest := parts["refund"].lowest) is not None and f"refund.parts.{lowest}" in found:
        found["refund"] = found[f"refund.parts.{lowest}"]
    return Order(**parts, found=found, problems=_problems(newest, found, doubts))


def _reached(one: _Observation) -> int:
    """How far an order has come by its state; farther than by any where none is known, as on the page of a parcel."""
    return _WAY.index(code) if (code := _code(one)) in _WAY else len(_WAY)


def _observation(order: Order, now: datetime | None) -> _Observation:
    at = _captured_at(order)
    return _Observation(order, at, ahead=at is not None and now is not None and at > now + CLOCK_ERROR)


def _captured_at(order: Order) -> datetime | None:
    times = [page.captured_at for page in order.pages if page.captured_at]
    aware = [time if time.tzinfo else time.replace(tzinfo=UTC) for time in times]
    return max(aware, default=None)


def _first(newest: Sequence[_Observation], get: Callable[[Order], _T | None]) -> _T | None:
    return next((value for one in newest if (value := get(one.order)) is not None), None)


def _disagreement(path: str) -> Problem:
    return problem_of("disagreement", path)


def _close_code(newest: Sequence[_Observation], doubts: list[Problem]) -> str | None:
    codes = [one.order.close_code for one in newest if one.order.close_code is not None]
    if len(set(codes)) > 1:
        doubts.append(_disagreement("close_code"))
    return codes[0] if codes else None


def _date(
    newest: Sequence[_Observation], name: str, doubts: list[Problem], finer: dict[str, _Observation]
) -> When | None:
    """The newest page's date; a time of the same day says more and replaces it."""
    chosen: When | None = None
    for one in newest:
        value: When | None = getattr(one.order, name)
        if value is None:
            continue
        if chosen is None:
            chosen = value
        elif not _one_day(value, chosen):
            doubts.append(_disagreement(name))
        elif isinstance(value, datetime) and not isinstance(chosen, datetime):
            chosen = value
            finer[name] = one
    return chosen


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


def _status(newest: Sequence[_Observation], doubts: list[Problem], finer: dict[str, _Observation]) -> Status | None:
    """The newest status. The list lags behind: a detail page of the day before outranks it, unless the list shows an
    end. Two statuses are a contradiction only where no capture time says which is the older."""
    stated = [one for one in newest if one.order.status is not None]
    chosen = next((one for one in stated if not any(_outranks(other, one) for other in stated)), None)
    if chosen is None or chosen.order.status is None:
        return None
    finer["status"] = chosen
    if _code(chosen) != "unknown" and any(_contradicts(other, chosen) for other in stated):
        doubts.append(_disagreement("status"))
    return chosen.order.status


def _code(one: _Observation) -> str:
    return one.order.status.code if one.order.status is not None else "unknown"


def _outranks(one: _Observation, other: _Observation) -> bool:
    """Whether a page shows an order's status better than a list that was captured within a day after it."""
    if not one.only("order_detail") or not other.only("order_list") or one.ahead != other.ahead:
        return False
    if _code(one) == "unknown" or _code(other) in _ENDS or one.captured_at is None or other.captured_at is None:
        return False
    return timedelta() <= other.captured_at - one.captured_at <= _LIST_LAG


def _contradicts(other: _Observation, chosen: _Observation) -> bool:
    if _outranks(chosen, other) or _code(other) in ("unknown", _code(chosen)):
        return False
    return None in (other.captured_at, chosen.captured_at) or other.captured_at == chosen.captured_at


def _refund(newest: Sequence[_Observation], doubts: list[Problem]) -> Refund:
    refund, codes = merge_refunds([(one.order, one.places) for one in newest])
    paths = {"several_stages": "refund.stage"}
    doubts.extend(problem_of(code, paths.get(code, "refund.amount")) for code in codes)
    return refund


def _dispute(newest: Sequence[_Observation], doubts: list[Problem]) -> Dispute:
    """The newest state with its own words; two states of one moment are a contradiction. A refund that is done outranks
    an older request that was still open or refused."""
    done: dict[Line | None, datetime] = {}
    for one in newest:
        if one.order.refund.stage == _DONE and one.captured_at is not None:
            done.setdefault(line_of(one.order), one.captured_at)
    stated = [one for one in newest if one.order.dispute.state is not None and not _is_settled(one, done)]
    latest = stated[0].order.dispute if stated else Dispute()
    if any(one.captured_at == stated[0].captured_at and one.order.dispute.state != latest.state for one in stated):
        doubts.append(_disagreement("dispute.state"))
    days = {name: _first(newest, attrgetter(f"dispute.{name}")) for name in ("opened_on", "decided_on")}
    return replace(latest, **days)


def _is_settled(asked: _Observation, done: Mapping[Line | None, datetime]) -> bool:
    """Whether a newer page shows the refund as done for which a request was still open or refused: that of its line,
    where both pages name one."""
    if asked.order.dispute.state in _WON or asked.captured_at is None:
        return False
    line = line_of(asked.order)
    days = done.values() if line is None else filter(None, (done.get(line), done.get(None)))
    return any(day > asked.captured_at for day in days)


def _total(newest: Sequence[_Observation], doubts: list[Problem], finer: dict[str, _Observation]) -> Money | None:
    chosen: Money | None = None
    for one in newest:
        money = one.order.amounts.total
        if money is None:
            continue
        if chosen is None:
            chosen = money
        elif not agree(money, chosen):
            doubts.append(_disagreement("amounts.total"))
        elif chosen.currency is None and money.currency is not None:
            chosen = money
            finer["amounts.total"] = one
    return chosen


def _rows(newest: Sequence[_Observation]) -> tuple[AmountRow, ...]:
    rows: list[AmountRow] = []
    for one in newest:
        known = {words_key(row.label): at for at, row in enumerate(rows)}
        for here, row in enumerate(one.order.amounts.rows):
            at = known.get(words_key(row.label))
            if at is None:
                at = len(rows)
                rows.append(row)
            elif rows[at].money is None:
                rows[at] = replace(rows[at], money=row.money)
            one.places[f"amounts.rows.{here}"] = f"amounts.rows.{at}"
    return tuple(rows)


def _payments(newest: Sequence[_Observation]) -> tuple[Payment, ...]:
    payments: list[Payment] = []
    known: dict[str, int] = {}
    for one in newest:
        for here, payment in enumerate(one.order.payments):
            at = known.setdefault(words_key(payment.label), len(payments))
            if at == len(payments):
                payments.append(payment)
            else:
                held = payments[at]
                payments[at] = replace(held, method=held.method or payment.method, amount=held.amount or payment.amount)
            one.places[f"payments.{here}"] = f"payments.{at}"
    return tuple(payments)


def _items(newest: Sequence[_Observation]) -> tuple[Item, ...]:
    items: list[Item] = []
    known: dict[tuple[str, str], list[int]] = {}
    shown = [one for one in newest if one.only("order_list") or one.only("order_detail")]
    single = bool(shown) and all(len(one.order.items) == 1 for one in shown)
    for one in newest:
        taken: set[int] = set()
        for here, item in enumerate(one.order.items):
            keys = [(name, getattr(item, name)) for name in _ITEM_NAMES if getattr(item, name)]
            like = dict.fromkeys(at for key in keys for at in known.get(key, ()) if at not in taken)
            at = next((at for at in like if _same_item(item, items[at])), len(items))
            if single and len(items) == 1 and not taken and _is_line_of(item, items[0]):
                at = 0
            if at == len(items):
                items.append(item)
            else:
                items[at] = _filled(items[at], item)
            for key in keys:
                places = known.setdefault(key, [])
                if at not in places[-1:]:
                    places.append(at)
            taken.add(at)
            one.places[f"items.{here}"] = f"items.{at}"
    return tuple(items)


def _same_item(one: Item, two: Item) -> bool:
    for name in ("line_id", "item_id"):
        first, second = getattr(one, name), getattr(two, name)
        if first and second:
            return bool(first == second) and (name == "line_id" or _compatible(one.sku, two.sku))
    return bool(one.title) and one.title == two.title and _compatible(one.sku, two.sku)


def _is_line_of(one: Item, two: Item) -> bool:
    """Whether one of the two is nothing but a line's number, as an address tells it, and the other may have it."""
    (line, item) = (one, two) if two.line_id is None else (two, one)
    return line.line_id is not None and line == Item(line_id=line.line_id) and item.line_id is None


def _compatible(one: str | None, two: str | None) -> bool:
    return one is None or two is None or words_key(one) == words_key(two)


def _filled(newer: Item, older: Item) -> Item:
    names = ("line_id", "item_id", "title", "sku", "quantity", "price")
    return replace(newer, **{name: getattr(older, name) for name in names if getattr(newer, name) is None})


def _timers(seen: Sequence[_Observation]) -> tuple[Timer, ...]:
    """Of each kind of timer the reading of the newest page that counts for the moment."""
    latest = {timer.kind: one for one in seen if one.current for timer in one.order.timers}
    return _united(
        seen, "timers", lambda timer: (timer.kind, timer.text), lambda one, timer: latest.get(timer.kind) is one
    )


def _united(
    pages: Iterable[_Observation],
    name: str,
    key: Callable[[Any], object],
    counts: Callable[[_Observation, Any], bool] = lambda _one, _element: True,
) -> tuple[Any, ...]:
    """What the lists of this name hold, each once, in the order of the pages, without what does not count."""
    united: dict[object, tuple[int, Any]] = {}
    for one in pages:
        for here, element in enumerate(getattr(one.order, name)):
            path = f"{name}.{here}"
            if counts(one, element):
                at, _ = united.setdefault(key(element), (len(united), element))
                one.places[path] = f"{name}.{at}"
            else:
                one.places[path] = None
    return tuple(element for _, element in united.values())


def _found(newest: Sequence[_Observation], finer: dict[str, _Observation]) -> dict[str, Found]:
    """Where each merged value was read: on the newest page that has it."""
    found: dict[str, Found] = {path: one.order.found[path] for path, one in finer.items() if path in one.order.found}
    for one in newest:
        for path, entry in one.order.found.items():
            if path == "reminder" and not one.current:
                continue
            there = one.place(path)
            if there is not None:
                found.setdefault(there, entry)
    return found


def _within(path: str, field: str | None) -> bool:
    return field is not None and f"{path}.".startswith(f"{field}.")


def _problems(
    newest: Sequence[_Observation], found: dict[str, Found], doubts: Sequence[Problem]
) -> tuple[Problem, ...]:
    """The doubts of all pages, without those about values that were taken from another page."""
    problems: dict[Problem, None] = {}
    said = {
        field: next((at for at, one in enumerate(newest) if path in one.order.found), len(newest))
        for field, path in _STATED_IN.items()
    }
    for at, one in reversed(list(enumerate(newest))):
        for problem in one.order.problems:
            there = one.place(problem.field) if problem.field else None
            if problem.field and there is None:
                continue
            if there is not None and there in found and one.order.found.get(problem.field or "") is not found[there]:
                continue
            if at > said.get(problem.field or "", at):  # a newer page says what this one says in unknown words
                continue
            if problem.code == "part_missing" and any(_within(path, problem.field) for path in found):
                continue
            problems[replace(problem, field=there)] = None
    return (*problems, *dict.fromkeys(doubts))
