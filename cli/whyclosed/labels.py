"""Every word of the command itself, one file a language in `words/`. What is said of an order comes from the rules."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from whyclosed_parser.datafiles import names, read_toml
from whyclosed_parser.records import dataclass
from whyclosed_rules.telling.locale import nearest, plural, tidy

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Labels:
    """The command's words in one language."""

    language: str
    _sections: Mapping[str, Mapping[str, Any]]

    def __call__(self, key: str, /, **values: object) -> str:
        """The words for `key` (`section.name`), with `{names}` filled in; where they hang on a number, the form for
        `count`. Raises `KeyError` for an unknown key."""
        section, name = key.split(".", 1)
        words = self._sections[section][name]
        if isinstance(words, Mapping):
            count = values["count"]
            assert isinstance(count, int)
            words = words.get(plural(count, self.language), words["other"])
        return tidy(words.format(**values)) if values else str(words)

    def choice(self, section: str, value: object) -> str:
        """The words for a value of a list, such as a route; the value itself where it has no words of its own."""
        return str(self._sections[section].get(str(value), value))

    def all(self, section: str) -> Mapping[str, Any]:
        """Every word of a section."""
        return self._sections[section]


@cache
def languages() -> tuple[str, ...]:
    """The languages that the command speaks, by BCP 47 tag."""
    return tuple(name.removeprefix("words/") for name in names("whyclosed", "words"))


@cache
def labels(language: str = ENGLISH) -> Labels:
    """The words of a language; of one that is not known, the nearest, else English."""
    told = nearest(language, languages()) or ENGLISH
    return Labels(told, read_toml("whyclosed", f"words/{told}"))


def machine_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language that this machine is set to (POSIX: `LC_ALL`, `LC_MESSAGES`, `LANG`), as it is spelt there:
    `de_AT.UTF-8`; English where it names none."""
    told = next(filter(None, map(environment.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    name = told.partition(".")[0].partition("@")[0]
    return ENGLISH if name in ("", "C", "POSIX") else name
