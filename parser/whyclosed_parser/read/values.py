"""From words to values: one small reader per kind of field. None: the words are not that kind of value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from whyclosed_parser import patterns
from whyclosed_parser.classify.numbers import PrintedNumbers, printed_numbers
from whyclosed_parser.model import Estimate, Payment, Status, StatusCode, When
from whyclosed_parser.model.order import CLOSED
from whyclosed_parser.records import dataclass
from whyclosed_parser.redact import without_digits
from whyclosed_parser.values.bounds import bound_of
from whyclosed_parser.values.dates import find_dates, lacks_year, looks_dated, read_range, read_when, with_dash
from whyclosed_parser.values.money import find_money
from whyclosed_parser.values.text import any_of, composed, fold
from whyclosed_parser.words import Entry, Words

_END_AND_MORE = patterns.compiled(
    r"(?P<end>[^()（）|·•–—]{2,40}?)\s?(?:[|·•–—]|\s-\s|[(（])\s?(?P<more>[^()（）]{2,60})[)）]?"
)
_COLON = patterns.compiled("[:：]")
_BESIDE_AN_AMOUNT = " :：·•|,;()（）-–"
"""What parts an amount from the words around it."""
_PLAIN_LINK = patterns.compiled(
    r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[\w~-][\w.~-]*)*/?)(?:[?#][!-~]*)?\Z", re.ASCII
)
"""The usual form, for which nothing has to be taken apart."""
_SPACE_AT_END = patterns.compiled(r"(?<!\s)(?<!%20)(?<!%09)(?<!%0[aAdD])(?:%20|%09|%0[aAdD]|\s)++\Z")
"""Browsers pass over white space around an address; savers may have written it as part of it."""
ACROSS_ZONES = timedelta(days=1)
"""The same moment has two days in two places."""


@dataclass(frozen=True, slots=True)
class Day:
    """A printed date. `missing_year`: it was understood, but its year could not be settled."""

    value: When | None
    missing_year: bool = False


def read_day(text: str, words: Words, near: datetime | None, *, past: bool = True) -> Day | None:
    """The one date in the text; None where there is none or there are several."""
    text = composed(without_label(text, words))
    value = read_when(text, words.months, near=near, past=past)
    if value is None:
        located = find_dates(text, words.months)
        if len(located) != 1 or looks_dated(text[: located[0].start] + "|" + text[located[0].end :], words.months):
            return None
        text = located[0].text
        value = read_when(text, words.months, near=near, past=past)
    return Day(value, value is None and lacks_year(text, words.months))


def without_label(text: str, words: Words) -> str:
    """A text without the known label in front of it."""
    colon = _COLON.search(text)
    if colon is not None and words.entry("labels", text[: colon.start()]) is not None:
        return text[colon.end() :].lstrip(": ：")
    tokens = text.split(" ")
    for length in range(min(len(tokens) - 1, 5), 0, -1):
        if words.is_label(" ".join(tokens[:length])):
            return " ".join(tokens[length:])
    return text


def read_status(text: str, words: Words) -> tuple[Status, bool] | None:
    """The status, and whether its wording is unverified; an unknown label keeps its words. Some words are one only
    in its place, and a button elsewhere."""
    label = fold(text)
    if not label:
        return None
    entry = words.entry("status", label) or words.entry("placed_status", label) or _with_refund(label, words)
    if entry is None:
        return Status("unknown", label), False
    return Status(entry.code, label), entry.unverified


def _with_refund(label: str, words: Words) -> Entry[StatusCode] | None:
    """An end with what became of the money behind it: "Canceled (refunded)", "Closed · Refund processing"."""
    parted = _END_AND_MORE.fullmatch(label)
    if parted is None or not words.is_any(parted["more"], "refund", "dispute"):
        return None
    entry = words.entry("status", parted["end"])
    return entry if entry is not None and entry.code in CLOSED else None


def settled_status(parts: Mapping[str, Any], words: Words) -> Status | None:
    """What a status with two meanings is on a page that shows payment or receipt, or whether the order was sent; None
    where it stays as it is."""
    status = parts.get("status")
    if status is None:
        return None
    if (entry := words.entry("sent_status", status.label)) is not None:
        buttons = {action.code for action in parts.get("actions", ())}
        sent = parts.get("shipped_on") is not None or "confirm_receipt" in buttons
        if sent == ("cancel" in buttons):
            return None  # nothing speaks for either, or both are there
        return Status(entry.code if sent else "awaiting_shipment", status.label)
    shown = any(parts.get(name) is not None for name in ("paid_on", "completed_on"))
    if not (shown or any(package.delivered_on for package in parts.get("packages", ()))):
        return None
    entry = words.entry("paid_status", status.label)
    return Status(entry.code, status.label) if entry is not None else None


def read_payment(text: str, words: Words) -> tuple[Payment, bool] | None:
    """A payment row without digits, with the one amount that it names, and whether the wording of its method is
    unverified."""
    amounts = find_money(text)
    amount = amounts[0] if len(amounts) == 1 else None
    if amount is not None:
        before, _, behind = text.partition(amount.raw)
        kept = before.rstrip(_BESIDE_AN_AMOUNT)
        dots = before[len(kept) :].count("•")  # several stand for the number of a card
        text = (
            f"{kept} {'•' * dots if dots > 1 else ''} {behind.lstrip(_BESIDE_AN_AMOUNT)}" if behind or before else text
        )
    label = without_digits(text)
    if not label:
        return None
    tokens = label.split()
    for length in range(len(tokens), 0, -1):
        entry = words.entry("methods", " ".join(tokens[:length]))
        if entry is not None:
            return Payment(entry.code, label, amount), entry.unverified
    return Payment(None, label, amount), False


def read_tracking(text: str, words: Words, order_id: str | None) -> list[str]:
    """The tracking numbers beside a label, without the order's own id."""
    return list(printed_tracking(text, words, order_id).numbers)


