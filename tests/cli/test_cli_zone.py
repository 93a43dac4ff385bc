"""The buyer's zone where nobody names one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.common import BERLIN

from whyclosed.api import ZoneWarning, advise, setting
from whyclosed.zone import ZoneError, machine_zone, zone, zone_of


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":Europe/Berlin", "Europe/Berlin"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        ("", "UTC"),
        ("CET-1CEST,M3.5.0,M10.5.0", None),
        ("../../etc/passwd", None),
        ("Nowhere/Land", None),
    ],
)
def test_the_environment_counts_first(told: str, found: str | None, tmp_path: Path) -> None:
    zone_found = machine_zone({"TZ": told}, tmp_path)
    assert (zone_found and zone_found.key) == found


def test_the_link_of_the_system(tmp_path: Path) -> None:
    target = tmp_path / "usr/share/zoneinfo/America/New_York"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").symlink_to(target)
    (tmp_path / "etc/timezone").write_text("Asia/Tokyo\n")
    assert machine_zone({}, tmp_path) == ZoneInfo("America/New_York")


def test_the_name_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/localtime").write_bytes(b"TZif2")
    (tmp_path / "etc/timezone").write_text("Asia/Tokyo  # set by hand\n")
    assert machine_zone({}, tmp_path) == ZoneInfo("Asia/Tokyo")


def test_no_name_anywhere(tmp_path: Path) -> None:
    assert machine_zone({}, tmp_path) is None


@pytest.mark.parametrize("name", ["", "Berlin", "../Berlin", "Europe", "Europe/Berlin\0"])
def test_a_wrong_name_is_an_error(name: str) -> None:
    with pytest.raises(ZoneError):
        zone(name)


def test_a_wrong_name_gets_a_suggestion() -> None:
    with pytest.raises(ZoneError, match="Did you mean 'Europe/Berlin'"):
        zone("Europe/Berln")


@pytest.mark.parametrize(
    ("as_of", "machine", "expected"),
    [
        (None, BERLIN, BERLIN),
        (None, None, UTC),
        ("2026-11-22T10:00", BERLIN, BERLIN),
        ("2026-11-22T10:00+01:00", BERLIN, BERLIN),
        ("2026-11-22T10:00Z", BERLIN, BERLIN),
        ("2026-11-22T10:00-05:00", BERLIN, timezone(timedelta(hours=-5))),
        ("2026-07-22T10:00+01:00", BERLIN, timezone(timedelta(hours=1))),
        ("2026-11-22T10:00+01:00", None, timezone(timedelta(hours=1))),
    ],
)
def test_zone_of_a_time(as_of: str | None, machine: ZoneInfo | None, expected: object) -> None:
    assert zone_of(datetime.fromisoformat(as_of) if as_of else None, machine) == expected


def test_a_naive_time_is_in_the_zone() -> None:
    assert setting(datetime(2026, 11, 22, 10), "Europe/Berlin").now.isoformat() == "2026-11-22T10:00:00+01:00"


def test_an_unknown_zone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST")
    with pytest.warns(ZoneWarning, match="counted in UTC"):
        advise({}, as_of=datetime(2026, 11, 22, 10))
