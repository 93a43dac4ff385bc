"""What the documents say is true: made pages are current, examples run, commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("script", ["make_facts.py", "make_picture.py", "make_rules.py"])
def test_made_documents_are_current(script: str) -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "docs" / script, "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


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
    told = subprocess.run(
        [sys.executable, "-m", "whyclosed", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = set(re.findall(r"^  ([a-z]+) ", told.partition("Commands:")[2], re.MULTILINE))
    assert named <= commands
