"""Words of pages: one folder per language, compiled once.

Its file `labels.toml` holds, each under its evidence tier (V, U, T, M): labels of rows, statuses, buttons, payment
methods, refund and dispute lines, steps of a request, starts of durations (`after`), headlines that say something
else than a status, and templates of timer sentences; and, without tier, months, weekdays and units. `feed.toml` holds
the headings of feeds, and what shops promise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Generic, Literal, NamedTuple, TypeVar, get_args, overload

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import plain, worked_out
from whyclosed_parser.model import ActionCode, DisputeState, PaymentMethod, RefundWay, StatusCode, TimerKind, TimerStart
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import Months
from whyclosed_parser.values.durations import Units
from whyclosed_parser.values.text import UNSPACED, any_of, fold, normal_form, words_key
from whyclosed_parser.words.evidence import date_orders, tongues
from whyclosed_parser.words.packs import languages, load, nearest
from whyclosed_parser.words.templates import Template, spellings

__all__ = [
    "Entry",
    "Kind",
    "Row",
    "StageCode",
    "StepCode",
    "Template",
    "Tier",
    "Words",
    "is_feed_heading",
    "is_offer",
    "is_promise",
    "is_talk_heading",
    "may_head_talk",
    "words_for",
]

Tier = Literal["V", "U", "T", "M"]
Kind = Literal[
    "labels",
    "status",
    "paid_status",
    "sent_status",
    "actions",
    "methods",
    "ways",
    "refund",
    "channel",
    "dispute",
    "steps",
    "after",
    "headlines",
]
StageCode = Literal["0", "1", "2", "3"]
"""The stage of a refund, as the packs write it."""
StepCode = Literal["opened", "decided"]
"""What the day of a step of a request is."""

_CODES: Mapping[str, tuple[str, ...]] = {
    "status": get_args(StatusCode),
    "paid_status": get_args(StatusCode),
    "sent_status": ("shipped",),
    "actions": get_args(ActionCode),
    "methods": get_args(PaymentMethod),
    "ways": get_args(RefundWay),
    "refund": get_args(StageCode),
    "channel": get_args(StageCode),
    "dispute": get_args(DisputeState),
    "timers": get_args(TimerKind),
    "after": get_args(TimerStart),
    "steps": get_args(StepCode),
}
"""What a pack's words may mean, by table; checked when the pack is loaded. Labels are named by the layouts."""

