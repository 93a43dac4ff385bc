"""What may stay: words that mean something to the reading, dates, amounts, small counts. And of names in the markup,
those that developers give."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.classify.events import classify_event
from whyclosed_parser.classify.messages import (
    classify_payment_error,
    classify_platform_message,
    classify_refund_news,
    classify_seller_message,
    classify_seller_reason,
)
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.layouts import excluded, layouts, wanted_keys
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.redact import redact
from whyclosed_parser.values.dates import find_dates
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import UNSPACED, any_of, ascii_digits, composed, normal_form
from whyclosed_parser.words import Words, words_for
from whyclosed_parser.words.packs import languages, load

DATA = read_toml("whyclosed_parser.scrub", "scrub")

WORD = patterns.compiled(r"[^\W\d_]+")
_PIECE = patterns.compiled(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_]+")
_UNSPACED_RUN = patterns.compiled(f"[{UNSPACED}]+")
_NUMBER = patterns.compiled(r"\d[\d.,'’·\u00a0\u202f]*\d|\d")
CODE = patterns.compiled(r"(?<![^\W_])(?=[^\W_]*[^\W\d_])(?=[^\W_]*\d)[^\W_]+(?:-[^\W_]+)*(?![^\W_])")
"""A number with letters in it, as those of parcels are."""
_AMOUNT = patterns.compiled(r"\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})*[.,]\d{2}|\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+")
_CLOCK = patterns.compiled(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])")
_QUANTITY = patterns.compiled(r"(?<![^\W\d_])[x×хX*]\s?\d{1,3}(?![^\W_])|(?<![^\W_])\d{1,3}\s?[x×хX](?![^\W_])")
_ZONE = patterns.compiled(r"(?<![^\W_])(?:GMT|UTC)\s?(?:[+−-]\s?\d{1,2}(?::?\d{2})?)?(?![^\W_])")
_YEAR = patterns.compiled(r"20[1-4]\d")
_EMAIL = patterns.compiled(r"(?<![^\s@<>])[^\s@<>]++[@＠][^\s@<>]++")
_SPELT = patterns.compiled(r"(?<!\w)(?:[^\W\d_][ \xa0]){3,}[^\W\d_](?!\w)")
"""A word in single letters."""
_INITIAL = patterns.compiled(r"(?<![\w.])[^\W\d_]\.(?=[ \xa0]*[^\W\d_])")
_NAMED = patterns.compiled(r"@[\w-]+(?:, | = )'([^']+)'")
"""The names in an XPath."""
_SMALL = 3  # digits of a count
_STEM = 5  # letters
_OF_A_LANGUAGE = (classify_platform_message, classify_refund_news)
_OF_ANY: tuple[Callable[[str], object], ...] = (
    classify_seller_message,
    classify_seller_reason,
    classify_payment_error,
)
_TABLES = (
    "labels", "events", "feed", "guard", "item", "payment_error", "platform_message", "refund_news", "seller_message",
    "seller_reason",
)  # fmt: skip


class Known:
    """The words of some languages, and of no language."""

    def __init__(self, words: Words) -> None:
        self._months = words.months
        self._languages = tuple(dict.fromkeys((*words.languages, "en")))
        own, self._phrases = _vocabulary(self._languages)
        self._words = set(own)
        self._names = frozenset(DATA["private"]["names"])

    @property
    def words(self) -> set[str]:
        """All known words, in their normal form."""
        return self._words

    def is_known(self, word: str) -> bool:
        """Whether this word means something to the reading, in any of the languages."""
        low = normal_form(word)
        # Patterns of the packs often end in a stem.
        return low in self._words or any(low[:end] in self._words for end in range(max(_STEM, len(low) - 4), len(low)))

    def learn(self, words: Iterable[str]) -> None:
        """From now on these words stay wherever they stand: a report needs them."""
        self._words.update(map(normal_form, words))

    def meaning(self, text: str) -> tuple[object, ...]:
        """What a line means to the reading as a whole and sentence by sentence, if it is a report of any kind."""
        return tuple(self._meaning(one) for one in dict.fromkeys((text, *sentences(text))))

    def _meaning(self, text: str) -> tuple[object, ...]:
        events = tuple(classify_event(text, language) for language in self._languages)
        told = tuple(classify(text, self._languages) for classify in _OF_A_LANGUAGE)
        return (*events, *told, *(classify(text) for classify in _OF_ANY))

    def kept(self, text: str) -> bytearray:
        """A mask of a line of text: 1 for each character that may stay, else 0."""
        mask = signs(text)
        words = list(WORD.finditer(text))
        for at, word in enumerate(words):
            if self.is_known(word[0]) and not self._is_name(text, words, at):
                keep(mask, *word.span())
        for run in self._phrases.finditer(text):
            keep(mask, *run.span())
        for code in CODE.finditer(text):
            if code[0][0].isalpha():  # an account, a locker: its pieces are no words
                mask[slice(*code.span())] = signs(code[0])
        for start, end in self._values(text):
            keep(mask, start, end)
        self._keep_counts(text, mask)
        for start, end in people(text):
            mask[start:end] = signs(text[start:end])
        return mask

    def _is_name(self, text: str, words: Sequence[re.Match[str]], at: int) -> bool:
        """Whether a word that is a name as well stands beside another one, with a capital letter like that."""
        word = words[at]
        if word[0].lower() not in self._names or not word[0][0].isupper():
            return False
        beside = [(words[at - 1], word)] if at else []
        beside += [(word, words[at + 1])] if at + 1 < len(words) else []
        return any(
            text[first.end() : second.start()] == " "
            and (other := second if first is word else first)[0][0].isupper()
            and not self.is_known(other[0])
            for first, second in beside
        )

    def _values(self, text: str) -> Iterator[tuple[int, int]]:
        plain = re.sub(r"\s", " ", composed(text))
        if len(plain) == len(text):
            found = find_dates(plain, self._months)
            yield from ((one.start, one.end) for one in found if _is_of_an_order(plain[one.start : one.end]))
        yield from (zone.span() for zone in _ZONE.finditer(text))
        yield from (clock.span() for clock in _CLOCK.finditer(text))
        yield from (quantity.span() for quantity in _QUANTITY.finditer(text))
        yield from find_amounts(text)
        yield from (
            number.span()
            for number in _NUMBER.finditer(text)
            if _AMOUNT.fullmatch(number[0]) or (_YEAR.fullmatch(number[0]) and _stands_alone(text, number))
        )

    def _keep_counts(self, text: str, mask: bytearray) -> None:
        """Small numbers stay where no unknown word stands beside them: a street's number is one that does."""
        words = list(WORD.finditer(text))
        for number in _NUMBER.finditer(text):
            if sum(char.isdigit() for char in number[0]) > _SMALL or re.search(r"[-_/]\Z", text[: number.start()]):
                continue
            before = next((word for word in reversed(words) if word.end() <= number.start()), None)
            behind = next((word for word in words if word.start() >= number.end()), None)
            if (before is None or mask[before.end() - 1]) and (behind is None or mask[behind.start()]):
                keep(mask, *number.span())


