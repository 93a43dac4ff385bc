"""Scrub what was saved, and prove that nothing of anybody is left and that it is read as before."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bs4 import BeautifulSoup

from whyclosed_parser import patterns
from whyclosed_parser.document import Document
from whyclosed_parser.errors import PageError, SeveralPages
from whyclosed_parser.loading.containers import Entry
from whyclosed_parser.loading.load import load, load_each, shown_in
from whyclosed_parser.loading.marks import COPY_AT, COPY_BY, COPY_FROM
from whyclosed_parser.loading.refuse import is_plain_text
from whyclosed_parser.model import CapturedFrom, WhyclosedError, to_dict
from whyclosed_parser.records import dataclass
from whyclosed_parser.report import read_document
from whyclosed_parser.scrub.addresses import link
from whyclosed_parser.scrub.known import DATA, WORD, Known, is_markup
from whyclosed_parser.scrub.page import PageScrubber
from whyclosed_parser.scrub.proof import differences
from whyclosed_parser.scrub.stand_ins import StandIns
from whyclosed_parser.values.text import has_digit, normal_form
from whyclosed_parser.words import words_for

_TRIES = 3
"""An invented number may look like something by chance: then others may do."""

MOST_PAGES = 200
"""Pages of one source that are copied."""

_CLOSING_TAG = patterns.compiled(r"</[a-z][a-z0-9-]*\s*>", re.IGNORECASE)
_CUT_TAG = patterns.compiled(r"<[^<>]*\Z")
_OF_FILES = frozenset(DATA["proof"]["of_files"])


class ScrubRefused(WhyclosedError):
    """The page was not scrubbed, for it could not be proven safe, or as good as before. `message` says why, `hint` what
    to do; `fields`: what would be read differently, without any value."""

    def __init__(
        self, code: Literal["leaks", "differs"], message: str, hint: str, fields: tuple[str, ...] = ()
    ) -> None:
        super().__init__(code, message, hint, fields)
        self.code, self.message, self.hint, self.fields = code, message, hint, fields

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


@dataclass(frozen=True, slots=True)
class SafePage:
    """One page that can be passed on, or the words of one (`is_words`). `url`: its address with the same stand-ins,
    None where it is not known."""

    text: str
    url: str | None
    is_words: bool = False

    @property
    def suffix(self) -> str:
        """How the name of its file ends."""
        return ".txt" if self.is_words else ".html"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What can be passed on: the pages of a source, in their order.

    `replaced`: what stood in them before, and what stands there now: private. `left_out`: how many scripts, pictures,
    comments and filled-in fields are gone, by these names.
    """

    pages: tuple[SafePage, ...]
    replaced: Mapping[str, str]
    left_out: Mapping[str, int]

    @property
    def html(self) -> str:
        """The first page."""
        return self.pages[0].text

    @property
    def url(self) -> str | None:
        """Where the first page was."""
        return self.pages[0].url

    @property
    def suffix(self) -> str:
        """How the name of the file ends."""
        return self.pages[0].suffix if len(self.pages) == 1 else ".zip"

    @property
    def content(self) -> bytes:
        """The file: the page itself, or a zip file of several, which are named by their number."""
        if len(self.pages) == 1:
            return self.html.encode()
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for number, page in enumerate(self.pages, 1):
                info = ZipInfo(f"page-{number}{page.suffix}")  # which names no time: nothing is told of this computer
                archive.writestr(info, page.text.encode(), ZIP_DEFLATED)
        return packed.getvalue()

    @property
    def counts(self) -> dict[str, int]:
        """How many words and numbers were replaced, each counted once, and what was left out. Not private."""
        numbers = sum(has_digit(one) for one in self.replaced)
        return {"words": len(self.replaced) - numbers, "numbers": numbers, **self.left_out}


def scrub(
    source: bytes | str | Entry,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    captured_at_from: CapturedFrom | None = None,
    seed: int | str | None = None,
) -> Scrubbed:
    """What was saved, without people, ids and anything that is not known to be harmless.

    Kept: tags, known names of the markup, structure, the words that the reading knows, dates, amounts, small counts.
    All other words, numbers and ids have stand-ins of the same length, the same one wherever they stand in the source.
    Scripts, pictures and comments are left out. Of a container only its pages come over, each with what the container
    says of its place and time: no header, no name of a file, no other part. Where it holds several, those are copied
    that say something of an order; other people's mails are not.

    `url`, `captured_at`, `captured_at_from`: as for `load_each`; the copy states them. `seed`: for the same stand-ins
    again; by default they are others each time.

    Raises `ScrubRefused` where something private may be left or a page would be read differently, and `PageError`
    where there is no page at all, or more of them than `MOST_PAGES`.
    """
    documents = _pages(source, url, captured_at, captured_at_from)
    seeds = [seed] if seed is not None else [secrets.token_hex(16) for _ in range(_TRIES)]
    for again in seeds[:-1]:
        with suppress(ScrubRefused):
            return _scrubbed(documents, again)
    return _scrubbed(documents, seeds[-1])


def _scrubbed(documents: Sequence[Document], seed: int | str) -> Scrubbed:
    known = [Known(words_for(one.language, " ".join(one.root.itertext())[:20_000])) for one in documents]
    own = {normal_form(word) for one in documents for word in WORD.findall(_html(one))}
    stand_ins = StandIns(seed, own.union(*(one.words for one in known)))
    left_out: Counter[str] = Counter()
    pages = [_copy(one, words, stand_ins, left_out) for one, words in zip(documents, known, strict=True)]
    for one, words in zip(pages, known, strict=True):
        _refuse_leaks(one, stand_ins.replaced, words)
    proven = tuple(_as_read(before, after) for before, after in zip(documents, pages, strict=True))
    return Scrubbed(proven, stand_ins.replaced, left_out)


