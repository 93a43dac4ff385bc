"""What one language reads in a text: ordered word rules, from its pack.

A table is a TOML file of one kind and one language, `words/<language>/<kind>.toml`:

    ignore = [...]     phrases blanked out before anything is matched (traps such as "battery cover")
    whole = true       every row sees all of a text, but those with `whole = false`
    gate = [...]       pieces of which every text that this table knows has one: a cheap test for whole pages
    [words]            named pieces of patterns; `%name%` inserts one
    [exact]            answer -> whole texts that have this answer
    [exact_moved]      the same for a parcel that has moved already; tried first then
    [[rule]]           first match wins: `answer`, `when` (any of), `also` (each of, anywhere in the text), `unless`
                       (none of), `moved`, `step`, `whole`, and `denies`

A kind may have its rules in `words/any/<kind>.toml`, over words that each language has of its own.

Rules see what a text asserts (`guard`); a row with `whole = true`, about a condition or a question, sees all of it.
None sees what a text takes back, and only a row with `whole = true` what it says of another order.
An answer that says that something is done needs a clause that neither denies nor foresees it (`words/any/guard.toml`);
the words of a row with `denies = true` are a denial themselves ("not in stock"), and only may not foresee.
Patterns see text as `matched_form` leaves it: lower case, no apostrophes, single spaces. A new language is a new
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.classify.guard import Guard, guard
from whyclosed_parser.classify.sieve import Sieve
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.text import normal_form, same_letters
from whyclosed_parser.words.evidence import script_of, scripts_of
from whyclosed_parser.words.packs import languages, load, shared

_PLACE = patterns.compiled(r"^(?:\s*[\[【][^\[\]【】]*[\]】])+")
_ADDRESS = patterns.compiled(
    r"https?://(?:(?![,;!。、][\u3040-\u30ff\u3400-\u9fff])\S)+|(?<![^\s<>(\[])[^\s<>(\[@]++@[\w-]++(?:\.[\w-]++)+"
)
"""Of mail or the web: nothing is said by the words of which one is made. Who writes Chinese or Japanese puts no space
behind one."""
_EDGE = " .,;:!-…。！，；：、．·•*|"
_OF_ONE_LANGUAGE = frozenset(["HANGUL", "HIRAGANA"])
"""Scripts that stand beside Chinese letters: a text with them is not Chinese."""
LONGEST = 4000
"""No message is longer; what follows is not read."""
_ENDLESS = patterns.compiled(r"(\\[wSd])([*+])(?!\+)")
_IN_A_WORD = {"*": "{0,40}", "+": "{1,40}"}
"""No word or number goes on longer; a run without an end is not looked at again from each of them."""


def matched_form(text: str) -> str:
    """The form that patterns match: the normal form without addresses, a leading `[place]`, apostrophes and outer
    punctuation."""
    text = _PLACE.sub("", normal_form(text[:LONGEST])).replace("'", "")
    if "@" in text or "://" in text:
        text = _ADDRESS.sub("@", text)
    return " ".join(text.split()).strip(_EDGE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what the words mean. `moved` None: whether the parcel has moved does not matter. `denies`: they deny
    something themselves."""

    step: str
    answer: str
    when: LazyPattern
    unless: LazyPattern | None
    moved: bool | None
    whole: bool = False
    denies: bool = False
    also: tuple[LazyPattern, ...] = ()

    def holds(self, text: str, moved: bool) -> bool:
        """Whether this row speaks about the folded `text`."""
        if self.moved is not None and self.moved is not moved:
            return False
        if not self.when.search(text) or not all(one.search(text) for one in self.also):
            return False
        return self.unless is None or not self.unless.search(text)


_EMPTY = Sieve(())


