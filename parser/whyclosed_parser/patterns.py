"""Regular expressions, compiled once like the code around them.

Python keeps the bytecode of a module and compiles its patterns anew at every start, which takes longer than all the
work on a small page. What the library makes of a pattern is kept (`kept`), and comes out as the very same pattern.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from importlib.util import source_hash
from typing import Any, AnyStr

from whyclosed_parser import kept

try:
    from _sre import MAGIC  # type: ignore[import-not-found]
    from _sre import compile as _assembled
except ImportError:  # a Python that compiles patterns in another way: there nothing is kept
    MAGIC = None

_Found = Callable[..., re.Match[str] | None]
_Key = tuple[str | bytes, int]
_WORKED_OUT = -1  # in the place of flags
_Parts = tuple[int, bytes, int, dict[str, int]]  # flags, code, number of groups, names of groups


@cache
def _known() -> kept.Grown[_Key]:
    return kept.Grown(f"{__file__}.kept", f"patterns {MAGIC}")


def compiled(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` makes of a text, which is one of our own: what stands on a page is never kept."""
    key = text, int(flags)
    parts: _Parts | None = _known().get(key) if MAGIC is not None else None
    if parts is not None:
        return _pattern(text, parts)
    made = re.compile(text, flags)
    if MAGIC is not None:
        _known().add(key, lambda: _parts(made, int(flags)))
    return made


def worked_out(text: str, make: Callable[[], Any]) -> Any:
    """What was worked out of a text of our own, a plain value: kept too."""
    key = source_hash(text.encode()), _WORKED_OUT
    value = _known().get(key)
    if value is None:
        value = make()
        _known().add(key, lambda: value)
    return value


@cache
def of_data(text: str) -> re.Pattern[str]:
    """`compiled`, remembered: for patterns that stand in data files and are asked page by page."""
    return compiled(text)


def _pattern(text: AnyStr, parts: _Parts) -> re.Pattern[AnyStr]:
    flags, code, groups, names = parts
    named: list[str | None] = [None] * (groups + 1)
    for name, group in names.items():
        named[group] = name
    made: re.Pattern[AnyStr] = _assembled(text, flags, array("I", code).tolist(), groups, names, tuple(named))
    return made


def _parts(made: re.Pattern[Any], flags: int) -> _Parts | None:
    """What a pattern can be put together of again; None where that would not be the same."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        code = array("I", _compiler._code(_parser.parse(made.pattern, flags), flags)).tobytes()
        parts = made.flags, code, made.groups, dict(made.groupindex)
        return parts if _pattern(made.pattern, parts) == made else None
    except Exception:  # the library's inside is another: then nothing is kept, and nothing is wrong
        return None


class LazyPattern:
    """A pattern that is put together when it is first used; half of them never are on one page."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return compiled(self.pattern, self.flags)

    @cached_property
    def search(self) -> _Found:
        """`re.Pattern.search`."""
        return self._compiled.search

    @cached_property
    def match(self) -> _Found:
        """`re.Pattern.match`."""
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> _Found:
        """`re.Pattern.fullmatch`."""
        return self._compiled.fullmatch

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """`re.Pattern.finditer`."""
        return self._compiled.finditer

    @cached_property
    def sub(self) -> Callable[..., str]:
        """`re.Pattern.sub`."""
        return self._compiled.sub

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        """`re.Pattern.split`."""
        return self._compiled.split
