"""How a language writes days, amounts and counts: by the CLDR, through babel.

English days are written here without babel, which takes longer to load than a whole answer takes to be made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

Form = Literal["plain", "weekday", "brief"]

_SKELETONS: dict[Form, str] = {"plain": "yMMMd", "weekday": "yMMMEd", "brief": "MMMEd"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TWICE = re.compile(r"(?<=\w)\.\.(?![./\\\w])")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@lru_cache(maxsize=4096)
def day(value: date, language: str, form: Form = "plain") -> str:
    """A day: `Dec 5, 2026`, with its weekday `Sat, Dec 5, 2026`, or in brief `Sat, Dec 5`."""
    if language == "en":
        plain = f"{_MONTHS[value.month - 1]} {value.day}"
        plain = plain if form == "brief" else f"{plain}, {value.year}"
        return plain if form == "plain" else f"{_WEEKDAYS[value.weekday()]}, {plain}"
    from babel.dates import format_skeleton

    return format_skeleton(_SKELETONS[form], value, locale=_locale(language))


def currency(amount: Decimal, code: str, language: str) -> str:
    """An amount with the sign of its currency (ISO 4217)."""
    from babel.numbers import format_currency

    return format_currency(amount, code, locale=_locale(language))


def plural(count: int, language: str) -> str:
    """Which form of a word a count takes: `one`, `few`, `many` or `other`."""
    if language == "en":
        return "one" if count == 1 else "other"
    return str(_locale(language).plural_form(count))


def nearest(tag: str, known: Iterable[str]) -> str | None:
    """The known language that comes closest to a tag (BCP 47): "pt" and "pt-PT" are served by "pt-BR". None: there is
    none."""
    wanted, offered = tag.replace("_", "-").casefold().split("-"), sorted(known)
    for length in range(len(wanted), 0, -1):
        exact = [one for one in offered if one.casefold() == "-".join(wanted[:length])]
        if exact:
            return exact[0]
    return next((one for one in offered if one.casefold().split("-")[0] == wanted[0]), None)


def language_name(tag: str, language: str) -> str | None:
    """How a language (BCP 47) is called in another one, as within a sentence; None where that is not known."""
    return _locale(language).languages.get(tag.split("-")[0].lower())


def tidy(text: str) -> str:
    """A filled sentence whose last name brought a full stop of its own ("5 дек. 2026 г."). Dots of a path stay."""
    return _TWICE.sub(".", text) if ".." in text else text


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language, sep="-")
