"""HTML files with a zip file in them that a script of theirs unpacks (SingleFile's "self-extracting file"). The script
is never run: the page is taken out of the archive where it lies there plainly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from whyclosed_parser.errors import Compressed, DamagedFile
from whyclosed_parser.loading.containers.entry import Broken, Entry
from whyclosed_parser.loading.containers.zipped import opened, taken
from whyclosed_parser.loading.marks import comment_mark

_PAGE = "index.html"
_HINT = "Open the file in your browser and save the page that it shows as “Webpage, complete”."


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The page in it. Raises `DamagedFile` where it cannot be taken out."""
    try:
        archive = opened(entry.content)
        page = next((info for info in archive.infolist() if info.filename == _PAGE), None)
    except Compressed:
        page = None
    one = taken(archive, page) if page else None
    if not isinstance(one, Entry):
        raise DamagedFile("This page unpacks itself when it is opened, and what is packed could not be read.", _HINT)
    said = comment_mark(entry.content)
    time, saver = (said.saved_at, said.saver) if said.saved_at else (entry.captured_at, entry.captured_at_from)
    yield replace(entry, content=one.content, url=said.url or entry.url, captured_at=time, captured_at_from=saver)
