"""Whether a selector of a style sheet means an element, as far as a saved page tells: yes, no, or None.

A pointer or the focus is on nothing. What is not known (`:has()`, numbers of members) leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.tree import classes

_Test = Callable[[Element], bool | None]
_TOKEN = patterns.compiled(
    r"\s*(?P<combinator>[>+~])\s*|(?P<space>\s+)|(?P<name>[.#]-?[A-Za-z_](?:[\w-]|\\.)*)|(?P<tag>[A-Za-z][\w-]*|\*)"
    r"|::?(?P<pseudo>[\w-]+)(?:\((?P<inner>(?:[^()]|\([^()]*\))*)\))?"
    r"|\[\s*(?P<attribute>[\w-]+)\s*(?:(?P<how>[~|^$*]?)=\s*[\"']?(?P<value>[^\"'\]]*?)[\"']?\s*[is]?\s*)?\]"
)
LISTED = patterns.compiled(r"(?:[^,()]|\((?:[^()]|\([^()]{0,200}\)){0,400}\))+")
"""The selectors of a list: what stands between commas that no brackets hold."""
_NOT_AT_REST = frozenset({"hover", "focus", "active", "visited", "focus-within", "focus-visible", "target"})
_NO_ELEMENTS = frozenset(
    {"before", "after", "first-line", "first-letter", "marker", "placeholder", "selection", "backdrop"}
)
_ANY_OF = frozenset({"is", "where", "matches", "-webkit-any", "-moz-any"})
_NEXT: dict[str, Callable[[Element], Element | None]] = {
    " ": lambda one: one.getparent(),
    ">": lambda one: one.getparent(),
    "+": lambda one: next(one.itersiblings("*", preceding=True), None),
    "~": lambda one: next(one.itersiblings("*", preceding=True), None),
}
_PLACES: dict[str, _Test] = {
    "first-child": lambda one: all(not isinstance(other.tag, str) for other in one.itersiblings(preceding=True)),
    "last-child": lambda one: all(not isinstance(other.tag, str) for other in one.itersiblings()),
    "empty": lambda one: not len(one) and not one.text,
    "root": lambda one: one.getparent() is None,
}


class Selector:
    """A selector that is asked about elements of one page. What was found out is kept: in a deep page, the ancestors of
    its elements are asked again and again."""

    __slots__ = ("_known", "_steps")

    def __init__(self, text: str) -> None:
        self._steps = _steps(text)
        self._known: dict[tuple[str, int, Element], bool | None] = {}

    def means(self, element: Element) -> bool | None:
        """Whether the selector means the element."""
        return None if self._steps is None else self._reached(len(self._steps) - 1, element)

    def _reached(self, at: int, element: Element) -> bool | None:
        """Whether an element is what the selector means up to a step, which says how it follows the one before."""
        how, tests = (self._steps or ())[at]
        here = _all(test(element) for test in tests)
        if here is False or not at:
            return here
        if how in (" ", "~"):
            return _all((here, self._beyond(how, at - 1, element)))
        other = _NEXT[how](element)
        return False if other is None else _all((here, self._reached(at - 1, other)))

    def _beyond(self, how: str, at: int, element: Element) -> bool | None:
        """Whether one of the elements around this one, or before it, is what the selector means up to a step."""
        known, chain = self._known, [element]
        while (how, at, chain[-1]) not in known and (other := _NEXT[how](chain[-1])) is not None:
            chain.append(other)
        answer = known.setdefault((how, at, chain[-1]), False)
        for other, nearer in pairwise(reversed(chain)):
            answer = known[how, at, nearer] = _any((self._reached(at, other), answer))
        return answer


def weight_of(selector: str) -> tuple[int, int, int]:
    """How much a selector counts against others: ids, then classes and the like, then tags."""
    ids = classes = tags = 0
    for token in _TOKEN.finditer(selector):
        name, pseudo = token["name"], token["pseudo"]
        ids += bool(name) and name[0] == "#"
        classes += bool((name and name[0] == ".") or token["attribute"])
        tags += bool(token["tag"]) and token["tag"] != "*"
        if pseudo and token["inner"] and pseudo != "where":
            inner = max(map(weight_of, LISTED.findall(token["inner"])), default=(0, 0, 0))
            ids, classes, tags = ids + inner[0], classes + inner[1], tags + inner[2]
        else:
            classes += bool(pseudo) and pseudo != "where"
    return ids, classes, tags


def _all(answers: Iterable[bool | None]) -> bool | None:
    known: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        known = known and answer
    return known


def _any(answers: Iterable[bool | None]) -> bool | None:
    known: bool | None = False
    for answer in answers:
        if answer:
            return True
        known = None if answer is None else known
    return known


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _steps(selector: str) -> tuple[tuple[str, tuple[_Test, ...]], ...] | None:
    """The compounds of a selector, each with its combinator; None where it is no selector that is known."""
    steps: list[tuple[str, list[_Test]]] = [("", [])]
    at = 0
    selector = selector.strip()
    while at < len(selector):
        token = _TOKEN.match(selector, at)
        if token is None:
            return None
        at = token.end()
        if token["combinator"] or token["space"]:
            steps.append((token["combinator"] or " ", []))
        else:
            steps[-1][1].append(_test(token.groupdict()))
    return tuple((how, tuple(tests)) for how, tests in steps) if all(tests for _, tests in steps) else None


def _test(token: dict[str, str | None]) -> _Test:
    name, tag, attribute, value = token["name"], token["tag"], token["attribute"], token["value"] or ""
    if name is not None:
        plain = name[1:].replace("\\", "")
        if name[0] == "#":
            return lambda one: one.get("id") == plain
        return lambda one: plain in classes(one)
    if tag is not None:
        return lambda one: tag in ("*", one.tag) or tag.lower() == one.tag
    if attribute is not None:
        how = token["how"]
        if how is None:
            return lambda one: one.get(attribute) is not None
        return lambda one: _said(one.get(attribute), how, value)
    return _pseudo(token["pseudo"] or "", token["inner"] or "")


def _said(own: str | None, how: str, value: str) -> bool:
    if own is None:
        return False
    match how:
        case "":
            return own == value
        case "~":
            return value in own.split()
        case "|":
            return own == value or own.startswith(f"{value}-")
        case "^":
            return own.startswith(value)
        case "$":
            return own.endswith(value)
    return value in own


def _pseudo(name: str, inner: str) -> _Test:
    parts = [Selector(part) for part in LISTED.findall(inner)] if name == "not" or name in _ANY_OF else []
    if name in _ANY_OF:
        return lambda one: _any(part.means(one) for part in parts)
    if name == "not":
        return lambda one: _not(_any(part.means(one) for part in parts))
    if name in _NOT_AT_REST or name in _NO_ELEMENTS:
        return lambda one: False
    return _PLACES.get(name, lambda one: None)
