"""What the page's own style sheets hide.

Of a selector of names alone (`.name`, `#id`, and several of them on one element) it is known at once whether it hides
all elements with these names; of others it is asked element by element (`selectors.py`). An element counts as hidden
only if every rule about its names is understood: what a condition decides (the width of the window) is left to the
eye, but that it may hide is known; a rule for paper alone does not count. Sheets in a shadow root rule in it alone, and
those of the page not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import NamedTuple

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.rules import around, nested, rule_at, rules_about
from whyclosed_parser.page.selectors import Selector, weight_of
from whyclosed_parser.page.shadows import shadow_around
from whyclosed_parser.page.styles import declarations, is_out_of_sight
from whyclosed_parser.records import dataclass

_HIDING = ("display:none", "visibility:hidden", "rect(", "inset(", "-9999px", "-10000px")
_HIDING_SPACED = ("display: none", "visibility: hidden")
_LARGE = 50_000  # characters; what is larger was written by a program, without spaces
_COMPOUND = patterns.compiled(r"(?:[.#]-?[A-Za-z_][\w-]*)+")
_NAME = patterns.compiled(r"[.#][\w-]+")
_COMBINED = patterns.compiled(r"\A.*[\s>+~]|\[[^][]{0,80}\]|\([^()]{0,80}\)")
"""What of a selector says nothing of the element's own names."""
_NAMES_AROUND = patterns.compiled(r"[.#\[]")
_IMPORTANT = patterns.compiled(r"!\s*important")
_MOST_RULES = 400
"""Rules about one name, or hiding rules of a page; beyond them nothing is believed."""
_MOST_NAMELESS = 8  # hiding rules about elements without a name


class _Telling(NamedTuple):
    """A rule about a name: its selector, what it says of being shown, how much it counts, and whether it holds."""

    selector: str
    said: dict[str, str]
    weight: tuple[int, ...]
    holds: bool | None


@dataclass(slots=True)
class Sheets:
    """The style sheets of a page, or of a shadow root. `hiding`: for each name the compounds that a rule hides;
    `placed`: those that one hides in some places on the page, or in some states; `named`: the names in both;
    `nameless`: selectors of hiding rules that name the elements around, and not those that are hidden."""

    texts: Sequence[str]
    hiding: dict[str, list[frozenset[str]]]
    placed: dict[str, list[frozenset[str]]]
    named: frozenset[str]
    nameless: Sequence[str] = ()
    _known: dict[frozenset[str], bool] = field(default_factory=dict)
    _rules: dict[frozenset[str], list[_Telling] | None] = field(default_factory=dict)
    _selectors: dict[str, Selector] = field(default_factory=dict)
    """Each page's own: they know elements of it."""

    def hides(self, element: Element, names: Sequence[str]) -> bool:
        """Whether an element with these names (`.class`, `#id`) is surely not shown, by them or by its place."""
        held = frozenset(names)
        if any(compound <= held for name in names for compound in self.hiding.get(name, ())) and self._hides_all(held):
            return True
        rules = [*(self._about(held) or ()), *(self._about(frozenset()) or ())]
        return self._settled(((rule, self._meant(rule.selector, element)) for rule in rules), here=True)

    def _hides_all(self, held: frozenset[str]) -> bool:
        """Whether all elements with these names are hidden, wherever they stand."""
        known = self._known.get(held)
        if known is None:
            rules = self._about(held)
            known = self._known[held] = rules is not None and self._settled(
                (rule, True if _COMPOUND.fullmatch(rule.selector) else None) for rule in rules
            )
        return known

    def _meant(self, selector: str, element: Element) -> bool | None:
        if selector not in self._selectors:
            self._selectors[selector] = Selector(selector)
        return self._selectors[selector].means(element)

    def may_hide(self, names: Sequence[str]) -> bool:
        """Whether a rule hides elements with these names under a condition, or in a place: one that is understood is
        told by `hides`."""
        held = frozenset(names)
        tables = (self.hiding, self.placed)
        return any(compound <= held for name in names for table in tables for compound in table.get(name, ()))

    def _about(self, held: frozenset[str]) -> list[_Telling] | None:
        """The rules about elements with these names that say whether they are shown; None where there are too many."""
        if held in self._rules:
            return self._rules[held]
        found: dict[tuple[int, int, str], _Telling] | None = {}
        for sheet, text in enumerate(self.texts):
            for name in (one for one in held or self.nameless if not one.startswith(("<", "^"))):
                for number, rule in enumerate(rules_about(text, name)):
                    if number >= _MOST_RULES:
                        found = None
                    said = _said(rule.block) if found is not None else {}
                    for selector in rule.selectors if said else ():
                        names = frozenset(_NAME.findall(selector))
                        if held and (name not in names or (_COMPOUND.fullmatch(selector) and not names <= held)):
                            continue
                        holds, layered, outer = around(text, rule.start)
                        whole = nested(outer, selector)
                        weight = (
                            bool(_IMPORTANT.search(rule.block)),
                            not layered,
                            *weight_of(whole),
                            sheet,
                            rule.start,
                        )
                        if found is not None and holds is not False:
                            found[sheet, rule.start, selector] = _Telling(whole, said, weight, holds)
        self._rules[held] = None if found is None else list(found.values())
        return self._rules[held]

    @staticmethod
    def _settled(rules: Iterable[tuple[_Telling, bool | None]], *, here: bool = False) -> bool:
        """Whether the strongest of the rules hide, those that mean an element (True) and those that may (None). `here`:
        one that may hide is another thing than one that does; else nothing is known where one of them is."""
        strongest: dict[str, tuple[tuple[int, ...], str]] = {}
        doubtful: list[_Telling] = []
        for rule, meant in rules:
            if meant is False:
                continue
            if meant is None or rule.holds is None:
                if not here:
                    return False
                doubtful.append(rule)
                continue
            for key, value in rule.said.items():
                if key not in strongest or strongest[key][0] <= rule.weight:
                    strongest[key] = rule.weight, value
        return any(
            value in _SHOWING[key]
            and not any(rule.weight > weight and rule.said.get(key, value) not in _SHOWING[key] for rule in doubtful)
            for key, (weight, value) in strongest.items()
        )