def signs(text: str) -> bytearray:
    """The mask that keeps what is neither letter nor digit."""
    return bytearray(not char.isalnum() for char in text)


def keep(mask: bytearray, start: int, end: int) -> None:
    """Let the characters between two places stay."""
    mask[start:end] = b"\1" * (end - start)


def pieces(name: str) -> Iterator[re.Match[str]]:
    """The words of which a developer made a name: of "orderId-wrap" these are order, Id and wrap."""
    return _PIECE.finditer(name)


def is_markup(piece: str) -> bool:
    """Whether developers of web pages name things so."""
    return piece.lower() in _markup()


def tells_nothing(name: str) -> bool:
    """Whether the name of a file is made of words of order pages, and of small numbers: nobody's is one of them."""
    known = Known(words_for("en", ""))
    words = {word.lower() for word in WORD.findall(name)}
    return not re.search(r"\d{5}", name) and all(
        word not in DATA["private"]["names"] and (known.is_known(word) or is_markup(word)) for word in words
    )


def is_private(names: Sequence[str]) -> bool:
    """Whether an element with these classes and this id is about a person."""
    private, other = DATA["private"]["pieces"], DATA["private"]["not_private"]
    said = [_without_hash(name) for name in names if not any(part in name.lower() for part in other)]
    return any(piece[0].lower() in private for name in said for piece in pieces(name))


def _without_hash(name: str) -> str:
    """The name without what a program put behind the last `--`: in such letters anything may be found."""
    head, parted, last = name.rpartition("--")
    return head if parted and not last.islower() else name


def numbers(text: str) -> Iterator[re.Match[str]]:
    """Runs of digits."""
    return re.finditer(r"\d+", text)


def _is_of_an_order(date: str) -> bool:
    """Whether a date may be one of an order: a year before there was a shop is that of somebody's birth."""
    years = re.findall(r"(?<!\d)[12]\d{3}(?!\d)", ascii_digits(date))
    return not years or any(map(_YEAR.fullmatch, years))


def people(text: str) -> Iterator[tuple[int, int]]:
    """Where a line says who somebody is, whatever its words mean: addresses of mail, initials, what is redacted."""
    yield from (mail.span() for mail in _EMAIL.finditer(text))
    yield from (spelt.span() for spelt in _SPELT.finditer(text))
    yield from (initial.span() for initial in _INITIAL.finditer(text) if initial[0][0].isupper())
    without = redact(text)
    if without != text:
        for kind, start, end, _, _ in SequenceMatcher(None, text, without, autojunk=False).get_opcodes():
            if kind != "equal":
                yield start, end


def _stands_alone(text: str, number: re.Match[str]) -> bool:
    around = text[max(number.start() - 1, 0) : number.start()] + text[number.end() : number.end() + 1]
    return not any(char.isalnum() or char in "-_/" for char in around)


@cache
def _markup() -> frozenset[str]:
    """The pieces of all anchors, of what pages are refused by, and those that every developer uses."""
    keys = (
        *wanted_keys(),
        *excluded().private,
        *excluded().noise,
        *excluded().own,
        *excluded().strong,
        *excluded().hidden,
    )
    refused = read_toml("whyclosed_parser.layouts", "refusals")["refusal"]
    named = (name for row in refused for evidence in row["evidence"] for name in _NAMED.findall(evidence))
    return frozenset(DATA["markup"]["pieces"]) | {piece[0].lower() for key in (*keys, *named) for piece in pieces(key)}


@cache
def _vocabulary(names: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    """The words of these languages in their normal form, and the runs of those that write no spaces."""
    texts = list(_texts(names))
    phrases = {run for text in texts for run in _UNSPACED_RUN.findall(text) if len(run) > 1}
    return frozenset(WORD.findall(normal_form(" ".join(texts)))), patterns.compiled(any_of(phrases))


def _texts(names: Sequence[str]) -> Iterator[str]:
    """Every word of the packs of these languages and of no language."""
    for name in names:
        for table in _TABLES:
            if name in languages(table):
                yield from _strings(load(name, table))
    yield from ("captcha", "www", "http", "https")
    yield from _strings(load("any", "close_codes"))
    yield from load("any", "order_codes")["status"]
    yield from (code for layout in layouts() for code in layout.buttons)
    yield from _strings(load("any", "guard"))
    for table in ("money", "dates", "durations", "quantities"):
        yield from _strings(read_toml("whyclosed_parser.values", table))


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)
