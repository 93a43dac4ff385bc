"""Deadlines and countdowns: sentences of the language pack, found anywhere in an order's text."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, lru_cache
from itertools import groupby, pairwise

from whyclosed_parser import patterns
from whyclosed_parser.classify import Guard, denied, guards
from whyclosed_parser.classify.matcher import matched_form
from whyclosed_parser.model import Timer, TimerBasis, TimerKind, TimerStart
from whyclosed_parser.page.index import Line
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.read.deadlines import AnswerAwaited, ahead_of, deadline, may_name_a_deadline, may_tell_an_end
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.values import read_day
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import Located, find_dates, looks_dated
from whyclosed_parser.values.durations import (
    find_durations,
    is_later,
    is_period,
    is_whole,
    is_within,
    read_duration,
    without_within,
)
from whyclosed_parser.values.quoted import without_quotations
from whyclosed_parser.values.text import COLONS, ENDS, UNSPACED_LETTER, has_digit, normal_form, words_key
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
_OF_A_REQUEST = ("appeal", "buyer_response")
"""Kinds of timers of the buyer that begin with what was decided or offered."""
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
_LONGEST_GAP = 3  # characters between a date and the words of the template: "on" at most
_LONGEST_PIECE = 12  # characters of a box of a clock
_MOST_KNOWN = 1024  # lines that are remembered from card to card
_NUMBER_OF_PIECE = patterns.compiled(r"\A\s*\d{1,4}\s*")
_BETWEEN_NUMBERS = frozenset({"", *COLONS})
_DATE_LENGTH = 24  # characters in which a date that follows the words has begun and ended


@dataclass(frozen=True, slots=True)
class FoundTimer:
    """A timer, and what is not certain about it."""

    timer: Timer
    unverified: bool
    problem: str | None = None

    @property
    def unread(self) -> bool:
        """Whether the words are a timer's and its time could not be read: perhaps they are another one's."""
        return self.problem is not None and self.problem.startswith("unreadable")


def ticking(kind: TimerKind, text: str, left: timedelta, at: datetime | None, basis: TimerBasis = "countdown") -> Timer:
    """The timer of a time left. `at`: when the page was saved; where that is not known, its end is None."""
    ends_at = at + left if at is not None else None
    return Timer(kind, text, ends_at, remaining_seconds=int(left.total_seconds()), basis=basis)


def unclear_end(timer: Timer) -> str | None:
    """The problem with a timer of which only the time left is known, and not when it ends."""
    return "no_capture_time" if timer.remaining_seconds is not None and timer.ends_at is None else None


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
    one = _Statement(kind, True, awaited.said, sentence, words, captured_at, True, loose=awaited.loose)
    return one.timer()


def _read(
    text: str, templates: Sequence[Template], words: Words, captured_at: datetime | None
) -> list[tuple[_Statement, FoundTimer | None]]:
    """What the templates say of a sentence, and what that gives; where it gives nothing, what the sentence is about, if
    that is not what it denies."""
    said = [
        _Statement(template.code, template.unverified, said, text, words, captured_at)
        for template in templates
        for said in template.find(text)
    ]
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
    sense = _Statement(named.kind, True, named.said, text, words, captured_at, True, named.supposed, named.loose)
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


@dataclass(frozen=True, slots=True)
class _Statement:
    """The end of a time at its place in a sentence."""

    code: TimerKind
    unverified: bool
    said: Said
    sentence: str
    words: Words
    captured_at: datetime | None
    by_sense: bool = False
    """Whether no template says it."""

    supposed: bool = False
    """Whether its clause is a condition: a denial inside denies nothing."""

    loose: bool = False
    """Whether no word beside its day says that it is the last one."""

    @property
    def guards(self) -> Sequence[Guard]:
        """Those of the page's languages."""
        return guards(self.words.languages)

    def crosses(self, joint: int) -> bool:
        """Whether it needs both halves of a text that were joined there."""
        if not self.by_sense:
            return self.said.span[0] < joint < self.said.span[1]
        if any(start < joint < end for start, end in self.said.spans.values()):
            return True  # a time left goes on in the second half
        return all(deadline(half, self.words) is None for half in (self.sentence[:joint], self.sentence[joint:]))

    @property
    def is_timed(self) -> bool:
        """Whether it has a time where its words want one."""
        return "date" not in self.said or bool(find_dates(self.said["date"], self.words.months))

    @property
    def date_leads(self) -> bool:
        """Whether the words of the template stand behind the date, so that any may stand before it."""
        return self.said.spans.get("date", (-1, -1))[0] == self.said.span[0]

    def timer(self) -> FoundTimer | None:
        """The timer; None where the sentence denies it, asks, or speaks of every order."""
        said = self.said
        leads = "after" in said and "days" in said and said.spans["after"] < said.spans["days"]
        start, rest = (_start_before if leads else _start)(said["after"], self.words)
        located = find_dates(said["date"], self.words.months)
        begun = ""
        if located and self.date_leads:
            begun = said["date"][: located[0].start]
        elif located:
            rest = said["date"][located[0].end :]
        before, after = _folded(said.before + begun), _folded(rest + said.behind)
        if self._is_unreal(before, after):
            return None
        if "days" in said:
            return self._duration(int(said["days"]), start)
        if "date" in said:
            timer = self._printed(said["date"], located)
            return None if timer is not None and self._has_happened(timer.timer, before) else timer
        return self._left(after)

    def _is_unreal(self, before: str, after: str) -> bool:
        """Whether the words around, and those inserted, say that nothing ends for this order."""
        dated = "date" in self.said  # a day holds for one order
        if not self.supposed and denied(before, after, self.guards):
            return True
        whole = matched_form(self.sentence)
        if any((one.asks if dated else one.general)(whole) or one.others.search(whole) for one in self.guards):
            return True
        slots = [slot for slot in self.said.spans if slot.startswith("words")]
        inserted = " ".join(_folded(self.said[slot]) for slot in slots)
        if any(one.clauses.search(inserted) for one in self.guards):  # the words behind them are of another clause
            return True
        if not (dated and self.code == "refund_if_undelivered"):
            if any(one.futures.search(inserted) or one.conditions.search(inserted) for one in self.guards):
                return True
            if any(denied(_folded(self.said.sentence[: self.said.spans[slot][1]]), "", self.guards) for slot in slots):
                return True
        # What every buyer may do, within days of something, is the window for returns.
        return self.code == "return_by" and any(
            one.modals.search(before) or one.since.search(after) for one in self.guards
        )

    def _left(self, after: str) -> FoundTimer | None:
        """The timer of a time left, or of so many days that the words behind them count from something."""
        said = self.said
        whole = is_whole(said.sentence, *said.spans["countdown"])
        left = read_duration(said["countdown"], self.words.units) if whole else None
        if left is None:
            return self._found(Timer(self.code, self.sentence, basis="countdown"), "unreadable_countdown")
        if any(one.since.search(after) for one in self.guards):
            start, _ = _start(said.behind.split(maxsplit=1)[-1], self.words)
            return self._duration(left.days, start) if left == timedelta(left.days) else None
        before = said.sentence[: said.spans["countdown"][0]].rstrip()
        promised = self.code == "return_window" and is_within(before) and not is_later(before)
        if left == timedelta(left.days) and (promised or (self.code in _OF_A_REQUEST and self._stays())):
            return self._duration(left.days, None)  # of what was done before, of which the sentence does not speak
        return self._found(ticking(self.code, self.sentence, left, self.captured_at))

    def _stays(self) -> bool:
        """Whether a sentence with a time left stays as it is, day after day: one of an appeal, and one in other words
        than the site's own, with a period in it ("Accept or reject within 3 days"), that is no state of a dispute."""
        begins, ends = self.said.spans["countdown"]
        before = self.said.sentence[:begins]
        if not self.by_sense or not is_period(before, self.said.sentence[ends:]):
            return self.code == "appeal"
        return self.words.entry("dispute", without_within(before)) is None

    def _has_happened(self, timer: Timer, before: str) -> bool:
        """Whether the day is one on which something was: "Receipt was confirmed automatically on Nov 2"."""
        day = timer.ends_on or (timer.ends_at and timer.ends_at.date())
        if day is None or not (self.loose or self.code == "confirm"):
            return False
        reported = any(one.past.search(before) for one in self.guards)
        if self.captured_at is None:
            return self.loose and reported and not any(one.futures.search(before) for one in self.guards)
        return day < self.captured_at.date() and (self.loose or reported)

    def _found(self, timer: Timer, problem: str | None = None) -> FoundTimer:
        return FoundTimer(timer, self.unverified, problem or unclear_end(timer))

    def _duration(self, days: int, start: TimerStart | None) -> FoundTimer:
        timer = Timer(self.code, self.sentence, days=days, after=start, basis="duration")
        return self._found(timer, None if start else "unknown_start")

    def _printed(self, text: str, located: Sequence[Located]) -> FoundTimer | None:
        timer = Timer(self.code, self.sentence)
        if not located and looks_dated(text[:_DATE_LENGTH], self.words.months):
            return self._found(timer, "unreadable_date")
        if not located:
            return None
        gap = len(text.rstrip()) - located[-1].end if self.date_leads else located[0].start
        if gap > _LONGEST_GAP:
            return None
        days = {one.text: read_day(one.text, self.words, self.captured_at, past=False) for one in located}
        day = days.popitem()[1]
        if days or day is None or day.value is None:  # two days in one statement: one of them holds no more, perhaps
            lacks = day is not None and day.missing_year and not days
            return self._found(timer, "missing_year" if lacks else "unreadable_date")
        if isinstance(day.value, datetime):
            return self._found(replace(timer, ends_at=day.value))
        return self._found(replace(timer, ends_on=day.value))


def _folded(text: str) -> str:
    """A part of a sentence as the guard reads it, with the punctuation at its ends: it parts clauses."""
    return matched_form(f"x{text}x")[1:-1]


def _start_before(text: str, words: Words) -> tuple[TimerStart | None, str]:
    """The same where the phrase ends in front of the number ("receipt after 7 days", in Turkish or Chinese)."""
    for at, char in enumerate(text):
        if at == 0 or text[at - 1].isspace() or UNSPACED_LETTER.match(char):
            entry = words.entry("after", text[at:].rstrip(",.;:"))
            if entry is not None:
                return entry.code, ""
    return None, ""


def _start(text: str, words: Words) -> tuple[TimerStart | None, str]:
    """From when a number of days counts, by the longest known phrase; and the words behind it."""
    tokens = text.split()
    for length in range(len(tokens), 0, -1):
        entry = words.entry("after", " ".join(tokens[:length]).rstrip(",.;:"))
        if entry is not None:
            return entry.code, " ".join(tokens[length:])
    return None, text
