"""Bad input to what is passed on: named, with the right exit code, and nothing half-written."""

from __future__ import annotations

import csv
import os
import shlex
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import AS_OF, Run
from tests.common import FIXTURES

from benchmarks.pages import list_page
from whyclosed.piles.work import Work
from whyclosed_parser.scrub.page import PageScrubber

PAGE = FIXTURES / "detail-closed-seller-cancelled" / "page.html"
NAMELESS = FIXTURES / "tracking-delivered-alone" / "page.html"
PILE = ("--format", "csv", "--jobs", "1", *AS_OF)

WRITERS = {
    "pile": ("diagnose", PAGE, *PILE),
    "evidence": ("evidence", PAGE, *AS_OF),
    "scrub": ("scrub", PAGE),
}


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("place", ["no/such/x.html", "file/x.html", f"{'x' * 300}.html", "loop/x.html", "/proc/x.html"])
def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(
    run: Run, tmp_path: Path, command: str, place: str
) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "loop").symlink_to("loop")
    told = run(*WRITERS[command], "-o", place)
    assert (told.exit_code, told.stdout) == (1, "")
    (last,) = [line for line in told.stderr.splitlines() if line.startswith("Error: ")]
    assert place in last
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "loop"]


@pytest.mark.parametrize("command", WRITERS)
def test_a_disk_that_becomes_full_leaves_nothing_half_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    told = run(*WRITERS[command], "-o", "x.html")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "Error: x.html could not be written: the disk is full." in told.stderr
    kept = [".x.html.work"] if command == "pile" else []  # with which the same command goes on
    assert [path.name for path in tmp_path.iterdir()] == kept


@pytest.mark.parametrize(
    "arguments",
    [("diagnose", PAGE), ("parse", PAGE), ("diagnose", PAGE, *PILE), ("scrub", PAGE), ("--help",), ("ask", "--help")],
)
def test_an_answer_that_nobody_can_take_is_named(tmp_path: Path, arguments: tuple[str | Path, ...]) -> None:
    output = ("-o", tmp_path / "safe.html") if arguments[0] == "scrub" else ()
    with open("/dev/full", "w") as full:
        told = subprocess.run(
            [Path(sys.executable).with_name("whyclosed"), *arguments, *output, "--language", "en"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert told.returncode == 1
    assert told.stderr.splitlines()[-1] == "Error: stdout cannot be used: the disk is full."
    assert "Traceback" not in told.stderr


@pytest.mark.skipif(os.name == "nt", reason="streams are closed otherwise there")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("diagnose - <&-", 1, "Not read: -: The file is empty."),
        ("ask <&- >&-", 1, "Error: stdout cannot be used"),
        ("--help >&-", 1, "Error: stdout cannot be used"),
        ("diagnose - < /dev/null 2>&-", 1, ""),
    ],
)
def test_a_closed_stream_is_one_without_an_end(arguments: str, code: int, said: str) -> None:
    command = f"{shlex.quote(str(Path(sys.executable).with_name('whyclosed')))} --language en {arguments}"
    told = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (told.returncode, "Traceback" in told.stderr) == (code, False)
    assert said in told.stderr


def numbered(folder: Path, count: int) -> None:
    """So many pages, each of another order."""
    folder.mkdir()
    page = PAGE.read_text("utf-8")
    for number in range(count):
        (folder / f"{number:03}.html").write_text(page.replace("8190000011112221", f"8190000022{number:06}"), "utf-8")


def test_one_unreadable_page_among_many_is_named_and_the_others_are_told(run: Run, tmp_path: Path) -> None:
    numbered(tmp_path / "saved", 30)
    broken = tmp_path / "saved" / "021.html"
    broken.write_bytes(b"%PDF-1.4")
    plain, told = run("diagnose", "saved", "--format", "csv", *AS_OF), run("diagnose", "saved", *PILE, "-o", "all.csv")
    assert (plain.exit_code, told.exit_code) == (1, 1)
    assert (tmp_path / "all.csv").read_text("utf-8") == plain.stdout
    assert len(plain.stdout.splitlines()) == 1 + 29
    assert plain.stderr.count("Not read: ") == 1
    assert "021.html" in plain.stderr
    assert told.stdout.startswith("29 orders.\n  1 page could not be read.\n")
    (row,) = csv.DictReader((tmp_path / "all.problems.csv").read_text("utf-8").splitlines())
    assert row["file"] == str(Path("saved", broken.name))
    assert row["message"]