_KINDS: tuple[Kind, ...] = get_args(Kind)
_TIERS: tuple[Tier, ...] = get_args(Tier)
_key = lru_cache(maxsize=4096)(words_key)
_SECONDS = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
_COLONS = (":", "：")
_GLUED = patterns.compiled(rf"[^\d:：]{{1,40}}?[{UNSPACED}](?=\d)")
_MOST_WORDS = 8  # of a label
_MOST_RUNS = 12  # pieces of a line in which a label may stand
_TELLING_WORD = 5  # letters; shorter words stand in every text
_LONGEST_ROW = 400  # characters; what is longer is running text
_T = TypeVar("_T")
_Code = TypeVar("_Code", bound=str, covariant=True)
_LONGEST_ENTRY = 120
"""Characters. No label, status or button is longer, and folding a whole paragraph to find that out would be waste."""
_LONGEST_HEADING = 60
_IN_HEADING, _COUNT = patterns.compiled(r"[()|·]"), patterns.compiled(r"\d[\d.,]*\+?")
"""Characters of the heading of a feed, for the same reason."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[_Code]):
    """What a word means (a code of its table), and how well that is attested."""

    code: _Code
    tier: Tier
    needs_colon: bool = False

    @property
    def unverified(self) -> bool:
        """Whether nobody has seen this wording on a page: machine translation, or our own guess."""
        return self.tier == "M"


class Row(NamedTuple):
    """A line that begins with a label: what the label means, its words, and the words behind it (maybe none)."""

    entry: Entry[str]
    label: str
    value: str


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words that are tried on one page. Compared and hashed by identity: there is one per language."""

    languages: tuple[str, ...]
    entries: Mapping[Kind, Mapping[str, Entry[Any]]]
    templates: tuple[Template, ...]
    months: Months
    units: Units
    known: bool = True
    """False: the page is written in a language that no pack serves."""

    @overload
    def entry(self, kind: Literal["status", "paid_status", "sent_status"], text: str) -> Entry[StatusCode] | None: ...
    @overload
    def entry(self, kind: Literal["actions"], text: str) -> Entry[ActionCode] | None: ...
    @overload
    def entry(self, kind: Literal["methods"], text: str) -> Entry[PaymentMethod] | None: ...
    @overload
    def entry(self, kind: Literal["ways"], text: str) -> Entry[RefundWay] | None: ...
    @overload
    def entry(self, kind: Literal["refund", "channel"], text: str) -> Entry[StageCode] | None: ...
    @overload
    def entry(self, kind: Literal["dispute"], text: str) -> Entry[DisputeState] | None: ...
    @overload
    def entry(self, kind: Literal["after"], text: str) -> Entry[TimerStart] | None: ...
    @overload
    def entry(self, kind: Kind, text: str) -> Entry[str] | None: ...
    def entry(self, kind: Kind, text: str) -> Entry[Any] | None:
        """The meaning of a whole text (case, white space and closing colons do not matter), or None."""
        return self.entries[kind].get(_key(text)) if len(text) <= _LONGEST_ENTRY else None

    @property
    def tongues(self) -> tuple[str, ...]:
        """The languages of the page, the likeliest first; none where every pack serves, as the page's is not known."""
        return () if set(self.languages) == set(languages("labels")) else self.languages

    @property
    def timer_labels(self) -> frozenset[str]:
        """What stands before the colon of the templates that are a label and its value, as `words_key` leaves it."""
        return _timer_labels(self)

    def is_label(self, line: str) -> bool:
        """Whether a line is a row's label and nothing else."""
        entry = self.entry("labels", line)
        return entry is not None and (not entry.needs_colon or line.rstrip().endswith((":", "：")))

    def has_any(self, kind: Kind, low: str) -> bool:
        """Whether one of the words stands anywhere in a text that is in its normal form: a cheap test."""
        return _stands_in(low, _grouped(self, kind))

    def templates_in(self, low: str) -> list[Template]:
        """The templates of which a text in its normal form may say one. Most texts say none, which takes one look."""
        having = _having(self)
        groups = _grouped_literals(self)
        held = [literal for piece, literals in groups if piece in low for literal in literals if literal in low]
        numbers = sorted({number for literal in held for number in having[literal]})
        return [self.templates[number] for number in numbers if self.templates[number].may_stand_in(low)]

    def labels_without(self, codes: Set[str]) -> tuple[str, ...]:
        """The labels of every meaning but these, as `words_key` leaves them."""
        return _labels_without(self, frozenset(codes))

    def labels(self, code: str) -> tuple[str, ...]:
        """The labels of this meaning as `words_key` leaves them, those that need a colon with it."""
        return _labels(self, code)

    def row(self, text: str, runs: tuple[str, ...] = ()) -> Row | None:
        """The label with which a line begins and what follows it; None where it begins with none. `runs`: the text
        nodes of the line, if known: a label often has an element of its own."""
        return _row(self, text, runs)


def words_for(language: str | None, text: str | None = None, *, translated: bool = False) -> Words:
    """The words for a page in `language` (BCP 47): its own pack first, then English, which appears on pages of every
    language. For an unknown language all packs together, without the words on which they disagree.

    `text`: the words of the page, if known. What a page says of its language may be false, so the languages of its
    words serve first (`evidence`); where two stand side by side, without the words on which they disagree.
    `translated`: a browser wrote these words over those of another language, and left its dates in digits alone.
    """
    if text is None:
        own = nearest(language, "labels")
        return _words((own,) if own else languages("labels"))
    found = tongues(language, text)
    if not found.equals and found.known:
        return _words(languages("labels"))
    return _words(found.equals, found.others, found.known, date_orders(text), translated)


@cache
def _words(
    equals: tuple[str, ...],
    others: tuple[str, ...] = (),
    known: bool = True,
    orders: frozenset[bool] = frozenset(),
    translated: bool = False,
) -> Words:
    """The words of some packs and of English. Of equals none that they disagree on; the others only add to them."""
    first = _together([_pack(name) for name in equals or ("en",)], first_wins=False)
    rest = (name for name in dict.fromkeys(("en", *others)) if name not in first.languages)
    words = _together([first, *map(_pack, rest)], first_wins=True)
    if orders or translated:
        words = replace(words, months=replace(words.months, day_first=next(iter(orders)) if len(orders) == 1 else None))
    return words if known else replace(words, known=False)


