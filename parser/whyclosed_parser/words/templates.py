"""Sentences with a slot: "refund if no delivery before {date}"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache
from itertools import product
from typing import Self

from whyclosed_parser import patterns
from whyclosed_parser.model import TimerKind
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.durations import duration_pattern
from whyclosed_parser.values.text import UNSPACED, UNSPACED_LETTER, fold, form_with_places, normal_form

_SLOT = patterns.compiled(r"\{(\w+)\}")
_PIECES = patterns.compiled(r"(\{\w+\}|\[[^\[\]]*\])")
"""Slots, and alternatives: "[by|before]"."""
_SHORT = 2  # letters; a unit of so few is an abbreviation
_STOP = "·•|;；"
"""Characters that part two statements of one line."""

_SLOTS = {
    "date": rf"(?P<date>[^{_STOP}]{{3,60}}{{lazy}})",
    "days": r"(?P<days>\d{1,3})",
    "after": rf"(?P<after>[^{_STOP}.。!?(]{{2,60}})",
    "countdown": r"(?P<countdown>{countdown})",
    "words": rf"(?P<words>(?:[^\s\d{_STOP}.。!?,:()]+ ){{0,8}}?)",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, folded and composed, and where in it a template (`span`) and its slots stand."""

    sentence: str
    span: tuple[int, int]
    spans: Mapping[str, tuple[int, int]]

    @property
    def before(self) -> str:
        """The words in front of the template's."""
        return self.sentence[: self.span[0]]

    @property
    def behind(self) -> str:
        """The words behind the template's."""
        return self.sentence[self.span[1] :]

    def __contains__(self, slot: str) -> bool:
        return slot in self.spans

    def __getitem__(self, slot: str) -> str:
        """The words in a slot, as they are written; empty where the template has no such slot."""
        start, end = self.spans.get(slot, (0, 0))
        return self.sentence[start:end]


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence of the site with slots: {date}, {countdown} (time left), {days} and {after} (a number of days after
    something); {words} bears a few inserted words of the same clause. "[by|before]" stands for either. `unverified`:
    nobody has seen this wording on a page. `units`: the language's words of time; `counted`: those that say the number,
    too."""

    code: TimerKind
    text: str
    unverified: bool
    units: tuple[str, ...]
    counted: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()
    """A cheap test before `find`: one of these stands in every text that says this. In the normal form, and without the
    colon at its end, for a label may have a box of its own."""

    gates: tuple[tuple[str, ...], ...] = field(repr=False, default=())
    """Every piece of words: one of its alternatives stands there, too."""

    @classmethod
    def read(
        cls, code: TimerKind, text: str, unverified: bool, units: tuple[str, ...], counted: tuple[str, ...] = ()
    ) -> Self:
        """A template as its file has it. Raises `ValueError` for one without slots, or with unknown ones."""
        unknown = set(_SLOT.findall(text)) - set(_SLOTS)
        if unknown or not set(_SLOT.findall(text)) - {"words"}:
            raise ValueError(f"{text!r}: a template needs slots out of {sorted(_SLOTS)}")
        pieces = (_alternatives(piece) for piece in _PIECES.split(text) if not _SLOT.fullmatch(piece))
        words = [tuple(normal_form(one).replace(" :", ":").rstrip(":") for one in piece) for piece in pieces]
        literals = max(words, key=lambda piece: min(map(len, piece)))
        gates = sorted(filter(all, words), key=lambda piece: -min(map(len, piece)))  # what says most is asked first
        return cls(code, text, unverified, units, counted, literals, tuple(gates))

    def may_stand_in(self, low: str) -> bool:
        """Whether a text in its normal form may say this."""
        for piece in self.gates:  # noqa: SIM110 - a generator takes longer than all its looks
            if not any(map(low.__contains__, piece)):
                return False
        return True

    def says(self, low: str) -> bool:
        """Whether a text in its normal form says this."""
        return self.may_stand_in(low) and _compiled(self.text, self.units, self.counted).search(low) is not None

    def find(self, sentence: str) -> Iterator[Said]:
        """The places where the sentence says this."""
        sentence = unicodedata.normalize("NFC", fold(sentence))
        form, places = form_with_places(sentence)
        if not self.may_stand_in(form.replace(" :", ":")):  # many times faster than its pattern
            return
        for found in _compiled(self.text, self.units, self.counted).finditer(form):
            start, end = found.span()
            spans = {slot: (places[found.start(slot)], places[found.end(slot)]) for slot in found.groupdict()}
            yield Said(sentence, (places[start], places[end]), spans)


def spellings(text: str) -> list[str]:
    """Every text that one with alternatives stands for ("Dispute [won|lost]")."""
    pieces = [_alternatives(piece) for piece in _PIECES.split(text)]
    return [fold("".join(chosen)) for chosen in product(*pieces)]


def counts_down(text: str, units: tuple[str, ...]) -> bool:
    """Whether a text names a time left in two units at least ("12 days 3 hours"): a single one may be anything."""
    return _two_units(units).search(normal_form(text)) is not None


@cache
def _two_units(units: tuple[str, ...]) -> re.Pattern[str]:
    unit = "|".join(re.escape(word) for word in sorted(map(normal_form, units), key=len, reverse=True))
    part = rf"\d{{1,4}}\s*(?:{unit})(?![^\W\d_])\.?"
    return patterns.compiled(rf"(?<!\w){part}[\s,]*(?:[^\W\d_]{{1,4}}\s+)?{part}")


@cache
def _compiled(text: str, units: tuple[str, ...], counted: tuple[str, ...]) -> re.Pattern[str]:
    pieces = _PIECES.split(text)
    written = [rf"(?<![^\W{UNSPACED}])"]
    for index, piece in enumerate(pieces):
        slot = _SLOT.fullmatch(piece)
        if slot is None:
            written.append(f"(?:{'|'.join(map(_literal, _alternatives(piece)))})")
            continue
        pattern = _SLOTS[slot[1]].replace("{lazy}", "?" if any(pieces[index + 1 :]) else "")
        if slot[1] == "countdown":
            pattern = pattern.replace("{countdown}", _countdown(units, counted))
        count = sum(other == piece for other in pieces[:index])
        written.append(pattern.replace(f"<{slot[1]}>", f"<{slot[1]}{count or ''}>"))
    return patterns.compiled("".join(written))  # of a normal form: its case is folded


def _alternatives(piece: str) -> list[str]:
    """The longest first: what an alternative says is not left to the words that may be inserted behind it."""
    return sorted(piece[1:-1].split("|"), key=len, reverse=True) if piece.startswith("[") else [piece]


def _literal(piece: str) -> str:
    """A piece beside a slot as a pattern of its normal form, with the space between the two."""
    before, after = (" " if char.isspace() else "" for char in (piece[:1], piece[-1:]))
    inner = re.escape(normal_form(piece)).replace(r"\ ", " ").replace(":", " ?[:：]")
    return before + inner + after if inner else before


@cache
def _countdown(units: tuple[str, ...], numbered: tuple[str, ...]) -> str:
    """A duration, or a clock, as often as it comes. A number with any other word is taken, too, and a unit with other
    words, so that a countdown of which nothing is understood is not lost in silence ("8 moons", "less than thirteen
    days")."""
    in_words = "|".join(map(re.escape, sorted(map(normal_form, in_full(units)), key=len, reverse=True)))
    worded = rf"|(?:[^\W\d_]{{1,16}}[\s-]){{1,3}}(?:{in_words})(?!\w)" if in_words else ""
    other = r"\d[\d.,:–-]{0,15}(?:\s?[^\W\d_]{1,16})?"
    return rf"{duration_pattern(units, numbered)}|{other}{worded}"


def in_full(units: Iterable[str]) -> tuple[str, ...]:
    """The units that are words of their own: no abbreviations, and none of a script without spaces."""
    return tuple(word for word in units if len(word) > _SHORT and not UNSPACED_LETTER.search(word))
