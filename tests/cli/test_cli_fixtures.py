"""`whyclosed fixture`: what differs is shown, and only what is named is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import Result
from tests.common import FIXTURES

from whyclosed.commands.output import Look

Run = Callable[..., Result]


@pytest.fixture
def home(run: Run, tmp_path: Path) -> Path:
    """Two fixtures, of which the second expects another state than its page shows."""
    for name in ("detail-closed-no-reason", "bad-captcha"):
        folder = tmp_path / "fixtures" / name
        folder.mkdir(parents=True)
        for file in ("page.html", "meta.toml"):
            shutil.copy(FIXTURES / name / file, folder / file)
    assert run("fixture", "update", "--all").exit_code == 0
    wrong = json.loads(expected(tmp_path, "bad-captcha"))
    wrong["unread"] = [{"code": "login_page"}]
    (tmp_path / "fixtures" / "bad-captcha" / "expected.json").write_text(json.dumps(wrong), "utf-8")
    return tmp_path


def expected(home: Path, name: str) -> str:
    return (home / "fixtures" / name / "expected.json").read_text("utf-8")


def test_check_shows_what_differs(home: Path, run: Run) -> None:
    result = run("fixture", "check")
    assert result.exit_code == 1
    assert result.stdout == 'bad-captcha\n  - unread.0.code: "login_page"\n  + unread.0.code: "captcha"\n'
    assert result.stderr == "2 fixtures read, 1 differently from expected.\n"


def test_check_reads_only_what_is_named(home: Path, run: Run) -> None:
    result = run("fixture", "check", "detail-closed-no-reason")
    assert (result.exit_code, result.stdout) == (0, "")
    assert run("fixture", "check", home / "fixtures" / "bad-captcha").exit_code == 1
    assert run("fixture", "check", "--in", home / "fixtures", "bad-captcha").exit_code == 1


def test_update_writes_only_what_is_named(home: Path, run: Run) -> None:
    before = expected(home, "bad-captcha")
    assert run("fixture", "update", "detail-closed-no-reason").stdout == ""
    assert expected(home, "bad-captcha") == before
    result = run("fixture", "update", "bad-captcha")
    assert '+ unread.0.code: "captcha"' in result.stdout
    assert run("fixture", "check").exit_code == 0


def test_update_needs_a_name_or_all(home: Path, run: Run) -> None:
    before = expected(home, "bad-captcha")
    assert run("fixture", "update").exit_code == 2
    assert run("fixture", "update", "bad-captcha", "--all").exit_code == 2
    assert expected(home, "bad-captcha") == before


def test_the_difference_is_coloured_on_a_terminal(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whyclosed.commands.fixtures.look", lambda: Look(width=88, colour=True))
    shown: list[str] = []
    monkeypatch.setattr("whyclosed.commands.fixtures.write", shown.append)
    run("fixture", "check")
    assert click.style('- unread.0.code: "login_page"', fg="red") in shown[0]
    assert click.style('+ unread.0.code: "captcha"', fg="green") in shown[0]


def test_what_is_no_fixture_is_named(home: Path, run: Run) -> None:
    result = run("fixture", "check", "no-such")
    assert result.exit_code == 2
    assert "fixtures/no-such is no fixture" in result.stderr
    (home / "fixtures" / "bad-captcha" / "expected.json").unlink()
    assert "bad-captcha has no expected.json" in run("fixture", "check").stderr
    (home / "fixtures" / "bad-captcha" / "meta.toml").write_text("about = ", "utf-8")
    assert "meta.toml cannot be read" in run("fixture", "check").stderr
    shutil.rmtree(home / "fixtures")
    assert "fixtures holds no fixture" in run("fixture", "check").stderr
