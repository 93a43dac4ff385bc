"""The evidence pack as the local server hands it out: the one of the command, made of what the server knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from whyclosed.api import Diagnosed
from whyclosed.evidence import SavedFile, pack
from whyclosed.labels import labels
from whyclosed.text.dates import Calendar
from whyclosed_parser.model import Order
from whyclosed_rules.model import Diagnosis
from whyclosed_server.engine import GivenPage


def served_pack(
    order: Order,
    diagnosis: Diagnosis,
    *,
    seen: Sequence[Order],
    pages: Sequence[GivenPage],
    now: datetime,
    tz: tzinfo,
    language: str,
) -> bytes:
    """A zip file for the order; `pages` are in it because the buyer asked for them."""
    files = [SavedFile(page.name, page.content, page.orders) for page in pages]
    calendar = Calendar(now.astimezone(tz), labels(language))
    return pack(Diagnosed(order, diagnosis), files, calendar, seen=seen, with_pages=True)
