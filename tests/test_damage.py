"""Random damage to pages: what is read is the value, or nothing with a problem, or a named error. Never a wrong value,
never another exception."""

from __future__ import annotations

import random
import re
from datetime import datetime

import lxml.html
import pytest
from tests.common import page_of

from whyclosed_parser import PageError, extract, load
from whyclosed_parser.model import Order, Timer

NAMES = [
    "trap-completed-reminder",
    "detail-refund-steps-active",
    "detail-pt-br-completed",
    "list-labels-2023",
    "list-refund-lines",
    "tracking-renumbered",
    "tracking-two-packages",
]
AT = datetime.fromisoformat("2026-11-20T12:00:00+01:00")
ROUNDS = 20
FIELDS = ("order_id", "placed_on", "paid_on", "shipped_on", "completed_on", "closed_on", "close_code")


def read(page: bytes) -> tuple[Order, ...]:
    try:
        return extract(load(page, captured_at=AT))
    except PageError:
        return ()


def check(damaged: tuple[Order, ...], whole: tuple[Order, ...]) -> None:
    """Every value of a damaged page stands on the whole page, too, in the same order."""
    by_id = {order.order_id: order for order in whole}
    for order in damaged:
        if order.order_id is not None:
            assert order.order_id in by_id
            rivals = [by_id[order.order_id]]
        else:
            rivals = list(whole)
        for name in FIELDS:
            assert getattr(order, name) in {None, *(getattr(rival, name) for rival in rivals)}, name
        codes = {rival.status.code if rival.status else None for rival in rivals}
        assert order.status is None or order.status.code in codes | {"unknown"}
        dates = {timer.ends_on for rival in rivals for timer in rival.timers}
        timers: tuple[Timer, ...] = order.timers
        assert {timer.ends_on for timer in timers} <= dates | {None}
        numbers = {parcel.tracking_number for rival in rivals for parcel in rival.packages}
        assert {parcel.tracking_number for parcel in order.packages} <= numbers | {None}
        assert order.refund.stage in {None, *(rival.refund.stage for rival in rivals)}
        assert order.dispute.state in {None, *(rival.dispute.state for rival in rivals)}


@pytest.mark.parametrize("name", NAMES)
def test_cut_off_anywhere(name: str) -> None:
    page, chance = page_of(name), random.Random(name)
    whole = read(page)
    for _ in range(ROUNDS):
        cut = page[: chance.randrange(len(page))]
        orders = read(cut)
        check(orders, whole)
        assert all(any(problem.code == "truncated" for problem in order.problems) for order in orders)


@pytest.mark.parametrize("name", NAMES[:3])
def test_cut_off_at_every_kilobyte(name: str) -> None:
    page = page_of(name)
    whole = read(page)
    for length in range(0, len(page), 1024):
        check(read(page[:length]), whole)


@pytest.mark.parametrize("filler", [b"<!--%s-->", b"<script>%s</script>"], ids=["comment", "script"])
def test_a_page_of_twenty_megabytes_is_read(filler: bytes) -> None:
    page = page_of(NAMES[0])
    assert read(page.replace(b"</body>", filler % (b"x = 1; " * 3_000_000) + b"</body>")) == read(page)


@pytest.mark.parametrize("name", NAMES)
def test_elements_removed(name: str) -> None:
    page, chance = page_of(name), random.Random(name)
    whole = read(page)
    for _ in range(ROUNDS):
        root = lxml.html.document_fromstring(page)
        parts = [part for part in root.iter("*") if part.getparent() is not None and part.tag != "body"]
        for part in chance.sample(parts, 6):
            if part.getparent() is not None:
                part.drop_tree()
        check(read(lxml.html.tostring(root)), whole)


@pytest.mark.parametrize(
    ("part", "count"),
    [(rb' (?:class|data-pl|href|id)="[^"]*"', 15), (rb"(?<=>)[^<>]+(?=<)", 12)],
    ids=["attributes", "texts"],
)
@pytest.mark.parametrize("name", NAMES)
def test_parts_removed(name: str, part: bytes, count: int) -> None:
    page, chance = page_of(name), random.Random(name)
    whole = read(page)
    found = list(re.finditer(part, page))
    for _ in range(ROUNDS):
        damaged = bytearray(page)
        for one in sorted(chance.sample(found, count), key=lambda match: -match.start()):
            del damaged[one.start() : one.end()]
        check(read(bytes(damaged)), whole)


@pytest.mark.parametrize("name", NAMES)
def test_noise_never_raises_anything_but_a_page_error(name: str) -> None:
    page, chance = page_of(name), random.Random(name)
    for _ in range(ROUNDS // 2):
        damaged = bytearray(page)
        for _ in range(40):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        for order in read(bytes(damaged)):
            assert order.pages
