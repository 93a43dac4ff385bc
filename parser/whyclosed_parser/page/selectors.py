"""Whether a selector of a style sheet means an element, as far as a saved page tells: yes, no, or None.

A pointer or the focus is on nothing. What is not known (`:has()`, numbers of members) leaves it open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.tree import ancestors

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
_PLACES: dict[str, _Test] = {
    "first-child": lambda one: all(not isinstance(other.tag, str) for other in one.itersiblings(preceding=True)),
    "last-child": lambda one: all(not isinstance(other.tag, str) for other in one.itersiblings()),
    "empty": lambda one: not len(one) and not one.text,
    "root": lambda one: one.getparent() is None,
}


def means(selector: str, element: Element) -> bool | None:
    """Whether the selector means the element."""
    steps = _steps(selector)
    return None if steps is None else _reached(steps, len(steps) - 1, element)


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


def _reached(steps: tuple[tuple[str, tuple[_Test, ...]], ...], at: int, element: Element) -> bool | None:
    """Whether an element is what the selector means up to a step of it; a step says how it follows the one before."""
    how, tests = steps[at]
    here = _all(test(element) for test in tests)
    if here is False or not at:
        return here
    others: Iterable[Element]
    parent, before = element.getparent(), list(element.itersiblings("*", preceding=True))
    if how == ">":
        others = () if parent is None else (parent,)
    elif how == "+":
        others = before[:1]
    else:
        others = before if how == "~" else ancestors(element)
    return _all((here, _any(_reached(steps, at - 1, other) for other in others)))


@lru_cache(maxsize=1024)
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
        return lambda one: plain in (one.get("class") or "").split()
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
    if name in _ANY_OF:
        return lambda one: _any(means(part, one) for part in LISTED.findall(inner))
    if name == "not":
        return lambda one: _not(_any(means(part, one) for part in LISTED.findall(inner)))
    if name in _NOT_AT_REST or name in _NO_ELEMENTS:
        return lambda one: False
    return _PLACES.get(name, lambda one: None)
