"""Deadlines in words of their own: a last day or a time left, and what the sentence around it says is to be done.

The words stand in `words/<language>/deadline.toml`, rules that see the clause of the time first, then the sentence,
with one sign for the time: § where its own words bound it ("by", "within"), ¤ where only others may ("deadline",
"left"). The answer `none` is a time of somebody else's, or no deadline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple, cast

from whyclosed_parser import patterns
from whyclosed_parser.classify import guard, guards
from whyclosed_parser.classify.matcher import may_say
from whyclosed_parser.classify.sieve import pieces_of
from whyclosed_parser.classify.tables import matched_form, named, table, written
from whyclosed_parser.model import TimerKind
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.read.values import as_date
from whyclosed_parser.values.bounds import Bound, bound_of, names_end
from whyclosed_parser.values.dates import find_dates, read_when
from whyclosed_parser.values.durations import find_durations, has_time_within, is_later, is_within
from whyclosed_parser.values.text import COLONS, composed, fold, normal_form
from whyclosed_parser.words import Words
from whyclosed_parser.words.packs import languages, load
from whyclosed_parser.words.templates import Said

_BOUND, _LOOSE = _SIGNS = ("§", "¤")
_NONE, _UNSAID = "none", "unsaid"
_LONGEST_JOINT = 6  # characters between a word such as "after" and what time counts from
_Time = tuple[str, tuple[int, int], str]
"""A slot, where what fills it stands, and its sign."""
_LONGEST = 400  # characters; no sentence is longer
_MOST_KNOWN = 1024  # texts that are remembered from line to line
_ENDED = patterns.compiled(r"(?<=[^\W\d_]{4}[.!?])\s+")
"""Between two sentences, once no month stands there, of which the dot would be no end."""
_WORD_BEGINS = patterns.compiled(r"(?<![^|(:])\\b")


def may_name_a_deadline(low: str, words: Words) -> bool:
    """Whether a text in its normal form may hold such a sentence: a cheap test before any line is read."""
    return may_say("deadline", low, words.languages) and may_name_an_end(low, words)


@lru_cache(maxsize=64)  # several readers ask of all words of an order
def may_name_an_end(low: str, words: Words) -> bool:
    """Whether a text in its normal form may hold a time that is an end, whatever of: a time counts only where a word
    says so, one that bounds it, or one that says that it runs out."""
    return _says_end(low, words.languages) or names_end(low) or has_time_within(low, words.units)


def _says_end(low: str, among: tuple[str, ...]) -> bool:
    """Whether a word says that a time runs out, wherever the time stands."""
    pattern, pieces = _ends(among)
    return any(map(low.__contains__, pieces)) and pattern.search(low.replace("'", "")) is not None


def _packs(among: tuple[str, ...]) -> list[dict[str, str]]:
    """The named words of these languages."""
    return [load(one, "deadline")["words"] for one in languages("deadline") if one in among]


@cache
def _ends(among: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """These words, before which the last digit of the time may stand, and pieces of which each such text has one."""
    packs = _packs(among)
    ways = [written(pack[name], pack).replace(_LOOSE, "") for pack in packs for name in ("ends", "automatic")]
    pattern = "|".join(_WORD_BEGINS.sub(r"(?<![^\\W\\d_])", way) for way in ways) or "(?!)"
    return patterns.compiled(pattern), pieces_of(pattern) or ("",)


@lru_cache(maxsize=_MOST_KNOWN)
def may_tell_an_end(text: str, words: Words) -> bool:
    """Whether a text may be such a sentence for what it is about: nearly all lines are none. The cards of a list and
    the frame of the site say the same again and again."""
    return may_say("deadline", normal_form(text), words.languages)


class Deadline(NamedTuple):
    """What a time is the end of, and where it stands. `supposed`: its clause is a condition ("if you do not answer
    by"); `loose`: no word beside it says that it is an end."""

    kind: TimerKind
    said: Said
    supposed: bool
    loose: bool


def deadline(sentence: str, words: Words) -> Deadline | None:
    """What the one time in a sentence is the end of; None where it has none, or several, or nobody knows."""
    found = _marked(sentence, words)
    if found is None:
        return None
    sentence, marked, (slot, (start, end), sign) = found
    kind = next((one for one in _kinds(marked, sign, words) if one not in (None, _UNSAID)), _NONE)
    if kind == _NONE:
        return None
    if slot == "countdown" and _begins_later(marked, sign, words):
        return None
    supposed = any(_supposes(clause, words) for clause in _clauses(marked, sign, words)) or any(
        sign in found[0] for one in guards(words.languages) for found in one.conditions.finditer(marked)
    )
    return Deadline(
        cast("TimerKind", kind), Said(sentence, (start, end), {slot: (start, end)}), supposed, sign == _LOOSE
    )


def is_of_somebody(sentence: str, words: Words) -> bool:
    """Whether the one time in a sentence runs out, and no word says for whom: "They have 3 days left to respond"."""
    found = _marked(sentence, words, knows_words=False)
    return found is not None and _is_nobodys(found, words)


def is_about_another_thing(text: str, words: Words) -> bool:
    """Whether a text speaks of what has times of its own: coupons, pick-up, duties."""
    return _named("apart", words.languages).search(matched_form(text)) is not None


def promises_gain(said: str, words: Words) -> bool:
    """Whether a sentence, in the form that patterns match, promises something to who is in time, as adverts do."""
    return _named("gain", words.languages).search(said) is not None


def ends_with_seller(before: str, words: Words) -> bool:
    """Whether the words in front of a verb end with the seller, who does then what else would be asked of the buyer:
    "El vendedor responde"."""
    said = matched_form(before)
    return any(found.end() == len(said) for found in _named("seller", words.languages).finditer(said))


class AnswerAwaited(NamedTuple):
    """The time by which somebody shall answer, whom the sentence does not name. `by_another`: it speaks of him as of
    neither who writes nor who reads ("They have until Dec 1 to answer")."""

    said: Said
    loose: bool
    by_another: bool


def answer_awaited(sentence: str, words: Words) -> AnswerAwaited | None:
    """The time by which somebody shall answer, of which only the page can tell who; None where the words do."""
    found = _marked(sentence, words)
    if found is None or not _is_nobodys(found, words):
        return None
    sentence, marked, (slot, (start, end), sign) = found
    if not _named("answer", words.languages).search(marked) or _begins_later(marked, sign, words):
        return None
    said = Said(sentence, (start, end), {slot: (start, end)})
    return AnswerAwaited(said, sign == _LOOSE, _named("they", words.languages).search(marked) is not None)


def awaits_the_seller(sentence: str, words: Words) -> bool:
    """Whether a sentence says that the seller's answer is waited for, or asks to wait for it."""
    turn, answer, send = (_named(name, words.languages) for name in ("turn", "answer", "send"))
    said = matched_form(sentence)
    if turn.search(said) is None:
        return False
    for one in guards(words.languages):
        said = one.running(one.asserted(said), turn)
    clauses = (clause for one in guards(words.languages) for clause in one.clauses.split(said))
    return any(turn.search(one) and answer.search(one) and not send.search(one) for one in clauses)


def _named(name: str, among: tuple[str, ...]) -> LazyPattern:
    """The words of this name in any of these languages."""
    return named("deadline", name, among)


def _is_nobodys(found: tuple[str, str, _Time], words: Words) -> bool:
    """Whether no language of the page says what a time is the end of, but one that it is."""
    return {*_kinds(found[1], found[2][2], words)} - {_UNSAID} == {None}


def _marked(sentence: str, words: Words, *, knows_words: bool = True) -> tuple[str, str, _Time] | None:
    """A sentence as it is read, the same with a sign for its one time, without others in front or behind, and that
    time. `knows_words`: only one with words that a deadline has."""
    if len(sentence) > _LONGEST or any(map(sentence.__contains__, _SIGNS)):
        return None
    if knows_words and not may_tell_an_end(sentence, words):
        return None
    sentence = composed(fold(sentence))
    time = _time(sentence, words)
    if time is None:
        return None
    _, (start, end), sign = time
    marked = f"{sentence[:start]} {sign} {sentence[end:]}"
    return sentence, matched_form(next(one for one in _ENDED.split(marked) if sign in one)), time


def _kinds(marked: str, sign: str, words: Words) -> Iterator[str | None]:
    """What each language of the page reads in it."""
    if promises_gain(marked, words) or _named("extension", words.languages).search(marked) is not None:
        return iter((_NONE,))
    known = languages("deadline")
    return (_kind(marked, sign, language) for language in words.languages if language in known)


def ahead_of(sentence: str, words: Words, captured_at: datetime | None) -> str | None:
    """The clause with the later of two days, where the other one had come: "It was shipped on Oct 2 and will be
    confirmed automatically on Nov 27"."""
    sentence = composed(fold(sentence))
    located = find_dates(sentence, words.months) if captured_at is not None and len(sentence) <= _LONGEST else ()
    days = [read_when(one.text, words.months, near=captured_at) for one in located]
    if captured_at is None or len(days) != 2 or days[0] is None or days[1] is None:
        return None
    was, will = map(as_date, (days[0], days[1]))
    between = sentence[located[0].end : located[1].start]
    joints = (one.clauses.search(between.lower()) for one in guards(words.languages))
    joint = next((one for one in joints if one is not None), None)
    if joint is None or not was <= captured_at.date() <= will:
        return None
    return sentence[located[0].end + joint.end() :].strip()


def _time(sentence: str, words: Words) -> _Time | None:
    """The one time of a sentence: the slot that it fills, where it stands, and its sign."""
    located = find_dates(sentence, words.months)
    durations = [
        (start, end)
        for start, end in find_durations(sentence, words.units)
        if not any(day.start <= start < day.end for day in located)  # which may have an hour
    ]
    if located:
        start, end = located[0].start, located[0].end
        bound = bound_of(sentence, start, end, "")
        if bound == "first":  # "if it is not here by" may be written "not before"
            bound = _bound_if_not(sentence, start, end, words)
        if bound == "last" and len(located) == 1:
            return "date", (start, end), _BOUND
        if durations or len(located) > 1 or bound in ("first", "about"):
            return None  # a day on which something was is no end, where a time is left
        return "date", (start, end), _LOOSE
    if len(durations) != 1:
        return None
    start, end = durations[0]
    before = sentence[:start].rstrip()
    is_bounded = before.endswith(COLONS) or (is_within(before) and not is_later(before))
    return "countdown", (start, end), _BOUND if is_bounded else _LOOSE


def _bound_if_not(sentence: str, start: int, end: int, words: Words) -> Bound | None:
    before = matched_form(sentence[:start])
    if not _supposes(before, words):
        return "first"
    for one in guards(words.languages):
        before = one.denials.sub(" ", before)
    led = f"{before} "
    return bound_of(led + sentence[start:], len(led), len(led) + end - start, "")


def _supposes(text: str, words: Words) -> bool:
    return any(one.conditions.search(text) for one in guards(words.languages))


def _begins_later(marked: str, sign: str, words: Words) -> bool:
    """Whether a time left counts from something to come, which a clause in front of its own names: "if the seller
    agrees, send it back within 7 days", "after that you have 7 days"."""
    before = marked.partition(sign)[0]
    for one in guards(words.languages):
        if any(one.conditions.search(clause) or one.since.search(clause) for clause in one.clauses.split(before)[:-1]):
            return True
    return False


def _clauses(marked: str, sign: str, words: Words) -> list[str]:
    """The clauses of the time, as each language of the page parts them."""
    return [clause for one in guards(words.languages) for clause in one.clauses.split(marked) if sign in clause]


def _kind(marked: str, sign: str, language: str) -> str | None:
    """What a language reads in the time's own clause, or else in the whole sentence."""
    rules = table("deadline", language)
    answers = map(rules.answer, _own_clauses(marked, sign, language))
    kind = next((one for one in answers if one not in (None, _NONE, _UNSAID)), None) or rules.answer(marked)
    return _NONE if kind == "dispute_window" and _counts_from_a_claim(marked, sign, language) else kind


def _counts_from_a_claim(marked: str, sign: str, language: str) -> bool:
    """Whether a time counts from the opening of a dispute, and so is none for it: "within 3 days of opening a
    dispute"."""
    behind = marked.partition(sign)[2]
    since, claim = guard(language).since.search(behind), _named("claim", (language,)).search(behind)
    return since is not None and claim is not None and 0 <= claim.start() - since.end() <= _LONGEST_JOINT


def _own_clauses(marked: str, sign: str, language: str) -> Iterator[str]:
    """The clause of the time, before it the same with the head that a colon parts from it, which says of whom it
    speaks."""
    parting = guard(language).clauses
    front, _, back = marked.partition(sign)
    clause = f"{parting.split(front)[-1]}{sign}{parting.split(back)[0]}"
    head = front.removesuffix(parting.split(front)[-1]).rstrip()
    if head.endswith(COLONS):
        yield f"{parting.split(head[:-1])[-1].strip()}: {clause.strip()}"
    yield clause.strip()
