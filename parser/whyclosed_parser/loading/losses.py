"""What stands in a page's bytes and not in its tree: the builder loses content without a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml.etree import Comment
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.names import NAMING, named_in, values_in

_LONGEST_TAG = 20_000  # bytes before a name in which its tag begins
_LONG_TEXT = 2000  # bytes without a "<"; it pays to pass over what is longer
_BEFORE, _BEHIND = frozenset(b"\"' =\t\r\n\f"), frozenset(b"\"' >/\t\r\n\f")
_WITHIN = {
    name: patterns.compiled(rb"[\s\"'/]%s\s*=\s*(?:\"[^\"]*|'[^']*|[^\s\"']*)\Z" % name.encode(), re.IGNORECASE)
    for name in NAMING
}
_HASHED = (b"--", b"__")
"""What parts a class from the mark of its build."""


def markup_of(source: bytes, beside: int = 0, of: tuple[bytes, ...] = (b"<",)) -> bytes:
    """The bytes of a page without its long texts: most of a saved page are scripts and sheets, and what stands between
    a ">" and a "<" is in no tag. `beside`: so much of a text stays beside the tags around it; `of`: how the tag begins
    in front of a text that goes."""
    kept: list[bytes] = []
    done = block = 0
    while block < len(source):
        if source.find(b"<", block, block + _LONG_TEXT) >= 0:
            block += _LONG_TEXT
            continue
        tag = source.rfind(b"<", done, block)
        behind = source.find(b"<", block) if block + _LONG_TEXT < len(source) else -1
        block = behind if behind >= 0 else len(source)
        text = source.find(b">", tag, block) + 1 if tag >= 0 else 0
        if text and source.startswith(of, tag):
            kept.append(source[done : text + beside])
            done = max(text + beside, block - beside)
    return b"".join((*kept, source[done:])) if kept else source


def lost(source: bytes, root: Element, key: str, known: int = 0) -> int:
    """How many elements with an anchor key (`.class`, `^prefix`, `#id`, `pl:name`, …) have their tag in the bytes,
    whatever quotes it uses, and are not in the tree.

    `source`: the bytes, or their markup; `known`: how many are in the tree at least. Tags that a script or a closed
    comment writes down are no elements; those that an unclosed one swallowed are.
    """
    if source.count(named_in(key)[1].encode()) <= known:  # the usual case, and cheap
        return 0
    missing = _written(source, key, known) - known
    no_loss = _no_loss(root, key, known)
    while missing > 0 and (found := next(no_loss, None)) is not None:
        missing -= found
    return max(missing, 0)


def _written(source: bytes, key: str, known: int = 0) -> int:
    """How many tags have the key; how many there may be at most, where these are no more than `known`."""
    attribute, written = named_in(key)
    places = list(_places(source, written.encode(), hashed=key[0] == "^"))
    return len(places) if len(places) <= known else sum(_in_tag(source, place, attribute) for place in places)


def _places(source: bytes, name: bytes, *, hashed: bool) -> Iterator[int]:
    """Where a name stands with nothing around it that could be a part of it, but for the mark of a build."""
    place = source.find(name)
    while place >= 0:
        end = place + len(name)
        whole = source[end : end + 2] in _HASHED if hashed else source[end : end + 1] and source[end] in _BEHIND
        if whole and place and source[place - 1] in _BEFORE:
            yield place
        place = source.find(name, end)


def _in_tag(source: bytes, place: int, attribute: str) -> bool:
    """Whether this is a place in the value of a tag's attribute."""
    tag = source.rfind(b"<", max(0, place - _LONGEST_TAG), place)
    if tag < 0 or not source[tag + 1 : tag + 2].isalpha() or source.find(b">", tag, place) >= 0:
        return False
    value = _WITHIN[attribute].search(source, tag, place)
    return value is not None and not _stood_before(source, tag, value.start(), attribute)


def _stood_before(source: bytes, tag: int, start: int, attribute: str) -> bool:
    """Whether the attribute that begins here stands in its tag already: then it does not count."""
    return re.search(rb"[\s\"'/]%s\s*=" % attribute.encode(), source[tag:start], re.IGNORECASE) is not None


def _no_loss(root: Element, key: str, known: int) -> Iterator[int]:
    """How many comments write down, how many are in the tree beyond those that are `known`, and how many scripts write
    down, which are long and so come last."""
    attribute, name = named_in(key)
    yield from (_written(_bytes_of(node), key) for node in root.itersiblings(preceding=True))
    yield from (_written(_bytes_of(node), key) for node in _holding(root.iter(Comment), "<!--", name))
    values = Counter(values_in(root, attribute))
    yield sum(count for value, count in values.items() if name in value and _has(value, key)) - known
    yield from (_written(_bytes_of(node), key) for node in _holding(root.iter("script"), "<script", name))


def _holding(nodes: Iterable[Element], opening: str, name: str) -> Iterator[Element]:
    """Those with a name in their text; what one that is not closed has swallowed is not its own."""
    return (node for node in nodes if (text := node.text) and name in text and opening not in text)


def _bytes_of(node: Element) -> bytes:
    return (node.text or "").encode("utf-8", "replace")


def _has(held: str, key: str) -> bool:
    """Whether an attribute's value is what an anchor key says."""
    attribute, value = named_in(key)
    if attribute != "class":
        return held == value
    if key[0] == "^":
        return any(name.startswith((f"{value}--", f"{value}__")) for name in held.split())
    return value in held.split()
