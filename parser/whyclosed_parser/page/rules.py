"""The rules of a style sheet, looked for by their words: a real page has half a megabyte of them, and few say something
of what is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from whyclosed_parser import patterns
from whyclosed_parser.page.selectors import LISTED

_MEDIUM = patterns.compiled(r"@media\s+(?:only\s+)?(print|speech|screen|all|not\s+all|not\s+print)\s*", re.IGNORECASE)
_SCREENS = frozenset({"screen", "all", "not print"})
_SUPPORTED = patterns.compiled(r"@supports\s*\(\s*display\s*:\s*(?:flex|grid|contents)\s*\)\s*", re.IGNORECASE)
_LAYER = patterns.compiled(r"@layer\b[^,;]*", re.IGNORECASE)
_LONGEST_SELECTORS = 2000  # characters
_LONGEST_BLOCK = 5000  # characters
_MOST_BRACES = 2000  # between a rule and the beginning of the block around it


class Rule(NamedTuple):
    """A rule: where it begins, its selectors and its declarations."""

    start: int
    selectors: list[str]
    block: str


def rule_at(text: str, place: int) -> Rule | None:
    """The rule in whose declarations a place stands."""
    opening = text.rfind("{", max(0, place - _LONGEST_BLOCK), place)
    return None if opening < 0 or text.find("}", opening, place) >= 0 else _rule(text, opening)


def rules_about(text: str, name: str) -> Iterator[Rule]:
    """The rules whose selectors hold a name."""
    at = text.find(name)
    while at >= 0:
        behind = text[at + len(name) : at + len(name) + 1]
        opening = text.find("{", at)
        if opening < 0:
            return
        if not (behind.isalnum() or behind in ("-", "_")) and text.find("}", at, opening) < 0:
            yield _rule(text, opening)
        at = text.find(name, at + len(name))


def rules_with(text: str, declaration: re.Pattern[str]) -> Iterator[tuple[Rule, int]]:
    """The rules with a declaration, and in how many others each stands."""
    at = depth = 0
    for said in declaration.finditer(text):
        rule = rule_at(text, said.start())
        if rule is not None:
            depth += text.count("{", at, rule.start) - text.count("}", at, rule.start)
            at = rule.start
            yield rule, depth


def _rule(text: str, opening: int) -> Rule:
    start = _begin(text, opening)
    selectors = [selector.strip(" \t\r\n/") for selector in LISTED.findall(text[start:opening])]
    end = text.find("}", opening, opening + _LONGEST_BLOCK)
    whole = selectors if opening - start < _LONGEST_SELECTORS else selectors[1:]  # the first one may be cut
    return Rule(start, whole, text[opening + 1 : end if end >= 0 else opening + _LONGEST_BLOCK])


def _begin(text: str, opening: int) -> int:
    """Where what stands in front of a block begins."""
    least = max(0, opening - _LONGEST_SELECTORS)
    return max(least, *(text.rfind(mark, least, opening) + 1 for mark in ("}", "{", ";", "*/")))


def around(text: str, start: int) -> tuple[bool | None, bool, list[str]]:
    """Whether a rule holds on a screen, by the blocks around it (None where a condition decides that is not known here,
    the width of the window as a rule); whether it stands in a layer; and the selectors of the rules around it."""
    at, held, layered = start, True, False
    outer: list[str] = []
    while text.count("{", 0, at) != text.count("}", 0, at):
        depth, steps = 0, 0
        while depth >= 0:  # back to where the block around begins
            at = max(text.rfind("{", 0, at), text.rfind("}", 0, at))
            depth += 1 if text[at] == "}" else -1
            steps += 1
            if at < 0 or steps > _MOST_BRACES:
                return None, layered, outer
        head = text[_begin(text, at) : at].strip()
        if medium := _MEDIUM.fullmatch(head):
            held = held and medium[1].lower() in _SCREENS
        elif _LAYER.fullmatch(head):
            layered = True
        elif head.startswith("@") or "," in head:
            if not _SUPPORTED.fullmatch(head):
                return None, layered, outer
        else:
            outer.append(head)
    return held, layered, outer


def nested(outer: Sequence[str], selector: str) -> str:
    """A selector with those of the rules in which it is nested, from inside out."""
    for around in outer:
        selector = selector.replace("&", around) if "&" in selector else f"{around} {selector}"
    return selector
