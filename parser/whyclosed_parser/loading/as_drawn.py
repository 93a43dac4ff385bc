"""The tree as its styles and shadow roots draw it: members of a box and letters of a word in the order in which they
are seen, a page that a drawing holds, and what a sheet makes of words: colons behind labels, labels that stand in an
attribute, capital letters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser import patterns
from whyclosed_parser.page.rules import Rule, rules_with
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.styles import WITHOUT_GAPS, Flow, flow, hides
from whyclosed_parser.page.tree import classes, parents, rewrite

_REVERSED = patterns.compiled(r"(?i)(?P<way>\b(?:row|column))-reverse\b")
_TURNED = patterns.compiled(r"-reverse\b")
_STRAIGHT = patterns.compiled(r"flex-(?:direction|flow)\s*:\s*(?:row|column)\b(?!-)")
_CONTENT = patterns.compiled(r"content\s*:\s*(?:[\"']\s*[:：]|attr\()")
_COLON = patterns.compiled(r"content\s*:\s*([\"'])\s*[:：]\s*\1")
_FROM_ATTRIBUTE = patterns.compiled(r"content\s*:\s*attr\(\s*(data-[\w-]+)\s*\)")
_CAPITALS = patterns.compiled(r"text-transform\s*:\s*capitalize")
_FIRST_LETTER = patterns.compiled(r"(?<![\w'’\u0300-\u036f])[^\W\d_]")
_MOVED = patterns.compiled(r"translate(?:3d|Y)?\(|(?:\A|;)\s*(?:top|margin-top)\s*:\s*-", re.IGNORECASE)
_WINDOW = patterns.compiled(r"overflow(?:-y)?\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_BOXED = patterns.compiled(r"inline-block")
_TABULAR = patterns.compiled(
    r"(?i)(?:\A|[;\s])display\s*:\s*(?P<as>table(?:-row-group|-header-group|-row|-cell)?)\s*(?:;|!|\Z)"
)
_AS_TABLES = {
    "table": "table",
    "table-header-group": "thead",
    "table-row-group": "tbody",
    "table-row": "tr",
    "table-cell": "td",
}
_NAME = patterns.compiled(r"\.(-?[A-Za-z_][\w-]*)")
_NAME_AT = patterns.compiled(rf"{_NAME.pattern}::?(before|after)")
_PLACE = patterns.compiled(r"(?i)(?:\A|[;\s])order\s*:\s*(-?\d{1,6})")
_FLOATING = patterns.compiled(r"(?i)(?<![-\w])float\s*:\s*(?:right|inline-end)")
_OVERRIDDEN = patterns.compiled(r"(?i)unicode-bidi\s*:\s*(?:bidi|isolate)-override")
_TO_THE_LEFT = patterns.compiled(r"(?i)(?<![-\w])direction\s*:\s*rtl")
_OF_SUCH_A_SCRIPT = patterns.compiled(r"[\u0590-\u08ff\ufb1d-\ufefc]")
_TELLING = (_PLACE, _REVERSED, _CAPITALS, _MOVED, _BOXED, _FLOATING, _OVERRIDDEN, _TABULAR)
"""What of an element's own style says how words are drawn."""
_STYLED = cast(Callable[[Element], list[Element]], etree.XPath("//*[@style]"))
_STYLES = cast(Callable[[Element], list[str]], etree.XPath("//@style", smart_strings=False))
"""Many times faster than their elements."""


def draw(root: Element) -> None:
    """Put words and boxes of a tree where they are seen."""
    sheets = tuple(text for style in root.iter("style") if (text := style.text))
    drawn = any(one.search(style) for style in set(_STYLES(root)) for one in _TELLING)
    styled = _STYLED(root) if drawn else []
    _open_drawings(root)
    _put_in_shown_order(root, styled, sheets)
    _make_tables(styled)
    _join_letters(styled)
    _turn_words_round(root, styled)
    _stop_rolling(styled)
    _write_contents(root, sheets)
    _write_capitals(root, styled, sheets)
    _without_mere_slots(root)