_SHOWING = {
    "display": frozenset({"none"}),
    "visibility": frozenset({"hidden", "collapse"}),
    "content-visibility": frozenset({"hidden"}),
    "sight": frozenset({"none"}),
}
_IN_SIGHT = patterns.compiled(
    r"(?i)(?:\A|[;\s])(?:clip|clip-path|position)\s*:\s*(?:auto|none|static|relative|initial|unset)"
)


def _said(block: str) -> dict[str, str]:
    """What a rule says of being shown; `sight`: of place, size and the like."""
    held = declarations(block)
    said = {key: value for key, value in held.items() if key in _SHOWING}
    if is_out_of_sight(block):
        said["sight"] = "none"
    elif _IN_SIGHT.search(block):
        said["sight"] = "some"
    return said


def read_sheets(root: Element) -> dict[Element | None, Sheets]:
    """The style sheets of a page (None) and of its shadow roots that hide something."""
    texts: dict[Element | None, list[str]] = {}
    for style in root.iter("style"):
        if text := style.text:
            texts.setdefault(shadow_around(style), []).append(text)
    read = {place: _read(tuple(found)) for place, found in texts.items()}
    return {place: replace(sheets, _selectors={}) for place, sheets in read.items() if sheets is not None}


@lru_cache(maxsize=2)  # the next page is of the same site, as a rule
def _read(texts: tuple[str, ...]) -> Sheets | None:
    hiding: dict[str, list[frozenset[str]]] = {}
    placed: dict[str, list[frozenset[str]]] = {}
    nameless: list[str] = []
    count = 0
    for text in texts:
        for word in _HIDING if len(text) > _LARGE else _HIDING + _HIDING_SPACED:
            at = text.find(word)
            while at >= 0:
                count += 1
                if count > _MOST_RULES:
                    return None
                rule = rule_at(text, at)
                for selector in rule.selectors if rule is not None else ():
                    simple = _COMPOUND.fullmatch(selector) is not None
                    compound = frozenset(_NAME.findall(_COMBINED.sub("", selector)))
                    for name in compound:
                        (hiding if simple else placed).setdefault(name, []).append(compound)
                    if not compound and _NAMES_AROUND.search(selector):
                        nameless.append(selector)
                at = text.find(word, at + len(word))
    if not (hiding or placed or nameless):
        return None
    return Sheets(texts, hiding, placed, frozenset({*hiding, *placed}), nameless[:_MOST_NAMELESS])
