"""The form of a pack's `labels.toml`.

It holds, each under its evidence tier (V, U, T, M): labels of rows, statuses, buttons, payment
methods, refund and dispute lines, steps of a request, asides of sentences, starts of durations (`after`),
headlines that say something else than a status, and templates of timer sentences; and, without tier, months,
weekdays and units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, get_args

from whyclosed_parser.datafiles import plain
from whyclosed_parser.model import ActionCode, DisputeState, PaymentMethod, RefundWay, StatusCode, TimerKind, TimerStart
from whyclosed_parser.values.dates import Months
from whyclosed_parser.values.durations import Units
from whyclosed_parser.values.text import normal_form, words_key
from whyclosed_parser.words.packs import load
from whyclosed_parser.words.templates import Template, spellings

Tier = Literal["V", "U", "T", "M"]
Kind = Literal[
    "labels",
    "status",
    "paid_status",
    "sent_status",
    "placed_status",
    "actions",
    "methods",
    "ways",
    "refund",
    "channel",
    "dispute",
    "steps",
    "asides",
    "after",
    "headlines",
]
StageCode = Literal["0", "1", "2", "3"]
"""The stage of a refund, as the packs write it."""
DisputeWord = Literal[DisputeState, "agreed", "refused", "offered", "return_asked", "appealed", "appeal_lost"]
"""What a dispute's words say: its state, or what was done in it."""
StepCode = Literal["opened", "decided"]
"""What the day of a step of a request is."""

_CODES: Mapping[str, tuple[str, ...]] = {
    "status": get_args(StatusCode),
    "paid_status": get_args(StatusCode),
    "sent_status": ("shipped",),
    "placed_status": get_args(StatusCode),
    "actions": get_args(ActionCode),
    "methods": get_args(PaymentMethod),
    "ways": get_args(RefundWay),
    "refund": get_args(StageCode),
    "channel": get_args(StageCode),
    "dispute": get_args(DisputeWord),
    "timers": get_args(TimerKind),
    "after": get_args(TimerStart),
    "steps": get_args(StepCode),
    "asides": ("opened", "order"),
}
"""What a pack's words may mean, by table; checked when the pack is loaded. Labels are named by the layouts."""

KINDS: tuple[Kind, ...] = get_args(Kind)
_TIERS: tuple[Tier, ...] = get_args(Tier)
_DAYS: Mapping[tuple[Kind, str], str] = {
    ("status", "closed"): "closed_on",
    ("status", "cancelled"): "closed_on",
    ("status", "completed"): "completed_on",
    ("steps", "opened"): "dispute_opened_on",
    ("steps", "decided"): "dispute_decided_on",
}
"""What such words mean in front of a day: "Your order was closed: Nov 3, 2026"."""
_SECONDS = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}


def check(name: str) -> dict[str, Any]:
    """One file in plain values. Raises `ValueError` where it breaks the form: a fault of the data, not of a page."""
    data = load(name, "labels")
    units = _by_word(name, ((_SECONDS[unit], words) for unit, words in data["units"].items()))
    counted = _by_word(
        name,
        (
            (int(number) * _SECONDS[unit], words)
            for unit, numbers in data.get("counted", {}).items()
            for number, words in numbers.items()
        ),
    )
    templates = [
        Template.read(code, text, tier == "M", tuple(units), tuple(counted))
        for code, tier, text in tiered(name, "timers", data)
    ]
    months = Months(
        _by_word(name, ((int(number), words) for number, words in data["months"].items())),
        _by_word(name, ((int(number), words) for number, words in data.get("weekdays", {}).items())),
        data.get("day_first"),
        data.get("era", 0),
        data.get("dotted_times", False),
    )
    entries: dict[str, dict[str, tuple[str, Tier, bool]]] = {kind: _entries(name, kind, data) for kind in KINDS}
    labels = entries["labels"]
    for (kind, code), label in _DAYS.items():
        for key, (meaning, tier, _) in entries[kind].items():
            if meaning == code:
                labels.setdefault(key, (label, tier, True))
    return {
        **entries,
        "templates": [plain(one) for one in templates],
        "months": plain(months),
        "units": plain(Units(units, counted)),
    }


def _by_word(name: str, groups: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    """What each word stands for, by its normal form."""
    known: dict[str, int] = {}
    for number, word in ((number, word) for number, words in groups for word in words):
        if known.setdefault(normal_form(word), number) != number:
            raise ValueError(f"{name}/labels.toml: {word!r} stands for two numbers")
    return known


def _entries(name: str, kind: Kind, data: Mapping[str, Any]) -> dict[str, tuple[str, Tier, bool]]:
    """The fields of the entries of a table by their key."""
    entries: dict[str, tuple[str, Tier, bool]] = {}
    every = ((code, tier, text) for code, tier, one in tiered(name, kind, data) for text in spellings(one))
    for code, tier, text in every:
        key = words_key(text)
        if entries.setdefault(key, (code, tier, text.endswith(":")))[0] != code:
            raise ValueError(f"{name}/labels.toml: {text!r} stands twice in [{kind}]")
    return entries


def tiered(name: str, table: str, data: Mapping[str, Any]) -> Iterator[tuple[Any, Tier, str]]:
    """The words of a table with code and tier; the code is one of the table's own."""
    for code, tiers in data.get(table, {}).items():
        if code not in _CODES.get(table, (code,)):
            raise ValueError(f"{name}/labels.toml: [{table}] knows no {code!r}")
        unknown = set(tiers) - set(_TIERS)
        if unknown:
            raise ValueError(f"{name}/labels.toml: [{table}.{code}]: unknown tier {sorted(unknown)}")
        for tier in _TIERS:
            for text in tiers.get(tier, ()):
                for piece, words in data.get("pieces", {}).items():
                    text = text.replace(f"<{piece}>", words)
                yield code, tier, text
