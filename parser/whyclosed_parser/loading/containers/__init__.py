"""Containers of saved pages: one module each, that gives its entries. One registry knows them by their marks.

A new one is a table in `kinds.toml` and a module with a function `entries(entry)`, which yields an `Entry` or a
`Broken` for each file that may hold an order, and raises a `PageError` where the container as a whole cannot be opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from whyclosed_parser import patterns
from whyclosed_parser.datafiles import read_toml
from whyclosed_parser.errors import NoPageInside, PageError, TooBig
from whyclosed_parser.loading.containers.entry import Broken, Entry
from whyclosed_parser.records import dataclass

DEEPEST = 4
"""Containers within containers."""
MOST_ENTRIES = 20_000
"""Files that are taken out of one source."""
MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes that are taken out of one source, all together."""

__all__ = ["Broken", "Container", "Entry", "container_of", "unpack"]

_HEAD = 65536
_SEARCHED = 1024 * 1024
_BLANK = patterns.compiled(rb"(?:\xef\xbb\xbf)?[ \t\r\n\f]*")


@dataclass(frozen=True, slots=True)
class Container:
    """One kind of container, as `kinds.toml` describes it."""

    name: str
    starts: re.Pattern[bytes]
    has: re.Pattern[bytes] | None = None
    hasnt: re.Pattern[bytes] | None = None
    holds: bytes = b""
    several: bool = False
    sifted: bool = False

    def fits(self, content: bytes) -> bool:
        """Whether these bytes are such a container."""
        blank = _BLANK.match(content)
        start = self.starts.match(content, blank.end() if blank else 0, _HEAD)
        if start is None:
            return False
        head = start[0]
        return (
            (self.has is None or self.has.search(head) is not None)
            and (self.hasnt is None or self.hasnt.search(head) is None)
            and content.find(self.holds[-1:], 0, _SEARCHED) >= 0  # one byte is found many times faster than several
            and content.find(self.holds, 0, _SEARCHED) >= 0
        )

    @property
    def entries(self) -> Callable[[Entry], Iterator[Entry | Broken]]:
        """What opens it. Only now is the module loaded: most files are no containers."""
        module = import_module(f"{__name__}.{self.name}")
        opened: Callable[[Entry], Iterator[Entry | Broken]] = module.entries
        return opened


def container_of(content: bytes) -> Container | None:
    """The kind of container that these bytes are; None: a page, or anything else."""
    return next((one for one in _containers() if one.fits(content)), None)


def unpack(source: Entry) -> Iterator[tuple[Entry | Broken, bool]]:
    """What lies in a source, containers in it opened too, and whether it is one of many that are no order (`sifted`).
    A source that is no container is itself what lies in it.

    Raises a `PageError` where the outermost container cannot be opened or holds nothing that could be a page.
    """
    try:
        yield from _opened(source, _Budget(), 0)
    except RecursionError:
        raise TooBig("The parts of this file lie in each other too deep to be read.") from None


class _Budget:
    """What is left of the bounds of one source."""

    def __init__(self) -> None:
        self.entries = MOST_ENTRIES
        self.bytes = MOST_UNPACKED

    @property
    def spent(self) -> bool:
        return self.entries < 0 or self.bytes < 0

    def take(self, entry: Entry) -> None:
        """Raises `TooBig`."""
        self.entries -= 1
        self.bytes -= len(entry.content)
        if self.spent:
            raise TooBig


def _opened(entry: Entry, budget: _Budget, depth: int) -> Iterator[tuple[Entry | Broken, bool]]:
    container = None if entry.is_words else container_of(entry.content)
    if container is None:
        yield entry, entry.sifted
        return
    if depth == DEEPEST:
        raise TooBig("This file lies in too many files within files.", "Take it out of them and read it by itself.")
    empty = True
    for one in container.entries(entry):
        empty = False
        if isinstance(one, Broken):
            yield replace(one, place=_within(entry.place, one.place)), False
            continue
        inner = replace(one, place=_within(entry.place, one.place if container.several else ""))
        try:
            budget.take(inner)
            for each, sifted in _opened(inner, budget, depth + 1):
                yield each, sifted or inner.sifted or container.sifted
        except PageError as error:
            yield Broken(inner.place, error), False
        if budget.spent:
            return
    if empty:
        raise NoPageInside


def _within(outer: str, inner: str) -> str:
    return "/".join(filter(None, (outer, inner)))


@cache
def _containers() -> tuple[Container, ...]:
    table = read_toml("whyclosed_parser.loading.containers", "kinds")
    return tuple(_container(name, row) for name, row in table.items())


def _container(name: str, row: dict[str, Any]) -> Container:
    marks: dict[str, Any] = {
        key: patterns.compiled(row.pop(key).encode(), re.DOTALL) for key in ("starts", "has", "hasnt") if key in row
    }
    return Container(name, holds=row.pop("holds", "").encode(), **marks, **row)
