"""The data files of the rules: TOML beside the code, compiled once like the code itself, each read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from whyclosed_parser.datafiles import folder_of, read_made, read_toml

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def folder() -> Traversable:
    """The folder in which the data files lie, and the code beside them."""
    assert __package__
    return folder_of(__package__)


@cache
def load_toml(name: str) -> dict[str, Any]:
    """A data file by its place in this package, such as `tables/route`."""
    assert __package__
    return read_toml(__package__, name)


def made(name: str, made_of: str, write: Callable[[], str]) -> dict[str, Any]:
    """What a source defines that `write` makes; see `read_made`."""
    assert __package__
    return read_made(__package__, name, made_of, write)
