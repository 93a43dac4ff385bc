"""Which pages are meant: files, folders, patterns and standard input."""

from __future__ import annotations

import glob
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

from whyclosed.labels import Labels
from whyclosed_parser.loading.names import beside, is_data, is_hidden, is_page
from whyclosed_parser.model import Unread, UnreadProblem
from whyclosed_parser.records import dataclass

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Copy:
    """A page that is, byte by byte, another one."""

    path: Path
    of: Path


def find(names: Iterable[str], say: Labels) -> tuple[list[Path | str], list[Unread]]:
    """The pages that `names` mean, each once and in order, and a word for each name that means none.

    A folder gives every page in it and below it, and of files with data those that tell of orders, without the folders
    that browsers put beside a saved page.
    `-` stays as it is: standard input.
    """
    found: dict[str, Path | str] = {}
    missing: list[Unread] = []
    for name in names:
        if name == STDIN:
            found[STDIN] = STDIN
            continue
        closed: list[str] = []
        pages, code = _pages(name, closed)
        found.update((os.path.realpath(page), page) for page in pages if os.path.realpath(page) not in found)
        troubles = [(folder, "closed_folder") for folder in closed] + ([(name, code)] if code else [])
        for path, trouble in troubles:
            problem = UnreadProblem(trouble, say(f"unread.{trouble}"), say(f"unread.{trouble}_hint"))
            missing.append(Unread(path, problem))
    return list(found.values()), missing


def without_copies(pages: Iterable[Path | str]) -> tuple[list[Path | str], list[Copy]]:
    """The pages, each content once, and the copies. Of equal files the oldest counts: a copy is newer than the page,
    and what a page counts down to hangs on when it was saved."""
    pages = list(pages)
    sizes = ((_size(page), place) for place, page in enumerate(pages) if isinstance(page, Path))
    files = sorted(one for one in sizes if one[0] >= 0)
    copies: list[Copy] = []
    for _, same_size in groupby(files, key=lambda one: one[0]):
        places = [place for _, place in same_size]
        if len(places) > 1:
            copies.extend(_copies([page for place in places if isinstance(page := pages[place], Path)]))
    away = {copy.path for copy in copies}
    return [page for page in pages if page not in away], copies


def _copies(files: Iterable[Path]) -> Iterator[Copy]:
    kept: dict[bytes, Path] = {}
    for file in sorted(files, key=_time):
        try:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "blake2b").digest()
        except OSError:  # to be named where it is read
            continue
        first = kept.setdefault(digest, file)
        if first is not file:
            yield Copy(file, first)


def _size(page: Path) -> int:
    """How big a file is; less than nothing where there is none, or it has no end, as a device."""
    try:
        found = page.stat()
    except OSError:
        return -1
    return found.st_size if stat.S_ISREG(found.st_mode) else -1


def _time(page: Path) -> int:
    try:
        return page.stat().st_mtime_ns
    except OSError:
        return 0


def _pages(name: str, closed: list[str]) -> tuple[list[Path], str | None]:
    """The pages that a name means, else the code of what is the matter. `closed` takes the folders that may not be
    looked into."""
    try:
        if not stat.S_ISDIR(os.stat(name).st_mode):
            return [Path(name)], None
    except (FileNotFoundError, NotADirectoryError):
        if not glob.has_magic(name):
            return [], "not_found"
        matches = sorted(glob.glob(os.path.expanduser(name), recursive=True))
        pages = [page for one in matches for page in (_below(one, closed) if os.path.isdir(one) else [Path(one)])]
        return pages, None if pages or closed else "no_match"
    except OSError:  # to be named where it is read
        return [Path(name)], None
    pages = _below(name, closed)
    return pages, None if pages or closed else "empty_folder"


def _below(folder: str, closed: list[str]) -> list[Path]:
    from whyclosed_parser.report import read_source

    pages: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=lambda error: closed.append(error.filename)):
        read = partial(_content, place)
        folders[:] = sorted(name for name in folders if not is_hidden(name) and not beside(name, files, read))
        pages += [
            Path(place, file) for file in files if is_page(file) or (is_data(file) and read_source(read(file))[0])
        ]
    return sorted(pages)


def _content(place: str, file: str) -> bytes:
    try:
        return Path(place, file).read_bytes()
    except OSError:
        return b""
