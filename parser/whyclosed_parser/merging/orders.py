"""Several pages, one order.

Pages belong together by order id, else by order-line id. Per field the newest capture wins; a coarser value that
agrees (a day for a time) is no disagreement; lists unite without duplicates. What describes the moment (timers,
buttons, the reminder) counts only from the newest page of its kind. Facts that cannot change and yet differ (dates,
the total, a close code) leave the problem `disagreement`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from whyclosed_parser.merging.groups import grouped
from whyclosed_parser.merging.lists import items_of, payments_of, rows_of, timers_of, united
from whyclosed_parser.merging.packages import merge_packages
from whyclosed_parser.merging.seen import Pages, by_age
from whyclosed_parser.merging.values import close_code_of, date_of, dispute_of, refund_of, status_of, total_of
from whyclosed_parser.model import Amounts, Found, Order, Problem, Shop
from whyclosed_parser.model.order import DAYS

_STATED_IN = {"refund.stage": "refund", "dispute.state": "dispute"}
"""Under which path the place of a state is found."""


def merge(orders: Iterable[Order], *, now: datetime | None = None) -> tuple[Order, ...]:
    """Make one order of all pages of an order; the orders stand where their first page stood.

    `now` (aware) is the present, where the caller has one: a page captured later than that counts as older than the
    others, for its clock was wrong.
    """
    return tuple(group[0] if len(group) == 1 else _merged(by_age(group, now)) for group in grouped(list(orders)))


def _merged(pages: Pages) -> Order:
    packages, lost = merge_packages([(one.order.packages, one.places) for one in pages.newest])
    if lost:
        pages.doubt("not_understood", "packages")
    parts: dict[str, Any] = {
        "order_id": pages.first(lambda order: order.order_id),
        "status": status_of(pages),
        "reminder": next(filter(None, (one.order.reminder for one in pages.newest if one.current)), None),
        "close_code": close_code_of(pages),
        "amounts": Amounts(total_of(pages), rows_of(pages)),
        "refund": refund_of(pages),
        "dispute": dispute_of(pages),
        "shop": Shop(pages.first(lambda order: order.shop.name), pages.first(lambda order: order.shop.url)),
        "payments": payments_of(pages),
        "items": items_of(pages),
        "packages": packages,
        "timers": timers_of(pages),
        "actions": united(pages.oldest, "actions", attrgetter("code", "label"), lambda one, _: one.current),
        "messages": united(
            pages.newest,
            "messages",
            attrgetter("sender", "text"),
            lambda one, message: one.current or message.meaning != "refund_failed",
        ),
        "pages": tuple(dict.fromkeys(page for one in pages.oldest for page in one.order.pages)),
        **{name: date_of(pages, name) for name in DAYS},
    }
    found = _found(pages)
    if (lowest := parts["refund"].lowest) is not None and f"refund.parts.{lowest}" in found:
        found["refund"] = found[f"refund.parts.{lowest}"]
    return Order(**parts, found=found, problems=_problems(pages, found))


def _found(pages: Pages) -> dict[str, Found]:
    """Where each merged value was read: on the newest page that has it."""
    found: dict[str, Found] = {
        path: one.order.found[path] for path, one in pages.finer.items() if path in one.order.found
    }
    for one in pages.newest:
        for path, entry in one.order.found.items():
            if path == "reminder" and not one.current:
                continue
            there = one.place(path)
            if there is not None:
                found.setdefault(there, entry)
    return found


def _within(path: str, field: str | None) -> bool:
    return field is not None and f"{path}.".startswith(f"{field}.")


def _problems(pages: Pages, found: dict[str, Found]) -> tuple[Problem, ...]:
    """The doubts of all pages, without those about values that were taken from another page."""
    problems: dict[Problem, None] = {}
    newest = {
        field: next((at for at, one in enumerate(pages.newest) if path in one.order.found), len(pages.newest))
        for field, path in _STATED_IN.items()
    }
    for at, one in reversed(list(enumerate(pages.newest))):
        for problem in one.order.problems:
            there = one.place(problem.field) if problem.field else None
            if problem.field and there is None:
                continue
            if there is not None and there in found and one.order.found.get(problem.field or "") is not found[there]:
                continue
            if at > newest.get(problem.field or "", at):  # a newer page says what this one says in unknown words
                continue
            if problem.code == "part_missing" and any(_within(path, problem.field) for path in found):
                continue
            problems[replace(problem, field=there)] = None
    return (*problems, *dict.fromkeys(pages.doubts))
