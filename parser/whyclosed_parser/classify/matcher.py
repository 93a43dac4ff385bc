"""The one interpreter behind every classifier: ordered word rules, read from the language packs.

A table is a TOML file of one kind and one language, `words/<language>/<kind>.toml`:

    ignore = [...]     phrases blanked out before anything is matched (traps such as "battery cover")
    gate = [...]       pieces of which every text that this table knows has one: a cheap test for whole pages
    [words]            named pieces of patterns; `%name%` inserts one
    [exact]            answer -> whole texts that have this answer
    [exact_moved]      the same for a parcel that has moved already; tried first then
    [[rule]]           first match wins: `answer`, `when` (any of), `unless` (none of), `moved`, `step`, `whole`

Rules see what a text asserts (`guard`); a row with `whole = true`, about a condition or a question, sees all of it.
An answer that says that something is done needs a clause that neither denies nor foresees it (`words/any/guard.toml`).
Patterns see text as `matched_form` leaves it: lower case, no apostrophes, single spaces. A new language is a new
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.classify.guard import Guard, guard
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import normal_form, same_letters
from whyclosed_parser.words.packs import languages, load, nearest

_PLACE = patterns.compiled(r"^(?:\s*[\[【][^\[\]【】]*[\]】])+")
_EDGE = " .,;:!-…。！，；：、．·•*|"
_LONGEST = 4000
"""No message is longer; what follows is not read."""


def matched_form(text: str) -> str:
    """The form that patterns match: the normal form without a leading `[place]`, apostrophes and outer punctuation."""
    text = _PLACE.sub("", normal_form(text[:_LONGEST])).replace("'", "")
    return " ".join(text.split()).strip(_EDGE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what the words mean. `moved` None: whether the parcel has moved does not matter."""

    step: str
    answer: str
    when: LazyPattern
    unless: LazyPattern | None
    moved: bool | None
    whole: bool = False

    def holds(self, text: str, moved: bool) -> bool:
        """Whether this row speaks about the folded `text`."""
        if self.moved is not None and self.moved is not moved:
            return False
        if not self.when.search(text):
            return False
        return self.unless is None or not self.unless.search(text)


@dataclass(frozen=True, slots=True)
class Table:
    """The rules of one kind of text in one language. `done`: answers that neither a denial nor a future gives; `past`:
    those that no future gives; `possible`: those that nothing gives that only may be."""

    exact: Mapping[str, str]
    exact_moved: Mapping[str, str]
    ignore: LazyPattern | None
    rules: tuple[Rule, ...]
    guard: Guard | None = None
    done: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    gate: tuple[str, ...] = ()

    def answer(self, text: str, moved: bool = False) -> str | None:
        """The answer for a folded text, or None where no row speaks about it."""
        if moved and text in self.exact_moved:
            return self.exact_moved[text]
        if text in self.exact:
            return self.exact[text]
        if self.ignore:
            text = self.ignore.sub(" ", text)
        if self.guard is None:
            return self._by_rules(text, text, moved)
        asserted = self.asserted(text)
        answer = self.exact.get(asserted) or self._by_rules(text, asserted, moved)
        for answers, real in (
            (self.possible, self.guard.certain),
            (self.past, self.guard.happened),
            (self.done, self.guard.affirmed),
        ):
            if answer in answers and (left := real(asserted)) != asserted:
                asserted = left.strip(_EDGE)
                answer = self.exact.get(asserted) or self._by_rules("", asserted, moved)
        return answer

    def asserted(self, text: str) -> str:
        """What of a folded text the guard of this language lets pass."""
        return self.guard.asserted(text).strip(_EDGE) if self.guard else text

    def suppresses(self, text: str, moved: bool = False) -> bool:
        """Whether the text speaks about what this table knows, but asserts nothing of it."""
        unguarded = self._by_rules(text, text, moved)
        return unguarded is not None and self.answer(text, moved) is None

    def _by_rules(self, whole: str, asserted: str, moved: bool) -> str | None:
        return next((rule.answer for rule in self.rules if rule.holds(whole if rule.whole else asserted, moved)), None)

    def answers(self) -> set[str]:
        """Every answer that this table can give."""
        return {*self.exact.values(), *self.exact_moved.values(), *(rule.answer for rule in self.rules)}


