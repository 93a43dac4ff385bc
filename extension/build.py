"""Pack the extension for the two stores: `python extension/build.py [folder]` (default: `dist` in this folder).

What is reviewed is what ships: the source files as they are, and a manifest without the keys that mean nothing to
that store. The same source gives the same bytes.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "src"
# `key` fixes the extension's id for tests; the Chrome store gives one of its own. Firefox keeps the id in the manifest,
# so that its file, once Mozilla has signed it, stays installed and is found by `whyclosed setup`.
NOT_FOR = {"chromium": {"key", "browser_specific_settings"}, "firefox": {"key", "minimum_chrome_version"}}
ENDINGS = {"chromium": ("zip",), "firefox": ("zip", "xpi")}
# Whoever installs from a store has the command by its name, and the program from wherever it came.
INSTALLED = {"setup": "whyclosed setup", "command": "whyclosed", "update": "", "download": False, "inFolder": False}
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def manifest_for(store: str) -> dict[str, object]:
    """The manifest as this store (a key of `NOT_FOR`) gets it."""
    manifest: dict[str, object] = json.loads((SOURCE / "manifest.json").read_text("utf-8"))
    return {key: value for key, value in manifest.items() if key not in NOT_FOR[store]}


def build(folder: Path) -> list[Path]:
    """Write each store's files into `folder` and return their paths: a zip to send in, for Firefox also an .xpi."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_pack(store, folder, ending) for store, endings in ENDINGS.items() for ending in endings]


def _pack(store: str, folder: Path, ending: str) -> Path:
    manifest = manifest_for(store)
    target = folder / f"whyclosed-{manifest['version']}-{store}.{ending}"
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(path for path in SOURCE.rglob("*") if path.is_file()):
            name = path.relative_to(SOURCE).as_posix()
            content = path.read_bytes()
            if name == "lib/installation.js":
                content = f"export const installation = {json.dumps(INSTALLED)};\n".encode()
            if name == "manifest.json":
                content = (json.dumps(manifest, indent=2) + "\n").encode()
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return target


if __name__ == "__main__":
    for built in build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "dist"):
        print(built)
