"""Data files are compiled like code: the same table, renewed when the file changes, with and without bytecode."""

from __future__ import annotations

import lzma
import os
import sys
import tomllib
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import hatch_build
from whyclosed_parser import datafiles, kept, packed
from whyclosed_parser.datafiles import read_file, read_toml

TEXT = 'word = "größer"\nnumbers = [1, 2.5, true]\n[table]\n"a.b" = \'\\d\'\n'


@pytest.fixture
def keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read is kept beside it, as it usually is."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


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


@pytest.mark.usefixtures("keeps")
def test_it_shares_no_bytecode_with_a_module_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(TEXT, "utf-8")
    read_file(tmp_path / "words.toml")
    assert [path.name.startswith("words.toml.") for path in compiled(tmp_path)] == [True]


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("= 1", "utf-8")
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        read_file(tmp_path / "broken.toml")
    assert "broken.toml" in caught.value.__notes__[0]


@pytest.mark.usefixtures("keeps")
def test_what_is_worked_out_is_kept_until_a_file_of_the_package_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    package = tmp_path / "probed"
    (package / "inner").mkdir(parents=True)
    for name in ("__init__.py", "inner/code.py", "inner/words.toml"):
        (package / name).write_text("", "utf-8")
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    def asked() -> Any:
        datafiles._state.cache_clear()  # as at another start
        return datafiles.worked_out("probed", "probe", make)

    assert [asked(), asked()] == [1, 1]
    for count, name in enumerate(("inner/words.toml", "inner/code.py", "inner/new.toml"), 2):
        (package / name).write_text("a = 1\n", "utf-8")
        assert [asked(), asked()] == [count, count]
    (package / "inner/new.toml").unlink()
    assert asked() == 5
    (kept,) = package.rglob("probe*")
    whole = kept.read_bytes()
    for broken in (b"", whole[:10], whole[:-1], whole[:-1] + bytes([whole[-1] ^ 1]), bytes([whole[0] ^ 1]) + whole[1:]):
        kept.write_bytes(broken)
        count = len(made)
        assert [asked(), asked()] == [count + 1, count + 1]


_TEXT = st.text(max_size=10)
_PLAIN = st.recursive(
    st.booleans() | st.integers() | _TEXT | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT.filter("$date".__ne__), inner, max_size=4),
    max_leaves=12,
)


@given(table=st.dictionaries(_TEXT, _PLAIN, max_size=4))
@example(table={'a":"b': 'c":', "": "", '""': ["", '""', "\\", '\\"', ":", "\t\n\u2028"], "[": [date(2026, 11, 22)]})
def test_an_archive_tells_every_table_as_it_was(table: dict[str, Any]) -> None:
    parts = packed.parts(lzma.compress(hatch_build.tables({"none": {}, "inner/one": table}), preset=0))
    assert {name: packed.table(part) for name, part in parts.items()} == {"none": {}, "inner/one": table}


@pytest.mark.parametrize("value", [time(12), datetime(2026, 11, 22, 12), datetime(2026, 11, 22, tzinfo=UTC)])
def test_what_an_archive_could_not_tell_is_not_packed(value: object) -> None:
    with pytest.raises(TypeError):
        hatch_build.tables({"one": {"when": value}})


@pytest.mark.usefixtures("keeps")
def test_an_archive_is_kept_like_files_and_read_anew_where_it_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    inner = tmp_path / "packed" / "inner"
    inner.mkdir(parents=True)
    for folder in (inner.parent, inner):
        (folder / "__init__.py").touch()

    def pack(**tables: dict[str, Any]) -> None:
        named = {f"inner/{name}": table for name, table in tables.items()}
        (inner.parent / packed.NAME).write_bytes(lzma.compress(hatch_build.tables({**named, "outer": {}})))

    def told() -> tuple[dict[str, Any], Any]:
        """What is read and worked out, as at another start."""
        for cache in (datafiles.names, datafiles._archive, datafiles._parts, datafiles._state):
            cache.cache_clear()
        read = {name: read_toml("packed.inner", name) for name in datafiles.names("packed.inner")}
        return read, datafiles.worked_out("packed.inner", "probe", lambda: sorted(read))

    pack(one={"day": date(2026, 11, 22)}, two={"b": "c"})
    first = told()
    assert first == ({"one": {"day": date(2026, 11, 22)}, "two": {"b": "c"}}, ["one", "two"])
    with monkeypatch.context() as patched:
        patched.setattr(lzma, "decompress", lambda _: pytest.fail("it was kept"))
        assert told() == first
    with pytest.raises(FileNotFoundError):
        read_toml("packed", "one")
    pack(two={"b": "other than before"})
    assert told() == ({"two": {"b": "other than before"}}, ["two"])


def keep_in(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let this be the folder in the user's cache."""
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(folder))
    monkeypatch.setattr(kept, "_own_folder", kept._own_folder.__wrapped__)


@pytest.mark.usefixtures("keeps")
@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder of a user is the user's own")
@pytest.mark.parametrize(("mode", "serves"), [(0o700, True), (0o755, True), (0o777, False), (0o720, False)])
def test_a_folder_that_others_can_write_to_is_never_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, serves: bool
) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(mode)
    keep_in(monkeypatch, folder)
    monkeypatch.setattr(os, "access", lambda *_: False)  # as if the package could not be written to
    monkeypatch.setattr(kept, "cache_from_source", lambda source: f"{source}/nowhere/{Path(source).name}")
    source = str(tmp_path / "words.toml")
    Path(source).write_text(TEXT, "utf-8")
    kept.store(source, "of this", [1])
    assert kept.load(source, "of this") == ([1] if serves else None)
    assert len(list(folder.iterdir())) == serves


@pytest.mark.usefixtures("keeps")
def test_a_link_to_a_folder_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "cache").symlink_to(tmp_path / "elsewhere")
    keep_in(monkeypatch, tmp_path / "cache")
    assert kept._own_folder() is None


@pytest.mark.usefixtures("keeps")
def test_without_a_home_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    keep_in(monkeypatch, tmp_path / "file/cache")
    assert kept._own_folder() is None