@cache
def table(kind: str, language: str) -> Table:
    """The compiled table. Raises `ValueError` for a faulty one: a fault of the data, never of a page."""
    data = load(language, kind)
    if strange := set(data) - {"ignore", "gate", "words", "exact", "exact_moved", "rule"}:
        raise ValueError(f"{language}/{kind}: unknown keys {sorted(strange)}")
    words: dict[str, str] = data.get("words", {})
    if not all(isinstance(piece, str) for piece in words.values()):
        raise ValueError(f"{language}/{kind}: [words] holds pieces of patterns only")
    guarded = load("any", "guard")
    return Table(
        exact=_whole_texts(data.get("exact", {})),
        exact_moved=_whole_texts(data.get("exact_moved", {})),
        ignore=_pattern(data.get("ignore", ()), words),
        rules=tuple(_rule(row, words) for row in data.get("rule", ())),
        guard=guard(language) if kind in guarded else None,
        done=frozenset(guarded.get(kind, ())),
        past=frozenset(guarded.get(f"{kind}_past", ())),
        possible=frozenset(guarded.get(f"{kind}_possible", ())),
        gate=tuple(map(normal_form, data.get("gate", ()))),
    )


@lru_cache(maxsize=2048)
def read(kind: str, text: str, language: str | None = None, moved: bool = False) -> str | None:
    """What a text means: asked in the page's language, then in English, then in all others at once.

    The others answer only if they agree. None: nobody knows these words.
    """
    folded = matched_form(text)
    if not folded:
        return None
    known = languages(kind)
    first = [name for name in dict.fromkeys((nearest(language, kind), "en")) if name in known]
    for name in first:
        if (answer := table(kind, name).answer(folded, moved)) is not None:
            return answer
    if any(table(kind, name).suppresses(folded, moved) for name in first):
        return None
    for name in first:
        folded = table(kind, name).asserted(folded)
    rest = [table(kind, name) for name in known if name not in first]
    others = {one.answer(folded, moved) for one in rest} - {None}
    if len(others) != 1 or any(one.suppresses(folded, moved) for one in rest):
        return None
    return others.pop()


def may_say(kind: str, low: str) -> bool:
    """Whether a text in its normal form may hold a sentence that a table of this kind knows."""
    return any(piece in low for language in languages(kind) for piece in table(kind, language).gate)


def _whole_texts(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for answer, members in groups.items():
        for member in members:
            if texts.setdefault(matched_form(member), answer) != answer:
                raise ValueError(f"{member!r} has two answers")
    return texts


def _rule(row: Mapping[str, Any], words: Mapping[str, str]) -> Rule:
    unknown = set(row) - {"step", "answer", "when", "unless", "moved", "whole"}
    when = _pattern(row.get("when", ()), words)
    if unknown or when is None:
        raise ValueError(f"a rule for {row.get('answer')} has no `when` or unknown keys {sorted(unknown)}")
    return Rule(
        step=row.get("step", ""),
        answer=row["answer"],
        when=when,
        unless=_pattern(row.get("unless", ()), words),
        moved=row.get("moved"),
        whole=row.get("whole", False),
    )


def _pattern(parts: Iterable[str], words: Mapping[str, str]) -> LazyPattern | None:
    """One pattern that matches where any part does; None for no parts."""
    written = [_expand(part, words) for part in parts]
    return LazyPattern(same_letters("|".join(f"(?:{part})" for part in written))) if written else None


def _expand(part: str, words: Mapping[str, str]) -> str:
    """Put the named pieces into a pattern; a piece may name others."""

    def insert(name: re.Match[str]) -> str:
        if name[1] not in words:
            raise ValueError(f"%{name[1]}% is not among [words]")
        return f"(?:{_expand(words[name[1]], words)})"

    return re.sub(r"%(\w+)%", insert, part)