@dataclass(frozen=True, slots=True)
class Table:
    """The rules of one kind of text in one language. `done`: answers that neither a denial nor a future gives;
    `running`: the same, but a word for the future within the row's own words is of the present ("wird bearbeitet");
    `past`: those that no future gives; `possible`: those that nothing gives that only may be. `is_whole`: whether every
    row sees the whole text. `scripts`: those that its language is written in, none for any. `sieve`: which rules are
    worth trying."""

    exact: Mapping[str, str]
    exact_moved: Mapping[str, str]
    ignore: LazyPattern | None
    rules: tuple[Rule, ...]
    guard: Guard | None = None
    done: frozenset[str] = frozenset()
    running: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()
    possible: frozenset[str] = frozenset()
    is_whole: bool = False
    gate: tuple[str, ...] = ()
    scripts: frozenset[str] = frozenset()
    sieve: Sieve = _EMPTY

    def answer(self, text: str, moved: bool = False) -> str | None:
        """The answer for a folded text, or None where no row speaks about it, or only in what does not count."""
        answer, row = self._answer(text, moved)
        if answer is None or self.guard is None:
            return answer
        kept = self.guard.standing(text)
        if row is None or not row.whole:
            kept = self.guard.own(kept)
        return answer if kept == text else self._answer(kept, moved)[0]

    def _answer(self, text: str, moved: bool) -> tuple[str | None, Rule | None]:
        if moved and text in self.exact_moved:
            return self.exact_moved[text], None
        if text in self.exact:
            return self.exact[text], None
        if self.ignore:
            text = self.ignore.sub(" ", text)
        if self.guard is None:
            row = self._rule(text, text, moved)
            return (row.answer if row else None), row
        asserted = self.asserted(text)
        answer, row = self._said(text, asserted, moved)
        for answers, real in (
            (self.possible, self.guard.certain),
            (self.past, self.guard.happened),
            (self.running, partial(self.guard.running, said=row.when) if row else self.guard.affirmed),
            (self.done, self.guard.happened if row and row.denies else self.guard.affirmed),
        ):
            is_sure = row is not None and row.whole  # it speaks of the whole text, and of what that must not say
            if answer in answers and not is_sure and (left := real(asserted)) != asserted:
                asserted = left.strip(_EDGE)
                answer, row = self._said("", asserted, moved)
        return answer, row

    def asserted(self, text: str) -> str:
        """What of a folded text the guard of this language lets pass; all of it where every row sees the whole."""
        return text if self.guard is None or self.is_whole else self.guard.asserted(text).strip(_EDGE)

    def may_read(self, text: str) -> bool:
        """Whether a folded text has letters that this language is written in. Asking costs the patterns' compiling."""
        written = _scripts_of(text)
        return not self.scripts or not (self.scripts.isdisjoint(written) or (written & _OF_ONE_LANGUAGE) - self.scripts)

    def suppresses(self, text: str, moved: bool = False) -> bool:
        """Whether the text speaks about what this table knows, but asserts nothing of it."""
        return self._rule(text, text, moved) is not None and self.answer(text, moved) is None

    def _said(self, whole: str, asserted: str, moved: bool) -> tuple[str | None, Rule | None]:
        """What is asserted, and the row that says so."""
        if asserted in self.exact:
            return self.exact[asserted], None
        row = self._rule(whole, asserted, moved)
        return (row.answer if row else None), row

    def _rule(self, whole: str, asserted: str, moved: bool) -> Rule | None:
        text = asserted if whole in ("", asserted) else f"{whole}\n{asserted}"
        rows = map(self.rules.__getitem__, self.sieve.places(text))
        return next((rule for rule in rows if rule.holds(whole if rule.whole else asserted, moved)), None)

    def answers(self) -> set[str]:
        """Every answer that this table can give."""
        return {*self.exact.values(), *self.exact_moved.values(), *(rule.answer for rule in self.rules)}


@cache
def table(kind: str, language: str) -> Table:
    """The compiled table of a language pack; its rules may be those of all languages."""
    return build(kind, language, {**shared(kind), **load(language, kind)})


