"""Which pages are meant: files, folders, patterns and standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from whyclosed.labels import Labels
from whyclosed_parser.loading.names import beside, is_hidden, is_page
from whyclosed_parser.model import Unread, UnreadProblem

STDIN = "-"


def find(names: Iterable[str], say: Labels) -> tuple[list[Path | str], list[Unread]]:
    """The pages that `names` mean, each once and in order, and a word for each name that means none.

    A folder gives every page in it and below it, without the folders that browsers put beside a saved page.
    `-` stays as it is: standard input.
    """
    found: dict[str, Path | str] = {}
    missing: list[Unread] = []
    for name in names:
        if name == STDIN:
            found[STDIN] = STDIN
            continue
        pages, code = _pages(name)
        found.update((os.path.realpath(page), page) for page in pages if os.path.realpath(page) not in found)
        if code:
            problem = UnreadProblem(code, say(f"unread.{code}"), say(f"unread.{code}_hint"))
            missing.append(Unread(name, problem))
    return list(found.values()), missing


def _pages(name: str) -> tuple[list[Path], str | None]:
    """The pages that a name means, else the code of what is the matter."""
    path = Path(name)
    if path.is_dir():
        pages = sorted(_below(path))
        return pages, None if pages else "empty_folder"
    if path.exists():
        return [path], None
    if glob.has_magic(name):
        matches = [Path(match) for match in sorted(glob.glob(os.path.expanduser(name), recursive=True))]
        pages = [page for match in matches for page in (sorted(_below(match)) if match.is_dir() else [match])]
        return pages, None if pages else "no_match"
    return [], "not_found"


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        read = partial(_content, place)
        folders[:] = sorted(name for name in folders if not is_hidden(name) and not beside(name, files, read))
        yield from (Path(place, file) for file in files if is_page(file))


def _content(place: str, file: str) -> bytes:
    try:
        return Path(place, file).read_bytes()
    except OSError:
        return b""
