"""Real browsers, a shop on this machine, and a server that is steered by the test."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))  # for `tests.browser.…`

from tests.browser import chromium as chromium_module
from tests.browser import firefox as firefox_module
from tests.browser import reports
from tests.browser.chromium import Chromium, run_chromium
from tests.browser.fake_server import KEY, Fake, run_fake
from tests.browser.firefox import Firefox, run_firefox
from tests.browser.real_server import Real, run_real
from tests.browser.shop import Shop, open_shop

NOW = datetime.fromisoformat("2026-11-22T10:00:00+01:00")
AXE = Path(__file__).parents[2] / "extension" / "node_modules" / "axe-core" / "axe.min.js"


def _need(there: bool, what: str, how: str) -> None:
    """Without what a test needs it is skipped by hand, and fails in CI."""
    if not there:
        message = f"{what} is missing: {how}"
        if os.environ.get("CI") == "true":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Pages under the shop's own host names. Of a run one process has it: with two, every browser is started twice."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        (tmp_path_factory.getbasetemp().parent / "browsers").mkdir()
    _need(shutil.which("openssl") is not None, "openssl", "apt-get install openssl")
    with open_shop(tmp_path_factory.mktemp("shop")) as opened:
        yield opened


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's own process."""
    _need(chromium_module.BINARY.exists(), "Chromium", "apt-get install chromium")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def one_chromium(playwright: Playwright, shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One Chromium for all tests."""
    with run_chromium(playwright, tmp_path_factory.mktemp("chromium"), shop.port) as running:
        yield running


@pytest.fixture(scope="session")
def firefox(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox for all tests."""
    _need(firefox_module.BINARY.exists(), "Firefox ESR", "apt-get install firefox-esr")
    with run_firefox(tmp_path_factory.mktemp("firefox") / "profile", shop.port) as running:
        yield running


@pytest.fixture
def fake(shop: Shop) -> Iterator[Fake]:
    """A server that answers with the canned dispute; the shop has one order page and nothing else."""
    shop.pages.clear()
    shop.requests.clear()
    shop.serve(reports.DETAIL, "<!doctype html><html lang='en'><title>Order</title><body><h1>Order</h1></body></html>")
    with run_fake(lambda path, request: (200, reports.report())) as running:
        yield running


@pytest.fixture
def chromium(one_chromium: Chromium, fake: Fake) -> Chromium:
    """Chromium as after an installation, paired with the fake server."""
    one_chromium.fresh()
    one_chromium.pair(fake.port, KEY)
    return one_chromium


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of the accessibility checker."""
    _need(AXE.exists(), "axe-core", "run `npm ci` in extension/")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def one_real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    """One real server for all tests."""
    with run_real(tmp_path_factory.mktemp("real"), NOW) as running:
        yield running


@pytest.fixture
def real(one_real: Real) -> Real:
    """The real server with an empty store."""
    one_real.store.forget(None)
    one_real.read.clear()
    one_real.now = NOW
    return one_real


@pytest.fixture
def paired(one_chromium: Chromium, real: Real, shop: Shop) -> Chromium:
    """Chromium, paired with the real server."""
    shop.pages.clear()
    shop.requests.clear()
    one_chromium.fresh()
    one_chromium.pair(real.port, real.key)
    return one_chromium
