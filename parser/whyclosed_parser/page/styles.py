"""What an element's own style attribute says of its being seen.

A class that hides is named in a table, or hides by a rule of the page's own (`sheets.py`).
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from lxml.etree import _Element as Element

from whyclosed_parser import patterns

_WORTH_PARSING = patterns.compiled(
    r"none|hidden|collapse|visible|display|line-through|float|absolute|fixed|\\", re.IGNORECASE
)
# Comments part tokens; what stands in quotes, url() or brackets is no declaration of its own.
_TOKENS = patterns.compiled(
    r"/\*.*?(?:\*/|\Z)|\"(?:[^\"\\]|\\.)*(?:\"|\Z)|'(?:[^'\\]|\\.)*(?:'|\Z)|[\w-]++\([^()]*+\)?|[\w-]++", re.DOTALL
)
_ESCAPE = patterns.compiled(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_IMPORTANT = patterns.compiled(r"(?:(?<!\s)\s++)?!\s*important\Z")
_DISPLAY = patterns.compiled(
    r"(?:none|contents|block|inline|flow|flow-root|list-item|ruby|(?:inline-)?(?:block|flex|grid|table)|table-[a-z-]+"
    r"|-(?:webkit|moz|ms)-(?:inline-)?(?:box|flex|flexbox)|run-in|initial|inherit|unset|revert|revert-layer)"
    r"(?:\s+(?:block|inline|flow|flow-root|flex|grid|table|list-item|ruby))*"
)
_VISIBILITY = patterns.compiled(r"visible|hidden|collapse|inherit|initial|unset|revert|revert-layer")
_CONTENT_VISIBILITY = patterns.compiled(r"visible|auto|hidden|inherit|initial|unset|revert|revert-layer")
_WORTH_MEASURING = patterns.compiled(r"opacity|position|clip|transform|overflow", re.IGNORECASE)
COMMENT = patterns.compiled(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_NOTHING = patterns.compiled(r"0*(?:\.0*)?%?(?<=[0%])")
_FAR = patterns.compiled(r"-(?:9\d\d|\d{4,})(?:\.\d+)?(?:px|r?em|v[wh]|%)?")
_CLIPPED = patterns.compiled(r"rect\(\s*([01])(?:px)?(?:[\s,]+\1(?:px)?){3}\s*\)")
_CLIPPED_AWAY = patterns.compiled(r"inset\(\s*(?:50|100)%\s*\)|circle\(\s*0(?:px|%)?[\s)]")
_SHRUNK = patterns.compiled(
    r"scale(?:3d|x|y)?\(\s*0(?:\.0+)?\s*[,)]|translate(?:3d|x|y)?\(\s*-(?:9\d\d|\d{4,})(?:px|%)"
)
_TINY = patterns.compiled(r"[01](?:\.0+)?(?:px)?")
_SIZES = (("height", "min-height"), ("max-height", "min-height"), ("width", "min-width"), ("max-width", "min-width"))
_BACK = patterns.compiled(
    r"(?i)(?:\A|[;\s])(?:(?:margin-)?(?:left|top)\s*:\s*|transform\s*:.*?translate(?:3d|x|y)?\((?:[^()]*,)?\s*)\d{3,}"
)
_ANY = patterns.compiled(r".+", re.DOTALL)
_VALID = {"display": _DISPLAY, "visibility": _VISIBILITY, "content-visibility": _CONTENT_VISIBILITY}


class Flow(Enum):
    """How an element stands in the text around it: in a line of its own, in the line, or in it as a box of its own."""

    BLOCK = "block"
    INLINE = "inline"
    BOX = "box"
    FLEX = "inline flex"
    FLEX_BLOCK = "flex"
    """A box or a block whose members stand without the white space between them."""

    __hash__ = object.__hash__  # an enumeration's own is Python code, and every element of a page is looked up


BREAKING = frozenset({Flow.BLOCK, Flow.FLEX_BLOCK})
"""What stands in lines of its own."""
WITHOUT_GAPS = frozenset({Flow.FLEX, Flow.FLEX_BLOCK})


@lru_cache(maxsize=1024)
def declarations(style: str) -> dict[str, str]:
    """The declarations that hold, names and values in lower case: the last valid one wins, an important one over all
    others; vendors' and custom properties have names of their own."""
    if not _WORTH_PARSING.search(style):
        return {}
    held: dict[str, str] = {}
    important: set[str] = set()
    style = _TOKENS.sub(_without_token, style)
    for declaration in _ESCAPE.sub(_unescaped, style).split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        plain = _IMPORTANT.sub("", value)
        if not _VALID.get(name, _ANY).fullmatch(plain) or (name in important and plain == value):
            continue
        if plain != value:
            important.add(name)
        held[name] = plain
    return held


