"""Buttons and links: what the buyer can click."""

from __future__ import annotations

import re
from collections.abc import Iterable

from whyclosed_parser import patterns
from whyclosed_parser.layouts import Anchor, Layout
from whyclosed_parser.model import Action, ActionCode
from whyclosed_parser.page.find import found_at, nodes
from whyclosed_parser.page.index import Node, PageIndex, Scope
from whyclosed_parser.page.lines import all_words, joined, read_lines, text_of
from whyclosed_parser.page.seams import MARK
from whyclosed_parser.page.tree import HEADINGS, nearest
from whyclosed_parser.read.field import FieldReader
from whyclosed_parser.read.goods import names_goods
from whyclosed_parser.values.text import fold, words_key

_BUTTON_CLASS = patterns.compiled(r"(?:\A|[\s_-])(?:btn|button)(?:[\s_-]|\Z)", re.IGNORECASE)
_BADGE = patterns.compiled(r"(.*\w)(?:[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\+?|(?<![A-Z])[A-Z][A-Za-z]{1,5})")
"""Words of a button, and a number or a cry that touches them."""
_LONGEST_BADGE = 6  # characters
_FEWEST_OF_A_MENU = 2
_ON_GOODS = ("buy_again", "contact_seller")
"""What a link to a product or a shop may be for."""
_LONGEST = 60  # characters; a label of a button is shorter


def read_actions(reader: FieldReader) -> tuple[Action, ...]:
    """The buttons in page order, each code and label once; disabled ones are none."""
    layout = reader.page.layout
    coded = layout.anchors("actions.code")
    actions: list[Action] = []
    seen: set[tuple[ActionCode, str]] = set()
    found: list[tuple[Node, str, int]] = []
    for rank, anchor in reader.anchors("actions.each"):
        found += [(node, anchor.written, rank) for node in nodes(anchor, reader.scope)]
    for node, anchor_written, rank in sorted(found, key=lambda one: one[0][0]):
        label = reader.scope.text(node)
        if reader.words.entry("actions", label) is None:
            label = _without_badge(node, reader.scope.index) or label
        if MARK in label:
            label = reader.scope.printed(node)
        if not label or len(label) > _LONGEST:
            continue
        by_code = _by_code(layout, coded, reader.scope.inner(node)) if coded else None
        entry = reader.words.entry("actions", label)
        code = by_code or (entry.code if entry else _by_link(layout, node))
        if code is None:
            continue
        said = (code, words_key(label))
        if said in seen or _disabled(node) or _shows_a_part(node) or (reader.page.unknown and _is_of_a_menu(node)):
            continue
        if code not in _ON_GOODS and names_goods(node[1]):
            continue
        seen.add(said)
        path = f"actions.{len(actions)}"
        reader.ledger.note(path, anchor_written if entry or by_code else "href", rank, label)
        if by_code is None and entry is not None and entry.unverified:
            reader.ledger.unverified(path)
        actions.append(Action(code, label))
    return tuple(actions)


def _by_code(layout: Layout, anchors: Iterable[Anchor], button: Scope) -> ActionCode | None:
    """The meaning of a button by the machine's code for it, which data gives beside its words."""
    codes = (layout.buttons.get(hit.text) for anchor in anchors for hit in found_at(anchor, button, None))
    return next((code for code in codes if code is not None), None)


def _disabled(node: Node) -> bool:
    element = node[1]
    return (
        element.get("disabled") is not None
        or element.get("aria-disabled") == "true"
        or "-disabled" in (element.get("class") or "")
    )


def _without_badge(node: Node, index: PageIndex) -> str | None:
    """The words of a button without a badge in an element of its own at their end; None where there is none."""
    badge = node[1][-1] if len(node[1]) else None
    words = text_of(badge, index.shown) if badge is not None and not (badge.tail or "").strip() else ""
    if badge is None or not 0 < len(words) <= _LONGEST_BADGE:
        return None
    label = joined(line.text for line in read_lines(node[1], index.shown, {badge}))
    return label if any(map(str.isalpha, label)) and _BADGE.fullmatch(f"{label}{words}") else None


def _shows_a_part(node: Node) -> bool:
    """Whether a click only leads to another place of the page, or folds the part below a heading."""
    element = node[1]
    target = (element.get("href") or "").strip()
    if len(target) > 1 and target[0] == "#":
        return bool(element.getroottree().xpath("//*[@id=$name or @name=$name]", name=target[1:]))
    parent = element.getparent()
    headed = parent is not None and (parent.tag in HEADINGS or parent.get("role") == "heading")
    return headed and element.get("aria-expanded") is not None and element.get("aria-haspopup") is None


def _is_of_a_menu(node: Node) -> bool:
    """Whether a link stands in a list of links: a menu of the site, whose words may be those of a button."""
    entry = nearest(node[1], "li")
    if node[1].tag != "a" or entry is None or fold(all_words(entry)) != fold(all_words(node[1])):
        return False
    beside = [*entry.itersiblings("li"), *entry.itersiblings("li", preceding=True)]
    return len(beside) >= _FEWEST_OF_A_MENU and all(one.find(".//a") is not None for one in beside)


def _by_link(layout: Layout, node: Node) -> ActionCode | None:
    """The meaning of a button whose words are unknown, by where it leads."""
    element = node[1]
    href = element.get("href")
    if not href or _BUTTON_CLASS.search(element.get("class") or "") is None:
        return None
    return next((code for pattern, code in layout.links.items() if patterns.of_data(pattern).search(href)), None)
