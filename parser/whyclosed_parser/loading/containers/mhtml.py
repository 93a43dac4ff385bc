"""MHTML: a page with all that belongs to it, in the form of a mail. Chrome, Edge, Opera, Internet Explorer and
extensions of Firefox write it; how each packs and names the parts differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.message import Message
from html import escape

from whyclosed_parser.errors import DamagedFile
from whyclosed_parser.loading.charset import as_utf8
from whyclosed_parser.loading.containers.entry import Broken, Entry, cut_off
from whyclosed_parser.loading.containers.mime import (
    address_of,
    charset_of,
    content_of,
    is_cut_off,
    is_html,
    parsed,
    sent_at,
)

_SHORTEST = 5  # characters of an address that may not stand on a page by chance


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The page with its frames, and each other page of the file that is no frame of one. Raises `DamagedFile`."""
    message = parsed(entry.content)
    pages, cut = saved_pages(message), is_cut_off(message)
    if not pages or (cut and not content_of(pages[0]).strip()):
        raise DamagedFile
    captured_at = sent_at(message)
    problems = (cut_off(),) if cut else ()
    address = address_of(message, "Snapshot-Content-Location") or address_of(message, "Content-Location")
    frames = frames_of(pages, cut=cut)
    for number, page in enumerate(pages):
        if number and _is_frame(page, pages):
            continue
        url = (address if number == 0 else None) or address_of(page, "Content-Location")
        yield Entry(
            content=content_of(page),
            url=url if url and not url.startswith("cid:") else None,
            captured_at=captured_at,
            captured_at_from="mhtml" if captured_at else None,
            charset=charset_of(page),
            frames=frames,
            problems=problems,
        )


def saved_pages(message: Message) -> list[Message]:
    """The parts that are pages, the one that was saved first."""
    pages = [part for part in message.walk() if is_html(part)]
    start = message.get_param("start")
    if isinstance(start, str):
        pages.sort(key=lambda page: page.get("Content-ID", "").strip() != start.strip())
    return pages


def frames_of(pages: list[Message], *, cut: bool) -> Mapping[str, bytes]:
    """The pages behind the first one, in UTF-8, by the addresses under which others may show them. `cut`: the end of
    the file is missing, so what ends without a tag may end within a word, which is left out."""
    shown = ((page, as_utf8(content_of(page), charset_of(page))[0]) for page in pages[1:])
    whole = ((page, content[: content.rfind(b">") + 1] if cut else content) for page, content in shown)
    return {name: content for page, content in whole for name in _names(page)}


def _names(page: Message) -> Iterator[str]:
    identity = address_of(page, "Content-ID")
    if identity:
        yield f"cid:{identity}"
    location = address_of(page, "Content-Location")
    if location:
        yield location


def _is_frame(page: Message, pages: list[Message]) -> bool:
    """Whether another page of the file names this one."""
    forms = {form for name in _names(page) for form in (name, escape(name), name.rpartition("/")[2])}
    names = [form.encode() for form in forms if len(form) >= _SHORTEST]
    return any(name in content_of(other) for other in pages if other is not page for name in names)
