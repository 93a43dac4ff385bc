"""Errors of ours: each says what is wrong, where, and what to do instead, in the language of whoever is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from errno import errorcode

from whyclosed_parser.model import WhyclosedError
from whyclosed_parser.records import dataclass
from whyclosed_rules.data import load_toml


@dataclass(frozen=True, slots=True)
class Phrase:
    """What went wrong: a key of `[error]` in the sentence files, and what fills its names; None is a name not known."""

    key: str
    names: Mapping[str, object]

    def told(self, language: str = "en") -> str:
        """In one of the languages that have sentences: of its variants the first whose names are all known."""
        told = load_toml(f"sentences/{language}")["error"][self.key]
        known = {
            name: value.told(language) if isinstance(value, Phrase) else value
            for name, value in self.names.items()
            if value is not None
        }
        variants: list[str] = [told] if isinstance(told, str) else told
        return next(text for text in variants if names_in(text) <= known.keys()).format_map(known)


def names_in(text: str) -> frozenset[str]:
    """The names in braces that a text is filled with."""
    from string import Formatter  # only where something has changed or is wrong

    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def reason(error: OSError | UnicodeError) -> Phrase:
    """Why a file cannot be used; in the system's own words where there are none of ours."""
    if isinstance(error, UnicodeError):
        return Phrase("not_text", {})
    key = f"system_{errorcode.get(error.errno or 0, '').lower()}"
    if key in load_toml("sentences/en")["error"]:
        return Phrase(key, {})
    return Phrase("system_other", {"said": error.strerror or str(error)})


class PhrasedError(WhyclosedError):
    """An error with a phrase in every language; as text it is English."""

    def __init__(self, key: str, /, **names: object) -> None:
        super().__init__(key, names)
        self.phrase = Phrase(key, names)

    def __str__(self) -> str:
        return self.phrase.told()

    def told(self, language: str) -> str:
        """What is wrong, in the words of a language."""
        return self.phrase.told(language)


class RulesError(WhyclosedError):
    """Root of the errors raised by the rules."""


class TableError(RulesError):
    """A rule table that cannot be used: an unknown fact, value, source or sentence. Raised at load."""


class FactError(PhrasedError, RulesError):
    """A fact with an unknown name or a value it cannot have."""


def near(word: str, known: Iterable[str]) -> str | None:
    """The known word that is closest to a mistyped one; None where none is close."""
    from difflib import get_close_matches  # only where something is wrong

    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?` for the closest known word, or an empty text."""
    close = near(word, known)
    return f" Did you mean '{close}'?" if close else ""