def _put_in_shown_order(root: Element, styled: Sequence[Element], sheets: tuple[str, ...]) -> None:
    """Move the members of flexible boxes and of hosts of a shadow root to where they are seen. What has been turned
    round says so no longer: a copy of the page is read like the page."""
    placed = [one for one in styled if _place(one)]
    for box in parents(placed):
        if _is_flexible(box):
            _arrange(box, sorted(box, key=_place))
    turned = [box for box in styled if _REVERSED.search(box.get("style", "")) and _is_flexible(box)]
    for box in (*turned, *_turned_by_sheets(root, sheets)):
        _arrange(box, list(reversed(box)))
        style = box.get("style", "")
        plain = _REVERSED.sub(r"\g<way>", style)
        box.set("style", plain if plain != style else f"{style};flex-direction:row".lstrip(";"))
    floating = [one for one in styled if _FLOATING.search(one.get("style", ""))]
    for box in parents(floating):
        if len(box) > 1 and set(floating).issuperset(box):
            _arrange(box, list(reversed(box)))
            for one in box:  # side by side, as letters are that stand in boxes
                one.set("style", _FLOATING.sub("display:inline-block", one.get("style", "")))
                one.tail = one.tail if len(one.text or "") > 1 else None
    roots = (one for one in root.iter("template") if one.get("shadowrootmode") is not None)
    for host in parents(roots):
        template = host.find("template[@shadowrootmode]")
        if template is not None:
            names = [slot.get("name") for slot in template.iter("slot")]
            _arrange(
                host, sorted(host, key=lambda one: names.index(name) if (name := one.get("slot")) in names else -1)
            )


def _make_tables(styled: Sequence[Element]) -> None:
    """Make tables of boxes that their styles lay out as such, cell by cell in rows."""
    laid_out = {
        one: _AS_TABLES[found["as"].lower()]
        for one in styled
        if one.tag == "div" and (found := _TABULAR.search(one.get("style", ""))) is not None
    }
    for table in [one for one, tag in laid_out.items() if tag == "table"]:
        inner = [one for one in table.iterdescendants("div") if one in laid_out]
        if {"tr", "td"} <= {laid_out[one] for one in inner}:
            for one in (table, *inner):
                one.tag = laid_out[one]


def _open_drawings(root: Element) -> None:
    """Make boxes of drawings that hold a page, or a part of one: some programs keep a page so, as a picture."""
    for held in list(root.iter("foreignobject")):
        drawing = next(held.iterancestors("svg"), None)
        if drawing is not None:
            etree.strip_elements(drawing, "title", "desc", "defs", "metadata", with_tail=False)
            drawing.tag = "div"
        held.tag = "div"


def _turn_words_round(root: Element, styled: Sequence[Element]) -> None:
    """Write words that are drawn from the last letter to the first, whatever they are, as they are seen; those of a
    script that is read so anyway stand as they are read."""
    overridden = (one for one in styled if _OVERRIDDEN.search(one.get("style", "")))
    for word in (*root.iter("bdo"), *overridden):
        turned = word.get("dir", "").lower() == "rtl" or _TO_THE_LEFT.search(word.get("style", ""))
        text = "".join(word.itertext())
        if turned and not _OF_SUCH_A_SCRIPT.search(text):
            etree.strip_elements(word, "*", etree.Comment)
            word.text = text[::-1]
            word.tag = "span"
            word.set("style", _OVERRIDDEN.sub("unicode-bidi:normal", word.get("style", "")))


def _without_mere_slots(root: Element) -> None:
    """Take out the shadow roots that show what stands in their host, in its place, and nothing else."""
    for template in list(root.iter("template")):
        host, slots = template.getparent(), list(template.iter("slot"))
        if host is None or not template.get("shadowrootmode") or len(slots) != 1:
            continue
        if any(one.get("slot") or one.get("name") for one in (*slots, *host)):
            continue
        etree.strip_elements(template, "style", "script", etree.Comment, with_tail=False)
        if not any(text.strip() for text in template.itertext()):
            before = template.getprevious()
            if before is None:
                host.text = (host.text or "") + (template.tail or "")
            else:
                before.tail = (before.tail or "") + (template.tail or "")
            host.remove(template)


def _place(member: Element) -> int:
    found = _PLACE.search(member.get("style") or "")  # a comment has none
    return int(found[1]) if found else 0


def _is_flexible(box: Element) -> bool:
    return flow(box.get("style", "")) in WITHOUT_GAPS


def _turned_by_sheets(root: Element, sheets: tuple[str, ...]) -> Iterator[Element]:
    """The elements that a rule about a single class turns round, and no rule, for wide windows perhaps, turns back."""
    turned = _named(sheets, _TURNED)
    for element in _ruled(root, turned - _turned_back(sheets) if turned else turned):
        if "flex-direction" not in element.get("style", ""):
            yield element


