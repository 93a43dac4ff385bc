"""Every block of the documents is of a kind that is tried: run, parsed, or held against what it speaks of."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from tests.house.test_examples import PAGES

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "extension" / "store" / "README.md"]
_INDENTED = re.compile(r"(?:(?<=\n\n)|^)((?: {4}.*\n(?:\n(?= {4}))?)+)")
_FENCED = re.compile(r"^```(\w+)\n(.+?)^```", re.MULTILINE | re.DOTALL)

TRIED_ELSEWHERE = re.compile(r"(?:\.venv/bin/)?whyclosed [a-z]|make [a-z]")
"""Lines that test_examples.py and test_docs.py try."""
CHANGES_THE_MACHINE = re.compile(
    r"pip install |mkdir -p ~/\.config/systemd|printf '<\?xml|schtasks |cd extension && npm ci|npm run "
)
"""What nobody wants a test to do: installing, starting at login; the extension's own checks are run by `make test`."""
NEEDS_A_SERVER = re.compile(r"whyclosed pair .*examples/client\.py|umask 077; python -c")
"""Tried by the tests of the server."""
DRAWING = re.compile(r"──|[│▼]")


def blocks(text: str) -> Iterator[str]:
    """The blocks of code, without their indentation."""
    yield from map(dedent, _INDENTED.findall(text))
    yield from (block for language, block in _FENCED.findall(text) if language == "python")


ALL = [
    pytest.param(block, id=f"{path.name}:{block.splitlines()[0][:40]}")
    for path in DOCUMENTS
    for block in blocks(path.read_text("utf-8"))
]


@pytest.mark.parametrize("block", ALL)
def test_every_block_is_of_a_kind_that_is_tried(block: str, tmp_path: Path) -> None:
    for kind, attempt in KINDS.items():
        if re.match(kind, block):
            attempt(block, tmp_path)
            return
    if DRAWING.search(block):
        return
    for line in block.splitlines():
        command = line.partition("  #")[0]
        goes_on = command[:1] in ("", " ")
        if not goes_on and not any(
            one.match(command) for one in (TRIED_ELSEWHERE, CHANGES_THE_MACHINE, NEEDS_A_SERVER)
        ):
            names_what_is_there(command, tmp_path)


def run_python(block: str, folder: Path) -> None:
    _run([sys.executable, "-W", "error", "-c", block], folder)


def run_shell(block: str, folder: Path) -> None:
    _run(["bash", "-euo", "pipefail", "-c", block], folder)


def _run(command: list[str], folder: Path) -> None:
    for name, page in PAGES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(page, folder / name)
    scripts = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PATH": scripts, "HOME": str(folder), "TZ": "Europe/Berlin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def read_toml(block: str, _: Path) -> None:
    """A table that can be read; a row, a case or a proof of the rules also stands where the document says."""
    told = tomllib.loads(block)
    rules, tests = ROOT / "rules" / "whyclosed_rules" / "tables", ROOT / "tests" / "rules"
    for row in told.get("row", ()):
        assert row in _rows(rules / "warnings.toml", "row")
    for case in told.get("case", ()):
        (real,) = (one for one in _rows(tests / "cases.toml", "case") if one["id"] == case["id"])
        assert case["facts"] == real["facts"]
    if "warnings" in told:
        real = tomllib.loads((tests / "rows.toml").read_text("utf-8"))["warnings"]
        assert told["warnings"].items() <= real.items()


def _rows(path: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))[name]
    return rows


def names_exist(block: str, _: Path) -> None:
    """Functions that are listed with what they take and give."""
    for name in re.findall(r"^(?:[^#]*/ )?(whyclosed[\w.]*)", block, re.MULTILINE):
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(module), function)), name


def names_what_is_there(command: str, _: Path) -> None:
    """A command for who works on it: the module or file that it starts, and the tests that it names, exist."""
    inner = re.match(r"(?:\.venv/bin/)?(?:python(?: -m)?|node|pytest) ", command)
    assert inner, f"of no kind that is tried: {command}"
    for module in re.findall(r"-m ([\w.]+)", command):
        assert importlib.util.find_spec(module), command
    for file in re.findall(r"(?<!\S)[\w./-]+\.(?:py|mjs)\b|(?<!\S)(?:tests|benchmarks)/[\w./-]+", command):
        assert (ROOT / file).exists() or (ROOT / "extension" / file).exists(), command


KINDS: Mapping[str, Callable[[str, Path], None]] = {
    r"(?:from|import) \w": run_python,
    r"printf '(?!<|\[)|python -m whyclosed\.": run_shell,
    r"\[+\w+\]|\w+ = ": read_toml,
    r"whyclosed[\w.]*\.\w+\(": names_exist,
    r"\{": lambda block, _: None,  # a piece of JSON with the rest left out
}
"""By its first words: what is done with a block."""
