"""Damaged pages: nothing may be raised, nothing invented.

    python -m tests.house.damage [SECONDS] [SEED]

Takes pages of the fixtures, damages them at random and reads them. Every order number that is read must stand in the
damaged bytes, a report must survive its own JSON, and a diagnosis must be possible. Prints how to repeat a failure.
"""

from __future__ import annotations

import random
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from tests.common import FIXTURES

import whyclosed
from whyclosed_parser.model import Order, from_dict, to_dict

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
Damage = Callable[[bytes, random.Random], bytes]


def _span(page: bytes, chance: random.Random, longest: int) -> tuple[int, int]:
    start = chance.randrange(len(page) + 1)
    return start, min(len(page), start + chance.randrange(1, longest))


def cut_end(page: bytes, chance: random.Random) -> bytes:
    """A page that stopped loading."""
    return page[: chance.randrange(len(page) + 1)]


def cut_out(page: bytes, chance: random.Random) -> bytes:
    """A piece is missing."""
    start, end = _span(page, chance, 3000)
    return page[:start] + page[end:]


def repeat(page: bytes, chance: random.Random) -> bytes:
    """A piece stands there twice."""
    start, end = _span(page, chance, 3000)
    return page[:end] + page[start:end] + page[end:]


def flip(page: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    damaged = bytearray(page)
    for _ in range(chance.randrange(1, 40)):
        if damaged:
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def insert(page: bytes, chance: random.Random) -> bytes:
    """Something that does not belong there."""
    start, _ = _span(page, chance, 2)
    pieces = (
        b"<!--",
        b"<script>",
        b"</div>" * 30,
        b"\0\0",
        b"<table><tr>",
        b"]]>",
        b"<",
        b"&#0;",
        b"\xff\xfe",
        b"<svg>",
    )
    return page[:start] + chance.choice(pieces) + page[start:]


def without_tags(page: bytes, chance: random.Random) -> bytes:
    """Some tags are lost."""
    return b"".join(part for part in page.split(b">") if chance.random() > 0.01)


def other_bytes(page: bytes, chance: random.Random) -> bytes:
    """Saved in another encoding than the page says."""
    return page.decode("utf-8", "replace").encode(chance.choice(["utf-16", "cp1251", "latin-1", "gb18030"]), "replace")


KINDS: tuple[Damage, ...] = (cut_end, cut_out, repeat, flip, insert, without_tags, other_bytes)


def damaged(page: bytes, seed: int) -> bytes:
    """One page, damaged once or several times."""
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 4)):
        page = chance.choice(KINDS)(page, chance)
    return page


def check(page: bytes) -> None:
    """Read a damaged page. Raises AssertionError or whatever the reader raises."""
    report = whyclosed.parse(page, tz="UTC")
    words = page.replace(b"\0", b"").replace(b" ", b"")  # a number may stand in groups
    for order in report.orders:
        assert order.order_id is None or order.order_id.encode() in words, f"invented number {order.order_id}"
        assert from_dict(Order, to_dict(order)) == order
    told = whyclosed.diagnose(report, as_of=NOW, tz="UTC")
    assert len(told.orders) == len(report.orders), told.unread


def main() -> None:
    """Damage pages until the time is up."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60
    first = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    pages = sorted(FIXTURES.glob("*/page.html"))
    end, seed, failures = monotonic() + seconds, first, 0
    while monotonic() < end:
        path = pages[seed % len(pages)]
        try:
            check(damaged(path.read_bytes(), seed))
        except Exception:
            failures += 1
            traceback.print_exc()
            print(f"{path.parent.name}: repeat with `python -m tests.house.damage 0.001 {seed}`", file=sys.stderr)
        seed += 1
        if len(sys.argv) > 2 and seconds < 1:
            break
    print(f"{seed - first} damaged pages from seed {first}, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