def _join_letters(styled: Sequence[Element]) -> None:
    """Put the letters of a word together that stand in a box each, so that they can move."""
    letters = {one for one in styled if not len(one) and len(one.text or "") == 1 and _is_box(one) and not one.tail}
    for word in parents(letters):
        if len(word) > 1 and not (word.text or "").strip() and letters.issuperset(word):
            word.text = "".join(one.text or "" for one in word)
            del word[:]


def _stop_rolling(styled: Sequence[Element]) -> None:
    """Put a mark in the place of columns of digits that roll behind a window: which of them is in it is not known."""
    for column in styled:
        window = column.getparent() if len(column) > 1 and _MOVED.search(column.get("style", "")) else None
        if window is not None and _WINDOW.search(window.get("style", "")) and all(map(_is_digit, column)):
            window.text = f"{MARK}0{MARK}"  # a part of a number
            del window[:]


def _is_digit(element: Element) -> bool:
    return len(element.text or "") == 1 and (element.text or "").isdigit()


def _is_box(element: Element) -> bool:
    return flow(element.get("style", "")) is Flow.BOX


def _write_contents(root: Element, sheets: tuple[str, ...]) -> None:
    """Write what rules about a single class draw: colons behind labels, and words from an attribute, before or behind
    what stands there; not what waits for a pointer."""
    labels: set[str] = set()
    drawn: dict[str, tuple[str, str]] = {}
    for rule, depth in _rules(sheets, _CONTENT):
        names = [(one[1], one[2]) for one in map(_NAME_AT.fullmatch, rule.selectors) if one and not depth]
        if _COLON.search(rule.block):
            labels |= {name for name, place in names if place == "after"}
        attribute = _FROM_ATTRIBUTE.search(rule.block)
        if attribute is not None and not hides(rule.block):
            drawn |= {name: (attribute[1], place) for name, place in names}
    for element in _ruled(root, labels):
        if not len(element) and element.text and element.text.strip() and element.text.rstrip()[-1] not in ":：":
            element.text = f"{element.text.rstrip()}: "
    for element in _ruled(root, set(drawn)):
        for name in drawn.keys() & classes(element):
            said = element.attrib.pop(drawn[name][0], "").strip()  # so that a copy is read like the page
            if said and drawn[name][1] == "before":
                element.text = f"{said} {element.text or ''}"
            elif said and len(element):
                element[-1].tail = f"{element[-1].tail or ''} {said}"
            elif said:
                element.text = f"{element.text or ''} {said}"


def _write_capitals(root: Element, styled: Sequence[Element], sheets: tuple[str, ...]) -> None:
    """Write the capital letters that a style or a rule about a single class gives to words."""
    own = (one for one in styled if _CAPITALS.search(one.get("style", "")))
    for element in (*own, *_ruled(root, _named(sheets, _CAPITALS))):
        rewrite(element, lambda text: _FIRST_LETTER.sub(lambda first: first[0].upper(), text))


def _named(sheets: tuple[str, ...], declaration: re.Pattern[str]) -> set[str]:
    """The classes of which a rule with this declaration speaks, whatever the window is like; one that turns a box round
    must make it a flexible one, too."""
    rules = _rules(sheets, declaration)
    held = [
        one for one, depth in rules if not depth and (declaration is not _TURNED or flow(one.block) in WITHOUT_GAPS)
    ]
    return {name[1] for rule in held for name in map(_NAME.fullmatch, rule.selectors) if name}


def _turned_back(sheets: tuple[str, ...]) -> set[str]:
    rules = (rule for rule, _ in _rules(sheets, _STRAIGHT))
    return {name for rule in rules for selector in rule.selectors for name in _NAME.findall(selector)}


def _ruled(root: Element, names: set[str]) -> Iterator[Element]:
    if names:
        yield from (one for one in root.iter("*") if not names.isdisjoint(classes(one)))


@lru_cache(maxsize=8)  # of each declaration those of two pages: the next one is of the same site, as a rule
def _rules(sheets: tuple[str, ...], declaration: re.Pattern[str]) -> Sequence[tuple[Rule, int]]:
    """The rules with a declaration, and in how many others each stands."""
    return [found for sheet in sheets for found in rules_with(sheet, declaration)]


def _arrange(box: Element, members: list[Element]) -> None:
    """Put the members into this order. Text beside them is a member of its own, which has none."""
    if members == list(box) or any((text or "").strip() for text in (box.text, *(one.tail for one in box))):
        return
    for one in members:
        one.tail = " "
        box.append(one)
