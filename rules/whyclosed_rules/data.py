"""The data files of the rules: TOML beside the code, compiled once like the code itself, each read once."""

from __future__ import annotations

from functools import cache
from typing import Any

from whyclosed_parser.datafiles import read_toml


@cache
def load_toml(name: str) -> dict[str, Any]:
    """A data file by its place in this package, such as `tables/route`."""
    assert __package__
    return read_toml(__package__, name)


def execute(source: str) -> dict[str, Any]:
    """What a source that was written of our tables defines."""
    made: dict[str, Any] = {}
    exec(compile(source, "<tables>", "exec"), made)  # noqa: S102  # written of numbers alone
    return made
