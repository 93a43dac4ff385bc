"""Every word of the command itself, from `labels.toml`. What is said about an order comes from the rules."""

from __future__ import annotations

from functools import cache
from typing import Any

from whyclosed_parser.datafiles import read_toml


@cache
def _labels() -> dict[str, Any]:
    return read_toml("whyclosed", "labels")


def label(key: str, /, **values: object) -> str:
    """The words for `key` (`section.name`), with `{names}` filled in. Raises `KeyError` for an unknown key."""
    section, name = key.split(".", 1)
    words: str = _labels()[section][name]
    return words.format(**values) if values else words


def choice(section: str, value: object) -> str:
    """The words for a value of a list, such as a route; the value itself where it has no words of its own."""
    return str(_labels()[section].get(str(value), value))
