"""Parcel events: which of the event classes a line of a tracking history belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import cast, get_args

from whyclosed_parser import patterns
from whyclosed_parser.classify.matcher import read
from whyclosed_parser.model import EventClass
from whyclosed_parser.records import dataclass
from whyclosed_parser.words.packs import load

_NUMBER = patterns.compiled(
    r"(?<![^\W_])(?:(?:no|nr)\.?\s?|#)?(?:[A-Z]{1,4}\d{8,20}[A-Z]{0,3}|\d{10,22})(?![^\W_])", re.IGNORECASE
)
"""Of a parcel or an order, in the middle of what is said of it: "Package LP00765432109876 was delivered"."""
CLASSES: frozenset[str] = frozenset(get_args(EventClass))


@dataclass(frozen=True, slots=True)
class _Codes:
    """`words/any/codes.toml`, checked: class of a whole code, then (head, tail) patterns in their order."""

    exact: dict[str, EventClass]
    vague: frozenset[str]
    patterns: tuple[tuple[str, str, EventClass, bool], ...]
    good_news: frozenset[str]
    movement: frozenset[str]


def classify_event(text: str, language: str | None = None, code: str | None = None, moved: bool = False) -> EventClass:
    """The class of one event; `UNKNOWN` where neither code nor words are known for certain.

    `code` is the carrier's action code (with or without `AE_`) and beats the words, which a page translates.
    `moved`: an earlier event shows that the carrier had the parcel; it decides whether "waiting for pick up"
    means that the carrier waits for the seller, or the parcel for the buyer.
    """
    if not code:
        return _by_words(text, language, moved)
    by_code, vague = _by_code(code)
    if by_code is None:
        return _by_words(text, language, moved)
    if not vague:
        return by_code
    # The code only says "failed": words that name the trouble say more, cheerful ones are not believed.
    by_words = _by_words(text, language, moved)
    return by_code if by_words == "UNKNOWN" or by_words in _codes().good_news else by_words


def classify_history(events: Sequence[tuple[str, str | None]], language: str | None = None) -> tuple[EventClass, ...]:
    """The classes of a whole history of (text, code), newest first in and out.

    What an event means may hang on older ones: whether the parcel had moved, and whether it was on its way
    back already. Movement after a return is movement back; "delivered" then is to the seller where the
    carrier's return codes say so, else `UNKNOWN` (it may have been turned round again).
    """
    classes: list[EventClass] = []
    moved = returning = return_code = False
    for text, code in reversed(events):
        found = classify_event(text, language, code, moved)
        if returning and found in ("ACCEPTED", "IN_TRANSIT"):
            found = "RETURNING"
        elif returning and found == "DELIVERED":
            found = "RETURNED" if return_code else "UNKNOWN"
        classes.append(found)
        moved = moved or found in _codes().movement
        returning = returning or found == "RETURNING"
        return_code = return_code or _strip(code or "").startswith("RT_")
    return tuple(reversed(classes))


def _by_words(text: str, language: str | None, moved: bool) -> EventClass:
    found = read("events", text, language, moved)
    if found is None and _NUMBER.search(text):
        found = read("events", _NUMBER.sub(" ", text), language, moved)
    return _checked(found or "UNKNOWN")


def _by_code(code: str) -> tuple[EventClass | None, bool]:
    """The class of an action code, and whether it says no more than that something failed."""
    codes, code = _codes(), _strip(code)
    for spelling in (code, code.removesuffix("_SUCCESS")):
        if spelling in codes.exact:
            return codes.exact[spelling], spelling in codes.vague
    for head, tail, answer, vague in codes.patterns:
        if code.startswith(head) and code.endswith(tail):
            return answer, vague
    return None, False


def _strip(code: str) -> str:
    return code.strip().upper().removeprefix("AE_")


@cache
def _codes() -> _Codes:
    data = load("any", "codes")
    exact = {code: _checked(name) for name, members in data["exact"].items() for code in members.split()}
    return _Codes(
        exact=exact,
        vague=frozenset(data["vague"]),
        patterns=tuple(
            (row.get("head", ""), row.get("tail", ""), _checked(row["answer"]), row.get("vague", False))
            for row in data["pattern"]
        ),
        good_news=frozenset(map(_checked, data["good_news"])),
        movement=frozenset(map(_checked, data["movement"])),
    )


def _checked(name: str) -> EventClass:
    if name not in CLASSES:
        raise ValueError(f"{name} is not an event class")
    return cast(EventClass, name)
