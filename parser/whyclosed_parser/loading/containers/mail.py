"""A mail: its page or its words, what is attached to it, and the mails that it forwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import Message

from whyclosed_parser import patterns
from whyclosed_parser.errors import NoPageInside
from whyclosed_parser.loading.containers.entry import Broken, Entry, cut_off
from whyclosed_parser.loading.containers.mhtml import frames_of, saved_pages
from whyclosed_parser.loading.containers.mime import (
    charset_of,
    content_of,
    filename_of,
    is_cut_off,
    is_html,
    parsed,
    parts,
    sent_at,
    text_of,
)
from whyclosed_parser.loading.names import is_page

_LENGTH = patterns.compiled(rb"\s*\d+[ \t]*\r?\n")  # with which Apple Mail begins the files of its mails
_DEEPEST = 20  # mails within mails, and parts within parts


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The pages of a mail. Their time is when it was sent; that of an attached page is not known. Raises `DamagedFile`
    or `NoPageInside`."""
    length = _LENGTH.match(entry.content)
    message = parsed(entry.content[length.end() :] if length else entry.content)
    problems = (cut_off(),) if is_cut_off(message) else ()
    found = list(_pages(message, message, 0))
    if not found:
        raise NoPageInside("This mail has no words in it.", "Open the order in your browser and save that page.")
    for number, one in enumerate(found):
        yield replace(one, place=one.place or (str(number) if number else ""), problems=problems)


def _pages(part: Message, mail: Message, depth: int) -> Iterator[Entry]:
    """The pages in a part of a mail."""
    kind, attached = part.get_content_type(), filename_of(part)
    if depth > _DEEPEST:
        return
    if kind == "message/rfc822":
        for inner in parts(part):
            yield from _pages(inner, inner, depth + 1)
    elif kind in ("multipart/alternative", "multipart/related"):
        yield from _best(part, mail, depth)
    elif part.is_multipart():
        for inner in parts(part):
            yield from _pages(inner, mail, depth + 1)
    elif attached and (is_page(attached) or is_html(part)):
        yield Entry(content_of(part), attached, charset=charset_of(part))
    elif not attached and (is_html(part) or kind == "text/plain"):
        yield from _body(part, mail)


def _best(part: Message, mail: Message, depth: int) -> Iterator[Entry]:
    """Of the forms of one text the page, else the words; with the pages it shows, and what is attached in it."""
    pages = [page for page in saved_pages(part) if content_of(page).strip()]
    if pages:
        shown = frames_of(pages, cut=is_cut_off(mail))
        yield from (replace(one, frames=shown) for one in _body(pages[0], mail))
    for inner in parts(part):
        if not pages or inner.get_content_type() == "message/rfc822" or filename_of(inner):
            yield from _pages(inner, mail, depth + 1)


def _body(part: Message, mail: Message) -> Iterator[Entry]:
    content, sent = content_of(part), sent_at(mail)
    if content.strip():
        yield Entry(
            content,
            captured_at=sent,
            captured_at_from="email" if sent else None,
            charset=charset_of(part),
            is_words=not is_html(part),
            heading=text_of(mail, "Subject"),
        )