def _without_token(token: re.Match[str]) -> str:
    if token[0].startswith("/*"):
        return " "
    return "_" if token[0][0] in "\"'" or "(" in token[0] else token[0]


def _unescaped(escape: re.Match[str]) -> str:
    number = int(escape[1], 16) if escape[1] else 0
    return (chr(number) if 0 < number < 0xD800 else "_") if escape[1] else escape[2]


def hides(style: str) -> bool:
    """Whether a browser would not show the element: not at all, or without size, transparent, outside of the window."""
    held = declarations(style)
    return _is_gone(held) or is_out_of_sight(style)


def hides_page(style: str) -> bool:
    """The same for a page as a whole, which is shifted when it is held in its place, and fades in when it is loaded."""
    return _is_gone(declarations(style))


def _is_gone(held: dict[str, str]) -> bool:
    return (
        held.get("display") == "none"
        or held.get("visibility") in ("hidden", "collapse")
        or held.get("content-visibility") == "hidden"
    )


def moves_back(style: str) -> bool:
    """Whether an element stands far from its place, perhaps to be seen in one that was moved out of sight."""
    return _BACK.search(style) is not None


def is_out_of_sight(style: str) -> bool:
    """Whether the style itself leaves nothing of the element to be seen, though it is there."""
    return _WORTH_MEASURING.search(style) is not None and _leaves_nothing(style)


@lru_cache(maxsize=256)
def _leaves_nothing(style: str) -> bool:
    """A text of no size is none of it: it is how gaps are kept away, and the members set their own size."""
    pairs = (declaration.partition(":") for declaration in COMMENT.sub(" ", style).lower().split(";"))
    held = {name.strip(): _IMPORTANT.sub("", value.strip()) for name, _, value in pairs}
    if held.get("display") == "contents":  # no box that could be small or elsewhere
        return False
    apart = held.get("position") in ("absolute", "fixed")
    slides = "flex" in held.get("display", "")  # a row of which one member stands in a window
    clipped = held.get("overflow", "").partition(" ")[0] in ("hidden", "clip")
    return (
        (_NOTHING.fullmatch(held.get("opacity", "")) is not None and held.get("animation", "none") == "none")
        or (apart and any(_FAR.fullmatch(held.get(side, "")) for side in ("left", "top", "right", "bottom")))
        or (apart and _CLIPPED.fullmatch(held.get("clip", "")) is not None)
        or _CLIPPED_AWAY.match(held.get("clip-path", "")) is not None
        or (_SHRUNK.search(held.get("transform", "")) is not None and not slides)
        or (clipped and any(_TINY.fullmatch(held.get(size, "")) and least not in held for size, least in _SIZES))
    )


def shows(style: str) -> bool:
    """Whether the style has an element shown that its tag or attributes would hide."""
    return declarations(style).get("display", "none") not in ("none", "inherit", "unset", "revert", "revert-layer")


def is_unseen(element: Element) -> bool:
    """Whether an element's own attributes have it not shown."""
    style = element.get("style")
    closed = any(element.get(name) is not None for name in ("hidden", "popover"))
    closed = closed or (element.tag == "dialog" and element.get("open") is None)
    return (closed and not (style and shows(style))) or (style is not None and hides(style))


def is_visible(style: str) -> bool:
    """Whether the style has an element seen within an invisible one."""
    return declarations(style).get("visibility") == "visible"


def only_invisible(style: str) -> bool:
    """Whether the style hides an element so that another one within it can be seen."""
    held = declarations(style)
    gone = held.get("display") == "none" or held.get("content-visibility") == "hidden"
    return held.get("visibility") in ("hidden", "collapse") and not gone


def stands_apart(style: str) -> bool:
    """Whether the element is taken out of its line, so that it is no part of a word beside it."""
    return declarations(style).get("position") in ("absolute", "fixed")


def strikes(style: str) -> bool:
    """Whether the element's words are struck out."""
    held = declarations(style)
    return any("line-through" in held.get(name, "") for name in ("text-decoration", "text-decoration-line"))


def flow(style: str) -> Flow | None:
    """How the element stands in its line; None where the style does not say."""
    held = declarations(style)
    if held.get("float", "none") not in ("none", "initial", "unset") or held.get("position") in ("absolute", "fixed"):
        return Flow.BLOCK
    display = held.get("display", "")
    if not display or display in ("inherit", "unset", "revert", "revert-layer", "none"):
        return None
    if display in ("inline", "contents", "initial", "inline flow"):
        return Flow.INLINE
    if "flex" in display or "grid" in display:
        return Flow.FLEX if "inline" in display else Flow.FLEX_BLOCK
    return Flow.BOX if "inline" in display else Flow.BLOCK
