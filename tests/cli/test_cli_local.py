"""The doors to the server and its memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from tests.cli.conftest import AS_OF

import whyclosed
from whyclosed.labels import labels
from whyclosed_server import calling, stopping
from whyclosed_server.store import Store

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def private_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


def _remember(fixtures: Path) -> None:
    pages = [fixtures / "pair-closed-with-tracking/page.html", fixtures / "detail-closed-no-reason/page.html"]
    with Store.open() as store:
        store.add_all(whyclosed.parse(pages).orders, at=datetime(2026, 11, 22, 9, tzinfo=UTC))


def test_pair_shows_the_same_key_until_a_new_one_is_wanted(run: Run) -> None:
    first, again, new = run("pair"), run("pair"), run("pair", "--new")
    assert len(bytes.fromhex(first.stdout.strip())) == 32
    assert first.stdout == again.stdout != new.stdout
    assert "extension" in first.stderr


def test_orders_and_forget(run: Run, fixtures: Path) -> None:
    assert run("orders").stderr.startswith("No order is remembered. The extension adds one")
    _remember(fixtures)
    report = json.loads(run("orders", "--format", "json", *AS_OF).stdout)
    assert len(report["orders"]) == 2
    assert "2 orders" in run("orders", *AS_OF).stdout
    assert run("forget", "8203417710020100").stderr.strip() == "Forgotten: 1 order."
    assert run("forget", "8203417710020100").exit_code == 1
    assert "Order 8203417710020100" not in run("orders", *AS_OF).stdout
    assert run("forget", "--all").stderr.strip() == "Forgotten: 1 order."
    assert run("forget", "--all").stderr.strip() == "Forgotten: 0 orders."


def test_serve_without_its_packages_says_how_to_get_them(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    of_flask = ("flask", "whyclosed_server.serve", "whyclosed_server.app", "whyclosed_server.door")
    for name in [name for name in sys.modules if name.startswith(of_flask)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "flask", None)
    result = run("serve")
    assert result.exit_code == 1
    assert f"They are installed with: {calling.adding('server')}\n" in result.stderr
    assert "flask is missing" in result.stderr


def test_serve_passes_its_options_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import whyclosed_server.serve

    seen: list[object] = []

    def serve(
        port: int,
        *,
        remember: bool,
        show_key: bool,
        say: Callable[[str], None],
        lines: Mapping[str, str],
        pack: Callable[..., object],
    ) -> None:
        seen.extend((port, remember, show_key))
        say(lines["listens"])
        raise KeyboardInterrupt

    monkeypatch.setattr(whyclosed_server.serve, "serve", serve)
    english = run("serve", "--port", "5000", "--no-store")
    listens = labels().all("serve")["listens"]
    assert (english.exit_code, english.stderr.strip(), seen) == (0, listens, [5000, False, False])
    assert run("serve", "--language", "de").stderr.startswith("whyclosed wartet auf")


def test_setup_says_what_it_did_and_what_to_press(run: Run, tmp_path: Path) -> None:
    nobody = run("setup")
    assert (nobody.exit_code, nobody.stdout.count("\n")) == (0, 1)
    assert "No browser was found" in nobody.stdout
    assert "nothing to take back" in run("setup", "--undo").stdout
    (tmp_path / ".mozilla/firefox").mkdir(parents=True)
    (tmp_path / "snap/chromium").mkdir(parents=True)
    said = run("setup").stdout
    assert said.startswith("Firefox: connected.\n")
    assert "Chromium (Snap): it keeps" in said
    assert "about:debugging" in said
    assert "chrome://" not in said
    assert run("setup").stdout.startswith("Firefox: connected already.")
    assert run("setup", "--undo").stdout == "Firefox: no longer connected.\n"
    assert run("setup", "--undo").stdout == "Firefox: was not connected.\n"


def test_setup_that_fails_for_a_browser_says_so_and_how_to_go_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".mozilla/firefox").mkdir(parents=True)
    (tmp_path / ".mozilla/native-messaging-hosts").write_text("a file where the folder should be")
    result = run("setup")
    assert result.exit_code == 1
    assert "Firefox: could not be connected" in result.stdout
    assert "pasted by hand" in result.stderr


def test_a_port_in_use_is_explained(run: Run) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "is taken" in result.stderr


@pytest.mark.parametrize(
    ("found", "exit_code", "said"),
    [
        ((47292, True), 0, "no longer listens on port 47292"),
        ((None, False), 0, "No whyclosed of yours is running"),
        ((47291, False), 1, "The whyclosed on port 47291 goes on"),
    ],
)
def test_stop_says_what_has_become_of_the_server(
    run: Run, monkeypatch: pytest.MonkeyPatch, found: tuple[int | None, bool], exit_code: int, said: str
) -> None:
    monkeypatch.setattr(stopping, "stop_server", lambda port: found)
    made = run("stop")
    assert (made.exit_code, made.stdout) == (exit_code, "")
    assert said in made.stderr


def test_stop_needs_no_server_and_no_key(run: Run) -> None:
    assert "No whyclosed of yours" in run("stop", "--port", "1").stderr


@pytest.mark.parametrize("undo", [(), ("--undo",)])
def test_setup_stops_the_server_of_the_version_before(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undo: tuple[str, ...]
) -> None:
    stopped: list[int] = []
    monkeypatch.setattr(stopping, "stop_server", stopped.append)
    assert run("setup", *undo).exit_code == 0
    assert stopped == [], "nothing was joined"
    (tmp_path / ".mozilla" / "firefox").mkdir(parents=True)
    assert run("setup", *undo).exit_code == 0
    assert stopped == [47291]
