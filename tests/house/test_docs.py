"""What the documents say is true: made pages are current, examples run, commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest
from click import Context
from tests.house.measured import SECTIONS, with_section

from whyclosed.commands import whyclosed

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("script", ["make_facts.py", "make_licences.py", "make_picture.py", "make_rules.py"])
def test_made_documents_are_current(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [script, "--check"])
    with pytest.raises(SystemExit) as ended:
        run_path(str(ROOT / "docs" / script), run_name="__main__")
    assert ended.value.code == 0


def test_the_example_of_the_readme_runs(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    subprocess.run([sys.executable, "-m", "whyclosed.samples", "pages"], cwd=tmp_path, check=True, capture_output=True)
    run = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    (shown,) = re.findall(r"```text\n(.+?)```", README, re.DOTALL)
    assert run.stdout == shown


def test_every_make_target_of_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE))
        assert named <= targets, path


@pytest.mark.parametrize("path", ["README.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))])
def test_every_command_of_the_documents_exists(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    named = set(re.findall(r"(?:`|^    |\$ )whyclosed ([a-z]+)", text, re.MULTILINE))
    assert named <= set(whyclosed.list_commands(Context(whyclosed)))


def test_every_test_that_a_document_names_exists() -> None:
    written = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    known = set(re.findall(r"^def (test_\w+)\(", written, re.MULTILINE))
    for path in (ROOT / "docs").glob("*.md"):
        assert set(re.findall(r"`(test_\w+)`", path.read_text("utf-8"))) <= known, path


def test_every_promise_names_its_test() -> None:
    text = (ROOT / "docs" / "privacy.md").read_text("utf-8").partition("## Who might want in")[2].partition("\n## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| | who", "| what"))]
    assert len(rows) > 15
    assert [row for row in rows if "`test_" not in row] == []


def test_a_measurement_renews_its_own_section_alone() -> None:
    first = with_section("", "soak", "figure 11\n")
    both = with_section(first, "decide", "## no heading of ours\n\nfigure 22\n")
    again = with_section(both, "soak", "figure 33\n")
    assert [part in again for part in ("figure 11", "figure 22", "figure 33")] == [False, True, True]
    assert again.index(SECTIONS["soak"]["title"]) < again.index(SECTIONS["decide"]["title"])
    assert with_section(again, "soak", "figure 33\n") == again
