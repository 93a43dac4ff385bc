"""Data files: TOML beside the code, compiled once like the code itself.

Reading TOML takes longer than all the work on a small page. So a data file is turned into Python's bytecode the first
time it is read and kept in `__pycache__`, by Python's own rules: renewed when the file changes, never needed.
"""

from __future__ import annotations

import datetime
import marshal
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source, source_hash
from os import PathLike
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_OWN = ".data"  # else `dates.toml` would share its bytecode's name with `dates.py`


class _TomlLoader(SourceFileLoader):
    """Python's loader of source files, with another compiler."""

    def source_to_code(self, data: Any, path: Any, **_: Any) -> Any:  # type: ignore[override]
        """The file as one expression."""
        import tomllib  # only where a file has changed

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
    place = folder_of(package) / f"{name}.toml"
    return read_file(place) if isinstance(place, Path) else _unpacked(place)


def folder_of(package: str) -> Traversable:
    """The folder in which the data files of a package lie."""
    file = import_module(package).__file__
    folder = Path(file).parent if file else None
    if folder is not None and folder.is_dir():
        return folder
    from importlib.resources import files  # the package lies in a zip file

    return files(package)


def _unpacked(place: Traversable) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(place.read_text("utf-8"))


def read_file(path: Path) -> dict[str, Any]:
    """The data file at a path, ending included."""
    code = _TomlLoader(str(path), f"{path}{_OWN}").get_code(str(path))
    names = {"datetime": datetime}  # days of TOML
    table: dict[str, Any] = eval(code, names)  # type: ignore[arg-type]  # noqa: S307  # the literal that was compiled above
    return table


def read_made(package: str, name: str, made_of: str, write: Callable[[], str]) -> dict[str, Any]:
    """What a source defines that `write` makes out of data files, kept as bytecode beside the package's own.

    `made_of` is all that the source depends on: where it is another than last time, the source is written anew.
    """
    key = source_hash(f"{sys.version}{made_of}".encode())
    place = Path(str(folder_of(package))) / f"{name}.made"
    kept = Path(cache_from_source(str(place)))
    code = _kept(kept, key)
    if code is None:
        code = compile(write(), str(place), "exec", dont_inherit=True)
        if not sys.dont_write_bytecode and place.parent.is_dir():
            SourceFileLoader(name, str(place)).set_data(str(kept), key + marshal.dumps(code))
    made: dict[str, Any] = {}
    exec(code, made)  # noqa: S102
    return made


def _kept(path: Path, key: bytes) -> CodeType | None:
    """The code that was kept under a key; None where there is none, or nothing whole."""
    try:
        content = path.read_bytes()
        code = marshal.loads(content[len(key) :]) if content.startswith(key) else None  # noqa: S302  # our own
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None
