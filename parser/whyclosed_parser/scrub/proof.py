"""Whether two readings are the same but for what was replaced."""

from __future__ import annotations

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.values.text import composed

_WORDS = frozenset(read_toml("whyclosed_parser.scrub", "scrub")["proof"]["printed"])
"""Fields whose value is what the page prints."""

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
    return [] if printed and _shape(str(before)) == _shape(str(after)) else [path or "the whole page"]


def _shape(text: str) -> str:
    """Only where letters and digits are; of an address, only whose it is."""
    text = composed(text)
    return _LETTERS.sub("a", _DIGIT.sub("0", text)) if "//" not in text else text.partition("?")[0].split("/")[2]
