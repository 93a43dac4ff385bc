"""Pages as trees: what of one is seen, where it may be cut and wrapped, and how it becomes bytes again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring, fragments_fromstring

UNSEEN_TAGS = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "textarea",
        "title",
        "select",
        "option",
        "iframe",
        "svg",
        "head",
        "object",
        "datalist",
        "audio",
        "video",
    ]
)
BLOCK_TAGS = frozenset(
    [
        "div",
        "ul",
        "ol",
        "dl",
        "table",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "form",
        "fieldset",
        "figure",
    ]
)
HOLDERS = frozenset(
    [
        "body",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "form",
        "td",
        "li",
        "dd",
        "fieldset",
    ]
)
# Elements in which a block would be moved out of its place by a browser, or would be no block.
NO_BLOCKS_INSIDE = frozenset(
    ["p", "button", "a", "span", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "label", "table", "ul", "ol", "dl", "select"]
)
_HIDING = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_META_CHARSET = re.compile(r"<meta\b[^>]*\bcharset\s*=[^>]*>", re.IGNORECASE)
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
INVISIBLE = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
)


def decoded(data: bytes) -> str:
    """The text of a fixture's bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    return data.decode("utf-8-sig", "replace")


def tree_of(text: str) -> HtmlElement:
    """The tree of a page, its comments before `<html>` too."""
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    return document_fromstring(text.encode("utf-8"), parser=parser)


def text_of(tree: HtmlElement) -> str:
    """The markup of a page: double quotes, except around a value that holds some."""
    return etree.tostring(tree.getroottree(), method="html", encoding="unicode")


def with_charset(text: str, name: str | None) -> str:
    """The page saying that it is in this encoding; None: saying nothing."""
    text = _META_CHARSET.sub("", text)
    if name is None:
        return text
    return _HEAD.sub(lambda head: f'{head[0]}<meta charset="{name}">', text, count=1)


def encoded(text: str) -> bytes:
    return with_charset(text, "utf-8").encode("utf-8")


def body_of(tree: HtmlElement) -> HtmlElement:
    body = tree.find("body")
    assert body is not None
    return body


def fragment(markup: str) -> list[HtmlElement]:
    return [one for one in fragments_fromstring(markup) if not isinstance(one, str)]


def hides(element: HtmlElement) -> bool:
    """Whether an element of the page as it was is not on the screen: only the ways that fixtures use."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN_TAGS:
        return True
    if element.get("hidden") is not None or element.get("popover") is not None:
        return True
    if element.tag == "dialog" and element.get("open") is None:
        return True
    return "sf-hidden" in element.get("class", "") or bool(_HIDING.search(element.get("style", "")))


def unseen(body: HtmlElement) -> set[HtmlElement]:
    """All elements that are not on the screen, comments too."""
    hidden: set[HtmlElement] = set()
    for element in body.iter():
        if hides(element) or element.getparent() in hidden:
            hidden.add(element)
    return hidden


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for text: before an element's first child, or behind the element."""

    element: HtmlElement
    where: Literal["text", "tail"]

    @property
    def text(self) -> str:
        return getattr(self.element, self.where) or ""

    def put(self, text: str) -> None:
        setattr(self.element, self.where, text)

    def cut(self, at: int, node: HtmlElement, rest: str) -> None:
        """Keep the text up to `at`, then the node, then the rest."""
        text = self.text
        node.tail = rest
        if self.where == "text":
            self.element.insert(0, node)
        else:
            parent = self.element.getparent()
            assert parent is not None
            parent.insert(parent.index(self.element) + 1, node)
        self.put(text[:at])

    @property
    def words(self) -> str:
        """The text without the white space around it."""
        return self.text.strip()

    def replace(self, node: HtmlElement) -> None:
        """Put a node in the place of the words; the white space around them stays."""
        start = self.text.index(self.words)
        self.cut(start, node, self.text[start + len(self.words) :])

    @property
    def holder(self) -> HtmlElement:
        """The element that the text is in."""
        if self.where == "text":
            return self.element
        parent = self.element.getparent()
        assert parent is not None
        return parent


def slots(body: HtmlElement) -> list[Slot]:
    """Every piece of text that is seen, in the order of the page."""
    hidden = unseen(body)
    found = []
    for event, element in etree.iterwalk(body, events=("start", "end", "comment", "pi")):
        if event == "start" and element not in hidden:
            found.append(Slot(element, "text"))
        elif event != "start" and element is not body and element.getparent() not in hidden:
            found.append(Slot(element, "tail"))
    return [slot for slot in found if slot.text.strip()]


def seen_text(tree: HtmlElement) -> str:
    """Everything that is seen, without white space and characters that are not seen, its letters put together."""
    text = unicodedata.normalize("NFKC", "".join(slot.text for slot in slots(body_of(tree))))
    return "".join(text.split()).translate(dict.fromkeys(map(ord, INVISIBLE)))


def some_slots(body: HtmlElement, chance: Random, share: float = 0.3) -> Iterator[tuple[Slot, int]]:
    """Some of the texts and a place inside a word of each, in numbers rather than elsewhere; last ones first, so that
    a change moves no other."""
    for slot in reversed(slots(body)):
        text = slot.text
        inside = [at for at in range(1, len(text)) if not text[at - 1].isspace() and not text[at].isspace()]
        numbers = [at for at in inside if text[at - 1].isdigit() and text[at].isdigit()]
        if inside and chance.random() < share:
            yield slot, chance.choice(numbers if numbers and chance.random() < 0.5 else inside)


def _may_hold_blocks(element: HtmlElement) -> bool:
    return all(one.tag not in NO_BLOCKS_INSIDE for one in (element, *element.iterancestors()))


def blocks(body: HtmlElement, least: int = 1) -> list[HtmlElement]:
    """Seen blocks with at least so many characters of text, which may be wrapped and get neighbours."""
    hidden = unseen(body)
    found = []
    for element in body.iterdescendants(*BLOCK_TAGS):
        parent = element.getparent()
        if element in hidden or parent is None or parent.tag not in HOLDERS or not _may_hold_blocks(parent):
            continue
        if len("".join(element.text_content().split())) >= least:
            found.append(element)
    return found


def some_blocks(body: HtmlElement, chance: Random, most: int = 8, least: int = 1) -> list[HtmlElement]:
    found = blocks(body, least)
    return chance.sample(found, min(len(found), chance.randint(1, most)))


def wrap(element: HtmlElement, wrapper: HtmlElement) -> None:
    """Put an element into the innermost first element of a wrapper, in its own place."""
    parent = element.getparent()
    assert parent is not None
    wrapper.tail, element.tail = element.tail, None
    parent.replace(element, wrapper)
    inner = wrapper
    while len(inner):
        inner = inner[0]
    inner.append(element)


def pour(source: HtmlElement, into: HtmlElement) -> None:
    """Move all that an element holds into another."""
    into.text, source.text = source.text, None
    into.extend(list(source))


def place(new: HtmlElement, where: Literal["before", "after"], element: HtmlElement) -> None:
    """Put a new element beside another; the text behind stays behind."""
    parent = element.getparent()
    assert parent is not None
    at = parent.index(element)
    if where == "after":
        new.tail, element.tail = element.tail, None
        at += 1
    parent.insert(at, new)


def copy_of(element: HtmlElement) -> HtmlElement:
    copied = deepcopy(element)
    copied.tail = None
    return copied
