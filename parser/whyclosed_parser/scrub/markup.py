"""Attributes, styles and comments of a page without people."""

from __future__ import annotations

import re

from lxml.html import defs

from whyclosed_parser import patterns
from whyclosed_parser.page.styles import COMMENT
from whyclosed_parser.scrub.addresses import picture, replace
from whyclosed_parser.scrub.known import DATA, is_markup, numbers, pieces
from whyclosed_parser.scrub.stand_ins import StandIns

_LONGEST_VALUE = 60  # characters
_VALUES = frozenset(DATA["plain"]["pieces"])
_PLAIN = patterns.compiled(r"[A-Za-z]{0,24}(?:[-_/;=., ]{0,2}[A-Za-z0-9.-]{0,24}){0,4}")
_MADE_UP = patterns.compiled(r"[a-z]+(?:-[a-z]+){1,4}")
_CSS_PICTURE = patterns.compiled(
    r"(?<![\w-])(background(?:-image)?)\s*:[^;:\"']*?url\(\s*([\"']?)([^\"')]*)", re.IGNORECASE
)
_CSS_TEXT = patterns.compiled(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|url\([^)]*\)|\\.", re.DOTALL)
_CSS_NAME = patterns.compiled(r"(?<=[.#])-?[A-Za-z_][\w-]*")
_CSS_BLOCK = patterns.compiled(r"\{([^{}]*)\}")
_CSS_SELECTOR = patterns.compiled(r"[^{}]*(?=\{)")
_CSS_SAFE = patterns.compiled(r"[\w\s.#>+~*:,()@&%-]*")
_CSS_VALUE = patterns.compiled(r"[\w\s.#%!(),/+*-]*")
_TAGS = defs.tags | {*DATA["tags"]["blocks"], *DATA["tags"]["others"]}
_KEPT_STYLES = frozenset(DATA["styles"]["kept"])


def plain(value: str, stand_ins: StandIns) -> str | None:
    """A value that HTML knows: its pieces stay, and those that it does not know are replaced. None where it is too long
    for one."""
    if len(value) > _LONGEST_VALUE or not _PLAIN.fullmatch(value):
        return None
    value = replace(pieces(value), value, lambda found: found[0] if _is_value(found[0]) else stand_ins.word(found[0]))
    return replace(numbers(value), value, lambda run: run[0] if len(run[0]) < 5 else stand_ins.number(run[0]))


def _is_value(piece: str) -> bool:
    return len(piece) < 3 or piece.lower() in _VALUES or is_markup(piece)


def name(value: str, stand_ins: StandIns) -> str:
    """A class or id: pieces that developers use stay, others are replaced, as is the hash that a program put behind the
    last `--`."""
    *head, last = value.split("--")
    if head and not all(is_markup(piece[0]) for piece in pieces(last)):
        last = stand_ins.word(re.sub(r"[^A-Za-z]", "x", last))
        return "--".join([*(_developers(part, stand_ins) for part in head), last])
    return "--".join(_developers(part, stand_ins) for part in (*head, last))


def _developers(part: str, stand_ins: StandIns) -> str:
    part = replace(pieces(part), part, lambda found: found[0] if _is_plain(found[0]) else stand_ins.word(found[0]))
    return replace(numbers(part), part, lambda run: run[0] if len(run[0]) < 4 else stand_ins.number(run[0]))


def _is_plain(piece: str) -> bool:
    return is_markup(piece) or len(piece) == 1


def tag(name_of_tag: str, stand_ins: StandIns) -> str:
    """The name of an element: of one that a site made up, as of a class."""
    if _MADE_UP.fullmatch(name_of_tag):
        return _developers(name_of_tag, stand_ins).lower()
    return name_of_tag if name_of_tag in _TAGS or is_markup(name_of_tag) else "span"


def names(value: str, stand_ins: StandIns) -> str:
    """Several of them."""
    return " ".join(name(one, stand_ins) for one in value.split())


def style(value: str, stand_ins: StandIns | None = None) -> str:
    """The declarations that decide what is seen, and with `stand_ins` the pictures, each at an invented address."""
    value = COMMENT.sub(" ", value)
    kept = []
    for declaration in _CSS_TEXT.sub("none", value).split(";"):
        key, _, given = declaration.partition(":")
        if key.strip().lower() in _KEPT_STYLES and len(given) <= 80 and _CSS_VALUE.fullmatch(given):
            kept.append(f"{key.strip()}:{given.strip()}")
    if stand_ins is not None:
        found = _CSS_PICTURE.findall(value)
        kept += [f"{key}:url({quote}{picture(address, stand_ins)}{quote})" for key, quote, address in found]
    return ";".join(kept)


def sheet(text: str, stand_ins: StandIns) -> str:
    """A style sheet: its selectors with the names as they are replaced, and of each rule what decides what is seen."""
    text = _CSS_TEXT.sub("none", COMMENT.sub(" ", text))
    text = _CSS_BLOCK.sub(lambda block: "{" + style(block[1]) + "}", text)
    text = _CSS_NAME.sub(lambda found: name(found[0], stand_ins), text)
    return _CSS_SELECTOR.sub(lambda found: found[0] if _CSS_SAFE.fullmatch(found[0]) else ".x", text)
