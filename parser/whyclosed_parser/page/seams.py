"""Where the pieces of a line meet: what may be one word or number in pieces, and is then read whole or not at all."""

from __future__ import annotations

import re

from whyclosed_parser import patterns
from whyclosed_parser.page.styles import WITHOUT_GAPS, Flow
from whyclosed_parser.values.money import SIGNS
from whyclosed_parser.values.text import ENDS, UNSPACED, fold, has_digit

MARK = "\ufffc"
"""Stands in a text for a word that is not readable whole; no value's pattern accepts it."""

SEAM = "\ufdd0"
"""Stands where two pieces meet that may be two numbers (a picture, a raised digit between them)."""
HIDDEN = "\ufdd1"
"""Stands for a piece that is not shown and could be a part of the number beside it."""
MARKS = frozenset({MARK, SEAM, HIDDEN})

_COULD_BE_PART = patterns.compiled(r"[A-Z\d\W_]{1,24}", re.ASCII)
_BETWEEN_DIGITS = patterns.compiled(rf"(?<=\d)[{SEAM}{HIDDEN}]+(?=\d)")
_TOUCHING = patterns.compiled(rf"(?<=\S){HIDDEN}|{HIDDEN}(?=\S)")
_GROUP, _GROUPS = patterns.compiled(r"\d{1,3}"), patterns.compiled(r"\d{3}")
_DECIMALS = patterns.compiled(r"[.,'’]\d")
_ABBREVIATED = patterns.compiled(r"(?<!\w)[^\W\d_]{1,3}\.\Z")
_SIGN = f"[{SIGNS}]"
_IN_PIECES = tuple(
    (patterns.compiled(rf"(?:{head})\Z"), patterns.compiled(tail))
    for head, tail in (
        (r"(?<!\d)\d{1,2}\.?", r"[^\W\d_]{3,10}\.?,? (?:19|20)\d\d(?!\d)"),  # "14. | Dez. 2026"
        (r"(?<!\d)\d{1,2}\.? [^\W\d_]{3,10}\.?", r"(?:19|20)\d\d(?!\d)"),  # "29 января | 2026"
        (r"(?<!\w)[^\W\d_]{3,10}\.?", r"\d{1,2}, (?:19|20)\d\d(?!\d)"),  # "Nov | 3, 2026"
        (r"(?<!\d)(?:19|20)\d\d|\d[./-]\d\d", r"\d{1,2}:\d\d"),  # "Nov 3, 2026 | 14:05"
        (r"(?<!\w)[A-Z]{1,3}", rf"{_SIGN}\s?\d"),  # "US | $4.40"
        (rf"(?<!\w)[A-Z]{{3}}|{_SIGN}", r"\d[\d.,]*[.,]\d\d(?!\d)"),  # "CHF | 4.40"
        (r"[^\W\d_] [^\W\d_]+", rf"(?:[A-Z]{{1,3}})?\s?{_SIGN}\s?\d[\d.,]* [^\W\d_A-Z]"),  # "a coupon of | R$15,00 is"
        (r"\d[.,]\d\d", rf"{_SIGN}(?!\s?\d)|[A-Z]{{3}}\b"),  # "4,00 | €"
        (r"\d\s?[-–—]", rf"[\w{SIGNS}].{{0,12}}\d"),  # "Nov 3 - | Nov 9"
        (r"(?<![\d.,:])\d{1,2}\.", r"\d{1,2}\.\s?\d{4}(?!\d)"),  # "by 8. | 12. 2026"
        (r"[^\W\d_]\s[-–—]", r"(?!.*[:：])[^\d.,;]{0,12}\d{1,4}(?!\d)"),  # "Refund processing – | Nov 12, 2026"
        (r"(?:[^\W\d_]+ ){3,}[^\W\d_]+", r"\d{1,3} [^\W\d_]{1,12}(?!\w)(?!.*[:：])"),  # "… your answer within | 2 days"
        (r"\d", rf"[{UNSPACED}](?!.*[:：])"),  # "残り: 2 | 日"
    )
)
"""How a value ends at the end of a line, and goes on at the beginning of the next one."""
_SENTENCE_END = patterns.compiled(r"(?<=\w)[.!?。]\Z")