def build(kind: str, language: str, data: Mapping[str, Any]) -> Table:
    """Compile a table. Raises `ValueError` for a faulty one: a fault of the data, never of a page."""
    if strange := set(data) - {"ignore", "whole", "gate", "words", "exact", "exact_moved", "rule"}:
        raise ValueError(f"{language}/{kind}: unknown keys {sorted(strange)}")
    words: dict[str, str] = data.get("words", {})
    if not all(isinstance(piece, str) for piece in words.values()):
        raise ValueError(f"{language}/{kind}: [words] holds pieces of patterns only")
    guarded = load("any", "guard")
    rules = tuple(_rule({"whole": data.get("whole", False), **row}, words) for row in data.get("rule", ()))
    return Table(
        exact=_whole_texts(data.get("exact", {})),
        exact_moved=_whole_texts(data.get("exact_moved", {})),
        ignore=_pattern(data.get("ignore", ()), words),
        rules=rules,
        sieve=Sieve([one.when.pattern for one in rules]),
        guard=guard(language) if kind in guarded else None,
        done=frozenset(guarded.get(kind, ())),
        running=frozenset(guarded.get(f"{kind}_running", ())),
        past=frozenset(guarded.get(f"{kind}_past", ())),
        possible=frozenset(guarded.get(f"{kind}_possible", ())),
        is_whole=all(one.whole for one in rules),
        gate=tuple(map(normal_form, data.get("gate", ()))),
        scripts=scripts_of(language),
    )


def _whole_texts(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for answer, members in groups.items():
        for member in members:
            if texts.setdefault(matched_form(member), answer) != answer:
                raise ValueError(f"{member!r} has two answers")
    return texts


@lru_cache(maxsize=8)
def _scripts_of(text: str) -> frozenset[str]:
    """Every table is asked about the same text, one after the other."""
    return frozenset(map(script_of, set(text)))


def _rule(row: Mapping[str, Any], words: Mapping[str, str]) -> Rule:
    unknown = set(row) - {"step", "answer", "when", "unless", "moved", "whole", "denies", "also"}
    when = _pattern(row.get("when", ()), words)
    if unknown or when is None:
        raise ValueError(f"a rule for {row.get('answer')} has no `when` or unknown keys {sorted(unknown)}")
    return Rule(
        step=row.get("step", ""),
        answer=row["answer"],
        when=when,
        unless=_pattern(row.get("unless", ()), words),
        moved=row.get("moved"),
        whole=row["whole"],
        denies=row.get("denies", False),
        also=tuple(LazyPattern(written(part, words)) for part in row.get("also", ())),
    )


def _pattern(parts: Iterable[str], words: Mapping[str, str]) -> LazyPattern | None:
    """One pattern that matches where any part does; None for no parts."""
    ways = [written(part, words) for part in parts]
    return LazyPattern("|".join(f"(?:{way})" for way in ways)) if ways else None


@cache
def named(kind: str, name: str, among: tuple[str, ...]) -> LazyPattern:
    """The words of this name of a kind in any of these languages; in all of them where there are none."""
    packs = [load(one, kind)["words"] for one in languages(kind) if one in among or not among]
    return LazyPattern("|".join(f"(?:{written(pack[name], pack)})" for pack in packs if name in pack) or "(?!)")


def written(part: str, words: Mapping[str, str]) -> str:
    """A pattern as it is compiled: named pieces put in, letters that look alike made one, an end to each word."""
    ended = _ENDLESS.sub(lambda found: found[1] + _IN_A_WORD[found[2]], _expand(part, words))
    return same_letters(ended)


def _expand(part: str, words: Mapping[str, str]) -> str:
    """Put the named pieces into a pattern; a piece may name others."""

    def insert(name: re.Match[str]) -> str:
        if name[1] not in words:
            raise ValueError(f"%{name[1]}% is not among [words]")
        return f"(?:{_expand(words[name[1]], words)})"

    return re.sub(r"%(\w+)%", insert, part)