def test_copies_are_read_once_and_named(run: Run, tmp_path: Path) -> None:
    """Of an order without a number nothing else would tell that it is the same; the oldest of equal files counts."""
    for number, place in enumerate(("b/copy.html", "a/tracking.html", "tracking (1).html")):
        (tmp_path / "saved" / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(NAMELESS, tmp_path / "saved" / place)
        day = 1_790_000_000 - 86_400 * (number == 1) + number
        os.utime(tmp_path / "saved" / place, (day, day))
    alone = run("diagnose", Path("saved", "a"), "--format", "json", *AS_OF)
    plain = run("diagnose", "saved", "--format", "json", *AS_OF)
    assert (plain.exit_code, plain.stdout) == (0, alone.stdout)
    told = run("diagnose", "saved", *PILE, "-o", "all.csv")
    assert told.exit_code == 0
    assert told.stdout.startswith("1 order.\n  2 pages are copies of others: each is read once.\n")
    rows = csv.DictReader((tmp_path / "all.problems.csv").read_text("utf-8").splitlines())
    copies = [(Path(row["file"]).name, row["message"]) for row in rows if row["code"] == "copy"]
    first = Path("saved", "a", "tracking.html")
    assert copies == [(name, f"A copy of {first}: it is read once.") for name in ("copy.html", "tracking (1).html")]
    for name, _ in copies:
        assert f"{name} is a copy of {first}: it is read once." in plain.stderr
    packed = run("evidence", "saved", "-o", "x.zip", *AS_OF)
    assert (packed.exit_code, packed.stderr.count("is a copy of")) == (0, 2)


def test_of_two_runs_into_one_file_one_writes_it(run: Run, tmp_path: Path) -> None:
    numbered(tmp_path / "saved", 2)
    with closing(Work(tmp_path / ".all.csv.work", "")):
        second = run("diagnose", "saved", *PILE, "-o", "all.csv")
        assert (second.exit_code, "another run of this command" in second.stderr) == (1, True)
        assert not list(tmp_path.glob("all*"))
    assert run("diagnose", "saved", *PILE, "-o", "all.csv").exit_code == 0


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="nothing without an end here")
@pytest.mark.parametrize("arguments", [("diagnose", "/dev/zero", "/dev/zero"), ("scrub", "/dev/zero")])
def test_what_has_no_end_is_not_read_to_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("whyclosed_parser.report.MOST_READ", 1 << 24)
    told = run(*arguments)
    assert (told.exit_code, "has more than 16 MB" in told.stderr) == (1, True)


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_the_name_of_a_file_writes_no_line(run: Run, tmp_path: Path) -> None:
    names = ["order\nError: send us your password.html", "other\nError: send it.html"]
    for name in names:
        shutil.copy(PAGE, tmp_path / name)
    (tmp_path / "no\nError: page.html").write_bytes(b"%PDF-1.4")
    told = run("diagnose", ".", *AS_OF)
    assert (told.exit_code, told.stderr.count("\nError"), told.stderr.count(" Error")) == (1, 0, 3)


def test_pages_of_fifty_orders_give_a_row_for_each(run: Run, tmp_path: Path) -> None:
    page = list_page(50)
    (tmp_path / "first.html").write_bytes(page)
    (tmp_path / "second.html").write_bytes(page.replace(b"8203", b"8204"))
    (tmp_path / "again.html").write_bytes(page + b"<!-- saved once more -->")
    told = run("diagnose", "first.html", "second.html", "again.html", *PILE, "-o", "all.csv")
    assert told.exit_code == 0
    rows = list(csv.DictReader((tmp_path / "all.csv").read_text("utf-8").splitlines()))
    assert len(rows) == len({row["order_id"] for row in rows}) == 100
    assert told.stdout.startswith("100 orders.\n")
    one = rows[0]["order_id"].lstrip("'")
    assert run("evidence", "first.html", "-o", "x.zip", *AS_OF).exit_code == 1
    packed = run("evidence", "first.html", "second.html", "--order", one, "-o", "x.zip", *AS_OF)
    assert packed.exit_code == 0, packed.stderr


@pytest.mark.parametrize("kept", ["Nadia", "8190000011112221"])
def test_a_copy_that_would_leak_is_not_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    """Whatever fails to replace something, the last look finds it in the copy, and says nothing of what it is."""
    real = PageScrubber.page
    monkeypatch.setattr(PageScrubber, "page", lambda *given, **named: f"{real(*given, **named)}<p>{kept}</p>")
    told = run("scrub", PAGE, "--review")
    assert (told.exit_code, told.stdout) == (1, "")
    assert "The page was not written." in told.stderr
    assert kept not in told.stderr
    assert [*tmp_path.iterdir(), *PAGE.parent.glob("*safe*")] == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is text")
@pytest.mark.parametrize("command", WRITERS)
def test_a_file_whose_name_is_no_text_is_worked_with_like_any_other(run: Run, tmp_path: Path, command: str) -> None:
    folder = tmp_path / os.fsdecode(b"b\xff")
    folder.mkdir()
    name = folder / os.fsdecode(b"p\xe9.html")
    shutil.copy(PAGE, name)
    (folder / os.fsdecode(b"n\xe9.html")).write_bytes(b"\0\1\2")
    first, _, *others = WRITERS[command]
    source = folder if command == "pile" else name
    extra = ["--review"] if command == "scrub" else []
    told = run(first, source, *others, *extra, "-o", tmp_path / "out.csv")
    assert told.exit_code == (1 if command == "pile" else 0)
    assert (tmp_path / "out.csv").stat().st_size > 0
    if command == "pile":
        assert r"n\udce9.html" in (tmp_path / "out.problems.csv").read_text("utf-8")
