"""What stands in for what is taken out: stable within a page, of the same length, letters and case, and never a word of
the page itself."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable
from string import ascii_lowercase, digits

from whyclosed_parser import patterns
from whyclosed_parser.classify.numbers import s10_check, tracking_number_kind
from whyclosed_parser.values.text import ascii_digits

_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_SYLLABLES = {
    "LATIN": (_CONSONANTS, _VOWELS),
    "CYRILLIC": ("бвгдзклмнпрст", "аеиоу"),
    "GREEK": ("βγδκλμνπρστ", "αεηιο"),
    "HEBREW": ("בגדזטכלמנספקרשת", "אוי"),
    "ARABIC": ("بتجدرزسشعفقكلم", "اوي"),
    "THAI": ("กขคงจชดตนบปพมรลวส", "กขคงจชดตนบปพมรลวส"),
    "HANGUL": ("가나다라마바사아자차카타파하", "고노도로모보소오조초코토포호"),
    "KATAKANA": ("カキクケコサシスセソタチツテトナニヌネノ", "ハヒフヘホマミムメモラリルレロ"),
    "HIRAGANA": ("かきくけこさしすせそたちつてとなにぬねの", "はひふへほまみむめもらりるれろ"),
    "CJK": ("山川木林森石田水火土金玉竹米", "云雨雪风花草鸟鱼虎龙马牛羊"),
}
_TRIES = 200
_SHORT = 3
"""Letters, or digits, in which nobody sees a word."""
_FIRST = patterns.compiled(r"[A-Z]*")
_NAME = patterns.compiled(r"[^\W\d_]{3,}")
_RUN = patterns.compiled(r"[^\W\d_]+|\d+")


class StandIns:
    """Replacements of one page. The same word or number always becomes the same other one, and no two become one.

    `taken`: words that must not come out, in lower case: those of the page and those that mean something.
    """

    def __init__(self, seed: int | str, taken: Iterable[str]) -> None:
        self._random = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
        self._taken: set[str] = set(taken)
        self._words: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._pictures: dict[str, str] = {}

    @property
    def replaced(self) -> dict[str, str]:
        """What was taken out (words in lower case), and what stands there now."""
        return {**self._words, **self._numbers}

    def word(self, word: str) -> str:
        """Another word with the same letters' number, script and case."""
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in word)
        if low not in self._words:
            self._words[low] = self._new(low, self._invented)
        return _in_case(self._words[low], word)

    def number(self, figures: str) -> str:
        """Other digits, as many; the first stays what it was, so that a number of a kind stays one of that kind."""
        plain = ascii_digits(figures)
        if plain not in self._numbers:
            self._numbers[plain] = self._new(plain, self._digits)
        return self._numbers[plain]

    def code(self, code: str) -> str:
        """A number with letters: other digits. The letters stay that begin a number of a known kind, and those that are
        too few to be anybody's name; a postal check digit that held still holds."""
        if s10_check(code) == "holds":
            serial = self.number(code[2:10])
            candidates = (f"{code[:2]}{serial}{digit}{code[-2:]}" for digit in range(10))
            return next(each for each in candidates if s10_check(each) == "holds")
        kept = _FIRST.match(code) if tracking_number_kind(code).kind != "unknown" and code.isupper() else None
        start = kept.end() if kept else 0
        rest = _NAME.sub(lambda run: self.word(run[0]), code[start:])
        return code[:start] + re.sub(r"\d+", lambda run: self.number(run[0]) if len(run[0]) > 1 else run[0], rest)

    def picture(self, name: str) -> str:
        """A name of a picture, or a part of one: other letters and digits in their places."""
        if name not in self._pictures:
            self._pictures[name] = _RUN.sub(lambda run: self._drawn(run[0]), name)
        return self._pictures[name]

    def _drawn(self, run: str) -> str:
        """As many letters or digits; what is long enough to be a word is none of the page's."""
        signs = digits if run.isdigit() else ascii_lowercase

        def draw(run: str) -> str:
            return "".join(self._random.choice(signs) for _ in run)

        low = run.lower()
        return _in_case(self._new(low, draw) if len(run) > _SHORT else draw(low), run)

    def _new(self, old: str, make: Callable[[str], str]) -> str:
        new = make(old)
        for _ in range(_TRIES):  # of one letter or digit there are not many
            if new != old and new not in self._taken:
                break
            new = make(old)
        self._taken.add(new)
        return new

    def _invented(self, word: str) -> str:
        kinds = _SYLLABLES.get(_script(word), _SYLLABLES["LATIN"])
        at = self._random.randrange(2)
        return "".join(self._random.choice(kinds[(at + place) % 2]) for place in range(len(word)))

    def _digits(self, figures: str) -> str:
        rest = "".join(self._random.choice(digits) for _ in figures[1:])
        return (figures[0] if len(figures) > 4 else self._random.choice(digits[1:])) + rest


def _in_case(made: str, as_in: str) -> str:
    return "".join(new.upper() if old.isupper() else new for old, new in zip(as_in, made, strict=True))


def _script(word: str) -> str:
    return unicodedata.name(word[0], "LATIN").split()[0].split("-")[0]
