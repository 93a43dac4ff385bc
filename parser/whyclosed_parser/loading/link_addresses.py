"""Addresses of links in brackets behind the links' words, as paper and readers show them: no words of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from whyclosed_parser import patterns

_IN_BRACKETS = patterns.compiled(r"\s*[(\[<]\s*([^\s()\[\]<>]+)\s*[)\]>]")
_SCHEME = patterns.compiled(r"\A(?:https?:)?//(?:www\.)?", re.IGNORECASE)
_CUT = "…"
_SHORTEST = 4  # characters


def without_printed_addresses(root: Element) -> None:
    """Take the address of each link out of the words at its end and right behind it."""
    for link in root.iter("a"):
        for element, name in _ends(link):
            text: str = getattr(element, name) or ""
            if ")" in text or "]" in text or ">" in text:
                for found in _IN_BRACKETS.finditer(text):
                    if _is_that_of(link, found[1]):
                        setattr(element, name, text[: found.start()] + text[found.end() :])
                        break


def _ends(link: Element) -> Iterator[tuple[Element, str]]:
    """The last text of a link, and what stands next behind it."""
    last = link
    while len(last) and not (last[-1].tail or "").strip():
        last = last[-1]
    if len(last) or last is not link or " " in (link.text or ""):  # not the only word
        yield (last[-1], "tail") if len(last) else (last, "text")
    yield link, "tail"
    behind = link.getnext()
    if behind is not None and not len(behind) and not (link.tail or "").strip():
        yield behind, "text"


def _is_that_of(link: Element, printed: str) -> bool:
    """Whether this is the link's own address, perhaps without its end."""
    own, shown = (_SCHEME.sub("", text.strip()) for text in (link.get("href") or "", printed.rstrip(_CUT)))
    return min(len(own), len(shown)) >= _SHORTEST and (own.startswith(shown) or shown.endswith(own))
