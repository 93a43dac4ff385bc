"""Bytes of a saved page to a tree, with everything said that was lost or uncertain on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from lxml import etree
from lxml.etree import _Element as Element

from whyclosed_parser.errors import EmptyPage
from whyclosed_parser.loading.charset import as_utf8, text_as_utf8
from whyclosed_parser.loading.container import refuse_other_text, unpacked
from whyclosed_parser.loading.guard import MOST_ATTRIBUTES, without_oversized_tags
from whyclosed_parser.loading.marks import canonical_url, clean_url, saved_mark, stated_language
from whyclosed_parser.loading.rebuild import rebuilt
from whyclosed_parser.model import CapturedFrom, Problem

__all__ = ["Document", "clean_url", "count_markers", "load"]

_SAVED_AGAIN = "saved_again"

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_END = 4096  # bytes at the end of a page in which `</html` stands
_LONGEST_TAG = 20_000  # bytes before a marker in which its tag begins


@dataclass(frozen=True, slots=True)
class Document:
    """A page, parsed.

    `url` is as given or as the page states it, with its query: print it only through `clean_url`. `captured_at` is
    when the page was in the browser (None: nothing says so), `captured_at_from` who says so. `language` is BCP 47, as
    the page states it. `problems` have codes charset_guessed, nul_removed, oversized_tag, tree_rebuilt, content_lost,
    truncated and saved_again, and no field. `source` is the UTF-8 that was parsed.
    """

    root: Element
    url: str | None
    captured_at: datetime | None
    captured_at_from: CapturedFrom | None
    language: str | None
    problems: tuple[Problem, ...]
    source: bytes

    @property
    def is_copy_of_copy(self) -> bool:
        """Whether the file's own time says nothing of the page: a copy of it was opened and saved again."""
        return any(problem.code == _SAVED_AGAIN for problem in self.problems)


def load(
    source: bytes | str,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    captured_at_from: CapturedFrom | None = None,
) -> Document:
    """Parse a saved page: HTML in any charset, as text, or in one gzip member.

    A `captured_at` that is given wins over the time in the page, and its origin is `captured_at_from`, or
    "argument"; only a file's time ("file_time") gives way to the page's own, and counts nothing where a copy was saved
    again. Raises `EmptyPage`, `NotHtml` or `Compressed` where there is no web page to parse, and nothing else for any
    bytes.
    """
    page, problems = _as_page(source)
    root, lost = _tree(page)
    problems += lost
    if b"</html" not in page[-_END:].lower():
        problems.append(Problem("truncated", None, "The end of the page is missing, so parts of it may be, too."))
    _raise_digits(root)
    mark = saved_mark(page, root)
    captured_from = (captured_at_from or "argument") if captured_at else None
    if captured_from in (None, "file_time"):
        if mark.saved_at:
            captured_at, captured_from = mark.saved_at, mark.saver
        elif mark.saved_again:
            captured_at, captured_from = None, None
            problems.append(
                Problem(
                    _SAVED_AGAIN, None, "This is a copy of a copy, so it is not known when the page was in the shop."
                )
            )
    return Document(
        root=root,
        url=url or mark.url or canonical_url(root),
        captured_at=captured_at,
        captured_at_from=captured_from,
        language=stated_language(root),
        problems=tuple(problems),
        source=page,
    )


def count_markers(document: Document, marker: bytes) -> int:
    """How often `marker` stands inside a tag of the page's bytes, for comparison with what the tree holds.

    Counts also tags that the tree lost (behind an unclosed comment or script). Text and scripts do not count, except
    for tags written out in a script.
    """
    page, count, place = document.source, 0, document.source.find(marker)
    while place >= 0:
        tag = page.rfind(b"<", max(0, place - _LONGEST_TAG), place)
        if tag >= 0 and page[tag + 1 : tag + 2].isalpha() and page.find(b">", tag, place) < 0:
            count += 1
        place = page.find(marker, place + len(marker))
    return count


def _as_page(source: bytes | str) -> tuple[bytes, list[Problem]]:
    """The source as UTF-8 that is safe to parse."""
    problems: list[Problem] = []
    if isinstance(source, str):
        page = text_as_utf8(source)
        if not page.strip():
            raise EmptyPage
    else:
        page, found = as_utf8(unpacked(source))
        problems += found
    refuse_other_text(page)
    if b"\0" in page:
        page = page.replace(b"\0", b"")
        problems.append(Problem("nul_removed", None, "The page held NUL bytes, which were left out."))
    page, cut = without_oversized_tags(page)
    if cut:
        message = f"{cut} tags with more than {MOST_ATTRIBUTES} attributes were read without them."
        problems.append(Problem("oversized_tag", None, message))
    return page, problems


def _raise_digits(root: Element) -> None:
    """Write the digits of `<sup>` as the raised digits that they are for the eye: cents, or a square, and never a part
    of the number on the line."""
    for element in root.iter("sup"):
        for part in element.iter():
            part.text = part.text and part.text.translate(_RAISED)
            if part is not element:
                part.tail = part.tail and part.tail.translate(_RAISED)


def _tree(page: bytes) -> tuple[Element, list[Problem]]:
    """The tree, built a second way where the first gave up."""
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", collect_ids=False)
    root = cast("Element | None", etree.fromstring(page, parser))
    if root is None:
        raise EmptyPage("This page has nothing in it.")
    if not parser.error_log.filter_from_fatals():
        return root, []
    second = rebuilt(page)
    if second is None:
        return root, [Problem("content_lost", None, "The page is damaged; a part of it could not be read.")]
    return second, [Problem("tree_rebuilt", None, "The page is nested too deep; its structure was simplified.")]
