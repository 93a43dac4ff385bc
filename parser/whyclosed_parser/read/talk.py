"""A conversation that somebody copied: who said what, and when. None of it is a word of the page about the order.

Each line begins with who speaks, or a line of its own says so with the time; one of the speakers is called by a word
that only a conversation has, or by the name of the shop. Of the seller alone only what sellers write is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_seller_message
from whyclosed_parser.model import Sender
from whyclosed_parser.read.sentences import FEWEST_WORDS
from whyclosed_parser.records import dataclass
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.values.text import STOPS, count_words, fold, has_digit
from whyclosed_parser.words import Words
from whyclosed_parser.words.packs import shared

_SAID = patterns.compiled(r"(?P<who>[^\d:：.!?]{1,40}?)\s?[:：]\s?(?P<text>.*)", re.DOTALL)
_HOUR = patterns.compiled(r"\[?\(?\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?\)?\]?", re.IGNORECASE)
_SENTENCE = patterns.compiled(rf"[{''.join(STOPS)},，،、;；]")
_BEGINS = patterns.compiled(r"(?<![^\W\d_])[^\W\d_]")
"""The first letter of each word."""
_SEAMS = " ,|·-–[]()"
_LONGEST_NAME = 4  # words
_FEWEST = 2
_SENDERS: tuple[Sender, ...] = ("platform", "buyer", "seller")


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `sender` None: nobody knows who. `lines`: the places of its lines."""

    sender: Sender | None
    text: str
    time_text: str | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Turn:
    who: str
    text: str
    time_text: str | None
    at: int
    is_head: bool
    """Whether the line says no more than who speaks, and when."""
    length: int = 1
    """Lines that say so."""


def talk_in(lines: Sequence[str], words: Words) -> tuple[Said, ...]:
    """What was said, where the lines are a conversation, and not the source of a page."""
    if any("</" in line for line in lines):
        return ()
    turns = [turn for at, line in enumerate(lines) if (turn := _turn(at, line, words)) is not None]
    named = [turn for at in range(len(lines) - 1) if (turn := _named(at, lines, words)) is not None]
    if any(turn.who in _names("buyer") for turn in named):  # else they may be events, each above its time
        turns = sorted({turn.at: turn for turn in (*turns, *named)}.values(), key=lambda turn: turn.at)
    if not turns:
        return ()
    known = {turn.who: sender for turn in turns if (sender := _sender(turn.who, lines[: turns[0].at]))}
    turns = [turn for turn in turns if turn.who in known or turn.time_text is not None]
    is_timed = any(turn.time_text is not None for turn in turns if known.get(turn.who) == "seller")
    if len(turns) < _FEWEST or not ("buyer" in known.values() or is_timed):
        turns = [turn for turn in turns if known.get(turn.who) == "seller" and is_sellers_message(turn.text)]
    return tuple(_said(turns, lines, known, words))


def is_sellers_message(text: str) -> bool:
    """Whether what stands behind "Seller:" is something that sellers write, and not the shop's name: a sentence, which
    has a mark in it or at its end, and where there are capitals most words without one."""
    if count_words(text) < FEWEST_WORDS or _SENTENCE.search(text) is None:
        return False
    begins = _BEGINS.findall(text)
    is_name = sum(map(str.isupper, begins)) > sum(map(str.islower, begins))
    return not is_name and classify_seller_message(text) is not None


def _said(turns: list[_Turn], lines: Sequence[str], known: dict[str, Sender], words: Words) -> Iterator[Said]:
    begins = {turn.at for turn in turns}
    for turn in turns:
        time_text, own = turn.time_text, [*range(turn.at, turn.at + turn.length)]
        if time_text is None and turn.at > 0 and (above := _time(lines[turn.at - 1], words)):
            time_text, own = above, [turn.at - 1, turn.at]
        following = range(turn.at + turn.length, len(lines))
        more = list(takewhile(lambda at: at not in begins and not _time(lines[at], words), following))
        more = more if turn.is_head else []
        text = " ".join([turn.text, *(lines[at] for at in more)]).strip()
        if text:
            yield Said(known.get(turn.who), text, time_text, (*own, *more))


def _turn(at: int, line: str, words: Words) -> _Turn | None:
    line = fold(line)
    located = find_dates(line, words.months)
    spans = [(found.start, found.end) for found in located if ":" in found.text]
    spans = spans or [found.span() for found in _HOUR.finditer(line)]
    start, end = spans[0] if len(spans) == 1 else (0, 0)
    before, behind = (part.strip(_SEAMS) for part in (line[:start], line[end:]))
    if before and behind:  # a time that is spoken of
        start, end, before, behind = 0, 0, "", line
    time_text, rest = line[start:end].strip(_SEAMS) or None, before or behind
    if before:  # "Lumina Home 15:40"
        return _Turn(rest.casefold(), "", time_text, at, True) if _is_name(rest, words) else None
    found = _SAID.fullmatch(rest)
    if found is None or not _is_name(found["who"], words):
        return None
    return _Turn(found["who"].strip(_SEAMS).casefold(), found["text"], time_text, at, not found["text"])


def _named(at: int, lines: Sequence[str], words: Words) -> _Turn | None:
    """A line that is only who speaks, above one that is only the time."""
    time_text, who = _time(lines[at + 1], words), fold(lines[at])
    is_name = time_text is not None and any(map(str.isalpha, who)) and _is_name(who, words)
    return _Turn(who.casefold(), "", time_text, at, True, 2) if is_name else None


def _is_name(text: str, words: Words) -> bool:
    if any(text.casefold() in _names(sender) for sender in _SENDERS):
        return True
    if count_words(text) > _LONGEST_NAME or has_digit(text) or text.endswith((".", "!")):
        return False
    return words.entry("labels", text) is None and words.entry("status", text) is None


def _time(line: str, words: Words) -> str | None:
    """A line that is only the time of what is said below."""
    located = find_dates(fold(line), words.months)
    if len(located) == 1 and ":" in located[0].text and not line.replace(located[0].text, "").strip(_SEAMS):
        return located[0].text
    return line.strip() if _HOUR.fullmatch(line.strip()) else None


def _sender(who: str, above: Sequence[str]) -> Sender | None:
    """Who a speaker is, by what he is called; somebody whom the heading names, and not the shop's own service, is the
    seller."""
    for sender in _SENDERS:
        if who in _names(sender):
            return sender
    pieces = set(re.findall(r"[^\W\d_]+", who))
    if not pieces.isdisjoint(shared("talk")["pieces"]["service"]):
        return "platform"
    heading = [line.casefold() for line in above if who in line.casefold()]
    of_shop = not pieces.isdisjoint(shared("talk")["pieces"]["shops"])
    of_shop |= bool(heading) and not any(name in line for line in heading for name in _names("platform"))
    return "seller" if of_shop else None


@cache
def _names(sender: Sender) -> frozenset[str]:
    return frozenset(name.casefold() for name in shared("talk")["speakers"][sender])
