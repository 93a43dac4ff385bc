"""Words of pages: one folder per language, compiled once.

Its file `labels.toml` holds, each under its evidence tier (V, U, T, M): labels of rows, statuses, buttons, payment
methods, refund and dispute lines, starts of durations (`after`), headlines that say something else than a status, and
templates of timer sentences; and, without tier, months, weekdays and units. `feed.toml` holds the headings of feeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, TypeVar, get_args

from whyclosed_parser.values.dates import Months
from whyclosed_parser.values.durations import Units
from whyclosed_parser.values.text import words_key
from whyclosed_parser.words.packs import languages, load, nearest
from whyclosed_parser.words.templates import Template

__all__ = ["Entry", "Kind", "Template", "Tier", "Words", "is_feed_heading", "words_for"]

Tier = Literal["V", "U", "T", "M"]
Kind = Literal["labels", "status", "actions", "methods", "refund", "dispute", "after", "headlines"]

_KINDS: tuple[Kind, ...] = get_args(Kind)
_TIERS: tuple[Tier, ...] = get_args(Tier)
_key = lru_cache(maxsize=4096)(words_key)
_SECONDS = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
_T = TypeVar("_T")
_LONGEST_ENTRY = 120
"""Characters. No label, status or button is longer, and folding a whole paragraph to find that out would be waste."""
_LONGEST_HEADING = 60
"""Characters of the heading of a feed, for the same reason."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word means, and how well that is attested."""

    code: str
    tier: Tier
    needs_colon: bool = False

    @property
    def unverified(self) -> bool:
        """Whether nobody has seen this wording on a page: machine translation, or our own guess."""
        return self.tier == "M"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words that are tried on one page. Compared and hashed by identity: there is one per language."""

    languages: tuple[str, ...]
    entries: Mapping[Kind, Mapping[str, Entry]]
    templates: tuple[Template, ...]
    months: Months
    units: Units

    def entry(self, kind: Kind, text: str) -> Entry | None:
        """The meaning of a whole text (case, white space and closing colons do not matter), or None."""
        return self.entries[kind].get(_key(text)) if len(text) <= _LONGEST_ENTRY else None

    def is_label(self, line: str) -> bool:
        """Whether a line is a row's label and nothing else."""
        entry = self.entry("labels", line)
        return entry is not None and (not entry.needs_colon or line.rstrip().endswith((":", "：")))

    def any_label(self, without: Set[str] = frozenset()) -> re.Pattern[str]:
        """Matches a line that begins with a label of any meaning but those `without`."""
        return _any_label(self, frozenset(without))

    def labels_without(self, codes: Set[str]) -> tuple[str, ...]:
        """The labels of every meaning but these, as `words_key` leaves them."""
        return _labels_without(self, frozenset(codes))

    def labels(self, code: str) -> tuple[str, ...]:
        """The labels of this meaning as `words_key` leaves them, those that need a colon with it."""
        return _labels(self, code)

    def label_pattern(self, code: str) -> re.Pattern[str] | None:
        """Matches a line that begins with a label of this meaning; its group `value` is what follows the label."""
        return _label_pattern(self, code)


def words_for(language: str | None) -> Words:
    """The words for a page in `language` (BCP 47): its own pack first, then English, which appears on pages of every
    language. For an unknown language all packs together, without the words on which they disagree."""
    own = nearest(language, "labels")
    if own is None:
        return _combined(languages("labels"))
    return _combined((own, "en") if own != "en" else ("en",))


@cache
def _combined(names: tuple[str, ...]) -> Words:
    packs = [_pack(name) for name in names]
    first_wins = len(names) <= 2
    return Words(
        languages=names,
        entries={kind: _united([pack.entries[kind] for pack in packs], first_wins) for kind in _KINDS},
        templates=tuple(template for pack in packs for template in pack.templates),
        months=Months(
            _united([pack.months.names for pack in packs], first_wins),
            _united([pack.months.weekdays for pack in packs], first_wins),
        ),
        units=Units(_united([pack.units.names for pack in packs], first_wins)),
    )


