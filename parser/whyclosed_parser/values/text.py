"""White space, digits, and the comparison of labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import groupby

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml

# Characters without width that pages put between or inside words: break hints, line joiners, direction marks.
# Those of private use are the pictures of an icon font.
# U+200C and U+200D stay in scripts that need them: Persian words and emoji are spelt with them.
# A hyphen at which no line may end is a hyphen, as such a space is a space.
_WIDTHLESS = {0x2010: "-", 0x2011: "-"} | dict.fromkeys(
    [
        0x00AD,
        0x061C,
        0x200B,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
        0xFEFF,
        *range(0xE000, 0xF900),
    ]
)

# Latin, Greek, Cyrillic, Armenian and Chinese letters, kana, Hangul, digits of every script, spaces and signs need no
# joiner.
_ALONE = "[\\0-\u058f\\d\u2010-\u2027\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]"
_LOOSE_JOINERS = patterns.compiled(f"[\u200c\u200d]+(?={_ALONE}|\\Z)|(?:(?<={_ALONE})|\\A)[\u200c\u200d]+")
_JOINERS = str.maketrans("", "", "\u200c\u200d")

_CHINESE = read_toml("whyclosed_parser.values", "text")

# Characters that one page prints and another does not, for the same word.
_SAME = str.maketrans(
    dict.fromkeys("’‘ʼ´`׳′", "'")
    | dict.fromkeys("״″", '"')
    | dict.fromkeys("‐‑–—−־", "-")
    | dict.fromkeys("\u200c\u200d\u0307\u0640", "")
    | dict.fromkeys(map(chr, (*range(0x0591, 0x05BE), 0x05BF, *range(0x05C1, 0x05C3), 0x05C7)), "")
    | dict.fromkeys(map(chr, (*range(0x064B, 0x0660), 0x0670)), "")
    | {"ё": "е", "ı": "i", "°": "o", "\u0e33": "\u0e4d\u0e32"}
    | dict.fromkeys("أإآ", "ا")
    | {"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه"}
    | dict(zip(_CHINESE["traditional"], _CHINESE["simplified"], strict=True))
)

UNSPACED = "\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f"
"""Letters of scripts in which words stand side by side without a space, or particles are written onto them, as a range
for a class of a pattern: Thai, Lao, Hangul, kana, Chinese."""

DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
COLONS = (":", "：")
STOPS = (".", "!", "?", "。", "！", "？", "؟")
"""What ends a sentence."""
QUESTIONS = ("?", "？", "؟")
ENDS = (*STOPS, *COLONS, ";", "；")
"""What ends a sentence, or a part of one."""

_COUNTS = patterns.compiled(
    r"[(（]\d{1,3}(?:\s?[^\W\d_]{1,15}){0,2}[)）]|(?<!\S)\(?-?\d{1,3}\s?%\)?|(?<!\S)\d{1,2}-(?=[^\W\d_])"
)
_DIGIT = patterns.compiled("[0-9]")
UNSPACED_LETTER = patterns.compiled(f"[{UNSPACED}]")


def has_digit(text: str) -> bool:
    """Whether a digit of any script stands in a text."""
    return _DIGIT.search(text) is not None if text.isascii() else any(map(str.isdigit, text))


def has_number(label: str) -> bool:
    """Whether a digit stands in a label that counts no pieces and is no share: none does in "Subtotal (3 items)" and
    "10% off"."""
    return has_digit(label) and has_digit(_COUNTS.sub("", label))


def count_words(text: str) -> int:
    """How many words a text has; two letters of a script that parts no words count for one."""
    words = len(text.split())
    return words if text.isascii() else max(words, len(UNSPACED_LETTER.findall(text)) // 2)


def without_stop(text: str) -> str:
    """A statement without the stop that ends it."""
    return text.rstrip(".!。")


def fold(text: str) -> str:
    """`text` trimmed, each run of white space (also no-break) one space, widthless characters dropped."""
    if not text.isascii():
        text = _LOOSE_JOINERS.sub("", text.translate(_WIDTHLESS))
    return " ".join(text.split())


def composed(text: str) -> str:
    """`text` with each letter and its accents as one character, where there is one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def normal_form(text: str) -> str:
    """The one form in which words are compared: those of the packs, of the rules' patterns and of the page.

    Folded and caseless. Also the same: composed and decomposed letters, straight and curly quotes, all dashes, Nº
    and N°, the dotted and the plain Turkish i, Russian ё and е, Arabic with and without its short vowels and hamzas,
    Hebrew with and without its points, traditional and simplified Chinese.
    """
    if text.isascii():
        return fold(text).lower()
    composed = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    return fold(composed.translate(_SAME))


def same_letters(text: str) -> str:
    """A pattern written as its author spells the words, as it must be to match their normal form."""
    return text.translate(_SAME)


def words_key(text: str) -> str:
    """The normal form of a label: closing colons do not matter."""
    return normal_form(text).rstrip(": ")


@lru_cache(maxsize=64)
def form_with_places(text: str) -> tuple[str, Sequence[int]]:
    """`text` (folded and composed) in its normal form, and the place in `text` of each of that form's characters and of
    its end: what was found in the form can be quoted as it was written."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    pieces = [char.lower() if char.isascii() else normal_form(char) for char in text]
    return "".join(pieces), (*(at for at, piece in enumerate(pieces) for _ in piece), len(text))


def ascii_digits(text: str) -> str:
    """`text` with the decimal digits of every script as 0-9; the length does not change."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def plain_digits(text: str) -> str:
    """A text in which numbers are looked for: folded, digits of every script as 0-9, and without the joiners that only
    words need."""
    return ascii_digits(fold(text)).translate(_JOINERS)


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; nothing matches where there is none.

    Grouped by first character: in running text that is many times faster than a plain list of branches.
    """
    ordered = sorted(set(words), key=lambda word: (word[0], -len(word), word))  # the same pattern in every run
    if not ordered:
        return "(?!)"
    branches = [
        re.escape(first) + "(?:" + "|".join(re.escape(word[1:]) for word in group) + ")"
        for first, group in groupby(ordered, key=lambda word: word[0])
    ]
    firsts = "".join(re.escape(first) for first in sorted({word[0] for word in ordered}))
    return f"(?=[{firsts}])(?:{'|'.join(branches)})"
