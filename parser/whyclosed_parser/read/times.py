"""A time (date and hour) in a line: by itself, or in front of the words of an event or behind them."""

from __future__ import annotations

import re
from datetime import datetime

from whyclosed_parser import patterns
from whyclosed_parser.classify import classify_event
from whyclosed_parser.values.dates import HOUR, Located, find_dates, is_one_day, read_when
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import Words

_LONGEST_BESIDE_A_TIME = 12
"""Characters: a weekday, the name of a time zone. More are words of another kind."""
_ZONE = patterns.compiled(r"(?:UTC|GMT)?(?:[+-]\d{1,2}(?::?\d\d)?)?|[A-Z]{2,5}")
_LONGEST_NAME = 4
_STOP_BEFORE_A_TIME = patterns.compiled(r"(?P<words>.*\w)\s?[.,;|·(–-]\s?")
_DOTTED_HOUR = patterns.compiled(r"\d[:.]\d\d")


def event_time(text: str, words: Words) -> str | None:
    """The text of a time (date and hour) if that is all the line says."""
    time = _only_time(text, words)
    if time is None:
        return None
    rest = (text[: time.start] + text[time.end :]).strip(" |,.()（）")
    if len(rest) > _LONGEST_BESIDE_A_TIME:
        return None
    if rest and (words.entry("labels", rest) is not None or says_an_event(rest, words)):
        return None
    beside = re.split(r"[\s|,.()（）]+", rest)
    return text if all(_belongs_to_a_time(word, words) for word in beside if word) else None


def _only_time(text: str, words: Words) -> Located | None:
    """The one date in a text, if it has its hour."""
    located = find_dates(text, words.months) if has_hour(text, words) else ()
    return located[0] if len(located) == 1 and has_hour(located[0].text, words) else None


def has_hour(text: str, words: Words) -> bool:
    """Whether an hour stands in a text."""
    return (_DOTTED_HOUR if words.months.dotted_times else HOUR).search(text) is not None


def _belongs_to_a_time(word: str, words: Words) -> bool:
    """Whether a word may be a weekday or the name of a zone: no other words are as short."""
    return len(word) <= _LONGEST_NAME or normal_form(word) in words.months.weekdays or _ZONE.fullmatch(word) is not None


def leading_time(text: str, words: Words) -> tuple[str, str] | None:
    """The time (date and hour) with which a line begins, and the words behind it; None where there are none."""
    found = time_in_front(text, words)
    return found if found is not None and found[1] else None


def time_in_front(text: str, words: Words) -> tuple[str, str] | None:
    """The same, where the line may be the time and nothing else."""
    time = _only_time(text, words)
    if time is None or time.start > 0 or not is_one_day(time.text, words.months):
        return None
    return time.text, text[time.end :].strip(" |,.:–-")


def closing_time(text: str, words: Words) -> tuple[str, str] | None:
    """The time with which an event's line ends, and the words before it: a stop parts the two, as "by" and "until" do
    not."""
    time = _only_time(text, words)
    if time is None or text[time.end :].strip(" .)"):
        return None
    said = _STOP_BEFORE_A_TIME.fullmatch(text[: time.start])
    return (time.text, said["words"]) if said and is_one_day(time.text, words.months) else None


def is_zone(text: str, time: str, words: Words) -> bool:
    """Whether a line is nothing but the zone of the time beside it."""
    zone = text.strip("[]() ")
    if not _ZONE.fullmatch(zone):
        return False
    at = read_when(f"{time} {zone}", words.months)
    return isinstance(at, datetime) and at.tzinfo is not None


def says_an_event(text: str, words: Words) -> bool:
    """Whether a text says what happened to a parcel."""
    return any(classify_event(text, language) != "UNKNOWN" for language in words.languages)