def _together(packs: list[Words], *, first_wins: bool) -> Words:
    if len(packs) == 1:
        return packs[0]
    orders = {pack.months.day_first for pack in (packs[:1] if first_wins else packs)}
    return Words(
        languages=tuple(name for pack in packs for name in pack.languages),
        entries={kind: _united([pack.entries[kind] for pack in packs], first_wins) for kind in _KINDS},
        templates=tuple(template for pack in packs for template in pack.templates),
        months=Months(
            _united([pack.months.names for pack in packs], first_wins),
            _united([pack.months.weekdays for pack in packs], first_wins),
            orders.pop() if len(orders) == 1 else None,
            max(pack.months.era for pack in packs),
            packs[0].months.dotted_times,
        ),
        units=Units(
            _united([pack.units.names for pack in packs], first_wins),
            _united([pack.units.counted for pack in packs], first_wins),
        ),
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
    """One file, as it was checked."""
    pack = worked_out(
        __name__, f"pack-{name}", lambda: check(name), also=("whyclosed_parser.values", "whyclosed_parser.model")
    )
    return Words(
        languages=(name,),
        entries={kind: {key: Entry(*entry) for key, entry in pack[kind].items()} for kind in _KINDS},
        templates=tuple(Template(**fields) for fields in pack["templates"]),
        months=Months(**pack["months"]),
        units=Units(**pack["units"]),
    )


def check(name: str) -> dict[str, Any]:
    """One file in plain values. Raises `ValueError` where it breaks the form: a fault of the data, not of a page."""
    data = load(name, "labels")
    units = {word: _SECONDS[unit] for unit, words in data["units"].items() for word in words}
    counted = {
        word: int(number) * _SECONDS[unit]
        for unit, numbers in data.get("counted", {}).items()
        for number, words in numbers.items()
        for word in words
    }
    templates = [
        Template.read(code, text, tier == "M", tuple(units), tuple(counted))
        for code, tier, text in _tiered(name, "timers", data)
    ]
    months = Months(
        {word: int(number) for number, words in data["months"].items() for word in words},
        {word: int(number) for number, words in data.get("weekdays", {}).items() for word in words},
        data.get("day_first"),
        data.get("era", 0),
        data.get("dotted_times", False),
    )
    return {
        **{kind: _entries(name, kind, data) for kind in _KINDS},
        "templates": [plain(one) for one in templates],
        "months": plain(months),
        "units": plain(Units(units, counted)),
    }


def _entries(name: str, kind: Kind, data: Mapping[str, Any]) -> dict[str, tuple[str, Tier, bool]]:
    """The fields of the entries of a table by their key."""
    entries: dict[str, tuple[str, Tier, bool]] = {}
    every = ((code, tier, text) for code, tier, one in _tiered(name, kind, data) for text in spellings(one))
    for code, tier, text in every:
        key = words_key(text)
        if entries.setdefault(key, (code, tier, text.endswith(":")))[0] != code:
            raise ValueError(f"{name}/labels.toml: {text!r} stands twice in [{kind}]")
    return entries


def _tiered(name: str, table: str, data: Mapping[str, Any]) -> Iterator[tuple[Any, Tier, str]]:
    """The words of a table with code and tier; the code is one of the table's own."""
    for code, tiers in data.get(table, {}).items():
        if code not in _CODES.get(table, (code,)):
            raise ValueError(f"{name}/labels.toml: [{table}] knows no {code!r}")
        unknown = set(tiers) - set(_TIERS)
        if unknown:
            raise ValueError(f"{name}/labels.toml: [{table}.{code}]: unknown tier {sorted(unknown)}")
        for tier in _TIERS:
            for text in tiers.get(tier, ()):
                yield code, tier, text


@cache
def _labels(words: Words, code: str) -> tuple[str, ...]:
    entries = words.entries["labels"].items()
    return tuple(f"{key}:" if entry.needs_colon else key for key, entry in entries if entry.code == code)


_Groups = tuple[tuple[str, tuple[str, ...]], ...]
"""Texts, by the most common word that stands in them, which takes a few looks instead of hundreds."""


def _stands_in(low: str, groups: _Groups) -> bool:
    for piece, literals in groups:  # noqa: SIM110 - a generator takes longer than all its looks
        if piece in low and any(map(low.__contains__, literals)):
            return True
    return False


@cache
def _having(words: Words) -> Mapping[str, list[int]]:
    """The places of the templates that have a literal."""
    having: dict[str, list[int]] = {}
    for number, template in enumerate(words.templates):
        for literal in template.literals:
            having.setdefault(literal, []).append(number)
    return having


@cache
def _grouped_literals(words: Words) -> _Groups:
    return _by_common_word(_having(words))


@cache
def _grouped(words: Words, kind: Kind) -> _Groups:
    return _by_common_word(words.entries[kind])


def _by_common_word(texts: Iterable[str]) -> _Groups:
    literals = dict.fromkeys(texts)
    counted = Counter(word for literal in literals for word in set(literal.split()) if len(word) >= _TELLING_WORD)
    groups: dict[str, list[str]] = {}
    for literal in literals:
        known = [word for word in literal.split() if word in counted]
        groups.setdefault(max(known, key=counted.__getitem__, default=literal), []).append(literal)
    return tuple((piece, tuple(group)) for piece, group in groups.items())


@cache
def _timer_labels(words: Words) -> frozenset[str]:
    parts = (template.text.partition(": {") for template in words.templates)
    return frozenset(words_key(label) for label, _, slot in parts if slot.endswith("}") and "{" not in label + slot)


@cache
def _labels_without(words: Words, codes: frozenset[str]) -> tuple[str, ...]:
    return tuple(key for key, entry in words.entries["labels"].items() if entry.code not in codes)


@cache
def _feed_headings() -> frozenset[str]:
    return frozenset(_of_feeds("heading"))


@cache
def _offers() -> frozenset[str]:
    return frozenset(_of_feeds("offer"))


@cache
def _talk_headings() -> frozenset[str]:
    return frozenset(_of_feeds("talk"))


@cache
def _words_of_talk() -> frozenset[tuple[str, ...]]:
    """The words of each heading, the longest first."""
    return frozenset(tuple(sorted(heading.split(), key=len, reverse=True)) for heading in _talk_headings())


@cache
def _promises() -> re.Pattern[str]:
    return patterns.compiled(rf"(?<![^\W{UNSPACED}])(?:{any_of(_of_feeds('promise'))})(?![^\W{UNSPACED}])")


def _of_feeds(wanted: str) -> Iterator[str]:
    """The words of one table about what is for sale, of all languages."""
    for name in languages("feed"):
        yield from (
            words_key(text) for code, _, text in _tiered(name, "feed", {"feed": load(name, "feed")}) if code == wanted
        )


def is_promise(text: str) -> bool:
    """Whether a text speaks of what a shop promises ("Free returns"), in any language."""
    return _promises().search(words_key(text)) is not None


def is_feed_heading(text: str) -> bool:
    """Whether a whole line is the heading of a feed of products, in any language: what follows is not of an order."""
    return len(text) <= _LONGEST_HEADING and _key(text) in _feed_headings()


def is_offer(text: str) -> bool:
    """Whether a button collects a coupon or leads to a sale, in any language."""
    return len(text) <= _LONGEST_HEADING and _key(text) in _offers()


def is_talk_heading(text: str) -> bool:
    """Whether a whole line is the heading of reviews or of answers to everybody's questions, in any language, perhaps
    with a number of them: "4.8 stars (12 reviews)"."""
    if len(text) > _LONGEST_HEADING:
        return False
    return not _talk_headings().isdisjoint(_key(_COUNT.sub("", part).strip()) for part in _IN_HEADING.split(text))


def may_head_talk(text: str) -> bool:
    """Whether one of the lines of a text may be such a heading: all its words stand somewhere in the text, in which no
    gap needs to part a line from the next. A cheap test before the lines are read."""
    pieces = set(text.split())
    beyond = {piece for piece in pieces if not piece.isascii()}
    rest = normal_form(" ".join(beyond))  # which takes long
    low = " ".join((rest, *(pieces - beyond))).lower()
    return any(all(word in (low if word.isascii() else rest) for word in words) for words in _words_of_talk())


@lru_cache(maxsize=2048)
def _row(words: Words, text: str, runs: tuple[str, ...]) -> Row | None:
    if len(text) > _LONGEST_ROW:
        return None
    for label, rest in _splits(text, runs):
        entry = words.entry("labels", label)
        if entry is not None and (not entry.needs_colon or label.endswith(_COLONS) or rest.startswith(_COLONS)):
            return Row(entry, label, rest.lstrip(":： "))
    return None


def _splits(text: str, runs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Where a label may end, best first: with the line, with its own element, at the first colon, at the first digit
    behind letters of a script without spaces, between two words."""
    if len(runs) > 1:
        yield text, ""
    for count in range(min(len(runs) - 1, _MOST_RUNS), 0, -1):
        label = fold("".join(runs[:count]))
        if label and text.startswith(label):
            yield label, text[len(label) :].lstrip()
    colon = next((at for at, char in enumerate(text) if char in _COLONS), None)
    if colon is not None:
        yield text[:colon], text[colon:]
    if (glued := _GLUED.match(text)) is not None:
        yield glued[0], text[glued.end() :]
    tokens = text.split(" ")
    for count in range(min(len(tokens), _MOST_WORDS), 0, -1):
        yield " ".join(tokens[:count]), " ".join(tokens[count:])
