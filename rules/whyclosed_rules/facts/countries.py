"""Countries by their names, as people write them in any language of the answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from whyclosed_rules import data


def country_named(text: str) -> str | None:
    """The code (ISO 3166, two letters) of a country: `Germany`, `Deutschland`, `DEU`; None for another name."""
    from babel.core import get_global  # only a name needs it, and it takes long to load

    name = " ".join(text.split())
    other: list[str] = get_global("territory_aliases").get(name.upper(), [])
    return other[0] if len(other) == 1 else _names().get(name.casefold())


@cache
def _names() -> Mapping[str, str]:
    """The codes by the names in small letters."""
    from babel import Locale

    locales = (Locale.parse(place.rpartition("/")[2], sep="-") for place in data.names("sentences"))
    every = (entry for locale in locales for entry in locale.territories.items())
    return {name.casefold(): code for code, name in every if len(code) == 2 and code.isalpha()}
