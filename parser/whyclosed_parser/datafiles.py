"""Data files: TOML beside the code, compiled once like the code itself.

Reading TOML takes longer than all the work on a small page. So what a data file says is kept (`kept`) when it is first
read, and read anew where the file has changed.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

from whyclosed_parser import kept

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_toml(package: str, name: str) -> dict[str, Any]:
    """The data file `name` (a path without its ending) of a package. Every caller gets a table of its own.

    Raises `FileNotFoundError` where there is none, and `tomllib.TOMLDecodeError` for a broken one.
    """
    folder = folder_of(package)
    return read_file(f"{folder}/{name}.toml") if isinstance(folder, Path) else _unpacked(folder / f"{name}.toml")


@cache
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


def read_file(path: str | Path) -> dict[str, Any]:
    """The data file at a path, ending included."""
    place, stamp = f"{path}.data", kept.stamp(path)  # else `dates.toml` would share its place with `dates.py`
    known = kept.load(place, stamp)
    if known is None:
        known = _parsed(path)
        try:
            kept.store(place, stamp, known)
        except ValueError:  # with days in it
            kept.store(place, stamp, compile(repr(known), place, "eval", dont_inherit=True))
    table: dict[str, Any] = known
    if isinstance(known, CodeType):
        table = eval(known, {"datetime": datetime})  # noqa: S307  # the literal that was compiled above
    return table


def plain(record: Any) -> dict[str, Any]:
    """The fields of a dataclass by name, as its class takes them: what can be kept of it."""
    return {field.name: getattr(record, field.name) for field in fields(record) if field.init}


def _parsed(path: str | Path) -> dict[str, Any]:
    import tomllib  # only where a file has changed

    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        error.add_note(f"in {path}")
        raise


def worked_out(package: str, name: str, make: Callable[[], Any], also: tuple[str, ...] = ()) -> Any:
    """What `make` gives, plain values or code, kept while no code and no data file of the package changes, nor of those
    that it is made of `also`. So what is checked on the way is checked when something has changed."""
    state = _state(package, *also)
    if state is None:
        return make()
    place = f"{folder_of(package)}/{name}.made.py"  # named so beside `name.py`, too
    known = kept.load(place, state)
    if known is None:
        known = make()
        kept.store(place, state, known)
    return known


@cache
def _state(*packages: str) -> str | None:
    """What tells whether anything of packages has changed; None where they lie in no folder."""
    folders = [folder for folder in map(folder_of, packages) if isinstance(folder, Path)]
    return kept.stamp(*folders) if len(folders) == len(packages) else None
