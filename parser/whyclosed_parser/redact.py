"""The one redactor: takes people out of free text before it enters the model.

Removed: e-mail addresses, phone numbers, card numbers and their last digits, names after a greeting or after
"signed by". Kept: order ids, tracking numbers, dates, amounts.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.values.money import SIGNS
from whyclosed_parser.values.text import has_digit

EMAIL, PHONE, CARD, NAME = "[e-mail]", "[phone]", "[card]", "[name]"

_DATA = read_toml("whyclosed_parser", "redact")


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s++") for word in sorted(words, key=len, reverse=True))


# Every pattern runs in time that grows with the text and no faster: who writes into an event or a notice could stop the
# reading of the page otherwise. So nothing is matched twice (possessive repeats), and no run is begun in its middle.
_SUSPECT = patterns.compiled(
    r"[@＠\d*•●xX]|[(\[{]at[)\]}]|mailto:"
    rf"|(?<!\w)(?:{_any_of(_DATA['greetings'] + _DATA['name_labels'])})(?!\w)",
    re.IGNORECASE,
)
_AT, _DOT = r"(?:[@＠]|[(\[{]at[)\]}])", r"(?:\.|\s?[(\[{](?:dot|punkt|punto|ponto|point)[)\]}]\s?)"
_EMAIL = LazyPattern(rf"mailto:\S++|(?<![\w.+%*-])[\w.+%*-]++\s?{_AT}\s?[\w-]++(?:{_DOT}[\w-]++)+", re.IGNORECASE)
_ACCOUNT = LazyPattern(r"(?<![\w.*+%-])[\w.*+%-]++@[\w.*-]*+|@[\w.*-]*+|\d")
_MASKED = LazyPattern(
    r"(?<![*•●·xX#])(?<![*•●·xX#]\s)(?:[*•●·xX#]\s?){2,}+[- ]?\d{2,6}(?!\d)"
    r"|(?<!\d)\d{4,6}\s?(?:[*•●xX#]\s?){4,}+\d{2,4}(?!\d)"
    r"|(?<![\w*•●])(?<!\d\s)[*•●]\d{4}(?![\d*•●]|[.,]\d)"
)
_CARD_ENDING = LazyPattern(
    rf"(?<!\w)((?:{_any_of(_DATA['card_endings'])})\s*+(?:[:：]\s*+)?"
    rf"|(?:{_any_of(_DATA['cards'])})\s?(?:[(\[]\s?[*•●…]{{0,4}}|[*•●…#]{{1,4}}\s?))\d{{4}}(?!\d)",
    re.IGNORECASE,
)
_DIGITS_IN_GROUPS = LazyPattern(r"(?<![\w.,-])\+?\(?\d+\)?(?:[ \u00a0.\-/]{1,2}\(?\d+\)?)+(?![\w:])")
_INTERNATIONAL = LazyPattern(r"(?<!\w)(?:\+|00)\d{7,15}(?!\d)")
_BARE_PHONE = LazyPattern(rf"(?<![\w.,:/{SIGNS}-])\d{{7,11}}(?![\w:/-]|[.,]\d)")
_LABELLED_PHONE = LazyPattern(
    rf"(?<!\w)((?:{_any_of(_DATA['phone_labels'])})\.?\s*+(?:(?:no\.?|number|#)\s*+)?(?:[:：]\s*+)?)"
    r"(\+?[\d(][\d ().\-]{4,}\d)",
    re.IGNORECASE,
)
# What leads to a person also where names of goods stand: "Hello Kitty, pink", "Phone 11 12 13 14" and "XX 32" are none.
_LAST_LETTERS = "|".join(sorted({re.escape(word[-2:]) for word in _DATA["card_endings"] + _DATA["cards"]}))
_CONTACT = LazyPattern(  # begins with one class of characters: all others are passed over at once
    r"[@＠*•●+(\[{:：0 ](?:(?<=[@＠*•●])|(?<=\+)\d|(?<=[(\[{])at|(?<=[:：])\s?[+(]?(?:\d[ ().\-]{0,2}){7,13}(?!\d)"
    rf"|(?<=0)(?<!\d\d)0\d{{7}}|(?<=[ :：(])(?<=(?:{_LAST_LETTERS}).)[ :：(]{{0,2}}\d{{4}}(?!\d))",
    re.IGNORECASE,
)
_MASKED_CARD = LazyPattern(r"(?<![*•●·])(?<![*•●·]\s)(?:[*•●·]\s?){4,}+[- ]?\d{2,6}(?!\d)")
_PHONE_AFTER_COLON = LazyPattern(
    rf"(?<!\w)((?:{_any_of(_DATA['phone_labels'])})\.?\s*+[:：]\s*+)(\+?[\d(][\d ().\-]{{4,}}\d)", re.IGNORECASE
)
_BARE_CARD = LazyPattern(r"(?<!\w)(?:4\d{15}|5[1-5]\d{14}|3[47]\d{13})(?!\w)")
_DATE = LazyPattern(r"(?:19|20)\d\d[.\-/ ]\d{1,2}[.\-/ ]\d{1,2}|\d{1,2}[.\-/ ]\d{1,2}[.\-/ ](?:19|20)\d\d")
_NAME_WORD = r"[^\W\d_][\w.'’-]*"
_GREETING = LazyPattern(
    rf"(?<!\w)((?:{_any_of(_DATA['greetings'])})(?:\s*+,)?\s++)({_NAME_WORD}(?:\s++{_NAME_WORD}){{0,2}})(?=\s*(?:[,!;:\n]|\.(?!\w)|\Z))",
    re.IGNORECASE,
)
_NAMED = LazyPattern(
    rf"(?<!\w)((?:{_any_of(_DATA['name_labels'])})\s*+(?:[:：]\s*+)?)({_NAME_WORD}(?:[ \t]++{_NAME_WORD}){{0,3}})",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(_DATA["not_names"])
_NOT_PERSONS = frozenset(_DATA["not_persons"])


def redact(text: str, keep: Collection[str] = ()) -> str:
    """`text` without people. `keep`: ids known to be the order's own, left alone whatever they look like."""
    if not _SUSPECT.search(text):
        return text
    text = _EMAIL.sub(EMAIL, text)
    text = _GREETING.sub(_greeted, text)
    text = _NAMED.sub(_named, text)
    if not has_digit(text):
        return text
    text = _MASKED.sub(CARD, text)
    text = _CARD_ENDING.sub(lambda found: found[1] + CARD, text)
    text = _LABELLED_PHONE.sub(lambda found: found[1] + PHONE, text)
    text = _DIGITS_IN_GROUPS.sub(_grouped, text)
    return _without_numbers(_INTERNATIONAL.sub(PHONE, text), _BARE_PHONE, keep)


