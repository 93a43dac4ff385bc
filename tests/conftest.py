"""For all tests: in CI nothing may be left out, `make fuzz` tries more examples, and what may run side by side."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "fuzz", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)


HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `-n 2 --dist loadgroup` the browsers run first and in one process, so that each is started once, beside
    everything else; the tests of a file stay together with what they keep."""
    items.sort(key=lambda item: _group(item) != BROWSERS)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))


BROWSERS = "browser"


def _group(item: pytest.Item) -> str:
    place = item.path.relative_to(HERE)
    return BROWSERS if place.parts[0] == BROWSERS else str(place)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A skipped test is a failure where CI=true."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") == "true" and exitstatus == pytest.ExitCode.OK and left_out:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
