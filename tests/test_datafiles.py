"""Data files are compiled like code: the same table, renewed when the file changes, with and without bytecode."""

from __future__ import annotations

import os
import sys
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from whyclosed_parser.datafiles import read_file, read_made, read_toml

TEXT = 'word = "größer"\nnumbers = [1, 2.5, true]\n[table]\n"a.b" = \'\\d\'\n'


def compiled(folder: Path) -> list[Path]:
    return list(folder.glob("__pycache__/*"))


def test_a_package_file_is_the_table_that_its_toml_says() -> None:
    text = files("whyclosed_parser.words").joinpath("en/labels.toml").read_text("utf-8")
    assert read_toml("whyclosed_parser.words", "en/labels") == tomllib.loads(text)


@pytest.mark.parametrize("without_bytecode", [False, True])
def test_it_is_kept_compiled_and_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_bytecode: bool
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", without_bytecode)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / "words.toml"
    path.write_text(TEXT, "utf-8")
    first, second = read_file(path), read_file(path)
    assert first == second == tomllib.loads(TEXT)
    assert first is not second
    assert len(compiled(tmp_path)) == (0 if without_bytecode else 1)
    path.write_text("word = 'other'\n", "utf-8")
    os.utime(path, (1, 1))
    assert read_file(path) == {"word": "other"}


def test_it_shares_no_bytecode_with_a_module_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "words.toml").write_text(TEXT, "utf-8")
    read_file(tmp_path / "words.toml")
    assert [path.name.startswith("words.toml.") for path in compiled(tmp_path)] == [True]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("= 1", "utf-8")
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        read_file(tmp_path / "broken.toml")
    assert "broken.toml" in caught.value.__notes__[0]


def test_what_is_made_of_data_files_is_kept_until_they_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    written = []

    def source(value: int) -> str:
        written.append(value)
        return f"value = {value}"

    for value in (1, 1, 2, 2):
        assert read_made("whyclosed_parser", "probe", f"of {value}", lambda: source(value))["value"] == value  # noqa: B023
    assert written == [1, 2]
    (kept,) = tmp_path.rglob("probe*")
    kept.write_bytes(kept.read_bytes()[:32])
    assert read_made("whyclosed_parser", "probe", "of 2", lambda: source(2))["value"] == 2
