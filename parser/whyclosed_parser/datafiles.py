"""Data files: TOML beside the code, compiled once like the code itself.

Reading TOML takes longer than all the work on a small page. So a data file is turned into Python's bytecode the first
time it is read and kept in `__pycache__`, by Python's own rules: renewed when the file changes, never needed.
"""

from __future__ import annotations

import datetime
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any

_OWN = ".data"  # else `dates.toml` would share its bytecode's name with `dates.py`


class _TomlLoader(SourceFileLoader):
    """Python's loader of source files, with another compiler."""

    def source_to_code(self, data: Any, path: Any, **_: Any) -> Any:  # type: ignore[override]
        """The file as one expression."""
        try:
            table = tomllib.loads(bytes(data).decode())
        except tomllib.TOMLDecodeError as error:
            error.add_note(f"in {str(path).removesuffix(_OWN)}")
            raise
        return compile(repr(table), path, "eval", dont_inherit=True)

    def get_data(self, path: str) -> bytes:
        """The bytes of the data file, or of its bytecode."""
        return super().get_data(path.removesuffix(_OWN))

    def path_stats(self, path: str | PathLike[str]) -> Any:
        """What tells whether the data file has changed."""
        return super().path_stats(str(path).removesuffix(_OWN))


def read_toml(package: str, name: str) -> dict[str, Any]:
    """The data file `name` (a path without its ending) of a package. Every caller gets a table of its own.

    Raises `FileNotFoundError` where there is none, and `tomllib.TOMLDecodeError` for a broken one.
    """
    place = files(package).joinpath(f"{name}.toml")
    if not isinstance(place, Path):  # the package lies in a zip file
        return tomllib.loads(place.read_text("utf-8"))
    return read_file(place)


def read_file(path: Path) -> dict[str, Any]:
    """The data file at a path, ending included."""
    code = _TomlLoader(str(path), f"{path}{_OWN}").get_code(str(path))
    names = {"datetime": datetime}  # days of TOML
    table: dict[str, Any] = eval(code, names)  # type: ignore[arg-type]  # noqa: S307  # the literal that was compiled above
    return table
