"""`whyclosed setup`: tell the installed browsers where our door opener lies, and take that back.

A browser starts a program for an extension only where a *host manifest* in a folder of its own names both
(`browsers.toml`). The manifest leads to a small starter in our data folder, and that to the Python we run on: so it
works from any environment, also with spaces in its path.
"""

from __future__ import annotations

import base64
import json
import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from zipfile import ZipFile

from whyclosed_parser.datafiles import read_toml
from whyclosed_rules.errors import Phrase
from whyclosed_server.calling import NEW, command, quoted, updating
from whyclosed_server.errors import JoiningError
from whyclosed_server.opener import NAME
from whyclosed_server.paths import data_folder, make_private_folder, why

STARTER = "door.bat" if os.name == "nt" else "door"
EXTENSION_FOLDER = "extension"
_DESCRIPTION = "Starts whyclosed on this computer for its browser extension"

Outcome = Literal["joined", "kept", "taken_over", "undone", "nothing", "failed"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one installed browser looks for host manifests. `hosts` is a folder, on Windows a registry key."""

    browser: str
    family: Literal["chromium", "firefox"]
    hosts: str


@dataclass(frozen=True, slots=True)
class Joined:
    """What was done for one browser: `other` is the program whose manifest was found there ("" for none), `failure`
    what stood in the way."""

    browser: str
    outcome: Outcome
    other: str = ""
    failure: Phrase | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """Whose browsers, and on which kind of system (`sys.platform`)."""

    home: Path
    config: Path
    platform: str

    @classmethod
    def here(cls) -> Home:
        """This user on this computer."""
        home = Path.home()
        return cls(home, Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config"), sys.platform)

    def fill(self, pattern: str) -> str:
        """A path of the data file, filled in."""
        return pattern.format(home=self.home, config=self.config)


@cache
def _browsers() -> dict[str, Any]:
    return read_toml("whyclosed_server", "browsers")


def installed(home: Home) -> tuple[Place, ...]:
    """The browsers whose profile folder is there, each place of manifests once."""
    places = [
        Place(browser["name"], browser["family"], home.fill(place["hosts"]))
        for browser in _browsers()["browser"]
        for place in browser.get(home.platform, ())
        if Path(home.fill(place["profile"])).is_dir()
    ]
    return tuple({place.hosts: place for place in places}.values())


def boxed(home: Home) -> tuple[str, ...]:
    """Installed browsers that may not start a program of ours: there the key is pasted by hand."""
    places = _browsers()["boxed"].get(home.platform, ())
    return tuple(place["name"] for place in places if Path(home.fill(place["profile"])).is_dir())


def join(home: Home, folder: Path | None = None) -> tuple[Joined, ...]:
    """Join every installed browser to this installation. Done twice it changes nothing.

    `folder` is the data folder, by default this user's own. What fails for one browser does not stop the others.
    Raises `JoiningError` where our own folder cannot be written.
    """
    folder = folder or data_folder()
    other = _other_python(folder / STARTER)
    starter = _write_starter(folder)
    joined = tuple(_join(place, home.platform, folder, starter) for place in installed(home))
    if not other:
        return joined
    return tuple(replace(one, outcome="taken_over", other=other) if one.outcome == "kept" else one for one in joined)


def unjoin(home: Home, folder: Path | None = None) -> tuple[Joined, ...]:
    """Take back what `join` wrote for this data folder; what another installation wrote stays."""
    folder = folder or data_folder()
    starter = folder / STARTER
    if other := _other_python(starter):  # of this user too: its browsers must not lose it with ours
        return tuple(Joined(place.browser, "nothing", other) for place in installed(home))
    done = tuple(_unjoin(place, home.platform, folder, starter) for place in installed(home))
    try:
        starter.unlink(missing_ok=True)
        shutil.rmtree(folder / EXTENSION_FOLDER, ignore_errors=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return done


def extension() -> Path:
    """The folder that a browser loads as the extension. Raises `JoiningError` where it cannot be written.

    In a clone it is the source itself. From an installed wheel it is laid beside the data, with this installation's own
    command in it; laid anew each time, so that it always fits the program.
    """
    if (source := _source()) is not None:
        return source
    folder = data_folder() / EXTENSION_FOLDER
    try:
        make_private_folder(folder.parent)
        shutil.rmtree(folder, ignore_errors=True)
        _packed_extension().extractall(folder)
        (folder / "lib" / "installation.js").write_text(_installation(), "utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from None
    return folder


def _source() -> Path | None:
    """The extension's own folder in a clone; None in an installed wheel."""
    source = Path(__file__).resolve().parents[2] / "extension" / "src"
    return source if source.is_dir() else None


def _packed_extension() -> ZipFile:
    """The extension as a wheel holds it (`hatch_build.py`)."""
    import lzma

    return ZipFile(BytesIO(lzma.decompress(files(__package__).joinpath("extension.zip.xz").read_bytes())))


def _installation() -> str:
    """The extension's module that tells how this installation is called (`lib/installation.js`)."""
    called, update = command(), updating()
    calls = json.dumps(
        {"setup": f"{called} setup", "command": called, "update": update, "download": NEW in update, "inFolder": False}
    )
    return f"// How this installation of the program is called in a terminal.\nexport const installation = {calls};\n"


def _write_starter(folder: Path) -> Path:
    """The program that the manifests name: one line that calls the door opener with this very Python."""
    starter = folder / STARTER
    python = quoted(Path(sys.executable))
    # -P: a module of the same name in the folder where the browser was started must not be taken for ours.
    lines = ["@echo off", f"{python} -P -m whyclosed_server.opener %*"]
    if os.name != "nt":
        lines = ["#!/bin/sh", f'exec {python} -P -m whyclosed_server.opener "$@"']
    try:
        make_private_folder(folder)
        _replace(starter, "\n".join(lines) + "\n", mode=0o700)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return starter


def _other_python(starter: Path) -> str:
    """The Python of another installation that a starter calls; nothing where it is ours, or gone (a moved folder)."""
    try:
        lines = _read(starter).splitlines()
    except OSError:  # not even that; what writes it says why
        return ""
    line = next((line for line in lines if "whyclosed_server.opener" in line), "")
    found = line.removeprefix("exec ").partition(" -P ")[0]
    path = found.strip('"') if os.name == "nt" else "".join(shlex.split(found)[:1])
    return path if path and path != sys.executable and Path(path).exists() else ""


def _replace(path: Path, text: str, *, mode: int) -> None:
    """Write a whole file or none."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.write_text(text, "utf-8")
    fresh.chmod(mode)
    os.replace(fresh, path)


def _unwritable(folder: Path, error: OSError) -> JoiningError:
    return JoiningError("folder_unwritten", folder=folder, why=why(error), command=command())


def manifest(family: str, starter: Path) -> dict[str, Any]:
    """The host manifest as this family of browsers reads it: it names the one program and the one extension."""
    known = _identity()
    allowed = {
        "chromium": {"allowed_origins": [f"chrome-extension://{known['chromium']}/"]},
        "firefox": {"allowed_extensions": [known["firefox"]]},
    }[family]
    return {"name": NAME, "description": _DESCRIPTION, "path": str(starter), "type": "stdio", **allowed}


def _identity() -> Mapping[str, str]:
    """The ids of our extension: Firefox's stands in its manifest, Chromium's is made of the key there."""
    source, name = _source(), "manifest.json"
    ours = json.loads(_packed_extension().read(name) if source is None else (source / name).read_bytes())
    digest = sha256(base64.b64decode(ours["key"])).hexdigest()[:32]
    return {
        "chromium": "".join(chr(ord("a") + int(digit, 16)) for digit in digest),
        "firefox": ours["browser_specific_settings"]["gecko"]["id"],
    }


def _join(place: Place, platform: str, folder: Path, starter: Path) -> Joined:
    text = json.dumps(manifest(place.family, starter), indent=2) + "\n"
    path = _manifest_path(place, platform, folder)
    try:
        before = _read(path)
        if before == text and (platform != "win32" or _registered(place, path)):
            return Joined(place.browser, "kept")
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, text, mode=0o600)
        if platform == "win32":
            _register(place, path)
    except OSError as error:
        return Joined(place.browser, "failed", failure=Phrase("at", {"path": path, "why": why(error)}))
    other = _program_of(before)
    if other and other != str(starter):
        return Joined(place.browser, "taken_over", other)
    return Joined(place.browser, "joined")


def _unjoin(place: Place, platform: str, folder: Path, starter: Path) -> Joined:
    path = _manifest_path(place, platform, folder)
    try:
        other = _program_of(_read(path))
        if other != str(starter):
            return Joined(place.browser, "nothing", other)
        path.unlink()
        if platform == "win32":
            _unregister(place)
    except OSError as error:
        return Joined(place.browser, "failed", failure=Phrase("at", {"path": path, "why": why(error)}))
    return Joined(place.browser, "undone")


def _manifest_path(place: Place, platform: str, folder: Path) -> Path:
    """On Windows the registry names the file, which may lie anywhere; elsewhere the browser has a folder for it."""
    return folder / f"{place.family}.json" if platform == "win32" else Path(place.hosts) / f"{NAME}.json"


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return ""


def _program_of(text: str) -> str:
    """The program that a manifest names; nothing where it is none."""
    try:
        return str(json.loads(text)["path"]) if text else ""
    except (ValueError, KeyError, TypeError):
        return ""


# The registry of Windows, from its documentation; untried.
def _registered(place: Place, path: Path) -> bool:
    import winreg as registry

    try:
        return bool(registry.QueryValue(registry.HKEY_CURRENT_USER, _key(place)) == str(path))  # type: ignore[attr-defined, unused-ignore]
    except OSError:
        return False


def _register(place: Place, path: Path) -> None:
    import winreg as registry

    registry.SetValue(registry.HKEY_CURRENT_USER, _key(place), registry.REG_SZ, str(path))  # type: ignore[attr-defined, unused-ignore]


def _unregister(place: Place) -> None:
    import winreg as registry

    registry.DeleteKey(registry.HKEY_CURRENT_USER, _key(place))  # type: ignore[attr-defined, unused-ignore]


def _key(place: Place) -> str:
    return f"{place.hosts}\\{NAME}"
