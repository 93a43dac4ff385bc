"""In which languages a page is written, told by its own words: what it says of itself may be false.

A translating browser writes another language over a page than the page's own, a shop's pages bear the language of its
interface, and a saver may keep either.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache

from whyclosed_parser import patterns
from whyclosed_parser.records import dataclass
from whyclosed_parser.words.packs import load, nearest

FEWEST_MARKS = 3
"""Words that only one language has, for a page that names another one: fewer stand in titles of products, too."""
_STRONG = 2
"""Languages with at least this part of the marks of the first one are its equals."""
_RARE = 25
"""One in so many words is a mark where only the titles of products are in the language."""
_MANY_WORDS = 25
"""Different words of a page of which a known language would show some of its marks."""
_WORD = patterns.compiled(r"[^\W\d_]+")
_YEARS_BEHIND = tuple(patterns.compiled(rf"{part}\s?20\d\d") for part in ("-", "/", r"\."))
_IN_DIGITS = patterns.compiled(r"(?<![\d.,/-])(\d{1,2})([-/.])\s?(\d{1,2})\2\s?20\d\d(?![\d/])")
_LONGEST_DAY = len("31. 12")
"""Characters before the mark before a year."""


@dataclass(frozen=True, slots=True)
class Tongues:
    """The languages (BCP 47, of packs) whose words a page has. `equals`: those that stand on it side by side, the first
    one first; `others`: those of a smaller part. `known` False: the page is written in none of them."""

    equals: tuple[str, ...]
    others: tuple[str, ...]
    known: bool


def tongues(stated: str | None, text: str) -> Tongues:
    """The languages of a page with these words that names the language `stated`."""
    own = nearest(stated, "labels")
    words = set(_WORD.findall(" ".join(set(text.lower().split())))) - _licence()  # a feed says the same again and again
    marks = _marked(words)
    if own is not None and own not in marks and _may_be_written_in(own, text):
        marks[own] = 1
    shown = {
        name: count for name, count in marks.items() if count >= FEWEST_MARKS or name == own or _has_own_letters(name)
    }
    if not shown:
        return Tongues((), (), known=len(words) < _MANY_WORDS)
    most = max(shown.values())
    ranked = sorted(shown, key=lambda name: (-shown[name], name != own, name))
    strong = max(FEWEST_MARKS, most / _STRONG)
    equals = tuple(name for name in ranked if name == ranked[0] or shown[name] >= strong)
    others = tuple(name for name in ranked if name not in equals)
    of_titles = stated is not None and own is None and most * _RARE < len(words)
    return Tongues(equals, others, known=len(words) < _MANY_WORDS or not (most < FEWEST_MARKS or of_titles))


@lru_cache(maxsize=1024)
def spoken(text: str) -> frozenset[str]:
    """The languages of which a short text in small letters has words that no other one has."""
    return frozenset(_marked(set(_WORD.findall(text))))


def date_orders(text: str) -> frozenset[bool]:
    """Whether dates in digits have the day first: what those dates of a page show in which one part is over 12."""
    years = (year for behind in _YEARS_BEHIND for year in behind.finditer(text))  # few: a feed is full of other digits
    dates = (
        date for year in years for date in _IN_DIGITS.findall(text, max(0, year.start() - _LONGEST_DAY), year.end() + 1)
    )
    found = ((int(one) > 12, int(two) > 12) for one, _, two in dates)
    return frozenset(one for one, two in found if one != two)


def _marked(words: set[str]) -> Counter[str]:
    """How many words of a page only one language has."""
    marks = _marks()
    found = Counter(marks[word] for word in words & marks.keys())
    scripts = Counter(
        script for word in words if not word.isascii() for script in {script_of(word[0]), script_of(word[-1])}
    )
    if "CJK" in scripts and _is_japanese(words):
        scripts["HIRAGANA"] += scripts.pop("CJK")
    for script, count in scripts.items():
        names = _languages_of(script)
        if len(names) == 1 or script == "CJK":
            found[names[0]] += count
    return found


def _is_japanese(words: set[str]) -> bool:
    """Whether more of the words have kana, or signs that only Japanese has, than signs that only Chinese has."""
    letters = load("any", "languages")["letters"]
    own = {char for char in set("".join(words)) if script_of(char) in ("HIRAGANA", "KATAKANA")}.union(letters["ja"])
    others = set(letters["zh"])
    return sum(not own.isdisjoint(word) for word in words) > sum(not others.isdisjoint(word) for word in words)


def _has_own_letters(name: str) -> bool:
    return name not in _languages_of("LATIN")


def _may_be_written_in(name: str, text: str) -> bool:
    """Whether a page has letters of a language."""
    return any(name in _languages_of(script_of(char)) for char in set(text) if char.isalpha())


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """The writing system of a letter, as Unicode names it ("LATIN")."""
    return unicodedata.name(char, "").partition(" ")[0]


@cache
def _marks() -> Mapping[str, str]:
    return {word: name for name, words in load("any", "languages")["marks"].items() for word in words.split()}


@cache
def _licence() -> frozenset[str]:
    return frozenset(load("any", "languages")["licence"]["words"])


@cache
def _scripts() -> Mapping[str, tuple[str, ...]]:
    return {script: tuple(names) for script, names in load("any", "languages")["scripts"].items()}


def scripts_of(language: str) -> frozenset[str]:
    """The writing systems of a language (BCP 47); none for one without a pack."""
    return frozenset(script for script, names in _scripts().items() if language in names)


def _languages_of(script: str) -> tuple[str, ...]:
    return _scripts().get(script, ())
