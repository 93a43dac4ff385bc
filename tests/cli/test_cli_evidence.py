"""The evidence pack: what was seen of one order, and nothing of anybody's."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import AS_OF, Run
from tests.common import FIXTURES

from whyclosed.labels import languages

SAMPLES = Path(__file__).parents[2] / "cli" / "whyclosed" / "samples"
ORDER, TRACKING = SAMPLES / "closed-order.html", SAMPLES / "closed-order-tracking.html"
NUMBER = "8190000000004411"


def packed(place: Path) -> dict[str, str]:
    with zipfile.ZipFile(place) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def words(sheet: str) -> list[str]:
    return re.sub(r"<style>.*?</style>|<[^>]+>", "\n", sheet, flags=re.DOTALL).split("\n")


def test_the_pack_tells_what_was_seen_and_when(run: Run, tmp_path: Path) -> None:
    told = run("evidence", ORDER, TRACKING, *AS_OF)
    assert (told.exit_code, told.stdout) == (0, f"evidence-{NUMBER}.zip\n")
    assert "screenshots" in told.stderr
    made = packed(tmp_path / f"evidence-{NUMBER}.zip")
    assert list(made) == ["evidence.html", "messages.txt", "SHA256SUMS"]
    sheet = words(made["evidence.html"])
    for text in (
        NUMBER,
        "Sun, Nov 22, 2026, 09:40",
        "“Closed”",
        "“Shipment cancelled”",
        "Your chat history with the seller",
    ):
        assert text in sheet
    events = [
        sheet.index(text) for text in ("Logistics order has been created", "Waiting for pick up", "Shipment cancelled")
    ]
    assert events == sorted(events)
    assert "Otherwise I will open a dispute." in made["messages.txt"]
    for page in (ORDER, TRACKING):
        assert f"{hashlib.sha256(page.read_bytes()).hexdigest()}  {page.name}\n" in made["SHA256SUMS"]


def test_the_same_pages_give_the_same_pack(run: Run, tmp_path: Path) -> None:
    packs = []
    for name in ("one.zip", "two.zip"):
        assert run("evidence", ORDER, *AS_OF, "-o", name).exit_code == 0
        packs.append((tmp_path / name).read_bytes())
    assert packs[0] == packs[1]


def test_a_time_before_all_zip_files_is_no_fault(run: Run) -> None:
    assert run("evidence", ORDER, "--as-of", "1970-01-01T10:00", "-o", "x.zip").exit_code == 0


def test_the_pages_themselves_go_in_only_when_asked(run: Run, tmp_path: Path) -> None:
    assert run("evidence", ORDER, "--with-pages", "-o", "x.zip", *AS_OF).exit_code == 0
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert archive.read(f"pages/{ORDER.name}") == ORDER.read_bytes()
        assert f"  pages/{ORDER.name}\n" in archive.read("SHA256SUMS").decode()


@pytest.mark.parametrize(
    ("page", "told", "not_told"),
    [
        (ORDER, "The tracking page is not among", "The order's own page is not among"),
        (TRACKING, "The order's own page is not among", "The tracking page is not among"),
    ],
)
def test_a_page_that_is_not_there_is_named(run: Run, tmp_path: Path, page: Path, told: str, not_told: str) -> None:
    assert run("evidence", page, "-o", "x.zip", *AS_OF).exit_code == 0
    sheet = packed(tmp_path / "x.zip")["evidence.html"]
    assert told in sheet.replace("&#x27;", "'")
    assert not_told not in sheet.replace("&#x27;", "'")


def test_of_a_list_only_the_order_that_is_meant_goes_in(run: Run, tmp_path: Path) -> None:
    page = FIXTURES / "list-claims" / "page.html"
    unclear = run("evidence", page, *AS_OF)
    assert unclear.exit_code == 1
    first, second = re.findall(r"\d{16}", unclear.stderr)[:2]
    assert run("evidence", page, "--order", first, *AS_OF).exit_code == 0
    (sheet,) = (text for name, text in packed(tmp_path / f"evidence-{first}.zip").items() if name.endswith(".html"))
    assert first in sheet
    assert second not in sheet


@pytest.mark.parametrize("language", languages())
def test_it_is_packed_in_every_language(run: Run, tmp_path: Path, language: str) -> None:
    assert run("evidence", ORDER, TRACKING, "--language", language, "-o", "x.zip", *AS_OF).exit_code == 0
    sheet = packed(tmp_path / "x.zip")["evidence.html"]
    assert f'<html lang="{language}">' in sheet
    assert not re.search(r"[{}]", re.sub(r"<style>.*?</style>", "", sheet, flags=re.DOTALL))


def test_nothing_is_overwritten_and_nothing_half_written(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "mine.zip"
    place.write_text("mine")
    told = run("evidence", ORDER, "-o", place, *AS_OF)
    assert (told.exit_code, place.read_text()) == (1, "mine")
    assert "nothing was written" in told.stderr
    told = run("evidence", ORDER, "-o", tmp_path / "no" / "such" / "x.zip", *AS_OF)
    assert told.exit_code == 1
    assert "could not be written" in told.stderr
    (tmp_path / "full").mkdir()
    assert run("evidence", ORDER, "-o", tmp_path / "full", *AS_OF).exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full", "mine.zip"]


def test_pages_that_say_nothing_are_named_and_the_others_packed(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.html").write_text("<p>my notes</p>")
    told = run("evidence", ORDER, tmp_path / "notes.html", "-o", "x.zip", *AS_OF)
    assert told.exit_code == 0
    assert "notes.html" in told.stderr
    alone = run("evidence", tmp_path / "notes.html", *AS_OF)
    assert alone.exit_code == 1
    assert "nothing to pack" in alone.stderr


def test_two_files_of_one_name_stay_apart(run: Run, tmp_path: Path) -> None:
    places = [tmp_path / name / "page.html" for name in ("a", "b")]
    for place, page in zip(places, (ORDER, TRACKING), strict=True):
        place.parent.mkdir()
        place.write_bytes(page.read_bytes())
    assert run("evidence", *places, "--with-pages", "-o", "x.zip", *AS_OF).exit_code == 0
    assert [name for name in packed(tmp_path / "x.zip") if name.startswith("pages")] == [
        "pages/page.html",
        "pages/2-page.html",
    ]