def _united(parts: list[Mapping[str, _T]], first_wins: bool) -> dict[str, _T]:
    united: dict[str, _T] = {}
    disputed: set[str] = set()
    for part in parts:
        for word, meaning in part.items():
            held = united.setdefault(word, meaning)
            if not first_wins and _meaning(held) != _meaning(meaning):
                disputed.add(word)
    return {word: meaning for word, meaning in united.items() if word not in disputed}


def _meaning(value: object) -> object:
    return value.code if isinstance(value, Entry) else value


@cache
def _pack(name: str) -> Words:
    """One file. Raises `ValueError` where it breaks the form: a fault of the data, not of a page."""
    data = load(name, "labels")
    entries: dict[Kind, Mapping[str, Entry]] = {kind: _entries(name, kind, data.get(kind, {})) for kind in _KINDS}
    units = {word: _SECONDS[unit] for unit, words in data["units"].items() for word in words}
    return Words(
        languages=(name,),
        entries=entries,
        templates=tuple(
            Template(code, text, tier == "M", tuple(units)) for code, tier, text in _tiered(data.get("timers", {}))
        ),
        months=Months(
            {word: int(number) for number, words in data["months"].items() for word in words},
            {word: int(number) for number, words in data.get("weekdays", {}).items() for word in words},
        ),
        units=Units(units),
    )


def _entries(name: str, kind: str, table: Mapping[str, Any]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for code, tier, text in _tiered(table):
        key = words_key(text)
        if key in entries and entries[key].code != code:
            raise ValueError(f"{name}/labels.toml: {text!r} stands twice in [{kind}]")
        entries.setdefault(key, Entry(code, tier, text.endswith(":")))
    return entries


def _tiered(table: Mapping[str, Any]) -> Iterator[tuple[str, Tier, str]]:
    for code, tiers in table.items():
        unknown = set(tiers) - set(_TIERS)
        if unknown:
            raise ValueError(f"[{code}]: unknown tier {sorted(unknown)}")
        for tier in _TIERS:
            for text in tiers.get(tier, ()):
                yield code, tier, text


@cache
def _labels(words: Words, code: str) -> tuple[str, ...]:
    entries = words.entries["labels"].items()
    return tuple(f"{key}:" if entry.needs_colon else key for key, entry in entries if entry.code == code)


@cache
def _any_label(words: Words, without: frozenset[str]) -> re.Pattern[str]:
    codes = {entry.code for entry in words.entries["labels"].values()} - without
    patterns = (_label_pattern(words, code) for code in sorted(codes))
    unnamed = (re.sub(r"\?P<\w+>", "?:", pattern.pattern) for pattern in patterns if pattern is not None)
    return re.compile("|".join(f"(?:{pattern})" for pattern in unnamed), re.IGNORECASE | re.DOTALL)


@cache
def _labels_without(words: Words, codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key, entry in words.entries["labels"].items() if entry.code not in codes)


@cache
def _feed_headings() -> frozenset[str]:
    texts = (text for name in languages("feed") for _, _, text in _tiered(load(name, "feed")))
    return frozenset(map(words_key, texts))


def is_feed_heading(text: str) -> bool:
    """Whether a whole line is the heading of a feed of products, in any language: what follows is not of an order."""
    return len(text) <= _LONGEST_HEADING and _key(text) in _feed_headings()


@cache
def _label_pattern(words: Words, code: str) -> re.Pattern[str] | None:
    keys = _labels(words, code)
    if not keys:
        return None
    written = "|".join(
        re.escape(key.removesuffix(":")).replace(r"\ ", r"\s+") + (r"(?=\s*[:：])" if key.endswith(":") else "")
        for key in sorted(keys, key=len, reverse=True)
    )
    return re.compile(rf"(?:{written})(?P<end>\s*[:：]+\s*|\s+|\Z)(?P<value>.*)\Z", re.IGNORECASE | re.DOTALL)
