"""The two things done to each piece of a pile, wherever it is done: read a page, and tell of an order."""

from __future__ import annotations

import json
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC
from pathlib import Path

from whyclosed.piles.rows import Form, row
from whyclosed.zone import Setting
from whyclosed_parser.merging.groups import Key, key_of
from whyclosed_parser.model import Json, Money, Order, Problem, Unread, from_dict, to_dict
from whyclosed_parser.records import dataclass
from whyclosed_rules.model import CauseCode, NextDate, Route, Tone


@dataclass(frozen=True, slots=True)
class ToRead:
    """A page, and the order that it belongs to where it names none."""

    path: Path
    order: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a page: by what each of its orders is known, each as JSON, and what could not be read."""

    keys: tuple[Key, ...]
    orders: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToTell:
    """The pages of one order, each as JSON, and how to tell of it. `order_id` is what the order is called where the
    program fails at it."""

    number: int
    order_id: str | None
    pages: tuple[str, ...]
    present: Setting
    language: str
    form: Form


@dataclass(frozen=True, slots=True)
class Told:
    """An order's row in the form that was asked for, its rank among the others, and what is counted of it."""

    rank: str
    row: str
    order_id: str | None
    tone: Tone
    verdict: str
    route: Route
    cause: CauseCode
    money: Money | None
    next: NextDate | None
    problems: tuple[Problem, ...]


def read_page(piece: ToRead) -> Reading:
    """What one page says."""
    from whyclosed.pages import read_one

    orders, unread = read_one(piece.path, piece.order, piece.language)
    return Reading(tuple(map(key_of, orders)), tuple(map(_json, orders)), tuple(map(_json, unread)))


def died(piece: ToRead) -> Reading:
    """What is said of a page at which the process that read it ended."""
    from whyclosed.pages import fault

    return Reading((), (), (_json(fault(str(piece.path), BrokenProcessPool(), piece.language)),))


def tell_order(piece: ToTell) -> Told | Unread:
    """The answer for one order; `Unread` where the program itself failed at it."""
    from whyclosed.pages import fault, trace

    try:
        return _told(piece)
    except Exception as error:  # a fault of ours on one order: the others are still told
        trace("telling an order")
        return fault(piece.order_id, error, piece.language)


def _told(piece: ToTell) -> Told | Unread:
    from whyclosed.api import diagnose_orders, merge
    from whyclosed_rules.telling.next_date import sort_key

    present = piece.present
    orders = merge([from_dict(Order, json.loads(page)) for page in piece.pages], now=present.now)
    report = diagnose_orders(orders, (), present, language=piece.language)
    if report.unread:
        return report.unread[0]
    (entry,) = report.orders
    diagnosis = entry.diagnosis
    group, start, tone = sort_key(diagnosis.tone, diagnosis.next, present.tz)
    return Told(
        rank=f"{group} {start.astimezone(UTC).isoformat()} {tone}",
        row=row(entry, piece.form, piece.present, piece.language),
        order_id=entry.order.order_id,
        tone=diagnosis.tone,
        verdict=diagnosis.verdict,
        route=diagnosis.route,
        cause=diagnosis.cause.code,
        money=diagnosis.money.amount,
        next=diagnosis.next,
        problems=entry.order.problems,
    )


def _json(value: object) -> str:
    form: Json = to_dict(value)
    return json.dumps(form, ensure_ascii=False)
