"""gzip: one file, packed. Its header says when the file was last changed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from whyclosed_parser.errors import Compressed
from whyclosed_parser.loading.containers.entry import MOST_BYTES, Broken, Entry

_CHANGED = slice(4, 8)  # seconds since 1970, 0: not known


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The file in it. Raises `Compressed` for gzip that is damaged, holds several files, or more than `MOST_BYTES`."""
    content = _inflated(entry.content)
    changed = int.from_bytes(entry.content[_CHANGED], "little")
    if entry.captured_at is None and changed:
        entry = replace(entry, captured_at=datetime.fromtimestamp(changed, UTC), captured_at_from="file_time")
    yield replace(entry, content=content)


def _inflated(source: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        content = inflater.decompress(source, MOST_BYTES + 1)
    except zlib.error:
        raise Compressed("This is a damaged gzip file.") from None
    if len(content) > MOST_BYTES:
        raise Compressed(f"This gzip file unpacks to more than {MOST_BYTES >> 20} MB.")
    if not inflater.eof:
        raise Compressed("This gzip file is cut off.", "Download or copy the file again, whole.")
    if inflater.unused_data.strip(b"\0"):
        raise Compressed("This gzip file holds several files.")
    return content
