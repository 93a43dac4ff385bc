"""What a sentence asserts: a condition, a question, a rule of the house or an advert says nothing that happened.

The words stand in `words/<language>/guard.toml`, as patterns that see text as `matched_form` leaves it:

    conditions     "if", "unless": the sentence is about a case; what an own clause before them reports stays
    consequences   "otherwise", "or it will": from here on it is about a case
    questions      openings of a question without its mark
    rules          what holds for every order ("an order is closed when")
    others         what is said of another order than this one
    contrasts      that this order is another one ("this one was not"): neither it nor the sentence before is of it
    retractions    what was said, and does not hold ("that notice was sent by mistake", "I never said that")
    adverts        adverts, advice, dialogs
    past           what makes a clause a report
    futures        what has not happened yet
    denials        what has not happened
    modals         those of them that leave open whether it will
    joints         words that part two clauses
    reasons        how a sentence begins that gives the reason of the one before it
    causes         words that part a clause from its reason
    since          openings after a number of days that say since when they count: "of", "after"
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.marks import AHEAD
from whyclosed_parser.values.text import same_letters
from whyclosed_parser.words.packs import languages, load

_SENTENCES = patterns.compiled(r"([.!?…](?!\d)|[。！？؟;；·•|]|\n)")
_CLAUSES = r"[,،、，:：](?!\d)|\s?-\s|[()（）]"
_MARKS = frozenset("?？؟")
_ALTERNATIVES = patterns.compiled(r"[^\W\d_]\s?/\s?[^\W\d_]+\s?/\s?[^\W\d_]")
"""A reason out of a list to choose from: "Tracked as returned/canceled/lost"."""
_PATTERNS = (
    "conditions", "consequences", "questions", "rules", "others", "contrasts", "retractions", "adverts", "past",
    "futures", "modals", "denials", "since", "reasons",
)  # fmt: skip
_COMMAS = (",", "،", "、", "，")
_FEW = 2
_NEVER = LazyPattern(r"(?!)")


@dataclass(frozen=True, slots=True)
class Guard:
    """The guard of one language. Every text is one that `matched_form` made."""

    conditions: LazyPattern
    consequences: LazyPattern
    questions: LazyPattern
    rules: LazyPattern
    others: LazyPattern
    contrasts: LazyPattern
    retractions: LazyPattern
    adverts: LazyPattern
    past: LazyPattern
    futures: LazyPattern
    modals: LazyPattern
    denials: LazyPattern
    since: LazyPattern
    reasons: LazyPattern
    """How a sentence begins that gives the reason of the one before it."""
    clauses: LazyPattern
    parts: LazyPattern
    """`clauses`, and those behind a word for a reason."""

    def asserted(self, text: str) -> str:
        """The text without what it only asks, supposes, or says of every order. The same text where it asserts all."""
        kept = [self._asserted(sentence, mark) for sentence, mark in _sentences(text)]
        return " ".join("".join(kept).split())

    def standing(self, text: str) -> str:
        """The text without what it takes back: the last sentence that does, and all before it."""
        taken_back = [said.end() for said in self.retractions.finditer(text)]
        if not taken_back:
            return text
        end = _SENTENCES.search(text, taken_back[-1])
        return text[end.end() :].strip() if end else ""

    def own(self, text: str) -> str:
        """The text without the sentences about another order. The same text where there are none."""
        if not (self.others.search(text) or self.contrasts.search(text)):
            return text
        kept: list[str] = []
        for said, mark in _sentences(text):
            if self.contrasts.search(said):
                del kept[-1:]
            elif not self.others.search(said):
                kept.append(said + mark)
        return "".join(kept).strip()

    def unsaid(self, behind: str) -> bool:
        """Whether what stands behind a sentence takes it back, or says that it is of another order."""
        following = next((said for said, _ in _sentences(behind) if said.strip()), "")
        return bool(self.retractions.search(behind) or self.contrasts.search(following))

    def affirmed(self, text: str) -> str:
        """Of an asserted text what has happened: without the clauses that deny or foresee."""
        return _without(text, self.parts, self.futures.search, self.denials.search)

    def running(self, text: str, said: LazyPattern) -> str:
        """Of an asserted text what goes on: without the clauses that deny, or foresee in other words than those that
        `said` finds. "Wird bearbeitet" is the future in some sentences and the present in others."""
        text = _without(text, self.parts, self.denials.search)
        if not self.futures.search(said.sub(" ", text)):
            return text
        return _without(text, self.parts, lambda clause: self.futures.search(said.sub(" ", clause)))

    def happened(self, text: str) -> str:
        """Of an asserted text what has happened or not happened: without the clauses that foresee."""
        return _without(text, self.clauses, self.futures.search)

    def certain(self, text: str) -> str:
        """Of an asserted text what has happened or will: without the clauses that leave it open."""
        return _without(text, self.clauses, self.modals.search)

    def general(self, sentence: str) -> bool:
        """Whether a sentence asks, leaves open which of several things it says, or speaks of every order instead of
        this one."""
        return self.asks(sentence) or bool(_ALTERNATIVES.search(sentence) or self.rules.search(sentence))

    def asks(self, sentence: str) -> bool:
        """Whether a sentence opens like a question."""
        return bool(self.questions.search(sentence))

    def _asserted(self, sentence: str, mark: str) -> str:
        if sentence.lstrip()[:1] in AHEAD or mark in _MARKS or self.general(sentence) or self.adverts.search(sentence):
            return " "
        if (case := self.conditions.search(sentence)) is not None:
            head = self._own_clauses(sentence[: case.start()])
            if not self.past.search(head) or self.futures.search(head):
                return " "
            sentence = head
        if (turn := self.consequences.search(sentence)) is not None:
            sentence, mark = sentence[: turn.start()], " "
        return sentence + mark

    def _own_clauses(self, head: str) -> str:
        """The clauses before the one that a condition belongs to."""
        ends = [found.start() for found in self.clauses.finditer(head)]
        return head[: ends[-1]] if ends else ""


def denied(before: str, after: str, guards: Sequence[Guard]) -> bool:
    """Whether the clause around some words denies them, in one of the languages of the page: Spanish shares its "no"
    with English, and has its own words for a condition. A denial inside a condition denies nothing: "if it is not
    shipped within 5 days" gives 5 days, also where the word for it comes behind the denial ("発送しない場合")."""
    head = min((one.clauses.split(before)[-1] for one in guards), key=len, default=before)
    tail = min((_clause_behind(after, one, of=head) for one in guards), key=len, default=after)
    if any(one.conditions.search(head) for one in guards):
        return False
    cases = [case.start() for one in guards if (case := one.conditions.search(tail)) is not None]
    end = min(cases, default=len(tail) + 1)
    found = [no.end() for one in guards for no in one.denials.finditer(tail[:end])]
    return any(one.denials.search(head) for one in guards) or any(at < end for at in found)


