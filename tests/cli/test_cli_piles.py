"""Piles of pages: told as the same pages are told one by one, whoever reads them, and gone on with where stopped."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.conftest import AS_OF, Run
from tests.common import FIXTURES

from whyclosed import pages as whyclosed_pages
from whyclosed.commands import piling
from whyclosed.labels import languages
from whyclosed.piles import pieces
from whyclosed.piles.pieces import Reading
from whyclosed.piles.spread import NoSchedulerError, spread
from whyclosed.piles.work import Work
from whyclosed_parser import parse
from whyclosed_parser.merging.groups import Key, grouped_keys

PATIENCE = 30  # seconds
NAMES = (
    "detail-closed-seller-cancelled",
    "detail-in-dispute",
    "list-claims",
    "list-card-without-id",
    "tracking-delivered-alone",
    "pair-delivered-with-tracking",
    "dispute-start-form",
)

Tell = Callable[..., Result]


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    """A folder of pages: several of one order, a list, one without a number, one that cannot be read."""
    folder = tmp_path / "saved"
    for name in NAMES:
        for page in FIXTURES.joinpath(name).glob("*.html"):
            place = folder / name / page.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(page, place)
    (folder / "notes.html").write_text("<p>my notes</p>")
    return folder


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_pile_is_told_as_its_pages_are(run: Run, pile: Path, tmp_path: Path, jobs: int) -> None:
    plain = run("diagnose", pile, "--format", "csv", *AS_OF)
    told = run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", str(jobs), "-o", "all.csv")
    assert (plain.exit_code, told.exit_code) == (1, 1)
    assert (tmp_path / "all.csv").read_text("utf-8") == plain.stdout
    rows = plain.stdout.count("\n") - 1
    assert told.stdout.startswith(f"{rows} orders.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "all.problems.csv", "saved"]


def test_what_could_not_be_read_stands_in_a_file_of_its_own(run: Run, pile: Path, tmp_path: Path) -> None:
    told = run("diagnose", pile, tmp_path / "gone.html", "--format", "csv", *AS_OF, "--jobs", "1", "-o", "all.csv")
    rows = list(csv.DictReader((tmp_path / "all.problems.csv").read_text("utf-8").splitlines()))
    unread = [Path(row["file"]).name for row in rows if row["file"]]
    assert sorted(unread) == ["gone.html", "notes.html", "page.html"]
    assert "3 pages could not be read." in told.stdout
    doubts = [row for row in rows if not row["file"]]
    assert all(row["code"] and row["message"] for row in rows)
    assert {row["code"] for row in doubts} & {"markers_missing", "unverified_wording", "order_id_missing"}


def test_lines_of_json_are_those_of_the_pages_and_the_due_ones_first(run: Run, pile: Path) -> None:
    plain = run("diagnose", pile, "--format", "jsonl", *AS_OF)
    told = run("diagnose", pile, "--format", "jsonl", *AS_OF, "--jobs", "1")
    orders = [line for line in plain.stdout.splitlines() if "problem" not in json.loads(line)]
    lines = told.stdout.splitlines()
    assert sorted(lines) == sorted(orders)
    rows = [json.loads(line)["order"]["order_id"] for line in lines]
    table = run("diagnose", pile, "--format", "csv", *AS_OF).stdout
    assert rows == [row["order_id"] or None for row in csv.DictReader(table.splitlines())]
    assert "orders." in told.stderr


@pytest.mark.parametrize("language", languages())
def test_the_table_of_html_stands_in_every_language(run: Run, pile: Path, tmp_path: Path, language: str) -> None:
    page = pile / "list-claims" / "page.html"
    how = ("--jobs", "1", "--language", language)
    told = run("diagnose", page, "--format", "html", *AS_OF, "-o", "all.html", *how)
    assert told.exit_code == 0
    html = (tmp_path / "all.html").read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert html.endswith("</html>\n")
    assert f'lang="{language}"' in html
    orders = parse(page.read_bytes()).orders
    assert html.rpartition("<table")[2].count("<tr") == 1 + len(orders)
    assert "{" not in told.stdout


def stopped_after(count: int, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let Ctrl-C be pressed at the page behind so many; gives the pages that are read from then on."""
    read: list[Path] = []
    one = whyclosed_pages.read_one

    def interrupted(source: Path, *more: str) -> object:
        if len(read) == count:
            read.append(source)
            raise KeyboardInterrupt
        read.append(source)
        return one(source, *more)

    monkeypatch.setattr(whyclosed_pages, "read_one", interrupted)
    return read


def test_a_stopped_pile_goes_on_where_it_was(
    run: Run, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run("diagnose", pile, "--format", "csv", *AS_OF).stdout
    with monkeypatch.context() as patch:
        done = stopped_after(3, patch)
        first = run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", "1", "-o", "all.csv")
    assert first.exit_code == 130
    assert "goes on from there" in first.stderr
    assert not (tmp_path / "all.csv").exists()
    changed = done[0]
    changed.write_bytes(changed.read_bytes() + b"\n")
    read = stopped_after(-1, monkeypatch)
    assert run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", "1", "-o", "all.csv").exit_code == 1
    assert set(read) & set(done[:3]) == {changed}
    assert (tmp_path / "all.csv").read_text("utf-8") == plain
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "all.problems.csv", "saved"]


