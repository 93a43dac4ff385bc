"""Joining browsers to the program, and the door opener that they then may start."""

from __future__ import annotations

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from tests.server.conftest import Running

from whyclosed_server import HOST, joining, opener, stopping
from whyclosed_server.errors import JoiningError, StartError
from whyclosed_server.joining import Home, Joined, join, unjoin
from whyclosed_server.pairing import ensure_key, pair
from whyclosed_server.stopping import stop_server

FOLDERS = {
    "Firefox": ".mozilla/firefox",
    "Chromium": ".config/chromium",
    "Chrome": ".config/google-chrome",
    "Edge": ".config/microsoft-edge",
    "Brave": ".config/BraveSoftware/Brave-Browser",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with spaces in its path, in which Firefox and Chromium have run."""
    here = tmp_path / "my home"
    for name in ("Firefox", "Chromium"):
        (here / FOLDERS[name]).mkdir(parents=True)
    return Home(here, here / ".config", "linux")


@pytest.fixture
def data(home: Home) -> Path:
    return home.home / "data"


def manifests(home: Home) -> list[Path]:
    return sorted(home.home.rglob("whyclosed.door.json"))


def test_every_browser_that_has_run_is_joined_to_this_program_and_this_extension(home: Home, data: Path) -> None:
    assert join(home, data) == (Joined("Firefox", "joined"), Joined("Chromium", "joined"))
    chromium, firefox = (json.loads(path.read_text()) for path in manifests(home))
    assert chromium["path"] == firefox["path"] == str(data / "door")
    assert chromium["allowed_origins"] == ["chrome-extension://bopanilpggjegjimjdjodabgebekpond/"]
    assert firefox["allowed_extensions"] == ["whyclosed@whyclosed"]
    assert [path.parent.name for path in manifests(home)] == ["NativeMessagingHosts", "native-messaging-hosts"]


@pytest.mark.parametrize("name", FOLDERS)
def test_each_browser_is_known_by_its_profile(tmp_path: Path, name: str) -> None:
    (tmp_path / FOLDERS[name]).mkdir(parents=True)
    assert [place.browser for place in joining.installed(Home(tmp_path, tmp_path / ".config", "linux"))] == [name]


def test_a_profile_in_the_other_folder_for_settings_counts(tmp_path: Path) -> None:
    (tmp_path / "elsewhere/mozilla/firefox").mkdir(parents=True)
    (tmp_path / "elsewhere/chromium").mkdir()
    home = Home(tmp_path, tmp_path / "elsewhere", "linux")
    assert [place.browser for place in joining.installed(home)] == ["Firefox", "Chromium"]


def test_two_profiles_that_share_a_folder_of_manifests_are_joined_once(home: Home, data: Path) -> None:
    (home.config / "mozilla/firefox").mkdir(parents=True)
    assert [one.browser for one in join(home, data)] == ["Firefox", "Chromium"]


def test_joined_twice_nothing_changes(home: Home, data: Path) -> None:
    join(home, data)
    before = {path: path.read_bytes() for path in home.home.rglob("*") if path.is_file()}
    assert {one.outcome for one in join(home, data)} == {"kept"}
    assert {path: path.read_bytes() for path in home.home.rglob("*") if path.is_file()} == before


def test_another_installation_is_named_and_keeps_its_own_when_ours_is_undone(home: Home, data: Path) -> None:
    other = home.home / "other installation"
    join(home, other)
    assert {(one.outcome, one.other) for one in join(home, data)} == {("taken_over", str(other / "door"))}
    join(home, other)
    assert {(one.outcome, one.other) for one in unjoin(home, data)} == {("nothing", str(other / "door"))}
    assert len(manifests(home)) == 2
    assert {one.outcome for one in unjoin(home, other)} == {"undone"}
    assert manifests(home) == []
    assert {one.outcome for one in unjoin(home, other)} == {"nothing"}


def test_another_installation_with_the_same_data_is_named_and_not_undone(
    home: Home, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = sys.executable, tmp_path / "other venv" / "python"
    other.parent.mkdir()
    other.touch()
    monkeypatch.setattr(sys, "executable", str(other))
    join(home, data)
    monkeypatch.setattr(sys, "executable", ours)
    assert {(one.outcome, one.other) for one in unjoin(home, data)} == {("nothing", str(other))}
    assert {(one.outcome, one.other) for one in join(home, data)} == {("taken_over", str(other))}
    assert {one.outcome for one in join(home, data)} == {"kept"}
    assert {one.outcome for one in unjoin(home, data)} == {"undone"}


def test_a_moved_installation_is_joined_anew(home: Home, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = sys.executable
    monkeypatch.setattr(sys, "executable", str(data / "gone" / "python"))
    join(home, data)
    monkeypatch.setattr(sys, "executable", ours)
    assert {one.outcome for one in join(home, data)} == {"kept"}
    assert ours in (data / "door").read_text()


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"path": 3}', "\0"])
def test_a_broken_manifest_is_written_anew(home: Home, data: Path, broken: str) -> None:
    join(home, data)
    manifests(home)[0].write_text(broken)
    join(home, data)
    assert json.loads(manifests(home)[0].read_text())["path"] == str(data / "door")


def test_what_fails_for_one_browser_does_not_stop_the_others(home: Home, data: Path) -> None:
    (home.config / "chromium/NativeMessagingHosts").write_text("a file where the folder should be")
    firefox, chromium = join(home, data)
    assert firefox.outcome == "joined"
    assert chromium.outcome == "failed"
    assert chromium.failure is not None
    assert "NativeMessagingHosts" in chromium.failure.told("de")


def test_a_home_that_cannot_be_written_says_what_to_do_instead(home: Home, data: Path) -> None:
    data.write_text("a file where the folder should be")
    with pytest.raises(JoiningError, match="paste the key by hand"):
        join(home, data)


def test_browsers_in_a_box_are_named(tmp_path: Path) -> None:
    (tmp_path / "snap/firefox").mkdir(parents=True)
    home = Home(tmp_path, tmp_path / ".config", "linux")
    assert joining.boxed(home) == ("Firefox (Snap)",)
    assert joining.installed(home) == ()


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_the_other_systems_have_a_place_for_every_browser(tmp_path: Path, platform: str) -> None:
    home = Home(tmp_path, tmp_path / ".config", platform)
    for browser in joining._browsers()["browser"]:
        for place in browser[platform]:
            Path(home.fill(place["profile"])).mkdir(parents=True, exist_ok=True)
    assert {place.browser for place in joining.installed(home)} == set(FOLDERS)


# ------------------------------------------------------------------------------------------------- the door opener


def call(starter: Path, message: object, **environment: str) -> object:
    """What a browser does: start the program and exchange one message."""
    body = json.dumps(message).encode()
    ran = subprocess.run(
        [str(starter), "chrome-extension://any/"],
        input=struct.pack("=I", len(body)) + body,
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )
    (length,) = struct.unpack("=I", ran.stdout[:4])
    assert length == len(ran.stdout) - 4
    return json.loads(ran.stdout[4:])


def test_the_starter_hands_over_the_door_that_is_open(home: Home, running: Running) -> None:
    folder = home.home / "data" / "whyclosed"
    shutil.copytree(running.folder, folder)
    join(home, folder)
    reply = call(folder / "door", {"port": running.client.port}, XDG_DATA_HOME=str(folder.parent))
    assert reply == {"port": running.client.port, "key": pair(running.folder)}


@pytest.mark.parametrize("message", [{}, [], None, {"port": "1"}, {"port": True}, {"port": 0}, {"port": 70_000}])
def test_a_message_that_is_none_is_refused(data: Path, message: object) -> None:
    told, german = opener.answer(message, data), opener.answer({"lang": "de-AT", "port": 0}, data)
    assert set(told) == {"error"} == set(german)
    assert told["error"].startswith("The extension sent")
    assert german["error"].startswith("Die Erweiterung hat")


def test_folders_that_are_not_private_are_refused_in_words(data: Path) -> None:
    data.mkdir(parents=True, mode=0o755)
    assert "chmod 700" in opener.answer({"port": 47291}, data)["error"]


def test_who_listens(running: Running) -> None:
    key = ensure_key(running.folder / "pairing.key")
    port = running.client.port
    assert opener.who_listens(port, key) == "ours"
    assert opener.who_listens(port, b"x" * 32) == "stranger"
    with socket.socket() as free:
        free.bind((HOST, 0))
        assert opener.who_listens(free.getsockname()[1], key) == "nobody"


def test_nothing_but_a_server_of_ours_is_asked_to_stop(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that goes on is told: an older one does not know the request, and this one has nobody who would end it."""
    monkeypatch.setattr(stopping, "PATIENCE", 0.2)
    port = running.client.port
    assert stop_server(port, running.folder) == (port, False)
    assert stop_server(port, running.folder / "of-nobody") == (None, False)
    (running.folder / "pairing.key").write_text("00" * 32 + "\n")
    with socket.create_server((HOST, 0)) as stranger:
        stranger.settimeout(0.1)
        monkeypatch.setattr(opener, "_CALL", 0.2)
        monkeypatch.setattr(opener, "_PORTS", 1)
        assert stop_server(stranger.getsockname()[1], running.folder) == (None, False)


def test_where_all_ports_are_taken_it_says_so(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opener, "who_listens", lambda port, key: "stranger")
    with pytest.raises(StartError, match="47291 to 47300"):
        opener.open_door(47291, b"x" * 32, data, lambda port, folder: None)


def test_a_server_of_ours_on_a_later_port_is_found_before_another_is_started(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = {47291: "stranger", 47292: "nobody", 47293: "ours"}
    monkeypatch.setattr(opener, "who_listens", lambda port, key: there.get(port, "nobody"))
    assert opener.open_door(47291, b"x" * 32, data, lambda port, folder: pytest.fail("started")) == 47293


def test_a_server_that_does_not_start_is_told_with_its_last_words(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opener, "who_listens", lambda port, key: "nobody")
    monkeypatch.setattr(opener, "PATIENCE", 0.05)
    data.mkdir(parents=True, mode=0o700)

    def start(port: int, folder: Path) -> None:
        (folder / opener.LOG_FILE).write_text("starting\nThe store is broken.\n")

    with pytest.raises(StartError, match=r"The store is broken\. Start it by hand"):
        opener.open_door(47291, b"x" * 32, data, start)


def test_what_the_server_says_goes_to_a_private_file(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data.mkdir(parents=True, mode=0o700)
    (data / opener.LOG_FILE).write_text("of the last time")
    monkeypatch.setattr(sys, "executable", shutil.which("true"))
    assert opener.start_server(47291, data).wait() == 0
    assert (data / opener.LOG_FILE).read_text() == ""
    assert (data / opener.LOG_FILE).stat().st_mode & 0o777 == 0o600
