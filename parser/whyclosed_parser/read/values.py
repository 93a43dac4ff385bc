"""From words to values: one small reader per kind of field. None: the words are not that kind of value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from whyclosed_parser.classify import tracking_number_kind
from whyclosed_parser.model import Estimate, Payment, Status, When
from whyclosed_parser.redact import without_digits
from whyclosed_parser.values.dates import find_dates, read_range, read_when
from whyclosed_parser.values.text import fold
from whyclosed_parser.words import Words

_ID = re.compile(r"(?<![\w-])\d{10,22}(?!\d)")
_GROUPED_ID = re.compile(r"(?<![\w-])\d{2,4} \d{4} \d{4} \d{4}(?!\w)")
_QUANTITY = re.compile(r"[x×хX*]\s?(\d{1,5})|(\d{1,5})\s?(?:[x×]|\D{0,12})")
_TRACKING = re.compile(r"(?<![\w-])(?=(?:[A-Z-]*\d){5})[A-Z0-9](?:[A-Z0-9-]{6,28})[A-Z0-9](?![\w-])")


@dataclass(frozen=True, slots=True)
class Day:
    """A printed date. `missing_year`: it was understood, but its year could not be settled."""

    value: When | None
    missing_year: bool = False


def read_id(text: str) -> str | None:
    """The one long number in the text: an order id, 10 to 22 digits."""
    found = set(_ID.findall(text))
    if not found:
        found = {number.replace(" ", "") for number in _GROUPED_ID.findall(text)}
    return found.pop() if len(found) == 1 else None


def read_day(text: str, words: Words, near: datetime | None, *, past: bool = True) -> Day | None:
    """The one date in the text; None where there is none or there are several."""
    text = without_label(text, words)
    value = read_when(text, words.months, near=near, past=past)
    if value is None:
        located = find_dates(text, words.months)
        if len(located) != 1:
            return None
        value = read_when(located[0].text, words.months, near=near, past=past)
        return Day(value, value is None)
    return Day(value)


def without_label(text: str, words: Words) -> str:
    """A text without the known label and colon in front of it."""
    label, colon, value = text.partition(":")
    return value.lstrip(": ") if colon and words.entry("labels", label) is not None else text


def read_status(text: str, words: Words) -> tuple[Status, bool] | None:
    """The status, and whether its wording is unverified; an unknown label keeps its words."""
    label = fold(text)
    if not label:
        return None
    entry = words.entry("status", label)
    if entry is None:
        return Status("unknown", label), False
    return Status(entry.code, label), entry.unverified


def read_quantity(text: str) -> int | None:
    """ "x2", "2 pcs." or "2": the number of pieces."""
    found = _QUANTITY.fullmatch(fold(text))
    return int(found[1] or found[2]) if found else None


def read_payment(text: str, words: Words) -> tuple[Payment, bool] | None:
    """A payment row without digits, and whether the wording of its method is unverified."""
    label = without_digits(text)
    if not label:
        return None
    tokens = label.split()
    for length in range(len(tokens), 0, -1):
        entry = words.entry("methods", " ".join(tokens[:length]))
        if entry is not None:
            return Payment(entry.code, label), entry.unverified
    return Payment(None, label), False


def read_tracking(text: str, words: Words, order_id: str | None) -> list[str]:
    """The tracking numbers beside a label: capital letters and digits, five digits at least."""
    for key, entry in words.entries["labels"].items():
        if entry.code == "copy":
            text = re.sub(rf"(?<=[A-Z0-9])\s*{re.escape(key)}(?!\w)", " ", text, flags=re.IGNORECASE)
    return [number for number in dict.fromkeys(_TRACKING.findall(text)) if number != order_id]


def find_tracking(text: str) -> list[str]:
    """The tracking numbers of known formats, wherever they stand; without a label no other digits count."""
    return [number for number in _TRACKING.findall(text) if _certain(number)]


def _certain(number: str) -> bool:
    known = tracking_number_kind(number)
    return not number.isdigit() and (known.check == "holds" or known.kind not in ("unknown", "order_number", "s10"))


def read_estimate(text: str, words: Words, near: datetime | None, label: str) -> Estimate | None:
    """The span of days in which a parcel is expected."""
    span = read_range(text, words.months, near=near)
    if span is not None:
        return Estimate(span[0], span[1], label)
    day = read_day(text, words, near, past=False)
    if day is None:
        return None
    value = day.value.date() if isinstance(day.value, datetime) else day.value
    return Estimate(value, value, label)


def read_link(href: str) -> str | None:
    """An address of the site without its query; None for anything that is not one."""
    parts = urlsplit(href)
    if parts.scheme not in ("", "http", "https") or not parts.netloc:
        return None
    return f"https://{parts.netloc}{parts.path}"


def as_date(value: When) -> date:
    """The day of a date or a time."""
    return value.date() if isinstance(value, datetime) else value
