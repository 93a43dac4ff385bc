"""The anchor keys that an element's attributes give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

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
_JOINT = patterns.compiled(r"(?<=[^_])_{1,2}(?=[^_])")


def is_name(key: str) -> bool:
    """Whether a key is a name that was given to a part of a page, and no tag or role, which many parts have."""
    return not key.startswith(("<", "role:"))


def keys_of(attributes: Iterable[tuple[str, str]]) -> list[str]:
    """The anchor keys that an element's attributes give."""
    keys = []
    for name, value in attributes:
        if name == "class":
            for part in value.split():
                keys.append(f".{part}")
                keys.extend(_without_hash(part))
        elif name in PREFIXES:
            keys.append(PREFIXES[name] + value)
    return keys


@cache
def named_by(keys: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """What stands in the attributes that give elements these keys, by attribute."""
    named: dict[str, set[str]] = {}
    for key in keys:
        attribute, prefix = next(
            ((name, one) for name, one in PREFIXES.items() if key.startswith(one)), ("class", key[:1])
        )
        named.setdefault(attribute, set()).add(key.removeprefix(prefix))
    return {attribute: frozenset(names) for attribute, names in named.items()}


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
