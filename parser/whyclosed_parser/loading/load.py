"""Bytes of a saved page to a tree, with everything said that was lost or uncertain on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast
from urllib.parse import urljoin

from lxml import etree
from lxml.etree import _Element as Element
from lxml.etree import _ListErrorLog as ErrorLog

from whyclosed_parser.document import Document
from whyclosed_parser.errors import EmptyPage, PageError, SeveralPages
from whyclosed_parser.loading.answers import answer_as_page, may_be_data
from whyclosed_parser.loading.as_drawn import draw
from whyclosed_parser.loading.charset import as_utf8, text_as_utf8
from whyclosed_parser.loading.containers import Broken, Entry, unpack
from whyclosed_parser.loading.copies import page_once, pages_in, words_once
from whyclosed_parser.loading.guard import MOST_ATTRIBUTES, without_oversized_tags, without_signs
from whyclosed_parser.loading.links import mend_links
from whyclosed_parser.loading.marks import canonical_url, saved_mark, stated_language
from whyclosed_parser.loading.mend import as_shown, without_blocks_in_links, without_early_end, without_swallower
from whyclosed_parser.loading.rebuild import rebuilt
from whyclosed_parser.loading.records import data_as_words
from whyclosed_parser.loading.refuse import is_plain_text, refuse_data, refuse_other_bytes
from whyclosed_parser.loading.words import as_page
from whyclosed_parser.model import CapturedFrom, Problem
from whyclosed_parser.page.tree import fitting, rewrite
from whyclosed_parser.records import dataclass

_OF_TEXT = frozenset({"text", "tel", "number", ""})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_SWALLOWERS = 5  # unclosed parts of a page that are mended; more are no page that was saved
_MOST_FRAMES = 100  # of one page
_END = 4096  # bytes at the end of a page in which `</html` stands


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one page of a source. `place`: where in the source it lay, empty where nothing was beside it;
    `sifted`: whether it is one of many that are no orders, as the mails of a mailbox are."""

    page: Document | PageError
    place: str = ""
    sifted: bool = False


def load(
    source: bytes | str,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    captured_at_from: CapturedFrom | None = None,
) -> Document:
    """Parse a saved page: HTML in any charset, as text, or the only page of a container; or the plain words copied out
    of one; or an answer of the buyer interface (JSON, JSONP).

    A `captured_at` that is given wins over the time in the page, and its origin is `captured_at_from`, or
    "argument"; only a file's time ("file_time") gives way to the page's own, and counts nothing where a copy was saved
    again. Raises a `PageError` where there is no web page to parse, `SeveralPages` where there are several, and nothing
    else for any bytes.
    """
    found = load_each(source, url=url, captured_at=captured_at, captured_at_from=captured_at_from)
    first = next(found)
    if next(found, None) is not None:
        raise SeveralPages
    if isinstance(first.page, PageError):
        raise first.page
    return first.page


def load_each(
    source: bytes | str | Entry,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    captured_at_from: CapturedFrom | None = None,
) -> Iterator[Loaded]:
    """The same for a source with any number of pages, one by one; one that cannot be parsed stops no other.

    A `url` that is given is not that of one page among several, and a `captured_at` only where that says no time of its
    own; a file's time says nothing of them.
    """
    given = (captured_at_from or "argument") if captured_at else None
    try:
        entry = Entry(source) if isinstance(source, bytes) else source
        for one, sifted in [(entry, False)] if isinstance(entry, str) else unpack(entry):
            if isinstance(one, Broken):
                yield Loaded(one.error, one.place)
                continue
            place = "" if isinstance(one, str) else one.place
            time = captured_at
            if place and (given == "file_time" or (not isinstance(one, str) and one.captured_at)):
                time = None
            try:
                page = _document(one, url if not place else None, time, given if time else None)
            except PageError as error:
                yield Loaded(error, place, sifted)
            else:
                yield Loaded(page, place, sifted)
    except PageError as error:
        yield Loaded(error)


def parted(document: Document) -> Iterator[Document | None]:
    """The pages that stand in a file behind each other, None for one that cannot be loaded; nothing where there is but
    one. What is not in the page itself, as its address, is not known of them."""
    pages = pages_in(document.source) if not document.is_words else []
    for page in pages if len(pages) > 1 else ():
        try:
            yield _document(Entry(page), None, document.captured_at, document.captured_at_from)
        except PageError:
            yield None


def _document(
    entry: Entry | str, url: str | None, captured_at: datetime | None, captured_from: CapturedFrom | None
) -> Document:
    page, is_words, problems = _as_page(entry)
    kept = None if isinstance(entry, str) else entry
    frames, base = (kept.frames, kept.url) if kept else ({}, None)
    root, lost = _tree(page, frames, base)
    problems += lost
    if b"</html" not in page[-_END:].lower() and all(problem.code != "truncated" for problem in problems):
        problems.append(Problem("truncated", None, "The end of the page is missing, so parts of it may be, too."))
    if kept is not None and kept.heading:
        _head(root, kept.heading)
    _raise_digits(root)
    _write_fields(root)
    draw(root)
    mend_links(root, page)
    mark = saved_mark(page, root, kept)
    if captured_from in (None, "file_time"):
        if mark.saved_at:
            captured_at, captured_from = mark.saved_at, mark.saver
        elif mark.saved_again:
            captured_at, captured_from = None, None
            problems.append(
                Problem(
                    "saved_again", None, "This is a copy of a copy, so it is not known when the page was in the shop."
                )
            )
        elif kept is not None and kept.captured_at:
            captured_at, captured_from = kept.captured_at, kept.captured_at_from
    return Document(
        root=root,
        url=url or mark.url or canonical_url(root),
        captured_at=captured_at,
        captured_at_from=captured_from,
        language=stated_language(root),
        problems=tuple(problems),
        source=page,
        is_words=is_words,
        is_mail=bool(kept is not None and kept.heading),
        frames=frames,
        base=base,
    )


