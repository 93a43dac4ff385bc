"""The package as others get it: built, installed into a fresh environment without any extra, used from another folder.

The fresh environment sees the core dependencies and nothing else: each is linked, file by file as its own record
lists them, from the environment that was installed from requirements.lock. So nothing is fetched here, and what only
the server or the tests need is really absent.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import hatch_build

ROOT = Path(__file__).parents[2]
OURS = {"whyclosed", "whyclosed_parser", "whyclosed_rules", "whyclosed_server"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is handed out, built with the build tools that are here, without a warning: the source, and from that the
    wheel."""
    folder = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-W", "error", "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "warn" not in (done.stdout + done.stderr).lower()
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of the fresh environment, with the wheel installed by pip."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, symlinks=True)
    (libraries,) = folder.glob("lib/python*/site-packages")
    for needed in core():
        link(needed, libraries)
    fresh = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(fresh), "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*pip, str(wheel)], check=True)
    return fresh


def core() -> Iterator[Distribution]:
    """The distributions that whyclosed needs without extras, and those that they need."""
    waiting, seen = ["whyclosed"], set()
    while waiting:
        name = waiting.pop()
        for text in distribution(name).requires or ():
            needed = Requirement(text)
            wanted = needed.marker is None or needed.marker.evaluate({"extra": ""})
            if wanted and needed.name.lower() not in seen:
                seen.add(needed.name.lower())
                waiting.append(needed.name)
                yield distribution(needed.name)


def link(needed: Distribution, libraries: Path) -> None:
    """Put an installed distribution into another environment, as links."""
    files = needed.files or ()
    for file in files:
        if ".." not in file.parts and "__pycache__" not in file.parts:
            target = libraries / file
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                os.symlink(Path(str(needed.locate_file(file))).resolve(), target)


def run(folder: Path, *command: str) -> str:
    """What a command prints, run in `folder` and without the settings of this environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_holds_our_four_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == OURS
    assert {f"{package}/py.typed" for package in OURS} <= set(names)
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_it_holds_every_file_of_the_packages(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    here = {
        path.relative_to(top).as_posix()
        for top in (ROOT / "parser", ROOT / "rules", ROOT / "server", ROOT / "cli")
        for path in top.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {path for path in here if path.endswith(".toml")}
    packed = {*(f"{package}/tables.xz" for package in OURS), "whyclosed_server/extension.zip.xz"}
    assert held == packed | {path for path in here if not path.endswith(".toml")}


def test_every_data_file_says_there_what_it_says_here(python: Path, wheel: Path, tmp_path: Path) -> None:
    """Installed, where it is kept at the first look and then read from there, and from the zip file that a wheel is."""
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from whyclosed_parser.datafiles import names, read_toml\n"
        "print({name: read_toml(sys.argv[1], name) for name in names(sys.argv[1])})"
    )
    for package, folder in {package.name: package for package in map(ROOT.joinpath, hatch_build.PACKAGES)}.items():
        wanted = f"{hatch_build.data_files(folder)}\n"
        for places in ([], [], [str(wheel)]):
            assert run(tmp_path, str(python), "-c", code, package, *places) == wanted, (package, places)


def test_the_extension_is_laid_where_a_browser_can_load_it(python: Path, tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from whyclosed_server import joining\n"
        "joining.data_folder = lambda: Path('data').absolute()\n"
        "for _ in range(2): print(joining.extension())"
    )
    first, again = run(tmp_path, str(python), "-c", code).splitlines()
    assert first == again
    source, laid = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (ROOT / "extension" / "src", Path(first))
    )
    assert laid.keys() == source.keys()
    assert {str(path) for path in source if source[path] != laid[path]} == {"lib/installation.js"}


def test_the_source_holds_what_the_wheel_is_built_from_and_no_pages(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name.split("/")[0] for name in names if "/" in name} == {
        *("parser", "rules", "server", "cli"),
        *("extension", "docs"),
    }
    assert {"README.md", "LICENSE", "CHANGELOG.md", "docs/third-party.md", "hatch_build.py"} <= names
    assert not [name for name in names if name.startswith("docs/") and name.endswith(".py")]


def test_there_is_one_version(wheel: Path) -> None:
    """A browser loads the extension as it lies there, so its number is written a second time."""
    manifest = json.loads((ROOT / "extension" / "src" / "manifest.json").read_text("utf-8"))
    assert wheel.name.split("-")[1] == version() == manifest["version"]
    told = re.findall(r"^## \[(.+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert told[0] in ("Unreleased", version())


def test_no_name_of_a_folder_is_taken(python: Path, tmp_path: Path) -> None:
    code = (
        "from importlib.util import find_spec\n"
        "print([name for name in ('parser', 'rules', 'server', 'cli', 'tests', 'fixtures') if find_spec(name)])\n"
        "import whyclosed; print(whyclosed.__file__)"
    )
    names, place = run(tmp_path, str(python), "-c", code).splitlines()
    assert names == "[]"
    assert Path(place).is_relative_to(python.parent.parent)


def test_the_server_is_an_extra(python: Path, tmp_path: Path) -> None:
    code = "from importlib.util import find_spec; print([bool(find_spec(n)) for n in ('flask', 'pytest', 'lxml')])"
    assert run(tmp_path, str(python), "-c", code).strip() == "[False, False, True]"
    done = subprocess.run(
        [python.parent / "whyclosed", "serve"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode not in (0, None)
    assert "Traceback" not in done.stderr
    assert f'{python} -m pip install --upgrade "' in done.stderr
    assert '.whl[server]"' in done.stderr


def test_it_knows_how_it_is_brought_to_the_newest_version(python: Path, tmp_path: Path) -> None:
    code = "from whyclosed_server.calling import updating; print(updating())"
    lines = run(tmp_path, str(python), "-c", code).splitlines()
    assert lines == [f'{python} -m pip install --upgrade "NEW.whl[server]"', f"{python.parent}/whyclosed setup"]


def test_the_command_reads_a_page(python: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    run(tmp_path, str(python), "-m", "whyclosed.samples", str(pages))
    command = str(python.parent / "whyclosed")
    asked = (command, "diagnose", "pages", "--as-of", "2026-11-22T10:00", "--tz", "Europe/Berlin")
    assert "8190000000004411" in run(tmp_path, *asked)
    assert "Message to the seller" in run(tmp_path, *asked, "--order", "8190000000004411")
    assert run(tmp_path, command, "--version") == f"whyclosed {version()}\n"


def version() -> str:
    """The version as the source says it."""
    found = re.search(r'__version__ = "(.+)"', (ROOT / "cli" / "whyclosed" / "__init__.py").read_text("utf-8"))
    assert found
    return found[1]


def test_a_diagnosis_loads_nothing_of_the_server(python: Path, tmp_path: Path) -> None:
    page = ROOT / "cli" / "whyclosed" / "samples" / "closed-order.html"
    code = (
        "import sys, whyclosed; from pathlib import Path\n"
        f"report = whyclosed.diagnose(Path({str(page)!r}), tz='UTC')\n"
        "print(len(report.orders), sorted({'flask', 'marshmallow', 'whyclosed_server', 'bs4'} & set(sys.modules)))"
    )
    assert run(tmp_path, str(python), "-c", code).strip() == "1 []"
