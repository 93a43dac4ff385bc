"""A small engine for tests: pages are JSON, merging takes the newest, a diagnosis repeats the timers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from whyclosed_parser.model import (
    Event,
    Item,
    Json,
    Order,
    Package,
    Page,
    Status,
    Timer,
    Unread,
    UnreadProblem,
    from_dict,
    to_dict,
)
from whyclosed_rules.errors import FactError
from whyclosed_rules.model import (
    Cause,
    Deadline,
    Diagnosis,
    DisputeAdvice,
    MoneyBack,
    NextDate,
    RefundOutlook,
    Route,
    Step,
)
from whyclosed_server.engine import CapturedPage, Engine, GivenPage, NotSafe, ReadPage, SafeFile, SavedPage, Source
from whyclosed_server.worker import BusyError, PageStoppedError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FACTS = {"paid", "contacted_at", "seller_reply"}


@dataclass
class Clock:
    """The time of a test, moved by hand."""

    now: datetime = NOW
    ticks: float = 1000.0

    def pass_(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.ticks += seconds


@dataclass
class Reader:
    """Reads pages made by `page_of`, and counts them."""

    pages: list[CapturedPage] = field(default_factory=list)
    saved: list[SavedPage] = field(default_factory=list)

    def __call__(self, page: Source) -> ReadPage:
        if isinstance(page, CapturedPage):
            self.pages.append(page)
            html, url = page.html, page.url
        else:
            self.saved.append(page)
            html, url = page.content if isinstance(page.content, str) else page.content.decode(), "a file"
        match html:
            case "BUSY":
                raise BusyError
            case "STOP":
                raise PageStoppedError
            case "BREAK":
                raise ValueError(f"unexpected {url}")
            case html if html.startswith("{"):
                return ReadPage(tuple(from_dict(Order, each) for each in json.loads(html)["orders"]), ())
        return ReadPage((), (Unread(None, UnreadProblem("not_an_order_page", "No order.", "Open an order.")),))

    def scrub(self, page: Source) -> SafeFile | NotSafe:
        """A copy that repeats nothing of the page, or a refusal."""
        self(page)
        html = page.html if isinstance(page, CapturedPage) else page.content
        if html in ("DOUBT", b"DOUBT"):
            return NotSafe("leaks", ("orders.items",))
        return SafeFile(("<p>safe</p>",), None, ".html", {"words": 3, "numbers": 1})


def page_of(*orders: Order) -> str:
    """The page that shows these orders."""
    return json.dumps({"orders": [to_dict(order) for order in orders]})


def order_of(order_id: str | None = "8190000000000001", **more: Any) -> Order:
    """An order as one page shows it."""
    page = Page("order_detail", "g3", "en", "https://www.aliexpress.com/p/order/detail.html", NOW, "request")
    return replace(Order(order_id=order_id, status=Status("closed", "Closed"), pages=(page,)), **more)


def merge(orders: Iterable[Order]) -> tuple[Order, ...]:
    """Per field the last value that says something; lists of pages and problems unite."""
    merged: dict[str | None, Order] = {}
    nameless = None
    for order in orders:
        key = order.order_id or next(iter(merged), nameless)
        before = merged.pop(None, None) or merged.get(key)
        merged[key] = _newer(before, order) if before else order
    return tuple(merged.values())


def _newer(before: Order, after: Order) -> Order:
    blank = Order()
    said = {f.name: getattr(after, f.name) for f in fields(Order) if getattr(after, f.name) != getattr(blank, f.name)}
    return replace(before, **{**said, "pages": before.pages + after.pages})


def diagnose(
    order: Order,
    *,
    now: datetime,
    tz: tzinfo,
    answers: Mapping[str, Any] | None = None,
    language: str = "en",
) -> Diagnosis:
    """The timers as deadlines; the headline tells what it was made of."""
    check(answers or {})
    days = [timer.ends_on for timer in order.timers if timer.ends_on]
    told = ",".join(sorted(answers or {}))
    coming = min((day for day in days if day >= now.astimezone(tz).date()), default=None)
    return Diagnosis(
        verdict="Look.",
        summary="Not known.",
        headline=f"{order.status.code if order.status else '-'} {language} [{told}] {len(order.pages)}",
        tone="act",
        next=NextDate("dispute_window", "until", coming, None, "Open the dispute.", "printed") if coming else None,
        money=MoneyBack("Not certain."),
        page_says=None,
        route="undecided",
        may_be=(),
        cause=Cause("unknown", None, "possible", "Not known."),
        refund=RefundOutlook(),
        dispute=DisputeAdvice(),
        deadlines=tuple(deadline_of(day) for day in days),
        steps=(Step("look", "Look at the order again."),),
        warnings=(),
        evidence=(),
        prevention=(),
        messages=(),
        questions=(),
        because=(),
        overruled=(),
        would_change=(),
        seasons=(),
        timeline=(),
        changes=(),
        packages=(),
        sources={},
    )


def deadline_of(day: date) -> Deadline:
    """A printed last day."""
    return Deadline(
        "dispute_window",
        day,
        day - timedelta(days=1),
        None,
        "printed",
        "Last day. As printed.",
        title="open the dispute",
    )


def route_of(order: Order, *, now: datetime, tz: tzinfo, answers: Mapping[str, Any] | None = None) -> Route:
    """Nothing is decided."""
    check(answers or {})
    return "undecided"


def settle(answers: Mapping[str, Json], *, now: datetime, tz: tzinfo) -> dict[str, Json]:
    """Known facts pass; "now" becomes the time."""
    check({fact: value for fact, value in answers.items() if fact != "done"})
    return {fact: now.astimezone(tz).isoformat() if value == "now" else value for fact, value in answers.items()}


def check(answers: Mapping[str, Any]) -> None:
    """Raises for an unknown fact."""
    for fact in answers:
        if fact not in FACTS:
            raise FactError(f"unknown fact '{fact}'")


def pack(
    order: Order,
    diagnosis: Diagnosis,
    *,
    seen: Sequence[Order],
    pages: Sequence[GivenPage],
    now: datetime,
    tz: tzinfo,
    language: str,
) -> bytes:
    """What it was made of."""
    told = {
        "order": order.order_id,
        "headline": diagnosis.headline,
        "seen": [one.status and one.status.code for one in seen],
        "pages": [[page.name, page.content.decode(), len(page.orders)] for page in pages],
        "now": now.astimezone(tz).isoformat(),
        "language": language,
    }
    return json.dumps(told).encode()


ENGINE = Engine(merge, diagnose, route_of, settle)


def parcel(*events: Event) -> Package:
    """A parcel with a tracking number."""
    return Package(tracking_number="LP00000000000001", events=events)


def lines(*line_ids: str) -> tuple[Item, ...]:
    """Order lines."""
    return tuple(Item(line_id=line_id, title="Desk lamp") for line_id in line_ids)


def window(day: date) -> Timer:
    """A printed last day."""
    return Timer("dispute_window", "before that day", ends_on=day)
