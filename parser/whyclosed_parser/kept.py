"""What was worked out once, kept for the next start: beside a package's bytecode, and as Python keeps that.

Nothing here is ever needed: what is missing, cut off, of another Python or of other sources counts as not kept, and
where nothing can be written nothing is. Where a package's folder cannot be written to, a folder in the user's cache
serves, if it is the user's own and nobody else can write to it.
"""

from __future__ import annotations

import atexit
import marshal
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source, source_hash
from typing import Any, Generic, TypeVar

K = TypeVar("K")
_LARGEST = 1_000_000
"""Bytes of what grows: it is read at every start. Where it grew larger, what the last start used stays."""
_HASH = 8  # bytes of `source_hash`


def stamp(*places: str | os.PathLike[str]) -> str:
    """What tells whether files have changed, length and time of each as Python tells it for its own: of a folder those
    of all code and data in it. Raises `OSError` where one is missing."""
    return repr([told for place in places for told in _stamps(os.fspath(place))])


def _stamps(place: str) -> Iterator[tuple[str, int, int]]:
    if not os.path.isdir(place):
        status = os.stat(place)
        yield place, status.st_size, status.st_mtime_ns
        return
    with os.scandir(place) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.endswith((".py", ".toml", ".xz")):
            status = entry.stat()
            yield entry.path, status.st_size, status.st_mtime_ns
        elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
            yield from _stamps(entry.path)


def load(source: str, made_of: str) -> Any:
    """What was kept of a source, a path; None where nothing was, or was made of anything else than `made_of`."""
    key = _key(made_of)
    for path in _places(source):
        try:
            with open(path, "rb") as file:
                if file.read(_HASH) == key and file.read(_HASH) == source_hash(content := file.read()):
                    return marshal.loads(content)  # noqa: S302  # our own, whole, and made by this Python
        except (OSError, EOFError, ValueError, TypeError):
            continue
    return None


def store(source: str, made_of: str, value: Any) -> None:
    """Keep a plain value or code, made of `made_of`. Raises `ValueError` for what is neither."""
    if sys.dont_write_bytecode:
        return
    content = marshal.dumps(value)
    content = _key(made_of) + source_hash(content) + content
    for path in _places(source):
        SourceFileLoader("", source).set_data(path, content)  # whole or not at all, and silent where it cannot


class Grown(Generic[K]):
    """What one start after the other worked out, by key: plain values or code, each worth keeping whatever changes."""

    def __init__(self, source: str, made_of: str) -> None:
        self._place = source, made_of
        self._known: Mapping[K, Any] = load(source, made_of) or {}
        self._used: dict[K, Any] = {}
        self._new: dict[K, Callable[[], Any]] = {}
        atexit.register(self._keep)

    def get(self, key: K) -> Any:
        """What was kept by this key; None where nothing was."""
        value = self._known.get(key)
        if value is not None:
            self._used[key] = value
        return value

    def add(self, key: K, make: Callable[[], Any]) -> None:
        """Keep at the end of this start what `make` then gives, unless that is None."""
        self._new[key] = make

    def _keep(self) -> None:
        if sys.dont_write_bytecode:
            return
        made = {key: value for key, make in self._new.items() if (value := make()) is not None}
        now: Mapping[K, Any] = (load(*self._place) or {}) if made else {}  # with what others kept in the meantime
        for every in ({**now, **made}, {**self._used, **made}):
            if made and len(marshal.dumps(every)) <= _LARGEST:
                store(*self._place, every)
                return


def _key(made_of: str) -> bytes:
    return source_hash(f"{sys.version} {made_of}".encode())


def _places(source: str) -> Iterator[str]:
    """Where it may be kept, the best first: one, unless that cannot be written to."""
    beside = cache_from_source(source)
    yield beside
    folder = os.path.dirname(beside)
    while not os.path.isdir(folder) and folder:
        folder = os.path.dirname(folder)
    if not os.access(folder, os.W_OK) and (own := _own_folder()) is not None:
        yield os.path.join(own, f"{source_hash(beside.encode()).hex()}-{os.path.basename(beside)}")


@cache
def _own_folder() -> str | None:
    """The folder in the user's cache; None where there is none that only the user can write to."""
    from platformdirs import user_cache_dir

    folder = user_cache_dir("whyclosed", appauthor=False)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        status = os.lstat(folder)
    except (OSError, RuntimeError):
        return None
    private = os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)
    return folder if private and stat.S_ISDIR(status.st_mode) else None  # no link
