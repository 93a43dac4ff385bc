"""Whether two readings are the same but for what was replaced."""

from __future__ import annotations

import re

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.redact import CARD, EMAIL, NAME, PHONE
from whyclosed_parser.values.text import composed

_WORDS = frozenset(read_toml("whyclosed_parser.scrub", "scrub")["proof"]["printed"])
"""Fields whose value is what the page prints."""

_LEFT_OUT = patterns.compiled("|".join(map(re.escape, (EMAIL, PHONE, CARD, NAME))))
_LETTERS = patterns.compiled(r"[^\W\d_]")
_DIGIT = patterns.compiled(r"\d")


def differences(before: object, after: object) -> tuple[str, ...]:
    """The paths of what is read differently, without values. A text that the page prints may have other letters and
    digits, as many of each; all else must be equal."""
    return tuple(dict.fromkeys(_differences(before, after, "", "")))


def _differences(before: object, after: object, path: str, key: str) -> list[str]:
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        return [
            one
            for name in before
            for one in _differences(before[name], after[name], f"{path}.{name}".lstrip("."), name)
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [
            one for first, second in zip(before, after, strict=True) for one in _differences(first, second, path, key)
        ]
    if before == after:
        return []
    printed = key in _WORDS and isinstance(before, str) and isinstance(after, str)
    return [] if printed and _is_printed_alike(str(before), str(after)) else [path or "the whole page"]


def _is_printed_alike(before: str, after: str) -> bool:
    """Whether only letters and digits are others. What the reading left out before as somebody's may be anything now:
    an invented number need not look like one of a card."""
    first, *rest = (_shape(part) for part in _LEFT_OUT.split(before))
    shape = _shape(after)
    if not rest:
        return shape == first
    at, last = len(first), rest.pop()
    if not shape.startswith(first):
        return False
    for part in rest:
        found = shape.find(part, at + 1)
        if found < 0:
            return False
        at = found + len(part)
    return shape.endswith(last) and len(shape) - len(last) > at


def _shape(text: str) -> str:
    """Only where letters and digits are; of an address, only whose it is."""
    text = composed(text)
    return _LETTERS.sub("a", _DIGIT.sub("0", text)) if "//" not in text else text.partition("?")[0].split("/")[2]
