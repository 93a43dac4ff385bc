"""Scrub a page, and prove that nothing of anybody is left and that it is read as before."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bs4 import BeautifulSoup

from whyclosed_parser.errors import PageError
from whyclosed_parser.loading.load import Document, load
from whyclosed_parser.model import WhyclosedError, to_dict
from whyclosed_parser.report import read_document
from whyclosed_parser.scrub.known import CODE, DATA, WORD, Known, is_markup
from whyclosed_parser.scrub.markup import link
from whyclosed_parser.scrub.page import PageScrubber
from whyclosed_parser.scrub.proof import differences
from whyclosed_parser.scrub.stand_ins import StandIns
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import words_for

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
class Scrubbed:
    """A page that can be passed on. `url`: its address with the same stand-ins, None where it is not known. `replaced`:
    what stood in it before, and what stands there now: private."""

    html: str
    url: str | None
    replaced: Mapping[str, str]


def scrub(
    source: bytes | str,
    *,
    url: str | None = None,
    captured_at: datetime | None = None,
    seed: int | str | None = None,
) -> Scrubbed:
    """The page without people, ids and anything that is not known to be harmless.

    Kept: tags, known names of the markup, structure, the words that the reading knows, dates, amounts, small counts.
    All other words, numbers and ids have stand-ins of the same length, the same one wherever they stand in the page.
    Scripts, pictures and comments are left out. `url`, `captured_at`: as for `parse`. `seed`: for the same stand-ins
    again; by default they are others each time.

    Raises `ScrubRefused` where something private may be left or the page would be read differently, and `PageError`
    where there is no page at all.
    """
    document = load(source, url=url, captured_at=captured_at)
    html = document.source.decode("utf-8", "replace")
    known = Known(words_for(document.language, " ".join(document.root.itertext())[:20_000]))
    own = {normal_form(word) for word in WORD.findall(html)}
    stand_ins = StandIns(seed if seed is not None else secrets.token_hex(16), own | known.words)
    made = PageScrubber(known, stand_ins).page(html)
    scrubbed = Scrubbed(made, link(document.url, stand_ins) if document.url else None, stand_ins.replaced)
    _refuse_leaks(scrubbed, known)
    _refuse_changes(document, scrubbed)
    return scrubbed


def _refuse_leaks(scrubbed: Scrubbed, known: Known) -> None:
    """Nothing that was replaced anywhere may be left in another place."""
    said = _said(scrubbed.html)
    left = {normal_form(word) for word in WORD.findall(CODE.sub(" ", said))}
    gone = {normal_form(word) for word in scrubbed.replaced if len(word) > 3 and not word.isdigit()}
    numbers = set(re.findall(r"\d{5,}", said))
    if any(not known.is_known(word) and not is_markup(word) for word in left & gone) or (
        numbers & scrubbed.replaced.keys()
    ):
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


def _refuse_changes(document: Document, scrubbed: Scrubbed) -> None:
    given = document.captured_at if document.captured_at_from == "argument" else None
    after = load(scrubbed.html, url=scrubbed.url, captured_at=given)
    fields = differences(_read(document), _read(after))
    if fields:
        raise ScrubRefused(
            "differs",
            "Without people the page would be read differently: " + ", ".join(fields[:6]) + ".",
            "The page was not written. Nothing of it was sent anywhere.",
            fields,
        )


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
