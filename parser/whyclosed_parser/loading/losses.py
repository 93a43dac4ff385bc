"""What stands in a page's bytes and not in its tree: the builder loses content without a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from lxml import etree
from lxml.etree import Comment
from lxml.etree import _Element as Element

from whyclosed_parser import patterns

_LONGEST_TAG = 20_000  # bytes before a name in which its tag begins
_BEFORE, _BEHIND = frozenset(b"\"' =\t\r\n\f"), frozenset(b"\"' >/\t\r\n\f")
_ATTRIBUTES = {
    ".": "class", "^": "class", "#": "id", "pl:": "data-pl", "testid:": "data-testid", "entitle:": "i18entitle"
}  # fmt: skip
"""The attribute that an anchor key speaks of, by the key's first characters."""
_WITHIN = {
    name: patterns.compiled(rb"[\s\"'/]%s\s*=\s*(?:\"[^\"]*|'[^']*|[^\s\"']*)\Z" % name.encode(), re.IGNORECASE)
    for name in set(_ATTRIBUTES.values())
}
_VALUES = {
    name: cast(Callable[[Element], list[str]], etree.XPath(f"descendant-or-self::*/@{name}", smart_strings=False))
    for name in set(_ATTRIBUTES.values())
}
"""All values of an attribute in a tree."""
_HASHED = (b"--", b"__")
"""What parts a class from the mark of its build."""


def lost(source: bytes, root: Element, key: str, known: int = 0) -> int:
    """How many elements with an anchor key (`.class`, `^prefix`, `#id`, `pl:name`, …) have their tag in the bytes,
    whatever quotes it uses, and are not in the tree.

    `known`: how many are in the tree at least. Tags that a script or a closed comment writes down are no elements;
    those that an unclosed one swallowed are.
    """
    if source.count(_parts(key)[1].encode()) <= known:  # the usual case, and cheap
        return 0
    missing = _written(source, key)
    if missing <= known:
        return 0
    for held in _held(root, key):
        missing -= held
        if missing <= 0:
            return 0
    return missing


def _parts(key: str) -> tuple[str, str]:
    """The attribute of an anchor key and its value."""
    mark = next(mark for mark in _ATTRIBUTES if key.startswith(mark))
    return _ATTRIBUTES[mark], key[len(mark) :]


def _written(source: bytes, key: str) -> int:
    attribute, written = _parts(key)
    name, within, prefix = written.encode(), _WITHIN[attribute], key[0] == "^"
    count, place = 0, source.find(name)
    while place >= 0:
        end = place + len(name)
        whole = source[end : end + 2] in _HASHED if prefix else source[end : end + 1] and source[end] in _BEHIND
        if whole and place and source[place - 1] in _BEFORE:
            tag = source.rfind(b"<", max(0, place - _LONGEST_TAG), place)
            if tag >= 0 and source[tag + 1 : tag + 2].isalpha() and source.find(b">", tag, place) < 0:
                value = within.search(source, tag, place)
                count += value is not None and not _stood_before(source, tag, value.start(), attribute)
        place = source.find(name, end)
    return count


def _stood_before(source: bytes, tag: int, start: int, attribute: str) -> bool:
    """Whether the attribute that begins here stands in its tag already: then it does not count."""
    return re.search(rb"[\s\"'/]%s\s*=" % attribute.encode(), source[tag:start], re.IGNORECASE) is not None


def _held(root: Element, key: str) -> Iterator[int]:
    """How often the tree has it: in its elements, and in what its comments and scripts write down; scripts are long, so
    they come last."""
    attribute, value = _parts(key)
    yield sum(_has(held, key) for held in _VALUES[attribute](root) if value in held)
    before = root.getprevious()
    while before is not None:
        yield _written((before.text or "").encode("utf-8", "replace"), key)
        before = before.getprevious()
    for kind, opening in ((Comment, "<!--"), ("script", "<script")):
        for node in root.iter(kind):
            text = node.text
            if text and value in text and opening not in text:
                yield _written(text.encode("utf-8", "replace"), key)


def _has(held: str, key: str) -> bool:
    """Whether an attribute's value is what an anchor key says."""
    attribute, value = _parts(key)
    if attribute != "class":
        return held == value
    if key[0] == "^":
        return any(name.startswith((f"{value}--", f"{value}__")) for name in held.split())
    return value in held.split()
