"""The house is in order: nothing of the machine it was built on, no addresses in lock files, a docstring everywhere."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE = {".git", ".venv", "node_modules", "build", "dist", "__pycache__", ".hypothesis"}
CODE = ("parser", "rules", "server", "cli", "tests", "benchmarks", "docs", "examples", "extension")

# Written apart, so that this file does not hold them.
_FOLDERS = "|".join(["work", "farm", "root"])
_HOSTS = "|".join(["pypi[.]org", "pythonhosted[.]org", "registry[.](?:npm|yarn)", "npmjs[.](?:org|com)"])
NOT_OURS = re.compile(rf"(?<![\w.])/(?:{_FOLDERS})/|[.]libr{''}ary/|{_HOSTS}".encode())


def ours(suffix: str = "") -> Iterator[Path]:
    """The files of the repository: as git knows them, or all that nobody made."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name.decode() for name in listed.stdout.split(b"\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if MADE.isdisjoint(path.relative_to(ROOT).parts)]
    yield from (path for path in sorted(paths) if path.is_file() and path.name.endswith(suffix))


def test_no_file_speaks_of_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in ours()
        if (match := NOT_OURS.search(path.read_bytes()))
    ]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "fuzz.lock", "extension/package-lock.json"])
def test_lock_files_hold_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text


@pytest.mark.parametrize(("name", "least"), [("requirements.lock", 30), ("fuzz.lock", 1)])
def test_every_locked_package_has_a_hash(name: str, least: int) -> None:
    text = (ROOT / name).read_text("utf-8")
    pinned = re.findall(r"^([a-z0-9][\w.-]*)==[^ ]+ \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(pinned) == len(re.findall(r"^[^\s#]", text, re.MULTILINE)) >= least
    assert all("integrity" in one for place, one in packages() if place)


def packages() -> Iterator[tuple[str, dict[str, object]]]:
    """The entries of the extension's lock file; its own has no name."""
    lock = json.loads((ROOT / "extension" / "package-lock.json").read_text("utf-8"))
    yield from lock["packages"].items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names = {re.split(r"[<>=~!\[; ]", one)[0].lower() for one in wanted}
    locks = "\n".join((ROOT / name).read_text("utf-8") for name in ("requirements.lock", "fuzz.lock"))
    locked = re.findall(r"^([\w.-]+)==", locks, re.MULTILINE)
    assert names - set(locked) == set()


@pytest.mark.parametrize("folder", CODE)
def test_every_module_says_what_it_is(folder: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in ours(".py")
        if path.is_relative_to(ROOT / folder) and not ast.get_docstring(ast.parse(path.read_bytes()))
    ]
    assert silent == []


def test_the_top_folders_are_no_packages() -> None:
    """Nobody's `import parser` is taken."""
    for folder in ("parser", "rules", "server", "cli", "tests", "fixtures", "docs"):
        assert (ROOT / folder).is_dir()
        assert not (ROOT / folder / "__init__.py").exists()


def anchors(path: Path) -> set[str]:
    """What a link may name in a document: its headings, as GitHub writes them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head).strip().lower().replace(" ", "-") for head in heads}


def test_links_in_the_documents_lead_somewhere() -> None:
    link = re.compile(r"\]\((?!https?://|mailto:)([^)#]*)(?:#([^)]+))?\)")
    broken = [
        f"{path.relative_to(ROOT)}: {target}#{anchor}"
        for path in ours(".md")
        for target, anchor in link.findall(path.read_text("utf-8"))
        if not (place := path.parent / target if target else path).exists() or (anchor and anchor not in anchors(place))
    ]
    assert broken == []
