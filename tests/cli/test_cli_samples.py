"""The pages that come with the package."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import whyclosed
from whyclosed.samples import PAGES, copy_to


def test_samples_are_read_without_a_problem(tmp_path: Path) -> None:
    copies = copy_to(tmp_path / "new/folder")
    assert [copy.name for copy in copies] == list(PAGES)
    report = whyclosed.diagnose(
        list(copies), as_of=datetime.fromisoformat("2026-11-22T10:00+01:00"), tz="Europe/Berlin"
    )
    assert report.unread == ()
    assert [entry.order.order_id for entry in report.orders] == [
        "8190000000004411",
        "8190000000004420",
        "8190000000004390",
    ]
    closed = report.orders[0]
    assert [page.kind for page in closed.order.pages] == ["order_detail", "tracking", "order_list"]
    assert all(page.captured_at is not None for page in closed.order.pages)
    assert closed.order.problems == ()
    assert closed.diagnosis.cause.code == "shipment_cancelled"


def test_they_can_be_had_from_the_command_line(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "whyclosed.samples", str(tmp_path / "pages")], capture_output=True, text=True, check=True
    )
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == sorted(PAGES)
    assert "whyclosed diagnose" in result.stdout