def _clause_behind(after: str, one: Guard, *, of: str) -> str:
    """The rest of a clause that begins with `of`, or all of the next one where it is no more than a word or two:
    "Until Dec 5, you cannot …"."""
    rest, *following = one.clauses.split(after)
    is_led = after.lstrip()[:1] in _COMMAS and 0 < len(of.split()) <= _FEW
    return following[0] if following and is_led and not rest.strip() else rest


def _without(text: str, parting: LazyPattern, *unreal: Callable[[str], object]) -> str:
    clauses = [clause for sentence, _ in _sentences(text) for clause in parting.split(sentence)]
    if not any(found(clause) for clause in clauses for found in unreal):
        return text
    kept = (clause.strip() for clause in clauses if not any(found(clause) for found in unreal))
    return ", ".join(clause for clause in kept if clause)


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    pieces = [*_SENTENCES.split(text), ""]
    return zip(pieces[::2], pieces[1::2], strict=False)


@cache
def guard(language: str) -> Guard:
    """The guard of a language that has one; one that lets everything pass for the others."""
    data: dict[str, Any] = load(language, "guard") if language in languages("guard") else {}
    if strange := set(data) - {*_PATTERNS, "joints", "causes"}:
        raise ValueError(f"{language}/guard: unknown keys {sorted(strange)}")
    patterns = {key: _any(data.get(key, ())) for key in _PATTERNS}
    joints = [_CLAUSES, *data.get("joints", ())]
    parts = [*joints, *data.get("causes", ())]
    return Guard(**patterns, clauses=_compiled(joints), parts=_compiled(parts))


@cache
def guards(languages: tuple[str, ...]) -> tuple[Guard, ...]:
    """The guards of several languages."""
    return tuple(map(guard, languages))


def _any(patterns: list[str] | tuple[str, ...]) -> LazyPattern:
    return _compiled(f"(?:{pattern})" for pattern in patterns) if patterns else _NEVER


def _compiled(patterns: Iterable[str]) -> LazyPattern:
    return LazyPattern(same_letters("|".join(patterns)))
