"""The data files of the rules: TOML beside the code, each read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_toml(name: str) -> dict[str, Any]:
    """A data file by its place in this package, such as `tables/route`."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
