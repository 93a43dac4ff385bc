"""Sentences about an order, in the buyer's language. All of them stand in `sentences/`, one file a language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from whyclosed_parser.records import dataclass
from whyclosed_rules import data
from whyclosed_rules.errors import PhrasedError, RulesError, TableError, names_in
from whyclosed_rules.facts.clock import Clock
from whyclosed_rules.telling import locale

Context = Mapping[str, str]
ENGLISH = "en"

_Variants = tuple[tuple[str, frozenset[str]], ...]


class LanguageError(PhrasedError, RulesError):
    """A language without sentences."""


@cache
def languages() -> tuple[str, ...]:
    """The languages that have sentences, by BCP 47 tag."""
    return tuple(name.removeprefix("sentences/") for name in data.names("sentences"))


def spoken(tag: str) -> str:
    """The language of the answer for whoever asks in the language `tag` (BCP 47): the nearest that has sentences, else
    English."""
    return locale.nearest(tag, languages()) or ENGLISH


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """The sentences of one language: there is one such object for each."""

    language: str
    _sections: Mapping[str, Mapping[str, _Variants]]

    def say(self, section: str, key: str, names: Context | None = None) -> str:
        """The sentence for a key: of its variants the first whose names are all known. Raises KeyError."""
        known = names or {}
        for text, names_needed in self._sections[section][key]:
            if not names_needed:
                return text
            if names_needed <= known.keys():
                return locale.tidy(text.format_map(known))
        raise KeyError(f"{section}.{key} needs names that are not known")

    def template(self, section: str, key: str) -> str:
        """The plainest variant of a sentence, its names left in braces."""
        return self._sections[section][key][-1][0]

    def has(self, section: str, key: str) -> bool:
        """Whether there is a sentence for a key."""
        return key in self._sections.get(section, ())

    def keys(self, section: str) -> tuple[str, ...]:
        """Every key of a section, in the order of the file."""
        return tuple(self._sections[section])

    def day(self, value: date) -> str:
        """A day, or the day of a time, as people of this language write it."""
        return locale.day(value.date() if isinstance(value, datetime) else value, self.language)

    def amount(self, value: Decimal, currency: str | None) -> str:
        """An amount as people of this language write it; the bare number where no currency is known."""
        return f"{value:f}" if currency is None else locale.currency(value, currency, self.language)

    def moment(self, value: date, clock: Clock) -> str:
        """A day as `day`; a time with hour and minute in the buyer's zone."""
        if not isinstance(value, datetime):
            return self.day(value)
        local = clock.local(value)
        return f"{self.day(local)}, {local:%H:%M}"


@cache
def sentences(language: str = ENGLISH) -> Sentences:
    """The sentences of a language. Raises `LanguageError` where there are none, `TableError` where one is missing, as
    is found when anything has changed: no language is filled up with another one."""
    if language not in languages():
        raise LanguageError("no_language", language=language, known=", ".join(languages()))
    return Sentences(language, data.worked_out(f"sentences-{language}", lambda: check(language)))


def check(language: str) -> dict[str, dict[str, _Variants]]:
    """The sentences of a language. Raises `TableError` where one is missing."""
    from whyclosed_rules.telling.needed import needed

    told = data.load_toml(f"sentences/{language}")
    for section, key in needed() if language == ENGLISH else _keys(data.load_toml(f"sentences/{ENGLISH}")):
        if key not in told.get(section, {}):
            raise TableError(f"sentences/{language}.toml, [{section}]: there is no sentence '{key}'")
    return {section: {key: _variants(text) for key, text in entries.items()} for section, entries in told.items()}


def _keys(told: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((section, key) for section, entries in told.items() for key in entries)


def _variants(text: Any) -> _Variants:
    texts = text if isinstance(text, list) else [text]
    return tuple((one, names_in(one)) for one in texts)


@lru_cache(maxsize=4096)
def option(fact: str, value: str, words: Sentences) -> str | None:
    """A value of a fact as people say it; None for one without words of its own."""
    keys = (f"{fact}_{value}".lower(), value.lower())
    return next((words.say("option", key) for key in keys if words.has("option", key)), None)
