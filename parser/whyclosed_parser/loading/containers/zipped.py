"""zip, and MAFF and HTZ, which are zip files with saved pages in them. Nothing is written to the disk."""

from __future__ import annotations

import lzma
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from html import unescape
from io import BytesIO
from posixpath import basename, dirname
from zipfile import BadZipFile, ZipFile, ZipInfo

from whyclosed_parser.errors import Compressed, NotHtml, PageError, TooBig
from whyclosed_parser.loading.containers.entry import MOST_BYTES, Broken, Entry
from whyclosed_parser.loading.containers.mime import instant
from whyclosed_parser.loading.names import beside, has_no_ending, is_data, is_hidden, is_page

MOST_FILES = 100_000
"""Files that a zip file may name."""

_DAMAGED = (BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, struct.error, ValueError, IndexError, TypeError)
_LOCKED = 0x1
_OFFICE = ("[Content_Types].xml", "mimetype", "AndroidManifest.xml", "META-INF/MANIFEST.MF")
_UNIX_TIME, _WINDOWS_TIME = 0x5455, 0x000A
_WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_RDF = "index.rdf"
_IN_RDF = r"<(?:\w+:)?{}\s+(?:\w+:)?resource\s*=\s*[\"']([^\"']*)"


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The pages in it. Raises `Compressed` for a zip file that is damaged, `TooBig`, and `NotHtml` for a document or
    program that only is kept as one."""
    archive = opened(entry.content)
    files = [info for info in archive.infolist() if not info.is_dir()]
    if len(files) > MOST_FILES:
        raise TooBig
    kept = _maff(archive, files)
    if kept:
        yield from kept
        return
    if any(info.filename in _OFFICE for info in files):
        raise NotHtml("This is a document or a program, not a web page.")
    for info in _pages(archive, files):
        one = taken(archive, info)
        if isinstance(one, Entry) or not _must_be_asked(info.filename):
            yield one


def _must_be_asked(name: str) -> bool:
    """Whether only what a file holds says if it is a page."""
    return is_data(name) or has_no_ending(name)


def opened(content: bytes) -> ZipFile:
    """The archive. Raises `Compressed` where it is none, or damaged."""
    try:
        return ZipFile(BytesIO(content))
    except (*_DAMAGED, NotImplementedError):
        raise Compressed("This zip file is damaged or cut off.", "Download or copy the file again, whole.") from None


def taken(archive: ZipFile, info: ZipInfo) -> Entry | Broken:
    """One file out of an archive."""
    try:
        content = _content(archive, info)
    except PageError as error:
        return Broken(info.filename, error)
    changed = _changed(info.extra)
    return Entry(
        content,
        info.filename,
        captured_at=changed,
        captured_at_from="file_time" if changed else None,
        sifted=_must_be_asked(info.filename),
    )


def _content(archive: ZipFile, info: ZipInfo) -> bytes:
    """The bytes of a file. Raises `Compressed` or `TooBig`."""
    if info.flag_bits & _LOCKED:
        raise Compressed("This file is locked with a password.")
    try:
        with archive.open(info) as file:
            content = file.read(MOST_BYTES + 1)
    except (NotImplementedError, RuntimeError):
        raise Compressed("This file is packed in a way that is not known here.") from None
    except _DAMAGED:
        raise Compressed("This file is damaged in the zip file.", "Download or copy the zip file again.") from None
    if len(content) > MOST_BYTES:
        raise TooBig(f"This file unpacks to more than {MOST_BYTES >> 20} MB.")
    return content


def _pages(archive: ZipFile, files: Sequence[ZipInfo]) -> Iterator[ZipInfo]:
    """The files that may hold an order, but for those of folders that are hidden or lie beside a page."""
    inside: defaultdict[str, dict[str, ZipInfo]] = defaultdict(dict)
    for info in files:
        inside[dirname(info.filename)][basename(info.filename)] = info
    kept: dict[str, bool] = {"": True}

    def is_kept(folder: str) -> bool:
        if folder not in kept:
            around, name = dirname(folder), basename(folder)
            siblings = inside.get(around, {})
            read = lru_cache(2)(partial(_bytes_of, archive, siblings))
            kept[folder] = around != folder and not is_hidden(name) and not beside(name, siblings, read)
            kept[folder] = kept[folder] and is_kept(around)
        return kept[folder]

    for info in files:
        name = info.filename
        if (is_page(name) or _must_be_asked(name)) and name.count("/") <= _DEEPEST and is_kept(dirname(name)):
            yield info


_DEEPEST = 100  # folders within folders


def _bytes_of(archive: ZipFile, siblings: dict[str, ZipInfo], name: str) -> bytes:
    try:
        return _content(archive, siblings[name])
    except PageError:
        return b""


def _changed(extra: bytes) -> datetime | None:
    """When a file was last changed, of the fields that say it with its zone; the plain one is local time of nobody
    knows where."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        held, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNIX_TIME and len(held) >= 5 and held[0] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<i", held, 1)[0], UTC)
        if kind == _WINDOWS_TIME and len(held) >= 16 and held[4:6] == b"\1\0":
            ticks = int.from_bytes(held[8:16], "little")  # tenths of microseconds
            try:
                return _WINDOWS_EPOCH + timedelta(microseconds=ticks // 10)
            except OverflowError:
                return None
    return None


def _maff(archive: ZipFile, files: Sequence[ZipInfo]) -> list[Entry | Broken]:
    """The pages of the Mozilla Archive Format: one folder each, with a file that says from where and when."""
    named = {info.filename: info for info in files}
    found: list[Entry | Broken] = []
    for name in named:
        if basename(name) != _RDF or "/" not in name:
            continue
        said = _bytes_of(archive, named, name).decode("utf-8", "replace")
        url, time, index = (_said(said, key) for key in ("originalurl", "archivetime", "indexfilename"))
        page = named.get(f"{dirname(name)}/{index or 'index.html'}")
        if url is None or page is None:
            continue
        one = taken(archive, page)
        captured_at = instant(time) if time else None
        if isinstance(one, Entry):
            one = Entry(one.content, one.place, url, captured_at, "saved_comment" if captured_at else None)
        found.append(one)
    return found


def _said(rdf: str, key: str) -> str | None:
    match = re.search(_IN_RDF.format(key), rdf)
    return unescape(match[1]) if match else None
