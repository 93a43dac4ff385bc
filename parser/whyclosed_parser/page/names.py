"""The anchor keys that an element's attributes give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from functools import cache, lru_cache
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns

PREFIXES = {
    "data-pl": "pl:",
    "data-testid": "testid:",
    "data-path": "data:",
    "i18entitle": "entitle:",
    "id": "#",
    "role": "role:",
}
NAMING = ("class", *PREFIXES)
"""The attributes that give an element its anchor keys."""
_VALUES = {
    name: cast(Callable[[Element], list[str]], etree.XPath(f"descendant-or-self::*/@{name}", smart_strings=False))
    for name in NAMING
}
"""Feeds are long, and this is many times faster than going through them."""
_MOST_KNOWN = 4096  # values that are remembered from page to page
_JOINT = patterns.compiled(r"(?<=[^_])_{1,2}(?=[^_])")


def is_name(key: str) -> bool:
    """Whether a key is a name that was given to a part of a page, and no tag or role, which many parts have."""
    return not key.startswith(("<", "role:"))


def keys_of(attributes: Iterable[tuple[str, str]]) -> list[str]:
    """The anchor keys that an element's attributes give."""
    return [key for name, value in attributes if name in NAMING for key in keys_in(name, value)]


@lru_cache(maxsize=_MOST_KNOWN)
def keys_in(attribute: str, value: str) -> tuple[str, ...]:
    """The anchor keys that the value of a naming attribute gives."""
    if attribute != "class":
        return (PREFIXES[attribute] + value,)
    return tuple(key for part in value.split() for key in (f".{part}", *_without_hash(part)))


def named_in(key: str) -> tuple[str, str]:
    """The attribute that gives an element this key, and what of the key is its value, or a part of that."""
    attribute = next((name for name, prefix in PREFIXES.items() if key.startswith(prefix)), "class")
    return attribute, key.removeprefix(PREFIXES.get(attribute, key[:1]))


@cache
def attributes_of(keys: Set[str]) -> frozenset[str]:
    """The attributes that give elements these keys."""
    return frozenset(named_in(key)[0] for key in keys)


def values_in(element: Element, attribute: str) -> Sequence[str]:
    """All values of a naming attribute in a subtree."""
    if len(element):
        return _VALUES[attribute](element)
    value = element.get(attribute)
    return () if value is None else (value,)


def _without_hash(name: str) -> list[str]:
    """The keys of a hashed class: "node--3Td" is `^node`. Of "RedOrderList_OrderItem__number__1tj" also what remains
    without the module in front: `^OrderItem__number`, `^number`."""
    if "--" in name:
        return [f"^{name[: name.rindex('--')]}"]
    stem, mark, build = name.rpartition("__")
    if not (mark and stem and build):
        return []
    starts = [0, *(match.end() for match in _JOINT.finditer(stem))]
    return [f"^{stem[start:]}" for start in starts]