def printed_tracking(text: str, words: Words, order_id: str | None) -> PrintedNumbers:
    """The same, and whether there is a number that could not be taken whole."""
    printed = printed_numbers(_copy_button(words).sub(" ", text))
    return replace(printed, numbers=tuple(number for number in printed.numbers if number != order_id))


@cache
def _copy_button(words: Words) -> re.Pattern[str]:
    """What a button behind a number says. Right behind it the shorter words count, where others end like them: Czech
    "Kopírovat", "Zkopírovat"."""
    said = words.labels("copy")
    touching = [one for one in said if not any(one != other and one.endswith(other) for other in said)]
    return patterns.compiled(rf"(?<=[A-Za-z0-9])(?:\s+{any_of(said)}|{any_of(touching)})(?!\w)", re.IGNORECASE)


def read_estimate(text: str, words: Words, near: datetime | None, label: str) -> Estimate | None:
    """The span of days in which a parcel is expected; without an end that is not said ("by Nov 24"), and without days
    where they are not certain ("around Nov 24"). `label`: the text with the label in front of it."""
    lead = label.removesuffix(text)
    text = with_dash(composed(text))
    located = find_dates(text, words.months)
    one = located[0] if len(located) == 1 else None
    if one is not None and looks_dated(f"{text[: one.start]}|{text[one.end :]}", words.months):  # "Nov 24, Nov 30"
        one = None
    whole = (text,) if one is None else (text, one.text)  # "from Nov 24 to Nov 30"
    span = next((span for part in whole if (span := read_range(part, words.months, near=near)) is not None), None)
    if span is None:
        return Estimate(None, None, label) if read_day(text, words, near, past=False) is not None else None
    bound = "day" if one is None else bound_of(text, one.start, one.end, lead)
    if bound == "about" or (bound is None and lead):
        return Estimate(None, None, label)
    if span[0] < span[1]:
        return Estimate(*span, label)
    return Estimate(None if bound == "last" else span[0], None if bound == "first" else span[1], label)


def read_link(href: str, base: str | None = None) -> str | None:
    """An address of the site without its query; None for anything that is not one. `base`: the page's own address, for
    a link without a host."""
    plain = _PLAIN_LINK.match(href)
    if plain is not None and (href[0] != "/" or base is None or base.startswith("http")):
        return f"https://{plain[1]}{plain[2]}"
    parts = urlsplit(urljoin(base, href) if base and href.startswith("/") else href)
    if parts.scheme not in ("", "http", "https") or not parts.netloc:
        return None
    return f"https://{parts.netloc.lower()}{_SPACE_AT_END.sub('', parts.path)}"


def is_to_come(value: When, near: datetime | None) -> bool:
    """Whether a day lies behind the time at which the page was saved (None: not known), in every zone: nothing has
    happened on it yet."""
    return near is not None and as_date(value) > near.date() + ACROSS_ZONES


def as_date(value: When) -> date:
    """The day of a date or a time."""
    return value.date() if isinstance(value, datetime) else value