_DROPPED_RUNS = frozenset({"", SEAM, HIDDEN})
_DROPPED = dict.fromkeys(map(ord, SEAM + HIDDEN))


def hidden_piece(text: str) -> str:
    """What stands for a piece that is not shown: it may be a digit of the number around it, hardly a word."""
    text = fold(text)
    if not text:
        return ""
    return HIDDEN if _COULD_BE_PART.fullmatch(text) else SEAM


def goes_on(before: str, behind: str | None) -> bool:
    """Whether a forced break parts one sentence or one value: what stands behind it goes on in small letters, in
    brackets or behind a comma, or the two are a day or an amount in pieces."""
    before, behind = before.rstrip(), (behind or "").lstrip()
    if not behind or before.endswith(","):
        return bool(behind)
    if not has_ended(before) and (behind[0].islower() or behind[0] in "(（"):
        return True
    return any(head.search(before) and tail.match(behind) for head, tail in _IN_PIECES)


def has_ended(text: str) -> bool:
    """Whether a text ends as a statement or a label does, and not in an abbreviation."""
    return text.endswith(ENDS) and _ABBREVIATED.search(text) is None


def join(runs: list[str], behind: str, around: Flow) -> None:
    """Join two inline elements of which the second begins with `behind`. Two numbers that meet, or that only white
    space parts, may be one in pieces."""
    gap = runs.pop() if len(runs) > 1 and runs[-1].isspace() else ""
    before = runs[-1]
    characters = len(before) == 1 and len(behind.strip()) == 1
    digits = before[-1:].isdigit() and behind[:1].isdigit()
    if around in WITHOUT_GAPS:
        if digits and not characters:
            runs.append(SEAM)
        elif not characters and before[-1:].isalnum() and behind[:1].isalnum():
            runs.append(" ")
    elif gap:
        one = 1 in (len(before), len(behind.strip()))
        broken = (digits and one) or (before[-1:].isdigit() and _DECIMALS.match(behind))
        runs.append(MARK if broken else gap)
    elif digits and min(len(before), len(behind)) > 1 and before[-2:].isdigit() and behind[:2].isdigit():
        runs.append(SEAM)


def settled(runs: list[str]) -> tuple[str, list[str], str | None]:
    """A line with marks in it: its text, its pieces without marks, and the words as they are seen where that is more
    than is read (None: it is the same)."""
    plain = [run for run in runs if run not in MARKS]
    count = _before_numbers(runs)
    before, behind = "".join(runs[:count]), "".join(runs[count:])
    head, rest = _whole_words(before), _whole_words(behind)
    text = f"{head} {rest}" if before[-1:].isspace() or behind[:1].isspace() else f"{head}{rest}"
    if MARK not in rest:
        return text, plain, None
    return text, [run for run in (*runs[:count], rest) if run not in _DROPPED_RUNS], fold("".join(plain))


def _before_numbers(runs: list[str]) -> int:
    """How many text nodes stand before the first one with a digit, without a piece that touches it: a label, as a rule.
    Whatever is left out behind them is no part of them."""
    count = next((at for at, run in enumerate(runs) if MARK in run or has_digit(run)), 0)
    while count and runs[count - 1] in MARKS:
        count -= 1
    return count


def _whole_words(text: str) -> str:
    """A line's text in which `MARK` stands for each word that a left-out piece is a part of, and for a struck-out one
    that nothing replaces."""
    text = _TOUCHING.sub(MARK, _BETWEEN_DIGITS.sub(MARK, text)).translate(_DROPPED)
    if MARK not in text:
        return text
    words = text.split()
    last = max((at for at, word in enumerate(words) if any(map(str.isalnum, word))), default=-1)
    read: list[str] = []
    broken = False  # whether the word before is a number that is not readable
    for at, word in enumerate(words):
        if MARK not in word:
            broken = broken and _GROUPS.fullmatch(word) is not None  # its other thousands
            if not broken:
                read.append(word)
        elif word == MARK:
            broken = False
            if at > last:
                read.append(word)
        elif has_digit(word):
            while read and _GROUP.fullmatch(read[-1]):
                read.pop()
            end = _SENTENCE_END.search(word)
            read.append(MARK + (end[0] if end else ""))
            broken = True
        else:  # of a plain word that is read which is seen
            read.append(word.replace(MARK, ""))
            broken = False
    return " ".join(read)
