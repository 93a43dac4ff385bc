"""What a wheel holds in another form than the source does, so that it is small and has few files.

The data files of each package are packed into one archive, which `whyclosed_parser/packed.py` describes and reads; the
extension into another one, which `whyclosed setup` unpacks. The same source gives the same bytes.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGES = ("parser/whyclosed_parser", "rules/whyclosed_rules", "server/whyclosed_server", "cli/whyclosed")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(:?)')
"""A string in JSON, and what says that it is a key."""
XZ = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "pb": 0}]  # 0: nothing is aligned
EXTENSION = "whyclosed_server/extension.zip.xz"


class Packing(BuildHookInterface[Any]):
    """Lays the archives into a wheel; where the source is used as it lies there, nothing is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the archives."""
        if version == "editable":
            return
        root = Path(self.root)
        packed = {f"{Path(package).name}/tables.xz": tables(data_files(root / package)) for package in PACKAGES}
        packed[EXTENSION] = files(root / "extension" / "src")
        self._folder = tempfile.TemporaryDirectory()
        for place, content in packed.items():
            archive = Path(self._folder.name, place)
            archive.parent.mkdir(exist_ok=True)
            archive.write_bytes(lzma.compress(content, filters=XZ))
            build_data["force_include"][str(archive)] = place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take away what was made for this wheel."""
        if version != "editable":
            self._folder.cleanup()


def data_files(package: Path) -> dict[str, dict[str, Any]]:
    """Every data file of a package by its place there, without its ending."""
    named = sorted((path.relative_to(package).with_suffix("").as_posix(), path) for path in package.rglob("*.toml"))
    return {name: tomllib.loads(path.read_text("utf-8")) for name, path in named}


def tables(named: Mapping[str, dict[str, Any]]) -> bytes:
    """What an archive says of tables, by name."""
    cut = [(name, *_cut(table)) for name, table in named.items()]
    lines = [f"{name}\t{form}" for name, form, _ in cut] + ["\t".join(texts) for _, _, texts in cut]
    return "\n".join(lines).encode()


def _cut(table: dict[str, Any]) -> tuple[str, list[str]]:
    texts: list[str] = []

    def cut(string: re.Match[str]) -> str:
        if string[2]:
            return string[0]
        texts.append(string[1])
        return '""'

    return STRING.sub(cut, json.dumps(table, ensure_ascii=False, separators=(",", ":"), default=_day)), texts


def _day(value: object) -> dict[str, str]:
    if type(value) is not date:
        raise TypeError(f"no data file has a {type(value).__name__}")
    return {"$date": value.isoformat()}


def files(folder: Path) -> bytes:
    """A folder as a zip file without compression of its own; files of a kind beside each other."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*"), key=lambda path: (path.suffix, path)):
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    return packed.getvalue()
