"""Words of pages: one folder per language (`packs`), checked (`checked`) and compiled once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, Generic, Literal, NamedTuple, TypeVar, overload

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import worked_out
from whyclosed_parser.model import ActionCode, PaymentMethod, RefundWay, StatusCode, TimerStart
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import Months
from whyclosed_parser.values.durations import Units
from whyclosed_parser.values.money import SIGNS
from whyclosed_parser.values.text import COLONS, UNSPACED, fold, words_key
from whyclosed_parser.words.checked import KINDS, DisputeWord, Kind, StageCode, StepCode, Tier, check
from whyclosed_parser.words.evidence import date_orders, tongues
from whyclosed_parser.words.packs import key_of, languages, nearest
from whyclosed_parser.words.templates import Template

__all__ = ["DisputeWord", "Entry", "Kind", "Row", "StepCode", "Template", "Words", "words_for"]

_GLUED = patterns.compiled(rf"[^\d:：]{{1,40}}?[{UNSPACED}](?=[-−]?(?:[A-Z]{{2,3}}\s?)?[{SIGNS}]?\s?\d)")
_COUNT = r"\d{1,3}(?:\s[^\W\d_]{1,15})?"
_COUNTED = patterns.compiled(rf"{_COUNT}[,:]?\s(?=[^\W\d_])")
"""What a row of the sum may begin with: "2 items, Total: US $5.00"."""
_BEHIND = patterns.compiled(rf"\s?\({_COUNT}\)(?=[:：]?\Z)")
"""The same behind a label: "Subtotal (3 items)"."""
_JOINT = patterns.compiled(rf"[^\d:：]{{2,40}}?[a-zß-öø-ÿа-яёіїєґ](?=[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ\d{SIGNS}-])")
"""A label and what a program that knows no style wrote right behind it: "TotalUS $5.00", "Paid onNov 3, 2026"."""
_MORE_OF_A_LABEL = patterns.compiled(r"\s[^\d:：()]{1,60}(?:\(\d{1,3}\)\s?)?[:：]")
"""What stands behind the first words of a label up to its colon, without a remark in brackets."""
_MOST_WORDS = 8  # of a label
_MOST_RUNS = 12  # pieces of a line in which a label may stand
_TELLING_WORD = 5  # letters; shorter words stand in every text
_LONGEST_ROW = 400  # characters; what is longer is running text
_T = TypeVar("_T")
_Code = TypeVar("_Code", bound=str, covariant=True)
_LONGEST_ENTRY = 120
"""Characters. No label, status or button is longer, and folding a whole paragraph to find that out would be waste."""


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
    def entry(
        self, kind: Literal["status", "paid_status", "sent_status", "placed_status"], text: str
    ) -> Entry[StatusCode] | None: ...
    @overload
    def entry(self, kind: Literal["actions"], text: str) -> Entry[ActionCode] | None: ...
    @overload
    def entry(self, kind: Literal["methods"], text: str) -> Entry[PaymentMethod] | None: ...
    @overload
    def entry(self, kind: Literal["ways"], text: str) -> Entry[RefundWay] | None: ...
    @overload
    def entry(self, kind: Literal["refund", "channel"], text: str) -> Entry[StageCode] | None: ...
    @overload
    def entry(self, kind: Literal["dispute"], text: str) -> Entry[DisputeWord] | None: ...
    @overload
    def entry(self, kind: Literal["after"], text: str) -> Entry[TimerStart] | None: ...
    @overload
    def entry(self, kind: Kind, text: str) -> Entry[str] | None: ...
    def entry(self, kind: Kind, text: str) -> Entry[Any] | None:
        """The meaning of a whole text (case, white space and closing colons do not matter), or None."""
        return self.entries[kind].get(key_of(text)) if len(text) <= _LONGEST_ENTRY else None

    def code(self, kind: Kind, text: str) -> str | None:
        """The same, where nothing but the code matters."""
        entry = self.entry(kind, text)
        return entry.code if entry is not None else None

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
        entry = self.entry("labels", _BEHIND.sub("", line))
        return entry is not None and (not entry.needs_colon or line.rstrip().endswith(COLONS))

    def is_any(self, text: str, *kinds: Kind) -> bool:
        """Whether a whole text is one of the words of these kinds."""
        return any(self.entry(kind, text) is not None for kind in kinds)

    def is_proof(self, label: Entry[str], value: str) -> bool:
        """Whether the value beside a label that needs a colon shows, too, that it is one: a way behind "Refund to"."""
        return label.code == "refund_to" and self.is_any(value, "ways", "methods")

    def has_any(self, kind: Kind, low: str, *, parted: bool = False) -> bool:
        """Whether one of the words stands anywhere in a text that is in its normal form: a cheap test. `parted`: its
        parts may have something between them."""
        return any(piece in low for piece, _ in _grouped(self, kind)) if parted else _has_any(self, kind, low)

    def templates_in(self, low: str) -> list[Template]:
        """The templates of which a text in its normal form may say one. Most texts say none, which takes one look."""
        having = _having(self)
        held = _standing_in(_grouped_literals(self), low)
        numbers = sorted({number for literal in held for number in having[literal]})
        return [self.templates[number] for number in numbers if self.templates[number].may_stand_in(low)]

    def labels_without(self, codes: Set[str]) -> tuple[str, ...]:
        """The labels of every meaning but these, as `words_key` leaves them."""
        return _labels_without(self, frozenset(codes))

    def labels(self, code: str) -> tuple[str, ...]:
        """The labels of this meaning as `words_key` leaves them, those that need a colon with it."""
        return _labels(self, code)

    def labels_in(self, low: str) -> frozenset[str]:
        """The meanings of the labels that may stand in a text in its normal form, with or without their colons."""
        meanings = self.entries["labels"]
        return frozenset(meanings[label].code for label in _standing_in(_grouped(self, "labels"), low))

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
    """Several packs as one. `first_wins`: the first one outranks the others; else words on which they disagree are left
    out."""
    if len(packs) == 1:
        return packs[0]
    orders = {pack.months.day_first for pack in (packs[:1] if first_wins else packs)}
    return Words(
        languages=tuple(name for pack in packs for name in pack.languages),
        entries={kind: _united([pack.entries[kind] for pack in packs], first_wins) for kind in KINDS},
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
    alike = cache(Entry)  # thousands of words have few meanings
    return Words(
        languages=(name,),
        entries={kind: {key: alike(*entry) for key, entry in pack[kind].items()} for kind in KINDS},
        templates=tuple(Template(**fields) for fields in pack["templates"]),
        months=Months(**pack["months"]),
        units=Units(**pack["units"]),
    )


@cache
def _labels(words: Words, code: str) -> tuple[str, ...]:
    entries = words.entries["labels"].items()
    bare = code == "refund_to"  # its value may stand for the colon
    return tuple(f"{key}:" if entry.needs_colon and not bare else key for key, entry in entries if entry.code == code)


_Groups = tuple[tuple[str, tuple[str, ...]], ...]
"""Texts, by the most common word that stands in them, which takes a few looks instead of hundreds."""


@lru_cache(maxsize=64)  # several fields ask of all words of a page
def _has_any(words: Words, kind: Kind, low: str) -> bool:
    return next(_standing_in(_grouped(words, kind), low), None) is not None


def _standing_in(groups: _Groups, low: str) -> Iterator[str]:
    """Those of these texts that stand in another one."""
    for piece, literals in groups:
        if piece in low:
            yield from filter(low.__contains__, literals)


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


@lru_cache(maxsize=2048)
def _row(words: Words, text: str, runs: tuple[str, ...]) -> Row | None:
    if len(text) > _LONGEST_ROW:
        return None
    for label, rest in _splits(text, runs):
        entry = words.entry("labels", _BEHIND.sub("", label) if label.endswith((")", "):")) else label)
        if entry is None or _goes_on(text, label):
            continue
        if not entry.needs_colon or label.endswith(COLONS) or rest.startswith(COLONS) or words.is_proof(entry, rest):
            return Row(entry, label, rest.lstrip(":： "))
    counted = _COUNTED.match(text)
    row = _row(words, text[counted.end() :], ()) if counted else None
    return row if row is not None and row.entry.code == "total" else None


def _goes_on(text: str, label: str) -> bool:
    """Whether a line's label has more words than these: "Total savings: US $5.00"."""
    rest = text.removeprefix(label)
    more = _MORE_OF_A_LABEL.match(rest) if rest != text else None
    return more is not None and any(letter.isalpha() and not letter.isupper() for letter in more[0])


def _splits(text: str, runs: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Where a label may end, best first: with the line, with its own element, at the first colon, at the first digit
    or amount behind letters of a script without spaces, between two words."""
    if len(runs) > 1:
        yield text, ""
    for count in range(min(len(runs) - 1, _MOST_RUNS), 0, -1):
        label = fold("".join(runs[:count]))
        if label and text.startswith(label):
            yield label, text[len(label) :].lstrip()
    colon = next((at for at, char in enumerate(text) if char in COLONS), None)
    if colon is not None:
        yield text[:colon], text[colon:]
    if (glued := _GLUED.match(text)) is not None:
        yield glued[0], text[glued.end() :]
    if len(runs) < 2 and (joint := _JOINT.match(text)) is not None:
        yield text[: joint.end()], text[joint.end() :]
    tokens = text.split(" ")
    for count in range(min(len(tokens), _MOST_WORDS), 0, -1):
        yield " ".join(tokens[:count]), " ".join(tokens[count:])
