"""What is typed for this installation, by how it was installed."""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from whyclosed_server import calling, joining

INDEX: dict[str, Any] = {}
FILE = {"url": "file:///home/buyer/My%20files/whyclosed-0.1.0.whl", "archive_info": {}}
FOLDER = {"url": "file:///home/buyer/whyclosed", "dir_info": {}}
CLONE = {"url": "file:///home/buyer/whyclosed", "dir_info": {"editable": True}}
GIT = {"url": "https://example.org/whyclosed.git", "vcs_info": {"vcs": "git", "commit_id": "0"}}
PULL = "git -C /home/buyer/whyclosed pull\n"


class Installed:
    """A distribution as an installer leaves it."""

    def __init__(self, origin: dict[str, Any], installer: str) -> None:
        self.files = {"INSTALLER": f"{installer}\n", "direct_url.json": json.dumps(origin) if origin else None}

    def read_text(self, name: str) -> str | None:
        return self.files[name]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let this environment look as if another had been made by this tool, from there."""

    def installed(origin: dict[str, Any], tool: str) -> None:
        marks = {"uv tool": "uv-receipt.toml", "pipx": "pipx_metadata.json"}
        if tool in marks:
            (tmp_path / marks[tool]).touch()
        monkeypatch.setattr(sys, "prefix", str(tmp_path))
        monkeypatch.setattr(sys, "executable", "/opt/env/bin/python")
        monkeypatch.setattr(calling, "command", lambda: "whyclosed")
        monkeypatch.setattr(calling, "distribution", lambda name: Installed(origin, tool.split()[0]))

    return installed


@pytest.mark.parametrize(
    ("tool", "origin", "typed"),
    [
        ("uv tool", INDEX, "uv tool upgrade whyclosed"),
        ("uv tool", FILE, 'uv tool install --force "NEW.whl[server]"'),
        ("uv tool", FOLDER, f"{PULL}uv tool upgrade whyclosed"),
        ("uv tool", GIT, "uv tool upgrade whyclosed"),
        ("pipx", INDEX, "pipx upgrade whyclosed"),
        ("pipx", FILE, 'pipx install --force "NEW.whl[server]"'),
        ("pipx", FOLDER, f"{PULL}pipx upgrade whyclosed"),
        ("pip", INDEX, '/opt/env/bin/python -m pip install --upgrade "whyclosed[server]"'),
        ("pip", FILE, '/opt/env/bin/python -m pip install --upgrade "NEW.whl[server]"'),
        ("pip", FOLDER, f'{PULL}/opt/env/bin/python -m pip install --upgrade "/home/buyer/whyclosed[server]"'),
        ("pip", GIT, f'/opt/env/bin/python -m pip install --upgrade "whyclosed[server] @ git+{GIT["url"]}"'),
        ("uv", INDEX, 'uv pip install --python /opt/env/bin/python --upgrade "whyclosed[server]"'),
    ],
)
def test_an_update_is_typed_as_it_was_installed(install: Any, tool: str, origin: dict[str, Any], typed: str) -> None:
    install(origin, tool)
    assert calling.updating() == f"{typed}\nwhyclosed setup"


@pytest.mark.parametrize(
    ("tool", "origin", "extra", "typed"),
    [
        ("uv tool", INDEX, "server", 'uv tool install --force "whyclosed[server]"'),
        ("pipx", FILE, "dask", 'pipx install --force "/home/buyer/My files/whyclosed-0.1.0.whl[server,dask]"'),
        ("pip", CLONE, "server", '/opt/env/bin/python -m pip install --upgrade -e "/home/buyer/whyclosed[server]"'),
        ("pip", FOLDER, "server", '/opt/env/bin/python -m pip install --upgrade "/home/buyer/whyclosed[server]"'),
    ],
)
def test_what_is_missing_is_added_as_it_was_installed(
    install: Any, tool: str, origin: dict[str, Any], extra: str, typed: str
) -> None:
    install(origin, tool)
    assert calling.adding(extra) == typed


def test_a_program_that_was_never_installed_names_the_package(install: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> None:
        raise PackageNotFoundError(name)

    install(INDEX, "pip")
    monkeypatch.setattr(calling, "distribution", nothing)
    assert calling.adding("server").endswith('"whyclosed[server]"')


@pytest.mark.parametrize(("origin", "download"), [(INDEX, False), (FILE, True)])
def test_the_extension_is_told(install: Any, origin: dict[str, Any], *, download: bool) -> None:
    install(origin, "pipx")
    named = joining.command()  # type: ignore[attr-defined]
    told = joining._installation().partition("installation = ")[2].rstrip(";\n")
    assert json.loads(told) == {
        "setup": f"{named} setup",
        "command": named,
        "update": calling.updating(),
        "download": download,
        "inFolder": False,
    }
