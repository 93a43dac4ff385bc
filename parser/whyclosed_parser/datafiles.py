"""Data files: TOML beside the code, compiled once like the code itself.

Reading TOML takes longer than all the work on a small page. So what a data file says is kept (`kept`) when it is first
read, and read anew where the file has changed.

A wheel holds those of each package in one archive (`packed`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

from whyclosed_parser import kept, packed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_toml(package: str, name: str) -> dict[str, Any]:
    """The data file `name` (a path without its ending) of a package. Every caller gets a table of its own.

    Raises `FileNotFoundError` where there is none, and `tomllib.TOMLDecodeError` for a broken one.
    """
    folder = folder_of(package)
    archive = _archive(package)
    if archive is None:
        return read_file(f"{folder}/{name}.toml") if isinstance(folder, Path) else _unpacked(folder / f"{name}.toml")

    def read() -> dict[str, Any]:
        part = _parts(_top(package)).get(f"{_inside(package)}{name}")
        if part is None:
            raise FileNotFoundError(f"{name} of {package} in {archive}")
        return packed.table(part)

    return _table(_known(f"{folder}/{name}.toml.data", archive, read))


@cache
def names(package: str, inside: str = "") -> tuple[str, ...]:
    """The data files of a package, or of a folder `inside` it, sorted, each by the name that `read_toml` takes."""
    archive = _archive(package)
    prefix = f"{inside}/" if inside else ""
    if archive is None:
        folder = folder_of(package)
        return tuple(sorted(_names(folder / inside if inside else folder, prefix)))
    every = _known(f"{archive}.names", archive, lambda: sorted(_parts(_top(package))))
    above = _inside(package)
    return tuple(name.removeprefix(above) for name in every if name.startswith(above + prefix))


def _names(folder: Traversable, prefix: str) -> Iterator[str]:
    for entry in folder.iterdir():
        if entry.name.endswith(".toml"):
            yield f"{prefix}{entry.name.removesuffix('.toml')}"
        elif "." not in entry.name and entry.is_dir():
            yield from _names(entry, f"{prefix}{entry.name}/")


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


def _top(package: str) -> str:
    return package.partition(".")[0]


def _inside(package: str) -> str:
    """Where a package lies in the one that its archive is of, as it begins the names there."""
    return "".join(f"{part}/" for part in package.split(".")[1:])


@cache
def _archive(package: str) -> Traversable | None:
    """The archive in which the data files of a package lie; None where they lie as they are."""
    archive = folder_of(_top(package)) / packed.NAME
    return archive if archive.is_file() else None


@cache
def _parts(top: str) -> Mapping[str, packed.Part]:
    archive = _archive(top)
    return {} if archive is None else packed.parts(archive.read_bytes())


def read_file(path: str | Path) -> dict[str, Any]:
    """The data file at a path, ending included."""
    # else `dates.toml` would share its place with `dates.py`
    return _table(_known(f"{path}.data", path, lambda: _parsed(path)))


def _table(known: Any) -> dict[str, Any]:
    table: dict[str, Any] = known
    if isinstance(known, CodeType):
        table = eval(known, {"datetime": datetime})  # noqa: S307  # the literal that was compiled below
    return table


def _known(place: str, source: str | Traversable, make: Callable[[], Any]) -> Any:
    """What a file says, as `make` reads it, kept for a place while the file does not change."""
    if not isinstance(source, str | Path):  # in a zip file
        return make()
    stamp = kept.stamp(source)
    known = kept.load(place, stamp)
    if known is None:
        known = make()
        try:
            kept.store(place, stamp, known)
        except ValueError:  # with days in it
            kept.store(place, stamp, compile(repr(known), place, "eval", dont_inherit=True))
    return known


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
    places = [*map(folder_of, packages), *filter(None, map(_archive, packages))]
    folders = [place for place in places if isinstance(place, Path)]
    return kept.stamp(*folders) if len(folders) == len(places) else None
