"""What may import what, and what starting the command costs: as the contracts in pyproject.toml say, and by looking."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
HEAVY = ("bs4", "flask", "lxml", "marshmallow", "babel", "rich", "click", "icalendar", "holidays")


def imported(folder: str) -> Iterator[tuple[str, str]]:
    """Every module that a file below `folder` imports, with the file."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                yield from ((str(path.relative_to(ROOT)), alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: names of ours are imported in full"
                yield str(path.relative_to(ROOT)), str(node.module)


def test_the_contracts_hold() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([command, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in run.stdout


@pytest.mark.parametrize(
    ("folder", "allowed"),
    [
        pytest.param("parser", ("whyclosed_parser",), id="parser"),
        pytest.param(
            "parser/whyclosed_parser/model", ("whyclosed_parser.model", "whyclosed_parser.records"), id="model"
        ),
        pytest.param(
            "rules",
            ("whyclosed_rules", "whyclosed_parser.model", "whyclosed_parser.datafiles", "whyclosed_parser.records"),
            id="rules",
        ),
        pytest.param("server", ("whyclosed_server", "whyclosed_parser", "whyclosed_rules"), id="server"),
    ],
)
def test_ours_import_only_what_they_may(folder: str, allowed: tuple[str, ...]) -> None:
    ours = [(path, name) for path, name in imported(folder) if name.split(".")[0].startswith("whyclosed")]
    assert ours
    assert [
        (path, name) for path, name in ours if not any(name == one or name.startswith(f"{one}.") for one in allowed)
    ] == []


@pytest.mark.parametrize("folder", ["parser", "rules", "server", "cli"])
def test_no_two_modules_need_each_other(folder: str) -> None:
    """Also not by an import inside a function, which only hides the circle."""
    paths = {path: path.relative_to(ROOT / folder).with_suffix("") for path in (ROOT / folder).rglob("*.py")}
    modules = {".".join(name.parts): path for path, name in paths.items() if name.name not in ("__init__", "__main__")}
    needs: dict[str, set[str]] = {}
    for module, path in modules.items():
        nodes = list(ast.walk(ast.parse(path.read_bytes())))
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        for node in nodes:
            if isinstance(node, ast.ImportFrom):
                names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
        needs[module] = names & modules.keys()
    assert sum(map(len, needs.values())) > len(needs)
    TopologicalSorter(needs).prepare()  # raises `CycleError`, which names the circle


@pytest.mark.parametrize("package", ["whyclosed", "whyclosed_parser", "whyclosed_rules"])
def test_nothing_of_the_server_is_needed(package: str) -> None:
    """The extra `server` may be missing: no import outside the server's own package needs it at the top of a file."""
    folder = {"whyclosed": "cli", "whyclosed_parser": "parser", "whyclosed_rules": "rules"}[package]
    for path in sorted((ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_bytes())
        top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = [alias.name for node in top if isinstance(node, ast.Import) for alias in node.names]
        names += [str(node.module) for node in top if isinstance(node, ast.ImportFrom)]
        assert {"flask", "marshmallow", "waitress"}.isdisjoint(name.split(".")[0] for name in names), path


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        pytest.param(["--version"], HEAVY, id="version"),
        pytest.param(["--help"], ("bs4", "flask", "lxml", "marshmallow", "icalendar"), id="help"),
    ],
)
def test_a_start_loads_only_what_it_needs(arguments: list[str], never: tuple[str, ...]) -> None:
    code = (
        "import sys\n"
        "from whyclosed.command import main\n"
        f"sys.argv = ['whyclosed', *{arguments!r}]\n"
        "try:\n    main()\n"
        "finally:\n"
        "    print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "whyclosed" in run.stdout
    assert set(never) & set(run.stderr.split()) == set()