def test_a_stopped_pile_without_a_file_leaves_nothing(
    run: Run, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_after(2, monkeypatch)
    told = run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", "1")
    assert (told.exit_code, told.stdout) == (130, "")
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


def test_a_full_disk_is_named_and_what_was_read_is_kept(
    run: Run, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    added: list[Path] = []

    def add(work: Work, path: str, reading: Reading) -> None:
        if len(added) == 3:
            raise full
        added.append(Path(path))
        one(work, path, reading)

    one = Work.add
    with monkeypatch.context() as patch:
        patch.setattr(Work, "add", add)
        told = run("diagnose", pile, "--format", "csv", "--jobs", "1", "-o", "all.csv", "--language", "de")
    assert told.exit_code == 1
    assert "der Datenträger ist voll" in told.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [".all.csv.work", "saved"]
    read = stopped_after(-1, monkeypatch)
    run("diagnose", pile, "--format", "csv", "--jobs", "1", "-o", "all.csv")
    assert set(read) & set(added) == set()


def test_a_disk_without_any_room_is_left_as_it_was(
    run: Run, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def open_work(work: Work, file: Path, setting: str) -> None:
        file.touch()
        raise full

    monkeypatch.setattr(Work, "__init__", open_work)
    assert run("diagnose", pile, "--format", "csv", "--jobs", "1", "-o", "all.csv").exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]


_ID = st.sampled_from("ABC")
_KEY = st.builds(Key, st.none() | _ID, st.lists(_ID, max_size=2).map(tuple))


@given(pages=st.lists(st.lists(_KEY, max_size=2), max_size=5))
def test_the_ids_that_are_held_join_the_same_pages_as_all_of_them(pages: list[list[Key]]) -> None:
    with TemporaryDirectory() as folder, closing(Work(Path(folder, "work"), "")) as work:
        for place, keys in enumerate(pages):
            work.add(f"{place}", Reading(tuple(keys), tuple("" for _ in keys), ()))
        held = [key for _, key in work.keys([f"{place}" for place in range(len(pages))])]
    told = [key for keys in pages for key in keys]
    assert grouped_keys(held) == grouped_keys(told)
    names = Counter(name for key in told for name in (key.order_id, *key.lines))
    assert {name for key in held for name in key.lines} <= {name for name in names if names[name] > 1}


def goes_on_for_ever(piece: Path) -> None:
    piece.write_text(str(os.getpid()))
    while True:
        time.sleep(60)


def wait_for(happened: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened() and time.monotonic() < until:
        time.sleep(0.02)
    assert happened()


def program(code: str, folder: Path, **variables: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=folder,
        env={**os.environ, **variables, "PYTHONPATH": str(FIXTURES.parent)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_no_process_is_left_where_the_program_was_killed(tmp_path: Path) -> None:
    places = [tmp_path / "one", tmp_path / "two"]
    code = (
        "from pathlib import Path\nfrom tests.cli.test_cli_piles import goes_on_for_ever, spread\n"
        "if __name__ == '__main__': list(spread(goes_on_for_ever, [Path('one'), Path('two')], 2))"
    )
    with program(code, tmp_path) as killed:
        wait_for(lambda: all(place.exists() and place.read_text() for place in places))
        killed.kill()
    wait_for(lambda: not any(Path("/proc", place.read_text()).exists() for place in places))


@pytest.mark.skipif(sys.platform == "win32", reason="there it is no signal that can be heard")
def test_a_pile_that_the_system_stops_leaves_nothing_private(pile: Path, tmp_path: Path) -> None:
    """Not in the folder of temporary files either, where the work lies without `-o`."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    code = (
        "import sys\nfrom tests.cli import test_cli_piles as tests\nfrom whyclosed import pages\n"
        "from whyclosed.command import main\n"
        "pages.read_one = lambda source, *more: tests.goes_on_for_ever(tests.Path('reading'))\n"
        "sys.argv = ['whyclosed', 'diagnose', 'saved', '--format', 'csv', '--jobs', '1']\n"
        "main()"
    )
    with program(code, tmp_path, TMPDIR=str(temporary)) as stopped:
        wait_for(lambda: (tmp_path / "reading").exists())
        assert list(temporary.iterdir())
        stopped.terminate()
        assert stopped.wait(PATIENCE) == 128 + signal.SIGTERM
    assert list(temporary.iterdir()) == []


def test_what_was_read_for_another_order_is_read_anew(run: Run, pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        done = stopped_after(3, patch)
        assert run("diagnose", pile, "--format", "csv", "--jobs", "1", "-o", "all.csv").exit_code == 130
    read = stopped_after(-1, monkeypatch)
    run("diagnose", pile, "--format", "csv", "--jobs", "1", "-o", "all.csv", "--order", "8190000000000001")
    assert set(done) <= set(read)


def test_nothing_is_overwritten_and_nothing_half_written(run: Run, pile: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    (tmp_path / "other.problems.csv").write_text("mine")
    assert run("diagnose", pile, "--format", "csv", "-o", "other.csv").exit_code == 1
    (tmp_path / "other.problems.csv").unlink()
    told = run("diagnose", pile, "--format", "csv", "-o", "mine.csv")
    assert (told.exit_code, (tmp_path / "mine.csv").read_text()) == (1, "mine")
    told = run("diagnose", pile, "--format", "csv", "-o", tmp_path / "no" / "all.csv")
    assert told.exit_code == 1
    assert "could not be written" in told.stderr
    for wrong in (("--format", "text"), ("--format", "csv", "--answer", "paid=yes"), ("--format", "csv", "--full")):
        assert run("diagnose", pile, *wrong, "-o", "all.csv").exit_code == 2
    assert run("diagnose", "-", "--format", "csv", "--jobs", "2", stdin="x").exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.csv", "saved"]


def test_money_is_told_with_what_is_to_be_done_for_it_and_of_one_currency_alone(run: Run, pile: Path) -> None:
    table = run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", "1")
    due = [row for row in csv.DictReader(table.stdout.splitlines()) if row["money"] and row["tone"] != "done"]
    sums: dict[str, Decimal] = {}
    for row in due:
        if row["route"] == "wait_delivery" and row["money_currency"] == "USD":
            sums["USD"] = sums.get("USD", Decimal(0)) + Decimal(row["money"])
    (line,) = (line for line in table.stderr.splitlines() if "wait for the delivery" in line)
    assert f"${sums['USD']:,}" in line
    lost = sum(not row["money_currency"] for row in due)
    assert ("no certain currency" in table.stderr) == bool(lost)


def test_an_order_that_cannot_be_told_does_not_take_the_others_with_it(
    run: Run, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", "1").stdout.splitlines()
    told = pieces._told
    failed = next(row.partition(",")[0] for row in whole[1:] if not row.startswith(","))

    def fails(piece: pieces.ToTell) -> object:
        if piece.order_id == failed:
            raise RuntimeError("a fault of ours")
        return told(piece)

    monkeypatch.setattr(pieces, "_told", fails)
    assert run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", "1", "-o", "all.csv").exit_code == 1
    assert (tmp_path / "all.csv").read_text("utf-8").splitlines() == [
        row for row in whole if not row.startswith(failed)
    ]
    assert failed in (tmp_path / "all.problems.csv").read_text("utf-8")


def test_a_second_run_into_the_same_file_is_refused(run: Run, pile: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / ".all.csv.work", timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        told = run("diagnose", pile, "--format", "csv", *AS_OF, "--jobs", "1", "-o", "all.csv")
    assert told.exit_code == 1
    assert "all.csv" in told.stderr


def dies_of_three(piece: int) -> int:
    if piece == 3:
        os._exit(9)
    return piece * piece


@pytest.mark.parametrize("ahead", [1, 3])  # the piece goes alone, or with others
def test_a_piece_that_ends_its_process_does_not_end_the_others(monkeypatch: pytest.MonkeyPatch, ahead: int) -> None:
    monkeypatch.setattr(sys.modules[spread.__module__], "_AHEAD", ahead)
    done = list(spread(dies_of_three, range(10), jobs=2))
    assert done == [(piece, None if piece == 3 else piece * piece) for piece in range(10)]


def test_at_most_so_many_pieces_are_under_way() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for piece in range(1000):
            taken.append(piece)
            yield piece

    done = spread(abs, pieces(), jobs=1)
    next(done)
    assert len(taken) == 1
    done.close()
    del taken[:]
    done = spread(abs, pieces(), jobs=2)
    for piece, _ in done:
        assert len(taken) - piece <= 16 + 3  # of those that came back together some may still wait here
        if piece < 16:
            assert len(taken) >= 16
    assert taken == list(range(1000))


def test_a_cluster_gives_the_same(run: Run, pile: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed") if not os.environ.get("CI") else __import__("distributed")
    plain = run("diagnose", pile, "--format", "csv", *AS_OF).stdout
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        told = run("diagnose", pile, "--format", "csv", *AS_OF, "--scheduler", address, "-o", "all.csv")
        assert list(spread(dies_of_three, [2, 4], 1, address)) == [(2, 4), (4, 16)]
    assert told.exit_code == 1
    assert (tmp_path / "all.csv").read_text("utf-8") == plain


def test_a_scheduler_that_does_not_answer_is_named(run: Run, pile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object, **__: object) -> None:
        raise NoSchedulerError("nobody there")

    monkeypatch.setattr(piling, "read_pile", nobody)
    told = run("diagnose", pile, "--format", "csv", "--scheduler", "tcp://127.0.0.1:9", "-o", "all.csv")
    assert told.exit_code == 1
    assert "tcp://127.0.0.1:9" in told.stderr
    assert "nobody there" in told.stderr