@lru_cache(maxsize=1024)
def leads_to_somebody(text: str) -> bool:
    """Whether `without_contacts` may find something in this text. Remembered: orders of a list say much the same."""
    return _CONTACT.search(text) is not None


def without_contacts(text: str, keep: Collection[str] = ()) -> str:
    """A title, a name or a label without what certainly leads to a person: mail addresses, telephones that say that
    they are, digits of cards. `keep`: ids known to be the order's own."""
    if not leads_to_somebody(text):
        return text
    text = _EMAIL.sub(EMAIL, text)
    text = _MASKED_CARD.sub(CARD, text)
    text = _CARD_ENDING.sub(lambda found: found[1] + CARD, text)
    text = _PHONE_AFTER_COLON.sub(lambda found: found[1] + PHONE, text)
    return _without_numbers(text, _INTERNATIONAL, keep)


def _without_numbers(text: str, phones: LazyPattern, keep: Collection[str]) -> str:
    text = phones.sub(lambda found: found[0] if found[0] in keep else PHONE, text)
    return _BARE_CARD.sub(lambda found: CARD if found[0] not in keep and _luhn(found[0]) else found[0], text)


def without_digits(text: str) -> str:
    """A payment label without digits and without a mail address: "Visa ****1234" is "Visa ****"."""
    text = _ACCOUNT.sub("", text)
    return " ".join(text.replace("()", " ").split()).strip(" -–:,")


def _grouped(found: re.Match[str]) -> str:
    """Digits in groups: a card of four fours, a phone, or something harmless (a date, an order number, a sum)."""
    written = found[0]
    digits = re.sub(r"\D", "", written)
    groups = re.findall(r"\d+", written)
    if len(digits) in (15, 16) and len(groups) in (3, 4) and _luhn(digits):
        return CARD
    if _DATE.match(written) or not 7 <= len(digits) <= 15 or max(map(len, groups)) > 11:
        return written
    if len(groups) == 4 and [len(group) for group in groups[1:]] == [4, 4, 4]:
        return written  # an order number of aliexpress.ru
    if len(digits) < 9 and not written.startswith(("+", "(")):
        return written
    return PHONE


def _greeted(found: re.Match[str]) -> str:
    first = found[2].split()[0].casefold().strip(".,'’")
    if first in _NOT_NAMES or not any(word[0].isupper() or not word[0].isascii() for word in found[2].split()):
        return found[0]
    return found[1] + NAME


def _named(found: re.Match[str]) -> str:
    words = found[2].split()
    named = []
    for word in words:
        if not (word[0].isupper() or not word[0].isascii()) or word.casefold().strip(".,") in _NOT_PERSONS:
            break
        named.append(word)
    if not named:
        return found[0]
    rest = found[2].split(None, len(named))[len(named) :]
    return " ".join([found[1] + NAME, *rest]) if rest else found[1] + NAME


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0
