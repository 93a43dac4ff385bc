"""The language packs: `words/<language>/`, one TOML file per table; `words/any/` holds what no language owns."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from whyclosed_parser.datafiles import names, read_toml
from whyclosed_parser.values.text import words_key

key_of = lru_cache(maxsize=4096)(words_key)
"""The form in which a short text is looked up in a pack; a page has the same ones again and again."""


@cache
def languages(table: str) -> tuple[str, ...]:
    """The languages (BCP 47) that have this table, English first."""
    files = [name.split("/") for name in names("whyclosed_parser.words")]
    return tuple(
        sorted((one for one, name in files if name == table and one != "any"), key=lambda one: (one != "en", one))
    )


def nearest(language: str | None, table: str) -> str | None:
    """The pack that serves a page's language: "pt" and "pt-PT" are served by "pt-BR". None: there is none."""
    wanted = (language or "").replace("_", "-").casefold()
    known = languages(table)
    exact = [name for name in known if name.casefold() == wanted]
    related = [name for name in known if wanted and name.casefold().split("-")[0] == wanted.split("-")[0]]
    return next(iter(exact + related), None)


@cache
def shared(table: str) -> dict[str, Any]:
    """What every language's table of this name has in common; empty where it has nothing."""
    return load("any", table) if f"any/{table}" in names("whyclosed_parser.words") else {}


def load(language: str, table: str) -> dict[str, Any]:
    """A table as it stands."""
    return read_toml("whyclosed_parser.words", f"{language}/{table}")
