"""The data files of the rules: TOML beside the code, compiled once like the code itself, each read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from whyclosed_parser.datafiles import names as _names
from whyclosed_parser.datafiles import plain, read_toml
from whyclosed_parser.datafiles import worked_out as _worked_out

__all__ = ["defined", "load_toml", "names", "plain", "worked_out"]


def names(folder: str) -> tuple[str, ...]:
    """The data files in a folder of this package, sorted, each by the name that `load_toml` takes."""
    assert __package__
    return _names(__package__, folder)


@cache
def load_toml(name: str) -> dict[str, Any]:
    """A data file by its place in this package, such as `tables/route`."""
    assert __package__
    return read_toml(__package__, name)


def worked_out(name: str, make: Callable[[], Any]) -> Any:
    """What `make` makes of the data files, plain values or code, kept while none of them and no code changes."""
    assert __package__
    return _worked_out(__package__, name, make, also=("whyclosed_parser.model",))


def defined(name: str, write: Callable[[], str]) -> dict[str, Any]:
    """What a source defines that `write` makes of the data files, which is kept like what else is worked out."""
    made: dict[str, Any] = {}
    exec(worked_out(name, lambda: compile(write(), f"<{name}>", "exec", dont_inherit=True)), made)  # noqa: S102
    return made