def _pages(
    source: bytes | str | Entry, url: str | None, captured_at: datetime | None, captured_from: CapturedFrom | None
) -> Sequence[Document]:
    """The only page of a source, whatever it is, or those of several that are of orders."""
    found = [one.page for one in load_each(source, url=url, captured_at=captured_at, captured_at_from=captured_from)]
    pages = [one for one in found if isinstance(one, Document)]
    if len(found) > 1:
        pages = [one for one in pages if read_document(one)[0]]
    if len(pages) > MOST_PAGES:
        raise SeveralPages(f"There are more than {MOST_PAGES} pages in this file.")
    if not pages:
        raise next((one for one in found if isinstance(one, PageError)), SeveralPages())
    return pages


def _html(document: Document) -> str:
    return document.source.decode("utf-8", "replace")


def _copy(document: Document, known: Known, stand_ins: StandIns, left_out: Counter[str]) -> SafePage:
    """The page without people, which says where and when it was saved if the file or the caller did."""
    scrubber = PageScrubber(known, stand_ins, partial(shown_in, frames=document.frames, base=document.base))
    url = link(document.url, stand_ins) if document.url else None
    in_links = next(document.root.iter("hgroup"), None) is not None  # `loading/mend` puts it in their place
    html = scrubber.page(_html(document), marks=_marks(document, url), has_blocks_in_links=in_links)
    if any(problem.code == "truncated" for problem in document.problems):
        html = _cut(html, _html(document))
    left_out.update(scrubber.left_out)
    return SafePage(html, url)


def _cut(html: str, source: str) -> str:
    """The copy of a page whose end is missing, without the tags that were put there to close what was left open."""
    _, own = _closing_tags(_CUT_TAG.sub("", source))
    start, made = _closing_tags(html)
    return html[:start] + "".join(made[: len(own)])


def _closing_tags(html: str) -> tuple[int, list[str]]:
    """Where the closing tags at the end of a page begin, and which they are."""
    tags: list[str] = []
    end = len(html)
    while True:
        while end and html[end - 1].isspace():
            end -= 1
        start = html.rfind("<", 0, end)
        if start < 0 or not _CLOSING_TAG.fullmatch(html, start, end):
            return end, tags[::-1]
        tags.append(html[start:end])
        end = start


def _marks(document: Document, url: str | None) -> dict[str, str]:
    """Where and when the page was saved, as far as its file or the caller says it."""
    time = document.captured_at.isoformat() if document.captured_at else ""
    marks = {COPY_FROM: url, COPY_AT: time, COPY_BY: document.captured_at_from}
    return {name: value for name, value in marks.items() if value}


def _as_read(before: Document, after: SafePage) -> SafePage:
    """The copy, proven to be read as its page: of copied words the bare words. Raises `ScrubRefused`."""
    forms = [replace(after, text=_words(after.text), is_words=True), after] if before.is_words else [after]
    for form in forms:
        fields = _differences(before, form)
        if not fields:
            return form
    raise ScrubRefused(
        "differs",
        "Without people the page would be read differently: " + ", ".join(fields[:6]) + ".",
        "The page was not written. Nothing of it was sent anywhere.",
        fields,
    )


def _words(html: str) -> str:
    """The lines of a page that was made of copied words, and between the cells of a row a tab."""
    body = BeautifulSoup(html, "lxml").body
    lines = body.find_all("div", recursive=False) if body else []
    return "".join("\t".join(cell.get_text() for cell in line.find_all("div") or (line,)) + "\n" for line in lines)


def _refuse_leaks(page: SafePage, replaced: Mapping[str, str], known: Known) -> None:
    """Nothing that was replaced anywhere may be left in another place."""
    said = _said(page.text)
    left = {normal_form(word) for word in WORD.findall(said)}
    gone = {normal_form(word) for word in replaced if len(word) > 3 and not word.isdigit()}
    numbers = set(re.findall(r"\d{5,}", said))
    if any(not known.is_known(word) and not is_markup(word) for word in left & gone) or (numbers & replaced.keys()):
        raise ScrubRefused(
            "leaks",
            "Something that was taken out in one place would have stayed in another.",
            "The page was not written. Please report it: only how the page is built is needed, not the page.",
        )


def _said(html: str) -> str:
    """All texts and all attributes' values of a page but its styles, which hold no words."""
    soup = BeautifulSoup(html, "lxml")
    values = [value for tag in soup.find_all(True) for name, value in tag.attrs.items() if name != "style"]
    texts = [text for text in soup.find_all(string=True) if text.parent is None or text.parent.name != "style"]
    return "\n".join([*texts, *(value if isinstance(value, str) else " ".join(value) for value in values)])


def _differences(before: Document, after: SafePage) -> tuple[str, ...]:
    """What would be read differently of the copy, which nobody tells where and when it was saved."""
    if after.is_words and not is_plain_text(after.text.encode()):
        return ("words",)
    try:
        copy = load(after.text.encode())
    except PageError:
        return ("page",)
    return differences(_read(before), _read(copy))


def _read(document: Document) -> dict[str, Any]:
    try:
        orders, problems = read_document(document)
    except PageError as error:
        return {"unread": [error.code]}
    return {"orders": [_own(order) for order in to_dict(orders)], "unread": [problem.code for problem in problems]}


def _own(order: dict[str, Any]) -> dict[str, Any]:
    """An order without what is wrong with the file as such, for it is written anew, and without where things stood."""
    problems = [one for one in order["problems"] if one["code"] not in _OF_FILES]
    return order | {"problems": problems, "found": None}
