"""Which pages are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from whyclosed.labels import labels
from whyclosed.sources import find


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "a.html",
        "b.HTM",
        "notes.txt",
        "deep/c.mhtml",
        "deep/d.html.gz",
        "deep/d_files/frame.html",
        "deep/d.html",
        "orders_files/e.html",
        ".cache/f.html",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "empty").mkdir()
    return tmp_path


def _names(*wanted: str) -> list[str]:
    return [str(page) for page in find(wanted, labels())[0]]


def test_a_folder_gives_its_pages(tree: Path) -> None:
    assert _names(".") == ["a.html", "b.HTM", "deep/c.mhtml", "deep/d.html", "deep/d.html.gz", "orders_files/e.html"]


def test_a_file_is_taken_whatever_its_name(tree: Path) -> None:
    assert _names("notes.txt") == ["notes.txt"]


def test_patterns(tree: Path) -> None:
    assert _names("*.html") == ["a.html"]
    assert _names("**/*.mhtml") == ["deep/c.mhtml"]
    assert _names("de*") == ["deep/c.mhtml", "deep/d.html", "deep/d.html.gz"]


def test_each_page_once_and_in_order(tree: Path) -> None:
    assert _names("deep/d.html", "-", "deep/../a.html", "a.html", "deep", "-") == [
        "deep/d.html",
        "-",
        "deep/../a.html",
        "deep/c.mhtml",
        "deep/d.html.gz",
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("empty", "empty_folder"), ("*.pdf", "no_match"), ("gone.html", "not_found")]
)
def test_what_means_no_page_is_named(tree: Path, name: str, code: str) -> None:
    pages, missing = find([name, "a.html"], labels())
    assert [str(page) for page in pages] == ["a.html"]
    assert [(one.path, one.problem.code) for one in missing] == [(name, code)]
    assert missing[0].problem.hint


def test_a_name_with_brackets_is_a_file_first(tree: Path) -> None:
    (tree / "order[1].html").write_text("x")
    assert _names("order[1].html") == ["order[1].html"]
