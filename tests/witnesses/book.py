"""What working programs rely on in the real pages (`claims.toml`), and whether a page holds to it.

Pages are read here with lxml alone: the parser is what is judged, so it has no say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cssselect import HTMLTranslator
from lxml import etree, html

Element = Any
"""An element of lxml, which names no type for it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim; its fields are explained in `claims.toml`."""

    id: str
    family: str
    says: str
    strength: int
    sources: tuple[str, ...]
    css: str = ""
    xpath: str = ""
    of: str = ""
    how: str = "holds"
    text: str = ""
    at_most: int | None = None
    never: bool = False
    when: str = ""
    unless: str = ""
    private: bool = False
    yields: str = ""

    def found(self, root: Element) -> list[Element]:
        """The elements of the page that the claim leads to."""
        elements = select(self.xpath or self.css, root)
        return [one for one in elements if re.search(self.text, words(one))] if self.text else elements

    def asked(self, root: Element) -> bool:
        """Whether the claim says anything about this page."""
        if (self.when and not select(self.when, root)) or (self.unless and select(self.unless, root)):
            return False
        return not self.of or bool(select(self.of, root))

    def contradiction(self, root: Element) -> str | None:
        """What of the claim does not hold on this page; None where it holds."""
        if not self.asked(root):
            return None
        found = self.found(root)
        counts = [len(found)] if not self.of else [_share(one, found, self.how) for one in select(self.of, root)]
        wrong = [told for count in counts if (told := self._wrong(count))]
        return f"{self.id} ({self.says}): {len(wrong)} of {len(counts)} × {wrong[0]}" if wrong else None

    def _wrong(self, count: int) -> str | None:
        if self.never:
            return f"{count} found, none expected" if count else None
        if not count:
            return "none found"
        return f"{count} found, at most {self.at_most} expected" if count > (self.at_most or count) else None


def _share(element: Element, found: list[Element], how: str) -> int:
    """How many matches are the element or lie in it; with `how` "in", around it."""
    if how == "in":
        return sum(one is element or one in element.iterancestors() for one in found)
    return sum(one is element or element in one.iterancestors() for one in found)


@dataclass(frozen=True, slots=True)
class Family:
    """Pages of one form: by address, and by marks of which one at least must be there."""

    name: str
    url: str
    marks: tuple[str, ...]


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("claims.toml").read_text("utf-8"))


@cache
def claims() -> tuple[Claim, ...]:
    return tuple(Claim(**{**one, "sources": tuple(one["sources"])}) for one in _book()["claim"])


@cache
def families() -> tuple[Family, ...]:
    return tuple(Family(one["name"], one["url"], tuple(one["marks"])) for one in _book()["family"])


@cache
def sources() -> dict[str, str]:
    """The programs: what each is, by its name in the claims."""
    return dict(_book()["source"])


def tree(data: bytes) -> Element | None:
    """The page's tree; None where the bytes are no HTML."""
    text = data.decode("utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data.decode("utf-8", "replace")
    text = text.replace("\0", "")
    if not re.search(r"<(?:!doctype html|html|body|div)\b", text[:20000], re.IGNORECASE):
        return None
    return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def address(data: bytes) -> str:
    """The address that a saver wrote into the page, or an empty text."""
    saved = re.search(rb"<!-- saved from url=\(\d+\)(\S+) -->|SingleFile\s+url: (\S+)", data[:4000])
    return (saved[1] or saved[2]).decode("ascii", "replace") if saved else ""


def family_of(root: Element, url: str) -> str | None:
    """The family of which the page has the most marks, its address counting half a mark; None without any."""
    points = {
        one.name: 2 * marks + bool(re.search(one.url, url))
        for one in families()
        if (marks := sum(bool(select(mark, root)) for mark in one.marks))
    }
    return max(points, key=points.__getitem__) if points else None


def claims_of(family: str) -> Iterator[Claim]:
    return (one for one in claims() if one.family == family)


@cache
def _compiled(selector: str) -> etree.XPath:
    return etree.XPath(selector if selector.startswith("/") else HTMLTranslator().css_to_xpath(selector))


def select(selector: str, root: Element) -> list[Element]:
    """The elements that a CSS selector, or an XPath with a slash in front, matches."""
    found: list[Element] = _compiled(selector)(root)
    return found


def words(element: Element) -> str:
    """The words of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def lines(element: Element) -> list[str]:
    """The words of an element, one piece of text each."""
    return [folded for piece in element.itertext() if (folded := " ".join(piece.split()))]
