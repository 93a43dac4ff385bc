"""How this installation of the program is called in a terminal, and how more or newer of it is installed."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

NEW = "NEW.whl"
"""Stands in `updating()` for a file that has to be downloaded first."""

_PACKAGE = "whyclosed"
# A tool's own file in the environment that it made, how it installs anew there, and how it upgrades.
_TOOLS = {
    "uv-receipt.toml": ("uv tool install --force", f"uv tool upgrade {_PACKAGE}"),
    "pipx_metadata.json": ("pipx install --force", f"pipx upgrade {_PACKAGE}"),
}


def command() -> str:
    """How this installation's command is typed: its bare name where the shell finds it, else its whole path."""
    beside = Path(sys.executable).with_name("whyclosed.exe" if os.name == "nt" else "whyclosed")
    found = shutil.which("whyclosed")
    if found and (not beside.exists() or Path(found).samefile(beside)):
        return "whyclosed"
    return quoted(beside)


def quoted(path: Path) -> str:
    """A path as the shell of this system takes it."""
    return f'"{path}"' if os.name == "nt" else shlex.quote(str(path))


def adding(extra: str) -> str:
    """What is typed to install the packages of an extra as well."""
    installed = _distribution()
    origin = _origin(installed)
    extras = extra if extra == "server" else f"server,{extra}"
    flag = " -e" if origin.get("dir_info", {}).get("editable") else ""
    return f"{_installs(installed)[0]}{flag} {_what(origin, extras)}"


def updating() -> str:
    """What is typed to bring this installation and its extension to the newest version, a line for each command.

    Where it was installed from a single file, `NEW` stands for the newest one.
    """
    installed = _distribution()
    origin = _origin(installed)
    installs, upgrades = _installs(installed)
    lines = [f"{command()} setup"]
    if "archive_info" in origin:
        return "\n".join([f'{installs} "{NEW}[server]"', *lines])
    lines.insert(0, upgrades or f"{installs} {_what(origin, 'server')}")
    if "dir_info" in origin:
        lines.insert(0, f"git -C {quoted(_path(origin))} pull")
    return "\n".join(lines)


def _distribution() -> Distribution | None:
    try:
        return distribution(_PACKAGE)
    except PackageNotFoundError:
        return None


def _origin(installed: Distribution | None) -> dict[str, dict[str, str]]:
    """From where it was installed (PEP 610); empty for a package index."""
    text = installed.read_text("direct_url.json") if installed else None
    return dict(json.loads(text)) if text else {}


def _installs(installed: Distribution | None) -> tuple[str, str]:
    """How a package is installed into this environment, and how it is upgraded where there is a way of its own."""
    for mark, ways in _TOOLS.items():
        if (Path(sys.prefix) / mark).exists():
            return ways
    python = quoted(Path(sys.executable))
    if installed and (installed.read_text("INSTALLER") or "").strip() == "uv":
        return f"uv pip install --python {python} --upgrade", ""
    return f"{python} -m pip install --upgrade", ""


def _what(origin: dict[str, dict[str, str]], extras: str) -> str:
    """The package as what installs it has to name it, in quotes, since a shell has its own use for brackets."""
    url = str(origin.get("url", ""))
    if "vcs_info" in origin:
        return f'"{_PACKAGE}[{extras}] @ {origin["vcs_info"]["vcs"]}+{url}"'
    if urlsplit(url).scheme == "file":
        return f'"{_path(origin)}[{extras}]"'
    return f'"{_PACKAGE}[{extras}] @ {url}"' if url else f'"{_PACKAGE}[{extras}]"'


def _path(origin: dict[str, dict[str, str]]) -> Path:
    return Path(url2pathname(urlsplit(str(origin["url"])).path))
