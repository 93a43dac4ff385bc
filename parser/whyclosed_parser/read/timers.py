"""Deadlines and countdowns: sentences of the language pack, found anywhere in an order's text."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby, pairwise

from whyclosed_parser import patterns
from whyclosed_parser.classify.tables import matched_form
from whyclosed_parser.model import Timer, TimerKind
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.deadlines import (
    AnswerAwaited,
    ahead_of,
    deadline,
    ends_with_seller,
    may_name_a_deadline,
    may_tell_an_end,
    promises_gain,
)
from whyclosed_parser.read.endings import Ending, FoundTimer
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.values.durations import (
    find_durations,
    read_duration,
)
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.values.text import COLONS, ENDS, has_digit, normal_form, words_key
from whyclosed_parser.words import Template, Words
from whyclosed_parser.words.templates import Said, in_full

_APART = frozenset("·•|")
"""Between the promises of a row, at the end of a line or at the beginning of the next."""
_RATHER = {
    "buyer_response": ("seller_response",),
    "confirm": ("seller_response",),
    "dispute_window": ("appeal", "buyer_response", "seller_response"),
    "return_window": ("return_by", "refund_if_undelivered"),
    "ship": ("refund_if_undelivered",),
}
"""Kinds of timers whose words are a part of those of others: these are meant where one sentence says both."""
_BY_WHOM = {
    "appeal": "buyer_response",
    "buyer_response": "seller_response",
    "dispute_window": "buyer_response",
    "seller_response": "buyer_response",
    "ship": "return_by",
}
"""What a sentence may be about instead of what its template says, which does not see who has to act."""
_LONGEST_LABEL = 60  # characters
_BETWEEN_SENTENCES = ". "
_LONGEST_PIECE = 12  # characters of a box of a clock
_MOST_KNOWN = 1024  # lines that are remembered from card to card
_NUMBER_OF_PIECE = patterns.compiled(r"\A\s*\d{1,4}\s*")
_BETWEEN_NUMBERS = frozenset({"", *COLONS})


def find_timers(
    low: str, lines: Callable[[], list[Line]], words: Words, captured_at: datetime | None
) -> list[FoundTimer]:
    """Every timer of an order's lines (`flowing`), each kind and statement once. `low`: their text in its normal form,
    in which a template leaves a trace before any line is read."""
    found: dict[tuple[str, str], FoundTimer] = {}
    asked: set[str] = set()  # sentences that begin with what the buyer shall send
    templates = words.templates_in(low)
    if not templates and not may_name_a_deadline(low, words):
        return []

    def may_tell(text: str) -> bool:
        """Whether a text may hold such a sentence: nearly all lines hold none."""
        return may_tell_an_end(text, words) or (bool(templates) and _may_say_one(text, templates))

    whole = _with_clocks(lines(), words)
    candidates = list(_candidates(whole, words))
    for sentence in (one for text in candidates if may_tell(text) for one in sentences(without_quotations(text))):
        for one, timer in _read(sentence, templates, words, captured_at):
            if one.code == "return_by" and not one.by_sense and not one.said.before:
                asked.add(sentence)
            known = None if timer is None else found.get((one.code, sentence))
            if timer is not None and (known is None or (known.unread and not timer.unread)):
                found[one.code, sentence] = timer
    of_two = [template for template in templates if _BETWEEN_SENTENCES in template.text]
    joined = [(text, joint, templates, sure) for text, joint, sure in _broken(whole, words, may_tell)]
    joined += [(text, joint, of_two, True) for text, joint in (_paired(candidates) if of_two else ())]
    for text, joint, sayings, sure in joined:
        for one, timer in _read(text, sayings, words, captured_at):
            if timer is not None and one.crosses(joint):
                found = {key: other for key, other in found.items() if key[0] != one.code or key[1] not in text}
                unclear = FoundTimer(Timer(one.code, text, basis="countdown"), timer.unverified, "unreadable_countdown")
                found[one.code, text] = timer if sure else unclear
    return [one for key, one in found.items() if not _is_of_another(*key, found, asked)]


def find_answer_timer(
    sentence: str, awaited: AnswerAwaited, kind: TimerKind, words: Words, captured_at: datetime | None
) -> FoundTimer | None:
    """The timer of a sentence that says by when an answer is awaited, and of which the page says whose."""
    one = Ending(kind, True, awaited.said, sentence, words, captured_at, True, loose=awaited.loose)
    return one.timer()


def _read(
    text: str, templates: Sequence[Template], words: Words, captured_at: datetime | None
) -> list[tuple[Ending, FoundTimer | None]]:
    """What the templates say of a sentence, and what that gives; where it gives nothing, what the sentence is about, if
    that is not what it denies."""
    said = [
        Ending(template.code, template.unverified, said, text, words, captured_at)
        for template in templates
        for said in template.find(text)
        if template.code != "buyer_response" or not ends_with_seller(said.before, words)
    ]
    if said and promises_gain(matched_form(text), words):
        return []
    read = [(one, one.timer()) for one in said]
    named = deadline(text, words)
    if any(timer and not timer.unread for _, timer in read):
        codes = {one.code for one, timer in read if timer is not None}
        if named is None or named.kind in codes or {_BY_WHOM.get(code) for code in codes} != {named.kind}:
            return read
        read = []
    if named is None:
        later = ahead_of(text, words, captured_at)
        return _read(later, templates, words, captured_at) if later is not None else read
    if any(one.code == named.kind and one.is_timed for one, timer in read if timer is None):
        return read  # it is denied
    if any(one.code != named.kind or not _reads_more(named.said, one.said) for one, timer in read if timer is not None):
        return read
    sense = Ending(named.kind, True, named.said, text, words, captured_at, True, named.supposed, named.loose)
    return [*read, (sense, sense.timer())]


def _reads_more(said: Said, unread: Said) -> bool:
    """Whether a sentence says what a template could not read: a day of which it took the digits for a time left, or a
    time left behind which other words stand; words in front of it may change it ("less than two days")."""
    begins = (one.spans.get("countdown", (-1, -1))[0] for one in (said, unread))
    return "date" in said or next(begins) == next(begins)


def _is_of_another(kind: str, sentence: str, found: Container[tuple[str, str]], asked: Container[str]) -> bool:
    """Whether another kind of timer claims the sentence with more right: whoever is named first shall act."""
    if any((one, sentence) in found for one in _RATHER.get(kind, ())):
        return True
    rather = "return_by" if sentence in asked else "ship"
    return kind in {"return_by", "ship"} - {rather} and (rather, sentence) in found


def _may_say_one(text: str, templates: Sequence[Template]) -> bool:
    low = normal_form(text).replace(" :", ":")
    return any(one.may_stand_in(low) for one in templates)


def _with_clocks(lines: list[Line], words: Words) -> list[Line]:
    """The lines, with those put together that are the boxes of one clock: "02", "days", "10", "hours"."""
    whole: list[Line] = []
    for is_piece, group in groupby(
        lines, lambda line: len(line.text) <= _LONGEST_PIECE and _is_piece(line.text, words)
    ):
        pieces = list(group)
        text = " ".join(piece.text for piece in pieces)
        if is_piece and len(pieces) > 1 and read_duration(text, words.units) is not None:
            pieces = [pieces[0]._replace(text=text, runs=(text,))]
        whole += pieces
    return whole


@lru_cache(maxsize=_MOST_KNOWN)
def _is_piece(text: str, words: Words) -> bool:
    """Whether a line is a number, a unit of time, both, or what parts the numbers of a clock."""
    word = normal_form(_NUMBER_OF_PIECE.sub("", text))
    return word in _BETWEEN_NUMBERS or word in words.units.names or read_duration(text, words.units) is not None


def _is_clock(text: str, words: Words) -> bool:
    """Whether a line is a time left and nothing else."""
    return text[:1].isdigit() and read_duration(text, words.units) is not None


def _broken(lines: list[Line], words: Words, may_tell: Callable[[str], bool]) -> Iterator[tuple[str, int, bool]]:
    """Two lines of which the first goes on in the second, where they meet, and whether that is sure: two of one
    element, perhaps, or a time left on which the second goes with a smaller unit. Of two boxes with words in both ("It
    takes 5 days", "3 hours left to ship") nobody knows whether they are one sentence."""
    for line, following in pairwise(lines):
        if MARK in line.text + following.text:
            continue
        counts_on = line.text[-2:-1].isalpha() and line.text.endswith(".") and following.text[:1].isdigit()  # "2 дн."
        ended = (line.text.endswith(ENDS) and not counts_on) or line.element is not following.element
        ended = ended or bool(_APART & {line.text[-1], following.text[0]})
        goes_on = not ended or (line.text[-1:] not in ENDS and following.text[:1].isdigit())
        if goes_on and may_tell(f"{line.text} {following.text}"):
            first, second = sentences(line.text)[-1], sentences(following.text)[0]
            text, joint = f"{first} {second}", len(first)
            if not ended or any(
                start < joint < end and read_duration(text[start:end], words.units) is not None
                for start, end in find_durations(text, words.units)
            ):
                yield text, joint, not ended or _is_clock(second, words)


def _paired(texts: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Two sentences of a line, of which the second says what the first is about ("… before Dec 11. If it isn't, …"),
    and where they meet."""
    for text in texts:
        yield from ((f"{one} {other}", len(one)) for one, other in pairwise(sentences(without_quotations(text))))


def has_sentence(low: str, words: Words) -> bool:
    """Whether a text (in its normal form) may say when something ends."""
    if words.templates_in(low):
        return True
    return may_name_a_deadline(low, words) and any(deadline(one, words) is not None for one in sentences(low))


def _candidates(lines: list[Line], words: Words) -> Iterator[str]:
    """Lines with a number or a unit of time in them; a line that ends in a colon, is the label of a timer, or stands
    above a time left, goes on in the next one."""
    said = _words_of_time(words)
    for number, line in enumerate(lines):
        text = line.text
        behind = lines[number + 1].text if number + 1 < len(lines) else ""
        label = words_key(text) if len(text) <= _LONGEST_LABEL else ""
        if behind and (text.endswith(COLONS) or label in words.timer_labels):
            text = f"{text.rstrip(':： ')}: {behind}"
        elif label and not has_digit(text) and _is_clock(behind, words):
            text = f"{text} {behind}"
        if MARK not in text and (has_digit(text) or any(map(normal_form(text).__contains__, said))):
            yield text


@cache
def _words_of_time(words: Words) -> tuple[str, ...]:
    return (*words.units.counted, *in_full(words.units.names))
