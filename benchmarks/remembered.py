"""A thousand remembered orders told at once, and a page of a thousand orders read whole.

    python -m benchmarks.remembered [--orders 1000]

The orders are those of the fixtures, again and again under ids of their own. Prints the processor's time of each part
and of the whole request as the server makes it; the bars are 3 s and 5 s.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import TypeVar
from zoneinfo import ZoneInfo

from tests.common import FIXTURES

from benchmarks.pages import list_page
from benchmarks.timing import print_table, verdict
from whyclosed.evidence.served import served_pack
from whyclosed_parser import parse
from whyclosed_parser.model import Order
from whyclosed_server.engine import CapturedPage, parse_page, real_engine, scrub_page
from whyclosed_server.service import Asker, Service
from whyclosed_server.store import Store

FIRST_ID = 8_190_000_000_000_000
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TOLD, READ = 3.0, 5.0
"""The bars in seconds: all remembered orders told, a page of as many read, answered and remembered."""

T = TypeVar("T")


def orders(count: int) -> list[Order]:
    """So many orders of all kinds that the fixtures have."""
    pages = (path.read_bytes() for path in sorted(FIXTURES.glob("*/page.html")))
    kinds = [order for page in pages for order in parse(page).orders if order.order_id]
    return [_renamed(kinds[number % len(kinds)], number) for number in range(count)]


def _renamed(order: Order, number: int) -> Order:
    items = tuple(replace(item, line_id=f"{number}{at:03}") for at, item in enumerate(order.items))
    return replace(order, order_id=str(FIRST_ID + number), items=items)


def taken(act: Callable[[], T]) -> tuple[T, float]:
    """What an act gives, and the processor's time it takes."""
    started = process_time()
    outcome = act()
    return outcome, process_time() - started


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--orders", type=int, default=1000)
    count = options.parse_args().orders
    asker = Asker(NOW, ZoneInfo("Europe/Berlin"), "en")
    with tempfile.TemporaryDirectory() as name, Store.open(Path(name) / "told" / "orders.sqlite3") as store:
        store.add_all(orders(count), at=NOW)
        service = Service(real_engine(), parse_page, store, budget=1000, scrubber=scrub_page, packer=served_pack)
        service.orders(asker)  # what is loaded once
        remembered, read = taken(store.orders)
        _, diagnosed = taken(lambda: [service.engine.diagnose(one, now=NOW, tz=asker.tz) for one in remembered])
        report, told = taken(lambda: service.orders(asker))
        text, written = taken(lambda: json.dumps(report, separators=(",", ":")))
        whole = told + written
        print_table(
            f"{len(remembered)} remembered orders told ({len(text) / 1e6:.1f} MB)",
            [
                ("part", "s"),
                ("read from the store and merged", f"{read:.2f}"),
                ("diagnosed by the rules", f"{diagnosed:.2f}"),
                ("all else (answers of the buyer, order of urgency, JSON)", f"{whole - read - diagnosed:.2f}"),
                (f"whole, bar {TOLD:g} s: {verdict(whole, TOLD)}", f"{whole:.2f}"),
            ],
        )
    with tempfile.TemporaryDirectory() as name, Store.open(Path(name) / "read" / "orders.sqlite3") as store:
        service = Service(real_engine(), parse_page, store, budget=1000, scrubber=scrub_page, packer=served_pack)
        page = CapturedPage(list_page(count).decode(), "https://www.aliexpress.com/p/order/index.html", NOW)
        parsed, reading = taken(lambda: parse_page(page))
        report, told = taken(lambda: service.diagnose(page, None, asker))
        _, written = taken(lambda: json.dumps(report, separators=(",", ":")))
        whole = told + written
        print_table(
            f"A page of {len(parsed.orders)} orders ({len(page.html) / 1e6:.1f} MB)",
            [
                ("part", "s"),
                ("read by the parser", f"{reading:.2f}"),
                ("answered, remembered, written", f"{whole - reading:.2f}"),
                (f"whole, bar {READ:g} s: {verdict(whole, READ)}", f"{whole:.2f}"),
            ],
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
