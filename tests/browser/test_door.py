"""The door opener in real browsers: joined once, then a click starts the program and hands over its key."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Playwright
from tests.browser import reports
from tests.browser.chromium import SOURCE, Chromium, run_chromium
from tests.browser.firefox import Firefox
from tests.browser.shop import Shop

from whyclosed_server import HOST as HERE
from whyclosed_server.joining import Home, join, unjoin
from whyclosed_server.pairing import pair

SAMPLE = Path(__file__).parents[2] / "cli" / "whyclosed" / "samples" / "closed-order.html"


@pytest.fixture
def port() -> Iterator[int]:
    """A free port; whoever listens there in the end is stopped."""
    with socket.socket() as free:
        free.bind((HERE, 0))
        number = free.getsockname()[1]
    yield number
    stop_server(number)


def servers(port: int) -> list[int]:
    """The processes of a server that was started for this port."""
    wanted = b"\0serve\0--port\0%d\0" % port
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if wanted in place.read_bytes():
                found.append(int(place.parent.name))
    return found


def stop_server(port: int) -> None:
    for process in servers(port):
        os.kill(process, signal.SIGTERM)
        while process in servers(port):
            with suppress(ChildProcessError):
                os.waitpid(process, os.WNOHANG)


@pytest.fixture
def order_page(shop: Shop) -> str:
    shop.pages.clear()
    shop.serve(reports.DETAIL, SAMPLE.read_text("utf-8"))
    return reports.ORDER_PAGE


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a user, with a space in its path."""
    return tmp_path_factory.mktemp("door") / "a home"


@pytest.fixture(scope="module")
def with_leave(playwright: Playwright, shop: Shop, house: Path) -> Iterator[Chromium]:
    """A Chromium in a home of its own, and the extension with the permission that a user grants by a dialog, which no
    browser without a screen can show."""
    source = house.with_name("extension")
    shutil.copytree(SOURCE, source)
    manifest = json.loads((source / "manifest.json").read_text("utf-8"))
    manifest["permissions"] += manifest.pop("optional_permissions")
    (source / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    profile = house / "config" / "chromium"
    profile.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(house / "data"))
        with run_chromium(playwright, profile, shop.port, source=source) as running:
            yield running


@pytest.fixture
def chromium(with_leave: Chromium, house: Path) -> Chromium:
    """The same, as if whyclosed had never run here."""
    with_leave.fresh()
    unjoin(home_of(house), data_of(house))
    shutil.rmtree(data_of(house), ignore_errors=True)
    return with_leave


def data_of(house: Path) -> Path:
    return house / "data" / "whyclosed"


def home_of(folder: Path) -> Home:
    return Home(folder, folder / "config", sys.platform)


def test_a_click_starts_the_program_and_answers(chromium: Chromium, house: Path, port: int, order_page: str) -> None:
    chromium.pair(port, None)
    page = chromium.open(order_page)
    popup = chromium.answer(page)
    assert popup.state() == "not_joined"
    assert "make connect" in popup.text()

    join(home_of(house), data_of(house))  # the browser runs on
    popup.click('[data-focus="way-retry"]')
    popup.wait("document.querySelector('article.order')", 30)
    assert len(servers(port)) == 1
    kept = chromium.desk.evaluate("chrome.storage.local.get(['port', 'key'])")
    assert kept == {"port": port, "key": pair(data_of(house))}

    stop_server(port)  # as after a reboot
    popup = chromium.click(page)
    popup.wait("document.querySelector('article.order') && !document.querySelector('main').ariaBusy", 30)
    popup.wait("!document.querySelector('.notice')")
    assert len(servers(port)) == 1

    pair(data_of(house), new=True)  # the key was renewed at the keyboard
    chromium.desk.evaluate("chrome.storage.session.clear()")
    popup = chromium.answer(page)
    assert popup.state() is None
    assert "Closed" in popup.text()


def test_a_stranger_on_the_port_is_stepped_around(chromium: Chromium, house: Path, port: int, order_page: str) -> None:
    join(home_of(house), data_of(house))
    chromium.pair(port, None)
    with socket.create_server((HERE, port)):  # takes the call and says nothing
        popup = chromium.click(chromium.open(order_page))
        popup.wait("document.querySelector('article.order')", 40)
    moved = chromium.desk.evaluate("chrome.storage.local.get('port')")["port"]
    assert port < moved < port + 10
    stop_server(moved)


def test_what_keeps_the_program_from_starting_is_told(
    chromium: Chromium, house: Path, port: int, order_page: str
) -> None:
    join(home_of(house), data_of(house))
    data = data_of(house)
    data.chmod(0o755)
    chromium.pair(port, None)
    popup = chromium.answer(chromium.open(order_page))
    assert popup.state() == "door_stuck"
    assert "chmod 700" in popup.text()
    assert servers(port) == []


def test_firefox_starts_the_program_too(firefox: Firefox, shop: Shop, port: int, order_page: str) -> None:
    home = firefox.profile
    (home / ".mozilla" / "firefox").mkdir(parents=True)
    join(home_of(home), home / ".local" / "share" / "whyclosed")
    firefox.pair(port, None)
    firefox.open(order_page)
    firefox.click()
    firefox.settled()
    assert firefox.state() == "no_key"
    with firefox.allowing("nativeMessaging"):
        firefox.open(order_page)
        firefox.click()
        firefox.wait("!!document.querySelector('article.order')", 40)
        assert len(servers(port)) == 1
    firefox.close_popup()
