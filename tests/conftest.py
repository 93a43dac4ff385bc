"""For all tests: in CI nothing may be left out, `make fuzz` tries more examples, and what may run side by side."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# What a shell starts behind itself ignores Ctrl-C, and so do all programs that it starts: some tests send it to those.
signal.signal(signal.SIGINT, signal.default_int_handler)

gc.disable()  # until the tests are collected: nothing that is made by then ever goes

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")
settings.register_profile(
    "fuzz", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)

BROWSERS = "tests/browser/"
READ_ONCE = (
    "tests/cli/test_reading.py",
    "tests/rules/test_coverage.py",
    "tests/rules/test_languages.py",
    "tests/test_fixtures.py",
    "tests/witnesses/",
)
"""What looks at what is read from every fixture, or told of every case."""
LONG = (
    *READ_ONCE,
    "tests/cli/test_cli_piles.py",
    "tests/house/test_wheel.py",
    "tests/rules/test_properties.py",
    "tests/server/test_pages.py",
    "tests/server/test_passing_on.py",
    "tests/test_growth.py",
    "tests/test_scrub.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browsers first: one process waits for them, and two others keep two processors busy. Then what takes long: in
    the end nobody waits for it."""
    items.sort(key=lambda item: (not item.nodeid.startswith(BROWSERS), not item.nodeid.startswith(LONG)))


def pytest_collection_finish() -> None:
    """What all tests share stays until the end: looking through it for garbage, over and over, would find none."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a program leaves behind, such as a review of a copy, stays among the files of the tests."""
    folder = str(tmp_path_factory.mktemp("temporary"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", folder)
        patch.setattr("tempfile.tempdir", folder)
        yield


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """With `-n 3` the tests of a file stay in one process, with what they keep, and so do all tests in a browser: each
    browser is started once. By the names alone: marks of groups get lost between pytest 9.2 and pytest-xdist 3.8."""

    def _split_scope(self, nodeid: str) -> str:
        if settings.get_current_profile_name() == "fuzz":
            return nodeid  # a property takes as long as a file does otherwise
        for together in (BROWSERS, READ_ONCE):
            if nodeid.startswith(together):
                return str(together)
        return nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Instead of that of `--dist`."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test is a failure where CI=true."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") == "true" and exitstatus == pytest.ExitCode.OK and left_out:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
