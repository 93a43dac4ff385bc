"""What a person reads on the pages of other languages (`truth.toml` of a fixture), against what is read of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from tests.common import FIXTURES

from whyclosed_parser import parse
from whyclosed_parser.model import Order

Result = Literal["right", "null", "silent", "wrong"]

_DATES = ("placed_on", "paid_on", "shipped_on", "completed_on", "closed_on")
_STAGES = {"completed": 3, "being processed": 2}
_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_KINDS = ("pay", "ship", "protection", "seller_response", "buyer_response")


@dataclass(frozen=True, slots=True)
class Reading:
    """One field of one page: null is a problem or unknown words that were kept, silent is neither."""

    field: str
    result: Result
    truth: Any
    read: Any


def pages() -> list[Path]:
    """The fixtures with a truth of their own."""
    return sorted(path.parent for path in FIXTURES.glob("*/truth.toml"))


def readings(folder: Path) -> Iterator[Reading]:
    """Every field that the truth of a page names."""
    truth = tomllib.loads((folder / "truth.toml").read_text("utf-8"))
    report = parse((folder / "page.html").read_bytes(), url=truth["url"])
    orders = {order.order_id: order for order in report.orders}
    for told in truth.get("orders") or [truth["order"]]:
        order = orders.get(told["id"])
        yield _judged("order_id", told["id"], order and told["id"], doubted=bool(report.unread))
        if order is not None:
            yield from _of_order(told, order)


def _of_order(told: dict[str, Any], order: Order) -> Iterator[Reading]:
    if "status" in told:
        code = order.status.code if order.status and order.status.code != "unknown" else None
        yield _judged("status", told["status"], code, _doubted(order, "status") or order.status is not None)
    told = {**told, **({"closed_on": told["cancelled_on"]} if "cancelled_on" in told else {})}
    for name in _DATES:
        if name in told:
            day = getattr(order, name)
            yield _judged(name, str(told[name])[:10], day and day.isoformat()[:10], _doubted(order, name))
    if "total" in told:
        total = order.amounts.total
        read = (total.amount, total.currency) if total and total.currency else None
        yield _judged("total", _money(told["total"]), read, _doubted(order, "amounts"))
    for row in told.get("price_rows", ()):
        label = row["label"].rstrip(": ：")
        rows = [one.money.amount for one in order.amounts.rows if one.label == label and one.money]
        yield _judged("rows", Decimal(row["amount"]), rows[0] if rows else None, _doubted(order, "amounts"))
    yield from _of_refund(told.get("refund"), order)
    yield from _of_countdown(told.get("countdown"), order)
    yield from _of_parcel(told, order)


def _of_refund(told: Any, order: Order) -> Iterator[Reading]:
    stage = _STAGES.get(told.get("state", "")) if isinstance(told, dict) else None
    if stage is not None:
        yield _judged("refund", stage, order.refund.stage, _doubted(order, "refund"))


def _of_countdown(told: Any, order: Order) -> Iterator[Reading]:
    meaning = _DURATION.fullmatch(told.get("meaning", "")) if isinstance(told, dict) else None
    if meaning is None or told["kind"] not in _KINDS:
        return
    days, hours, minutes = (int(part or 0) for part in meaning.groups())
    left = timedelta(days=days, hours=hours, minutes=minutes).total_seconds()
    read = [timer.remaining_seconds for timer in order.timers if timer.kind == told["kind"]]
    yield _judged("countdown", left, read[0] if read else None, _doubted(order, "timers"))


def _of_parcel(told: dict[str, Any], order: Order) -> Iterator[Reading]:
    package = order.packages[0] if order.packages else None
    if "tracking_number" in told:
        number = package and package.tracking_number
        yield _judged("tracking_number", told["tracking_number"], number, _doubted(order, "packages"))
    estimate = told.get("estimated_delivery")
    if estimate is not None:
        days = (estimate["from"], estimate["to"]) if isinstance(estimate, dict) else (estimate, estimate)
        read = package and package.estimated_delivery
        span = (str(read.from_), str(read.to)) if read and read.from_ else None
        yield _judged("estimate", days, span, _doubted(order, "packages"))
    events = told.get("events", ())
    for event, shown in zip(events, package.events if package and events else (), strict=True):
        time = (event.get("time_with_year") or event["time"])[:16]
        when = shown.time.isoformat()[:16] if shown.time else None
        agrees = when[5:] if when and time.startswith("--") else when
        yield _judged("event_time", time.removeprefix("--"), agrees, _doubted(order, "packages"))
        class_ = shown.class_ if shown.class_ != "UNKNOWN" else None
        yield _judged("event_class", event["class"], class_, doubted=True)


def _money(told: dict[str, str]) -> tuple[Decimal, str]:
    return Decimal(told["amount"]), told["currency"]


def _doubted(order: Order, field: str) -> bool:
    return any((problem.field or "").split(".")[0] == field for problem in order.problems)


def _judged(field: str, truth: Any, read: Any, doubted: bool) -> Reading:
    if read is None:
        return Reading(field, "null" if doubted else "silent", truth, read)
    return Reading(field, "right" if read == truth else "wrong", truth, read)