def _as_page(source: Entry | str) -> tuple[bytes, bool, list[Problem]]:
    """The source as UTF-8 that is safe to parse, and whether it is only words."""
    problems: list[Problem] = []
    if isinstance(source, str):
        page = text_as_utf8(source)
        if not page.strip():
            raise EmptyPage
    else:
        refuse_other_bytes(source.content, is_words=source.is_words)
        page, found = as_utf8(source.content, source.charset)
        problems += (*source.problems, *found)
    is_words = isinstance(source, Entry) and source.is_words
    if not is_words:
        page = page_once(page)
        records = data_as_words(page.decode("utf-8", "replace")) if may_be_data(page) else None
        answer = answer_as_page(page) if records is None and may_be_data(page) else None
        if answer is not None:
            return answer, False, problems
        page = page if records is None else records.encode()
        refuse_data(page)
        is_words = is_plain_text(page)
    if is_words:
        page = as_page(words_once(page.decode("utf-8", "replace"))).encode()
    if b"\0" in page:
        page = page.replace(b"\0", b"")
        problems.append(Problem("nul_removed", None, "The page held NUL bytes, which were left out."))
    page, cut = without_oversized_tags(as_shown(without_signs(page)))
    if cut:
        message = f"{cut} tags with more than {MOST_ATTRIBUTES} attributes were read without them."
        problems.append(Problem("oversized_tag", None, message))
    return page, is_words, problems


def _head(root: Element, heading: str) -> None:
    """Put what stands above the page, the subject of a mail, into a block of its own on top of it."""
    body = root.find("body")
    if body is not None:
        line = body.makeelement("div")
        line.text, line.tail, body.text = fitting(heading), body.text, None
        body.insert(0, line)


def _raise_digits(root: Element) -> None:
    """Write the digits of `<sup>` as the raised digits that they are for the eye: cents, or a square, and never a part
    of the number on the line."""
    for element in root.iter("sup"):
        rewrite(element, lambda text: text.translate(_RAISED))


def _write_fields(root: Element) -> None:
    """Make text of what stands in fields that nobody can write into: a number to be copied, as a rule."""
    for one in root.iter("input"):
        value = one.get("value")
        if value and one.get("readonly") is not None and one.get("type", "text").lower() in _OF_TEXT:
            one.tag, one.text = "span", value
            del one.attrib["value"]


def _tree(page: bytes, frames: Mapping[str, bytes], base: str | None) -> tuple[Element, list[Problem]]:
    """The tree, built a second way where the first gave up, lost content or took it out of its place."""
    problems = []
    root, errors = _built(page)
    if root.getnext() is not None and (whole := without_early_end(page)) is not page:
        page = whole
        root, errors = _built(page)
    for _ in range(_MOST_SWALLOWERS):
        mended = without_swallower(page, root)
        if mended is None:
            break
        page = mended
        root, errors = _built(page)
        message = (
            "A comment, script or text field of the page is not closed; what stands behind it was read all the same."
        )
        problems = [Problem("unclosed_part", None, message)]
    if errors.filter_from_fatals():
        second = rebuilt(page)
        if second is None:
            message = "The page is damaged; a part of it could not be read."
            return root, [*problems, Problem("content_lost", None, message)]
        root = second
        problems.append(Problem("tree_rebuilt", None, "The page is nested too deep; its structure was simplified."))
    elif any(error.message.strip().endswith("end tag : a") for error in errors):
        mended = without_blocks_in_links(page)
        root = _built(mended)[0] if mended else root
    _graft_frames(root, frames, base)
    return root, problems


def _built(page: bytes) -> tuple[Element, ErrorLog]:
    parser = etree.HTMLParser(huge_tree=True, encoding="utf-8", collect_ids=False)
    root = cast("Element | None", etree.fromstring(page, parser))
    if root is None:
        raise EmptyPage("This page has nothing in it.")
    return root, parser.error_log


def _graft_frames(root: Element, frames: Mapping[str, bytes], base: str | None) -> None:
    """Put what a saver kept of a frame, as one long attribute or beside the page (`frames`, by their addresses), into
    the frame's place. `base`: to what an address is relative."""
    tops = [root]
    for top in tops:  # which grows
        for frame in list(top.iter("iframe", "frame")):
            held = (frame.get("srcdoc") or "").encode("utf-8", "replace")
            if not held.strip() and frames:
                held = shown_in(frame.get("src", ""), frames, base)
            if held.strip() and len(tops) <= _MOST_FRAMES:
                try:
                    inner, _ = _built(without_signs(held))
                except EmptyPage:
                    continue
                frame.text = None
                frame.set("srcdoc", frame.get("srcdoc", ""))  # by which is known that it holds something
                bodies = list(inner.iterchildren("body", "frameset"))
                frame.extend(bodies)
                tops += bodies


def shown_in(address: str, frames: Mapping[str, bytes], base: str | None) -> bytes:
    """The page that a frame with this address shows, of those that were kept; empty where it is none of them."""
    address = address.strip()
    if not address or address in frames:
        return frames.get(address, b"")
    try:
        return frames.get(urljoin(base or "", address), b"")
    except ValueError:
        return b""
