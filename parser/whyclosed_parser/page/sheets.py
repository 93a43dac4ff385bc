"""What the page's own style sheets hide.

Only simple selectors are understood (`.name`, `#id`, and several of them on one element). An element counts as hidden
only if every rule about its names is understood: what a condition (the width of the window) or a place on the page
decides is left to the eye, but that it may hide is known; a rule for paper alone does not count. Rules are looked for
by their words, for a real page has half a megabyte of them and hides little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.styles import declarations
from whyclosed_parser.records import dataclass

_HIDING = ("display:none", "visibility:hidden")
_HIDING_SPACED = ("display: none", "visibility: hidden")
_LARGE = 50_000  # characters; what is larger was written by a program, without spaces
_COMPOUND = patterns.compiled(r"(?:[.#]-?[A-Za-z_][\w-]*)+")
_NAME = patterns.compiled(r"[.#][\w-]+")
_COMBINED = patterns.compiled(r"\A.*[\s>+~]|\[[^][]{0,80}\]|\([^()]{0,80}\)")
"""What of a selector says nothing of the element's own names."""
_LONGEST_SELECTORS = 400  # characters
_MEDIUM = patterns.compiled(r"@media\s+(?:only\s+)?(print|speech|screen|all|not\s+all|not\s+print)\s*\Z", re.IGNORECASE)
_SCREENS = frozenset({"screen", "all", "not print"})
_MOST_BRACES = 2000  # between a rule and the beginning of the block around it
_MOST_RULES = 400
"""Rules about one name, or hiding rules of a page; beyond them nothing is believed."""


@dataclass(slots=True)
class Sheets:
    """The style sheets of a page. `hiding`: for each name the compounds that a rule hides; `placed`: those that one
    hides in some places on the page, or in some states; `named`: the names in both."""

    texts: Sequence[str]
    hiding: dict[str, list[frozenset[str]]]
    placed: dict[str, list[frozenset[str]]]
    named: frozenset[str]
    _known: dict[frozenset[str], bool] = field(default_factory=dict)

    def hides(self, names: Sequence[str]) -> bool:
        """Whether an element with these names (`.class`, `#id`) is surely not shown."""
        held = frozenset(names)
        if not any(compound <= held for name in names for compound in self.hiding.get(name, ())):
            return False
        known = self._known.get(held)
        if known is None:
            known = self._known[held] = self._settled(held)
        return known

    def may_hide(self, names: Sequence[str]) -> bool:
        """Whether a rule hides elements with these names under a condition, or in a place: one that is understood is
        told by `hides`."""
        held = frozenset(names)
        tables = (self.hiding, self.placed)
        return any(compound <= held for name in names for table in tables for compound in table.get(name, ()))

    def _settled(self, held: frozenset[str]) -> bool:
        strongest: dict[str, tuple[tuple[int, int, int, int], str]] = {}
        for sheet, text in enumerate(self.texts):
            for name in held:
                for number, (start, selectors, block) in enumerate(_rules_about(text, name)):
                    if number >= _MOST_RULES:
                        return False
                    said = {key: value for key, value in declarations(block).items() if key in _SHOWING}
                    for selector in selectors if said else ():
                        names = frozenset(_NAME.findall(selector))
                        if name not in names or (_COMPOUND.fullmatch(selector) and not names <= held):
                            continue
                        holds = _holds(text, start)
                        if holds is False:
                            continue
                        if holds is None or not _COMPOUND.fullmatch(selector):
                            return False
                        ids = sum(one.startswith("#") for one in names)
                        for key, value in said.items():
                            weight = (ids, len(names), sheet, start)
                            if key not in strongest or strongest[key][0] <= weight:
                                strongest[key] = (weight, value)
        return any(value in _SHOWING[key] for key, (_, value) in strongest.items())


_SHOWING = {"display": frozenset({"none"}), "visibility": frozenset({"hidden", "collapse"})}


def read_sheets(root: Element) -> Sheets | None:
    """The style sheets of a page; None where they hide nothing by a simple rule."""
    texts = [style.text for style in root.iter("style") if style.text]
    hiding: dict[str, list[frozenset[str]]] = {}
    placed: dict[str, list[frozenset[str]]] = {}
    count = 0
    for text in texts:
        for word in _HIDING if len(text) > _LARGE else _HIDING + _HIDING_SPACED:
            at = text.find(word)
            while at >= 0:
                count += 1
                if count > _MOST_RULES:
                    return None
                start = text.rfind("{", 0, at)
                if start >= 0 and text.rfind("}", start, at) < 0:
                    for selector in _selectors(text, start)[1]:
                        simple = _COMPOUND.fullmatch(selector) is not None
                        compound = frozenset(_NAME.findall(_COMBINED.sub("", selector)))
                        for name in compound:
                            (hiding if simple else placed).setdefault(name, []).append(compound)
                at = text.find(word, at + len(word))
    return Sheets(texts, hiding, placed, frozenset({*hiding, *placed})) if hiding or placed else None


def _rules_about(text: str, name: str) -> Iterator[tuple[int, list[str], str]]:
    """Where each rule that names this begins, its selectors and its declarations."""
    at = text.find(name)
    while at >= 0:
        behind = text[at + len(name) : at + len(name) + 1]
        opening = text.find("{", at)
        if opening < 0:
            return
        if not (behind.isalnum() or behind in ("-", "_")) and text.find("}", at, opening) < 0:
            start, selectors = _selectors(text, opening)
            yield start, selectors, text[opening + 1 : text.find("}", opening)]
        at = text.find(name, at + len(name))


def _selectors(text: str, opening: int) -> tuple[int, list[str]]:
    """Where the rule whose block opens here begins, and its selectors."""
    least = max(0, opening - _LONGEST_SELECTORS)
    start = max(least, *(text.rfind(mark, least, opening) + 1 for mark in ("}", "{", ";", "*/")))
    return start, [selector.strip(" \t\r\n/") for selector in text[start:opening].split(",")]


def _holds(text: str, start: int) -> bool | None:
    """Whether a rule holds on a screen, by the blocks around it; None where a condition decides that is not known
    here, the width of the window as a rule."""
    at, held = start, True
    while text.count("{", 0, at) != text.count("}", 0, at):
        depth, steps = 0, 0
        while depth >= 0:  # back to where the block around begins
            at = max(text.rfind("{", 0, at), text.rfind("}", 0, at))
            depth += 1 if text[at] == "}" else -1
            steps += 1
            if at < 0 or steps > _MOST_BRACES:
                return None
        medium = _MEDIUM.search(text, max(0, at - _LONGEST_SELECTORS), at)
        if medium is None:
            return None
        held = held and medium[1].lower() in _SCREENS
    return held
