"""Which pages are meant."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import partial
from os import scandir, stat
from pathlib import Path
from typing import Any
from urllib.parse import quote

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
    assert _names(".") == [
        "a.html",
        "b.HTM",
        "deep/c.mhtml",
        "deep/d.html",
        "deep/d.html.gz",
        "notes.txt",
        "orders_files/e.html",
    ]


@pytest.mark.parametrize(
    "behind",
    ["-Dateien", "_files", ".files", "_fichiers", "_archivos", "_arquivos", "_file", "_pliki", "_файлы", "_zdjęcia"],
)
def test_what_a_browser_put_beside_a_page_is_passed_over(tmp_path: Path, behind: str) -> None:
    folder = f"Bestellung{behind}"
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "frame.html").write_text("x")
    (tmp_path / "Bestellung.htm").write_text(f"<img src='./{quote(folder)}/a.png'>")
    assert _names(str(tmp_path)) == [str(tmp_path / "Bestellung.htm")]


@pytest.mark.parametrize("folder", ["order_march", "order-2026", "order copy", "order", "more_files"])
def test_a_folder_of_pages_beside_a_page_is_read(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "other.html").write_text("x")
    (tmp_path / "order.html").write_text("<img src='./order_files/a.png'>")
    assert len(_names(str(tmp_path))) == 2


@pytest.mark.parametrize("name", ["a.mbox", "a.emlx", "a.ZIP", "a.maff", "a.har.gz", "a.webarchive", "a.TXT"])
def test_containers_are_found_by_their_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    assert _names(str(tmp_path)) == [str(tmp_path / name)]


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


@pytest.mark.parametrize(
    ("name", "read", "closed"),
    [
        (".", ["a.html", "b.HTM", "notes.txt", "orders_files/e.html"], ["./deep"]),
        ("deep", [], ["deep"]),
        ("de*", [], ["deep"]),
        ("deep/c.mhtml", ["deep/c.mhtml"], []),  # named where it is read
    ],
)
def test_a_folder_that_may_not_be_opened_is_named_and_stops_nothing(
    tree: Path, monkeypatch: pytest.MonkeyPatch, name: str, read: list[str], closed: list[str]
) -> None:
    for what in (scandir, stat):
        monkeypatch.setattr(os, what.__name__, partial(_unless_deep, what))
    pages, missing = find([name], labels())
    assert [str(page) for page in pages] == read
    assert [(one.path, one.problem.code) for one in missing] == [(path, "closed_folder") for path in closed]


def _unless_deep(real: Callable[..., Any], path: Any = ".", *args: Any, **given: Any) -> Any:
    """As a system does that lets nobody into the folder `deep`."""
    inside = real is scandir or "/" in str(path)
    if inside and Path(path).parts[:1] == ("deep",):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))
    return real(path, *args, **given)


def test_a_name_with_brackets_is_a_file_first(tree: Path) -> None:
    (tree / "order[1].html").write_text("x")
    assert _names("order[1].html") == ["order[1].html"]


def test_of_data_in_a_folder_only_that_of_orders_counts(tmp_path: Path) -> None:
    fixtures = Path(__file__).parents[2] / "fixtures"
    for name in ("api-detail-finished", "api-logistics", "bad-api-refused"):
        (tmp_path / f"{name}.json").write_bytes((fixtures / name / "page.json").read_bytes())
    (tmp_path / "package.json").write_text('{"name": "x", "title": "Order", "version": "1", "orders": []}')
    (tmp_path / "expected.json").write_bytes((fixtures / "api-logistics" / "expected.json").read_bytes())
    (tmp_path / "broken.json").write_text('{"name": ')
    assert _names(str(tmp_path)) == [
        str(tmp_path / f"{name}.json") for name in ("api-detail-finished", "api-logistics")
    ]
    assert _names(str(tmp_path / "package.json")) == [str(tmp_path / "package.json")]
